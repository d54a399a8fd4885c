"""What is asked about a commitment that is missed or reworded, in the meeting and on one's own page alike."""

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
    """It was kept; what comes again, this time."""
    screen.do(occurrences.keep if _comes_again(one) else commitments.keep, screen.session, one)


def say_open(screen: HuddleScreen, one: Commitment) -> None:
    """It is open again; of what comes again, the time that was answered last."""
    screen.do(occurrences.reopen if _comes_again(one) else commitments.reopen, screen.session, one)


def ask_next_step(screen: HuddleScreen, missed: Commitment) -> None:
    """Asks what its owner will do differently, and how it goes on: a new day, other words, or help.

    Whom it was to help is asked what would help instead.
    """
    s = screen.session
    if missed.helps_id is not None:
        answer = partial(commitments.miss, s, missed)
        ask(screen, "What would help instead?", answer, hint=f"“{missed.text}”")
        return
    again = _comes_again(missed)
    day = "" if again else next_steps.usual_day(s).isoformat()
    fields = (
        Field("step", "Next step", hint="in your own words"),
        Field(
            "due",
            "New day",
            day,
            hint="it comes again; one more by friday?" if again else "friday, 30 Nov — or nothing",
        ),
        Field("text", "Other words", hint="nothing: it stays as it is"),
        Field("help", "Help from", hint="a name — or nothing"),
    )

    def miss(said: dict[str, str]) -> next_steps.GoneOn:
        helper = members.member(s, said["help"]) if clean(said["help"]) else None
        return next_steps.miss(
            s, missed, said["step"], due=typed.day(said["due"], s.today), text=said["text"], helper=helper
        )

    screen.app.push_screen(FormScreen(f"What will you do differently?\n“{missed.text}”", fields, miss))


def ask_end(screen: HuddleScreen, one: Commitment) -> None:
    """Asks whether what comes again is to end as a whole."""

    def sure(yes: bool | None) -> None:
        if yes:
            screen.do(commitments.keep, screen.session, one)

    question = f"End “{one.text}”? It does not come again; what became of each time stays."
    screen.app.push_screen(SureScreen(question, "End it"), sure)


def _comes_again(one: Commitment) -> bool:
    return one.every is not None and one.status == "open"


def ask_reworded(
    screen: HuddleScreen, one: Commitment, whose: str, then: Callable[[Commitment], Any] | None = None
) -> None:
    """Shows the commitment's form, `whose` being its owner's name. `then` is given the reworded one."""

    def reworded(what: Taken | None) -> None:
        if what is not None:
            screen.do(
                commitments.reword, screen.session, one, text=what.text, metric=what.metric, amount=what.amount,
                every=what.every, weekday=what.weekday, due=what.due, then=then,
            )  # fmt: skip

    screen.app.push_screen(CommitForm(screen.session, whose, one.text, standing=one), reworded)
