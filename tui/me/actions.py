"""The actions of the Me screen: each key's dialog, and what it does."""

from __future__ import annotations

from textual import getters
from textual.binding import Binding

from core.access.session import Session
from core.commitments import commitments
from core.commitments.available_actions import available_actions
from core.errors import HuddleError
from core.metrics import amount_input, targets
from core.models import Commitment, Conversation, Target
from core.outcomes import hurdles
from core.overview.home import CommitmentWithDue
from core.standings import running_numbers
from core.team import permissions
from core.values.periods import PERIOD_KINDS, period_containing
from tui.dialogs.commitment_answers import ask_new_wording, ask_next_step, confirm_end, record_kept, record_open
from tui.dialogs.commitment_form import CommitmentForm, CommitmentFormValues
from tui.dialogs.correction_form import open_correction_form
from tui.dialogs.entry_form import open_entry_form
from tui.dialogs.hurdle_prompt import name_hurdle_from, name_hurdle_from_number
from tui.dialogs.praise import choose_praise_to_share
from tui.dialogs.prompt_helper import ask_line
from tui.me.conversation_keys import CONVERSATION_BINDINGS, ConversationActions
from tui.widgets.pick_list import PickList

UNDO_FAMILIES = ("commitment", "entry", "target", "praise")
"""The families of changes that `u` takes back here."""


def describe_no_numbers(session: Session) -> str:
    """Return the text for a viewer without numbers: why there are none, and how to get one."""
    if not permissions.takes_part(session):
        return "Watchers have no numbers of their own. The team's are in 5 Board."
    return "No target of yours is running. Press t to set one: 40 calls week."


