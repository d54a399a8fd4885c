"""A team of twelve with terminals, and a record of what they did that uses none of Huddle's rules."""

from __future__ import annotations

from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Input

from core.access.session import Session
from data.models import Group, Member, Team
from data.store import Store
from tests.conftest import FrozenClock
from tests.tui.frames import frame, idle
from tui.app import HuddleApp
from tui.widgets.pick_list import PickList

FIRST = datetime(2026, 10, 12, 14, 0, tzinfo=UTC)
"""The first meeting: a Monday, at two."""

NAMES = (
    "Ana Ruiz", "Ben Okafor", "Cem Aydin", "Dora Lind", "Eli Marsh", "Fay Holt",
    "Gil Serra", "Hana Sato", "Ivo Petrov", "Jon Weiss", "Kim Duval", "Lea Brandt",
)  # fmt: skip
"""Ana leads, the others sell."""


class Twelve:
    """The team in its file. `twelve["Ana"]` is a session."""

    def __init__(self, path: Path, clock: FrozenClock) -> None:
        self.path = path
        self.clock = clock
        self.store = Store(path, create=True)
        """A store without a session, which reads past the rules."""
        self.session_store = Store(path)
        began = "2026-01-01T08:00:00.000Z"
        with self.store.change("team.founded", at=began) as change:
            change.insert(Team(name="Northwind West", created_at=began))
            groups = [change.insert(Group(name=name)).id for name in ("North", "South")]
            self.members = {
                name.split()[0]: change.insert(
                    Member(
                        name=name,
                        role="seller" if at else "leader",
                        group_id=groups[at % 2],
                        joined_on=date(2026, 1, 1),
                    )
                )
                for at, name in enumerate(NAMES)
            }
        self._sessions: dict[str, Session] = {}

    def __getitem__(self, who: str) -> Session:
        if who not in self._sessions:
            self._sessions[who] = Session.for_member(self.session_store, self.members[who], self.clock)
        return self._sessions[who]

    def close(self) -> None:
        """Closes the file."""
        self.session_store.close()
        self.store.close()

    def to(self, month: int, day: int, hour: int = 14) -> None:
        """Sets the clock to that day of 2026."""
        self.clock.now = datetime(2026, month, day, hour, tzinfo=UTC)

    @asynccontextmanager
    async def at(self, who: str, place: str = "meeting", size: tuple[int, int] = (80, 24)) -> AsyncIterator[Terminal]:
        """Opens a terminal for that person."""
        app = HuddleApp(self[who], start=place)
        async with app.run_test(size=size, notifications=True) as pilot:
            await idle(pilot)
            yield Terminal(app, pilot)


