"""Actions of the team screen on the member under the cursor, with their dialogs."""

from __future__ import annotations

from textual import getters

from core.hosting import rotation
from core.hosting.rotation import HostPlace
from core.models import Group, Meeting, Member
from core.team import groups, members, record
from core.values.text import format_count, format_people
from tui.dialogs.choice import Choice, ChooseScreen
from tui.dialogs.form import FormScreen
from tui.dialogs.praise import ask_praise
from tui.dialogs.prompt_helper import ask_line
from tui.dialogs.prompts import ConfirmScreen
from tui.shell.screen import HuddleScreen
from tui.widgets.form import Field
from tui.widgets.pick_list import PickList


class TeamActions(HuddleScreen):
    """The actions of the team screen. The subclass declares the bindings and when each action is available."""

    picks = getters.query_one(PickList)

    def __init__(self) -> None:
        super().__init__()
        self._people: dict[int, Member] = {}
        self._groups: list[Group] = []
        self._places: dict[int, HostPlace] = {}
        self._here: dict[int, bool] = {}
        self._meeting: Meeting | None = None
        self._arranges = self._rotates = self._can_undo = False

    @property
    def _picked(self) -> Member | None:
        picked = self.picks.cursor_key if self.is_mounted else None
        return self._people.get(picked) if isinstance(picked, int) else None

    def action_add(self) -> None:
        def add(name: str) -> Member:
            return members.add_member(self.session, name)

        ask_line(self, "Who joins the team?", add, hint="first and last name", then=self._follow)

    def _follow(self, person: Member) -> None:
        """Refresh the screen and move the cursor to `person`."""
        self.show()
        self.picks.pick(person.id)

    def action_edit(self) -> None:
        if (person := self._picked) is None:
            return
        fields = [
            Field("kind", "Kind", person.kind or "", "hunter, farmer, or nothing"),
            Field("territory", "Territory", person.territory or "", "or nothing"),
            Field("email", "Email", person.email or "", "or nothing"),
        ]
        if self.session.viewer.is_leader:
            fields = [
                Field("name", "Name", person.name),
                Field("role", "Role", person.role, "leader, seller, watcher"),
                *fields,
            ]

        def edit(typed: dict[str, str]) -> Member:
            before = {field.name: field.value for field in fields}
            return members.edit_member(
                self.session, person, **{name: value for name, value in typed.items() if value != before[name]}
            )

        self.app.push_screen(FormScreen(person.name, fields, edit))

    def action_group(self) -> None:
        if (person := self._picked) is None:
            return
        choices = [Choice(group.id, group.name, right=self._members_in(group)) for group in self._groups]
        choices.append(Choice(None, "no group"))
        if self.session.viewer.is_leader:
            choices.append(Choice("new", "a new group…"))

        def chosen(choice: Choice | None) -> None:
            if choice is None:
                return
            if choice.key == "new":
                ask_line(
                    self, "The new group's name", lambda name: members.edit_member(self.session, person, group=name)
                )
                return
            group = next((group for group in self._groups if group.id == choice.key), None)
            self.run_change(groups.assign_to_group, self.session, person, group, then=self._follow)

        self.app.push_screen(ChooseScreen(f"Which group is {person.name} in?", choices), chosen)

    def _members_in(self, group: Group) -> str:
        return format_people(sum(member.group_id == group.id for member in self._people.values()))

    def action_feedback(self) -> None:
        if (person := self._picked) is not None:
            self.app.action_sheet("feedback", person.id)

    def action_review(self) -> None:
        if (person := self._picked) is not None:
            self.app.action_sheet("reviews", person.id)

    def action_ladder(self) -> None:
        if (person := self._picked) is not None:
            self.app.action_sheet("ladder", person.id)

    def action_scribe(self) -> None:
        person = self._picked
        group = next((group for group in self._groups if person and group.id == person.group_id), None)
        if person is not None and group is not None:
            self.run_change(groups.set_scribe, self.session, group, None if group.scribe_id == person.id else person)

    def action_split(self) -> None:
        own_team = record.get_team(self.session)
        count = sum(member.role != "watcher" for member in self._people.values())
        sizes = groups.split_sizes(count, own_team.group_min, own_team.group_max)
        into = format_count(len(sizes), "group") + (f" of {sizes[-1]}" if len(set(sizes)) == 1 else "")
        question = f"Put {format_people(count)} into {into}? As many as possible stay where they are; u takes it back."
        self.app.push_screen(ConfirmScreen(question, "Split"), self._split)

    def _split(self, sure: bool | None) -> None:
        if sure:
            self.run_change(groups.split_into_groups, self.session)

    def action_praise(self) -> None:
        if (person := self._picked) is not None:
            ask_praise(self, person)

    def action_swap(self) -> None:
        if (person := self._picked) is None:
            return
        turn = self._places[person.id]
        others = [
            place for place in self._places.values() if place.member.id != person.id and place.round == turn.round
        ]
        if not others:
            self.notify(f"Nobody else is due in round {turn.round}, so there is nobody to swap with.", markup=False)
            return
        choices = [Choice(place.member.id, f"{place.position}  {place.member.name}") for place in others]

        def chosen(choice: Choice | None) -> None:
            other = next((place.member for place in others if choice and place.member.id == choice.key), None)
            if other is not None:
                self.run_change(rotation.swap, self.session, person, other)

        self.app.push_screen(ChooseScreen(f"With whom does {person.name} swap turns to host?", choices), chosen)

    def action_skip(self) -> None:
        if (person := self._picked) is not None:
            ask_line(
                self,
                f"Why does {person.name} not host this round?",
                lambda reason: rotation.skip(self.session, person, reason),
                hint="Everybody sees the reason.",
            )

    def action_leave(self) -> None:
        if (person := self._picked) is None:
            return

        def sure(yes: bool | None) -> None:
            if yes:
                self.run_change(members.end_membership, self.session, person)

        question = f"Does {person.name} leave the team today? What they said, promised and reached stays."
        self.app.push_screen(ConfirmScreen(question, "They leave"), sure)
