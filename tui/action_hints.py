"""How an action that core names by its id is found: the key on a screen, the command in a shell.

Core gives a sentence and an action's id, and this table is the only one that knows where the action is. It imports
nothing of Textual, since the command line uses it too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from core.errors import HuddleError

if TYPE_CHECKING:
    from textual.app import App


class ActionHint(NamedTuple):
    """Where an action is found."""

    title: str
    """What it does, or the title of the page if it is a page."""
    page: str = ""
    """The place or page where it is done; empty for what has no screen."""
    binding: str = ""
    """The id of its key there; empty where opening the page is all."""
    command: str = ""
    """Its command in a shell."""


PAGE_TITLES = {
    "home": "Home",
    "meeting": "Meeting",
    "board": "Leaderboard",
    "me": "Me",
    "team": "Team",
    "plan": "Plan",
    "capture": "Capture",
    "trends": "Sort cards",
    "one-on-one": "One-on-ones",
    "goals": "Goals",
    "swot": "SWOT",
    "measures": "Measures",
    "follow-through": "Kept and missed",
    "page": "Profile",
    "signals": "Signals",
    "training": "Training",
    "accounts": "Accounts",
    "reviews": "Reviews",
    "feedback": "Feedback",
    "ladder": "Formal steps",
}
"""The titles of all places and pages, by name."""


def _page(name: str, command: str) -> ActionHint:
    return ActionHint(PAGE_TITLES[name], name, "", command)


HINTS: dict[str, ActionHint] = {
    "meeting": _page("meeting", "huddle meet"),
    "me": _page("me", "huddle me"),
    "me.commitments": ActionHint("Your commitments", "me", "", "huddle due"),
    "plan": _page("plan", "huddle plan"),
    "team": _page("team", "huddle member list"),
    "goals": _page("goals", "huddle goal list"),
    "one-on-one": _page("one-on-one", "huddle one-on-one"),
    "swot": _page("swot", "huddle swot"),
    "measures": _page("measures", "huddle measure list"),
    "training": _page("training", "huddle training"),
    "accounts": _page("accounts", "huddle account list"),
    "reviews": _page("reviews", "huddle review list"),
    "feedback": _page("feedback", "huddle feedback list"),
    "ladder": _page("ladder", "huddle steps show"),
    "me.commit": ActionHint("Add a commitment", "me", "commitments.add", "huddle commit TEXT"),
    "me.hurdle": ActionHint("Add a hurdle", "me", "me.hurdle", "huddle hurdle TEXT"),
    "me.log": ActionHint("Log an amount", "me", "entry.log", "huddle log METRIC AMOUNT"),
    "plan.adopt": ActionHint("Add a metric", "plan", "plan.adopt", "huddle metric add NAME"),
    "plan.agree": ActionHint("Accept or decline a target", "plan", "plan.agree", "huddle due"),
    "goals.add": ActionHint("Add a goal", "goals", "goals.add", "huddle goal add TEXT"),
    "goals.review": ActionHint("Review a goal", "goals", "goals.review", "huddle goal adjust"),
    "goals.show_to": ActionHint("Choose who sees a goal", "goals", "goals.show_to", "huddle goal share"),
    "swot.others": ActionHint("Give an item to another department", "swot", "swot.others", "huddle swot"),
    "accounts.add": ActionHint("Add an account", "accounts", "accounts.add", "huddle account add NAME"),
    "accounts.hand_over": ActionHint(
        "Move an account to another owner", "accounts", "accounts.hand_over", "huddle account hand-over NAME"
    ),
    "measures.adopt": ActionHint("Add a measure", "measures", "measures.adopt", "huddle measure adopt NAME"),
    "team.add": ActionHint("Add a member", "team", "team.add", "huddle member add NAME"),
    "team.edit": ActionHint("Edit a member", "team", "team.edit", "huddle member edit NAME"),
    "team.group": ActionHint("Choose a member's group", "team", "team.group", "huddle group assign NAME GROUP"),
    "team.split": ActionHint("Make groups", "team", "team.split", "huddle group split"),
    "team.praise": ActionHint("Praise someone", "team", "team.praise", "huddle praise NAME TEXT"),
    "ladder.sign": ActionHint("Sign or answer a formal step", "ladder", "ladder.sign", "huddle steps sign"),
    "passphrase": ActionHint("Choose or type your passphrase", command="huddle passphrase"),
    "passphrase.recover": ActionHint("Recover your key", command="huddle passphrase --recover"),
    "check": ActionHint("Check the file", command="huddle check"),
}
"""All actions that core names, by id: that of a key where there is one, else the name of a page."""


def page_title(action: str | None) -> str:
    """Return the title of the page on which the action is done; empty for none."""
    hint = HINTS.get(action or "")
    return PAGE_TITLES.get(hint.page, "") if hint else ""


def screen_hint(app: App[Any], action: str | None) -> str:
    """Return the sentence that says how the action is done in the app, with a space before it; empty for none.

    The key is that of the app's key map now: the one of the action where the screen in front has it, else the one that
    opens its page.
    """
    hint = HINTS.get(action or "")
    if hint is None:
        return ""
    if not hint.page:
        return f" In a shell: {hint.command}"
    key = _active_key(app, hint.binding)
    if key:
        return f" Press {key}."
    title = PAGE_TITLES[hint.page]
    key = _active_key(app, f"go.{hint.page}") or _active_key(app, f"page.{hint.page}")
    return f" Open {title}: press {key}." if key else f" Open {title}."


def command_hint(action: str | None) -> str:
    """Return the sentence that names the command for the action, with a space before it; empty for none."""
    hint = HINTS.get(action or "")
    return f" Run: {hint.command}" if hint is not None and hint.command else ""


def explain_on_screen(app: App[Any], error: HuddleError) -> str:
    """Return an error as a screen shows it: its sentence, and the key that helps."""
    return f"{error}{screen_hint(app, error.action)}"


def explain_in_shell(error: HuddleError) -> str:
    """Return an error as the command line shows it: its sentence, and the command that helps."""
    return f"{error}{command_hint(error.action)}"


def _active_key(app: App[Any], binding_id: str) -> str:
    """Return the printed key of a binding that acts on the screen in front; empty if it does not, or has no key."""
    for active in app.screen.active_bindings.values() if binding_id else ():
        if active.binding.id == binding_id and ":" not in active.binding.key:
            return app.get_key_display(active.binding)
    return ""
