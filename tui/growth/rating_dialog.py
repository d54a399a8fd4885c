"""The dialog in which a skill is rated: a digit answers at once, or the arrows and enter."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Static

from tui import keymap
from tui.growth.review_lines import SCORE_WORDS
from tui.shell.dialog import QuestionDialog
from tui.widgets.signs import write_cursor


class RatingDialog(QuestionDialog[int | None]):
    """Asks for a score from 1 to 5; returns it, or None if the user went back."""

    HELP_NAME = "Rating"
    CSS_PATH = "../shell/question.tcss"
    BINDINGS = [
        *(
            keymap.digit(score, f"rate({score})", id=f"review.rate.{score}", tooltip=words.capitalize())
            for score, words in enumerate(SCORE_WORDS, start=1)
        ),
        keymap.OPEN.bind("rate_marked", "Rate", id="rating.rate", tooltip="Rate with the marked score"),
        keymap.BACK.bind("dismiss", "Cancel", id="cancel", tooltip="Cancel"),
        Binding("up", "mark(-1)", "Up", show=False, id="rating.up", tooltip="Mark the score above"),
        Binding("down", "mark(1)", "Down", show=False, id="rating.down", tooltip="Mark the score below"),
    ]

    def __init__(self, question: str, score: int | None) -> None:
        """`score` is the one given before, which is marked; without it the middle one is."""
        super().__init__()
        self._question = question
        self._marked = score or (len(SCORE_WORDS) + 1) // 2

    def compose(self) -> ComposeResult:
        with Vertical(classes="ask dialog--box"):
            yield Static(self._question, classes="dialog--title", markup=False)
            with Vertical(classes="dialog--foot"):
                yield Static(self._lines(), classes="ask--answers", markup=False)
                keys = f"1–5 Rate   {keymap.up_and_down()} Choose   esc Cancel"
                yield Static(keys, classes="dialog--keys", markup=False)

    def _lines(self) -> str:
        return "\n".join(
            f"{write_cursor(score == self._marked)} {score}  {words}"
            for score, words in enumerate(SCORE_WORDS, start=1)
        )

    def action_mark(self, step: int) -> None:
        self._marked = max(1, min(len(SCORE_WORDS), self._marked + step))
        self.query_one(".ask--answers", Static).update(self._lines())

    def action_rate(self, score: int) -> None:
        self.dismiss(score)

    def action_rate_marked(self) -> None:
        self.dismiss(self._marked)
