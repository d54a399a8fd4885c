"""The home screen: the next meeting, what the viewer has promised, the team's numbers, who needs the viewer."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events, getters
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from core.access.feed import CommittedChange
from core.commitments import help
from core.goals import goals
from core.hosting import rotation
from core.meeting import pulse
from core.overview import home, planned_celebration
from core.overview.home import CommitmentWithDue, NextMeeting
from core.standings import running_numbers
from core.team import members, permissions, workdays
from core.team.record import get_team
from core.values.amounts import format_percent
from core.values.clock import parse_timestamp
from core.values.periods import period_containing, relative_day
from core.values.text import short_name
from tui.dialogs.praise import show_received_praise
from tui.home.fit import SPACED_HEIGHT, TWO_COLUMN_WIDTH
from tui.home.needs import HomeNeeds
from tui.widgets.fact_list import Fact, Facts
from tui.widgets.mood_line import format_average, mood_sparkline
from tui.widgets.progress_rows import ProgressRows
from tui.widgets.progress_rows_from_core import kept_sparkline, progress_row
from tui.widgets.section import Section
from tui.widgets.top_and_key_lines import first_that_fits

COMMITMENT_LIMIT, TALL_COMMITMENT_LIMIT = 6, 20
"""The most commitments shown, on an ordinary and on a tall terminal; the others are on the Me screen."""

PRAISE_LIMIT = 2
"""The most lines of praise shown; the others are on the Me screen."""

HOST_LIMIT, TALL_HOST_LIMIT = 5, 12
"""The most coming hosts shown, on an ordinary and on a tall terminal; the others are on the Team screen."""

MIN_HOST_LINES = 3
"""The fewest free lines in the viewer's column for which the list of hosts is shown in it."""

REASON_MIN_WIDTH = 92
"""Width in columns from which the reason why each member hosts is shown."""

DAY_CHECK_SECONDS = 30.0
"""Seconds between two checks of an open screen whether a new day has begun."""


