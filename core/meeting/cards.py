"""Collecting cards: members state them.

Deliberately no function here changes the text of another member's card, rates or removes it: what somebody said stays
as they said it.
"""

from __future__ import annotations

from collections.abc import Collection

from core import models
from core.access.session import Session
from core.errors import Conflict, HuddleError
from core.meeting import mailbox
from core.meeting.agenda import BOARD_STAGES, COLLECT_BOARDS
from core.meeting.boards import collect_board_kind
from core.meeting.lifecycle import (
    NoMeetingError,
    current_stage,
    end_readiness,
    list_stages,
    open_meeting_or_none,
    require_host,
    require_open_meeting,
    require_participant,
)
from core.meeting.mentions import parse_mention
from core.meeting.participation import count_cards
from core.team.current_members import reload_member, require_not_left
from core.team.members import list_members, short_names
from core.values.text import join_words, require_text
from data.sqlite import placeholders


class TooLateError(HuddleError):
    """Words cannot be said any more where, and as private as, they were begun. Their typist keeps them as a draft."""


# -- boards


def find_board(session: Session, kind: models.BoardKind | None = None) -> models.Board:
    """Return the open meeting's board of that kind, or without a kind the one that its collect stage asks.

    Raises `NoMeetingError` when no meeting is open, or when it has no such board.
    """
    meeting = require_open_meeting(session)
    kind = kind or collect_board_kind(meeting)
    boards = session.all(models.Board, "meeting_id = ?", (meeting.id,))
    for candidate in boards:
        if candidate.kind == kind:
            return candidate
    names = join_words(candidate.kind for candidate in boards) or "none"
    hint = " The host can choose it in the collect stage." if boards and kind in COLLECT_BOARDS else ""
    raise NoMeetingError(f"This {meeting.kind} meeting has no topic {kind}. Topics: {names}.{hint}")


def set_board(
    session: Session,
    board: models.Board,
    *,
    question: str | None = None,
    anonymous: bool | None = None,
    hidden: bool | None = None,
) -> models.Board:
    """Set the question of a board, and whether it is anonymous or hidden until it is revealed, as the host.

    Who was done is done no longer when the question changes. Raises `Conflict` when it is worded otherwise than
    `board` was read, and `HuddleError` when one of the two settings would change after the first card, whose author
    relied on it.
    """
    with session.change("board.set", meeting_id=board.meeting_id) as change:
        seen_question, board = board.question, _stored_board(session, board)
        meeting = _require_its_meeting_open(session, board)
        require_host(session, meeting)
        values: dict[str, object] = {}
        if question is not None:
            if board.question != seen_question:
                raise Conflict(f"The question is now “{board.question}”. Check it before you change it.")
            values["question"] = require_text(question, "The question")
            if values["question"] != board.question:
                end_readiness(session, change, meeting)
        if anonymous is not None and anonymous != board.anonymous:
            values["anonymous"] = anonymous
        if hidden is not None and hidden != board.hidden:
            values["hidden"] = hidden
        if {"anonymous", "hidden"} & values.keys() and count_cards(session, board):
            raise HuddleError("There are cards already, so this can't change now.")
        return change.update(board, **values)


def reveal_board(session: Session, board: models.Board) -> models.Board:
    """Reveal the cards of a hidden board to everybody, as the host.

    Raises `Conflict` when the room is asked for another board by now.
    """
    with session.change("board.revealed", meeting_id=board.meeting_id) as change:
        board = _stored_board(session, board)
        meeting = _require_its_meeting_open(session, board)
        require_host(session, meeting)
        asked = collect_board_kind(meeting)
        if board.kind in COLLECT_BOARDS and board.kind != asked:
            raise Conflict(f"The topic is {asked} now, not {board.kind}. Nothing was revealed.")
        if not board.hidden or board.revealed_at:
            return board
        if board.anonymous:
            mailbox.tell(session, change, board, revealed_at=session.timestamp)
            return _stored_board(session, board)
        return change.update(board, revealed_at=session.timestamp)


