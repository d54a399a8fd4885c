"""The sample team itself: its members, clock, metrics, targets and goals."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from core.access.session import Session
from core.goals import goals, tree
from core.hosting import rotation
from core.metrics import metrics, targets
from core.models import Commitment, Metric
from core.sample import sales_amounts
from core.sample.script import Script
from core.team import groups, members
from core.team.team import create_team
from core.values.periods import Period, period_containing
from data.store import Store

PAST_MEETINGS = 14
"""How many meetings are over."""
WEEKS_OF_ENTRIES = 10
"""For how many weeks amounts are entered."""
LEADER = "Ana Ruiz"
NEXT_HOST = "Ben Okafor"
SCRIBES = {"North": "Mia Lindqvist", "South": "Lea Brandt"}
"""The scribe of each group."""

LAST_MONTHS = {3: "March", 6: "June", 9: "September", 12: "December"}
"""The names of the last months of the quarters."""


class SampleTeam:
    """The sample team, with a clock that steps from fifteen weeks ago up to now."""

    def __init__(self, store: Store, now: datetime, script: Script) -> None:
        self.store = store
        self.now = now
        """The real time, at which the story ends."""
        self.story_time = now - timedelta(weeks=PAST_MEETINGS + 1)
        """The time of the story."""
        self.today = now.date()
        self.script = script
        self.phrases_by_name: dict[str, Any] = script.phrases
        self.random = Random(19)
        self.sessions: dict[str, Session] = {}
        self.metrics: dict[str, Metric] = {}
        self.open_commitments: dict[str, Commitment] = {}
        """The open commitment of each member, by name."""

    # -- time

    def clock(self) -> datetime:
        """Return the time of the story, at most now."""
        return min(self.story_time, self.now)

    def advance_to(self, day: date, hour: int = 14) -> None:
        """Advance to an hour of a day; the time never goes back."""
        moment = self.now.replace(
            year=day.year, month=day.month, day=day.day, hour=hour, minute=0, second=0, microsecond=0
        )
        self.story_time = max(self.story_time, moment)

    def advance(self, **step: float) -> None:
        """Advance by a step, given as for `timedelta`."""
        self.story_time += timedelta(**step)

    def time_before_now(self, step: timedelta) -> datetime:
        """Return the time that long before now, but not before midnight."""
        return max(self.now - step, self.now.replace(hour=0, minute=0, second=0, microsecond=0))

    def meeting_day(self, weeks_ago: int) -> date:
        """Return the day of a meeting: the weekday of today, or the Friday before a weekend."""
        day = self.today - timedelta(weeks=weeks_ago)
        return day - timedelta(days=max(0, day.isoweekday() - 5))

    # -- phrases and sessions

    def shuffled(self, name: str) -> list[Any]:
        """Return a shuffled copy of the phrases of that name."""
        texts = list(self.phrases_by_name[name])
        return self.random.sample(texts, len(texts))

    def next_phrase(self, texts: list[Any]) -> Any:
        """Return the next phrase and move it to the end of the list."""
        texts.append(texts.pop(0))
        return texts[-1]

    @property
    def leader(self) -> Session:
        """Return the leader's session."""
        return self.sessions[LEADER]

    @property
    def participant_names(self) -> list[str]:
        """Return the names of all members who are not watchers."""
        return [person.name for person in self.script.people if person.role != "watcher"]

    # -- the team

    def create_team(self) -> None:
        """Create the team with its groups, members, metrics, targets and goals."""
        leader = create_team(self.store, self.clock, self.phrases_by_name["team"], LEADER)
        self.sessions[LEADER] = leader
        groups_by_name = {name: groups.make_group(leader, name) for name in SCRIBES}
        for person in self.script.people:
            group = groups_by_name.get(person.group or "")
            if person.name == LEADER:
                member = members.edit_member(
                    leader, leader.me, kind=person.kind, group=group, territory=person.territory
                )
            else:
                member = members.add_member(
                    leader,
                    person.name,
                    role=person.role,
                    kind=person.kind,
                    group=group,
                    territory=person.territory,
                )
            self.sessions[person.name] = Session.for_member(self.store, member, self.clock)
        for name, scribe in SCRIBES.items():
            groups.set_scribe(leader, groups_by_name[name], self.sessions[scribe].me)
        self.metrics = {
            "won revenue": metrics.add_metric(leader, "won revenue", unit="EUR"),
            "calls": metrics.add_metric(leader, "calls", unit="calls"),
            "new customers": metrics.add_metric(leader, "new customers", unit="customers"),
        }
        self._agree_on_targets()
        self._set_goals()
        # These two go last: they host the meeting that is open now, and the next one.
        for name in (LEADER, NEXT_HOST):
            rotation.move(leader, self.sessions[name].me, len(self.participant_names))

    def _agree_on_targets(self) -> None:
        first = period_containing(self.today - timedelta(weeks=WEEKS_OF_ENTRIES), "quarter")
        periods: list[Period] = [first]
        while self.today not in periods[-1]:
            periods.append(periods[-1].next())
        team_amounts: dict[str, int] = {}
        for person in self.script.people:
            agreed = sales_amounts.quarter_targets(person) if person.role != "watcher" else {}
            for metric, amount in agreed.items():
                team_amounts[metric] = team_amounts.get(metric, 0) + amount
            self._set_targets(self.sessions[person.name], agreed, periods)
        with self.leader.change("target.set"):
            for period in periods:
                for metric, amount in team_amounts.items():
                    bonus = "A long weekend for everybody" if metric == "won revenue" else None
                    targets.set_target(
                        self.leader, self.metrics[metric], amount, period=period, floor=amount * 8 // 10, bonus=bonus
                    )

    def _set_targets(self, session: Session, agreed: dict[str, int], periods: list[Period]) -> None:
        if not agreed:
            return
        with session.change("target.set"):
            for period in periods:
                for metric, amount in agreed.items():
                    targets.set_target(session, self.metrics[metric], amount, member=session.me, period=period)
            # Calls have weekly targets too.
            week = period_containing(self.today - timedelta(weeks=3), "week")
            while week.starts_on <= self.today:
                calls = agreed["calls"] // sales_amounts.WEEKS_PER_QUARTER
                targets.set_target(session, self.metrics["calls"], calls, member=session.me, period=week)
                week = week.next()

    def _set_goals(self) -> None:
        due = period_containing(period_containing(self.today, "quarter").ends_on + timedelta(days=1), "quarter").ends_on
        due_text = f"{due.day} {LAST_MONTHS[due.month]}"
        company_goal = goals.set_goal(self.leader, self.phrases_by_name["company_goal"], level="company")
        team_goal = goals.set_goal(
            self.leader,
            self.phrases_by_name["goal"].format(due=due_text),
            due=due,
            why=self.phrases_by_name["goal_why"],
            under=company_goal,
        )
        # Targets on new customers serve the team's goal, the others the company's.
        for target in targets.list_targets(self.leader, period_containing(self.today, "quarter")):
            if target.metric_id != self.metrics["calls"].id:
                served = team_goal if target.metric_id == self.metrics["new customers"].id else company_goal
                tree.link_target(self.leader, target, served)
        for goal in self.script.goals:
            goals.set_goal(
                self.sessions[goal.member],
                goal.text,
                level="personal",
                due=period_containing(self.today + timedelta(days=30 * goal.due_months), "month").ends_on,
                why=goal.why,
                reaching=goal.reaching,
                missing=goal.missing,
                visibility=goal.visibility,
            )
