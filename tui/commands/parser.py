"""The parser of a command's words, which prints as everything else does."""

from __future__ import annotations

import sys
from argparse import ArgumentParser

from tui.commands.standard_streams import write_error, write_output


class CommandParser(ArgumentParser):
    """Parses one command. Words that it does not know may hold anything, and are shown."""

    def _print_message(self, message: str, file: object = None) -> None:
        if message:
            (write_output if file is sys.stdout else write_error)(message)
