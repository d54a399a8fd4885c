"""The screen of one review: figures, skills as both people rate them, comments, and the agreed steps."""

from __future__ import annotations

from collections.abc import Iterable

from textual import getters
from textual.binding import Binding
from textual.containers import Container, VerticalScroll
from textual.widget import Widget

from core.conversations import conversations, reviews
from core.conversations.reviews import SkillRatings
from core.models import Commitment, Conversation, Member, Point
from core.team import members
from core.values import input_parsing
from core.values.periods import format_date
from tui.dialogs.long_text import LongTextScreen, Passage
from tui.dialogs.prompt_helper import ask_line
from tui.growth.review_lines import (
    SCORE_WORDS,
    describe_scores,
    name_or_you,
    open_announce_form,
    other_name,
    rating_progress,
)
from tui.shell.private_screen import SEEN_BY_BOTH, PrivateScreen
from tui.widgets.fact_list import Fact, Facts
from tui.widgets.pick_list import Pick, PickList
from tui.widgets.progress_rows import ProgressRows
from tui.widgets.progress_rows_from_core import progress_row
from tui.widgets.section import Section

WHY = (
    "A review is held so that somebody grows, and looks forward: what do we do better from here? "
    "The figures say what happened and the skills why, each rated by both before they meet. "
    "It ends in steps that both agree on, and the member takes them on as their own."
)


