"""Which texts in a team's file are one person's, and go when that person is erased: a decision for every column.

A text is the person's where they are one of its `owners`, where it belongs to a talk or a commitment of theirs, and,
with `by_writer`, where they wrote it, by the journal. What is the team's stays: its names, its goals, its numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.values.erased_words import ERASED


@dataclass(frozen=True, slots=True)
class Words:
    """A text that is one person's."""

    owners: tuple[str, ...] = ()
    """The columns of the row that name the members whose words these are."""
    through: str = ""
    """The column that names the talk or the commitment which they belong to."""
    by_writer: bool = False
    """Whether they are also the words of whoever wrote them."""
    instead: str | None = ERASED
    """What stands in their place."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A text that goes where it names the person."""

    owners: tuple[str, ...] = ()
    """The columns that name the member whose row it is; without any, it is looked at in every row."""
    is_whole: bool = False
    """Whether the text must be the name, and nothing else. The former member's name then stands in its place."""
    is_unique: bool = False
    """Whether no two rows may have the same."""


@dataclass(frozen=True, slots=True)
class Own:
    """A text of the person's own row, which goes with it."""

    owners: tuple[str, ...]
    instead: str | None
    """What stands in its place; `{id}` is the row's, where no two may be the same, and `{name}` the new name."""


Decision = Words | Mention | Own | str
"""What becomes of a column; a reason why it stays is a text."""

TEAMS = "It is the team's, not one person's."
CODE = "It is a code, a month or a hash, and no words."
ADDRESS = "It is the team's setting, and a secret of its leaders."

_COMMITMENT = Words(owners=("member_id", "helps_id"))
_GOAL = Words(owners=("member_id",))
_TALK = Words(owners=("from_id", "to_id"))
_KEY = Own(owners=("member_id",), instead=ERASED)

DECISIONS: Mapping[str, Mapping[str, Decision]] = {
    "team": {
        "name": TEAMS,
        "currency": CODE,
        "country": CODE,
        "working_days": CODE,
        "question": TEAMS,
        "time_zone": CODE,
    },
    "group": {"name": TEAMS},
    "member": {
        "name": Own(owners=("id",), instead="{name}"),
        "territory": Own(owners=("id",), instead=None),
        "email": Own(owners=("id",), instead=None),
        "login": Own(owners=("id",), instead=None),
    },
    "attendance": {"question": Words(owners=("member_id",))},
    "board": {"question": TEAMS},
    "trend": {"name": TEAMS},
    "card": {"text": Words(owners=("member_id",))},
    "commitment": {"text": _COMMITMENT, "next_step": _COMMITMENT},
    "occurrence": {"next_step": Words(through="commitment_id")},
    "goal": dict.fromkeys(("text", "why", "reaching", "missing", "reason"), _GOAL),
    "metric": {"name": TEAMS, "unit": CODE},
    "target": {
        "bonus": Words(owners=("member_id",)),
        "reason": Words(owners=("member_id",), by_writer=True),
    },
    "entry": {
        "note": Words(owners=("member_id",), instead=None),
        "topic": Words(owners=("member_id",), instead=None),
        "source": TEAMS,
        "key": Mention(owners=("member_id",), is_unique=True),
    },
    "alias": {"text": Own(owners=("member_id",), instead=f"{ERASED} {{id}}")},
    "taken_file": {"hash": CODE, "name": Mention()},
    "published": {"month": CODE},
    "turn": {"reason": Words(owners=("member_id",), by_writer=True)},
    "conversation": {
        "text": _TALK,
        "about": _TALK,
        "seal": CODE,
    },
    # Notes are their writer's alone, also those about somebody else; see `is_others_note`.
    "point": {"text": Words(owners=("by_id",), through="conversation_id")},
    "outcome": {
        "addressee": Mention(is_whole=True),
        "words": Words(owners=("decided_by",), by_writer=True),
    },
    "celebration": {"text": TEAMS, "earned_by": TEAMS},
    "pulse": {"word": Words(owners=("member_id",), instead=None)},
    "webhook": {"name": ADDRESS, "url": ADDRESS},
    # Messages repeat words of several people; see `core.maintenance.erasing`.
    "outbox": {"key": CODE, "payload": "It goes as a whole.", "error": "It goes with its message."},
    "measure": {"territory": TEAMS, "reason": Words(by_writer=True)},
    "skill": {"name": TEAMS},
    "rating": {"words": Words(owners=("by_id",), through="conversation_id")},
    "account": {"name": TEAMS, "source": TEAMS},
    "handover": {"reason": Words(by_writer=True)},
    "absence": {"reason": Words(owners=("member_id",), by_writer=True, instead=None)},
    "holiday": {"name": TEAMS, "country": CODE},
    "member_key": {"sign": _KEY, "seal": _KEY, "proof": _KEY},
    "member_lock": {"box": "The row is deleted, and is in no journal."},
    "signature": {"head": CODE, "signature": CODE},
    "erased": {"hash": CODE},
    "journal": {"what": CODE, "via": "A login in it goes; see `core.maintenance.erasing`."},
    "journal_row": {"row_table": CODE, "before": "It follows its table.", "after": "It follows its table."},
}
"""What becomes of each text, by table and column. Days and moments stay, and so do numbers."""

THROUGH = {"conversation_id": "conversation", "commitment_id": "commitment"}
"""The table that a column names a row of."""

COPIED_FROM: Mapping[tuple[str, str], str] = {
    ("card", "carried_from"): "card",
    ("commitment", "card_id"): "card",
    ("commitment", "follows_id"): "commitment",
    ("commitment", "replaced_by"): "commitment",
    ("point", "card_id"): "card",
    ("point", "carried_from"): "point",
    ("point", "commitment_id"): "commitment",
}
"""Where a row may repeat another's words, by its table and the column that names the other: the same text there is
erased too."""
