"""The settings file: what holds, what is wrong with it, and that a wrong line takes nothing else along."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.settings.settings import (
    PLACES,
    RULES,
    Settings,
    check_names,
    commented_file,
    find_lines,
    load_settings,
    parse_settings,
)
from core.settings.settings_file import read_basic_settings, settings_path
from core.values.writing import DATES, NUMBERS

WHOLE = """\
theme = "light"
room_theme = "dark"
start = "plan"
team = "northwind-west"
as = "Ana Ruiz"
accessible = true
animations = false
bell = false
numbers = "de"
dates = "Dec 7"
hints = false

[keys]
"meeting.next" = "n,pagedown, space"
"""


def test_every_setting_is_read() -> None:
    loaded = parse_settings(WHOLE)
    assert loaded.problems == ()
    assert loaded.settings == Settings(
        theme="light", room_theme="dark", start="plan", team="northwind-west", member="Ana Ruiz", accessible=True,
        animations=False, bell=False, numbers="de", dates="Dec 7", hints=False,
        keys={"meeting.next": "n,pagedown,space"},
    )  # fmt: skip
    assert loaded.sources["start"] == "line 3"
    assert loaded.lines["keys.meeting.next"] == 14


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('them = "dark"', "config.toml, line 2: unknown setting “them”. Did you mean theme?"),
        ("qqqq = 1", "config.toml, line 2: unknown setting “qqqq”."),
        ("theme = dark", 'config.toml, line 2: “theme = dark” cannot be read. Put text in quotes: theme = "dark"'),
        ("theme", 'config.toml, line 2: “theme” cannot be read. A setting is written as: name = "value"'),
        ('start = "leadrboard"', "config.toml, line 2: start cannot be “leadrboard”. Did you mean leaderboard?"),
        ('numbers = "xx"', "config.toml, line 2: numbers cannot be “xx”. Choose “en”, “de”, “fr” or “ch”."),
        ('bell = "no"', "config.toml, line 2: bell is true or false, without quotes."),
        ("start = 3", 'config.toml, line 2: start needs text in quotes, as in start = "home".'),
        ('keys = "n"', "config.toml, line 2: keys is a table. Write [keys] on a line of its own, and keys below it."),
    ],
)
def test_a_wrong_line_is_named_and_takes_nothing_along(line: str, sentence: str) -> None:
    loaded = parse_settings(f'# mine\n{line}\nas = "Ben"\n')
    assert [problem.describe() for problem in loaded.problems] == [sentence]
    assert loaded.settings == Settings(member="Ben")


def test_a_key_without_quotes_is_understood() -> None:
    loaded = parse_settings('[keys]\nmeeting.next = "n"\n"meeting.back" = 3\n')
    assert loaded.settings.keys == {"meeting.next": "n"}
    assert [problem.describe() for problem in loaded.problems] == [
        'config.toml, line 3: “meeting.back” needs a key in quotes, as in "meeting.back" = "n".'
    ]


def test_names_that_only_screens_know_are_checked_with_their_line() -> None:
    loaded = parse_settings('theme = "drak"\n[keys]\n"meeting.nxt" = "n"\n"me.kept" = "k"\n')
    found = check_names(loaded, themes=("auto", "dark", "projector"), key_ids=("meeting.next", "me.kept"))
    assert [problem.describe() for problem in found] == [
        "config.toml, line 1: there is no theme “drak”. Did you mean dark?",
        "config.toml, line 3: no action has the name “meeting.nxt”. Did you mean meeting.next?",
    ]


def test_a_file_of_nonsense_is_one_problem() -> None:
    loaded = parse_settings("what is this\n" * 200)
    assert len(loaded.problems) == 1
    assert loaded.settings == Settings()
    assert parse_settings("a = " + "[" * 10_000).settings == Settings()


_PIECES = st.sampled_from(
    [
        "theme",
        "start",
        "=",
        ' "dark"',
        "\n",
        "\r\n",
        "[keys]",
        '"me.kept" = "k"',
        "true",
        "#",
        "[[",
        '"',
        "''",
        "\u2028",
    ]
)


@given(st.text() | st.lists(_PIECES).map("".join) | st.lists(_PIECES).map(" ".join))
def test_no_text_stops_huddle(text: str) -> None:
    loaded = parse_settings(text)
    assert loaded.settings.start in PLACES
    assert loaded.settings.numbers in NUMBERS
    assert loaded.settings.dates in DATES
    lines = text.replace("\r\n", "\n").count("\n") + 1
    assert all(problem.line is None or 1 <= problem.line <= lines for problem in loaded.problems)


@given(st.sampled_from(sorted(RULES)), st.integers(0, 5))
def test_the_line_of_an_entry_is_its_line(name: str, before: int) -> None:
    assert find_lines("# a comment\n" * before + f"{name} = 1")[name] == before + 1


# -- the file


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "mine.toml"


def test_options_come_before_the_environment_the_file_and_the_defaults(file: Path) -> None:
    file.write_text('team = "file"\nas = "File"\naccessible = true\n', encoding="utf-8")
    env = {"HUDDLE_AS": "Env", "ACCESSIBLE": "0", "HUDDLE_TEAM": "env"}
    loaded = load_settings(file, options={"team": "option"}, env=env)
    assert (loaded.settings.team, loaded.settings.member, loaded.settings.accessible) == ("option", "Env", False)
    assert loaded.sources == {"team": "--team", "as": "HUDDLE_AS", "accessible": "ACCESSIBLE"}
    assert load_settings(file, options={}, env={}).sources["team"] == "mine.toml, line 1"
    assert load_settings(file, options={"accessible": True}, env={}).settings.accessible


@pytest.mark.parametrize("said", ["1", "true", "yes", "x"])
def test_accessible_is_on_by_the_environment(file: Path, said: str) -> None:
    assert load_settings(file, options={}, env={"ACCESSIBLE": said}).settings.accessible
    assert not load_settings(file, options={}, env={"ACCESSIBLE": ""}).settings.accessible


def test_a_file_that_is_missing_matters_only_where_it_is_named(file: Path) -> None:
    assert load_settings(file, options={}, env={}).problems == ()
    loaded = load_settings(file, options={}, env={}, is_named=True)
    assert loaded.problems[0].describe(loaded.file_name) == (
        "mine.toml: there is no such file. Make it with: huddle config edit"
    )


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"# long\n" * 20_000])
def test_a_file_that_cannot_be_read_is_a_sentence(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    loaded = load_settings(file, options={}, env={})
    assert len(loaded.problems) == 1
    assert loaded.settings == Settings()
    assert read_basic_settings(file).numbers == "en"


def test_a_folder_is_no_settings_file(tmp_path: Path) -> None:
    assert len(load_settings(tmp_path, options={}, env={}).problems) == 1
    assert read_basic_settings(tmp_path).team == ""


def test_what_commands_need_is_read_past_a_wrong_line(file: Path) -> None:
    file.write_text('\ufefftheme = dark\nteam = "west"\nas = "Ben"\nnumbers = "de"\ndates = "no"\n', encoding="utf-8")
    basic = read_basic_settings(file)
    assert (basic.team, basic.member, basic.numbers, basic.dates) == ("west", "Ben", "de", DATES[0])


def test_the_file_is_found_where_it_belongs(tmp_path: Path) -> None:
    env = {"XDG_CONFIG_HOME": str(tmp_path)}
    assert settings_path(env=env) == tmp_path / "huddle" / "config.toml"
    assert settings_path(env={**env, "HUDDLE_CONFIG": "/mine.toml"}) == Path("/mine.toml")
    assert settings_path("~/x.toml", {**env, "HUDDLE_CONFIG": "/mine.toml"}) == Path.home() / "x.toml"
    # A relative folder is ignored, as the specification says.
    assert settings_path(env={"XDG_CONFIG_HOME": "here"}).is_absolute()


def test_a_key_counts_below_a_heading_that_is_still_a_comment() -> None:
    loaded = parse_settings(commented_file() + '"entry.log" = "f8"\n"entry.lg" = "f9"\n')
    assert dict(loaded.settings.keys) == {"entry.log": "f8", "entry.lg": "f9"}
    (problem,) = check_names(loaded, key_ids=["entry.log"])
    assert (problem.line, problem.text) == (
        len(commented_file().splitlines()) + 2,
        "no action has the name “entry.lg”. Did you mean entry.log?",
    )


def test_the_commented_file_holds_every_default() -> None:
    text = commented_file()
    assert parse_settings(text).settings == Settings()
    assert tomllib.loads(text) == {}
    without = "\n".join(line.removeprefix("# ") for line in text.splitlines() if " = " in line and "[" not in line)
    values = tomllib.loads(without.partition('"entry.log"')[0])
    assert list(values) == list(RULES)
    kept = {name: value for name, value in values.items() if name not in ("team", "as")}
    assert kept == {name: Settings().value(name) for name in kept}
    assert max(map(len, text.splitlines())) <= 120
