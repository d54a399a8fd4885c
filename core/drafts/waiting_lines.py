"""What waits unsaid on other boards of the open meeting: nobody would find it while another one is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

from core import models
from core.access.session import Session
from core.drafts.card_drafts import read_unsent
from core.drafts.private_files import owner_mark, private_folder
from core.meeting.lifecycle import open_meeting_or_none
from core.values.text import format_count, join_words


def count_waiting_lines(
    session: Session, *, place: str = "", shown_ids: Collection[int] = (), env: Mapping[str, str] | None = None
) -> dict[str, int]:
    """Return how many lines the viewer typed and did not send, by kind of board of the open meeting, without the boards
    of `shown_ids`; `place` as for `BoardDraft`."""
    folder = private_folder(session, env)
    paths = sorted(folder.glob(f"board-[0-9]*-{owner_mark(folder, session.viewer.member_id)}-*.json"))
    meeting = open_meeting_or_none(session) if paths else None
    boards = models.by_id(session.all(models.Board, "meeting_id = ?", (meeting.id,))) if meeting is not None else {}
    counts: Counter[str] = Counter()
    for path in paths:
        _, board_id, *ways = path.stem.split("-")[:-2]
        board = boards.get(int(board_id))
        if board is None or board.id in shown_ids or set(ways) - set(PRIVATE_WAYS) != set(filter(None, [place])):
            continue
        begun = board.model_copy(update={way: way in ways for way in PRIVATE_WAYS})
        draft = read_unsent(session, begun, path)
        lines = [line for line in draft.many.splitlines() if line.strip()]
        counts[board.kind] += len(lines) + len(draft.sending) + (draft.line is not None)
    return {kind: count for kind, count in counts.items() if count}


PRIVATE_WAYS = ("anonymous", "hidden")
"""The parts of a file's name that say how private its board was."""


def describe_waiting_lines(counts: Mapping[str, int]) -> str:
    """Return one line that says which lines wait for which board; empty when none do."""
    if not counts:
        return ""
    parts = [f"{format_count(count, 'line')} for {kind}" for kind, count in counts.items()]
    return f"Draft saved: {join_words(parts)}."
