"""Whatever one wants to do is at most three keys from where one wants it, and the screen says which."""

from __future__ import annotations

import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module

import pytest
from textual.binding import Binding
from textual.dom import DOMNode
from textual.pilot import Pilot
from textual.widgets import Input

import tui
from tests.conftest import Crew, FrozenClock
from tests.tui.frames import frame, idle
from tests.tui.places import STAGES, come_to, liven, show_it
from tui.app import HuddleApp
from tui.dialogs.help import HelpScreen
from tui.dialogs.options import OptionsScreen
from tui.places import MAIN_SCREENS, OVERLAY_SCREENS
from tui.shell.screen import HuddleScreen
from tui.widgets.top_and_key_lines import KeyLine

SIZE = (80, 24)


@dataclass(frozen=True)
class Action:
    """One thing that people come to do."""

    what: str
    where: str
    """The place, the sheet or the meeting's stage on which it is wanted."""
    keys: tuple[str, ...]
    leads_to: str
    """What is on the screen then: the dialog that asks the rest, or the deed."""
    who: str = "Ben"


FOLLOWED_THROUGH = [
    Action("add a win", "wins", ("a",), "Type a win"),
    Action("praise someone", "wins", ("p",), "praise"),
    Action("plan a celebration", "wins", ("o", "1"), "celebrat", who="Ana"),
    Action("mark as missed", "commitments", ("x",), "What will you do differently?", who="Ana"),
    Action("edit a commitment", "commitments", ("e",), "commitment", who="Ana"),
    Action("mark as kept", "commitments", ("k",), "✓", who="Ana"),
    Action("make a miss a hurdle", "commitments", ("end", "h"), "hurdle"),
    Action("see the rates", "commitments", ("K",), "Kept and missed"),
    Action("commit", "commit", ("enter",), "commit", who="Ana"),
    Action("add a hurdle in the stage", "hurdles", ("a",), "hurdle"),
    Action("resolve a hurdle", "hurdles", ("enter",), "What happens with", who="Ana"),
    Action("open the votes", "hurdles", ("o", "open voting", "enter"), "How many votes", who="Ana"),
    Action("rate the meeting", "close", ("enter",), "meeting"),
    Action("set the next meeting", "close", ("w",), "next meeting", who="Ana"),
    Action("read the minutes", "close", ("o", "minutes", "enter"), "Took part"),
    Action("end the meeting", "close", ("n",), "meeting 2 for everyone?", who="Ana"),
    Action("ask privately", "close", ("exclamation_mark",), "unclear"),
    Action("add a hurdle from anywhere", "home", ("h",), "hurdle"),
    Action("see the rates from home", "home", ("K",), "Kept and missed"),
    Action("open a one-on-one", "home", ("O", "enter"), "One-on-one"),
    Action("add to its agenda", "home", ("O", "a"), "until it is marked done"),
    Action("plan it", "home", ("O", "w"), "one-on-one"),
    Action("say that a card is great", "home", ("O", "enter", "k"), "help", who="Ana"),
    Action("adjust a card", "one-on-one", ("enter", "e"), "Worries", who="Ana"),
    Action("mark your own as kept between meetings", "me", ("k",), "✓"),
    Action("mark your own as missed between meetings", "me", ("x",), "What will you do differently?"),
    Action("commit by yourself", "me", ("a",), "commitment"),
    Action("log an amount", "me", ("l",), "log"),
    Action("make a number a hurdle", "me", ("h",), "hurdle"),
    Action("mark who is away", "team", ("space",), "4 of 5 here", who="Ana"),
    Action("skip someone's turn", "team", ("o", "skip", "enter"), "turn in round", who="Ana"),
]

GROWN = [
    Action("add a personal goal", "goals", ("a",), "goal"),
    Action("choose who sees it", "goals", ("s",), "see"),
    Action("choose a topic", "collect", ("o", "topic", "enter"), "What are you collecting", who="Ana"),
    Action("see the SWOT", "collect", ("W",), "SWOT"),
    Action("see the measures", "collect", ("M",), "Measures"),
    Action("see the measures where you commit", "commit", ("M",), "Measures"),
    Action("log a training", "me", ("T", "a"), "train"),
    Action("draw pairs for role play", "team", ("T", "o", "1"), "practise together", who="Ana"),
    Action("see who owns a customer", "me", ("A",), "Accounts"),
    Action("add a customer", "team", ("A", "a"), "ccount", who="Ana"),
    Action("answer a proposed target", "home", ("6",), "Plan"),
    Action("plan a review", "reviews", ("a",), "review", who="Ana"),
    Action("rate a skill", "me", ("R", "enter", "enter"), "Rate communication"),
    Action("ask for feedback", "me", ("F", "a"), "ask"),
    Action("answer a request", "me", ("F", "enter"), "My opening"),
    Action("add a formal step", "ladder", ("enter", "a"), "Things improved", who="Ana"),
    Action("see what is behind", "home", ("S",), "Signals"),
]


@pytest.fixture
def lively(crew: Crew, clock: FrozenClock) -> Crew:
    liven(crew, clock)
    return crew


def every_class() -> Iterator[type[DOMNode]]:
    """Every screen, stage and widget."""
    for found in pkgutil.walk_packages(tui.__path__, "tui."):
        module = import_module(found.name)
        for each in vars(module).values():
            if isinstance(each, type) and each.__module__ == module.__name__ and issubclass(each, DOMNode):
                yield each


