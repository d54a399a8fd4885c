"""All that was documented with one member, as one document to print and to keep."""

from __future__ import annotations

from core.clock import from_moment
from core.conversations import points
from core.errors import HuddleError
from core.ladder import Ladder, ladder
from core.minutes_markdown import escaped
from core.models import Conversation, Member
from core.periods import said
from core.session import Session
from core.team import team


def document(s: Session, member: Member) -> str:
    """The steps in order, each with its words, its answer and its seal, as Markdown that ends with a line break.

    Raises `HuddleError` where the viewer has nothing to print.
    """
    standing = ladder(s, member)
    if not standing.steps:
        raise HuddleError(f"Nothing is documented between you and {member.name} here.")
    names = {person.id: person.name for person in s.all(Member)}
    lines = [
        f"# {escaped(team(s).name)} · documented steps with {escaped(member.name)}",
        "",
        f"- Printed on {said(s.today)}",
        f"- Read by {escaped(names[standing.steps[0].from_id])} and {escaped(member.name)}, and by nobody else",
        f"- Now: {_now(standing)}",
    ]
    for number, talk in enumerate(standing.steps, start=1):
        lines += ["", f"## {number}. {_title(talk)}", "", *_step(s, talk, names)]
        for held in (each for each in standing.check_ins if each.follows_id == talk.id):
            lines += ["", f"### Check-in on {said(held.held_on)}", "", escaped(held.text)]
    return "\n".join(lines) + "\n"


def _now(standing: Ladder) -> str:
    now = standing.now
    return f"{now.step}, since {said(now.held_on)}" if now else "no step; the ladder was left"


def _title(talk: Conversation) -> str:
    return talk.step.capitalize() if talk.step else "The ladder was left"


def _step(s: Session, talk: Conversation, names: dict[int, str]) -> list[str]:
    lines = [f"On {said(talk.held_on)}, by {escaped(names[talk.from_id])}.", "", escaped(talk.text)]
    labels = {"worry": "What stands in the way", "help": "Help that was offered"}
    for point in points(s, talk, "worry", "help"):
        lines += ["", f"**{labels[point.kind]}:** {escaped(point.text)}"]
    if talk.every:
        lines += ["", f"The two meet over it every {talk.every}."]
    for point in points(s, talk, "answer"):
        day = said(from_moment(point.written_at, s.now).date())
        lines += ["", f"**{escaped(names[point.by_id])} answered on {day}:** {escaped(point.text)}"]
    if talk.sealed_at and talk.seal:
        when = from_moment(talk.sealed_at, s.now)
        lines += [
            "",
            f"Read and signed by {escaped(names[talk.to_id])} on {said(when.date())} at {when:%H:%M}.  ",
            f"Seal (SHA-256): `{talk.seal}`",
        ]
    return lines
