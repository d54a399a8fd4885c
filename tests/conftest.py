"""Fixtures for all tests: a frozen clock, a team in a file of its own, and an HTTP server."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings

from core.access import visible_connection
from core.access.session import Session
from core.keys import key_box
from data.models import Group, Member, Role, Team
from data.store import Store
from tests import keys
from tests.receiver import Receiver

# How long an example takes says how busy the machine is, so there is no deadline.
settings.register_profile("huddle", deadline=None, derandomize=True)
settings.register_profile("random", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "huddle"))


def pytest_collection_finish() -> None:
    """Makes garbage collection rarer: thousands of screens are made, and collecting took a fifth of the run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


_refused: list[str] = []
"""The reads that the guard of the visibility rules has refused in this process since the last test."""


@pytest.fixture(autouse=True)
def no_refused_read() -> Iterator[None]:
    """Fails a test during which something read past the visibility rules, also where its error was shown or caught."""
    _refused.clear()
    yield
    assert _refused == [], f"read past the visibility rules: {_refused}"


def _record_refusals() -> None:
    authorize = visible_connection._authorize

    def recording(action: int, table: str | None, column: str | None, database: str | None, within: str | None) -> int:
        answer = authorize(action, table, column, database, within)
        if answer:
            _refused.append(f"{table}.{column}")
        return answer

    visible_connection._authorize = recording  # type: ignore[assignment]


_record_refusals()


NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
"""A Monday, 54% through its quarter."""


class FrozenClock:
    """A clock that moves only when a test says so."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **step: float) -> None:
        self.now += timedelta(**step)


@cache
def _new_team_file() -> bytes:
    """Returns the bytes of a new team's file. Copying them takes a thirtieth of the time of founding a team."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "northwind.huddle"
        store = Store(path, create=True)
        with store.change("team.founded", at="2026-01-01T08:00:00.000Z") as change:
            change.insert(Team(name="Northwind West", created_at="2026-01-01T08:00:00.000Z"))
            north = change.insert(Group(name="North"))
            south = change.insert(Group(name="South"))
            people: list[tuple[str, Role, int | None]] = [
                ("Ana Ruiz", "leader", north.id),
                ("Ben Okafor", "seller", north.id),
                ("Jon Weiss", "seller", south.id),
                ("Lea Brandt", "seller", south.id),
                ("Tom Vega", "watcher", None),
            ]
            for name, role, group_id in people:
                change.insert(Member(name=name, role=role, group_id=group_id, joined_on=date(2026, 1, 1)))
        store.close()
        return path.read_bytes()


class Crew:
    """A small team in a file: Ana leads; Ben, Jon and Lea sell; Tom watches. `crew["Ana"]` is a session."""

    def __init__(self, path: Path, clock: FrozenClock) -> None:
        self.path = path
        self.clock = clock
        path.write_bytes(_new_team_file())
        self.session_store = Store(path)
        """The store of the sessions, which refuses reads past the rules of visibility."""
        self.members = {member.name.split()[0]: member for member in self.session_store.read(Member)}
        self._sessions: dict[str, Session] = {}
        self._store: Store | None = None

    @property
    def store(self) -> Store:
        """A store without a session, for tests that look into the file past the rules, or write to it directly."""
        if self._store is None:
            self._store = Store(self.path)
        return self._store

    def close(self) -> None:
        """Closes the file."""
        if self._store is not None:
            self._store.close()
        self.session_store.close()

    def __getitem__(self, first_name: str) -> Session:
        if first_name not in self._sessions:
            self._sessions[first_name] = Session.for_member(self.session_store, self.members[first_name], self.clock)
        return self._sessions[first_name]

    @property
    def room(self) -> Session:
        return Session.for_room(self.session_store, self.clock)


@pytest.fixture(autouse=True)
def unlocked_keys(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Gives every session of a member a key to seal with, where a test is not about keys (marked `locked`)."""
    if request.node.get_closest_marker("locked") is None:
        keys.unlock_for_everybody(monkeypatch)


@pytest.fixture(autouse=True, scope="session")
def cheap_passphrases() -> Iterator[None]:
    """Hashes passphrases at a thousandth of the cost, in this process: histories in which people sign have many."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(key_box, "SCRYPT_N", 2**4)
        yield


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Puts settings and what is remembered into folders of the test's own instead of the user's."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for name in ("HUDDLE_CONFIG", "ACCESSIBLE", "COLORFGBG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture
def crew(tmp_path: Path, clock: FrozenClock) -> Iterator[Crew]:
    crew = Crew(tmp_path / "northwind.huddle", clock)
    yield crew
    crew.close()


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """Starts an HTTP server that records what it is sent."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture
def make_crew(tmp_path: Path, clock: FrozenClock) -> Iterator[Callable[[], Crew]]:
    """Returns a function that makes a new crew, for each example of a property."""
    made: list[Crew] = []

    def make() -> Crew:
        made.append(Crew(tmp_path / f"team-{len(made)}.huddle", clock))
        return made[-1]

    yield make
    for crew in made:
        crew.close()
