"""Nothing private leaves core: whatever was done before, and whoever looks, by whatever way out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from core.access.session import Session
from core.access.undo_conflicts import describe_undo_conflict
from core.commitments import follow_through
from core.conversations import one_on_one_page, training
from core.errors import HuddleError
from core.goals import tree
from core.keys.sealed_text import MARK
from core.meeting import lifecycle, pulse
from core.models import Meeting
from core.outcomes import hurdles, swot
from core.outgoing import digest, icalendar, minutes, webhook_queue
from core.outgoing.digest_formats import format_digest_html, format_digest_text
from core.outgoing.export import export_tables
from core.outgoing.minutes_html import format_minutes_html
from core.outgoing.minutes_markdown import format_minutes_markdown
from core.overview import home, win_notices
from core.overview.milestones import find_milestones
from core.overview.needs import needs
from core.standings import plan, running_numbers
from core.standings.leaderboard import standings
from core.values.periods import period_containing
from data.chain import verify_chain
from data.models import MODELS, Conversation, Goal, JournalEntry, JournalRow, Member, Metric, Outbox, Row
from tests.conftest import Crew
from tests.core.audience import FIELDS, ROOM, Audience, call, leaks
from tests.core.histories import DEEDS, MADE_BY_ALL, PEOPLE, PRIVATE, TABLES, History, deeds_of_all


def viewers(crew: Crew) -> Iterator[tuple[str, Session]]:
    """Everybody as they come in anew, whoever has left among them, and the projector."""
    for member in crew.store.read(Member):
        yield call(member.name), Session.for_member(crew.session_store, member, crew.clock)
    yield ROOM, crew.room


def whole(make_crew: Callable[[], Crew], folder: Path, turn: int) -> History:
    """A history in which every deed is done several times, by others and otherwise each time."""
    h = History(make_crew(), folder)
    for what, one, other, number in deeds_of_all(turn):
        h.do(what, one, other, number)
    return h


def test_every_table_is_made_by_some_deed(make_crew: Callable[[], Crew], tmp_path: Path) -> None:
    made = {table for tables in TABLES.values() for table in tables} | set(MADE_BY_ALL)
    wanted = set(MODELS)
    assert made == wanted, "a table without a deed in tests/core/histories.py: write one that makes its rows"
    written: set[str] = set()
    done: set[str] = set()
    for turn in (0, 21):
        h = whole(make_crew, tmp_path, turn)
        written |= {row.row_table for row in h.store.read(JournalRow)}
        # Of what is in no journal it is told that it was done.
        told = {entry.what for entry in h.store.read(JournalEntry)}
        written |= {table for table, what in (("vote", "vote.cast"), ("member_lock", "key.made")) if what in told}
        done |= h.done
    assert written == wanted - set(MADE_BY_ALL)
    assert done == set(DEEDS), h.refused


# Each deed is done in each history, in any order, by anybody: no leak is left to luck.
deeds = st.permutations(list(DEEDS))
parts = st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE), st.integers(0, 63))


@settings(
    max_examples=12,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # a history does everything anyway: nothing to shrink
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(order=deeds, who=st.lists(parts, min_size=len(DEEDS), max_size=len(DEEDS)))
def test_nothing_private_leaves_core(
    make_crew: Callable[[], Crew], tmp_path: Path, order: list[str], who: list[tuple[str, str, int]]
) -> None:
    h = History(make_crew(), tmp_path)
    h.do("open_a_meeting", *who[0])
    for what, (one, other, number) in zip(order, who, strict=True):
        h.do(what, one, other, number)
    assert_private(h)


@pytest.mark.parametrize("turn", [0, 22])
def test_nothing_private_leaves_a_long_history(make_crew: Callable[[], Crew], tmp_path: Path, turn: int) -> None:
    h = whole(make_crew, tmp_path, turn)
    assert_private(h)
    audience = Audience(h.crew)
    for name, s in viewers(h.crew):
        told = "\n".join(path.read_text() for path in export_tables(s, tmp_path / f"{name}-export"))
        assert not list(leaks(audience, name, told))


def assert_private(h: History) -> None:
    assert verify_chain(h.store).problems == []
    audience = Audience(h.crew)
    for name, s in viewers(h.crew):
        assert_rows(audience, name, s)
        assert_journal(audience, name, s)
        assert_numbers(audience, name, s)
        others = amounts_of_others(audience, s)
        for way, text in ways_out(s):
            assert MARK[1:] not in text, f"{way} shows a sealed text as it is stored"
            assert not list(leaks(audience, name, text)), way
            assert not [amount for amount in others if amount in text], way
    assert_passed_on(h, audience)


# -- the one way out


def assert_rows(audience: Audience, name: str, session: Session) -> None:
    """Of every table each sees the rows that are for them, not one more or less, and of these what is for them."""
    for table, model in MODELS.items():
        if table in MADE_BY_ALL:
            continue
        rows = session.all(model)
        assert {row.id for row in rows} == {
            row_id for row_id in audience.now[table] if name in audience.of(table, row_id)
        }, f"{name} sees other rows of {table} than are for them"
        for row in rows:
            assert_columns(audience, name, row)


def assert_columns(audience: Audience, name: str, row: Row) -> None:
    for column in FIELDS.get(row.table, ()):
        assert getattr(row, column) is None or name in audience.of(row.table, row.id, column), (
            f"{name} reads the {column} of {row}"
        )
    told = row.model_dump_json()
    if row.table != "outbox":
        assert not list(leaks(audience, name, told)), told


def assert_journal(audience: Audience, name: str, session: Session) -> None:
    """What a row was is seen by whom it is for now; and that there was one at all."""
    rows, entries = session.all(JournalRow), session.all(JournalEntry)
    if name == ROOM:
        assert (rows, entries) == ([], [])
    for row in rows:
        assert name in audience.of(row.row_table, row.row_id), f"{name} is told of {row}"
        for text in (row.before, row.after):
            if text is not None:
                assert_columns(audience, name, MODELS[row.row_table].model_validate_json(text))
    for entry in entries:
        assert name in audience.of_entry(entry.id), f"{name} is told that there was {entry}"
        sentence = describe_undo_conflict(session.viewer, session.store, entry) or ""
        assert not list(leaks(audience, name, sentence)), sentence


# -- what is made of the rows


def assert_numbers(audience: Audience, name: str, session: Session) -> None:
    """On a private board each stands alone, and no other way of counting tells of another."""
    quarter = period_containing(session.today, "quarter")
    for metric in session.all(Metric):
        if not audience.now["metric"][metric.id]["private"]:
            continue
        alone = {session.viewer.member_id} - {None}
        assert {row.id for row in standings(session, metric, quarter).rows} <= alone
        for member in session.all(Member):
            found = running_numbers.member_numbers(session, member)
            assert member.id in alone or metric.id not in {each.metric.id for each in found}


def amounts_of_others(audience: Audience, session: Session) -> set[str]:
    """What others entered on a private board, on days on which the team's number is not one person's alone."""
    metrics = audience.now["metric"]
    entered = [
        row
        for row in audience.now["entry"].values()
        if row["amount"] >= PRIVATE and metrics[row["metric_id"]]["private"]
    ]
    by_day: dict[str, set[int]] = defaultdict(set)
    for row in entered:
        by_day[row["day"]].add(row["member_id"])
    several = [row for row in entered if len(by_day[row["day"]]) > 1]
    return {str(row["amount"]) for row in several if row["member_id"] != session.viewer.member_id}


def ways_out(session: Session) -> Iterator[tuple[str, str]]:
    """What a viewer is told in words, by what tells it."""
    yield "needs", repr(needs.list_needs(session))
    yield "wins", repr(win_notices.find_reached_targets(session))
    yield "milestones", repr(find_milestones(session))
    for meeting in lifecycle.list_started_meetings(session):
        if meeting.kind != "one-on-one" and meeting.status != "planned":
            yield "pulse", repr(pulse.pulses(session, meeting))
    yield "hurdles", repr(hurdles.list_hurdles(session))
    yield "follow-through", repr(follow_through.list_outcomes(session))
    yield "goals", repr(tree.load_goal_tree(session))
    yield "map of the year", repr(swot.read_swot(session))
    yield "training", repr(training.list_member_training(session))
    for metric in session.all(Metric):
        yield "plan", repr(plan.read_plan(session, metric, period_containing(session.today, "quarter")))
    if session.viewer.is_room:
        return
    for member in session.all(Member):
        with suppress(HuddleError):
            yield "one-on-one", repr(one_on_one_page.load_one_on_one_page(session, member))
    yield (
        "home",
        repr(
            (
                home.my_commitments(session),
                home.my_closed_commitments(session, session.today),
                running_numbers.my_numbers(session),
                home.next_meeting(session),
            )
        ),
    )
    if session.me.left_on is None:
        yield "digest", format_digest_text(digest.build_digest(session))
        yield "calendar", icalendar.format_ics(session, icalendar.list_events(session)).decode().replace("\r\n ", "")


def assert_passed_on(h: History, audience: Audience) -> None:
    """What is made to be passed on holds what everybody may know who gets it."""
    own = {str(row["amount"]) for row in audience.now["entry"].values() if row["amount"] >= PRIVATE}
    own = own if any(row["private"] for row in audience.now["metric"].values() if row["id"] == h.sick.id) else set()
    for name, s in viewers(h.crew):
        for meeting in s.all(Meeting, "status <> 'planned'"):
            m = minutes.build_minutes(s, meeting)
            for text in (
                format_minutes_markdown(m),
                format_minutes_html(m),
                minutes.format_minutes_json(m),
            ):
                assert not list(leaks(audience, ROOM, text)), f"in the minutes of {name}"
                assert not [amount for amount in own if amount in text]
        if s.viewer.is_leader and s.me.left_on is None:
            for member in s.all(Member, "left_on IS NULL"):
                theirs = member.name.split()[0]
                text = format_digest_html(digest.build_digest(s, member))
                text += icalendar.format_ics(s, icalendar.list_events(s, member)).decode().replace("\r\n ", "")
                for reader in (name, theirs):
                    assert not list(leaks(audience, reader, text)), f"for {theirs} by {name}"
    webhook_queue.fill_queue(h.leader, early=True)
    for row in h.store.read(Outbox):
        # Sent once it cannot be taken back; so only what was ever everybody's goes into it.
        assert not list(leaks(audience, ROOM, row.payload)), row.payload


# -- so that the property does not pass for want of anything to see


def test_there_is_something_private_for_everybody(make_crew: Callable[[], Crew], tmp_path: Path) -> None:
    h = whole(make_crew, tmp_path, 0)
    audience = Audience(h.crew)
    assert len(audience.marks) > 120
    for name in PEOPLE:
        apart = [mark for mark in audience.marks if name in audience.of_mark(mark) and len(audience.of_mark(mark)) < 6]
        assert len(apart) > 5, name
    kinds = {row.kind for row in h.store.read(Conversation)}
    assert len(kinds) >= 6, kinds
    assert {row.visibility for row in h.store.read(Goal, "level = 'personal'")} >= {"me", "everyone"}
