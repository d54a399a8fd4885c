"""The minutes of a meeting: what was stated, what was taken on, and who hosts next. They can be read while it is open.

They are written for one viewer, through the session, and may be passed on. So hidden cards, private metrics and what is
between two people are in nobody's minutes, and cards of anonymous boards have no names.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from core.access.session import Session
from core.commitments.phrasing import describe_amount, describe_recurrence
from core.commitments.queries import commitments_to_review, sort_by_owner
from core.commitments.snapshots import commitments_at_close
from core.errors import HuddleError
from core.hosting import rotation
from core.meeting import pulse
from core.meeting.lifecycle import (
    host_of,
    last_ended_meeting,
    list_attendances,
    next_planned_meeting,
    open_meeting_or_none,
)
from core.meeting.participation import find_who_took_part
from core.meeting.trend_columns import load_grouped_cards
from core.metrics.metrics import is_private, list_metrics
from core.metrics.rating import format_rating
from core.models import Board, Card, Commitment, Goal, Meeting, Member, Metric, Outcome, Team, by_id
from core.outgoing.minutes_model import (
    BoardMinutes,
    Minutes,
    MinutesCard,
    MinutesCommitment,
    MinutesMetric,
    MinutesMetricRow,
    MinutesPulse,
    MinutesTrend,
)
from core.standings.charts import BurnUp, burn_up
from core.values import amounts
from core.values.periods import period_between, period_containing
from core.values.text import clean

TOP_PLACES = 3
"""How many places of each leaderboard the minutes list."""


def build_minutes(session: Session, meeting: Meeting | None = None) -> Minutes:
    """Return the minutes of `meeting`; without one, of the open meeting, else of the last closed one.

    Raises `HuddleError` when there is none, and for a meeting that has not begun.
    """
    meeting = (session.get(Meeting, meeting.id) if meeting else None) or meeting or _latest(session)
    if meeting.status == "planned":
        raise HuddleError(f"The {meeting.kind} meeting {meeting.number} has not started, so it has no minutes yet.")
    host, goal = host_of(session, meeting), _goal(session, meeting)
    took_part, absent, silent = _attendance(session, meeting)
    boards = {board.kind: _board(session, board) for board in session.all(Board, "meeting_id = ?", (meeting.id,))}
    next_host, because, next_day = _next_host(session, meeting)
    as_recorded = commitments_at_close(session, meeting)
    return Minutes(
        team=session.all(Team)[0].name,
        kind=meeting.kind,
        number=meeting.number,
        day=meeting.day,
        status=meeting.status,
        host=host.name if host else None,
        present=took_part,
        absent=absent,
        silent=silent,
        goal=goal.text if goal else None,
        goal_due=goal.due if goal else None,
        wins=_all_cards(boards.pop("wins", None)),
        hurdles=_all_cards(boards.pop("hurdles", None)),
        numbers=tuple(_numbers(session, meeting)),
        boards=tuple(board for board in boards.values() if board.trends or board.ungrouped or board.hidden),
        commitments=_commitment_rows(
            session,
            sort_by_owner(
                session,
                (commitment for commitment in as_recorded.values() if commitment.meeting_id == meeting.id),
            ),
        ),
        closed=_commitment_rows(
            session,
            (
                as_recorded[commitment.id]
                for commitment in commitments_to_review(session, meeting)
                if commitment.id in as_recorded and as_recorded[commitment.id].status != "open"
            ),
        ),
        felt=_pulse(session, meeting),
        next_host=next_host,
        because=because,
        next_day=next_day,
    )


def format_minutes_json(minutes_: Minutes) -> str:
    """Return the minutes as JSON: names as in `Minutes`, days as ISO 8601, and no charts, which only the page shows."""
    import json
    from dataclasses import asdict

    values = asdict(minutes_)
    for number in values["numbers"]:
        del number["chart"]
    return json.dumps(values, ensure_ascii=False, indent=2, default=str)


def find_meeting(session: Session, text: str) -> Meeting:
    """Return the meeting named by `14` (the weekly one, else the newest of that number), `kickoff 1` or a day.

    Raises `HuddleError` when there is none.
    """
    *kind, last = clean(text).casefold().split() or [""]
    meetings = session.all(Meeting, "status <> 'planned'", order="day DESC, id DESC")
    if kind:
        meetings = [meeting for meeting in meetings if meeting.kind == "-".join(kind)]
    matches = [meeting for meeting in meetings if last in (str(meeting.number), meeting.day.isoformat())]
    matches.sort(key=lambda meeting: meeting.kind != "weekly")
    if not matches:
        raise HuddleError(f"No meeting matches “{clean(text)}”. Type its number, its kind and number, or its day.")
    return matches[0]


# -- the sections


def _latest(session: Session) -> Meeting:
    latest = open_meeting_or_none(session) or last_ended_meeting(session)
    if latest is None:
        raise HuddleError("No meeting yet, so there are no minutes.", action="meeting")
    return latest


def _attendance(session: Session, meeting: Meeting) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Return who took part, who was marked absent, and who is in neither list, by name and the leader first.

    Everyone counts as present when a meeting starts, so that alone says nothing about them.
    """
    people = by_id(session.all(Member))
    took_part = find_who_took_part(session, meeting)
    invited = {row.member_id: row.present for row in list_attendances(session, meeting)}
    names: dict[str, list[str]] = {"took part": [], "absent": [], "silent": []}
    for member in sorted(people.values(), key=lambda member: (member.role != "leader", member.name.casefold())):
        if member.id in took_part:
            names["took part"].append(member.name)
        elif member.id not in invited or _came_and_went(member, meeting):
            continue
        elif not invited[member.id]:
            names["absent"].append(member.name)
        elif member.role != "watcher":
            names["silent"].append(member.name)
    return tuple(names["took part"]), tuple(names["absent"]), tuple(names["silent"])


