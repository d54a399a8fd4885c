"""The home screen: the next meeting, what the viewer has promised, the team's numbers, who needs the viewer."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events, getters
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from core.access.feed import CommittedChange
from core.commitments import help
from core.conversations import praise
from core.hosting import rotation
from core.metrics import metrics
from core.models import Conversation
from core.overview import home
from core.overview.needs import needs
from core.standings import running_numbers
from core.standings.running_numbers import TargetProgress
from core.team import members, permissions
from core.team.record import get_team
from tui import keymap
from tui.dialogs.praise import received_praise_facts
from tui.home.actions import HOME_BINDINGS, home_actions
from tui.home.layout import (
    SPACED_HEIGHT,
    THREE_COLUMN_WIDTH,
    TWO_COLUMN_WIDTH,
    HomeCounts,
    HomeLimits,
    celebration_width,
    column_width,
    home_layout,
)
from tui.home.lines import (
    celebration_facts,
    commitment_facts,
    day_and_viewer_variants,
    host_facts,
    kept_facts,
    next_meeting_texts,
    team_goal_text,
)
from tui.home.needs import NeedsPart
from tui.shell.actions import ActionTable
from tui.shell.screen import HuddleScreen
from tui.widgets.fact_list import Facts
from tui.widgets.progress_rows import ProgressRows
from tui.widgets.progress_rows_from_core import progress_row
from tui.widgets.section import Section
from tui.widgets.text_wrap import wrap_text
from tui.widgets.top_and_key_lines import first_that_fits

PRAISE_LIMIT = 2
"""The most lines of praise shown; the others are on the Me screen."""

MIN_HOST_LINES = 3
"""The fewest free lines in the viewer's column for which the list of hosts is shown in it."""

DAY_CHECK_SECONDS = 30.0
"""Seconds between two checks of an open screen whether a new day has begun."""


