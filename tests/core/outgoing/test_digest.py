"""The digest: one's own, or by the leader for another, and then with what both may see."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from core.errors import HuddleError
from core.metrics import entries, metrics, targets
from core.outgoing.digest import build_digest
from core.outgoing.digest_formats import format_digest_html, format_digest_markdown, format_digest_text
from core.team import members
from core.values.periods import parse_period
from data.models import Celebration, Commitment
from tests.conftest import Crew, FrozenClock
from tests.tui.places import lived_in

pytestmark = pytest.mark.days


@pytest.fixture
def team(crew: Crew, clock: FrozenClock) -> Crew:
    """With a private number of Ben's, help among three people, and a dinner to come."""
    lived_in(crew, clock)
    ana, ben = crew["Ana"], crew["Ben"]
    discount = metrics.add_metric(ana, "discount", unit="EUR")
    metrics.make_private(ana, discount)
    targets.set_target(ben, discount, 4321, member=ben.me, period=parse_period("2026-Q4"))
    entries.log_entry(ben, discount, 1234)
    with ana.change("test.arranged") as change:
        for owner, helped, text in [("Ana", "Ben", "Templates"), ("Ben", "Jon", "Role play"), ("Jon", "Ben", "A call")]:
            change.insert(
                Commitment(
                    text=text,
                    member_id=crew.members[owner].id,
                    helps_id=crew.members[helped].id,
                    due=date(2026, 11, 27),
                    created_at=ana.timestamp,
                )
            )
        change.insert(Celebration(text="Dinner", day=date(2026, 12, 18), earned_by="12 customers", created_at="x"))
        change.insert(Celebration(text="Last year's", day=date(2025, 12, 18), created_at="x"))
    return crew


def test_what_one_s_own_holds(team: Crew) -> None:
    told = build_digest(team["Ben"])
    assert [(each.text, each.detail, each.due) for each in told.commitments] == [
        ("Role play", "helps Jon Weiss", date(2026, 11, 27)),
        ("Call five lapsed customers before ten", "5 calls · every Monday", date(2026, 11, 30)),
        ("One introduction a month from my top ten", "every month", date(2026, 11, 30)),
    ]
    assert (told.kept, told.closed, told.hosting_turn) == (2, 3, 1)
    assert [each.title for each in told.numbers] == ["calls this week", "won revenue", "discount"]
    assert [(each.helper, each.text) for each in told.help] == [("Ana Ruiz", "Templates"), ("Jon Weiss", "A call")]
    assert told.next_meeting is not None
    assert told.next_meeting.is_hosted_by_member
    assert told.celebration is not None
    assert told.celebration.text == "Dinner"


def test_the_leader_s_for_another_holds_what_both_may_see(team: Crew) -> None:
    told = build_digest(team["Ana"], team.members["Ben"])
    assert [each.text for each in told.commitments] == [
        "Call five lapsed customers before ten",
        "One introduction a month from my top ten",
    ]
    assert [each.title for each in told.numbers] == ["calls this week", "won revenue"]
    assert [each.text for each in told.help] == ["Templates"]
    for words in (format_digest_text(told), format_digest_markdown(told), format_digest_html(told)):
        assert not any(secret in words for secret in ("discount", "1234", "4321", "Role play", "A call"))
    # What the leader alone may see is not sent to the member either.
    assert "Templates" not in format_digest_text(build_digest(team["Ana"], team.members["Lea"]))


@pytest.mark.parametrize(("who", "whose"), list(product(["Ben", "Jon", "Lea", "Tom"], ["Ana", "Ben", "Lea", "Tom"])))
def test_nobody_but_the_leader_makes_another_s(team: Crew, who: str, whose: str) -> None:
    if who == whose:
        assert build_digest(team[who], team.members[whose]).member.startswith(who)
    else:
        with pytest.raises(HuddleError, match="Only the leader"):
            build_digest(team[who], team.members[whose])


def test_for_who_left_for_a_watcher_and_for_the_room(team: Crew) -> None:
    assert "commitments" not in format_digest_text(build_digest(team["Tom"]))
    members.end_membership(team["Ana"], team.members["Jon"])
    left = members.find_member(team["Ana"], "Jon", include_left=True)
    with pytest.raises(HuddleError, match="has left"):
        build_digest(team["Ana"], left)
    with pytest.raises(HuddleError):
        build_digest(team.room)


def test_the_three_formats(team: Crew) -> None:
    told = build_digest(team["Ben"])
    assert format_digest_text(told).splitlines()[:4] == [
        "Ben Okafor · Northwind West · 23 Nov 2026",
        "",
        "Your commitments: 3 open, 2 of 3 kept so far",
        "  - Role play (helps Jon Weiss, due Fri)",
    ]
    assert "## Your numbers\n\n- calls this week: 10 of 40 (25%)\n" in format_digest_markdown(told)
    assert "discount: " in format_digest_text(told)
    assert "private" in format_digest_text(told)
    assert format_digest_html(told).startswith("<!doctype html>")


def test_people_s_words_are_words_in_each_format(crew: Crew) -> None:
    from core.commitments import commitments

    commitments.commit(crew["Ben"], "<script>alert(1)</script> *now* & then")
    told = build_digest(crew["Ben"])
    assert "<script>" not in format_digest_html(told)
    assert "\\*now\\*" in format_digest_markdown(told)
    assert "<script>alert(1)</script> *now* & then" in format_digest_text(told)
