"""The line of the meeting screen in which cards are typed. It belongs to the screen: stages come and go beneath it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual import events, getters
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalGroup
from textual.widgets import Static

from core.meeting import cards
from core.meeting.mentions import MENTION_SIGN, rank_members
from core.team.members import short_names
from core.values.text import format_count
from tui import keymap
from tui.app import HuddleApp
from tui.saying.board_words import BoardWords, describe_taken_back
from tui.saying.outboxes import SayTarget
from tui.saying.paste_review import LineReview
from tui.shell.screen import HuddleScreen
from tui.widgets.name_completion import Completion, NameChoice
from tui.widgets.say_line import SayInput, SayLine

if TYPE_CHECKING:
    from core.models import Board, Card, Member

STAGE_LINES = ("wins", "hurdles")
"""The kinds of board whose stage has a key of its own that opens the line."""

PLACE = "meeting"
"""Tells the drafts of this line from those of quick entry."""


class TypedAuthor:
    """The typist, or whom the line names: that is found out when it is said."""

    member: Member | None = None
    """Always None, which stands for the typist."""
    reads_names = False

    def name_of(self, member: Member) -> str:
        """Return the member's name; no list shows it here."""
        return member.name

    def choose(self, member_id: int | None, name: str = "") -> None:
        """Do nothing: a name in the line says who the author is."""

    def parse(self, line: str) -> tuple[Member | None, str]:
        """Return the line as it is: what a name in it means depends on the board."""
        return None, line


