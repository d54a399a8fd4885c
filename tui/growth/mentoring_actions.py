"""Actions of the training screen on mentorings, with their dialogs."""

from __future__ import annotations

from textual import getters

from core.access.session import Session
from core.conversations import mentoring
from core.conversations.mentoring import Mentoring
from core.models import Conversation, Pair
from core.team import members
from core.values import input_parsing
from tui.dialogs.form import FormScreen
from tui.dialogs.prompt_helper import ask_line
from tui.dialogs.prompts import ConfirmScreen
from tui.shell.screen import HuddleScreen
from tui.widgets.form import Field
from tui.widgets.pick_list import PickList


class MentoringActions(HuddleScreen):
    """Actions on the mentoring under the cursor. The subclass declares the bindings and when each is available."""

    picks = getters.query_one(PickList)

    def __init__(self) -> None:
        super().__init__()
        self._mentorings: dict[int, Mentoring] = {}

    @property
    def _picked(self) -> object:
        return self.picks.cursor_key if self.is_mounted else None

    @property
    def _mentoring(self) -> Mentoring | None:
        match self._picked:
            case ("mentoring", int(pair_id)):
                return self._mentorings.get(pair_id)
        return None

    def action_mentoring(self) -> None:
        mentorship = self._mentoring
        if mentorship is None or mentorship.times_met is None:
            self._begin(mentorship)
            return
        fields = [
            Field("text", "What came of it", "", "seen by the two of you"),
            Field("note", "Note", "", "only you see this — or nothing"),
            Field("next", "Next", "", "by the rhythm — or friday, 30 Nov"),
        ]

        def met(values: dict[str, str]) -> Conversation:
            next_on = input_parsing.parse_day(values["next"], self.session.today)
            return mentoring.record_meeting(
                self.session, mentorship.pair, values["text"], note=values["note"], next_on=next_on
            )

        other = mentorship.other(self.session.viewer.member_id)
        self.app.push_screen(FormScreen(f"You and {other.name} have met", fields, met))

    def _begin(self, mentorship: Mentoring | None) -> None:
        me = self.session.me.name
        fields = [
            Field("mentor", "Mentor", mentorship.mentor.name if mentorship else "", "who helps"),
            Field("mentee", "Is mentored", mentorship.mentee.name if mentorship else me, "who is helped"),
            Field(
                "every",
                "Rhythm",
                mentorship.pair.every or "" if mentorship else "",
                "every week — or every month, quarter",
            ),
        ]

        def begin(values: dict[str, str]) -> Pair:
            return begin_mentoring(self.session, values)

        def follow(pair: Pair | None) -> None:
            if pair is not None:
                self.show()
                self.picks.pick(("mentoring", pair.id))

        self.app.push_screen(FormScreen("Who mentors whom?", fields, begin), follow)

    def action_note(self, shared: bool) -> None:
        if (mentorship := self._mentoring) is not None:
            question = "What do you two want to talk about?" if shared else "Your note"
            hint = "Both of you see it." if shared else "Only you see it."
            ask_line(
                self,
                question,
                lambda text: mentoring.add_mentoring_note(self.session, mentorship.pair, text, shared=shared),
                hint=hint,
            )

    def action_end(self) -> None:
        mentorship = self._mentoring

        def sure(yes: bool | None) -> None:
            if yes and mentorship is not None:
                self.run_change(mentoring.end, self.session, mentorship.pair)

        if mentorship is not None:
            mentor, mentee = mentorship.mentor.name, mentorship.mentee.name
            question = f"Does {mentor} stop mentoring {mentee}? What the two have said stays theirs."
            self.app.push_screen(ConfirmScreen(question, "It ends"), sure)


def begin_mentoring(session: Session, values: dict[str, str]) -> Pair:
    """Begin the mentoring from the typed values. Raises `HuddleError` for values that cannot be parsed."""
    return mentoring.begin(
        session,
        members.find_member(session, values["mentor"]),
        members.find_member(session, values["mentee"]),
        mentoring.parse_rhythm(values["every"]),
    )
