"""The dialog for rating the meeting: three numbers, and a word if the member likes."""

from __future__ import annotations

from rich.segment import Segment
from textual import events, getters, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import HorizontalGroup, Vertical
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, Static

from core.errors import HuddleError
from core.meeting import pulse
from core.models import Meeting, Pulse
from tui import keymap
from tui.dialogs.kept_dialog import KeptDialog
from tui.shell.send_once import send_once
from tui.widgets.line_input import LineInput
from tui.widgets.mood_line import HIGHEST, LOWEST
from tui.widgets.signs import write_cursor

PULSE_QUESTIONS = {
    "score": "How was the meeting?",
    "held": "How accountable were we?",
    "worth": "Was it worth the time?",
}
"""The question for each answer, by the name of the answer's column."""

SCORE_LABELS = ("poor", "so-so", "fair", "good", "very good")
"""The label of each number from 1 to 5."""

KEYS = "1–5 Rate   enter Next   tab One word   esc Cancel"
WORD_KEYS = "enter Save   tab Numbers   esc Cancel"
"""The keys while the word is typed."""


class Scales(Widget, can_focus=True):
    """Three questions, one below the other. A number key answers the current one and moves to the next."""

    COMPONENT_CLASSES = {"scales--now", "scales--chosen", "scales--quiet"}
    DEFAULT_CSS = """
    Scales {
        height: 3;
        & > .scales--now { text-style: bold; }
        & > .scales--chosen { color: $accent; text-style: bold; }
        & > .scales--quiet { color: $dim; }
    }
    """
    BINDINGS = [
        *(
            keymap.digit(number, f"answer({number})", id=f"pulse.{number}", tooltip=f"Rate {number}: {means}")
            for number, means in enumerate(SCORE_LABELS, start=LOWEST)
        ),
        Binding("up", "move(-1)", "Previous", show=False, id="pulse.up", tooltip="Go to the question before"),
        Binding("down", "move(1)", "Next", show=False, id="pulse.down", tooltip="Go to the next question"),
        keymap.OPEN.bind("done", "Save", show=False, id="pulse.say", tooltip="Save your ratings"),
    ]

    class Finished(Message):
        """The last question was answered."""

    class Submitted(Message):
        """Enter was pressed: give the pulse with the answers so far."""

    def __init__(self, answers: dict[str, int | None]) -> None:
        super().__init__()
        self.answers = {name: answers.get(name) for name in PULSE_QUESTIONS}
        self._index = 0

    def action_answer(self, number: int) -> None:
        self.answers[list(PULSE_QUESTIONS)[self._index]] = number
        if self._index == len(PULSE_QUESTIONS) - 1:
            self.post_message(self.Finished())
        self.action_move(1)

    def action_move(self, step: int) -> None:
        self._index = max(0, min(len(PULSE_QUESTIONS) - 1, self._index + step))
        self.refresh()

    def action_done(self) -> None:
        """Save once all is answered; until then enter goes on, to the next question or to the word."""
        if None not in self.answers.values():
            self.post_message(self.Submitted())
        elif self._index < len(PULSE_QUESTIONS) - 1:
            self.action_move(1)
        else:
            self.post_message(self.Finished())

    def on_click(self, event: events.Click) -> None:
        if event.y < len(PULSE_QUESTIONS):
            self._index = event.y
            number = (event.x - _LABEL_WIDTH) // _NUMBER_WIDTH + LOWEST
            if event.x >= _LABEL_WIDTH and LOWEST <= number <= HIGHEST:
                self.action_answer(number)
            self.refresh()

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if y >= len(PULSE_QUESTIONS):
            return Strip.blank(width, self.rich_style)
        name, question = list(PULSE_QUESTIONS.items())[y]
        now, chosen = self.has_focus and y == self._index, self.answers[name]
        style = self.get_component_rich_style("scales--now") if now else self.rich_style
        segments = [Segment(f"{write_cursor(now)} {question}".ljust(_LABEL_WIDTH), style)]
        for number in range(LOWEST, HIGHEST + 1):
            # In brackets too, because colour is never the only sign.
            cell = f"[{number}]" if number == chosen else f" {number} "
            component = "scales--chosen" if number == chosen else "scales--quiet"
            segments.append(Segment(cell.ljust(_NUMBER_WIDTH), self.get_component_rich_style(component)))
        if chosen is not None:
            segments.append(
                Segment(f" {SCORE_LABELS[chosen - LOWEST]}", self.get_component_rich_style("scales--quiet"))
            )
        return Strip(segments).adjust_cell_length(width, self.rich_style)


