"""What stands on the home screen below its top: commitments, numbers, the team, who needs the viewer, who hosts."""

from __future__ import annotations

from collections.abc import Iterable

from textual import getters
from textual.containers import Horizontal, Vertical
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Static

from core.access.session import Session
from core.commitments import help
from core.conversations import praise
from core.hosting import rotation
from core.metrics import metrics
from core.models import Conversation
from core.overview import home
from core.overview.getting_started import list_steps
from core.overview.needs import needs
from core.standings import running_numbers
from core.standings.running_numbers import TargetProgress
from core.team import members, permissions
from tui import keymap
from tui.app import HuddleApp
from tui.dialogs.getting_started import describe_progress, entry_for
from tui.dialogs.menu_entries import entry_keys
from tui.dialogs.praise import received_praise_facts
from tui.home.layout import SPACED_HEIGHT, HomeCounts, HomeLimits, celebration_width, column_width, home_layout
from tui.home.lines import (
    celebration_facts,
    commitment_facts,
    host_facts,
    kept_facts,
    next_meeting_texts,
    team_goal_text,
)
from tui.home.needs import NeedsPart
from tui.shell.screen import HuddleScreen
from tui.widgets.fact_list import Fact, Facts
from tui.widgets.progress_rows import ProgressRows
from tui.widgets.progress_rows_from_core import progress_row
from tui.widgets.section import Section
from tui.widgets.text_wrap import wrap_text

PRAISE_LIMIT = 2
"""The most lines of praise shown; the others are on the Me screen."""

STEPS_SHOWN = 3
"""How many steps of getting started are shown; the Menu has all."""

MIN_HOST_LINES = 3
"""The fewest free lines in the viewer's column for which the list of hosts is shown in it."""


