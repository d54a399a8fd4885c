"""The feedback screen: requests, received feedback and who else may read it, and feedback shared by others."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget

from core.conversations import conversations, feedback
from core.conversations.feedback import FORM_LABELS
from core.models import Conversation, Member
from core.team import members
from core.values.periods import format_date
from core.values.short_names import shorten_names
from tui import keymap
from tui.growth.feedback_actions import READERS, FeedbackActions, FeedbackSelection, draft_name
from tui.shell.actions import ActionTable
from tui.shell.list_detail import ListDetailScreen, beside
from tui.widgets.detail_pane import DetailPane
from tui.widgets.fact_list import Fact
from tui.widgets.pick_list import Pick


class FeedbackScreen(ListDetailScreen[Conversation]):
    """Feedback between peers, grouped; requests that wait for the viewer's answer come first."""

    IS_PRIVATE = True
    TABLES = frozenset({"conversation", "point"})
    UNDO_FAMILIES = ("feedback",)
    WHY = (
        "Ask a colleague about one specific thing, or offer feedback. "
        "Say what you saw, what it led to and what you would try. "
        "The receiver decides who else can read it."
    )
    BINDINGS = [
        keymap.OPEN.bind("answer", "Answer", id="feedback.answer", tooltip="Answer this request"),
        keymap.ADD.bind("add", "Ask or give", id="feedback.add", tooltip="Ask for feedback, or give some"),
        keymap.NO.bind("decline", "Decline", id="feedback.decline", tooltip="Decline this request"),
        keymap.SHARE.bind("readers", "Share", id="feedback.readers", tooltip="Choose who else can read it"),
        keymap.UNDO.bind("undo", "Undo", id="undo", tooltip="Undo your last step here"),
        keymap.BACK.bind("back", "Back", id="back", tooltip="Go back to where you came from"),
    ]

    def __init__(self, member_id: int | None = None) -> None:
        """`member_id` is the member whom the viewer asks or offers feedback to; the screen asks for one if None."""
        super().__init__()
        self.detail = DetailPane()
        self._member_id = member_id
        self._request_ids: set[int] = set()
        """The requests that wait for the viewer's answer."""
        self._people: list[Member] = []
        self._names: dict[int, str] = {}

    def compose_body(self) -> Iterable[Widget]:
        yield beside(self.picks, self.detail)

    def make_actions(self) -> ActionTable:
        return {**super().make_actions(), **FeedbackActions(self, self._selection).table()}

    # -- showing

    def show_list(self) -> None:
        session = self.session
        self._people = members.list_members(session, include_left=True)
        self._names = shorten_names(self._people)
        requests = feedback.list_requests_to_viewer(session)
        received = [] if session.viewer.is_room else feedback.received_feedback(session, session.me)
        parts = (
            ("Asked of you", requests),
            ("You received", received),
            ("Shared with you", feedback.list_shared_with_viewer(session)),
            ("You asked for", feedback.list_own_requests(session)),
            ("You gave", feedback.list_given(session)),
        )
        self._request_ids = {request.id for request in requests}
        picks: list[Pick] = []
        for heading, listed in parts:
            if listed:
                picks.append(Pick(heading, heading, heading=True))
                picks += [self._pick(conversation) for conversation in listed]
        items = {conversation.id: conversation for _, listed in parts for conversation in listed}
        self.set_rows(picks, items, empty=self._why_empty())
        colleague = self._colleague()
        self.top_line.left = f"Feedback · {colleague.name}" if colleague else "Feedback"
        self.top_line.right = "the receiver decides who can read it"
        self.key_line.note = f"{len(requests)} asked of you" if requests else ""

    def _why_empty(self) -> str:
        if not self.session.viewer.takes_part:
            return "No feedback shared with you yet. The receiver decides who can read it."
        add = self.app.key_label(keymap.ADD, "feedback.add")
        return f"No feedback yet. Press {add} to ask for some or give some."

    def _pick(self, conversation: Conversation) -> Pick:
        giver, receiver = self._member_name(conversation.from_id), self._member_name(conversation.to_id)
        if conversation.id in self._request_ids:
            return Pick(conversation.id, f"{receiver}: {conversation.about}", sign="●", right="asks you")
        if conversation.status == "planned":
            return Pick(conversation.id, f"{giver}: {conversation.about}", sign="○", right="asked")
        points = conversations.list_points(self.session, conversation, "saw")
        saw = next((point.text for point in points), "")
        text, right = f"{giver} to {receiver}: {saw}", format_date(conversation.held_on)
        is_given = self.session.viewer.is_member(conversation.from_id)
        if self.session.viewer.is_member(conversation.to_id):
            text, right = f"{giver}: {saw}", f"read by {READERS[conversation.visibility]}"
        elif is_given:
            text = f"to {receiver}: {saw}"
        return Pick(conversation.id, text, sign="✓", right=right, dim=is_given)

    def _member_name(self, member_id: int) -> str:
        return self._names.get(member_id, "Someone")

    def show_detail(self) -> None:
        conversation = self.selected
        self.detail.display = conversation is not None
        if conversation is None:
            self.detail.set_detail("", [])
            return
        facts = [Fact(conversation.about, who="about")] if conversation.about else []
        facts += [
            Fact(point.text, who=FORM_LABELS[point.kind])
            for point in conversations.list_points(self.session, conversation, *FORM_LABELS)
        ]
        if conversation.id in self._request_ids:
            has_draft = self.app.form_drafts.read(draft_name(conversation))
            enter = self.app.key_label(keymap.OPEN, "feedback.answer")
            no = self.app.key_label(keymap.NO, "feedback.decline")
            words = f"Draft saved. Press {enter} to continue." if has_draft else f"{enter} Answer   {no} Decline"
            facts.append(Fact(words, quiet=True))
        elif conversation.status == "planned":
            facts.append(Fact("No answer yet.", quiet=True))
        title = f"{self._member_name(conversation.from_id)} to {self._member_name(conversation.to_id)}"
        self.detail.set_detail(title, facts, note=format_date(conversation.held_on))

    # -- what the actions are given

    def _colleague(self) -> Member | None:
        """Return the member whom the screen was opened for; None for the viewer themselves."""
        is_viewer = self.session.viewer.is_member
        return next(
            (person for person in self._people if person.id == self._member_id and not is_viewer(person.id)), None
        )

    def _selection(self) -> FeedbackSelection:
        conversation = self.selected
        is_request = conversation is not None and conversation.id in self._request_ids
        return FeedbackSelection(conversation, is_request, self._colleague(), self._people)
