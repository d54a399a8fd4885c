"""Quick entry for a scribe: as fast as people talk, and nothing said is ever lost."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

from textual import getters
from textual.binding import Binding
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Input, Static

from core import collect, goals, groups, meeting, members, team
from core.errors import HuddleError
from core.live import Landed
from core.models import Board, Card, Group, Meeting, Member
from tui.screens.base import HuddleScreen
from tui.screens.manylines import ManyLines
from tui.widgets.cardlist import CardList, Line
from tui.widgets.sayline import SayInput, SayLine


class CaptureScreen(HuddleScreen):
    """One group's cards as they are said, and the line in which the next one is typed."""

    CSS_PATH = "capture.tcss"
    WHY = (
        "Here everything that people say is written down, and nothing of it is judged. "
        "A card is said with one Enter and stays where it is: nobody edits, rates or removes somebody else's. "
        "Type as people talk; sorting comes later, in the trends."
    )
    BINDINGS = [
        Binding("enter", "write", "Say", id="capture.say", tooltip="Say what is typed; from the list, back to typing"),
        Binding("ctrl+z", "take_back", "Take back", key_display="^z", id="capture.take_back", tooltip="Your last card"),
        Binding("tab", "who", "Who", priority=True, id="capture.who", tooltip="The next person; or type @name first"),
        Binding("shift+tab", "who(-1)", "Who before", show=False, priority=True, id="capture.who_before"),
        Binding(
            "f2", "many", "Many lines", id="capture.many", tooltip="Type or paste many cards and look before saying"
        ),
        Binding(
            "escape", "leave_line", "Back", show=False, id="capture.leave", tooltip="Leave the line, then the screen"
        ),
    ]

    cards = getters.query_one(CardList)
    line = getters.query_one(SayLine)

    def __init__(self, group: Group | None = None) -> None:
        super().__init__()
        self._group = group
        self._meeting: Meeting | None = None
        self._board: Board | None = None
        self._people: list[Member] = []
        self._author: Member | None = None
        self._names: dict[int | None, str] = {}
        self._numbers = count(1)

    def compose_content(self) -> Iterable[Widget]:
        yield Vertical(Static("", id="question", markup=False), Static("", id="goal", markup=False), id="ask")
        yield CardList(id="said")
        yield Static("", id="not-heard", markup=False)
        yield SayLine(placeholder="type what is said, then Enter")

    # -- showing

    def show(self) -> None:
        session = self.session
        self._meeting = meeting.current(session)
        self._board = self._open_board()
        everyone = members.members(session)
        self._names = {member.id: member.name.split()[0] for member in everyone}
        me = session.me
        if self._group is None:
            self._group = next((group for group in groups.groups(session) if group.id == me.group_id), None)
        self._people = self._talkers(everyone)
        if self._author not in self._people:
            self._author = me if me in self._people else next(iter(self._people), None)
        goal = goals.team_goal(session)
        asked = self._board.question if self._board else team.team(session).question
        self.query_one("#question", Static).update(asked)
        self.query_one("#goal", Static).update(f"Goal: {goal.text}" if goal else "No goal is set: huddle goal set TEXT")
        shown = collect.cards(session, self._board) if self._board else []
        self.cards.set_lines(self._line_of(card) for card in shown if self._is_here(card))
        self._show_state()
        if self._can_say:
            self.line.input.focus()

    def _open_board(self) -> Board | None:
        try:
            return collect.board(self.session)
        except HuddleError:
            return None

    def _talkers(self, everyone: list[Member]) -> list[Member]:
        """Those whose cards are typed here: the group, or all where there are no groups."""
        here = [member for member in everyone if member.role != "watcher"]
        return [member for member in here if member.group_id == self._group.id] if self._group else here

    def _is_here(self, card: Card) -> bool:
        return self._group is None or card.group_id in (self._group.id, None)

    def _line_of(self, card: Card) -> Line:
        return Line(key=card.id, text=card.text, who=self._names.get(card.member_id, ""), state="said")

    @property
    def _can_say(self) -> bool:
        return self._board is not None and collect.is_collecting(self.session, self._board)

    def _show_state(self) -> None:
        """Everything around the list: who types, who was not heard, the counts."""
        now = self._meeting
        here = self._group.name.upper() if self._group else team.team(self.session).name.upper()
        types = f" · {self.session.me.name.split()[0]} types"
        self.top.left = f"{here} · {len(self._people)} people{types}"
        step = meeting.stage(self.session, now) if now else None
        self.top.right = (
            f"{now.kind} {now.number} · {step.name.upper() if step else ''}" if now else "no meeting is open"
        )
        self.cards.set_empty(self._why_empty(step.name if step else None))
        self.line.display = self._can_say
        board = self._board
        self.line.who = "" if board is None or board.anonymous or self._author is None else self._author.name.split()[0]
        if board is None:
            self.query_one("#not-heard", Static).update("")
            return
        heard = collect.heard(self.session, board)
        here_ids = {member.id for member in self._people}
        missing = [member.name.split()[0] for member in heard.not_heard if member.id in here_ids]
        waiting = f"not heard yet: {' · '.join(missing)}" if missing else "everybody here has been heard"
        self.query_one("#not-heard", Static).update(
            "nobody's name is kept on this board" if board.anonymous else waiting
        )
        ours = next((number for group, number in heard.by_group if self._group and group == self._group), None)
        self.keys.note = (
            f"everyone {heard.total}" if ours is None else f"{here.title()} {ours} · everyone {heard.total}"
        )

    def _why_empty(self, step: str | None) -> str:
        if step is None:
            return "No meeting is open. Press 2 and start one; then cards are typed here."
        if step != "collect":
            return f"The meeting is at {step}. Cards are typed here when the host moves it to collect."
        return "Nothing has been said yet. Type the first card below and press Enter."

    def changed(self, landed: list[Landed]) -> None:
        tables = {table for change in landed for table in change.rows}
        if tables & {"meeting", "board", "team", "group", "member", "goal"}:
            self._keep_typing(self.show)
            return
        if "card" in tables and self._board is not None:
            touched = {row for change in landed for row in change.rows.get("card", ())}
            there = {card.id: card for card in collect.cards(self.session, self._board, among=touched)}
            for card_id in sorted(touched):
                if card_id not in there:
                    self.cards.drop(card_id)
                elif card_id not in self.cards and self._is_here(there[card_id]):
                    self.cards.put(self._line_of(there[card_id]))
            self._show_state()

    def _keep_typing(self, show: object) -> None:
        """Shows anew without touching what is being typed; lines still being sent stay in sight."""
        assert callable(show)
        show()

    # -- saying

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        text = event.value
        if not text.strip():
            return
        author, text = self._addressed(text)
        if author is None and text.startswith("@"):
            return
        event.input.value = ""
        self.line.input.remember(text)
        self.say(text, author or self._author)

    def _addressed(self, text: str) -> tuple[Member | None, str]:
        """Who a line that begins with @name is by, and the rest; the line itself where there is no such person."""
        if not text.startswith("@"):
            return None, text
        name, _, rest = text[1:].partition(" ")
        try:
            author = members.member(self.session, name)
        except HuddleError as refusal:
            self.refused(refusal)
            return None, text
        self._author = author
        self.line.who = author.name.split()[0]
        return author, rest

    def say(self, text: str, author: Member | None) -> None:
        """Shows the card as being sent, and sends it; what is refused stays in sight and under ↑."""
        board = self._board
        if board is None or not text.strip():
            return
        key = f"sending-{next(self._numbers)}"
        who = "" if board.anonymous or author is None else author.name.split()[0]
        self.cards.put(Line(key=key, text=text, who=who, state="sending"))
        self.run_worker(self._send(key, who, text, author, board))

    async def _send(self, key: str, who: str, text: str, author: Member | None, board: Board) -> None:
        try:
            card = await self.app.act(collect.state, self.session, board, text, author=author)
        except HuddleError as refusal:
            self.cards.put(Line(key=key, text=text, who=who, state="not said", loud=True), instead_of=key)
            if not self.line.input.value:
                self.line.input.action_earlier()
            self.refused(refusal)
            return
        if card.id in self.cards:  # the feed was quicker than the answer
            self.cards.drop(key)
        else:
            self.cards.put(self._line_of(card), instead_of=key)

    def on_say_input_pasted(self, event: SayInput.Pasted) -> None:
        self._look_at("\n".join(event.lines))

    def action_many(self) -> None:
        self._look_at(self.line.input.value)

    def _look_at(self, text: str) -> None:
        if not self._can_say:
            return
        self.app.push_screen(ManyLines(text, self._author.name if self._author else ""), self._say_many)

    def _say_many(self, lines: list[str] | None) -> None:
        if lines:
            self.line.input.value = ""
        for text in lines or ():
            author, text = self._addressed(text)
            self.line.input.remember(text)
            self.say(text, author or self._author)

    # -- keys

    def action_write(self) -> None:
        if self.line.display:
            self.line.input.focus()

    def action_leave_line(self) -> None:
        if self.line.input.has_focus:
            self.cards.focus()
        else:
            self.action_back()

    def action_who(self, step: int = 1) -> None:
        if self._people and self._board and not self._board.anonymous:
            at = self._people.index(self._author) if self._author in self._people else -step
            self._author = self._people[(at + step) % len(self._people)]
            self.line.who = self._author.name.split()[0]

    def action_take_back(self) -> None:
        if self._board is not None:
            self.do(collect.take_back, self.session, self._board, then=self._taken_back)

    def _taken_back(self, card: Card) -> None:
        self.cards.drop(card.id)
        self._show_state()
        # It may have been taken back to be said better.
        if not self.line.input.value:
            self.line.input.value = card.text
            self.line.input.cursor_position = len(card.text)