class HomeContent(Vertical):
    """The next meeting, the goal, and the columns below them. The classes of the screen say which parts are shown."""

    app = getters.app(HuddleApp)

    goal = getters.query_one("#goal", Static)
    praise_list = getters.query_one("#praise", Facts)
    step_list = getters.query_one("#steps", Facts)
    commitment_list = getters.query_one("#commitments", Facts)
    own_numbers = getters.query_one("#numbers", ProgressRows)
    team_numbers = getters.query_one("#team", ProgressRows)
    kept_list = getters.query_one("#kept", Facts)
    celebration_list = getters.query_one("#celebration", Facts)
    needs_part = getters.query_one(NeedsPart)
    hosts_in_own_column = getters.query_one("#hosts-here > Facts", Facts)
    hosts_in_own_part = getters.query_one("#hosts-part > Facts", Facts)
    hosts_beside_needs = getters.query_one("#hosts-beside > Facts", Facts)

    def __init__(self, on_screen: HuddleScreen) -> None:
        super().__init__(id="home-content")
        self._on_screen = on_screen

    @property
    def session(self) -> Session:
        return self.app.session

    @property
    def _screen_size(self) -> Size:
        return self.screen.size

    def compose(self) -> Iterable[Widget]:
        yield Section("", id="next")
        yield Static("", id="goal", markup=False)
        with Horizontal(id="columns"):
            with Vertical(id="mine"):
                with Vertical(classes="part", id="praise-part"):
                    yield Section("Praise for you", "visible to you and the sender", id="praise-head")
                    yield Facts(id="praise")
                with Vertical(classes="part", id="steps-part"):
                    yield Section("Getting started", id="steps-head")
                    yield Facts(id="steps")
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
                    # With three columns, the members who need the leader have one of their own.
                    with Vertical(classes="part", id="hosts-beside"):
                        yield Section("Host rotation")
                        yield Facts()
                yield NeedsPart(self._on_screen, classes="part", id="needs-part")
                with Vertical(classes="part", id="hosts-part"):
                    yield Section("Host rotation")
                    yield Facts()

    def show(self, *, is_hidden: bool) -> None:
        """Read and show everything; `is_hidden` leaves out what is not for the room."""
        session = self.session
        for rows in (*self.query(Facts), *self.query(ProgressRows)):
            rows.set_gap(self._screen_size.height >= SPACED_HEIGHT)
        people = members.list_members(session)
        names = members.short_names(session)
        takes_part = permissions.takes_part(session)
        self.screen.set_class(not takes_part, "-without-mine")
        self._show_top(names)
        self._show_steps()
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
            self.screen.add_class("-leads")
        else:
            self._show_needs(limits, is_alone=len(people) < 2)
        self._show_hosts(names, limits)

    def _show_needs(self, limits: HomeLimits, *, is_alone: bool) -> None:
        needs_viewer = needs.list_needs(self.session)
        self.screen.set_class(self.session.viewer.is_leader or bool(needs_viewer), "-leads")
        self.needs_part.show(
            needs_viewer, max_lines=limits.need_lines, has_long_lists=limits.has_long_lists, is_alone=is_alone
        )

    def _plan_layout(self, commitments: int, own_numbers: int, team_numbers: int) -> HomeLimits:
        """Return how many lines each part gets, once goal, praise, team and celebration are shown."""
        goal_lines = wrap_text(str(self.goal.content), max(10, self._screen_size.width - 2))
        counts = HomeCounts(
            goal_lines=len(goal_lines),
            praise_lines=self._lines_in_column(self.praise_list),
            step_lines=self._lines_in_column(self.step_list) if self.query_one("#steps-part").display else 0,
            commitments=commitments,
            own_numbers=own_numbers,
            team_numbers=team_numbers,
            kept_lines=self._lines_in_column(self.kept_list),
            celebration_lines=self._lines_in_column(self.celebration_list),
        )
        return home_layout(self._screen_size, counts)

    def _lines_in_column(self, facts: Facts) -> int:
        """Return how many lines these facts take in one of two columns."""
        return facts.get_content_height(self._screen_size, self._screen_size, column_width(self._screen_size.width))

    def _show_top(self, names: dict[int, str]) -> None:
        section = self.query_one("#next", Section)
        planned = home.next_meeting(self.session)
        key = self.app.key_label(keymap.OPEN, "home.meeting")
        section.title, section.note = next_meeting_texts(self.session, planned, names, self._screen_size.width, key=key)
        self.goal.update(team_goal_text(self.session, goals_key=self.app.page_label("goals")))

    def _show_steps(self) -> None:
        """Show the next steps of getting started, unless all are done or the settings switch them off."""
        steps = list_steps(self.session) if self.app.settings.hints else []
        self.query_one("#steps-part").display = bool(steps)
        self.query_one("#steps-head", Section).note = describe_progress(steps)
        open_steps = [step for step in steps if not step.is_done][:STEPS_SHOWN]
        self.step_list.set_facts(
            [
                Fact(step.title, sign="○", right=step.progress or entry_keys(self.app, entry_for(step)))
                for step in open_steps
            ]
        )

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
        facts = celebration_facts(self.session, celebration_width(self._screen_size.width))
        self.celebration_list.display = bool(facts)
        self.celebration_list.set_facts(facts)

    def _show_hosts(self, names: dict[int, str], limits: HomeLimits) -> None:
        """Show who hosts when in all places where it may stand; the style sheet shows one of them."""
        places = rotation.coming_hosts(self.session)
        facts = host_facts(self.session, places[: limits.most_hosts], names, self._screen_size.width)
        lines = limits.lines_for_hosts(self._lines_in_column(self.commitment_list))
        self.screen.set_class(lines is None or lines >= MIN_HOST_LINES, "-hosts")
        empty = "No one can host yet."
        if self.session.viewer.is_leader:
            add = self.app.key_label(keymap.ADD, "team.add")
            empty += f" Press {self.app.page_label('team')}, then {add}, to add people."
        for hosts, max_lines in (
            (self.hosts_in_own_column, lines),
            (self.hosts_in_own_part, None),
            (self.hosts_beside_needs, None),
        ):
            hosts.set_facts(
                facts,
                empty=empty,
                max_lines=max_lines,
                left_out=max(0, len(places) - limits.most_hosts),
                more_text=f"{{}} more: press {self.app.page_label('team')}",
            )
