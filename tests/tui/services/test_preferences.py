"""The settings in the app: theme, keys, bell, animations, what is remembered, and one toast for what is wrong."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.binding import Binding, BindingsMap
from textual.widget import Widget

from core.settings.settings import LoadedSettings, parse_settings
from core.settings.state import TEAM, THEME, read_state, remember, state_path
from tests.conftest import Crew, FrozenClock
from tests.tui.frames import WIDE, frame, idle
from tests.tui.places import lived_in
from tui.app import HuddleApp
from tui.commands.screens import MODES_BY_PLACE
from tui.services import key_names
from tui.services.old_key_ids import CURRENT_IDS
from tui.services.preferences import Preferences, find_key_problems, suitable_theme


@pytest.fixture
def state_file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "huddle" / "state.json"


def app_with(crew: Crew, text: str, state_file: Path | None = None, **how: Any) -> HuddleApp:
    session = crew.room if how.get("for_room") else crew["Ana"]
    start = "room" if how.get("for_room") else "home"
    return HuddleApp(session, start=start, preferences=Preferences(parse_settings(text), state_file, **how))


def toasts(app: HuddleApp) -> list[str]:
    return [notification.message for notification in app._notifications]


# -- the theme


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("", "huddle-dark"),
        ('theme = "auto"', "huddle-dark"),
        ('theme = "light"', "huddle-light"),
        ('theme = "nord"', "nord"),
        ('room_theme = "light"', "huddle-dark"),
    ],
)
def test_the_settings_name_the_theme(crew: Crew, text: str, theme: str) -> None:
    assert app_with(crew, text).theme == theme


@pytest.mark.parametrize(("text", "theme"), [("", "huddle-projector"), ('room_theme = "light"', "huddle-light")])
def test_the_room_view_has_a_theme_of_its_own(crew: Crew, state_file: Path, text: str, theme: str) -> None:
    remember(THEME, "huddle-dark", state_file)
    assert app_with(crew, text, state_file, for_room=True).theme == theme


def test_auto_follows_the_terminal() -> None:
    assert suitable_theme({"COLORFGBG": "0;15"}) == "huddle-light"
    assert suitable_theme({"COLORFGBG": "15;default;0"}) == suitable_theme({}) == "huddle-dark"


async def test_the_theme_is_remembered_and_the_file_wins(crew: Crew, state_file: Path) -> None:
    app = app_with(crew, "", state_file)
    async with app.run_test() as pilot:
        await pilot.press("ctrl+t")
        await idle(pilot)
        assert app.theme == "huddle-light"
    assert read_state(state_file)[THEME] == "huddle-light"
    assert app_with(crew, "", state_file).theme == "huddle-light"
    assert app_with(crew, 'theme = "projector"', state_file).theme == "huddle-projector"


async def test_the_room_view_remembers_nothing(crew: Crew, state_file: Path) -> None:
    app = app_with(crew, "", state_file, for_room=True)
    async with app.run_test() as pilot:
        await pilot.press("ctrl+t")
        await idle(pilot)
    assert read_state(state_file) == {}


@pytest.mark.parametrize("damaged", ["{", '{"theme": "no such theme"}', "[]"])
def test_a_damaged_state_starts_as_ever(crew: Crew, state_file: Path, damaged: str) -> None:
    state_file.parent.mkdir(parents=True)
    state_file.write_text(damaged, encoding="utf-8")
    assert app_with(crew, "", state_file).theme == "huddle-dark"


async def test_an_app_without_settings_leaves_nothing_behind(crew: Crew, state_file: Path) -> None:
    app = HuddleApp(crew["Ana"])
    async with app.run_test() as pilot:
        await pilot.press("ctrl+t")
        await idle(pilot)
    assert read_state(state_file) == {}
    assert not app.settings.accessible


async def test_the_team_is_remembered(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUDDLE_HOME", str(crew.path.parent))
    app = app_with(crew, "", state_path())
    async with app.run_test() as pilot:
        await idle(pilot)
    assert read_state(state_path())[TEAM] == crew.path.name


# -- what moves and beeps


@pytest.mark.parametrize(
    ("text", "level"), [("", "full"), ("animations = false", "none"), ("accessible = true", "none")]
)
async def test_animations_can_be_switched_off(crew: Crew, text: str, level: str) -> None:
    app = app_with(crew, text)
    async with app.run_test():
        assert app.animation_level == level


@pytest.mark.parametrize(("text", "beeps"), [("", 1), ("bell = false", 0)])
def test_the_bell_can_be_switched_off(crew: Crew, monkeypatch: pytest.MonkeyPatch, text: str, beeps: int) -> None:
    beeped: list[App[Any]] = []
    monkeypatch.setattr(App, "bell", lambda app: beeped.append(app))
    app_with(crew, text).bell()
    assert len(beeped) == beeps


def test_each_place_to_start_is_a_main_screen() -> None:
    assert set(MODES_BY_PLACE.values()) <= set(HuddleApp.MODES)


# -- what is wrong


async def test_all_that_is_wrong_is_one_toast(crew: Crew) -> None:
    app = app_with(crew, 'them = "dark"\ntheme = "drak"\nbell = 3')
    async with app.run_test(notifications=True) as pilot:
        await idle(pilot)
        assert toasts(app) == [
            "config.toml, line 1: unknown setting “them”. Did you mean theme?\n"
            "2 more problems. See them with: huddle config"
        ]
        assert app.theme == "huddle-dark"


async def test_one_wrong_setting_is_told_with_its_line(crew: Crew) -> None:
    app = app_with(crew, '\ntheme = "drak"')
    async with app.run_test(notifications=True) as pilot:
        await idle(pilot)
        assert toasts(app) == ["config.toml, line 2: there is no theme “drak”. Did you mean dark?"]


# -- keys


async def test_a_key_of_the_settings_does_what_its_id_says(crew: Crew) -> None:
    app = app_with(crew, '[keys]\n"help" = "f7"\n')
    async with app.run_test() as pilot:
        await idle(pilot)
        await pilot.press("question_mark")
        assert len(app.screen_stack) == 1
        await pilot.press("f7")
        assert len(app.screen_stack) == 2


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('"quiit" = "f7"', "no action has the name “quiit”. Did you mean quit?"),
        ('"help" = "ctrl+m"', "terminals send enter for ctrl+m. Choose another key."),
        ('"help" = "pagedwn"', "there is no key “pagedwn”. Did you mean pagedown?"),
        ('"quit" = "q"', "“q” is a letter that people type. Choose a key with ctrl, or a function key."),
    ],
)
async def test_a_key_that_cannot_be_is_told_and_not_used(crew: Crew, line: str, sentence: str) -> None:
    app = app_with(crew, f'[keys]\n"theme" = "f8"\n{line}\n')
    async with app.run_test(notifications=True) as pilot:
        await idle(pilot)
        assert toasts(app) == [f"config.toml, line 3: {sentence}"]
        await pilot.press("f8")
        assert app.theme == "huddle-light"
        await pilot.press("q")
        assert app.is_running


async def test_a_key_that_something_else_has_is_told(crew: Crew) -> None:
    app = app_with(crew, '[keys]\n"theme" = "?,f7"\n')
    async with app.run_test(notifications=True) as pilot:
        await idle(pilot)
        (sentence,) = toasts(app)
        assert sentence.startswith("config.toml, line 2: the key ? does two things on every screen")
        assert sentence.endswith(": “Theme” (theme) and “Help” (help). Give one of them another key.")


async def test_a_key_that_two_actions_have_in_one_place_names_it(crew: Crew) -> None:
    app = app_with(crew, '[keys]\n"commitments.keep" = "l"\n')
    async with app.run_test(notifications=True) as pilot:
        await idle(pilot)
        assert toasts(app) == [
            "config.toml, line 2: the key l does two things in Me: “Kept” (commitments.keep) and “Log” (entry.log). "
            "Give one of them another key."
        ]


def test_one_action_has_one_id() -> None:
    """Where the same words and key mean the same, so that one line in the settings changes it everywhere."""
    ids: dict[tuple[str, str], set[str]] = {}
    for key_id, binding in key_names.list_bindings().items():
        if binding.tooltip and not binding.key.startswith("escape"):
            ids.setdefault((str(binding.tooltip), binding.key), set()).add(key_id)
    assert {words: found for words, found in ids.items() if len(found) > 1} == {}


async def test_an_id_of_before_still_gives_its_action_a_key(crew: Crew) -> None:
    assert not set(CURRENT_IDS) & set(key_names.list_bindings())
    assert set(CURRENT_IDS.values()) <= set(key_names.list_bindings())
    app = app_with(crew, '[keys]\n"me.log" = "f8"\n"home.add" = "f6"\n"commitments.add" = "f9"\n')
    assert dict(app.settings.keys) == {"entry.log": "f8", "commitments.add": "f9"}
    async with app.run_test(notifications=True) as pilot:
        await idle(pilot)
        assert toasts(app) == []
        await pilot.press("f9")
        assert type(app.screen).__name__ == "CommitmentForm"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Control-L", "ctrl+l"), ("ctrl + l", "ctrl+l"), ("Ctrl+L", "ctrl+l"), ("^l", "ctrl+l"), ("F-2", "f2"),
        ("F2", "f2"), ("Page Down", "pagedown"), ("PgUp", "pageup"), ("esc", "escape"), ("Return", "enter"),
        ("Shift + Tab", "shift+tab"), ("Strg-G", "ctrl+g"), ("pagedwn", "pagedown"), ("what is this", ""),
    ],
)  # fmt: skip
def test_the_key_that_is_meant_is_suggested(typed: str, meant: str) -> None:
    assert key_names.suggest_key(typed) == meant


def test_what_shares_a_key_may_share_another() -> None:
    """Only one of the two is offered at a time; so it is with start and finish."""

    class Shared(Widget):
        BINDINGS = [Binding("n", "begin", id="test.begin"), Binding("n", "finish", id="test.finish")]

    Shared.__module__ = "tui.test"
    try:
        assert key_names.keep_siblings({"test.begin": "b"}) == {"test.begin": "b", "test.finish": "n"}
        assert key_names.find_clashes({"test.begin": "b", "test.finish": "b"}) == []
    finally:
        Shared.__module__ = __name__


def test_keys_that_change_places_do_not_clash() -> None:
    assert key_names.find_clashes({"theme": "?", "help": "ctrl+t"}) == []
    (clash,) = key_names.find_clashes({"theme": "f7", "help": "f7"})
    assert {action.id for action in clash.actions} == {"theme", "help"}


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("n", True), ("N", True), ("?", True), ("question_mark", True), ("ctrl+g", True), ("f2", True), ("+", True),
        ("pagedown", True), ("shift+tab", True), ("space", True), ("ctrl+shift+left", True), ("é", True),
        ("contrl+g", False), ("nn", False), ("", False), ("<none>", False),
    ],
)  # fmt: skip
def test_the_name_of_a_key_is_known(name: str, is_one: bool) -> None:
    assert key_names.is_key(name) is is_one


def test_every_key_can_be_changed() -> None:
    """Each binding has an id, by which the settings give it a key, and loses the one that it had."""
    without, not_changed, checked = [], [], set()
    known = key_names.list_bindings()
    nodes = key_names.list_nodes()
    sharing = {
        each.id
        for node in nodes
        for group in node._merge_bindings().key_to_bindings.values()
        if len({each.id for each in group}) > 1
        for each in group
    }
    kept = {
        key_id: key_names.keep_siblings({key_id: "ctrl+f12"}) if key_id in sharing else {key_id: "ctrl+f12"}
        for key_id in known
    }
    for node in nodes:
        own = BindingsMap(node.__dict__.get("BINDINGS", ()))
        for binding in [binding for bindings in own.key_to_bindings.values() for binding in bindings]:
            if not binding.id:
                without.append(f"{node.__name__} {binding.key}")
                continue
            checked.add(binding.id)
            bindings = node._merge_bindings()
            others = _table(bindings, without=binding.id)
            bindings.apply_keymap(kept[binding.id])
            keys = {key for key, found in bindings.key_to_bindings.items() for each in found if each.id == binding.id}
            if keys != {"ctrl+f12"} or not _acts(bindings, binding):
                not_changed.append(f"{node.__name__} {binding.id}: {keys}")
            elif (now := _table(bindings, without=binding.id)) != others:
                not_changed.append(f"{node.__name__} {binding.id} changes {now ^ others}")
    assert without == []
    assert not_changed == []
    assert checked == set(known)
    loaded = LoadedSettings(parse_settings("[keys]\n" + "".join(f'"{name}" = "ctrl+f12"\n' for name in known)).settings)
    assert len(loaded.settings.keys) == len(known)
    assert find_key_problems(loaded, known) == []


def _table(bindings: BindingsMap, *, without: str) -> set[tuple[str | None, str]]:
    """Returns the ids and keys of the other bindings."""
    found = [each for group in bindings.key_to_bindings.values() for each in group]
    return {(each.id, each.key) for each in found if each.id != without}


def _acts(bindings: BindingsMap, binding: Binding) -> bool:
    return any(each.action == binding.action for each in bindings.key_to_bindings.get("ctrl+f12", []))


# -- how numbers and days are written


async def test_each_app_writes_numbers_and_days_in_its_own_way(crew: Crew, clock: FrozenClock) -> None:
    """Two in one process, also where a thread reads: the plan is read in the background."""
    lived_in(crew, clock)
    session = crew["Ana"]
    german, plain = (
        HuddleApp(session, start="me", preferences=Preferences(parse_settings(text)))
        for text in ('numbers = "de"\ndates = "07.12."\n', "")
    )
    async with german.run_test(size=WIDE) as here, plain.run_test(size=WIDE) as there:
        await idle(here)
        await idle(there)
        for app, pilot in ((german, here), (plain, there)):
            app.call_later(app.action_go, "plan")  # in the app's own task, as a key does
            await idle(pilot)
        assert re.search(r"\d,\d+k", frame(german)), frame(german)
        assert not re.search(r"\d\.\d+k", frame(german)), frame(german)
        assert re.search(r"\d\.\d+k", frame(plain)), frame(plain)
