"""The names of keys, and all that keys do, by id: what the settings may name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from importlib import import_module

from textual.app import App
from textual.binding import Binding, BindingsMap
from textual.dom import DOMNode
from textual.keys import Keys, _character_to_key, _normalize_key_list

import tui
from tui.keymap import OPTIONS, Verb, is_option, label, types_character
from tui.places import SCREENS

TAKEN_BY_TERMINALS = {"ctrl+m": "enter", "ctrl+i": "tab", "ctrl+h": "backspace", "ctrl+j": "enter", "ctrl+[": "esc"}
"""Keys that terminals send for others, so that Huddle cannot tell them apart."""

EVERY_SCREEN = "every screen"

MODIFIERS = ("ctrl", "shift", "alt", "super", "hyper", "meta")

OTHER_NAMES = {
    "control": "ctrl", "strg": "ctrl", "option": "alt", "opt": "alt", "cmd": "super", "command": "super",
    "esc": "escape", "return": "enter", "del": "delete", "ins": "insert", "pgdn": "pagedown", "pgup": "pageup",
    "spacebar": "space", "arrowup": "up", "arrowdown": "down", "arrowleft": "left", "arrowright": "right",
}  # fmt: skip
"""The names of keys in the settings, by other names that people know."""

NAMED_KEYS = frozenset(key.value for key in Keys if not key.value.startswith("<"))


def list_bindings() -> dict[str, Binding]:
    """Return every binding of every screen and widget, by its id. Imports them all, so call it on a thread."""
    tables = [BindingsMap(node.__dict__.get("BINDINGS", ())) for node in list_nodes()]
    found = {binding.id: binding for table in tables for binding in _bindings_of(table) if binding.id}
    return dict(sorted(found.items()))


def print_keys(binding: Binding) -> str:
    """Return the key of a binding as it is printed; an option, which has none, is in Options."""
    verb = OPTIONS if is_option(binding) else Verb(binding.key, "")
    return label(verb)


def list_nodes() -> list[type[DOMNode]]:
    """Return the classes of the app, its screens and its widgets. Imports them all, so call it on a thread."""
    import pkgutil

    for module in pkgutil.walk_packages(tui.__path__, "tui."):
        if not module.name.startswith(("tui.commands", "tui.cli")):
            import_module(module.name)
    nodes: list[type[DOMNode]] = []
    waiting: list[type[DOMNode]] = [DOMNode]
    while waiting:
        node = waiting.pop()
        waiting += node.__subclasses__()
        nodes += [node] if node.__module__.startswith("tui.") else []
    return nodes


@dataclass(frozen=True, slots=True)
class Clash:
    """A key that two actions have at the same time."""

    key: str
    actions: tuple[Binding, Binding]
    """The one that has the key from the settings, and the other one."""
    places: frozenset[str]
    """What the screens are called on which both are."""


def find_clashes(keys: Mapping[str, str]) -> list[Clash]:
    """Return the clash for each of `keys` (keys by id, with commas) that something else has on the same screen, each
    pair once. Imports all screens, so call it on a thread."""
    keys = {key_id: _normalize_key_list(said) for key_id, said in keys.items()}
    found: dict[tuple[str, frozenset[str]], Clash] = {}
    for node in list_nodes():
        bindings = list(_bindings_of(node._merge_bindings()))
        usual: dict[str, set[str]] = {}
        for binding in bindings:
            usual.setdefault(binding.id or "", set()).add(binding.key)
        holders: dict[str, list[Binding]] = {}
        for binding in bindings:
            for key in keys.get(binding.id or "", binding.key).split(","):
                holders.setdefault(key, []).append(binding)
        for binding in bindings:
            for key in keys.get(binding.id or "", "").split(","):
                for other in holders.get(key, []):
                    # Start and finish, for instance, share a key: only one of them is offered at a time.
                    if other.id != binding.id and not usual[binding.id or ""] & usual[other.id or ""]:
                        pair = key, frozenset((binding.id or "", other.id or ""))
                        known = found.setdefault(pair, Clash(key, (binding, other), frozenset()))
                        found[pair] = replace(known, places=known.places | {title_of(node)})
    return list(found.values())


def title_of(node: type[DOMNode]) -> str:
    """Return what the screen, stage or dialog of this class is called; for the app `EVERY_SCREEN`."""
    if issubclass(node, App):
        return EVERY_SCREEN
    for entry in SCREENS.values():
        if entry.class_name == node.__name__:
            return entry.title
    if node.__name__.endswith("Stage"):
        return f"Meeting: {node.__name__.removesuffix('Stage').lower()}"
    name = getattr(node, "HELP_NAME", None) or node.__name__.removesuffix("Screen")
    return re.sub(r"(?<=[a-z])[A-Z]", lambda match: f" {match[0].lower()}", name)


def keep_siblings(keys: Mapping[str, str]) -> dict[str, str]:
    """Return `keys` with the usual keys of what shares a key with one of them on the same screen, such as start and
    finish: Textual takes all that a key does away when one of it gets another key. Imports all screens."""
    kept = dict(keys)
    for node in list_nodes():
        for bindings in node._merge_bindings().key_to_bindings.values():
            if any(binding.id in keys for binding in bindings):
                for binding in bindings:
                    if binding.id and binding.id not in keys:
                        kept[binding.id] = ",".join(_keys_of(binding.id, node))
    return kept


def _keys_of(key_id: str, node: type[DOMNode]) -> list[str]:
    return [binding.key for binding in _bindings_of(node._merge_bindings()) if binding.id == key_id]


def _bindings_of(table: BindingsMap) -> Iterator[Binding]:
    for bindings in table.key_to_bindings.values():
        yield from bindings


def reason_against_keys(keys: str, binding: Binding) -> str | None:
    """Return why these keys, with commas between them, cannot be those of the binding; None if they can."""
    for key in keys.split(","):
        if key in TAKEN_BY_TERMINALS:
            return f"terminals send {TAKEN_BY_TERMINALS[key]} for {key}. Choose another key."
        if not is_key(key):
            meant = suggest_key(key)
            hint = f" Did you mean {meant}?" if meant else " Write it as n, ctrl+n, f2 or pagedown."
            return f"there is no key “{key}”.{hint}"
        if binding.priority and types_character(key):
            return f"“{key}” is a letter that people type. Choose a key with ctrl, or a function key."
    return None


def suggest_key(typed: str) -> str:
    """Return the key that is meant by another way to write it, as `Control-L` or `F-2`; empty for none."""
    parts = [part for part in re.split(r"[\s+-]+", typed.casefold().replace("^", "ctrl+")) if part]
    parts = [OTHER_NAMES.get(part, part) for part in parts]
    modifiers = [part for part in parts if part in MODIFIERS]
    rest = "".join(part for part in parts if part not in MODIFIERS)
    meant = "+".join([*modifiers, OTHER_NAMES.get(rest, rest)])
    if rest and is_key(meant):
        return meant
    return next(iter(get_close_matches(typed.casefold(), NAMED_KEYS, n=1)), "")


def is_key(name: str) -> bool:
    """Return whether a key has that name in Textual."""
    *modifiers, key = name.split("+") if name != "+" and not name.endswith("++") else [*name[:-2].split("+"), "+"]
    if any(modifier not in MODIFIERS for modifier in modifiers if modifier):
        return False
    return name in NAMED_KEYS or key in NAMED_KEYS or (len(key) == 1 and key.isprintable()) or key in _character_names()


def _character_names() -> frozenset[str]:
    """Return Textual's names of the characters that a keyboard has beside letters and digits, as “question_mark”."""
    return frozenset(_character_to_key(chr(code)) for code in range(33, 127) if not chr(code).isalnum())
