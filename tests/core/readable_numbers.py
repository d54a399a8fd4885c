"""All whole numbers that can be read in something that was shown: in rows, boards, charts, JSON and sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from fractions import Fraction

from pydantic import BaseModel

_DIGITS = re.compile(r"\d+(?:[,.’'\u00a0\u202f]\d{3})*")
"""A number as it is stored or, with separators, as it is written for people."""


def numbers_in(shown: object) -> Iterator[int | float | Fraction]:
    """Yields every number in a value, however deep; of text each number that stands in it."""
    waiting = [shown]
    while waiting:
        part = waiting.pop()
        if isinstance(part, bool | date | None):
            continue
        if isinstance(part, int | float | Fraction):
            yield part
        elif isinstance(part, str):
            for digits in _DIGITS.findall(part):
                yield int(re.sub(r"\D", "", digits))
                yield from (int(each) for each in re.findall(r"\d+", digits))
        elif isinstance(part, BaseModel):
            waiting += part.__dict__.values()
        elif is_dataclass(part):
            waiting += [getattr(part, field.name) for field in fields(part)]
        elif isinstance(part, Mapping):
            waiting += [*part.keys(), *part.values()]
        elif hasattr(part, "__iter__"):
            waiting += part
