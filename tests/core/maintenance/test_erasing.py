"""One person is taken out of the file: no word of theirs is left, all numbers are, and the file is whole."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from core.access.session import Session
from core.access.viewer import Known, Viewer
from core.commitments import commitments
from core.conversations import ladder, one_on_one, praise
from core.conversations.receipts import format_receipts, make_receipts
from core.drafts.form_drafts import FormDrafts
from core.errors import Conflict, HuddleError
from core.goals import goals
from core.maintenance import seen
from core.maintenance.check import check_file, compare_receipts, inspect_file
from core.maintenance.clearing import clear_old_words
from core.maintenance.erasing import describe_erasure, erase_member
from core.maintenance.personal_words import COPIED_FROM, DECISIONS, Words
from core.meeting import lifecycle
from core.models import (
    MODELS,
    Alias,
    Commitment,
    Conversation,
    Erased,
    JournalEntry,
    Meeting,
    Member,
    Metric,
    Outbox,
    Outcome,
    Point,
)
from core.outcomes import hurdles
from core.outgoing import webhooks
from core.outgoing.export import export_tables
from core.outgoing.webhook_queue import fill_queue
from core.standings.leaderboard import standings
from core.team import members
from core.team.kept_keys import keep_unlocked
from core.team.members_csv import import_members
from core.values.periods import period_containing
from data.automatic_copies import keep_daily_copy, list_copies
from data.chain import hash_row, verify_chain
from data.checkpoint import fold_log
from data.sqlite import SCHEMA_VERSION, sqlite3
from data.store import Store
from tests.conftest import Crew, FrozenClock
from tests.core.access.test_privacy import ways_out, whole
from tests.core.audience import MARK, Audience
from tests.core.histories import DEEDS, PEOPLE, History
from tests.core.talks import WORDS, brainstormed, with_key
from tests.data.schema.old_files import unpack

TEAMS = {
    ("trend", "name"), ("celebration", "text"), ("celebration", "earned_by"), ("webhook", "url"), ("account", "name"),
    ("outcome", "addressee"), ("group", "name"), ("metric", "name"), ("board", "question"), ("holiday", "name"),
}  # fmt: skip
"""Words that are the team's, whoever wrote them."""

OTHERS = {
    "card": ("member_id",), "commitment": ("member_id", "helps_id"), "goal": ("member_id",), "entry": ("member_id",),
    "conversation": ("from_id", "to_id"), "point": ("by_id",), "rating": ("by_id",), "member": ("id",),
    "target": ("member_id",), "pulse": ("member_id",), "absence": ("member_id",), "turn": ("member_id",),
    "attendance": ("member_id",), "outcome": ("decided_by",), "alias": ("member_id",),
}  # fmt: skip
"""Whose the words in a row are, where that is not who typed them."""

REASONS = {
    ("target", "reason"),
    ("turn", "reason"),
    ("measure", "reason"),
    ("handover", "reason"),
    ("absence", "reason"),
}
"""Words of whoever wrote them, in rows of others too."""


def marks_of(audience: Audience, member_id: int) -> set[str]:
    """The marks that the member wrote, or that were theirs, by a second telling of the rules."""
    writers: dict[str, int | None] = {}
    for row in sorted(audience.now["journal_row"].values(), key=lambda row: int(row["id"])):
        for mark in MARK.findall(f"{row['before']} {row['after']}"):
            writers.setdefault(mark, audience.now["journal"][row["journal_id"]]["by"])
    found = set()
    for mark, places in audience.marks.items():
        for table, row_id, column in places:
            if (table, column) in TEAMS or table == "outbox":
                continue
            row = audience.now[table].get(row_id) or audience.last[table, row_id]
            whose = [row.get(owner) for owner in OTHERS.get(table, ())]
            if table == "pulse" and len(places) > 1:  # several said the same word
                continue
            if table in ("point", "conversation") and any(place[0] == "card" for place in places):
                continue  # a card's words, repeated in a talk
            if table in ("point", "rating"):
                talk = row["conversation_id"]
                held = audience.now["conversation"].get(talk) or audience.last["conversation", talk]
                if row.get("kind") != "note":
                    whose += [held["from_id"], held["to_id"]]
            if table == "occurrence":
                promise = row["commitment_id"]
                taken = audience.now["commitment"].get(promise) or audience.last["commitment", promise]
                whose += [taken["member_id"], taken["helps_id"]]
            if member_id in whose or ((table, column) in REASONS and writers.get(mark) == member_id):
                found.add(mark)
    return found


