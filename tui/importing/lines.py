"""Lines of the import screen: the proposed map, row by row, the choices for each, and what the dry run found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from core.importing.mapping import ImportMap
from core.importing.member_lookup import UNKNOWN_REASON
from core.importing.proposals import Proposal
from core.importing.result import ImportResult
from core.values.text import format_count
from tui import keymap
from tui.dialogs.choice import Choice
from tui.importing.output import import_sentences
from tui.keymap import Verb
from tui.widgets.pick_list import Pick
from tui.widgets.signs import Sign

KeyLabel = Callable[[Verb, str], str]
"""Returns how the key of a binding is printed, by its verb and id; empty where the viewer may not press it."""

RowFilter = dict[str, list[str]]
"""Which rows count, as an import map has it: values by column, empty for all rows."""

MAX_UNKNOWN = 50
"""How many unknown people of the file are listed."""

MAX_REFUSALS = 3
"""How many refused rows are shown with their reason; the others are only counted."""

MAX_EXAMPLE_LENGTH = 24
"""How many characters of a column's first value are shown beside its name."""

MAX_FILTER_VALUES = 8
"""A column with more different values than this in the first rows is not offered as a row filter."""


COLUMN_ROLES = (
    ("member", "member"),
    ("on", "date"),
    ("key", "row ID"),
    ("account", "customer"),
    ("currency", "currency"),
)
"""The roles of columns, with what they are called in the question for another column."""

NEEDED_ROLES = frozenset(("member", "on"))
"""The roles that no file is imported without."""

ENTRIES, TARGETS = "entries", "targets"
"""What the file can give."""

ENCODINGS = ("utf-8", "cp1252", "cp1250", "cp1251", "cp1254", "cp850", "mac_roman", "utf-16", "shift_jis", "gb18030")
"""The encodings that are offered, the most usual first."""


def mapping_picks(proposal: Proposal, map_: ImportMap, dry_run: ImportResult | None, add_members: bool) -> list[Pick]:
    """Return the rows of the map: columns, metrics, unknown people of the `dry_run`, how the file is read, and known
    people. People come after the columns, since another column has other people."""
    picks = [Pick("columns", "Columns", heading=True), *_column_picks(map_)]
    picks += [Pick("counted", "Metrics", heading=True), Pick("kind", f"Gives · {_describe_kind(map_)}")]
    for index, part in enumerate(map_.parts):
        amount = part.amount if isinstance(part.amount, str) else f"{part.amount} per row"
        conditions = " and ".join(f"{column} is {_format_values(values)}" for column, values in part.where.items())
        picks.append(Pick(("metric", index), part.metric))
        picks.append(Pick(("amount", index), f"Amount · {amount}", dim=True))
        picks.append(Pick(("where", index), f"Rows · {conditions or 'all'}", dim=True))
    picks += _unknown_people_picks(dry_run) if dry_run is not None and not add_members else []
    picks += [Pick("file", "File", heading=True), *_file_picks(proposal, map_)]
    if map_.people:
        picks.append(Pick("people", "Remembered", heading=True))
        for text, name in map_.people.items():
            picks.append(Pick(("person", text), text, sign=Sign("✓", "found"), right=name))
    return picks


def _column_picks(map_: ImportMap) -> list[Pick]:
    columns = map_.columns
    owner = " ".join(columns.member or ()) if map_.file.member is None else f"all rows are {map_.file.member}'s"
    shown = {
        "member": owner,
        "on": " ".join(columns.on),
        "key": " ".join(columns.key or ("none",)),
        "account": " ".join(columns.account or ("none",)),
        "currency": columns.currency or "none",
    }
    return [
        Pick(
            ("column", (role, meaning)),
            f"{meaning[0].upper()}{meaning[1:]} · {shown[role]}",
            right=(map_.file.dates or "") if role == "on" else "",
        )
        for role, meaning in COLUMN_ROLES
    ]


def _file_picks(proposal: Proposal, map_: ImportMap) -> list[Pick]:
    sheet = [Pick(("file", "sheet"), f"Sheet · {map_.file.sheet or 'guessed'}")] if len(proposal.sheets) > 1 else []
    heading = f"below {format_count(map_.file.skip, 'line')}" if map_.file.skip else "guessed"
    encoding = (
        [Pick(("file", "encoding"), f"Encoding · {map_.file.encoding or 'guessed'}")] if not proposal.sheets else []
    )
    return [*sheet, Pick(("file", "skip"), f"Heading row · {heading}"), *encoding]


def _describe_kind(map_: ImportMap) -> str:
    return f"{TARGETS} by {map_.target[0].period}" if map_.target else ENTRIES


def column_choices(proposal: Proposal) -> list[Choice[str]]:
    """Return a choice for each column of the file, with its value in the first row."""
    return [
        Choice(
            name,
            name,
            right=", ".join(row[index] for row in proposal.first_rows[:1] if index < len(row))[:MAX_EXAMPLE_LENGTH],
        )
        for index, name in enumerate(proposal.columns)
    ]


def row_filter_choices(proposal: Proposal) -> list[Choice[RowFilter]]:
    """Return the choices of a row filter: all rows, or one value of a column that has few different values."""
    choices: list[Choice[RowFilter]] = [Choice({}, "All rows")]
    for index, column in enumerate(proposal.columns):
        values = list(
            dict.fromkeys(row[index] for row in proposal.first_rows if index < len(row) and row[index].strip())
        )
        if len(values) <= MAX_FILTER_VALUES:
            choices += [Choice({column: [value]}, value, group=column) for value in values]
    return choices


def _unknown_people_picks(dry_run: ImportResult) -> list[Pick]:
    """Return the rows of people in the file who match no member, with how many rows each has."""
    if not dry_run.unknown_names:
        return []
    return [
        Pick("unknown", "Not on the team", heading=True),
        *(
            Pick(("person", text), text, sign=Sign("✗", "not found"), right=format_count(row_count, "row"))
            for text, row_count in list(dry_run.unknown_names.items())[:MAX_UNKNOWN]
        ),
    ]


def _format_values(values: list[str | int]) -> str:
    texts = [str(value) or "empty" for value in values]
    return ", ".join(texts) if len(texts) <= 2 else f"{texts[0]} …"


def describe_dry_run(dry_run: ImportResult, key_label: KeyLabel) -> list[str]:
    """Return what the import would do, a line each, and how to go on with unknown people and refused rows."""
    lines = import_sentences(replace(dry_run, questions=[]))[:-1]
    unknown = sum(dry_run.unknown_names.values())
    if unknown:
        names = format_count(len(dry_run.unknown_names), "person", "people")
        verb = "names" if unknown == 1 else "name"
        edit, add = key_label(keymap.EDIT, "import.edit"), key_label(keymap.ADD, "import.members")
        lines.append(
            f"{format_count(unknown, 'row')} {verb} {names} not on the team. Press {edit} to match"
            + (f" or {add} to add them." if add else " them.")
        )
    if dry_run.refusal_count > unknown:
        lines.append(f"{format_count(dry_run.refusal_count - unknown, 'row')} could not be imported:")
        others = [refusal for refusal in dry_run.refusals if not refusal.reason.startswith(UNKNOWN_REASON)]
        lines += [f"  line {refusal.line}: {refusal.reason}" for refusal in others[:MAX_REFUSALS]]
    return lines
