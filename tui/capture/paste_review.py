"""The review of several pasted or typed lines before each becomes a card: the dialog, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Static, TextArea

from core.errors import HuddleError
from core.models import TEXT_LIMIT
from core.values.text import clean
from tui.capture.card_author import CardAuthor
from tui.capture.pending_cards import PendingCard, PendingCards
from tui.shell.dialog import Dialog
from tui.shell.screen import HuddleScreen
from tui.widgets.say_line import SayLine

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

    area = getters.query_one(TextArea)
    problems = getters.query_one("#many-problems", Static)
    keys = getters.query_one("#many-keys", Static)

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

        `find_problem` returns why a line cannot become a card, or an empty text; `on_change` is called with the text
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
        area = self.area
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
        self.problems.update("\n".join(notice + problems))
        by = f" as {self._author}" if self._author else ""
        if len(good) > MAX_LINES:
            say = f"^s Say the first {MAX_LINES}{by}"
        elif bad:
            say = f"^s Say the other {len(good)}{by}" if good else ""
        else:
            say = f"^s Say all {len(good)}{by}" if len(good) != 1 else f"^s Say it{by}"
        self.keys.update(f"{say}   esc Back" if say else "esc Back")

    def _sort_lines(self) -> tuple[list[str], list[tuple[int, str, str]]]:
        """Return the lines that can become cards, and the others as (line number, line, problem)."""
        good: list[str] = []
        bad: list[tuple[int, str, str]] = []
        for number, line in enumerate(self.area.text.splitlines(), start=1):
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
        self.dismiss(ReviewedLines((), self.area.text))


class LineReview:
    """Opens the review, and adds the lines that passed it as cards of one author or of those they name."""

    def __init__(
        self, screen: HuddleScreen, line: SayLine, author: CardAuthor, on_change: Callable[[], object]
    ) -> None:
        """`screen` opens the dialog and runs what adds the cards; `line` gets back a single line that is not said.

        `on_change` is called when the number of lines that wait to be reviewed may have changed.
        """
        self.outbox: PendingCards | None = None
        """The cards being sent to the current board, and its draft; None before a board was open."""
        self._screen = screen
        self._line = line
        self._author = author
        self._on_change = on_change

    @property
    def waiting_text(self) -> str:
        """The lines that wait to be reviewed."""
        return self.outbox.drafts.draft.many if self.outbox else ""

    def open(self, text: str, *, notice: str = "", from_line: bool = False) -> None:
        """Open the review of these lines, which are in the draft from now on. `notice` says why they come again.

        With `from_line` the text of the input line is among them, and no longer in the draft of the line.
        """
        if self.outbox is None:
            return
        drafts, author = self.outbox.drafts, self._author.member
        drafts.set_many(text, from_line=from_line)
        by = author.name if author is not None and not self.outbox.board.anonymous else ""
        dialog = PasteReviewScreen(text, by, find_problem=self._find_problem, on_change=drafts.set_many, notice=notice)
        self._screen.app.push_screen(dialog, self._finish)

    def _find_problem(self, line: str) -> str:
        """Return why a line cannot become a card as it is; empty when it can."""
        try:
            _, text = self._author.parse(line)
        except HuddleError as refusal:
            return str(refusal)
        size = len(clean(text))
        if size > TEXT_LIMIT:
            return f"{size} characters, and {TEXT_LIMIT} are the most. Shorten it, or make it two lines."
        return "" if size else "There are no words after the name."

    def _finish(self, review: ReviewedLines | None) -> None:
        outbox = self.outbox
        if review is None or outbox is None:
            return
        rest = review.remaining_text
        cards = [
            (text, author or self._author.member)
            for author, text in (self._author.parse(line) for line in review.cards)
        ]
        unsaid_lines = outbox.drafts.start_sending_many(
            [(text, author.id if author else None) for text, author in cards], rest
        )
        line_input = self._line.input
        if len(rest.splitlines()) == 1 and not review.cards and not line_input.value:
            # A single line needs no review: it goes back into the input line.
            line_input.set_text(rest)
            outbox.drafts.set_many("")
        if unsaid_lines:
            all_pending = [
                outbox.show_sending(unsaid, author) for unsaid, (_, author) in zip(unsaid_lines, cards, strict=True)
            ]
            self._screen.run_worker(self._send_all(all_pending, outbox))
        self._on_change()

    async def _send_all(self, all_pending: Sequence[PendingCard], outbox: PendingCards) -> None:
        refusals = []
        for pending in all_pending:
            try:
                await outbox.send(pending, self._screen.session)
            except HuddleError as refusal:
                refusals.append(str(refusal))
                if self.outbox is not None:  # by now it may be the one of the next meeting's board
                    self.outbox.drafts.return_line(pending.unsaid, into_line=False)
            else:
                self._line.input.remember(pending.unsaid.text)
        self._on_change()
        if refusals:
            outbox.remove_refused()
            reasons = " ".join(dict.fromkeys(refusals))
            self.open(self.waiting_text, notice=f"{format_line_count(len(refusals))} not said. {reasons}")


def format_line_count(count: int) -> str:
    """Return `1 line is` or `3 lines are`."""
    return "1 line is" if count == 1 else f"{count} lines are"
