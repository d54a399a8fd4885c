"""The dialogs that change one row of an import's map: another column, metric, row filter or person."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeVar

from textual.screen import Screen

from core.importing.mapping import PERIOD_KINDS, FilePart, ImportMap, PeriodKind
from core.importing.mapping_edits import with_column, with_entry, with_period, with_person, with_where
from core.importing.member_lookup import similar_name
from core.values.text import format_count
from tui.dialogs.choice import Choice, ChooseScreen
from tui.dialogs.prompts import AskScreen
from tui.importing.file_import import FileImport
from tui.importing.lines import ENCODINGS, NEEDED_ROLES, column_choices, row_filter_choices

T = TypeVar("T")

MOST_SKIPPED = 20
"""How many lines above the heading row are offered."""

OpenDialog = Callable[[Screen[Any], Callable[[Any], None]], object]
"""Opens a dialog and calls the function with its result."""

ChangeMap = Callable[[Callable[[], ImportMap]], object]
"""Replaces the map by the one that the function returns; the function may raise `HuddleError`."""


class MapEditor:
    """Asks for another value of a row of the map, and changes the map by the answer."""

    def __init__(
        self,
        file_import: FileImport,
        list_member_names: Callable[[], list[str]],
        open_dialog: OpenDialog,
        change_map: ChangeMap,
        read_again: Callable[[FilePart], object],
    ) -> None:
        self._import = file_import
        self._list_member_names = list_member_names
        self._open_dialog = open_dialog
        self._change_map = change_map
        self._read_again = read_again

    def edit(self, key: Hashable) -> None:
        """Ask for another value of the row with this key, as `mapping_picks` makes them. Other rows are ignored."""
        match key:
            case ("column", (str(role), str(meaning))):
                self._choose_column(
                    f"Which column is the {meaning}?",
                    lambda column: with_column(self._import.map, role, column or None),
                    constant="" if role in NEEDED_ROLES else "None",
                )
            case "kind":
                kinds: list[Choice[PeriodKind | None]] = [Choice(None, "Entries")]
                kinds += [Choice(period, f"Targets by {period}") for period in PERIOD_KINDS]
                self._choose("What does the file give?", kinds, lambda period: with_period(self._import.map, period))
            case ("file", "sheet"):
                sheets = [Choice(sheet, sheet) for sheet in self._import.proposal.sheets]
                self._choose_reading("Which sheet?", "sheet", sheets)
            case ("file", "encoding"):
                encodings = [Choice(encoding, encoding) for encoding in ENCODINGS]
                self._choose_reading("Which encoding?", "encoding", encodings)
            case ("file", "skip"):
                lines = [
                    Choice(number, f"Below {format_count(number, 'line')}") for number in range(1, MOST_SKIPPED + 1)
                ]
                self._choose_reading("Where is the heading row?", "skip", [Choice(0, "Find it"), *lines])
            case ("amount", int(index)):
                self._choose_column(
                    "Which column is the amount?",
                    lambda column: with_entry(self._import.map, index, amount=column or 1),
                    constant="1 per row",
                )
            case ("where", int(index)):
                self._choose(
                    "Which rows do you want to import?",
                    row_filter_choices(self._import.proposal),
                    lambda row_filter: with_where(self._import.map, index, row_filter),
                )
            case ("metric", int(index)):
                self._ask_metric(index)
            case ("person", str(text)):
                self._choose(
                    f"Who is “{text}”?",
                    [Choice(name, name) for name in self._names_for(text)],
                    lambda name: with_person(self._import.map, text, name),
                )

    def _names_for(self, text: str) -> list[str]:
        """Return the members' names, first the one that differs from `text` only in accents."""
        names = self._list_member_names()
        similar = similar_name(names, text)
        return [similar, *(name for name in names if name != similar)] if similar else names

    def _choose_column(self, question: str, make_map: Callable[[str], ImportMap], constant: str = "") -> None:
        """Ask for a column. `constant` is offered first, as the choice of no column."""
        choices = [Choice("", constant)] if constant else []
        choices += column_choices(self._import.proposal)
        self._choose(question, choices, make_map)

    def _choose_reading(self, question: str, name: str, choices: Sequence[Choice[T]]) -> None:
        """Ask how the file is to be read, and read it anew: `name` is the line under [file] of the map."""

        def on_choice(choice: Choice[T] | None) -> None:
            if choice is not None:
                self._read_again(self._import.map.file.model_copy(update={name: choice.value}))

        self._open_dialog(ChooseScreen(question, list(choices)), on_choice)

    def _choose(self, question: str, choices: list[Choice[T]], make_map: Callable[[T], ImportMap]) -> None:
        def on_choice(choice: Choice[T] | None) -> None:
            if choice is not None:
                self._change_map(lambda: make_map(choice.value))

        self._open_dialog(ChooseScreen(question, choices), on_choice)

    def _ask_metric(self, index: int) -> None:
        def on_answer(name: str | None) -> None:
            if name:
                self._change_map(lambda: with_entry(self._import.map, index, metric=name))

        self._open_dialog(AskScreen("Which metric?", self._import.map.parts[index].metric), on_answer)
