"""A guest, of whom nothing shows who they are, reads what the room reads and does little; whatever was done before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from core.access.guests import GUEST_TABLES, may_change
from core.access.session import Session
from core.access.viewer import Known
from core.commitments import commitments
from core.errors import Conflict, HuddleError
from core.goals import goals
from core.meeting import cards, lifecycle, mailbox, pulse, readiness
from core.metrics import entries, metrics
from core.models import Board, Card, Goal, JournalEntry, JournalRow, Pulse
from core.outgoing.export import export_tables
from core.quick.due import list_due_items
from core.quick.progress import read_progress
from core.team import members, passphrases
from data.models import MODELS
from tests.conftest import Crew
from tests.core.access.test_privacy import deeds, parts, ways_out
from tests.core.access.test_rights_that_end import LEADER_ONLY, Things, things  # noqa: F401 - a fixture
from tests.core.audience import MARK, ROOM, Audience
from tests.core.histories import DEEDS, History, deeds_of_all

BY_ROOT = Known("guest", "as:root")
OWN_TABLES = ("card", "vote", "ready", "attendance")
OWN_COLUMNS = {"question", "understood"}


def as_guest(crew: Crew, name: str, known: Known = BY_ROOT) -> Session:
    return Session.for_member(crew.session_store, crew.members[name], crew.clock, known=known)


class HistoryWithGuests(History):
    """A history in which two of the team are guests."""

    def __init__(self, crew: Crew, folder: Path) -> None:
        self.guests: dict[str, Session] = {}
        super().__init__(crew, folder)
        self.guests = {name: as_guest(crew, name) for name in ("Ben", "Jon")}

    def s(self, name: str) -> Session:
        if name not in self.guests:
            return super().s(name)
        self.guests[name].refresh_role()
        return self.guests[name]


def beyond_the_room(crew: Crew, guest: Session) -> Iterator[str]:
    """What a guest reads and the room does not, and that is not their own in one of four tables."""
    for table, model in MODELS.items():
        seen = {row.id: row.model_dump() for row in crew.room.all(model)}
        for row in guest.all(model):
            values, shown = row.model_dump(), seen.get(row.id)
            own = table in OWN_TABLES and guest.viewer.is_member(values.get("member_id"))
            if table == "card" and shown is None:
                own = own and row.id in stated_by(crew, guest)
            if shown is None:
                if not own:
                    yield f"{table}: {values}"
                continue
            differing = {name for name in values if values[name] != shown[name]}
            if differing - (OWN_COLUMNS if own else set()):
                yield f"{table}: {differing} of {values}"


def assert_told_nothing_else(history: HistoryWithGuests, folder: Path) -> None:
    """Of what is made of the rows, a guest reads no words but the room's and their own."""
    audience = Audience(history.crew)
    for name, guest in history.guests.items():
        told = [text for _way, text in ways_out(guest)]
        told += [path.read_text() for path in export_tables(guest, Path(mkdtemp(dir=folder)) / name)]
        me = guest.viewer.member_id or 0
        progress = read_progress(guest.connection, me, guest.today)
        told += [repr([getattr(progress, slot, None) for slot in progress.__slots__])]
        told += [repr(item.text) for item in list_due_items(guest.connection, me, guest.today)]
        assert any(MARK.search(text) for text in told)
        waiting = repr([mailbox.own_cards(guest, board) for board in guest.all(Board, "anonymous")])
        for mark in {mark for text in told for mark in MARK.findall(text)} - set(MARK.findall(waiting)):
            own = {(table, audience.last[table, row_id].get("member_id")) for table, row_id, _ in audience.marks[mark]}
            assert ROOM in audience.of_mark(mark) or own & {(table, me) for table in OWN_TABLES}, (
                f"the guest {name} reads {mark} of {sorted(audience.marks[mark])}"
            )


def stated_by(crew: Crew, session: Session) -> set[int]:
    rows = crew.store.read(JournalRow, "row_table = 'card' AND before IS NULL")
    return {row.row_id for row in rows if row.journal_id in session.viewer.memory.steps}


def written_by(crew: Crew, session: Session) -> Iterator[tuple[JournalEntry, list[JournalRow]]]:
    for entry in crew.store.read(JournalEntry):
        if entry.id in session.viewer.memory.steps:
            yield entry, crew.store.read(JournalRow, "journal_id = ?", (entry.id,))


