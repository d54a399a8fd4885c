"""The base class of stages whose cards or trends can be voted on: votes are hidden until the host reveals them."""

from __future__ import annotations

from collections.abc import Container, Hashable
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical

from core.access.feed import CommittedChange
from core.access.session import Session
from core.errors import HuddleError
from core.meeting import vote_tally, votes
from core.meeting.vote_tally import VoteResult, VoteSubject, count_votes_cast, tally
from core.models import Board, Group, Meeting, Trend, VotesOn
from core.team import group_records, members
from core.values.input_parsing import parse_count
from core.values.text import format_count, noun_for
from core.values.writing import is_in_words
from tui import keymap
from tui.dialogs.choice import Choice, ChooseScreen
from tui.dialogs.prompt_helper import ask_line
from tui.meeting.meeting_line import MeetingLine
from tui.meeting.stages.base import ShowStatus, StageView
from tui.shell.actions import Action, ActionTable
from tui.shell.confirm import ConfirmScreen
from tui.widgets.pick_list import Pick, PickList
from tui.widgets.text_bars import count_bar

PROPOSED_VOTE_BUDGET = 3
"""How many votes the dialog proposes for each member."""

NO_GROUP = "People in no group"

MAX_DOTS = 10
"""The most votes that are drawn as dots; more are written as a number."""

BAR_WIDTH = 12
"""Columns of the longest bar."""

VOTE_TABLES = frozenset({"vote"})


class _Mark:
    """The mark in the list of votes: on a trend that is merged it goes with the cards, and back when that is undone."""

    def __init__(self) -> None:
        self._before: Hashable = None
        self._after: Hashable = None

    def find(self, session: Session, board: Board, marked: Hashable, existing: Container[int]) -> Hashable:
        """Return the id where the mark belongs, of those that exist, when it is on `marked`; None for no such place."""
        if marked is not None and marked == self._after and self._before in existing:
            return self._before
        if not isinstance(marked, int) or marked in existing:
            return marked
        into = vote_tally.WhereVotesCount(session, board).follow(marked)
        self._before, self._after = (self._before if marked == self._after else marked), into
        return into


