"""The ladder: its order, its documents, its signatures, and who sees it."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.access.session import Session
from core.conversations import conversations, ladder
from core.conversations.ladder_document import format_markdown, write_document
from core.errors import HuddleError
from core.maintenance.check import check_file
from core.models import Conversation, Point
from core.overview.needs import needs
from core.overview.needs.need import Need
from core.team import passphrases
from data.models import JournalEntry, JournalRow
from tests.conftest import Crew
from tests.core.talks import with_key

WORDS = "three old words"
LEADERS = "three plain words"


def climb(crew: Crew, to: str, name: str = "Jon") -> list[Conversation]:
    """Takes every step up to that one with a member; the consequences are signed."""
    ana, member, taken = with_key(crew["Ana"]), crew.members[name], []
    for step in ladder.STEPS:
        crew.clock.advance(days=7)
        talk = ladder.take_step(
            ana, member, step, f"SECRET {step}", obstacle="No leads", help_offered="Ten leads", every="week"
        )
        if step == "consequences":
            if not passphrases.has_passphrase(crew[name]):
                passphrases.set_passphrase(crew[name], WORDS)
            talk = ladder.sign(crew[name], talk, WORDS)
        taken.append(talk)
        if step == to:
            break
    return taken


def test_each_step_stands_on_the_documented_one_before_it(crew: Crew) -> None:
    ana, jon = crew["Ana"], crew.members["Jon"]
    for step in ladder.STEPS[1:]:
        with pytest.raises(HuddleError, match="Jon Weiss has no formal step"):
            ladder.take_step(ana, jon, step, "At once", every="week")
    taken = climb(crew, "parting")
    standing = ladder.read_ladder(ana, jon)
    assert list(standing.steps) == [*taken]
    assert [step.follows_id for step in standing.steps] == [None, *(step.id for step in standing.steps[:-1])]
    assert standing.next_step is None
    with pytest.raises(HuddleError, match="last step"):
        ladder.take_step(ana, jon, "parting", "Again")


def test_a_direct_talk_asks_what_stands_in_the_way_and_offers_help(crew: Crew) -> None:
    ana, jon = crew["Ana"], crew.members["Jon"]
    for without in ({"obstacle": "No leads"}, {"help_offered": "Ten leads"}, {}):
        with pytest.raises(HuddleError, match="Add what is in the way, and the help you offer"):
            ladder.take_step(ana, jon, "direct talk", "We talked", **without)  # type: ignore[arg-type]
    talk = ladder.take_step(
        with_key(ana), jon, "direct talk", "We talked", obstacle="No leads", help_offered="Ten leads"
    )
    assert [(point.kind, point.text) for point in conversations.list_points(crew["Jon"], talk)] == [
        ("worry", "No leads"),
        ("help", "Ten leads"),
    ]


def test_consequences_are_signed_or_answered_before_it_goes_on(crew: Crew) -> None:
    ana, jon = crew["Ana"], crew.members["Jon"]
    climb(crew, "training")
    talk = ladder.take_step(ana, jon, "consequences", "Ten calls a day until Christmas")
    with pytest.raises(HuddleError, match="Jon Weiss has not signed or answered the consequences yet"):
        ladder.take_step(ana, jon, "monitoring", "Every call", every="day")
    (need,) = needs.list_needs(crew["Jon"])
    assert (need.subject, "sent you something to read and answer" in need.sentence) == ("Ana", True)
    assert not any("answer it" in need.sentence for who in ("Ana", "Ben") for need in needs.list_needs(crew[who]))
    ladder.answer(crew["Jon"], talk, "I see it differently")
    assert needs.list_needs(crew["Jon"]) == []
    ladder.take_step(ana, jon, "monitoring", "Every call", every="day")


def test_the_member_is_told_of_each_step_until_they_have_signed_or_answered_it(crew: Crew) -> None:
    ana, jon = with_key(crew["Ana"]), crew["Jon"]
    talk = ladder.take_step(ana, jon.me, "direct talk", "SECRET", obstacle="SECRET", help_offered="SECRET")
    told = [Need("Ana", "sent you something to read and answer", action="ladder")]
    assert needs.list_needs(jon) == told
    for name in ("Ana", "Ben"):
        assert not [need for need in needs.list_needs(crew[name]) if "read and answer" in need.sentence]
    passphrases.set_passphrase(jon, WORDS)
    ladder.sign(jon, talk, WORDS)
    assert needs.list_needs(jon) == []
    ladder.take_step(ana, jon.me, "training", "SECRET")
    assert needs.list_needs(jon) == told
    ladder.step_down(ana, jon.me, "Better")
    assert needs.list_needs(jon) == []


def test_only_the_member_signs_and_with_their_own_passphrase(crew: Crew) -> None:
    *_, talk = climb(crew, "training")
    jon = crew["Jon"]
    with pytest.raises(HuddleError, match="no passphrase yet"):
        ladder.sign(jon, talk, WORDS)
    with pytest.raises(HuddleError, match="at least 8"):
        passphrases.set_passphrase(jon, "short")
    passphrases.set_passphrase(jon, WORDS)
    with pytest.raises(HuddleError, match="Check upper and lower case, then try again"):
        ladder.sign(jon, talk, "three old wordz")
    with pytest.raises(HuddleError, match="Only the member"):
        ladder.sign(crew["Ana"], talk, LEADERS)
    signed = ladder.sign(jon, talk, WORDS)
    assert signed.sealed_at == jon.timestamp
    with pytest.raises(HuddleError, match="already"):
        ladder.sign(jon, talk, WORDS)
    with pytest.raises(HuddleError, match="Check upper and lower case, then try again"):
        passphrases.set_passphrase(jon, "another one", old="wrong")
    passphrases.set_passphrase(jon, "another one", old=WORDS)


def test_what_was_signed_stays_as_it_is(crew: Crew) -> None:
    *_, talk = climb(crew, "consequences")
    for who in ("Ana", "Jon"):
        for attempt in (
            lambda s: conversations.close(s, talk, "Something else"),
            lambda s: conversations.add_point(s, talk, "step", "One more"),
            lambda s: s.undo(),
        ):
            with pytest.raises(HuddleError):
                attempt(crew[who])
    ladder.answer(crew["Jon"], talk, "I will")
    conversations.add_point(crew["Jon"], talk, "note", "for me")
    assert check_file(crew.path) == []


def test_steps_go_down_again_and_the_ladder_can_be_left(crew: Crew) -> None:
    ana, jon = crew["Ana"], crew.members["Jon"]
    climb(crew, "monitoring")
    with pytest.raises(HuddleError, match="Choose an earlier step, or end the formal steps"):
        ladder.step_down(ana, jon, "Better", "decision")
    ladder.step_down(ana, jon, "Ten calls a day, three weeks long", "training")
    standing = ladder.read_ladder(ana, jon)
    assert standing.current_step is not None
    assert (standing.current_step.step, standing.next_step) == ("training", "consequences")
    ladder.step_down(ana, jon, "And it lasts")
    assert ladder.read_ladder(ana, jon).current_step is None
    assert ladder.read_ladder(ana, jon).next_step == "direct talk"
    assert ladder.list_active_ladders(ana) == []
    assert len(ladder.read_ladder(ana, jon).steps) == 6


def test_check_ins_come_round_in_their_rhythm(crew: Crew) -> None:
    ana, jon = crew["Ana"], crew.members["Jon"]
    climb(crew, "consequences")
    with pytest.raises(HuddleError, match="Check-ins belong to the step"):
        ladder.record_check_in(ana, jon, "Nine calls")
    with pytest.raises(HuddleError, match="how often"):
        ladder.take_step(ana, jon, "monitoring", "Calls")
    ladder.take_step(ana, jon, "monitoring", "Calls", every="week")
    assert ladder.next_check_in(ladder.read_ladder(ana, jon)) == ana.today + timedelta(days=7)
    crew.clock.advance(days=5)
    ladder.record_check_in(ana, jon, "Nine calls")
    assert ladder.next_check_in(ladder.read_ladder(crew["Jon"], jon)) == ana.today + timedelta(days=7)


def test_only_the_leader_takes_steps_and_never_with_themself(crew: Crew) -> None:
    words: dict[str, Any] = {"obstacle": "x", "help_offered": "y"}
    with pytest.raises(HuddleError, match="Only the leader can start formal steps"):
        ladder.take_step(crew["Ben"], crew.members["Jon"], "direct talk", "You!", **words)
    with pytest.raises(HuddleError, match="You can't start formal steps for yourself"):
        ladder.take_step(crew["Ana"], crew.members["Ana"], "direct talk", "Me", **words)
    with pytest.raises(HuddleError, match="Formal steps are for sellers"):
        ladder.take_step(crew["Ana"], crew.members["Tom"], "direct talk", "You?", **words)


def test_only_the_two_see_any_of_it(crew: Crew) -> None:
    *_, talk = climb(crew, "monitoring")
    ladder.record_check_in(crew["Ana"], crew.members["Jon"], "SECRET nine calls")
    # That somebody has chosen a passphrase is told to all.
    before = {entry.id for entry in crew.store.read(JournalEntry) if entry.by is None or entry.what == "key.made"}

    def sees(session: Session) -> bool:
        rows: list[Any] = [*session.all(Conversation), *session.all(Point)]
        told = [entry for entry in session.all(JournalEntry) if entry.id not in before]
        return bool(rows or told) or any("SECRET" in f"{row.before}{row.after}" for row in session.all(JournalRow))

    viewers = {name: crew[name] for name in crew.members} | {"room": crew.room}
    assert [name for name, s in viewers.items() if sees(s)] == ["Ana", "Jon"]
    assert ladder.list_active_ladders(crew["Jon"])[0].current_step == talk
    assert ladder.read_ladder(crew["Ben"], crew.members["Jon"]).steps == ()


COLUMNS = ("text", "step", "held_on", "sealed_at", "seal", "to_id", "next_on", "written_at", "kind")


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_byte_changed_by_hand_in_a_signed_step_is_found(make_crew: Any, data: st.DataObject) -> None:
    crew = make_crew()
    *_, talk = climb(crew, "consequences")
    assert check_file(crew.path) == []
    crew.close()
    column = data.draw(st.sampled_from(COLUMNS))
    changed = by_hand(crew.path, talk.id, column, data)
    said = [problem for problem in check_file(crew.path) if "was changed after signing" in problem]
    assert said, f"{column} became {changed}"
    assert f"row {talk.id} of conversation" in said[0]
    if column not in ("step", "kind"):
        assert "consequences" in said[0]
    assert "SECRET" not in said[0]
    assert "Jon" not in said[0]


def by_hand(path: Path, row_id: int, column: str, data: st.DataObject) -> object:
    """Changes one sign of a column past Huddle, and gives what it became."""
    connection = sqlite3.connect(path)
    (now,) = connection.execute(f"SELECT {column} FROM conversation WHERE id = ?", (row_id,)).fetchone()
    if isinstance(now, int):
        became: object = now % 4 + 1
    elif column == "step":
        became = "training"
    elif column == "kind":
        became = "review"
    elif now is None:
        became = "2027-01-01"
    elif column in ("held_on", "next_on"):
        became = (date.fromisoformat(now) + timedelta(days=1)).isoformat()
    else:
        at = data.draw(st.integers(0, len(now) - 1))
        other = data.draw(st.sampled_from("0123456789abcdef").filter(lambda sign: sign != now[at]))
        became = now[:at] + other + now[at + 1 :]
    connection.execute(f"UPDATE conversation SET {column} = ? WHERE id = ?", (became, row_id))
    connection.commit()
    connection.close()
    return became


@pytest.mark.parametrize(
    ("sql", "became"),
    [
        ("UPDATE conversation SET sealed_at = NULL, seal = NULL WHERE id = ?", "was changed after signing"),
        ("UPDATE conversation SET sealed_at = NULL WHERE id = ?", "was changed after signing"),
        ("UPDATE conversation SET held_on = 'some day' WHERE id = ?", "was changed after signing"),
        ("UPDATE conversation SET step = 'training', kind = 'step' WHERE id = ?", "was changed after signing"),
        ("DELETE FROM conversation WHERE id = ?", "is missing"),
    ],
)
def test_a_step_whose_signature_or_row_was_taken_out_is_named(crew: Crew, sql: str, became: str) -> None:
    *_, talk, _monitoring = climb(crew, "monitoring")
    crew.close()
    connection = sqlite3.connect(crew.path)
    connection.execute(sql, (talk.id,))
    connection.commit()
    connection.close()
    (said,) = [problem for problem in check_file(crew.path) if became in problem and "signed step" in problem]
    assert f"The signed step “consequences” (row {talk.id} of conversation), signed on 2026-12-14" in said
    assert "Jon" not in said


def test_a_point_taken_out_of_a_signed_step_is_found(crew: Crew) -> None:
    first, *_ = climb(crew, "direct talk")
    passphrases.set_passphrase(crew["Jon"], WORDS)
    ladder.sign(crew["Jon"], first, WORDS)
    crew.close()
    connection = sqlite3.connect(crew.path)
    connection.execute("DELETE FROM point WHERE kind = 'help'")
    connection.commit()
    connection.close()
    assert any(
        "“direct talk”" in problem and "was changed after signing" in problem for problem in check_file(crew.path)
    )


def test_it_prints_as_one_document(crew: Crew) -> None:
    taken = climb(crew, "monitoring")
    ladder.answer(crew["Jon"], taken[2], "I *will*")
    ladder.record_check_in(crew["Ana"], crew.members["Jon"], "Nine calls")
    for who in ("Ana", "Jon"):
        printed = format_markdown(crew[who], crew.members["Jon"])
        assert [line for line in printed.splitlines() if line.startswith("## ")] == [
            "## 1. Direct talk", "## 2. Training", "## 3. Consequences", "## 4. Monitoring",
        ]  # fmt: skip
        for words in ("No leads", "Ten leads", "I \\*will\\*", "### Check-in", taken[2].seal or "-"):
            assert words in printed
    with pytest.raises(HuddleError, match="No formal steps between you and"):
        format_markdown(crew["Ben"], crew.members["Jon"])


def test_what_is_written_at_length_keeps_its_lines(crew: Crew) -> None:
    ana, jon = with_key(crew["Ana"]), crew.members["Jon"]
    talk = ladder.take_step(
        ana, jon, "direct talk", "First.\n\n\n\nSecond,\r\nand \x1b[31mred", obstacle="a\nb", help_offered="c"
    )
    assert talk.text == "First.\n\nSecond,\nand red"
    long = "word " * 300
    assert ladder.answer(crew["Jon"], talk, f"One\n{long}").text.startswith("One\nword")
    with pytest.raises(HuddleError, match="The point is too long"):
        ladder.answer(crew["Jon"], talk, long * 4)
    printed = format_markdown(ana, jon)
    assert "First.\n\nSecond,\n\nand red\n" in printed
    assert "**What is in the way:** a\n\nb\n" in printed


def test_the_document_is_written_into_a_file_of_its_own(crew: Crew, tmp_path: Path) -> None:
    climb(crew, "consequences")
    ladder.answer(crew["Jon"], ladder.read_ladder(crew["Jon"], crew.members["Jon"]).steps[-1], "<b>No</b>\n\nNot so")
    page = write_document(crew["Ana"], crew.members["Jon"], tmp_path / "steps.html")
    assert page.stat().st_mode & 0o077 == 0, "nobody else on this computer reads it"
    told = page.read_text(encoding="utf-8")
    assert "<h2>3. Consequences</h2>" in told
    assert "&lt;b&gt;No&lt;/b&gt;</p>\n<p>Not so</p>" in told
    assert (
        write_document(crew["Jon"], crew.members["Jon"], tmp_path / "steps.md")
        .read_text(encoding="utf-8")
        .startswith("# ")
    )
    for refused, why in (
        (page, "test_the_document_is_written_i"),
        (tmp_path / "none" / "a.md", "test_the_document_is_written_i"),
    ):
        with pytest.raises(HuddleError, match=why):
            write_document(crew["Ana"], crew.members["Jon"], refused)
    with pytest.raises(HuddleError, match="No formal steps between you and"):
        write_document(crew["Ben"], crew.members["Jon"], tmp_path / "stolen.md")
    assert not (tmp_path / "stolen.md").exists()


def test_a_check_in_that_is_due_stands_before_its_leader_alone_and_discreetly(crew: Crew) -> None:
    ana = crew["Ana"]
    climb(crew, "monitoring")
    assert [need for need in needs.list_needs(ana) if "check-in" in need.sentence] == []
    crew.clock.advance(days=9)
    due = (ana.today - timedelta(days=2)).day
    (need,) = [need for need in needs.list_needs(ana) if "check-in" in need.sentence]
    assert (need.subject, need.sentence.startswith(f"check-in due since {due} ")) == ("Jon", True)
    for s in (*(crew[name] for name in ("Ben", "Jon", "Lea", "Tom")), crew.room):
        assert [need for need in needs.list_needs(s) if "check-in" in need.sentence] == []
    ladder.record_check_in(ana, crew.members["Jon"], "Nine calls")
    assert ladder.list_due_check_ins(ana) == []