class HomeScreen(HomeNeeds):
    """The screen that Huddle opens with."""

    CSS_PATH = "screen.tcss"
    HAS_PLACES = True
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (TWO_COLUMN_WIDTH, "-two"), (150, "-three")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (27, "-high"), (SPACED_HEIGHT, "-tall")]
    WHY = (
        "Here each one sees at a glance what they said they would do, and how far it has come. "
        "Progress is looked at early and often, while there is still time to do something about it. "
        "What only you may know stands under “only you see this”."
    )
    scroll = getters.query_one("#home", VerticalScroll)

    _own_number_lines = _team_number_count = 0
    """How many lines the viewer's numbers take, and how many numbers of the team are shown."""

    def compose_content(self) -> Iterable[Widget]:
        with VerticalScroll(id="home"):
            yield Section("", id="next")
            yield Static("", id="goal", markup=False)
            with Horizontal(id="columns"):
                with Vertical(id="mine"):
                    with Vertical(classes="part", id="praise-part"):
                        yield Section("Praise for you", "only you and they see this", id="praise-head")
                        yield Facts(id="praise")
                    with Vertical(classes="part"):
                        yield Section("My commitments", id="commitments-head")
                        yield Facts(id="commitments")
                    with Vertical(classes="part", id="numbers-part"):
                        yield Section("My numbers", id="numbers-head")
                        yield ProgressRows(id="numbers")
                    # The other column of the leader is full with the members who need them, so the hosts are here.
                    with Vertical(classes="part", id="hosts-here"):
                        yield Section("Who hosts when")
                        yield Facts(classes="hosts")
                with Vertical(id="ours"):
                    with Vertical(id="now"):
                        with Vertical(classes="part"):
                            yield Section("The team", id="team-head")
                            yield ProgressRows(id="team", terse=True)
                            yield Facts(id="kept")
                            yield Facts(id="celebration")
                        with Vertical(classes="part", id="needs-part"):
                            yield Section("Needs you", "only you see this")
                            yield Facts(id="needs")
                    with Vertical(classes="part", id="hosts-part"):
                        yield Section("Who hosts when")
                        yield Facts(classes="hosts")

    def on_mount(self) -> None:
        self.scroll.focus()
        self._day = self.session.today
        self.set_interval(DAY_CHECK_SECONDS, self._look_at_the_day)

    def on_resize(self) -> None:
        if self.is_mounted:
            self.show()

    # -- showing

    def show(self) -> None:
        session = self.session
        for rows in (*self.query(Facts), *self.query(ProgressRows)):
            rows.set_gap(self.size.height >= SPACED_HEIGHT)
        self._people = members.list_members(session)
        self._show_frame()
        self._show_next(home.next_meeting(session))
        self._show_praise()
        self._show_own()
        self._show_team()
        self._show_celebration()
        self.show_needs(self._team_number_count, alone=len(self._people) < 2)
        self._show_hosts()

    def _show_frame(self) -> None:
        session = self.session
        quarter = period_containing(session.today, "quarter")
        quarter_gone = f"{quarter.short}, {format_percent(workdays.share_of_days_gone(session, quarter))} gone"
        long_date, short_date = (
            f"{session.today:%a} {session.today.day} {session.today:%b %Y}",
            f"{session.today:%a} {session.today.day} {session.today:%b}",
        )
        who = "the room" if session.viewer.is_room else session.me.name
        self.top_line.left = get_team(session).name.upper()
        self.top_line.right = first_that_fits(
            (
                f"{long_date} · {quarter_gone} · {who}",
                f"{short_date} · {quarter_gone} · {who}",
                f"{short_date} · {who}",
                who,
            ),
            self.size.width // 2 - 1,
        )

    def _show_next(self, planned: NextMeeting | None) -> None:
        section = self.query_one("#next", Section)
        takes_part = permissions.takes_part(self.session)
        if planned is None:
            section.title = "No meeting is planned" if takes_part else "No meeting is planned yet"
            section.note = "enter  start one" if takes_part else ""
        else:
            meeting = planned.meeting
            hosts = f"{short_name(planned.host, self._people)} hosts" if planned.host else "the rotation says who hosts"
            if planned.stage:
                since = f"{parse_timestamp(meeting.started_at, self.session.now):%H:%M}" if meeting.started_at else ""
                name = f"Now   {meeting.kind} {meeting.number} · {planned.stage}"
                section.note = "enter  go there"
                room = self.size.width - len(section.note) - 12
                section.title = first_that_fits((f"{name} · since {since} · {hosts}", f"{name} · {hosts}", name), room)
            else:
                when = relative_day(meeting.day, self.session.today)
                section.title = f"Next   {meeting.kind} {meeting.number} · {when} · {hosts}"
                section.note = "enter  start" if takes_part else ""
        goal = goals.team_goal(self.session)
        self.query_one("#goal", Static).update(f"Our goal: {goal.text}" if goal else self._describe_no_goal())

    def _describe_no_goal(self) -> str:
        if self.session.viewer.is_leader:
            return "The team has no goal yet. Say where to in the meeting's goal stage, or: huddle goal set TEXT"
        return "The team has no goal yet. The leader or the host sets it in the meeting."

    def _show_own(self) -> None:
        session = self.session
        takes_part = permissions.takes_part(session)
        self.set_class(not takes_part, "-without-mine")
        if not takes_part:
            return
        promised = home.my_commitments(session)
        limit = TALL_COMMITMENT_LIMIT if self.is_tall else COMMITMENT_LIMIT
        kept = home.count_kept(session, session.me)
        self.query_one("#commitments-head", Section).note = f"{kept.kept} of {kept.closed} kept" if kept.closed else ""
        to_confirm = help.ids_awaiting_confirmation(
            session, [row.commitment for row in promised if row.commitment.helps_id]
        )
        facts = [self._commitment_fact(row, row.commitment.id in to_confirm) for row in promised[:limit]]
        numbers = running_numbers.my_numbers(session)
        terse = self.needs_terse_numbers(len(facts), len(numbers))
        self._own_number_lines = 2 * len(numbers) if self.is_low and not terse else len(numbers)
        self.query_one("#commitments", Facts).set_facts(
            facts,
            empty="Nothing is open. What you take on in a meeting stands here; in 6 Me, a takes something on.",
            max_lines=self.lines_for_commitments(self._own_number_lines),
            left_out=max(0, len(promised) - limit),
            more_text="and {} more: 6 Me",
        )
        self.query_one("#numbers", ProgressRows).set_terse(terse)
        self.query_one("#numbers-head", Section).note = "% of pace" if numbers else ""
        self.query_one("#numbers", ProgressRows).set_rows(
            [progress_row(number, by_pace=True) for number in numbers],
            empty="No target is running. In 6 Me, t sets one.",
        )

    def _commitment_fact(self, row: CommitmentWithDue, to_confirm: bool) -> Fact:
        """Return the row of a commitment. `to_confirm`: it is help that has to be confirmed."""
        today = self.session.today
        due = "to confirm" if to_confirm else relative_day(row.due, today) if row.due else ""
        soon = row.due is not None and (row.due - today).days < 7
        urgent = row.due is not None and row.due <= today and not to_confirm
        return Fact(
            help.describe_commitment(self.session, row.commitment),
            sign="●" if soon else "○",
            right=due,
            urgent=urgent,
        )

    def _show_team(self) -> None:
        session = self.session
        numbers = running_numbers.team_numbers(session)
        self._team_number_count = len(numbers)
        self.query_one("#team-head", Section).note = "% of pace" if numbers else ""
        self.query_one("#team", ProgressRows).set_rows(
            [progress_row(number, by_pace=True) for number in numbers],
            empty="The team has no target yet. In 9 Plan, the leader sets one with e.",
        )
        kept = home.count_kept(session)
        words = "commitments kept" if kept.closed else "no commitment is kept or missed yet"
        right = f"{kept_sparkline(kept)}   {format_percent(kept.share)}".strip() if kept.closed else ""
        facts = [Fact(words, right=right)]
        weeks = [summary.score for summary in pulse.pulse_history(session)]
        if weeks:
            facts.append(Fact("how meetings felt", right=f"{mood_sparkline(weeks)}   {format_average(weeks[-1])}"))
        self.query_one("#kept", Facts).set_facts(facts)

    def _show_praise(self) -> None:
        conversations = show_received_praise(self, limit=PRAISE_LIMIT)
        self.query_one("#praise-part").display = bool(conversations)
        private = all(conversation.visibility == "me" for conversation in conversations)
        self.query_one("#praise-head", Section).note = "only you and they see this" if private else ""

    def _show_celebration(self) -> None:
        coming = planned_celebration.list_celebrations(self.session)[:1]
        today, room = self.session.today, self.size.width // (3 if self.is_tall else 2) - 6
        facts = []
        for planned in coming:
            short, shorter = (
                f"{words} · {planned.progress}".removesuffix(" · ")
                for words in (planned.title(today), planned.celebration.text)
            )
            facts.append(Fact(first_that_fits((planned.describe(today), short, shorter), room), quiet=True))
        self.query_one("#celebration").display = bool(facts)
        self.query_one("#celebration", Facts).set_facts(facts)

    def _show_hosts(self) -> None:
        places = rotation.coming_hosts(self.session)
        limit = TALL_HOST_LIMIT if self.size.height >= SPACED_HEIGHT else HOST_LIMIT
        facts = [self._host_fact(place) for place in places[:limit]]
        lines = self.lines_for_hosts(self._own_number_lines)
        self.set_class(lines >= MIN_HOST_LINES, "-hosts")
        in_own_column = self.query_one("#hosts-here").query_one(Facts)
        for hosts in self.query(".hosts").results(Facts):
            hosts.set_facts(
                facts,
                empty="Nobody can host yet. In 7 Team, a adds people.",
                max_lines=lines if hosts is in_own_column else 0,
                left_out=max(0, len(places) - limit),
                more_text="and {} more: 7 Team",
            )

    def _host_fact(self, place: rotation.HostPlace) -> Fact:
        is_viewer = self.session.viewer.is_member(place.member.id)
        who = "you" if is_viewer else short_name(place.member, self._people)
        # On a narrow screen each reason would wrap, and five hosts take ten lines: only the Team screen has them.
        note = place.reason if self.size.width >= REASON_MIN_WIDTH else f"round {place.round}"
        return Fact(note, who=f"{place.position:>2}  {who}", quiet=True)

    # -- changes

    def handle_changes(self, changes: list[CommittedChange]) -> None:
        # Cards arrive by the dozen and change nothing on this screen.
        if any(change.rows.keys() - {"card", "trend", "board"} for change in changes):
            self.show()

    def _look_at_the_day(self) -> None:
        if self.is_current and self.session.today != self._day:
            self._day = self.session.today
            self.show()

    # -- keys

    async def on_click(self, event: events.Click) -> None:
        if event.widget is not None and event.widget.id == "next":
            await self.action_meeting()
