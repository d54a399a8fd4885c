"""What the room view shows in each stage, read through the room's session, without any layout.

That session returns nothing that only some may see. What all may see, but what would shame a member on a projector (who
has not spoken, who has not committed), is not read at all. Beside votes neither the members who voted nor the authors
of the cards are named.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from core.access.session import Session
from core.commitments import occurrences, queries
from core.commitments.phrasing import describe_terms
from core.errors import HuddleError, UnreadableFile
from core.goals import goals, kickoff_wall
from core.hosting import rotation
from core.meeting import boards, cards, goal_check, lifecycle, next_meeting, pulse
from core.meeting.participation import find_who_took_part, read_participation
from core.meeting.timer import StageTimer
from core.meeting.trend_columns import load_grouped_cards
from core.meeting.vote_tally import VoteResult, count_votes_cast, tally
from core.metrics import metrics
from core.models import (
    Board,
    BoardKind,
    Card,
    Commitment,
    Goal,
    Meeting,
    Stage,
    StageName,
    Trend,
    VotesOn,
    by_id,
)
from core.team import members, record
from core.values.amounts import format_percent
from core.values.periods import format_full_date, format_full_day
from core.values.text import noun_for
from core.values.writing import is_in_words
from tui.room.paged_list import PagedRow
from tui.shell.clock_line import clock_words
from tui.widgets.big_figures import Figure
from tui.widgets.mood_line import format_average, mood_sparkline
from tui.widgets.quotes import Quote
from tui.widgets.signs import sign_before, signs
from tui.widgets.text_bars import count_bar

SIGNS = signs(kept="✓", missed="✗", open="●")
STAGE_BOARD_KINDS: dict[StageName, BoardKind | None] = {"wins": "wins", "collect": None, "hurdles": "hurdles"}
"""The stages that show a board, and its kind; None means the board that the meeting collects now."""

EMPTY_BOARD_TEXTS: dict[BoardKind, str] = {
    "wins": "Wins will appear here.",
    "hurdles": "No hurdles so far.",
}
"""The text of a board without cards, where the usual one does not fit."""

VOTE_BAR_WIDTH = 12
"""Columns of the longest bar of votes."""


@dataclass(frozen=True, slots=True)
class StageContent:
    """What the room view shows. The parts that a stage does not have are empty."""

    question: str
    subtitle: str = ""
    """The text below the question."""
    figures: tuple[Figure, ...] = ()
    group_counts: tuple[tuple[str, int], ...] = ()
    """The number of cards by group."""
    speakers: tuple[str, ...] = ()
    """The short names of the members who have spoken, the latest last."""
    quotes: tuple[Quote, ...] | None = None
    rows: tuple[PagedRow, ...] | None = None
    bars: tuple[tuple[str, int], ...] | None = None
    empty_text: str = ""
    """The text where there are no quotes, rows or bars."""
    foot: str = ""
    is_statement: bool = False
    """Whether the question is a single statement in the middle, with nothing else to read."""
    is_subtitle_plain: bool = False
    """Whether the text below a single statement is plain text and never in block letters."""


class BoardContent:
    """A board of cards in the room view. A new card is read alone, not with the hundreds before it."""

    def __init__(self, session: Session, kind: BoardKind | None) -> None:
        self._session = session
        self.board: Board = cards.find_board(session, kind)
        self._names = members.short_names(session)
        self._cards = by_id(cards.list_cards(session, self.board))
        self._goal = goals.team_goal(session) if self.board.kind in ("accountabilities", "measures") else None

    def refresh_cards(self, card_ids: Collection[int]) -> None:
        """Read the cards with these ids again; those that were taken back are removed."""
        for card_id in card_ids:
            self._cards.pop(card_id, None)
        for card in cards.list_cards(self._session, self.board, among=card_ids):
            self._cards[card.id] = card

    def stage_content(self) -> StageContent:
        """Return what the room view shows of the board."""
        board, participation = self.board, read_participation(self._session, self.board)
        group_names = {group.id: group.name for group, _ in participation.cards_by_group if group}
        board_cards = [self._cards[card_id] for card_id in sorted(self._cards)]
        figures = [Figure(str(participation.card_count), noun_for(participation.card_count, "card"))]
        if not board.anonymous:
            figures.append(
                Figure(f"{participation.speaker_count}", f"of {participation.member_count} people have spoken")
            )
        hidden = board.hidden and not board.revealed_at
        words = [
            "Anonymous: names are not stored" if board.anonymous else "",
            "Hidden until the host reveals them" if hidden else "",
        ]
        empty = EMPTY_BOARD_TEXTS.get(board.kind, "Your cards will appear here.")
        if hidden and participation.card_count:
            empty = "Cards are hidden until the host reveals them."
        return StageContent(
            question=board.question,
            subtitle=f"Our goal: {self._goal.text}" if self._goal else "",
            figures=tuple(figures),
            group_counts=tuple(
                (group.name if group else "others", number)
                for group, number in participation.cards_by_group
                if participation.card_count
            ),
            speakers=self._speakers(board_cards),
            quotes=tuple(Quote(card.id, card.text, self._byline(card, group_names)) for card in board_cards[-60:]),
            empty_text=empty,
            foot=" · ".join(word for word in words if word),
        )

    def _speakers(self, cards: list[Card]) -> tuple[str, ...]:
        if self.board.anonymous:
            return ()
        last: dict[int, None] = {}
        for card in cards:
            last.pop(card.member_id or 0, None)
            last[card.member_id or 0] = None
        return tuple(self._names[member_id] for member_id in last if member_id in self._names)

    def _byline(self, card: Card, group_names: dict[int, str]) -> str:
        who = "" if self.board.anonymous else self._names.get(card.member_id or 0, "")
        return " · ".join(word for word in (who, group_names.get(card.group_id or 0, "")) if word)


# -- no meeting


def meeting_to_show(session: Session) -> Meeting | None:
    """Return the open meeting; None for a one-on-one, which is private."""
    open_meeting = lifecycle.open_meeting_or_none(session)
    return None if open_meeting is None or open_meeting.kind == "one-on-one" else open_meeting


def no_meeting_content(session: Session) -> StageContent:
    """Return what is shown between two meetings: the team's name, and when the next one is."""
    name = record.get_team(session).name
    coming = session.all(Meeting, "status = 'planned'", order="day, id")
    planned = next((meeting for meeting in coming if meeting.kind != "one-on-one"), None)
    if planned is None:
        return StageContent(name, "No meeting yet. It appears here when someone starts it.", is_statement=True)
    host = lifecycle.host_of(session, planned)
    days = (planned.day - session.today).days
    when = "today" if days <= 0 else "tomorrow" if days == 1 else f"in {days} days"
    hosts = f"\n{host.name} hosts" if host else ""
    return StageContent(
        name, f"{planned.kind} meeting {planned.number} {when}{hosts}", foot=_day(planned.day), is_statement=True
    )


