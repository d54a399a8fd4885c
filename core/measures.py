"""The team's own measures: building blocks of success that it chose, counted as metrics, and committed to.

The blocks are the trends of the board `measures`, in the order that the votes gave them. The top three to five become
measures of the team or of one territory; each person and the team commit to them. One that is replaced stays in the
history, with what came after it and why.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core import commitments, metric_shelf
from core import metrics as counted
from core.errors import Conflict, HuddleError
from core.meeting import current, must_take_part
from core.session import Session
from core.team import team as the_team
from core.votes import tally
from core.wall import board_to_show, wall
from core.wording import clean, named, stated
from data.models import Commitment, Measure, Member, Metric, Trend

FEWEST, MOST = 3, 5
"""So few measures that each one counts, and so many that no one of them rules."""


@dataclass(frozen=True, slots=True)
class Block:
    """A building block of success: a trend of the board `measures`."""

    trend_id: int
    name: str
    cards: int
    votes: int | None
    """None until they are revealed, and where there were none."""
    adopted: bool
    """Whether one of the measures that stand came from it."""


@dataclass(frozen=True, slots=True)
class Adopted:
    """One measure as it stands, or stood, and who has committed to it."""

    id: int
    metric: str
    formula: str
    territory: str | None
    since: date
    ended_on: date | None
    replaced_by: str | None
    """The metric that took its place."""
    reason: str | None
    block: str | None
    committed: tuple[str, ...]
    """By name, the leader first."""
    not_yet: tuple[str, ...]
    """Who is still free to; nobody where it has ended."""
    team_committed: bool


# -- what there is


def blocks(s: Session) -> list[Block]:
    """The building blocks of the open meeting, else of the last that collected some: most votes first, then largest."""
    board = board_to_show(s, "measures")
    if board is None:
        return []
    on_trends = board.votes_on == "trend" and board.votes_revealed_at is not None
    votes = {one.thing.id: one.votes for one in tally(s, board)} if on_trends else {}
    chosen = {measure.trend_id for measure in standing(s)}
    found = [
        Block(column.trend.id, column.name, len(column.cards), votes.get(column.trend.id), column.trend.id in chosen)
        for column in wall(s, board).trends
        if column.trend is not None
    ]
    return sorted(found, key=lambda block: (-(block.votes or 0), -block.cards, block.trend_id))


def standing(s: Session) -> list[Measure]:
    """The measures that the team and its territories steer by now: the team's first, each in order of adoption."""
    return s.all(Measure, "ended_on IS NULL", order="territory IS NOT NULL, territory COLLATE NOCASE, id")


def adopted(s: Session, *, include_ended: bool = False) -> list[Adopted]:
    """The measures with who committed to them; `include_ended` adds those before them, newest end first."""
    people = [member for member in s.all(Member, "left_on IS NULL") if member.role != "watcher"]
    people.sort(key=lambda member: (member.role != "leader", member.name.casefold()))
    names = {metric.id: metric for metric in counted.metrics(s, include_ended=True)}
    blocks_by_id = {trend.id: trend.name for trend in s.all(Trend)}
    every = {measure.id: measure for measure in s.all(Measure)}
    found = standing(s)
    if include_ended:
        found += sorted((one for one in every.values() if one.ended_on), key=lambda one: (one.ended_on, one.id))[::-1]
    owners: dict[int, set[int | None]] = {}
    for one in s.all(Commitment, "measure_id IS NOT NULL AND replaced_by IS NULL"):
        owners.setdefault(one.measure_id or 0, set()).add(one.member_id)

    def told(measure: Measure) -> Adopted:
        metric, following = names[measure.metric_id], every.get(measure.replaced_by or 0)
        asked = [member for member in people if _is_of(member, measure.territory)]
        said = owners.get(measure.id, set())
        return Adopted(
            id=measure.id,
            metric=metric.name,
            formula=metric_shelf.formula(s, metric),
            territory=measure.territory,
            since=measure.since,
            ended_on=measure.ended_on,
            replaced_by=names[following.metric_id].name if following else None,
            reason=measure.reason,
            block=blocks_by_id.get(measure.trend_id or 0),
            committed=tuple(member.name for member in asked if member.id in said),
            not_yet=() if measure.ended_on else tuple(member.name for member in asked if member.id not in said),
            team_committed=None in said,
        )

    return [told(measure) for measure in found]


