"""The minutes of a meeting: what was said, what was taken on, and who hosts next. They can be read while it runs.

They are written for one viewer, through the session, and are made to be passed on: what is hidden still, on a private
metric, or between two people is in nobody's minutes, and where nobody's name is stored there is none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from core import amounts, pulse, rotation
from core.as_it_stood import commitments_then
from core.charts import BurnUp, burn_up
from core.commitment_lists import in_order
from core.commitment_words import how_much, how_often
from core.commitments import since_last
from core.errors import HuddleError
from core.meeting import attendances, current, upcoming
from core.meeting import host as host_of
from core.metrics import metrics
from core.minutes_markdown import as_markdown as as_markdown
from core.minutes_page import as_html as as_html
from core.minutes_parts import BoardMinutes, Felt, NamedTrend, Number, NumberRow, Said, Taken
from core.minutes_parts import Minutes as Minutes
from core.models import Board, Card, Commitment, Goal, Meeting, Member, Metric, Outcome, Team
from core.periods import between, containing
from core.private_boards import is_private
from core.session import Session
from core.wall import wall
from core.wording import clean

TOP = 3
"""How many places of each leaderboard the minutes tell of."""


def minutes(s: Session, meeting: Meeting | None = None) -> Minutes:
    """The minutes of `meeting`; without one, of the open meeting, else of the last that was closed.

    Raises `HuddleError` when there is none, and for one that has not begun.
    """
    meeting = (s.get(Meeting, meeting.id) if meeting else None) or meeting or _latest(s)
    if meeting.status == "planned":
        raise HuddleError(f"The {meeting.kind} meeting {meeting.number} has not begun, so it has no minutes yet.")
    host, goal = host_of(s, meeting), _goal(s, meeting)
    present, absent = _attendance(s, meeting)
    boards = {board.kind: _board(s, board) for board in s.all(Board, "meeting_id = ?", (meeting.id,))}
    next_host, because, next_day = _next(s, meeting)
    then = commitments_then(s, meeting)
    return Minutes(
        team=s.all(Team)[0].name,
        kind=meeting.kind,
        number=meeting.number,
        day=meeting.day,
        status=meeting.status,
        host=host.name if host else None,
        present=present,
        absent=absent,
        goal=goal.text if goal else None,
        goal_due=goal.due if goal else None,
        wins=_everything(boards.pop("wins", None)),
        hurdles=_everything(boards.pop("hurdles", None)),
        numbers=tuple(_numbers(s, meeting)),
        boards=tuple(board for board in boards.values() if board.trends or board.ungrouped or board.hidden),
        commitments=_taken(s, in_order(s, (c for c in then.values() if c.meeting_id == meeting.id))),
        closed=_taken(s, (then[c.id] for c in since_last(s, meeting) if c.id in then and then[c.id].status != "open")),
        felt=_felt(s, meeting),
        next_host=next_host,
        because=because,
        next_day=next_day,
    )


def as_json(m: Minutes) -> str:
    """The minutes as JSON: names as in `Minutes`, days as ISO 8601; without the charts, which are for the page."""
    import json
    from dataclasses import asdict

    told = asdict(m)
    for number in told["numbers"]:
        del number["chart"]
    return json.dumps(told, ensure_ascii=False, indent=2, default=str)


def find(s: Session, text: str) -> Meeting:
    """The meeting that is meant by `14` (the weekly one, else the newest of that number), `kickoff 1` or a day.

    Raises `HuddleError` when there is none.
    """
    *kind, last = clean(text).casefold().split() or [""]
    held = s.all(Meeting, "status <> 'planned'", order="day DESC, id DESC")
    if kind:
        held = [meeting for meeting in held if meeting.kind == "-".join(kind)]
    found = [meeting for meeting in held if last in (str(meeting.number), meeting.day.isoformat())]
    found.sort(key=lambda meeting: meeting.kind != "weekly")
    if not found:
        raise HuddleError(f"No meeting “{clean(text)}” was held. Say its number, its kind and number, or its day.")
    return found[0]


# -- the parts


def _latest(s: Session) -> Meeting:
    running = current(s)
    if running is not None:
        return running
    closed = s.all(Meeting, "status = 'closed' AND kind <> 'one-on-one'", order="closed_at DESC, id DESC")
    if not closed:
        raise HuddleError("No meeting was held yet, so there are no minutes. Open the first with: huddle meet")
    return closed[0]


def _attendance(s: Session, meeting: Meeting) -> tuple[tuple[str, ...], tuple[str, ...]]:
    people = {member.id: member for member in s.all(Member)}
    rows = sorted(
        attendances(s, meeting),
        key=lambda row: (people[row.member_id].role != "leader", people[row.member_id].name.casefold()),
    )
    there, away = (
        tuple(people[row.member_id].name for row in rows if row.present is present) for present in (True, False)
    )
    return there, away


def _goal(s: Session, meeting: Meeting) -> Goal | None:
    """The team's goal, as it stood when the meeting ended."""
    until = meeting.closed_at or s.moment
    goals = s.all(
        Goal,
        "level = 'team' AND set_at <= ? AND (ended_on IS NULL OR ended_on > ?)",
        (until, meeting.day.isoformat()),
        order="id DESC",
    )
    return next(iter(goals), None)


