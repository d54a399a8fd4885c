"""What is asked about a commitment that is missed or reworded, in the meeting and on one's own page alike."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from core import commitments
from core.models import Commitment
from tui.screens.asking import ask
from tui.screens.base import HuddleScreen
from tui.screens.commitform import CommitForm, Taken


def ask_next_step(screen: HuddleScreen, missed: Commitment) -> None:
    """Asks what its owner will do differently, or whom it was to help what would help, and closes it as missed."""
    miss = partial(commitments.miss, screen.session, missed)
    question = "What would help instead?" if missed.helps_id else "What will you do differently?"
    ask(screen, question, miss, hint=f"“{missed.text}”")


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
