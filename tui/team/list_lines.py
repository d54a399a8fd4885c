"""Lines of the team screen: members by group, and the past turns to host."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.cells import cell_len

from core.access.session import Session
from core.hosting import rotation
from core.hosting.rotation import HostPlace
from core.models import Group, Meeting, Member
from core.team import members
from core.team.groups import GroupProblem
from core.values.clock import day_of_timestamp
from core.values.periods import MONTHS
from tui.widgets.fact_list import Fact
from tui.widgets.pick_list import Pick

NARROW = 70
"""Width in cells below which a member's kind is left out, so that the territory fits."""

MOST_TURNS = 12
"""How many past turns are listed, the latest ones."""

OUTCOME_WORDS = {"hosted": "hosted", "absent": "was away", "skipped": "was skipped"}


KEY_OF_COMMAND = {"huddle group split": "G", "huddle group assign": "g", "huddle group scribe": "s"}
"""The key of the team screen that does the same as a shell command."""


def team_picks(
    people: Sequence[Member],
    groups: Sequence[Group],
    places: Mapping[int, HostPlace],
    present: Mapping[int, bool],
    host_id: int | None,
    width: int,
) -> list[Pick]:
    """Return a row for each member under their group's heading, then members without a group, then watchers.

    `places` are the turns to host and `present` who is present, both by member id; `width` is in cells.
    """
    wide = width >= NARROW
    territory = max((cell_len(person.territory or "") for person in people), default=0)
    sections: list[tuple[str, str, list[Member]]] = []
    for group in groups:
        group_members = [person for person in people if person.group_id == group.id]
        sections.append((f"group-{group.id}", group.name, group_members))
    ungrouped = [person for person in people if person.group_id is None]
    sections.append(("alone", "In no group", [person for person in ungrouped if person.role != "watcher"]))
    sections.append(("watching", "Watching", [person for person in ungrouped if person.role == "watcher"]))
    scribes = {group.scribe_id for group in groups}
    picks: list[Pick] = []
    for key, name, group_members in sections:
        if not group_members and not key.startswith("group-"):
            continue
        hosts = "" if picks else "turn"
        picks.append(Pick(key, f"{name} · {len(group_members)}", heading=True, right=hosts))
        for person in group_members:
            place = places.get(person.id)
            cells = [f"{person.kind or '':<6}"] if wide else []
            cells += [_pad_right(person.territory or "", territory), f"{place.position if place else '–':>3}"]
            sign = ("●" if present.get(person.id) else "○") if present else ""
            picks.append(
                Pick(person.id, _describe_member(person, scribes, host_id), sign=sign, right="   ".join(cells))
            )
    return picks


def _describe_member(person: Member, scribes: set[int | None], host_id: int | None) -> str:
    parts = [person.name]
    if person.role != "seller":
        parts.append(person.role)
    if person.id == host_id:
        parts.append("host")
    if person.id in scribes:
        parts.append("scribe")
    return ", ".join(parts)


def _pad_right(text: str, width: int) -> str:
    return text + " " * (width - cell_len(text))


def past_turns(session: Session) -> list[Fact]:
    """Return the latest turns to host with their outcome, newest first, at most `MOST_TURNS`."""
    names = {member.id: member.name for member in members.list_members(session, include_left=True)}
    days = {meeting.id: meeting.day for meeting in session.all(Meeting)}
    facts = []
    for turn in rotation.turn_history(session)[:MOST_TURNS]:
        day = days.get(turn.meeting_id or 0) or day_of_timestamp(turn.at, session.now)
        words = f"{names.get(turn.member_id, 'somebody')} {OUTCOME_WORDS[turn.outcome]}"
        if turn.reason:
            words += f": {turn.reason}"
        facts.append(Fact(words, who=f"{day.day:>2} {MONTHS[day.month - 1]}", quiet=True))
    return facts


def describe_concern(concern: GroupProblem, *, with_keys: bool) -> str:
    """Describe what is wrong with the groups; `with_keys` names the key that fixes it."""
    key = next((key for command, key in KEY_OF_COMMAND.items() if concern.command.startswith(command)), "")
    return f"{concern.sentence} {concern.help} with {key}." if key and with_keys else concern.sentence
