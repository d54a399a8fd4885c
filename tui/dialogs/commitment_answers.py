"""Dialogs about a kept, missed, reworded or ended commitment, shared by the meeting and the Me screen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from core.commitments import after_miss, commitments, occurrences
from core.models import Commitment
from core.team import members
from core.values import input_parsing
from core.values.text import clean
from tui.dialogs.commitment_form import CommitmentForm, CommitmentFormValues
from tui.dialogs.form import FormScreen
from tui.dialogs.prompt_helper import ask_line
from tui.shell.confirm import ConfirmScreen
from tui.shell.screen import HuddleScreen
from tui.widgets.form import Field


def record_kept(screen: HuddleScreen, commitment: Commitment) -> None:
    """Mark the commitment as kept; of a recurring one, its oldest open occurrence."""
    screen.run_change(
        occurrences.mark_occurrence_kept if _is_recurring(commitment) else commitments.mark_kept,
        screen.session,
        commitment,
    )


def record_open(screen: HuddleScreen, commitment: Commitment) -> None:
    """Reopen the commitment; of a recurring one, the occurrence that was answered last."""
    screen.run_change(
        occurrences.delete_last_answer if _is_recurring(commitment) else commitments.reopen, screen.session, commitment
    )


def ask_next_step(screen: HuddleScreen, commitment: Commitment) -> None:
    """Ask what the owner of a missed commitment will do differently, and how it goes on: a new day, new words, or help.

    If the commitment was a promise of help, the member it was to help is asked what would help instead.
    """
    session = screen.session
    if commitment.helps_id is not None:
        answer = partial(commitments.mark_missed, session, commitment)
        ask_line(screen, "What would help instead?", answer, hint=f"“{commitment.text}”")
        return
    is_recurring = _is_recurring(commitment)
    day = "" if is_recurring else after_miss.default_retry_day(session).isoformat()
    fields = (
        Field("step", "Next step", hint="in your own words"),
        Field(
            "due",
            "New date",
            day,
            hint="extra day, e.g. friday (optional)" if is_recurring else "e.g. friday or 30 Nov (optional)",
        ),
        Field("text", "New wording", hint="leave empty to keep the wording"),
        Field("help", "Help from", hint="a name (optional)"),
    )

    def miss(values: dict[str, str]) -> after_miss.MissResult:
        helper = members.find_member(session, values["help"]) if clean(values["help"]) else None
        return after_miss.record_miss(
            session,
            commitment,
            values["step"],
            due=input_parsing.parse_day(values["due"], session.today),
            text=values["text"],
            helper=helper,
        )

    screen.app.push_screen(FormScreen(f"What will you do differently?\n“{commitment.text}”", fields, miss))


def confirm_end(screen: HuddleScreen, commitment: Commitment) -> None:
    """Ask whether to end a recurring commitment, and end it."""

    def on_answer(is_sure: bool | None) -> None:
        if is_sure:
            screen.run_change(commitments.mark_kept, screen.session, commitment)

    question = f"Stop repeating “{commitment.text}”? Its history stays."
    screen.app.push_screen(ConfirmScreen(question, "Stop repeating"), on_answer)


def _is_recurring(commitment: Commitment) -> bool:
    return commitment.every is not None and commitment.status == "open"


def ask_new_wording(
    screen: HuddleScreen, commitment: Commitment, owner_name: str, then: Callable[[Commitment], Any] | None = None
) -> None:
    """Ask for a new wording in the commitment's form.

    `owner_name` is its owner's name; `then` gets the reworded row.
    """

    def on_submit(values: CommitmentFormValues) -> None:
        screen.run_change(commitments.reword, screen.session, commitment, text=values.text, then=then, **values.terms)

    screen.open_dialog(CommitmentForm(screen.session, owner_name, commitment.text, commitment=commitment), on_submit)