def _day(day: date) -> str:
    return f"next meeting on {format_full_day(day)}"


# -- the stages without a board of their own


def goal_content(session: Session) -> StageContent:
    """Return the team's goal and how many have understood it, without the questions.

    While a member has their own goals on the wall, return those instead.
    """
    owner = kickoff_wall.member_on_wall(session)
    if owner is not None:
        return _own_goals(members.short_names(session)[owner.id], kickoff_wall.shared_goals_of(session, owner))
    team_goal = goals.team_goal(session)
    if team_goal is None:
        return StageContent("What is our goal?", "No goal yet. The host writes it.", is_statement=True)
    check = goal_check.goal_check(session)
    by = _by(team_goal.due)
    return StageContent(
        question=team_goal.text,
        subtitle=" · ".join(word for word in (team_goal.why or "", by) if word),
        figures=(Figure(str(check.understood_count), f"of {check.participant_count} understand it"),),
        is_statement=True,
    )


def _by(due: date | None) -> str:
    return f"by {format_full_date(due)} {due.year}" if due else ""


def _own_goals(name: str, listed: list[Goal]) -> StageContent:
    """Return a member's own goals: a single one as a statement, several as quotes."""
    whose = f"{name}'s goals" if len(listed) != 1 else f"{name}'s goal"
    if len(listed) == 1:
        by = _by(listed[0].due)
        under = "\n".join(word for word in (whose, listed[0].why or "", by) if word)
        return StageContent(question=listed[0].text, subtitle=under, is_statement=True)
    quotes = tuple(
        Quote(goal.id, goal.text, f"by {format_full_date(goal.due)} {goal.due.year}" if goal.due else "")
        for goal in listed
    )
    return StageContent(question=whose, quotes=quotes)


