"""`python -m tests.reference docs`: the reference of keys and commands, made from the code."""

from __future__ import annotations

import pkgutil
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from textual.binding import Binding
from textual.dom import DOMNode

import tui
from tui import keymap
from tui.app import HuddleApp
from tui.commands import registry
from tui.keymap import Verb
from tui.places import MAIN_SCREENS, PLACES, SCREENS
from tui.services.key_names import title_of

NOTE = "<!-- Made from the code by `make reference`. -->"

KEYS_HEAD = """# Keys

Digits go to a place, capitals open a page, small letters do something here. Each key means the same on every screen.
`o` opens the options of a screen, `0` or `^p` the Menu, where everything is found by its name. `?` lists the keys of
the screen you are on.

To change a key, run `huddle config edit` and write the action's name and the new key below `[keys]`:
`"team.add" = "ctrl+g"`. The names are in the tables below, and in the Menu under “Your settings”.
"""

COMMANDS_HEAD = """# Commands

`huddle` alone opens your home screen. `huddle COMMAND --help` explains a command. Everything that reads has `--json`.
"""


def bound_classes() -> Iterator[type[DOMNode]]:
    """Yield every class of the screens that binds keys of its own."""
    for found in pkgutil.walk_packages(tui.__path__, "tui."):
        module = import_module(found.name)
        for value in vars(module).values():
            is_own = isinstance(value, type) and value.__module__ == module.__name__
            if is_own and issubclass(value, DOMNode) and vars(value).get("BINDINGS"):
                yield value


def printed(binding: Binding) -> str:
    """Return the keys of a binding as they are printed."""
    if keymap.is_option(binding):
        return "`o`"
    labels = [keymap.label(Verb(key, "")) for key in binding.key.split(",")]
    return " ".join(f"`{label}`" for label in labels)


def _table(bindings: list[Binding]) -> list[str]:
    lines = ["| key | does | name for settings |", "|---|---|---|"]
    lines += [f"| {printed(binding)} | {binding.tooltip} | `{binding.id}` |" for binding in bindings]
    return lines


def keys_page() -> str:
    """Return the page of all keys."""
    lines = [NOTE, "", KEYS_HEAD.rstrip(), "", "## What each key means", "", "| key | meaning |", "|---|---|"]
    lines += [f"| `{keymap.label(verb)}` | {verb.meaning} |" for verb in keymap.VERBS]
    lines += ["", "## Places and pages", "", "| key | opens |", "|---|---|"]
    lines += [
        f"| `{MAIN_SCREENS[name].key}` | {MAIN_SCREENS[name].title}: {MAIN_SCREENS[name].purpose} |" for name in PLACES
    ]
    others = {name: entry for name, entry in SCREENS.items() if name not in PLACES}
    lines += [
        f"| {f'`{entry.key}`' if entry.key else 'Menu'} | {entry.title}: {entry.purpose} |" for entry in others.values()
    ]
    lines += ["| `H` | Hurdles: see and resolve the team's hurdles |", "", "## Everywhere", ""]
    lines += _table([binding for binding in HuddleApp.BINDINGS if isinstance(binding, Binding)])
    order = [entry.title for entry in SCREENS.values()]
    by_title: dict[str, list[Binding]] = {}
    for cls in bound_classes():
        if cls is not HuddleApp:
            by_title.setdefault(title_of(cls), []).extend(vars(cls)["BINDINGS"])
    for title in sorted(by_title, key=lambda title: (order.index(title) if title in order else len(order), title)):
        lines += ["", f"## {title}", "", *_table(by_title[title])]
    return "\n".join(lines) + "\n"


def commands_page() -> str:
    """Return the page of all commands."""
    lines = [NOTE, "", COMMANDS_HEAD.rstrip()]
    for group, commands in registry.COMMANDS.items():
        lines += ["", f"## {group}", "", "| command | does |", "|---|---|"]
        lines += [f"| `huddle {word}` | {does[0].upper()}{does[1:]} |" for word, (_, does) in commands.items()]
    return "\n".join(lines) + "\n"


PAGES = {"keys.md": keys_page, "commands.md": commands_page}


def write(folder: Path) -> None:
    """Write all pages."""
    for name, make in PAGES.items():
        (folder / name).write_text(make(), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else "docs"))