class ReviewScreen(PrivateScreen):
    """A review of a member by the leader. Anybody else sees an empty screen."""

    CSS_PATH = "review.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (112, "-wide")]
    AUTO_FOCUS = "PickList"
    TABLES = frozenset({"conversation", "rating", "skill", "point", "commitment", "entry", "target", "metric"})
    WHY = WHY
    BINDINGS = [
        Binding("r", "rate_asked", "Rate", key_display="1–5", id="review.rate", tooltip="How you see this skill"),
        *(
            Binding(str(score), f"rate({score})", words, show=False, id=f"review.rate.{score}", tooltip=words)
            for score, words in enumerate(SCORE_WORDS, start=1)
        ),
        Binding("w", "words", "Words", id="review.words", tooltip="Words beside your rating"),
        Binding("b", "begin", "Begin", id="review.begin", tooltip="You have met: each sees what the other rated"),
        Binding("s", "agree", "Step", id="review.agree", tooltip="A step that the two of you agree on"),
        Binding("t", "take_on", "Take it on", id="review.take_on", tooltip="The step becomes a commitment of yours"),
        Binding("c", "close", "Close", id="review.close", tooltip="It was held: the words to it, and the next date"),
        Binding("a", "move", "Move", id="review.move", tooltip="Another day, or by something else"),
        Binding("u", "undo", "Undo", id="review.undo", tooltip="Takes back your last step here"),
    ]

    picks = getters.query_one(PickList)

    def __init__(self, talk_id: int, *, sure_of: int | None = None) -> None:
        super().__init__(confirmed_meeting_id=sure_of)
        self._talk_id = talk_id
        self._talk: Conversation | None = None
        self._people: list[Member] = []
        self._rated: dict[int | str, SkillRatings] = {}
        self._steps: dict[int, Point] = {}

    def compose_private(self) -> Iterable[Widget]:
        with Container(id="review"):
            with VerticalScroll(id="review-figures", can_focus=False):
                yield Facts(id="review-by")
                yield Section("The numbers", id="review-numbers-head")
                yield ProgressRows(id="review-numbers")
                yield Facts(id="review-words")
            with Container(id="review-skills"):
                yield PickList()
                yield Facts(id="review-about")

    # -- showing

    def show_private(self) -> None:
        session = self.session
        talk = session.get(Conversation, self._talk_id)
        if talk is None or talk.kind != "review" or not session.viewer.is_member(talk.from_id, talk.to_id):
            self._talk, self._rated, self._steps = None, {}, {}
            self.picks.set_picks([], empty="This review is two other people's, or is not there any more.")
            for facts in self.query(Facts):
                facts.set_facts([])
            self.query_one("#review-numbers", ProgressRows).set_rows([])
            self.query_one("#review-numbers-head", Section).title = ""
            self.top_line.left, self.top_line.right = "REVIEW", ""
            self.refresh_bindings()
            return
        self._talk, self._people = talk, members.list_members(session, include_left=True)
        self._show_frame(talk)
        self._show_figures(talk)
        self._show_skills(talk)
        self._show_comments()
        self.refresh_bindings()

    def _show_frame(self, talk: Conversation) -> None:
        name = next(person.name for person in self._people if person.id == talk.to_id)
        state = {"planned": format_date(talk.held_on), "open": "going on", "held": f"held {format_date(talk.held_on)}"}[
            talk.status
        ]
        self.top_line.left = f"REVIEW · {name} · {state}"
        self.top_line.right = SEEN_BY_BOTH

    def _show_figures(self, talk: Conversation) -> None:
        session = self.session
        facts = [Fact(talk.about or "", who="by")]
        if talk.status == "planned":
            facts += [Fact(words, who=who) for who, words in rating_progress(session, talk, self._people)]
        self.query_one("#review-by", Facts).set_facts(facts)
        section = self.query_one("#review-numbers-head", Section)
        section.title = "The numbers"
        section.note = f"as of {format_date(talk.held_on)}" if talk.status == "held" else "as they stand"
        self.query_one("#review-numbers", ProgressRows).set_rows(
            [progress_row(number, weeks=True) for number in reviews.list_figures(session, talk)],
            empty="No target was running. What is private stays with its owner.",
        )
        words = [Fact(talk.text, who="words")] if talk.text else []
        words += [Fact(format_date(talk.next_on), who="next one")] if talk.next_on else []
        self.query_one("#review-words", Facts).set_facts(words)

    def _show_skills(self, talk: Conversation) -> None:
        session = self.session
        own, leader = (name_or_you(session, member_id, self._people) for member_id in (talk.to_id, talk.from_id))
        member = next(person for person in self._people if person.id == talk.to_id)
        courses = {course.skill.id: course for course in reviews.list_skill_histories(session, member)}
        # The default skills of a new team have no id yet, so their names are the keys.
        self._rated = {rated.skill.id or rated.skill.name: rated for rated in reviews.list_skill_ratings(session, talk)}
        self._steps = {point.id: point for point in conversations.list_points(session, talk, "step")}
        picks = [Pick("skills", "Skills, from 1 to 5", heading=True)]
        for key, rated in self._rated.items():
            both = describe_scores(rated, courses.get(rated.skill.id), own, leader)
            mine = rated.own if session.viewer.is_member(talk.to_id) else rated.leader
            picks.append(
                Pick(("skill", key), rated.skill.name, sign="●" if mine else "○", right=both or "not rated yet")
            )
        if self._steps or talk.status != "planned":
            picks.append(Pick("steps", "Agreed" if self._steps else "Nothing is agreed yet: s", heading=True))
        for point in self._steps.values():
            taken = session.get(Commitment, point.commitment_id)
            right = (
                "" if point.commitment_id is None else taken.status if taken and taken.status != "open" else "taken on"
            )
            picks.append(Pick(("step", point.id), point.text, sign="✓" if taken else "●", right=right))
        self.picks.set_picks(picks, empty="")

    def on_pick_list_moved(self) -> None:
        self._show_comments()
        self.refresh_bindings()

    def _show_comments(self) -> None:
        """Show the comments of both people on the skill under the cursor."""
        talk, rated = self._talk, self._picked_skill
        facts: list[Fact] = []
        if talk is not None and rated is not None:
            for member_id, rating in ((talk.to_id, rated.own), (talk.from_id, rated.leader)):
                if rating is not None and rating.words:
                    facts.append(Fact(rating.words, who=name_or_you(self.session, member_id, self._people)))
            if talk.status == "planned" and not facts:
                other = other_name(self.session, talk, self._people)
                facts.append(Fact(f"{other} sees how you rated once the two of you have met.", quiet=True))
        self.query_one("#review-about", Facts).set_facts(facts)

    # -- the row under the cursor

    @property
    def _picked(self) -> tuple[str, object]:
        lists = self.query(PickList)
        picked = lists.first().cursor_key if lists else None
        return picked if isinstance(picked, tuple) else ("", None)

    @property
    def _picked_skill(self) -> SkillRatings | None:
        kind, key = self._picked
        return self._rated.get(key) if kind == "skill" and isinstance(key, int | str) else None

    @property
    def _picked_step(self) -> Point | None:
        kind, key = self._picked
        return self._steps.get(key) if kind == "step" and isinstance(key, int) else None

    @property
    def _is_mine(self) -> bool:
        return self._talk is not None and self.session.viewer.is_member(self._talk.to_id)

    # -- keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        talk, status = self._talk, self._talk.status if self._talk else ""
        rated = self._picked_skill
        mine = (rated.own if self._is_mine else rated.leader) if rated else None
        match action:
            case "rate_asked" if rated is None or not (status == "planned" or (status == "open" and not mine)):
                return False
            case "words" if mine is None or status != "planned":
                return False
            case "begin" if status != "planned":
                return False
            case "agree" | "close" if status != "open":
                return False
            case "take_on" if (
                not self._is_mine or self._picked_step is None or self._picked_step.commitment_id is not None
            ):
                return False
            case "move" if status != "planned" or not self.session.viewer.is_leader:
                return False
            case "undo" if talk is None or reviews.last_undoable_change(self.session, talk) is None:
                return False
        return super().check_action(action, parameters)

    def action_rate(self, score: int) -> None:
        # Available even without a skill under the cursor: otherwise the digit would open another screen.
        talk, rated = self._talk, self._picked_skill
        if talk is not None and rated is not None:
            mine = rated.own if self._is_mine else rated.leader
            words = mine.words or "" if mine else ""
            self.run_change(reviews.rate, self.session, talk, rated.skill, score, words)

    def action_rate_asked(self) -> None:
        talk, rated = self._talk, self._picked_skill
        mine = (rated.own if self._is_mine else rated.leader) if rated else None
        comment = mine.words or "" if mine else ""
        if talk is not None and rated is not None:
            ask_line(
                self,
                f"How do you see {rated.skill.name}, from 1 to 5?",
                lambda words: reviews.rate(self.session, talk, rated.skill, input_parsing.parse_count(words), comment),
                hint=", ".join(f"{score} {words}" for score, words in enumerate(SCORE_WORDS, start=1)),
            )

    def action_words(self) -> None:
        talk, rated = self._talk, self._picked_skill
        mine = (rated.own if self._is_mine else rated.leader) if rated else None
        if talk is not None and rated is not None and mine is not None:
            ask_line(
                self,
                f"What do you say to {rated.skill.name}, {mine.score} of 5?",
                lambda words: reviews.rate(self.session, talk, rated.skill, mine.score, words),
                value=mine.words or "",
                hint="A thing you saw says more than a judgement.",
            )

    def action_begin(self) -> None:
        if self._talk is not None:
            self.run_change(reviews.begin, self.session, self._talk)

    def action_agree(self) -> None:
        if (talk := self._talk) is not None:
            ask_line(
                self,
                "Which step do the two of you agree on?",
                lambda words: reviews.agree_step(self.session, talk, words),
            )

    def action_take_on(self) -> None:
        if (step := self._picked_step) is not None:
            self.run_change(reviews.take_on, self.session, step, then=self._notify_taken_on)

    def _notify_taken_on(self, commitment: Commitment) -> None:
        self.show()
        self.notify(f"“{commitment.text}” is a commitment of yours now, in 6 Me, where u takes it back.", markup=False)

    def action_close(self) -> None:
        if (talk := self._talk) is None:
            return
        passages = [
            Passage("words", "The words beside the figures", lines=5),
            Passage("next", "When is the next one?", hint="+90, 1 Mar — or nothing", lines=1),
        ]

        def close(values: dict[str, str]) -> Conversation:
            return reviews.close(
                self.session, talk, values["words"], input_parsing.parse_day(values["next"], self.session.today)
            )

        self.app.push_screen(
            LongTextScreen("The review was held", passages, close, draft_name=f"review-{talk.id}", send="Close it")
        )

    def action_move(self) -> None:
        if (talk := self._talk) is not None:
            member = next((person for person in self._people if person.id == talk.to_id), None)
            open_announce_form(self, member, lambda _talks: self.show(), current=talk)

    def action_undo(self) -> None:
        self.run_change(self.session.undo, "review")
