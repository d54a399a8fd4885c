"""The feedback screen: requests, received feedback and who else may read it, and feedback shared by others."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from textual import getters
from textual.binding import Binding
from textual.containers import Container, VerticalScroll
from textual.widget import Widget

from core.conversations import conversations, feedback
from core.conversations.feedback import FORM_LABELS
from core.errors import Conflict
from core.models import Conversation, Member, Visibility
from core.team import members
from core.values.periods import format_date
from core.values.text import short_name
from tui.dialogs.choice import Choice, ChooseScreen
from tui.dialogs.long_text import LongTextScreen, Passage
from tui.dialogs.prompt_helper import ask_line
from tui.dialogs.prompts import ConfirmScreen
from tui.shell.private_screen import PrivateScreen
from tui.widgets.fact_list import Fact, Facts
from tui.widgets.pick_list import Pick, PickList
from tui.widgets.section import Section

READERS: dict[Visibility, str] = {
    "me": "the two of you",
    "leader": "the leader too",
    "group": "your group too",
    "everyone": "everyone",
}

HINTS = {
    "saw": "One thing, as a camera would have seen it: “You let him finish, and asked twice.”",
    "did": "What followed: “He told us what he was afraid of.”",
    "try": "“I would do that at the beginning.”",
}


class FeedbackScreen(PrivateScreen):
    """Feedback between peers, grouped; requests that wait for the viewer's answer come first."""

    CSS_PATH = "talk_sheet.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (112, "-wide")]
    AUTO_FOCUS = "PickList"
    TABLES = frozenset({"conversation", "point"})
    WHY = (
        "Peers see what a leader never does, and who asks them for it decides what it is about. "
        "Said of a thing seen, with what it did and what could be tried, it can be heard and used. "
        "It belongs to whoever receives it: they alone decide who else may read it."
    )
    BINDINGS = [
        Binding("enter", "answer", "Answer", id="feedback.answer", tooltip="What you saw, what it did, what you'd try"),
        Binding("v", "readers", "Who reads", id="feedback.readers", tooltip="Who else may read what you received"),
        Binding("a", "ask", "Ask", id="feedback.ask", tooltip="Ask a colleague about one thing"),
        Binding("o", "offer", "Offer", id="feedback.offer", tooltip="Offer yours by yourself"),
        Binding("x", "decline", "Not now", id="feedback.decline", tooltip="Not this time; nothing is left of it"),
        Binding("u", "undo", "Undo", id="feedback.undo", tooltip="Takes back your last step here"),
    ]

    picks = getters.query_one(PickList)
    facts = getters.query_one(Facts)

    def __init__(self, member_id: int | None = None) -> None:
        """`member_id` is the member whom the viewer asks or offers feedback to; the screen asks for one if None."""
        super().__init__()
        self._member_id = member_id
        self._talks: dict[int, Conversation] = {}
        self._request_ids: set[int] = set()
        self._people: list[Member] = []

    def compose_private(self) -> Iterable[Widget]:
        with Container(id="sheet"):
            yield PickList()
            with VerticalScroll(id="sheet-side", can_focus=False):
                yield Section("", id="sheet-about")
                yield Facts()

    # -- showing

    def show_private(self) -> None:
        session = self.session
        self._people = members.list_members(session, include_left=True)
        asked = feedback.list_requests_to_viewer(session)
        received = [] if session.viewer.is_room else feedback.received_feedback(session, session.me)
        parts = (
            ("You are asked", asked),
            ("You received", received),
            ("Colleagues let you read", feedback.list_shared_with_viewer(session)),
            ("You asked, and wait for", feedback.list_own_requests(session)),
            ("You gave", feedback.list_given(session)),
        )
        self._talks = {talk.id: talk for _, talks in parts for talk in talks}
        self._request_ids = {talk.id for talk in asked}
        picks: list[Pick] = []
        for heading, talks in parts:
            if talks:
                picks.append(Pick(heading, heading, heading=True))
                picks += [self._pick(talk) for talk in talks]
        self.picks.set_picks(picks, empty=self._why_empty())
        whom = self._given_member
        self.top_line.left = f"FEEDBACK · with {whom.name}" if whom else "FEEDBACK"
        self.top_line.right = "read by whom its receiver chooses"
        self.key_line.note = f"{len(asked)} asked of you" if asked else ""
        self._show_details()
        self.refresh_bindings()

    def _why_empty(self) -> str:
        if not self._takes_part:
            return "Nobody has let you read any yet. Whoever receives feedback decides who else does."
        return "There is none yet. Press a to ask a colleague about one thing, or o to offer yours."

    def _pick(self, talk: Conversation) -> Pick:
        mine = self.session.viewer.is_member
        if talk.status == "planned":
            who, sign = (
                self._called(talk.to_id if talk.id in self._request_ids else talk.from_id),
                "●" if talk.id in self._request_ids else "○",
            )
            return Pick(
                talk.id,
                f"{who}: {talk.about}",
                sign=sign,
                right="asks you" if talk.id in self._request_ids else "asked",
            )
        saw = next((point.text for point in conversations.list_points(self.session, talk, "saw")), "")
        if mine(talk.to_id):
            text, right = f"{self._called(talk.from_id)}: {saw}", f"read by {READERS[talk.visibility]}"
        elif mine(talk.from_id):
            text, right = f"to {self._called(talk.to_id)}: {saw}", format_date(talk.held_on)
        else:
            text, right = (
                f"{self._called(talk.from_id)} to {self._called(talk.to_id)}: {saw}",
                format_date(talk.held_on),
            )
        return Pick(talk.id, text, sign="✓", right=right, dim=mine(talk.from_id))

    def _called(self, member_id: int) -> str:
        return next((short_name(person, self._people) for person in self._people if person.id == member_id), "somebody")

    def on_pick_list_moved(self) -> None:
        self._show_details()
        self.refresh_bindings()

    def _show_details(self) -> None:
        talk, section = self._talk, self.query_one("#sheet-about", Section)
        section.title = section.note = ""
        facts: list[Fact] = []
        if talk is not None:
            section.title = f"{self._called(talk.from_id)} to {self._called(talk.to_id)}"
            section.note = format_date(talk.held_on)
            if talk.about:
                facts.append(Fact(talk.about, who="about"))
            facts += [
                Fact(point.text, who=FORM_LABELS[point.kind])
                for point in conversations.list_points(self.session, talk, *FORM_LABELS)
            ]
            if talk.status == "planned":
                unsent = self.app.form_drafts.read(_draft_name(talk))
                words = "What you typed is kept for you: enter goes on." if unsent else "enter answers, x lets it be."
                facts.append(Fact(words if talk.id in self._request_ids else "Not answered yet.", quiet=True))
        self.facts.set_facts(facts)
        self.query_one("#sheet-side").display = talk is not None

    # -- keys

    @property
    def _talk(self) -> Conversation | None:
        lists = self.query(PickList)
        picked = lists.first().cursor_key if lists else None
        return self._talks.get(picked) if isinstance(picked, int) else None

    @property
    def _given_member(self) -> Member | None:
        mine = self.session.viewer.is_member
        return next((person for person in self._people if person.id == self._member_id and not mine(person.id)), None)

    @property
    def _takes_part(self) -> bool:
        return self.session.viewer.role in ("leader", "seller")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        talk = self._talk
        match action:
            case "answer" | "decline" if talk is None or talk.id not in self._request_ids:
                return False
            case "readers":
                if talk is None or talk.status != "held" or not self.session.viewer.is_member(talk.to_id):
                    return False
            case "ask" | "offer" if not self._takes_part:
                return False
            case "undo" if self.session.viewer.is_room or self.session.last_change("feedback") is None:
                return False
        return super().check_action(action, parameters)

    def action_answer(self) -> None:
        if (talk := self._talk) is None or talk.id not in self._request_ids:
            return
        to = next((person for person in self._people if person.id == talk.to_id), None)
        if to is not None:
            self._write(to, talk)

    def action_offer(self) -> None:
        self._choose("Whom do you offer it to?", self._write)

    def action_ask(self) -> None:
        def about(member: Member) -> None:
            hint = "One thing that they saw: my opening with Kessler. Only the two of you see it."
            ask_line(
                self, f"What do you ask {member.name} about?", partial(feedback.ask, self.session, member), hint=hint
            )

        self._choose("Whom do you ask?", about)

    def _choose(self, question: str, then: Callable[[Member], None]) -> None:
        if (whom := self._given_member) is not None:
            then(whom)
            return
        others = {
            person.id: person
            for person in members.list_members(self.session)
            if person.role != "watcher" and not self.session.viewer.is_member(person.id)
        }

        def chosen(choice: Choice | None) -> None:
            if choice is not None:
                then(others[int(str(choice.key))])

        self.app.push_screen(
            ChooseScreen(question, [Choice(person.id, person.name) for person in others.values()]), chosen
        )

    def _write(self, to: Member, asked: Conversation | None = None) -> None:
        passages = [Passage(kind, label, hint=HINTS[kind]) for kind, label in FORM_LABELS.items()]

        def give(values: dict[str, str]) -> Conversation:
            try:
                return feedback.give(self.session, to, values["saw"], values["did"], values["try"], request=asked)
            except Conflict:
                # The request was withdrawn: keep the text as a draft of feedback offered without a request.
                self.app.form_drafts.save(_draft_name(None, to), values)
                raise

        def given(talk: Conversation | None) -> None:
            self.show()
            if talk is not None:
                self.notify(f"{to.name} has it, and decides who else may read it.", markup=False)

        about = f"Asked about: {asked.about}" if asked else "Of a thing seen, and not of a person."
        self.app.push_screen(
            LongTextScreen(
                f"For {to.name}", passages, give, draft_name=_draft_name(asked, to), intro=about, send="Give it"
            ),
            given,
        )

    def action_readers(self) -> None:
        if (talk := self._talk) is None:
            return
        choices = [Choice(key, words, right="now" if key == talk.visibility else "") for key, words in READERS.items()]

        def chosen(choice: Choice | None) -> None:
            if choice is not None:
                self.run_change(feedback.set_visibility, self.session, talk, choice.key)

        self.app.push_screen(ChooseScreen("Who may read it?", choices), chosen)

    def action_decline(self) -> None:
        if (talk := self._talk) is None:
            return

        def sure(yes: bool | None) -> None:
            if yes:
                self.run_change(feedback.decline, self.session, talk)

        question = f"Not this time? {self._called(talk.to_id)} sees no answer, and nothing is left of it."
        self.app.push_screen(ConfirmScreen(question, "Not now"), sure)

    def action_undo(self) -> None:
        self.run_change(self.session.undo, "feedback")


def _draft_name(asked: Conversation | None, to: Member | None = None) -> str:
    """Return the name of a draft: of an answer to the request `asked`, or else of feedback offered to `to`."""
    return f"feedback-answer-{asked.id}" if asked else f"feedback-for-{to.id if to else 0}"
