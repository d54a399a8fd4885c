"""One member's page: what is asked of them and what they are owed, as far as the viewer may see each.

Leaders use it in a one-on-one, members for themselves; colleagues see only what is visible to everybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from shlex import quote

from core.access.session import Session
from core.accounts import accounts
from core.commitments import help, occurrences
from core.commitments.follow_through import may_see_rate
from core.commitments.outcomes import OutcomeCalculator
from core.conversations import conversations, one_on_one_page, training
from core.goals.personal import list_personal_goals
from core.models import Card, Commitment, Conversation, ConversationKind, Goal, Member
from core.overview import home
from core.overview.home import CommitmentWithDue, KeptCount
from core.overview.signals import signals
from core.overview.signals.missed_chances import UNTOUCHED_DAYS
from core.overview.signals.signal import NextStep, Signal
from core.standings import running_numbers
from core.standings.running_numbers import TargetProgress
from core.team import members
from core.values.amounts import format_amount

LISTED_KINDS: tuple[ConversationKind, ...] = ("one-on-one", "review", "feedback", "praise")
"""The kinds of conversations the page lists. Ladder steps are shown only on the ladder screen."""

MAX_CONVERSATIONS = 4
"""How many of the latest conversations the page lists: enough to see the rhythm."""


@dataclass(frozen=True, slots=True)
class CommitmentProgress:
    """One open commitment, and its progress."""

    item: CommitmentWithDue
    progress: str
    """Such as `12 of 20`, for a recurring one in its current occurrence; empty when unknown or not visible."""


@dataclass(frozen=True, slots=True)
class PromisedHelp:
    """Help that was promised to the member."""

    commitment: Commitment
    helper_name: str
    """The display name of the helper."""
    to_confirm: bool
    """Whether the member still has to confirm that it was given."""


@dataclass(frozen=True, slots=True)
class MemberConversation:
    """A conversation between the viewer and the member; on the viewer's own page, between the viewer and anybody."""

    conversation: Conversation
    other_name: str
    """The display name of the person who is not the viewer."""


@dataclass(frozen=True, slots=True)
class MemberPage:
    """The whole page, as the viewer may see it."""

    member: Member
    is_own: bool
    """Whether it is the viewer's own page."""
    numbers: tuple[TargetProgress, ...]
    commitments: tuple[CommitmentProgress, ...]
    """The member's open commitments, without help for others."""
    cards: tuple[Card, ...]
    """The member's cards of the latest brainstorm; none of an anonymous board."""
    brainstorm_day: date | None
    """The day of that brainstorm; None without one, or when it was anonymous."""
    kept: KeptCount | None
    """None when the viewer may not see it."""
    goals: tuple[Goal, ...]
    promised_help: tuple[PromisedHelp, ...]
    past_conversations: tuple[MemberConversation, ...]
    """The latest held conversations, latest first."""
    next_conversation: Conversation | None
    """The next planned or open conversation."""
    training: training.MemberTraining | None
    """None before the team's first training session, and when the viewer may not see it."""
    account_count: int
    """How many accounts the member has."""
    untouched_accounts: int
    """How many of them were not touched for `UNTOUCHED_DAYS`."""
    signals: tuple[Signal, ...]
    next_step: NextStep | None
    """The proposed next step; None on a colleague's page and for watchers."""


def load_member_page(session: Session, member: Member) -> MemberPage:
    """Return the page of a member, from current rows."""
    current = session.get(Member, member.id) or member
    own = session.viewer.is_member(current.id)
    member_signals = tuple(signals.list_signals(session, current))
    brainstorm = one_on_one_page.latest_brainstorm(session)
    talks, has_training = _talks(session, current), training.training_metric(session) is not None
    return MemberPage(
        member=current,
        is_own=own,
        numbers=tuple(running_numbers.member_numbers(session, current)),
        commitments=tuple(_commitments(session, current)),
        cards=tuple(one_on_one_page.list_brainstorm_cards(session, current)),
        brainstorm_day=brainstorm.meeting.day if brainstorm and not brainstorm.anonymous else None,
        kept=home.count_kept(session, current) if may_see_rate(session, current) else None,
        goals=tuple(list_personal_goals(session, current)),
        promised_help=tuple(_promised_help(session, current)),
        past_conversations=tuple(item for item in talks if item.conversation.status == "held")[:MAX_CONVERSATIONS],
        next_conversation=min(
            (item.conversation for item in talks if item.conversation.status != "held"),
            key=lambda talk: (talk.held_on, talk.id),
            default=None,
        ),
        training=next((line for line in training.list_member_training(session) if line.member.id == current.id), None)
        if has_training
        else None,
        account_count=accounts.count_accounts(session, owner=current),
        untouched_accounts=len(accounts.list_untouched(session, UNTOUCHED_DAYS, owner=current)),
        signals=member_signals,
        next_step=_next_step(session, current, member_signals),
    )


