"""The `huddle` command. It imports almost nothing at the top, because that would slow down every `huddle me`."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from tui.commands.registry import (
    ALIASES,
    COMMANDS,
    GLOBAL_FLAGS,
    GLOBAL_OPTIONS,
    HIDDEN_COMMANDS,
    HOME_COMMAND,
    SYNONYMS,
)
from tui.commands.standard_streams import OutputError, abandon_output, flush_output, write_error, write_output

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from types import ModuleType

    from tui.commands.context import Context

INTERRUPTED_STATUS = 130
"""The exit status after Ctrl-C, or Ctrl-D at a prompt: 128 + SIGINT, as in shells."""

PIPE_CLOSED_STATUS = 141
"""The exit status after the reader of the output has gone: 128 + SIGPIPE."""


class UsageError(Exception):
    """The command line is wrong; its text says how, for the user."""


class StoredUnprintedError(Exception):
    """The command has done its work, and its answer could not be printed. The text says both, and why."""


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit status: 0, 1 for an error, 2 for wrong usage.

    What was stored is no error, also when nobody could be told of it.
    """
    from core.errors import HuddleError

    argv = sys.argv[1:] if argv is None else argv
    try:
        status = _run(argv)
        flush_output()
        return status
    except UsageError as error:
        return _print_error(str(error), 2)
    except HuddleError as error:
        from tui.action_hints import explain_in_shell

        return _print_error(_with_file(explain_in_shell(error), argv), 1)
    except (KeyboardInterrupt, EOFError):  # Ctrl-D at a prompt
        return INTERRUPTED_STATUS
    except StoredUnprintedError as error:
        abandon_output()
        return _print_error(str(error), 0)
    except OutputError as error:
        abandon_output()
        return _print_error(f"The answer could not be printed: {error}.", 1)
    except BrokenPipeError:
        abandon_output()
        return PIPE_CLOSED_STATUS
    except SystemExit as error:  # argparse has printed what is wrong
        return error.code if isinstance(error.code, int) else 1
    except Exception as error:
        return _handle_unexpected(error)


def _run(argv: list[str]) -> int:
    values, rest = _split_global_options(argv)
    first = rest[0] if rest else None
    if first in ("-h", "--help", "help"):
        # A word may follow: `huddle help log` is `huddle log --help`.
        if len(rest) == 1:
            write_output(_help_text())
            return 0
        first, rest = rest[1], [rest[1], "--help"]
    if first in ("-V", "--version", "version"):
        from importlib.metadata import version

        write_output(f"huddle {version('huddle-tui')}\n")
        return 0
    if first is not None and first.startswith("-"):
        raise UsageError(f"There is no option {first}. See: huddle --help")
    if first in ALIASES:
        rest = [*ALIASES[first], *rest[1:]]
        first = rest[0]
    module_name = _find_module(first)

    from argparse import HelpFormatter
    from importlib import import_module

    from tui.commands.context import Context
    from tui.commands.own_settings import OwnSettings
    from tui.commands.parser import CommandParser

    command = import_module(f"tui.commands.{module_name}")
    word = first or "home"
    parser = CommandParser(
        prog=f"huddle {first}" if first else "huddle",
        description=_description(word),
        epilog="Also, anywhere: --db PATH, --team NAME, --as MEMBER, --config PATH, --accessible.",
        allow_abbrev=False,
        # Given here, because argparse would import shutil for it, a tenth of the time that `huddle me` may take.
        formatter_class=lambda prog: HelpFormatter(prog, width=_help_width()),
    )
    command.add(parser, word)
    args = parser.parse_args(_with_verb(parser, rest[1:]))
    args.word = word
    context = Context(
        db=values.get("--db"),
        team=values.get("--team"),
        as_option=values.get("--as"),
        settings=OwnSettings(values.get("--config"), is_accessible="--accessible" in values),
    )
    try:
        with context.settings.writing():
            status = _run_command(command, args, context)
        flush_output()
        context.print_notices()
        return status if isinstance(status, int) else 0
    except (OutputError, BrokenPipeError) as error:
        if context.outcome:
            why = "the reader is gone" if isinstance(error, OSError) else error
            raise StoredUnprintedError(f"{context.outcome} Only the answer could not be printed ({why}).") from error
        raise
    except Exception as error:
        explained = context.explain(error)
        if explained is error:
            raise
        raise explained from error
    finally:
        context.close()


def _run_command(command: ModuleType, args: Namespace, context: Context) -> object:
    """Run the command; where it needs the member's key, ask for their passphrase and run it again."""
    try:
        return command.run(args, context)
    except Exception as error:
        if type(error).__name__ != "KeyNeeded" or context.ask_passphrase is None:
            raise
        from tui.commands.own_key import unlock_at_terminal

        unlock_at_terminal(context, getattr(error, "choose", ""))
        return command.run(args, context)