class MeetingLine(VerticalGroup):
    """The line and, above it, the names that may be meant; hidden until it is opened, and open until it is left."""

    app = getters.app(HuddleApp)
    DEFAULT_CSS = """
    MeetingLine > .meetingline--waiting { color: $dim; padding: 0 1; display: none; }
    """
    BINDINGS = [
        keymap.BACK.bind("leave", "Back", id="line.leave", tooltip="Leave the line; what you typed is kept"),
        Binding(
            "ctrl+z",
            "take_back",
            "Undo",
            key_display="^z",
            id="line.take_back",
            tooltip="Undo your last card while you type",
        ),
        Binding(
            "f2",
            "many",
            "Paste many",
            key_display="F2",
            show=False,
            id="line.many",
            tooltip="Paste many lines and check them first",
        ),
    ]

    def __init__(self, screen: HuddleScreen, *, focus_stage: Callable[[], object]) -> None:
        """`screen` sends the cards; `focus_stage` gives the focus back when the line is left."""
        super().__init__()
        self.display = False
        self._huddle_screen = screen
        self._focus_stage = focus_stage
        self._completion = Completion()
        self._line = SayLine()
        self._words = BoardWords(screen, self._line, TypedAuthor(), self._show_changed_words, place=PLACE)
        self._review = LineReview(screen, self._line, TypedAuthor(), self._words)
        self._waiting = Static("", classes="meetingline--waiting", markup=False)
        """What waits unsaid for another board."""
        self._told = ""
        self._target: SayTarget | None = None
        """The board of the shown stage, while the viewer may fill it."""

    def compose(self) -> ComposeResult:
        yield self._completion
        yield self._waiting
        yield self._line

    def on_mount(self) -> None:
        if not self._line.children:  # the app is closing
            return
        self.input.listener = self
        self.input.completion = self._completion
        self._completion.take_callback = self._choose

    def on_unmount(self) -> None:
        self._words.outboxes.close()

    @property
    def input(self) -> SayInput:
        return self._line.input

    @property
    def is_open(self) -> bool:
        """Whether the line is shown."""
        return bool(self.display)

    # -- which board

    def offer(self, target: SayTarget | None) -> None:
        """Take the board of the stage that is shown, None if the viewer may not fill it. What is being typed stays."""
        self._target = target
        if self.is_open:
            self._words.offer(target)
            self._show_placeholder()
            self._show_waiting()

    def tell_waiting(self) -> None:
        """Tell once what waits unsaid, for the board of the stage too while the line that shows it is closed."""
        waiting = self._find_waiting()
        if self._target is not None and not self.is_open:
            board = self._target.board
            if count := self._words.outboxes.count_kept(board):
                kept = f"{format_count(count, 'unsent line')} for {board.kind}"
                key = self.app.key_label(
                    keymap.ADD, f"{board.kind}.say" if board.kind in STAGE_LINES else "collect.say"
                )
                waiting = f"You have {kept}. Press {key}, then F2, to review. {waiting}".rstrip()
        if waiting and waiting != self._told:
            self._huddle_screen.notify(waiting, markup=False)
        self._told = waiting

    def _find_waiting(self) -> str:
        offered = self._target.board if self._target is not None else None
        return self._words.outboxes.describe_waiting(offered, self._words.board)

    def _show_waiting(self) -> None:
        waiting = self._find_waiting()
        self._waiting.update(waiting)
        self._waiting.display = bool(waiting)

    def open(self) -> None:
        """Show the line for the board of the stage, with what was kept there, and give it the focus."""
        if self._target is None or self.is_open:
            return
        if self._told:
            self.app.clear_notifications()  # it would cover the line, which shows the same
        self.display = True
        self._words.offer(self._target, is_in_use=False)
        self._show_placeholder()
        self._show_changed_words()
        self.screen.set_focus(self.input)
        self.screen.refresh_bindings()

    def action_leave(self) -> None:
        self._completion.close()
        self.display = False
        self._words.put_away()
        self._focus_stage()
        self.screen.refresh_bindings()

    def action_take_back(self) -> None:
        board = self._target.board if self._target is not None else self._words.board
        if board is not None:
            self.take_back(board)

    def take_back(self, board: Board) -> None:
        """Delete the viewer's last card while this board is shown, and show its words and how they come back."""

        def show_words(card: Card) -> None:
            self._words.keep_taken_back(card)
            # One that waited to be told is in no journal, so no undo finds it.
            in_line = self.is_open or card.id < 0
            redo = self.app.key_label(keymap.REDO, "redo")
            up = keymap.print_key("up")
            way_back = (
                f"Press {up} in the line to bring the words back." if in_line else f"Press {redo} to bring it back."
            )
            self.app.clear_notifications()
            self.app.notify(f"{describe_taken_back(self.app.session, card, board)} {way_back}", markup=False)

        self._huddle_screen.run_change(cards.take_back, self.app.session, board, then=show_words)

    def _show_placeholder(self) -> None:
        if self._words.offered is not None:
            self._line.placeholder = self._words.offered.placeholder

    def _show_changed_words(self) -> None:
        self._show_waiting()
        board = self._words.board
        is_named = board is not None and not board.anonymous
        self._line.who = (
            short_names(self.app.session).get(self.app.session.viewer.member_id or 0, "") if is_named else ""
        )

    # -- typing

    def type_on(self, event: events.Key | events.Paste) -> None:
        """Take what can be typed while the line is open, whichever widget has the focus."""
        if self.is_open:
            self.input.type_on(event)

    def on_say_input_pasted(self, event: SayInput.Pasted) -> None:
        event.stop()
        self._review.open("\n".join(event.lines))

    def action_many(self) -> None:
        self._review.open(self.input.value, from_line=True)

    def text_changed(self, text: str) -> None:
        self._words.take_text(text)
        beginning = text.removeprefix(MENTION_SIGN)
        if not self._people or not text.startswith(MENTION_SIGN) or " " in beginning:
            self._completion.close()
            return
        self._completion.show_choices([NameChoice(one.id, one.name) for one in rank_members(self._people, beginning)])

    def put_aside(self) -> None:
        self._words.put_aside()

    def take_up(self, text: str) -> None:
        self._words.take_up(text)

    def submit_text(self, text: str) -> bool:
        if self._words.board is None:
            return False
        self._words.say(text, None)
        return True

    def change_person(self, step: int) -> None:
        """Do nothing: Tab only takes a name that is offered, and does not leave the line."""

    @property
    def _people(self) -> Sequence[Member]:
        return self._words.people

    def _choose(self, member_id: int) -> None:
        names = self._words.offered.names if self._words.offered is not None else {}
        if member_id in names:
            self.input.set_text(f"{MENTION_SIGN}{names[member_id]} ")
