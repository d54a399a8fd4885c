"""The stages in which people state on a board of their own: wins at the beginning, hurdles near the end."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Static

from core import collect, members
from core.live import Landed
from tui.stages.saying import SayingStage
from tui.widgets.cardlist import CardList, Line
from tui.widgets.picklist import PickList
from tui.widgets.sayline import SayLine


class SaidStage(SayingStage):
    """A board's question, what was said to it, and a line to say more."""

    EMPTY: ClassVar[str]
    _is_open = False
    """Whether a card may be stated here now."""

    BINDINGS = [
        Binding("a,enter", "write", "Say", key_display="a", id="said.say", tooltip="State one with one Enter"),
        Binding(
            "ctrl+z", "take_back", "Take back", key_display="^z", id="said.take_back", tooltip="Your last one here"
        ),
        Binding("escape", "leave", "Back", show=False, id="said.leave", tooltip="Leave the line you are typing in"),
    ]

    def compose(self) -> ComposeResult:
        yield Static("", classes="question", markup=False)
        with Vertical(id="said"):
            yield CardList(empty=self.EMPTY)
        yield PickList(empty="There is nothing to vote on.", id="votes")
        yield SayLine(placeholder="say it, then Enter")

    def focus_first(self) -> None:
        (self.ballot_list if self.is_shown_by_votes else self.query_one(CardList)).focus()

    def show(self) -> None:
        self._board = board = self.its_board()
        if board is None:
            return
        self.query_one(".question", Static).update(board.question)
        names = {member.id: member.name for member in members.members(self.session, include_left=True)}
        self.query_one(CardList).set_lines(
            Line(key=card.id, text=card.text, who=names.get(card.member_id or 0, ""))
            for card in collect.cards(self.session, board)
        )
        self._is_open = self.can_act and collect.is_open(self.session, board)
        self.show_votes()

    def changed(self, landed: list[Landed]) -> None:
        if not self.vote_landed(landed):
            self.show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("write", "take_back"):
            return self._is_open
        return super().check_action(action, parameters)


class WinsStage(SaidStage):
    """Small and big wins, before anything else."""

    KIND = "wins"
    EMPTY = "What went well? Press a and say the first win, however small."


class HurdlesStage(SaidStage):
    """What stands in the way, named while there are people in the room who can help."""

    KIND = "hurdles"
    EMPTY = "Nothing stands in the way so far. Press a to name a hurdle."