def _split_global_options(argv: list[str]) -> tuple[dict[str, str], list[str]]:
    """Split off the options of `GLOBAL_OPTIONS`: return their values and the other words. After `--` all words are
    kept.

    Raises `UsageError` for an option without a value.
    """
    values: dict[str, str] = {}
    rest: list[str] = []
    remaining = iter(argv)
    for word in remaining:
        if word == "--":
            rest += [word, *remaining]
            break
        if word in GLOBAL_FLAGS:
            values[word] = word
            continue
        name, equals, value = word.partition("=")
        if name not in GLOBAL_OPTIONS:
            rest.append(word)
            continue
        if not equals:
            value = next(remaining, "")
        if not value or (not equals and value.startswith("--")):
            raise UsageError(f"{name} needs its {GLOBAL_OPTIONS[name]}: {name} {GLOBAL_OPTIONS[name]}")
        values[name] = value
    return values, rest


def _find_module(word: str | None) -> str:
    if word is None:
        return HOME_COMMAND[0]
    for words in COMMANDS.values():
        if word in words:
            return words[word][0]
    if word in HIDDEN_COMMANDS:
        return HIDDEN_COMMANDS[word]

    commands = [f"huddle {match}" for match in _suggestions(word)]
    hint = f"Did you mean: {' or '.join(commands)}" if commands else "See all commands with: huddle --help"
    raise UsageError(f"There is no command “{word}”. {hint}")


def _suggestions(word: str) -> list[str]:
    """Return the commands that may be meant: those for which people type this word, else the one spelled most alike."""
    from difflib import get_close_matches

    typed = word.casefold()
    known = [command for command, words in SYNONYMS.items() if {typed, typed.removesuffix("s")} & {*words.split()}]
    spelled = get_close_matches(typed, [*_all_words(), *ALIASES], n=1, cutoff=0.5)
    if known and not (spelled and get_close_matches(typed, spelled, cutoff=0.85)):
        return known[:3]
    return [" ".join(ALIASES.get(match, (match,))) for match in spelled]


def _all_words() -> list[str]:
    return [word for words in COMMANDS.values() for word in words]


def _with_verb(parser: ArgumentParser, words: list[str]) -> list[str]:
    """Return the words with `list`, else `show`, before them, where a command needs a verb and none is given."""
    from argparse import _SubParsersAction

    verbs = next((action for action in parser._actions if isinstance(action, _SubParsersAction)), None)
    if (
        verbs is None
        or not verbs.required
        or any(not word.startswith("-") or word in ("-h", "--help") for word in words)
    ):
        return words
    usual = next((verb for verb in ("list", "show") if verb in verbs.choices), None)
    return words if usual is None else [usual, *words]


def _description(word: str) -> str:
    for words in COMMANDS.values():
        if word in words:
            return f"{words[word][1]}."
    return f"{HOME_COMMAND[1]}."


def _help_width() -> int:
    """Return the width of help in columns: that of the terminal, at most 100, less two; 78 without a terminal."""
    try:
        return min(os.get_terminal_size().columns, 100) - 2
    except OSError:
        return 78


def _help_text() -> str:
    lines = ["usage: huddle [--db PATH] [--team NAME] [--as MEMBER] [COMMAND …]", ""]
    lines += [f"  {'huddle':<18}{HOME_COMMAND[1]}"]
    for subject, words in COMMANDS.items():
        lines += ["", subject]
        lines += [f"  {word:<18}{line}" for word, (_, line) in words.items()]
    lines += [
        "",
        "See how a command is used with: huddle COMMAND --help",
        "Commands that read have --json. All take --db, --team, --as, --config PATH",
        "and --accessible, before the command or after it.",
        "Set HUDDLE_DB, HUDDLE_TEAM or HUDDLE_AS to avoid repeating them.",
        "Create a team with: huddle init NAME",
    ]
    return "\n".join(lines) + "\n"


# -- errors


def _print_error(sentence: str, status: int) -> int:
    write_error(f"huddle: {sentence}\n")
    return status


def _with_file(sentence: str, argv: list[str]) -> str:
    """Return the sentence with --db after the command in which it ends, where that was given: without it the command
    would be about another team."""
    import re
    from shlex import quote

    path = _split_global_options(argv)[0].get("--db")
    ends_in_command = re.search(r": huddle (?!init\b|demo\b|restore\b)[^:]*[^:.]$", sentence)
    if path is None or ends_in_command is None or "--db" in ends_in_command[0] or " or " in ends_in_command[0]:
        return sentence
    return f"{sentence} --db {quote(path)}"


def _handle_unexpected(error: Exception) -> int:
    """Print a sentence for an unexpected exception and return 1. With HUDDLE_DEBUG=1, raise it again."""
    if os.environ.get("HUDDLE_DEBUG") == "1":
        raise error
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return _print_error(f"{where}{error.strerror or error}.", 1)
    return _print_error(
        f"Unexpected error: {type(error).__name__}: {error}. Run again with HUDDLE_DEBUG=1 and report it. "
        "Check the team file with: huddle check",
        1,
    )


if __name__ == "__main__":
    sys.exit(main())
