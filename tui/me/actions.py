"""The keys of the Me screen, and what they do: with commitments, numbers, and the viewer's conversations."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from core.commitments.available_actions import available_actions
from core.commitments.permissions import may_answer
from core.conversations import ladder
from core.errors import HuddleError
from core.metrics import amount_input, targets
from core.models import Commitment, Target
from core.outcomes import hurdles
from core.standings import running_numbers
from core.team import permissions
from core.values.periods import PERIOD_KINDS, period_containing
from tui import keymap
from tui.dialogs.commitment_answers import ask_new_wording, ask_next_step, confirm_end, record_kept, record_open
from tui.dialogs.commitment_form import ask_commitment
from tui.dialogs.hurdle_prompt import name_hurdle_from, name_hurdle_from_number
from tui.dialogs.prompt_helper import ask_line
from tui.shell.actions import Action, ActionTable
from tui.shell.screen import HuddleScreen

ME_BINDINGS = [
    keymap.YES.bind("keep", "Kept", id="commitments.keep", tooltip="Mark as kept"),
    keymap.NO.bind("miss", "Missed", id="commitments.miss", tooltip="Mark as missed and say what you'll change"),
    keymap.EDIT.bind("reword", "Edit", id="me.reword", tooltip="Edit it. The old wording stays in its history"),
    keymap.ADD.bind("commit", "Add commitment", id="commitments.add", tooltip="Add a commitment"),
    keymap.LOG.bind("log", "Log", id="entry.log", tooltip="Log an amount"),
    keymap.HURDLE.bind("hurdle", "Make hurdle", id="me.hurdle", tooltip="Make a hurdle of what you missed, or add one"),
    keymap.DELETE.bind("end", "Stop repeating", id="me.end", tooltip="Stop this recurring commitment"),
    keymap.SHARE.bind("share", "Share praise", id="me.share", tooltip="Choose who else can read your praise"),
    keymap.CHART.bind("chart", "Chart", id="me.chart", tooltip="Charts of your numbers"),
    keymap.UNDO.bind("undo", "Undo", id="undo", tooltip="Undo your last step here"),
    keymap.option("target", "Set a target", id="me.target", tooltip="Set a target of yours, e.g. 40 calls week"),
    keymap.option("reopen", "Reopen", id="me.reopen", tooltip="Reopen this commitment: neither kept nor missed yet"),
    keymap.option("correct", "Correct an entry", id="entry.correct", tooltip="Correct an entry of yours"),
    keymap.option("my_steps", "Formal steps", id="me.ladder", tooltip="Open your formal steps"),
    keymap.REVIEWS.bind("my_reviews", "Reviews", show=False, id="me.reviews", tooltip="Open your reviews"),
]


class CommitmentActions:
    """What can be done with the commitment under the cursor, and adding one."""

    def __init__(
        self,
        screen: HuddleScreen,
        picked: Callable[[], Commitment | None],
        show_commitment: Callable[[Commitment], object],
    ) -> None:
        """`picked` returns the commitment under the cursor; `show_commitment` is called with one made or reworded."""
        self._screen = screen
        self._picked = picked
        self._show_commitment = show_commitment

    def table(self) -> ActionTable:
        """Return the actions by name."""
        screen = self._screen
        return {
            "keep": self._on_picked(partial(record_kept, screen), self._may_answer_open),
            "miss": self._on_picked(partial(ask_next_step, screen), self._may_answer_open),
            "reopen": self._on_picked(partial(record_open, screen), self._may_reopen),
            "end": self._on_picked(partial(confirm_end, screen), self._may_end),
            "reword": self._on_picked(self._reword, self._may_reword),
            "commit": Action(self._commit, self._takes_part),
            "hurdle": Action(self._name_hurdle, self._takes_part),
        }

    def _on_picked(self, run: Callable[[Commitment], object], may: Callable[[Commitment], bool]) -> Action:
        """Return an action on the commitment under the cursor, offered where `may` is true of it."""

        def run_on_picked() -> None:
            if (commitment := self._picked()) is not None:
                run(commitment)

        def is_offered() -> bool:
            return (commitment := self._picked()) is not None and may(commitment)

        return Action(run_on_picked, is_offered)

    def _takes_part(self) -> bool:
        return permissions.takes_part(self._screen.session)

    def _may_answer_open(self, commitment: Commitment) -> bool:
        return commitment.status == "open" and may_answer(self._screen.session, commitment)

    def _may_reopen(self, commitment: Commitment) -> bool:
        has_answer = commitment.status != "open" or commitment.every is not None
        return has_answer and may_answer(self._screen.session, commitment)

    def _may_end(self, commitment: Commitment) -> bool:
        return commitment.status == "open" and commitment.every is not None

    def _may_reword(self, commitment: Commitment) -> bool:
        return commitment.status == "open" and self._screen.session.viewer.is_member(commitment.member_id)

    def _reword(self, commitment: Commitment) -> None:
        owner_name = self._screen.session.me.name
        ask_new_wording(self._screen, commitment, owner_name, then=self._show_commitment)

    def _commit(self) -> None:
        ask_commitment(self._screen, then=self._show_commitment)

    def _name_hurdle(self) -> None:
        """Make the missed commitment under the cursor a hurdle, or else one of the viewer's own numbers."""
        commitment = self._picked()
        if commitment is not None and "hurdle" in available_actions(self._screen.session, commitment):
            name_hurdle_from(self._screen, hurdles.add_from_commitment, commitment)
        else:
            name_hurdle_from_number(self._screen)


