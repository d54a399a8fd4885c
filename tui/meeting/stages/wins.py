"""The wins stage: the wins, the milestones that Huddle noticed, shared praise, and the next celebration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual import getters
from textual.app import ComposeResult
from textual.widgets import Static

from core.access.feed import CommittedChange
from core.access.session import Session
from core.conversations import praise
from core.meeting import cards, wins
from core.meeting.wins import StatedWin
from core.models import Board, Card, Meeting, Member
from core.overview import milestones, planned_celebration
from core.overview.milestones import Milestone
from core.team import members
from tui import keymap
from tui.meeting.meeting_line import MeetingLine
from tui.meeting.stages.base import ShowStatus
from tui.meeting.stages.saying import SayingStage
from tui.shell.actions import Action, ActionTable
from tui.widgets.pick_list import Pick, PickList
from tui.widgets.signs import Sign

MILESTONE_TABLES = frozenset({"entry", "metric", "commitment", "member", "team"})
"""The tables that milestones are derived from: after a card they need not be computed again."""


class WinsStage(SayingStage):
    """The wins of the meeting, and what could be added as one."""

    BOARD_KIND = "wins"
    PLACEHOLDER = "Type a win, then enter. Start with @name for someone else's."
    UNDO_FAMILIES = ("win", "praise", "celebration")
    NO_SUBJECT = "No wins to vote on."
    DEFAULT_CSS = """
    WinsStage #said { padding-top: 1; }
    WinsStage #coming { width: 100%; text-align: center; color: $dim; padding: 0 2; height: auto; }
    WinsStage #coming.-planned { color: $accent; }
    """
    BINDINGS = [
        keymap.ADD.bind("write", "Add win", id="wins.say", tooltip="Add a win of yours or of someone else"),
        keymap.OPEN.bind("take", "Add suggestion", id="wins.take", tooltip="Add this as a win"),
        keymap.MARK.bind("big", "Big win", id="wins.big", tooltip="Mark as a big win (celebrated on every screen)"),
        keymap.PRAISE.bind("praise", "Praise", id="wins.praise", tooltip="Praise someone"),
        keymap.UNDO.bind("undo", "Undo", id="undo", tooltip="Undo your last step here"),
        keymap.option("plan", "Plan a celebration", id="wins.plan", tooltip="Plan a celebration, and when it is due"),
        keymap.option("held", "Celebration held", id="wins.held", tooltip="Mark a celebration as held"),
    ]

    question = getters.query_one(".question", Static)
    coming = getters.query_one("#coming", Static)
    win_list = getters.query_one("#wins", PickList)

    def __init__(self, meeting: Meeting, show_status: ShowStatus, line: MeetingLine) -> None:
        super().__init__(meeting, show_status, line)
        self._is_open = False
        """Whether the viewer may add cards to the board."""
        self._wins: dict[int, StatedWin] = {}
        self._milestones: list[Milestone] | None = None
        self._offered: list[Milestone] = []
        """The milestones that nobody has stated as a win yet."""
        self._people: list[Member] = []
        self._names: dict[int, str] = {}

    def compose_heading(self) -> ComposeResult:
        yield Static("", classes="question", markup=False)
        yield Static("", id="coming", markup=False)

    def compose_content(self) -> ComposeResult:
        key = self.app.key_label(keymap.ADD, "wins.say")
        yield PickList(empty=f"No wins yet.{f' Press {key} to add one.' if self.can_act else ''}", id="wins")

    @property
    def _shown_list(self) -> PickList:
        return self.vote_list if self.is_vote_list_shown else self.win_list

    def focus_first(self) -> None:
        self._shown_list.focus()

    # -- showing

    def show(self) -> None:
        self._board = board = self.find_board()
        if board is None:
            return
        session = self.session
        self.question.update(board.question)
        coming = [planned.describe(session.today) for planned in planned_celebration.list_celebrations(session)[:2]]
        self.coming.set_class(bool(coming), "-planned")
        if not coming and self.can_act and planned_celebration.can_plan(session):
            key = self.app.key_label(keymap.OPTIONS, "options")
            coming = [f"No celebration planned. Press {key} to plan one."]
        self.coming.update("\n".join(coming))
        self.coming.display = bool(coming)
        self._people = members.list_members(session)
        self._names = members.short_names(session)
        if self._milestones is None:
            self._milestones = milestones.find_milestones(session)
        self._offered = milestones.list_unstated(session, board, self._milestones)
        self._show_wins(board)
        self._is_open = self.can_act and cards.accepts_cards(session, board)
        self.show_votes()

    def _show_wins(self, board: Board) -> None:
        before, stated = self._wins, wins.list_wins(self.session, board)
        last = max(before, default=0)
        self._wins = {win.card.id: win for win in stated}
        picks = [self._win_pick(win) for win in stated]
        picks += [
            Pick(
                ("noticed", at),
                f"Suggested: {milestone.text}",
                sign=Sign("○", ""),
                right=self._describe_milestone(milestone),
                dim=True,
            )
            for at, milestone in enumerate(self._offered)
        ]
        picks += [
            Pick(
                ("praise", conversation.id),
                f"Praise: {conversation.text}",
                right=self._names.get(conversation.to_id, ""),
                dim=True,
            )
            for conversation in praise.list_shared(self.session)
        ]
        follows = not before or self.win_list.cursor_key == last
        self.win_list.set_picks(picks)
        new = max(self._wins, default=0)
        # A cursor on the latest win follows to the next one; the viewer's own new win gets it in any case.
        if new > last and (follows or self.session.viewer.is_member(self._wins[new].card.member_id)):
            self.win_list.pick(new)

    @staticmethod
    def _win_pick(win: StatedWin) -> Pick:
        by = f"added by {win.stated_by}" if win.stated_by else ""
        right = " · ".join(part for part in ("big win" if win.card.big else "", win.owner, by) if part)
        return Pick(win.card.id, win.card.text, sign=Sign("✓", "win"), right=right, strong=win.card.big)

    def _describe_milestone(self, milestone: Milestone) -> str:
        return f"{milestone.name} · {milestone.detail}" if milestone.detail else milestone.name

    def handle_changes(self, changes: list[CommittedChange]) -> None:
        if any(change.rows.keys() & MILESTONE_TABLES for change in changes):
            self._milestones = None
        if not self.show_vote_changes(changes):
            self.show()

    # -- keys

    @property
    def _picked_win(self) -> StatedWin | None:
        picked = self._shown_list.cursor_key if self.is_mounted else None
        return self._wins.get(picked) if isinstance(picked, int) else None

    @property
    def _picked_milestone(self) -> Milestone | None:
        picked = self.win_list.cursor_key if self.is_mounted and not self.is_vote_list_shown else None
        if not isinstance(picked, tuple) or picked[0] != "noticed" or picked[1] >= len(self._offered):
            return None
        return self._offered[picked[1]]

    def on_pick_list_moved(self) -> None:
        self.refresh_bindings()

    def may_say(self) -> bool:
        return self._is_open

    def make_actions(self) -> ActionTable:
        return {
            **super().make_actions(),
            "take": Action(self._state_milestone, self._may_state_milestone),
            "big": Action(self._toggle_big, self._may_toggle_big),
            "praise": Action(self._praise, lambda: self.can_act),
            "plan": Action(self._plan_celebration, self._may_plan_celebration),
            "held": Action(self._record_held, self._may_record_held),
        }

    # -- what they do

    @staticmethod
    def say_card(session: Session, board: Board, text: str, _author: Member | None, begun_at: str) -> Card:
        return wins.add_win(session, board, text, begun_at=begun_at)

    def people_to_mention(self) -> Sequence[Member]:
        return self._people

    def names_to_mention(self) -> Mapping[int, str]:
        return self._names

    def _may_state_milestone(self) -> bool:
        milestone = self._picked_milestone
        return milestone is not None and self._is_open and milestones.can_state(self.session, milestone)

    def _state_milestone(self) -> None:
        if (milestone := self._picked_milestone) is not None and self._board is not None:
            self.run_change(milestones.state_as_win, self.session, self._board, milestone)

    def _may_toggle_big(self) -> bool:
        win = self._picked_win
        return win is not None and self._is_open and wins.can_mark_big(self.session, win.card)

    def _toggle_big(self) -> None:
        if (win := self._picked_win) is not None:
            self.run_change(wins.mark_big, self.session, win.card, big=not win.card.big)

    def _praise(self) -> None:
        from tui.dialogs.praise import ask_praise

        ask_praise(self.huddle_screen, self._picked_member())

    def _picked_member(self) -> Member | None:
        win, milestone = self._picked_win, self._picked_milestone
        member_id = milestone.member.id if milestone else (win.card.about_id or win.card.member_id) if win else None
        return next((member for member in self._people if member.id == member_id), None)

    def _may_plan_celebration(self) -> bool:
        return self.can_act and planned_celebration.can_plan(self.session)

    def _plan_celebration(self) -> None:
        from tui.dialogs.celebrations import ask_celebration_plan

        ask_celebration_plan(self.huddle_screen)

    def _may_record_held(self) -> bool:
        return self._may_plan_celebration() and bool(planned_celebration.list_celebrations(self.session))

    def _record_held(self) -> None:
        from tui.dialogs.celebrations import ask_celebration_held

        ask_celebration_held(self.huddle_screen)

    @property
    def undo_meeting_id(self) -> int | None:
        return None  # praise and celebrations belong to no meeting
