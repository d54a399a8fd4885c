"""The parser of a command's words, which prints as everything else does."""

from __future__ import annotations

import re
import sys
from argparse import ArgumentParser, Namespace, _SubParsersAction
from collections import deque
from collections.abc import Sequence

from tui.commands.standard_streams import write_error, write_output

_NEGATIVE_AMOUNT = re.compile(r"-[^\w\s-]*\d")
"""What begins like a negative amount, in any way of writing it: `-5`, `-1,5`, `-2k`, `-.5`, `-€5`."""


class CommandParser(ArgumentParser):
    """Parses one command. Options may stand anywhere between its words, and a negative amount is no option.

    Words that it does not know may hold anything, and are shown.
    """

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: Namespace | None = None
    ) -> tuple[Namespace, list[str]]:
        """Parse as `ArgumentParser` does, with options between the words too.

        The intermixed parsing of argparse loses the `--` after which all words are text.
        """
        words = sys.argv[1:] if args is None else args
        if any(isinstance(action, _SubParsersAction) for action in self._actions):
            return super().parse_known_args(words, namespace)  # the verb has a parser of its own
        return super().parse_known_args(self._with_options_first(words), namespace)

    def _with_options_first(self, words: Sequence[str]) -> list[str]:
        options: list[str] = []
        texts: list[str] = []
        rest = deque(words)
        while rest:
            word = rest.popleft()
            if word == "--":
                texts += rest
                break
            if not word.startswith("-") or word == "-" or _NEGATIVE_AMOUNT.match(word):
                texts.append(word)
            else:
                options += self._with_values(word, rest)
        return [*options, "--", *texts] if texts else options

    def _with_values(self, option: str, rest: deque[str]) -> list[str]:
        """Return the option with the values that it takes from the words after it."""
        action = self._option_string_actions.get(option)
        if action is None or action.nargs == 0 or not rest or rest[0].startswith("--"):
            return [option]
        if isinstance(action.nargs, int):
            return [option, *(rest.popleft() for _ in range(min(action.nargs, len(rest))))]
        return [f"{option}={rest.popleft()}"]  # one word: a value such as -2k would be taken for an option

    def _print_message(self, message: str, file: object = None) -> None:
        if message:
            (write_output if file is sys.stdout else write_error)(message)
