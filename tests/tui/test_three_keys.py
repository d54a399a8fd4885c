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
from core.commitments import queries
from core.conversations import feedback, ladder, reviews
from core.goals import goals
from core.meeting import lifecycle
from core.meeting.agenda import AGENDAS
from core.models import StageName
from core.outcomes import hurdles
from tests.conftest import Crew, FrozenClock
from tests.core.talks import brainstormed, with_key
from tests.tui.frames import frame, idle
from tests.tui.places import lived_in
from tui.app import HuddleApp
from tui.dialogs.help import HelpScreen
from tui.places import MAIN_SCREENS, OVERLAY_SCREENS
from tui.shell.confirm import ConfirmScreen
from tui.shell.screen import HuddleScreen
from tui.widgets.top_and_key_lines import KeyLine

SIZE = (80, 24)
STAGES = AGENDAS["weekly"]


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
    Action("say a win", "wins", ("a",), "say it, then Enter"),
    Action("praise somebody", "wins", ("p",), "do you praise"),
    Action("plan a celebration", "wins", ("c",), "celebrat", who="Ana"),
    Action("say that it was missed", "commitments", ("x",), "What will you do differently?", who="Ana"),
    Action("change a commitment", "commitments", ("c",), "will be accountable for", who="Ana"),
    Action("say that it was kept", "commitments", ("k",), "✓", who="Ana"),
    Action("make a miss a hurdle", "commitments", ("end", "w"), "among the team's hurdles"),
    Action("see the rates", "commitments", ("F",), "FOLLOW-THROUGH"),
    Action("take something on", "commit", ("enter",), "be accountable for?", who="Ana"),
    Action("name a hurdle in the stage", "hurdles", ("a",), "what stands in the way, then Enter"),
    Action("solve a hurdle", "hurdles", ("enter",), "How does it end?", who="Ana"),
    Action("open the votes", "hurdles", ("V",), "How many votes", who="Ana"),
    Action("say how it was", "close", ("p",), "How was our meeting?"),
    Action("say when the next one is", "close", ("e",), "When is the next meeting?", who="Ana"),
    Action("read the minutes", "close", ("m",), "Present"),
    Action("close the meeting", "close", ("c",), "Close it for everybody?", who="Ana"),
    Action("raise a misunderstanding", "close", ("exclamation_mark",), "misunderst"),
    Action("name a hurdle from anywhere", "home", ("h",), "What stands in the way?"),
    Action("see the rates from home", "home", ("F",), "FOLLOW-THROUGH"),
    Action("open a one-on-one", "home", ("8", "enter"), "ONE-ON-ONE"),
    Action("bring something to it", "home", ("8", "i"), "What do you want to talk about"),
    Action("plan it", "home", ("8", "t"), "talk next?"),
    Action("say that a card is great", "home", ("8", "enter", "g"), "How will you help", who="Ana"),
    Action("adjust a card", "one-on-one", ("enter", "a"), "What worries", who="Ana"),
    Action("promise help", "one-on-one", ("enter", "h"), "How will you help", who="Ana"),
    Action("ask for help", "one-on-one", ("enter", "h"), "What help do you need"),
    Action("note for oneself", "one-on-one", ("enter", "n"), "What do you note for yourself?"),
    Action("keep one's own between meetings", "me", ("k",), "✓"),
    Action("miss one's own between meetings", "me", ("x",), "What will you do differently?"),
    Action("take something on by oneself", "me", ("a",), "will be accountable for"),
    Action("enter an amount", "me", ("l",), "What have you done?"),
    Action("make a number a hurdle", "me", ("w",), "hurdle"),
    Action("skip somebody's turn", "team", ("K",), "not host in round", who="Ana"),
    Action("say who is away", "team", ("space",), "4 of 5 here", who="Ana"),
]

GROWN = [
    Action("say a personal goal", "goals", ("a",), "goal"),
    Action("choose who sees it", "goals", ("v",), "sees"),
    Action("link it to a commitment", "goals", ("k",), "commit"),
    Action("ask the room for the SWOT", "collect", ("o",), "What do you ask the room", who="Ana"),
    Action("see the SWOT", "collect", ("S",), "SWOT"),
    Action("see the measures", "collect", ("O",), "MEASURES"),
    Action("see the measures where one commits", "commit", ("O",), "MEASURES"),
    Action("log a training", "me", ("T", "a"), "train"),
    Action("draw pairs for role play", "team", ("T", "d"), "pair", who="Ana"),
    Action("begin a mentoring", "team", ("T", "m"), "mentor", who="Ana"),
    Action("see whose a customer is", "me", ("A",), "ACCOUNTS"),
    Action("add a customer", "team", ("A", "a"), "ccount", who="Ana"),
    Action("answer a proposed target", "home", ("9",), "PLAN"),
    Action("announce a review", "reviews", ("a",), "by what? Both of you see it", who="Ana"),
    Action("rate a skill", "me", ("r", "enter", "r"), "How do you see communication"),
    Action("ask for feedback", "me", ("f", "a"), "Whom do you ask?"),
    Action("offer feedback", "me", ("f", "o"), "Whom do you offer it to?"),
    Action("answer what one is asked about", "me", ("f", "enter"), "Asked about: My opening"),
    Action("document a step", "ladder", ("enter", "n"), "Training with", who="Ana"),
    Action("answer a step", "me", ("d", "w"), "Your answer to: direct talk"),
    Action("see what is behind", "home", ("S",), "SIGNALS"),
]


@pytest.fixture
def lively(crew: Crew, clock: FrozenClock) -> Crew:
    """Something of everything, and a meeting that Ana hosts."""
    lived_in(crew, clock)
    clock.advance(minutes=1)
    brainstormed(crew, is_open=True)
    hurdles.add_hurdle(crew["Jon"], "Pricing takes a week to answer")
    goals.set_goal(crew["Ben"], "A house by 2028", level="personal")
    ana, ben = crew["Ana"], crew["Ben"]
    reviews.announce(ana, [ben.me], ana.today, "calls, skills")
    feedback.ask(crew["Jon"], ben.me, "My opening")
    ladder.take_step(
        with_key(ana), ben.me, "direct talk", "We talked", obstacle="The inbox", help_offered="Lea takes it"
    )
    missed = queries.list_commitments(crew["Ben"], member=crew.members["Ben"], status="missed")
    assert missed, "a miss that can be made a hurdle"
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


async def come_to(pilot: Pilot[None], crew: Crew, where: str) -> None:
    app = pilot.app
    assert isinstance(app, HuddleApp)
    if where in OVERLAY_SCREENS:
        app.action_sheet(where)
    elif where in STAGES:
        stage: StageName = where
        lifecycle.move_to_stage(crew["Ana"], stage)
        app.action_go("meeting")
    else:
        app.action_go(where)
    await idle(pilot)
    await show_it(pilot)


async def show_it(pilot: Pilot[None]) -> None:
    """Says that the screen is not projected, where a page has asked: a meeting is running."""
    if isinstance(pilot.app.screen, ConfirmScreen) and "projected?" in frame(pilot.app):
        await pilot.press("down", "enter")
        await idle(pilot)


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
