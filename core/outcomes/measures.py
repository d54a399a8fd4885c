"""The team's measures: metrics that it or a territory chose to steer by, and that members commit to.

They come from building blocks of success: the trends on the board `measures`, in the order of their votes, of which the
top three to five are adopted. A measure that is replaced stays in the history, with its successor and the reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Unpack

from core.access.session import Session
from core.commitments import commitments
from core.commitments.commitments import CommitmentTerms
from core.errors import Conflict, HuddleError
from core.meeting.lifecycle import is_host, open_meeting_or_none, require_participant
from core.meeting.trend_columns import board_to_show, load_grouped_cards
from core.meeting.vote_tally import tally
from core.metrics import metrics, templates
from core.models import Commitment, Measure, Member, Metric, Trend, by_id
from core.team.record import get_team
from core.values.text import clean, format_count, join_words, require_name, require_text

MIN_MEASURES, MAX_MEASURES = 3, 5
"""The fewest and the most measures to steer by: enough to cover success, and few enough that each one counts."""


@dataclass(frozen=True, slots=True)
class BuildingBlock:
    """A building block of success: a trend on the board `measures`."""

    trend_id: int
    name: str
    cards: int
    """How many cards the trend has."""
    votes: int | None
    """None until votes are revealed, and where trends were not voted on."""
    adopted: bool
    """Whether a current measure came from it."""


@dataclass(frozen=True, slots=True)
class MeasureOverview:
    """A current or ended measure, and who has committed to it."""

    id: int
    metric: str
    """The metric's name."""
    formula: str
    territory: str | None
    since: date
    ended_on: date | None
    replaced_by: str | None
    """The name of the metric that replaced it."""
    reason: str | None
    block: str | None
    """The name of the building block that it came from."""
    committed: tuple[str, ...]
    """The names of the members who committed to it, the leader first."""
    not_yet: tuple[str, ...]
    """The names of the members who have not; empty where it has ended."""
    team_committed: bool


# -- queries


def list_blocks(session: Session) -> list[BuildingBlock]:
    """Return the building blocks of the open meeting, else of the last that collected some: most votes first, then
    largest."""
    board = board_to_show(session, "measures")
    if board is None:
        return []
    on_trends = board.votes_on == "trend" and board.votes_revealed_at is not None
    votes = {tallied.subject.id: tallied.votes for tallied in tally(session, board)} if on_trends else {}
    chosen = {measure.trend_id for measure in list_current(session)}
    result = [
        BuildingBlock(
            column.trend.id, column.name, len(column.cards), votes.get(column.trend.id), column.trend.id in chosen
        )
        for column in load_grouped_cards(session, board).trends
        if column.trend is not None
    ]
    return sorted(result, key=lambda block: (-(block.votes or 0), -block.cards, block.trend_id))


def list_current(session: Session) -> list[Measure]:
    """Return the current measures of the team and its territories: the team's first, each in order of adoption."""
    return session.all(Measure, "ended_on IS NULL", order="territory IS NOT NULL, territory COLLATE NOCASE, id")


def list_measures(session: Session, *, include_ended: bool = False) -> list[MeasureOverview]:
    """Return the measures with who committed to them; `include_ended` adds the ended ones, latest end first."""
    people = [member for member in session.all(Member, "left_on IS NULL") if member.role != "watcher"]
    people.sort(key=lambda member: (member.role != "leader", member.name.casefold()))
    metrics_by_id = by_id(metrics.list_metrics(session, include_ended=True))
    blocks_by_id = {trend.id: trend.name for trend in session.all(Trend)}
    measures_by_id = by_id(session.all(Measure))
    chosen = list_current(session)
    if include_ended:
        chosen += sorted(
            (row for row in measures_by_id.values() if row.ended_on), key=lambda row: (row.ended_on, row.id)
        )[::-1]
    owners: dict[int, set[int | None]] = {}
    for row in session.all(Commitment, "measure_id IS NOT NULL AND replaced_by IS NULL"):
        owners.setdefault(row.measure_id or 0, set()).add(row.member_id)

    def describe(measure: Measure) -> MeasureOverview:
        metric, following = metrics_by_id[measure.metric_id], measures_by_id.get(measure.replaced_by or 0)
        candidates = [member for member in people if _belongs_to(member, measure.territory)]
        owner_ids = owners.get(measure.id, set())
        return MeasureOverview(
            id=measure.id,
            metric=metric.name,
            formula=templates.describe_formula(session, metric),
            territory=measure.territory,
            since=measure.since,
            ended_on=measure.ended_on,
            replaced_by=metrics_by_id[following.metric_id].name if following else None,
            reason=measure.reason,
            block=blocks_by_id.get(measure.trend_id or 0),
            committed=tuple(member.name for member in candidates if member.id in owner_ids),
            not_yet=()
            if measure.ended_on
            else tuple(member.name for member in candidates if member.id not in owner_ids),
            team_committed=None in owner_ids,
        )

    return [describe(measure) for measure in chosen]