def _board(s: Session, board: Board) -> BoardMinutes:
    if board.hidden and board.revealed_at is None:
        # Not even one's own: whoever wrote them passes on minutes that show what nobody is to see yet.
        return BoardMinutes(board.kind, board.question, trends=(), ungrouped=(), hidden=True)
    shown = wall(s, board)
    people = {member.id: member.name for member in s.all(Member)}
    ends = _ends(s, board) if board.kind == "hurdles" else {}

    def said(cards: Iterable[Card]) -> tuple[Said, ...]:
        return tuple(
            Said(
                card.text,
                shown.member_names.get(card.member_id or 0),
                about=people.get(card.about_id or 0),
                big=card.big,
                ended=ends.get(card.id),
            )
            for card in cards
        )

    return BoardMinutes(
        kind=board.kind,
        question=board.question,
        trends=tuple(NamedTrend(column.name, said(column.cards)) for column in shown.trends),
        ungrouped=said(shown.columns[0].cards),
        hidden=False,
    )


def _ends(s: Session, board: Board) -> dict[int, str]:
    """How the cards of a board ended in its meeting, by their id: what was settled later belongs to no minutes that
    were read before. That two people talk it over is said, and not who they are."""
    found = {}
    meeting = s.get(Meeting, board.meeting_id)
    until = meeting.closed_at if meeting else None
    names = {member.id: member.name for member in s.all(Member)}
    in_it = "card_id IN (SELECT id FROM card WHERE board_id = ?) AND (? IS NULL OR ifnull(decided_at, '') <= ?)"
    for outcome in s.all(Outcome, in_it, (board.id, until, until)):
        promise = s.get(Commitment, outcome.commitment_id)
        if not outcome.ours:
            how = f"not ours to solve: for {outcome.addressee}" if outcome.addressee else "not ours to solve"
        elif promise is not None and promise.helps_id is None:
            how = f"{names.get(promise.member_id or 0, 'the team')} took it on: {promise.text}"
        elif outcome.conversation_id is not None:
            how = "it is talked over"
        else:
            how = "solved"
        found[outcome.card_id] = f"{how}. {outcome.words}" if outcome.words else how
    return found


def _felt(s: Session, meeting: Meeting) -> tuple[Felt, ...]:
    """What the people's answers to a pulse add up to: the same for every viewer, told from three answers on."""
    told = pulse.felt(s, meeting)
    means = [("How it felt", told.score), ("Holding each other to it", told.held), ("Worth the time", told.worth)]
    # Without the words: they were said into the team, and minutes go farther.
    return tuple(
        Felt(question, mean, people)
        for (question, mean), people in zip(means, told.each, strict=True)
        if mean is not None
    )


def _everything(board: BoardMinutes | None) -> tuple[Said, ...]:
    if board is None:
        return ()
    return (*(card for trend in board.trends for card in trend.cards), *board.ungrouped)


def _numbers(s: Session, meeting: Meeting) -> Iterable[Number]:
    """Of every metric with an entry: amounts up to the meeting's day, against the targets of its quarter."""
    from core.standings import Standing, standings

    quarter = containing(meeting.day, "quarter")
    for metric in metrics(s):
        if is_private(s, metric):
            continue
        so_far = standings(s, metric, between(quarter.starts_on, meeting.day))
        if not so_far.team.actual and not any(row.actual for row in so_far.rows):
            continue
        whole = standings(s, metric, quarter)
        targets = {row.id: row.target for row in whole.rows}

        def row(standing: Standing, target: int | None, metric: Metric = metric) -> NumberRow:
            actual, scale = standing.actual, metric.scale
            return NumberRow(
                rank=standing.rank,
                name=standing.name,
                actual=amounts.number(actual, scale),
                shown=amounts.with_unit(actual, scale, metric.unit),
                target=amounts.number(target, scale),
                attainment=actual / target if actual is not None and target else None,
            )

        top = [standing for standing in so_far.rows if standing.rank is not None and standing.actual][:TOP]
        yield Number(
            metric=metric.name,
            unit=metric.unit,
            period=quarter.title,
            top=tuple(row(standing, targets.get(standing.id)) for standing in top),
            team=row(so_far.team, whole.team.target),
            chart=_until(burn_up(s, whole, whole.team), meeting.day),
        )


def _until(chart: BurnUp, day: date) -> BurnUp:
    """The chart as it was on that day."""
    return replace(chart, actual=chart.actual[: (day - chart.days[0]).days + 1])


def _taken(s: Session, found: Iterable[Commitment]) -> tuple[Taken, ...]:
    names = {member.id: member.name for member in s.all(Member)}
    counted = {metric.id: metric for metric in s.all(Metric)}
    return tuple(
        Taken(
            whose=names.get(c.member_id or 0, "the team"),
            text=c.text,
            how_much=how_much(c, counted.get(c.metric_id or 0)),
            how_often=how_often(c),
            due=c.due,
            status=c.status,
            next_step=c.next_step,
        )
        for c in found
    )


def _next(s: Session, meeting: Meeting) -> tuple[str | None, str | None, date | None]:
    """Who hosts next, why, and when.

    What was planned since counts while the next meeting is still to come; older minutes tell what was said then. The
    reason is the rotation's, so there is one while it is still that member's turn.
    """
    planned = upcoming(s)
    member, day = s.get(Member, meeting.next_host_id), meeting.next_day
    latest = meeting.status == "open" or meeting == _latest(s)
    if latest and planned is not None:
        member, day = s.get(Member, planned.host_id) or member, planned.day
    places = rotation.order(s) if latest else []
    if not places or (member is not None and places[0].member.id != member.id):
        return (member.name if member else None), None, day
    return places[0].member.name, places[0].note, day
