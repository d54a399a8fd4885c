"""The `huddle` command. It imports almost nothing at the top, because that would slow down every `huddle me`."""

from __future__ import annotations

import sys

COMMANDS: dict[str, dict[str, tuple[str, str]]] = {
    "Meeting": {
        "meet": ("screens", "the meeting screen; --room is the projector's view"),
        "capture": ("screens", "quick entry for a scribe"),
        "say": ("say", "state a card from the shell"),
        "commit": ("commit", "say what you will do, and by when"),
        "commitment": ("commitment", "list commitments; kept, missed, reworded, rates"),
        "hurdle": ("hurdle", "name what stands in the way; list it, and how it ended"),
        "praise": ("praise", "praise somebody: it goes to them alone"),
        "celebration": ("celebration", "what you will celebrate with, and how far it is"),
        "goal": ("goal", "goals: yours, the team's, and who carries them"),
        "rotation": ("rotation", "who hosts next, and why"),
        "swot": ("swot", "the team's map of the year, in its own order"),
        "pulse": ("pulse", "how the meeting felt, and over the weeks"),
        "misunderstanding": ("misunderstanding", "raise one quietly to the host or the leader"),
        "minutes": ("minutes", "what a meeting decided"),
    },
    "Numbers": {
        "me": ("me", "my progress, printed"),
        "log": ("log", "enter an amount on a metric"),
        "standings": ("standings", "the leaderboard, printed"),
        "board": ("screens", "the leaderboard on the wall"),
        "metric": ("metric", "add and list what is counted"),
        "measure": ("measure", "what the team chose to measure itself by"),
        "target": ("target", "propose, agree on and list what is to be reached"),
        "plan": ("plan", "what is agreed, what the plan needs, and the gap"),
        "signals": ("signals", "what is behind and what went well, early"),
        "due": ("due", "what is due, and what to do about it"),
        "account": ("account", "whose each customer is; add, hand over, touched"),
    },
    "Talks": {
        "one-on-one": ("one_on_one", "leader and member, card by card; prepare it here"),
        "feedback": ("feedback", "ask for it, offer it, decide who reads it"),
        "review": ("review", "announced; skills rated by both before you meet"),
        "ladder": ("ladder", "the documented steps, seen by the two alone"),
        "passphrase": ("passphrase", "what you sign with"),
    },
    "Team": {
        "init": ("init", "make a team"),
        "team": ("team", "the team's question, currency, working days"),
        "member": ("member", "add, list, show, change and import members"),
        "group": ("group", "make groups of 10–15, name their scribes"),
        "absence": ("absence", "who is away when, and the team's holidays"),
        "train": ("train", "log a training session"),
        "training": ("training", "who trains, and today's role-play pairs"),
        "demo": ("screens", "a sample team, in a copy that is thrown away"),
    },
    "Files": {
        "import": ("import_", "take in an export of your CRM"),
        "digest": ("digest", "what is open and what comes next, for mail or chat"),
        "calendar": ("calendar", "meetings, turns and due days for your calendar"),
        "export": ("export", "every table as CSV and JSON; a sheet for who can change what"),
        "webhook": ("webhook", "tell Slack, Teams or a program of what happened"),
        "check": ("check", "look whether the team's file is whole"),
        "completions": ("completions", "for your shell: bash, zsh or fish"),
    },
}
"""The commands by subject: for each word its module in `tui.commands`, and what it does in one line."""

GLOBAL_OPTIONS = {"--db": "PATH", "--team": "NAME", "--as": "MEMBER"}
"""The options that may come before or after the command's word, and what their values are."""

HIDDEN_COMMANDS = {"__complete": "complete"}
"""Commands that the help does not list, by word: shells call them for completion."""

HOME_COMMAND = ("screens", "the home screen")
"""The module and description of `huddle` without a word."""

INTERRUPTED_STATUS = 130
"""The exit status after Ctrl-C: 128 + SIGINT, as in shells."""

PIPE_CLOSED_STATUS = 141
"""The exit status after the reader of the output has gone: 128 + SIGPIPE."""


