"""Say how to write a map for a file that Huddle does not recognise, with an example made of its own columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.importing.date_parsing import can_be_day
from core.importing.guessed_mapping import Guess, guess_columns
from core.importing.mapping_toml import format_map_toml
from core.importing.words import rank_name


def explain_map(columns: Sequence[str], file: str, rows: Sequence[Sequence[str]] = ()) -> str:
    """Return a text that explains how to write a map, with an example made of the file's own columns."""
    names = ", ".join(columns)
    if any(can_be_day(name) for name in columns):
        return (
            f"{file} has no header line; it starts with: {names}. Name its columns in a small file "
            'such as map.toml with header = false and names = ["owner", "day", "amount", …] under [file], and import '
            "again with --map map.toml. docs/import.md shows a whole one."
        )
    guess = guess_columns(columns, rows)
    if not guess.on:
        return (
            f"No column of {file} has dates. Each row needs a date, an owner and an amount. Its "
            f"columns are {names}. Export it again with a date for each row."
        )
    example = format_map_toml(_with_stage(guess, columns).make_map(None if guess.member else "NAME"))
    return (
        f"Import it as it was guessed with --guess, or name the columns of {file} to use in a small file such as "
        f"map.toml, and import again with --map map.toml. Its columns are {names}. For example:\n\n{example}"
    )


def _with_stage(guess: Guess, columns: Sequence[str]) -> Guess:
    """Return the guess with an example of which rows count, where a column could tell."""
    stage = next((name for name in columns if rank_name(name, "stage")), None)
    return guess if guess.where or stage is None else replace(guess, where={stage: ["Won"]})
