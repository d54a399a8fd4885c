"""Collecting: people state, and nobody edits, rates or removes what another has said."""

from __future__ import annotations

from collections.abc import Collection

from core.agenda import BOARD_STAGES, COLLECTED
from core.boards import in_question
from core.errors import HuddleError
from core.heard import Heard as Heard
from core.heard import heard as heard
from core.heard import speakers, total
from core.meeting import current, must_host, must_take_part, stage, stages, the_open_one
from core.session import Session
from core.vote_rows import give_back
from core.wording import stated
from data.models import Board, BoardKind, Card, Meeting, Member, Outcome

CROWD = 3
"""People among whom an anonymous card must be able to hide; a group of fewer is not stored with it."""


# -- the board


def board(s: Session, kind: BoardKind | None = None) -> Board:
    """That board of the open meeting, or the one that its collect stage asks.

    Raises `HuddleError` when no meeting is open or it has none.
    """
    meeting = the_open_one(s)
    kind = kind or in_question(meeting)
    boards = s.all(Board, "meeting_id = ?", (meeting.id,))
    for found in boards:
        if found.kind == kind:
            return found
    there = ", ".join(found.kind for found in boards) or "none at all"
    asks = " The host can ask it in the collect stage with o." if boards and kind in COLLECTED else ""
    raise HuddleError(f"This {meeting.kind} meeting has no board {kind}; it has: {there}.{asks}")


def set_board(
    s: Session,
    board: Board,
    *,
    question: str | None = None,
    anonymous: bool | None = None,
    hidden: bool | None = None,
) -> Board:
    """The host words the question and chooses whether the board is anonymous or hidden until it is revealed.

    Raises `HuddleError` when one of these two would change after the first card: who spoke trusted what it was.
    """
    with s.change("board.set", meeting_id=board.meeting_id) as change:
        board = _fresh(s, board)
        must_host(s, _open_meeting_of(s, board))
        values: dict[str, object] = {}
        if question is not None:
            values["question"] = stated(question, "The question")
        if anonymous is not None and anonymous != board.anonymous:
            values["anonymous"] = anonymous
        if hidden is not None and hidden != board.hidden:
            values["hidden"] = hidden
        if {"anonymous", "hidden"} & values.keys() and total(s, board):
            raise HuddleError("Somebody has spoken on this board already, so who sees it stays as it was then.")
        return change.update(board, **values)


def reveal(s: Session, board: Board) -> Board:
    """The host shows everybody what was said on a hidden board."""
    with s.change("board.revealed", meeting_id=board.meeting_id) as change:
        board = _fresh(s, board)
        must_host(s, _open_meeting_of(s, board))
        if not board.hidden or board.revealed_at:
            return board
        return change.update(board, revealed_at=s.moment)


def is_collecting(s: Session, board: Board) -> bool:
    """Whether the board is being filled, so that nobody may touch another's card.

    That is during its stage; hurdles come up at any time, so they are collected until their stage begins.
    """
    meeting = current(s)
    if meeting is None or meeting.id != board.meeting_id:
        return False
    now = stage(s, meeting)
    if board.kind == "hurdles":
        return any(step.name == "hurdles" and now.position < step.position for step in stages(s, meeting))
    return now.name == BOARD_STAGES.get(board.kind, "collect")


def is_open(s: Session, board: Board) -> bool:
    """Whether a card may be stated on the board now: in its stage; hurdles at any time until their meeting closes."""
    if _waits(s, board):
        return True
    meeting = current(s)
    if meeting is None or meeting.id != board.meeting_id:
        return False
    return board.kind == "hurdles" or stage(s, meeting).name == BOARD_STAGES.get(board.kind, "collect")


# -- the cards


def state(
    s: Session,
    board: Board,
    text: str,
    *,
    author: Member | None = None,
    about: Member | None = None,
    big: bool = False,
) -> Card:
    """States a card in the name of `author`, or of the member who acts; whoever takes part may type for another.

    On the wins board it may be `about` another's win, and a `big` one, which is celebrated.
    On an anonymous board no name is stored. Raises `HuddleError` when the text is empty or too long, when the
    board's stage is not on, and for watchers.
    """
    text = stated(text, "The card")
    board = _fresh(s, board)
    with s.change("card.stated", meeting_id=board.meeting_id, anonymous=board.anonymous) as change:
        if _fresh(s, board).anonymous != board.anonymous:
            raise HuddleError("The host has just changed who sees this board. Look at it, then say it again.")
        me = must_take_part(s)
        author = author or me
        _must_be_open(s, board)
        if author.role == "watcher":
            raise HuddleError(f"{author.name} watches, and a watcher states nothing. Choose somebody who takes part.")
        if author.left_on is not None:
            raise HuddleError(f"{author.name} has left the team. Choose somebody who is in it.")
        if board.anonymous:
            # The minute alone: to the millisecond it could be matched with who was typing.
            row = Card(board_id=board.id, group_id=_crowd_of(s, me), text=text, said_at=f"{s.moment[:16]}:00.000Z")
        else:
            row = Card(
                board_id=board.id,
                group_id=author.group_id,
                member_id=author.id,
                typed_by=me.id if me.id != author.id else None,
                text=text,
                said_at=s.moment,
            )
        if board.kind == "wins":
            row = row.model_copy(update={"about_id": about.id if about else None, "big": big})
        card = change.insert(row)
    if board.anonymous:
        s.viewer.own_cards.add(card.id)
    return card