def test_every_key_has_an_id_and_says_what_it_is_for() -> None:
    classes = [each for each in (*every_class(), HuddleApp) if "BINDINGS" in vars(each)]
    assert len(classes) > 40
    bare = [
        f"{each.__name__}: {binding}"  # type: ignore[attr-defined]
        for each in classes
        for binding in vars(each)["BINDINGS"]
        if not isinstance(binding, Binding) or not binding.id or not binding.tooltip
    ]
    assert bare == []


def test_every_screen_says_why_in_three_sentences() -> None:
    named = {entry.class_name for entry in [*MAIN_SCREENS.values(), *OVERLAY_SCREENS.values()]}
    screens = [each for each in every_class() if issubclass(each, HuddleScreen) and each.__name__.endswith("Screen")]
    # Without what only others are made of: nobody is ever on it.
    whole = [each for each in screens if each.__name__ in named or not each.__subclasses__()]
    whole = [each for each in whole if each.__name__ != "HuddleScreen"]
    assert named | {"RoomScreen", "OneOnOneScreen"} <= {each.__name__ for each in whole}
    counted = {each.__name__: len(re.findall(r"[.!?][”’)]?(?=\s|$)", each.WHY)) for each in whole}
    assert {name: count for name, count in counted.items() if count != 3} == {}


# -- the footer, and ?


def footer_is_whole(app: HuddleApp, where: str) -> None:
    """Each part of the last line is a key with its whole word, or the note at its end. The help is last."""
    line = frame(app).splitlines()[-1]
    keys = app.screen.query_one(KeyLine)
    shown = {f"{display} {binding.description}" for display, binding in keys.keys}
    parts = [part for part in re.split(r"\s{2,}", line.strip()) if part]
    words = [part for part in parts if part != keys.note]
    assert set(words) <= shown, f"{where}: {set(words) - shown}"
    assert words[-1] in ("0 Menu", "^p Menu"), where
    assert len(words) > 1, f"{where} shows no key of its own, nor the way back"


@pytest.mark.parametrize("who", ["Ana", "Ben"])
async def test_every_screen_shows_its_keys_whole_and_explains_itself(lively: Crew, who: str) -> None:
    app = HuddleApp(lively[who])
    async with app.run_test(size=SIZE) as pilot:
        await idle(pilot)
        for where in (*MAIN_SCREENS, *OVERLAY_SCREENS, *STAGES):
            await come_to(pilot, lively, where)
            footer_is_whole(app, f"{where} of {who}")
            why = getattr(app.screen, "WHY", "")
            if where != "capture" or app.focused is None:
                app.action_help()  # in a line that one types into, ? is a letter
                await idle(pilot)
                assert isinstance(app.screen, HelpScreen), where
                assert why.split()[0] in frame(app), where
                await pilot.press("escape")
                await idle(pilot)
            if where in OVERLAY_SCREENS:
                await pilot.press("escape")
                await idle(pilot)


# -- three keys


def is_told(app: HuddleApp, key: str) -> bool:
    """Whether the footer or the help of this screen names the key."""
    active = app.screen.active_bindings.get(key)
    if active is None or not active.enabled:
        return False
    return active.binding.show or bool(active.binding.tooltip)


def by_place() -> list[tuple[str, str]]:
    return sorted({(each.where, each.who) for each in [*FOLLOWED_THROUGH, *GROWN]})


def test_no_action_takes_more_than_three_keys() -> None:
    assert [each for each in [*FOLLOWED_THROUGH, *GROWN] if len(each.keys) > 3] == []


async def leave_all(pilot: Pilot[None]) -> None:
    """Leaves what the last action has opened, by its own key, until there is only a main screen."""
    app = pilot.app
    for _ in range(6):
        if len(app.screen_stack) == 1 and not isinstance(app.focused, Input):
            return
        await pilot.press("escape")
        await idle(pilot)
    raise AssertionError(f"esc does not lead out of {app.screen}")


@pytest.mark.parametrize(("where", "who"), by_place(), ids=lambda word: str(word))
async def test_an_action_is_at_most_three_keys_away(lively: Crew, where: str, who: str) -> None:
    told: dict[str, list[str]] = defaultdict(list)
    app = HuddleApp(lively[who], start=where if where in MAIN_SCREENS else "home")
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await idle(pilot)
        for action in [*FOLLOWED_THROUGH, *GROWN]:
            if (action.where, action.who) != (where, who):
                continue
            await leave_all(pilot)
            await come_to(pilot, lively, where)
            app.clear_notifications()
            for key in action.keys:
                if isinstance(app.screen, OptionsScreen):
                    words = key if key != "enter" else ""  # words that filter, or the key that picks
                    await pilot.press(
                        *("space" if letter == " " else letter for letter in words), *([key] if not words else [])
                    )
                    await idle(pilot)
                    continue
                if not is_told(app, key):
                    told[action.what].append(f"nothing tells of {key}")
                await pilot.press(key)
                await idle(pilot)
                await show_it(pilot)
            shown = " ".join(frame(app).split()).casefold()
            heard = " ".join(each.message for each in app._notifications).casefold()
            if action.leads_to.casefold() not in shown + heard:
                told[action.what].append(f"{action.keys} leads to {shown} {heard}")
    assert told == {}
