"""The commitments stage: the commitments from before this meeting, and how they ended. The leader's come first."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual import getters
from textual.app import ComposeResult
from textual.widgets import Static

from core.commitments import occurrences, queries
from core.commitments.available_actions import available_actions
from core.commitments.outcomes import DueOccurrence, OutcomeCalculator
from core.commitments.phrasing import describe_terms
from core.meeting.lifecycle import list_started_meetings
from core.metrics import metrics
from core.models import Commitment, Member, Metric, by_id
from core.outcomes import hurdles
from core.overview import home
from core.team import members
from core.values import amounts
from core.values.periods import format_day
from tui import keymap
from tui.dialogs.commitment_answers import ask_new_wording, ask_next_step, confirm_end, record_kept, record_open
from tui.dialogs.hurdle_prompt import name_hurdle_from
from tui.dialogs.praise import ask_praise
from tui.meeting.stages.base import StageView
from tui.shell.actions import Action, ActionTable
from tui.shell.screen import HuddleScreen
from tui.shell.undo import undo_last
from tui.widgets.pick_list import Pick, PickList
from tui.widgets.progress_rows_from_core import kept_sparkline
from tui.widgets.signs import signs
from tui.widgets.top_and_key_lines import first_that_fits

SIGNS = signs(kept="✓", missed="✗", open="●")

WIDE_ROW_WIDTH = 96
"""Width in columns from which a row shows what was promised as well as how it went."""


class CommitmentsStage(StageView):
    """The open and recently closed commitments; each member says of their own whether it was kept or missed."""

    BINDINGS = [
        keymap.YES.bind("keep", "Kept", id="commitments.keep", tooltip="Mark as kept"),
        keymap.NO.bind("miss", "Missed", id="commitments.miss", tooltip="Mark as missed and say what you'll change"),
        keymap.EDIT.bind("reword", "Edit", id="commitments.reword", tooltip="Edit it; its history keeps the old words"),
        keymap.HURDLE.bind(
            "hurdle", "Make hurdle", id="commitments.hurdle", tooltip="Make a team hurdle of what was missed"
        ),
        keymap.PRAISE.bind("praise", "Praise", id="commitments.praise", tooltip="Praise the person of this line"),
        keymap.DELETE.bind(
            "end", "Stop repeating", id="commitments.end", tooltip="Stop this recurring commitment; its history stays"
        ),
        keymap.UNDO.bind("undo", "Undo", id="undo", tooltip="Undo your last step here"),
        keymap.option("reopen", "Reopen", id="commitments.reopen", tooltip="Reopen it: neither kept nor missed"),
    ]

    head = getters.query_one(".question", Static)
    pick_list = getters.query_one(PickList)

    def compose(self) -> ComposeResult:
        yield Static("", classes="question", markup=False)
        yield PickList(
            empty="No commitments from before this meeting. What you commit to today appears here next time."
        )

    def focus_first(self) -> None:
        self.pick_list.focus()

    def on_resize(self) -> None:
        if self.is_mounted:
            self.show()

    # -- showing

    def show(self) -> None:
        session = self.session
        listed = queries.commitments_to_review(session, self.meeting)
        calculator = occurrences.outcome_calculator(session)
        self._commitments = by_id(listed)
        self._people = by_id(members.list_members(session, include_left=True))
        self._metrics = by_id(metrics.list_metrics(session, include_ended=True))
        self._statuses = {
            commitment.id: occurrences.current_status(session, commitment, calculator) for commitment in listed
        }
        self._available_actions = {
            commitment.id: available_actions(session, commitment, calculator) for commitment in listed
        }
        self._show_head(list(self._statuses.values()))
        picks: list[Pick] = []
        owner_id: int | bool | None = False
        for commitment in listed:
            if commitment.member_id != owner_id:
                owner_id = commitment.member_id
                picks.append(Pick(key=("who", owner_id), text=_heading(self._people.get(owner_id or 0)), heading=True))
            occurrence = occurrences.occurrence_to_show(session, commitment, calculator)
            picks.append(
                Pick(
                    key=commitment.id,
                    text=self._describe(commitment, occurrence),
                    sign=SIGNS[self._statuses[commitment.id]],
                    right=self._describe_progress(commitment, occurrence, calculator),
                )
            )
        self.pick_list.set_picks(picks)
        own = [commitment for commitment in listed if session.viewer.is_member(commitment.member_id)]
        own.sort(key=lambda commitment: self._statuses[commitment.id] != "open")
        self.set_first_cursor(self.pick_list, own[0].id if own else None)
        self.refresh_bindings()

    def _show_head(self, statuses: list[str]) -> None:
        session = self.session
        head = ""
        if statuses:
            counts = " · ".join(f"{statuses.count(status)} {status}" for status in SIGNS)
            before = [
                meeting
                for meeting in list_started_meetings(session)
                if meeting.kind != "one-on-one" and meeting.id != self.meeting.id
            ]
            since = f"Since {format_day(before[0].day)}: " if before else ""
            kept = home.count_kept(session)
            rate = f"      team {amounts.format_percent(kept.share)} kept" if kept.closed else ""
            more = f"   {self.app.page_label('follow-through')} Details" if kept.closed else ""
            head = first_that_fits(
                (
                    since + counts + rate + kept_sparkline(kept) + more,
                    since + counts + rate + kept_sparkline(kept),
                    since + counts + rate,
                    counts,
                ),
                self.size.width - 4,
            )
        self.head.update(head)

    def _describe(self, commitment: Commitment, occurrence: DueOccurrence | None) -> str:
        step = commitment.next_step or (occurrence.next_step if occurrence and occurrence.status == "missed" else None)
        if step is None:
            is_asked = (
                commitment.every
                and occurrence is not None
                and occurrence.status == "missed"
                and "miss" in self._available_actions[commitment.id]
            )
            key = self.app.key_label(keymap.NO, "commitments.miss")
            return f"{commitment.text} → press {key} to add a next step" if is_asked else commitment.text
        follows = self.session.all(Commitment, "follows_id = ? AND replaced_by IS NULL", (commitment.id,))
        day = follows[-1].due if follows else None
        by = f", by {format_day(day)}" if day else ""
        return f"{commitment.text} → next: {step}{by}"

    def _describe_progress(
        self, commitment: Commitment, occurrence: DueOccurrence | None, calculator: OutcomeCalculator
    ) -> str:
        """Return how it went so far and, where there is room or nothing else to show, what was promised."""
        session = self.session
        metric = self._metrics.get(commitment.metric_id or 0)
        parts = [
            self._amount_so_far(commitment, occurrence, metric, calculator),
            occurrences.format_streak(commitment, occurrences.count_kept_in_a_row(session, commitment, calculator)),
            ""
            if commitment.every
            else occurrences.format_carried_over(occurrences.count_carried_over(session, commitment)),
        ]
        if commitment.every and occurrence is not None and occurrence.status == "open":
            parts.append(f"for {format_day(occurrence.day)}")
        progress = " · ".join(filter(None, parts))
        promised = describe_terms(commitment, metric, session.today)
        if not progress or self.size.width >= WIDE_ROW_WIDTH:
            return " · ".join(filter(None, (progress, promised)))
        return progress

    def _amount_so_far(
        self,
        commitment: Commitment,
        occurrence: DueOccurrence | None,
        metric: Metric | None,
        calculator: OutcomeCalculator,
    ) -> str:
        """Return the progress as in `3 of 5`; empty where nothing is counted or the viewer may not see it."""
        record = calculator.records.get(commitment.id)
        if metric is None or commitment.amount is None or record is None or not calculator.may_see_amount(record):
            return ""
        of_occurrence = occurrence.actual if occurrence else None
        actual = of_occurrence if commitment.every else occurrences.amount_so_far(self.session, commitment, calculator)
        if actual is None:
            return ""
        return (
            f"{amounts.format_amount(actual, metric.scale)} of {amounts.format_amount(commitment.amount, metric.scale)}"
        )

    # -- keys

    @property
    def _picked(self) -> Commitment | None:
        picked = self.pick_list.cursor_key
        return self._commitments.get(picked) if isinstance(picked, int) else None

    def on_pick_list_moved(self) -> None:
        self.refresh_bindings()

    def make_actions(self) -> ActionTable:
        def answer(name: str, ask: Callable[[HuddleScreen, Commitment], object]) -> Action:
            return Action(partial(self._run_on_picked, ask), partial(self._is_available, name))

        return {
            "keep": answer("keep", record_kept),
            "miss": answer("miss", ask_next_step),
            "reopen": answer("reopen", record_open),
            "reword": answer("reword", self._ask_new_wording),
            "end": answer("end", confirm_end),
            "hurdle": answer(
                "hurdle", lambda screen, picked: name_hurdle_from(screen, hurdles.add_from_commitment, picked)
            ),
            "praise": Action(self._praise, self._is_live),
            "undo": Action(self._undo, self._is_live),
        }

    def _is_live(self) -> bool:
        return self.can_act and self.is_mounted

    def _is_available(self, name: str) -> bool:
        commitment = self._picked if self._is_live() else None
        return commitment is not None and name in self._available_actions[commitment.id]

    def _run_on_picked(self, ask: Callable[[HuddleScreen, Commitment], object]) -> None:
        if (commitment := self._picked) is not None:
            ask(self.huddle_screen, commitment)

    def _ask_new_wording(self, screen: HuddleScreen, commitment: Commitment) -> None:
        owner = self._people.get(commitment.member_id or 0)
        ask_new_wording(screen, commitment, owner.name if owner else "The whole team")

    def _praise(self) -> None:
        commitment = self._picked
        ask_praise(self.huddle_screen, self._people.get(commitment.member_id or 0) if commitment else None)

    def _undo(self) -> None:
        undo_last(self.huddle_screen, "commitment", meeting_id=self.meeting.id)


def _heading(owner: Member | None) -> str:
    if owner is None:
        return "The whole team"
    return owner.name + (", leader" if owner.role == "leader" else "")