def territories(s: Session) -> list[str]:
    """The territories of those who are on the team, by name."""
    found = {
        member.territory.casefold(): member.territory for member in s.all(Member, "left_on IS NULL") if member.territory
    }
    return sorted(found.values(), key=str.casefold)


def advice(s: Session, territory: str | None = None) -> str | None:
    """A sentence where the team or a territory has fewer or more measures than it can steer by; None where it fits.

    None, too, where nothing was adopted yet: nobody is behind with what was not begun.
    """
    count = sum(one.territory == territory for one in standing(s))
    whose = territory or the_team(s).name
    if 0 < count < FEWEST:
        return f"{whose} has {count} of {FEWEST} to {MOST} measures. Adopt {FEWEST - count} more from the top."
    if count > MOST:
        return f"{whose} has {count} measures, and {MOST} are the most one can steer by. Replace or end some."
    return None


def is_measure(s: Session, metric: Metric) -> bool:
    """Whether the team, or a territory, has chosen to steer by it."""
    return any(one.metric_id == metric.id for one in standing(s))


def find(s: Session, name: str, territory: str | None = None) -> Measure:
    """The standing measure of that metric, the team's unless a territory is given; a beginning will do.

    Raises `HuddleError`, naming what there is, when there is none.
    """
    territory = _territory(s, territory)
    names = {metric.id: metric.name for metric in counted.metrics(s, include_ended=True)}
    there = [one for one in standing(s) if one.territory == territory]
    wanted = clean(name).casefold()
    meant = [one for one in there if names[one.metric_id].casefold() == wanted]
    meant = meant or [one for one in there if wanted and names[one.metric_id].casefold().startswith(wanted)]
    if len(meant) == 1:
        return meant[0]
    listed = ", ".join(names[one.metric_id] for one in there) or "none yet; huddle measure adopt NAME"
    whose = territory or "the team"
    raise HuddleError(f"“{clean(name)}” is not one measure of {whose}. There are: {listed}.")


# -- choosing


def adopt(
    s: Session,
    name: str,
    *,
    territory: str | None = None,
    trend_id: int | None = None,
    unit: str | None = None,
) -> Measure:
    """The host or the leader adopts a metric as a measure of the team, or of one territory.

    `name` is a metric that the team counts, else a ready-made one; with a `unit`, the empty one too, else a new sum
    of that name. `trend_id` is the building block that it came from. Raises `HuddleError` for what is none of these,
    for whoever may not, and for what is a measure there already.
    """
    with s.change("measure.adopted"):
        _must_lead(s)
        territory = _territory(s, territory)
        metric = _metric(s, name, unit)
        return _add(s, metric, territory, trend_id)


def replace(s: Session, old: Measure, name: str, reason: str, *, unit: str | None = None) -> Measure:
    """Puts another metric in the place of a measure and returns it; the old one stays in the history, with the reason.

    What people committed to on the old one stays theirs. Raises `HuddleError` as `adopt` does, and without a reason.
    """
    reason = stated(reason, "The reason")
    with s.change("measure.replaced") as change:
        _must_lead(s)
        old = _fresh(s, old)
        metric = _metric(s, name, unit)
        new = _add(s, metric, old.territory, old.trend_id)
        change.update(old, ended_on=s.today, replaced_by=new.id, reason=reason)
        return new


def end(s: Session, old: Measure, reason: str) -> Measure:
    """Ends a measure without another in its place. Raises `HuddleError` as `replace` does."""
    reason = stated(reason, "The reason")
    with s.change("measure.ended") as change:
        _must_lead(s)
        return change.update(_fresh(s, old), ended_on=s.today, reason=reason)