class VotingStage(StageView):
    """A stage with a board that can be voted on. During a vote a list with a cursor replaces the stage's content."""

    VOTES_ON: ClassVar[VotesOn] = "card"
    """What members vote on in this stage."""
    NO_SUBJECT: ClassVar[str] = "No cards to vote on."
    """What the list of votes says when there is nothing to vote on."""
    BINDINGS = [
        keymap.VOTE.bind("give(1)", "Vote", id="votes.give", tooltip="Vote for this one"),
        keymap.LESS.bind("give(-1)", "Remove vote", id="votes.back", tooltip="Remove one of your votes"),
        keymap.option(
            "reveal_votes", "Reveal votes", id="votes.reveal", tooltip="Show the votes to everyone and end voting"
        ),
    ]

    def __init__(self, meeting: Meeting, show_status: ShowStatus, line: MeetingLine) -> None:
        super().__init__(meeting, show_status, line)
        self.content = Vertical(id="said")
        """The container of the stage's content, which is hidden during a vote."""
        self.vote_list = PickList(empty=self.NO_SUBJECT, id="votes")
        self.vote_list.display = False  # until it is known that there is a vote
        self._board: Board | None = None
        self._entries: dict[int, VoteResult] = {}
        self._mark = _Mark()
        self._may_vote = False
        self._scribe_group: Group | None = None
        """The group whose scribe the viewer is, during a vote."""

    def compose(self) -> ComposeResult:
        yield from self.compose_heading()
        with self.content:
            yield from self.compose_content()
        yield self.vote_list
        yield from self.compose_footer()

    # -- for the stage

    def compose_heading(self) -> ComposeResult:
        """Return the widgets above the content, which stay during a vote."""
        return ()

    def compose_content(self) -> ComposeResult:
        """Return the widgets that the list of votes replaces during a vote."""
        return ()

    def compose_footer(self) -> ComposeResult:
        """Return the widgets below the content, which stay during a vote."""
        return ()

    def status_parts(self) -> tuple[str, ...]:
        """Return the parts of the stage's status for the line above the keys, the most important first."""
        return ()

    @property
    def is_vote_list_shown(self) -> bool:
        """Whether the list of votes is shown: while votes on this stage's cards or trends are open, and afterwards."""
        board = self._board
        return board is not None and board.vote_budget is not None and board.votes_on == self.VOTES_ON

    def show_votes(self) -> None:
        """Read the votes of `_board` and show them. Called at the end of `show`."""
        board = self._board
        voting = self.is_vote_list_shown
        had_focus = self.screen.focused is None or self.screen.focused in (self, *self.content.query("*"))
        ends = not voting and self.screen.focused is self.vote_list
        self.content.display = not voting
        self.vote_list.display = voting
        self._may_vote = bool(board and voting and self.can_act and votes.is_voting_open(self.session, board))
        self._scribe_group = None
        if board is not None and voting:
            self._scribe_group = next(
                (group for group in group_records.list_groups(self.session) if self._is_scribe_of(group)), None
            )
            self._show_vote_list(board)
            if had_focus:
                self.vote_list.focus()
        elif ends:  # a hidden list would keep the focus, and the content would get no keys
            self.focus_first()
        self._show_vote_line()
        self.refresh_bindings()

    def show_vote_changes(self, changes: list[CommittedChange]) -> bool:
        """Show what changed, and return True, if nothing but votes changed; else return False."""
        tables = {table for change in changes for table in change.rows}
        if not tables <= VOTE_TABLES:
            return False
        board = self._board
        if board is not None and self.is_vote_list_shown and any(self._is_by_viewer(change) for change in changes):
            self._show_vote_list(board)
        self._show_vote_line()
        return True

    # -- showing

    def _is_by_viewer(self, change: CommittedChange) -> bool:
        # The viewer's own votes come without a name, as all do.
        return "vote" in change.rows or self.session.viewer.is_member(change.by)

    def _is_scribe_of(self, group: Group) -> bool:
        return self.session.viewer.is_member(group.scribe_id)

    def _show_vote_list(self, board: Board) -> None:
        tallied = tally(self.session, board)
        self._entries = {entry.subject.id: entry for entry in tallied}
        max_votes = max((entry.votes or 0 for entry in tallied), default=0) or 1
        max_own = max((entry.own_votes for entry in tallied), default=0)
        max_own = max(max_own, board.vote_budget or 0) if self._may_vote else max_own  # so that a vote moves no name
        names = members.short_names(self.session)
        mark = self._mark.find(self.session, board, self.vote_list.cursor_key, self._entries)
        self.vote_list.set_picks([self._pick(entry, names, max_votes, max_own) for entry in tallied])
        self.vote_list.pick(mark)

    def _pick(self, entry: VoteResult, names: dict[int, str], max_votes: int, max_own: int) -> Pick:
        who = "" if isinstance(entry.subject, Trend) else names.get(entry.subject.member_id or 0, "")
        own = f"yours: {entry.own_votes}" if is_in_words() else format_dots(entry.own_votes, entry.own_votes)
        parts = [who, f"{own:>{len(format_dots(max_own, max_own))}}"]
        if entry.votes is not None:
            parts.append(f"{count_bar(entry.votes, max_votes, BAR_WIDTH):<{BAR_WIDTH}} {entry.votes:>3}")
        right = "   ".join(part for part in parts if part)
        return Pick(key=entry.subject.id, text=_text_of(entry.subject), sign=str(entry.rank or ""), right=right)

    def _show_vote_line(self) -> None:
        self.show_status(*self._describe_votes(), *self.status_parts())

    def _describe_votes(self) -> list[str]:
        board = self._board
        if board is None or board.vote_budget is None:
            return []
        if board.votes_revealed_at and board.votes_on != self.VOTES_ON:
            return []  # they were given to what another stage shows
        if board.votes_revealed_at:
            so_far = count_votes_cast(self.session, board)
            return [f"{format_count(so_far.votes_cast or 0, 'vote')} by {so_far.members_voted} of {so_far.members}"]
        parts = []
        if self.is_host:
            so_far = count_votes_cast(self.session, board)
            parts.append(f"{so_far.members_voted} of {so_far.members} have voted")
        ballot = vote_tally.ballot(self.session, board)
        if ballot.budget:
            parts.insert(0, f"{format_dots(ballot.left, ballot.budget)} {ballot.left or 'none'} left")
        return parts or ["Voting is open"]

    # -- keys

    def make_actions(self) -> ActionTable:
        return {
            "give": Action(self._give, lambda _delta: self._may_vote),
            "reveal_votes": Action(self._ask_reveal_votes, lambda: self._is_voting and self.is_host and self.can_act),
        }

    @property
    def may_count_hands(self) -> bool:
        """Whether the viewer may type votes for others: the host and a group's scribe may."""
        return self._may_vote and (self.is_host or self._scribe_group is not None)

    @property
    def may_open_votes(self) -> bool:
        """Whether the viewer may open the votes on this board."""
        return self._board is not None and self._board.vote_budget is None and self.is_host and self.can_act

    @property
    def _is_voting(self) -> bool:
        """Whether votes are open on the board, on its cards or on its trends."""
        board = self._board
        return board is not None and board.vote_budget is not None and not board.votes_revealed_at

    @property
    def _picked_subject(self) -> VoteSubject | None:
        picked = self.vote_list.cursor_key
        entry = self._entries.get(picked) if isinstance(picked, int) else None
        return entry.subject if entry else None

    def _give(self, delta: int) -> None:
        subject = self._picked_subject
        if subject is not None and self._board is not None:
            self.run_change(votes.vote, self.session, self._board, subject, delta)

    def open_votes(self) -> None:
        """Ask how many votes each member has, and open the votes."""
        if self._board is not None:
            open_with = partial(self._open_votes, self._board)
            ask_line(
                self.huddle_screen,
                "How many votes per person?",
                open_with,
                value=str(PROPOSED_VOTE_BUDGET),
                hint=f"Everyone votes on the {self.VOTES_ON}s.",
            )

    def _ask_reveal_votes(self) -> None:
        if (board := self._board) is not None:
            so_far = count_votes_cast(self.session, board)
            if (refusal := votes.few_voters_refusal(self.session, so_far)) is not None:
                self.huddle_screen.show_refusal(HuddleError(refusal))
                return
            left = so_far.members - so_far.members_voted
            warning = f"{left} of {so_far.members} have not voted yet. " if left else ""
            question = (
                f"“{board.question}”\n\n{warning}Show the votes on the {board.votes_on}s to everyone and end voting?"
            )

            screen, session = self.huddle_screen, self.session  # the stage may be over when it is answered

            def reveal_if_sure(is_sure: bool | None) -> None:
                if is_sure:
                    screen.run_change(votes.reveal_votes, session, board)

            screen.open_dialog(ConfirmScreen(question, "Reveal votes"), reveal_if_sure)

    def _open_votes(self, board: Board, typed: str) -> Board:
        return votes.open_votes(self.session, board, parse_count(typed), self.VOTES_ON)

    # -- members without a device

    def count_hands(self) -> None:
        """Ask how many votes the members of a group who have no device give to the card or trend under the cursor."""
        subject = self._picked_subject
        if subject is None:
            return
        existing = group_records.list_groups(self.session)
        if self._scribe_group is not None or not existing:
            self._ask_hands(subject, self._scribe_group)
            return
        choices: list[Choice[Group | None]] = [Choice(group, group.name) for group in existing]
        choices.append(Choice(None, NO_GROUP))

        def on_choice(choice: Choice[Group | None] | None) -> None:
            if choice is not None:
                self._ask_hands(subject, choice.value)

        self.app.push_screen(ChooseScreen("Which group are you counting?", choices), on_choice)

    def _ask_hands(self, subject: VoteSubject, group: Group | None) -> None:
        board = self._board
        if board is None:
            return
        group_name = group.name if group else "people in no group"

        def count(typed: str) -> int:
            return votes.set_group_votes(self.session, board, subject, parse_count(typed), group=group)

        def show_left(left: int) -> None:
            self.app.clear_notifications()
            more = f"{left or 'no'} more {noun_for(left, 'vote')}"
            self.app.notify(f"You can enter {more} for {group_name}.", markup=False)

        hint = f"“{_text_of(subject)}”\nDon't count people who vote on their own device."
        ask_line(self.huddle_screen, f"How many votes from {group_name}?", count, hint=hint, then=show_left)


def _text_of(subject: VoteSubject) -> str:
    return subject.name if isinstance(subject, Trend) else subject.text


def format_dots(filled: int, total: int) -> str:
    """Return `●●○` for two of three, and numbers for more than ten, or in words."""
    if is_in_words():
        return f"{filled} of {total}" if total else ""
    return (
        "●" * filled + "○" * (total - filled)
        if total <= MAX_DOTS
        else f"{filled} of {total}"
        if filled < total
        else f"●×{filled}"
    )
