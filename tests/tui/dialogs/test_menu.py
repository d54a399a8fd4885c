"""The Menu and Options: everything is found by the words people type, and nobody is shown what they may not do."""

from __future__ import annotations

from threading import Event
from typing import get_args

import pytest
from textual.binding import Binding
from textual.dom import DOMNode
from textual.widgets import Input

from core.meeting import lifecycle
from core.models import StageName
from core.overview.getting_started import list_steps
from tests.conftest import Crew, FrozenClock
from tests.test_docs import check_code
from tests.tui.frames import frame, idle, type_ahead, until
from tests.tui.places import lived_in
from tui.app import HuddleApp
from tui.dialogs.choice import ChooseScreen
from tui.dialogs.getting_started import entry_for
from tui.dialogs.menu import MenuScreen, _act_when_offered, open_menu
from tui.dialogs.menu_entries import ENTRIES
from tui.meeting.screen import MeetingScreen
from tui.meeting.stage_container import stage_view_class
from tui.places import SCREENS
from tui.services import key_names
from tui.widgets.pick_list import PickList

WORDS = {
    "customers": "Accounts", "clients": "Accounts", "companies": "Accounts", "merge": "Sort cards into trends",
    "cluster": "Sort cards into trends", "affinity": "Sort cards into trends", "warning": "Formal steps",
    "discipline": "Formal steps", "ladder": "Formal steps", "strengths": "SWOT", "threats": "SWOT",
    "opportunities": "SWOT", "kpi": "Measures", "building blocks": "Measures", "blocker": "Add hurdle",
    "obstacle": "Hurdles", "kickoff": "Start a meeting", "weekly": "Start a meeting", "quarterly": "Start a meeting",
    "scribe": "Capture for your group", "brainstorm": "Capture for your group", "facilitator": "Take over hosting",
    "countdown": "Timer", "poll": "Open voting", "mood": "Rate the meeting", "pulse": "Rate the meeting",
    "protocol": "Minutes", "notes summary": "Minutes", "schedule": "Next meeting", "party": "Plan a celebration",
    "reward": "Plan a celebration", "rotation": "Host rotation", "revenue": "Log an amount", "sale": "Log an amount",
    "wrong": "Correct an entry", "ranking": "Leaderboard", "standings": "Leaderboard", "graph": "Chart",
    "quota": "Targets and plan", "budget": "Targets and plan", "forecast": "Targets and plan",
    "distribute": "Split the rest of a target", "track": "Add a metric", "reliability": "Kept and missed",
    "follow-through": "Kept and missed", "salesforce": "Import from your CRM", "csv": "Import from your CRM",
    "hubspot": "Import from your CRM", "people": "Team", "invite": "Add a member", "breakout": "Groups and scribes",
    "coaching": "One-on-ones", "1:1": "One-on-ones", "appraisal": "Reviews", "kudos": "Praise someone",
    "thanks": "Praise someone", "role play": "Training", "mentor": "Training", "alerts": "Signals", "risk": "Signals",
    "holiday": "Absences", "vacation": "Absences", "okr": "Goals", "vision": "Goals", "todo": "Add commitment",
    "promise": "Your commitments", "unclear": "Ask privately", "dark": "Theme", "outlook": "Calendar file",
    "email": "Digest", "webhook": "Slack and Teams", "remap": "Your settings", "currency": "Team settings",
    "rebind": "Your settings", "who is behind": "Signals", "delete": "Team", "password": "Passphrase",
    "exit": "Quit", "repair": "Check the file", "about me": "Your profile",
}  # fmt: skip
"""Words that people type, and an entry that each has to find."""


def found(app: HuddleApp, typed: str) -> list[str]:
    """The entries that are listed for these words."""
    screen = app.screen
    assert isinstance(screen, ChooseScreen)
    screen._show(typed)
    return [pick.text for pick in screen.query_one(PickList)._picks if not pick.heading]


async def test_words_find_their_entries(crew: Crew, clock: FrozenClock) -> None:
    lived_in(crew, clock)
    lifecycle.start_meeting(crew["Ana"], "weekly")
    lifecycle.take_over(crew["Ana"])
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=(100, 40)) as pilot:
        await idle(pilot)
        await pilot.press("0")
        await idle(pilot)
        assert len(WORDS) >= 60
        assert {word: entry for word, entry in WORDS.items() if entry not in found(app, word)} == {}


@pytest.mark.parametrize(("who", "hidden"), [("Ben", "Add a member"), ("Tom", "Log an amount"), ("Jon", "Timer")])
async def test_nobody_is_shown_what_they_may_not_do(crew: Crew, clock: FrozenClock, who: str, hidden: str) -> None:
    lived_in(crew, clock)
    lifecycle.start_meeting(crew["Ana"], "weekly")
    lifecycle.take_over(crew["Ana"])
    for name, shows in (("Ana", True), (who, False)):
        app = HuddleApp(crew[name])
        async with app.run_test(size=(100, 40)) as pilot:
            await idle(pilot)
            await pilot.press("ctrl+p")
            await idle(pilot)
            assert (hidden in found(app, "")) is shows