def _commitments(session: Session, member: Member) -> list[CommitmentProgress]:
    calculator = OutcomeCalculator(session.connection, session.today, member_id=member.id)
    items = home.my_commitments(session, member)
    # Help for somebody else is visible only to the two.
    return [
        CommitmentProgress(item, _progress(session, item, calculator))
        for item in items
        if item.commitment.helps_id is None
    ]


def _progress(session: Session, item: CommitmentWithDue, calculator: OutcomeCalculator) -> str:
    """Return the commitment's progress as text; empty without a metric or amount, and when the viewer may not know."""
    commitment, record = item.commitment, calculator.records.get(item.commitment.id)
    if record is None or item.metric is None or commitment.amount is None or not calculator.may_see_amount(record):
        return ""
    if commitment.every:
        upcoming = [occurrence for occurrence in calculator.list_occurrences(record) if occurrence.day >= session.today]
        amount = upcoming[0].actual if upcoming else None
    else:
        amount = occurrences.amount_so_far(session, commitment, calculator)
    scale, unit = item.metric.scale, item.metric.unit
    return f"{format_amount(amount or 0, scale, unit)} of {format_amount(commitment.amount, scale, unit)}"


def _promised_help(session: Session, member: Member) -> list[PromisedHelp]:
    names = members.short_names(session)
    owed = [commitment for commitment in help.list_help_owed(session, member) if commitment.status == "open"]
    to_confirm = help.ids_awaiting_confirmation(session, owed)
    return [
        PromisedHelp(commitment, names.get(commitment.member_id or 0, "someone"), commitment.id in to_confirm)
        for commitment in owed
    ]


def _talks(session: Session, member: Member) -> list[MemberConversation]:
    """Return the conversations in which both viewer and member take part, whatever else is shared with the viewer."""
    names = members.short_names(session)
    me = session.viewer.member_id
    own_talks = []
    for talk in conversations.list_conversations(session, *LISTED_KINDS):
        pair = {talk.from_id, talk.to_id}
        if me in pair and member.id in pair:
            other = talk.to_id if talk.from_id == me else talk.from_id
            own_talks.append(MemberConversation(talk, names.get(other, "someone")))
    return own_talks


def _is_on_track(session: Session, member: Member) -> bool:
    """Return whether a member's own targets are on pace or within their limit, and no commitment is overdue."""
    rows = [number.standing for number in running_numbers.my_numbers(session, member)]
    is_on_pace = all((row.pace is None or row.pace >= 1) and not row.is_behind for row in rows)
    is_late = any(item.due is not None and item.due < session.today for item in home.my_commitments(session, member))
    return is_on_pace and not is_late


def _next_step(session: Session, member: Member, member_signals: tuple[Signal, ...]) -> NextStep | None:
    """Return the first signal's step; without signals, a step that keeps the two in touch."""
    own = session.viewer.is_member(member.id)
    if member_signals:
        return member_signals[0].step
    if member.role == "watcher" or session.viewer.role not in ("leader", "seller"):
        return None
    if own and not home.my_commitments(session, member):
        return NextStep("Add a commitment", "me.commit", "huddle commit TEXT")
    if own:
        on_track = "On track. " if _is_on_track(session, member) else ""
        return NextStep(f"{on_track}See your open commitments", "me.commitments", "huddle due")
    if not session.viewer.is_leader:
        return None
    name = members.short_names(session)[member.id]
    if any(due_member.id == member.id for due_member in one_on_one_page.list_due_after_brainstorm(session)):
        return NextStep("Go through their cards", "one-on-one", f"huddle one-on-one {quote(name)}")
    return NextStep("Have a one-on-one: ask what would help", "one-on-one", f"huddle one-on-one {quote(name)}")
