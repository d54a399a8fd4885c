"""The screen of one review: figures, skills as both people rate them, comments, and the agreed steps."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from textual.containers import Container, VerticalScroll
from textual.widget import Widget

from core.conversations import conversations, reviews
from core.conversations.reviews import SkillRatings
from core.models import Conversation, Member, Point
from core.team import members
from core.values.periods import format_date
from core.values.short_names import shorten_names
from tui import keymap
from tui.growth.review_actions import ReviewActions, ReviewSelection
from tui.growth.review_lines import comment_facts, progress_facts, skill_picks, step_picks
from tui.shell.actions import ActionTable
from tui.shell.list_detail import ListDetailScreen
from tui.widgets.fact_list import Fact, Facts
from tui.widgets.progress_rows import ProgressRows
from tui.widgets.progress_rows_from_core import progress_row
from tui.widgets.section import Section


class ReviewScreen(ListDetailScreen[SkillRatings | Point]):
    """A review of a member by the leader; its rows are skills and agreed steps. Others see an empty screen."""

    CSS_PATH = "review.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (112, "-wide")]
    IS_PRIVATE = True
    TABLES = frozenset({"conversation", "rating", "skill", "point", "commitment", "entry", "target", "metric"})
    WHY = (
        "A review looks at results and skills, and ends with next steps. "
        "Ratings stay hidden until you start it. "
        "Agreed steps can become commitments."
    )
    BINDINGS = [
        keymap.OPEN.bind("rate", "Rate", id="review.rate", tooltip="Rate this skill from 1 to 5"),
        keymap.EDIT.bind("words", "Comment", id="review.words", tooltip="Add a comment to your rating"),
        keymap.ADD.bind("agree", "Add step", id="review.agree", tooltip="Add a step you both agree on"),
        keymap.YES.bind("take_on", "Commit to step", id="review.take_on", tooltip="Make this step your commitment"),
        keymap.NEXT.bind("begin", "Start", id="review.begin", tooltip="Start the review: both see all ratings"),
        keymap.NEXT.bind("close", "Finish", id="review.close", tooltip="Finish the review: comment and next date"),
        keymap.WHEN.bind("move", "Date and topics", id="review.move", tooltip="Change its date or topics"),
        keymap.UNDO.bind("undo", "Undo", id="undo", tooltip="Undo your last step here"),
        keymap.BACK.bind("back", "Back", id="back", tooltip="Go back to where you came from"),
    ]

    def __init__(self, review_id: int) -> None:
        super().__init__()
        self._review_id = review_id
        self._review: Conversation | None = None
        """The review that is shown; None if the viewer may not see it."""
        self._people: list[Member] = []
        self._names: dict[int, str] = {}
        self._criteria = Facts(id="review-by")
        self._numbers_head = Section("Results", id="review-numbers-head")
        self._numbers = ProgressRows(id="review-numbers")
        self._words = Facts(id="review-words")
        self._comments = Facts(id="review-about")

    def compose_body(self) -> Iterable[Widget]:
        with Container(id="review"):
            with VerticalScroll(id="review-figures", can_focus=False):
                yield self._criteria
                yield self._numbers_head
                yield self._numbers
                yield self._words
            with Container(id="review-skills"):
                yield self.picks
                yield self._comments

    def make_actions(self) -> ActionTable:
        return ReviewActions(self, self._selection).table()

    # -- showing

    def show_list(self) -> None:
        session = self.session
        review = session.get(Conversation, self._review_id)
        if review is None or review.kind != "review" or not session.viewer.is_member(review.from_id, review.to_id):
            self._review = None
            self._show_nothing()
            return
        self._review, self._people = review, members.list_members(session, include_left=True)
        self._names = shorten_names(self._people)
        self._show_top_line(review)
        self._show_figures(review)
        self._show_rows(review)

    def _show_nothing(self) -> None:
        self.set_rows([], {}, empty="This review is private or was removed.")
        self._criteria.set_facts([])
        self._words.set_facts([])
        self._numbers.set_rows([])
        self._numbers_head.title = ""
        self.top_line.left, self.top_line.right = "Review", ""

    def _show_top_line(self, review: Conversation) -> None:
        name = next(person.name for person in self._people if person.id == review.to_id)
        day = format_date(review.held_on)
        state = {"planned": day, "open": "in progress", "held": f"held {day}"}[review.status]
        self.top_line.left = f"Review · {name} · {state}"
        other = conversations.other_member(self.session, review)
        self.top_line.right = f"visible to you and {self._names[other.id]}"

    def _show_figures(self, review: Conversation) -> None:
        session = self.session
        facts = [Fact(review.about or "", who="topics")]
        if review.status == "planned":
            facts += progress_facts(session, review, self._names)
        self._criteria.set_facts(facts)
        self._numbers_head.title = "Results"
        self._numbers_head.note = f"as of {format_date(review.held_on)}" if review.status == "held" else "so far"
        self._numbers.set_rows(
            [progress_row(figure, weeks=True) for figure in reviews.list_figures(session, review)],
            empty="No targets in this period (private ones are not shown).",
        )
        words = [Fact(review.text, who="comment")] if review.text else []
        words += [Fact(format_date(review.next_on), who="next review")] if review.next_on else []
        self._words.set_facts(words)

    def _show_rows(self, review: Conversation) -> None:
        ratings = reviews.list_skill_ratings(self.session, review)
        steps = conversations.list_points(self.session, review, "step")
        # The default skills of a new team have no id yet, so their names are the keys.
        items: dict[Hashable, SkillRatings | Point] = {
            ("skill", rated.skill.id or rated.skill.name): rated for rated in ratings
        }
        items.update({("step", step.id): step for step in steps})
        member = next(person for person in self._people if person.id == review.to_id)
        picks = skill_picks(self.session, review, member, ratings, self._names)
        add = self.app.key_label(keymap.ADD, "review.agree") if review.status == "open" else ""
        picks += step_picks(self.session, review, steps, add_key=add)
        self.set_rows(picks, items)

    def show_detail(self) -> None:
        """Show the comments of both people on the skill under the cursor."""
        selection = self._selection()
        facts: list[Fact] = []
        if selection.review is not None and selection.skill is not None:
            facts = comment_facts(self.session, selection.review, selection.skill, self._names)
        self._comments.set_facts(facts)

    def _selection(self) -> ReviewSelection:
        item = self.selected
        return ReviewSelection(
            self._review,
            item if isinstance(item, SkillRatings) else None,
            item if isinstance(item, Point) else None,
            self._people,
        )