class MeActions(ConversationActions):
    """The bindings and actions of the Me screen, with a cursor on a commitment."""

    BINDINGS = [
        Binding("k", "keep", "Kept", id="me.keep", tooltip="You did what you said"),
        Binding("x", "miss", "Missed", id="me.miss", tooltip="You did not; say what you will do differently"),
        Binding("o", "reopen", "Still open", id="me.reopen", tooltip="Neither kept nor missed yet"),
        Binding("c", "reword", "Change", id="me.reword", tooltip="Change it honestly; the old words stay readable"),
        Binding("E", "end", "End", id="me.end", tooltip="It does not come again; what became of each time stays"),
        Binding("a", "commit", "Take on", id="me.commit", tooltip="Take something on: how much, how often, by when"),
        Binding("l", "log", "Log", id="me.log", tooltip="Enter an amount: 5 calls"),
        Binding("L", "correct", "Correct", show=False, id="me.correct", tooltip="Put right what you entered"),
        Binding("t", "target", "Target", id="me.target", tooltip="Set what you want to reach: 40 calls week"),
        Binding(
            "T",
            "app.sheet('training')",
            "Training",
            show=False,
            id="me.training",
            tooltip="Who trains, pairs, mentoring",
        ),
        Binding(
            "A", "app.sheet('accounts')", "Accounts", show=False, id="me.accounts", tooltip="Whose each customer is"
        ),
        Binding("w", "hurdle", "As hurdle", id="me.hurdle", tooltip="What you missed, or a number behind pace"),
        Binding("s", "share", "Share", id="me.share", tooltip="Decide who else reads the praise for you"),
        Binding("u", "undo", "Undo", id="me.undo", tooltip="Take back your last step here"),
        Binding(
            "F",
            "app.sheet('follow-through')",
            "Follow-through",
            show=False,
            id="me.follow_through",
            tooltip="What was kept, and in time: you, the team, trends",
        ),
        Binding("p", "app.sheet('page')", "Page", show=False, id="me.page", tooltip="All about yourself in one view"),
        Binding(
            "S",
            "app.sheet('signals')",
            "Signals",
            show=False,
            id="me.signals",
            tooltip="What is behind, and what went well, early",
        ),
        Binding("v", "chart", "Chart", show=False, id="me.chart", tooltip="How your numbers grew so far"),
        *CONVERSATION_BINDINGS,
    ]

    commitment_list = getters.query_one(PickList)

    def __init__(self) -> None:
        super().__init__()
        self._commitment_rows: dict[int, CommitmentWithDue] = {}
        self._can_undo = False
        self._praise: list[Conversation] = []

    @property
    def _picked(self) -> Commitment | None:
        picked = self.commitment_list.cursor_key if self.is_mounted else None
        row = self._commitment_rows.get(picked) if isinstance(picked, int) else None
        return row.commitment if row else None

    def on_pick_list_moved(self) -> None:
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        commitment = self._picked
        match action:
            case "keep" | "miss":
                return (
                    commitment is not None
                    and commitment.status == "open"
                    and commitments.may_answer(self.session, commitment)
                )
            case "reword":
                return (
                    commitment is not None
                    and commitment.status == "open"
                    and self.session.viewer.is_member(commitment.member_id)
                )
            case "reopen":
                again = commitment is not None and (commitment.status != "open" or commitment.every is not None)
                return commitment is not None and again and commitments.may_answer(self.session, commitment)
            case "end":
                return commitment is not None and commitment.status == "open" and commitment.every is not None
            case "share":
                return bool(self._praise)
            case "commit" | "log" | "correct" | "target" | "hurdle":
                return permissions.takes_part(self.session)
            case "undo":
                return self._can_undo
        return super().check_action(action, parameters)

    def action_keep(self) -> None:
        if (commitment := self._picked) is not None:
            record_kept(self, commitment)

    def action_reopen(self) -> None:
        if (commitment := self._picked) is not None:
            record_open(self, commitment)

    def action_miss(self) -> None:
        if (commitment := self._picked) is not None:
            ask_next_step(self, commitment)

    def action_end(self) -> None:
        if (commitment := self._picked) is not None:
            confirm_end(self, commitment)

    def action_reword(self) -> None:
        if (commitment := self._picked) is not None:
            ask_new_wording(self, commitment, self.session.me.name, then=self._show_commitment)

    def action_commit(self) -> None:
        def taken(form: CommitmentFormValues | None) -> None:
            if form is not None:
                self.run_change(
                    commitments.commit, self.session, form.text, metric=form.metric, amount=form.amount,
                    every=form.every, weekday=form.weekday, due=form.due, then=self._show_commitment,
                )  # fmt: skip

        self.app.push_screen(CommitmentForm(self.session, self.session.me.name, ""), taken)

    def _show_commitment(self, commitment: Commitment) -> None:
        """Show the commitment that was just made or reworded, and put the cursor on it."""
        self.show()
        self.commitment_list.pick(commitment.id)

    def action_correct(self) -> None:
        open_correction_form(self)

    def action_log(self) -> None:
        open_entry_form(self)

    def action_target(self) -> None:
        def agree(words: str) -> Target:
            amount_words, _, last_word = words.strip().rpartition(" ")
            has_period = last_word.casefold() in PERIOD_KINDS
            metric, amount = amount_input.parse_metric_amount(self.session, amount_words if has_period else words)
            if metric is None or amount is None:
                raise HuddleError("How much of what, and by when? Type it as in 40 calls week.")
            period = period_containing(self.session.today, last_word.casefold() if has_period else "quarter")
            return targets.set_target(self.session, metric, amount, member=self.session.me, period=period)

        hint = "40 calls week; day, week, month, quarter or year. Without one it is this quarter's."
        ask_line(self, "What do you want to reach?", agree, hint=hint)

    def action_chart(self) -> None:
        """Show the charts of the viewer's own numbers."""
        from core.standings.leaderboard import find_own_row, standings
        from tui.dialogs.chart import ChartScreen

        boards = [
            standings(self.session, number.metric, number.period) for number in running_numbers.my_numbers(self.session)
        ]
        charts = [(board, row) for board in boards if (row := find_own_row(self.session, board)) is not None]
        if charts:
            self.app.push_screen(ChartScreen(charts))
        else:
            self.notify(describe_no_numbers(self.session), markup=False)

    def action_hurdle(self) -> None:
        """Make the missed commitment under the cursor a hurdle, or else one of the viewer's own numbers."""
        commitment = self._picked
        if commitment is not None and "hurdle" in available_actions(self.session, commitment):
            name_hurdle_from(self, hurdles.add_from_commitment, commitment)
        else:
            name_hurdle_from_number(self)

    def action_share(self) -> None:
        choose_praise_to_share(self)

    def action_undo(self) -> None:
        self.run_change(self.session.undo, *UNDO_FAMILIES)
