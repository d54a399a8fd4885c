"""What the SWOT screen does with an item, with the dialogs for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from core.access.session import Session
from core.outcomes import swot
from core.outcomes.swot import SwotItem
from tui.dialogs.action_choice import choose_action
from tui.dialogs.choice import Choice, ChooseScreen
from tui.dialogs.commitment_form import CommitmentForm, CommitmentFormValues
from tui.dialogs.prompt_helper import ask_line
from tui.shell.actions import Action, ActionTable
from tui.shell.screen import HuddleScreen
from tui.shell.undo import can_undo, undo_last

OTHER_ADDRESSEE = "Someone else…"


class SwotActions:
    """Marks items as the team's own or as others', and turns them into commitments and goals."""

    def __init__(self, screen: HuddleScreen, selected: Callable[[], SwotItem | None]) -> None:
        """`selected` returns the item under the cursor."""
        self._screen = screen
        self._selected = selected

    def table(self) -> ActionTable:
        """Return the actions by the names that the bindings use."""
        return {
            "ours": Action(self.mark_ours, self._can_mark),
            "others": Action(self.choose_addressee, self._can_mark),
            "use": Action(self.use, self._can_use),
            "undo": Action(self.undo, self._can_undo),
        }

    @property
    def _session(self) -> Session:
        return self._screen.session

    # -- when they are offered

    def _may_edit(self) -> bool:
        return self._session.viewer.takes_part

    def _can_mark(self) -> bool:
        item = self._selected()
        return self._may_edit() and item is not None and item.became is None

    def _can_use(self) -> bool:
        item = self._selected()
        return self._can_mark() and item is not None and item.ours is not False

    def _can_undo(self) -> bool:
        return self._may_edit() and can_undo(self._session, "swot")

    # -- what they do

    def mark_ours(self) -> None:
        """Mark the item as lying within the team's control."""
        if (item := self._selected()) is not None:
            self._screen.run_change(swot.mark_ours, self._session, item.card_id)

    def choose_addressee(self) -> None:
        """Ask who can change the item, and mark it as theirs."""
        item, session = self._selected(), self._session
        if item is None:
            return

        def on_choice(choice: Choice[str | None]) -> None:
            if choice.value is not None:
                self._screen.run_change(swot.set_addressee, session, item.card_id, choice.text)
            else:
                ask_line(
                    self._screen,
                    "Which department can change it?",
                    lambda addressee: swot.set_addressee(session, item.card_id, addressee),
                )

        names = dict.fromkeys((*swot.ADDRESSEES, *swot.list_addressees(session)))
        choices: list[Choice[str | None]] = [Choice(name, name) for name in names]
        choices.append(Choice(None, OTHER_ADDRESSEE))
        self._screen.open_dialog(ChooseScreen("Which department can change it?", choices), on_choice)

    def use(self) -> None:
        """Ask what the item becomes, and turn it into that."""
        choose_action(
            self._screen,
            "What do you want to make of it?",
            [
                ("Your commitment", self.commit),
                ("Team commitment", partial(self.commit, for_team=True)),
                ("Team goal", self.make_goal),
            ],
        )

    def commit(self, for_team: bool = False) -> None:
        """Ask for the terms of a commitment, the viewer's or the whole team's, and turn the item into it."""
        item, session = self._selected(), self._session
        if item is None:
            return

        def commit(values: CommitmentFormValues) -> None:
            self._screen.run_change(
                swot.turn_into_commitment, session, item.card_id, values.text, team=for_team, **values.terms
            )

        owner = "The whole team" if for_team else session.me.name
        self._screen.open_dialog(CommitmentForm(session, owner, item.text), commit)

    def make_goal(self) -> None:
        """Ask for the words of the goal, and turn the item into the team's goal."""
        item, session = self._selected(), self._session
        if item is not None:
            ask_line(
                self._screen,
                "Team goal",
                lambda text: swot.turn_into_goal(session, item.card_id, text),
                value=item.text,
                hint="It replaces the current team goal. In a meeting everyone is asked whether they understand it.",
            )

    def undo(self) -> None:
        """Undo the viewer's last change to the SWOT."""
        undo_last(self._screen, "swot")
