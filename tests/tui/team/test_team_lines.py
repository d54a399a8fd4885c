"""What the team screen says of the groups and of turns to host, without a screen."""

from __future__ import annotations

from datetime import date

from core.hosting.rotation import HostPlace
from core.models import Group, Member
from core.team.groups import GroupProblem
from tui.team.list_lines import TeamSnapshot, coming_turns, concern_facts, describe_turn, team_picks

JOINED = date(2026, 1, 5)
ANA = Member(id=1, name="Ana Ruiz", role="leader", group_id=1, joined_on=JOINED)
JON = Member(id=2, name="Jon Weiss", group_id=1, territory="Ruhr", joined_on=JOINED)
LEA = Member(id=3, name="Lea Brandt", kind="hunter", joined_on=JOINED)
TOM = Member(id=4, name="Tom Adler", role="watcher", joined_on=JOINED)
TEAM = TeamSnapshot(
    people={member.id: member for member in (ANA, JON, LEA, TOM)},
    groups=[Group(id=1, name="North", scribe_id=JON.id)],
    places={
        JON.id: HostPlace(JON, 1, 2, "was away last time"),
        ANA.id: HostPlace(ANA, 2, 2, "hosted longest ago"),
    },
)

PROBLEMS = [
    GroupProblem("North has no scribe.", "Choose one", "huddle group scribe North NAME"),
    GroupProblem("Lea is in no group.", "Put her into one", "huddle group assign Lea GROUP"),
    GroupProblem("South is full."),
]


def test_members_are_listed_by_group_and_watchers_last() -> None:
    picks = team_picks(TEAM, 100)
    assert [(pick.text, pick.heading) for pick in picks] == [
        ("North · 2", True),
        ("Ana Ruiz, leader", False),
        ("Jon Weiss, scribe", False),
        ("No group · 1", True),
        ("Lea Brandt", False),
        ("Watchers · 1", True),
        ("Tom Adler, watcher", False),
    ]
    assert picks[4].right.startswith("hunter")
    assert "hunter" not in team_picks(TEAM, 60)[4].right


def test_turns_are_listed_in_order_and_described() -> None:
    assert [(fact.who, fact.text) for fact in coming_turns(TEAM)] == [
        (" 1  Jon", "was away last time"),
        (" 2  Ana", "hosted longest ago"),
    ]
    assert describe_turn(TEAM, JON) == "Jon Weiss · hosts next · was away last time"
    assert describe_turn(TEAM, ANA) == "Ana Ruiz · turn 2 of 2 · hosted longest ago"
    assert describe_turn(TEAM, TOM) == "Tom Adler is a watcher and does not host."


def remedy_of(command: str) -> str:
    return "o to choose one" if command.startswith("huddle group scribe") else "m" if command else ""


def test_concerns_name_their_key_only_for_who_may_press_it() -> None:
    with_keys = [fact.text for fact in concern_facts(PROBLEMS, None, remedy_of)]
    assert with_keys == [
        "North has no scribe. Press o to choose one.",
        "Lea is in no group. Press m.",
        "South is full.",
    ]
    assert [fact.text for fact in concern_facts(PROBLEMS, 2, None)] == [
        "North has no scribe.",
        "Lea is in no group.",
        "and 1 more: huddle group list",
    ]
