"""The commit stage: what each member and the team commit to in this meeting."""

from __future__ import annotations

from textual import getters
from textual.app import ComposeResult
from textual.widgets import Static

from core.commitments import commitments, queries
from core.commitments.permissions import may_record
from core.commitments.phrasing import describe_terms
from core.errors import HuddleError
from core.meeting import cards
from core.meeting.lifecycle import NoMeetingError
from core.meeting.trend_columns import load_grouped_cards
from core.metrics import metrics
from core.models import Card, Commitment, Member, by_id
from core.team import members, record
from core.values.text import format_count
from tui import keymap
from tui.dialogs.choice import Choice, ChooseScreen
from tui.dialogs.commitment_form import CommitmentForm, CommitmentFormValues
from tui.meeting.stages.base import StageView
from tui.shell.actions import Action, ActionTable
from tui.shell.undo import undo_last
from tui.widgets.pick_list import Pick, PickList
from tui.widgets.signs import COMMITTED

WIDE_ROW_WIDTH = 96
"""Width in columns from which the team's row names the team."""

TEAM_KEY = "team"
"""The key of the row for what the whole team takes on."""


class CommitStage(StageView):
    """A row for each member and for the team: their commitments of this meeting, or how many cards they said."""

    BINDINGS = [
        keymap.ADD.bind(
            "take_on",
            "Commit",
            id="commit.take_on",
            tooltip="Commit: choose a card, a trend, or write your own",
            also="enter",
        ),
        keymap.EDIT.bind("reword", "Edit", id="commitments.reword", tooltip="Edit it; its history keeps the old words"),
        keymap.UNDO.bind("undo", "Undo", id="undo", tooltip="Undo your last step here"),
    ]

    question = getters.query_one(".question", Static)
    pick_list = getters.query_one(PickList)

    def compose(self) -> ComposeResult:
        yield Static("", classes="question", markup=False)
        yield PickList(empty="No one has joined this meeting yet.")

    def focus_first(self) -> None:
        self.pick_list.focus()

    def on_resize(self) -> None:
        if self.is_mounted:
            self.show()

    # -- showing

    def show(self) -> None:
        session = self.session
        without = {member.id for member in queries.without_commitment(session, self.meeting)}
        made = queries.list_commitments(session, meeting=self.meeting)
        people = [member for member in members.list_members(session) if member.role != "watcher"]
        people.sort(key=lambda member: (member.role != "leader", member.name.casefold()))
        self._metrics = by_id(metrics.list_metrics(session, include_ended=True))
        self._commitments = by_id(made)
        self._people = by_id(people)
        committed = len(people) - len([member for member in people if member.id in without])
        self.question.update(f"{committed} of {len(people)} have committed")
        said = self._cards_said()
        running = [each for each in queries.list_commitments(session, status="open") if each not in made]
        picks: list[Pick] = []
        for member in people:
            theirs = [commitment for commitment in made if commitment.member_id == member.id]
            card_count = sum(card.member_id == member.id for card in said)
            name = member.name + (", leader" if member.role == "leader" else "")
            earlier = sum(commitment.member_id == member.id for commitment in running)
            picks += self._member_picks(name, member.id, theirs, card_count, earlier)
        of_team = [commitment for commitment in made if commitment.member_id is None]
        team_name = (
            f"{record.get_team(session).name}, the whole team"
            if self.app.size.width >= WIDE_ROW_WIDTH
            else "the whole team"
        )
        picks += self._member_picks(team_name, TEAM_KEY, of_team, 0)
        self.pick_list.set_picks(picks)
        me = session.viewer.member_id
        own = next((pick.key for pick in picks if me is not None and self._owner_id_of(pick.key) == me), None)
        self.set_first_cursor(self.pick_list, own)

    def _member_picks(
        self, name: str, key: int | str, made: list[Commitment], card_count: int, earlier: int = 0
    ) -> list[Pick]:
        if not made:
            right = format_count(card_count, "card") if card_count else ""
            text = f"{format_count(earlier, 'commitment')} from before" if earlier else "No commitment yet"
            return [Pick(key=("none", key), text=text, sign="✓" if earlier else "○", who=name, right=right, dim=True)]
        # The name only once: the member's other commitments follow below it, in the same column.
        return [
            Pick(
                key=("made", commitment.id),
                text=commitment.text,
                sign=COMMITTED,
                who="" if number else name,
                right=self._describe_terms(commitment),
            )
            for number, commitment in enumerate(made)
        ]

    def _describe_terms(self, commitment: Commitment) -> str:
        return describe_terms(commitment, self._metrics.get(commitment.metric_id or 0), self.session.today)

    def _cards_said(self) -> list[Card]:
        try:
            return cards.list_cards(self.session, cards.find_board(self.session, "accountabilities"))
        except NoMeetingError:
            return []

    # -- the row under the cursor

    def _picked_owner(self) -> Member | None:
        """Return the member of the row under the cursor; None for the team's row, and without a row."""
        owner_id = self._owner_id_of(self.pick_list.cursor_key)
        return self._people.get(owner_id) if owner_id is not None else None

    def _owner_id_of(self, row_key: object) -> int | None:
        """Return the id of the member whose row has this key; None for the team's rows."""
        if not isinstance(row_key, tuple):
            return None
        kind, key = row_key
        owner = self._commitments[key].member_id if kind == "made" else key
        return owner if isinstance(owner, int) else None

    def _picked_commitment(self) -> Commitment | None:
        picked = self.pick_list.cursor_key
        return self._commitments.get(picked[1]) if isinstance(picked, tuple) and picked[0] == "made" else None

    # -- keys

    def make_actions(self) -> ActionTable:
        return {
            "take_on": Action(self._ask_what_to_take_on, lambda: self.can_act),
            "reword": Action(self._ask_new_wording, lambda: self.can_act),
            "undo": Action(self._undo, lambda: self.can_act),
        }

    def _ask_what_to_take_on(self) -> None:
        if self.pick_list.cursor_key is None:
            return
        owner = self._picked_owner()
        if not may_record(self.session, owner):
            sentence = "Only the host or the leader can add team commitments."
            if owner is not None:
                sentence = f"Only {owner.name} can do this, or the host while {owner.name} is in the meeting."
            self.huddle_screen.show_refusal(HuddleError(sentence))
            return
        offered_cards = self._cards_to_take_on(owner)
        if not offered_cards:
            self._ask_commitment(owner, None)
            return
        choices: list[Choice[Card | str]] = [Choice("", "Write your own")]
        choices += [Choice(card, card.text, group=group) for group, card in offered_cards]

        def on_choice(choice: Choice[Card | str] | None) -> None:
            if choice is None:
                return
            if isinstance(choice.value, Card):
                self._ask_commitment(owner, choice.value)
            else:
                self._ask_commitment(owner, None, text=choice.value)

        def take_words(words: str) -> Choice[Card | str]:
            return Choice(words, f"Write your own: “{words}”")

        owner_name = owner.name if owner else "the whole team"
        question = f"What will {owner_name} commit to?"
        self.app.push_screen(ChooseScreen(question, choices, take_words=take_words), on_choice)

    def _cards_to_take_on(self, owner: Member | None) -> list[tuple[str, Card]]:
        """Return the cards the owner may take on, each with its group: their own first, then the others by trend."""
        try:
            grouped = load_grouped_cards(self.session, cards.find_board(self.session, "accountabilities"))
        except NoMeetingError:
            return []
        taken = {
            commitment.card_id
            for commitment in self._commitments.values()
            if commitment.member_id == (owner.id if owner else None)
        }
        all_cards = [
            (column.trend, card) for column in grouped.columns for card in column.cards if card.id not in taken
        ]
        own = [("Own cards", card) for _, card in all_cards if owner and card.member_id == owner.id]
        own_ids = {card.id for _, card in own}
        rest = [
            (trend.name if trend else "Not sorted", card)
            for trend, card in all_cards
            if card.id not in own_ids and (trend is not None or owner is None or card.member_id is None)
        ]
        return own + rest

    def _ask_commitment(self, owner: Member | None, card: Card | None, text: str = "") -> None:
        def commit(values: CommitmentFormValues | None) -> None:
            if values is None:
                return
            self.run_change(
                commitments.commit,
                self.session,
                values.text,
                member=owner if owner and not self.session.viewer.is_member(owner.id) else None,
                team=owner is None,
                card=card,
                then=self._show_commitment,
                **values.terms,
            )

        owner_name = owner.name if owner else "The whole team"
        self.app.push_screen(CommitmentForm(self.session, owner_name, card.text if card else text), commit)

    def _show_commitment(self, commitment: Commitment) -> None:
        self.show()
        self.pick_list.pick(("made", commitment.id))

    def _ask_new_wording(self) -> None:
        commitment = self._picked_commitment()
        if commitment is None:
            return
        owner = self._picked_owner()

        def reword(values: CommitmentFormValues | None) -> None:
            if values is not None:
                self.run_change(
                    commitments.reword,
                    self.session,
                    commitment,
                    text=values.text,
                    **values.terms,
                )

        form = CommitmentForm(
            self.session, owner.name if owner else "The whole team", commitment.text, commitment=commitment
        )
        self.app.push_screen(form, reword)

    def _undo(self) -> None:
        undo_last(self.huddle_screen, "commitment", meeting_id=self.meeting.id)
