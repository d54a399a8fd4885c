"""Dialogs about a kept, missed, reworded or ended commitment, shared by the meeting and the Me screen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from core import commitments, members, next_steps, occurrences, typed
from core.models import Commitment
from core.wording import clean
from tui.screens.ask import SureScreen
from tui.screens.asking import ask
from tui.screens.base import HuddleScreen
from tui.screens.commitform import CommitForm, Taken
from tui.screens.formscreen import FormScreen
from tui.widgets.form import Field


def say_kept(screen: HuddleScreen, one: Commitment) -> None:
    """Mark the commitment as kept; of a recurring one, its oldest open occurrence."""
    screen.do(occurrences.keep if _is_recurring(one) else commitments.keep, screen.session, one)


def say_open(screen: HuddleScreen, one: Commitment) -> None:
    """Reopen the commitment; of a recurring one, the occurrence that was answered last."""
    screen.do(occurrences.reopen if _is_recurring(one) else commitments.reopen, screen.session, one)


def ask_next_step(screen: HuddleScreen, missed: Commitment) -> None:
    """Ask what the owner of a missed commitment will do differently, and how it goes on: a new day, new words, or help.

    If the commitment was a promise of help, the member it was to help is asked what would help instead.
    """
    session = screen.session
    if missed.helps_id is not None:
        answer = partial(commitments.miss, session, missed)
        ask(screen, "What would help instead?", answer, hint=f"“{missed.text}”")
        return
    is_recurring = _is_recurring(missed)
    day = "" if is_recurring else next_steps.usual_day(session).isoformat()
    fields = (
        Field("step", "Next step", hint="in your own words"),
        Field(
            "due",
            "New day",
            day,
            hint="it comes again; one more by friday?" if is_recurring else "friday, 30 Nov — or nothing",
        ),
        Field("text", "Other words", hint="nothing: it stays as it is"),
        Field("help", "Help from", hint="a name — or nothing"),
    )

    def miss(values: dict[str, str]) -> next_steps.GoneOn:
        helper = members.member(session, values["help"]) if clean(values["help"]) else None
        return next_steps.miss(
            session,
            missed,
            values["step"],
            due=typed.day(values["due"], session.today),
            text=values["text"],
            helper=helper,
        )

    screen.app.push_screen(FormScreen(f"What will you do differently?\n“{missed.text}”", fields, miss))


def ask_end(screen: HuddleScreen, one: Commitment) -> None:
    """Ask whether to end a recurring commitment, and end it."""

    def on_answer(is_sure: bool | None) -> None:
        if is_sure:
            screen.do(commitments.keep, screen.session, one)

    question = f"End “{one.text}”? It does not come again; what became of each time stays."
    screen.app.push_screen(SureScreen(question, "End it"), on_answer)


def _is_recurring(commitment: Commitment) -> bool:
    return commitment.every is not None and commitment.status == "open"


def ask_reworded(
    screen: HuddleScreen, one: Commitment, whose: str, then: Callable[[Commitment], Any] | None = None
) -> None:
    """Ask for a new wording in the commitment's form. `whose` is its owner's name; `then` gets the reworded row."""

    def on_submit(values: Taken | None) -> None:
        if values is not None:
            screen.do(
                commitments.reword, screen.session, one, text=values.text, metric=values.metric, amount=values.amount,
                every=values.every, weekday=values.weekday, due=values.due, then=then,
            )  # fmt: skip

    screen.app.push_screen(CommitForm(screen.session, whose, one.text, standing=one), on_submit)