def commit_to(
    s: Session, measure: Measure, text: str = "", *, team: bool = False, member: Member | None = None, **what: object
) -> Commitment:
    """The member who acts commits to a measure, or a `member` who says so, or the whole `team`.

    Without words the metric's name stands for them; the commitment is counted on that metric. `what` and who may are
    as in `commitments.commit`. Raises `HuddleError` as that does, for who is of another territory, and for who has
    committed to it already.
    """
    with s.change("measure.committed_to") as change:
        me = must_take_part(s)
        measure = _fresh(s, measure)
        metric = s.get(Metric, measure.metric_id)
        owner = None if team else member or me
        if owner is not None and not _is_of(owner, measure.territory):
            raise HuddleError(f"This is a measure of {measure.territory}, and {owner.name} is not of that territory.")
        standing_one = "measure_id = ? AND member_id IS ? AND replaced_by IS NULL"
        if s.all(Commitment, standing_one, (measure.id, owner.id if owner else None)):
            who = owner.name if owner else "The whole team"
            raise HuddleError(f"{who} has committed to this already. Reword that commitment to change it.")
        what["metric"] = metric
        words = text if clean(text) else metric.name if metric else ""
        taken = commitments.commit(s, words, team=team, member=member, **what)  # type: ignore[arg-type]
        return change.update(taken, measure_id=measure.id)


# -- within


def _add(s: Session, metric: Metric, territory: str | None, trend_id: int | None) -> Measure:
    with s.change("measure.adopted") as change:  # joins the one that is open
        if any(one.metric_id == metric.id and one.territory == territory for one in standing(s)):
            raise HuddleError(f"{metric.name} is a measure of {territory or 'the team'} already.")
        if trend_id is not None and s.get(Trend, trend_id) is None:
            raise Conflict("This building block is not there any more. Choose another.")
        return change.insert(Measure(metric_id=metric.id, territory=territory, trend_id=trend_id, since=s.today))


def _metric(s: Session, name: str, unit: str | None) -> Metric:
    """The metric that is meant, which is made where it is not there yet."""
    name = named(name, "The metric's name")
    for each in counted.metrics(s, include_ended=True):
        if each.name.casefold() == name.casefold():
            counted.counts(each)
            return each
    if any(ready.name == name.casefold() for ready in metric_shelf.SHELF):
        return metric_shelf.adopt(s, name)[-1]
    if unit is not None:
        return counted.add_metric(s, name, unit=unit, scale=counted.usual_scale("sum", unit))
    shelf = ", ".join(ready.name for ready in metric_shelf.SHELF if ready.alone)
    raise HuddleError(f"“{name}” is neither counted nor ready-made; with a unit it is made new. Ready-made: {shelf}.")


def _territory(s: Session, name: str | None) -> str | None:
    if name is None:
        return None
    wanted = clean(name).casefold()
    for each in [*territories(s), *(one.territory for one in standing(s) if one.territory)]:
        if each.casefold() == wanted:
            return each
    there = ", ".join(territories(s)) or "none yet: huddle member edit NAME --territory T"
    raise HuddleError(f"Nobody is of the territory “{clean(name)}”. The territories: {there}.")


def _is_of(member: Member, territory: str | None) -> bool:
    return territory is None or (member.territory or "").casefold() == territory.casefold()


def _fresh(s: Session, measure: Measure) -> Measure:
    now = s.get(Measure, measure.id)
    if now is None or now.ended_on is not None:
        raise Conflict("This is no measure any more: somebody has replaced or ended it. Look at the ones there are.")
    return now


def may_lead(s: Session) -> bool:
    """Whether the viewer may write down what the team has chosen: the leader, and the host of the open meeting."""
    meeting = current(s)
    return s.viewer.is_leader or (meeting is not None and s.viewer.is_member(meeting.host_id))


def _must_lead(s: Session) -> None:
    must_take_part(s)
    if not may_lead(s):
        raise HuddleError("What the team has chosen is written down by the host or the leader. Ask one of them.")
