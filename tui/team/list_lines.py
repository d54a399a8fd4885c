"""What the team screen shows: members by group, concerns about the groups, and turns to host."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from rich.cells import cell_len

from core.access.session import Session
from core.hosting import rotation
from core.hosting.rotation import HostPlace
from core.meeting import lifecycle
from core.models import Group, Meeting, Member, by_id
from core.team import group_records, members
from core.team.groups import GroupProblem
from core.values.clock import day_of_timestamp
from core.values.periods import format_day
from core.values.short_names import shorten_names
from tui.widgets.fact_list import Fact
from tui.widgets.pick_list import Pick
from tui.widgets.signs import AWAY, HERE

NARROW = 70
"""Width in cells below which a member's kind is left out, so that the territory fits."""

MAX_PAST_TURNS = 12
"""How many past turns are listed, the latest ones."""

OUTCOME_WORDS = {"hosted": "hosted", "absent": "was away", "skipped": "skipped a turn"}


@dataclass(frozen=True, slots=True)
class TeamSnapshot:
    """The team as the team screen shows it, and what the viewer may change."""

    people: dict[int, Member] = field(default_factory=dict)
    """The current members by id."""
    groups: list[Group] = field(default_factory=list)
    places: dict[int, HostPlace] = field(default_factory=dict)
    """The coming turns to host by member id, the next one first."""
    meeting: Meeting | None = None
    """The running meeting."""
    present: dict[int, bool] = field(default_factory=dict)
    """Who is present in the running meeting, by member id; empty without one."""
    can_arrange: bool = False
    """Whether the viewer may change groups: the leader, and the host of the running meeting."""
    can_edit_rotation: bool = False


def read_team_snapshot(session: Session) -> TeamSnapshot:
    """Read the team as the viewer sees it."""
    meeting = lifecycle.open_meeting_or_none(session)
    is_host = lifecycle.is_host(session, meeting)
    return TeamSnapshot(
        people=by_id(members.list_members(session)),
        groups=group_records.list_groups(session),
        places={place.member.id: place for place in rotation.coming_hosts(session)},
        meeting=meeting,
        present={row.member_id: row.present for row in lifecycle.list_attendances(session, meeting)} if meeting else {},
        can_arrange=session.viewer.is_leader or is_host,
        can_edit_rotation=rotation.can_edit(session),
    )


def team_picks(team: TeamSnapshot, width: int) -> list[Pick]:
    """Return a row for each member under their group's heading, then members without a group, then watchers.

    `width` is in cells.
    """
    people, host_id = team.people.values(), team.meeting.host_id if team.meeting else None
    wide = width >= NARROW
    territory_width = max((cell_len(person.territory or "") for person in people), default=0)
    sections: list[tuple[str, str, list[Member]]] = []
    for group in team.groups:
        group_members = [person for person in people if person.group_id == group.id]
        sections.append((f"group-{group.id}", group.name, group_members))
    ungrouped = [person for person in people if person.group_id is None]
    sections.append(("alone", "No group", [person for person in ungrouped if person.role != "watcher"]))
    sections.append(("watching", "Watchers", [person for person in ungrouped if person.role == "watcher"]))
    scribes = {group.scribe_id for group in team.groups}
    picks: list[Pick] = []
    for key, name, group_members in sections:
        if not group_members and not key.startswith("group-"):
            continue
        column_title = "" if picks else "turn"
        picks.append(Pick(key, f"{name} · {len(group_members)}", heading=True, right=column_title))
        for person in group_members:
            place = team.places.get(person.id)
            cells = [f"{person.kind or '':<6}"] if wide else []
            cells += [_pad_right(person.territory or "", territory_width), f"{place.position if place else '–':>3}"]
            sign = (HERE if team.present.get(person.id) else AWAY) if team.present else ""
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


def coming_turns(team: TeamSnapshot) -> list[Fact]:
    """Return the coming turns to host in order, each with its reason."""
    names = shorten_names(team.people.values())
    return [Fact(place.reason, who=f"{place.position:>2}  {names[place.member.id]}") for place in team.places.values()]


def describe_turn(team: TeamSnapshot, member: Member) -> str:
    """Describe when this member hosts, and why; or that they never do."""
    place = team.places.get(member.id)
    if place is None:
        return f"{member.name} is a watcher and does not host."
    turn = f"turn {place.position} of {len(team.places)}" if place.position > 1 else "hosts next"
    return f"{member.name} · {turn} · {place.reason}"


def past_turns(session: Session, *, with_reasons: bool) -> list[Fact]:
    """Return the latest turns to host with their outcome, newest first, at most `MAX_PAST_TURNS`; the reasons of those
    who were away or skipped are the team's, and not for the room."""
    names = {member.id: member.name for member in members.list_members(session, include_left=True)}
    days = {meeting.id: meeting.day for meeting in session.all(Meeting)}
    facts = []
    for turn in rotation.turn_history(session)[:MAX_PAST_TURNS]:
        day = days.get(turn.meeting_id or 0) or day_of_timestamp(turn.at, session.now)
        words = f"{names.get(turn.member_id, 'Someone')} {OUTCOME_WORDS[turn.outcome]}"
        if turn.reason and with_reasons:
            words += f": {turn.reason}"
        facts.append(Fact(words, who=f"{format_day(day):>6}", quiet=True))
    return facts


def concern_facts(
    problems: Iterable[GroupProblem], limit: int | None, remedy_of: Callable[[str], str] | None
) -> list[Fact]:
    """Return what is wrong with the groups, and below it how many are beyond `limit`.

    `remedy_of` returns what to press for what a shell command does; None where the viewer may not do it. Without a
    limit all are returned.
    """
    facts = [Fact(describe_concern(problem, remedy_of), quiet=True) for problem in problems]
    if limit is not None and len(facts) > limit:
        facts[limit:] = [Fact(f"and {len(facts) - limit} more: huddle group list", quiet=True)]
    return facts


def describe_concern(problem: GroupProblem, remedy_of: Callable[[str], str] | None) -> str:
    """Describe a problem of the groups, and what to press where `remedy_of` knows it."""
    remedy = remedy_of(problem.command) if remedy_of is not None else ""
    return f"{problem.sentence} Press {remedy}." if remedy else problem.sentence
