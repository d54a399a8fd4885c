"""Where the settings file is, and what of it commands without a screen use. The standard library only.

`huddle me` imports it, which answers at once: without a settings file it costs one look for the file.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from core.values.writing import DATES, NUMBERS
from data.home import config_home

FILE_NAME = "config.toml"

Table = dict[str, object]

MAX_BYTES = 100_000
"""A larger file is not somebody's settings, and would take long to read."""

MAX_WRONG_LINES = 20
"""A file with more lines that are not TOML is given up as a whole."""


class BasicSettings:
    """The settings that every command uses: which team, who acts, and how what is printed is written."""

    __slots__ = ("dates", "is_accessible", "member", "numbers", "team")

    def __init__(self, table: Mapping[str, object]) -> None:
        self.team = _text(table, "team")
        """The name of the team to open, or an empty text."""
        self.member = _text(table, "as")
        """The name of the member who acts, or an empty text."""
        self.is_accessible = table.get("accessible") is True
        """Whether to print words in place of bars and signs."""
        numbers, dates = _text(table, "numbers"), _text(table, "dates")
        self.numbers = numbers if numbers in NUMBERS else NUMBERS[0]
        self.dates = dates if dates in DATES else DATES[0]


def _text(table: Mapping[str, object], name: str) -> str:
    value = table.get(name)
    return value.strip() if isinstance(value, str) else ""


def is_true(said: str) -> bool:
    """Return whether an environment variable switches something on: anything but empty, 0, false, no and off."""
    return said.strip().casefold() not in ("", "0", "false", "no", "off")


def settings_path(option: str | None = None, env: Mapping[str, str] | None = None) -> Path:
    """Return the path of the settings file: `option`, else HUDDLE_CONFIG, else in the user's folder. It may not
    exist."""
    env = os.environ if env is None else env
    named = option or env.get("HUDDLE_CONFIG")
    return Path(named).expanduser() if named else config_home(env) / FILE_NAME


def read_basic_settings(path: Path) -> BasicSettings:
    """Return what every command uses of the settings file. What is missing, or wrong, has its default: never raises."""
    try:
        with open(path, encoding="utf-8-sig") as file:
            text = file.read(MAX_BYTES)
    except (OSError, ValueError):
        return BasicSettings({})
    return BasicSettings(parse_toml(text)[0])


def parse_toml(text: str) -> tuple[Table, list[int]]:
    """Return the table that the text holds, without the lines that are not TOML, and the numbers of these lines."""
    import tomllib  # only for who has a settings file: it takes a tenth of the time that `huddle me` may take

    lines, wrong = split_lines(text), list[int]()
    while len(wrong) < MAX_WRONG_LINES:
        try:
            return tomllib.loads("\n".join(lines)), wrong
        except RecursionError:
            return {}, [1]
        except tomllib.TOMLDecodeError as error:
            line = _line_of(str(error), lines)
            if line is None:
                break
            lines[line - 1] = ""
            wrong.append(line)
    return {}, wrong


def split_lines(text: str) -> list[str]:
    """Return the lines of a text as TOML counts them."""
    return text.replace("\r\n", "\n").split("\n")


def _line_of(message: str, lines: list[str]) -> int | None:
    """Return the number of the line that is meant by "(at line 3, column 8)", or "(at end of document)"; None if there
    is nothing on it."""
    _, _, place = message.rpartition("(at line ")
    number = place.partition(",")[0]
    line = int(number) if number.isdigit() else len(lines)
    while line > 0 and not lines[line - 1].strip():
        line -= 1
    return line or None
