"""Praising somebody: who, unless that is clear already, and the words. It goes to them and to nobody else."""

from __future__ import annotations

from core import members, praise
from core.models import Conversation, Member, Visibility
from core.wording import called
from tui.screens.asking import ask
from tui.screens.base import HuddleScreen
from tui.screens.choose import Choice, ChooseScreen
from tui.widgets.facts import Fact, Facts


def praise_somebody(screen: HuddleScreen, to: Member | None = None) -> None:
    """Asks over `screen` for the words to `to`, or first for whom they are."""
    here = screen.session
    if to is not None and not here.viewer.is_member(to.id):
        _words(screen, to)
        return
    people = {member.id: member for member in members.members(here) if not here.viewer.is_member(member.id)}
    if not people:
        screen.notify("There is nobody else on the team yet. In 7 Team, a adds people.", markup=False)
        return

    def chosen(choice: Choice | None) -> None:
        if choice is not None and isinstance(choice.key, int):
            _words(screen, people[choice.key])

    choices = [Choice(member.id, member.name) for member in people.values()]
    screen.app.push_screen(ChooseScreen("Whom do you praise?", choices), chosen)


def _words(screen: HuddleScreen, to: Member) -> None:
    def give(text: str) -> Conversation:
        return praise.praise(screen.session, to, text)

    def told(_given: Conversation) -> None:
        screen.notify(f"{to.name} finds it on their home screen. Only the two of you see it.", markup=False)

    ask(screen, f"What do you praise {to.name} for?", give, hint="It goes to them; they decide who else reads it.",
        then=told)  # fmt: skip


SEEN_BY: dict[Visibility, str] = {
    "me": "the two of us alone",
    "leader": "the leader too",
    "group": "my group",
    "everyone": "everyone: it may stand on the wall",
}
"""Who reads praise besides its two people."""


def share_praise(screen: HuddleScreen, given: Conversation) -> None:
    """Asks the receiver who else may read it."""

    def chosen(choice: Choice | None) -> None:
        for visibility in SEEN_BY:
            if choice is not None and visibility == choice.key:
                screen.do(praise.share, screen.session, given, visibility)

    choices = [
        Choice(visibility, words, right="now" if visibility == given.visibility else "")
        for visibility, words in SEEN_BY.items()
    ]
    screen.app.push_screen(ChooseScreen(f"Who reads this praise? “{given.text}”", choices), chosen)


def share_latest(screen: HuddleScreen) -> None:
    """Asks who reads the praise that the viewer received; first which, where there is more than one."""
    found = {given.id: given for given in praise.received(screen.session)}

    def chosen(choice: Choice | None) -> None:
        if choice is not None and isinstance(choice.key, int):
            share_praise(screen, found[choice.key])

    if len(found) == 1:
        share_praise(screen, next(iter(found.values())))
    elif found:
        choices = [
            Choice(given.id, given.text, right=SEEN_BY[given.visibility].split(":")[0]) for given in found.values()
        ]
        screen.app.push_screen(ChooseScreen("Which praise?", choices), chosen)


def show_praise(screen: HuddleScreen, *, most: int) -> list[Conversation]:
    """Puts the latest praise for the viewer into the screen's part for it, and gives all of it. Without any the part
    is away: nobody is told that they were not praised."""
    found = praise.received(screen.session)
    people = members.members(screen.session, include_left=True)
    names = {member.id: called(member, people) for member in people}
    facts = [
        Fact(given.text, who=names.get(given.from_id, ""), right="" if given.visibility == "me" else "shared")
        for given in found[:most]
    ]
    head, rows = screen.query_one("#praise-head"), screen.query_one("#praise", Facts)
    head.display = rows.display = bool(found)
    rows.set_facts(facts)
    return found
