"""`huddle __complete -- WORDS`: prints the candidates for the last word, for the completion of shells."""

from __future__ import annotations

from argparse import Action, ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Sequence
from importlib import import_module

from core.errors import HuddleError
from core.quick.completion_names import read_completion_names
from tui.commands.context import Context
from tui.commands.registry import ALIASES, COMMANDS, GLOBAL_FLAGS, GLOBAL_OPTIONS

Candidate = tuple[str, str]
"""A word, and a short explanation of it, which may be empty."""

PERIODS = ("quarter", "month", "week", "year", "day")
"""The words offered for an option that takes a period."""

NAME_KINDS = {
    "METRIC": ("metrics",),
    "MEASURE": ("metrics",),
    "NUM": ("metrics",),
    "DEN": ("metrics",),
    "MEMBER": ("members",),
    "NAME|team": ("members",),
    "MEMBER|GROUP|team": ("members", "groups"),
    "GROUP": ("groups",),
}
"""Which names of the team are offered for an argument, by its metavar."""


def add(parser: ArgumentParser, word: str) -> None:
    parser.add_argument("words", nargs="*")


def run(args: Namespace, context: Context) -> int:
    for word, about in candidates(args.words or [""]):
        context.print_text(f"{word}\t{about}" if about else word)
    return 0


def candidates(words: Sequence[str]) -> list[Candidate]:
    """Return the candidates for the last of `words`, those that begin as it does.

    For an argument that is a file there are none: the shell completes files itself.
    """
    *before, typed = (_unquote(word) for word in words)
    options, before, open_option = _split_global_options(before)
    if open_option is not None:
        matches = [(name, "") for name in _known_names(options, "members")] if open_option == "--as" else []
    elif not before:
        matches = [(word, about) for family in COMMANDS.values() for word, (_, about) in family.items()]
        matches += [(option, "") for option in (*GLOBAL_OPTIONS, *GLOBAL_FLAGS)] if typed.startswith("-") else []
    else:
        matches = _command_candidates(before, typed, options)
    wanted = typed.casefold()
    return [candidate for candidate in matches if candidate[0].casefold().startswith(wanted)]


def _unquote(word: str) -> str:
    """Return a word from the shell without its quotes and backslashes."""
    return word.replace("\\ ", " ").lstrip("'\"").rstrip("'\"")


def _split_global_options(words: list[str]) -> tuple[dict[str, str], list[str], str | None]:
    """Split off the global options: return their values, the other words, and the option whose value is being typed."""
    given: dict[str, str] = {}
    rest: list[str] = []
    waiting = None
    for word in words:
        name, equals, value = word.partition("=")
        if waiting is not None:
            given[waiting], waiting = word, None
        elif name in GLOBAL_OPTIONS and equals:
            given[name] = value
        elif name in GLOBAL_OPTIONS:
            waiting = name
        else:
            rest.append(word)
    return given, rest, waiting


def _command_candidates(before: list[str], typed: str, options: dict[str, str]) -> list[Candidate]:
    if before[0] in ALIASES:
        before = [*ALIASES[before[0]], *before[1:]]
    module = next((family[before[0]][0] for family in COMMANDS.values() if before[0] in family), None)
    if module is None:
        return []
    parser = ArgumentParser(prog=before[0], add_help=False, allow_abbrev=False)
    import_module(f"tui.commands.{module}").add(parser, before[0])
    parser, pending, position = _follow_words(parser, before[1:])
    if pending is not None:
        return _value_candidates(parser, pending, options)
    if typed.startswith("-"):
        own = [(name, _help_text(action)) for action in parser._actions for name in action.option_strings]
        return [*own, *((option, "") for option in (*GLOBAL_OPTIONS, *GLOBAL_FLAGS))]
    positionals = [action for action in parser._actions if not action.option_strings]
    if not positionals:
        return []
    # The last positional argument may take many words.
    action = positionals[min(position, len(positionals) - 1)]
    return (
        _value_candidates(parser, action, options) if position < len(positionals) or action.nargs in ("*", "+") else []
    )


def _follow_words(parser: ArgumentParser, words: list[str]) -> tuple[ArgumentParser, Action | None, int]:
    """Return the parser that applies after these words, the option whose value comes next, and the number of positional
    words it has taken."""
    pending: Action | None = None
    values_left = position = 0
    for word in words:
        if values_left:
            values_left -= 1
            pending = pending if values_left else None
        elif word.startswith("-") and len(word) > 1:
            name, equals, _ = word.partition("=")
            action = parser._option_string_actions.get(name)
            if action is not None and not equals and action.nargs != 0:
                pending, values_left = action, action.nargs if isinstance(action.nargs, int) else 1
        else:
            subparsers = _subparsers(parser)
            if subparsers is not None and word in subparsers.choices:
                parser, position = subparsers.choices[word], 0
            else:
                position += 1
    return parser, pending, position


def _subparsers(parser: ArgumentParser) -> _SubParsersAction[ArgumentParser] | None:
    return next((action for action in parser._actions if isinstance(action, _SubParsersAction)), None)


def _value_candidates(parser: ArgumentParser, action: Action, options: dict[str, str]) -> list[Candidate]:
    if isinstance(action, _SubParsersAction):
        return [(choice_action.dest, choice_action.help or "") for choice_action in action._choices_actions]
    if action.choices is not None:
        return [(str(choice), "") for choice in action.choices if choice]
    if action.metavar == "P":
        return [(kind, "") for kind in PERIODS]
    if parser.prog.endswith("adopt"):
        from core.metrics.templates import TEMPLATE_SETS, TEMPLATES

        return [
            *((ready.name, ready.formula) for ready in TEMPLATES if ready.offered_alone),
            *((name, "") for name in TEMPLATE_SETS),
        ]
    metavar = action.metavar if isinstance(action.metavar, str) else (action.metavar or ("",))[0]
    families = NAME_KINDS.get(metavar) or (("groups",) if action.dest == "group" else ())
    matches = [(name, "") for name in _known_names(options, *families)] if families else []
    return [*matches, ("team", "the whole team")] if metavar.endswith("|team") else matches


def _known_names(options: dict[str, str], *families: str) -> list[str]:
    context = Context(db=options.get("--db"), team=options.get("--team"))
    try:
        return read_completion_names(context.path, *families)
    except HuddleError:
        return []


def _help_text(action: Action) -> str:
    return (action.help or "").replace("%%", "%")