def is_collecting(session: Session, board: models.Board) -> bool:
    """Return whether the board is being filled, so that nobody may group another's cards yet.

    That is during its stage; hurdles come up at any time, so they are collected until their stage begins.
    """
    meeting = open_meeting_or_none(session)
    if meeting is None or meeting.id != board.meeting_id:
        return False
    current_stage_row = current_stage(session, meeting)
    if board.kind == "hurdles":
        return any(
            step.name == "hurdles" and current_stage_row.position < step.position
            for step in list_stages(session, meeting)
        )
    return current_stage_row.name == BOARD_STAGES.get(board.kind, "collect")


def accepts_cards(session: Session, board: models.Board) -> bool:
    """Return whether a card may be stated on the board now: in its stage; a hurdle at any time until its meeting
    closes; on an anonymous board only while it is the one that is asked, since a card that comes alone has a name."""
    if _is_for_planned_meeting(session, board):
        return True
    meeting = open_meeting_or_none(session)
    if meeting is None or meeting.id != board.meeting_id:
        return False
    if board.anonymous and board.kind in COLLECT_BOARDS and board.kind != collect_board_kind(meeting):
        return False
    return board.kind == "hurdles" or current_stage(session, meeting).name == BOARD_STAGES.get(board.kind, "collect")


def is_less_private(board: models.Board, begun: models.Board) -> bool:
    """Return whether cards on the board are less private than when somebody began to type: it keeps names, or shows
    cards at once."""
    return (begun.anonymous and not board.anonymous) or (is_hidden(begun) and not is_hidden(board))


def find_refusal(session: Session, begun: models.Board, begun_at: str) -> str:
    """Return why words begun then, on the board as it was, cannot be said on it now; empty when they can be."""
    try:
        board = _stored_board(session, begun)
        _require_as_private(board, begun)
        _require_accepting(session, board, begun_at)
    except HuddleError as refusal:
        return str(refusal)
    return ""


def is_hidden(board: models.Board) -> bool:
    """Return whether each sees only their own cards on the board now."""
    return board.hidden and board.revealed_at is None


# -- cards


def add_card(
    session: Session,
    board: models.Board,
    text: str,
    *,
    author: models.Member | None = None,
    about: models.Member | None = None,
    big: bool = False,
    begun_at: str | None = None,
) -> models.Card:
    """State a card as `author` or else as the acting member, and return it; any participant may type for another
    member.

    `begun_at` is when the words were begun, as a timestamp, and `board` then the board as it was at that time: they are
    never said on a less private one, and belong to the group that the author was in. Begun while it was filled, they
    may be said until its meeting closes, but not on an anonymous board; begun later, they are refused. On the wins
    board a card may be `about` another member's win, and a `big` one, which is celebrated. On an anonymous board no
    name is stored, and the card waits until it is told with others; its id is negative. Raises `TooLateError` when
    words with a `begun_at` cannot be said there any more, else `HuddleError` when the text is empty or too long,
    outside the board's stage, and for watchers.
    """
    text = require_text(text, "The card")
    begun, board = board, _stored_board(session, board)
    with session.change("card.stated", meeting_id=board.meeting_id, anonymous=board.anonymous) as change:
        stored = _stored_board(session, board)
        if begun_at is not None:
            _require_as_private(stored, begun)
        if stored.anonymous != board.anonymous:
            raise HuddleError("The host just changed who can see these cards. Check, then send it again.")
        me = require_participant(session)
        author = reload_member(session, author) if author else me
        _require_accepting(session, board, begun_at)
        if author.role == "watcher":
            raise HuddleError(f"{author.name} is a watcher and can't add cards. Choose someone else.")
        require_not_left(author)
        card_row = models.Card(
            board_id=board.id,
            group_id=None if board.anonymous else _group_when_begun(session, author, begun_at),
            member_id=None if board.anonymous else author.id,
            typed_by=me.id if me.id != author.id and not board.anonymous else None,
            text=text,
            said_at=session.timestamp,
        )
        if board.kind == "wins":
            card_row = card_row.model_copy(update={"about_id": about.id if about else None, "big": big})
        return mailbox.put(session, change, stored, card_row) if board.anonymous else change.insert(card_row)


