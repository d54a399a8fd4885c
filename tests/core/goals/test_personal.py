"""Personal goals: whose they are, what serves them, who may know, and who no longer may."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.access.session import Session
from core.commitments import commitments
from core.errors import HuddleError
from core.goals import history, kickoff_wall
from core.goals.goals import end_goal, find_goal, goal_ending, list_goals, set_goal
from core.goals.personal import (
    change_personal_goal,
    link_commitment,
    list_personal_goals,
    serving_commitment,
    set_goal_visibility,
    too_many_goals_advice,
)
from core.meeting import lifecycle
from core.outgoing.export import export_tables
from core.team import members
from data.models import Goal, JournalRow
from tests.conftest import Crew
from tests.keys import open_values, team_uid


def house(crew: Crew, who: str = "Ben", **more: Any) -> Goal:
    return set_goal(crew[who], "A house by 2028", level="personal", **more)


def readable(session: Session) -> str:
    """All that somebody can read of goals, in the table and in the journal."""
    rows = [*session.all(Goal), *session.all(JournalRow, "row_table = 'goal'")]
    return "\n".join(row.model_dump_json() for row in rows)


# -- what it is


def test_a_goal_says_what_it_means_to_reach_and_to_miss_it(crew: Crew) -> None:
    made = house(crew, why="The boys share one room", reaching=" A garden ", missing="Another  year of rent")
    assert (made.why, made.reaching, made.missing) == ("The boys share one room", "A garden", "Another year of rent")
    changed = change_personal_goal(crew["Ben"], made, text="A house by 2029", missing="", due=date(2029, 6, 1))
    assert (changed.text, changed.reaching, changed.missing) == ("A house by 2029", "A garden", None)
    assert changed.due == date(2029, 6, 1)
    with pytest.raises(HuddleError, match="Choose today or later"):
        change_personal_goal(crew["Ben"], changed, due=date(2026, 11, 22))


def test_nobody_else_changes_it_however_much_they_see(crew: Crew) -> None:
    made = house(crew, visibility="everyone")
    for who in ("Ana", "Jon", "Tom"):
        for act in (
            lambda s: change_personal_goal(s, made, text="A boat"),
            lambda s: set_goal_visibility(s, made, "me"),
            lambda s: link_commitment(s, made, None),
            lambda s: end_goal(s, made, "reached"),
        ):
            with pytest.raises(HuddleError, match="Only its owner can"):
                act(crew[who])  # type: ignore[no-untyped-call]
    hidden = house(crew)
    with pytest.raises(HuddleError, match="This goal was removed"):
        change_personal_goal(crew["Ana"], hidden, text="A boat")
    assert crew["Ben"].get(Goal, made.id) == made


def test_two_or_three_are_advised_and_more_are_allowed(crew: Crew) -> None:
    for number in range(3):
        house(crew)
        assert too_many_goals_advice(crew["Ben"]) == "", number
    house(crew)
    assert "You have 4 goals" in too_many_goals_advice(crew["Ben"])
    assert len(list_personal_goals(crew["Ben"])) == 4


def test_the_teams_goal_is_not_changed_as_ones_own(crew: Crew) -> None:
    ours = set_goal(crew["Ana"], "Twelve new customers")
    with pytest.raises(HuddleError, match="A team goal is changed with a reason"):
        change_personal_goal(crew["Ana"], ours, text="Thirteen")
    with pytest.raises(HuddleError, match="A team goal is changed with a reason"):
        set_goal_visibility(crew["Ana"], ours, "me")


@pytest.mark.parametrize(
    ("how", "reason", "kept"),
    [("reached", None, "reached"), ("let go", "We stay here", "let go: We stay here"), (None, None, "ended")],
)
def test_it_ends_reached_or_let_go(crew: Crew, how: Any, reason: Any, kept: str) -> None:
    made = house(crew, visibility="leader")
    ended = end_goal(crew["Ben"], made, how, reason)
    assert (ended.ended_on, ended.reason, goal_ending(ended)) == (crew["Ben"].today, kept, how)
    assert list_personal_goals(crew["Ana"], crew.members["Ben"]) == []
    assert list_personal_goals(crew["Ana"], crew.members["Ben"], include_ended=True) == [ended]
    with pytest.raises(HuddleError, match="ended on"):
        change_personal_goal(crew["Ben"], ended, text="A boat")


def test_a_goal_is_meant_by_its_number_or_by_some_of_its_words(crew: Crew) -> None:
    made, boat = house(crew), set_goal(crew["Ben"], "A boat", level="personal")
    assert find_goal(crew["Ben"], str(made.id)) == find_goal(crew["Ben"], " HOUSE ") == made
    assert find_goal(crew["Ben"], "a boat") == boat
    for words, sentence in (("a", "2 goals"), ("plane", "no goal"), ("", "no goal")):
        with pytest.raises(HuddleError, match=sentence):
            find_goal(crew["Ben"], words)
    with pytest.raises(HuddleError, match="no goal"):
        find_goal(crew["Ana"], str(made.id))


# -- what serves it


def test_it_is_served_by_an_open_commitment_of_ones_own(crew: Crew) -> None:
    ben = crew["Ben"]
    made = house(crew, visibility="everyone")
    mine = commitments.commit(ben, "One more customer a month", every="month", due=date(2026, 12, 31))
    made = link_commitment(ben, made, mine)
    assert serving_commitment(ben, made) == serving_commitment(crew["Jon"], made) == mine
    reworded = commitments.reword(ben, mine, text="Two more customers a month")
    assert serving_commitment(ben, made) == reworded
    with pytest.raises(HuddleError, match="This commitment is closed"):
        link_commitment(ben, made, mine)
    others = commitments.commit(crew["Jon"], "Twenty calls")
    with pytest.raises(HuddleError, match="Only your own commitments can support your goal"):
        link_commitment(ben, made, others)
    assert serving_commitment(ben, link_commitment(ben, made, None)) is None


def test_the_journal_of_a_commitment_does_not_tell_of_the_goal_behind_it(crew: Crew) -> None:
    made = house(crew)
    mine = commitments.commit(crew["Ben"], "One more customer a month")
    link_commitment(crew["Ben"], made, mine)
    assert "commitment_id" not in readable(crew["Ana"])
    rows = crew["Ana"].all(JournalRow)
    assert {row.row_table for row in rows if row.journal_id > 1} == {"commitment"}


# -- who may know


def test_what_is_taken_back_is_gone_from_the_table_and_from_the_journal(crew: Crew, tmp_path: Path) -> None:
    made = house(crew, visibility="everyone")
    change_personal_goal(crew["Ben"], made, why="The boys share one room")
    for who in ("Ana", "Jon", "Tom"):
        assert "A house" in readable(crew[who])
        assert "share one room" in readable(crew[who])
    set_goal_visibility(crew["Ben"], made, "leader")
    assert "share one room" in readable(crew["Ana"])
    for who in ("Jon", "Tom"):
        assert readable(crew[who]) == ""
        export_tables(crew[who], tmp_path / who)
        assert "house" not in "".join(path.read_text(encoding="utf-8") for path in (tmp_path / who).glob("*.json"))
    set_goal_visibility(crew["Ben"], made, "me")
    assert readable(crew["Ana"]) == ""
    assert "share one room" in readable(crew["Ben"])


def test_what_was_said_in_private_stays_private_when_the_goal_is_shared_later(crew: Crew) -> None:
    made = set_goal(crew["Ben"], "Out of debt", level="personal")
    change_personal_goal(crew["Ben"], made, text="A calmer life")
    set_goal_visibility(crew["Ben"], made, "everyone")
    for reader in (crew["Ana"], crew["Jon"]):
        assert "calmer life" in readable(reader)
        assert "debt" not in readable(reader)
        assert all("debt" not in step.text for step in history.goal_history(reader, made))


def test_a_shared_goal_that_is_undone_is_gone_for_the_others(crew: Crew) -> None:
    house(crew, visibility="everyone")
    crew["Ben"].undo("goal")
    assert readable(crew["Ana"]) == ""
    assert "A house" in readable(crew["Ben"])


def test_without_a_group_it_is_shared_with_no_group(crew: Crew) -> None:
    made = set_goal(crew["Tom"], "See the sea", level="personal")
    with pytest.raises(HuddleError, match="Choose the leader or everyone"):
        set_goal_visibility(crew["Tom"], made, "group")
    assert crew["Tom"].get(Goal, made.id) == made


VISIBILITIES = ("me", "leader", "group", "everyone")
NAMES = ("Ana", "Ben", "Jon", "Lea", "Tom")

step = st.tuples(
    st.sampled_from(("set", "set", "show", "show", "change", "link", "end", "undo", "move", "wall", "stage")),
    st.sampled_from(NAMES),
    st.sampled_from(VISIBILITIES),
    st.integers(0, 5),
)


@dataclass
class Secret:
    """What the test knows of a goal: for every wording, who could be shown it while it stood."""

    owner: str
    goal: Goal
    wordings: dict[str, set[str]] = field(default_factory=dict)


def opened(crew: Crew, goal_id: int) -> Goal | None:
    """The goal as its owner reads it."""
    stored = crew.store.get(Goal, goal_id)
    values = open_values(team_uid(crew.store), "goal", goal_id, stored.model_dump()) if stored else None
    return Goal.model_validate(values) if values else None


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(step, min_size=4, max_size=18))
def test_nobody_reads_what_is_not_shared_with_them(
    make_crew: Callable[[], Crew], tmp_path: Path, steps: list[tuple[str, str, Any, int]]
) -> None:
    crew = make_crew()
    lifecycle.start_meeting(crew["Ana"], "kickoff")
    secrets: list[Secret] = []
    for number, (what, who, visibility, place) in enumerate(steps):
        try:
            play(crew, secrets, f"secret-{number}-said", what, who, visibility, place)
        except HuddleError:
            continue
        for secret in secrets:
            standing = opened(crew, secret.goal.id)
            for shown in (standing.text, standing.why) if standing else ():
                if shown:
                    secret.wordings.setdefault(shown, set()).update(permitted(crew, secret))
    for name in (*NAMES, "room"):
        reader = crew.room if name == "room" else Session.for_member(crew.session_store, crew.members[name], crew.clock)
        text = readable(reader)
        for secret in secrets:
            now = permitted(crew, secret)
            standing = opened(crew, secret.goal.id)
            for words, could in secret.wordings.items():
                if name == secret.owner:
                    assert words in text
                elif name not in now or name not in could:
                    assert words not in text, f"{name} reads {words} of {secret.owner}"
                elif standing is not None and words == standing.text:
                    assert words in text
    folder = tmp_path / f"export-{crew.path.stem}"
    export_tables(crew["Jon"], folder)
    exported = json.dumps([path.read_text(encoding="utf-8") for path in folder.glob("*.json")])
    for secret in secrets:
        if secret.owner != "Jon" and "Jon" not in permitted(crew, secret):
            assert not any(words in exported for words in secret.wordings)


def permitted(crew: Crew, secret: Secret) -> set[str]:
    """Who may see the goal as it stands, by the owner's word alone."""
    standing = crew.store.get(Goal, secret.goal.id)
    people = {name: crew["Ana"].get(type(crew.members[name]), crew.members[name].id) for name in NAMES}
    group = people[secret.owner].group_id  # type: ignore[union-attr]
    may = {secret.owner}
    match standing.visibility if standing else None:
        case "leader":
            may |= {"Ana"}
        case "group":
            may |= {name for name in NAMES if group is not None and people[name].group_id == group}  # type: ignore[union-attr]
        case "everyone":
            may |= set(NAMES)
            shown = kickoff_wall.member_on_wall(crew["Ana"])
            may |= {"room"} if shown is not None and shown.id == crew.members[secret.owner].id else set()
    return may


