"""What the Menu lists: every page and action of Huddle, with the words by which people look for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from core.access.session import Session
from core.errors import HuddleError
from core.meeting import lifecycle
from tui import keymap
from tui.keymap import Verb

if TYPE_CHECKING:
    from tui.app import HuddleApp

Who = Literal["everyone", "member", "leader", "host"]
"""Who may use an entry. Members are leaders and sellers; the host is the member who hosts the running meeting."""


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One line of the Menu."""

    title: str
    group: str
    words: str = ""
    """Other words by which it is found."""
    page: str = ""
    """The place or page that it opens; empty for an action of the app, or a command."""
    action: str = ""
    """The action that is carried out there, as a binding names it; empty where opening is all."""
    verb: Verb | None = None
    """The key of the action: `keymap.OPTIONS` for an option."""
    command: str = ""
    """The command that does it, for what has no screen."""
    who: Who = "everyone"


def is_offered(session: Session, entry: MenuEntry) -> bool:
    """Return whether the viewer may do what the entry does."""
    viewer = session.viewer
    match entry.who:
        case "everyone":
            return True
        case "member":
            return viewer.takes_part
        case "leader":
            return viewer.is_leader
        case "host":
            try:
                meeting = lifecycle.open_meeting_or_none(session)
            except HuddleError:
                return False
            return meeting is not None and lifecycle.is_host(session, meeting)


def entry_keys(app: HuddleApp, entry: MenuEntry) -> str:
    """Return the keys that lead to the page of an entry and do it there, one after the other; empty where the page has
    no key."""
    page_key = app.page_label(entry.page)
    return " ".join(filter(None, (page_key, keymap.label(entry.verb) if entry.verb else ""))) if page_key else ""


OPTION = keymap.OPTIONS

GETTING_STARTED = "getting_started"
"""The action of the entry that lists the steps of the first weeks."""

OWN_KEYS = "own_keys"
"""The action of the entry that shows the keys of every action, and how to change one."""

MEETING, NUMBERS, PEOPLE, DIRECTION, YOU = "Meeting", "Numbers", "People", "Direction", "You"
DATA = "Data and settings"

