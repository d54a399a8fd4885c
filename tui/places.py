"""The places and pages of Huddle: which screen each is, what it is called, and the key that opens it."""

from __future__ import annotations

from dataclasses import dataclass

from tui import keymap
from tui.keymap import Verb


@dataclass(frozen=True, slots=True)
class ScreenEntry:
    """A screen that can be opened by its name."""

    module: str
    class_name: str
    title: str
    purpose: str
    key: str = ""
    """The digit of a place or the capital of a page; empty where only the Menu opens it."""


def _entry(module: str, class_name: str, title: str, purpose: str, key: Verb | str = "") -> ScreenEntry:
    return ScreenEntry(module, class_name, title, purpose, key.keys if isinstance(key, Verb) else key)


MAIN_SCREENS = {
    "home": _entry("tui.home.screen", "HomeScreen", "Home", "What is next and who needs you", "1"),
    "meeting": _entry("tui.meeting.screen", "MeetingScreen", "Meeting", "Run or follow the meeting", "2"),
    "board": _entry("tui.board.screen", "BoardScreen", "Leaderboard", "The ranking of any metric", "3"),
    "me": _entry("tui.me.screen", "MeScreen", "Me", "Your numbers and commitments", "4"),
    "team": _entry("tui.team.screen", "TeamScreen", "Team", "Members, groups and host rotation", "5"),
    "plan": _entry("tui.plan.screen", "PlanScreen", "Plan", "Targets and what they add up to", "6"),
    "capture": _entry("tui.capture.screen", "CaptureScreen", "Capture", "Type for your group", keymap.CAPTURE),
    "trends": _entry("tui.trends.screen", "TrendsScreen", "Sort cards", "Sort cards into trends"),
    "one-on-one": _entry(
        "tui.one_on_one.overview",
        "OneOnOnesScreen",
        "One-on-ones",
        "Talks of leader and member",
        keymap.ONE_ON_ONES,
    ),
    "goals": _entry("tui.goals.screen", "GoalsScreen", "Goals", "Goals of each person and the team", keymap.GOALS),
}
"""The screens that stay, by mode name: first the places with a digit, then pages that are modes too."""

OVERLAY_SCREENS = {
    "swot": _entry("tui.outcomes.swot", "SwotScreen", "SWOT", "Strengths, weaknesses and more", keymap.SWOT),
    "measures": _entry(
        "tui.outcomes.measures", "MeasuresScreen", "Measures", "The 3 to 5 numbers your team chose", keymap.MEASURES
    ),
    "follow-through": _entry(
        "tui.insight.follow_through",
        "FollowThroughScreen",
        "Kept and missed",
        "Commitments kept and missed: you, the team, trends",
        keymap.KEPT_AND_MISSED,
    ),
    "signals": _entry(
        "tui.insight.signals", "SignalsScreen", "Signals", "Early warnings and good news", keymap.SIGNALS
    ),
    "page": _entry(
        "tui.team.member_page", "MemberPageScreen", "Profile", "Everything about you on one page", keymap.PROFILE
    ),
    "training": _entry(
        "tui.growth.training", "TrainingScreen", "Training", "Practice, role-play pairs, mentoring", keymap.TRAINING
    ),
    "accounts": _entry("tui.insight.accounts", "AccountsScreen", "Accounts", "Customers and owners", keymap.ACCOUNTS),
    "reviews": _entry("tui.growth.reviews", "ReviewsScreen", "Reviews", "Performance reviews", keymap.REVIEWS),
    "feedback": _entry("tui.growth.feedback", "FeedbackScreen", "Feedback", "Ask for and give it", keymap.FEEDBACK),
    "ladder": _entry("tui.growth.ladder", "LadderScreen", "Formal steps", "Formal steps, visible to leader and member"),
}
"""Pages that open over the current screen, by name. Formal steps have no key: nobody should open them by a slip."""

MEMBER_SCREENS = {"one-on-one-with": ("tui.one_on_one.screen", "OneOnOneScreen")}
"""Screens about one member, opened from other screens: module, class."""

PLACES = tuple(name for name, entry in MAIN_SCREENS.items() if entry.key.isdigit())
"""The modes that have a digit, in the order of the digits."""