def add_typed_card(session: Session, board: models.Board, line: str, *, begun_at: str | None = None) -> models.Card:
    """State a card as it was typed: `@Lea calls first` is Lea's card, a line without a mention is the acting member's.

    On an anonymous board, where nobody is named as the author, a mention is words like any others. `begun_at` is when
    it was begun, as for `add_card`. Raises `HuddleError` for a name that does not fit one member alone, for one without
    words after it, and as `add_card` does.
    """
    if board.anonymous:
        return add_card(session, board, line, begun_at=begun_at)
    people = list_members(session, include_left=True)
    can_speak, others = (
        [one for one in people if (one.role != "watcher" and one.left_on is None) == is_able]
        for is_able in (True, False)
    )
    author, words = parse_mention(can_speak, line, short_names(session), others)
    if author is not None and not words:
        raise HuddleError(f"Type what {author.name} says after the name.")
    return add_card(session, board, words, author=author, begun_at=begun_at)


def take_back(session: Session, board: models.Board) -> models.Card:
    """Delete the last card that this session stated in the board's meeting, and return it; cards of an earlier sitting
    stay.

    It may be on another board than this, which is shown: words go where they were begun. Who voted for it may give
    those votes again. Undoing "card.taken_back" brings both back. Raises `HuddleError` when there is none, when its
    outcome is settled, and outside its board's stage, unless it was stated after that.
    """
    board = _stored_board(session, board)
    if board.anonymous and mailbox.has_own(session, board):
        return _take_out_of_mailbox(session, board)
    seen = last_own_card(session, board)
    said_on = _stored_board(session, (session.get(models.Board, seen.board_id) if seen else None) or board)
    with session.change("card.taken_back", meeting_id=board.meeting_id, anonymous=said_on.anonymous) as change:
        require_participant(session)
        card = last_own_card(session, board)
        if card != seen:
            raise Conflict("Your last card has changed. Check it, then undo.")
        if card is None or not _may_be_taken_back(session, card, said_on, board):
            _require_accepting(session, board)
            raise HuddleError("You have no card here to undo.")
        if session.all(models.Outcome, "card_id = ?", (card.id,)):
            raise HuddleError("This hurdle is resolved. Undo that first to delete it.")
        change.delete(card)
    return card


def last_own_card(session: Session, board: models.Board) -> models.Card | None:
    """Return the last card that this session stated in the board's meeting."""
    of_meeting = "board_id IN (SELECT id FROM board WHERE meeting_id = ?) AND carried_from IS NULL"
    own_cards = session.added_rows(models.Card, of_meeting, (board.meeting_id,))
    return own_cards[-1] if own_cards else None


def _may_be_taken_back(session: Session, card: models.Card, said_on: models.Board, shown: models.Board) -> bool:
    """Return whether a member may take back their own card of the board `said_on` while `shown` is on the screen: in
    the stage of that board, and until the meeting closes if the card was stated after that stage."""
    meeting = open_meeting_or_none(session)
    if (said_on.id == shown.id or said_on.kind in COLLECT_BOARDS) and accepts_cards(session, said_on):
        return True
    if meeting is None or meeting.id != said_on.meeting_id or said_on.anonymous:
        return False
    needed = BOARD_STAGES.get(said_on.kind, "collect")
    stages = [stage for stage in list_stages(session, meeting) if stage.name == needed]
    return any(stage.ended_at is not None and stage.ended_at < card.said_at for stage in stages)


def _take_out_of_mailbox(session: Session, board: models.Board) -> models.Card:
    """Take this session's last card that waits on an anonymous board out of the mailbox."""
    with session.change("card.taken_back", meeting_id=board.meeting_id, anonymous=True) as change:
        require_participant(session)
        _require_accepting(session, board)
        waiting = mailbox.own_cards(session, board)
        if not waiting:
            raise HuddleError("Anonymous cards can't be deleted once they are shown.")
        mailbox.take_out(session, change, waiting[-1])
        return waiting[-1]


