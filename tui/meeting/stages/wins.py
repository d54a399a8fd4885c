"""The wins stage: the wins, the milestones that Huddle noticed, shared praise, and the next celebration."""

from __future__ import annotations

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Static

from core.access.feed import CommittedChange
from core.conversations import praise
from core.meeting import cards, wins
from core.meeting.wins import StatedWin
from core.models import Board, Card, Member
from core.overview import milestones, planned_celebration
from core.overview.milestones import Milestone
from core.team import members
from core.values.text import short_name
from tui.meeting.stages.mention_line import MentionLine
from tui.meeting.stages.saying import SayingStage
from tui.widgets.name_completion import Completion
from tui.widgets.pick_list import Pick, PickList

MILESTONE_TABLES = frozenset({"entry", "metric", "commitment", "member", "team"})
"""The tables that milestones are derived from: after a card they need not be computed again."""

UNDO_FAMILIES = ("win", "praise", "celebration")
"""The families of changes that `u` takes back here; a win itself is taken back with `ctrl+z`."""


class WinsStage(SayingStage):
    """The wins of the meeting, and what could be stated as one."""

    BOARD_KIND = "wins"
    DEFAULT_CSS = """
    WinsStage #said { padding-top: 1; }
    WinsStage #coming { width: 100%; text-align: center; color: $accent; padding: 0 2; height: auto; }
    """
    BINDINGS = [
        Binding("a", "write", "Say", id="wins.say", tooltip="State a win with one Enter; @name first: it is theirs"),
        Binding("enter", "take", "As win", id="wins.take", tooltip="State what was noticed as a win"),
        Binding("b", "big", "Big", id="wins.big", tooltip="A big win is celebrated on every screen; again: small"),
        Binding("p", "praise", "Praise", id="wins.praise", tooltip="Praise somebody; it goes to them alone"),
        Binding(
            "c",
            "plan",
            "Celebration",
            show=False,
            id="wins.plan",
            tooltip="Plan one, and what earns it",
        ),
        Binding("h", "held", "Held", show=False, id="wins.held", tooltip="The celebration was held"),
        Binding("ctrl+z", "take_back", "Take back", key_display="^z", id="wins.take_back", tooltip="Your last win"),
        Binding("u", "undo", "Undo", show=False, id="wins.undo", tooltip="Take back your last step here"),
        Binding("escape", "leave", "Back", id="wins.leave", tooltip="Leave the line you type in"),
    ]

    win_list = getters.query_one("#wins", PickList)
    _is_open = False
    _wins: dict[int, StatedWin] = {}
    _milestones: list[Milestone] | None = None
    _offered: list[Milestone] = []
    _people: list[Member] = []

    def compose(self) -> ComposeResult:
        yield Static("", classes="question", markup=False)
        yield Static("", id="coming", markup=False)
        with Vertical(id="said"):
            yield PickList(empty="What went well? Press a and say the first win, however small.", id="wins")
        yield PickList(empty="There is nothing to vote on.", id="votes")
        yield Completion()
        yield MentionLine(placeholder="say it, then Enter; @name first: it is theirs")

    def focus_first(self) -> None:
        (self.vote_list if self.is_vote_list_shown else self.win_list).focus()

    # -- showing

    def show(self) -> None:
        self._board = board = self.find_board()
        if board is None:
            return
        session = self.session
        self.query_one(".question", Static).update(board.question)
        coming = [planned.describe(session.today) for planned in planned_celebration.list_celebrations(session)[:2]]
        if not coming and self.can_act and planned_celebration.can_plan(session):
            coming = ["No celebration is planned yet: c plans one, and what earns it"]
        self.query_one("#coming", Static).update("\n".join(coming))
        self.query_one("#coming").display = bool(coming)
        self._people = members.list_members(session)
        self.query_one(MentionLine).members = self._people
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
                f"noticed: {milestone.text}",
                sign="○",
                right=self._describe_milestone(milestone),
                dim=True,
            )
            for at, milestone in enumerate(self._offered)
        ]
        picks += [
            Pick(
                ("praise", conversation.id),
                f"praise: {conversation.text}",
                right=self._short_name(conversation.to_id),
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
        by = f"said by {win.stated_by}" if win.stated_by else ""
        right = " · ".join(part for part in ("big win" if win.card.big else "", win.owner, by) if part)
        return Pick(win.card.id, win.card.text, sign="✓", right=right, strong=win.card.big)

    def _describe_milestone(self, milestone: Milestone) -> str:
        return f"{milestone.name} · {milestone.detail}" if milestone.detail else milestone.name

    def _short_name(self, member_id: int) -> str:
        return next((short_name(member, self._people) for member in self._people if member.id == member_id), "")

    def changed(self, changes: list[CommittedChange]) -> None:
        if any(change.rows.keys() & MILESTONE_TABLES for change in changes):
            self._milestones = None
        if not self.show_vote_changes(changes):
            self.show()

    # -- keys

    @property
    def _picked_win(self) -> StatedWin | None:
        picked = (self.vote_list if self.is_vote_list_shown else self.win_list).cursor_key if self.is_mounted else None
        return self._wins.get(picked) if isinstance(picked, int) else None

    @property
    def _picked_milestone(self) -> Milestone | None:
        picked = self.win_list.cursor_key if self.is_mounted and not self.is_vote_list_shown else None
        if not isinstance(picked, tuple) or picked[0] != "noticed" or picked[1] >= len(self._offered):
            return None
        return self._offered[picked[1]]

    def on_pick_list_moved(self) -> None:
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        match action:
            case "write" | "take_back":
                return self._is_open
            case "big":
                win = self._picked_win
                return win is not None and self._is_open and wins.can_mark_big(self.session, win.card)
            case "take":
                milestone = self._picked_milestone
                return milestone is not None and self._is_open and milestones.can_state(self.session, milestone)
            case "praise":
                return self.can_act
            case "plan":
                return self.can_act and planned_celebration.can_plan(self.session)
            case "held":
                return (
                    self.can_act
                    and planned_celebration.can_plan(self.session)
                    and bool(planned_celebration.list_celebrations(self.session))
                )
            case "undo":
                return self.can_act and self.session.last_change(*UNDO_FAMILIES) is not None
        return super().check_action(action, parameters)

    def add_card(self, board: Board, text: str) -> Card:
        return wins.add_win(self.session, board, text)

    def action_leave(self) -> None:
        self.query_one(Completion).close()
        super().action_leave()

    def action_take(self) -> None:
        if (milestone := self._picked_milestone) is not None and self._board is not None:
            self.do(milestones.state_as_win, self.session, self._board, milestone)

    def action_big(self) -> None:
        if (win := self._picked_win) is not None:
            self.do(wins.mark_big, self.session, win.card, big=not win.card.big)

    def action_praise(self) -> None:
        from tui.dialogs.praise import ask_praise

        ask_praise(self.huddle_screen, self._picked_member())

    def _picked_member(self) -> Member | None:
        win, milestone = self._picked_win, self._picked_milestone
        member_id = milestone.member.id if milestone else (win.card.about_id or win.card.member_id) if win else None
        return next((member for member in self._people if member.id == member_id), None)

    def action_plan(self) -> None:
        from tui.dialogs.celebrations import ask_celebration_plan

        ask_celebration_plan(self.huddle_screen)

    def action_held(self) -> None:
        from tui.dialogs.celebrations import ask_celebration_held

        ask_celebration_held(self.huddle_screen)

    def action_undo(self) -> None:
        self.do(self.session.undo, *UNDO_FAMILIES)
