"""What the training screen does with mentorings, with the dialogs for it."""

from __future__ import annotations

from collections.abc import Callable

from core.access.session import Session
from core.conversations import mentoring
from core.conversations.mentoring import Mentoring
from core.models import Conversation, Pair
from core.team import members
from core.values import input_parsing
from tui.dialogs.action_choice import choose_action
from tui.dialogs.form import FormScreen
from tui.dialogs.prompt_helper import ask_line
from tui.shell.actions import Action, ActionTable
from tui.shell.confirm import ConfirmScreen
from tui.shell.screen import HuddleScreen
from tui.widgets.form import Field


class MentoringActions:
    """Starts and ends mentorings, and records their meetings and notes."""

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
            "act": Action(self.choose, self.is_own_selected),
            "mentoring": Action(lambda: self.ask_for_terms(None), self._takes_part),
            "edit": Action(lambda: self.ask_for_terms(self._selected()), self._can_change),
            "end": Action(self.end, self._can_change),
        }

    # -- when they are offered

    def is_own_selected(self) -> bool:
        """Return whether the viewer is one of the two in the mentoring under the cursor."""
        mentorship = self._selected()
        return mentorship is not None and mentorship.times_met is not None

    def _takes_part(self) -> bool:
        return self._screen.session.viewer.takes_part

    def _can_change(self) -> bool:
        return self._selected() is not None and (self._screen.session.viewer.is_leader or self.is_own_selected())

    # -- what they do

    def choose(self) -> None:
        """Ask what to do with the mentoring under the cursor, which is the viewer's, and do it."""
        choose_action(
            self._screen,
            "What do you want to add?",
            [
                ("We met", self.record_meeting),
                ("Private note", lambda: self.add_note(shared=False)),
                ("Shared note", lambda: self.add_note(shared=True)),
            ],
        )

    def record_meeting(self) -> None:
        """Ask what came of a meeting of the mentoring under the cursor, and record it."""
        mentorship = self._selected()
        if mentorship is None:
            return
        session = self._screen.session
        other = mentorship.other(session.viewer.member_id)
        fields = [
            Field("text", "Summary", "", f"visible to you and {other.name}"),
            Field("note", "Private note", "", "sealed: only you can open it (optional)"),
            Field("next", "Next one", "", "e.g. 30 Nov (empty: as usual)"),
        ]

        def record(values: dict[str, str]) -> Conversation:
            next_on = input_parsing.parse_day(values["next"], session.today)
            return mentoring.record_meeting(
                session, mentorship.pair, values["text"], note=values["note"], next_on=next_on
            )

        self._screen.app.push_screen(FormScreen(f"Log your meeting with {other.name}", fields, record, is_private=True))

    def ask_for_terms(self, mentorship: Mentoring | None) -> None:
        """Ask who mentors whom and how often, filled in from `mentorship` to change it."""
        session = self._screen.session
        rhythm = (mentorship.pair.every or "") if mentorship else ""
        fields = [
            Field("mentor", "Mentor", mentorship.mentor.name if mentorship else "", "name"),
            Field("mentee", "Mentee", mentorship.mentee.name if mentorship else session.me.name, "name"),
            Field("every", "Rhythm", rhythm, "e.g. every month (empty: every week)"),
        ]
        form = FormScreen("Who mentors whom?", fields, lambda values: begin_mentoring(session, values))
        self._screen.open_dialog(form, self._show_begun)

    def add_note(self, shared: bool) -> None:
        """Ask for a note to the mentoring under the cursor: for both if `shared`, else for the viewer only."""
        mentorship, session = self._selected(), self._screen.session
        if mentorship is not None:
            other = mentorship.other(session.viewer.member_id)
            ask_line(
                self._screen,
                "Shared note for next time" if shared else "Private note",
                lambda text: mentoring.add_mentoring_note(session, mentorship.pair, text, shared=shared),
                hint=f"Visible to you and {other.name}." if shared else "Sealed: only you can open it.",
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
        question = f"End mentoring between {mentor} and {mentee}? Their notes stay."
        self._screen.app.push_screen(ConfirmScreen(question, "End mentoring"), on_answer)


def begin_mentoring(session: Session, values: dict[str, str]) -> Pair:
    """Begin the mentoring from the typed values. Raises `HuddleError` for values that cannot be parsed."""
    return mentoring.begin(
        session,
        members.find_member(session, values["mentor"]),
        members.find_member(session, values["mentee"]),
        mentoring.parse_rhythm(values["every"]),
    )
