"""Lines of the training screen, and the facts beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from rich.cells import cell_len

from core.access.session import Session
from core.conversations import mentoring, role_play, training
from core.conversations.mentoring import RHYTHM_LABELS, Mentoring
from core.conversations.role_play import RolePlay
from core.conversations.training import TOPIC_DAYS, MemberTraining
from core.keys.sealed_text import SealedText
from core.models import Member, Point
from core.values.periods import format_day, format_due, on_day
from core.values.text import format_count
from tui.widgets.card_list import READABLE_WIDTH
from tui.widgets.fact_list import Fact
from tui.widgets.only_me import LOCKED, ONLY_ME, ONLY_ME_SIGN
from tui.widgets.pick_list import Pick
from tui.widgets.signs import DUE, PLANNED, Sign
from tui.widgets.tone import due_tone
from tui.widgets.top_and_key_lines import first_that_fits

POINT_NOTES = {"note": ONLY_ME, "agenda": "visible to both"}
"""Who sees a point of a mentoring, by its kind."""

FIGURES_WIDTH = 58
"""Width in cells that the figures of a row and its sign take."""

MIN_TOPICS_WIDTH = 16
"""Width in cells below which topics are left out: only those that happen to be short would fit."""


def member_picks(lines: Sequence[MemberTraining], daily: int, width: int) -> list[Pick]:
    """Return a row for each member, in the order given and not ranked; `daily` is the minimum, `width` in cells."""
    names = [line.member.name + (", leader" if line.member.role == "leader" else "") for line in lines]
    topics_width = min(width, READABLE_WIDTH) - FIGURES_WIDTH - max(map(cell_len, names), default=0)
    return [
        Pick(
            ("member", line.member.id),
            name,
            sign="✓" if line.reached_minimum else "○" if line.is_workday else "",
            right=_figures(line, daily, topics_width),
        )
        for line, name in zip(lines, names, strict=True)
    ]


def _figures(line: MemberTraining, daily: int, topics_width: int) -> str:
    if line.reached_minimum:
        today = "today"
    elif line.sessions_today:
        today = f"{line.sessions_today} of {daily} today"
    else:
        today = "not yet" if line.is_workday else "day off"
    streak = f"{line.streak} in a row" if line.streak else ""
    week = f"{line.sessions_this_week} this week" if line.sessions_this_week else ""
    topics = [", ".join(line.topics[:count]) for count in range(len(line.topics), 0, -1)]
    topics_text = first_that_fits((*topics, ""), topics_width) if topics_width >= MIN_TOPICS_WIDTH else ""
    return f"{topics_text}   {week:>12}   {streak:>12}   {today:>12}".lstrip()


def pair_picks(session: Session, latest: RolePlay | None, names: Mapping[int, str], hint: str) -> list[Pick]:
    """Return the rows of the pairs that were drawn last; a member without a partner observes the last pair.

    `hint` says how pairs are drawn; it is empty for who may not.
    """
    if latest is None:
        return [Pick("pairs", "Role play", heading=True, right=hint or "not drawn yet")]
    today = latest.day == session.today
    when = on_day(latest.day, session.today)
    picks = [Pick("pairs", f"Role play {when}", heading=True, right="" if today else hint)]
    for number, (first, second) in enumerate(latest.pairs, start=1):
        words = f"{names[first.id]} and {names[second.id]}"
        if latest.listener is not None and number == len(latest.pairs):
            words += f". {names[latest.listener.id]} observes and is paired next time"
        own = session.viewer.is_member(first.id, second.id) or _viewer_listens(session, latest, number)
        picks.append(
            Pick(("pair", first.id, second.id), words, sign=Sign("●", "") if own else "", right="you" if own else "")
        )
    return picks


def _viewer_listens(session: Session, drawn: RolePlay, number: int) -> bool:
    """Return whether the viewer listens to the pair with this number, counted from 1."""
    return drawn.listener is not None and session.viewer.is_member(drawn.listener.id) and number == len(drawn.pairs)


def mentoring_picks(
    session: Session, mentorings: Sequence[Mentoring], names: Mapping[int, str], hint: str | None
) -> list[Pick]:
    """Return the rows of the mentorings; `hint` says how one is started. None without it, for who may not."""
    if hint is None:
        return []
    picks = [Pick("mentoring", "Your mentoring", heading=True, right="" if mentorings else hint)]
    for mentorship in mentorings:
        mentor, mentee = names[mentorship.mentor.id], names[mentorship.mentee.id]
        own = session.viewer.is_member(mentorship.mentor.id, mentorship.mentee.id)
        if session.viewer.is_member(mentorship.mentee.id):
            words = f"{mentor} mentors you"
        else:
            words = f"You mentor {mentee}" if own else f"{mentor} mentors {mentee}"
        late = mentorship.due_on is not None and mentorship.due_on <= session.today
        right = RHYTHM_LABELS[mentorship.pair.every or "week"] + (
            f" · {format_due(mentorship.due_on, session.today)}" if mentorship.due_on else ""
        )
        tone = due_tone(mentorship.due_on, session.today)
        sign = DUE if own and late else PLANNED
        picks.append(Pick(("mentoring", mentorship.pair.id), words, sign=sign, right=right, tone=tone, dim=not own))
    return picks


def join_with_gaps(parts: Sequence[Sequence[Pick]]) -> list[Pick]:
    """Return the rows of all parts that have any, with an empty row between two parts."""
    rows: list[Pick] = []
    for number, part in enumerate(part for part in parts if part):
        rows += [Pick(f"air-{number}", " ", heading=True)] if number else []
        rows += part
    return rows


# -- the facts about the row under the cursor


def training_facts(session: Session, line: MemberTraining, daily: int, *, add_key: str) -> tuple[str, list[Fact]]:
    """Return the title and the facts about a member's sessions of the last `TOPIC_DAYS` days; `add_key` logs one."""
    since = session.today - timedelta(days=TOPIC_DAYS)
    facts = [
        Fact(
            f"{entry.topic or 'training'}: {entry.note}" if entry.note else entry.topic or "training",
            who=_day(entry.day, session.today),
        )
        for entry in training.list_sessions(session, line.member, since=since)
    ]
    if not facts:
        own = f" Press {add_key} to log one." if session.viewer.is_member(line.member.id) else ""
        facts = [Fact(f"No sessions in the last four weeks.{own}", quiet=True)]
    asked = f"team minimum: {daily} a day" if daily else "no team minimum"
    return f"{line.member.name} · {asked}", facts


