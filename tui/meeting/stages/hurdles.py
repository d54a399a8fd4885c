"""The hurdles stage: the hurdles in the order of their votes, and how each of them ends."""

from __future__ import annotations

from textual import getters
from textual.app import ComposeResult
from textual.widgets import Static

from core.access.feed import CommittedChange
from core.meeting import cards
from core.meeting.vote_tally import VoteResult
from core.models import Card, Meeting
from core.outcomes import hurdles
from core.outcomes.hurdles import Hurdle
from tui import keymap
from tui.dialogs.hurdle_prompt import hurdle_line
from tui.dialogs.settle_hurdle import settle_hurdle
from tui.meeting.meeting_line import MeetingLine
from tui.meeting.stages.base import ShowStatus
from tui.meeting.stages.saying import SayingStage
from tui.shell.actions import Action, ActionTable
from tui.widgets.pick_list import Pick, PickList
from tui.widgets.signs import RESOLVED

SOLVED_HEADING_KEY = "solved"
"""The key of the heading above the solved hurdles."""


class HurdlesStage(SayingStage):
    """The open hurdles, the one with the most votes first; below them the solved ones and how they ended."""

    BOARD_KIND = "hurdles"
    NO_SUBJECT = "No hurdles to vote on."
    PLACEHOLDER = "Type a hurdle, then enter"
    UNDO_FAMILIES = ("hurdle",)
    DEFAULT_CSS = """
    HurdlesStage #said { padding-top: 1; }
    """
    BINDINGS = [
        keymap.ADD.bind("write", "Add hurdle", id="hurdles.say", tooltip="Add a hurdle"),
        keymap.OPEN.bind("settle", "Resolve", id="hurdles.settle", tooltip="Decide what happens to this hurdle"),
        keymap.UNDO.bind("undo", "Undo", id="undo", tooltip="Undo your last step here"),
    ]

    question = getters.query_one(".question", Static)
    hurdle_list = getters.query_one("#hurdles", PickList)

    def __init__(self, meeting: Meeting, show_status: ShowStatus, line: MeetingLine) -> None:
        super().__init__(meeting, show_status, line)
        self._is_open = False
        """Whether the viewer may add cards to the board."""
        self._hurdles: dict[int, Hurdle] = {}

    def compose_heading(self) -> ComposeResult:
        yield Static("", classes="question", markup=False)

    def compose_content(self) -> ComposeResult:
        key = self.app.key_label(keymap.ADD, "hurdles.say")
        yield PickList(empty=f"No hurdles yet.{f' Press {key} to add one.' if self.can_act else ''}", id="hurdles")

    @property
    def _shown_list(self) -> PickList:
        return self.vote_list if self.is_vote_list_shown else self.hurdle_list

    def focus_first(self) -> None:
        self._shown_list.focus()

    # -- showing

    def show(self) -> None:
        self._board = board = self.find_board()
        if board is None:
            return
        self.question.update(board.question)
        listed = hurdles.list_hurdles(self.session, self.meeting)
        was_open = self._picked_card is not None
        self._hurdles = {hurdle.card.id: hurdle for hurdle in listed}
        self.hurdle_list.set_picks(self._hurdle_picks(listed))
        if was_open and self._picked_card is None and listed and listed[0].outcome is None:
            self.hurdle_list.pick(listed[0].card.id)  # the hurdle under the cursor is solved: on to the next
        self._is_open = self.can_act and cards.accepts_cards(self.session, board)
        self.show_votes()

    def status_parts(self) -> tuple[str, ...]:
        solved = sum(hurdle.outcome is not None for hurdle in self._hurdles.values())
        return (f"{solved} of {len(self._hurdles)} resolved",) if self._hurdles else ()

    @property
    def is_vote_list_shown(self) -> bool:
        # Once the votes are revealed, the list of hurdles itself is in their order, and shows how each ends.
        return super().is_vote_list_shown and self._board is not None and not self._board.votes_revealed_at

    def _hurdle_picks(self, listed: list[Hurdle]) -> list[Pick]:
        open_ones = [hurdle for hurdle in listed if hurdle.outcome is None]
        # Numbered: the hurdles with votes, in the order in which the team talks about them.
        open_picks = [
            hurdle_line(hurdle, str(at) if hurdle.votes else "●") for at, hurdle in enumerate(open_ones, start=1)
        ]
        solved_picks = [hurdle_line(hurdle, RESOLVED) for hurdle in listed if hurdle.outcome is not None]
        if solved_picks:
            solved_picks.insert(0, Pick(SOLVED_HEADING_KEY, "Resolved", heading=True))
        return [*open_picks, *solved_picks]

    def _pick(self, entry: VoteResult, names: dict[int, str], max_votes: int, max_own: int) -> Pick:
        pick = super()._pick(entry, names, max_votes, max_own)
        hurdle = self._hurdles.get(entry.subject.id)
        return (
            pick if hurdle is None or hurdle.outcome is None else Pick(pick.key, pick.text, "✓", pick.right, dim=True)
        )

    def handle_changes(self, changes: list[CommittedChange]) -> None:
        if not self.show_vote_changes(changes):
            self.show()

    # -- keys

    @property
    def _picked_card(self) -> Card | None:
        picked = self._shown_list.cursor_key
        hurdle = self._hurdles.get(picked) if isinstance(picked, int) else None
        return hurdle.card if hurdle is not None and hurdle.outcome is None else None

    def on_pick_list_moved(self) -> None:
        self.refresh_bindings()

    def may_say(self) -> bool:
        return self._is_open

    def make_actions(self) -> ActionTable:
        return {
            **super().make_actions(),
            "settle": Action(self._settle, self._may_settle),
        }

    def _may_settle(self) -> bool:
        card = self._picked_card if self.is_mounted else None
        return card is not None and self.can_act and hurdles.may_settle(self.session, card)

    def _settle(self) -> None:
        if (card := self._picked_card) is not None:
            settle_hurdle(self.huddle_screen, card)
