"""Lines of the import screen: the proposed map, row by row."""

from __future__ import annotations

from core.importing.imports import ImportResult
from core.importing.mapping import ImportMap
from core.importing.proposals import Proposal
from tui.dialogs.choice import Choice
from tui.widgets.pick_list import Pick

MOST_UNKNOWN = 50
"""How many unknown people of the file are listed."""

FEW_VALUES = 8
"""A column with more different values than this in the first rows is not offered as a row filter."""


def mapping_picks(map_: ImportMap, dry_run: ImportResult | None, add_members: bool) -> list[Pick]:
    """Return the rows of the map: unknown people of the `dry_run`, columns, entries, targets, known people."""
    whose = " ".join(map_.columns.member or ()) if map_.file.member is None else f"all are {map_.file.member}'s"
    picks = _unknown(dry_run) if dry_run is not None and not add_members else []
    picks += [
        Pick("columns", "Each row", heading=True),
        Pick(("column", ("member", "whose a row is")), f"whose · {whose}"),
        Pick(("column", ("on", "when it was")), f"when · {map_.columns.on}", right=_dates(map_)),
        Pick(("column", ("key", "which one it is")), f"which one · {' '.join(map_.columns.key or ('none',))}"),
        *(
            [
                Pick(
                    ("column", ("account", "which customer it is about")),
                    f"customer · {' '.join(map_.columns.account)}",
                )
            ]
            if map_.columns.account
            else []
        ),
        Pick("counted", "What is counted", heading=True),
    ]
    for place, part in enumerate(map_.entry):
        amount = part.amount if isinstance(part.amount, str) else f"{part.amount} for each row"
        where = " and ".join(f"{column} is {_either(values)}" for column, values in part.where.items())
        picks.append(Pick(("metric", place), part.metric))
        picks.append(Pick(("amount", place), f"how much · {amount}", dim=True))
        picks.append(Pick(("where", place), f"which rows · {where or 'all'}", dim=True))
    for place, target in enumerate(map_.target):
        picks.append(
            Pick(("target", place), f"a target for {target.metric}", right=f"{target.amount}, by {target.period}")
        )
    if map_.people:
        picks.append(Pick("people", "Remembered", heading=True))
        for text, name in map_.people.items():
            picks.append(Pick(("person", text), text, sign="✓", right=name))
    return picks


def row_filter_choices(proposal: Proposal) -> list[Choice]:
    """Return the choices of a row filter: all rows, or one value of a column that has few different values."""
    choices = [Choice(None, "all of them")]
    for index, column in enumerate(proposal.columns):
        values = list(
            dict.fromkeys(row[index] for row in proposal.first_rows if index < len(row) and row[index].strip())
        )
        if len(values) <= FEW_VALUES:
            choices += [Choice((column, value), value, group=column) for value in values]
    return choices


def row_filter_of_choice(choice: Choice) -> dict[str, list[str]]:
    """Return the row filter of a choice, as the map has it: values by column, empty for all rows."""
    return {choice.key[0]: [choice.key[1]]} if isinstance(choice.key, tuple) else {}


def _unknown(looked: ImportResult) -> list[Pick]:
    """Return the rows of people in the file who match no member, with how many rows each has."""
    if not looked.unknown_names:
        return []
    return [
        Pick("unknown", "Who is this?", heading=True),
        *(
            Pick(("person", text), text, sign="✗", right=f"{rows:,} row{'' if rows == 1 else 's'}")
            for text, rows in list(looked.unknown_names.items())[:MOST_UNKNOWN]
        ),
    ]


def _dates(map_: ImportMap) -> str:
    return map_.file.dates or ""


def _either(values: list[str | int]) -> str:
    words = [str(value) or "empty" for value in values]
    return ", ".join(words) if len(words) <= 2 else f"{words[0]} …"
