"""The dialog that reviews several pasted or typed lines before each becomes a card."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Static, TextArea

from tui.shell.dialog import Dialog

MAX_LINES = 200
"""The most lines added at once: more than a group says in a meeting, and few enough to be reviewed."""

MAX_PROBLEMS_SHOWN = 3
"""The most lines whose problem is shown; the others are counted."""


@dataclass(frozen=True, slots=True)
class ReviewedLines:
    """The result of the review."""

    cards: tuple[str, ...]
    """The lines to be added as cards now, in order."""
    remaining_text: str
    """The text that stays in the draft: refused lines and those beyond the limit; after Back all lines."""


class PasteReviewScreen(Dialog[ReviewedLines]):
    """A text area with the lines to be reviewed, and below it why some of them cannot become cards."""

    CSS_PATH = "paste_review.tcss"
    BINDINGS = [
        Binding("ctrl+s", "say", "Say them all", key_display="^s", id="many.say", tooltip="Each line becomes a card"),
        Binding("escape", "back", "Back", id="many.back", tooltip="Back; nothing is said, and the lines are kept"),
    ]

    def __init__(
        self,
        text: str,
        author: str,
        *,
        find_problem: Callable[[str], str] = lambda line: "",
        on_change: Callable[[str], None] = lambda text: None,
        notice: str = "",
    ) -> None:
        """Create the dialog.

        `problem` returns why a line cannot become a card, or an empty text; `on_change` is called with the text
        whenever it changes; `notice` says why these lines are shown again, and is shown above the problems.
        """
        super().__init__()
        self._text = text
        self._author = author
        self._find_problem = find_problem
        self._on_change = on_change
        self._notice = notice

    def compose(self) -> ComposeResult:
        with Vertical(id="many"):
            yield Static("One card a line. A line may begin with @name.", id="many-how", markup=False)
            yield TextArea(self._text, id="many-lines", show_line_numbers=True)
            yield Static(self._notice, id="many-problems", markup=False)
            yield Static("", id="many-keys", markup=False)

    def on_mount(self) -> None:
        area = self.query_one(TextArea)
        area.cursor_blink = False
        area.focus()
        area.move_cursor(area.document.end)
        self._check()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        self._on_change(event.text_area.text)
        self._check()

    def _check(self) -> None:
        """Show the problem of each refused line, and how many lines would be added."""
        good, bad = self._sort_lines()
        problems = [f"line {number}: {problem}" for number, _, problem in bad[:MAX_PROBLEMS_SHOWN]]
        if len(bad) > MAX_PROBLEMS_SHOWN:
            problems.append(f"and {len(bad) - MAX_PROBLEMS_SHOWN} lines more")
        if len(good) > MAX_LINES:
            problems.append(
                f"These are {len(good)} lines: the first {MAX_LINES} are said, the others stay for another look."
            )
        notice = [self._notice] if self._notice else []
        self.query_one("#many-problems", Static).update("\n".join(notice + problems))
        by = f" as {self._author}" if self._author else ""
        if len(good) > MAX_LINES:
            say = f"^s Say the first {MAX_LINES}{by}"
        elif bad:
            say = f"^s Say the other {len(good)}{by}" if good else ""
        else:
            say = f"^s Say all {len(good)}{by}" if len(good) != 1 else f"^s Say it{by}"
        self.query_one("#many-keys", Static).update(f"{say}   esc Back" if say else "esc Back")

    def _sort_lines(self) -> tuple[list[str], list[tuple[int, str, str]]]:
        """Return the lines that can become cards, and the others as (line number, line, problem)."""
        good, bad = [], []
        for number, line in enumerate(self.query_one(TextArea).text.splitlines(), start=1):
            if line.strip():
                problem = self._find_problem(line.strip())
                if problem:
                    bad.append((number, line.strip(), problem))
                else:
                    good.append(line.strip())
        return good, bad

    def action_say(self) -> None:
        good, bad = self._sort_lines()
        if good:
            rest = [*(line for _, line, _ in bad), *good[MAX_LINES:]]
            self.dismiss(ReviewedLines(tuple(good[:MAX_LINES]), "\n".join(rest)))

    def action_back(self) -> None:
        self.dismiss(ReviewedLines((), self.query_one(TextArea).text))
