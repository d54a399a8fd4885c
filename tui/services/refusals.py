"""What an app does when the rules or the file refuse what a screen reads or does: it says why, and goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.app import App
from textual.dom import DOMNode
from textual.message import Message
from textual.message_pump import MessagePump
from textual.widget import Widget
from textual.worker import WorkerFailed

from core.errors import HuddleError
from tui.action_hints import explain_on_screen
from tui.services.notices import DistinctNotifications


def refusal_in(error: BaseException) -> HuddleError | None:
    """Return the refusal that an error is, or because of which a worker failed; None for any other error."""
    cause = error.error if isinstance(error, WorkerFailed) else error
    return cause if isinstance(cause, HuddleError) else None


def survive_refusals(pump: MessagePump, show_refusal: Callable[[HuddleError], object]) -> None:
    """Let an app, a screen or a widget go on after a `HuddleError` in one of its handlers, which `show_refusal` shows.

    Textual would end the app. Not only actions are refused, but also reads: a member may have left, or the file may be
    gone.
    """
    dispatch = pump._dispatch_message

    async def dispatch_or_refuse(message: Message) -> None:
        try:
            await dispatch(message)
        except HuddleError as refusal:
            show_refusal(refusal)

    pump._dispatch_message = dispatch_or_refuse  # type: ignore[method-assign]


def end_for_no_refusal(app: App[Any]) -> None:
    """Let an app go on after a `HuddleError` in a handler, an action or a worker: it is shown as a notification, and
    once however often it is refused.

    Each widget goes on too: Textual would end the queue of one that fails, and no key would be handled any more.
    """

    def show_refusal(refusal: HuddleError) -> None:
        app.notify(explain_on_screen(app, refusal), severity="warning", markup=False)

    run_action, handle_exception, register = app.run_action, app._handle_exception, app._register_child

    def register_surviving(parent: DOMNode, child: Widget, before: int | None, after: int | None) -> None:
        if "_dispatch_message" not in vars(child):  # else it survives already, in its own way
            survive_refusals(child, show_refusal)
        register(parent, child, before, after)

    async def run_or_refuse(*args: Any, **kwargs: Any) -> bool:
        try:
            return await run_action(*args, **kwargs)
        except HuddleError as refusal:
            show_refusal(refusal)
            return True

    def handle_or_show(error: Exception) -> None:
        if (refusal := refusal_in(error)) is not None:
            show_refusal(refusal)
        else:
            handle_exception(error)

    survive_refusals(app, show_refusal)
    app._notifications = DistinctNotifications()
    app.run_action = run_or_refuse  # type: ignore[method-assign]
    app._register_child = register_surviving  # type: ignore[method-assign]
    app._handle_exception = handle_or_show  # type: ignore[method-assign]