def _came_and_went(member: Member, meeting: Meeting) -> bool:
    """Return whether the member was added and left on the day of the meeting, as by mistake."""
    return member.left_on is not None and member.joined_on == member.left_on == meeting.day


def _goal(session: Session, meeting: Meeting) -> Goal | None:
    """Return the team's goal when the meeting ended."""
    until = meeting.closed_at or session.timestamp
    goals = session.all(
        Goal,
        "level = 'team' AND set_at <= ? AND (ended_on IS NULL OR ended_on > ?)",
        (until, meeting.day.isoformat()),
        order="id DESC",
    )
    return next(iter(goals), None)


def _board(session: Session, board: Board) -> BoardMinutes:
    if board.hidden and board.revealed_at is None:
        # Not even the viewer's own cards: minutes are passed on, and nobody may see these cards yet.
        return BoardMinutes(board.kind, board.question, trends=(), ungrouped=(), hidden=True)
    columns = load_grouped_cards(session, board)
    people = {member.id: member.name for member in session.all(Member)}
    outcomes = _outcome_texts(session, board) if board.kind == "hurdles" else {}

    def as_cards(cards: Iterable[Card]) -> tuple[MinutesCard, ...]:
        return tuple(
            MinutesCard(
                card.text,
                columns.member_names.get(card.member_id or 0),
                about=people.get(card.about_id or 0),
                big=card.big,
                ended=outcomes.get(card.id),
            )
            for card in cards
        )

    return BoardMinutes(
        kind=board.kind,
        question=board.question,
        trends=tuple(MinutesTrend(column.name, as_cards(column.cards)) for column in columns.trends),
        ungrouped=as_cards(columns.columns[0].cards),
        hidden=False,
    )


def _outcome_texts(session: Session, board: Board) -> dict[int, str]:
    """Return how the cards of a board were settled in its meeting, by card id.

    What was settled later is left out, so that earlier minutes stay the same. A conversation is mentioned without the
    names of the two.
    """
    texts = {}
    meeting = session.get(Meeting, board.meeting_id)
    until = meeting.closed_at if meeting else None
    names = {member.id: member.name for member in session.all(Member)}
    condition = (
        "card_id IN (SELECT id FROM visible_card WHERE board_id = ?) AND (? IS NULL OR ifnull(decided_at, '') <= ?)"
    )
    for outcome in session.all(Outcome, condition, (board.id, until, until)):
        commitment = session.get(Commitment, outcome.commitment_id)
        if not outcome.ours:
            text = f"handed over to {outcome.addressee}" if outcome.addressee else "handed over"
        elif commitment is not None and commitment.helps_id is None:
            text = f"{names.get(commitment.member_id or 0, 'the team')} committed: {commitment.text}"
        elif outcome.conversation_id is not None:
            text = "resolved in a meeting"
        else:
            text = "solved"
        texts[outcome.card_id] = f"{text}. {outcome.words}" if outcome.words else text
    return texts


