"""What nobody may see is seen by nobody, whatever was done before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.access.rules import RULES, VisibleTables
from core.access.session import Session
from core.errors import HuddleError
from core.meeting import cards, goal_check, lifecycle
from data.models import MODELS, Board, Card, JournalEntry, JournalRow
from tests.conftest import Crew

NOT_SHOWN = {
    "entry_day", "unjournaled", "team_uid", "chain", "_sqlite_migrations", "sqlite_sequence", "sqlite_stat1",
    "sqlite_stat4",
}  # fmt: skip
"""The rollup of entries, which only sums are read from, marks, and what belongs to SQLite and sqlite-utils."""


def test_every_table_has_a_model_and_a_rule(crew: Crew) -> None:
    tables = {row["name"] for row in crew.store.query("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert tables - NOT_SHOWN == set(MODELS) | {"mailbox"}
    assert set(MODELS) | {"mailbox"} == set(RULES) - {"entry_day", "measured"} | {"journal", "journal_row"}


def test_a_table_without_a_rule_is_seen_by_nobody(crew: Crew) -> None:
    visible = VisibleTables({"member": ("id", "name")}, {})
    rows = crew.store.query(visible.statement("SELECT * FROM visible_member"), {"viewer_id": crew.members["Ana"].id})
    assert rows == []


SPEAKERS = ("Ana", "Ben", "Jon", "Lea")


@dataclass(frozen=True)
class Said:
    """What the test knows of a card, and the file must not tell."""

    text: str
    board: Board
    knowing: frozenset[str]
    """Who may see it while it is hidden."""


step = st.tuples(
    st.sampled_from(("say", "say", "say", "say for", "take back", "undo", "ask", "stage", "host", "reveal", "away")),
    st.sampled_from(SPEAKERS),
    st.sampled_from(("accountabilities", "hurdles")),
    st.sampled_from(SPEAKERS),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    anonymous=st.sets(st.sampled_from(("accountabilities", "hurdles"))),
    hidden=st.sets(st.sampled_from(("accountabilities", "hurdles"))),
    steps=st.lists(step, min_size=5, max_size=25),
)
def test_neither_authors_nor_hidden_words_leak(
    make_crew: Callable[[], Any], anonymous: set[Any], hidden: set[Any], steps: list[tuple[Any, ...]]
) -> None:
    crew = make_crew()
    lifecycle.plan_meeting(crew["Ana"], host=crew.members["Ben"])
    lifecycle.start_meeting(crew["Ana"])
    lifecycle.move_to_stage(crew["Ben"], "collect")
    for kind in ("accountabilities", "hurdles"):
        board = cards.find_board(crew["Ben"], kind)
        cards.set_board(crew["Ben"], board, anonymous=kind in anonymous, hidden=kind in hidden)

    said: list[Said] = []
    questions: dict[str, str] = {}
    for number, (what, who, kind, other) in enumerate(steps):
        try:
            play(crew, number, what, who, kind, other, said, questions)
        except HuddleError:
            continue  # refused: nothing happened, and nothing may be seen either

    revealed = {board.kind for board in crew.store.read(Board) if board.hidden and board.revealed_at}
    readers = [(name, crew[name]) for name in crew.members]
    readers += [(name, Session.for_member(crew.session_store, crew.members[name], crew.clock)) for name in crew.members]
    readers += [("the room", crew.room)]
    for index, (name, reader) in enumerate(readers):
        remembers = index < len(crew.members)
        shown = {model: reader.all(model) for model in MODELS.values()}
        everything = "\n".join(row.model_dump_json() for rows in shown.values() for row in rows)
        for card in said:
            if card.board.hidden and card.board.kind not in revealed:
                knows = name in card.knowing and (remembers or not card.board.anonymous)
                assert knows or card.text not in everything, f"{name} reads {card}"
        for asker, question in questions.items():
            host = lifecycle.require_open_meeting(reader).host_id
            may = name in ("Ana", asker) or (name in crew.members and crew.members[name].id == host)
            assert may or question not in everything
        assert_unsigned(shown, [card for card in said if card.board.anonymous])
    # A stolen file tells no more than a screen.
    assert_unsigned(
        {model: crew.store.read(model) for model in MODELS.values()}, [c for c in said if c.board.anonymous]
    )


def play(
    crew: Crew, number: int, what: str, who: str, kind: Any, other: str, said: list[Said], questions: dict[str, str]
) -> None:
    """Does one step as one member."""
    s = crew[who]
    board = cards.find_board(s, kind)
    match what:
        case "say":
            said.append(Said(cards.add_card(s, board, f"secret-{number}-said").text, board, frozenset({who})))
        case "say for":
            text = cards.add_card(s, board, f"secret-{number}-said", author=crew.members[other]).text
            said.append(Said(text, board, frozenset({who} if board.anonymous else {who, other})))
        case "take back":
            cards.take_back(s, board)
        case "undo":
            s.undo("card")
        case "ask":
            goal_check.ask_question(s, f"question-{number}-asked")
            questions[who] = f"question-{number}-asked"
        case "stage":
            lifecycle.move_to_stage(s, "trends" if number % 2 else "collect")
        case "host":
            lifecycle.take_over(s)
        case "reveal":
            cards.reveal_board(s, board)
        case "away":
            lifecycle.set_attendance(s, crew.members[other], present=bool(number % 2))


def assert_unsigned(shown: dict[Any, list[Any]], said: list[Said]) -> None:
    """No row that holds one of these texts names anybody, nor does the journal entry it belongs to."""
    by = {entry.id: entry.by for entry in shown[JournalEntry]}
    for card in said:
        for row in shown[Card]:
            if row.text == card.text:
                assert (row.member_id, row.typed_by, row.group_id) == (None, None, None)
        for row in shown[JournalRow]:
            for text in (row.before, row.after):
                if text and card.text in text:
                    kept = Card.model_validate_json(text)
                    assert (kept.member_id, kept.typed_by, kept.group_id) == (None, None, None)
                    assert by.get(row.journal_id) is None
