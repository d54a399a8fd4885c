"""The quick form to enter an amount, for any screen that has its key."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from core.access.session import Session
from core.errors import HuddleError
from core.metrics import amount_input, entries
from core.metrics.unusual import UnusualAmount, require_usual
from core.models import Entry, Member, Metric
from core.team.members import find_member
from core.values import input_parsing
from core.values.amounts import format_with_unit
from core.values.periods import format_date
from tui.dialogs.form import FormScreen
from tui.shell.screen import HuddleScreen
from tui.shell.undo import with_undo_hint
from tui.widgets.form import Field

T = TypeVar("T")

LoggedEntry = tuple[Metric, Member, Entry]
"""A new entry, with its metric and the member it belongs to."""


def open_entry_form(
    screen: HuddleScreen, *, metric: Metric | None = None, then: Callable[[Entry], Any] | None = None
) -> None:
    """Ask over `screen` for an amount and enter it. The leader may enter for others; they see who entered it.

    `metric` is used for a number without a name; `then` is called with the entry.
    """
    session = screen.session
    fields = [
        Field("what", "What", "", f"amount of {metric.name}, or e.g. 5 calls" if metric else "e.g. 5 calls"),
        Field("day", "When", "", "today, or e.g. yesterday, friday, 20 Nov"),
        Field("note", "Note", "", "visible to you and your leader (optional)"),
    ]
    if session.viewer.is_leader:
        fields[2:] = [
            Field("whose", "For", "", "you, or a member's name: they see who logged it"),
            Field("note", "Note", "", "visible to the member and the leader (optional)"),
        ]

    def on_close(logged: LoggedEntry) -> None:
        screen.notify(with_undo_hint(screen, describe_logged_entry(session, *logged)), markup=False)
        if then is not None:
            then(logged[2])

    log = ask_once(partial(log_typed_entry, session, default_metric=metric))
    screen.open_dialog(FormScreen("Log an amount", fields, log, verb="Log"), on_close)


def ask_once(change: Callable[..., T]) -> Callable[[dict[str, str]], T]:
    """Return a change of a form which takes an unusual amount only when the same values are sent again.

    `change` is called with the values, and with `is_sure`.
    """
    asked: dict[str, str] = {}

    def run(values: dict[str, str]) -> T:
        nonlocal asked
        try:
            return change(values, is_sure=values == asked)
        except UnusualAmount as unusual:
            asked = dict(values)
            raise HuddleError(f"{unusual} If so, press enter again.") from None

    return run


def log_typed_entry(
    session: Session, values: dict[str, str], *, default_metric: Metric | None = None, is_sure: bool = False
) -> LoggedEntry:
    """Enter the typed values; a number without a name is entered on the `default_metric` metric.

    Raises `HuddleError` for input that cannot be parsed, `UnusualAmount` unless the person `is_sure`.
    """
    words = values["what"].split()
    what = f"{words[0]} {default_metric.name}" if default_metric is not None and len(words) == 1 else values["what"]
    metric, amount = amount_input.parse_metric_amount(session, what)
    if metric is None or amount is None:
        raise HuddleError("Type a number and a metric, e.g. 5 calls.")
    owner = find_member(session, values["whose"]) if values.get("whose", "").strip() else session.me
    day = input_parsing.parse_past_day(values["day"], session.today)
    if not is_sure:
        require_usual(session, metric, amount, owner)
    return metric, owner, entries.log_entry(session, metric, amount, member=owner, day=day, note=values["note"])


def describe_logged_entry(session: Session, metric: Metric, owner: Member, entry: Entry) -> str:
    """Return one sentence that says what was logged."""
    amount = format_with_unit(entry.amount, metric.scale, metric.unit)
    of = "" if metric.unit.casefold() == metric.name.casefold() else f" of {metric.name}"
    who = "" if session.viewer.is_member(owner.id) else f" for {owner.name}"
    when = "today" if entry.day == session.today else f"on {format_date(entry.day)}"
    return f"Logged {amount}{of}{who} {when}."
