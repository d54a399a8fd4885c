"""How a hurdle ends: the question, and the form that each of its three answers leads to."""

from __future__ import annotations

from collections.abc import Callable

from core import commitments, hurdles, members, typed
from core.errors import HuddleError
from core.models import Card, Outcome
from tui.screens.base import HuddleScreen
from tui.screens.choose import Choice, ChooseScreen
from tui.screens.commitform import CommitForm, Taken
from tui.screens.formscreen import FormScreen
from tui.widgets.form import Field

Settled = Callable[[Outcome], object]


def settle(screen: HuddleScreen, card: Card, then: Settled | None = None) -> None:
    """Asks over `screen` how the hurdle ends, and does what is answered. `then` is given what came of it."""
    choices = [
        Choice("commitment", "A commitment: somebody acts on it", right="whose, by when"),
        Choice("talk", "A talk: two people sort it out", right="with whom, when"),
        Choice("not ours", "Not ours: somebody else can change it", right="who, and what we ask"),
    ]

    def chosen(choice: Choice | None) -> None:
        match choice.key if choice else None:
            case "commitment":
                _whose(screen, card, then)
            case "talk":
                _talk(screen, card, then)
            case "not ours":
                _hand_on(screen, card, then)

    screen.app.push_screen(ChooseScreen(f"How does it end? “{card.text}”", choices), chosen)


def _whose(screen: HuddleScreen, card: Card, then: Settled | None) -> None:
    here = screen.session
    people = [member for member in members.members(here) if commitments.may_record(here, member)]
    # Whose hurdle it is first, then oneself.
    people.sort(key=lambda member: (member.id != card.member_id, not here.viewer.is_member(member.id)))
    choices = [Choice(member.id, member.name) for member in people]
    if commitments.may_record(here, None):
        choices.append(Choice("team", "The whole team"))
    names: dict[object, str] = {choice.key: choice.text for choice in choices}

    def chosen(choice: Choice | None) -> None:
        if choice is not None:
            _commit(screen, card, choice.key, names[choice.key], then)

    if len(choices) == 1:  # between meetings each commits for themself
        chosen(choices[0])
    else:
        screen.app.push_screen(ChooseScreen("Who acts on it?", choices), chosen)


def _commit(screen: HuddleScreen, card: Card, key: object, whose: str, then: Settled | None) -> None:
    owner = next((member for member in members.members(screen.session) if member.id == key), None)

    def taken(what: Taken | None) -> None:
        if what is not None:
            screen.do(
                hurdles.commit, screen.session, card, member=owner, team=owner is None, text=what.text,
                metric=what.metric, amount=what.amount, every=what.every, weekday=what.weekday, due=what.due, then=then,
            )  # fmt: skip

    screen.app.push_screen(CommitForm(screen.session, whose, card.text, reword=True), taken)


def _talk(screen: HuddleScreen, card: Card, then: Settled | None) -> None:
    here = screen.session

    def plan(values: dict[str, str]) -> Outcome:
        if not values["to"].strip():
            raise HuddleError("With whom? Type a name.")
        day = typed.day(values["day"], here.today)
        if day is None:
            raise HuddleError("When? Type a day: friday, 30 Nov, tomorrow.")
        return hurdles.talk(here, card, members.member(here, values["to"]), day)

    fields = [Field("to", "With whom", hint="a name"), Field("day", "When", hint="friday, 30 Nov, tomorrow")]
    screen.app.push_screen(FormScreen(f"A talk about “{card.text}”", fields, plan), _told(then))


def _hand_on(screen: HuddleScreen, card: Card, then: Settled | None) -> None:
    def hand_on(values: dict[str, str]) -> Outcome:
        return hurdles.hand_on(screen.session, card, values["addressee"], values["words"])

    fields = [
        Field("addressee", "Who can", hint="Product, Marketing, Finance, …"),
        Field("words", "What we ask", hint="in a line, or nothing"),
    ]
    screen.app.push_screen(FormScreen(f"Not ours: “{card.text}”", fields, hand_on), _told(then))


def _told(then: Settled | None) -> Callable[[Outcome | None], None]:
    """For a form, which gives nothing when the person went back."""

    def told(outcome: Outcome | None) -> None:
        if outcome is not None and then is not None:
            then(outcome)

    return told
