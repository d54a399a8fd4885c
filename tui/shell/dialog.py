"""The base classes of screens and dialogs, which can be dismissed only once, and of dialogs."""

from __future__ import annotations

from typing import TypeVar

from textual import events, on
from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, Screen

from core.errors import HuddleError
from tui.action_hints import explain_on_screen
from tui.services.refusals import survive_refusals
from tui.shell.toast_place import place_toasts
from tui.widgets.chosen_line import ChosenChanged, show_chosen

Result = TypeVar("Result")


class SafeDismissScreen(Screen[Result]):
    """A screen that survives refusals, and ignores `dismiss` unless it is on top.

    Keys can arrive faster than screens close: a second one would otherwise dismiss the screen beneath.
    """

    is_sending = False
    """Whether what was typed is being stored; see `tui.shell.send_once`."""

    def __init__(self) -> None:
        super().__init__()
        survive_refusals(self, self.show_refusal)

    @on(events.Mount)
    def _keep_toasts_apart(self) -> None:
        self.screen_layout_refresh_signal.subscribe(self, place_toasts, immediate=True)

    def show_refusal(self, refusal: HuddleError) -> None:
        """Show why something was refused."""
        self.notify(explain_on_screen(self.app, refusal), severity="warning", markup=False)

    def on_chosen_changed(self, event: ChosenChanged) -> None:
        event.stop()
        show_chosen(self, event.chooser)

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Close this screen and pass `result` to its opener. Does nothing if the screen is not on top."""
        return super().dismiss(result) if self.is_active else AwaitComplete()


class Dialog(SafeDismissScreen[Result], ModalScreen[Result]):
    """A dialog over a screen that stays visible.

    Its box has the class `dialog--box`, its title `dialog--title`, and its line of keys `dialog--keys`. The keys, or
    all that stands in a `dialog--foot`, stay in sight: on a low terminal the rest of the box scrolls above them.
    """

    VERTICAL_BREAKPOINTS = [(0, "-low"), (22, "-roomy")]
    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        & .dialog--box {
            max-width: 96%;
            height: auto;
            max-height: 100%;
            padding: 1 2;
            border: round $accent;
            background: $surface;
            overflow-y: auto;
        }
        & .dialog--title { text-style: bold; margin-bottom: 1; }
        & .dialog--keys { dock: bottom; height: auto; padding-top: 1; color: $dim; background: $surface; }
        & .dialog--foot { dock: bottom; height: auto; background: $surface; }
        & .dialog--foot > .dialog--keys { dock: none; }
        &.-low .dialog--box { padding: 0 2; }
        &.-low .dialog--title { margin: 0; }
        &.-low .dialog--keys { padding: 0; }
    }
    """


class QuestionDialog(Dialog[Result]):
    """A small dialog of one question. Its subclasses name the style sheet `question.tcss`, beside this module."""
