"""Minutes as Markdown. What people typed is escaped, so that it is shown as typed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from core.outgoing.minutes_model import (
    BoardMinutes,
    Minutes,
    MinutesCard,
    MinutesCommitment,
    MinutesMetric,
    MinutesMetricRow,
    MinutesPulse,
)
from core.values.markdown import escape_markdown
from core.values.periods import format_date
from core.values.text import join_words


def format_minutes_markdown(minutes: Minutes) -> str:
    """Return the minutes as a Markdown document that ends with a line break."""
    lines = [f"# {escape_markdown(minutes.team)} · {minutes.kind} meeting {minutes.number}", "", *_head(minutes)]
    for title, body in (
        ("Goal", _goal(minutes)),
        ("Wins", _cards(minutes.wins)),
        ("Numbers", [line for number in minutes.numbers for line in _number(number)]),
        (
            "Commitments closed since the last meeting",
            [line for commitment in minutes.closed for line in _closed_commitment(commitment)],
        ),
        *((escape_markdown(board.question), list(_board(board, minutes))) for board in minutes.boards),
        ("Commitments", list(_commitments(minutes.commitments))),
        ("Hurdles", _cards(minutes.hurdles)),
        ("Meeting ratings", [line for answers in minutes.felt for line in _pulse(answers)]),
        ("Next meeting", _next_meeting(minutes)),
    ):
        while body and not body[-1]:
            body.pop()
        if body:
            lines += ["", f"## {title}", "", *body]
    return "\n".join(lines) + "\n"


def _head(minutes: Minutes) -> list[str]:
    lines = [f"- Held on {format_date(minutes.day)}" + ("" if minutes.status == "closed" else ", still running")]
    if minutes.host:
        lines.append(f"- Host: {escape_markdown(minutes.host)}")
    lines.append(f"- Took part ({len(minutes.present)}): {_names(minutes.present) or 'no one'}")
    for title, names in (("Absent", minutes.absent), ("Absent or silent", minutes.silent)):
        if names:
            lines.append(f"- {title} ({len(names)}): {_names(names)}")
    return lines


def _names(names: Iterable[str]) -> str:
    return join_words(map(escape_markdown, names))


def _goal(minutes: Minutes) -> list[str]:
    return [escape_markdown(minutes.goal) + _due_suffix(minutes.goal_due)] if minutes.goal else []


def _due_suffix(day: date | None) -> str:
    return f" (by {format_date(day)})" if day else ""


def _cards(cards: Iterable[MinutesCard]) -> list[str]:
    lines = []
    for card in cards:
        big = "★ " if card.big else ""
        lines.append(
            f"- {big}{escape_markdown(card.text)}" + (f" ({escape_markdown(who)})" if (who := card.whose) else "")
        )
        if card.ended:
            lines.append(f"  - {escape_markdown(card.ended)}")
    return lines


def _pulse(answers: MinutesPulse) -> list[str]:
    lines = [f"- {escape_markdown(answers.question)}: {answers.mean:.1f} of 5, {answers.people} answered"]
    return [*lines, *(f"  - {escape_markdown(word)}" for word in answers.words)]


def _board(board: BoardMinutes, minutes: Minutes) -> Iterable[str]:
    if board.hidden:
        yield from (minutes.hidden_words, "")
    for trend in board.trends:
        yield from (f"### {escape_markdown(trend.name)}", "", *_cards(trend.cards), "")
    if board.ungrouped:
        if board.trends:
            yield from ("### Ungrouped", "")
        yield from (*_cards(board.ungrouped), "")


def _number(number: MinutesMetric) -> list[str]:
    lines = [f"**{escape_markdown(number.metric)}**, {number.period}", ""]
    lines += [f"{row.rank}\\. {_amount(row)}  " for row in number.top]
    return [*lines, _amount(number.team), ""]


def _amount(row: MinutesMetricRow) -> str:
    of_target = f" ({row.rating}{' of target' if '%' in row.rating else ''})" if row.rating else ""
    return f"{escape_markdown(row.name)}: {escape_markdown(row.shown)}{of_target}"


def _commitments(taken: Iterable[MinutesCommitment]) -> Iterable[str]:
    rows = list(taken)
    if rows:
        yield from ("| Whose | What | How much | How often | By when |", "|---|---|---|---|---|")
    for row in rows:
        cells = (row.whose, row.text, row.how_much, row.how_often, format_date(row.due) if row.due else "")
        yield f"| {' | '.join(map(escape_markdown, cells))} |"


def _closed_commitment(commitment: MinutesCommitment) -> Iterable[str]:
    sign = "✓" if commitment.status == "kept" else "✗"
    yield f"- {sign} {escape_markdown(commitment.whose)}: {escape_markdown(commitment.text)}, {commitment.status}"
    if commitment.next_step:
        yield f"  - next: {escape_markdown(commitment.next_step)}"


def _next_meeting(minutes: Minutes) -> list[str]:
    lines = [f"- On {format_date(minutes.next_day)}"] if minutes.next_day else []
    if minutes.next_host:
        lines.append(
            f"- Host: {escape_markdown(minutes.next_host)}"
            + (f" ({escape_markdown(minutes.because)})" if minutes.because else "")
        )
    return lines
