"""The list of reviews: those announced, with day and criteria, and those held."""

from __future__ import annotations

from collections.abc import Iterable

from textual import getters
from textual.binding import Binding
from textual.containers import Container, VerticalScroll
from textual.widget import Widget

from core.conversations import conversations, reviews
from core.models import Conversation, Member
from core.team import members
from core.values.periods import format_date, relative_day
from core.values.text import short_name
from tui.growth.review import ReviewScreen
from tui.growth.review_lines import open_announce_form, rating_progress
from tui.shell.private_screen import PrivateScreen
from tui.widgets.fact_list import Fact, Facts
from tui.widgets.pick_list import Pick, PickList
from tui.widgets.section import Section

SIGNS = {"planned": "○", "open": "◐", "held": "✓"}


class ReviewsScreen(PrivateScreen):
    """The reviews of all members for the leader, and of a member their own."""

    CSS_PATH = "talk_sheet.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (112, "-wide")]
    AUTO_FOCUS = "PickList"
    TABLES = frozenset({"conversation", "rating", "skill", "point"})
    WHY = (
        "Each one knows beforehand when they are reviewed and by what, so that nothing in it is a surprise. "
        "Both rate the skills before they meet: neither follows the other, and there is something to talk about. "
        "Figures, skills and words lead to agreed steps, and the next review looks at what came of them."
    )
    BINDINGS = [
        Binding("enter", "open", "Open", id="reviews.open", tooltip="Its figures, skills, words and steps"),
        Binding("a", "announce", "Announce", id="reviews.announce", tooltip="Whose review is when, and by what"),
        Binding("u", "undo", "Undo", id="reviews.undo", tooltip="Takes back your last step here"),
    ]

    picks = getters.query_one(PickList)
    facts = getters.query_one(Facts)

    def __init__(self, member_id: int | None = None) -> None:
        """`member_id` is the member to put the cursor on, and the one suggested when announcing."""
        super().__init__()
        self._member_id = member_id
        self._talks: dict[int, Conversation] = {}
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
        first = not self._talks
        self._people = members.list_members(session, include_left=True)
        coming = reviews.list_announced(session)
        held = conversations.list_conversations(session, "review", status="held")
        self._talks = {talk.id: talk for talk in (*coming, *held)}
        picks: list[Pick] = []
        for heading, talks in (("Announced", coming), ("Held", held)):
            if talks:
                picks.append(Pick(heading, heading, heading=True))
                picks += [self._pick(talk) for talk in talks]
        self.picks.set_picks(picks, empty=self._why_empty())
        if first and (mine := next((talk for talk in self._talks.values() if talk.to_id == self._member_id), None)):
            self.picks.pick(mine.id)
        self.top_line.left = "REVIEWS" if session.viewer.is_leader else "MY REVIEWS"
        self.top_line.right = f"{len(coming)} announced · {len(held)} held"
        self._show_details()
        self.refresh_bindings()

    def _pick(self, talk: Conversation) -> Pick:
        held = talk.status == "held"
        when = (
            format_date(talk.held_on)
            if held
            else "going on"
            if talk.status == "open"
            else relative_day(talk.held_on, self.session.today)
        )
        return Pick(talk.id, self._who(talk), sign=SIGNS[talk.status], right=when, dim=held)

    def _who(self, talk: Conversation) -> str:
        mine = self.session.viewer.is_member(talk.to_id)
        other = next((person for person in self._people if person.id == (talk.from_id if mine else talk.to_id)), None)
        name = other.name if other else "somebody who has left"
        return f"yours, with {name}" if mine else name

    def _why_empty(self) -> str:
        if self.session.viewer.is_leader:
            return "No review is announced. Press a to say whose is when, and by what."
        if self.session.viewer.role != "seller":
            return "Reviews are two people's. None of them is yours."
        return "No review of yours is announced. The leader says when it is, and by what, before it comes."

    def on_pick_list_moved(self) -> None:
        self._show_details()
        self.refresh_bindings()

    def _show_details(self) -> None:
        talk, section = self._talk, self.query_one("#sheet-about", Section)
        facts: list[Fact] = []
        section.title = section.note = ""
        if talk is not None:
            section.title, section.note = self._who(talk), format_date(talk.held_on)
            facts.append(Fact(talk.about or "", who="by"))
            if talk.status == "planned":
                facts += [Fact(words, who=who) for who, words in rating_progress(self.session, talk, self._people)]
            facts += [Fact(words, who="words") for words in [talk.text] if words]
            facts += [
                Fact(point.text, sign="✓" if point.commitment_id else "●", who="agreed")
                for point in conversations.list_points(self.session, talk, "step")
            ]
        self.facts.set_facts(facts)
        self.query_one("#sheet-side").display = talk is not None

    # -- keys

    @property
    def _talk(self) -> Conversation | None:
        lists = self.query(PickList)
        picked = lists.first().cursor_key if lists else None
        return self._talks.get(picked) if isinstance(picked, int) else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        match action:
            case "open" if self._talk is None:
                return False
            case "announce" if not self.session.viewer.is_leader:
                return False
            case "undo" if self.session.viewer.is_room or self.session.last_change("review") is None:
                return False
        return super().check_action(action, parameters)

    def action_open(self) -> None:
        if (talk := self._talk) is not None:
            self.app.push_screen(ReviewScreen(talk.id, sure_of=self._sure_of))

    def action_announce(self) -> None:
        talk = self._talk
        member_id = self._member_id or (talk.to_id if talk else None)
        member = next((person for person in self._people if person.id == member_id and not person.left_on), None)
        open_announce_form(self, member, then=self._follow)

    def _follow(self, talks: list[Conversation]) -> None:
        """Move the cursor to the first announced review, and notify the viewer."""
        self.show()
        if talks:
            self.picks.pick(talks[0].id)
            self.notify(describe_announced(talks, self._people), markup=False)

    def action_undo(self) -> None:
        self.run_change(self.session.undo, "review")


def describe_announced(talks: list[Conversation], people: list[Member]) -> str:
    """Return a line that says for which day and whom reviews were announced."""
    names = [short_name(person, people) for talk in talks for person in people if person.id == talk.to_id]
    names_text = ", ".join(names) if len(names) < 4 else f"{len(names)} people"
    return f"Announced for {format_date(talks[0].held_on)}: {names_text}. Each of you rates the skills before."