def numbers(h: History) -> list[object]:
    """All numbers of the team, as the file has them and as boards show them."""
    store = h.store
    counted: list[object] = [
        store.query("SELECT * FROM entry_day ORDER BY 1, 2, 3"),
        store.query("SELECT id, metric_id, member_id, day, amount FROM entry ORDER BY id"),
        store.query("SELECT id, member_id, amount, floor, bonus_percent, agreed_amount FROM target ORDER BY id"),
        store.query("SELECT id, member_id, status, amount, due FROM commitment ORDER BY id"),
        store.query("SELECT commitment_id, day, status FROM occurrence ORDER BY id"),
        store.query("SELECT id, board_id, member_id, votes FROM card ORDER BY id"),
        store.query("SELECT meeting_id, member_id, score, held, worth FROM pulse ORDER BY id"),
        store.query("SELECT conversation_id, skill_id, by_id, score FROM rating ORDER BY id"),
        store.query("SELECT meeting_id, member_id, present, understood FROM attendance ORDER BY id"),
    ]
    for name in ("Ana", "Ben", "Jon", "Lea"):
        session = Session.for_member(h.crew.session_store, h.m(name), h.crew.clock)
        for metric in session.all(Metric):
            for by in ("member", "group", "kind"):
                board = standings(session, metric, period_containing(session.today, "quarter"), by=by)
                counted.append(re.sub(r"name='[^']*'|label='[^']*'", "", repr(board.team)))
                counted.append(len(board.rows))
    return counted


def raw(crew: Crew) -> bytes:
    fold_log(crew.path)
    return b"".join(path.read_bytes() for path in sorted(crew.path.parent.glob(f"{crew.path.name}*")) if path.is_file())


def prepare(h: History, name: str) -> Member:
    """Lets a member leave, and nothing be in the way of erasing them."""
    if lifecycle.open_meeting_or_none(h.leader) is not None:
        lifecycle.close_meeting(h.host)
    person = h.m(name)
    if h.leader.viewer.is_member(person.id):
        members.edit_member(h.leader, next(h.m(each) for each in ("Ana", "Ben", "Jon") if each != name), role="leader")
    if person.left_on is None:
        members.end_membership(h.leader if not h.leader.viewer.is_member(person.id) else h.s(name), person)
    return h.m(name)


def assert_erased(h: History, name: str, folder: Path) -> None:
    person = prepare(h, name)
    audience = Audience(h.crew)
    mine = marks_of(audience, person.id)
    before = numbers(h)
    leader = h.leader
    erased = erase_member(leader, person)
    assert erased.member.name.startswith("Former member")
    cleared = clear_old_words(leader)
    assert cleared.problems == ()
    assert verify_chain(h.store).problems == []
    assert check_file(h.crew.path) == []
    content = raw(h.crew)
    left = {mark for mark in mine if mark.encode() in content}
    assert not left, {mark: audience.marks[mark] for mark in left}
    assert person.name.encode() not in content
    assert numbers(h) == before
    for number, member in enumerate(h.store.read(Member)):
        session = Session.for_member(h.crew.session_store, member, h.crew.clock)
        assert all(words for _, words in ways_out(session))
        written = "".join(path.read_text() for path in export_tables(session, folder / f"{name}-{number}"))
        assert not [mark for mark in mine if mark in written]
        assert person.name not in written


@pytest.mark.parametrize(("turn", "name"), [(0, "Ben"), (21, "Ana")])
def test_no_word_of_an_erased_member_is_left_after_a_long_history(
    make_crew: Callable[[], Crew], tmp_path: Path, turn: int, name: str
) -> None:
    h = whole(make_crew, tmp_path, turn)
    assert len(marks_of(Audience(h.crew), h.m(name).id)) > 20
    assert_erased(h, name, tmp_path)


@settings(
    max_examples=3,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    order=st.permutations(list(DEEDS)),
    who=st.lists(
        st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE), st.integers(0, 63)),
        min_size=len(DEEDS),
        max_size=len(DEEDS),
    ),
    name=st.sampled_from(PEOPLE),
)
def test_no_word_of_an_erased_member_is_left(
    make_crew: Callable[[], Crew],
    tmp_path_factory: pytest.TempPathFactory,
    order: list[str],
    who: list[tuple[str, str, int]],
    name: str,
) -> None:
    folder = tmp_path_factory.mktemp("history")
    h = History(make_crew(), folder)
    for what, (one, other, number) in zip(order, who, strict=True):
        h.do(what, one, other, number)
    assert_erased(h, name, folder)


# -- the table of decisions


