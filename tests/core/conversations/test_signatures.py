"""Signatures on the ladder: who signed what, what a change by another program does to them, and who cannot sign."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.access.key_ring import KeyNeeded
from core.conversations import conversations, ladder
from core.conversations.ladder_document import format_markdown
from core.conversations.receipts import find_changed, is_genuine, make_receipts, read_receipts
from core.conversations.signatures import list_signatures
from core.errors import HuddleError
from core.maintenance.check import CheckReport, check_file, inspect_file
from core.models import Conversation, StoredKey
from core.team import members, passphrases
from data.sqlite import sqlite3
from tests.conftest import Crew
from tests.core.meddling import meddle
from tests.core.talks import WORDS, with_key


def climb(crew: Crew) -> list[Conversation]:
    """Three steps with Jon, all signed by Ana; the first and the third read and signed, and the third answered."""
    ana, jon = with_key(crew["Ana"]), with_key(crew["Jon"])
    taken = []
    for step in ladder.STEPS[:3]:
        crew.clock.advance(days=7)
        talk = ladder.take_step(ana, jon.me, step, f"SECRET {step}", obstacle="No leads", help_offered="Ten leads")
        crew.clock.advance(minutes=5)
        if step != "training":
            talk = ladder.sign(jon, talk, WORDS)
        taken.append(talk)
    ladder.answer(jon, taken[2], "SECRET I see it otherwise")
    return taken


def test_each_signs_their_part_and_all_of_it_holds(crew: Crew) -> None:
    taken = climb(crew)
    jon = crew["Jon"]
    kinds = [[signature.kind for signature in list_signatures(jon, talk)] for talk in taken]
    assert kinds == [["taken", "read"], ["taken"], ["taken", "read", "answered"]]
    assert inspect_file(crew.path) == CheckReport([], [])


@pytest.mark.locked
def test_no_step_is_taken_with_a_locked_key_and_what_is_refused_leaves_nothing(crew: Crew) -> None:
    ana, jon = crew["Ana"], crew.members["Jon"]
    for _ in range(2):
        with pytest.raises(KeyNeeded, match="To sign a formal step, type or choose your passphrase"):
            ladder.take_step(ana, jon, "direct talk", "We talked", obstacle="x", help_offered="y")
        assert ladder.read_ladder(ana, jon).steps == ()
        with_key(ana).viewer.keys.lock()
    with_key(ana)
    ladder.take_step(ana, jon, "direct talk", "We talked", obstacle="x", help_offered="y")
    ana.viewer.keys.lock()
    with pytest.raises(KeyNeeded):
        ladder.step_down(ana, jon, "Better")


def test_a_key_that_has_ended_signs_nothing_more(crew: Crew) -> None:
    taken = climb(crew)
    members.edit_member(crew["Ana"], crew.members["Ben"], role="leader")
    crew["Ben"].refresh_role()
    passphrases.end_key(crew["Ben"], crew.members["Ana"])
    with pytest.raises(KeyNeeded):
        ladder.take_step(crew["Ana"], crew.members["Jon"], "monitoring", "Calls", every="week")
    assert len(list_signatures(crew["Jon"], taken[2])) == 3, "what it signed stands"
    assert check_file(crew.path) == []


@pytest.mark.locked
def test_an_answer_without_a_key_is_not_signed_and_says_so(crew: Crew) -> None:
    ana, jon = with_key(crew["Ana"]), crew["Jon"]
    talk = ladder.take_step(ana, jon.me, "direct talk", "We talked", obstacle="x", help_offered="y")
    ladder.answer(jon, talk, "I will")
    assert [signature.kind for signature in list_signatures(jon, talk)] == ["taken"]
    assert "This answer is not signed." in format_markdown(jon, jon.me)
    assert check_file(crew.path) == []


def test_what_a_leader_has_signed_is_not_changed_by_anybody(crew: Crew) -> None:
    ana, jon = with_key(crew["Ana"]), crew["Jon"]
    talk = ladder.take_step(ana, jon.me, "direct talk", "We talked", obstacle="x", help_offered="y")
    for session in (ana, jon):
        for act in (
            lambda s: conversations.close(s, talk, "Something else"),
            lambda s: conversations.add_point(s, talk, "worry", "One more"),
            lambda s: s.undo(),
        ):
            with pytest.raises(HuddleError):
                act(session)
    assert check_file(crew.path) == []


def test_the_print_says_who_signed_with_which_key_and_that_reading_is_not_agreeing(crew: Crew) -> None:
    climb(crew)
    printed = format_markdown(crew["Jon"], crew.members["Jon"])
    for name in ("Ana", "Jon"):
        (key,) = passphrases.list_keys(crew["Jon"], crew.members[name].id)
        assert passphrases.read_public_key(crew["Jon"], key).fingerprint in printed
    for words in ("Signed by Ana", "Read and signed by Jon", "Answer signed by Jon", "not agreeing"):
        assert words in printed


def test_the_print_says_which_signature_does_not_hold(crew: Crew) -> None:
    first, *_ = climb(crew)
    assert "The step was changed after signing. See: huddle check" not in format_markdown(
        crew["Jon"], crew.members["Jon"]
    )
    meddle(crew.path, f"UPDATE conversation SET text = 'FORGED' WHERE id = {first.id}")
    printed = format_markdown(crew["Jon"], crew.members["Jon"])
    # Both of that step, and what rests on it: the next step signs the signatures, not the words.
    assert printed.count("The step was changed after signing. See: huddle check") == 2


def test_what_was_added_after_signing_is_printed_as_such(crew: Crew) -> None:
    first, *_ = climb(crew)
    columns = "conversation_id, by_id, kind, text, done, written_at"
    meddle(
        crew.path,
        f"INSERT INTO point ({columns}) SELECT conversation_id, by_id, kind, 'FORGED two coaches', done, "
        f"'2027-01-01T10:00:00.000Z' FROM point WHERE kind = 'help' AND conversation_id = {first.id}",
    )
    printed = format_markdown(crew["Jon"], crew.members["Jon"])
    assert "ADDED AFTER IT WAS SIGNED" in printed.partition("FORGED")[0].splitlines()[-1]
    assert printed.count("ADDED AFTER") == 1


def test_a_receipt_for_changed_words_is_told_of(crew: Crew) -> None:
    first, *_ = climb(crew)
    jon = crew["Jon"]
    assert list(find_changed(jon, make_receipts(jon, jon.me))) == []
    meddle(crew.path, f"UPDATE conversation SET text = 'FORGED' WHERE id = {first.id}")
    (sentence,) = find_changed(jon, make_receipts(jon, jon.me))
    assert "step “direct talk”, signed on 2026-11-30, was changed after you signed it" in sentence
    assert [is_genuine(receipt) for receipt in make_receipts(jon, jon.me)].count(False) == 1


# -- what another program does

SIGNED = {
    "conversation": ("from_id", "to_id", "step", "held_on", "text", "written_at", "sealed_at"),
    "point": ("by_id", "text", "written_at"),
    "signature": ("conversation_id", "point_id", "kind", "member_id", "key_number", "signed_at", "head", "signature"),
}


@pytest.fixture
def signed_file(crew: Crew) -> Path:
    """A file with signed steps, that nobody has open."""
    climb(crew)
    crew.close()
    return crew.path


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_column_of_what_was_signed_is_missed(signed_file: Path, data: st.DataObject) -> None:
    path = signed_file.with_name("meddled.huddle")
    shutil.copy(signed_file, path)
    table = data.draw(st.sampled_from(sorted(SIGNED)))
    column = data.draw(st.sampled_from(SIGNED[table]))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        rows = connection.execute(f"SELECT id, {column} FROM {table} WHERE {column} IS NOT NULL").fetchall()
        row_id, now = data.draw(st.sampled_from(rows))
        became = changed(now, sorted({row[1] for row in rows if row[1] != now}), data)
        try:
            connection.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", (became, row_id))
        except sqlite3.IntegrityError:
            return
        connection.commit()
    said = "\n".join(problem for problem in check_file(path) if problem.startswith("The step"))
    assert said, f"{column} of {table} {row_id} became {became}"
    assert "of conversation)" in said
    for secret in ("SECRET", "Jon", "Ana", "leads"):
        assert secret not in said


def changed(now: int | str, others: list[int | str], data: st.DataObject) -> int | str:
    """Another number or text: that of another row, or one sign of it changed."""
    if isinstance(now, int):
        return data.draw(st.sampled_from([*others, now % 3 + 1]))
    at = data.draw(st.integers(0, len(now) - 1))
    sign = data.draw(st.sampled_from("0123456789abcdef").filter(lambda other: other != now[at]))
    return data.draw(st.sampled_from([*others, now[:at] + sign + now[at + 1 :]]))


def test_a_signature_put_on_another_step_and_a_forged_one_are_found(crew: Crew) -> None:
    first, _, third = climb(crew)
    (one,) = list_signatures(crew["Jon"], first, "read")
    crew.close()
    meddle(
        crew.path,
        f"UPDATE signature SET signature = '{one.signature}' WHERE conversation_id = {third.id} AND kind = 'read'",
    )
    assert [problem for problem in check_file(crew.path) if "is not as the reader signed it on" in problem]


@pytest.mark.parametrize("kind", ["taken", "read", "answered"])
def test_a_signature_that_was_removed_is_missed(crew: Crew, kind: str) -> None:
    *_, third = climb(crew)
    crew.close()
    meddle(crew.path, f"DELETE FROM signature WHERE kind = '{kind}' AND conversation_id = {third.id}")
    name = f"The step “consequences” (row {third.id} of conversation)"
    assert f"{name} has lost a signature: someone removed it." in check_file(crew.path)


def test_a_step_that_was_removed_is_missed(crew: Crew) -> None:
    _, second, _ = climb(crew)
    crew.close()
    meddle(crew.path, "PRAGMA foreign_keys = OFF", f"DELETE FROM conversation WHERE id = {second.id}")
    assert [problem for problem in check_file(crew.path) if problem.startswith("The step “training” (row")]


def test_a_point_that_was_added_or_moved_is_missed(crew: Crew) -> None:
    climb(crew)
    crew.close()
    columns = "conversation_id, by_id, kind, text, done, written_at"
    meddle(crew.path, f"INSERT INTO point ({columns}) SELECT {columns} FROM point WHERE kind = 'help'")
    assert [problem for problem in check_file(crew.path) if problem.startswith("The step “direct talk”")]


def test_points_in_another_order_are_missed(crew: Crew) -> None:
    climb(crew)
    crew.close()
    meddle(
        crew.path,
        "UPDATE point SET id = 99 WHERE kind = 'worry'",
    )
    assert [problem for problem in check_file(crew.path) if problem.startswith("The step “direct talk”")]


def test_a_step_read_since_there_are_keys_needs_a_signature_whatever_seal_it_has(crew: Crew) -> None:
    """A seal from before there were keys must not pass for a signature."""
    *_, third = climb(crew)
    crew.close()
    meddle(
        crew.path,
        f"DELETE FROM signature WHERE kind = 'read' AND conversation_id = {third.id}",
        "DELETE FROM journal_row WHERE row_table = 'signature'",
    )
    assert f"The step “consequences” (row {third.id} of conversation) has lost a signature: someone removed it." in (
        check_file(crew.path)
    )


def test_a_step_that_stands_in_the_journal_as_already_read_needs_a_signature(crew: Crew) -> None:
    *_, third = climb(crew)
    crew.close()
    meddle(
        crew.path,
        f"DELETE FROM signature WHERE conversation_id = {third.id}",
        "DELETE FROM journal_row WHERE row_table = 'signature'",
        "DELETE FROM journal_row WHERE row_table = 'conversation' AND before IS NOT NULL",
        "UPDATE journal_row SET after = (SELECT json_set(after, '$.seal', seal, '$.sealed_at', sealed_at) "
        "FROM conversation WHERE id = row_id) WHERE row_table = 'conversation'",
    )
    assert [problem for problem in check_file(crew.path) if "has lost a signature" in problem]


def test_a_key_that_had_ended_signs_nothing_that_holds(crew: Crew) -> None:
    *_, third = climb(crew)
    crew.close()
    signed_at = f"(SELECT min(signed_at) FROM signature WHERE kind = 'read' AND conversation_id = {third.id})"
    meddle(
        crew.path,
        f"UPDATE member_key SET ended_at = datetime({signed_at}, '-1 minute') WHERE member_id = {third.to_id}",
    )
    assert [problem for problem in check_file(crew.path) if problem.startswith("The step “consequences”")]


def test_a_seal_from_before_there_were_keys_is_checked_and_says_what_it_shows(crew: Crew) -> None:
    *_, third = climb(crew)
    crew.close()
    meddle(
        crew.path,
        "DELETE FROM signature",
        "DELETE FROM journal_row WHERE row_table = 'signature'",
        "DELETE FROM chain",
        "INSERT INTO chain SELECT max(id), zeroblob(32), zeroblob(16) FROM journal",
    )
    report = inspect_file(crew.path)
    note = (
        f"The step “consequences” (row {third.id} of conversation) was signed before keys existed, "
        "so only changes show, not who signed"
    )
    assert any(found.startswith(note) for found in report.notes)
    assert not [problem for problem in report.problems if problem.startswith("The step")]
    meddle(crew.path, f"UPDATE conversation SET text = 'x' WHERE id = {third.id}")
    assert [problem for problem in check_file(crew.path) if "was changed after signing" in problem]


# -- keys


def test_a_key_that_does_not_prove_itself_is_a_fault(crew: Crew) -> None:
    climb(crew)
    crew.close()
    meddle(crew.path, f"UPDATE member_key SET seal = '{'00' * 32}' WHERE member_id = {crew.members['Jon'].id}")
    assert f"Key 1 of member row {crew.members['Jon'].id} is invalid: someone changed it." in (check_file(crew.path))


def test_a_key_after_a_reset_is_a_note_and_one_that_is_vouched_for_is_not(crew: Crew) -> None:
    climb(crew)
    jon = crew["Jon"]
    passphrases.make_new_key(jon, WORDS)
    assert inspect_file(crew.path).notes == []
    passphrases.end_key(crew["Ana"], jon.me)
    passphrases.set_passphrase(jon, WORDS)
    report = inspect_file(crew.path)
    assert report.problems == []
    assert report.notes == [
        f"Key 3 of member row {jon.me.id} is not confirmed by the key before it: it was made on 2026-12-14, after "
        "that one was ended."
    ]
    assert [json.loads(key.proof).keys() for key in jon.all(StoredKey, "member_id = ?", (jon.me.id,))] == [
        {"own"}, {"own", "before"}, {"own"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("column", "value"), [("signed_at", "''"), ("signed_at", "'zz'"), ("member_id", "5"), ("key_number", "9")]
)
def test_a_signature_that_no_huddle_made_is_told_in_a_sentence(crew: Crew, column: str, value: str) -> None:
    climb(crew)
    meddle(crew.path, f"UPDATE signature SET {column} = {value}")
    for read in (format_markdown, make_receipts):
        try:
            told = str(read(crew["Jon"], crew.members["Jon"]))
        except HuddleError as refusal:
            told = str(refusal)
        assert "huddle check" in told


@pytest.mark.parametrize("change", [{"what": {}}, {"what": {"at": "x", "talk": []}}, {"member": [2]}, {"public": None}])
def test_a_receipt_of_another_form_is_refused(crew: Crew, change: dict[str, object]) -> None:
    climb(crew)
    (receipt, *_) = make_receipts(crew["Jon"], crew.members["Jon"])
    assert read_receipts(json.dumps([receipt])) == [receipt]
    with pytest.raises(HuddleError, match="no receipt"):
        read_receipts(json.dumps([receipt | change]))
    with pytest.raises(HuddleError, match="no receipt"):
        read_receipts("[" * 100_000)