def commitments_content(session: Session, meeting: Meeting) -> StageContent:
    """Return the commitments made before this meeting and how they ended, the leader's first."""
    listed = queries.commitments_to_review(session, meeting)
    kept, closed = queries.count_kept_and_closed(session)
    calculator = occurrences.outcome_calculator(session)
    statuses = {commitment.id: occurrences.current_status(session, commitment, calculator) for commitment in listed}
    counts = {status: list(statuses.values()).count(status) for status in SIGNS}
    figures = [Figure(str(counts[status]), sign_before(SIGNS[status], status)) for status in SIGNS]
    if closed:
        figures.append(Figure(format_percent(kept / closed), "kept by the team so far"))
    return StageContent(
        question="How did it go?",
        subtitle="Our commitments until today",
        figures=tuple(figures),
        rows=_commitment_rows(session, listed, statuses),
        empty_text="No commitments yet. Today's will appear here next time.",
    )


def commit_content(session: Session, meeting: Meeting) -> StageContent:
    """Return the commitments made in this meeting, and how many members have one: from this meeting, or from before and
    still open."""
    made = queries.list_commitments(session, meeting=meeting)
    people = {member.id for member in members.list_members(session) if member.role != "watcher"}
    present = people & {row.member_id for row in lifecycle.list_attendances(session, meeting) if row.present}
    committed = people & queries.ids_with_commitment(session, meeting)
    return StageContent(
        question="What will YOU commit to?",
        figures=(
            Figure(str(len(committed)), f"of {len(present | committed)} have committed"),
            Figure(str(len(made)), noun_for(len(made), "commitment")),
        ),
        rows=_commitment_rows(session, made, {}),
        empty_text="Your commitments will appear here.",
    )


def _commitment_rows(session: Session, listed: list[Commitment], statuses: dict[int, str]) -> tuple[PagedRow, ...]:
    names = {member.id: member.name for member in members.list_members(session, include_left=True)}
    metrics_by_id = by_id(metrics.list_metrics(session, include_ended=True))
    return tuple(
        PagedRow(
            key=commitment.id,
            text=f"{commitment.text} → next: {commitment.next_step}"
            if statuses and commitment.next_step
            else commitment.text,
            owner=names.get(commitment.member_id or 0, "The whole team"),
            sign=SIGNS[statuses[commitment.id]] if statuses else "",
            right=describe_terms(commitment, metrics_by_id.get(commitment.metric_id or 0), session.today),
        )
        for commitment in listed
    )


def trends_content(session: Session) -> StageContent:
    """Return the trends, the one with the most cards first."""
    board = cards.find_board(session)
    hidden = board.hidden and not board.revealed_at
    grouped = load_grouped_cards(session, board)
    total = read_participation(session, board).card_count
    columns = sorted(grouped.trends, key=lambda column: -len(column.cards))
    return StageContent(
        question="What keeps coming up?",
        subtitle="" if board.kind == "accountabilities" else board.question,
        figures=(
            Figure(str(total), noun_for(total, "card")),
            Figure(str(len(columns)), noun_for(len(columns), "trend")),
            *(
                ()
                if hidden
                else (Figure(str(grouped.grouped_count), f"{noun_for(grouped.grouped_count, 'card')} in a trend"),)
            ),
        ),
        bars=tuple((column.name, len(column.cards)) for column in columns),
        empty_text="The cards are hidden until the host reveals them." if hidden else "The cards are being sorted.",
    )


def close_content(session: Session, meeting: Meeting) -> StageContent:
    """Return the next host and why, the pulse, and the meeting in three numbers."""
    made = queries.list_commitments(session, meeting=meeting)
    took_part = len(find_who_took_part(session, meeting))
    cards = sum(boards.count_cards_by_kind(session, meeting).values())
    figures = (
        *_pulse_figures(session, meeting),
        Figure(str(took_part), noun_for(took_part, "person", "people")),
        Figure(str(cards), noun_for(cards, "card")),
        Figure(str(len(made)), noun_for(len(made), "commitment")),
    )
    coming = next_host_or_none(session)
    if coming is None:
        return StageContent("Thank you", figures=figures, is_statement=True)
    because = f"{members.short_names(session)[coming.member.id]} {coming.reason}"
    return StageContent(f"{coming.member.name} hosts next", because, figures, is_statement=True, is_subtitle_plain=True)


