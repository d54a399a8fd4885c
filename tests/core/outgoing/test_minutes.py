"""Minutes: everything that was decided, nothing that is private, and people's text as they typed it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.commitments.commitments import commit, mark_kept, mark_missed, reopen, reword
from core.errors import HuddleError
from core.goals.goals import set_goal
from core.hosting.rotation import swap
from core.meeting import cards, goal_check, lifecycle, readiness, trends
from core.metrics.entries import log_entry
from core.metrics.metrics import add_metric, make_private
from core.metrics.targets import set_target
from core.outgoing.minutes import build_minutes, find_meeting, format_minutes_json
from core.outgoing.minutes_html import format_minutes_html
from core.outgoing.minutes_markdown import format_minutes_markdown
from core.outgoing.minutes_model import MinutesCard, MinutesPulse
from core.values.markdown import escape_markdown
from core.values.periods import period_containing
from data.models import Meeting, Outcome, Target
from tests.conftest import Crew

pytestmark = pytest.mark.days


@pytest.fixture
def meeting(crew: Crew) -> Meeting:
    """An open weekly meeting that Ana hosts, in its first stage."""
    return lifecycle.start_meeting(crew["Ana"])


def say(crew: Crew, who: str, kind: Any, text: str) -> Any:
    stage = {"accountabilities": "collect"}.get(kind, kind)
    if lifecycle.current_stage(crew["Ana"], lifecycle.require_open_meeting(crew["Ana"])).name != stage:
        lifecycle.move_to_stage(crew["Ana"], stage)
    return cards.add_card(crew[who], cards.find_board(crew["Ana"], kind), text)


def test_those_of_whom_nothing_is_stored_are_not_said_to_have_taken_part(crew: Crew, meeting: Meeting) -> None:
    lifecycle.set_attendance(crew["Ana"], crew.members["Lea"], False)
    minutes = build_minutes(crew["Ana"])
    assert (minutes.present, minutes.absent) == (("Ana Ruiz",), ("Lea Brandt",))
    assert minutes.silent == ("Ben Okafor", "Jon Weiss")  # and not Tom, who watches
    text = format_minutes_markdown(minutes)
    assert (
        "- Took part (1): Ana Ruiz\n- Absent (1): Lea Brandt\n- Absent or silent (2): Ben Okafor and Jon Weiss" in text
    )


@pytest.mark.parametrize("way", ["card", "typed for them", "ready", "understood", "commitment", "hidden card"])
def test_whoever_did_something_took_part(crew: Crew, way: str) -> None:
    lifecycle.start_meeting(crew["Ana"], "kickoff")
    match way:
        case "ready":
            readiness.mark_done(crew["Jon"])
        case "understood":
            goal_check.confirm_understood(crew["Jon"])
        case "commitment":
            commit(crew["Jon"], "Call five")
        case _:
            lifecycle.move_to_stage(crew["Ana"], "collect")
            board = cards.find_board(crew["Ana"])
            if way == "hidden card":
                board = cards.set_board(crew["Ana"], board, hidden=True)
            for_whom = crew.members["Jon"] if way == "typed for them" else None
            cards.add_card(crew["Ana" if for_whom else "Jon"], board, "Call first", author=for_whom)
    lifecycle.close_meeting(crew["Ana"])
    for reader in ("Ana", "Ben", "Tom"):
        minutes = build_minutes(crew[reader])
        assert minutes.present == ("Ana Ruiz", "Jon Weiss")
        assert minutes.silent == ("Ben Okafor", "Lea Brandt")


def test_an_open_hurdle_of_the_meeting_before_makes_nobody_take_part(crew: Crew, meeting: Meeting) -> None:
    say(crew, "Ben", "hurdles", "Pricing takes a week")
    lifecycle.close_meeting(crew["Ana"])
    crew.clock.advance(days=7)
    lifecycle.start_meeting(crew["Ana"])
    assert "Ben Okafor" not in build_minutes(crew["Lea"]).present or lifecycle.is_host(
        crew["Ben"], lifecycle.require_open_meeting(crew["Ben"])
    )


def test_the_whole_meeting_is_in_them(crew: Crew) -> None:
    set_goal(crew["Ana"], "Twelve new customers", due=date(2027, 3, 31))
    old = commit(crew["Lea"], "Two referrals")
    kept = commit(crew["Ben"], "Tidy CRM")
    calls = add_metric(crew["Ana"], "calls", unit="calls")
    log_entry(crew["Ben"], calls, 31)
    log_entry(crew["Jon"], calls, 40)
    set_target(
        crew["Ana"], calls, 50, member=crew.members["Jon"], period=period_containing(crew["Ana"].today, "quarter")
    )
    lifecycle.start_meeting(crew["Ana"])
    lifecycle.set_attendance(crew["Ana"], crew.members["Lea"], False)
    say(crew, "Ben", "wins", "Kessler signed")
    mark_kept(crew["Ben"], kept)
    mark_missed(crew["Lea"], old, "Ask right after the signature")
    card = say(crew, "Jon", "accountabilities", "Call five lapsed customers")
    say(crew, "Ben", "accountabilities", "Listen more")
    lifecycle.move_to_stage(crew["Ana"], "trends")
    trends.new_trend(crew["Ana"], cards.find_board(crew["Ana"]), "Old customers", [card])
    commit(crew["Jon"], "Call five", metric=calls, amount=5, every="week", weekday=1, due=date(2026, 11, 30))
    commit(crew["Ana"], "Offers within a day", team=True)
    say(crew, "Jon", "hurdles", "Pricing takes a week")
    lifecycle.close_meeting(crew["Ana"], next_day=date(2026, 11, 30))

    m = build_minutes(crew["Tom"])
    assert (m.team, m.kind, m.number, m.day, m.status) == (
        "Northwind West",
        "weekly",
        1,
        date(2026, 11, 23),
        "closed",
    )
    assert m.host == "Ana Ruiz"
    assert m.present == ("Ana Ruiz", "Ben Okafor", "Jon Weiss")
    assert (m.absent, m.silent) == (("Lea Brandt",), ())
    assert (m.goal, m.goal_due) == ("Twelve new customers", date(2027, 3, 31))
    assert m.wins == (MinutesCard("Kessler signed", "Ben Okafor"),)
    assert m.hurdles == (MinutesCard("Pricing takes a week", "Jon Weiss"),)
    (number,) = m.numbers
    assert [(row.rank, row.name, row.shown, row.attainment) for row in number.top] == [
        (1, "Jon Weiss", "40 calls", 0.8),
        (2, "Ben Okafor", "31 calls", None),
    ]
    assert (number.period, number.team.actual) == ("Q4 2026", 71)
    (board,) = m.boards
    assert [(trend.name, trend.cards) for trend in board.trends] == [
        ("Old customers", (MinutesCard("Call five lapsed customers", "Jon Weiss"),))
    ]
    assert board.ungrouped == (MinutesCard("Listen more", "Ben Okafor"),)
    assert [(c.whose, c.text, c.how_much, c.how_often, c.due) for c in m.commitments] == [
        ("Jon Weiss", "Call five", "5 calls", "every Monday", date(2026, 11, 30)),
        ("the team", "Offers within a day", "", "", None),
    ]
    assert [(c.whose, c.status, c.next_step) for c in m.closed] == [
        ("Ben Okafor", "kept", None),
        ("Lea Brandt", "missed", "Ask right after the signature"),
    ]
    assert (m.next_host, m.because, m.next_day) == (
        "Ben Okafor",
        "hosts in round 1",
        date(2026, 11, 30),
    )

    text = format_minutes_markdown(m)
    assert text.startswith("# Northwind West · weekly meeting 1\n\n- Held on 23 Nov 2026\n- Host: Ana Ruiz\n")
    for line in (
        "Twelve new customers (by 31 Mar 2027)",
        "- Kessler signed (Ben Okafor)",
        "Jon Weiss: 40 calls (80% of target)",
        "### Old customers",
        "| Jon Weiss | Call five | 5 calls | every Monday | 30 Nov 2026 |",
        "- ✗ Lea Brandt: Two referrals, missed",
        "  - next: Ask right after the signature",
        "- Host: Ben Okafor (hosts in round 1)",
    ):
        assert line in text
    assert "\n\n\n" not in text
    told = json.loads(format_minutes_json(m))
    assert told["day"] == "2026-11-23"
    assert told["boards"][0]["trends"][0]["cards"] == [
        {"text": "Call five lapsed customers", "by": "Jon Weiss", "about": None, "big": False, "ended": None}
    ]


def test_they_can_be_read_while_the_meeting_runs(crew: Crew, meeting: Meeting) -> None:
    say(crew, "Ben", "wins", "Kessler signed")
    m = build_minutes(crew.room)
    assert (m.status, m.next_host, m.next_day) == ("open", "Ben Okafor", None)
    assert m.wins == (MinutesCard("Kessler signed", "Ben Okafor"),)
    assert "still running" in format_minutes_markdown(m)


def test_an_anonymous_board_has_no_names_in_them(crew: Crew, meeting: Meeting) -> None:
    lifecycle.move_to_stage(crew["Ana"], "collect")
    cards.set_board(crew["Ana"], cards.find_board(crew["Ana"]), anonymous=True)
    say(crew, "Jon", "accountabilities", "I dread cold calls")
    assert not build_minutes(crew["Ana"]).boards, "it waits to be told with others"
    lifecycle.move_to_stage(crew["Ana"], "trends")
    for s in (crew["Ana"], crew["Jon"], crew.room):
        m = build_minutes(s)
        assert m.boards[0].ungrouped == (MinutesCard("I dread cold calls", None),)
        assert "- I dread cold calls\n" in format_minutes_markdown(m)


def test_hidden_cards_are_in_nobody_elses_minutes(crew: Crew, meeting: Meeting) -> None:
    lifecycle.move_to_stage(crew["Ana"], "collect")
    board = cards.set_board(crew["Ana"], cards.find_board(crew["Ana"]), hidden=True)
    say(crew, "Jon", "accountabilities", "Not yet for all")
    for s in (crew["Ana"], crew["Lea"], crew.room):
        assert "Not yet" not in format_minutes_markdown(build_minutes(s))
        assert "Not yet" not in format_minutes_json(build_minutes(s))
        assert "hidden until the host reveals them" in format_minutes_markdown(build_minutes(s))
    # Who said it passes minutes on: it is not in theirs either.
    assert "Not yet" not in format_minutes_markdown(build_minutes(crew["Jon"]))
    cards.reveal_board(crew["Ana"], board)
    assert "Not yet for all" in format_minutes_markdown(build_minutes(crew.room))


def test_nothing_private_is_in_them(crew: Crew, meeting: Meeting) -> None:
    set_goal(crew["Ben"], "A house by 2028", level="personal", visibility="me")
    calls = add_metric(crew["Ana"], "calls")
    log_entry(crew["Ben"], calls, 3, note="felt ill")
    text = format_minutes_markdown(build_minutes(crew["Ben"])) + format_minutes_json(build_minutes(crew["Ben"]))
    assert "house" not in text
    assert "felt ill" not in text


def test_neither_private_numbers_nor_help_between_two_are_in_them(crew: Crew, meeting: Meeting) -> None:
    sick = add_metric(crew["Ana"], "sick days")
    visits = add_metric(crew["Ana"], "visits")
    log_entry(crew["Ben"], sick, 3)
    log_entry(crew["Ben"], visits, 4)
    promise = commit(crew["Ana"], "I call Kessler with Ben")
    followed = commit(crew["Ben"], "Call Kessler")
    card = say(crew, "Ben", "hurdles", "Kessler does not answer")
    with crew["Ana"].change("metric.edited") as change:
        change.update(sick, private=True)
        change.update(promise, helps_id=crew.members["Ben"].id)
        change.insert(
            Outcome(card_id=card.id, commitment_id=promise.id, words="We found a way", decided_at=crew["Ana"].timestamp)
        )
    for closed in (False, True):
        if closed:
            lifecycle.close_meeting(crew["Ana"])
        for s in (crew["Ana"], crew["Ben"], crew["Jon"], crew.room):
            m = build_minutes(s)
            text = format_minutes_markdown(m) + format_minutes_json(m) + format_minutes_html(m)
            assert "sick days" not in text
            assert "with Ben" not in text
            assert [number.metric for number in m.numbers] == ["visits"]
            assert [c.text for c in m.commitments] == [followed.text]
            assert m.hurdles[0].ended == "solved. We found a way"


def test_a_ratio_of_something_private_is_private_too(crew: Crew, meeting: Meeting) -> None:
    ana, ben = crew["Ana"], crew["Ben"]
    sick, days = (add_metric(ana, name) for name in ("sick days", "working days"))
    share = add_metric(ana, "share sick", kind="ratio", numerator=sick, denominator=days)
    make_private(ana, sick)
    log_entry(ben, sick, 3)
    log_entry(ben, days, 20)
    set_target(ana, share, 5, member=ben.me, period=period_containing(ana.today, "quarter"))
    assert [number.metric for number in build_minutes(ben).numbers] == ["working days"]
    assert [bool(s.all(Target)) for s in (ana, ben, crew["Jon"], crew.room)] == [True, True, False, False]


def test_what_became_of_a_hurdle_and_whose_win_it_was(crew: Crew, meeting: Meeting) -> None:
    win = say(crew, "Ana", "wins", "Kessler signed")
    cards = [say(crew, "Ben", "hurdles", f"Hurdle {number}") for number in range(4)]
    promise = commit(crew["Jon"], "Ask for a price list")
    with crew["Ana"].change("hurdle.solved") as change:
        change.update(win, big=True, about_id=crew.members["Ben"].id)
        for values in (
            {"card_id": cards[0].id, "commitment_id": promise.id},
            {"card_id": cards[1].id, "ours": False, "addressee": "Finance"},
            {"card_id": cards[2].id, "words": "It went away"},
        ):
            change.insert(Outcome(decided_at=crew["Ana"].timestamp, **values))
    m = build_minutes(crew["Tom"])
    assert m.wins == (MinutesCard("Kessler signed", "Ana Ruiz", about="Ben Okafor", big=True),)
    assert [hurdle.ended for hurdle in m.hurdles] == [
        "Jon Weiss committed: Ask for a price list",
        "handed over to Finance",
        "solved. It went away",
        None,
    ]
    assert "- ★ Kessler signed (Ana Ruiz, of Ben Okafor)\n" in format_minutes_markdown(m)
    assert "- Hurdle 1 (Ben Okafor)\n  - handed over to Finance\n" in format_minutes_markdown(m)


def test_minutes_tell_commitments_as_they_stood_when_the_meeting_closed(crew: Crew, meeting: Meeting) -> None:
    calls = commit(crew["Ben"], "Call five")
    offers = commit(crew["Jon"], "Offers in a week")
    gone = commit(crew["Lea"], "A slip of the tongue")
    offers = reword(crew["Jon"], offers, text="Offers in a day")
    lifecycle.close_meeting(crew["Ana"])
    before = build_minutes(crew.room)
    assert [(c.text, c.status) for c in before.commitments] == [
        ("Call five", "open"), ("Offers in a day", "open"), (gone.text, "open"),
    ]  # fmt: skip
    # At the same moment, too: the order in the journal tells what came later.
    calls = reword(crew["Ben"], calls, text="Call ten", due=date(2026, 12, 1))
    assert build_minutes(crew.room).commitments == before.commitments
    crew.clock.advance(days=7)
    second = lifecycle.start_meeting(crew["Ana"])
    assert [c.text for c in build_minutes(crew.room).commitments] == []
    mark_missed(crew["Ben"], calls, "Before nine")
    mark_kept(crew["Jon"], offers)
    lifecycle.close_meeting(crew["Ben"])
    assert build_minutes(crew.room, meeting).commitments == before.commitments
    closed = build_minutes(crew.room, second).closed
    assert [(c.text, c.status) for c in closed] == [("Call ten", "missed"), ("Offers in a day", "kept")]
    crew.clock.advance(days=1)
    reworded = reword(crew["Jon"], reopen(crew["Jon"], offers), text="Offers at once")
    assert reworded.text == "Offers at once"
    assert build_minutes(crew.room, meeting).commitments == before.commitments
    # What is taken back altogether was never said.
    crew["Lea"].undo("commitment")
    assert [c.text for c in build_minutes(crew.room, meeting).commitments] == ["Call five", "Offers in a day"]


def test_how_it_felt_stands_in_them_where_it_was_asked(crew: Crew, meeting: Meeting) -> None:
    assert "felt" not in format_minutes_markdown(build_minutes(crew.room))
    m = replace(build_minutes(crew.room), felt=(MinutesPulse("How was it?", 4.25, 4, ("clear", "<long>")),))
    assert (
        "## Meeting ratings\n\n- How was it?: 4.2 of 5, 4 answered\n  - clear\n  - \\<long\\>\n"
        in format_minutes_markdown(m)
    )
    assert "<strong>4.2</strong> of 5" in format_minutes_html(m)
    assert "&lt;long&gt;" in format_minutes_html(m)


def test_the_open_meeting_comes_before_the_last_closed_one(crew: Crew, meeting: Meeting) -> None:
    lifecycle.close_meeting(crew["Ana"])
    assert build_minutes(crew.room).number == 1
    crew.clock.advance(days=7)
    second = lifecycle.start_meeting(crew["Ana"])
    assert build_minutes(crew.room).number == 2
    assert build_minutes(crew.room, meeting).number == 1
    assert build_minutes(crew.room, meeting).status == "closed"
    assert find_meeting(crew.room, "2") == second
    assert find_meeting(crew.room, "Weekly 1").number == 1
    assert find_meeting(crew.room, "2026-11-30") == second
    with pytest.raises(HuddleError, match="Type its number, its kind and number, or its day"):
        find_meeting(crew.room, "kickoff 1")


def test_without_a_meeting_there_are_none(crew: Crew) -> None:
    with pytest.raises(HuddleError, match="No meeting yet, so there are no minutes"):
        build_minutes(crew.room)
    with pytest.raises(HuddleError, match="has not started, so it has no minutes yet"):
        build_minutes(crew.room, lifecycle.plan_meeting(crew["Ana"]))


def test_minutes_of_the_past_keep_what_was_so_then(crew: Crew, meeting: Meeting) -> None:
    set_goal(crew["Ana"], "Twelve new customers")
    calls = add_metric(crew["Ana"], "calls")
    log_entry(crew["Ben"], calls, 3)
    lifecycle.close_meeting(crew["Ana"])
    before = build_minutes(crew.room)
    crew.clock.advance(days=7)
    set_goal(crew["Ana"], "Twenty new customers")
    log_entry(crew["Ben"], calls, 9)
    after = build_minutes(crew.room, meeting)
    assert (after.goal, after.numbers) == (before.goal, before.numbers)


def test_the_next_host_is_who_is_next_now(crew: Crew, meeting: Meeting) -> None:
    lifecycle.close_meeting(crew["Ana"])
    swap(crew["Ana"], crew.members["Ben"], crew.members["Lea"])
    m = build_minutes(crew.room)
    assert (m.next_host, m.because) == ("Lea Brandt", "hosts in round 1")
    lifecycle.plan_meeting(crew["Ana"], host=crew.members["Jon"])
    m = build_minutes(crew.room)
    assert (m.next_host, m.because) == ("Jon Weiss", None)
    crew.clock.advance(days=7)
    lifecycle.start_meeting(crew["Ana"])
    m = build_minutes(crew.room, meeting)
    assert (m.next_host, m.because, m.next_day) == ("Ben Okafor", None, date(2026, 11, 30))


# -- people's text in Markdown


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("*bold* _it_", r"\*bold\* \_it\_"),
        ("[a](http://b)", r"\[a\](http://b)"),
        ("<script>", r"\<script\>"),
        ("a | b", r"a \| b"),
        ("# not a heading", r"\# not a heading"),
        ("- not a list", r"\- not a list"),
        ("1. not a list", r"1\. not a list"),
        ("12) neither", r"12\) neither"),
        ("12 calls", "12 calls"),
        ("a-b, 3.5 %", "a-b, 3.5 %"),
        ("&amp;", r"\&amp;"),
        ("back\\slash", r"back\\slash"),
    ],
)
def test_markdown_obeys_nobodys_text(typed: str, written: str) -> None:
    assert escape_markdown(typed) == written


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), max_size=40))
def test_no_sign_stays_that_markdown_would_obey(text: str) -> None:
    bare = re.sub(r"\\[\\`*_\[\]<>|~&$#+\-=:.)]", "", escape_markdown(text))
    assert not re.search(r"[\\`*_\[\]<>|~&$]", bare)
    assert re.sub(r"\\([\\`*_\[\]<>|~&$#+\-=:.)])", r"\1", escape_markdown(text)) == text


def test_a_card_with_signs_stays_one_line(crew: Crew, meeting: Meeting) -> None:
    say(crew, "Ben", "wins", "# 1 | *x*\n- <b>")
    assert (
        "- \\# 1 \\| \\*x\\* - \\<b\\> (Ben Okafor)" in format_minutes_markdown(build_minutes(crew.room)).splitlines()
    )
