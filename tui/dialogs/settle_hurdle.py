"""Dialogs to resolve a hurdle: which of three ways it ends, and the form for each."""

from __future__ import annotations

from collections.abc import Callable

from core.commitments.permissions import may_record
from core.errors import HuddleError
from core.models import Card, Member, Outcome
from core.outcomes import hurdles
from core.team import members
from core.values import input_parsing
from tui.dialogs.choice import Choice, ChooseScreen
from tui.dialogs.commitment_form import CommitmentForm, CommitmentFormValues
from tui.dialogs.form import FormScreen
from tui.shell.screen import HuddleScreen
from tui.widgets.form import Field

OutcomeCallback = Callable[[Outcome], object]
"""A function that is called with the outcome of a hurdle."""


def ignore_outcome(_outcome: Outcome) -> None:
    """Do nothing once a hurdle is settled."""


def settle_hurdle(screen: HuddleScreen, card: Card, then: OutcomeCallback = ignore_outcome) -> None:
    """Ask how the hurdle ends, and record the answer. `then` is called with the outcome."""
    choices = [
        Choice("commitment", "Commitment: someone works on it", right="who, by when"),
        Choice("talk", "Meeting: two people sort it out", right="with whom, when"),
        Choice("not ours", "Hand over: another department can solve it", right="to whom"),
    ]

    def on_choice(choice: Choice[str]) -> None:
        match choice.value:
            case "commitment":
                _choose_owner(screen, card, then)
            case "talk":
                _talk(screen, card, then)
            case "not ours":
                _hand_on(screen, card, then)

    screen.open_dialog(ChooseScreen(f"What happens with “{card.text}”?", choices), on_choice)


def _choose_owner(screen: HuddleScreen, card: Card, then: OutcomeCallback) -> None:
    session = screen.session
    people = [member for member in members.list_members(session) if may_record(session, member)]
    # The member who named the hurdle comes first, then the viewer.
    people.sort(key=lambda member: (member.id != card.member_id, not session.viewer.is_member(member.id)))
    choices: list[Choice[Member | None]] = [Choice(member, member.name) for member in people]
    if may_record(session, None):
        choices.append(Choice(None, "The whole team"))

    def on_choice(choice: Choice[Member | None]) -> None:
        _commit(screen, card, choice.value, choice.text, then)

    if len(choices) == 1:  # between meetings members can commit only for themselves
        on_choice(choices[0])
    else:
        screen.open_dialog(ChooseScreen("Who works on it?", choices), on_choice)


def _commit(screen: HuddleScreen, card: Card, owner: Member | None, owner_name: str, then: OutcomeCallback) -> None:
    def on_submit(values: CommitmentFormValues) -> None:
        screen.run_change(
            hurdles.settle_by_commitment,
            screen.session,
            card,
            member=owner,
            team=owner is None,
            text=values.text,
            then=then,
            **values.terms,
        )

    screen.open_dialog(CommitmentForm(screen.session, owner_name, card.text, focus_text=True), on_submit)


def _talk(screen: HuddleScreen, card: Card, then: OutcomeCallback) -> None:
    session = screen.session

    def plan(values: dict[str, str]) -> Outcome:
        if not values["to"].strip():
            raise HuddleError("Who should meet? Type a name.")
        day = input_parsing.parse_day(values["day"], session.today)
        if day is None:
            raise HuddleError("When do they meet? Type a date, e.g. friday, 30 Nov or tomorrow.")
        return hurdles.settle_by_conversation(session, card, members.find_member(session, values["to"]), day)

    fields = [Field("to", "With whom", hint="a name"), Field("day", "When", hint="e.g. friday, 30 Nov, tomorrow")]
    screen.open_dialog(FormScreen(f"Meeting about “{card.text}”", fields, plan), then)


def _hand_on(screen: HuddleScreen, card: Card, then: OutcomeCallback) -> None:
    def hand_on(values: dict[str, str]) -> Outcome:
        return hurdles.hand_on(screen.session, card, values["addressee"], values["words"])

    fields = [
        Field("addressee", "Department", hint="e.g. Product, Marketing, Finance"),
        Field("words", "What we ask", hint="in one line (optional)"),
    ]
    screen.open_dialog(FormScreen(f"Hand over “{card.text}”", fields, hand_on), then)
