"""The Me screen: the viewer's numbers, commitments, praise, and turn to host."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from functools import partial

from textual import getters
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Static

from core.access.feed import CommittedChange
from core.commitments import help, occurrences
from core.commitments.phrasing import describe_amount, describe_recurrence
from core.conversations import praise
from core.hosting import rotation
from core.models import Commitment, Conversation
from core.overview import home
from core.overview.home import CommitmentWithDue
from core.standings import running_numbers
from core.team import permissions, workdays
from core.team.record import get_team
from core.values.amounts import format_percent
from core.values.periods import MONTHS, period_containing, relative_day
from tui.dialogs.entry_keys import entry_actions
from tui.dialogs.praise import choose_praise_to_share, received_praise_facts
from tui.me.actions import (
    ME_BINDINGS,
    CommitmentActions,
    conversation_actions,
    describe_no_numbers,
    number_actions,
)
from tui.shell.actions import Action, ActionTable
from tui.shell.screen import HuddleScreen
from tui.widgets.fact_list import Facts
from tui.widgets.need_and_signal_facts import own_signal_facts
from tui.widgets.pick_list import Pick, PickList
from tui.widgets.progress_rows import ProgressRows
from tui.widgets.progress_rows_from_core import kept_sparkline, progress_row
from tui.widgets.section import Section
from tui.widgets.top_and_key_lines import first_that_fits

CLOSED_DAYS = 28
"""How many days a closed commitment is shown: about a month of meetings."""

SPACED_HEIGHT = 40
"""Height in lines from which rows have empty lines between them."""

UNDO_FAMILIES = ("commitment", "entry", "target", "praise")
"""The families of changes that `u` takes back here."""

PRAISE_LIMIT = 3
"""The most lines of praise shown: the latest."""

SIGNS = {"kept": "✓", "missed": "✗"}


class MeScreen(HuddleScreen):
    """The viewer's own page."""

    CSS_PATH = "screen.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (150, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (SPACED_HEIGHT, "-tall")]
    WHY = (
        "People do what they said themselves, and here you see what that was. "
        "The mark │ stands where pace says you should be today, counted in working days. "
        "A miss is no drama: say what you will do differently, and the next meeting hears that."
    )

    BINDINGS = [*ME_BINDINGS]

    commitment_list = getters.query_one(PickList)

    def __init__(self) -> None:
        super().__init__()
        self._commitment_rows: dict[int, CommitmentWithDue] = {}
        self._can_undo = False
        self._received_praise: list[Conversation] = []

    def make_actions(self) -> ActionTable:
        return {
            **CommitmentActions(self, lambda: self._picked, self._show_commitment).table(),
            **entry_actions(self),
            **number_actions(self),
            **conversation_actions(self),
            "share": Action(partial(choose_praise_to_share, self), lambda: bool(self._received_praise)),
            "undo": Action(lambda: self.run_change(self.session.undo, *UNDO_FAMILIES), lambda: self._can_undo),
        }

    def compose_content(self) -> Iterable[Widget]:
        with Vertical(id="me"):
            with Vertical(id="numbers-part"):
                yield Section("My numbers", id="numbers-head")
                yield ProgressRows(id="numbers")
                yield Facts(id="signals")
                yield Static("", id="turn", markup=False)
                yield Section("Praise for you", id="praise-head")
                yield Facts(id="praise")
            with Vertical(id="commitments-part"):
                yield Section("My commitments", id="commitments-head")
                yield PickList()

    def on_mount(self) -> None:
        self.commitment_list.focus()

    def on_resize(self) -> None:
        if self.is_mounted:
            self.show()

    # -- showing

    def show(self) -> None:
        session = self.session
        self._show_frame()
        self._can_undo = permissions.takes_part(session) and session.last_change(*UNDO_FAMILIES) is not None
        numbers = running_numbers.my_numbers(session)
        rows = self.query_one("#numbers", ProgressRows)
        rows.set_gap(self.size.height >= SPACED_HEIGHT)
        rows.set_rows([progress_row(number, weeks=True) for number in numbers], empty=describe_no_numbers(session))
        self.query_one("#numbers-head", Section).note = "to the right: the last eight weeks" if numbers else ""
        self._show_commitments()
        facts = own_signal_facts(session)
        self.query_one("#signals", Facts).set_facts(facts)
        self.query_one("#signals", Facts).display = bool(facts)
        self._show_praise()
        self.query_one("#turn", Static).update(self._describe_turn())
        self.refresh_bindings()

    def _show_frame(self) -> None:
        session = self.session
        quarter = period_containing(session.today, "quarter")
        quarter_gone = f"{quarter.title}, {format_percent(workdays.share_of_days_gone(session, quarter))} gone"
        day = f"{session.today:%a} {session.today.day} {session.today:%b}"
        self.top_line.left = (
            "THE ROOM" if session.viewer.is_room else session.me.name.upper()
        ) + f" · {get_team(session).name}"
        self.top_line.right = first_that_fits(
            (f"{day} {session.today.year} · {quarter_gone}", f"{day} · {quarter_gone}", quarter_gone),
            self.size.width // 2 - 1,
        )

    def _show_praise(self) -> None:
        """Show the latest praise; without any, nothing says that there is none."""
        self._received_praise = praise.received_praise(self.session)
        facts = self.query_one("#praise", Facts)
        facts.set_facts(received_praise_facts(self.session, self._received_praise[:PRAISE_LIMIT]))
        self.query_one("#praise-head").display = facts.display = bool(self._received_praise)

    def _show_commitments(self) -> None:
        session = self.session
        running = home.my_commitments(session)
        since = session.today - timedelta(days=CLOSED_DAYS)
        closed = home.my_closed_commitments(session, since)
        self._commitment_rows = {row.commitment.id: row for row in [*running, *closed]}
        picks = [self._open_pick(row) for row in running]
        picks += self._owed_picks()
        if closed:
            picks.append(Pick("closed", "Kept and missed, the last four weeks", heading=True))
            picks += [self._closed_pick(row) for row in closed]
        if not permissions.takes_part(session):
            empty = "Watchers take nothing on. What the others took on is in the meeting: 2."
        else:
            empty = "Nothing is open. Press a to take something on, or say it in the next meeting."
        self.commitment_list.set_picks(picks, empty=empty)
        kept = home.count_kept(session, session.me) if permissions.takes_part(session) else home.KeptCount(0, 0, ())
        words = f"{len(running)} open"
        if kept.closed:
            words += f" · {kept.kept} of {kept.closed} kept{kept_sparkline(kept)}"
        self.query_one("#commitments-head", Section).note = words

    def _owed_picks(self) -> list[Pick]:
        """Return the rows of the help that was promised to the viewer, who says whether it was given."""
        session = self.session
        owed = help.list_help_owed(session, session.me) if permissions.takes_part(session) else []
        owed = [commitment for commitment in owed if commitment.status == "open"]
        if not owed:
            return []
        self._commitment_rows |= {
            commitment.id: CommitmentWithDue(commitment, None, commitment.due) for commitment in owed
        }
        to_confirm = help.ids_awaiting_confirmation(session, owed)
        picks = [Pick("owed", "Help owed to you", heading=True, right=help.describe_help_owed(owed, to_confirm))]
        for commitment in owed:
            due = relative_day(commitment.due, session.today) if commitment.due else ""
            right = "was it given?" if commitment.id in to_confirm else due
            picks.append(Pick(commitment.id, help.describe_commitment(session, commitment), sign="●", right=right))
        return picks

    def _open_pick(self, row: CommitmentWithDue) -> Pick:
        commitment, today = row.commitment, self.session.today
        soon = row.due is not None and (row.due - today).days < 7
        due = relative_day(row.due, today) if row.due else ""
        in_a_row = occurrences.format_streak(commitment, row.streak)
        details = " · ".join(
            filter(None, (describe_amount(commitment, row.metric), describe_recurrence(commitment), due, in_a_row))
        )
        return Pick(
            commitment.id,
            help.describe_commitment(self.session, commitment),
            sign="●" if soon else "○",
            right=details,
        )

    def _closed_pick(self, row: CommitmentWithDue) -> Pick:
        commitment = row.commitment
        words = help.describe_commitment(self.session, commitment)
        text = f"{words} → next: {commitment.next_step}" if commitment.next_step else words
        day = f"{commitment.closed_on.day} {MONTHS[commitment.closed_on.month - 1]}" if commitment.closed_on else ""
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
                f"Your turn to host is number {own_place.position} of {len(places)}. Who hosts when, and why: 7 Team."
            )
        planned = next_meeting.meeting.day if next_meeting and next_meeting.stage is None else None
        if planned is None or planned < session.today:
            return "You host next."
        when = "today" if planned == session.today else f"on {planned.day} {MONTHS[planned.month - 1]}"
        return f"You host the meeting {when}."

    # -- the commitment under the cursor

    @property
    def _picked(self) -> Commitment | None:
        picked = self.commitment_list.cursor_key if self.is_mounted else None
        row = self._commitment_rows.get(picked) if isinstance(picked, int) else None
        return row.commitment if row else None

    def _show_commitment(self, commitment: Commitment) -> None:
        """Show the commitment that was just made or reworded, and put the cursor on it."""
        self.show()
        self.commitment_list.pick(commitment.id)

    def on_pick_list_moved(self) -> None:
        self.refresh_bindings()

    # -- changes

    def handle_changes(self, changes: list[CommittedChange]) -> None:
        if any(change.rows.keys() - {"card", "trend", "board", "stage"} for change in changes):
            self.show()