def last_own(s: Session, board: Board) -> Card | None:
    """The last card on the board that the member who acts said or typed, as far as this session can know."""
    own = [card for card in cards(s, board) if card.carried_from is None and _is_own(s, card)]
    return own[-1] if own else None


def take_back(s: Session, board: Board) -> Card:
    """Removes the member's own last card of the board and returns it. Votes that it had are their givers' again.

    Raises `HuddleError` when there is none, or when the board's stage is over.
    """
    board = _fresh(s, board)
    with s.change("card.taken_back", meeting_id=board.meeting_id, anonymous=board.anonymous) as change:
        must_take_part(s)
        _must_be_open(s, board)
        card = last_own(s, board)
        if card is None:
            raise HuddleError("You have said nothing here that could be taken back.")
        if s.all(Outcome, "card_id = ?", (card.id,)):
            raise HuddleError("How this ends is settled, so it stays. Whoever settled it takes that back first.")
        give_back(s, change, card)
        change.delete(card)
    return card


def cards(s: Session, board: Board, *, among: Collection[int] | None = None, latest: int | None = None) -> list[Card]:
    """What was said on the board and the viewer may see, in the order in which it was said.

    With `among` only those of these ids: what has just landed; with `latest` only so many of the last ones: what a
    wall has room for. Neither reads the rest.
    """
    if among is not None:
        marks = ",".join("?" * len(among))
        return s.all(Card, f"board_id = ? AND id IN ({marks})", (board.id, *among))
    if latest is None:
        return s.all(Card, "board_id = ?", (board.id,))
    if board.hidden and not board.revealed_at:
        # The last ones of all are not the last ones of this viewer.
        return s.all(Card, "board_id = ?", (board.id,))[-latest:]
    return s.all(
        Card,
        "id IN (SELECT id FROM card WHERE board_id = ? ORDER BY id DESC LIMIT ?)",
        (board.id, latest),
    )


# -- within


def _fresh(s: Session, board: Board) -> Board:
    found = s.get(Board, board.id)
    if found is None:
        raise HuddleError("This board is not there any more. Open the meeting's boards again.")
    return found


def _open_meeting_of(s: Session, board: Board) -> Meeting:
    meeting = current(s)
    if meeting is None or meeting.id != board.meeting_id:
        raise HuddleError("The meeting of this board is closed, and its boards stay as they were.")
    return meeting


def _waits(s: Session, board: Board) -> bool:
    """Whether it is the hurdles board of a meeting that is planned: hurdles come up between two meetings too."""
    meeting = s.get(Meeting, board.meeting_id) if board.kind == "hurdles" else None
    return meeting is not None and meeting.status == "planned"


def _must_be_open(s: Session, board: Board) -> None:
    if _waits(s, board):
        return
    meeting = _open_meeting_of(s, board)
    if not is_open(s, board):
        now, wanted = stage(s, meeting).name, BOARD_STAGES.get(board.kind, "collect")
        raise HuddleError(
            f"The board {board.kind} is filled in the stage {wanted}, and the meeting is in {now}. "
            f"Keep your words until the host moves to {wanted}."
        )


def _is_own(s: Session, card: Card) -> bool:
    return s.viewer.is_member(card.member_id, card.typed_by) or card.id in s.viewer.own_cards


def _crowd_of(s: Session, me: Member) -> int | None:
    """The member's group where it hides them: enough people in it, and enough among those whose group is not told.

    A lone member without a group, in a team of large groups, would be known by having none.
    """
    sizes: dict[int | None, int] = {}
    for member in speakers(s, the_open_one(s).id):
        sizes[member.group_id] = sizes.get(member.group_id, 0) + 1
    large = {group for group, size in sizes.items() if group is not None and size >= CROWD}
    rest = sum(size for group, size in sizes.items() if group not in large)
    return me.group_id if me.group_id in large and (rest == 0 or rest >= CROWD) else None
