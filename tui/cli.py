"""The `huddle` command. What it imports at the top is paid for by every `huddle me`, so it is next to nothing."""

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
        "member": ("member", "add, list, change and import members"),
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
"""The words, by what they are about: the module in `tui.commands`, and what it does in one line."""

ANYWHERE = {"--db": "PATH", "--team": "NAME", "--as": "MEMBER"}
"""The options that stand before the word or after it."""

UNLISTED = {"__complete": "complete"}
"""What shells ask while one types: quick, and in no help."""

HOME = ("screens", "the home screen")

CTRL_C = 130
"""128 + SIGINT, as shells have it."""

PIPE_CLOSED = 141
"""128 + SIGPIPE: what `yes | head` ends with."""


class Usage(Exception):
    """The command was typed wrongly."""


def main(argv: list[str] | None = None) -> int:
    """Runs one command. Returns its exit status: 1 for what went wrong, 2 for wrong usage."""
    from core.errors import HuddleError

    argv = sys.argv[1:] if argv is None else argv
    try:
        status = _run(argv)
        sys.stdout.flush()
        return status
    except Usage as error:
        return _told(str(error), 2)
    except HuddleError as error:
        return _told(str(error), 1)
    except KeyboardInterrupt:
        return CTRL_C
    except BrokenPipeError:
        return _nobody_listens()
    except SystemExit as leaving:  # argparse has said what was wrong
        return leaving.code if isinstance(leaving.code, int) else 1
    except Exception as error:
        return _unforeseen(error)


def _run(argv: list[str]) -> int:
    values, rest = _anywhere(argv)
    first = rest[0] if rest else None
    if first in ("-h", "--help", "help"):
        # A word may follow: `huddle help log` is `huddle log --help`.
        if len(rest) == 1:
            sys.stdout.write(_help())
            return 0
        first, rest = rest[1], [rest[1], "--help"]
    if first in ("-V", "--version"):
        from importlib.metadata import version

        print(f"huddle {version('huddle-tui')}")  # noqa: T201
        return 0
    if first is not None and first.startswith("-"):
        raise Usage(f"There is no option {first} before the word. See: huddle --help")
    module_name = _module(first)

    from argparse import ArgumentParser, HelpFormatter
    from importlib import import_module

    from tui.commands.context import Context

    command = import_module(f"tui.commands.{module_name}")
    word = first or "home"
    parser = ArgumentParser(
        prog=f"huddle {first}" if first else "huddle",
        description=_line(word),
        epilog="Also: --db PATH, --team NAME and --as MEMBER, anywhere.",
        allow_abbrev=False,
        # argparse would ask shutil, whose import takes a tenth of the time that `huddle me` has.
        formatter_class=lambda prog: HelpFormatter(prog, width=_width()),
    )
    command.add(parser, word)
    args = parser.parse_args(rest[1:])
    args.word = word
    context = Context(db=values.get("--db"), team=values.get("--team"), who=values.get("--as"))
    try:
        status = command.run(args, context)
        return status if isinstance(status, int) else 0
    finally:
        context.close()


def _anywhere(argv: list[str]) -> tuple[dict[str, str], list[str]]:
    """The options that may stand anywhere, and what is left. After `--` everything is text."""
    values: dict[str, str] = {}
    rest: list[str] = []
    given = iter(argv)
    for word in given:
        if word == "--":
            rest += [word, *given]
            break
        name, equals, value = word.partition("=")
        if name not in ANYWHERE:
            rest.append(word)
            continue
        if not equals:
            value = next(given, "")
        if not value or (not equals and value.startswith("--")):
            raise Usage(f"{name} needs its {ANYWHERE[name]}: {name} {ANYWHERE[name]}")
        values[name] = value
    return values, rest


def _module(word: str | None) -> str:
    if word is None:
        return HOME[0]
    for words in COMMANDS.values():
        if word in words:
            return words[word][0]
    if word in UNLISTED:
        return UNLISTED[word]

    from difflib import get_close_matches

    near = get_close_matches(word, [each for words in COMMANDS.values() for each in words], n=1, cutoff=0.5)
    hint = f"Did you mean: huddle {near[0]}" if near else "See what there is with: huddle --help"
    raise Usage(f"There is no command “{word}”. {hint}")


def _line(word: str) -> str:
    for words in COMMANDS.values():
        if word in words:
            return words[word][1][:1].upper() + words[word][1][1:] + "."
    return "The home screen."


def _width() -> int:
    """How wide help may be: the terminal, at most 100 columns; 80 where there is none."""
    import os

    try:
        return min(os.get_terminal_size().columns, 100) - 2
    except OSError:
        return 78


def _help() -> str:
    lines = ["usage: huddle [--db PATH] [--team NAME] [--as MEMBER] [WORD …]", ""]
    lines += [f"  {'huddle':<18}{HOME[1]}"]
    for family, words in COMMANDS.items():
        lines += ["", family]
        lines += [f"  {word:<18}{line}" for word, (_, line) in words.items()]
    lines += [
        "",
        "huddle WORD --help tells more. What reads has --json.",
        "--db, --team and --as may stand before the word or after it; HUDDLE_DB,",
        "HUDDLE_TEAM and HUDDLE_AS say the same once and for all.",
        "A new team begins with: huddle init NAME",
    ]
    return "\n".join(lines) + "\n"


# -- what went wrong


def _told(sentence: str, status: int) -> int:
    sys.stderr.write(f"huddle: {sentence}\n")
    return status


def _nobody_listens() -> int:
    """Ends quietly when the reader of a pipe has gone. Python would complain again when it flushes at its end."""
    import os

    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        return PIPE_CLOSED
    return PIPE_CLOSED


def _unforeseen(error: Exception) -> int:
    """A sentence for what no rule foresaw; HUDDLE_DEBUG=1 shows where it came from."""
    import os

    if os.environ.get("HUDDLE_DEBUG") == "1":
        raise error
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return _told(f"{where}{error.strerror or error}.", 1)
    return _told(
        f"Something went wrong that Huddle did not foresee ({type(error).__name__}: {error}). Nothing that was "
        "said is lost. HUDDLE_DEBUG=1 shows where; please report it.",
        1,
    )


if __name__ == "__main__":
    sys.exit(main())
