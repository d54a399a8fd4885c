"""Dialogs to praise a member and to share praise received, and the facts that list it on a screen."""

from __future__ import annotations

from collections.abc import Sequence

from core.access.session import Session
from core.conversations import praise
from core.models import Conversation, Member, Visibility
from core.team import members
from tui.dialogs.choice import Choice, ChooseScreen
from tui.dialogs.prompt_helper import ask_line
from tui.shell.screen import HuddleScreen
from tui.widgets.fact_list import Fact


def ask_praise(screen: HuddleScreen, receiver: Member | None = None) -> None:
    """Ask for the text of praise to `receiver`; without one, or if it is the viewer, ask first whom to praise."""
    session = screen.session
    if receiver is not None and not session.viewer.is_member(receiver.id):
        _ask_text(screen, receiver)
        return
    people = [member for member in members.list_members(session) if not session.viewer.is_member(member.id)]
    if not people:
        screen.notify("There is no one else on the team yet.", markup=False)
        return

    choices = [Choice(member, member.name) for member in people]
    screen.open_dialog(
        ChooseScreen("Who do you want to praise?", choices), lambda choice: _ask_text(screen, choice.value)
    )


def _ask_text(screen: HuddleScreen, receiver: Member) -> None:
    def give(text: str) -> Conversation:
        return praise.give_praise(screen.session, receiver, text)

    def confirm(_given: Conversation) -> None:
        screen.notify(f"Praise sent. Visible to you and {receiver.name}.", markup=False)

    hint = f"Visible to you and {receiver.name}, who can share it."
    ask_line(screen, f"Praise for {receiver.name}", give, hint=hint, then=confirm, verb="Praise")


PRAISE_READERS: dict[Visibility, str] = {
    "me": "you two",
    "leader": "the leader too",
    "group": "your group",
    "everyone": "everyone (may be shown in meetings)",
}
"""Who may read praise besides its author and receiver, by visibility."""


def share_praise(screen: HuddleScreen, praised: Conversation) -> None:
    """Ask the receiver who else may read this praise, and record it."""

    def on_choice(choice: Choice[Visibility]) -> None:
        screen.run_change(praise.share, screen.session, praised, choice.value)

    choices = [
        Choice(visibility, words, right="now" if visibility == praised.visibility else "")
        for visibility, words in PRAISE_READERS.items()
    ]
    screen.open_dialog(ChooseScreen(f"Who can read this praise? “{praised.text}”", choices), on_choice)


def choose_praise_to_share(screen: HuddleScreen) -> None:
    """Ask who may read praise the viewer received; if there is more than one, ask first which."""
    received = praise.received_praise(screen.session)
    if len(received) == 1:
        share_praise(screen, received[0])
    elif received:
        choices = [
            Choice(given, given.text, right=PRAISE_READERS[given.visibility].split(" (")[0]) for given in received
        ]
        screen.open_dialog(ChooseScreen("Which praise?", choices), lambda choice: share_praise(screen, choice.value))


def received_praise_facts(session: Session, received: Sequence[Conversation]) -> list[Fact]:
    """Return a fact for each of the praise that the viewer received: who praised, and whether others read it."""
    names = members.short_names(session)
    return [
        Fact(given.text, who=names.get(given.from_id, ""), right="" if given.visibility == "me" else "shared")
        for given in received
    ]
