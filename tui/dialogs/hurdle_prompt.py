"""Dialogs to name a hurdle from any screen: in words, or from a missed commitment or number."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from core.models import Card
from core.outcomes import hurdles
from core.outcomes.hurdles import Hurdle
from core.standings import running_numbers
from core.standings.running_numbers import TargetProgress
from core.values.text import format_count
from tui.dialogs.choice import Choice, ChooseScreen
from tui.dialogs.prompt_helper import ask_line
from tui.shell.screen import HuddleScreen
from tui.widgets.pick_list import Pick


def ask_hurdle(screen: HuddleScreen) -> None:
    """Ask over `screen` for the text of a new hurdle."""
    count = len(hurdles.list_unsolved(screen.session))
    hint = ""
    if count:
        key = screen.app.page_label("hurdles")
        hint = f"{format_count(count, 'open hurdle')} already. To see them, press esc, then {key}."
    ask_line(
        screen,
        "Which hurdle do you want to add?",
        partial(hurdles.add_hurdle, screen.session),
        hint=hint,
        then=partial(_confirm, screen),
    )


def hurdle_line(hurdle: Hurdle, sign: str) -> Pick:
    """Return the hurdle as a line of a pick list: votes, how often it came up, and by whom; or how it ended."""
    if hurdle.outcome is not None:
        return Pick(
            hurdle.card.id, f"{hurdle.card.text} {hurdle.outcome_text}", sign=sign, right=hurdle.author_name, dim=True
        )
    votes = format_count(hurdle.votes, "vote") if hurdle.votes is not None else ""
    right = " · ".join(part for part in (votes, hurdle.times_text, hurdle.author_name) if part)
    return Pick(hurdle.card.id, hurdle.card.text, sign=sign, right=right)


def name_hurdle_from(screen: HuddleScreen, change: Callable[..., Card], *missed: Any) -> None:
    """Run `change` with the session and `missed`, which makes a hurdle of what was missed, and notify the user."""
    screen.run_change(change, screen.session, *missed, then=partial(_confirm, screen))


def name_hurdle_from_number(screen: HuddleScreen) -> None:
    """Make a hurdle of the viewer's number that is behind; of several, ask which; of none, ask for a hurdle."""
    numbers = running_numbers.my_numbers(screen.session)
    behind = [number for number in numbers if number.standing.is_behind and not number.metric.private]

    def name(number: TargetProgress) -> None:
        name_hurdle_from(screen, hurdles.add_from_metric, number.metric, number.period)

    if not behind:
        ask_hurdle(screen)
    elif len(behind) == 1:
        name(behind[0])
    else:
        choices = [Choice(number, number.title) for number in behind]
        screen.open_dialog(
            ChooseScreen("Which number do you want to make a hurdle?", choices), lambda choice: name(choice.value)
        )


def _confirm(screen: HuddleScreen, card: Card) -> None:
    screen.notify(f"Hurdle added: “{card.text}”", markup=False)