class HomeScreen(HuddleScreen):
    """The screen that Huddle opens with."""

    CSS_PATH = "screen.tcss"
    HAS_PLACES = True
    HAS_PRIVATE_PARTS = True
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (TWO_COLUMN_WIDTH, "-two"), (THREE_COLUMN_WIDTH, "-three")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (27, "-high"), (SPACED_HEIGHT, "-spaced")]
    WHY = (
        "Your day at a glance: next meeting, commitments, numbers. "
        "Check it daily, while you can still act. "
        "Anything marked “only you see this” is hidden from everyone else."
    )
    BINDINGS = [*HOME_BINDINGS]

    scroll = getters.query_one("#home", VerticalScroll)
    goal = getters.query_one("#goal", Static)
    praise_list = getters.query_one("#praise", Facts)
    commitment_list = getters.query_one("#commitments", Facts)
    own_numbers = getters.query_one("#numbers", ProgressRows)
    team_numbers = getters.query_one("#team", ProgressRows)
    kept_list = getters.query_one("#kept", Facts)
    celebration_list = getters.query_one("#celebration", Facts)
    needs_part = getters.query_one(NeedsPart)
    hosts_in_own_column = getters.query_one("#hosts-here > Facts", Facts)
    hosts_in_own_part = getters.query_one("#hosts-part > Facts", Facts)

    def make_actions(self) -> ActionTable:
        return home_actions(self)

    def compose_content(self) -> Iterable[Widget]:
        with VerticalScroll(id="home"):
            yield Section("", id="next")
            yield Static("", id="goal", markup=False)
            with Horizontal(id="columns"):
                with Vertical(id="mine"):
                    with Vertical(classes="part", id="praise-part"):
                        yield Section("Praise for you", "visible to you and the sender", id="praise-head")
                        yield Facts(id="praise")
                    with Vertical(classes="part"):
                        yield Section("Your commitments", id="commitments-head")
                        yield Facts(id="commitments")
                    with Vertical(classes="part", id="numbers-part"):
                        yield Section("Your numbers", id="numbers-head")
                        yield ProgressRows(id="numbers")
                    # The other column of the leader is full with the members who need them, so the hosts are here.
                    with Vertical(classes="part", id="hosts-here"):
                        yield Section("Host rotation")
                        yield Facts()
                with Vertical(id="ours"):
                    with Vertical(id="now"):
                        with Vertical(classes="part"):
                            yield Section("Your team", id="team-head")
                            yield ProgressRows(id="team", terse=True)
                            yield Facts(id="kept")
                            yield Facts(id="celebration")
                        yield NeedsPart(self, classes="part", id="needs-part")
                    with Vertical(classes="part", id="hosts-part"):
                        yield Section("Host rotation")
                        yield Facts()

    def on_mount(self) -> None:
        self.scroll.focus()
        self._day = self.session.today
        self.set_interval(DAY_CHECK_SECONDS, self._show_new_day)

    def on_resize(self) -> None:
        if self.is_mounted:
            self.show()

    # -- showing

    def show(self) -> None:
        session = self.session
        for rows in (*self.query(Facts), *self.query(ProgressRows)):
            rows.set_gap(self.size.height >= SPACED_HEIGHT)
        people = members.list_members(session)
        names = members.short_names(session)
        takes_part = permissions.takes_part(session)
        self.set_class(not takes_part, "-without-mine")
        is_hidden = self.confirmation.is_missing(self.app)
        self._show_top(names)
        self._show_praise([] if is_hidden else praise.received_praise(session))
        team_numbers = running_numbers.team_numbers(session)
        self._show_team(team_numbers)
        self._show_celebration()
        commitments = home.my_commitments(session) if takes_part else []
        own_numbers = running_numbers.my_numbers(session) if takes_part else []
        if is_hidden:
            private_metrics = metrics.private_ids(session)
            commitments = [row for row in commitments if row.commitment.helps_id is None]
            own_numbers = [number for number in own_numbers if number.metric.id not in private_metrics]
        limits = self._plan_layout(len(commitments), len(own_numbers), len(team_numbers))
        if takes_part:
            self._show_commitments(commitments, limits)
            self._show_own_numbers(own_numbers, terse=limits.terse_numbers)
        if is_hidden:
            self.needs_part.hide()
            self.add_class("-leads")
        else:
            self._show_needs(limits, is_alone=len(people) < 2)
        self._show_hosts(names, limits)

    def _show_needs(self, limits: HomeLimits, *, is_alone: bool) -> None:
        needs_viewer = needs.list_needs(self.session)
        self.set_class(self.session.viewer.is_leader or bool(needs_viewer), "-leads")
        self.needs_part.show(
            needs_viewer, max_lines=limits.need_lines, has_long_lists=limits.has_long_lists, is_alone=is_alone
        )

    def _plan_layout(self, commitments: int, own_numbers: int, team_numbers: int) -> HomeLimits:
        """Return how many lines each part gets, once goal, praise, team and celebration are shown."""
        goal_lines = wrap_text(str(self.goal.content), max(10, self.size.width - 2))
        counts = HomeCounts(
            goal_lines=len(goal_lines),
            praise_lines=self._lines_in_column(self.praise_list),
            commitments=commitments,
            own_numbers=own_numbers,
            team_numbers=team_numbers,
            kept_lines=self._lines_in_column(self.kept_list),
            celebration_lines=self._lines_in_column(self.celebration_list),
        )
        return home_layout(self.size, counts)

    def _lines_in_column(self, facts: Facts) -> int:
        """Return how many lines these facts take in one of two columns."""
        return facts.get_content_height(self.size, self.size, column_width(self.size.width))

    def _show_top(self, names: dict[int, str]) -> None:
        self.top_line.left = get_team(self.session).name
        self.top_line.right = first_that_fits(day_and_viewer_variants(self.session), self.size.width // 2 - 1)
        section = self.query_one("#next", Section)
        planned = home.next_meeting(self.session)
        key = self.app.key_label(keymap.OPEN, "home.meeting")
        section.title, section.note = next_meeting_texts(self.session, planned, names, self.size.width, key=key)
        self.goal.update(team_goal_text(self.session, goals_key=self.app.page_label("goals")))

    def _show_praise(self, received: list[Conversation]) -> None:
        self.query_one("#praise-part").display = bool(received)
        self.praise_list.set_facts(received_praise_facts(self.session, received[:PRAISE_LIMIT]))
        is_private = all(conversation.visibility == "me" for conversation in received)
        self.query_one("#praise-head", Section).note = "visible to you and the sender" if is_private else ""

    def _show_commitments(self, commitments: list[home.CommitmentWithDue], limits: HomeLimits) -> None:
        session = self.session
        kept = home.count_kept(session, session.me)
        self.query_one("#commitments-head", Section).note = f"{kept.kept} of {kept.closed} kept" if kept.closed else ""
        help_given = [row.commitment for row in commitments if row.commitment.helps_id]
        to_confirm = help.ids_awaiting_confirmation(session, help_given)
        self.commitment_list.set_facts(
            commitment_facts(session, commitments[: limits.most_commitments], to_confirm),
            empty=f"No open commitments. Press {self.app.key_label(keymap.ADD, 'home.add')} to add one.",
            max_lines=limits.commitment_lines,
            left_out=max(0, len(commitments) - limits.most_commitments),
            more_text=f"{{}} more: press {self.app.page_label('me')}",
        )

    def _show_own_numbers(self, numbers: list[TargetProgress], *, terse: bool) -> None:
        self.query_one("#numbers-head", Section).note = "% of pace" if numbers else ""
        self.own_numbers.set_terse(terse)
        self.own_numbers.set_rows(
            [progress_row(number, by_pace=True) for number in numbers],
            empty=f"No target yet. Press {self.app.page_label('plan')} to set one.",
        )

    def _show_team(self, numbers: list[TargetProgress]) -> None:
        is_leader = self.session.viewer.is_leader
        how = f"Press {self.app.page_label('plan')} to set one." if is_leader else "Your leader sets it in Plan."
        self.query_one("#team-head", Section).note = "% of pace" if numbers else ""
        self.team_numbers.set_rows(
            [progress_row(number, by_pace=True) for number in numbers],
            empty=f"No team target yet. {how}",
        )
        self.kept_list.set_facts(kept_facts(self.session))

    def _show_celebration(self) -> None:
        facts = celebration_facts(self.session, celebration_width(self.size.width))
        self.celebration_list.display = bool(facts)
        self.celebration_list.set_facts(facts)

    def _show_hosts(self, names: dict[int, str], limits: HomeLimits) -> None:
        """Show who hosts when in both places where it may stand; the style sheet shows one of them."""
        places = rotation.coming_hosts(self.session)
        facts = host_facts(self.session, places[: limits.most_hosts], names, self.size.width)
        lines = limits.lines_for_hosts(self._lines_in_column(self.commitment_list))
        self.set_class(lines is None or lines >= MIN_HOST_LINES, "-hosts")
        empty = "No one can host yet."
        if self.session.viewer.is_leader:
            add = self.app.key_label(keymap.ADD, "team.add")
            empty += f" Press {self.app.page_label('team')}, then {add}, to add people."
        for hosts, max_lines in ((self.hosts_in_own_column, lines), (self.hosts_in_own_part, None)):
            hosts.set_facts(
                facts,
                empty=empty,
                max_lines=max_lines,
                left_out=max(0, len(places) - limits.most_hosts),
                more_text=f"{{}} more: press {self.app.page_label('team')}",
            )

    # -- changes

    def handle_changes(self, changes: list[CommittedChange]) -> None:
        # Cards arrive by the dozen and change nothing on this screen.
        if any(change.rows.keys() - {"card", "trend", "board"} for change in changes):
            self.show()

    def _show_new_day(self) -> None:
        if self.is_current and self.session.today != self._day:
            self._day = self.session.today
            self.show()

    def on_click(self, event: events.Click) -> None:
        if event.widget is not None and event.widget.id == "next":
            self.app.action_go("meeting")
