"""The review of several pasted or typed lines before each becomes a card: the dialog, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from textual import getters
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static, TextArea

from core import models
from core.access.session import Session
from core.drafts.card_drafts import BoardDraft
from core.errors import HuddleError
from core.meeting import cards
from core.meeting.agenda import BOARD_STAGES, COLLECT_BOARDS
from core.meeting.boards import collect_board_kind
from core.meeting.lifecycle import current_stage, open_meeting_or_none
from core.values.text import clean, format_count
from tui import keymap
from tui.app import HuddleApp
from tui.saying.board_words import BoardWords
from tui.saying.outboxes import Author
from tui.saying.pending_cards import PendingCard, PendingCards
from tui.shell.dialog import Dialog
from tui.shell.screen import HuddleScreen
from tui.widgets.kept_text_area import KeptTextArea
from tui.widgets.say_line import SayLine

MAX_LINES = 200
"""The most lines added at once: more than a group says in a meeting, and few enough to be reviewed."""

MAX_PROBLEMS_SHOWN = 3
"""The most lines whose problem is shown; the others are counted."""

MAX_PRIVATE_SHOWN = 2
"""The most lines shown that were begun while the board was more private; the others are counted."""


@dataclass(frozen=True, slots=True)
class ReviewedLines:
    """The result of the review."""

    cards: tuple[str, ...]
    """The lines to be added as cards now, in order."""
    remaining_text: str
    """The text that stays in the draft: refused lines and those beyond the limit; after Back all lines."""


@dataclass(frozen=True, slots=True)
class ReviewState:
    """What the room has done meanwhile that concerns the lines to be reviewed."""

    notes: tuple[str, ...] = ()
    """Sentences about it."""
    refusal: str = ""
    """Why none of the lines can be said now; empty when they can be."""


class PasteReviewScreen(Dialog[ReviewedLines]):
    """A text area with the lines to be reviewed, and below it why some of them cannot become cards."""

    HELP_NAME = "Paste many"
    CSS_PATH = "paste_review.tcss"
    BINDINGS = [
        keymap.SEND.bind("say", "Add cards", id="many.say", tooltip="Add each line as a card"),
        keymap.BACK.bind("back", "Back", id="many.back", tooltip="Go back; your lines are kept"),
    ]

    app = getters.app(HuddleApp)
    VERTICAL_BREAKPOINTS = [(0, "-low"), (26, "-roomy")]

    area = getters.query_one(TextArea)
    move_note = getters.query_one("#many-move", Static)
    problems = getters.query_one("#many-problems", Static)
    keys = getters.query_one("#many-keys", Static)

    def __init__(
        self,
        text: str,
        author: str,
        *,
        board: str,
        find_state: Callable[[], ReviewState] = ReviewState,
        may_name: bool = False,
        find_problem: Callable[[str], str] = lambda line: "",
        keep: Callable[[str], None] = lambda text: None,
    ) -> None:
        """Create the dialog.

        `board` is the kind of board to which the lines go. `find_state` returns what the room has done meanwhile.

        `may_name` says whether a name at the beginning of a line means somebody. `find_problem` returns why a
        line cannot become a card, or an empty text; `keep` is called with the text before it is painted, and
        when it changes.
        """
        super().__init__()
        self._text = text
        self._author = author
        self._board = board
        self._find_state = find_state
        self._refusal = ""
        """Why nothing can be said now."""
        self._may_name = may_name
        self._find_problem = find_problem
        self._keep = keep

    def compose(self) -> ComposeResult:
        with Vertical(id="many", classes="dialog--box"):
            how = f"One card per line for {self._board}."
            named = f"{how} Start with @name for others." if self._may_name else how
            yield Static(named, id="many-how", markup=False)
            yield Static("", id="many-move", markup=False)
            area = KeptTextArea(self._text, id="many-lines", show_line_numbers=True)
            area.before_paint = lambda: self._keep(area.text)
            yield area
            yield Static("", id="many-problems", markup=False)
            yield Static("", id="many-keys", classes="dialog--keys", markup=False)

    def on_mount(self) -> None:
        area = self.area
        area.cursor_blink = False
        area.focus()
        area.move_cursor(area.document.end)
        self._show_state()
        self.app.changes_signal.subscribe(self, lambda _changes: self._show_state())

    def _show_state(self) -> None:
        """Show what the room has done meanwhile, and whether the lines can be said."""
        state = self._find_state()
        self._refusal = state.refusal
        self.move_note.update("\n".join(state.notes))
        self.move_note.display = bool(state.notes)
        self._check()
        self.call_after_refresh(self.area.scroll_cursor_visible)  # what stands around it has changed its height

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        self._keep(event.text_area.text)
        self._check()

    def _check(self) -> None:
        """Show the problem of each refused line, and how many lines would be added."""
        good, bad = self._sort_lines()
        problems = [f"line {number}: {problem}" for number, _, problem in bad[:MAX_PROBLEMS_SHOWN]]
        if len(bad) > MAX_PROBLEMS_SHOWN:
            problems.append(f"and {format_count(len(bad) - MAX_PROBLEMS_SHOWN, 'line')} more")
        if len(good) > MAX_LINES:
            problems.append(f"{len(good)} lines. The first {MAX_LINES} will be added; the rest stay here.")
        self.problems.update("\n".join(problems))
        by = f" as {self._author}" if self._author else ""
        count = min(len(good), MAX_LINES)
        key = self.app.key_label(keymap.SEND, "many.say")
        say = f"{key} Add {format_count(count, 'card')}{by}" if count else ""
        if self._refusal:
            say = f"{key} Keep as draft" if self.area.text.strip() else ""
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
        if self._refusal:
            self.action_back()
        elif good:
            rest = [*(line for _, line, _ in bad), *good[MAX_LINES:]]
            self.dismiss(ReviewedLines(tuple(good[:MAX_LINES]), "\n".join(rest)))

    def action_back(self) -> None:
        self.dismiss(ReviewedLines((), self.area.text))


class LineReview:
    """Opens the review, and adds the lines that passed it as cards of one author or of those they name."""

    def __init__(self, screen: HuddleScreen, line: SayLine, author: Author, words: BoardWords) -> None:
        """`screen` opens the dialog and runs what adds the cards; `line` gets back a single line that is not said.
        `words` has the board on which the lines were begun, and its draft."""
        self._screen = screen
        self._line = line
        self._author = author
        self._words = words

    def open(self, lines: str, *, from_line: bool = False) -> None:
        """Open the review of what waits already and of these lines, which are in the draft from now on.

        With `from_line` they are the text of the input line, which is emptied.
        """
        outbox = self._words.outbox
        if outbox is None:
            return
        private = self._words.outboxes.find_more_private(outbox) if from_line else []
        if private and not lines.strip() and not self._words.waiting_text:
            outbox = private.pop(0)
        waiting = outbox.drafts.draft.many
        text = "\n".join(part for part in (waiting, lines) if part)
        if not from_line if lines else not waiting:
            outbox.begin_words()
        outbox.drafts.set_many(text, from_line=from_line)
        author = self._author.member
        by = author.name if author is not None and not outbox.board.anonymous else ""
        dialog = PasteReviewScreen(
            text,
            by,
            board=outbox.board.kind,
            find_state=lambda: find_state(self._screen.session, outbox, private),
            may_name=self._author.reads_names or bool(self._words.people),
            find_problem=self._find_problem,
            keep=partial(_keep, outbox.drafts),
        )
        # With the board of now: while the dialog is open, the host may ask another one.
        self._screen.app.push_screen(dialog, partial(self._finish, outbox, self._author.member))
        if from_line:
            self._line.input.value = ""

    def _find_problem(self, line: str) -> str:
        """Return why a line cannot become a card as it is; empty when it can."""
        try:
            _, text = self._author.parse(line)
        except HuddleError as refusal:
            return str(refusal)
        size = len(clean(text))
        if size > models.TEXT_LIMIT:
            return f"{size} characters, at most {models.TEXT_LIMIT}. Shorten it or split it in two."
        return "" if size else "Type the card after the name."

    def _finish(self, outbox: PendingCards, usual: models.Member | None, review: ReviewedLines | None) -> None:
        if review is None:
            return
        rest = review.remaining_text
        kept = describe_refusal(self._screen.session, outbox) if rest.strip() and not review.cards else ""
        if kept:
            self._screen.notify(kept, markup=False)
        said = [(text, author or usual) for author, text in (self._author.parse(line) for line in review.cards)]
        unsaid_lines = outbox.drafts.start_sending_many(said, rest)
        if len(rest.splitlines()) == 1 and not review.cards:
            self._words.turn_back(outbox, rest)  # a single line needs no review
        if unsaid_lines:
            all_pending = [
                outbox.show_sending(unsaid, author) for unsaid, (_, author) in zip(unsaid_lines, said, strict=True)
            ]
            self._screen.run_worker(self._send_all(all_pending, outbox))
        self._words.on_change()

    async def _send_all(self, all_pending: Sequence[PendingCard], outbox: PendingCards) -> None:
        refusals: list[str] = []
        for pending in all_pending:
            try:
                await outbox.send(pending, self._screen.session)
            except HuddleError as refusal:
                refusals.append(str(refusal))
                outbox.drafts.return_line(pending.unsaid, into_line=False)
            else:
                self._line.input.remember(pending.unsaid.text)
        self._words.on_change()
        self._show_said(len(all_pending) - len(refusals), outbox.board)
        if refusals:
            # No dialog: by now the next words may be typed in the line.
            outbox.remove_refused()
            reasons = " ".join(dict.fromkeys(refusals))
            self._screen.show_refusal(
                HuddleError(f"{format_count(len(refusals), 'line')} not added: press F2 to review. {reasons}")
            )

    def _show_said(self, count: int, board: models.Board) -> None:
        """Tell how several cards, or some that the screen does not show, are undone."""
        offered = self._words.offered
        if count > 1:
            way_back = "Press ^z to undo them one by one."
            self._screen.notify(f"{count} cards added to {board.kind}. {way_back}", markup=False)
        elif count and (offered is None or offered.board.id != board.id):
            self._screen.notify(f"Card added to {board.kind}.", markup=False)


def find_state(session: Session, outbox: PendingCards, private: Sequence[PendingCards] = ()) -> ReviewState:
    """Return what the room has done meanwhile that concerns these lines, and which others wait that were begun in
    `private`."""
    refusal = describe_refusal(session, outbox)
    notes = [refusal or _describe_move(session, outbox.board)]
    for kept in private:
        texts = [line for line in kept.drafts.draft.many.splitlines() if line.strip()]
        first = " ".join(f"“{text}”" for text in texts[:MAX_PRIVATE_SHOWN])
        more = f" and {len(texts) - MAX_PRIVATE_SHOWN} more" if len(texts) > MAX_PRIVATE_SHOWN else ""
        notes.append(f"{_how_begun(kept.board).capitalize()}, so not added now: {first}{more}")
    return ReviewState(tuple(filter(None, notes)), refusal)


def describe_refusal(session: Session, outbox: PendingCards) -> str:
    """Return why the lines cannot be added now, and when they can; empty when they can be added."""
    begun = outbox.board
    if not cards.find_refusal(session, begun, outbox.begun_at):
        return ""
    board = session.get(models.Board, begun.id)
    if board is not None and cards.is_less_private(board, begun):
        now = "stores names" if begun.anonymous and not board.anonymous else "shows cards to everyone"
        return (
            f"These lines were {_how_begun(begun)}, and {begun.kind} {now} now. They are kept as your draft. "
            "You can add new lines."
        )
    meeting = open_meeting_or_none(session)
    if meeting is None or meeting.id != begun.meeting_id:
        return f"The meeting is over. These lines are kept as your draft for the next meeting with {begun.kind}."
    stage = BOARD_STAGES.get(begun.kind, "collect")
    return f"These lines are kept as your draft. You can add them when the host goes back to {stage}."


def _how_begun(board: models.Board) -> str:
    return "begun without names" if board.anonymous else "begun hidden"


def _describe_move(session: Session, board: models.Board) -> str:
    """Return a sentence when the room has moved on from the board; else an empty text."""
    kind = board.kind
    meeting, needed = open_meeting_or_none(session), BOARD_STAGES.get(kind, "collect")
    if meeting is None:
        return ""
    stage, asked = current_stage(session, meeting).name, collect_board_kind(meeting)
    if stage != needed:
        now = f"The meeting is in {stage} now"
    elif kind in COLLECT_BOARDS and kind != asked:
        now = f"The topic is {asked} now"
    else:
        return ""
    return f"{now}. These lines still go to {kind}."


def _keep(drafts: BoardDraft, text: str) -> None:
    drafts.set_many(text)
    drafts.wait_until_saved()
