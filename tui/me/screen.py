"""The Me screen: the viewer's numbers, commitments, praise, and turn to host."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from functools import partial

from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Static

from core.access.feed import CommittedChange
from core.access.session import Session
from core.commitments import help, occurrences
from core.commitments.phrasing import describe_amount, describe_recurrence
from core.conversations import praise
from core.hosting import rotation
from core.models import Commitment, Conversation
from core.overview import home
from core.overview.home import CommitmentWithDue
from core.standings import running_numbers
from core.standings.charts import BurnUp
from core.team import permissions, workdays
from core.team.record import get_team
from core.values.periods import format_day, format_due, format_heading_day, format_share_gone, on_day, period_containing
from tui import keymap
from tui.dialogs.entry_keys import entry_actions
from tui.dialogs.praise import choose_praise_to_share, received_praise_facts
from tui.me.actions import (
    ME_BINDINGS,
    CommitmentActions,
    conversation_actions,
    describe_no_numbers,
    number_actions,
)
from tui.me.commitment_facts import commitment_facts
from tui.shell.actions import Action, ActionTable
from tui.shell.list_detail import TALL, ListDetailScreen
from tui.shell.screen_read import ScreenRead
from tui.widgets.chart_stack import ChartStack
from tui.widgets.charts_from_core import read_charts
from tui.widgets.detail_pane import DetailPane
from tui.widgets.fact_list import Facts
from tui.widgets.need_and_signal_facts import own_signal_facts
from tui.widgets.pick_list import Pick
from tui.widgets.progress_rows import ProgressRows
from tui.widgets.progress_rows_from_core import kept_sparkline, progress_row
from tui.widgets.section import Section
from tui.widgets.signs import OPEN, SOON, signs
from tui.widgets.tone import Tone, due_tone
from tui.widgets.top_and_key_lines import first_that_fits

CLOSED_DAYS = 28
"""How many days a closed commitment is shown: about a month of meetings."""

PRAISE_LIMIT = 3
"""The most lines of praise shown: the latest."""

SIGNS = signs(kept="✓", missed="✗")


class MeScreen(ListDetailScreen[CommitmentWithDue]):
    """The viewer's own page."""

    IS_PRIVATE = True
    CSS_PATH = "screen.tcss"
    UNDO_FAMILIES = ("commitment", "entry", "target", "praise")
    WHY = (
        "Your numbers and the commitments you made. "
        "The mark on a bar shows where you should be today, in working days. "
        "If you miss one, say what you will change; the next meeting sees it."
    )

    BINDINGS = [*ME_BINDINGS]

    def __init__(self) -> None:
        super().__init__()
        self._numbers = ProgressRows(id="numbers")
        self._signals = Facts(id="signals")
        self._turn = Static("", id="turn", markup=False)
        self._praise_heading = Section("Praise for you", id="praise-head")
        self._praise = Facts(id="praise")
        self._received_praise: list[Conversation] = []
        self._charts = ChartStack(id="charts")
        self._charts_reader = ScreenRead(self, self._show_charts)
        self._detail = DetailPane()

    def make_actions(self) -> ActionTable:
        commitment_actions = CommitmentActions(
            self,
            picked=lambda: self.selected.commitment if self.selected else None,
            show_commitment=lambda commitment: self.follow(commitment.id),
        )
        return {
            **commitment_actions.table(),
            **entry_actions(self),
            **number_actions(self),
            **conversation_actions(self),
            "share": Action(partial(choose_praise_to_share, self), lambda: bool(self._received_praise)),
            "undo": Action(self.undo, lambda: self.can_undo and permissions.takes_part(self.session)),
        }

    def compose_body(self) -> Iterable[Widget]:
        with Vertical(id="me"):
            with Vertical(id="numbers-part"):
                yield Section("Your numbers", id="numbers-head")
                yield self._numbers
                yield self._signals
                yield self._turn
                yield self._praise_heading
                yield self._praise
                yield self._charts
            with Vertical(id="commitments-part"):
                yield Section("Your commitments", id="commitments-head")
                yield self.picks
                yield self._detail

    # -- showing

    def show_list(self) -> None:
        self._show_frame()
        self._show_numbers()
        self._show_commitments()
        self._show_praise()
        self._turn.update(self._describe_turn())
        if self.is_vast:
            self._charts_reader.request(_read_own_charts)
        else:
            self._charts.set_charts([])

    def show_detail(self) -> None:
        row = self.selected
        self._detail.display = self.is_vast and row is not None
        if self.is_vast and row is not None:
            commitment = row.commitment
            words = help.describe_commitment(self.session, commitment)
            self._detail.set_detail(words, commitment_facts(self.session, commitment))

    def _show_charts(self, charts: list[BurnUp]) -> None:
        if not self.is_covered():
            self._charts.set_charts(charts)

    def _show_frame(self) -> None:
        session = self.session
        quarter = period_containing(session.today, "quarter")
        quarter_gone = format_share_gone(quarter, workdays.share_of_days_gone(session, quarter))
        day = format_heading_day(session.today)
        self.top_line.left = (
            "Room view" if session.viewer.is_room else session.me.name
        ) + f" · {get_team(session).name}"
        self.top_line.right = first_that_fits((f"{day} · {quarter_gone}", quarter_gone), self.size.width // 2 - 1)

    def _show_numbers(self) -> None:
        session = self.session
        numbers = running_numbers.my_numbers(session)
        rows = [progress_row(number, weeks=True) for number in numbers]
        self._numbers.set_gap(self.size.height >= TALL)
        self._numbers.set_rows(rows, empty=describe_no_numbers(self))
        self.query_one("#numbers-head", Section).note = "last 8 weeks" if numbers else ""
        facts = own_signal_facts(session, signals_key=self.app.page_label("signals"))
        self._signals.set_facts(facts)
        self._signals.display = bool(facts)

    def _show_praise(self) -> None:
        """Show the latest praise; without any, nothing says that there is none."""
        received = self._received_praise = praise.received_praise(self.session)
        self._praise.set_facts(received_praise_facts(self.session, received[:PRAISE_LIMIT]))
        self._praise_heading.display = self._praise.display = bool(received)

    def _show_commitments(self) -> None:
        session = self.session
        takes_part = permissions.takes_part(session)
        running = home.my_commitments(session)
        closed = home.my_closed_commitments(session, session.today - timedelta(days=CLOSED_DAYS))
        owed = help.list_help_owed(session, session.me) if takes_part else []
        owed = [commitment for commitment in owed if commitment.status == "open"]
        picks = [*map(self._open_pick, running), *self._owed_picks(owed)]
        if closed:
            picks.append(Pick("closed", "Closed in the last 4 weeks", heading=True))
            picks += map(self._closed_pick, closed)
        rows = [*running, *closed, *(CommitmentWithDue(commitment, None, commitment.due) for commitment in owed)]
        empty = f"No open commitments. Press {self.app.key_label(keymap.ADD, 'me.commit')} to add one."
        if not takes_part:
            empty = permissions.describe_no_part(session, "Watchers don't have commitments.")
        self.set_rows(picks, {row.commitment.id: row for row in rows}, empty=empty)
        kept = home.count_kept(session, session.me) if takes_part else home.KeptCount(0, 0, ())
        words = f"{len(running)} open" if takes_part else ""
        if kept.closed:
            words += f" · {kept.kept} of {kept.closed} kept{kept_sparkline(kept)}"
        self.query_one("#commitments-head", Section).note = words

    def _owed_picks(self, owed: list[Commitment]) -> list[Pick]:
        """Return the rows of the open help that was promised to the viewer, who says whether it was given."""
        if not owed:
            return []
        session = self.session
        to_confirm = help.ids_awaiting_confirmation(session, owed)
        picks = [Pick("owed", "Help promised to you", heading=True, right=help.describe_help_owed(owed, to_confirm))]
        for commitment in owed:
            due = format_due(commitment.due, session.today) if commitment.due else ""
            asks = commitment.id in to_confirm
            right = "did you get it?" if asks else due
            tone: Tone = "accent" if asks else due_tone(commitment.due, session.today)
            words = help.describe_commitment(session, commitment)
            picks.append(Pick(commitment.id, words, sign="●", right=right, tone=tone))
        return picks

    def _open_pick(self, row: CommitmentWithDue) -> Pick:
        commitment, today = row.commitment, self.session.today
        soon = row.due is not None and (row.due - today).days < 7
        is_late_help = commitment.helps_id is not None and row.due is not None and row.due < today
        due = "to confirm" if is_late_help else format_due(row.due, today) if row.due else ""
        in_a_row = occurrences.format_streak(commitment, row.streak)
        details = " · ".join(
            filter(None, (describe_amount(commitment, row.metric), describe_recurrence(commitment), due, in_a_row))
        )
        return Pick(
            commitment.id,
            help.describe_commitment(self.session, commitment),
            sign=SOON if soon else OPEN,
            right=details,
            tone="quiet" if is_late_help else due_tone(row.due, today),
        )

    def _closed_pick(self, row: CommitmentWithDue) -> Pick:
        commitment = row.commitment
        words = help.describe_commitment(self.session, commitment)
        text = f"{words} → next: {commitment.next_step}" if commitment.next_step else words
        day = format_day(commitment.closed_on, self.session.today) if commitment.closed_on else ""
        return Pick(commitment.id, text, sign=SIGNS[commitment.status], right=day, dim=True)

    def _describe_turn(self) -> str:
        session = self.session
        places = rotation.coming_hosts(session)
        own_place = next((place for place in places if session.viewer.is_member(place.member.id)), None)
        next_meeting = home.next_meeting(session)
        if next_meeting and next_meeting.stage and session.viewer.is_member(next_meeting.meeting.host_id):
            return "You host this meeting."
        if own_place is None:
            return ""
        if own_place.position > 1:
            return (
                f"You are number {own_place.position} of {len(places)} to host. "
                f"Full rotation: press {self.app.page_label('team')}."
            )
        planned = next_meeting.meeting.day if next_meeting and next_meeting.stage is None else None
        if planned is None or planned < session.today:
            return "You host next."
        return f"You host the meeting {on_day(planned, session.today)}."

    # -- changes

    def handle_changes(self, changes: list[CommittedChange]) -> None:
        if any(change.rows.keys() - {"card", "trend", "board", "stage"} for change in changes):
            self.show()


def _read_own_charts(session: Session) -> list[BurnUp]:
    return read_charts(session, running_numbers.my_numbers(session))
