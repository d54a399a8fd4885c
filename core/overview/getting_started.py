"""The first four weeks with Huddle as a list of steps, each ticked by facts that the viewer may see.

Nothing is stored: what was done ticks itself off, and what is undone is open again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from core.access.session import Session
from core.meeting.agenda import SWOT_BOARDS
from core.metrics.metrics import TRAINING
from core.values.periods import period_containing

MIN_MEMBERS, MAX_UNGROUPED, MIN_ENTRY_DAYS, MIN_TRAINED, MIN_MEASURES = 3, 15, 3, 2, 3
"""From when the steps about the team, its groups, its numbers, training and measures count as done."""

WEEKLIES_SHOWN = 4
"""After more closed weekly meetings than these the steps are not shown any more."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do."""

    id: str
    """What a screen knows it by, to open the place where it is done."""
    title: str
    week: int
    is_done: bool
    progress: str = ""
    """How many of how many, where several people do it; else empty."""


_WEEKLIES = "SELECT count(*) AS weeklies FROM visible_meeting WHERE kind = 'weekly' AND status = 'closed'"

_FACTS = f"""
WITH people AS (SELECT id, group_id FROM visible_member WHERE left_on IS NULL AND role <> 'watcher'),
kickoff AS (SELECT id, day, status FROM visible_meeting WHERE kind = 'kickoff' AND status <> 'planned')
SELECT
  (SELECT count(*) FROM visible_member WHERE left_on IS NULL) AS members,
  (SELECT count(*) FROM people) AS people,
  (SELECT count(*) FROM people WHERE group_id IS NULL) AS ungrouped,
  (SELECT count(*) FROM visible_metric WHERE ended_on IS NULL) AS metrics,
  (SELECT count(*) FROM visible_goal WHERE level = 'team' AND ended_on IS NULL) AS team_goals,
  EXISTS (SELECT 1 FROM kickoff JOIN visible_board AS board ON board.meeting_id = kickoff.id
    JOIN visible_card ON board_id = board.id WHERE kickoff.status = 'closed') AS kickoff_held,
  EXISTS (SELECT 1 FROM kickoff JOIN visible_board AS board ON board.meeting_id = kickoff.id
    JOIN visible_trend ON board_id = board.id) AS sorted,
  (SELECT count(DISTINCT member_id) FROM visible_commitment WHERE status = 'open'
    AND member_id IN (SELECT id FROM people)) AS committed,
  (SELECT count(DISTINCT iif(from_id = :me, to_id, from_id)) FROM visible_conversation
    WHERE kind = 'one-on-one' AND status = 'held' AND :me IN (from_id, to_id)
    AND held_on >= ifnull((SELECT max(day) FROM kickoff), '')
    AND iif(from_id = :me, to_id, from_id) IN (SELECT id FROM people)) AS spoken,
  (SELECT count(DISTINCT member_id) FROM visible_target WHERE agreed_amount IS NOT NULL
    AND starts_on <= :quarter_end AND ends_on >= :quarter_start
    AND member_id IN (SELECT id FROM people)) AS agreed,
  (SELECT count(*) FROM (SELECT DISTINCT day FROM visible_entry LIMIT {MIN_ENTRY_DAYS})) AS entry_days,
  EXISTS (SELECT 1 FROM visible_entry WHERE source IS NOT NULL) AS imported,
  EXISTS (SELECT 1 FROM visible_entry WHERE member_id = :me) AS has_logged,
  EXISTS (SELECT 1 FROM visible_commitment WHERE member_id = :me) AS has_committed,
  EXISTS (SELECT 1 FROM visible_meeting WHERE status = 'closed' AND kind <> 'one-on-one'
    AND host_id IS NOT NULL AND host_id <> :me) AS other_hosts,
  EXISTS (SELECT 1 FROM visible_goal WHERE level = 'personal' AND member_id = :me AND ended_on IS NULL) AS own_goal,
  (SELECT count(*) FROM (SELECT DISTINCT member_id FROM visible_entry WHERE metric_id IN (
    SELECT id FROM visible_metric WHERE lower(name) = :training) LIMIT {MIN_TRAINED})) AS trained,
  EXISTS (SELECT 1 FROM visible_board AS board JOIN visible_card ON board_id = board.id
    WHERE kind IN (SELECT value FROM json_each(:swot))) AS swot,
  (SELECT count(*) FROM visible_measure WHERE ended_on IS NULL) AS measures,
  EXISTS (SELECT 1 FROM visible_conversation WHERE kind = 'review') AS reviews
"""


