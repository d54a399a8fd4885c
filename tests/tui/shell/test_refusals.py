"""What is refused while a screen is shown: the screen says why, and goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from textual import events
from textual.binding import Binding
from textual.widget import Widget
from textual.widgets import Input, Static

from core.access.session import Session
from core.errors import HuddleError, UnreadableFile
from core.goals import goals
from core.models import Attendance, Board, Commitment, StageName
from tests.conftest import Crew
from tests.tui.frames import frame, idle, type_ahead, until
from tui.app import HuddleApp
from tui.shell.actions import Action, ActionTable
from tui.shell.dialog import Dialog
from tui.shell.screen import HuddleScreen

DESCRIBES = "tui.meeting.stage_container.describe_no_meeting"


class Refusing(HuddleScreen):
    """Shows content unless `refuses`; each key refuses in another way."""

    BINDINGS = [
        Binding("a", "table", "Table"),
        Binding("b", "method", "Method"),
        Binding("c", "callback", "Callback"),
        Binding("d", "worker", "Worker"),
        Binding("e", "timer", "Timer"),
        Binding("f", "unsure", "Unsure"),
    ]
    refuses = False

    def compose_content(self) -> Iterable[Widget]:
        yield Static("The content", id="content")

    def make_actions(self) -> ActionTable:
        return {"table": Action(self.refuse), "unsure": Action(lambda: None, self.refuse)}

    def refuse(self) -> bool:
        raise HuddleError("This is [refused].")

    def show(self) -> None:
        self.top_line.left = "SECRET"
        if self.refuses:
            self.refuse()

    def action_method(self) -> None:
        self.refuse()

    def action_callback(self) -> None:
        self.call_later(self.refuse)

    def action_timer(self) -> None:
        self.call_after_refresh(self.refuse)

    def action_worker(self) -> None:
        self.run_worker(self.work())

    async def work(self) -> None:
        self.refuse()


@pytest.mark.parametrize("key", ["a", "b", "c", "d", "e", "f"])
async def test_a_refusal_anywhere_is_shown_and_the_screen_goes_on(crew: Crew, key: str) -> None:
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await idle(pilot)
        app.push_screen(Refusing())
        await idle(pilot)
        await pilot.press(key)
        await idle(pilot)
        assert "The content" in frame(app)
        assert ("This is [refused]." in frame(app)) == (key != "f"), "an action that cannot be offered is not"
        await pilot.press("escape")
        await idle(pilot)
        assert app.current_mode == "home"
        assert len(app.screen_stack) == 1


async def test_a_screen_that_may_not_be_shown_says_why_and_leads_out(crew: Crew) -> None:
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await idle(pilot)
        screen = Refusing()
        screen.refuses = True
        app.push_screen(screen)
        await idle(pilot)
        for _ in range(2):
            assert "This is [refused]." in frame(app)
            assert "Press esc to go back, or 1 for Home." in frame(app)
            assert "The content" not in frame(app)
            assert "SECRET" not in frame(app)
            await pilot.press("a", "b", "f")
            assert not app._notifications, "its keys do nothing"
            goals.set_goal(crew["Ana"], "Twelve new customers")
            await idle(pilot)
        screen.refuses = False
        goals.set_goal(crew["Ana"], "Thirteen new customers")
        await idle(pilot)
        assert "The content" in frame(app)
        assert "refused" not in frame(app)
        screen.refuses = True
        goals.set_goal(crew["Ana"], "Twelve new customers")
        await idle(pilot)
        assert "The content" not in frame(app)
        await pilot.press("escape")
        await idle(pilot)
        assert app.screen is not screen


class RefusingInput(Input):
    """An input that is refused a key in its own queue."""

    def on_key(self, event: events.Key) -> None:
        if event.key == "x":
            raise HuddleError("This is [refused].")


async def test_a_widget_that_is_refused_takes_the_next_keys(crew: Crew) -> None:
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await idle(pilot)
        screen, line = Refusing(), RefusingInput()
        app.push_screen(screen)
        await idle(pilot)
        await screen.mount(line)
        screen.set_focus(line)
        await pilot.press(*"nx")
        await idle(pilot)
        assert "This is [refused]." in frame(app)
        await pilot.press(*"ow")
        await idle(pilot)
        assert line.value == "now"


async def test_a_widget_whose_queue_has_ended_does_not_keep_the_keys_from_leading_out(crew: Crew) -> None:
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        screen, line = Refusing(), Input()
        app.push_screen(screen)
        await idle(pilot)
        await screen.mount(line)
        screen.set_focus(line)
        await idle(pilot)
        assert line._task is not None
        line._task.cancel()
        await until(pilot, lambda: not line.is_running)
        await type_ahead(pilot, "x", "ctrl+q")
        await until(pilot, lambda: app._exit)
    assert app.return_code in (None, 0)


@pytest.mark.parametrize("refused", ["tui.meeting.screen.MeetingScreen._show_content", DESCRIBES])
async def test_a_meeting_that_cannot_be_shown_can_be_left(
    crew: Crew, monkeypatch: pytest.MonkeyPatch, refused: str
) -> None:
    def refuse(*_: object) -> None:
        raise HuddleError("This is refused.")

    monkeypatch.setattr(refused, refuse)
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await idle(pilot)
        await pilot.press("2")
        await idle(pilot)
        assert "This is refused." in frame(app)
        await pilot.press("1")
        await idle(pilot)
        assert app.current_mode == "home"


@pytest.mark.parametrize("stage", ["wins", "commitments", "goal", "collect", "trends", "commit", "hurdles"])
@pytest.mark.parametrize("start", ["meeting", "room"])
async def test_damage_is_not_taken_for_a_board_without_cards(
    in_stage: Callable[[StageName], Session], monkeypatch: pytest.MonkeyPatch, stage: StageName, start: str
) -> None:
    read = Session.all

    def read_undamaged(session: Session, model: type[Any], *args: Any, **kwargs: Any) -> list[Any]:
        if model in (Board, Attendance, Commitment):
            raise UnreadableFile("west.huddle is damaged.", "Choose a backup.")
        return read(session, model, *args, **kwargs)

    ana = in_stage(stage)
    monkeypatch.setattr(Session, "all", read_undamaged)
    app = HuddleApp(ana, start=start)
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        assert "west.huddle is damaged." in frame(app)
        assert "to vote on" not in frame(app)
        assert "No meeting is open" not in frame(app)


async def test_the_same_words_are_shown_once_at_a_time(crew: Crew) -> None:
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await idle(pilot)
        app.push_screen(Refusing())
        await idle(pilot)
        await pilot.press(*"aaab")
        app.notify("Something else.")
        await idle(pilot)
        assert [note.message for note in app._notifications] == ["This is [refused].", "Something else."]
        assert frame(app).count("This is [refused].") == 1


class RefusingDialog(Dialog[None]):
    BINDINGS = [Binding("escape", "dismiss", "Close")]

    def compose(self) -> Iterable[Widget]:
        yield Static("A dialog")

    def on_mount(self) -> None:
        raise HuddleError("This is refused.")


async def test_a_dialog_that_is_refused_can_be_closed(crew: Crew) -> None:
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await idle(pilot)
        app.push_screen(RefusingDialog())
        await idle(pilot)
        assert "This is refused." in frame(app)
        await pilot.press("escape")
        await idle(pilot)
        assert len(app.screen_stack) == 1
