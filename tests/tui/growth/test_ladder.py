"""The ladder on its sheet: documented by the leader, answered and signed by the member, and seen by nobody else."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.widgets import Input, TextArea

from core.conversations import ladder
from core.keys.member_key import PublicKey
from core.maintenance.check import check_file
from core.meeting import lifecycle
from core.models import Conversation, Signature
from core.team import members, passphrases
from data.clear_due import mark_clear_due, read_clear_due
from tests.conftest import Crew
from tests.core.meddling import meddle
from tests.core.talks import with_key
from tests.tui.frames import SMALL, WIDE, choose, choose_option, frame, idle
from tui.app import HuddleApp

WORDS = "three old words"
PLAIN = "three plain words"


def climbed(crew: Crew) -> Conversation:
    """Four steps with Jon, the third answered and signed, and a check-in; today the next one is due."""
    ana, jon, today = with_key(crew["Ana"]), crew["Jon"], crew.clock.now

    def on(day: int) -> None:
        crew.clock.now = today.replace(day=day)

    on(2)
    ladder.take_step(
        ana, jon.me, "direct talk",
        "Calls have been below what we agreed for five weeks.\n\nJon wants to change that himself.",
        obstacle="The service inbox: three customers ring each morning before nine",
        help_offered="Lea takes the inbox on Mondays and Tuesdays",
    )  # fmt: skip
    on(6)
    ladder.take_step(ana, jon.me, "training", "Opening calls with Lea, twice a week", until=date(2026, 11, 20))
    on(9)
    talk = ladder.take_step(
        ana, jon.me, "consequences",
        "Ten calls a day until Christmas.\n\nBelow that, the Ruhr accounts go to Ben in January.",
        until=date(2026, 12, 24),
    )  # fmt: skip
    passphrases.set_passphrase(jon, WORDS)
    ladder.answer(jon, talk, "Ten is fair. The inbox has to stay with Lea.")
    talk = ladder.sign(jon, talk, WORDS)
    on(10)
    ladder.take_step(ana, jon.me, "monitoring", "Calls entered, each Monday", every="week")
    on(16)
    ladder.record_check_in(ana, jon.me, "Eleven a day this week. The inbox was quiet.")
    crew.clock.now = today
    return talk


@pytest.mark.parametrize("size", [SMALL, WIDE], ids=str)
async def test_frames(crew: Crew, size: tuple[int, int], snapshot: SnapshotAssertion) -> None:
    climbed(crew)
    app = HuddleApp(crew["Ana"], start="team")
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        await pilot.press("down", "down")
        await choose_option(pilot, "formal steps")
        assert frame(app) == snapshot(name="the leader's")
        await pilot.press("a")
        await choose(pilot, "next step")
        assert frame(app) == snapshot(name="the next step")
    app = HuddleApp(crew["Jon"], start="me")
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        app.action_page("ladder")
        await idle(pilot)
        await pilot.press("up")
        await idle(pilot)
        assert frame(app) == snapshot(name="the member's")
        await pilot.press("home", "k")
        await idle(pilot)
        assert frame(app) == snapshot(name="signing")


@pytest.mark.parametrize("size", [SMALL], ids=str)
async def test_a_direct_talk_asks_for_all_three(crew: Crew, size: tuple[int, int], snapshot: SnapshotAssertion) -> None:
    app = HuddleApp(with_key(crew["Ana"]), start="team")
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        await pilot.press("down", "down")
        await choose_option(pilot, "formal steps")
        await pilot.press("a")
        await idle(pilot)
        await pilot.press(*"We talked", "enter", "enter", *"About calls", "ctrl+s")
        await idle(pilot)
        assert frame(app) == snapshot(name="refused")
        await pilot.press("escape", "escape")
        await choose_option(pilot, "formal steps")
        await pilot.press("a")
        await idle(pilot)
        assert app.screen.query_one("#writing-text", TextArea).text == "We talked\n\nAbout calls", "it waited"
        await pilot.press("tab", *"The inbox", "tab", *"Lea takes it", "ctrl+s")
        await idle(pilot)
        (talk,) = ladder.read_ladder(crew["Jon"], crew.members["Jon"]).steps
        assert talk.text == "We talked\n\nAbout calls"
        assert "help offered" in frame(app)
        assert app.form_drafts.read(f"ladder-direct talk-{crew['Jon'].me.id}") == {}


@pytest.mark.locked
async def test_a_leader_signs_what_they_document_and_is_asked_for_the_passphrase_once(crew: Crew) -> None:
    ana, jon = crew["Ana"], crew.members["Jon"]
    app = HuddleApp(ana, start="team")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        await pilot.press("down", "down")
        await choose_option(pilot, "formal steps")
        await pilot.press("a")
        await idle(pilot)
        assert "Your signature needs a passphrase. Choose one now" in frame(app), "before anything is written"
        await pilot.press(*PLAIN, "down", *PLAIN, "enter")
        await idle(pilot)
        await pilot.press(*"We talked", "tab", *"The inbox", "ctrl+s")
        await idle(pilot)
        assert "the help you offer." in " ".join(frame(app).split())
        await pilot.press("tab", *"Lea takes it", "ctrl+s")
        await idle(pilot)
        assert [signed.kind for signed in ana.all(Signature)] == ["taken"]
        ana.viewer.keys.lock()
        await pilot.press("a")
        await choose(pilot, "next step")
        assert "To sign a formal step, type or choose your passphrase" in frame(app)
        await pilot.press(*PLAIN, "enter")
        await idle(pilot)
        await pilot.press(*"Role play", "ctrl+s")
        await idle(pilot)
        await pilot.press("a")
        await choose(pilot, "next step")
        await pilot.press(*"Ten calls", "ctrl+s")
        await idle(pilot)
        assert [step.step for step in ladder.read_ladder(ana, jon).steps] == ["direct talk", "training", "consequences"]
    assert check_file(crew.path) == []


@pytest.mark.locked
@pytest.mark.parametrize(("typed", "signed"), [("", []), (WORDS, ["answered"])])
async def test_an_answer_is_signed_by_whoever_types_a_passphrase(crew: Crew, typed: str, signed: list[str]) -> None:
    ana, jon = with_key(crew["Ana"]), crew["Jon"]
    ladder.take_step(ana, jon.me, "direct talk", "We talked", obstacle="x", help_offered="y")
    passphrases.set_passphrase(jon, WORDS)
    jon.viewer.keys.lock()
    app = HuddleApp(jon, start="me")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        app.action_page("ladder")
        await idle(pilot)
        await pilot.press("a")
        await idle(pilot)
        await pilot.press(*typed, "enter")
        await idle(pilot)
        await pilot.press(*"I will", "ctrl+s")
        await idle(pilot)
        assert "I will" in frame(app)
        assert ("not signed" in frame(app)) != bool(signed)
    assert [row.kind for row in jon.all(Signature, "kind <> 'taken'")] == signed
    assert check_file(crew.path) == []


@pytest.mark.locked
@pytest.mark.parametrize("key", ["k", "a"])
async def test_old_words_are_cleared_and_told_when_the_key_is_unlocked_to_sign(crew: Crew, key: str) -> None:
    ana, jon = with_key(crew["Ana"]), crew["Jon"]
    ladder.take_step(ana, jon.me, "direct talk", "We talked", obstacle="x", help_offered="y")
    passphrases.set_passphrase(jon, WORDS)
    jon.viewer.keys.lock()
    with crew.store.change("sealed", at=ana.timestamp) as change:
        mark_clear_due(change)
    app = HuddleApp(jon, start="me")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        app.action_page("ladder")
        await idle(pilot)
        await pilot.press(key)
        await idle(pilot)
        await pilot.press(*WORDS, "enter")
        await idle(pilot)
        assert any("Your own backups still hold the older versions" in note.message for note in app._notifications)
    assert not read_clear_due(crew.store)


async def test_the_member_reads_answers_and_signs_while_the_leader_looks_on(crew: Crew) -> None:
    ana, jon = with_key(crew["Ana"]), crew["Jon"]
    ladder.take_step(ana, jon.me, "direct talk", "We talked", obstacle="x", help_offered="y")
    ladder.take_step(ana, jon.me, "training", "With Lea")
    leading, selling = HuddleApp(ana, start="team"), HuddleApp(jon, start="home")
    async with leading.run_test(size=(120, 40)) as pilot, selling.run_test(size=(80, 24)) as other:
        await idle(pilot)
        await idle(other)
        await pilot.press("down", "down")
        await choose_option(pilot, "formal steps")
        await pilot.press("a")
        await choose(pilot, "next step")
        await pilot.press(*"Ten calls a day", "tab", *"24 dec", "ctrl+s")
        await idle(pilot)
        assert "to sign or answer" in frame(leading)
        await pilot.press("a")
        await choose(pilot, "next step")
        told = [note.message for note in leading._notifications]
        assert any("has not signed or answered" in message for message in told), "before anything is written"
        assert not leading.screen.query(TextArea)
        await other.press("0")
        await choose(other, "formal steps")
        assert "Ten calls a day" in frame(selling)
        await other.press("a")
        await idle(other)
        await other.press(*"Ten is fair", "ctrl+s")
        await idle(other)
        await other.press("k")
        await idle(other)
        await other.press(*"short", "down", *"short", "enter")
        await idle(other)
        assert "at least 8" in " ".join(frame(selling).split())
        assert "short" not in frame(selling), "no letter of it is shown"
        await other.press(*"er words", "up", *"er words", "enter")
        await idle(other)
        await idle(pilot)
        step = ladder.read_ladder(jon, jon.me).steps[-1]
        assert step.seal is not None
        for app in (leading, selling):
            assert step.seal[:12] in frame(app)
            assert "Ten is fair" in frame(app)
        assert "k Sign" not in frame(selling), "once"
        passphrases.unlock(jon, "shorter words")
    assert check_file(crew.path) == []


async def test_signatures_are_verified_off_the_event_loop_and_what_does_not_match_is_told(
    crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = climbed(crew)
    verifies, threads = PublicKey.verifies, set()

    def watched(self: PublicKey, signature: str, kind: str, what: Mapping[str, object]) -> bool:
        threads.add(threading.current_thread())
        return verifies(self, signature, kind, what)

    monkeypatch.setattr(PublicKey, "verifies", watched)
    app = HuddleApp(crew["Jon"], start="me")
    async with app.run_test(size=(120, 40)) as pilot:
        await idle(pilot)
        app.action_page("ladder")
        await idle(pilot)
        assert "Signature verified." in frame(app)
        await pilot.press("up")
        await idle(pilot)
        said = " ".join(frame(app).replace("│", "").split())
        assert "Signatures verified. Signing means having read it, not agreeing." in said
        assert frame(app).count("✓ Ana") == frame(app).count("✓ you") == 1
    assert threads
    assert threading.current_thread() not in threads
    later = "INSERT INTO point (conversation_id, by_id, kind, text, done, written_at) "
    meddle(
        crew.path,
        f"UPDATE conversation SET text = 'Twenty calls a day' WHERE id = {talk.id}",
        f"{later} SELECT {talk.id}, {talk.from_id}, 'help', 'Ten coaches', 0, '2026-11-20T10:00:00.000Z'",
        f"UPDATE point SET text = 'Twenty is fair' WHERE kind = 'answer' AND conversation_id = {talk.id}",
    )
    app = HuddleApp(crew["Jon"], start="me")
    async with app.run_test(size=(120, 40)) as pilot:
        await idle(pilot)
        app.action_page("ladder")
        await idle(pilot)
        await pilot.press("up")
        await idle(pilot)
        shown = frame(app)
        said = " ".join(shown.replace("│", "").split())
        assert said.count("The signature does not match: the text or the signature was changed.") == 3
        assert "verified" not in said
        assert "changed after signing" in shown
        assert (shown.count("! Ana"), shown.count("! you"), shown.count("✓ Ana")) == (1, 1, 0)
        assert "Ten coaches" in shown.partition("added after it was signed")[0].splitlines()[-1]


async def test_a_step_that_comes_later_says_which_is_next(crew: Crew) -> None:
    app = HuddleApp(with_key(crew["Ana"]), start="home")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        app.action_page("ladder")
        await idle(pilot)
        assert "Press a to choose a member" in " ".join(frame(app).split())
        await pilot.press("a")
        await choose(pilot, "jon")
        await pilot.press("down", "down", "a")
        await idle(pilot)
        said = " ".join(frame(app).replace("│", "").split())
        assert "“consequences” comes later: steps can't be skipped. Next is “direct talk”." in said
        assert not app.screen.query(TextArea)
        await pilot.press("enter")
        await idle(pilot)
        assert "Direct talk with Jon" in frame(app)
        assert min(area.size.height for area in app.screen.query(TextArea)) >= 3
        await pilot.press("escape", "home", "a")
        await idle(pilot)
        assert "Direct talk with Jon" in frame(app), "on the next step itself nothing is asked"


async def test_a_long_step_is_read_to_its_end(crew: Crew) -> None:
    ladder.take_step(
        with_key(crew["Ana"]), crew.members["Jon"], "direct talk", "\n".join(f"Line {number}" for number in range(60)),
        obstacle="x", help_offered="the last word",
    )  # fmt: skip
    app = HuddleApp(crew["Jon"], start="me")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        app.action_page("ladder")
        await idle(pilot)
        assert "PgDn Read on" in frame(app)
        assert "the last word" not in frame(app)
        for _ in range(8):
            await pilot.press("pagedown")
        await idle(pilot)
        assert "the last word" in frame(app)


async def test_check_ins_and_down_again(crew: Crew) -> None:
    climbed(crew)
    jon = crew.members["Jon"]
    app = HuddleApp(crew["Ana"], start="home")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        assert "check-in due today" in frame(app)
        app.action_page("ladder", jon.id)
        await idle(pilot)
        assert "check-in today" in frame(app)
        await pilot.press("a")
        await choose(pilot, "check-in")
        await pilot.press(*"Twelve a day", "ctrl+s")
        await idle(pilot)
        assert "check-in today" not in frame(app)
        await pilot.press("a")
        await choose(pilot, "improved")
        await choose(pilot, "back to training")
        await pilot.press(*"It lasts", "ctrl+s")
        await idle(pilot)
        assert "improved: back to training" in frame(app)
        await pilot.press("a")
        await choose(pilot, "improved")
        await pilot.press("enter")
        await idle(pilot)
        await pilot.press(*"Settled", "ctrl+s")
        await idle(pilot)
        assert ladder.read_ladder(crew["Ana"], jon).current_step is None
        assert "improved: ended" in frame(app)


async def test_it_is_printed_into_a_file(crew: Crew, tmp_path: Path) -> None:
    talk = climbed(crew)
    app = HuddleApp(crew["Ana"], start="team")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        app.action_page("ladder", crew.members["Jon"].id)
        await idle(pilot)
        await choose_option(pilot, "print")
        app.screen.query_one(Input).value = str(tmp_path / "steps.html")
        await pilot.press("enter")
        await idle(pilot)
        assert str(talk.seal) in (tmp_path / "steps.html").read_text(encoding="utf-8")
        await choose_option(pilot, "print")
        app.screen.query_one(Input).value = str(tmp_path / "steps.html")
        await pilot.press("enter")
        await idle(pilot)
        assert "exists already" in " ".join(frame(app).split())


async def test_the_leader_chooses_among_those_that_are_going_on(crew: Crew) -> None:
    climbed(crew)
    app = HuddleApp(crew["Ana"], start="team")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        app.action_page("ladder")
        await idle(pilot)
        assert "Jon Weiss · monitoring" in frame(app)
        await pilot.press("enter")
        await idle(pilot)
        assert "Formal steps · Jon Weiss" in frame(app)
        await choose_option(pilot, "another")
        await pilot.press(*"lea", "enter")
        await idle(pilot)
        assert "Formal steps · Lea Brandt" in frame(app)
        assert "Jon" not in frame(app)


@pytest.mark.parametrize("name", ["Ben", "Lea", "Tom", "room"])
async def test_nobody_else_sees_any_of_it(crew: Crew, name: str) -> None:
    climbed(crew)
    app = HuddleApp(crew.room if name == "room" else crew[name], start="me")
    async with app.run_test(size=(120, 40)) as pilot:
        await idle(pilot)
        for member_id in (None, crew.members["Jon"].id):
            app.action_page("ladder", member_id)
            await idle(pilot)
            told = frame(app)
            for secret in ("Jon", "training", "monitoring", "calls", "check-in", "signed", "Sign", "Print"):
                assert secret not in told
            await pilot.press("escape")
            await idle(pilot)
        await pilot.press("o")
        await idle(pilot)
        assert "Formal steps" not in frame(app)


async def test_another_leader_finds_nothing(crew: Crew) -> None:
    climbed(crew)
    members.edit_member(crew["Ana"], crew.members["Ben"], role="leader")
    crew["Ben"].refresh_role()
    app = HuddleApp(crew["Ben"], start="me")
    async with app.run_test(size=(120, 40)) as pilot:
        await idle(pilot)
        app.action_page("ladder")
        await idle(pilot)
        assert "Jon" not in frame(app)
        await pilot.press("escape")
        app.action_page("ladder", crew.members["Jon"].id)
        await idle(pilot)
        for secret in ("calls", "Nov", "now", "signed"):
            assert secret not in frame(app).replace("What you follow up on", "")


# -- where a meeting is running


@pytest.mark.parametrize("sheet", ["ladder", "reviews", "feedback"])
async def test_on_a_projector_nothing_is_opened_by_mistake(crew: Crew, sheet: str) -> None:
    climbed(crew)
    lifecycle.start_meeting(crew["Ana"])
    app = HuddleApp(crew["Ana"], start="team")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        answers = (["enter"], False), (["escape"], False), (["y", "n", "enter"], False), (["down", "enter"], True)
        for keys, opens in answers:
            app.action_page(sheet, crew.members["Jon"].id)
            await idle(pilot)
            assert "Can others see your screen?" in frame(app)
            assert "Jon" not in frame(app), "nothing stands under the question"
            await pilot.press(*keys)
            await idle(pilot)
            assert (type(app.screen).__name__ != "TeamScreen") == opens
        await pilot.press("escape")
        await idle(pilot)
        assert type(app.screen).__name__ == "TeamScreen"


async def test_what_is_open_is_covered_when_a_meeting_begins(crew: Crew) -> None:
    climbed(crew)
    app = HuddleApp(crew["Ana"], start="team")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        await pilot.press("down", "down")
        await choose_option(pilot, "formal steps")
        assert "monitoring" in frame(app)
        lifecycle.start_meeting(crew["Ben"])
        await idle(pilot)
        assert "monitoring" not in frame(app)
        assert "Can others see your screen?" in frame(app)
        await pilot.press(*"not now")
        await idle(pilot)
        assert "monitoring" not in frame(app), "letters show nothing"
        await pilot.press("down", "enter")
        await idle(pilot)
        assert "monitoring" in frame(app)
        await pilot.press("home")
        await idle(pilot)
        assert "▸ ✓   direct talk" in frame(app), "the keys are where they were"


async def test_a_member_who_does_not_host_is_not_asked(crew: Crew) -> None:
    climbed(crew)
    hosted = lifecycle.start_meeting(crew["Ana"])
    assert not crew["Jon"].viewer.is_member(hosted.host_id)
    app = HuddleApp(crew["Jon"], start="me")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        app.action_page("ladder")
        await idle(pilot)
        assert "monitoring" in frame(app)