def _pulse_figures(session: Session, meeting: Meeting) -> tuple[Figure, ...]:
    """Return the pulse in numbers, with the weeks before as a line; no words, which could reveal their author."""
    summary = pulse.summarize(session, meeting)
    if summary.score is None:
        return (
            (Figure(str(summary.answer_count), f"of {summary.participant_count} have rated the meeting"),)
            if summary.answer_count
            else ()
        )
    weeks = mood_sparkline([week.score for week in pulse.pulse_history(session, meeting)])
    return (
        Figure(format_average(summary.score), f"mood  {weeks}"),
        Figure(format_average(summary.held), "accountability"),
        Figure(format_average(summary.worth), "worth the time"),
    )


def next_host_or_none(session: Session) -> rotation.NextHost | None:
    """Return who hosts next; None where nobody can."""
    try:
        coming = next_meeting.following_meeting(session)
        return rotation.NextHost(coming.host, coming.reason or "was asked to host")
    except UnreadableFile:
        raise
    except HuddleError:
        return None


# -- votes


def add_votes(session: Session, board: Board, stage: Stage, content: StageContent) -> StageContent:
    """Return `content` with what all may know of the votes on its board.

    While votes are open that is how many have voted. Revealed, the sums replace the rest in the stage whose cards
    or trends were voted on, and in the stage in which they were revealed.
    """
    if board.vote_budget is None:
        return content
    so_far = count_votes_cast(session, board)
    if board.votes_revealed_at is None:
        voted = f"{so_far.members_voted} of {so_far.members} have voted"
        return replace(content, subtitle="\n".join(words for words in (content.subtitle, voted) if words))
    if board.votes_on != _kind_voted_on(stage) and board.votes_revealed_at < (stage.started_at or ""):
        return content
    entries = [entry for entry in tally(session, board) if entry.votes]
    max_votes = max((entry.votes or 0 for entry in entries), default=1)
    return replace(
        content,
        subtitle="What you voted for",
        figures=(
            Figure(str(so_far.votes_cast), noun_for(so_far.votes_cast or 0, "vote")),
            Figure(str(so_far.members_voted), f"of {so_far.members} have voted"),
        ),
        group_counts=(),
        speakers=(),
        quotes=None,
        bars=None,
        rows=tuple(_vote_row(entry, max_votes) for entry in entries),
        empty_text="Voting ended. No votes were cast.",
    )


def _kind_voted_on(stage: Stage) -> VotesOn:
    return "trend" if stage.name == "trends" else "card"


def _vote_row(entry: VoteResult, max_votes: int) -> PagedRow:
    votes = entry.votes or 0
    return PagedRow(
        key=entry.subject.id,
        text=entry.subject.name if isinstance(entry.subject, Trend) else entry.subject.text,
        sign=str(entry.rank or ""),
        right=f"{count_bar(votes, max_votes, VOTE_BAR_WIDTH):<{VOTE_BAR_WIDTH}} {votes:>3}",
    )


# -- the clock


def clock_figure(clock: StageTimer, now: datetime) -> Figure:
    """Return the stage's clock: the time left or run over, or without a length the time since the stage began."""
    if is_in_words():
        return Figure(*clock_words(clock, now), loud=clock.is_over(now) or clock.is_warning(now))
    left = clock.seconds_left(now)
    if left is None:
        return Figure(_minutes(clock.seconds_gone(now)), "in this stage")
    if clock.is_over(now):
        return Figure(f"+{_minutes(-left)}", "over time", loud=True)
    return (
        Figure(_minutes(left), "the last minute", loud=True)
        if clock.is_warning(now)
        else Figure(_minutes(left), "left")
    )


def _minutes(seconds: int) -> str:
    return f"{seconds // 60:02d}:{seconds % 60:02d}"