def number_actions(screen: HuddleScreen) -> ActionTable:
    """Return the actions that set a target and show the charts of the viewer's own numbers."""
    return {
        "target": Action(partial(ask_target, screen), lambda: permissions.takes_part(screen.session)),
        "chart": Action(partial(show_charts, screen), lambda: permissions.takes_part(screen.session)),
    }


def describe_no_numbers(screen: HuddleScreen) -> str:
    """Return the text for a viewer without numbers: why there are none, and how to get one."""
    if not permissions.takes_part(screen.session):
        watchers = f"Watchers have no numbers. Press {screen.app.page_label('board')} for the leaderboard."
        return permissions.describe_no_part(screen.session, watchers)
    return f"No target yet. Press {screen.app.key_label(keymap.OPTIONS, 'options')} to set one."


def ask_target(screen: HuddleScreen) -> None:
    """Ask for a metric, an amount and a period in one line, and set the viewer's target."""

    def set_target(words: str) -> Target:
        session = screen.session
        amount_words, _, last_word = words.strip().rpartition(" ")
        has_period = last_word.casefold() in PERIOD_KINDS
        metric, amount = amount_input.parse_metric_amount(session, amount_words if has_period else words)
        if metric is None or amount is None:
            raise HuddleError("Type a number, a metric and a period, e.g. 40 calls week.")
        period = period_containing(session.today, last_word.casefold() if has_period else "quarter")
        return targets.set_target(session, metric, amount, member=session.me, period=period)

    hint = "e.g. 40 calls week. Periods: day, week, month, quarter or year. Without one: this quarter."
    ask_line(screen, "Which target do you want to set?", set_target, hint=hint)


def show_charts(screen: HuddleScreen) -> None:
    """Show the charts of the viewer's own numbers."""
    from core.standings.leaderboard import find_own_row, standings
    from tui.dialogs.chart import ChartScreen

    session = screen.session
    boards = [standings(session, number.metric, number.period) for number in running_numbers.my_numbers(session)]
    charts = [(board, row) for board in boards if (row := find_own_row(session, board)) is not None]
    if charts:
        screen.app.push_screen(ChartScreen(charts))
    else:
        screen.notify(describe_no_numbers(screen), markup=False)


def conversation_actions(screen: HuddleScreen) -> ActionTable:
    """Return the actions that open the viewer's own reviews and formal steps."""

    def open_own(page: str) -> None:
        screen.app.action_page(page, screen.session.viewer.member_id)

    def has_steps() -> bool:
        session = screen.session
        return session.viewer.role == "seller" and bool(ladder.read_ladder(session, session.me).steps)

    return {
        "my_reviews": Action(partial(open_own, "reviews"), lambda: permissions.takes_part(screen.session)),
        "my_steps": Action(partial(open_own, "ladder"), has_steps),
    }