def play(crew: Crew, secrets: list[Secret], words: str, what: str, who: str, visibility: Any, place: int) -> None:
    s = crew[who]
    own = [secret for secret in secrets if secret.owner == who]
    mine = own[place % len(own)].goal if own else None
    match what:
        case "set":
            made = set_goal(s, words, level="personal", visibility=visibility)
            secrets.append(Secret(who, made))
        case "move":
            members.edit_member(crew["Ana"], crew.members[who], group=("North", "South")[place % 2])
        case "wall":
            kickoff_wall.take_wall(s) if place % 2 else kickoff_wall.leave_wall(s)
        case "stage":
            lifecycle.move_to_stage(crew["Ana"], "goal" if place % 2 else "collect")
        case "undo":
            s.undo("goal")
    if mine is None:
        return
    match what:
        case "show":
            set_goal_visibility(s, mine, visibility)
        case "change":
            change_personal_goal(s, mine, **({"text": words} if place % 2 else {"why": words}))  # type: ignore[arg-type]
        case "link":
            link_commitment(s, mine, commitments.commit(s, "One more customer"))
        case "end":
            end_goal(s, mine, "reached")


def test_a_list_of_goals_tells_the_viewers_own_apart(crew: Crew) -> None:
    house(crew, visibility="everyone")
    house(crew, "Jon")
    assert [each.member_id for each in list_goals(crew["Jon"])] == [crew.members["Ben"].id, crew.members["Jon"].id]
    assert [each.member_id for each in list_personal_goals(crew["Jon"])] == [crew.members["Jon"].id]
    assert list_personal_goals(crew.room) == []