def list_territories(session: Session) -> list[str]:
    """Return the territories of the members on the team, by name."""
    by_folded_name = {
        member.territory.casefold(): member.territory
        for member in session.all(Member, "left_on IS NULL")
        if member.territory
    }
    return sorted(by_folded_name.values(), key=str.casefold)


def describe_count_problem(session: Session, territory: str | None = None) -> str | None:
    """Return a sentence when the team, or a territory, has fewer or more measures than recommended; else None.

    None, too, when it has adopted no measure yet.
    """
    count = sum(measure.territory == territory for measure in list_current(session))
    owner = territory or get_team(session).name
    if 0 < count < MIN_MEASURES:
        return (
            f"{owner} has {format_count(count, 'measure')}. "
            f"Choose {MIN_MEASURES - count} more ({MIN_MEASURES} to {MAX_MEASURES} work best)."
        )
    if count > MAX_MEASURES:
        return f"{owner} has {format_count(count, 'measure')}. {MAX_MEASURES} is the maximum. Remove some."
    return None


def is_measure(session: Session, metric: Metric) -> bool:
    """Return whether the metric is a current measure of the team or a territory."""
    return any(measure.metric_id == metric.id for measure in list_current(session))


def find(session: Session, name: str, territory: str | None = None) -> Measure:
    """Return the current measure on the metric of that name, the team's unless `territory` is given.

    The beginning of the name is enough. Raises `HuddleError`, naming the measures, when there is not exactly one.
    """
    territory = _territory(session, territory)
    names = {metric.id: metric.name for metric in metrics.list_metrics(session, include_ended=True)}
    candidates = [measure for measure in list_current(session) if measure.territory == territory]
    wanted = clean(name).casefold()
    matches = [measure for measure in candidates if names[measure.metric_id].casefold() == wanted]
    matches = matches or [
        measure for measure in candidates if wanted and names[measure.metric_id].casefold().startswith(wanted)
    ]
    if len(matches) == 1:
        return matches[0]
    listed = join_words(names[measure.metric_id] for measure in candidates) or "none yet"
    owner = territory or "the team"
    raise HuddleError(
        f"No single measure of {owner} matches “{clean(name)}”. Measures: {listed}.", action="measures.adopt"
    )


# -- changes


def adopt_measure(
    session: Session,
    name: str,
    *,
    territory: str | None = None,
    trend_id: int | None = None,
    unit: str | None = None,
) -> Measure:
    """Adopt a metric as a measure of the team, or of one territory, and return it; for the host or the leader.

    `name` is a metric of the team, else a template; else, when `unit` is given (it may be empty), a new sum of that
    name. `trend_id` is the building block that it came from. Raises `HuddleError` when `name` is none of these, when
    the viewer may not, and when it is a measure there already.
    """
    with session.change("measure.adopted"):
        _require_may_lead(session)
        territory = _territory(session, territory)
        metric = _find_or_make_metric(session, name, unit)
        return _add(session, metric, territory, trend_id)


def replace_measure(session: Session, old: Measure, name: str, reason: str, *, unit: str | None = None) -> Measure:
    """Replace a measure by another metric and return the new measure; the old one stays in the history, with the
    reason.

    Commitments to the old one stay. Raises `HuddleError` as `adopt_measure` does, and without a reason.
    """
    reason = require_text(reason, "The reason")
    with session.change("measure.replaced") as change:
        _require_may_lead(session)
        old = _require_current(session, old)
        metric = _find_or_make_metric(session, name, unit)
        new = _add(session, metric, old.territory, old.trend_id)
        change.update(old, ended_on=session.today, replaced_by=new.id, reason=reason)
        return new


