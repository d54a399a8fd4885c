"""What the keys of pages do on screens with a member under the cursor: they open the page of that member."""

from __future__ import annotations

from collections.abc import Callable

from core.models import Member
from tui.shell.actions import Action, ActionTable
from tui.shell.screen import HuddleScreen


def person_actions(screen: HuddleScreen, selected: Callable[[], Member | None]) -> ActionTable:
    """Return the actions "profile", "one_on_one", "reviews", "feedback" and "formal_steps", of the member `selected`.

    Where one is not offered for that member, the key opens the viewer's own page, as on other screens.
    """

    def is_own(member: Member) -> bool:
        return screen.session.viewer.is_member(member.id)

    def is_led(member: Member) -> bool:
        """Return whether the viewer leads this member, who is neither the viewer nor a watcher."""
        return screen.session.viewer.is_leader and not is_own(member) and member.role != "watcher"

    def meets(member: Member) -> bool:
        return is_led(member) or (member.role == "leader" and screen.session.viewer.role == "seller")

    def works_with(member: Member) -> bool:
        return not is_own(member) and member.role != "watcher" and screen.session.viewer.takes_part

    def on_member(open_page: Callable[[Member], object], is_offered: Callable[[Member], bool]) -> Action:
        def open_of_selected() -> None:
            if (member := selected()) is not None:
                open_page(member)

        def is_offered_for_selected() -> bool:
            member = selected()
            return member is not None and is_offered(member)

        return Action(open_of_selected, is_offered_for_selected)

    return {
        "profile": on_member(
            lambda member: screen.app.navigation.open_overlay("page", member),
            lambda _member: not screen.session.viewer.is_room,
        ),
        "one_on_one": on_member(lambda member: screen.app.navigation.open_overlay("one-on-one-with", member), meets),
        "reviews": on_member(lambda member: screen.app.action_page("reviews", member.id), is_led),
        "feedback": on_member(lambda member: screen.app.action_page("feedback", member.id), works_with),
        "formal_steps": on_member(lambda member: screen.app.action_page("ladder", member.id), is_led),
    }