class Terminal:
    """Somebody's screen and keys."""

    def __init__(self, app: HuddleApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    async def keys(self, *pressed: str) -> None:
        """Presses these keys and waits until the app is idle."""
        await self.pilot.press(*pressed)
        await idle(self.pilot)

    async def write(self, words: str) -> None:
        """Types a line into the focused field, then Enter."""
        line = self.app.screen.focused
        assert isinstance(line, Input), f"nothing to type into: {line!r}"
        line.value = words
        line.cursor_position = len(words)
        await self.keys("enter")

    async def fill(self, **fields: str) -> None:
        """Types into the fields of the form, then Enter."""
        for name, words in fields.items():
            self.app.screen.query_one(f"#form-{name}, #commit-{name}", Input).value = words
        await self.keys("enter")

    async def go_to(self, words: str = "", key: Hashable = None) -> None:
        """Moves to the line with these words, or of this key, in the focused list."""
        walked = self.app.screen.focused
        assert isinstance(walked, PickList), f"no list has the keyboard: {walked!r}"
        lines = [pick for pick in walked._picks if not pick.heading]
        steps = next((at for at, pick in enumerate(lines) if (pick.key == key if key else words in pick.text)), None)
        assert steps is not None, f"“{words or key}” is not among {[(pick.key, pick.text) for pick in lines]}"
        await self.pilot.press("home", *["down"] * steps)
        await idle(self.pilot)

    async def frame(self) -> str:
        await idle(self.pilot)
        return frame(self.app)


# -- the plain list


@dataclass
class Promise:
    """A commitment, as the record keeps it."""

    who: str
    """`team` for the whole team's."""
    text: str
    since: date
    trend: str | None = None
    due: date | None = None
    repeats: bool = False
    carried: int = 0
    helps: str | None = None


@dataclass
class Answer:
    """How a commitment ended, and on which day."""

    who: str
    trend: str | None
    day: date
    kept: bool
    on_time: bool


@dataclass
class Book:
    """The record of what happened, from which the expected figures are computed."""

    queue: list[str] = field(default_factory=lambda: [name.split()[0] for name in NAMES])
    hosted: list[str] = field(default_factory=list)
    open: list[Promise] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    taken: list[tuple[str, date]] = field(default_factory=list)
    """The trend of each commitment that was made, and when."""
    came_up: dict[str, list[date]] = field(default_factory=dict)
    """The days on which each trend came up since something of it was kept."""
    hurdles: dict[str, int] = field(default_factory=dict)
    """Those that stand, with the number of meetings they were in."""
    pulses: list[list[tuple[int, int, int]]] = field(default_factory=list)
    closed_today: list[tuple[str, str, str]] = field(default_factory=list)
    """Whose, what and how it ended, since the meeting before."""

    # -- promises

    def took(self, who: str, text: str, day: date, **more: object) -> Promise:
        made = Promise(who, text, day, **more)  # type: ignore[arg-type]
        self.open.append(made)
        if made.trend:
            self.taken.append((made.trend, day))
        return made

    def find(self, who: str, text: str) -> Promise:
        return next(one for one in self.open if one.who == who and text in one.text)

    def kept(self, who: str, text: str, day: date, *, on_time: bool = True) -> None:
        self._ended(who, text, day, kept=True, on_time=on_time)

    def missed(self, who: str, text: str, day: date) -> Promise:
        return self._ended(who, text, day, kept=False, on_time=False)

    def goes_on(self, missed: Promise, day: date, text: str = "", due: date | None = None) -> Promise:
        """Records that a missed commitment goes on, carried over once more."""
        return self.took(missed.who, text or missed.text, day, trend=missed.trend, due=due, carried=missed.carried + 1)

    def _ended(self, who: str, text: str, day: date, *, kept: bool, on_time: bool) -> Promise:
        one = self.find(who, text)
        self.open.remove(one)
        if one.helps is not None:  # between two people, and in no rate
            return one
        self.answers.append(Answer(who, one.trend, day, kept, on_time))
        self.closed_today.append((who, one.text, "kept" if kept else "missed"))
        if kept and one.trend:
            self.came_up[one.trend] = [each for each in self.came_up.get(one.trend, []) if each >= day]
        return one

    def came_again(self, who: str, text: str, day: date, *, kept: bool, on_time: bool | None = None) -> None:
        """Records one occurrence of a recurring commitment, which stays open."""
        one = self.find(who, text)
        assert one.repeats
        self.answers.append(Answer(who, one.trend, day, kept, kept if on_time is None else on_time))

    # -- meetings

    def opened(self, day: date) -> None:
        for one in self.open:
            if one.trend:
                self._up(one.trend, day)
        self.hurdles = {text: times + 1 for text, times in self.hurdles.items()}
        self.pulses.append([])

    def named(self, trend: str, day: date) -> None:
        self._up(trend, day)

    def _up(self, trend: str, day: date) -> None:
        days = self.came_up.setdefault(trend, [])
        if day not in days:
            days.append(day)

    def closed(self, host: str, day: date) -> None:
        """Moves the host to the end of the order and counts what is still open as carried over."""
        self.hosted.append(host)
        self.to_the_end(host)
        for one in self.open:
            if not one.repeats and one.helps is None and one.since < day:
                one.carried += 1
        self.closed_today = []

    def to_the_end(self, who: str) -> None:
        self.queue.remove(who)
        self.queue.append(who)

    # -- what it adds up to

    def rate(self, found: list[Answer]) -> tuple[int, int, int]:
        """Returns how many were kept, kept in time, and closed."""
        return sum(one.kept for one in found), sum(one.on_time for one in found), len(found)

    def streak(self, who: str) -> int:
        """Returns how many of their latest answers in a row were kept."""
        count = 0
        for one in sorted((one for one in self.answers if one.who == who), key=lambda one: one.day):
            count = count + 1 if one.kept else 0
        return count

    def of_week(self, found: list[Answer], monday: date) -> list[Answer]:
        return [one for one in found if monday <= one.day < monday + timedelta(days=7)]

    def recurring(self) -> dict[str, tuple[int, date, int]]:
        """Returns the trends that came up at least twice since one of their commitments was kept.

        For each: how often, since when, and how many commitments were made on it.
        """
        return {
            trend: (len(days), min(days), sum(name == trend and day >= min(days) for name, day in self.taken))
            for trend, days in self.came_up.items()
            if len(days) > 1
        }

    def mean(self, week: int, question: int) -> float:
        said = [pulse[question] for pulse in self.pulses[week]]
        return sum(said) / len(said)
