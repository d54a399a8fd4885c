"""Naming a hurdle from wherever one is: in words, or out of what was missed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from core import home, hurdles
from core.home import Number
from core.hurdles import Hurdle
from core.models import Card
from tui.screens.asking import ask
from tui.screens.base import HuddleScreen
from tui.screens.choose import Choice, ChooseScreen
from tui.widgets.picklist import Pick


def ask_hurdle(screen: HuddleScreen) -> None:
    """Asks over `screen` what stands in the way."""
    still = len(hurdles.unsolved(screen.session))
    hint = ""
    if still:
        hint = f"{still} {'stands' if still == 1 else 'stand'} among the team's hurdles already; H on home shows them."
    ask(
        screen,
        "What stands in the way?",
        partial(hurdles.state, screen.session),
        hint=hint,
        then=partial(_told, screen),
    )


def hurdle_line(hurdle: Hurdle, sign: str) -> Pick:
    """A hurdle in a list: its votes, how often it came up, and whose it is; or how it ended."""
    if hurdle.outcome is not None:
        return Pick(hurdle.card.id, f"{hurdle.card.text} {hurdle.way}", sign=sign, right=hurdle.by, dim=True)
    votes = f"{hurdle.votes} votes" if hurdle.votes is not None and hurdle.votes != 1 else ""
    votes = "1 vote" if hurdle.votes == 1 else votes
    right = " · ".join(part for part in (votes, hurdle.again, hurdle.by) if part)
    return Pick(hurdle.card.id, hurdle.card.text, sign=sign, right=right)


def name_hurdle(screen: HuddleScreen, of: Callable[..., Card], *missed: Any) -> None:
    """Makes what was missed a hurdle, and says so."""
    screen.do(of, screen.session, *missed, then=partial(_told, screen))


def name_number(screen: HuddleScreen) -> None:
    """Makes a number of the viewer's own that is behind pace a hurdle; asks which, where there are several."""
    behind = {at: one for at, one in enumerate(home.my_numbers(screen.session)) if _is_behind(one)}
    if not behind:
        screen.notify("No number of yours is behind pace. What stands in the way otherwise: h on home.", markup=False)
    elif len(behind) == 1:
        one = next(iter(behind.values()))
        name_hurdle(screen, hurdles.of_number, one.metric, one.period)
    else:
        choices = [Choice(at, one.title) for at, one in behind.items()]

        def chosen(choice: Choice | None) -> None:
            if choice is not None and isinstance(choice.key, int):
                one = behind[choice.key]
                name_hurdle(screen, hurdles.of_number, one.metric, one.period)

        screen.app.push_screen(ChooseScreen("Which number is a hurdle?", choices), chosen)


def _is_behind(one: Number) -> bool:
    pace = one.standing.pace
    return pace is not None and pace < 1 and one.metric.better == "higher" and not one.metric.private


def _told(screen: HuddleScreen, card: Card) -> None:
    screen.notify(f"It is among the team's hurdles: “{card.text}”", markup=False)