def end_measure(session: Session, old: Measure, reason: str) -> Measure:
    """End a measure without a successor. Raises `HuddleError` as `replace_measure` does."""
    reason = require_text(reason, "The reason")
    with session.change("measure.ended") as change:
        _require_may_lead(session)
        return change.update(_require_current(session, old), ended_on=session.today, reason=reason)


def commit_to_measure(
    session: Session,
    measure: Measure,
    text: str = "",
    *,
    team: bool = False,
    member: Member | None = None,
    **terms: Unpack[CommitmentTerms],
) -> Commitment:
    """Create a commitment to a measure, of the acting member, of `member`, or of the whole `team`, and return it.

    Without a text it is the metric's name; it is counted on that metric. `terms` and the rights are as in
    `commitments.commit`. Raises `HuddleError` as that does, for a member of another territory, and for an owner who has
    committed to it already.
    """
    with session.change("measure.committed_to") as change:
        acting = require_participant(session)
        measure = _require_current(session, measure)
        metric = session.get(Metric, measure.metric_id)
        owner = None if team else member or acting
        if owner is not None and not _belongs_to(owner, measure.territory):
            raise HuddleError(f"This measure is for {measure.territory}. {owner.name} has another territory.")
        same_owner = "measure_id = ? AND member_id IS ? AND replaced_by IS NULL"
        if session.all(Commitment, same_owner, (measure.id, owner.id if owner else None)):
            who = owner.name if owner else "The whole team"
            raise HuddleError(f"{who} has already committed to this. Edit that commitment instead.")
        terms["metric"] = metric
        wording = text if clean(text) else metric.name if metric else ""
        commitment = commitments.commit(session, wording, team=team, member=member, **terms)
        return change.update(commitment, measure_id=measure.id)


# -- rules


def _add(session: Session, metric: Metric, territory: str | None, trend_id: int | None) -> Measure:
    with session.change("measure.adopted") as change:  # joins the open change
        if any(
            existing.metric_id == metric.id and existing.territory == territory for existing in list_current(session)
        ):
            raise HuddleError(f"{metric.name} is already a measure of {territory or 'the team'}.")
        if trend_id is not None and session.get(Trend, trend_id) is None:
            raise Conflict("This idea was removed. Choose another.")
        return change.insert(Measure(metric_id=metric.id, territory=territory, trend_id=trend_id, since=session.today))


def _find_or_make_metric(session: Session, name: str, unit: str | None) -> Metric:
    """Return the metric of that name; it is made from a template, or as a new sum, when the team does not have it."""
    name = require_name(name, "The metric's name")
    for existing in metrics.list_metrics(session, include_ended=True):
        if existing.name.casefold() == name.casefold():
            metrics.require_metric_not_ended(existing)
            return existing
    if any(template.name == name.casefold() for template in templates.TEMPLATES):
        return templates.adopt_template(session, name)[-1]
    if unit is not None:
        return metrics.add_metric(session, name, unit=unit, scale=metrics.default_scale("sum", unit))
    shelf = join_words(template.name for template in templates.TEMPLATES if template.offered_alone)
    raise HuddleError(f"No metric named “{name}”. Give a unit to add it. Ready-made: {shelf}.")


def _territory(session: Session, name: str | None) -> str | None:
    if name is None:
        return None
    wanted = clean(name).casefold()
    for known in [
        *list_territories(session),
        *(measure.territory for measure in list_current(session) if measure.territory),
    ]:
        if known.casefold() == wanted:
            return known
    listed = join_words(list_territories(session)) or "none yet"
    raise HuddleError(f"No member has the territory “{clean(name)}”. Territories: {listed}.")


def _belongs_to(member: Member, territory: str | None) -> bool:
    return territory is None or (member.territory or "").casefold() == territory.casefold()


def _require_current(session: Session, measure: Measure) -> Measure:
    gone = "This measure was replaced or ended."
    return session.reload(measure, gone, lambda stored: stored.ended_on is None)


def may_choose_measures(session: Session) -> bool:
    """Return whether the viewer may record the team's choice: the leader, and the host of the open meeting."""
    meeting = open_meeting_or_none(session)
    return session.viewer.is_leader or is_host(session, meeting)


def _require_may_lead(session: Session) -> None:
    require_participant(session)
    if not may_choose_measures(session):
        raise HuddleError("Only the host or the leader can change measures.")