ENTRIES = (
    MenuEntry(
        "Meeting", MEETING, "stage agenda live follow host previous stage next stage add card vote", page="meeting"
    ),
    MenuEntry(
        "Start a meeting",
        MEETING,
        "kickoff weekly quarterly begin new",
        page="meeting",
        action="start",
        verb=keymap.OPEN,
        who="member",
    ),
    MenuEntry("Capture for your group", MEETING, "scribe type notes brainstorm", page="capture"),
    MenuEntry("Sort cards into trends", MEETING, "group cluster merge themes affinity trend", page="trends"),
    MenuEntry(
        "Add hurdle",
        MEETING,
        "blocker problem issue obstacle",
        page="home",
        action="hurdle",
        verb=keymap.HURDLE,
        who="member",
    ),
    MenuEntry("Hurdles", MEETING, "blocker problem issue obstacle resolve", page="hurdles", who="member"),
    MenuEntry(
        "Take over hosting",
        MEETING,
        "lead facilitator presenter host gone",
        page="meeting",
        action="take_over",
        verb=OPTION,
        who="member",
    ),
    MenuEntry(
        "Timer", MEETING, "clock countdown minutes time", page="meeting", action="timer", verb=keymap.TIMER, who="host"
    ),
    MenuEntry(
        "1 more minute", MEETING, "extend timer time", page="meeting", action="extend", verb=keymap.MORE, who="host"
    ),
    MenuEntry(
        "Open voting", MEETING, "vote dot poll priority ballot", page="meeting", action="votes", verb=OPTION, who="host"
    ),
    MenuEntry(
        "Reveal votes", MEETING, "vote result poll end", page="meeting", action="reveal_votes", verb=OPTION, who="host"
    ),
    MenuEntry(
        "Count hands", MEETING, "vote show of hands scribe", page="meeting", action="hands", verb=OPTION, who="member"
    ),
    MenuEntry(
        "Topic",
        MEETING,
        "ask swot measures board collect",
        page="meeting",
        action="choose_board",
        verb=OPTION,
        who="host",
    ),
    MenuEntry("Question", MEETING, "ask wording collect", page="meeting", action="reword", verb=OPTION, who="host"),
    MenuEntry(
        "Anonymous cards", MEETING, "secret names private", page="meeting", action="anonymous", verb=OPTION, who="host"
    ),
    MenuEntry("Hide cards", MEETING, "secret private hidden", page="meeting", action="hidden", verb=OPTION, who="host"),
    MenuEntry("Reveal cards", MEETING, "show hidden cards", page="meeting", action="reveal", verb=OPTION, who="host"),
    MenuEntry(
        "Rate the meeting",
        MEETING,
        "pulse mood feedback rating survey",
        page="meeting",
        action="pulse",
        verb=keymap.OPEN,
        who="member",
    ),
    MenuEntry("Minutes", MEETING, "notes protocol summary record", page="meeting", action="minutes", verb=OPTION),
    MenuEntry(
        "Next meeting",
        MEETING,
        "schedule date plan appointment",
        page="meeting",
        action="next_day",
        verb=keymap.WHEN,
        who="host",
    ),
    MenuEntry(
        "End meeting", MEETING, "close finish stop", page="meeting", action="close", verb=keymap.NEXT, who="host"
    ),
    MenuEntry(
        "Plan a celebration",
        MEETING,
        "party reward dinner win",
        page="meeting",
        action="plan",
        verb=OPTION,
        who="member",
    ),
    MenuEntry("Host rotation", MEETING, "who hosts next turn order skip swap", page="team"),
    MenuEntry(
        "Log an amount",
        NUMBERS,
        "enter calls revenue entry record sale",
        page="me",
        action="log",
        verb=keymap.LOG,
        who="member",
    ),
    MenuEntry(
        "Correct an entry",
        NUMBERS,
        "fix wrong mistake change amount",
        page="me",
        action="correct",
        verb=OPTION,
        who="member",
    ),
    MenuEntry("Leaderboard", NUMBERS, "ranking standings race top board score worst best", page="board"),
    MenuEntry("Chart", NUMBERS, "graph curve line history", page="board", action="chart", verb=keymap.CHART),
    MenuEntry("Targets and plan", NUMBERS, "quota budget gap forecast target", page="plan"),
    MenuEntry(
        "Set a target",
        NUMBERS,
        "quota budget propose target for goal for",
        page="plan",
        action="revise",
        verb=keymap.EDIT,
        who="member",
    ),
    MenuEntry(
        "Split the rest of a target",
        NUMBERS,
        "break down distribute share quota",
        page="plan",
        action="break_down",
        verb=OPTION,
        who="leader",
    ),
    MenuEntry("Measures", NUMBERS, "kpi chosen building blocks indicator", page="measures"),
    MenuEntry(
        "Add a metric",
        NUMBERS,
        "kpi track count number new",
        page="plan",
        action="adopt",
        verb=keymap.ADD,
        who="leader",
    ),
    MenuEntry(
        "Make a metric private",
        NUMBERS,
        "kpi hide ranking secret",
        command="huddle metric private METRIC",
        who="leader",
    ),
    MenuEntry(
        "Kept and missed", NUMBERS, "follow-through follow through rates reliability commitments", page="follow-through"
    ),
    MenuEntry(
        "Import from your CRM",
        NUMBERS,
        "csv excel salesforce hubspot pipedrive upload file data",
        command="huddle import FILE",
        who="member",
    ),
    MenuEntry("Team", PEOPLE, "people members invite colleague delete remove fire leave", page="team"),
    MenuEntry(
        "Add a member",
        PEOPLE,
        "people invite colleague new hire person",
        page="team",
        action="add",
        verb=keymap.ADD,
        who="leader",
    ),
    MenuEntry("Groups and scribes", PEOPLE, "split breakout group", page="team", who="everyone"),
    MenuEntry("One-on-ones", PEOPLE, "1:1 coaching talk conversation agenda", page="one-on-one"),
    MenuEntry("Reviews", PEOPLE, "appraisal performance skills rating", page="reviews"),
    MenuEntry("Feedback", PEOPLE, "ask give opinion", page="feedback", who="member"),
    MenuEntry(
        "Praise someone", PEOPLE, "kudos thanks thank", page="team", action="praise", verb=keymap.PRAISE, who="member"
    ),
    MenuEntry("Training", PEOPLE, "role play mentor practice learning coaching pairs", page="training"),
    MenuEntry("Accounts", PEOPLE, "customers clients companies owner hunter farmer customer", page="accounts"),
    MenuEntry("Signals", PEOPLE, "alerts risk behind early late warn who is worst", page="signals"),
    MenuEntry(
        "Formal steps",
        PEOPLE,
        "ladder warning disciplinary discipline consequences pip escalation parting fire",
        page="ladder",
        who="member",
    ),
    MenuEntry(
        "Absences", PEOPLE, "holiday vacation sick away leave", command="huddle absence add FROM TO", who="member"
    ),
    MenuEntry("Goals", DIRECTION, "vision objective okr why purpose", page="goals"),
    MenuEntry(
        "Add a goal",
        DIRECTION,
        "vision objective okr personal",
        page="goals",
        action="add",
        verb=keymap.ADD,
        who="member",
    ),
    MenuEntry("SWOT", DIRECTION, "strengths weaknesses opportunities threats analysis", page="swot"),
    MenuEntry("Your commitments", YOU, "promise todo task commitment", page="me"),
    MenuEntry("Add commitment", YOU, "promise todo task", page="me", action="commit", verb=keymap.ADD, who="member"),
    MenuEntry("Your profile", YOU, "page about me", page="page", who="member"),
    MenuEntry(
        "Ask privately",
        YOU,
        "unclear question misunderstanding quiet",
        page="home",
        action="misunderstanding",
        verb=keymap.ASK_PRIVATELY,
        who="member",
    ),
    MenuEntry("Home", YOU, "start today overview needs", page="home"),
    MenuEntry("Getting started", DATA, "onboarding first steps begin tutorial", action=GETTING_STARTED, who="member"),
    MenuEntry("Help", DATA, "keys how manual", action="help"),
    MenuEntry("Theme", DATA, "dark light projector colours colors contrast", action="change_theme"),
    MenuEntry(
        "Your settings",
        DATA,
        "config keys remap rebind shortcut change a key preferences",
        action=OWN_KEYS,
    ),
    MenuEntry("Team settings", DATA, "currency country working days holidays", command="huddle team set", who="leader"),
    MenuEntry("Export", DATA, "csv json download save", command="huddle export"),
    MenuEntry("Calendar file", DATA, "ics outlook google calendar", command="huddle calendar FILE"),
    MenuEntry("Digest", DATA, "email summary weekly mail", command="huddle digest"),
    MenuEntry("Slack and Teams", DATA, "webhook channel post chat", command="huddle webhook", who="leader"),
    MenuEntry("Check the file", DATA, "backup repair damage verify", command="huddle check"),
    MenuEntry("Backup", DATA, "copy save restore", command="huddle backup FILE"),
    MenuEntry("Passphrase", DATA, "sign key password seal recovery", command="huddle passphrase", who="member"),
    MenuEntry("Quit", DATA, "exit leave close", action="quit"),
)
"""All entries, in the order of the Menu."""
