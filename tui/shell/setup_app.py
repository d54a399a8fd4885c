"""The app of the first run: creates a team from its name, its leader, and optionally a list of members."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.driver import Driver
from textual.filter import LineFilter
from textual.widgets import Static

from core.errors import HuddleError
from tui import keymap
from tui.services.control_filter import CONTROL_FILTER
from tui.services.key_queue import KeyQueue
from tui.services.paste_parser import use_paste_parser
from tui.services.theme import DARK, FALLBACK_VARIABLES, THEMES
from tui.services.word_filter import word_filters
from tui.widgets.form import Field, Form

MAX_REFUSED_LINES = 5
"""How many refused lines of the members' file are listed."""


@dataclass(frozen=True, slots=True)
class SetupAnswers:
    """The values of the form, as typed."""

    team: str
    leader: str
    currency: str
    members: str
    """Names, the path of a CSV file, or an empty text."""


@dataclass(frozen=True, slots=True)
class SetupResult:
    """The outcome of creating a team."""

    sentence: str
    """What was created, in words for the user."""
    refused_lines: tuple[str, ...] = ()
    """A sentence for each line of the members' file, or for the names, that was refused, with the reason."""
    next_step: str = "Fix these lines in the file, then run: huddle member import FILE.csv"
    """What to do about the refused lines."""


class SetupApp(App[bool]):
    """Asks four questions and creates the team; returns True if it did. Without a team it has no session."""

    TITLE = "Huddle"
    CSS_PATH = "setup_app.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = [
        keymap.OPEN.bind("go_on", "Continue", show=False, id="setup.go_on", tooltip="Go to the home screen"),
        Binding(
            "escape,ctrl+q", "leave", "Quit", id="setup.leave", tooltip="Quit without creating a team", priority=True
        ),
    ]

    def __init__(
        self, create: Callable[[SetupAnswers], SetupResult], *, leader: str = "", currency: str = "EUR"
    ) -> None:
        """`create` creates the team, or raises `HuddleError` and creates nothing."""
        super().__init__()
        self._key_queue = KeyQueue(self, super().on_event)
        self._create = create
        self._leader = leader
        self._currency = currency
        self._result: SetupResult | None = None
        self._is_busy = False
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DARK.name

    def get_driver_class(self) -> type[Driver]:
        return use_paste_parser(super().get_driver_class())

    async def on_event(self, event: events.Event) -> None:
        """Let keys and pastes wait for those before them; see `KeyQueue`."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            await self._key_queue.take(event)
        else:
            await super().on_event(event)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return FALLBACK_VARIABLES

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return the filters of each line that is drawn: the last one keeps control characters from the terminal."""
        return [*super().get_line_filters(), *word_filters(), CONTROL_FILTER]

    def compose(self) -> ComposeResult:
        with Vertical(id="setup"):
            yield Static("Huddle", id="setup-name", markup=False)
            yield Static(
                "Set up your team. You can change all of this later.",
                id="setup-why",
                markup=False,
            )
            yield Form(
                [
                    Field("team", "Team", hint="e.g. Northwind West"),
                    Field("leader", "You", self._leader, "your name (you are the team leader)"),
                    Field("currency", "Currency", self._currency, "three letters, e.g. EUR or USD"),
                    Field("members", "Members", hint="e.g. Ben, Lea and Jon, or a CSV file (optional)"),
                ],
                f"enter Next (last field: enter Create team)   {keymap.up_and_down()} Move   esc Quit",
                stepwise=True,
            )
            yield Static("", id="setup-done", markup=False)

    async def on_form_submitted(self, event: Form.Submitted) -> None:
        if self._result is None and not self._is_busy:
            self._is_busy = True
            self.run_worker(self._create_team(SetupAnswers(**event.values)))

    async def _create_team(self, answers: SetupAnswers) -> None:
        form = self.query_one(Form)
        try:
            self._result = await asyncio.to_thread(self._create, answers)
        except HuddleError as refusal:
            form.show_refusal(str(refusal))
        else:
            if self._result.refused_lines:
                self._show_refused(self._result)
            else:
                self.exit(True)
        finally:
            self._is_busy = False

    def _show_refused(self, result: SetupResult) -> None:
        """Show which lines were refused, until Enter is pressed; the team exists by now."""
        self.query_one(Form).display = False
        self.set_focus(None)
        refused = list(result.refused_lines[:MAX_REFUSED_LINES])
        if len(result.refused_lines) > MAX_REFUSED_LINES:
            refused.append(f"and {len(result.refused_lines) - MAX_REFUSED_LINES} more")
        lines = [result.sentence, "", "Not added:", *(f"  {line}" for line in refused), ""]
        lines += [result.next_step, ""]
        lines.append("enter Continue")
        self.query_one("#setup-done", Static).update("\n".join(lines))

    def action_go_on(self) -> None:
        if self._result is not None:
            self.exit(True)

    def action_leave(self) -> None:
        # Once the team is created it stays, so leaving then is the same as going on.
        if not self._is_busy:
            self.exit(self._result is not None)