def list_cards(
    session: Session, board: models.Board, *, among: Collection[int] | None = None, latest: int | None = None
) -> list[models.Card]:
    """Return the cards on the board that the viewer may see, in the order in which they were stated; last those that
    this session has said without a name and that are not told yet, with negative ids.

    With `among`, only those of these ids, such as new ones; with `latest`, only that many of the last ones, such as fit
    a screen. Neither reads the other cards.
    """
    if among is not None:
        marks = placeholders(among)
        return session.all(models.Card, f"board_id = ? AND id IN ({marks})", (board.id, *among))
    waiting = mailbox.own_cards(session, board) if board.anonymous else []
    if latest is None:
        return session.all(models.Card, "board_id = ?", (board.id,)) + waiting
    if board.hidden and not board.revealed_at:
        # The latest cards of all members are not the latest that this viewer may see, so all are read.
        return (session.all(models.Card, "board_id = ?", (board.id,)) + waiting)[-latest:]
    told = session.all(
        models.Card,
        "id IN (SELECT id FROM visible_card WHERE board_id = ? ORDER BY id DESC LIMIT ?)",
        (board.id, latest),
    )
    return (told + waiting)[-latest:]


# -- helpers


def _stored_board(session: Session, board: models.Board) -> models.Board:
    stored = session.reload(board, "This topic was removed. Open the meeting again.")
    return stored


def _require_as_private(board: models.Board, begun: models.Board) -> None:
    if is_less_private(board, begun):
        how = "shows names now" if begun.anonymous and not board.anonymous else "shows cards to everyone now"
        raise TooLateError(f"This topic {how}, so your card was not added. Check, then send it again.")


def _require_its_meeting_open(session: Session, board: models.Board) -> models.Meeting:
    meeting = open_meeting_or_none(session)
    if meeting is None or meeting.id != board.meeting_id:
        raise HuddleError("This meeting has ended, so its cards can't change.")
    return meeting


def _is_for_planned_meeting(session: Session, board: models.Board) -> bool:
    """Return whether it is the hurdles board of a planned meeting: hurdles are named between meetings too."""
    meeting = session.get(models.Meeting, board.meeting_id) if board.kind == "hurdles" else None
    return meeting is not None and meeting.status == "planned"


def _require_accepting(session: Session, board: models.Board, begun_at: str | None = None) -> None:
    """Raise `HuddleError` when no card may be stated on the board now; `TooLateError` when it is known when the card
    was begun, unless that was in the board's stage and the card may still be stated."""
    if accepts_cards(session, board):
        return
    was_begun = begun_at is not None
    meeting = open_meeting_or_none(session)
    if meeting is None or meeting.id != board.meeting_id:
        error = TooLateError if was_begun else HuddleError
        raise error("This meeting has ended, so its cards can't change.")
    if begun_at is not None and _was_accepting(session, board, meeting, begun_at):
        if not board.anonymous:
            return
        raise TooLateError("This anonymous topic is over. A late card would show who wrote it, so it stays a draft.")
    stage_name, needed = current_stage(session, meeting).name, BOARD_STAGES.get(board.kind, "collect")
    if stage_name == needed:
        raise HuddleError(f"The topic has changed. Your draft is kept for {board.kind}.")
    where = f"You can add {board.kind} in the {needed} stage. The meeting is in {stage_name}"
    if was_begun:
        raise TooLateError(f"{where}, so your card was not added.")
    raise HuddleError(f"{where}.")


def _was_accepting(session: Session, board: models.Board, meeting: models.Meeting, begun_at: str) -> bool:
    """Return whether the board was filled at that time: its stage has begun, and was not over before."""
    needed = BOARD_STAGES.get(board.kind, "collect")
    return any(
        stage.name == needed and stage.started_at is not None and (stage.ended_at is None or begun_at <= stage.ended_at)
        for stage in list_stages(session, meeting)
    )


def _group_when_begun(session: Session, author: models.Member, begun_at: str | None) -> int | None:
    """Return the id of the group that the author was in at that time; that of now if it is gone or no time is given."""
    if begun_at is None:
        return author.group_id
    later = session.query(
        "SELECT json_extract(r.before, '$.group_id') AS group_id FROM exempt_member_versions AS r JOIN journal AS j "
        "ON j.id = r.journal_id WHERE r.row_id = ? AND r.before IS NOT NULL AND j.at > ? "
        "ORDER BY r.id LIMIT 1",
        (author.id, begun_at),
    )
    if not later:
        return author.group_id
    begun_id = later[0]["group_id"]
    return begun_id if begun_id is None or session.get(models.Group, begun_id) is not None else author.group_id
