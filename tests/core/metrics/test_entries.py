from __future__ import annotations

from datetime import date

import pytest

from core.errors import HuddleError
from core.metrics.entries import (
    correct_entry,
    delete_entry,
    latest_typed_entry,
    list_corrections,
    list_entries,
    log_entry,
)
from core.metrics.metrics import add_metric, end_metric
from core.models import Entry
from core.values.periods import parse_period
from tests.conftest import Crew


def test_one_enters_for_oneself_and_today(crew: Crew) -> None:
    calls = add_metric(crew["Ana"], "calls")
    entry = log_entry(crew["Ben"], calls, 5)
    assert (entry.member_id, entry.day, entry.amount, entry.entered_by) == (
        crew.members["Ben"].id, date(2026, 11, 23), 5, crew.members["Ben"].id,
    )  # fmt: skip
    log_entry(crew["Ben"], calls, -2, day=date(2026, 11, 20))
    log_entry(crew["Ben"], calls, 9, day=date(2026, 9, 30))
    found = list_entries(crew["Jon"], calls, crew.members["Ben"], parse_period("2026-Q4"))
    assert [each.amount for each in found] == [-2, 5]


def test_a_note_is_its_members_and_the_leaders(crew: Crew) -> None:
    calls = add_metric(crew["Ana"], "calls")
    log_entry(crew["Ben"], calls, 5, note="Kessler\x1b[31m again ")
    seen = [
        list_entries(crew[name], calls, crew.members["Ben"], parse_period("2026"))[0].note
        for name in ("Ben", "Ana", "Jon")
    ]
    assert seen == ["Kessler again", "Kessler again", None]


def test_an_entry_can_be_taken_back(crew: Crew) -> None:
    calls = add_metric(crew["Ana"], "calls")
    log_entry(crew["Ben"], calls, 5)
    crew["Ben"].undo("entry")
    assert crew["Ben"].all(Entry) == []
    assert crew.store.query("SELECT * FROM entry_day") == []


def test_only_the_leader_enters_for_others(crew: Crew) -> None:
    calls = add_metric(crew["Ana"], "calls")
    log_entry(crew["Ana"], calls, 5, member=crew.members["Ben"])
    with pytest.raises(HuddleError, match="Only Jon Weiss or the leader"):
        log_entry(crew["Ben"], calls, 5, member=crew.members["Jon"])
    with pytest.raises(HuddleError, match="Watchers"):
        log_entry(crew["Tom"], calls, 5)
    with pytest.raises(HuddleError, match="Tom Vega is a watcher and has no numbers"):
        log_entry(crew["Ana"], calls, 5, member=crew.members["Tom"])
    assert len(crew["Ana"].all(Entry)) == 1


def test_what_cannot_be_entered_says_why(crew: Crew) -> None:
    s = crew["Ana"]
    calls, visits = add_metric(s, "calls"), add_metric(s, "visits", kind="count")
    rate = add_metric(s, "rate", kind="ratio", numerator=calls, denominator=visits)
    with pytest.raises(HuddleError, match="Choose today or an earlier day"):
        log_entry(s, calls, 1, day=date(2026, 11, 24))
    with pytest.raises(HuddleError, match="two other metrics"):
        log_entry(s, rate, 1)
    with pytest.raises(HuddleError, match="Log 1 for each, or use a metric of kind sum"):
        log_entry(s, visits, 3)
    with pytest.raises(HuddleError, match="too large"):
        log_entry(s, calls, 10**16)
    end_metric(s, calls)
    with pytest.raises(HuddleError, match="ended on"):
        log_entry(s, calls, 1)
    assert s.all(Entry) == []


def test_who_has_left_gets_no_later_entries(crew: Crew) -> None:
    calls, jon = add_metric(crew["Ana"], "calls"), crew.members["Jon"]
    with crew["Ana"].change("member.left") as change:
        change.update(jon, left_on=date(2026, 11, 10))
    log_entry(crew["Ana"], calls, 1, member=jon, day=date(2026, 11, 10))
    with pytest.raises(HuddleError, match="left the team on 2026-11-10"):
        log_entry(crew["Ana"], calls, 1, member=jon, day=date(2026, 11, 11))


def test_a_correction_keeps_the_old_value_in_the_journal(crew: Crew) -> None:
    calls = add_metric(crew["Ana"], "calls")
    entry = log_entry(crew["Ben"], calls, 12, note="Kessler")
    assert latest_typed_entry(crew["Ben"], calls, crew.members["Ben"]) == entry
    after = correct_entry(crew["Ben"], entry, amount=21, day=date(2026, 11, 20), note="")
    assert (after.id, after.amount, after.day, after.note) == (entry.id, 21, date(2026, 11, 20), None)
    correct_entry(crew["Ana"], entry, amount=20)
    assert [(each.member_name, each.old_amount, each.new_amount) for each in list_corrections(crew["Jon"], entry)] == [
        ("Ben Okafor", 12, 21), ("Ana Ruiz", 21, 20),
    ]  # fmt: skip
    assert crew.store.query("SELECT day, total, entries FROM entry_day") == [
        {"day": "2026-11-20", "total": 20, "entries": 1}
    ]
    crew["Ana"].undo("entry")
    assert latest_typed_entry(crew["Ben"], calls, crew.members["Ben"]).amount == 21
    delete_entry(crew["Ben"], entry)
    with pytest.raises(HuddleError, match="has no calls entries"):
        latest_typed_entry(crew["Ben"], calls, crew.members["Ben"])
    crew["Ben"].undo("entry")
    assert latest_typed_entry(crew["Ben"], calls, crew.members["Ben"]).amount == 21


def test_corrections_that_cannot_be(crew: Crew) -> None:
    calls = add_metric(crew["Ana"], "calls")
    entry = log_entry(crew["Ben"], calls, 12)
    with pytest.raises(HuddleError, match="Only Ben Okafor or the leader"):
        correct_entry(crew["Jon"], entry, amount=1)
    with pytest.raises(HuddleError, match="Only Ben Okafor or the leader"):
        delete_entry(crew["Jon"], entry)
    with pytest.raises(HuddleError, match="Choose today or an earlier day"):
        correct_entry(crew["Ben"], entry, day=date(2026, 11, 24))
    with crew["Ana"].change("entry.imported") as change:
        imported = change.insert(entry.model_copy(update={"id": 0, "source": "crm.csv", "key": "7"}))
    with pytest.raises(HuddleError, match="This entry was imported from crm"):
        correct_entry(crew["Ben"], imported, amount=1)
    delete_entry(crew["Ben"], entry)
    with pytest.raises(HuddleError, match="This entry was removed in the meantime"):
        correct_entry(crew["Ben"], entry, amount=1)


def test_what_the_leader_enters_for_another_is_seen_as_such(crew: Crew) -> None:
    calls = add_metric(crew["Ana"], "calls")
    entry = log_entry(crew["Ana"], calls, 5, member=crew.members["Ben"])
    assert (entry.member_id, entry.entered_by) == (crew.members["Ben"].id, crew.members["Ana"].id)
