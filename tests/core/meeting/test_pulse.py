"""The pulse: one person one pulse, and nobody's own told to anybody whom it is not for."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.access.session import Session
from core.errors import HuddleError
from core.meeting import lifecycle, pulse
from core.outgoing.digest import build_digest
from core.outgoing.digest_formats import format_digest_text
from core.outgoing.export import export_tables
from core.outgoing.icalendar import list_events
from core.outgoing.minutes import build_minutes, format_minutes_json
from core.team import team
from core.team.members import add_member
from data.models import MODELS, JournalEntry, JournalRow, Meeting, Pulse
from tests.conftest import NOW, Crew, FrozenClock


@pytest.fixture
def opened(crew: Crew) -> Meeting:
    return lifecycle.start_meeting(crew["Ana"])


def say(crew: Crew, **scores: int) -> None:
    for name, score in scores.items():
        pulse.give_pulse(crew[name], score)


# -- one person, one pulse


def test_one_says_it_once_and_changes_it_while_the_meeting_is_open(crew: Crew, opened: Meeting) -> None:
    pulse.give_pulse(crew["Ben"], 2, "  tiring ", held=3, worth=1)
    pulse.give_pulse(crew["Ben"], 4, held=5)
    (kept,) = crew.store.read(Pulse)
    assert (kept.member_id, kept.score, kept.word, kept.held, kept.worth) == (crew.members["Ben"].id, 4, None, 5, None)
    lifecycle.close_meeting(crew["Ana"])
    with pytest.raises(HuddleError, match="The meeting has ended, so your rating can't change"):
        pulse.give_pulse(crew["Ben"], 5)
    assert crew.store.read(Pulse) == [kept]


def test_a_rating_that_comes_after_the_end_is_stored_for_its_meeting(
    crew: Crew, opened: Meeting, clock: FrozenClock
) -> None:
    lifecycle.close_meeting(crew["Ana"])
    clock.advance(minutes=1)
    lifecycle.plan_meeting(crew["Ana"], host=crew.members["Ana"])
    lifecycle.start_meeting(crew["Ana"])
    assert pulse.give_pulse(crew["Ben"], 4, meeting=opened).meeting_id == opened.id
    lifecycle.close_meeting(crew["Ana"])
    clock.advance(hours=24, minutes=1)
    with pytest.raises(HuddleError, match="ended more than a day ago"):
        pulse.give_pulse(crew["Jon"], 4, meeting=opened)


@pytest.mark.parametrize("anonymous", [False, True])
def test_late_ratings_move_the_averages_by_threes(
    crew: Crew, opened: Meeting, clock: FrozenClock, anonymous: bool
) -> None:
    team.edit_team(crew["Ana"], anonymous_pulse=anonymous)
    _join(crew, "Mia", "Nik", "Oda")
    say(crew, Ana=5, Ben=5, Jon=5, Mia=5)
    lifecycle.close_meeting(crew["Ana"])
    clock.advance(minutes=2)
    ended = crew["Tom"].reload(opened, "gone")
    assert pulse.rateable_meeting(crew["Lea"]) == ended
    for name in ("Lea", "Nik"):
        pulse.give_pulse(crew[name], 1)
        summary = pulse.summarize(crew["Tom"], ended)
        assert (summary.counted_answers, summary.score) == (4, 5.0)
    pulse.give_pulse(crew["Oda"], 1)
    summary = pulse.summarize(crew["Tom"], ended)
    assert (summary.counted_answers, summary.answer_count) == (7, 7)
    assert summary.score == pytest.approx(23 / 7)


@pytest.mark.parametrize("anonymous", [False, True])
def test_a_close_that_is_undone_tells_no_single_late_rating(
    crew: Crew, opened: Meeting, clock: FrozenClock, anonymous: bool
) -> None:
    team.edit_team(crew["Ana"], anonymous_pulse=anonymous)
    _join(crew, "Mia", "Nik")

    def told() -> tuple[int, float | None]:
        summary = pulse.summarize(crew["Tom"], crew["Tom"].reload(opened, "gone"))
        return summary.counted_answers, summary.score

    say(crew, Ana=5, Ben=5, Jon=5, Mia=5)
    lifecycle.close_meeting(crew["Ana"])
    assert told() == (4, 5.0)
    for late in ("Lea", "Nik"):
        clock.advance(minutes=2)
        pulse.give_pulse(crew[late], 1, meeting=opened)
        assert told() == (4, 5.0)
        crew["Ana"].undo("meeting")
        assert told() == (4, 5.0)
        lifecycle.close_meeting(crew["Ana"])
        assert told() == (4, 5.0)


def test_a_close_that_is_undone_keeps_no_average_back(crew: Crew, opened: Meeting, clock: FrozenClock) -> None:
    say(crew, Ana=5, Ben=5)
    lifecycle.close_meeting(crew["Ana"])
    clock.advance(minutes=2)
    crew["Ana"].undo("meeting")
    say(crew, Jon=2)
    assert pulse.summarize(crew["Tom"], opened).score == 4.0
    lifecycle.close_meeting(crew["Ana"])
    assert pulse.summarize(crew["Tom"], crew["Tom"].reload(opened, "gone")).score == 4.0


def _join(crew: Crew, *names: str) -> None:
    for name in names:
        crew.members[name] = add_member(crew["Ana"], f"{name} Berg")


def test_without_names_the_session_alone_knows_its_own(crew: Crew, opened: Meeting) -> None:
    team.edit_team(crew["Ana"], anonymous_pulse=True)
    pulse.give_pulse(crew["Ben"], 2, "tiring")
    pulse.give_pulse(crew["Ben"], 4, "better")
    assert crew.store.read(Pulse) == []
    own = pulse.own_pulse(crew["Ben"], opened)
    assert own is not None
    assert (own.member_id, own.score, own.word) == (None, 4, "better")
    assert pulse.own_pulse(crew["Jon"], opened) is None
    assert pulse.own_pulse(Session.for_member(crew.session_store, crew.members["Ben"], crew.clock), opened) is None
    say(crew, Jon=3, Lea=5)
    assert sorted((row.member_id, row.score) for row in crew.store.read(Pulse)) == [(None, 3), (None, 4), (None, 5)]
    with pytest.raises(HuddleError, match="Anonymous ratings can't be changed once they are shown"):
        pulse.give_pulse(crew["Ben"], 1)
    assert pulse.own_pulse(crew["Ben"], opened) == own


def test_one_or_two_without_names_are_seen_by_nobody(crew: Crew, opened: Meeting) -> None:
    team.edit_team(crew["Ana"], anonymous_pulse=True)

    def seen() -> list[Any]:
        return [
            crew.store.notify_file.stat().st_mtime_ns,
            crew.store.read(JournalEntry),
            crew.store.query("SELECT * FROM sqlite_sequence"),
            [pulse.summarize(s, opened) for s in (crew["Ana"], crew["Tom"], crew.room)],
        ]

    before = seen()
    say(crew, Jon=3, Lea=5)
    assert seen() == before
    lifecycle.close_meeting(crew[_first(crew, opened.host_id)])
    assert sorted(row.score for row in crew.store.read(Pulse)) == [3, 5]
    (entry,) = crew.store.read(JournalEntry, "what = 'pulse.given'")
    assert entry.by is None


def test_a_pulse_begun_without_a_name_is_not_given_with_one(crew: Crew, opened: Meeting) -> None:
    team.edit_team(crew["Ana"], anonymous_pulse=True)
    assert pulse.is_anonymous(crew["Ben"], opened)
    team.edit_team(crew["Ana"], anonymous_pulse=False)
    with pytest.raises(HuddleError, match="Check, then send your rating again"):
        pulse.give_pulse(crew["Ben"], 2, "tiring", told_anonymous=True)
    assert not crew.store.read(Pulse)
    assert pulse.give_pulse(crew["Ben"], 2, "tiring", told_anonymous=False).member_id == crew.members["Ben"].id


@pytest.mark.parametrize("scores", [(0, None, None), (6, None, None), (3, 0, None), (3, None, 9)])
def test_a_score_is_from_one_to_five(crew: Crew, opened: Meeting, scores: tuple[int, int | None, int | None]) -> None:
    score, held, worth = scores
    with pytest.raises(HuddleError, match="choose a number from"):
        pulse.give_pulse(crew["Ben"], score, held=held, worth=worth)


def test_who_has_no_pulse(crew: Crew) -> None:
    with pytest.raises(HuddleError, match="No meeting is running"):
        pulse.give_pulse(crew["Ben"], 3)
    lifecycle.start_meeting(crew["Ana"], "one-on-one")
    with pytest.raises(HuddleError, match="One-on-ones have no meeting rating"):
        pulse.give_pulse(crew["Ben"], 3)
    lifecycle.close_meeting(crew["Ana"])
    lifecycle.start_meeting(crew["Ana"])
    for who in (crew["Tom"], crew.room):
        with pytest.raises(HuddleError):
            pulse.give_pulse(who, 3)
    with pytest.raises(HuddleError, match="characters"):
        pulse.give_pulse(crew["Ben"], 3, "word " * 20)
    assert crew.store.read(Pulse) == []


# -- names, or none


def test_whether_names_are_kept_is_chosen_before_the_first_pulse(crew: Crew, opened: Meeting) -> None:
    team.edit_team(crew["Ana"], anonymous_pulse=True)
    say(crew, Ben=3)
    with pytest.raises(HuddleError, match="Someone has already rated this meeting, so this can't change until it ends"):
        team.edit_team(crew["Ana"], anonymous_pulse=False)
    team.edit_team(crew["Ana"], anonymous_pulse=True, celebrates=False)
    lifecycle.close_meeting(crew["Ana"])
    team.edit_team(crew["Ana"], anonymous_pulse=False)
    with pytest.raises(HuddleError, match="leader"):
        team.edit_team(crew["Ben"], anonymous_pulse=True)


def test_a_choice_that_is_undone_signs_nobody(crew: Crew, opened: Meeting) -> None:
    """Undo asks no rule; what was said first in a meeting holds for all of it."""
    team.edit_team(crew["Ana"], anonymous_pulse=True)
    say(crew, Ben=3)
    crew["Ana"].undo("team")
    say(crew, Jon=4, Ben=5, Lea=2)
    assert sorted((row.member_id, row.score) for row in crew.store.read(Pulse)) == [(None, 2), (None, 4), (None, 5)]


# -- what is told


def test_nothing_is_told_below_three_answers_and_averages_from_then_on(crew: Crew, opened: Meeting) -> None:
    pulse.give_pulse(crew["Ana"], 5, "brisk", held=4)
    pulse.give_pulse(crew["Ben"], 3, "long", held=2)
    told = pulse.summarize(crew["Lea"], opened)
    assert (told.answer_count, told.participant_count, told.score, told.words) == (2, 4, None, ())
    pulse.give_pulse(crew["Jon"], 4)
    for viewer in (crew["Lea"], crew["Tom"], crew["Ana"], crew.room):
        told = pulse.summarize(viewer, opened)
        assert (told.answer_count, told.score, told.held, told.worth, told.words) == (3, 4.0, None, None, ())


def test_while_it_is_open_the_numbers_move_by_threes(crew: Crew, opened: Meeting) -> None:
    """What one more answer changed would be that answer."""
    team.edit_team(crew["Ana"], anonymous_pulse=True)
    say(crew, Ana=5, Ben=5, Jon=5)
    before = pulse.summarize(crew["Tom"], opened)
    pulse.give_pulse(crew["Lea"], 1, "awful")
    after = pulse.summarize(crew["Tom"], opened)
    assert (after.answer_count, after.counted_answers, after.score, after.words) == (3, 3, before.score, before.words)
    lifecycle.close_meeting(crew["Ana"])
    (closed,) = lifecycle.list_started_meetings(crew["Tom"])
    told = pulse.summarize(crew["Tom"], closed)
    assert (told.counted_answers, told.score, told.words) == (4, 4.0, ("awful",))


def test_words_without_names_stand_in_the_order_of_the_alphabet(crew: Crew, opened: Meeting) -> None:
    team.edit_team(crew["Ana"], anonymous_pulse=True)
    for name, word in [("Lea", "zesty"), ("Ana", "Brisk"), ("Jon", "honest")]:
        pulse.give_pulse(crew[name], 4, word)
    assert pulse.summarize(crew.room, opened).words == ("Brisk", "honest", "zesty")


def test_the_line_over_the_weeks(crew: Crew, clock: FrozenClock) -> None:
    for score in (2, 3, 4):
        host = crew[_first(crew, lifecycle.start_meeting(crew["Ana"]).host_id)]
        say(crew, Ana=score, Ben=score, Jon=score)
        lifecycle.close_meeting(host)
        clock.now += timedelta(days=7)
    host = crew[_first(crew, lifecycle.start_meeting(crew["Ana"]).host_id)]
    say(crew, Lea=1)  # too few to be told
    assert [each.score for each in pulse.pulse_history(crew.room)] == [2.0, 3.0, 4.0]
    second = lifecycle.list_started_meetings(host)[2]
    assert [each.score for each in pulse.pulse_history(crew["Lea"], second)] == [2.0, 3.0]


def _first(crew: Crew, member_id: int | None) -> str:
    return next(name for name, member in crew.members.items() if member.id == member_id)


# -- who reads a single one


def rows_read(session: Session) -> list[Pulse]:
    """Every pulse that a viewer can come by, in the table or in what the journal tells."""
    told = [row for row in session.all(JournalRow) if row.row_table == "pulse"]
    texts = [text for row in told for text in (row.before, row.after) if text]
    return [*session.all(Pulse), *(Pulse.model_validate_json(text) for text in texts)]


def test_a_named_one_is_its_giver_s_and_the_leader_s(crew: Crew, opened: Meeting) -> None:
    pulse.give_pulse(crew["Ben"], 2, "tiring")
    readers = {name: rows_read(crew[name]) for name in crew.members} | {"room": rows_read(crew.room)}
    assert {name for name, rows in readers.items() if rows} == {"Ana", "Ben"}
    assert [(who.name, one.word) for who, one in pulse.pulses(crew["Ana"], opened)] == [("Ben Okafor", "tiring")]
    assert pulse.pulses(crew["Jon"], opened) == []


step = st.tuples(st.sampled_from(["Ana", "Ben", "Jon", "Lea"]), st.integers(1, 5), st.booleans())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(anonymous=st.booleans(), steps=st.lists(step, min_size=1, max_size=10))
def test_whose_a_pulse_is_leaks_nowhere(
    make_crew: Callable[[], Any], tmp_path_factory: pytest.TempPathFactory, anonymous: bool, steps: list[Any]
) -> None:
    crew = make_crew()
    crew.clock.now = NOW + timedelta(seconds=17.3)
    team.edit_team(crew["Ana"], anonymous_pulse=anonymous)
    opened = lifecycle.start_meeting(crew["Ana"])
    words: dict[str, str] = {}
    for number, (who, score, undo) in enumerate(steps):
        crew.clock.advance(seconds=2)
        words[who] = f"secret-{who}-{number}"
        with suppress(HuddleError):  # without names it has been told by now, or is in no journal
            pulse.give_pulse(crew[who], score, words[who])
            if undo:
                crew[who].undo("pulse")
                words.clear()
    if anonymous:
        # A stolen file tells no more than a screen: no name with a pulse, in the table or in the journal.
        assert all(row.member_id is None for row in crew.store.read(Pulse))
        ids = {row.journal_id for row in crew.store.read(JournalRow) if row.row_table == "pulse"}
        entries = [entry for entry in crew.store.read(JournalEntry) if entry.id in ids]
        # Nor when it was, nearer than what was done before.
        assert {(entry.by, entry.at) for entry in entries} <= {(None, opened.started_at)}
        assert all('"member_id":null' in (row.after or row.before or "") for row in _journaled(crew))
    for name in [*crew.members, "room"]:
        s = crew.room if name == "room" else Session.for_member(crew.session_store, crew.members[name], crew.clock)
        shown = "\n".join(row.model_dump_json() for model in MODELS.values() for row in s.all(model))
        folder = tmp_path_factory.mktemp("export")
        if name != "room":
            export_tables(s, folder)
            shown += "\n".join(path.read_text() for path in Path(folder).glob("*.json"))
            shown += (
                format_minutes_json(build_minutes(s, opened))
                + format_digest_text(build_digest(s))
                + repr(list_events(s))
            )
        told = json.dumps(pulse.summarize(s, opened).words)
        for who in crew.members:
            may = not anonymous and name in ("Ana", who)
            assert may or f"secret-{who}" not in shown
        assert len(crew.store.read(Pulse)) >= 3 or "secret" not in told


def _journaled(crew: Crew) -> list[JournalRow]:
    return [row for row in crew.store.read(JournalRow) if row.row_table == "pulse"]
