"""The list of reviews: those announced, with day and criteria, and those held."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.widget import Widget

from core.conversations import conversations, reviews
from core.models import Conversation, Member, by_id
from core.team import members
from core.values.periods import format_date, format_due
from core.values.short_names import shorten_names
from tui import keymap
from tui.growth.review import ReviewScreen
from tui.growth.review_announcement import ask_for_announcement, describe_announced
from tui.growth.review_lines import progress_facts
from tui.shell.actions import Action, ActionTable
from tui.shell.list_detail import ListDetailScreen, beside
from tui.widgets.detail_pane import DetailPane
from tui.widgets.fact_list import Fact
from tui.widgets.pick_list import Pick
from tui.widgets.signs import signs
from tui.widgets.tone import due_tone

SIGNS = signs(planned="○", open="◐", held="✓")


class ReviewsScreen(ListDetailScreen[Conversation]):
    """The reviews of all members for the leader, and of a member their own."""

    IS_PRIVATE = True
    TABLES = frozenset({"conversation", "rating", "skill", "point"})
    UNDO_FAMILIES = ("review",)
    WHY = (
        "Every review is announced with its date and topics. "
        "Both people rate the skills first, without seeing each other's ratings. "
        "A review ends with agreed steps."
    )
    BINDINGS = [
        keymap.OPEN.bind("open", "Open", id="reviews.open", tooltip="Open this review"),
        keymap.ADD.bind("announce", "Add review", id="reviews.announce", tooltip="Plan a review: who, when and topics"),
        keymap.UNDO.bind("undo", "Undo", id="undo", tooltip="Undo your last step here"),
        keymap.BACK.bind("back", "Back", id="back", tooltip="Go back to where you came from"),
    ]

    def __init__(self, member_id: int | None = None) -> None:
        """`member_id` is the member to put the cursor on, and the one suggested when announcing."""
        super().__init__()
        self.detail = DetailPane()
        self._member_id = member_id
        self._people: list[Member] = []
        self._names: dict[int, str] = {}

    def compose_body(self) -> Iterable[Widget]:
        yield beside(self.picks, self.detail)

    def make_actions(self) -> ActionTable:
        return {
            **super().make_actions(),
            "open": Action(self._open, lambda: self.selected is not None),
            "announce": Action(self._announce, lambda: self.session.viewer.is_leader),
        }

    # -- showing

    def show_list(self) -> None:
        session = self.session
        self._people = members.list_members(session, include_left=True)
        self._names = shorten_names(self._people)
        announced = reviews.list_announced(session)
        held = conversations.list_conversations(session, "review", status="held")
        picks: list[Pick] = []
        for heading, listed in (("Planned", announced), ("Held", held)):
            if listed:
                picks.append(Pick(heading, heading, heading=True))
                picks += [self._pick(review) for review in listed]
        items = by_id((*announced, *held))
        first_of_member = next((review.id for review in items.values() if review.to_id == self._member_id), None)
        self.set_rows(picks, items, empty=self._why_empty(), start_at=first_of_member)
        self.top_line.left = "Reviews" if session.viewer.is_leader else "Your reviews"
        self.top_line.right = f"{len(announced)} planned · {len(held)} held"

    def _pick(self, review: Conversation) -> Pick:
        is_held = review.status == "held"
        when = format_date(review.held_on) if is_held else format_due(review.held_on, self.session.today)
        if review.status == "open":
            when = "in progress"
        tone = due_tone(review.held_on, self.session.today) if review.status == "planned" else "quiet"
        return Pick(review.id, self._title(review), sign=SIGNS[review.status], right=when, tone=tone, dim=is_held)

    def _title(self, review: Conversation) -> str:
        is_mine = self.session.viewer.is_member(review.to_id)
        other_id = review.from_id if is_mine else review.to_id
        name = next((person.name for person in self._people if person.id == other_id), "a former member")
        return f"Your review with {name}" if is_mine else name

    def _why_empty(self) -> str:
        if self.session.viewer.is_leader:
            return f"No reviews yet. Press {self.app.key_label(keymap.ADD, 'reviews.announce')} to plan one."
        if self.session.viewer.role != "seller":
            return "You have no reviews."
        return "No review planned for you. Your leader will announce date and topics first."

    def show_detail(self) -> None:
        review = self.selected
        self.detail.display = review is not None
        if review is None:
            self.detail.set_detail("", [])
            return
        facts = [Fact(review.about or "", who="topics")]
        if review.status == "planned":
            facts += progress_facts(self.session, review, self._names)
        if review.text:
            facts.append(Fact(review.text, who="comment"))
        facts += [
            Fact(step.text, sign="✓" if step.commitment_id else "●", who="step")
            for step in conversations.list_points(self.session, review, "step")
        ]
        self.detail.set_detail(self._title(review), facts, note=format_date(review.held_on))

    # -- actions

    def _open(self) -> None:
        if (review := self.selected) is not None:
            self.app.push_screen(ReviewScreen(review.id))

    def _announce(self) -> None:
        member_id = self._member_id or (self.selected.to_id if self.selected else None)
        member = next((person for person in self._people if person.id == member_id and not person.left_on), None)
        ask_for_announcement(self, member, then=self._follow_announced)

    def _follow_announced(self, announced: Sequence[Conversation]) -> None:
        """Move the cursor to the first planned review, and notify the viewer."""
        self.follow(announced[0].id)
        self.notify(describe_announced(announced, self._names), markup=False)