@pytest.mark.parametrize("turn", [0, 22])
def test_a_guest_reads_what_the_room_reads_and_their_own(
    make_crew: Callable[[], Crew], tmp_path: Path, turn: int
) -> None:
    history = HistoryWithGuests(make_crew(), tmp_path)
    first = max(entry.id for entry in history.store.read(JournalEntry))
    for what, one, other, number in deeds_of_all(turn, laps=1):
        history.do(what, one, other, number)
        for guest in history.guests.values():
            assert not list(beyond_the_room(history.crew, guest)), what
            assert (guest.all(JournalRow), guest.all(JournalEntry)) == ([], [])
    done = assert_guests_kept_to_it(history, tmp_path, first)
    assert {"card.stated", "vote.cast", "entry.logged", "commitment.taken_on"} <= done


@settings(
    max_examples=5,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # a history does everything anyway: nothing to shrink
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(order=deeds, who=st.lists(parts, min_size=len(DEEDS), max_size=len(DEEDS)))
def test_so_do_they_in_any_history(
    make_crew: Callable[[], Crew], tmp_path: Path, order: list[str], who: list[tuple[str, str, int]]
) -> None:
    history = HistoryWithGuests(make_crew(), tmp_path)
    first = max(entry.id for entry in history.store.read(JournalEntry))
    for what, (one, other, number) in zip(order, who, strict=True):
        history.do(what, one, other, number)
    for guest in history.guests.values():
        assert not list(beyond_the_room(history.crew, guest))
    assert_guests_kept_to_it(history, tmp_path, first)


def assert_guests_kept_to_it(history: HistoryWithGuests, folder: Path, first: int) -> set[str]:
    """Of all that was done after the journal's entry `first` a guest did what is on the list, to their own rows; and
    was told nothing else. Returns what they did."""
    assert_told_nothing_else(history, folder)
    done: set[str] = set()
    for guest in history.guests.values():
        ids = [entry.id for entry, _ in written_by(history.crew, guest)]
        by_guest = history.store.read(JournalEntry, "by = ? AND id > ?", (guest.viewer.member_id, first))
        assert {entry.id for entry in by_guest} <= set(ids)
        assert {entry.via for entry in by_guest} <= {"as:root"}
        for entry, rows in written_by(history.crew, guest):
            done.add(entry.what)
            assert may_change(guest.viewer, entry.what)
            assert entry.via == (None if entry.by is None else "as:root")
            for row in rows:
                assert row.row_table in GUEST_TABLES
                for text in filter(None, (row.before, row.after)):
                    values = MODELS[row.row_table].model_validate_json(text).model_dump()
                    assert guest.viewer.is_member(values["member_id"]), row
    return done


def test_what_is_the_members_own_elsewhere_is_closed_to_a_guest_in_their_name(crew: Crew) -> None:
    ben, ana = crew["Ben"], crew["Ana"]
    goals.set_goal(ben, "A house", level="personal", visibility="everyone")
    lifecycle.start_meeting(ana)
    lifecycle.move_to_stage(ana, "collect")
    board = cards.find_board(ana)
    cards.set_board(ana, board, hidden=True)
    cards.add_card(ben, board, "Mine alone")
    guest = as_guest(crew, "Ben")
    said = cards.add_card(guest, board, "A guest's")
    assert [card.text for card in guest.all(Card)] == ["A guest's"]
    assert guest.all(Goal) == []
    cards.take_back(guest, board)
    assert guest.all(Card) == []
    assert ben.get(Card, said.id) is None
    assert [card.text for card in ben.all(Card)] == ["Mine alone"]
    with pytest.raises(Conflict):
        guest.undo("goal")
    assert guest.older_change() is None


def test_a_guest_states_no_card_for_another(crew: Crew) -> None:
    lifecycle.start_meeting(crew["Ana"])
    board = cards.find_board(crew["Ana"], "wins")
    with pytest.raises(HuddleError, match="Ask the member, the host or the leader"):
        cards.add_card(as_guest(crew, "Ben"), board, "Not said", author=crew.members["Jon"])
    assert crew.store.read(Card) == []


def test_a_leaders_guest_does_nothing_of_a_leader(crew: Crew, things: Things) -> None:  # noqa: F811
    guest = as_guest(crew, "Ana")
    assert not guest.viewer.is_leader
    before = len(crew.store.read(JournalEntry))
    for name, deed in LEADER_ONLY.items():
        with pytest.raises(HuddleError):
            deed(guest, things)
        assert len(crew.store.read(JournalEntry)) == before, name


def test_a_hosts_guest_does_nothing_of_a_host(crew: Crew) -> None:
    ana = crew["Ana"]
    lifecycle.start_meeting(ana)
    meeting = lifecycle.require_open_meeting(ana)
    guest = as_guest(crew, "Ana")
    assert meeting.host_id == guest.me.id
    assert not lifecycle.is_host(guest, meeting)
    for deed in (
        lambda: lifecycle.move_to_next_stage(guest),
        lambda: lifecycle.close_meeting(guest),
        lambda: lifecycle.take_over(guest),
    ):
        with pytest.raises(HuddleError, match="you can add cards, vote, log and commit"):
            deed()


def test_a_refusal_says_how_to_become_more(crew: Crew) -> None:
    members.edit_member(crew["Ana"], crew.members["Ben"], login="ben")
    for name, how in (
        ("Ben", "To do more, log in as ben."),
        ("Jon", "ask the leader to set your login: huddle member edit 'Jon Weiss' --login LOGIN"),
        ("Ana", f"chmod go= '{crew.path}'"),
    ):
        with pytest.raises(HuddleError, match="you can add cards, vote, log and commit") as refusal:
            goals.set_goal(as_guest(crew, name), "Mine", level="personal")
        assert how in str(refusal.value)


def test_a_guest_without_a_login_neither_logs_nor_commits(crew: Crew) -> None:
    calls = metrics.add_metric(crew["Ana"], "calls")
    by_code, by_root = as_guest(crew, "Ben", Known("guest", "code")), as_guest(crew, "Ben")
    for deed in (lambda s: entries.log_entry(s, calls, 3), lambda s: commitments.commit(s, "Call five")):
        with pytest.raises(HuddleError, match="To do more, ask the leader to set your login"):
            deed(by_code)
        deed(by_root)
    lifecycle.start_meeting(crew["Ana"])
    readiness.mark_done(by_code)
    assert readiness.is_done(by_code, lifecycle.current_stage(by_code, lifecycle.require_open_meeting(by_code)))


def test_a_guest_does_not_change_what_the_member_said_of_the_meeting(crew: Crew) -> None:
    lifecycle.start_meeting(crew["Ana"])
    meeting = lifecycle.require_open_meeting(crew["Ana"])
    with crew["Ana"].change("team.edited") as change:
        change.update(crew["Ana"].all(MODELS["team"])[0], anonymous_pulse=False)
    given = pulse.give_pulse(crew["Ben"], 5)
    guest = as_guest(crew, "Ben")
    assert pulse.own_pulse(guest, meeting) is None
    with pytest.raises(HuddleError, match="has already rated, and a guest can't change that"):
        pulse.give_pulse(guest, 1)
    assert crew.store.read(Pulse) == [given]


def test_a_guest_who_proves_it_is_one_no_longer(crew: Crew) -> None:
    passphrases.set_passphrase(crew["Ben"], "three plain words")
    session = as_guest(crew, "Ben", Known("guest", "login"))
    goals.set_goal(crew["Ben"], "A house", level="personal", visibility="leader")
    assert session.all(Goal) == []
    passphrases.unlock(session, "three plain words")
    assert session.viewer.level == "proved"
    assert len(session.all(Goal)) == 1
    assert not session.viewer.is_guest


@pytest.mark.parametrize("level", ["guest", "local"])
def test_an_open_session_by_name_ends_when_the_member_chooses_a_passphrase(crew: Crew, level: str) -> None:
    by_root = as_guest(crew, "Ben", Known("local" if level == "local" else "guest", "as:root"))
    calls = metrics.add_metric(crew["Ana"], "calls")
    entries.log_entry(by_root, calls, 1)
    passphrases.set_passphrase(crew["Ben"], "three plain words")
    with pytest.raises(HuddleError, match="Ben Okafor has a passphrase now"):
        entries.log_entry(by_root, calls, 1)
    by_root.refresh_role()
    assert by_root.viewer.is_guest
    passphrases.unlock(by_root, "three plain words")
    by_root.refresh_role()
    assert by_root.viewer.level == "proved"
    entries.log_entry(by_root, calls, 1)


def test_who_chose_the_passphrase_goes_on(crew: Crew) -> None:
    by_root = as_guest(crew, "Ben", Known("local", "as:root"))
    calls = metrics.add_metric(crew["Ana"], "calls")
    passphrases.set_passphrase(by_root, "three plain words")
    entries.log_entry(by_root, calls, 1)