def test_every_text_in_the_file_has_a_decision() -> None:
    for table, model in MODELS.items():
        texts = {name for name, field in model.model_fields.items() if _holds_text(field.annotation)}
        moments = {name for name in texts if name == "at" or name.endswith(("_at", "_until"))}
        assert texts - moments == set(DECISIONS.get(table, {})), f"{table}: say whose words these are"


def _holds_text(annotation: Any) -> bool:
    return annotation is str or (get_origin(annotation) is not Literal and any(map(_holds_text, get_args(annotation))))


def test_decisions_name_columns_that_are_there(crew: Crew) -> None:
    for table, decisions in DECISIONS.items():
        columns = set(MODELS[table].model_fields)
        for decision in decisions.values():
            if not isinstance(decision, str):
                assert set(decision.owners) <= columns
            if isinstance(decision, Words) and decision.through:
                assert decision.through in columns
    assert {column for _, column in COPIED_FROM} <= {name for model in MODELS.values() for name in model.model_fields}


# -- who may, and when


def left(crew: Crew, name: str = "Jon") -> Member:
    return members.end_membership(crew["Ana"], crew.members[name])


def test_only_a_leader_erases_and_only_who_has_left(crew: Crew) -> None:
    with pytest.raises(HuddleError, match="huddle member leave"):
        erase_member(crew["Ana"], crew.members["Jon"])
    person = left(crew)
    with pytest.raises(HuddleError, match="Only the leader can erase"):
        erase_member(crew["Ben"], person)
    with pytest.raises(HuddleError, match="left the team"):
        erase_member(crew["Jon"], person)
    with pytest.raises(HuddleError, match="yourself"):
        erase_member(crew["Ana"], crew.members["Ana"])
    lifecycle.plan_meeting(crew["Ana"], "weekly", host=crew.members["Ana"])
    lifecycle.start_meeting(crew["Ana"], "weekly")
    with pytest.raises(HuddleError, match="End it first, so that no screen shows erased text"):
        erase_member(crew["Ana"], person)
    assert crew.store.read(Erased) == []
    lifecycle.close_meeting(crew["Ana"])
    assert erase_member(crew["Ana"], person).member.name == "Former member"
    with pytest.raises(HuddleError, match="Former member is already erased"):
        erase_member(crew["Ana"], person)


def test_the_question_says_what_goes_and_what_stays(crew: Crew) -> None:
    told = " ".join(describe_erasure(crew["Ana"], left(crew)))
    for words in (
        "It can't be undone",
        "Erased: cards, commitments",
        "Kept: their numbers in all totals, as",
        "Former member",
        "backups",
        "even if it mentions Jon",
    ):
        assert words in told


def test_each_former_member_has_a_name_of_their_own_and_nobody_else_takes_it(crew: Crew, tmp_path: Path) -> None:
    names = [erase_member(crew["Ana"], left(crew, name)).member.name for name in ("Jon", "Lea")]
    assert names == ["Former member", "Former member 2"]
    for name in ("former member", "Former Member 3"):
        with pytest.raises(HuddleError, match="is reserved for erased members"):
            members.add_member(crew["Ana"], name)
        with pytest.raises(HuddleError, match="is reserved for erased members"):
            members.edit_member(crew["Ana"], crew.members["Ben"], name=name)
        table = tmp_path / "people.csv"
        table.write_text(f"name\n{name}\n")
        assert "is reserved for erased members" in import_members(crew["Ana"], table).refused[0].reason


def test_it_cannot_be_undone_and_neither_can_what_was_before(crew: Crew) -> None:
    ana = crew["Ana"]
    person = left(crew)
    erase_member(ana, person)
    steps = {entry.what: entry for entry in ana.all(JournalEntry)}
    for what in ("member.erased", "member.left"):
        with pytest.raises(Conflict, match="was erased"):
            ana.undo(entry=steps[what])
    with pytest.raises(Conflict, match="was erased"):  # the erasing is passed by, and the leaving refused
        ana.undo()
    assert crew.store.read(Member, "id = ?", (person.id,))[0].left_on is not None


# -- what is left


def test_check_says_that_something_was_erased_and_when_and_not_what(crew: Crew) -> None:
    goals.set_goal(crew["Jon"], "Leave by spring", level="personal")
    commitments.commit(crew["Jon"], "Call Kessler")
    person = left(crew)
    erased = erase_member(crew["Ana"], person)
    (entry,) = [entry for entry in crew["Ana"].all(JournalEntry) if entry.what == "member.erased"]
    report = inspect_file(crew.path)
    assert report.problems == []
    (note,) = [note for note in report.notes if "erased" in note]
    inside = crew.store.query("SELECT count(*) AS count FROM erased")[0]["count"]
    assert note.startswith(f"{inside} parts of the journal erased on 2026-11-23 by entry {entry.id}.")
    assert erased.parts == inside > 0
    assert "Jon" not in note
    assert "Call" not in note