def list_steps(session: Session) -> list[Step]:
    """Return the viewer's steps in order: sixteen for a leader, four for a seller, none for others, and none once all
    are done or after the fifth weekly meeting."""
    viewer = session.viewer
    if not viewer.takes_part:
        return []
    # Asked first and alone: the other facts read all entries, of which an older team may have a million.
    weeklies = session.query(_WEEKLIES)[0]["weeklies"]
    if weeklies > WEEKLIES_SHOWN:
        return []
    quarter = period_containing(session.today, "quarter")
    facts = session.query(
        _FACTS,
        {
            "me": viewer.member_id,
            "quarter_start": quarter.starts_on.isoformat(),
            "quarter_end": quarter.ends_on.isoformat(),
            "training": TRAINING,
            "swot": json.dumps(list(SWOT_BOARDS)),
        },
    )[0]
    facts["weeklies"] = weeklies
    steps = _leader_steps(facts) if viewer.is_leader else _member_steps(facts)
    return [] if all(step.is_done for step in steps) else steps


def _leader_steps(facts: dict[str, int]) -> list[Step]:
    people, others = facts["people"], max(0, facts["people"] - 1)

    def of(count: int, all_of_them: int) -> tuple[bool, str]:
        return 0 < all_of_them <= count, f"{min(count, all_of_them)} of {all_of_them}"

    def step(id: str, title: str, week: int, is_done: bool | int, progress: str = "") -> Step:
        return Step(id, title, week, bool(is_done), progress)

    return [
        step("team", "Add your team", 1, facts["members"] >= MIN_MEMBERS),
        step("groups", "Make groups", 1, people <= MAX_UNGROUPED or facts["ungrouped"] == 0),
        step("metric", "Choose what to track", 1, facts["metrics"]),
        step("team_goal", "Write the team goal", 1, facts["team_goals"]),
        step("kickoff", "Hold the kickoff", 1, facts["kickoff_held"]),
        step("sort", "Sort the cards", 1, facts["sorted"]),
        step("commit", "Everyone commits", 1, *of(facts["committed"], people)),
        step("one_on_ones", "One-on-one with everyone", 2, *of(facts["spoken"], others)),
        step("targets", "Agree targets", 2, *of(facts["agreed"], people)),
        step("weekly", "First weekly meeting", 2, facts["weeklies"]),
        step("numbers", "Get numbers in", 3, facts["entry_days"] >= MIN_ENTRY_DAYS or facts["imported"]),
        step("other_host", "Someone else hosts", 3, facts["other_hosts"]),
        step("own_goal", "Write a goal of your own", 3, facts["own_goal"]),
        step("training", "Start training", 3, facts["trained"] >= MIN_TRAINED),
        step("swot", "SWOT and 3 measures", 4, facts["swot"] and facts["measures"] >= MIN_MEASURES),
        step("reviews", "Plan reviews", 4, facts["reviews"]),
    ]


def _member_steps(facts: dict[str, int]) -> list[Step]:
    return [
        Step("commit", "Add your first commitment", 1, bool(facts["has_committed"])),
        Step("log", "Log your first amount", 1, bool(facts["has_logged"])),
        Step("one_on_ones", "Have your first one-on-one", 2, bool(facts["spoken"])),
        Step("own_goal", "Write a goal of your own", 3, bool(facts["own_goal"])),
    ]
