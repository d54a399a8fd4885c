"""`huddle __complete -- WORDS`: what could stand in the place of the last word. Shells ask it while one types."""

from __future__ import annotations

from argparse import Action, ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Sequence
from importlib import import_module

from core.errors import HuddleError
from core.names import known
from tui.cli import ANYWHERE, COMMANDS
from tui.commands.context import Context

Candidate = tuple[str, str]
"""A word, and what it means."""

PERIODS = ("quarter", "month", "week", "year", "day")
FAMILIES = {
    "METRIC": ("metrics",),
    "MEASURE": ("metrics",),
    "NUM": ("metrics",),
    "DEN": ("metrics",),
    "MEMBER": ("members",),
    "NAME|team": ("members",),
    "MEMBER|GROUP|team": ("members", "groups"),
    "GROUP": ("groups",),
}
"""Whose names stand where an argument is called so."""


def add(parser: ArgumentParser, word: str) -> None:
    parser.add_argument("words", nargs="*")


def run(args: Namespace, context: Context) -> int:
    for word, about in candidates(args.words or [""]):
        context.out(f"{word}\t{about}" if about else word)
    return 0


def candidates(words: Sequence[str]) -> list[Candidate]:
    """What fits, of the words that could stand last. Where a file belongs there is nothing: the shell knows files."""
    *before, typed = (_plain(word) for word in words)
    given, before, open_option = _anywhere(before)
    if open_option is not None:
        found = [(name, "") for name in _names(given, "members")] if open_option == "--as" else []
    elif not before:
        found = [(word, about) for family in COMMANDS.values() for word, (_, about) in family.items()]
        found += [(option, "") for option in ANYWHERE] if typed.startswith("-") else []
    else:
        found = _after(before, typed, given)
    wanted = typed.casefold()
    return [each for each in found if each[0].casefold().startswith(wanted)]


def _plain(word: str) -> str:
    """A word as the shell hands it over, without the quotes around it."""
    return word.replace("\\ ", " ").lstrip("'\"").rstrip("'\"")


def _anywhere(words: list[str]) -> tuple[dict[str, str], list[str], str | None]:
    """The options that may stand anywhere, what is left, and the option whose value is being typed."""
    given: dict[str, str] = {}
    rest: list[str] = []
    waiting = None
    for word in words:
        name, equals, value = word.partition("=")
        if waiting is not None:
            given[waiting], waiting = word, None
        elif name in ANYWHERE and equals:
            given[name] = value
        elif name in ANYWHERE:
            waiting = name
        else:
            rest.append(word)
    return given, rest, waiting


def _after(before: list[str], typed: str, given: dict[str, str]) -> list[Candidate]:
    module = next((family[before[0]][0] for family in COMMANDS.values() if before[0] in family), None)
    if module is None:
        return []
    parser = ArgumentParser(prog=before[0], add_help=False, allow_abbrev=False)
    import_module(f"tui.commands.{module}").add(parser, before[0])
    parser, pending, place = _walked(parser, before[1:])
    if pending is not None:
        return _values(parser, pending, given)
    if typed.startswith("-"):
        own = [(each, _help(action)) for action in parser._actions for each in action.option_strings]
        return [*own, *((option, "") for option in ANYWHERE)]
    places = [action for action in parser._actions if not action.option_strings]
    if not places:
        return []
    # The last one may take many words.
    action = places[min(place, len(places) - 1)]
    return _values(parser, action, given) if place < len(places) or action.nargs in ("*", "+") else []


def _walked(parser: ArgumentParser, words: list[str]) -> tuple[ArgumentParser, Action | None, int]:
    """The parser that is in charge after these words, the option that waits for its value, and how many places of
    words are taken."""
    pending: Action | None = None
    left = place = 0
    for word in words:
        if left:
            left -= 1
            pending = pending if left else None
        elif word.startswith("-") and len(word) > 1:
            name, equals, _ = word.partition("=")
            action = parser._option_string_actions.get(name)
            if action is not None and not equals and action.nargs != 0:
                pending, left = action, action.nargs if isinstance(action.nargs, int) else 1
        else:
            choices = _verbs(parser)
            if choices is not None and word in choices.choices:
                parser, place = choices.choices[word], 0
            else:
                place += 1
    return parser, pending, place


def _verbs(parser: ArgumentParser) -> _SubParsersAction[ArgumentParser] | None:
    return next((action for action in parser._actions if isinstance(action, _SubParsersAction)), None)


def _values(parser: ArgumentParser, action: Action, given: dict[str, str]) -> list[Candidate]:
    if isinstance(action, _SubParsersAction):
        return [(each.dest, each.help or "") for each in action._choices_actions]
    if action.choices is not None:
        return [(str(choice), "") for choice in action.choices if choice]
    if action.metavar == "P":
        return [(kind, "") for kind in PERIODS]
    if parser.prog.endswith("adopt"):
        from core.metric_shelf import SETS, SHELF

        return [*((ready.name, ready.formula) for ready in SHELF if ready.alone), *((name, "") for name in SETS)]
    names = action.metavar if isinstance(action.metavar, str) else (action.metavar or ("",))[0]
    families = FAMILIES.get(names) or (("groups",) if action.dest == "group" else ())
    found = [(name, "") for name in _names(given, *families)] if families else []
    return [*found, ("team", "the whole team")] if names.endswith("|team") else found


def _names(given: dict[str, str], *families: str) -> list[str]:
    context = Context(db=given.get("--db"), team=given.get("--team"))
    try:
        return known(context.path, *families)
    except HuddleError:
        return []


def _help(action: Action) -> str:
    return (action.help or "").replace("%%", "%")
