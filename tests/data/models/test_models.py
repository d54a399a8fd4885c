"""Rows are checked on their way in and out, and come back as they went."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from data.errors import UnreadableFile
from data.models import (
    MODELS,
    TEXT_LIMIT,
    Attendance,
    Board,
    Card,
    Commitment,
    Entry,
    Goal,
    Group,
    Meeting,
    Member,
    Metric,
    Row,
    Team,
)  # fmt: skip
from data.sqlite import sqlite3
from data.store import Store

AT = "2026-11-23T14:00:00.000Z"
DAY = date(2026, 11, 23)
INT64 = st.integers(-(2**63), 2**63 - 1)
# SQLite keeps any text but lone surrogates, and ends at none of them.
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80)


def there_and_back(store: Store, row: Row) -> None:
    with store.change("row.stored", at=AT) as change:
        stored = change.insert(row)
    assert store.get(type(row), stored.id) == stored == row.model_copy(update={"id": stored.id})


def test_every_value_comes_back_as_it_went(store: Store) -> None:
    there_and_back(store, Team(name="Northwind", country="DE", created_at=AT))
    there_and_back(store, Group(name="North"))
    there_and_back(store, Member(name="Ana", role="leader", kind="hunter", group_id=1, joined_on=DAY, left_on=DAY))
    there_and_back(store, Meeting(kind="one-on-one", number=1, day=DAY, host_id=1, next_day=DAY))
    there_and_back(store, Attendance(meeting_id=1, member_id=1, present=False, understood=None))
    there_and_back(store, Board(meeting_id=1, kind="wins", question="What went well?", anonymous=True))
    there_and_back(store, Goal(level="personal", member_id=1, text="A house", due=DAY, visibility="group", set_at=AT))
    there_and_back(store, Metric(name="revenue", unit="EUR", scale=2, better="lower"))
    there_and_back(store, Commitment(text="Call", metric_id=1, amount=5, every="week", weekday=1, created_at=AT))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=texts, amount=INT64, day=st.dates())
def test_any_text_amount_and_day_come_back_as_they_went(store: Store, text: str, amount: int, day: date) -> None:
    with store.change("row.stored", at=AT) as change:
        metric = change.insert(Metric(name="calls", unit=text))
        member = change.insert(Member(name="Ana", territory=text, joined_on=day))
        entry = change.insert(
            Entry(metric_id=metric.id, member_id=member.id, day=day, amount=amount, note=text, entered_at=AT)
        )
        found = [store.get(type(row), row.id) for row in (metric, member, entry)]
        assert found == [metric, member, entry]
        for row in (entry, member, metric):
            change.delete(row)


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Group, {"name": ""}),
        (Group, {"name": "x" * 81}),
        (Group, {"name": "North", "colour": "red"}),
        (Card, {"board_id": 1, "text": "", "said_at": AT}),
        (Card, {"board_id": 1, "text": "x" * (TEXT_LIMIT + 1), "said_at": AT}),
        (Member, {"name": "Ana", "role": "boss", "joined_on": DAY}),
        (Member, {"name": "Ana", "joined_on": "yesterday"}),
        (Metric, {"name": "calls", "scale": 7}),
        (Commitment, {"text": "Call", "weekday": 8, "created_at": AT}),
        (Entry, {"metric_id": 1, "member_id": 1, "day": DAY, "amount": 1.5, "entered_at": AT}),
    ],
)
def test_a_row_that_cannot_be_is_refused(model: type[Row], values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        model.model_validate(values)


def test_a_row_is_frozen() -> None:
    with pytest.raises(ValidationError):
        Group(name="North").name = "South"


def test_each_model_stands_under_its_table_s_name() -> None:
    assert all(model.table == table for table, model in MODELS.items())
    subclasses = {model for model in Row.__subclasses__() if model.__module__.startswith("data.models.")}
    assert subclasses == set(MODELS.values())


def test_what_another_program_wrote_is_checked_on_its_way_out(store: Store) -> None:
    other = sqlite3.connect(store.path)
    other.execute("INSERT INTO member (name, role, joined_on) VALUES ('Ana', 'seller', 'some day')")
    other.commit()
    other.close()
    with pytest.raises(UnreadableFile, match="row 1 of member") as refusal:
        store.read(Member)
    assert "some day" not in str(refusal.value)


def test_the_table_itself_refuses_what_is_no_number(store: Store) -> None:
    other = sqlite3.connect(store.path)
    with pytest.raises(sqlite3.IntegrityError):
        other.execute("INSERT INTO rotation (member_id, position) VALUES ('first', 'second')")
    other.close()
