"""The places and pages of Huddle: which screen each is, what it is called, and the key that opens it."""

from __future__ import annotations

from dataclasses import dataclass

from tui import keymap
from tui.action_hints import PAGE_TITLES


@dataclass(frozen=True, slots=True)
class ScreenEntry:
    """A screen that can be opened by its name."""

    module: str
    class_name: str
    title: str
    purpose: str
    key: str = ""
    """The digit of a place or the capital of a page; empty where only the Menu opens it."""


def _entry(name: str, module: str, class_name: str, purpose: str, key: str = "") -> tuple[str, ScreenEntry]:
    """Return the name of a place or page, and its entry."""
    return name, ScreenEntry(module, class_name, PAGE_TITLES[name], purpose, key)


MAIN_SCREENS = dict(
    [
        _entry("home", "tui.home.screen", "HomeScreen", "What is next and who needs you", "1"),
        _entry("meeting", "tui.meeting.screen", "MeetingScreen", "Run or follow the meeting", "2"),
        _entry("board", "tui.board.screen", "BoardScreen", "The ranking of any metric", "3"),
        _entry("me", "tui.me.screen", "MeScreen", "Your numbers and commitments", "4"),
        _entry("team", "tui.team.screen", "TeamScreen", "Members, groups and host rotation", "5"),
        _entry("plan", "tui.plan.screen", "PlanScreen", "Targets and what they add up to", "6"),
        _entry("capture", "tui.capture.screen", "CaptureScreen", "Type for your group", keymap.CAPTURE.keys),
        _entry("trends", "tui.trends.screen", "TrendsScreen", "Sort cards into trends"),
        _entry(
            "one-on-one",
            "tui.one_on_one.overview",
            "OneOnOnesScreen",
            "Talks between leader and member",
            keymap.ONE_ON_ONES.keys,
        ),
        _entry("goals", "tui.goals.screen", "GoalsScreen", "Goals of each person and the team", keymap.GOALS.keys),
    ]
)
"""The screens that stay, by mode name: first the places with a digit, then pages that are modes too."""

OVERLAY_SCREENS = dict(
    [
        _entry("swot", "tui.outcomes.swot", "SwotScreen", "Strengths, weaknesses and more", keymap.SWOT.keys),
        _entry(
            "measures",
            "tui.outcomes.measures",
            "MeasuresScreen",
            "The 3 to 5 numbers your team chose",
            keymap.MEASURES.keys,
        ),
        _entry(
            "follow-through",
            "tui.insight.follow_through",
            "FollowThroughScreen",
            "Commitments kept and missed: you, the team, trends",
            keymap.KEPT_AND_MISSED.keys,
        ),
        _entry("signals", "tui.insight.signals", "SignalsScreen", "Early warnings and good news", keymap.SIGNALS.keys),
        _entry(
            "page", "tui.team.member_page", "MemberPageScreen", "Everything about you on one page", keymap.PROFILE.keys
        ),
        _entry(
            "training",
            "tui.growth.training",
            "TrainingScreen",
            "Practice, role-play pairs, mentoring",
            keymap.TRAINING.keys,
        ),
        _entry("accounts", "tui.insight.accounts", "AccountsScreen", "Customers and owners", keymap.ACCOUNTS.keys),
        _entry("reviews", "tui.growth.reviews", "ReviewsScreen", "Performance reviews", keymap.REVIEWS.keys),
        _entry(
            "feedback", "tui.growth.feedback", "FeedbackScreen", "Ask for feedback and give it", keymap.FEEDBACK.keys
        ),
        _entry("ladder", "tui.growth.ladder", "LadderScreen", "Formal steps, visible to leader and member"),
    ]
)
"""Pages that open over the current screen, by name. Formal steps have no key: nobody should open them by a slip."""

SCREENS = {**MAIN_SCREENS, **OVERLAY_SCREENS}
"""All places and pages, by name."""

MEMBER_SCREENS = {"one-on-one-with": ("tui.one_on_one.screen", "OneOnOneScreen")}
"""Screens about one member, opened from other screens: module, class."""

PLACES = tuple(name for name, entry in MAIN_SCREENS.items() if entry.key.isdigit())
"""The modes that have a digit, in the order of the digits."""
