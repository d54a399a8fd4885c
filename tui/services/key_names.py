"""The names of keys, and all that keys do, by id: what the settings may name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from importlib import import_module

from textual.binding import Binding, BindingsMap
from textual.dom import DOMNode
from textual.keys import Keys, _character_to_key, _normalize_key_list

import tui
from tui.keymap import types_character

TAKEN_BY_TERMINALS = {"ctrl+m": "enter", "ctrl+i": "tab", "ctrl+h": "backspace", "ctrl+j": "enter", "ctrl+[": "esc"}
"""Keys that terminals send for others, so that Huddle cannot tell them apart."""

MODIFIERS = ("ctrl", "shift", "alt", "super", "hyper", "meta")

NAMED_KEYS = frozenset(key.value for key in Keys if not key.value.startswith("<"))


def list_bindings() -> dict[str, Binding]:
    """Return every binding of every screen and widget, by its id. Imports them all, so call it on a thread."""
    tables = [BindingsMap(node.__dict__.get("BINDINGS", ())) for node in list_nodes()]
    found = {binding.id: binding for table in tables for binding in _bindings_of(table) if binding.id}
    return dict(sorted(found.items()))


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


def find_clashes(keys: Mapping[str, str]) -> list[tuple[str, str, Binding]]:
    """Return the id, the key, and what else has that key, for each of `keys` (keys by id, with commas) that something
    else has on the same screen. Imports all screens, so call it on a thread."""
    keys = {key_id: _normalize_key_list(said) for key_id, said in keys.items()}
    found: dict[tuple[str, str, str], Binding] = {}
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
                        found[binding.id or "", key, other.id or ""] = other
    return [(key_id, key, other) for (key_id, key, _), other in found.items()]


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
            return f"“{key}” cannot be told from {TAKEN_BY_TERMINALS[key]} by a terminal. Choose another key."
        if not is_key(key):
            matches = get_close_matches(key, NAMED_KEYS, n=1)
            hint = f" Did you mean {matches[0]}?" if matches else " Write it as n, ctrl+n, f2 or pagedown."
            return f"there is no key “{key}”.{hint}"
        if binding.priority and types_character(key):
            return f"“{key}” is a letter that people type. Choose a key with ctrl, or a function key."
    return None


def is_key(name: str) -> bool:
    """Return whether a key has that name in Textual."""
    *modifiers, key = name.split("+") if name != "+" and not name.endswith("++") else [*name[:-2].split("+"), "+"]
    if any(modifier not in MODIFIERS for modifier in modifiers if modifier):
        return False
    return name in NAMED_KEYS or key in NAMED_KEYS or (len(key) == 1 and key.isprintable()) or key in _character_names()


def _character_names() -> frozenset[str]:
    """Return Textual's names of the characters that a keyboard has beside letters and digits, as “question_mark”."""
    return frozenset(_character_to_key(chr(code)) for code in range(33, 127) if not chr(code).isalnum())
