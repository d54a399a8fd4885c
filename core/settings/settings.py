"""A person's settings: what the settings file says, checked, with the reason for what is not used."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType

from core.settings.settings_file import FILE_NAME, MAX_BYTES, MAX_WRONG_LINES, is_true, parse_toml, split_lines
from core.values.printable import printable
from core.values.writing import DATES, NUMBERS

PLACES = ("home", "meeting", "leaderboard", "me", "team", "plan")
"""Where Huddle can start."""

OWN_THEMES = ("auto", "dark", "light", "projector")
"""The names of Huddle's own themes in the settings; `auto` follows the terminal."""

KEYS = "keys"
"""The table of the file that holds keys by the id of what they do."""


@dataclass(frozen=True)
class Rule:
    """What one setting may be."""

    about: str
    """What it does, for the commented file."""
    kind: type[str] | type[bool] = str
    choices: tuple[str, ...] = ()
    """The values that are allowed; empty for any."""


RULES: Mapping[str, Rule] = {
    "theme": Rule("auto, dark, light, projector, or any theme of Textual"),
    "room_theme": Rule("the theme of the room view: meet --room and board --rotate"),
    "start": Rule(f"where Huddle starts: {', '.join(PLACES)}", choices=PLACES),
    "team": Rule("the team to open; --team and HUDDLE_TEAM come first"),
    "as": Rule("who you are; --as and HUDDLE_AS come first"),
    "accessible": Rule("for screen readers: no animation, words for signs; also --accessible, ACCESSIBLE=1", bool),
    "animations": Rule("false: nothing on the screen moves by itself", bool),
    "bell": Rule("false: the terminal never beeps", bool),
    "numbers": Rule("how numbers are written: en 1,234.5 · de 1.234,5 · fr 1 234,5 · ch 1'234.5", choices=NUMBERS),
    "dates": Rule('how days are written: "7 Dec", "Dec 7", "07.12." or "2026-12-07"', choices=DATES),
    "hints": Rule("false: no first steps on the home screen", bool),
}
"""The settings by their names in the file, in its order."""


@dataclass(frozen=True)
class Settings:
    """What holds. The names are those of the file, except for `member`, which is `as` there."""

    theme: str = "auto"
    room_theme: str = "projector"
    start: str = "home"
    team: str = ""
    member: str = ""
    accessible: bool = False
    animations: bool = True
    bell: bool = True
    numbers: str = NUMBERS[0]
    dates: str = DATES[0]
    hints: bool = True
    keys: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Keys, as Textual names them and several with commas, by the id of the binding."""

    def value(self, name: str) -> str | bool:
        """Return the value of the setting with that name in the file."""
        value: str | bool = getattr(self, _field_of(name))
        return value


@dataclass(frozen=True)
class Problem:
    """Something in the settings that is not used."""

    line: int | None
    """Its line in the file, counted from 1; None for the whole file."""
    text: str
    """What is wrong, and what to do, as sentences that begin in lower case."""

    def describe(self, file_name: str = FILE_NAME) -> str:
        """Return it with its place: `config.toml, line 4: unknown setting “them”. Did you mean theme?`"""
        place = f"{file_name}, line {self.line}" if self.line is not None else file_name
        return f"{place}: {self.text}"


@dataclass(frozen=True)
class LoadedSettings:
    """The settings that hold, and where they come from."""

    settings: Settings = Settings()
    problems: tuple[Problem, ...] = ()
    sources: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Where each setting that is not a default comes from: an option, a variable, or a line of the file."""
    lines: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """The line of each entry of the file; a key has the name `keys.` and its id."""
    path: Path | None = None
    """The settings file, which may not exist; None for settings that come from none."""

    @property
    def file_name(self) -> str:
        """The name of the settings file."""
        return FILE_NAME if self.path is None else printable(self.path.name)


