"""What is sealed stays sealed on every way out and back: export, undo, backup, restore, and what is passed on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.access.session import Session
from core.conversations import one_on_one
from core.goals import goals
from core.keys.sealed_text import MARK
from core.maintenance.backups import back_up, restore
from core.maintenance.check import check_file
from core.meeting import lifecycle
from core.models import MODELS, Goal
from core.outgoing import digest, icalendar, minutes
from core.outgoing.digest_formats import format_digest_text
from core.outgoing.export import export_tables
from core.outgoing.minutes_markdown import format_minutes_markdown
from core.outgoing.webhook_queue import fill_queue
from core.outgoing.webhooks import add
from core.team import passphrases
from data.store import Store
from tests.conftest import Crew

pytestmark = pytest.mark.locked

PASSPHRASE = "four plain words here"
SECRET = "Leave by spring"


def unlocked(crew: Crew, name: str) -> Session:
    session = Session.for_member(crew.session_store, crew.members[name], crew.clock)
    if passphrases.has_passphrase(session):
        passphrases.unlock(session, PASSPHRASE)
    else:
        passphrases.set_passphrase(session, PASSPHRASE)
    return session


def locked(crew: Crew, name: str) -> Session:
    return Session.for_member(crew.session_store, crew.members[name], crew.clock)


def write_private_words(session: Session, crew: Crew) -> None:
    goals.set_goal(session, SECRET, level="personal", due=session.today)
    one_on_one.add_own_note(session, crew.members["Ana"], SECRET)


def exported(session: Session, folder: Path) -> str:
    return "\n".join(path.read_text() for path in export_tables(session, folder))


def test_an_export_opens_ones_own_and_says_sealed_of_all_else(crew: Crew, tmp_path: Path) -> None:
    jon = unlocked(crew, "Jon")
    write_private_words(jon, crew)
    told = {
        "own": exported(jon, tmp_path / "own"),
        "locked": exported(locked(crew, "Jon"), tmp_path / "locked"),
        "leader": exported(unlocked(crew, "Ana"), tmp_path / "leader"),
    }
    assert {name: SECRET in text for name, text in told.items()} == {"own": True, "locked": False, "leader": False}
    assert [text for text in told.values() if MARK in text or "\\u001f" in text] == []
    assert '"text": "sealed"' in told["locked"]


def test_what_is_passed_on_holds_nothing_sealed(crew: Crew) -> None:
    ana, jon = unlocked(crew, "Ana"), unlocked(crew, "Jon")
    write_private_words(jon, crew)
    add(ana, "bot", "http://127.0.0.1:9/x", kind="json")
    lifecycle.start_meeting(ana)
    lifecycle.take_over(ana)
    lifecycle.close_meeting(ana)
    fill_queue(jon, early=True)
    told = [row["payload"] for row in crew.store.query("SELECT payload FROM outbox")]
    for session in (ana, jon):
        (meeting,) = [held for held in lifecycle.list_started_meetings(session) if held.kind == "weekly"]
        told += [
            format_minutes_markdown(minutes.build_minutes(session, meeting)),
            format_digest_text(digest.build_digest(session)) if session is ana else "",
        ]
    told.append(format_digest_text(digest.build_digest(ana, crew.members["Jon"])))
    told.append(icalendar.format_ics(ana, icalendar.list_events(ana, crew.members["Jon"])).decode())
    assert [text for text in told if SECRET in text or MARK in text] == []


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(["set", "adjust", "undo", "note"]), min_size=4, max_size=12))
def test_a_backup_that_is_restored_has_the_same_rows_and_is_whole(
    make_crew: Callable[[], Crew], tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    folder, crew = tmp_path_factory.mktemp("backups"), make_crew()
    jon = unlocked(crew, "Jon")
    for number, step in enumerate(["set", "undo", "set", "note", *steps]):
        do(jon, crew, step, number)
    opened = [row.model_dump() for row in jon.all(Goal)]
    crew.close()
    stored = rows(crew.path)
    assert SECRET.encode() not in crew.path.read_bytes()
    back_up(crew.path, folder / "backup.huddle")
    assert SECRET.encode() not in (folder / "backup.huddle").read_bytes()
    crew.path.unlink()
    restore(folder / "backup.huddle", crew.path, now=crew.clock())
    assert rows(crew.path) == stored
    assert check_file(crew.path) == []
    store = Store(crew.path)
    again = Session.for_member(store, crew.members["Jon"], crew.clock)
    passphrases.unlock(again, PASSPHRASE)
    assert [row.model_dump() for row in again.all(Goal)] == opened
    store.close()


def do(session: Session, crew: Crew, step: str, number: int) -> None:
    mine = session.all(Goal)
    if step == "set":
        goals.set_goal(session, f"{SECRET} {number}", level="personal")
    elif step == "note":
        one_on_one.add_own_note(session, crew.members["Ana"], f"{SECRET} {number}")
    elif step == "undo":
        if session.last_change() is not None:
            session.undo()
    elif mine:
        with session.change("goal.adjusted") as change:
            change.update(mine[-1], why=f"{SECRET} since {number}")


def rows(path: Path) -> dict[str, list[dict[str, object]]]:
    """All rows of a file as they are stored."""
    store = Store(path)
    try:
        return {table: store.query(f'SELECT * FROM "{table}" ORDER BY id') for table in MODELS}
    finally:
        store.close()
