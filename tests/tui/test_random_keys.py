"""Random keys on every place, as everybody: no traceback.

The suite presses a sample; `make soak` makes 300 runs of 60 keys on every place. `SOAK_RUNS` and `SOAK_FROM` give
other numbers: a run that failed is repeated alone by its number, which is its seed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from random import Random

import pytest
from textual.pilot import Pilot

from core.errors import HuddleError
from core.meeting import cards, lifecycle
from core.models import Role
from core.team import members
from tests.conftest import Crew, FrozenClock
from tests.tui.frames import SMALL, answered, idle
from tests.tui.places import lived_in
from tests.tui.swallowed import no_error_is_swallowed
from tui.app import HuddleApp
from tui.places import MAIN_SCREENS, MEMBER_SCREENS, OVERLAY_SCREENS

KEYS_IN_RUN, KEYS_IN_SAMPLE = 60, 16
RUNS_IN_TEST = 20
SOAK_RUNS = int(os.environ.get("SOAK_RUNS", "300"))
SOAK_FROM = int(os.environ.get("SOAK_FROM", "0"))

PLACES = [*MAIN_SCREENS, *OVERLAY_SCREENS, *MEMBER_SCREENS, "room"]

WHO: list[tuple[str, Role]] = [("Lea", "seller"), ("Lea", "leader"), ("Tom", "watcher")]
"""Who presses the keys, in turn."""

HALF_WAY = ("nothing", "leaves", "changes role")
"""What happens to them half-way."""

MOVES = "enter escape tab shift+tab up down left right home end pagedown pageup space backspace delete ctrl+z ctrl+s f2"
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPRSTUVWXYZ0123456789"
NEVER = ("ctrl+q", "ctrl+c", "ctrl+p", "ctrl+t")
"""Keys that leave Huddle, or belong to Textual."""


def keys_of(random: Random, pilot: Pilot[None]) -> Iterator[str]:
    """Draws keys: mostly those that do something just now, some to move, some letters as in a word."""
    while True:
        bound = [key for key in pilot.app.screen.active_bindings if key not in NEVER]
        yield random.choice(random.choices([bound or ["enter"], MOVES.split(), LETTERS], [5, 3, 2])[0])


def prepare(crew: Crew, clock: FrozenClock, random: Random, name: str, role: Role, place: str) -> None:
    """Fills the team; in two of three runs, and always in front of the room, a meeting is in some stage."""
    lived_in(crew, clock)
    members.edit_member(crew["Ana"], crew.members["Lea"], role="seller" if name != "Lea" else role)
    if random.random() < 0.66 or place in ("room", "capture", "trends"):
        ana = crew["Ana"]
        lifecycle.start_meeting(ana, random.choice(["weekly", "kickoff", "quarterly"]))
        lifecycle.take_over(ana)
        stages = [stage.name for stage in lifecycle.list_stages(ana, lifecycle.require_open_meeting(ana))]
        lifecycle.move_to_stage(ana, "collect")
        board = cards.find_board(ana)
        for number in range(random.randrange(6)):
            cards.add_card(crew["Ben"], board, f"Words {number}")
        lifecycle.move_to_stage(ana, random.choice(stages))
        if random.random() < 0.5 and role != "watcher":
            crew[name].refresh_role()
            lifecycle.take_over(crew[name])


def happen(crew: Crew, name: str, what: str) -> None:
    """Lets something happen to the member, by the leader at another terminal. It is refused where the keys pressed so
    far have already removed one of the two."""
    member = crew.members[name]
    with suppress(HuddleError):
        if what == "leaves":
            members.end_membership(crew["Ana"], member)
        elif what == "changes role":
            members.edit_member(crew["Ana"], member, role="watcher" if member.role != "watcher" else "seller")


async def press_random_keys(crew: Crew, clock: FrozenClock, place: str, seed: int, keys: int = KEYS_IN_RUN) -> None:
    """One run: the keys that a seed gives."""
    random = Random(f"{place} {seed}")
    name, role = WHO[seed % len(WHO)]
    what = HALF_WAY[seed // len(WHO) % len(HALF_WAY)]
    prepare(crew, clock, random, name, role, place)
    crew[name].refresh_role()
    start = place if place in MAIN_SCREENS or place == "room" else "home"
    app = HuddleApp(crew.room if place == "room" else crew[name], start=start)
    pressed: list[str] = []
    try:
        with no_error_is_swallowed():
            async with app.run_test(size=random.choice([SMALL, (120, 40)])) as pilot:
                await idle(pilot)
                if place in OVERLAY_SCREENS or place in MEMBER_SCREENS:
                    app.navigation.open_overlay(place, *([crew.members["Ana"]] if place in MEMBER_SCREENS else []))
                    await idle(pilot)
                draw = keys_of(random, pilot)
                for number in range(keys):
                    if number == keys // 2:
                        happen(crew, name, what)
                        await answered(pilot)
                    if not app.is_running:
                        break
                    pressed.append(next(draw))
                    await pilot.press(pressed[-1])
                await idle(pilot)
    except Exception as error:
        error.add_note(f"place {place}, seed {seed}: {name} as {role}, {what} half-way; keys: {' '.join(pressed)}")
        raise


@pytest.mark.parametrize("place", PLACES)
async def test_a_sample_of_random_keys(crew: Crew, clock: FrozenClock, place: str) -> None:
    await press_random_keys(crew, clock, place, PLACES.index(place), KEYS_IN_SAMPLE)


@pytest.mark.soak
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("first", range(SOAK_FROM, SOAK_FROM + SOAK_RUNS, RUNS_IN_TEST))
async def test_random_keys(make_crew: Callable[[], Crew], clock: FrozenClock, place: str, first: int) -> None:
    begun = clock.now
    for seed in range(first, min(first + RUNS_IN_TEST, SOAK_FROM + SOAK_RUNS)):
        clock.now = begun
        await press_random_keys(make_crew(), clock, place, seed)