@pytest.mark.parametrize("typed", ["customers", "swot", "goals", "leaderboard", "formal", "sort cards", "hurdles"])
async def test_enter_opens_the_page_that_was_found(crew: Crew, typed: str) -> None:
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await pilot.press("0", *("space" if letter == " " else letter for letter in typed), "enter")
        await idle(pilot)
        assert not isinstance(app.screen, MenuScreen)
        assert type(app.screen).__name__ != "HomeScreen"


async def test_what_is_found_first_is_marked_whatever_was_typed_before(crew: Crew) -> None:
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await pilot.press("0", *"kickoff", *["backspace"] * 7, *"settings")
        await idle(pilot)
        titles = found(app, "settings")
        assert titles[0] == "Your settings", "the entry itself comes before the group of that name"
        picks = app.screen.query_one(PickList)
        assert next(pick.text for pick in picks._picks if pick.key == picks.cursor_key) == titles[0]


REPEATED = {
    "home": {"Ask privately", "Log an amount", "Correct an entry", "Add hurdle", "Getting started"},
    "meeting": {"Ask privately", "Timer", "Praise someone", "Plan a celebration", "Open voting"},
    "board": {"Log an amount", "Correct an entry", "Chart"},
    "team": {"Add a member"},
}
"""Entries that do what a key of this place does."""


@pytest.mark.parametrize("place", REPEATED)
async def test_what_the_screen_does_is_listed_once_while_nothing_is_typed(
    crew: Crew, clock: FrozenClock, place: str
) -> None:
    lived_in(crew, clock)
    lifecycle.start_meeting(crew["Ana"], "weekly")
    lifecycle.take_over(crew["Ana"])
    app = HuddleApp(crew["Ana"], start=place)
    async with app.run_test(size=(100, 60)) as pilot:
        await idle(pilot)
        await pilot.press("0")
        await idle(pilot)
        listed = found(app, "")
        own_count = listed.index("Capture for your group")  # an entry that no screen repeats
        assert REPEATED[place].isdisjoint(listed[own_count:])
        assert len(set(listed)) == len(listed)
        assert {"Hurdles", "Add a goal", "Team"} <= set(listed), "what only has the same key stays"
        assert {title for title in REPEATED[place] if title not in found(app, title)} == set()


async def test_the_way_back_of_the_meeting_is_found(crew: Crew) -> None:
    lifecycle.start_meeting(crew["Ana"], "weekly")
    lifecycle.take_over(crew["Ana"])
    lifecycle.move_to_stage(crew["Ana"], "collect")
    app = HuddleApp(crew["Ana"], start="meeting")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await pilot.press("0")
        await idle(pilot)
        for words in ("previous stage", "stage"):
            assert "Move everyone to the previous stage" in found(app, words)
        await pilot.press(*"previous stage", "enter")
        await idle(pilot)
    meeting = lifecycle.require_open_meeting(crew["Ana"])
    assert lifecycle.current_stage(crew["Ana"], meeting).name == "goal"


async def test_an_action_is_carried_out_on_its_page(crew: Crew) -> None:
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await pilot.press("0", *"hire", "enter")
        await until(pilot, lambda: app.current_mode == "team" and len(app.screen_stack) == 2)


async def test_quitting_before_the_page_is_there_ends_in_peace(crew: Crew) -> None:
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        entry = next(entry for entry in ENTRIES if entry.action == "break_down")
        screens, app._screen_stacks[app._current_mode] = app._screen_stacks[app._current_mode], []
        _act_when_offered(app, entry, 1)
        app._screen_stacks[app._current_mode] = screens
    assert app.return_code in (None, 0)


async def test_a_command_without_a_screen_is_shown_and_copied(crew: Crew) -> None:
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await pilot.press("0", *"outlook", "enter")
        await idle(pilot)
        assert "huddle calendar FILE" in frame(app)
        await pilot.press("enter")
        await idle(pilot)
        assert app.clipboard == "huddle calendar FILE"


async def test_the_room_has_no_menu(crew: Crew) -> None:
    app = HuddleApp(crew.room, start="room")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await pilot.press("0", "ctrl+p")
        open_menu(app)
        await idle(pilot)
        assert not isinstance(app.screen, MenuScreen)


