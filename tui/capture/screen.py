"""The capture screen, on which a scribe types cards as fast as people talk."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events, getters, on
from textual.binding import Binding
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Static

from core.access.feed import CommittedChange
from core.access.session import Session
from core.goals import goals
from core.meeting import cards, lifecycle
from core.meeting.participation import read_participation
from core.models import Board, Card, Group, Meeting, Member, by_id
from core.team import group_records, members, record
from core.team.presence import EVERYONE
from core.values.text import format_people, join_words
from tui import keymap
from tui.app import HuddleApp
from tui.saying.board_words import describe_taken_back
from tui.saying.card_input import CardInput
from tui.saying.pending_cards import line_key, said_line
from tui.shell.actions import Action, ActionTable
from tui.shell.clock_line import ClockLine
from tui.shell.screen import HuddleScreen
from tui.widgets.card_list import CardList
from tui.widgets.name_completion import Completion
from tui.widgets.say_line import SayInput
from tui.widgets.text_wrap import wrap_text

CAPTURE_KEYS = [
    keymap.OPEN.bind("write", "Add card", id="capture.say", tooltip="Add this card"),
    keymap.FIELD.bind("who", "Next person", id="capture.who", tooltip="Choose the next person, or type @name first"),
    keymap.FIELD_BACK.bind(
        "who(-1)", "Previous person", show=False, id="capture.who_before", tooltip="Choose the person before"
    ),
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
        id="line.many",
        tooltip="Paste many lines and check them first",
    ),
    keymap.BACK.bind("leave_line", "Back", show=False, id="capture.leave", tooltip="Leave the line, then the screen"),
]


class CaptureScreen(HuddleScreen):
    """The cards of one group, or of everyone, and the line in which the next one is typed."""

    CSS_PATH = "screen.tcss"
    TOP_LINE_CLASS = ClockLine
    WHY = (
        "Type what your group says, one card per line. "
        "No one can edit or delete someone else's card. "
        "Sorting comes later, in Trends."
    )
    FEED_DELAY = (0.015, 0.045)
    BINDINGS = [*CAPTURE_KEYS]

    question = getters.query_one("#question", Static)
    goal = getters.query_one("#goal", Static)
    not_heard = getters.query_one("#not-heard", Static)
    card_list = getters.query_one(CardList)
    card_input = getters.query_one(CardInput)

    def __init__(self, group: Group | None = None) -> None:
        super().__init__()
        self._group = group
        self._meeting: Meeting | None = None
        self._board: Board | None = None
        self._people: list[Member] = []
        self._names: dict[int, str] = {}
        self._group_ids: dict[int, int | None] = {}
        """The group of each member."""
        self._can_say = False
        self._is_line_shown = False
        self._has_left_line = False
        self._has_begun = False
        """Whether the screen has been shown: later changes, which are other people's, move no focus."""
        self._has_cards = False
        self._why_no_line = ""
        """Why no card can be typed here now; else how."""
        self._waiting = ""
        """What waits unsaid for another board than the one that is asked."""
        self._heading = ""
        self._scribe_ids: set[int] = set()
        """The members who type for the same group at other terminals."""

    def on_mount(self) -> None:
        self.key_line.always_shown |= {"many"}
        self.app.presence.changed_signal.subscribe(self, lambda _people: self._show_scribes())

    def compose_content(self) -> Iterable[Widget]:
        # A click in the list leaves the focus in the line; esc moves the focus into the list.
        card_list, completion = CardList(id="said", focus_on_click=False), Completion()
        yield Vertical(Static("", id="question", markup=False), Static("", id="goal", markup=False), id="ask")
        yield card_list
        yield Static("", id="not-heard", markup=False)
        yield CardInput(self, card_list, completion, placeholder="Type a card, then enter")
        yield completion

    # -- showing

    def show(self) -> None:
        session = self.session
        me = session.me
        self._meeting = lifecycle.open_meeting_or_none(session)
        self._board = _find_board(session)
        known = members.list_members(session, include_left=True)
        everyone = [member for member in known if member.role != "watcher" and member.left_on is None]
        others = [member for member in known if member not in everyone]
        all_groups = group_records.list_groups(session)
        if self._group is None:
            self._group = next((group for group in all_groups if group.id == me.group_id), None)
        self._group_ids = {person.id: person.group_id for person in everyone}
        self._people = [person for person in everyone if self._group is None or person.group_id == self._group.id]
        self._names = members.short_names(session)
        goal = goals.team_goal(session)
        asked = self._board.question if self._board else record.get_team(session).question
        self.question.update(asked)
        self.goal.update(f"Goal: {goal.text}" if goal else "No team goal yet")
        self._show_heading(me)
        board_cards = cards.list_cards(session, self._board) if self._board else []
        group_names = {group.id: group.name for group in all_groups}
        self.card_input.set_members(everyone, self._people, group_names, self._names, others)
        self._show_line(self._board)
        self._show_cards(board_cards)
        self._show_lines_to_review()

    def _show_cards(self, board_cards: Iterable[Card]) -> None:
        """Show these cards, and the lines that are being sent: only what is new or gone, so that nothing jumps."""
        lines = [said_line(card, self._names) for card in board_cards if self._is_in_group(card)]
        self._has_cards = bool(lines)  # else the empty list says why no card can be typed
        self.card_list.update_lines([*lines, *self.card_input.pending_lines])

    def _show_line(self, board: Board | None) -> None:
        """Show the line if cards may be added, or while somebody types in it: it stays until they leave it."""
        is_in_use = self._is_line_shown and not self._has_left_line
        self._is_line_shown = self._can_say or is_in_use
        self.card_input.display = self._is_line_shown
        if self._is_line_shown:
            self.card_input.set_board(board, is_open=self._can_say, is_in_use=is_in_use)
            if not self._has_begun:
                self.card_input.input.focus()
        else:
            self.card_input.put_away()
        self._has_begun = True
        self.refresh_bindings()

    def _is_in_group(self, card: Card) -> bool:
        """Return whether a card is of this group, of none, or typed by this group's scribe for somebody else."""
        group = self._group
        return group is None or card.group_id in (group.id, None) or self._group_ids.get(card.typed_by or 0) == group.id

    def _show_heading(self, me: Member) -> None:
        """Show who types for which group in which stage, and the line if cards may be added."""
        open_meeting = self._meeting
        name = self._group.name if self._group else record.get_team(self.session).name
        self._heading = f"{name} · {format_people(len(self._people))} · scribe: {self._names[me.id]}"
        self.app.presence.type_for(self._group.id if self._group else EVERYONE)
        self._show_scribes()
        stage = lifecycle.current_stage(self.session, open_meeting) if open_meeting else None
        self.top_line.right = (
            f"{open_meeting.kind} {open_meeting.number} · {stage.name}"
            if open_meeting and stage
            else "no meeting is running"
        )
        self._why_no_line = _describe_empty(self.app, stage.name if stage else None, self._board)
        self.card_list.set_empty_text(self._why_no_line)
        self._can_say = self._board is not None and cards.is_collecting(self.session, self._board)

    def _show_scribes(self) -> None:
        """Show who types, and who types for the same group at another terminal; say so when somebody begins."""
        is_viewer = self.session.viewer.is_member
        scribes = {member.id: member for member in self.app.presence.other_scribes()}
        names = ["you" if is_viewer(key) else self._names.get(key, one.name) for key, one in scribes.items()]
        self.top_line.left = self._heading + (f", {join_words(names)}" if names else "")
        whom = self._group.name if self._group else "everyone"
        for member_id, name in zip(scribes, names, strict=True):
            if member_id not in self._scribe_ids:
                who = "You type" if is_viewer(member_id) else f"{name} types"
                self.notify(f"{who} for {whom} on another terminal too.", markup=False)
        self._scribe_ids = set(scribes)

    def _show_counts(self) -> None:
        """Show who has said nothing yet, and the counts: all that a card changes besides the list."""
        board = self._board
        if board is None:
            _show_below(self.not_heard, self.size.width, "")
            return
        participation = read_participation(self.session, board)
        shown_ids = {member.id for member in self._people}
        missing = [self._names[member.id] for member in participation.silent_members if member.id in shown_ids]
        below = f"No card yet: {' · '.join(missing)}" if missing else "Everyone here has spoken"
        below = "Anonymous: names are not stored" if board.anonymous else below
        waiting = "" if self._is_line_shown or not self._has_cards else self._why_no_line
        _show_below(self.not_heard, self.size.width, "\n".join(filter(None, (below, waiting, self._waiting))))
        group_count = next(
            (number for group, number in participation.cards_by_group if self._group and group == self._group), None
        )
        counts = [f"all {participation.card_count}"]
        if group_count is not None and self._group is not None:
            counts.insert(0, f"{self._group.name} {group_count}")
        if self.card_input.lines_to_review:
            counts.insert(0, f"F2: {self.card_input.lines_to_review} not added")
        self.key_line.note = " · ".join(counts)

    def handle_changes(self, changes: list[CommittedChange]) -> None:
        tables = {table for change in changes for table in change.rows}
        if tables & {"meeting", "board", "team", "group", "member", "goal"}:
            self.show()
        elif tables & {"card", "mailbox", "attendance"} and self._board is not None:
            self._show_changed_cards(self._board, {row for change in changes for row in change.rows.get("card", ())})
            self._show_counts()

    def _show_changed_cards(self, board: Board, card_ids: set[int]) -> None:
        if board.anonymous:  # what waits is told, or taken back
            self._show_cards(cards.list_cards(self.session, board))
            return
        remaining = by_id(cards.list_cards(self.session, board, among=card_ids))
        for card_id in sorted(card_ids):
            card = remaining.get(card_id)
            if card is None:
                self.card_list.remove_line(card_id)
            elif card_id not in self.card_list and not self.card_input.confirm_card(card):
                if self._is_in_group(card):
                    self.card_list.put_line(said_line(card, self._names))
            elif not self._is_in_group(card):  # the viewer has typed it here for somebody of another group
                self.card_list.remove_line(card_id)
                self.notify(f"“{card.text}” is now a card of the other group.", markup=False)

    @on(CardInput.LinesToReviewChanged)
    def _show_lines_to_review(self) -> None:
        self._waiting = self.card_input.describe_waiting(self._board if self._can_say else None)
        self._show_counts()

    # -- keys

    @property
    def types_on(self) -> bool:
        return self._is_line_shown

    def on_key(self, event: events.Key) -> None:
        self._type_on(event)

    def on_paste(self, event: events.Paste) -> None:
        self._type_on(event)

    def _type_on(self, event: events.Key | events.Paste) -> None:
        if self._is_line_shown:
            self.card_input.input.type_on(event)
            self._has_left_line = self._has_left_line and self.focused is not self.card_input.input

    def on_say_input_pasted(self, event: SayInput.Pasted) -> None:
        self.card_input.review_lines(event.lines)

    def make_actions(self) -> ActionTable:
        def has_line(_step: int = 1) -> bool:
            return self._is_line_shown

        return {
            "write": Action(self._write, has_line),
            "who": Action(lambda step=1: self.card_input.change_person(step), has_line),
            "many": Action(lambda: self.card_input.review_typed_line(), has_line),
            "take_back": Action(self._take_back, has_line),
        }

    def _write(self) -> None:
        self._has_left_line = False
        self.card_input.input.focus()

    def action_leave_line(self) -> None:
        if self.card_input.input.has_focus:
            self._has_left_line = True
            self.card_list.focus()
            if not self._can_say:
                self._is_line_shown = self._has_left_line = self.card_input.display = False
                self.card_input.put_away()
                self._show_lines_to_review()
                self.refresh_bindings()
        else:
            self._has_left_line = False
            self.action_back()

    def _take_back(self) -> None:
        if self._board is not None:
            self.run_change(cards.take_back, self.session, self._board, then=self._restore_text)

    def _restore_text(self, card: Card) -> None:
        self.card_list.remove_line(line_key(card))
        self._show_counts()
        if not self.card_input.restore_card_text(card):
            self.app.clear_notifications()
            deleted = describe_taken_back(self.session, card, self._board) if self._board else ""
            self.app.notify(f"{deleted} Press {keymap.print_key('up')} to bring the words back.", markup=False)


def _find_board(session: Session) -> Board | None:
    try:
        return cards.find_board(session)
    except lifecycle.NoMeetingError:
        return None


def _show_below(below: Static, width: int, text: str) -> None:
    """Show this text below the list, on as many lines as it needs."""
    lines = [line for part in text.split("\n") for line in wrap_text(part, max(20, width - 2))]
    if below.content != "\n".join(lines):
        # Layout only when the height changes: the same height needs no more than a repaint of these lines.
        below.update("\n".join(lines), layout=len(lines) != str(below.content).count("\n") + 1)


def _describe_empty(app: HuddleApp, stage_name: str | None, board: Board | None) -> str:
    """Return the sentence of the empty list in that stage; None stands for no open meeting."""
    if stage_name is None:
        how = f" Press {app.page_label('meeting')} to start one." if app.session.viewer.takes_part else ""
        return f"No meeting is running.{how}"
    if stage_name != "collect":
        return f"The meeting is in {stage_name}. You can add cards when the host opens collect."
    if board is not None and board.anonymous:  # one or two may have been said
        appear = "are hidden until the host reveals them" if cards.is_hidden(board) else "appear three at a time"
        return f"Anonymous: names are not stored, and cards {appear}. Type one below."
    return "No cards yet. Type the first one below."
