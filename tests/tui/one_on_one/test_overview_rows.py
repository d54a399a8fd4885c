"""The rows of the one-on-ones, without a screen."""

from __future__ import annotations

from datetime import timedelta

from core.conversations import one_on_one
from core.conversations.one_on_one_page import list_one_on_ones
from tests.conftest import Crew, FrozenClock
from tests.core.talks import brainstormed
from tui.one_on_one.overview import partner_rows


def test_the_leader_sees_everybody_and_a_seller_the_leader(crew: Crew) -> None:
    ana, jon = crew["Ana"], crew["Jon"]
    rows = partner_rows(ana, list_one_on_ones(ana), 100)
    assert rows[0][0].heading
    assert rows[0][1] is None
    assert {member.name for _, member in rows if member} == {"Ben Okafor", "Jon Weiss", "Lea Brandt"}
    assert all("not met yet" in pick.right for pick, member in rows if member)
    narrow = partner_rows(ana, list_one_on_ones(ana), 80)
    assert not any("not met yet" in pick.right for pick, _ in narrow)
    assert [pick.text for pick, _ in partner_rows(jon, list_one_on_ones(jon), 80)] == ["Ana Ruiz"]


def test_a_talk_that_runs_comes_first_and_one_that_was_held_is_listed_for_the_seller(crew: Crew) -> None:
    brainstormed(crew)
    ana, jon = crew["Ana"], crew["Jon"]
    one_on_one.begin(ana, jon.me)
    rows = partner_rows(ana, list_one_on_ones(ana), 80)
    assert [(pick.text, member.name if member else None) for pick, member in rows[:2]] == [
        ("Now · 1", None),
        ("Jon Weiss", "Jon Weiss"),
    ]
    assert rows[1][0].right.endswith(" · now")
    one_on_one.close(ana, jon.me, "More calls")
    rows = partner_rows(jon, list_one_on_ones(jon), 80)
    assert [(pick.text, member.name if member else None) for pick, member in rows] == [
        ("Ana Ruiz", "Ana Ruiz"),
        ("One-on-ones with Ana Ruiz", None),
        ("More calls", "Ana Ruiz"),
    ]


def test_a_date_that_has_passed_looks_late_and_what_is_to_confirm_stands_out(crew: Crew, clock: FrozenClock) -> None:
    ana = crew["Ana"]
    one_on_one.plan(ana, crew.members["Ben"], ana.today)
    one_on_one.plan(ana, crew.members["Jon"], ana.today + timedelta(days=2))
    one_on_one.begin(ana, crew.members["Lea"])
    clock.advance(days=1)
    tones = {member.name: pick.tone for pick, member in partner_rows(ana, list_one_on_ones(ana), 100) if member}
    assert tones == {"Ben Okafor": "late", "Jon Weiss": "quiet", "Lea Brandt": "accent"}
