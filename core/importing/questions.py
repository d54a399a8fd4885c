"""Questions that a file leaves open: asked once, answered in its map, and never guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.errors import HuddleError
from core.importing.amount_parsing import DecimalEvidence
from core.importing.date_parsing import DAY_ORDERS, DateFormat, DayEvidence
from core.importing.mapping import ImportMap
from core.importing.mapping_edits import with_won_stages
from core.values.periods import format_full_date
from core.values.text import capitalize, format_count, join_words


@dataclass(frozen=True, slots=True)
class PossibleAnswer:
    """One possible answer."""

    text: str
    """The meaning as text, with an example from the file."""
    value: str
    """The value for the map."""


@dataclass(frozen=True, slots=True)
class Question:
    """What must be answered before a column can be read."""

    column: str
    text: str
    """The question, as a sentence."""
    key: str
    """The key under [file] that answers it: `dates`, `decimal`, `currency` or `keys`; `won` for a change of `where`."""
    answers: tuple[PossibleAnswer, ...]
    stages: tuple[str, ...] = ()
    """The values of the column that may count as won, too."""

    @property
    def is_about_all(self) -> bool:
        """Return whether no row can be imported without the answer."""
        return self.key in ("dates", "currency")

    @property
    def is_in_file_part(self) -> bool:
        """Return whether the answer is a line under [file] of the map."""
        return self.key != "won"

    @property
    def toml_lines(self) -> str:
        """Return the lines to choose from for the map, each with its meaning as a comment."""
        return "\n".join(f'{self.key} = "{answer.value}"   # {answer.text}' for answer in self.answers)

    @property
    def full_text(self) -> str:
        """Return the question, and how to answer it in a map."""
        if not self.is_in_file_part:
            return f"{self.text} If so, add them to “where” in the map, or answer on the screen: huddle import FILE"
        return f"{self.text} Choose one of these lines for [file] of the map:\n\n{self.toml_lines}"

    def with_answer(self, map_: ImportMap, value: str) -> ImportMap:
        """Return the map with that answer in it."""
        if not self.is_in_file_part:
            return with_won_stages(map_, self.column, self.stages) if value == "yes" else map_
        return map_.model_copy(update={"file": map_.file.model_copy(update={self.key: value})})


class AmbiguousFileError(HuddleError):
    """The file could be read in two ways. Nothing was changed."""

    def __init__(self, question: Question) -> None:
        super().__init__(question.full_text)
        self.question = question


def day_order_question(column: str, days: DayEvidence) -> Question:
    """Return the question whether day or month comes first."""
    example = days.ambiguous
    readings = {order: DateFormat.ordered(order).parse(example) for order in DAY_ORDERS}
    reason = "some have the day first, some the month" if days.is_mixed else "no day is after the 12th"
    return Question(
        column=column,
        text=f"Dates in {column} are ambiguous: {reason}.",
        key="dates",
        answers=tuple(
            PossibleAnswer(f"{example} is {format_full_date(day)} {day.year}", order) for order, day in readings.items()
        ),
    )


def decimal_mark_question(column: str, amounts: DecimalEvidence) -> Question:
    """Return the question whether a point or a comma is the decimal mark."""
    text = amounts.ambiguous
    return Question(
        column=column,
        text=f"Amounts in {column} are ambiguous: is the comma or the point the decimal mark?",
        key="decimal",
        answers=tuple(PossibleAnswer(f"{text} is {_describe_reading(text, mark)}", mark) for mark in (".", ",")),
    )


def currency_question(column: str, rows: Mapping[str, int]) -> Question:
    """Return the question which currency counts; `rows` are their numbers by code."""
    counts = [f"{code} {count:,}" for code, count in sorted(rows.items())]
    return Question(
        column=column,
        text=f"Rows by currency: {join_words(counts)}. Currencies are never added up.",
        key="currency",
        answers=tuple(
            PossibleAnswer(f"Import {format_count(rows[code], 'row')} in {code}", code) for code in sorted(rows)
        ),
    )


def won_stages_question(column: str, stages: Mapping[str, int]) -> Question:
    """Return the question whether stages that the map does not know are won deals; `stages` has their rows."""
    names = join_words(f"“{stage}” ({format_count(rows, 'row')})" for stage, rows in stages.items())
    return Question(
        column=column,
        text=f"Do these in {column} count as won, too: {names}?",
        key="won",
        answers=(PossibleAnswer("Yes, count them", "yes"), PossibleAnswer("No, leave them out", "no")),
        stages=tuple(stages),
    )


def reused_keys_question(column: str, doubted: Sequence[str]) -> Question:
    """Return the question whether rows are earlier ones that changed in everything, or others with the same number.

    `doubted` says of each why it is doubted.
    """
    rows = format_count(len(doubted), "row")
    return Question(
        column=column,
        text=f"{capitalize(rows)} may be other rows than those imported before ({doubted[0]})",
        key="keys",
        answers=(
            PossibleAnswer("They are other rows: count them too", "reused"),
            PossibleAnswer("They are the same rows, corrected", "unique"),
        ),
    )


def _describe_reading(text: str, mark: str) -> str:
    """Return the amount as read with this decimal mark, as text."""
    from core.importing.amount_parsing import parse_file_amount

    thousandths = parse_file_amount(text, 3, mark)
    whole, part = divmod(abs(thousandths), 1000)
    return f"{'-' if thousandths < 0 else ''}{whole}" + (f".{part:03d}".rstrip("0") if part else "")
