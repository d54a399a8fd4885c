"""The signals screen: all current signals by member, the viewer's own first, with figures and next step."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from textual import events
from textual.widget import Widget
from textual.widgets import Static

from core.access.feed import CommittedChange
from core.access.session import Session
from core.models import Member
from core.overview.needs import needs
from core.overview.needs.need import Need
from core.overview.signals import gaps, signals
from core.overview.signals.signal import Signal
from core.standings import running_numbers
from core.standings.charts import BurnUp
from core.standings.running_numbers import TargetProgress
from core.team import members
from core.values.text import format_count
from tui import keymap
from tui.action_hints import HINTS, PAGE_TITLES, page_title
from tui.shell.actions import ActionTable
from tui.shell.list_detail import ListDetailScreen, only_beside
from tui.shell.person_pages import person_actions
from tui.shell.screen_read import ScreenRead
from tui.widgets.charts_from_core import read_charts
from tui.widgets.detail_pane import DetailPane
from tui.widgets.fact_list import Fact
from tui.widgets.need_and_signal_facts import signal_sign
from tui.widgets.pick_list import Pick, PickList
from tui.widgets.progress_rows_from_core import progress_row

ROOMY = 100
"""Screen width in columns from which rows name the place of the next step."""

UNRELATED_TABLES = frozenset({"card", "trend", "board"})
"""Tables whose changes do not refresh the screen: no signal comes from them."""


@dataclass(frozen=True, slots=True)
class MemberNumbers:
    """The running targets of a member, and their charts."""

    member: Member
    numbers: Sequence[TargetProgress]
    charts: Sequence[BurnUp]


class SignalsScreen(ListDetailScreen[Signal | Need]):
    """The signals, opened over another screen. Only the leader sees signals about others."""

    IS_PRIVATE = True
    CSS_PATH = "signals.tcss"
    WHY = (
        "You are behind on a target with less than 80% of what was due by yesterday. "
        "A slow week appears when a second one follows, good news at once. "
        "Each line shows the numbers and one next step, and a leader's own open promises come first."
    )
    BINDINGS = [
        keymap.OPEN.bind("profile", "Open profile", id="person.open", tooltip="Open this person's profile"),
        keymap.PROFILE.bind(
            "profile", "Profile", show=False, id="person.profile", tooltip="Open this person's profile"
        ),
        keymap.ONE_ON_ONES.bind(
            "one_on_one", "One-on-one", show=False, id="signals.one_on_one", tooltip="Your one-on-one with this person"
        ),
        keymap.REVIEWS.bind(
            "reviews", "Reviews", show=False, id="person.reviews", tooltip="Open this person's reviews"
        ),
        keymap.FEEDBACK.bind(
            "feedback", "Feedback", show=False, id="signals.feedback", tooltip="Feedback with this person"
        ),
        keymap.BACK.bind("back", "Back", id="back", tooltip="Go back to where you came from"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._next_step = Static("", id="signal-step", markup=False)
        self._gaps = Static("", id="signal-gaps", markup=False)
        self._detail = DetailPane()
        self._reader = ScreenRead(self, self._show_signals)
        self._numbers_reader = ScreenRead(self, self._show_numbers)

    def compose_body(self) -> Iterable[Widget]:
        yield only_beside(self.picks, self._detail)
        yield self._next_step
        yield self._gaps

    def make_actions(self) -> ActionTable:
        return person_actions(self, lambda: self._page_member)

    # -- showing

    def show_list(self) -> None:
        if not self.items:
            self.top_line.left = "Signals"
        self._reader.request(_read_signals)

    def _show_signals(self, read: tuple[list[Signal], list[str]]) -> None:
        if self.is_covered():
            return
        shown, sentences = read
        session = self.session
        successes = sum(signal.kind == "success" for signal in shown)
        self.top_line.left = (
            f"Signals · {format_count(len(shown) - successes, 'warning')} · {successes} good" if shown else "Signals"
        )
        notes = {"leader": "each member sees only their own", "seller": "visible to you and your leader"}
        self.top_line.right = notes.get(session.viewer.role, "")
        need_by_key = self._waiting_needs()
        picks = need_picks(need_by_key)
        signal_by_key: dict[Hashable, Signal] = {}
        for member, member_signals in signals.group_by_member(session, shown):
            own = member is not None and session.viewer.is_member(member.id)
            name = "You" if own else member.name if member else "Team"
            picks.append(Pick(("of", member.id if member else 0), name, heading=True))
            for signal in member_signals:
                key = (signal.kind, member.id if member else 0, signal.headline)
                signal_by_key[key] = signal
                right = page_title(signal.step.action) if self.size.width >= ROOMY else ""
                picks.append(Pick(key, f"{signal.headline} · {signal.figures}", sign=signal_sign(signal), right=right))
        # The cursor begins on the first signal, not on a need above it: a signal has a next step to show.
        items: dict[Hashable, Signal | Need] = {**need_by_key, **signal_by_key}
        empty = self._why_empty(sentences)
        self.set_rows(picks, items, empty=empty, start_at=next(iter(signal_by_key), None))
        self._gaps.update(" ".join(sentences) if picks else "")
        self.show_selection()

    def _waiting_needs(self) -> dict[Hashable, Need]:
        """Return what needs the leader now, by the keys of its rows; nothing for other viewers."""
        if not self.session.viewer.is_leader:
            return {}
        waiting = [need for need in needs.list_needs(self.session) if not need.is_signal]
        return {("need", number): need for number, need in enumerate(waiting)}

    def _why_empty(self, sentences: Iterable[str]) -> str:
        if self.session.viewer.role == "watcher":
            return "Watchers have no signals."
        return " ".join(("No signals.", *sentences))

    def show_detail(self) -> None:
        item, words = self.selected, ""
        if isinstance(item, Signal):
            page = page_title(item.step.action)
            place = f"{page} · " if page else ""
            words = f"→ {item.step.text}: {place}{item.step.command}"
        self._next_step.update(words)
        if self.is_vast:
            self._show_beside(item)

    def _show_beside(self, item: Signal | Need | None) -> None:
        """Show the reason and the next step of a row beside the list, and then the numbers of whom it is about."""
        match item:
            case Signal():
                place = self._describe_place(item.step.action)
                self._detail.set_detail(item.headline, signal_facts(item, place))
            case Need():
                facts = need_facts(item, self._describe_place(item.action))
                self._detail.set_detail(f"{item.subject} {item.sentence}", facts)
            case None:
                self._detail.set_detail("", [])
        member = self._page_member
        if member is not None:
            self._numbers_reader.request(partial(_read_numbers, member=member))
        else:
            self._detail.numbers.set_numbers("", [])
            self._detail.charts.set_charts([])

    def _describe_place(self, action: str) -> str:
        """Return where an action is done, and the key that goes there; empty for what has no page."""
        hint = HINTS.get(action)
        if hint is None or not hint.page:
            return ""
        return f"{PAGE_TITLES[hint.page]}: press {self.app.page_label(hint.page)}"

    def _show_numbers(self, read: MemberNumbers) -> None:
        if read.member != self._page_member or self.is_covered():
            return
        own = self.session.viewer.is_member(read.member.id)
        whose = "Your" if own else f"{members.short_names(self.session)[read.member.id]}'s"
        rows = [progress_row(number, by_pace=True) for number in read.numbers]
        self._detail.numbers.set_numbers(f"{whose} numbers", rows, note="% of pace")
        self._detail.charts.set_charts(read.charts)

    # -- updates and actions

    def handle_changes(self, changes: list[CommittedChange]) -> None:
        if any(change.rows.keys() - UNRELATED_TABLES for change in changes):
            self.show()

    @property
    def _page_member(self) -> Member | None:
        """The member whose page belongs to the signal under the cursor, if there is one."""
        return self.selected.page_member if isinstance(self.selected, Signal) else None

    def on_click(self, event: events.Click) -> None:
        if event.chain == 2 and isinstance(event.widget, PickList):
            self.actions["profile"].run()


def _read_signals(session: Session) -> tuple[list[Signal], list[str]]:
    """Return the signals, and sentences on what they do not say."""
    found = signals.list_signals(session)
    return found, gaps.explain_gaps(session, found)


def _read_numbers(session: Session, member: Member) -> MemberNumbers:
    numbers = running_numbers.my_numbers(session, member)
    return MemberNumbers(member, numbers, read_charts(session, numbers))


# -- the rows and facts


def need_picks(need_by_key: Mapping[Hashable, Need]) -> list[Pick]:
    """Return the rows of what needs the leader now, under a heading; nothing without any."""
    if not need_by_key:
        return []
    rows = [Pick(key, f"{need.subject} {need.sentence}", sign="●") for key, need in need_by_key.items()]
    return [Pick("needs", "Needs you", heading=True), *rows]


def signal_facts(signal: Signal, place: str) -> list[Fact]:
    """Return the figures behind a signal and its next step; `place` says where it is done."""
    return [
        Fact(signal.figures, who="why"),
        Fact(signal.step.text, who="next step"),
        *_place_facts(place, signal.step.command),
    ]


def need_facts(need: Need, place: str) -> list[Fact]:
    """Return how a need is answered; `place` says where."""
    hint = HINTS.get(need.action)
    return _place_facts(place, hint.command if hint is not None else "")


def _place_facts(place: str, command: str) -> list[Fact]:
    facts = (Fact(place, who="where"), Fact(command, who="in a shell", quiet=True))
    return [fact for fact in facts if fact.text]
