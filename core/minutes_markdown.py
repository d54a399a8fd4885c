"""Minutes as Markdown. What people typed is text there too: whatever Markdown would obey is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from core.amounts import percent
from core.minutes_parts import BoardMinutes, Felt, Minutes, Number, NumberRow, Said, Taken
from core.periods import said

_INLINE = re.compile(r"([\\`*_\[\]<>|~&$])")
_AT_THE_START = re.compile(r"^(?:[#+\-=:]|\d+(?=[.)]))")


def escaped(text: str) -> str:
    """`text` such that Markdown shows it letter by letter, also at the start of a line."""
    text = _INLINE.sub(r"\\\1", text)
    start = _AT_THE_START.match(text)
    if start is None:
        return text
    end = start.end()
    # A number is made a list by the sign behind it, everything else by itself.
    return f"{text[:end]}\\{text[end:]}" if text[0].isdigit() else f"\\{text}"


def as_markdown(m: Minutes) -> str:
    """The minutes as a Markdown document that ends with a line break."""
    lines = [f"# {escaped(m.team)} · {m.kind} meeting {m.number}", "", *_head(m)]
    for title, body in (
        ("Goal", _goal(m)),
        ("Wins", _cards(m.wins)),
        ("Numbers", [line for number in m.numbers for line in _number(number)]),
        ("Commitments closed since the last meeting", [line for c in m.closed for line in _closed(c)]),
        *((escaped(board.question), list(_board(board))) for board in m.boards),
        ("Commitments", list(_commitments(m.commitments))),
        ("Hurdles", _cards(m.hurdles)),
        ("How it felt", [line for felt in m.felt for line in _felt(felt)]),
        ("Next meeting", _next(m)),
    ):
        while body and not body[-1]:
            body.pop()
        if body:
            lines += ["", f"## {title}", "", *body]
    return "\n".join(lines) + "\n"


def _head(m: Minutes) -> list[str]:
    lines = [f"- Held on {said(m.day)}" + ("" if m.status == "closed" else ", still open")]
    if m.host:
        lines.append(f"- Host: {escaped(m.host)}")
    lines.append(f"- Present ({len(m.present)}): {_names(m.present) or 'nobody'}")
    if m.absent:
        lines.append(f"- Absent ({len(m.absent)}): {_names(m.absent)}")
    return lines


def _names(names: Iterable[str]) -> str:
    return ", ".join(map(escaped, names))


def _goal(m: Minutes) -> list[str]:
    return [escaped(m.goal) + _until(m.goal_due)] if m.goal else []


def _until(day: date | None) -> str:
    return f" (by {said(day)})" if day else ""


def _cards(cards: Iterable[Said]) -> list[str]:
    lines = []
    for card in cards:
        big = "★ " if card.big else ""
        lines.append(f"- {big}{escaped(card.text)}" + (f" ({escaped(who)})" if (who := card.whose) else ""))
        if card.ended:
            lines.append(f"  - {escaped(card.ended)}")
    return lines


def _felt(felt: Felt) -> list[str]:
    lines = [f"- {escaped(felt.question)}: {felt.mean:.1f} of 5, {felt.people} answered"]
    return [*lines, *(f"  - {escaped(word)}" for word in felt.words)]


def _board(board: BoardMinutes) -> Iterable[str]:
    if board.hidden:
        yield from ("The cards are hidden until the host reveals them.", "")
    for trend in board.trends:
        yield from (f"### {escaped(trend.name)}", "", *_cards(trend.cards), "")
    if board.ungrouped:
        if board.trends:
            yield from ("### Not grouped", "")
        yield from (*_cards(board.ungrouped), "")


def _number(number: Number) -> list[str]:
    lines = [f"**{escaped(number.metric)}**, {number.period}", ""]
    lines += [f"{row.rank}\\. {_amount(row)}  " for row in number.top]
    return [*lines, _amount(number.team), ""]


def _amount(row: NumberRow) -> str:
    of_target = f" ({percent(row.attainment)} of target)" if row.attainment is not None else ""
    return f"{escaped(row.name)}: {escaped(row.shown)}{of_target}"


def _commitments(taken: Iterable[Taken]) -> Iterable[str]:
    rows = list(taken)
    if rows:
        yield from ("| Whose | What | How much | How often | By when |", "|---|---|---|---|---|")
    for c in rows:
        cells = (c.whose, c.text, c.how_much, c.how_often, said(c.due) if c.due else "")
        yield f"| {' | '.join(map(escaped, cells))} |"


def _closed(c: Taken) -> Iterable[str]:
    yield f"- {'✓' if c.status == 'kept' else '✗'} {escaped(c.whose)}: {escaped(c.text)}, {c.status}"
    if c.next_step:
        yield f"  - next: {escaped(c.next_step)}"


def _next(m: Minutes) -> list[str]:
    lines = [f"- On {said(m.next_day)}"] if m.next_day else []
    if m.next_host:
        lines.append(f"- Host: {escaped(m.next_host)}" + (f" ({escaped(m.because)})" if m.because else ""))
    return lines