async def test_every_entry_leads_to_an_action_that_exists(crew: Crew, clock: FrozenClock) -> None:
    lived_in(crew, clock)
    app = HuddleApp(crew["Ana"])
    missing = []
    async with app.run_test(size=(100, 28)) as pilot:
        for entry in ENTRIES:
            if not entry.page or not entry.action or entry.page == "meeting":
                continue
            assert entry.page in SCREENS
            app.action_page(entry.page)
            await idle(pilot)
            names = {binding.action.partition("(")[0] for node in app.screen.walk_children() for binding in own(node)}
            names |= {binding.action.partition("(")[0] for binding in own(app.screen)}
            if entry.action not in names:
                missing.append(f"{entry.title}: {entry.action} on {entry.page}, which has {sorted(names)}")
            while len(app.screen_stack) > 1:
                app.pop_screen()
    assert missing == []


def test_every_entry_of_the_meeting_leads_to_an_action_of_its_screen_or_of_a_stage() -> None:
    classes: list[type[DOMNode]] = [MeetingScreen, *(stage_view_class(name) for name in get_args(StageName))]
    names = {
        binding.action.partition("(")[0]
        for found in classes
        for base in found.__mro__
        for binding in vars(base).get("BINDINGS", ())
    }
    wanted = {entry.action for entry in ENTRIES if entry.page == "meeting" and entry.action}
    assert wanted - names == set()


def test_every_command_of_the_menu_exists() -> None:
    checked = [found for entry in ENTRIES if entry.command for found in check_code(entry.command)]
    assert [f"{found.text}: {found.problem}" for found in checked if found.problem] == []


def own(node: object) -> list:  # type: ignore[type-arg]
    bindings = getattr(node, "_bindings", None)
    return [] if bindings is None else [binding for keys in bindings.key_to_bindings.values() for binding in keys]


async def test_getting_started_lists_the_steps_and_opens_their_places(crew: Crew) -> None:
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=(100, 40)) as pilot:
        await idle(pilot)
        await pilot.press("0", *"onboarding", "enter")
        await idle(pilot)
        assert "Getting started · 2 of 16" in frame(app)
        assert "✓ Add your team" in frame(app)
        assert "○ Write the team goal" in frame(app)
        await pilot.press(*"team", "space", *"goal", "enter")
        await until(pilot, lambda: app.current_mode == "goals" and len(app.screen_stack) == 2)


def test_every_step_has_a_place(crew: Crew) -> None:
    for name in ("Ana", "Ben"):
        for step in list_steps(crew[name]):
            assert entry_for(step).page in SCREENS


# -- options


async def test_options_filter_and_a_digit_picks_at_once(crew: Crew, clock: FrozenClock) -> None:
    lived_in(crew, clock)
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await pilot.press("o")
        await idle(pilot)
        assert "1 Correct an entry" in frame(app)
        await pilot.press(*"zzz")
        await idle(pilot)
        assert found(app, "zzz") == []
        await pilot.press("backspace", "backspace", "backspace", "1")
        await idle(pilot)
        assert "Options" not in frame(app).splitlines()[5]
        assert type(app.screen).__name__ != "OptionsScreen"


async def test_a_word_typed_by_mistake_in_options_does_nothing(crew: Crew, clock: FrozenClock) -> None:
    lived_in(crew, clock)
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        before = crew.store.query("SELECT max(id) AS last FROM journal")
        await pilot.press("o", *"visit one hot lead")
        await idle(pilot)
        assert type(app.screen).__name__ == "OptionsScreen"
        assert crew.store.query("SELECT max(id) AS last FROM journal") == before


def test_every_command_in_the_menu_exists() -> None:
    commands = [entry.command for entry in ENTRIES if entry.command]
    assert commands
    assert [(command, found.problem) for command in commands for found in check_code(command) if found.problem] == []


async def test_your_settings_shows_every_key_and_how_to_change_one(crew: Crew) -> None:
    app = HuddleApp(crew["Ben"])
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await pilot.press("0", *"rebind", "enter")
        await until(pilot, lambda: type(app.screen).__name__ == "OwnKeysScreen")
        assert "huddle config edit" in frame(app)
        await pilot.press(*"log an amount")
        assert "Log an amount" in frame(app)
        await pilot.press("enter")
        assert "with your key in place of f8" in frame(app)
        await pilot.press("enter")
        assert app.clipboard == '"entry.log" = "f8"'


async def test_what_is_typed_before_your_settings_are_there_is_searched_in_them(
    crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    list_bindings, has_typed = key_names.list_bindings, Event()

    def waits() -> dict[str, Binding]:
        assert has_typed.wait(10)
        return list_bindings()

    monkeypatch.setattr(key_names, "list_bindings", waits)
    app = HuddleApp(crew["Ben"])
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await pilot.press("0", *"rebind")
        await type_ahead(pilot, "enter", *"log an amount")
        has_typed.set()
        await idle(pilot)
        assert type(app.screen).__name__ == "OwnKeysScreen"
        assert app.screen.query_one(Input).value == "log an amount"
