"""A second implementation of who may see what, independent of `core.access`, that reads the file directly.

The privacy tests compare every output with it. It judges a row as it is now, and a deleted row as it was last.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from core.values.erased_words import is_former_name
from data.models import MODELS
from tests.conftest import Crew
from tests.keys import open_values, team_uid

ROOM = "the room"

OF_FEW = (
    "conversation", "point", "rating", "commitment", "occurrence", "pulse", "goal", "signature", "webhook", "outbox",
    "pair", "entry",
)  # fmt: skip
"""Tables whose rows some people must not even know to exist."""

FIELDS = {
    "entry": ("note",),
    "target": ("reason", "bonus", "bonus_percent"),
    "absence": ("reason",),
    "attendance": ("question",),
    "turn": ("reason",),
    "member": ("email", "login"),
}
"""Columns that fewer people see than the row they stand in."""

MARK = re.compile(r"only\d+only")
"""The unique mark in each text of a history."""

Row = dict[str, Any]


def call(name: str) -> str:
    """How the tests call a member: by the first name, and who was erased by all that is left."""
    return name if is_former_name(name) else name.split()[0]


class Audience:
    """Who may see each row and column of a team's file as it is now."""

    def __init__(self, crew: Crew) -> None:
        store = crew.store
        uid = team_uid(store)
        self.now: dict[str, dict[int, Row]] = {
            table: {
                row["id"]: open_values(uid, table, row["id"], row) for row in store.query(f'SELECT * FROM "{table}"')
            }
            for table in MODELS
        }
        self.names = {row["id"]: call(row["name"]) for row in self.now["member"].values()}
        self.team = frozenset(self.names.values())
        self.all = self.team | {ROOM}
        self.leaders = self._people(*(row["id"] for row in self.now["member"].values() if _leads(row)))
        self.last: dict[tuple[str, int], Row] = {}
        """Every row that ever existed, as it was last."""
        self.marks: dict[str, set[tuple[str, int, str]]] = defaultdict(set)
        """Where each mark has been: table, row, column."""
        self._of_marks: dict[str, frozenset[str]] = {}
        self._touched: dict[int, list[Row]] = defaultdict(list)
        for row in sorted(self.now["journal_row"].values(), key=lambda row: row["id"]):
            self._touched[row["journal_id"]].append(row)
            for text in (row["before"], row["after"]):
                if text is not None:
                    was = open_values(uid, row["row_table"], row["row_id"], json.loads(text))
                    self.last[row["row_table"], row["row_id"]] = was
                    for column, value in was.items():
                        for mark in MARK.findall(value) if isinstance(value, str) else ():
                            self.marks[mark].add((row["row_table"], row["row_id"], column))

    def of_mark(self, mark: str) -> frozenset[str]:
        """Returns who may read the mark anywhere. The outbox is not a place of its own: it repeats other tables."""
        if mark not in self._of_marks:
            places = [self.of(*place) for place in self.marks[mark] if place[0] != "outbox"]
            self._of_marks[mark] = frozenset().union(*places)
        return self._of_marks[mark]

    def of(self, table: str, row_id: int, column: str = "") -> frozenset[str]:
        """Returns who may see a row, or, with a `column`, that column of it."""
        row = self.now[table].get(row_id)
        gone = row is None
        row = row or self.last[table, row_id]
        rule = getattr(self, f"_{table}", None)
        found: frozenset[str] = self.all if rule is None else rule(row, gone)
        if column in FIELDS.get(table, ()):
            found &= getattr(self, f"_{table}_{column}")(row)
        return found

    def of_version(self, table: str, row_id: int, version: Row) -> frozenset[str]:
        """Returns who may see a row as it was: whoever may see it now, and might have seen it then."""
        rule = getattr(self, f"_{table}", None)
        then: frozenset[str] = self.all if rule is None else rule(version, False)
        return then & self.of(table, row_id)

    def of_entry(self, entry_id: int) -> frozenset[str]:
        """Who may know that a change was made at all: who made it, and whoever sees one of the rows of few it wrote;
        all of the team where there is none."""
        touched = self._touched[entry_id]
        few = [row for row in touched if row["row_table"] in OF_FEW]
        by = self._people(self.now["journal"][entry_id]["by"])
        if not few:
            return self.team
        # That the team solved a hurdle is everybody's, and how two go about it theirs.
        told = [row for row in touched if row["row_table"] in (*OF_FEW, "outcome")]
        return by.union(*(self.of(row["row_table"], row["row_id"]) for row in told)) - {ROOM}

    def _people(self, *ids: int | None) -> frozenset[str]:
        return frozenset(self.names[each] for each in ids if each is not None)

    def _shared(self, row: Row, owner_id: int | None) -> frozenset[str]:
        match row["visibility"]:
            case "everyone":
                return self.team
            case "leader":
                return self.leaders
            case "group":
                group = {member["id"]: member["group_id"] for member in self.now["member"].values()}
                mine = group.get(owner_id or 0)
                return self._people(*(each for each, theirs in group.items() if mine is not None and theirs == mine))
        return frozenset()

    # -- the rules

    def _conversation(self, row: Row, gone: bool) -> frozenset[str]:
        if row["kind"] == "notes":
            return self._people(row["from_id"])
        found = self._people(row["from_id"], row["to_id"])
        if gone or row["kind"] not in ("praise", "feedback"):
            return found
        wall = {ROOM} if row["kind"] == "praise" and row["visibility"] == "everyone" else set()
        return found | self._shared(row, row["to_id"]) | wall

    def _point(self, row: Row, _gone: bool) -> frozenset[str]:
        return self._people(row["by_id"]) if row["kind"] == "note" else self.of("conversation", row["conversation_id"])

    def _signature(self, row: Row, _gone: bool) -> frozenset[str]:
        return self.of("conversation", row["conversation_id"])

    def _rating(self, row: Row, _gone: bool) -> frozenset[str]:
        talk = self.now["conversation"].get(row["conversation_id"])
        if talk is None or talk["status"] == "planned":
            return self._people(row["by_id"])
        return self._people(talk["from_id"], talk["to_id"])

    def _commitment(self, row: Row, _gone: bool) -> frozenset[str]:
        return self.all if row["helps_id"] is None else self._people(row["member_id"], row["helps_id"])

    def _occurrence(self, row: Row, _gone: bool) -> frozenset[str]:
        return self.of("commitment", row["commitment_id"])

    def _goal(self, row: Row, gone: bool) -> frozenset[str]:
        if row["level"] != "personal":
            return self.all
        owner = self._people(row["member_id"])
        if gone:
            return owner
        stages = self.now["stage"]
        wall = {
            ROOM
            for meeting in self.now["meeting"].values()
            if (meeting["status"], meeting["kind"]) == ("open", "kickoff")
            and stages[meeting["stage_id"]]["name"] == "goal"
            and meeting["wall_member_id"] == row["member_id"]
            and row["visibility"] == "everyone"
        }
        return owner | self._shared(row, row["member_id"]) | wall

    def _pulse(self, row: Row, _gone: bool) -> frozenset[str]:
        return frozenset() if row["member_id"] is None else self._people(row["member_id"]) | self.leaders

    def _is_private(self, metric_id: int) -> bool:
        shown = self.now["metric"][metric_id]
        parts = (shown["numerator_id"], shown["denominator_id"])
        return bool(shown["private"]) or any(self._is_private(part) for part in parts if part is not None)

    def _entry(self, row: Row, _gone: bool) -> frozenset[str]:
        return self._people(row["member_id"]) if self._is_private(row["metric_id"]) else self.all

    def _entry_note(self, row: Row) -> frozenset[str]:
        return self._people(row["member_id"]) | self.leaders

    def _target(self, row: Row, _gone: bool) -> frozenset[str]:
        if row["member_id"] is None or not self._is_private(row["metric_id"]):
            return self.all
        return self._people(row["member_id"]) | self.leaders

    def _target_reason(self, row: Row) -> frozenset[str]:
        return self.all if row["member_id"] is None else self._people(row["member_id"]) | self.leaders

    def _target_bonus(self, row: Row) -> frozenset[str]:
        return self._target_reason(row)

    _target_bonus_percent = _target_bonus

    def _absence(self, _row: Row, _gone: bool) -> frozenset[str]:
        return self.team

    def _absence_reason(self, row: Row) -> frozenset[str]:
        return self._people(row["member_id"]) | self.leaders

    def _attendance_question(self, row: Row) -> frozenset[str]:
        host = self.now["meeting"][row["meeting_id"]]["host_id"]
        return self._people(row["member_id"], host) | self.leaders

    def _turn_reason(self, _row: Row) -> frozenset[str]:
        return self.team

    def _member_email(self, _row: Row) -> frozenset[str]:
        return self.team

    def _member_login(self, row: Row) -> frozenset[str]:
        return self._people(row["id"]) | self.leaders

    def _ready(self, row: Row, _gone: bool) -> frozenset[str]:
        meeting = self.now["meeting"][self.now["stage"][row["stage_id"]]["meeting_id"]]
        return self._people(row["member_id"], meeting["host_id"]) | self.leaders

    def _vote(self, row: Row, _gone: bool) -> frozenset[str]:
        return self._people(row["member_id"] or row["typed_by"])

    def _card(self, row: Row, gone: bool) -> frozenset[str]:
        board = self.now["board"].get(row["board_id"])
        if not gone and board is not None and (not board["hidden"] or board["revealed_at"] is not None):
            return self.all
        return self._people(row["member_id"], row["typed_by"])

    def _pair(self, row: Row, _gone: bool) -> frozenset[str]:
        both = self._people(row["one_id"], row["other_id"])
        return self.all if row["kind"] == "role play" else both | self.leaders

    def _of_the_team(self, _row: Row, _gone: bool) -> frozenset[str]:
        return self.team

    _alias = _taken_file = _account = _handover = _erased = _of_the_team

    def _of_leaders(self, _row: Row, _gone: bool) -> frozenset[str]:
        return self.leaders

    _webhook = _outbox = _of_leaders

    def _member_lock(self, _row: Row, _gone: bool) -> frozenset[str]:
        return frozenset()


def _leads(member: Row) -> bool:
    return bool(member["role"] == "leader" and member["left_on"] is None)


def leaks(audience: Audience, reader: str, text: str) -> Iterator[str]:
    """The marks in a text that the reader may not see, with where they come from."""
    for mark in set(MARK.findall(text)):
        if reader not in audience.of_mark(mark):
            yield f"{reader} reads {mark} of {sorted(audience.marks[mark])}"