def load_settings(
    path: Path, *, options: Mapping[str, str | bool], env: Mapping[str, str], is_named: bool = False
) -> LoadedSettings:
    """Read the settings file and return what holds: options come first, then the environment, the file, the defaults.

    `options` are those given on the command line, by the name of the setting. A file that `is_named` should exist. What
    is wrong is in `problems`: never raises for a file.
    """
    text, unreadable = _read_file(path, is_named=is_named)
    found = parse_settings(text)
    values = {name: found.settings.value(name) for name in found.sources}
    sources = {name: f"{path.name}, {line}" for name, line in found.sources.items()}
    for name, variable in (("team", "HUDDLE_TEAM"), ("as", "HUDDLE_AS"), ("accessible", "ACCESSIBLE")):
        if said := env.get(variable):
            values[name] = is_true(said) if RULES[name].kind is bool else said
            sources[name] = variable
    for name, value in options.items():
        values[name], sources[name] = value, f"--{name}"
    settings = Settings(
        keys=found.settings.keys,
        **{_field_of(name): value for name, value in values.items()},  # type: ignore[arg-type]  # checked by RULES
    )
    return LoadedSettings(settings, (*unreadable, *found.problems), sources, found.lines, path)


def _read_file(path: Path, *, is_named: bool) -> tuple[str, list[Problem]]:
    try:
        with open(path, encoding="utf-8-sig") as file:
            text = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return "", [Problem(None, "there is no such file. Make it with: huddle config edit")] if is_named else []
    except UnicodeDecodeError:
        return "", [Problem(None, "the file is not UTF-8 text. Save it as UTF-8.")]
    except OSError as error:
        return "", [Problem(None, f"the file cannot be read ({error.strerror or error}).")]
    except ValueError:  # a path that cannot be one
        return "", [Problem(None, "there can be no file of that name.")]
    if len(text) > MAX_BYTES:
        return "", [Problem(None, f"the file is longer than {MAX_BYTES // 1000} kB, so it is not read.")]
    return text, []


def parse_settings(text: str) -> LoadedSettings:
    """Return what the text of a settings file says. What is wrong is left out and named in `problems`.

    `sources` gives the line of each setting, as `line 3`. Themes and the ids of keys are checked by `check_names`.
    """
    table, wrong_lines = parse_toml(text)
    lines = find_lines(text)
    typed = split_lines(text)
    problems = [Problem(line, _no_toml(typed[line - 1])) for line in wrong_lines]
    values: dict[str, str | bool] = {}
    keys: dict[str, str] = {}
    for name, value in table.items():
        if name == KEYS or "." in name:
            # A name with a point is a key wherever it stands: who writes one below “# [keys]” leaves the # there.
            found, wrong = _read_keys(value if name == KEYS else {name: value}, lines)
            keys |= found
            problems += wrong
        elif (reason := _reason_against(name, value)) is not None:
            problems.append(Problem(lines.get(name), reason))
        else:
            assert isinstance(value, str | bool)
            values[name] = value.strip() if isinstance(value, str) else value
    if len(wrong_lines) == MAX_WRONG_LINES:
        problems = [Problem(wrong_lines[0], _no_toml(typed[wrong_lines[0] - 1]))]
    settings = Settings(
        keys=MappingProxyType(keys),
        **{_field_of(name): value for name, value in values.items()},  # type: ignore[arg-type]  # checked by RULES
    )
    sources = {name: f"line {lines[name]}" if name in lines else "line ?" for name in values}
    return LoadedSettings(settings, tuple(sorted(problems, key=_place)), sources, lines)


def check_names(
    loaded: LoadedSettings, *, themes: Collection[str] | None = None, key_ids: Collection[str] | None = None
) -> Iterator[Problem]:
    """Yield a problem for each theme and each key's id that there is not, with the name that may be meant."""
    if themes is not None:
        for name in ("theme", "room_theme"):
            if (value := str(loaded.settings.value(name))) not in themes:
                yield Problem(loaded.lines.get(name), f"there is no theme “{value}”.{did_you_mean(value, themes)}")
    if key_ids is not None:
        for key_id in loaded.settings.keys:
            if key_id not in key_ids:
                hint = did_you_mean(key_id, key_ids) or " See all names with: huddle config --keys"
                yield Problem(_line_of_key(loaded.lines, key_id), f"no action has the name “{key_id}”.{hint}")


def did_you_mean(typed: str, names: Collection[str]) -> str:
    """Return ` Did you mean theme?` for the name that is most like what was typed; an empty text if none is."""
    matches = get_close_matches(typed.casefold(), names, n=1, cutoff=0.6)
    return f" Did you mean {matches[0]}?" if matches else ""