def pair_facts(session: Session, pair: tuple[Member, Member], names: Mapping[int, str]) -> list[Fact]:
    """Return the facts about how often two members were drawn together, and when last."""
    times, last = role_play.count_together(session, pair[0].id, pair[1].id)
    first, second = (names[member.id] for member in pair)
    if last is None:
        return [Fact(f"First time that {first} and {second} practise together.")]
    return [
        Fact(
            f"{first} and {second} have been paired {format_count(times, 'time')}, last on {_day(last, session.today)}."
        ),
        Fact("Pairs who practised together least are drawn first.", quiet=True),
    ]


def mentoring_facts(
    session: Session, mentorship: Mentoring, names: Mapping[int, str], actions_key: str
) -> tuple[str, list[Fact]]:
    """Return the title and the meetings of a mentoring; no meetings for a leader who is not part of it.

    `actions_key` opens what can be done with it.
    """
    title = f"{names[mentorship.mentor.id]} mentors {names[mentorship.mentee.id]}"
    if mentorship.times_met is None:
        return title, [Fact("Their notes are private to them.", quiet=True)]
    facts: list[Fact] = []
    for meeting, points in mentoring.list_meetings(session, mentorship.pair):
        day = _day(meeting.held_on, session.today)
        if meeting.status == "held":
            facts.append(Fact(meeting.text or "You met", sign="✓", who=day))
        elif points:
            facts.append(Fact("for next time", sign="○", who=day, quiet=True))
        facts += [_point(session, point, names) for point in points]
    return f"{title} · visible to both", facts or [
        Fact(f"No meetings yet. Press {actions_key} to log one or add a note.", quiet=True)
    ]


def _point(session: Session, point: Point, names: Mapping[int, str]) -> Fact:
    author = ""
    if not session.viewer.is_member(point.by_id):
        author = names.get(point.by_id, "")
    right = LOCKED if isinstance(point.text, SealedText) else POINT_NOTES.get(point.kind, "")
    sign = ONLY_ME_SIGN if point.kind == "note" else ""
    return Fact(f"{author}: {point.text}" if author else point.text, sign=sign, right=right)


def _day(day: date, today: date) -> str:
    if day == today:
        return "today"
    return format_day(day, today)
