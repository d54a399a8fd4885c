"""The commitments stage: what was promised, and what became of it. The leader's own stand first."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from core import commitments, hurdles, members, metrics
from core.commitment_words import in_words
from core.models import Commitment
from tui.screens.answering import ask_next_step, ask_reworded
from tui.screens.hurdling import name_hurdle
from tui.screens.praising import praise_somebody
from tui.stages.base import StageView
from tui.widgets.picklist import Pick, PickList

SIGNS = {"kept": "✓", "missed": "✗", "open": "●"}


class CommitmentsStage(StageView):
    """Each says of their own: kept, missed and what comes next, or still open."""

    BINDINGS = [
        Binding("k", "keep", "Kept", id="commitments.keep", tooltip="You did what you said"),
        Binding("x", "miss", "Missed", id="commitments.miss", tooltip="You did not; say what you will do differently"),
        Binding("o", "reopen", "Still open", id="commitments.reopen", tooltip="Neither yet"),
        Binding(
            "c", "reword", "Change", id="commitments.reword", tooltip="Change it honestly; the old words stay readable"
        ),
        Binding(
            "w", "hurdle", "As hurdle", id="commitments.hurdle", tooltip="Make what was missed a hurdle of the team"
        ),
        Binding("p", "praise", "Praise", id="commitments.praise", tooltip="Praise whose line it is; it goes to them"),
        Binding("u", "undo", "Undo", id="commitments.undo", tooltip="Take back your last step here"),
    ]

    def compose(self) -> ComposeResult:
        yield Static("", classes="question", markup=False)
        yield PickList(
            empty="Nothing has been promised before this meeting. "
            "What people take on in the commit stage stands here next time."
        )

    def focus_first(self) -> None:
        self.query_one(PickList).focus()

    # -- showing

    def show(self) -> None:
        here = self.session
        standing = commitments.since_last(here, self.meeting)
        self._standing = {one.id: one for one in standing}
        self._names = {member.id: member for member in members.members(here, include_left=True)}
        named = {metric.id: metric for metric in metrics.metrics(here, include_ended=True)}
        by_status = {status: sum(one.status == status for one in standing) for status in SIGNS}
        counts = f"{by_status['kept']} kept · {by_status['missed']} missed · {by_status['open']} open"
        kept, closed = commitments.kept_rate(here)
        rate = f"      team {round(100 * kept / closed)} % kept" if closed else ""
        self.query_one(".question", Static).update(f"Since the last meeting: {counts}{rate}" if standing else "")
        picks: list[Pick] = []
        whose: int | bool | None = False
        for one in standing:
            if one.member_id != whose:
                whose = one.member_id
                owner = self._names.get(whose or 0)
                name = (
                    "The whole team" if owner is None else owner.name + (", leader" if owner.role == "leader" else "")
                )
                picks.append(Pick(key=("who", whose), text=name, heading=True))
            measure = in_words(one, named.get(one.metric_id or 0), here.today)
            picks.append(Pick(key=one.id, text=self._words(one), sign=SIGNS[one.status], right=measure))
        self.query_one(PickList).set_picks(picks)
        self.refresh_bindings()

    @staticmethod
    def _words(one: Commitment) -> str:
        return f"{one.text} → next: {one.next_step}" if one.next_step else one.text

    # -- keys

    @property
    def _picked(self) -> Commitment | None:
        picked = self.query_one(PickList).picked
        return self._standing.get(picked) if isinstance(picked, int) else None

    def on_pick_list_moved(self) -> None:
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action not in ("keep", "miss", "reopen", "reword", "hurdle", "praise", "undo"):
            return True
        if not self.can_act or not self.is_mounted:
            return False
        one = self._picked
        if action in ("undo", "praise"):
            return True
        if action == "hurdle" and (one is None or one.status != "missed" or one.helps_id is not None):
            return False
        return one is not None and commitments.may_answer(self.session, one)

    def action_keep(self) -> None:
        if (one := self._picked) is not None:
            self.do(commitments.keep, self.session, one)

    def action_reopen(self) -> None:
        if (one := self._picked) is not None:
            self.do(commitments.reopen, self.session, one)

    def action_miss(self) -> None:
        if (one := self._picked) is not None:
            ask_next_step(self.place, one)

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
