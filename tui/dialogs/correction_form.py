"""Dialogs to correct an entry: which one, then its amount, day and note. The journal keeps the old values."""

from __future__ import annotations

from functools import partial

from core.access.session import Session
from core.errors import HuddleError
from core.metrics import entries
from core.metrics.metrics import list_metrics
from core.metrics.unusual import require_usual
from core.models import Entry, Member, Metric, by_id
from core.team.members import list_members
from core.values import amounts, input_parsing
from core.values.periods import format_day
from tui.dialogs.choice import Choice, ChooseScreen
from tui.dialogs.entry_form import ask_once
from tui.dialogs.form import FormScreen
from tui.shell.screen import HuddleScreen
from tui.shell.undo import action_key, with_undo_hint
from tui.widgets.form import Field

Correction = tuple[str, Entry | None]
"""A sentence for the user, and the corrected entry; None if it was removed."""


def open_correction_form(screen: HuddleScreen) -> None:
    """Let the viewer choose one of the entries they typed last, for a leader also other members', and correct it."""
    session = screen.session
    metrics_by_id = by_id(list_metrics(session, include_ended=True))
    names = {member.id: member.name for member in list_members(session, include_left=True)}
    correctable = entries.list_correctable(session)
    if not correctable:
        screen.notify(f"No entries yet. Press {action_key(screen, 'log')} to log an amount.", markup=False)
        return
    typists = entries.name_typists(session, correctable, names)
    choices = [
        Choice(
            entry,
            _line(entry, metrics_by_id[entry.metric_id], names),
            right=_owner_and_author(session, entry, names, typists.get(entry.id)),
        )
        for entry in correctable
    ]

    def on_choice(choice: Choice[Entry]) -> None:
        _ask(screen, choice.value, metrics_by_id[choice.value.metric_id])

    screen.open_dialog(ChooseScreen("Which entry do you want to correct?", choices), on_choice)


def _line(entry: Entry, metric: Metric, names: dict[int, str]) -> str:
    day = format_day(entry.day)
    amount = amounts.format_with_unit(entry.amount, metric.scale, metric.unit)
    of = "" if metric.unit.casefold() == metric.name.casefold() else f" · {metric.name}"
    note = f" · {entry.note}" if entry.note else ""
    return f"{day} · {amount}{of}{note}"


def _owner_and_author(session: Session, entry: Entry, names: dict[int, str], typist: str | None) -> str:
    owner = "" if session.viewer.is_member(entry.member_id) else names.get(entry.member_id, "")
    return " · ".join(filter(None, (owner, entries.describe_author(entry, names, typist))))


def _ask(screen: HuddleScreen, entry: Entry, metric: Metric) -> None:
    fields = (
        Field(
            "amount", "How much", amounts.format_plain(entry.amount, metric.scale), "leave empty to delete the entry"
        ),
        Field("day", "When", entry.day.isoformat(), "e.g. friday or 20 Nov"),
        Field("note", "Note", entry.note or "", "visible to the member and the leader (optional)"),
    )

    def on_close(correction: Correction) -> None:
        screen.notify(with_undo_hint(screen, correction[0]), markup=False)

    correct = ask_once(partial(apply_correction, screen.session, entry, metric))
    screen.open_dialog(FormScreen(f"Correct {metric.name}", fields, correct), on_close)


def apply_correction(
    session: Session, entry: Entry, metric: Metric, values: dict[str, str], *, is_sure: bool = False
) -> Correction:
    """Change the entry to the typed values; without an amount remove it.

    Raises `HuddleError` for a date or amount that cannot be parsed, and where the entry may not be changed;
    `UnusualAmount` unless the person `is_sure`.
    """
    if not values["amount"].strip():
        entries.delete_entry(session, entry)
        return "Entry deleted.", None
    day = input_parsing.parse_past_day(values["day"], session.today)
    if day is None:
        raise HuddleError("The date is missing. Try friday, 20 Nov or 2026-11-20.")
    amount = amounts.parse_amount(values["amount"], metric.scale)
    owner = session.get(Member, entry.member_id)
    if not is_sure and owner is not None and amount != entry.amount:
        require_usual(session, metric, amount, owner)
    corrected = entries.correct_entry(session, entry, amount=amount, day=day, note=values["note"])
    return "Entry corrected.", corrected