def test_the_hashes_that_stay_do_not_tell_a_word_that_is_guessed(crew: Crew) -> None:
    commitments.commit(crew["Jon"], "Quit")
    (row,) = crew.store.query("SELECT * FROM journal_row WHERE row_table = 'commitment'")
    erase_member(crew["Ana"], left(crew))
    (kept,) = crew.store.query("SELECT hash FROM erased WHERE journal_row_id = ?", (row["id"],))
    columns = (row["id"], row["row_table"], row["row_id"], row["before"], row["after"])
    assert kept["hash"] == hash_row(*columns, row["salt"]).hex()
    assert kept["hash"] != hash_row(*columns).hex()
    assert row["salt"] not in raw(crew) or clear_old_words(crew["Ana"]).is_whole
    assert row["salt"] not in raw(crew)


def test_who_changes_an_erased_version_afterwards_is_found(crew: Crew) -> None:
    taken = commitments.commit(crew["Jon"], "Call Kessler")
    erase_member(crew["Ana"], left(crew))
    crew.close()
    with closing(sqlite3.connect(crew.path)) as connection:
        connection.execute("UPDATE commitment SET text = 'I will pay' WHERE id = ?", (taken.id,))
        connection.commit()
    assert check_file(crew.path) == [
        f"Row {taken.id} of commitment differs from the journal: another program changed it."
    ]


