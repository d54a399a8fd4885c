"""The input line for a card about its author or, after `@name`, about another member."""

from __future__ import annotations

from collections.abc import Sequence

from textual.widgets import Input

from core.meeting.mentions import MENTION_SIGN, rank_members
from core.models import Member
from core.values.text import short_name
from tui.widgets.name_completion import Completion, NameChoice
from tui.widgets.say_line import SayLine


class MentionLine(SayLine):
    """A `SayLine` that completes the name typed after `@` in the `Completion` of its screen."""

    def __init__(self, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(placeholder, id)
        self.members: Sequence[Member] = ()

    def on_mount(self) -> None:
        if not self.is_attached:  # the app is closing, and the line has no children
            return
        self.input.listener = self
        self.input.completion = self._completion
        self._completion.take_callback = self._choose

    @property
    def _completion(self) -> Completion:
        return self.screen.query_one(Completion)

    def text_changed(self, text: str) -> None:
        beginning = text.removeprefix(MENTION_SIGN)
        if not text.startswith(MENTION_SIGN) or " " in beginning:
            self._completion.close()
            return
        self._completion.show_choices(
            [NameChoice(member.id, member.name) for member in rank_members(self.members, beginning)]
        )

    def submit_text(self, text: str) -> bool:
        self.input.post_message(Input.Submitted(self.input, text))
        return True

    def change_person(self, step: int) -> None:
        """Do nothing: Tab only takes a name that is offered."""

    def _choose(self, member_id: int) -> None:
        member = next((person for person in self.members if person.id == member_id), None)
        if member is not None:
            self.input.set_text(f"{MENTION_SIGN}{short_name(member, self.members)} ")
