"""`huddle config`: shows the settings and opens the settings file in the user's editor."""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from tui.commands.context import Context

if TYPE_CHECKING:
    from pathlib import Path

    from core.settings.settings import LoadedSettings, Problem

WRONG_SETTINGS_STATUS = 2
"""The exit status when something in the file is wrong: other commands only leave it out."""


def add(parser: ArgumentParser, word: str) -> None:
    parser.add_argument("verb", choices=("show", "edit"), nargs="?", default="show", help="edit opens the file")
    parser.add_argument(
        "--keys", action="store_true", help="list all actions with their keys and names, to change a key"
    )
    parser.add_argument("--json", action="store_true", help="for scripts")


def run(args: Namespace, context: Context) -> int:
    if args.keys:
        return _print_keys(args, context)
    if args.verb == "edit":
        _edit(context.settings.path)
    return _show(args, context)


def _show(args: Namespace, context: Context) -> int:
    from core.settings.settings import RULES
    from core.settings.state import THEME, read_state, state_path
    from tui.commands.table import format_table

    loaded = _load(context)
    problems = [*loaded.problems, *_name_problems(loaded)]
    rows = {name: (loaded.settings.value(name), loaded.sources.get(name, "default")) for name in RULES}
    if rows["theme"][0] == "auto" and (theme := read_state(state_path(os.environ)).get(THEME)):
        rows["theme"] = theme.removeprefix("huddle-"), "last used"
    keys = loaded.settings.keys
    if args.json:
        context.print_json(
            {
                "path": context.settings.path,
                "settings": {name: {"value": value, "from": source} for name, (value, source) in rows.items()},
                "keys": dict(keys),
                "problems": [{"line": problem.line, "text": problem.text} for problem in problems],
            }
        )
    else:
        context.print_text(_heading(context.settings.path))
        context.print_text()
        table = [(name, _shown(value), source) for name, (value, source) in rows.items()]
        table += [(f"keys {key_id}", said, _key_source(loaded, key_id)) for key_id, said in keys.items()]
        context.print_text(format_table([("setting", "value", "from"), *table]))
        for number, problem in enumerate(problems):
            context.print_text(f"{'' if number else chr(10)}{problem.describe(loaded.file_name)}")
    return WRONG_SETTINGS_STATUS if problems else 0


def _load(context: Context) -> LoadedSettings:
    """Return what holds, with the team and the member that were named on the command line."""
    from tui.services.old_key_ids import with_current_ids

    options = {name: value for name, value in (("team", context.team), ("as", context.as_option)) if value}
    return with_current_ids(context.settings.load(options))


def _name_problems(loaded: LoadedSettings) -> list[Problem]:
    """Return what is wrong with themes and keys, which only screens know."""
    from textual.theme import BUILTIN_THEMES

    from core.settings.settings import OWN_THEMES, check_names
    from tui.services.theme import THEMES

    themes = (*OWN_THEMES, *BUILTIN_THEMES, *(theme.name for theme in THEMES))
    problems = list(check_names(loaded, themes=themes))
    if loaded.settings.keys:
        from tui.services.key_names import list_bindings
        from tui.services.preferences import find_key_clashes, find_key_problems

        problems += [*find_key_problems(loaded, list_bindings()), *find_key_clashes(loaded)]
    return problems


def _heading(path: Path) -> str:
    missing = "" if path.exists() else "\nIt does not exist yet. Make it with: huddle config edit"
    return f"Settings file: {path}{missing}"


def _shown(value: str | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else value or "–"


def _key_source(loaded: LoadedSettings, key_id: str) -> str:
    line = loaded.lines.get(f"keys.{key_id}")
    return f"{loaded.file_name}, line {line}" if line else loaded.file_name


def _print_keys(args: Namespace, context: Context) -> int:
    from tui.commands.table import format_table
    from tui.services.key_names import list_bindings, print_keys

    bindings = list_bindings()
    if args.json:
        context.print_json({key_id: binding.description for key_id, binding in bindings.items()})
    else:
        rows = [(str(binding.tooltip), print_keys(binding), key_id) for key_id, binding in bindings.items()]
        context.print_text(format_table([("what it does", "key", "its name in your settings"), *sorted(rows)]))
        context.print_text()
        context.print_text(
            'To change one: huddle config edit, then below [keys] its name and a key: "entry.log" = "f8"'
        )
    return 0


def _edit(path: Path) -> None:
    """Open the file in the user's editor; make it first if it is missing. Raises `HuddleError` without an editor."""
    import shlex
    import subprocess

    from core.errors import HuddleError
    from core.settings.editing import make_settings_file

    make_settings_file(path)
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ("notepad" if os.name == "nt" else "vi")
    try:
        words = shlex.split(editor, posix=os.name != "nt")
        ended = subprocess.run([*words, str(path)], check=False)
    except (OSError, ValueError) as error:
        raise HuddleError(
            f"The editor “{editor}” cannot be started. Name another in EDITOR, or edit {path}."
        ) from error
    if ended.returncode:
        raise HuddleError(f"The editor “{editor}” ended with an error. The settings are in {path}.")