def find_lines(text: str) -> dict[str, int]:
    """Return the line of each entry; of those below a heading, as `[keys]`, with its name before: `keys.meeting.next`.

    Of a name that stands twice, the first.
    """
    lines: dict[str, int] = {}
    heading = ""
    for number, line in enumerate(split_lines(text), 1):
        if match := re.match(r"\s*\[+\s*([^\]]+?)\s*\]", line):
            name = match[1].strip("\"'")
            lines.setdefault(name, number)
            heading = f"{name}."
        elif match := re.match(r"""\s*("[^"]*"|'[^']*'|[\w.\- ]+?)\s*=""", line):
            lines.setdefault(heading + match[1].strip("\"'"), number)
    return lines


def _read_keys(value: object, lines: Mapping[str, int]) -> tuple[dict[str, str], list[Problem]]:
    if not isinstance(value, dict):
        return {}, [Problem(lines.get(KEYS), "keys is a table. Write [keys] on a line of its own, and keys below it.")]
    keys: dict[str, str] = {}
    problems = []
    for key_id, said in _flatten(value):
        if isinstance(said, str) and said.strip(", "):
            keys[key_id] = ",".join(part.strip() for part in said.split(",") if part.strip())
        else:
            problems.append(
                Problem(_line_of_key(lines, key_id), f'“{key_id}” needs a key in quotes, as in "{key_id}" = "n".')
            )
    return keys, problems


def _line_of_key(lines: Mapping[str, int], key_id: str) -> int | None:
    return lines.get(f"{KEYS}.{key_id}") or lines.get(key_id)


def _flatten(table: Mapping[str, object], before: str = "") -> Iterator[tuple[str, object]]:
    """Yield the entries of the table by their whole names: without quotes, TOML takes `meeting.next` for a table."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flatten(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def _reason_against(name: str, value: object) -> str | None:
    """Return why this setting cannot be used; None if it can."""
    shown = printable(name)
    rule = RULES.get(name)
    if rule is None:
        return f"unknown setting “{shown}”.{did_you_mean(name, [*RULES, KEYS])}"
    if rule.kind is bool:
        return None if isinstance(value, bool) else f"{shown} is true or false, without quotes."
    if not isinstance(value, str):
        return f'{shown} needs text in quotes, as in {shown} = "{_default(name)}".'
    if rule.choices and value.strip() not in rule.choices:
        names = [f"“{choice}”" for choice in rule.choices]
        hint = did_you_mean(value, rule.choices) or f" Choose {', '.join(names[:-1])} or {names[-1]}."
        return f"{shown} cannot be “{printable(value)}”.{hint}"
    return None


def _no_toml(line: str) -> str:
    """Return what to do about a line that is no TOML."""
    typed = printable(line.strip())
    name, equals, value = (part.strip() for part in typed.partition("="))
    if equals and name and value and not set(value) & set("\"'[]{}"):
        return f'“{typed}” cannot be read. Put text in quotes: {name} = "{value.partition("#")[0].strip()}"'
    return f'“{typed}” cannot be read. A setting is written as: name = "value"'


def _field_of(name: str) -> str:
    return "member" if name == "as" else name


def _default(name: str) -> str | bool:
    return Settings().value(name)


def _place(problem: Problem) -> int:
    return problem.line or 0


assert {field.name for field in fields(Settings)} == {*map(_field_of, RULES), KEYS}, "a setting without a rule"


def commented_file() -> str:
    """Return the text of a settings file that names every setting with its default, each in a comment."""
    written = {name: _toml(Settings().value(name)) for name in RULES}
    examples = {"team": '"northwind-west"', "as": '"Ana Ruiz"'}
    entries = {name: f"# {name} = {examples.get(name, value)}" for name, value in written.items()}
    width = max(map(len, entries.values()))
    return "\n".join(
        [
            "# Your settings for Huddle on this computer. Take the # away from a line and change its value.",
            "# To see what applies now, and why: huddle config",
            "",
            *(f"{entry:<{width}}  # {RULES[name].about}" for name, entry in entries.items()),
            "",
            "# Your own keys. Below [keys], write the name of an action, and its key: n, ctrl+n, f2 or pagedown.",
            "# Several keys: with commas. The names of all actions: huddle config --keys",
            "# Not ctrl+m, ctrl+i and ctrl+h: terminals send enter, tab and backspace for them.",
            "# [keys]",
            '# "entry.log" = "f8"',
            '# "meeting.next" = "n,pagedown,space"',
            "",
        ]
    )


def _toml(value: str | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else f'"{value}"'
