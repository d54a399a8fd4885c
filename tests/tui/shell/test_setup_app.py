"""The first run: a team from four fields, with nothing lost when one of them is refused."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from core.access import paths
from core.access.session import Session
from core.team.members import list_members
from core.team.record import get_team
from tests.tui.frames import SMALL, burst, frame, idle
from tui.commands import screens, setup
from tui.commands.context import Context
from tui.shell.setup_app import SetupApp


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No team of the person who runs the tests is touched."""
    for name in ("HUDDLE_DB", "HUDDLE_TEAM", "HUDDLE_AS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HUDDLE_HOME", str(tmp_path / "home"))


async def fill(pilot: Pilot[bool], **values: str) -> None:
    """Types these, and presses Enter in the last field."""
    for name, value in values.items():
        pilot.app.screen.query_one(f"#form-{name}", Input).value = value
    pilot.app.screen.query_one("#form-members", Input).focus()
    await pilot.press("enter")
    await idle(pilot)


def app_of(context: Context) -> SetupApp:
    return SetupApp(lambda answers: setup.create_team_from_answers(context, answers), leader="Ana Ruiz")


@pytest.mark.parametrize("size", [SMALL], ids=str)
async def test_frames(size: tuple[int, int], snapshot: SnapshotAssertion) -> None:
    app = app_of(Context())
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        assert frame(app) == snapshot


async def test_enter_by_enter_to_a_team() -> None:
    context = Context()
    app = app_of(context)
    async with app.run_test(size=(80, 24)) as pilot:
        for key in "West":
            await pilot.press(key)
        for _ in range(4):
            await pilot.press("enter")
            await idle(pilot)
    assert app.return_value is True
    session = context.session()
    assert (get_team(session).name, session.me.name, session.viewer.role) == ("West", "Ana Ruiz", "leader")
    assert not setup.is_first_run(Context())
    context.close()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"team": "  "}, "The team's name can't be empty"),
        ({"team": "West", "leader": ""}, "The leader's name can't be empty"),
        ({"team": "West", "currency": "euro"}, "is not a currency. Use three letters, e.g. EUR or USD"),
        ({"team": "West", "members": "nowhere.csv"}, "nowhere.csv"),
    ],
)
async def test_what_is_refused_makes_nothing_and_loses_nothing(values: dict[str, str], sentence: str) -> None:
    app = app_of(Context())
    async with app.run_test(size=(80, 24)) as pilot:
        await fill(pilot, **values)
        assert sentence in frame(app)
        for name, value in values.items():
            assert app.screen.query_one(f"#form-{name}", Input).value == value
        await pilot.press("escape")
        await idle(pilot)
    assert app.return_value is False
    assert not paths.list_team_files()


async def test_names_are_members_too() -> None:
    context = Context()
    app = app_of(context)
    async with app.run_test(size=(80, 24)) as pilot:
        await fill(pilot, team="West", members="Ben, Lea and Jon")
    assert app.return_value
    assert [person.name for person in list_members(context.session())] == ["Ana Ruiz", "Ben", "Lea", "Jon"]


async def test_many_names_are_no_path() -> None:
    names = [f"Seller {letter}{other} (m/f)" for letter in "ABCDE" for other in "ABCDEF"]
    context = Context()
    app = app_of(context)
    async with app.run_test(size=(80, 24)) as pilot:
        await fill(pilot, team="West", members=", ".join(names))
    assert [person.name for person in list_members(context.session())] == ["Ana Ruiz", *names]


async def test_a_name_that_is_refused_is_told_and_the_team_is_there() -> None:
    app = app_of(Context())
    async with app.run_test(size=(80, 24)) as pilot:
        await fill(pilot, team="West", members="Ben, Ana Ruiz")
        assert "Ana Ruiz is already a member" in frame(app)
        assert "Add them on the Team page." in frame(app)


async def test_members_come_in_and_refused_lines_are_told(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("name,role\nBen Okafor,seller\nTom Vega,boss\n", encoding="utf-8")
    context = Context()
    app = app_of(context)
    async with app.run_test(size=(80, 24)) as pilot:
        await fill(pilot, team="West", members=str(file))
        assert app.return_value is None
        assert "Members added: 1" in frame(app)
        assert "line 3: “boss” is not a valid role" in frame(app)
        await pilot.press("enter")
        await idle(pilot)
    assert app.return_value is True
    assert [person.name for person in list_members(context.session())] == ["Ana Ruiz", "Ben Okafor"]
    context.close()


async def test_one_team_is_made_however_often_enter_is_pressed() -> None:
    context = Context()
    app = app_of(context)
    async with app.run_test(size=(80, 24)) as pilot:
        app.screen.query_one("#form-team", Input).value = "West"
        app.screen.query_one("#form-members", Input).focus()
        await pilot.press("enter", "enter", "enter")
        await idle(pilot)
    assert app.return_value is True
    context.close()


def test_a_first_run_is_one_without_any_team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert setup.is_first_run(Context())
    assert setup.is_first_run(Context(db=str(tmp_path / "new.huddle")))
    # A team that was named is a slip of the keys, not a wish for a new one.
    assert not setup.is_first_run(Context(team="Wset"))
    monkeypatch.setenv("HUDDLE_TEAM", "Wset")
    assert not setup.is_first_run(Context())


def test_home_follows_the_setup_in_the_same_process(monkeypatch: pytest.MonkeyPatch) -> None:
    from tui.shell.setup_app import SetupAnswers

    context = Context()
    shown: list[str] = []
    monkeypatch.setattr(screens, "has_terminal", lambda: True)

    def show(session: Session, start: str, **_: object) -> int:
        shown.append(f"{session.me.name}: {start}")
        return 0

    monkeypatch.setattr(screens, "show_screen", show)
    monkeypatch.setattr(
        setup,
        "run_setup",
        lambda given: bool(setup.create_team_from_answers(given, SetupAnswers("West", "Ana Ruiz", "EUR", ""))),
    )
    assert screens.run(Namespace(word="home"), context) == 0
    assert shown == ["Ana Ruiz: home"]
    context.close()


def test_leaving_the_setup_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screens, "has_terminal", lambda: True)
    monkeypatch.setattr(setup, "run_setup", lambda _context: False)
    assert screens.run(Namespace(word="home"), Context()) == 0


async def test_what_is_proposed_is_replaced_by_typing_and_what_was_typed_is_not() -> None:
    app = SetupApp(lambda answers: setup.create_team_from_answers(Context(), answers), leader="root")
    async with app.run_test(size=(80, 24)) as pilot:
        burst(pilot, *"West", "enter", *"Diana", "enter", *"USD", "up", *" Prince")
        await idle(pilot)
        values = {field.id: field.value for field in app.screen.query(Input)}
        assert values["form-team"] == "West"
        assert values["form-leader"] == "Diana Prince"
        assert values["form-currency"] == "USD"


async def test_pasted_lines_are_one_answer() -> None:
    app = SetupApp(lambda answers: setup.create_team_from_answers(Context(), answers), leader="root")
    async with app.run_test(size=(80, 24)) as pilot:
        app.post_message(events.Paste("Northwind\nWest\n"))
        await idle(pilot)
        assert app.screen.query_one("#form-team", Input).value == "Northwind West"
