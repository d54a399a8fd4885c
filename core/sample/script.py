"""The data of the sample team, read from the plain files in `data/sample`."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from pydantic import TypeAdapter

from core.models import Visibility

FOLDER = files("data").joinpath("sample")


@dataclass(frozen=True, slots=True)
class Person:
    """One member of the sample team."""

    name: str
    role: str
    kind: str | None
    group: str | None
    territory: str | None
    revenue_target: int | None
    """Per quarter, in whole units of the team's currency."""
    form: float
    """The share of what is due that this person delivers on average: 1 is on pace, 0 is nothing."""


@dataclass(frozen=True, slots=True)
class PersonalGoal:
    """A member's personal goal."""

    member: str
    text: str
    why: str
    reaching: str
    missing: str
    visibility: Visibility
    due_months: int


@dataclass(frozen=True, slots=True)
class Script:
    """The people, cards, goals and phrases of the sample team."""

    people: Sequence[Person]
    cards: Sequence[tuple[str, str]]
    """The cards of the open meeting, in order: member, text."""
    goals: Sequence[PersonalGoal]
    phrases: dict[str, Any]
    """All other texts, by their names in `phrases.toml`."""


def read_script() -> Script:
    """Return the script, read from the files."""
    return Script(
        people=[_person(row) for row in _rows("people.csv")],
        cards=[(row["member"], row["text"]) for row in _rows("cards.csv")],
        goals=TypeAdapter(list[PersonalGoal]).validate_python(_rows("goals.csv")),
        phrases=tomllib.loads(_text("phrases.toml")),
    )


def _person(row: dict[str, str]) -> Person:
    return Person(
        name=row["name"],
        role=row["role"],
        kind=row["kind"] or None,
        group=row["group"] or None,
        territory=row["territory"] or None,
        revenue_target=int(row["revenue_target"]) if row["revenue_target"] else None,
        form=float(row["form"]),
    )


def _text(name: str) -> str:
    return FOLDER.joinpath(name).read_text(encoding="utf-8")


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(_text(name).splitlines()))
