"""The key map: every letter, digit and sign that does something in Huddle, each with one meaning on all screens.

Digits go to places, capitals open pages, small letters do something here. This is the only module that names them;
screens bind their actions to a `Verb`, or make them an `option`, which has no key and is chosen in Options.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from textual.binding import Binding
from textual.keys import key_to_character

from core.values.writing import is_in_words

OPTION_KEY = "option:"
"""Begins the key of an option: no terminal sends it, so an option acts only when it is chosen, or is given a key in
the settings."""


@dataclass(frozen=True, slots=True)
class Verb:
    """A key and what it means wherever it is bound."""

    keys: str
    """Its keys, as Textual names them, separated by commas."""
    meaning: str
    display: str | None = None
    """How it is printed; None for the key's own name."""

    def bind(
        self,
        action: str,
        text: str,
        *,
        id: str,
        tooltip: str,
        show: bool = True,
        also: str = "",
        priority: bool = False,
    ) -> Binding:
        """Return the binding of an action of a screen or widget to this key.

        `text` is one or two words that say what the verb does here. `also` are further keys, separated by commas. With
        `priority` it acts before a line in which one types gets the key.
        """
        keys = f"{self.keys},{also}" if also else self.keys
        display = self.display or (label(self) if also else None)
        return Binding(keys, action, text, show=show, key_display=display, priority=priority, id=id, tooltip=tooltip)


OPEN = Verb("enter", "open, or the obvious next thing")
OPTIONS = Verb("o", "options")
ADD = Verb("a", "add")
EDIT = Verb("e", "edit")
DELETE = Verb("d", "delete, remove or end, after a question")
UNDO = Verb("u,ctrl+z", "undo", "u")
REDO = Verb("ctrl+y", "redo", "^y")
MARK = Verb("space", "mark, or switch on or off")
YES = Verb("k", "yes: kept, given, accepted")
NO = Verb("x", "no: missed, declined")
LOG = Verb("l", "log an amount")
HURDLE = Verb("h", "add a hurdle")
MOVE = Verb("m", "move to a trend, a group or an owner")
NEXT = Verb("n", "next: stage, start, end")
PRAISE = Verb("p", "praise")
SHARE = Verb("s", "share: who can see it")
WHEN = Verb("w", "when: set the date")
READY = Verb("r", "ready")
FOLLOW = Verb("f", "follow the host")
TIMER = Verb("t", "timer")
VOTE = Verb("v", "vote")
CHART = Verb("c", "chart")
FIND = Verb("slash", "find", "/")
FIELD = Verb("tab", "next metric, column or field")
FIELD_BACK = Verb("shift+tab", "metric, column or field before")
EARLIER = Verb("left", "earlier: stage, period, year", "←")
LATER = Verb("right", "later: stage, period, year", "→")
MORE = Verb("plus", "more: minute, longer period", "+")
LESS = Verb("minus", "less: vote, shorter period", "-")
ASK_PRIVATELY = Verb("exclamation_mark", "ask privately", "!")
BACK = Verb("escape", "back")
HELP = Verb("question_mark", "help", "?")
MENU = Verb("0", "menu")
SEND = Verb("ctrl+s", "save several lines", "^s")

VERBS = (
    OPEN, OPTIONS, ADD, EDIT, DELETE, UNDO, REDO, MARK, YES, NO, LOG, HURDLE, MOVE, NEXT, PRAISE, SHARE, WHEN, READY,
    FOLLOW, TIMER, VOTE, CHART, FIND, FIELD, FIELD_BACK, EARLIER, LATER, MORE, LESS, ASK_PRIVATELY, BACK, HELP,
    MENU, SEND,
)  # fmt: skip
"""All verbs: the closed list of what small letters and signs mean."""


ACCOUNTS = Verb("A", "accounts")
CAPTURE = Verb("C", "capture")
FEEDBACK = Verb("F", "feedback")
GOALS = Verb("G", "goals")
HURDLES = Verb("H", "hurdles")
KEPT_AND_MISSED = Verb("K", "kept and missed")
MEASURES = Verb("M", "measures")
ONE_ON_ONES = Verb("O", "one-on-ones")
PROFILE = Verb("P", "profile")
REVIEWS = Verb("R", "reviews")
SIGNALS = Verb("S", "signals")
TRAINING = Verb("T", "training")
SWOT = Verb("W", "SWOT")

PAGES = (
    ACCOUNTS, CAPTURE, FEEDBACK, GOALS, HURDLES, KEPT_AND_MISSED, MEASURES, ONE_ON_ONES, PROFILE, REVIEWS, SIGNALS,
    TRAINING, SWOT,
)  # fmt: skip
"""The capitals that open pages: of the person under the cursor, where there is one."""


def option(action: str, label: str, *, id: str, tooltip: str) -> Binding:
    """Return the binding of an action that is chosen in Options and has no key of its own."""
    return Binding(f"{OPTION_KEY}{id}", action, label, show=False, id=id, tooltip=tooltip)


def digit(number: int, action: str, *, id: str, tooltip: str, priority: bool = False) -> Binding:
    """Return the binding of a digit inside a dialog, where it answers or picks a line."""
    return Binding(str(number), action, str(number), show=False, priority=priority, id=id, tooltip=tooltip)


def is_option(binding: Binding) -> bool:
    """Return whether a binding is an option that the settings gave no key."""
    return binding.key.startswith(OPTION_KEY)


def label(verb: Verb) -> str:
    """Return how the first key of a verb is printed, without regard to the settings."""
    return write_key(verb.display) if verb.display else print_key(verb.keys.split(",")[0])


def key_label(keymap: Mapping[str, str], verb: Verb, binding_id: str) -> str:
    """Return how the first key of a binding is printed; `keymap` has the keys of the settings by binding id."""
    keys = keymap.get(binding_id)
    if keys is None:
        return label(verb)
    return print_key(keys.split(",")[0].strip())


def print_key(key: str) -> str:
    """Return what is printed on a key, by the name Textual gives it."""
    return write_key(PRINTED.get(key) or key_to_character(key) or key.replace("ctrl+", "^"))


def up_and_down() -> str:
    """Return what is printed on the two keys that go through a list."""
    return f"{print_key('up')} {print_key('down')}"


def write_key(printed: str) -> str:
    """Return what is printed on a key as it is shown: the name of an arrow where signs are written in words."""
    return ARROW_NAMES.get(printed, printed) if is_in_words() else printed


def types_character(key: str) -> bool:
    """Return whether a key, by its name or as the character itself, types a character."""
    character = key if len(key) == 1 else key_to_character(key)
    return character is not None and character.isprintable()


PRINTED = {
    "enter": "enter", "escape": "esc", "space": "space", "tab": "tab", "pagedown": "PgDn", "pageup": "PgUp",
    "left": "←", "right": "→", "up": "↑", "down": "↓",
}  # fmt: skip
"""What is printed on a key, by the name Textual gives it."""

ARROW_NAMES = {PRINTED[name]: name for name in ("left", "right", "up", "down")}
