"""Taking back: to any depth, once, and never over somebody else's work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.chain import verify_chain
from data.change import Change
from data.errors import Conflict
from data.models import MODELS, Board, Card, Entry, Group, JournalEntry, JournalRow, Meeting, Member, Metric, Row, Trend
from data.store import Store

AT = "2026-11-23T14:00:00.000Z"
FIRST = date(2026, 1, 1)


def do(store: Store, act: Callable[[Change], object], what: str = "group.touched", by: int | None = 1) -> int:
    with store.change(what, at=AT, by=by) as change:
        act(change)
    return change.entry.id


def state(store: Store) -> dict[str, list[dict[str, Any]]]:
    """Everything that is not the journal."""
    tables = [table for table in MODELS if table not in ("journal", "journal_row")]
    return {table: store.query(f'SELECT * FROM "{table}" ORDER BY 1, 2, 3') for table in (*tables, "entry_day")}


def test_each_kind_of_change_is_taken_back(store: Store) -> None:
    empty = state(store)
    made = do(store, lambda change: change.insert(Group(name="North")))
    with_north = state(store)
    north = store.read(Group)[0]
    renamed = do(store, lambda change: change.update(north, name="South"))
    with_south = state(store)
    removed = do(store, lambda change: change.delete(north))
    assert state(store) == empty
    for journal_id, then in ((removed, with_south), (renamed, with_north), (made, empty)):
        store.undo(journal_id, at=AT)
        assert state(store) == then


def test_it_is_a_change_of_its_own_that_says_what_it_undoes(store: Store) -> None:
    with store.change("group.made", at=AT, by=1, meeting_id=4) as change:
        change.insert(Group(name="North"))
    later = "2026-11-23T14:05:00.000Z"
    entry = store.undo(change.entry.id, at=later, by=2)
    assert entry == store.read(JournalEntry)[-1]
    assert (entry.what, entry.at, entry.by, entry.meeting_id, entry.undoes) == (
        "group.made.undone", later, 2, 4, change.entry.id,
    )  # fmt: skip
    row = store.read(JournalRow)[-1]
    assert (row.journal_id, row.before is not None, row.after) == (entry.id, True, None)


def test_what_was_taken_back_can_be_brought_back(store: Store) -> None:
    made = do(store, lambda change: change.insert(Group(name="North")))
    then = state(store)
    undone = store.undo(made, at=AT)
    store.undo(undone.id, at=AT)
    assert state(store) == then


def test_once_and_no_more(store: Store) -> None:
    made = do(store, lambda change: change.insert(Group(name="North")))
    store.undo(made, at=AT)
    count = len(store.read(JournalEntry))
    with pytest.raises(Conflict, match="This was already undone"):
        store.undo(made, at=AT)
    assert len(store.read(JournalEntry)) == count


def test_a_change_that_never_was(store: Store) -> None:
    with pytest.raises(Conflict, match="no such change"):
        store.undo(99, at=AT)


def test_a_column_that_somebody_changed_since_stops_it(store: Store) -> None:
    do(store, lambda change: change.insert(Group(name="North")))
    north = store.read(Group)[0]
    renamed = do(store, lambda change: change.update(north, name="South"))
    do(store, lambda change: change.update(north, name="East"), by=2)
    before = state(store)
    with pytest.raises(Conflict, match="Someone changed this in the meantime"):
        store.undo(renamed, at=AT)
    assert state(store) == before


def test_other_columns_may_have_changed_since(store: Store) -> None:
    do(store, lambda change: change.insert(Member(name="Ana", joined_on=FIRST)))
    ana = store.read(Member)[0]
    moved = do(store, lambda change: change.update(ana, territory="Ruhr"))
    do(store, lambda change: change.update(ana, email="ana@example.com"), by=2)
    store.undo(moved, at=AT)
    assert store.read(Member) == [ana.model_copy(update={"email": "ana@example.com"})]


def test_a_new_row_that_somebody_changed_since_stays(store: Store) -> None:
    made = do(store, lambda change: change.insert(Group(name="North")))
    do(store, lambda change: change.update(store.read(Group)[0], name="South"), by=2)
    with pytest.raises(Conflict, match="Someone changed this in the meantime"):
        store.undo(made, at=AT)
    assert [group.name for group in store.read(Group)] == ["South"]


def test_a_row_that_somebody_removed_since_stops_it(store: Store) -> None:
    made = do(store, lambda change: change.insert(Group(name="North")))
    north = store.read(Group)[0]
    renamed = do(store, lambda change: change.update(north, name="South"))
    do(store, lambda change: change.delete(north), by=2)
    for journal_id in (made, renamed):
        with pytest.raises(Conflict, match="Someone removed this in the meantime"):
            store.undo(journal_id, at=AT)
    assert store.read(Group) == []


def test_what_others_built_on_stays(store: Store) -> None:
    made = do(store, lambda change: change.insert(Group(name="North")))
    do(store, lambda change: change.insert(Member(name="Ana", group_id=1, joined_on=FIRST)), by=2)
    before = state(store)
    with pytest.raises(Conflict, match="Other changes depend on this now"):
        store.undo(made, at=AT)
    assert state(store) == before


def test_what_it_stood_on_is_gone(store: Store) -> None:
    do(store, lambda change: change.insert(Group(name="North")))
    do(store, lambda change: change.insert(Member(name="Ana", group_id=1, joined_on=FIRST)))
    left = do(store, lambda change: change.delete(store.read(Member)[0]))
    do(store, lambda change: change.delete(store.read(Group)[0]), by=2)
    with pytest.raises(Conflict, match="Someone changed this in the meantime"):
        store.undo(left, at=AT)
    assert store.read(Member) == []


def test_its_name_was_given_to_another(store: Store) -> None:
    do(store, lambda change: change.insert(Group(name="North")))
    removed = do(store, lambda change: change.delete(store.read(Group)[0]))
    do(store, lambda change: change.insert(Group(name="NORTH")), by=2)
    with pytest.raises(Conflict):
        store.undo(removed, at=AT)
    assert [group.name for group in store.read(Group)] == ["NORTH"]


def test_a_conflict_in_the_last_row_takes_the_others_back_too(store: Store) -> None:
    made = do(store, lambda change: change.insert_many([Group(name="North"), Group(name="South")]))
    do(store, lambda change: change.update(store.read(Group)[0], name="East"), by=2)
    before = state(store)
    with pytest.raises(Conflict):
        store.undo(made, at=AT)
    assert state(store) == before


def test_a_row_written_twice_in_one_change(store: Store) -> None:
    empty = state(store)

    def make_and_name(change: Change) -> None:
        group = change.insert(Group(name="North"))
        change.update(group, name="South")

    store.undo(do(store, make_and_name), at=AT)
    assert state(store) == empty


def test_taking_back_does_not_hide_within_another_change(store: Store) -> None:
    made = do(store, lambda change: change.insert(Group(name="North")))
    with pytest.raises(RuntimeError), store.change("team.edited", at=AT):
        store.undo(made, at=AT)
    assert [group.name for group in store.read(Group)] == ["North"]


# -- any sequence of changes, all taken back

ACTS = st.lists(
    st.lists(
        st.tuples(
            st.sampled_from(["group", "member", "metric", "entry"]),
            st.sampled_from(["insert", "insert", "update", "delete"]),
            st.integers(0, 9),
            st.integers(-5, 5),
        ),
        min_size=1,
        max_size=4,
    ),
    max_size=10,
)


def _one_of(store: Store, model: type[Row], pick: int) -> Row | None:
    rows = store.read(model)
    return rows[pick % len(rows)] if rows else None


def _new(store: Store, table: str, pick: int, amount: int) -> Row | None:
    group = _one_of(store, Group, pick)
    member, metric = _one_of(store, Member, pick), _one_of(store, Metric, pick)
    serial = store.query("SELECT count(*) AS n FROM journal_row")[0]["n"]
    match table:
        case "group":
            return Group(name=f"group {serial}")
        case "member":
            return Member(name=f"member {serial}", group_id=group.id if group else None, joined_on=FIRST)
        case "metric":
            return Metric(name=f"metric {serial}")
        case "entry" if member and metric:
            return Entry(
                metric_id=metric.id, member_id=member.id, day=date(2026, 1, 1 + pick), amount=amount, entered_at=AT
            )
    return None


def _act(store: Store, change: Change, table: str, verb: str, pick: int, amount: int) -> None:
    if verb == "insert":
        row = _new(store, table, pick, amount)
        if row is not None:
            change.insert(row)
        return
    row = _one_of(store, MODELS[table], pick)
    if row is None:
        return
    if verb == "delete":
        try:
            with store.change("tried", at=AT):
                change.delete(row)
        except Conflict:
            return
    elif isinstance(row, Entry):
        change.update(row, amount=amount, day=date(2026, 2, 1 + pick))
    elif isinstance(row, Member):
        group = _one_of(store, Group, pick)
        change.update(row, territory=str(amount), group_id=group.id if group else None)
    elif isinstance(row, Group):
        member = _one_of(store, Member, pick)
        change.update(row, scribe_id=member.id if member else None)
    elif isinstance(row, Metric):
        change.update(row, unit=str(amount))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=ACTS)
def test_all_taken_back_is_the_beginning_again(
    tmp_path_factory: pytest.TempPathFactory, changes: list[list[tuple[str, str, int, int]]]
) -> None:
    store = Store(Path(tmp_path_factory.mktemp("undo")) / "team.huddle", create=True)
    store._file.writer.execute("PRAGMA synchronous = OFF")
    states = [state(store)]
    done: list[int] = []
    for acts in changes:
        with store.change("several.done", at=AT) as change:
            for act in acts:
                _act(store, change, *act)
        if change.has_written:
            done.append(change.entry.id)
            states.append(state(store))
    for journal_id in reversed(done):
        assert state(store) == states.pop()
        store.undo(journal_id, at=AT)
    assert state(store) == states.pop()
    assert verify_chain(store).problems == []
    store.close()


def test_a_trend_with_cards_needs_them_back_first(store: Store) -> None:
    def set_up(change: Change) -> None:
        change.insert(Meeting(kind="weekly", number=1, day=FIRST))
        change.insert(Board(meeting_id=1, kind="wins", question="What went well?"))
        change.insert(Card(board_id=1, text="We won", said_at=AT))

    do(store, set_up)
    made = do(store, lambda change: change.insert(Trend(board_id=1, name="wins", position=1)))
    moved = do(store, lambda change: change.update(store.read(Card)[0], trend_id=1), by=2)
    with pytest.raises(Conflict, match="Other changes depend on this now"):
        store.undo(made, at=AT)
    store.undo(moved, at=AT)
    store.undo(made, at=AT)
    assert store.read(Trend) == []
