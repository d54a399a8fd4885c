"""Needs of the people a leader leads. All but `one_on_ones_due` check that the viewer is a leader themselves."""

from __future__ import annotations

from core.access.session import Session
from core.accounts import accounts
from core.commitments import queries
from core.conversations import one_on_one_page, silence
from core.meeting.goal_check import goal_check
from core.meeting.lifecycle import list_attendances, list_started_meetings, open_meeting_or_none
from core.models import Group
from core.overview.needs.need import MAX_NAMES, Need, display_name, join_names
from core.team import group_records, groups, members
from core.team.record import get_team
from core.values.amounts import format_percent
from core.values.periods import format_day
from core.values.text import format_count, format_people, join_words


def goal_questions(session: Session) -> list[Need]:
    """Return who asked a question about the goal in the open meeting."""
    if not session.viewer.is_leader or open_meeting_or_none(session) is None:
        return []
    questions_by_member = [
        (member, question)
        for member, question in goal_check(session).questions
        if not session.viewer.is_member(member.id)
    ]
    return [
        Need(display_name(session, member), f"asked about the goal: “{question}”")
        for member, question in questions_by_member
    ]


def silent_members(session: Session) -> list[Need]:
    """Return the members who are behind and whom the leader has not talked to."""
    behind = silence.find_silent_members(session)
    # When there are many, only the first get a line each, so that other needs still fit on the screen.
    single = behind if len(behind) <= MAX_NAMES else behind[: MAX_NAMES - 1]
    needs = []
    for silent_member in single:
        since = (
            f"no one-on-one for {format_count(silent_member.days, 'day')}"
            if silent_member.ever_spoken
            else "no one-on-one yet"
        )
        needs.append(
            Need(
                display_name(session, silent_member.member),
                f"{since}, pace {format_percent(silent_member.pace)}",
                "one-on-one",
                is_signal=True,
            )
        )
    if rest := behind[len(single) :]:
        names = join_names(session, [silent_member.member for silent_member in rest])
        needs.append(
            Need(f"{len(rest)} more", f"are behind and have had no one-on-one: {names}", "one-on-one", is_signal=True)
        )
    return needs


def one_on_ones_due(session: Session) -> list[Need]:
    """Return in one need whom the leader has not met since the last brainstorm."""
    due = one_on_one_page.list_due_after_brainstorm(session)
    if not due:
        return []
    who = format_count(len(due), "one-on-one")
    return [Need(who, f"due since the last brainstorm: {join_names(session, due)}", "one-on-one")]


def attendees_without_commitment(session: Session) -> list[Need]:
    """Return who attended the last meeting, and has no commitment from there or from before."""
    if not session.viewer.is_leader:
        return []
    held = [
        meeting
        for meeting in list_started_meetings(session)
        if meeting.status == "closed" and meeting.kind != "one-on-one"
    ]
    if not held:
        return []
    last = held[0]
    present_ids = {row.member_id for row in list_attendances(session, last) if row.present}
    without = [
        person
        for person in queries.without_commitment(session, last)
        if person.id in present_ids and not session.viewer.is_member(person.id)
    ]
    short_names = members.short_names(session)
    names = [short_names[member.id] for member in without]
    when = format_day(last.day, session.today)
    if len(names) > 2:
        return [Need(format_people(len(names)), f"made no commitment on {when}: {join_words(names)}")]
    return [Need(name, f"made no commitment on {when}") for name in names]


def accounts_of_left_members(session: Session) -> list[Need]:
    """Return the members who have left and still own accounts."""
    if not session.viewer.is_leader:
        return []
    return [
        Need(
            member.name,
            f"left the team but still owns {format_count(count, 'account')}. Choose a new owner",
            "accounts.hand_over",
        )
        for member, count in accounts.list_owners_who_left(session)
    ]


def groups_out_of_range(session: Session) -> list[Need]:
    """Return the groups that are too small or too large."""
    if not session.viewer.is_leader:
        return []
    our_team = get_team(session)
    return [
        Need(
            group.name,
            f"has {format_people(size)}; groups work best with {our_team.group_min} to {our_team.group_max}",
            "team.split",
        )
        for group, size in list_groups_out_of_range(session)
    ]


def list_groups_out_of_range(session: Session) -> list[tuple[Group, int]]:
    """Return the groups that are too small or too large, with their size.

    Watchers and empty groups do not count. A group that is the whole of a small team is not too small.
    """
    our_team = get_team(session)
    sizes = [
        (group, sum(member.role != "watcher" for member in groups.group_members(session, group)))
        for group in group_records.list_groups(session)
    ]
    team_size = sum(member.role != "watcher" for member in members.list_members(session))
    return [
        (group, size)
        for group, size in sizes
        if size
        and not our_team.group_min <= size <= our_team.group_max
        and not (size == team_size < our_team.group_min)
    ]
