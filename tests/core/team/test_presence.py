"""Who is in the meeting, in which group, and which screens are open."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.access.session import Session
from core.team import presence
from core.team.members import end_membership
from data.models import JournalEntry
from data.presence import PresenceFile
from tests.conftest import Crew

pytestmark = pytest.mark.days


@pytest.fixture
def here(crew: Crew) -> Iterator[list[Session]]:
    """Ana, Ben and the room are here, on their screens."""
    sessions = [crew["Ana"], crew["Ben"], crew.room]
    for s, screen in zip(sessions, ("home", "capture", "room"), strict=True):
        presence.enter(s, screen)
    yield sessions
    for s in sessions:
        presence.leave(s)


def seen(session: Session) -> list[tuple[str, str | None, str | None]]:
    return [
        (one.member.name.split()[0], one.group.name if one.group else None, one.screen)
        for one in presence.list_present(session)
    ]


def test_members_see_who_where_and_on_which_screen(crew: Crew, here: list[Session]) -> None:
    assert seen(crew["Lea"]) == [("Ana", "North", "home"), ("Ben", "North", "capture")]
    presence.update_screen(crew["Ben"], "trends")
    assert seen(crew["Lea"])[1] == ("Ben", "North", "trends")
    presence.leave(crew["Ben"])
    assert seen(crew["Lea"]) == [("Ana", "North", "home")]


def test_the_room_is_nobody_and_sees_no_screens(crew: Crew, here: list[Session]) -> None:
    assert seen(crew.room) == [("Ana", "North", None), ("Ben", "North", None)]
    assert presence.count_rooms(crew["Ana"]) == 1
    presence.leave(here[2])
    assert presence.count_rooms(crew["Ana"]) == 0


def test_two_terminals_are_two(crew: Crew, here: list[Session]) -> None:
    second = Session.for_member(crew.session_store, crew.members["Ben"], crew.clock)
    crew.clock.advance(minutes=1)
    presence.update_screen(second, "board")
    assert seen(crew["Ana"])[1:] == [("Ben", "North", "capture"), ("Ben", "North", "board")]
    presence.leave(second)
    assert seen(crew["Ana"])[1:] == [("Ben", "North", "capture")]


def test_since_they_came_and_not_since_they_moved(crew: Crew, here: list[Session]) -> None:
    came = crew["Ben"].timestamp
    crew.clock.advance(minutes=5)
    presence.update_screen(crew["Ben"], "trends")
    assert presence.list_present(crew["Ana"])[1].since == came
    presence.enter(crew["Ben"], "home")
    assert presence.list_present(crew["Ana"])[1].since == crew["Ben"].timestamp
    assert len(presence.list_present(crew["Ana"])) == 2


def test_it_is_no_history(crew: Crew, here: list[Session]) -> None:
    before = len(crew.store.read(JournalEntry))
    presence.update_screen(crew["Ben"], "trends")
    presence.leave(crew["Ben"])
    assert len(crew.store.read(JournalEntry)) == before


def test_who_left_the_team_is_not_here(crew: Crew, here: list[Session]) -> None:
    end_membership(crew["Ana"], crew.members["Ben"])
    assert seen(crew["Ana"]) == [("Ana", "North", "home")]


def test_what_another_program_wrote_harms_nobody(crew: Crew) -> None:
    marks = [PresenceFile(crew.path) for _ in range(5)]
    for mark, payload in zip(
        marks,
        (
            {},
            {"member_id": True},
            {"member_id": 99},
            {"member_id": [1]},
            {"member_id": 1, "screen": "\x1b[31mhome\x07"},
        ),
        strict=True,
    ):
        mark.publish(payload)  # type: ignore[arg-type]
    assert seen(crew["Ben"]) == [("Ana", "North", "home")]
    assert presence.count_rooms(crew["Ben"]) == 0
    for mark in marks:
        mark.remove()


def test_leaving_without_having_come(crew: Crew) -> None:
    presence.leave(crew["Jon"])
    presence.heartbeat(crew["Jon"])
    assert seen(crew["Jon"]) == []
