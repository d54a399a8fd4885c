"""The drill: a backup while others write, damage, a restore; and what screens that were open do then."""

from __future__ import annotations

import random
import time
from contextlib import closing
from pathlib import Path

import pytest

from core.access.session import Session
from core.errors import HuddleError
from core.maintenance.backups import back_up, restore
from core.maintenance.check import check_file
from data.models import Card, Group
from data.store import Store
from tests.conftest import NOW
from tests.processes.forks import Fork, Forks

pytestmark = pytest.mark.process

WRITERS = 4
AHEAD = 40


def cards_in(path: Path) -> dict[int, str]:
    with closing(Store(path)) as store:
        return {card.id: card.text for card in store.read(Card)}


def answers(scribe: Fork, count: int) -> dict[int, str]:
    """The next cards that it says are stored."""
    heard = (scribe.hear().split(" ", 2) for _ in range(count))
    return {int(card_id): text for _, card_id, text in heard}


def start_scribes(forks: Forks, path: Path) -> list[Fork]:
    scribes = [forks.start("capture", path, "Ben") for _ in range(WRITERS)]
    for number, scribe in enumerate(scribes):
        scribe.expect("ready")
        scribe.say(*(f"card {number}.{line}" for line in range(AHEAD)))
    return scribes


def test_backup_while_writing_damage_restore_check(forks: Forks, collecting: Session, tmp_path: Path) -> None:
    path, backup = collecting.store.path, tmp_path / "backup.huddle"
    collecting.store.close()
    scribes = start_scribes(forks, path)
    before: dict[int, str] = {}
    for scribe in scribes:
        before |= answers(scribe, 5)
    back_up(path, backup)  # they go on writing
    for scribe in scribes:
        answers(scribe, AHEAD - 5)
        scribe.kill()
        scribe.rest()

    content = bytearray(path.read_bytes())
    for page in range(2, len(content) // 4096, 3):
        content[page * 4096 : (page + 1) * 4096] = random.Random(page).randbytes(4096)
    path.write_bytes(content)
    assert check_file(path)
    done = restore(backup, path, now=NOW)

    assert check_file(path) == []
    cards = cards_in(path)
    assert {card_id: cards.get(card_id) for card_id in before} == before
    assert done.kept is not None
    assert done.kept.read_bytes() == bytes(content)
    with closing(Store(path)) as store, store.change("group.made", at="2026-11-23T15:00:00.000Z") as change:
        change.insert(Group(name="and on we go"))


def test_it_is_refused_while_another_process_has_the_file_open(
    forks: Forks, collecting: Session, tmp_path: Path
) -> None:
    path, backup = collecting.store.path, tmp_path / "backup.huddle"
    back_up(path, backup)
    collecting.store.close()
    (scribe, *others) = start_scribes(forks, path)
    for each in (scribe, *others):
        answers(each, AHEAD)
    said = cards_in(path)
    with pytest.raises(HuddleError, match=r"has .* open"):
        restore(backup, path, now=NOW)
    with pytest.raises(HuddleError, match=r"has .* open"):
        back_up(backup, path, replace=True)
    assert cards_in(path) == said
    for each in (scribe, *others):
        each.kill()
        each.rest()
    restore(backup, path, now=NOW)
    assert cards_in(path) == {}


def test_who_has_it_open_is_stopped_and_nothing_that_was_answered_is_gone(
    forks: Forks, collecting: Session, tmp_path: Path
) -> None:
    path, backup = collecting.store.path, tmp_path / "backup.huddle"
    back_up(path, backup)
    collecting.store.close()
    scribes = start_scribes(forks, path)
    answered: dict[int, str] = {}
    for scribe in scribes:
        answered |= answers(scribe, 2)
    time.sleep(0.01)  # they go on, at any place
    done = restore(backup, path, now=NOW, stop_screens=True)
    with closing(Store(path)) as store, store.change("group.made", at="2026-11-23T15:00:00.000Z") as change:
        change.insert(Group(name="new"))
    for scribe in scribes:
        scribe.say("one more")
        for line in scribe.rest():  # each is refused and ends
            _, card_id, text = line.split(" ", 2)
            answered[int(card_id)] = text
    assert done.kept is not None
    kept = cards_in(done.kept)
    assert {card_id: kept.get(card_id) for card_id in answered} == answered
    assert check_file(done.kept) == []
    # The restored file is the backup, and no old process wrote to it.
    assert check_file(path) == []
    assert cards_in(path) == {}
    with closing(Store(path)) as store:
        assert [group.name for group in store.read(Group)][-1] == "new"
