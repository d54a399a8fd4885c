"""The commitments stage: what was promised before this meeting, and how it ended. The leader's come first."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from core import amounts, commitments, home, hurdles, members, metrics, occurrences
from core.answerable import answers
from core.commitment_words import in_words
from core.meeting import meetings
from core.models import Commitment, Member, Metric
from core.periods import MONTHS
from core.reckoning import Coming, Reckoning
from tui.screens.answering import ask_end, ask_next_step, ask_reworded, say_kept, say_open
from tui.screens.hurdling import name_hurdle
from tui.screens.praising import praise_somebody
from tui.stages.base import StageView
from tui.widgets.frame import fitting
from tui.widgets.picklist import Pick, PickList
from tui.widgets.reaches import kept_weeks

SIGNS = {"kept": "✓", "missed": "✗", "open": "●"}

ROOMY = 96
"""Width in columns from which a row shows what was promised as well as how it went."""


class CommitmentsStage(StageView):
    """The open and recently closed commitments; each member says of their own whether it was kept or missed."""

    BINDINGS = [
        Binding("k", "keep", "Kept", id="commitments.keep", tooltip="You did what you said"),
        Binding("x", "miss", "Missed", id="commitments.miss", tooltip="You did not; say what you will do differently"),
        Binding(
            "w", "hurdle", "As hurdle", id="commitments.hurdle", tooltip="Make what was missed a hurdle of the team"
        ),
        Binding("p", "praise", "Praise", id="commitments.praise", tooltip="Praise whose line it is; it goes to them"),
        Binding("o", "reopen", "Open", id="commitments.reopen", tooltip="Neither yet"),
        Binding(
            "c", "reword", "Change", id="commitments.reword", tooltip="Change it honestly; the old words stay readable"
        ),
        Binding("E", "end", "End", id="commitments.end", tooltip="It does not come again; what was kept stays"),
        Binding("u", "undo", "Undo", id="commitments.undo", tooltip="Take back your last step here"),
        Binding(
            "F", "app.sheet('follow-through')", "Follow-through", show=False, id="commitments.follow_through",
            tooltip="What was kept, and in time: by person, trend and week",
        ),
    ]  # fmt: skip

    def compose(self) -> ComposeResult:
        yield Static("", classes="question", markup=False)
        yield PickList(
            empty="Nothing has been promised before this meeting. "
            "What people take on in the commit stage stands here next time."
        )

    def focus_first(self) -> None:
        self.query_one(PickList).focus()

    def on_resize(self) -> None:
        if self.is_mounted:
            self.show()

    # -- showing

    def show(self) -> None:
        here = self.session
        standing = commitments.since_last(here, self.meeting)
        reckoned = occurrences.reckoning(here)
        self._standing = {one.id: one for one in standing}
        self._names = {member.id: member for member in members.members(here, include_left=True)}
        self._metrics = {metric.id: metric for metric in metrics.metrics(here, include_ended=True)}
        self._stands = {one.id: occurrences.standing(here, one, reckoned) for one in standing}
        self._answers = {one.id: answers(here, one, reckoned) for one in standing}
        self._show_head(list(self._stands.values()))
        picks: list[Pick] = []
        whose: int | bool | None = False
        for one in standing:
            if one.member_id != whose:
                whose = one.member_id
                picks.append(Pick(key=("who", whose), text=_heading(self._names.get(whose or 0)), heading=True))
            time = occurrences.latest(here, one, reckoned)
            picks.append(
                Pick(
                    key=one.id,
                    text=self._words(one, time),
                    sign=SIGNS[self._stands[one.id]],
                    right=self._right(one, time, reckoned),
                )
            )
        self.query_one(PickList).set_picks(picks)
        mine = [one for one in standing if here.viewer.is_member(one.member_id)]
        mine.sort(key=lambda one: self._stands[one.id] != "open")
        self.begin_at(mine[0].id if mine else None)
        self.refresh_bindings()

    def _show_head(self, stands: list[str]) -> None:
        here = self.session
        words = ""
        if stands:
            counts = " · ".join(f"{stands.count(status)} {status}" for status in SIGNS)
            before = [m for m in meetings(here) if m.kind != "one-on-one" and m.id != self.meeting.id]
            since = f"Since {before[0].day.day} {MONTHS[before[0].day.month - 1]}: " if before else ""
            kept = home.kept(here)
            rate = f"      team {amounts.percent(kept.share)} kept" if kept.closed else ""
            more = "   F tells more" if kept.closed else ""  # the line of keys has no room for F
            words = fitting(
                (
                    since + counts + rate + kept_weeks(kept) + more,
                    since + counts + rate + kept_weeks(kept),
                    since + counts + rate,
                    counts,
                ),
                self.size.width - 4,
            )
        self.query_one(".question", Static).update(words)

    def _words(self, one: Commitment, time: Coming | None) -> str:
        step = one.next_step or (time.next_step if time and time.status == "missed" else None)
        if step is None:
            asks = one.every and time is not None and time.status == "missed" and "miss" in self._answers[one.id]
            return f"{one.text} → what will you do differently? x" if asks else one.text
        follows = self.session.all(Commitment, "follows_id = ? AND replaced_by IS NULL", (one.id,))
        day = follows[-1].due if follows else None
        by = f", by {day.day} {MONTHS[day.month - 1]}" if day else ""
        return f"{one.text} → next: {step}{by}"

    def _right(self, one: Commitment, time: Coming | None, reckoned: Reckoning) -> str:
        """Return how it went so far and, where there is room or nothing else to show, what was promised."""
        here = self.session
        metric = self._metrics.get(one.metric_id or 0)
        went = [
            self._progress(one, time, metric, reckoned),
            occurrences.in_a_row(one, occurrences.streak(here, one, reckoned)),
            "" if one.every else occurrences.carried_words(occurrences.carried_over(here, one)),
        ]
        if one.every and time is not None and time.status == "open":
            went.append(f"for {time.day.day} {MONTHS[time.day.month - 1]}")
        told = " · ".join(filter(None, went))
        promised = in_words(one, metric, here.today)
        if not told or self.size.width >= ROOMY:
            return " · ".join(filter(None, (told, promised)))
        return told

    def _progress(self, one: Commitment, time: Coming | None, metric: Metric | None, reckoned: Reckoning) -> str:
        """Return the progress as in `3 of 5`; empty where nothing is counted or the viewer may not see it."""
        standing = reckoned.all.get(one.id)
        if metric is None or one.amount is None or standing is None or not reckoned.may_tell(standing):
            return ""
        told = time.actual if time else None
        actual = told if one.every else occurrences.so_far(self.session, one, reckoned)
        if actual is None:
            return ""
        return f"{amounts.shown(actual, metric.scale)} of {amounts.shown(one.amount, metric.scale)}"

    # -- keys

    @property
    def _picked(self) -> Commitment | None:
        picked = self.query_one(PickList).picked
        return self._standing.get(picked) if isinstance(picked, int) else None

    def on_pick_list_moved(self) -> None:
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action not in ("keep", "miss", "reopen", "reword", "end", "hurdle", "praise", "undo"):
            return True
        if not self.can_act or not self.is_mounted:
            return False
        one = self._picked
        return action in ("undo", "praise") or (one is not None and action in self._answers[one.id])

    def action_keep(self) -> None:
        if (one := self._picked) is not None:
            say_kept(self.place, one)

    def action_reopen(self) -> None:
        if (one := self._picked) is not None:
            say_open(self.place, one)

    def action_miss(self) -> None:
        if (one := self._picked) is not None:
            ask_next_step(self.place, one)

    def action_end(self) -> None:
        if (one := self._picked) is not None:
            ask_end(self.place, one)

    def action_reword(self) -> None:
        if (one := self._picked) is not None:
            owner = self._names.get(one.member_id or 0)
            ask_reworded(self.place, one, owner.name if owner else "The whole team")

    def action_hurdle(self) -> None:
        if (one := self._picked) is not None:
            name_hurdle(self.place, hurdles.of_commitment, one)

    def action_praise(self) -> None:
        one = self._picked
        praise_somebody(self.place, self._names.get(one.member_id or 0) if one else None)

    def action_undo(self) -> None:
        self.do(self.session.undo, "commitment", meeting_id=self.meeting.id)


def _heading(owner: Member | None) -> str:
    if owner is None:
        return "The whole team"
    return owner.name + (", leader" if owner.role == "leader" else "")
