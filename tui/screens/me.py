"""The Me screen: the viewer's numbers, commitments, praise, and turn to host."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Static

from core import home, occurrences, rotation, support, workdays
from core.amounts import percent
from core.commitment_words import how_much, how_often
from core.home import Promised
from core.live import Landed
from core.periods import MONTHS, containing, near
from core.team import team
from tui.screens.mekeys import FAMILIES, MeKeys, no_numbers
from tui.screens.praising import show_praise
from tui.screens.worth_a_look import own_signals
from tui.widgets.facts import Facts
from tui.widgets.frame import fitting
from tui.widgets.picklist import Pick, PickList
from tui.widgets.progress import ProgressRows
from tui.widgets.reaches import kept_weeks, reach
from tui.widgets.section import Section

CLOSED_DAYS = 28
"""How many days a closed commitment is shown: about a month of meetings."""

TALL = 40
"""Height in lines from which rows have empty lines between them."""

MOST_PRAISE = 3
"""The most lines of praise shown: the latest."""

SIGNS = {"kept": "✓", "missed": "✗"}


class MeScreen(MeKeys):
    """The viewer's own page."""

    CSS_PATH = "me.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (150, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (TALL, "-tall")]
    WHY = (
        "People do what they said themselves, and here you see what that was. "
        "The mark │ stands where pace says you should be today, counted in working days. "
        "A miss is no drama: say what you will do differently, and the next meeting hears that."
    )

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
        self.picks.focus()

    def on_resize(self) -> None:
        if self.is_mounted:
            self.show()

    # -- showing

    def show(self) -> None:
        here = self.session
        self._frame()
        self._can_undo = home.takes_part(here) and here.last_change(*FAMILIES) is not None
        mine = home.my_numbers(here)
        rows = self.query_one("#numbers", ProgressRows)
        rows.space(self.size.height >= TALL)
        rows.set_rows([reach(number, weeks=True) for number in mine], empty=no_numbers(here))
        self.query_one("#numbers-head", Section).note = "to the right: the last eight weeks" if mine else ""
        self._show_commitments()
        worth = own_signals(here)
        self.query_one("#signals", Facts).set_facts(worth)
        self.query_one("#signals", Facts).display = bool(worth)
        self._praise = show_praise(self, most=MOST_PRAISE)
        self.query_one("#turn", Static).update(self._turn())
        self.refresh_bindings()

    def _frame(self) -> None:
        here = self.session
        quarter = containing(here.today, "quarter")
        gone = f"{quarter.title}, {percent(workdays.share(here, quarter))} gone"
        day = f"{here.today:%a} {here.today.day} {here.today:%b}"
        self.top.left = ("THE ROOM" if here.viewer.is_room else here.me.name.upper()) + f" · {team(here).name}"
        self.top.right = fitting(
            (f"{day} {here.today.year} · {gone}", f"{day} · {gone}", gone), self.size.width // 2 - 1
        )

    def _show_commitments(self) -> None:
        here = self.session
        still = home.my_commitments(here)
        since = here.today - timedelta(days=CLOSED_DAYS)
        closed = home.my_closed(here, since)
        self._promised = {each.commitment.id: each for each in [*still, *closed]}
        picks = [self._open_pick(each) for each in still]
        picks += self._owed_picks()
        if closed:
            picks.append(Pick("closed", "Kept and missed, the last four weeks", heading=True))
            picks += [self._closed_pick(each) for each in closed]
        if not home.takes_part(here):
            empty = "Watchers take nothing on. What the others took on is in the meeting: 2."
        else:
            empty = "Nothing is open. Press a to take something on, or say it in the next meeting."
        self.picks.set_picks(picks, empty=empty)
        kept = home.kept(here, here.me) if home.takes_part(here) else home.Kept(0, 0, ())
        words = f"{len(still)} open"
        if kept.closed:
            words += f" · {kept.kept} of {kept.closed} kept{kept_weeks(kept)}"
        self.query_one("#commitments-head", Section).note = words

    def _owed_picks(self) -> list[Pick]:
        """Return the rows of the help that was promised to the viewer, who says whether it was given."""
        here = self.session
        owed = support.help_owed(here, here.me) if home.takes_part(here) else []
        owed = [one for one in owed if one.status == "open"]
        if not owed:
            return []
        self._promised |= {one.id: Promised(one, None, one.due) for one in owed}
        to_confirm = support.waiting(here, owed)
        picks = [Pick("owed", "Help owed to you", heading=True, right=support.in_short(owed, to_confirm))]
        for one in owed:
            due = near(one.due, here.today) if one.due else ""
            right = "was it given?" if one.id in to_confirm else due
            picks.append(Pick(one.id, support.told(here, one), sign="●", right=right))
        return picks

    def _open_pick(self, each: Promised) -> Pick:
        one, today = each.commitment, self.session.today
        soon = each.due is not None and (each.due - today).days < 7
        due = near(each.due, today) if each.due else ""
        row = occurrences.in_a_row(one, each.streak)
        what = " · ".join(filter(None, (how_much(one, each.metric), how_often(one), due, row)))
        return Pick(one.id, support.told(self.session, one), sign="●" if soon else "○", right=what)

    def _closed_pick(self, each: Promised) -> Pick:
        one = each.commitment
        words = support.told(self.session, one)
        text = f"{words} → next: {one.next_step}" if one.next_step else words
        day = f"{one.closed_on.day} {MONTHS[one.closed_on.month - 1]}" if one.closed_on else ""
        return Pick(one.id, text, sign=SIGNS[one.status], right=day, dim=True)

    def _turn(self) -> str:
        here = self.session
        places = rotation.order(here)
        mine = next((place for place in places if here.viewer.is_member(place.member.id)), None)
        coming = home.next_meeting(here)
        if coming and coming.stage and here.viewer.is_member(coming.meeting.host_id):
            return "You host this meeting."
        if mine is None:
            return ""
        if mine.position > 1:
            return f"Your turn to host is number {mine.position} of {len(places)}. Who hosts when, and why: 7 Team."
        planned = coming.meeting.day if coming and coming.stage is None else None
        if planned is None or planned < here.today:
            return "You host next."
        when = "today" if planned == here.today else f"on {planned.day} {MONTHS[planned.month - 1]}"
        return f"You host the meeting {when}."

    # -- changes

    def changed(self, landed: list[Landed]) -> None:
        if any(change.rows.keys() - {"card", "trend", "board", "stage"} for change in landed):
            self.show()
