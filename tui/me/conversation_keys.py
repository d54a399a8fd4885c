"""The keys of the Me screen that lead to the viewer's conversations: reviews, feedback, documented steps."""

from __future__ import annotations

from textual.binding import Binding

from core.conversations import ladder
from tui.shell.screen import HuddleScreen

CONVERSATION_BINDINGS = [
    Binding("r", "my_reviews", "Reviews", id="me.reviews", tooltip="When you are reviewed, and by what"),
    Binding("f", "feedback", "Feedback", id="me.feedback", tooltip="What you are asked for, and what you received"),
    Binding("d", "my_steps", "Steps", show=False, id="me.ladder", tooltip="What is documented between you two"),
]
"""The bindings, which come last among those of the screen."""


class ConversationActions(HuddleScreen):
    """The actions of these bindings, for a screen about the viewer."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        viewer = self.session.viewer
        match action:
            case "my_reviews" if viewer.role not in ("leader", "seller"):
                return False
            case "feedback" if viewer.is_room:
                return False
            case "my_steps" if viewer.role != "seller" or not ladder.read_ladder(self.session, self.session.me).steps:
                return False
        return super().check_action(action, parameters)

    def action_my_reviews(self) -> None:
        self.app.action_sheet("reviews", self.session.viewer.member_id)

    def action_feedback(self) -> None:
        self.app.action_sheet("feedback")

    def action_my_steps(self) -> None:
        self.app.action_sheet("ladder", self.session.viewer.member_id)
