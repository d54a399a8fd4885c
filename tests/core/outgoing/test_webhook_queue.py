"""What goes out is sent once, to whoever takes it, through failures; and nothing private is in it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.commitments.commitments import commit, mark_kept, mark_missed, reopen
from core.errors import Conflict, HuddleError
from core.goals.goals import set_goal
from core.meeting import cards, lifecycle
from core.meeting.wins import mark_big
from core.metrics.entries import delete_entry, log_entry
from core.metrics.metrics import add_metric, make_private
from core.metrics.targets import set_target
from core.outgoing import http, webhooks
from core.outgoing.minutes import build_minutes, format_minutes_json
from core.outgoing.minutes_html import format_minutes_html
from core.outgoing.minutes_markdown import format_minutes_markdown
from core.outgoing.news import DUE_FROM_HOUR
from core.outgoing.webhook_queue import CLAIM_TIME, MAX_REFUSALS, RETRY_PAUSES, claim_message, fill_queue, send_due
from core.values.periods import period_containing
from data.models import Card, Conversation, JournalEntry, Occurrence, Outbox, Point
from tests.conftest import NOW, Crew
from tests.receiver import Receiver


@pytest.fixture
def hook(crew: Crew, receiver: Receiver) -> Any:
    """An address that is told of everything."""
    return webhooks.add(crew["Ana"], "bot", receiver.url)


def told(crew: Crew) -> dict[str, dict[str, Any]]:
    """What is in the outbox, by its key."""
    return {row.key: json.loads(row.payload) for row in crew.store.read(Outbox, "payload <> ''")}


# -- what is told


def test_a_closed_meeting_is_told_in_counts(crew: Crew, hook: Any) -> None:
    set_goal(crew["Ana"], "Twelve new customers")
    before = commit(crew["Ben"], "Tidy the CRM")
    opened = lifecycle.start_meeting(crew["Ana"])
    lifecycle.set_attendance(crew["Ana"], crew.members["Lea"], False)
    mark_kept(crew["Ben"], before)
    cards.add_card(crew["Jon"], cards.find_board(crew["Ana"], "wins"), "Kessler signed")
    assert not [key for key in told(crew) if key.startswith("minutes")]
    commit(crew["Jon"], "Call five")
    lifecycle.close_meeting(crew["Ana"], next_day=date(2026, 11, 30))
    fill_queue(crew["Tom"])
    assert told(crew)[f"minutes/{opened.id}"] == {
        "from": "huddle",
        "about": "minutes",
        "key": f"minutes/{opened.id}",
        "title": "Northwind West · weekly meeting 1, 23 Nov 2026",
        "lines": [
            "Our goal: Twelve new customers",
            "Ben Okafor hosts next on 30 Nov 2026: hosts in round 1.",
        ],
        "facts": {"Took part": "2 of 4", "Cards": "1", "New commitments": "1", "Kept": "1 of 1"},
    }


def test_a_one_on_one_is_told_to_nobody(crew: Crew, hook: Any) -> None:
    lifecycle.start_meeting(crew["Ana"], "one-on-one")
    lifecycle.close_meeting(crew["Ana"])
    assert fill_queue(crew["Ana"]) == 0


def test_wins_are_told_once(crew: Crew, hook: Any) -> None:
    calls = add_metric(crew["Ana"], "calls", unit="calls")
    quarter = period_containing(crew["Ana"].today, "quarter")
    set_target(crew["Ben"], calls, 10, member=crew.members["Ben"], period=quarter)
    log_entry(crew["Ben"], calls, 9)
    assert fill_queue(crew["Ana"]) == 0
    entry = log_entry(crew["Ben"], calls, 1)
    kept = commit(crew["Jon"], "Offers in a day")
    mark_kept(crew["Jon"], kept)
    lifecycle.start_meeting(crew["Ana"])
    card = cards.add_card(crew["Jon"], cards.find_board(crew["Ana"], "wins"), "Kessler signed")
    with crew["Ana"].change("win.marked") as change:
        change.update(card, big=True, about_id=crew.members["Lea"].id)
    assert fill_queue(crew["Ana"]) == 3
    assert [(row["title"], row["lines"]) for row in told(crew).values()] == [
        ("Ben reached the quarter's target, five weeks early", ["10 of 10 · calls"]),
        ("Jon kept: Offers in a day", []),
        ("A big win: Kessler signed", ["Lea Brandt"]),
    ]
    crew["Ben"].undo("entry")
    log_entry(crew["Ben"], calls, 1)
    assert entry
    assert fill_queue(crew["Ana"]) == 0


def test_what_is_due_is_told_once_a_day(crew: Crew, hook: Any) -> None:
    ana, ben, jon = crew["Ana"], crew["Ben"], crew["Jon"]
    commit(ben, "Call Kessler", due=date(2026, 11, 24))
    commit(jon, "Two visits", every="week", weekday=2)
    commit(jon, "Write the offer", due=date(2026, 11, 25))
    commit(ana, "Prices", team=True, due=date(2026, 11, 23))
    crew.clock.now = crew.clock.now.replace(day=24, hour=DUE_FROM_HOUR - 1)
    assert fill_queue(ben) == 0
    crew.clock.advance(hours=1)
    assert fill_queue(ben) == 1
    assert told(crew)["due/2026-11-24"] == {
        "from": "huddle",
        "about": "due",
        "key": "due/2026-11-24",
        "title": "Northwind West · due on 24 Nov 2026",
        "lines": [
            "Ben Okafor: Call Kessler (due today)",
            "Jon Weiss: Two visits (due today)",
            "The team: Prices (overdue since 23 Nov 2026)",
        ],
        "facts": {"Due today": "2", "Overdue": "1"},
    }
    commit(ben, "One more", due=date(2026, 11, 24))
    assert fill_queue(ben) == 0


def test_what_was_done_already_is_not_due_nor_is_anything_on_a_day_off(crew: Crew, hook: Any) -> None:
    promise = commit(crew["Jon"], "Two visits", every="week", weekday=1)
    with crew["Jon"].change("occurrence.kept") as change:
        change.insert(
            Occurrence(commitment_id=promise.id, day=crew["Jon"].today, status="kept", said_at=crew["Jon"].timestamp)
        )
    assert fill_queue(crew["Ana"]) == 0
    commit(crew["Ben"], "Call Kessler", due=date(2026, 11, 28))
    crew.clock.now = crew.clock.now.replace(day=28)  # a Saturday
    assert fill_queue(crew["Ana"], early=True) == 0
    crew.clock.advance(days=2)
    crew.clock.now = crew.clock.now.replace(hour=6)
    assert fill_queue(crew["Ana"]) == 0
    assert fill_queue(crew["Ana"], early=True) == 1


def test_an_address_is_told_only_of_its_topics(crew: Crew, receiver: Receiver) -> None:
    webhooks.add(crew["Ana"], "minutes", receiver.url, topics=["minutes"])
    commit(crew["Ben"], "Call Kessler", due=crew["Ana"].today)
    mark_kept(crew["Ben"], commit(crew["Ben"], "Tidy the CRM"))
    assert fill_queue(crew["Ana"]) == 0


# -- sending


def test_what_is_private_or_untrue_by_now_is_withdrawn(crew: Crew, hook: Any, receiver: Receiver) -> None:
    calls, visits = add_metric(crew["Ana"], "calls"), add_metric(crew["Ana"], "visits")
    for metric in (calls, visits):
        set_target(
            crew["Ben"], metric, 5, member=crew.members["Ben"], period=period_containing(crew["Ana"].today, "quarter")
        )
        visited = log_entry(crew["Ben"], metric, 5)
    kept = mark_kept(crew["Jon"], commit(crew["Jon"], "Offers in a day"))
    lifecycle.start_meeting(crew["Ana"])
    card = cards.add_card(crew["Jon"], cards.find_board(crew["Ana"], "wins"), "Kessler signed")
    mark_big(crew["Jon"], card)
    mark_kept(crew["Lea"], commit(crew["Lea"], "Ring Kessler"))
    fill_queue(crew["Ana"])
    assert len(told(crew)) == 5
    make_private(crew["Ana"], calls)
    delete_entry(crew["Ben"], visited)
    reopen(crew["Jon"], kept)
    mark_big(crew["Jon"], card, big=False)
    send_due(crew["Tom"])
    assert [each["title"] for each in receiver.got] == ["Lea kept: Ring Kessler"]
    assert list(told(crew)) == receiver.keys, "nobody reads the others in the list either"
    log_entry(crew["Ben"], visits, 5)
    assert fill_queue(crew["Ana"]) == 1, "what is true again is news again"


def test_each_message_is_sent_once(crew: Crew, hook: Any, receiver: Receiver) -> None:
    for number in range(5):
        mark_kept(crew["Ben"], commit(crew["Ben"], f"Promise {number}"))
    fill_queue(crew["Ana"])
    assert [one.is_accepted for one in send_due(crew["Tom"])] == [True] * 5
    assert send_due(crew["Ana"]) == []
    assert sorted(receiver.keys) == sorted(told(crew))
    assert len(set(receiver.receipts)) == 5
    assert receiver.got[0] == told(crew)[receiver.keys[0]]


def test_a_failure_is_tried_again_later_and_later(crew: Crew, hook: Any, receiver: Receiver) -> None:
    receiver.statuses[:] = [500] * len(RETRY_PAUSES) + [200]
    mark_kept(crew["Ben"], commit(crew["Ben"], "Call Kessler"))
    fill_queue(crew["Ana"])
    for pause in RETRY_PAUSES:
        (one,) = send_due(crew["Ana"])
        assert (one.is_accepted, one.text) == (False, "it answered 500 Internal Server Error")
        assert crew.store.read(Outbox)[0].error == one.text
        crew.clock.advance(seconds=pause - 1)
        assert send_due(crew["Ana"]) == []
        crew.clock.advance(seconds=1)
    assert [one.is_accepted for one in send_due(crew["Ana"])] == [True]
    assert crew.store.read(Outbox)[0].error is None
    assert len(set(receiver.receipts)) == 1


def test_what_is_refused_is_given_up_after_a_few_tries(crew: Crew, hook: Any, receiver: Receiver) -> None:
    receiver.statuses[:] = [404]
    mark_kept(crew["Ben"], commit(crew["Ben"], "Call Kessler"))
    fill_queue(crew["Ana"])
    for _ in range(MAX_REFUSALS):
        (one,) = send_due(crew["Ana"])
        crew.clock.advance(days=1)
    assert one.next_try_at is None
    assert one.text == "it answered 404 Not Found; given up after 3 tries"
    assert send_due(crew["Ana"]) == []
    (line,) = webhooks.list_statuses(crew["Ana"])
    assert (line.waiting, line.given_up, line.error) == (0, 1, one.text)
    receiver.statuses[:] = [200]
    assert [one.is_accepted for one in webhooks.send_now(crew["Ana"], again=True)] == [True]


def test_who_asks_to_be_left_alone_is(crew: Crew, hook: Any, receiver: Receiver) -> None:
    receiver.statuses[:] = [429, 200]
    receiver.headers["Retry-After"] = "90"
    for number in range(2):
        mark_kept(crew["Ben"], commit(crew["Ben"], f"Promise {number}"))
    fill_queue(crew["Ana"])
    assert len(send_due(crew["Ana"])) == 1
    assert crew.store.read(Outbox)[0].next_try_at == "2026-11-23T14:01:30.000Z"
    assert len(receiver.got) == 1


def test_an_address_that_is_not_there_keeps_nothing_from_the_others(crew: Crew, receiver: Receiver) -> None:
    gone = Receiver()
    gone.close()
    webhooks.add(crew["Ana"], "a gone one", gone.url)
    webhooks.add(crew["Ana"], "bot", receiver.url)
    for number in range(3):
        mark_kept(crew["Ben"], commit(crew["Ben"], f"Promise {number}"))
    fill_queue(crew["Ana"])
    sent = send_due(crew["Ana"])
    assert [(one.webhook, one.text) for one in sent if not one.is_accepted] == [
        ("a gone one", "it could not be reached")
    ]
    assert len(receiver.got) == 3
    assert "very-secret" not in repr(sent)
    # It is tried for a week; after that it is no news any more.
    for day in range(9):
        crew.clock.advance(days=1)
        assert len(send_due(crew["Ana"])) <= 3, day
    for _ in range(3):
        crew.clock.advance(hours=2)
        send_due(crew["Ana"])
    (line, _) = webhooks.list_statuses(crew["Ana"])
    assert (line.given_up, line.error) == (3, "it could not be reached; given up after 7 days")


def test_a_server_that_hangs_is_left_after_its_time(
    crew: Crew, hook: Any, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "TIMEOUT_SECONDS", 0.1)
    done = threading.Event()
    receiver.before = done.wait
    mark_kept(crew["Ben"], commit(crew["Ben"], "Call Kessler"))
    fill_queue(crew["Ana"])
    (one,) = send_due(crew["Ana"])
    assert one.text == "it did not answer within 0.1 seconds"
    done.set()


def test_a_claim_that_ran_out_is_taken_again(crew: Crew, hook: Any, receiver: Receiver) -> None:
    mark_kept(crew["Ben"], commit(crew["Ben"], "Call Kessler"))
    fill_queue(crew["Ana"])
    assert claim_message(crew["Ben"], set()) is not None
    assert claim_message(crew["Jon"], set()) is None
    crew.clock.advance(seconds=CLAIM_TIME.total_seconds() - 1)
    assert send_due(crew["Jon"]) == []
    crew.clock.advance(seconds=1)
    assert [one.is_accepted for one in send_due(crew["Jon"])] == [True]
    assert len(receiver.got) == 1


def test_an_address_removed_while_it_is_called(crew: Crew, hook: Any, receiver: Receiver) -> None:
    mark_kept(crew["Ben"], commit(crew["Ben"], "Call Kessler"))
    fill_queue(crew["Ana"])
    receiver.before = lambda: webhooks.remove(crew["Ana"], hook)
    assert send_due(crew["Ben"]) == []
    assert webhooks.list_statuses(crew["Ana"]) == []


def test_it_is_no_change_that_anybody_takes_back(crew: Crew, hook: Any, receiver: Receiver) -> None:
    lifecycle.start_meeting(crew["Ana"])
    lifecycle.close_meeting(crew["Ana"])
    fill_queue(crew["Ana"])
    send_due(crew["Ana"])
    entries = crew.store.read(JournalEntry, "what LIKE 'outbox.%'")
    assert [(entry.what, entry.by) for entry in entries] == [
        ("outbox.filled", None),
        ("outbox.claimed", None),
        ("outbox.sent", None),
    ]
    last = crew["Ana"].last_change()
    assert last is not None
    assert last.what == "meeting.closed"
    assert crew["Ana"].undo().what == "meeting.closed"
    with pytest.raises(Conflict):
        crew.room.undo()
    # Closed a second time it is the same meeting, which was told.
    crew.clock.advance(minutes=5)
    lifecycle.close_meeting(crew["Ana"])
    assert fill_queue(crew["Ana"]) == 0


# -- nothing private


DEEDS = (
    "say", "say", "big", "big", "goal", "log", "target", "help", "commit", "keep", "miss", "talk", "stage", "reveal",
    "close", "due", "next day",
)  # fmt: skip
PEOPLE = ("Ana", "Ben", "Jon", "Lea")
BOARDS = ("accountabilities", "hurdles", "wins")
# Each deed is done in each history, in any order, by anybody.
parts = st.tuples(st.sampled_from(PEOPLE), st.sampled_from(BOARDS), st.sampled_from(PEOPLE))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    anonymous=st.sets(st.sampled_from(BOARDS)),
    hidden=st.sets(st.sampled_from(BOARDS)),
    deeds=st.permutations(DEEDS),
    who=st.lists(parts, min_size=len(DEEDS), max_size=len(DEEDS)),
)
def test_nothing_private_goes_out(
    make_crew: Callable[[], Any], anonymous: set[Any], hidden: set[Any], deeds: list[str], who: list[tuple[Any, ...]]
) -> None:
    crew = make_crew()
    crew.clock.now = NOW
    for kind in ("slack", "teams", "json"):
        webhooks.add(crew["Ana"], kind, "http://127.0.0.1:9/none", kind=kind)
    add_metric(crew["Ana"], "calls")
    private = make_private(crew["Ana"], add_metric(crew["Ana"], "secretmetric"))
    for number, (what, (one, kind, other)) in enumerate(zip(deeds, who, strict=True)):
        try:
            play(crew, number, what, one, kind, other, anonymous, hidden, private)
        except HuddleError:
            continue  # refused: nothing happened, and nothing may go out either
        fill_queue(crew[other], early=True)
    readers = [crew.room, *(crew[name] for name in crew.members)]
    for s in readers:
        for meeting in lifecycle.list_started_meetings(s):
            m = build_minutes(s, meeting)
            for text in (format_minutes_markdown(m), format_minutes_html(m), format_minutes_json(m)):
                assert "secret" not in text
    for row in crew.store.read(Outbox):
        assert "secret" not in row.payload, row.payload
        if "nameless" in row.payload:
            assert not [name for name in PEOPLE if name in row.payload]


def play(
    crew: Crew,
    number: int,
    what: str,
    who: str,
    kind: Any,
    other: str,
    anonymous: set[Any],
    hidden: set[Any],
    private: Any,
) -> None:
    """Does one step as one member. Whatever has `secret` in it is not for the wall."""
    s, ana = crew[who], crew["Ana"]
    if what in ("say", "big", "reveal", "stage", "close"):
        play_in_meeting(crew, number, what, who, kind, anonymous, hidden)
        return
    match what:
        case "goal":
            set_goal(s, f"secret-goal-{number}", level="personal", visibility="me")
        case "log":
            log_entry(s, private, number + 1, note=f"secret-note-{number}")
        case "target":
            period = period_containing(ana.today, "quarter")
            set_target(ana, private, 1, member=crew.members[who], period=period, reason="secret reason")
            set_target(ana, private, 1, period=period)
        case "help":
            promise = commit(s, f"secret-help-{number}", due=s.today)
            with s.change("help.promised") as change:
                change.update(promise, helps_id=crew.members[other].id)
            if number % 2:
                mark_kept(s, promise)
        case "commit":
            commit(s, f"promise-{number}", due=s.today + timedelta(days=number % 3))
        case "keep" | "miss":
            mine = commit(s, f"promise-{number}-{what}")
            mark_kept(s, mine) if what == "keep" else mark_missed(s, mine, "next time")
        case "talk":
            with s.change("conversation.planned") as change:
                talk = change.insert(
                    Conversation(
                        kind="one-on-one", from_id=s.me.id, to_id=crew.members[other].id, held_on=s.today,
                        text=f"secret-talk-{number}", written_at=s.timestamp,
                    )
                )  # fmt: skip
                change.insert(
                    Point(
                        conversation_id=talk.id, by_id=s.me.id, kind="note", text="secret point", written_at=s.timestamp
                    )
                )
        case "due":
            commit(s, f"promise-{number}", due=s.today)
        case "next day":
            crew.clock.advance(days=1)


def play_in_meeting(
    crew: Crew, number: int, what: str, who: str, kind: Any, anonymous: set[Any], hidden: set[Any]
) -> None:
    """Does one step in the open meeting, which is started when there is none."""
    s, ana = crew[who], crew["Ana"]
    if lifecycle.open_meeting_or_none(ana) is None:
        lifecycle.plan_meeting(ana, host=crew.members["Ana"])
        lifecycle.start_meeting(ana)
        for each in BOARDS:
            cards.set_board(ana, cards.find_board(ana, each), anonymous=each in anonymous, hidden=each in hidden)  # type: ignore[arg-type]
    match what:
        case "say" | "big":
            board = cards.find_board(ana, "wins" if what == "big" else kind)
            word = "secret" if board.hidden and not board.revealed_at else "nameless" if board.anonymous else "card"
            if (
                lifecycle.current_stage(ana, lifecycle.require_open_meeting(ana)).name != "collect"
                and kind == "accountabilities"
            ):
                lifecycle.move_to_stage(ana, "collect")
            card = cards.add_card(s, board, f"{word}-{number}")
            if what == "big":
                with s.change("win.marked") as change:
                    change.update(card, big=True)
        case "reveal":
            # What was hidden and is shown now may go out: only boards on which nothing secret was said are revealed.
            board = cards.find_board(ana, kind)
            waiting = crew.store.query("SELECT 1 FROM mailbox WHERE board_id = ?", (board.id,))
            if not waiting and not crew.store.read(Card, "board_id = ?", (board.id,)):
                cards.reveal_board(ana, board)
        case "stage":
            lifecycle.move_to_next_stage(ana)
        case "close":
            lifecycle.close_meeting(ana)
