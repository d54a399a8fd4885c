"""Wins, praise, milestones, and the celebration to come."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.access.session import Session
from core.commitments import commitments
from core.conversations import praise
from core.errors import HuddleError
from core.meeting import cards, lifecycle, wins
from core.metrics import entries, metrics
from core.models import Board, Card, Celebration, Conversation, Metric, Visibility
from core.overview import milestones, planned_celebration, win_notices
from core.values.periods import parse_period
from tests.conftest import Crew
from tests.core.conversations.test_conversations import seen_by
from tests.core.told import as_told

pytestmark = pytest.mark.days

TODAY = date(2026, 11, 23)


def board_of(crew: Crew) -> Board:
    """The wins board of a meeting that Ana hosts."""
    lifecycle.start_meeting(crew["Ana"])
    lifecycle.take_over(crew["Ana"])
    return cards.find_board(crew["Ana"], "wins")


def private(session: Session, metric: Metric) -> Metric:
    with session.change("metric.edited") as change:
        return change.update(metric, private=True)


# -- wins


def test_a_win_is_ones_own_or_anothers(crew: Crew) -> None:
    board = board_of(crew)
    wins.add_win(crew["Ben"], board, "Won Kessler")
    wins.add_win(crew["Ben"], board, "@lea got us into Voss")
    wins.add_win(crew["Ben"], board, "@ben helped her")
    found = wins.list_wins(crew.room, board)
    assert [(one.owner, one.stated_by, one.card.text) for one in found] == [
        ("Ben", "", "Won Kessler"),
        ("Lea", "Ben", "got us into Voss"),
        ("Ben", "", "helped her"),
    ]
    with pytest.raises(HuddleError, match="No member named"):
        wins.add_win(crew["Ben"], board, "@zoe won something")
    with pytest.raises(HuddleError):
        wins.add_win(crew["Tom"], board, "I watch")


def test_a_big_win_is_marked_by_its_own_people_while_the_stage_is_on(crew: Crew) -> None:
    board = board_of(crew)
    card = wins.add_win(crew["Ben"], board, "@lea got us into Voss")
    for who in ("Ana", "Jon", "Tom"):
        with pytest.raises(HuddleError):
            wins.mark_big(crew[who], card)
    wins.mark_big(crew["Ben"], card)
    assert [win.text for win in win_notices.find_big_wins(crew["Jon"], [card.id]).values()] == ["Lea: got us into Voss"]
    wins.mark_big(crew["Lea"], card, big=False)
    assert win_notices.find_big_wins(crew["Jon"], [card.id]) == {}
    lifecycle.move_to_next_stage(crew["Ana"])
    with pytest.raises(HuddleError, match="over"):
        wins.mark_big(crew["Ben"], card)


def test_a_hidden_or_nameless_big_win_tells_nothing_it_should_not(crew: Crew) -> None:
    board = cards.set_board(crew["Ana"], board_of(crew), hidden=True, anonymous=True)
    card = wins.mark_big(crew["Ben"], wins.add_win(crew["Ben"], board, "I won Kessler"))
    for s in (crew["Ben"], crew["Ana"], crew.room):
        assert win_notices.find_big_wins(s, [card.id]) == {}
    cards.reveal_board(crew["Ana"], board)
    (card,) = crew.store.read(Card, "text = 'I won Kessler'")
    with pytest.raises(HuddleError, match="Only the person who added this win, or whose win it is, can change that"):
        wins.mark_big(crew["Ben"], card, big=False)
    (win,) = win_notices.find_big_wins(crew.room, [card.id]).values()
    assert win.text == "I won Kessler"
    about = as_told(crew, wins.mark_big(crew["Ben"], wins.add_win(crew["Ben"], board, "@lea got us into Voss")))
    assert [win.text for win in win_notices.find_big_wins(crew.room, [about.id]).values()] == ["got us into Voss"]
    assert crew.store.query("SELECT * FROM journal WHERE what LIKE 'win.%' AND by IS NOT NULL") == []


# -- praise


def test_praise_reaches_its_receiver_and_nobody_else(crew: Crew) -> None:
    praise.give_praise(crew["Ben"], crew.members["Lea"], "PRAISE for how you talked to Voss")
    assert seen_by(crew, Conversation, of="PRAISE") == ["Ben", "Lea"]
    assert [each.text for each in praise.received_praise(crew["Lea"])] == ["PRAISE for how you talked to Voss"]
    assert praise.received_praise(crew["Ben"]) == []
    crew.clock.advance(days=29)
    assert praise.received_praise(crew["Lea"]) == []


@pytest.mark.parametrize(
    ("visibility", "viewers"),
    [
        ("me", ["Ben", "Lea"]),
        ("leader", ["Ana", "Ben", "Lea"]),
        ("group", ["Ben", "Jon", "Lea"]),
        ("everyone", ["Ana", "Ben", "Jon", "Lea", "Tom", "room"]),
    ],
)
def test_its_receiver_decides_who_else_reads_it(crew: Crew, visibility: Visibility, viewers: list[str]) -> None:
    given = praise.give_praise(crew["Ben"], crew.members["Lea"], "PRAISE")
    for who in ("Ben", "Ana", "Tom"):
        with pytest.raises(HuddleError):
            praise.share(crew[who], given, visibility)
    praise.share(crew["Lea"], given, visibility)
    assert sorted(seen_by(crew, Conversation, of="PRAISE")) == sorted(
        set(viewers) - {"room"} | (set(viewers) & {"room"})
    )
    assert bool(praise.list_shared(crew.room)) is (visibility == "everyone")
    praise.share(crew["Lea"], given, "me")
    assert seen_by(crew, Conversation, of="PRAISE") == ["Ben", "Lea"]


def test_praise_needs_somebody_else_and_words(crew: Crew) -> None:
    for who, to, text in (("Ben", "Ben", "Me"), ("Tom", "Ben", "You"), ("Ben", "Lea", " ")):
        with pytest.raises(HuddleError):
            praise.give_praise(crew[who], crew.members[to], text)


# -- milestones


def told(session: Session) -> list[tuple[str, str, str]]:
    return [(one.name, one.text, one.detail) for one in milestones.find_milestones(session)]


def test_the_first_deal_is_noticed_once(crew: Crew) -> None:
    ana = crew["Ana"]
    revenue, deals = metrics.add_metric(ana, "won revenue", unit="EUR"), metrics.add_metric(ana, "deals closed")
    lost, calls = metrics.add_metric(ana, "lost deals"), metrics.add_metric(ana, "calls")
    entries.log_entry(crew["Ben"], deals, 1, day=TODAY - timedelta(days=90))
    for s in (crew["Ben"], crew["Lea"]):
        for metric, amount in ((revenue, 12_000), (deals, 1), (lost, 1), (calls, 40)):
            entries.log_entry(s, metric, amount)
    assert told(crew["Tom"]) == [("Lea", "First deal: won revenue", "12k EUR")]
    assert told(crew.room) == told(crew["Tom"])


def test_the_best_week_of_at_least_four_is_noticed(crew: Crew) -> None:
    ana, ben = crew["Ana"], crew["Ben"]
    calls = metrics.add_metric(ana, "calls")
    for back, amount in ((3, 30), (2, 38), (1, 12)):
        entries.log_entry(ben, calls, amount, day=TODAY - timedelta(days=7 * back))
        entries.log_entry(crew["Jon"], calls, 50 - back, day=TODAY - timedelta(days=7 * (back - 1)))
    entries.log_entry(ben, calls, 38)
    assert told(ana) == [], "as good as before is not better, and three weeks are too few"
    entries.log_entry(ben, calls, 3)
    assert told(ana) == [("Ben", "Best week ever: calls", "41, best before: 38")]
    private(ana, calls)
    assert told(ana) == told(ben) == []


def test_five_kept_in_a_row_are_noticed_until_the_next_meeting(crew: Crew) -> None:
    ben = crew["Ben"]
    for number in range(6):
        promise = commitments.commit(ben, f"Promise {number}")
        if number == 5:
            commitments.mark_missed(ben, promise, "Tuesday")
            assert told(ben) == [], "one that was broken since is no news"
            ben.undo("commitment")
        else:
            commitments.mark_kept(ben, promise)
    assert told(ben) == [("Ben", "5 commitments kept in a row", "")]
    crew.clock.advance(days=1)
    lifecycle.start_meeting(crew["Ana"])
    lifecycle.take_over(crew["Ana"])
    assert told(ben)
    lifecycle.close_meeting(crew["Ana"])
    crew.clock.advance(days=7)
    assert told(ben) == []


def test_a_milestone_is_taken_as_a_win_by_its_member_or_the_host(crew: Crew) -> None:
    ben = crew["Ben"]
    for number in range(5):
        commitments.mark_kept(ben, commitments.commit(ben, f"Promise {number}"))
    board = board_of(crew)
    (one,) = milestones.list_unstated(ben, board, milestones.find_milestones(ben))
    with pytest.raises(HuddleError, match="Ben or the host"):
        milestones.state_as_win(crew["Lea"], board, one)
    milestones.state_as_win(crew["Ana"], board, one)
    (stated,) = wins.list_wins(ben, board)
    assert (stated.owner, stated.stated_by, stated.card.text) == ("Ben", "Ana", "5 commitments kept in a row")
    assert milestones.list_unstated(ben, board, milestones.find_milestones(ben)) == []


# -- the celebration to come


def test_a_celebration_tells_how_far_it_is(crew: Crew) -> None:
    ana = crew["Ana"]
    revenue = metrics.add_metric(ana, "won revenue", unit="EUR")
    dinner = planned_celebration.plan(
        ana, "Dinner", day=date(2026, 12, 12), metric=revenue, amount=600_000, period=parse_period("2026-Q4")
    )
    planned_celebration.plan(ana, "Cake", earned_by="a week in which everybody kept everything")
    entries.log_entry(crew["Ben"], revenue, 582_000)
    assert [one.describe(TODAY) for one in planned_celebration.list_celebrations(crew.room)] == [
        "Dinner on 12 Dec · when we reach 600k won revenue · 97%",
        "Cake · when: a week in which everybody kept everything",
    ]
    entries.log_entry(crew["Ben"], revenue, 20_000)
    assert planned_celebration.list_celebrations(crew["Tom"])[0].is_earned
    planned_celebration.mark_held(ana, dinner)
    assert [one.celebration.text for one in planned_celebration.list_celebrations(ana)] == ["Cake"]
    assert [one.celebration.text for one in planned_celebration.list_celebrations(ana, include_held=True)] == [
        "Cake",
        "Dinner",
    ]
    with pytest.raises(HuddleError, match="already"):
        planned_celebration.mark_held(ana, dinner)
    ana.undo("celebration")
    assert len(planned_celebration.list_celebrations(ana)) == 2


def test_leader_and_host_plan_it_and_say_clearly_what_earns_it(crew: Crew) -> None:
    ana = crew["Ana"]
    revenue = metrics.add_metric(ana, "won revenue", unit="EUR")
    weight = private(ana, metrics.add_metric(ana, "weight"))
    quarter = parse_period("2026-Q4")
    for who in ("Ben", "Tom"):
        with pytest.raises(HuddleError, match="leader or the host"):
            planned_celebration.plan(crew[who], "Dinner")
    for wrong in (
        {"day": TODAY - timedelta(days=1)},
        {"amount": 3},
        {"metric": revenue},
        {"metric": weight, "amount": 3, "period": quarter},
        {"metric": revenue, "amount": 3, "period": quarter, "earned_by": "words"},
    ):
        with pytest.raises(HuddleError):
            planned_celebration.plan(ana, "Dinner", **wrong)
    assert crew.store.read(Celebration) == []
    lifecycle.start_meeting(ana)
    lifecycle.take_over(crew["Ben"])
    planned_celebration.plan(crew["Ben"], "Dinner")
