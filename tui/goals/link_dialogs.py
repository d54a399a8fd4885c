"""Dialogs that choose which commitment serves a goal, and which target carries it."""

from __future__ import annotations

from typing import Literal

from core.access.session import Session
from core.commitments import commitments, queries
from core.goals import goals, personal, tree
from core.metrics import targets
from core.models import Commitment, Goal, Group, Member, Metric, Target
from core.values.amounts import format_amount
from core.values.periods import period_between
from tui.dialogs.choice import Choice, ChooseScreen
from tui.dialogs.commitment_form import CommitmentForm, CommitmentFormValues
from tui.shell.screen import HuddleScreen

# -- the commitment of a personal goal


def choose_commitment(screen: HuddleScreen, goal: Goal) -> None:
    """Ask which of the viewer's open commitments serves the goal, or for a new one, and save the answer."""
    session = screen.session
    choices: list[Choice[Commitment | Literal["new"] | None]] = [
        Choice("new", "Add a new commitment"),
        *(
            Choice(commitment, commitment.text, "Your commitments")
            for commitment in queries.list_commitments(session, member=session.me, status="open")
        ),
    ]
    if goal.commitment_id is not None:
        choices.append(Choice(None, "No commitment", "Or"))

    def chosen(choice: Choice[Commitment | Literal["new"] | None]) -> None:
        if choice.value == "new":
            screen.open_dialog(CommitmentForm(session, session.me.name, ""), make_commitment)
        else:
            screen.run_change(personal.link_commitment, session, goal, choice.value)

    def make_commitment(values: CommitmentFormValues) -> None:
        screen.run_change(_commit_for_goal, session, goal, values)

    screen.open_dialog(ChooseScreen("Which commitment supports this goal?", choices), chosen)


def _commit_for_goal(session: Session, goal: Goal, values: CommitmentFormValues) -> Commitment:
    """Make a commitment and let it serve the goal.

    These are two changes, not one: the public journal entry of the commitment must not reveal the private goal.
    """
    commitment = commitments.commit(session, values.text, **values.terms)
    personal.link_commitment(session, goal, commitment)
    return commitment


# -- the targets of a team goal


def choose_target(screen: HuddleScreen, goal: Goal) -> None:
    """Ask which target carries the goal, among those the viewer may decide on, and save the answer."""
    session = screen.session
    choices = [
        _target_choice(session, target)
        for target in targets.list_targets(session)
        if target.ends_on >= session.today and target.goal_id != goal.id and tree.can_link_target(session, target)
    ]
    if not choices:
        screen.notify(
            f"No other target to link. Press {screen.app.page_label('plan')} to set one in Plan.", markup=False
        )
        return

    def chosen(choice: Choice[Target]) -> None:
        screen.run_change(tree.link_target, session, choice.value, goal)

    screen.open_dialog(ChooseScreen("Which target supports this goal?", choices), chosen)


def choose_goal(screen: HuddleScreen, target: Target) -> None:
    """Ask which other goal, or none, the target serves, and save the answer."""
    session = screen.session
    choices: list[Choice[Goal | None]] = [
        Choice(goal, goal.text)
        for goal in goals.list_goals(session)
        if goal.level != "personal" and goal.id != target.goal_id
    ]
    choices.append(Choice(None, "No goal"))

    def chosen(choice: Choice[Goal | None]) -> None:
        screen.run_change(tree.link_target, session, target, choice.value)

    screen.open_dialog(ChooseScreen("Which goal does this target support?", choices), chosen)


def _target_choice(session: Session, target: Target) -> Choice[Target]:
    metric, member, group = (
        session.get(Metric, target.metric_id),
        session.get(Member, target.member_id),
        session.get(Group, target.group_id),
    )
    owner = member.name if member else group.name if group else "Team"
    days = period_between(target.starts_on, target.ends_on).short
    if metric is None:
        return Choice(target, f"{owner} · {days}")
    amount = format_amount(target.amount, metric.scale, metric.unit)
    return Choice(target, f"{owner} · {metric.name} {days}", right=amount)
