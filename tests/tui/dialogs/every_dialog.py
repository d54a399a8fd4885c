"""Opens every dialog, each with as much in it as it may have."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

from textual.pilot import Pilot

import tui
from core.meeting import lifecycle
from core.metrics.metrics import find_metric
from core.outcomes import hurdles
from core.standings.leaderboard import standings
from core.values.periods import parse_period
from tests.conftest import Crew, FrozenClock
from tests.tui.frames import idle
from tests.tui.places import lived_in
from tui.app import HuddleApp
from tui.board.explanation_dialog import ExplanationScreen
from tui.dialogs.chart import ChartScreen
from tui.dialogs.choice import Choice, ChooseScreen
from tui.dialogs.commitment_form import CommitmentForm
from tui.dialogs.form import FormScreen
from tui.dialogs.getting_started import GettingStartedScreen
from tui.dialogs.help import HelpScreen
from tui.dialogs.hurdles import HurdlesScreen
from tui.dialogs.list import ListScreen
from tui.dialogs.long_text import LongTextScreen, Passage
from tui.dialogs.menu import MenuScreen, open_menu
from tui.dialogs.minutes import MinutesScreen
from tui.dialogs.misunderstandings import MisunderstandingsScreen
from tui.dialogs.options import OptionsScreen, open_options
from tui.dialogs.own_keys import OwnKeysScreen, show_own_keys
from tui.dialogs.prompts import AskScreen
from tui.dialogs.pulse import PulseScreen
from tui.growth.rating_dialog import RatingDialog
from tui.plan.target_form import TargetForm
from tui.saying.paste_review import PasteReviewScreen
from tui.shell.confirm import ConfirmScreen
from tui.shell.dialog import Dialog
from tui.widgets.form import Field
from tui.widgets.pick_list import Pick

LONG = "Everyone on the team will see this, also in the minutes, and it cannot be undone after the meeting has ended. "


def a_list() -> tuple[str, list[Pick]]:
    return "Who is ready", [Pick(number, f"line {number}") for number in range(30)]


def chart_of_revenue(app: HuddleApp) -> ChartScreen:
    board = standings(app.session, "won revenue", parse_period("2026-Q4"))
    return ChartScreen([(board, board.rows[0]), (board, board.team)])


def why_of_revenue(app: HuddleApp) -> ExplanationScreen:
    board = standings(app.session, "won revenue", parse_period("2026-Q4"))
    return ExplanationScreen(board, board.rows[0])


def target_form(app: HuddleApp) -> TargetForm:
    return TargetForm(app.session, find_metric(app.session, "won revenue"), parse_period("2026-Q4"))


MAKE: dict[type[Dialog[Any]], Callable[[HuddleApp], Dialog[Any]]] = {
    AskScreen: lambda _: AskScreen("What is unclear to you? " * 3, hint=LONG * 2),
    ChartScreen: chart_of_revenue,
    ChooseScreen: lambda _: ChooseScreen("Which one?", [Choice(n, f"number {n}") for n in range(30)]),
    CommitmentForm: lambda app: CommitmentForm(app.session, "Ana Ruiz", ""),
    ConfirmScreen: lambda _: ConfirmScreen(LONG * 4, "End the meeting", "Cancel"),
    ExplanationScreen: why_of_revenue,
    FormScreen: lambda _: FormScreen(
        "Add a metric", [Field(f"f{n}", f"Field {n}", hint="(optional)") for n in range(6)], lambda _: None
    ),
    GettingStartedScreen: lambda app: GettingStartedScreen(app.session),
    HelpScreen: lambda app: HelpScreen.for_screen(app.screen),
    HurdlesScreen: lambda _: HurdlesScreen(),
    ListScreen: lambda _: ListScreen(a_list, empty="No one is ready yet."),
    LongTextScreen: lambda _: LongTextScreen(
        "Answer",
        [Passage(f"p{n}", f"Passage {n}") for n in range(3)],
        lambda _: None,
        draft_name="answer",
        intro=LONG,
    ),
    MinutesScreen: lambda app: MinutesScreen(lifecycle.list_started_meetings(app.session)[0]),
    MisunderstandingsScreen: lambda _: MisunderstandingsScreen(),
    PasteReviewScreen: lambda _: PasteReviewScreen("\n".join(["a line"] * 20), "Ana", board="hurdles"),
    PulseScreen: lambda app: PulseScreen(lifecycle.list_started_meetings(app.session)[0]),
    RatingDialog: lambda _: RatingDialog("How well does Jon open a talk with a new customer?", 3),
    TargetForm: target_form,
}
"""How each dialog is made, but for those that open themselves."""

OPEN_THEMSELVES: dict[type[Dialog[Any]], Callable[[HuddleApp], object]] = {
    MenuScreen: open_menu,
    OptionsScreen: lambda app: open_options(app.screen),
    OwnKeysScreen: lambda app: app.run_worker(show_own_keys(app)),
}

KINDS = (*OPEN_THEMSELVES, *MAKE)
"""The classes of all dialogs."""


async def open_dialog(pilot: Pilot[None], kind: type[Dialog[Any]]) -> None:
    """Open a dialog over the screen of an app, and wait until it is there."""
    app = pilot.app
    assert isinstance(app, HuddleApp)
    if kind in MAKE:
        app.push_screen(MAKE[kind](app))
    else:
        OPEN_THEMSELVES[kind](app)
    await idle(pilot)
    assert type(app.screen) is kind


def every_kind() -> Iterator[type[Dialog[Any]]]:
    """Return the classes of dialogs that people see, without those that others are only derived from."""
    for found in pkgutil.walk_packages(tui.__path__, "tui."):
        for kind in vars(import_module(found.name)).values():
            is_dialog = isinstance(kind, type) and issubclass(kind, Dialog) and kind.__module__ == found.name
            if is_dialog and kind.__name__ not in ("Dialog", "QuestionDialog", "KeptDialog"):
                yield kind


def busy_team(crew: Crew, clock: FrozenClock) -> None:
    """Make a team that has something to show in each dialog."""
    lived_in(crew, clock)
    for number in range(12):
        hurdles.add_hurdle(crew["Ben"], f"The offers wait for price approval, time {number}")