_LABEL_WIDTH = 28
"""Columns before the numbers."""
_NUMBER_WIDTH = 4
"""Columns from one number to the next."""


class PulseScreen(KeptDialog[Pulse | None]):
    """Ask for a pulse. Dismissed with the pulse, or None after esc; a refused pulse keeps its answers."""

    HELP_NAME = "Rate meeting"
    CSS_PATH = "pulse.tcss"
    scales = getters.query_one(Scales)
    BINDINGS = [keymap.BACK.bind("dismiss", "Cancel", id="pulse.back", tooltip="Cancel; nothing is saved")]

    def __init__(self, meeting: Meeting) -> None:
        super().__init__()
        self._meeting = meeting
        self._is_anonymous = False
        """Whether the viewer was told that no names are kept."""

    def identify_draft(self) -> str:
        return f"pulse of meeting {self._meeting.id}"

    def compose(self) -> ComposeResult:
        session = self.app.session
        before = pulse.own_pulse(session, self._meeting)
        with Vertical(id="pulse", classes="dialog--box"):
            yield Static("Rate the meeting", id="pulse-title", markup=False)
            yield Static("", id="pulse-seen", markup=False)
            yield Scales({name: getattr(before, name) for name in PULSE_QUESTIONS} if before else {})
            with HorizontalGroup():
                yield Static("  In one word", id="pulse-label", markup=False)
                yield LineInput(before.word or "" if before else "", placeholder="(optional)")
            yield Static("", id="pulse-refusal", markup=False)
            yield Static(KEYS, id="pulse-keys", classes="dialog--keys", markup=False)

    def on_mount(self) -> None:
        self._show_who_reads()
        self.scales.focus()

    def _show_who_reads(self) -> None:
        self._is_anonymous = pulse.is_anonymous(self.app.session, self._meeting)
        self.query_one("#pulse-seen", Static).update(
            "Anonymous: your answer can't be changed, so answer once."
            if self._is_anonymous
            else "Your leader sees your answers. Everyone sees the averages."
        )

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        self.query_one("#pulse-keys", Static).update(WORD_KEYS if isinstance(event.widget, Input) else KEYS)

    @on(Scales.Finished)
    def _focus_word(self) -> None:
        self.query_one(Input).focus()

    @on(Scales.Submitted)
    def _give_as_it_is(self) -> None:
        self._give()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._give()

    @send_once
    async def _give(self) -> None:
        answers, word = self.scales.answers, self.query_one(Input).value
        score = answers["score"]
        if score is None:
            self.query_one("#pulse-refusal", Static).update("Choose a number from 1 (poor) to 5 (very good).")
            self.scales.focus()
            return
        try:
            given = await self.app.apply_change(
                pulse.give_pulse,
                self.app.session,
                score,
                word,
                held=answers["held"],
                worth=answers["worth"],
                told_anonymous=self._is_anonymous,
                meeting=self._meeting,
            )
        except HuddleError as refusal:
            self._show_who_reads()
            self.query_one("#pulse-refusal", Static).update(str(refusal))
        else:
            self._tell_if_late()
            self.dismiss(given)

    def _tell_if_late(self) -> None:
        """Say that the rating is stored where no page shows it: the meeting has ended meanwhile."""
        meeting = self.app.session.get(Meeting, self._meeting.id)
        if meeting is not None and meeting.status == "closed":
            which = f"the {meeting.kind} meeting {meeting.number}"
            self.app.notify(
                f"Rating stored for {which}, which has ended. Late ratings are added three at a time.", markup=False
            )