class UsageError(Exception):
    """The command line is wrong; its text says how, for the user."""


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit status: 0, 1 for an error, 2 for wrong usage."""
    from core.errors import HuddleError

    argv = sys.argv[1:] if argv is None else argv
    try:
        status = _run(argv)
        sys.stdout.flush()
        return status
    except UsageError as error:
        return _print_error(str(error), 2)
    except HuddleError as error:
        return _print_error(str(error), 1)
    except KeyboardInterrupt:
        return INTERRUPTED_STATUS
    except BrokenPipeError:
        return _handle_closed_pipe()
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
            sys.stdout.write(_help_text())
            return 0
        first, rest = rest[1], [rest[1], "--help"]
    if first in ("-V", "--version"):
        from importlib.metadata import version

        print(f"huddle {version('huddle-tui')}")  # noqa: T201
        return 0
    if first is not None and first.startswith("-"):
        raise UsageError(f"There is no option {first} before the word. See: huddle --help")
    module_name = _find_module(first)

    from argparse import ArgumentParser, HelpFormatter
    from importlib import import_module

    from tui.commands.context import Context

    command = import_module(f"tui.commands.{module_name}")
    word = first or "home"
    parser = ArgumentParser(
        prog=f"huddle {first}" if first else "huddle",
        description=_description(word),
        epilog="Also: --db PATH, --team NAME and --as MEMBER, anywhere.",
        allow_abbrev=False,
        # Given here, because argparse would import shutil for it, a tenth of the time that `huddle me` may take.
        formatter_class=lambda prog: HelpFormatter(prog, width=_help_width()),
    )
    command.add(parser, word)
    args = parser.parse_args(rest[1:])
    args.word = word
    context = Context(db=values.get("--db"), team=values.get("--team"), as_option=values.get("--as"))
    try:
        status = command.run(args, context)
        return status if isinstance(status, int) else 0
    finally:
        context.close()


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

    from difflib import get_close_matches

    matches = get_close_matches(word, [name for words in COMMANDS.values() for name in words], n=1, cutoff=0.5)
    hint = f"Did you mean: huddle {matches[0]}" if matches else "See what there is with: huddle --help"
    raise UsageError(f"There is no command “{word}”. {hint}")


def _description(word: str) -> str:
    for words in COMMANDS.values():
        if word in words:
            return words[word][1][:1].upper() + words[word][1][1:] + "."
    return "The home screen."


def _help_width() -> int:
    """Return the width of help in columns: that of the terminal, at most 100, less two; 78 without a terminal."""
    import os

    try:
        return min(os.get_terminal_size().columns, 100) - 2
    except OSError:
        return 78


def _help_text() -> str:
    lines = ["usage: huddle [--db PATH] [--team NAME] [--as MEMBER] [WORD …]", ""]
    lines += [f"  {'huddle':<18}{HOME_COMMAND[1]}"]
    for subject, words in COMMANDS.items():
        lines += ["", subject]
        lines += [f"  {word:<18}{line}" for word, (_, line) in words.items()]
    lines += [
        "",
        "huddle WORD --help tells more. What reads has --json.",
        "--db, --team and --as may stand before the word or after it; HUDDLE_DB,",
        "HUDDLE_TEAM and HUDDLE_AS say the same once and for all.",
        "A new team begins with: huddle init NAME",
    ]
    return "\n".join(lines) + "\n"


# -- errors


def _print_error(sentence: str, status: int) -> int:
    sys.stderr.write(f"huddle: {sentence}\n")
    return status


def _handle_closed_pipe() -> int:
    """Return the exit status after the reader of a pipe has gone.

    Standard output is pointed at the null device, or Python would print an error when it flushes at exit.
    """
    import os

    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        return PIPE_CLOSED_STATUS
    return PIPE_CLOSED_STATUS


def _handle_unexpected(error: Exception) -> int:
    """Print a sentence for an unexpected exception and return 1. With HUDDLE_DEBUG=1, raise it again."""
    import os

    if os.environ.get("HUDDLE_DEBUG") == "1":
        raise error
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return _print_error(f"{where}{error.strerror or error}.", 1)
    return _print_error(
        f"Something went wrong that Huddle did not foresee ({type(error).__name__}: {error}). Nothing that was "
        "said is lost. HUDDLE_DEBUG=1 shows where; please report it.",
        1,
    )


if __name__ == "__main__":
    sys.exit(main())
