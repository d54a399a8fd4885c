"""Founding a team, changing it, and finding out who is acting."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from core.errors import HuddleError
from core.models import JournalEntry
from core.team.members import add_member, edit_member, end_membership
from core.team.record import get_team
from core.team.session_opening import open_room_session, open_session, resolve_session
from core.team.team import create_team, create_team_file, edit_team
from data.store import Store
from tests.conftest import Crew, FrozenClock


def test_a_new_file_becomes_a_team_with_its_leader(tmp_path: Path, clock: FrozenClock) -> None:
    store = Store(tmp_path / "new.huddle", create=True)
    session = create_team(store, clock, "  Northwind \n West ", "Ana Ruiz", login="ana", currency="usd")
    assert (get_team(session).name, get_team(session).currency) == ("Northwind West", "USD")
    assert (session.me.name, session.me.role, session.me.login) == ("Ana Ruiz", "leader", "ana")
    assert session.me.joined_on == date(2026, 11, 23)
    assert [entry.what for entry in session.all(JournalEntry)] == ["team.founded"]
    store.close()


def test_a_team_is_founded_once(crew: Crew) -> None:
    with pytest.raises(HuddleError, match="huddle already holds the team Northwind West"):
        create_team(crew.store, crew.clock, "Other", "Mia")
    with pytest.raises(HuddleError, match="already"):
        create_team_file(crew.path, "Other", "Mia", clock=crew.clock)
    assert get_team(crew["Ana"]).name == "Northwind West"


@pytest.mark.parametrize(("name", "leader", "currency"), [("", "Ana", "EUR"), ("N", " ", "EUR"), ("N", "Ana", "euros")])
def test_names_that_cannot_be_leave_no_file(
    tmp_path: Path, clock: FrozenClock, name: str, leader: str, currency: str
) -> None:
    path = tmp_path / "new.huddle"
    with pytest.raises(HuddleError):
        create_team_file(path, name, leader, currency=currency, clock=clock)
    assert list(tmp_path.iterdir()) == []


# -- who is acting


def test_a_name_comes_before_the_login(crew: Crew) -> None:
    edit_member(crew["Ana"], crew.members["Jon"], login="desk")
    assert resolve_session(crew.store, crew.clock, "lea", "desk").me.name == "Lea Brandt"
    assert resolve_session(crew.store, crew.clock, None, "Desk").me.name == "Jon Weiss"


def test_where_nobody_is_known_the_names_are_listed(crew: Crew) -> None:
    with pytest.raises(HuddleError, match=r"--as NAME.*Ana Ruiz, Ben Okafor, Jon Weiss, Lea Brandt, Tom Vega\."):
        resolve_session(crew.store, crew.clock, None, "stranger")


def test_the_only_member_need_not_say_who_they_are(tmp_path: Path, clock: FrozenClock) -> None:
    founded = create_team_file(tmp_path / "one.huddle", "One", "Ana", clock=clock)
    founded.store.close()
    session = open_session(tmp_path / "one.huddle", None, "stranger", clock=clock)
    assert session.me.name == "Ana"
    session.store.close()


def test_who_left_acts_no_more(crew: Crew) -> None:
    edit_member(crew["Ana"], crew.members["Jon"], login="desk")
    end_membership(crew["Ana"], crew.members["Jon"])
    with pytest.raises(HuddleError, match="Jon Weiss left the team on 2026-11-23"):
        resolve_session(crew.store, crew.clock, "Jon Weiss", None)
    with pytest.raises(HuddleError, match="Who are you"):
        resolve_session(crew.store, crew.clock, None, "desk")


def test_an_unknown_name_does_not_fall_back_to_the_login(crew: Crew) -> None:
    edit_member(crew["Ana"], crew.members["Ana"], login="desk")
    with pytest.raises(HuddleError, match="No member named “Mia”"):
        resolve_session(crew.store, crew.clock, "Mia", "desk")


def test_a_file_without_a_team_says_how_to_make_one(tmp_path: Path, clock: FrozenClock) -> None:
    Store(tmp_path / "empty.huddle", create=True).close()
    with pytest.raises(HuddleError, match="huddle init"):
        open_session(tmp_path / "empty.huddle", clock=clock)
    room = open_room_session(tmp_path / "empty.huddle", clock=clock)
    with pytest.raises(HuddleError, match="huddle init"):
        get_team(room)
    room.store.close()


# -- changing


def test_the_leader_changes_the_team(crew: Crew) -> None:
    changed = edit_team(crew["Ana"], question=" What will you do? ", working_days="54321", group_min=5, group_max=8)
    assert changed == get_team(crew["Ben"])
    assert (changed.question, changed.working_days) == ("What will you do?", "12345")
    assert (changed.group_min, changed.group_max) == (5, 8)


@pytest.mark.parametrize(
    "values",
    [{"group_min": 16}, {"group_max": 3}, {"group_min": 0}, {"currency": "€"}, {"working_days": "189"}, {"name": ""}],
)
def test_what_a_team_cannot_be_changes_nothing(crew: Crew, values: dict[str, object]) -> None:
    before = get_team(crew["Ana"])
    with pytest.raises(HuddleError):
        edit_team(crew["Ana"], **values)
    assert get_team(crew["Ana"]) == before


def test_others_may_not_change_the_team(crew: Crew) -> None:
    with pytest.raises(HuddleError, match="Ask Ana Ruiz"):
        edit_team(crew["Ben"], name="Ben's")
    with pytest.raises(HuddleError, match="room"):
        add_member(crew.room, "Mia")
