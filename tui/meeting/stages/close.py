"""The close stage: the meeting in numbers, its ratings, the minutes, who hosts next, and when and why."""

from __future__ import annotations

from textual import getters
from textual.app import ComposeResult
from textual.containers import Center, Vertical
from textual.widgets import Static

from core.commitments import queries
from core.errors import HuddleError
from core.meeting import boards, lifecycle, next_meeting, pulse, unrevealed
from core.meeting.agenda import WEEK
from core.meeting.participation import find_who_took_part
from core.models import Meeting
from core.team.members import short_names
from core.values import input_parsing
from core.values.periods import format_heading_day
from core.values.text import join_words, noun_for
from tui import keymap
from tui.dialogs.prompt_helper import ask_line
from tui.meeting.stages.base import StageView
from tui.shell.actions import Action, ActionTable
from tui.shell.confirm import ConfirmScreen
from tui.shell.projection_cover import show_unless_projected
from tui.widgets.mood_line import QUESTIONS, format_average, mood_sparkline
from tui.widgets.pick_list import Pick


class CloseStage(StageView, can_focus=True):
    """The meeting in four lines, how it felt, and the next host."""

    DEFAULT_CSS = """
    CloseStage {
        align: center middle;
        & Center { height: auto; }
        & #look-back { width: auto; max-width: 100%; height: auto; padding: 0 4; }
        & #summary, & #felt { width: auto; max-width: 100%; padding: 1 0 0 0; }
        & #words { width: 100%; height: auto; max-height: 2; text-align: center; padding: 0 4; }
        & #next { width: 100%; text-align: center; text-style: bold; color: $accent; padding: 1 4 0 4; }
        & #because { width: 100%; text-align: center; color: $dim; padding: 0 4; }
    }
    """
    BINDINGS = [
        keymap.OPEN.bind("pulse", "Rate meeting", id="close.pulse", tooltip="Rate the meeting"),
        keymap.WHEN.bind("next_day", "Next meeting", id="close.next_day", tooltip="Set the day of the next meeting"),
        keymap.NEXT.bind("close", "End meeting", id="close.close", tooltip="End the meeting for everyone"),
        keymap.option("read", "Ratings by name", id="close.read", tooltip="See who gave which rating"),
    ]

    summary = getters.query_one("#summary", Static)
    pulse_summary = getters.query_one("#felt", Static)
    pulse_words = getters.query_one("#words", Static)
    next_host = getters.query_one("#next", Static)
    next_host_reason = getters.query_one("#because", Static)
    _has_named_pulses = False
    """Whether there are pulses with names, which the leader alone may read."""

    def compose(self) -> ComposeResult:
        yield Static("Meeting summary", classes="question", markup=False)
        with Center(), Vertical(id="look-back"):
            yield Static("", id="summary", markup=False)
            yield Static("", id="felt", markup=False)
        yield Static("", id="words", markup=False)
        yield Static("", id="next", markup=False)
        yield Static("", id="because", markup=False)

    def focus_first(self) -> None:
        self.focus()

    def show(self) -> None:
        self._show_summary()
        self._show_pulse()
        self._show_next_host()

    def _show_summary(self) -> None:
        session = self.session
        people = len(find_who_took_part(session, self.meeting))
        made = queries.list_commitments(session, meeting=self.meeting)
        without = queries.without_commitment(session, self.meeting)
        card_count = self._count_cards()
        lines = [
            f"{people:>4}  {noun_for(people, 'person', 'people')} took part",
            f"{card_count:>4}  {noun_for(card_count, 'card')}",
            f"{len(made):>4}  {noun_for(len(made), 'new commitment')}",
        ]
        if without:
            short = short_names(session)
            names = join_words((short[member.id] for member in without), most=6)
            lines.append(f"{len(without):>4}  without a commitment: {names}")
        self.summary.update("\n".join(lines))

    def _show_pulse(self) -> None:
        session = self.session
        self.pulse_summary.display = self._has_pulse
        self.pulse_words.display = False
        if not self._has_pulse:
            return
        summary, weeks = pulse.summarize(session, self.meeting), pulse.pulse_history(session, self.meeting)
        self._has_named_pulses = not summary.anonymous and summary.answer_count > 0
        is_told_by_threes = summary.anonymous and self.meeting.status == "open"
        rated = "have rated" if is_told_by_threes else "have rated the meeting"  # short, for 80 columns
        status = f"{summary.answer_count:>4}  of {summary.participant_count} {rated}"
        is_partial = 0 < summary.counted_answers < summary.answer_count
        if self.can_act and pulse.own_pulse(session, self.meeting):
            status += ", with you"
        elif self.can_act and not (
            summary.anonymous and summary.answer_count >= summary.participant_count
        ):  # else theirs is in
            status += f"  ·  press {self.app.key_label(keymap.OPEN, 'close.pulse')} to rate it"
        if is_partial:
            status += f"  ·  {summary.counted_answers} counted"
        elif is_told_by_threes:
            status += "  ·  shown 3 at a time"
        lines = [status]
        if summary.score is not None or weeks:
            for name, question in QUESTIONS.items():
                value = format_average(getattr(summary, name))
                lines.append(
                    f"{value:>4}  {question:<26}{mood_sparkline([getattr(week, name) for week in weeks])}".rstrip()
                )
        self.pulse_summary.update("\n".join(lines))
        self.pulse_words.display = bool(summary.words)
        self.pulse_words.update(" · ".join(summary.words))

    def _show_next_host(self) -> None:
        try:
            coming = next_meeting.following_meeting(self.session)
        except HuddleError as refusal:
            self.next_host.update(str(refusal))
            self.next_host_reason.update("")
            return
        self.next_host.update(f"{coming.host.name} hosts next, on {format_heading_day(coming.day)}")
        self.next_host_reason.update(coming.reason or f"{short_names(self.session)[coming.host.id]} was asked to host")

    def _count_cards(self) -> int:
        return sum(boards.count_cards_by_kind(self.session, self.meeting).values())

    @property
    def _has_pulse(self) -> bool:
        """Whether it is a meeting of the team: a one-on-one has no pulse, and no next day of its own."""
        return self.meeting.kind != "one-on-one"

    def make_actions(self) -> ActionTable:
        return {
            "pulse": Action(self._open_pulse, lambda: self.can_act and self._has_pulse),
            "read": Action(self._open_pulses, lambda: self.session.viewer.is_leader and self._has_named_pulses),
            "next_day": Action(self._ask_next_day, lambda: self.is_host and self.can_act and self._has_pulse),
            "close": Action(self._ask_close, lambda: self.is_host and self.can_act),
        }

    def _open_pulse(self) -> None:
        from tui.dialogs.pulse import PulseScreen

        self.app.push_screen(PulseScreen(self.meeting))

    def _open_pulses(self) -> None:
        from tui.dialogs.list import ListScreen

        answers = ListScreen(self._read_pulses, empty="No ratings yet.")
        show_unless_projected(self.huddle_screen.app, lambda: self.app.push_screen(answers))

    def _read_pulses(self) -> tuple[str, list[Pick]]:
        answers = pulse.pulses(self.session, self.meeting)
        picks = [
            Pick(
                member.id,
                f"{member.name}: {answer.word}" if answer.word else member.name,
                right="   ".join(str(getattr(answer, name) or "–") for name in QUESTIONS),
            )
            for member, answer in answers
        ]
        return f"Visible to you, as the leader · {' · '.join(QUESTIONS.values())}", picks

    def _ask_next_day(self) -> None:
        session = self.session

        def plan(typed: str) -> Meeting:
            day = input_parsing.parse_day(typed, session.today)
            if day is None:
                raise HuddleError("When is the next meeting? Type a date, e.g. friday or 30 Nov.")
            if day == session.today and typed.strip().isalpha() and typed.strip().casefold() != "today":
                day += WEEK  # “monday” typed on a Monday means the Monday after
            return next_meeting.set_next_day(session, day)

        ask_line(
            self.huddle_screen,
            "When is the next meeting?",
            plan,
            hint="e.g. friday, 30 Nov, 2026-11-30, or +7 for days from now",
        )

    def _ask_close(self) -> None:
        # Not the stage's own `run_change`: the meeting may have moved on when the question is answered.
        screen, session = self.huddle_screen, self.session
        stage = lifecycle.current_stage(session, self.meeting)

        def close_if_sure(is_sure: bool | None) -> None:
            if is_sure:
                screen.run_change(lifecycle.close_meeting, session, from_stage=stage, then=self._announce_closed)

        where = "" if stage.name == "close" else f"The meeting is in {stage.name}, and not in close."
        end = f"End the {self.meeting.kind} meeting {self.meeting.number} for everyone?"
        lost = unrevealed.describe_before_closing(session, self.meeting)
        question = " ".join(part for part in (where, lost, end) if part)
        screen.open_dialog(ConfirmScreen(question, "End meeting"), close_if_sure)

    def _announce_closed(self, closed: Meeting) -> None:
        when = f" Next meeting: {format_heading_day(closed.next_day)}." if closed.next_day else ""
        lost = " The votes were not revealed and are lost." if unrevealed.list_open_votes(self.session, closed) else ""
        minutes = f"Press {self.app.key_label(keymap.OPTIONS, 'options')} to read the minutes."
        self.app.notify(f"Meeting ended.{lost}{when} {minutes}", markup=False)
