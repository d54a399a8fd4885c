"""Actions of the team screen: on the member under the cursor, and on the team."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from core.hosting import rotation
from core.meeting import lifecycle
from core.models import Group, Member
from core.team import groups, members, record
from core.values.text import format_count, format_people, join_words
from tui.dialogs.choice import Choice, ChooseScreen
from tui.dialogs.form import FormScreen
from tui.dialogs.praise import ask_praise
from tui.dialogs.prompt_helper import ask_line
from tui.shell.actions import Action, ActionTable
from tui.shell.confirm import ConfirmScreen
from tui.shell.screen import HuddleScreen
from tui.team.list_lines import TeamSnapshot
from tui.widgets.form import Field


class TeamActions:
    """What the keys of the team screen do, and when each is offered."""

    def __init__(
        self,
        screen: HuddleScreen,
        *,
        team: Callable[[], TeamSnapshot],
        selected: Callable[[], Member | None],
        follow: Callable[[int], object],
    ) -> None:
        """`screen` runs the changes and opens the dialogs.

        `team` returns what the screen shows, `selected` the member under the cursor; `follow` shows the member with
        this id under the cursor.
        """
        self._screen = screen
        self._team = team
        self._selected = selected
        self._follow = follow

    def table(self) -> ActionTable:
        """Return the actions by the names that the bindings of the screen use."""
        return {
            "add": Action(self._add, lambda: self._screen.session.viewer.is_leader),
            "split": Action(self._confirm_split, lambda: self._team().can_arrange),
            "attend": self._on_member(self._toggle_attendance, self._can_attend),
            "edit": self._on_member(self._edit, self._can_edit),
            "leave": self._on_member(self._confirm_leave, self._can_edit),
            "group": self._on_member(self._choose_group, self._can_change_group),
            "scribe": self._on_member(self._toggle_scribe, self._can_change_scribe, self._describe_scribe),
            "swap": self._on_member(self._choose_swap, self._can_change_turn),
            "skip": self._on_member(self._ask_skip, self._can_change_turn),
            "praise": self._on_member(lambda member: ask_praise(self._screen, member), self._can_praise),
        }

    def _on_member(
        self,
        run: Callable[[Member], object],
        is_offered: Callable[[Member], bool],
        describe_state: Callable[[], str] | None = None,
    ) -> Action:
        """Return an action on the member under the cursor, which is not offered without one."""

        def run_on_selected() -> None:
            if (member := self._selected()) is not None:
                run(member)

        def is_offered_on_selected() -> bool:
            member = self._selected()
            return member is not None and is_offered(member)

        return Action(run_on_selected, is_offered_on_selected, describe_state)

    # -- when actions are offered

    def _is_own(self, member: Member) -> bool:
        return self._screen.session.viewer.is_member(member.id)

    def _can_edit(self, member: Member) -> bool:
        return self._screen.session.viewer.is_leader or self._is_own(member)

    def _can_attend(self, _member: Member) -> bool:
        return self._team().meeting is not None and not self._screen.session.viewer.is_room

    def _can_change_group(self, member: Member) -> bool:
        can_choose = bool(self._team().groups) or self._screen.session.viewer.is_leader
        return (self._team().can_arrange or self._is_own(member)) and can_choose

    def _can_change_scribe(self, member: Member) -> bool:
        session = self._screen.session
        same_group = not session.viewer.is_room and session.me.group_id == member.group_id
        return member.group_id is not None and (self._team().can_arrange or same_group)

    def _can_change_turn(self, member: Member) -> bool:
        return self._team().can_edit_rotation and member.id in self._team().places

    def _can_praise(self, member: Member) -> bool:
        return not self._is_own(member) and self._screen.session.viewer.takes_part

    # -- members

    def _toggle_attendance(self, member: Member) -> None:
        is_present = self._team().present.get(member.id, False)
        self._screen.run_change(lifecycle.set_attendance, self._screen.session, member, not is_present)

    def _add(self) -> None:
        ask_line(
            self._screen,
            "Add a member",
            lambda names: members.add_members(self._screen.session, names),
            hint="First and last name. Separate several with commas, or paste one per line.",
            between="; ",
            then=self._show_added,
        )

    def _show_added(self, added: list[Member]) -> None:
        self._follow_member(added[-1])
        if len(added) > 1:
            self._screen.notify(f"{join_words(member.name for member in added)} added.", markup=False)

    def _follow_member(self, member: Member) -> None:
        self._follow(member.id)

    def _edit(self, member: Member) -> None:
        session = self._screen.session
        fields = [
            Field("kind", "Seller type", member.kind or "", "hunter or farmer (optional)"),
            Field("territory", "Territory", member.territory or "", "e.g. Ruhr (optional)"),
            Field("email", "Email", member.email or "", "(optional)"),
        ]
        if session.viewer.is_leader:
            fields = [
                Field("name", "Name", member.name),
                Field("role", "Role", member.role, "leader, seller or watcher"),
                *fields,
            ]

        def edit(values: dict[str, str]) -> Member:
            before = {field.name: field.value for field in fields}
            changed = {name: value for name, value in values.items() if value != before[name]}
            return members.edit_member(session, member, **changed)

        self._screen.app.push_screen(FormScreen(member.name, fields, edit))

    def _confirm_leave(self, member: Member) -> None:
        def on_answer(is_sure: bool | None) -> None:
            if is_sure:
                self._screen.run_change(members.end_membership, self._screen.session, member)

        question = f"Remove {member.name} from the team today? Their cards, commitments and numbers stay."
        self._screen.app.push_screen(ConfirmScreen(question, f"Remove {member.name}"), on_answer)

    # -- groups

    def _choose_group(self, member: Member) -> None:
        session = self._screen.session
        choices: list[Choice[Group | Literal["new"] | None]] = [
            Choice(group, group.name, right=self._count_members(group)) for group in self._team().groups
        ]
        choices.append(Choice(None, "No group"))
        if session.viewer.is_leader:
            choices.append(Choice("new", "New group…"))

        def on_choice(choice: Choice[Group | Literal["new"] | None]) -> None:
            if choice.value == "new":
                ask_line(
                    self._screen, "Name of the new group", lambda name: members.edit_member(session, member, group=name)
                )
                return
            self._screen.run_change(groups.assign_to_group, session, member, choice.value, then=self._follow_member)

        self._screen.open_dialog(ChooseScreen(f"Move {member.name} to which group?", choices), on_choice)

    def _count_members(self, group: Group) -> str:
        return format_people(sum(member.group_id == group.id for member in self._team().people.values()))

    def _toggle_scribe(self, member: Member) -> None:
        group = next((group for group in self._team().groups if group.id == member.group_id), None)
        if group is not None:
            scribe = None if group.scribe_id == member.id else member
            self._screen.run_change(groups.set_scribe, self._screen.session, group, scribe)

    def _describe_scribe(self) -> str:
        member = self._selected()
        return "on" if member and any(group.scribe_id == member.id for group in self._team().groups) else ""

    def _confirm_split(self) -> None:
        session = self._screen.session
        team = record.get_team(session)
        count = sum(member.role != "watcher" for member in self._team().people.values())
        sizes = groups.split_sizes(count, team.group_min, team.group_max)
        into = format_count(len(sizes), "group") + (f" of {sizes[-1]}" if len(set(sizes)) == 1 else "")

        def on_answer(is_sure: bool | None) -> None:
            if is_sure:
                self._screen.run_change(groups.split_into_groups, session)

        question = f"Split {format_people(count)} into {into}? Most people stay where they are. You can undo this."
        self._screen.app.push_screen(ConfirmScreen(question, "Split"), on_answer)

    # -- turns to host

    def _choose_swap(self, member: Member) -> None:
        places = self._team().places
        turn = places[member.id]
        others = [place for place in places.values() if place.member.id != member.id and place.round == turn.round]
        if not others:
            message = f"No one else hosts in round {turn.round}, so there is no one to swap with."
            self._screen.notify(message, markup=False)
            return

        def on_choice(choice: Choice[Member]) -> None:
            self._screen.run_change(rotation.swap, self._screen.session, member, choice.value)

        choices = [Choice(place.member, f"{place.position}  {place.member.name}") for place in others]
        question = f"Who should {member.name} swap hosting turns with?"
        self._screen.open_dialog(ChooseScreen(question, choices), on_choice)

    def _ask_skip(self, member: Member) -> None:
        seen_round = self._team().places[member.id].round
        ask_line(
            self._screen,
            f"Why skip {member.name}'s turn in round {seen_round}?",
            lambda reason: rotation.skip(self._screen.session, member, reason, from_round=seen_round),
            hint="Everyone can see the reason.",
        )
