"""One meaning a key: small letters are verbs of a closed list, capitals pages, digits places."""

from __future__ import annotations

import ast
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import key_to_character

import tui
from tests.conftest import Crew
from tests.tui.frames import idle
from tui import keymap
from tui.app import HuddleApp
from tui.places import MAIN_SCREENS, OVERLAY_SCREENS, PLACES

MEANINGS = {
    "a": "add", "c": "chart", "d": "delete", "e": "edit", "f": "follow", "h": "hurdle", "k": "yes", "l": "log",
    "m": "move", "n": "next", "o": "options", "p": "praise", "r": "ready", "s": "share", "t": "timer", "u": "undo",
    "v": "vote", "w": "when", "x": "no",
}  # fmt: skip
"""What each small letter means; a letter that is not here is bound nowhere."""

TUI = Path(tui.__file__).parent


def is_printable(key: str) -> bool:
    character = key_to_character(key)
    return character is not None and character.isprintable() and key != "space"


def classes() -> Iterator[type[DOMNode]]:
    for found in pkgutil.walk_packages(tui.__path__, "tui."):
        module = import_module(found.name)
        for value in vars(module).values():
            if isinstance(value, type) and value.__module__ == module.__name__ and issubclass(value, DOMNode):
                yield value


def bindings() -> Iterator[tuple[str, Binding]]:
    for cls in classes():
        for binding in vars(cls).get("BINDINGS", ()):
            assert isinstance(binding, Binding), cls
            yield cls.__name__, binding


def test_the_closed_list_is_what_the_verbs_say() -> None:
    letters = {
        key: verb.meaning for verb in keymap.VERBS for key in verb.keys.split(",") if key.islower() and len(key) == 1
    }
    assert letters.keys() == MEANINGS.keys()
    assert all(MEANINGS[key] in meaning for key, meaning in letters.items())


def test_no_two_verbs_share_a_key() -> None:
    keys = [key for verb in (*keymap.VERBS, *keymap.PAGES) for key in verb.keys.split(",")]
    assert len(keys) == len(set(keys))


def test_only_the_key_map_names_keys_that_type_a_character() -> None:
    named = []
    for path in sorted(TUI.rglob("*.py")):
        if path.name == "keymap.py":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or getattr(node.func, "id", "") != "Binding" or not node.args:
                continue
            keys = node.args[0]
            if (
                isinstance(keys, ast.Constant)
                and isinstance(keys.value, str)
                and any(map(is_printable, keys.value.split(",")))
            ):
                named.append(f"{path.relative_to(TUI)}:{node.lineno} {keys.value}")
    assert named == []


def test_every_letter_on_every_screen_is_a_verb_or_a_page() -> None:
    known = {key for verb in (*keymap.VERBS, *keymap.PAGES) for key in verb.keys.split(",")}
    digits = set("1234567890")
    unknown = [
        f"{name}: {key} {binding.description}"
        for name, binding in bindings()
        for key in binding.key.split(",")
        if is_printable(key) and key not in known and key not in digits
    ]
    assert unknown == []


def test_every_label_is_short() -> None:
    long = [
        f"{name}: {binding.description}"
        for name, binding in bindings()
        if binding.show and len(binding.description) > 16
    ]
    assert long == []


def test_every_binding_has_an_id_of_its_own_meaning() -> None:
    ids: dict[str, set[str]] = {}
    for name, binding in bindings():
        assert binding.id, (name, binding)
        ids.setdefault(binding.id, set()).add(binding.key)
    assert {id: keys for id, keys in ids.items() if len(keys) > 1} == {}


def test_the_six_places_are_numbered_and_the_pages_have_capitals() -> None:
    assert [MAIN_SCREENS[place].key for place in PLACES] == list("123456")
    pages = [entry.key for entry in (*MAIN_SCREENS.values(), *OVERLAY_SCREENS.values()) if entry.key.isalpha()]
    assert sorted([*pages, keymap.HURDLES.keys]) == sorted(page.keys for page in keymap.PAGES)


@pytest.mark.parametrize(
    ("keys", "shown"), [("f5", "f5"), ("question_mark", "?"), ("ctrl+g", "^g"), ("n,pagedown", "n")]
)
def test_the_label_of_a_remapped_key_is_the_new_one(keys: str, shown: str) -> None:
    assert keymap.key_label({"team.add": keys}, keymap.ADD, "team.add") == shown
    assert keymap.key_label({}, keymap.ADD, "team.add") == "a"


async def test_an_option_gets_a_key_in_the_settings(crew: Crew) -> None:
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        app.set_keymap({"entry.correct": "f5", "commitments.add": "ctrl+g"})
        await pilot.press("ctrl+g")
        await idle(pilot)
        assert type(app.screen).__name__ == "CommitmentForm"
        await pilot.press("escape", "a")
        await idle(pilot)
        assert type(app.screen).__name__ == "HomeScreen"
