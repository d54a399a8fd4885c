"""What the training screen does with mentorings, with the dialogs for it."""

from __future__ import annotations

from collections.abc import Callable

from core.access.session import Session
from core.conversations import mentoring
from core.conversations.mentoring import Mentoring
from core.models import Conversation, Pair
from core.team import members
from core.values import input_parsing
from tui.dialogs.form import FormScreen
from tui.dialogs.prompt_helper import ask_line
from tui.shell.actions import Action, ActionTable
from tui.shell.confirm import ConfirmScreen
from tui.shell.screen import HuddleScreen
from tui.widgets.form import Field


class MentoringActions:
    """Begins and ends mentorings, and records what is said in them."""

    def __init__(
        self, screen: HuddleScreen, selected: Callable[[], Mentoring | None], show_begun: Callable[[Pair], object]
    ) -> None:
        """`selected` returns the mentoring under the cursor; `show_begun` shows one that was begun or changed."""
        self._screen = screen
        self._selected = selected
        self._show_begun = show_begun

    def table(self) -> ActionTable:
        """Return the actions by the names that the bindings use."""
        return {
            "mentoring": Action(self.record_or_begin, self._takes_part),
            "note": Action(self.add_note, lambda _shared: self.is_own_selected()),
            "end": Action(self.end, self._can_end),
        }

    # -- when they are offered

    def is_own_selected(self) -> bool:
        """Return whether the viewer is one of the two in the mentoring under the cursor."""
        mentorship = self._selected()
        return mentorship is not None and mentorship.times_met is not None

    def _takes_part(self) -> bool:
        return self._screen.session.viewer.takes_part

    def _can_end(self) -> bool:
        return self._selected() is not None and (self._screen.session.viewer.is_leader or self.is_own_selected())

    # -- what they do

    def record_or_begin(self) -> None:
        """Ask what came of a meeting if the mentoring under the cursor is the viewer's, else who mentors whom."""
        mentorship = self._selected()
        if mentorship is None or mentorship.times_met is None:
            self.ask_for_terms(mentorship)
            return
        session = self._screen.session
        fields = [
            Field("text", "What came of it", "", "visible to the two of you"),
            Field("note", "Note", "", "sealed: only you can open it — or nothing"),
            Field("next", "Next", "", "by the rhythm — or friday, 30 Nov"),
        ]

        def record(values: dict[str, str]) -> Conversation:
            next_on = input_parsing.parse_day(values["next"], session.today)
            return mentoring.record_meeting(
                session, mentorship.pair, values["text"], note=values["note"], next_on=next_on
            )

        other = mentorship.other(session.viewer.member_id)
        self._screen.app.push_screen(FormScreen(f"You and {other.name} have met", fields, record, is_private=True))

    def ask_for_terms(self, mentorship: Mentoring | None) -> None:
        """Ask who mentors whom and how often, filled in from `mentorship` to change it."""
        session = self._screen.session
        rhythm = (mentorship.pair.every or "") if mentorship else ""
        fields = [
            Field("mentor", "Mentor", mentorship.mentor.name if mentorship else "", "who helps"),
            Field("mentee", "Is mentored", mentorship.mentee.name if mentorship else session.me.name, "who is helped"),
            Field("every", "Rhythm", rhythm, "every week — or every month, quarter"),
        ]
        form = FormScreen("Who mentors whom?", fields, lambda values: begin_mentoring(session, values))
        self._screen.open_dialog(form, self._show_begun)

    def add_note(self, shared: bool) -> None:
        """Ask for a note to the mentoring under the cursor: for both if `shared`, else for the viewer only."""
        mentorship, session = self._selected(), self._screen.session
        if mentorship is not None:
            ask_line(
                self._screen,
                "What do you two want to talk about?" if shared else "Your note",
                lambda text: mentoring.add_mentoring_note(session, mentorship.pair, text, shared=shared),
                hint="Visible to the two of you." if shared else "Sealed: only you can open it.",
                is_private=not shared,
            )

    def end(self) -> None:
        """End the mentoring under the cursor, once the viewer confirms."""
        mentorship = self._selected()
        if mentorship is None:
            return

        def on_answer(is_confirmed: bool | None) -> None:
            if is_confirmed:
                self._screen.run_change(mentoring.end, self._screen.session, mentorship.pair)

        mentor, mentee = mentorship.mentor.name, mentorship.mentee.name
        question = f"Does {mentor} stop mentoring {mentee}? What the two have said stays theirs."
        self._screen.app.push_screen(ConfirmScreen(question, "It ends"), on_answer)


def begin_mentoring(session: Session, values: dict[str, str]) -> Pair:
    """Begin the mentoring from the typed values. Raises `HuddleError` for values that cannot be parsed."""
    return mentoring.begin(
        session,
        members.find_member(session, values["mentor"]),
        members.find_member(session, values["mentee"]),
        mentoring.parse_rhythm(values["every"]),
    )