def _pulse(session: Session, meeting: Meeting) -> tuple[MinutesPulse, ...]:
    """Return the mean pulse answers, the same for every viewer; a mean is None with fewer than three answers."""
    summary = pulse.summarize(session, meeting)
    questions = [
        ("Mood", summary.score),
        ("Accountability", summary.held),
        ("Worth the time", summary.worth),
    ]
    # Without the comments: they were meant for the team, and minutes are passed on.
    return tuple(
        MinutesPulse(question, mean, people)
        for (question, mean), people in zip(questions, summary.answers_by_question, strict=True)
        if mean is not None
    )


def _all_cards(board: BoardMinutes | None) -> tuple[MinutesCard, ...]:
    """Return all cards of a board, by trends, then the ungrouped ones."""
    if board is None:
        return ()
    return (*(card for trend in board.trends for card in trend.cards), *board.ungrouped)


def _numbers(session: Session, meeting: Meeting) -> Iterable[MinutesMetric]:
    """Yield each metric with an entry: amounts up to the meeting's day, against the targets of its quarter."""
    from core.standings.leaderboard import Standing, standings

    quarter = period_containing(meeting.day, "quarter")
    for metric in list_metrics(session):
        if is_private(session, metric):
            continue
        so_far = standings(session, metric, period_between(quarter.starts_on, meeting.day))
        if not so_far.team.actual and not any(row.actual for row in so_far.rows):
            continue
        whole = standings(session, metric, quarter)
        targets = {row.id: row.target for row in whole.rows}

        def row(standing: Standing, target: int | None, metric: Metric = metric) -> MinutesMetricRow:
            actual, scale = standing.actual, metric.scale
            return MinutesMetricRow(
                rank=standing.rank,
                name=standing.name,
                actual=amounts.to_json_number(actual, scale),
                shown=amounts.format_with_unit(actual, scale, metric.unit),
                target=amounts.to_json_number(target, scale),
                attainment=actual / target if actual is not None and target else None,
                rating=format_rating(actual, target, metric.better, scale, metric.unit),
            )

        top = [standing for standing in so_far.rows if standing.rank is not None and standing.actual][:TOP_PLACES]
        yield MinutesMetric(
            metric=metric.name,
            unit=metric.unit,
            better=metric.better,
            period=quarter.title,
            top=tuple(row(standing, targets.get(standing.id)) for standing in top),
            team=row(so_far.team, whole.team.target),
            chart=_chart_until(burn_up(session, whole, whole.team), meeting.day),
        )


def _chart_until(chart: BurnUp, day: date) -> BurnUp:
    """Return the chart as of that day."""
    return replace(chart, actual=chart.actual[: (day - chart.days[0]).days + 1])


def _commitment_rows(session: Session, commitments: Iterable[Commitment]) -> tuple[MinutesCommitment, ...]:
    names = {member.id: member.name for member in session.all(Member)}
    metrics_by_id = by_id(session.all(Metric))
    return tuple(
        MinutesCommitment(
            whose=names.get(commitment.member_id or 0, "the team"),
            text=commitment.text,
            how_much=describe_amount(commitment, metrics_by_id.get(commitment.metric_id or 0)),
            how_often=describe_recurrence(commitment),
            due=commitment.due,
            status=commitment.status,
            next_step=commitment.next_step,
        )
        for commitment in commitments
    )


def _next_host(session: Session, meeting: Meeting) -> tuple[str | None, str | None, date | None]:
    """Return who hosts next, why, and on which day.

    For the latest meeting, what was planned since counts; older minutes keep what was decided then. The reason is the
    rotation's, so there is one only while it is that member's turn.
    """
    planned = next_planned_meeting(session)
    member, day = session.get(Member, meeting.next_host_id), meeting.next_day
    latest = meeting.status == "open" or meeting == _latest(session)
    if latest and planned is not None:
        member, day = session.get(Member, planned.host_id) or member, planned.day
    places = rotation.coming_hosts(session) if latest else []
    if not places or (member is not None and places[0].member.id != member.id):
        return (member.name if member else None), None, day
    return places[0].member.name, places[0].reason, day