def test_signed_steps_are_erased_and_do_not_count_as_forged(
    crew: Crew, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUDDLE_HOME", str(tmp_path / "home"))
    ana, jon = with_key(crew["Ana"]), with_key(crew["Jon"])
    taken = ladder.take_step(
        ana, crew.members["Jon"], "direct talk", "You came late", obstacle="Late", help_offered="A car"
    )
    ladder.sign(jon, taken, WORDS)
    ladder.answer(jon, taken, "The train was late")
    receipts = format_receipts(make_receipts(ana, crew.members["Jon"]))
    assert seen.look(crew.path) == []
    former = erase_member(ana, left(crew)).member
    assert seen.look(crew.path) == [], "the key that is gone was not replaced"
    count, problems = compare_receipts(crew.path, receipts)
    assert (count, len(problems)) == (1, 1)
    assert "was erased in this file at a member's request. The receipt still shows it" in problems[0]
    with pytest.raises(HuddleError, match="You have not signed anything here"):
        make_receipts(ana, former)
    report = inspect_file(crew.path)
    assert report.problems == []
    assert f"The signed conversation in row {taken.id} was erased at a member's request." in report.notes
    assert clear_old_words(ana).problems == ()
    for words in (b"You came late", b"The train was late"):
        assert words not in raw(crew)


def test_two_who_talked_are_erased_one_after_the_other(crew: Crew) -> None:
    praise.give_praise(crew["Jon"], crew.members["Lea"], "Well done")
    commitments.commit(crew["Jon"], "Help Lea", helped_member=crew.members["Lea"])
    for name in ("Jon", "Lea"):
        erase_member(crew["Ana"], left(crew, name))
        assert check_file(crew.path) == []
        assert verify_chain(crew.store).problems == []


def test_logins_messages_and_aliases_go(crew: Crew) -> None:
    members.edit_member(crew["Jon"], crew.members["Jon"], login="jweiss", email="jon@weiss.example", territory="Ruhr")
    typed = Viewer(crew.members["Ben"].id, "seller", known=Known("local", via="as:jweiss"))
    commitments.commit(Session(crew.session_store, typed, crew.clock), "Typed by Jon")
    webhooks.add(crew["Ana"], "bot", "http://127.0.0.1:9/x", kind="json")
    commitments.mark_kept(crew["Jon"], commitments.commit(crew["Jon"], "Call Kessler"))
    commitments.mark_kept(crew["Ben"], commitments.commit(crew["Ben"], "Call Meyer"))
    fill_queue(crew["Ana"], early=True)
    with crew["Ana"].change("entries.imported") as change:
        change.insert(Alias(text="weiss, j.", member_id=crew.members["Jon"].id))
    waiting = {row.id: row.payload for row in crew.store.read(Outbox)}
    assert waiting
    erase_member(crew["Ana"], left(crew))
    assert clear_old_words(crew["Ana"]).problems == ()
    content = raw(crew)
    for words in (b"jweiss", b"jon@weiss", b"Ruhr", b"Call Kessler", b"Jon Weiss", b"weiss, j."):
        assert words not in content
    assert b"Call Meyer" in content
    told = {row.id: (row.payload, row.sent_at) for row in crew.store.read(Outbox)}
    for row_id, payload in waiting.items():
        if "Jon" in payload or "Kessler" in payload:
            assert told[row_id][1] is not None, "it is not sent any more"
        else:
            assert told[row_id] == (payload, None)
    assert "as:erased" in [entry.via for entry in crew.store.read(JournalEntry)]
    assert verify_chain(crew.store).problems == []


def test_what_others_wrote_stays(crew: Crew) -> None:
    taken = commitments.commit(crew["Ben"], "Ask Jon Weiss for his list")
    jon = with_key(crew["Jon"])
    written = one_on_one.add_own_note(with_key(crew["Ana"]), crew.members["Jon"], "Jon is tired")
    hurdle = hurdles.add_hurdle(crew["Ben"], "No list")
    hurdles.settle_by_conversation(crew["Ana"], hurdle, crew.members["Jon"], jon.today)
    erase_member(crew["Ana"], left(crew))
    assert crew["Ben"].get(Commitment, taken.id) == taken
    assert crew["Ana"].get(Point, written.id) == written
    assert [row.addressee for row in crew["Ana"].all(Outcome)] == ["Former member"]


def test_words_that_others_took_over_go_too_and_the_others_own_stay(crew: Crew) -> None:
    said = brainstormed(crew)
    taken = commitments.commit_to_card(crew["Ben"], said["More cold calls"])
    own = commitments.commit_to_card(crew["Lea"], said["More cold calls"], text="Ten more")
    hurdle = hurdles.add_hurdle(crew["Jon"], "No list")
    members.end_membership(crew["Ana"], crew.members["Jon"])
    hurdles.settle_by_conversation(crew["Ana"], hurdle, crew.members["Lea"], crew["Ana"].today)
    erase_member(crew["Ana"], crew.members["Jon"])
    texts = {row.id: row.text for row in crew["Ana"].all(Commitment)}
    assert (texts[taken.id], texts[own.id]) == ("erased", "Ten more")
    (talk,) = crew["Ana"].all(Conversation)
    assert (talk.from_id, talk.about) == (crew.members["Ana"].id, "erased")
    assert clear_old_words(crew["Ana"]).problems == ()
    assert [words for words in (b"More cold calls", b"No list") if words in raw(crew)] == []


def test_drafts_and_the_kept_key_on_this_computer_go(
    crew: Crew, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUDDLE_HOME", str(tmp_path / "home"))
    for name in ("Jon", "Ben"):
        drafts = FormDrafts(crew[name])
        drafts.save("review", {"words": f"{name} began this"})
        drafts.close()
    with_key(crew["Jon"])
    keep_unlocked(crew["Jon"])
    erase_member(crew["Ana"], left(crew))
    texts = [path.read_text() for path in (tmp_path / "home").rglob("*.json")]
    assert len(texts) == 1
    assert "Ben began this" in texts[0]


def test_automatic_copies_from_before_are_replaced(crew: Crew, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUDDLE_HOME", str(tmp_path / "home"))
    commitments.commit(crew["Jon"], "Call Kessler")
    keep_daily_copy(crew.path, crew.clock().date())
    assert b"Call Kessler" in list_copies(crew.path)[0].path.read_bytes()
    erase_member(crew["Ana"], left(crew))
    assert clear_old_words(crew["Ana"]).removed_copies == 1
    assert [copy for copy in list_copies(crew.path) if b"Call Kessler" in copy.path.read_bytes()] == []


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION))
def test_what_is_older_than_the_chain_is_erased_too(version: int, tmp_path: Path, clock: FrozenClock) -> None:
    path = unpack(version, tmp_path / "team.huddle")
    store = Store(path)
    try:
        leader = store.read(Member, "role = 'leader' AND left_on IS NULL")[0]
        person = store.read(
            Member, "id <> ?", (leader.id,), order="(SELECT count(*) FROM commitment WHERE member_id = member.id) DESC"
        )[0]
        words = {row.text for row in store.read(Commitment, "member_id = ?", (person.id,))}
        session = Session.for_member(store, leader, clock)
        for meeting in store.read(Meeting, "status = 'open'"):
            with session.change("meeting.closed") as change:
                change.update(meeting, status="closed")
        if person.left_on is None:
            members.end_membership(session, person)
        erase_member(session, person)
        cleared = clear_old_words(session)
        assert words
        assert cleared.problems == ()
    finally:
        store.close()
    fold_log(path)
    content = path.read_bytes()
    assert person.name.encode() not in content
    assert not [text for text in words if text.encode() in content]
