"""Lines of the goals screen, and the facts about the row under the cursor."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from core.amounts import percent, shown
from core.clock import day_of
from core.commitment_words import in_words
from core.goal_history import history
from core.goal_tree import Branch, Carrier, is_to_be_reviewed
from core.goals import may_change
from core.models import Commitment, Goal, Member, Metric, Visibility
from core.periods import MONTHS
from core.personal_goals import SEEN_BY, WHO, serving
from core.session import Session
from core.wording import called
from tui.widgets.bars import bar
from tui.widgets.facts import Fact
from tui.widgets.picklist import Pick

GLYPHS: dict[Visibility, str] = {"me": "◇", "leader": "◈", "group": "❖", "everyone": "◆"}
"""Sign of a personal goal's visibility: the more filled, the more people see it."""

SIGNS = {"kept": "✓", "missed": "✗", "open": "○"}

ADVICE = (
    "Two or three are enough: what you want, why it matters, what it means to reach or to miss it, and the commitment "
    "that makes it possible."
)
"""Shown beside the list when the viewer has no personal goals."""

STEP = 2
"""Indent in cells from a goal to what is below it."""

WITH_BARS = 60
"""Width of the list in cells from which progress has a bar."""

BAR = 10

FEW = 8
"""Up to this many carriers of a goal are all shown; of more, only team, groups and viewer until unfolded."""

LAST_STEPS = 4
"""How many steps of a goal's history are shown, the latest ones."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the list, with the goal and the carrier that it is about."""

    pick: Pick
    goal: Goal | None = None
    carrier: Carrier | None = None


def lines(
    session: Session,
    mine: Sequence[Goal],
    branches: Sequence[Branch],
    shared: Sequence[tuple[Member, Goal]],
    width: int,
    unfolded: Collection[int] = (),
) -> list[Line]:
    """Return the rows: the viewer's own goals, then company and team goals, then goals that others share.

    Goals whose ids are in `unfolded` show all their carriers. `width` is in cells.
    """
    people = session.all(Member, "left_on IS NULL")
    rows = []
    if session.viewer.member_id is not None:
        rows.append(Line(Pick("mine", "My goals", heading=True, right="who sees each" if mine else "")))
        rows += [Line(_own(session, goal), goal) for goal in mine]
        if not mine:
            words = "What do you want for yourself? Press a to write it down: only you see it until you say otherwise."
            rows.append(Line(Pick("none of mine", words, dim=True)))
        rows.append(Line(Pick("gap", "", heading=True)))
    right = "who carries it, and how far" if any(_has_carriers(branch) for branch in branches) else ""
    rows.append(Line(Pick("ours", "Where we want to get", heading=True, right=right)))
    for branch in branches:
        rows += _branch(session, branch, people, width, 0, unfolded)
    if not branches:
        words = "The team has no goal yet." + (
            " Press a to set it." if session.viewer.is_leader else " The leader sets it."
        )
        rows.append(Line(Pick("none of ours", words, dim=True)))
    if shared:
        rows += [
            Line(Pick("gap below", "", heading=True)),
            Line(Pick("shared", "What others share with you", heading=True)),
        ]
        rows += [
            Line(Pick(("shared", goal.id), goal.text, right=called(member, people)), goal) for member, goal in shared
        ]
    return rows


def _has_carriers(branch: Branch) -> bool:
    return bool(branch.carriers) or any(_has_carriers(child) for child in branch.below)


def _own(session: Session, goal: Goal) -> Pick:
    due = "look at it again" if is_to_be_reviewed(session, goal) else by(goal.due, session.today)
    right = " · ".join(word for word in (due, WHO[goal.visibility]) if word)
    return Pick(("goal", goal.id), goal.text, sign=GLYPHS[goal.visibility], right=right)


def _branch(
    session: Session, branch: Branch, people: Sequence[Member], width: int, depth: int, unfolded: Collection[int]
) -> Iterator[Line]:
    goal = branch.goal
    words = "to be reviewed" if branch.to_review else by(goal.due, session.today)
    level = "the company" if goal.level == "company" else ""
    right = " · ".join(word for word in (level, words) if word)
    yield Line(Pick(("goal", goal.id), goal.text, right=right, strong=True, indent=depth * STEP), goal)
    indent = (depth + 1) * STEP
    shown_now = [each for each in branch.carriers if goal.id in unfolded or stands_out(session, branch, each)]
    for carrier in shown_now:
        yield Line(_carrier(session, carrier, people, width, indent), goal, carrier)
    if len(shown_now) < len(branch.carriers):
        words = f"and {len(branch.carriers) - len(shown_now)} more"
        yield Line(Pick(("more", goal.id), words, right="enter shows them", indent=indent, dim=True), goal)
    for member, own in branch.personal:
        mine = session.viewer.is_member(member.id)
        who = "my own goal" if mine else f"{called(member, people)}'s own goal"
        yield Line(
            Pick(("linked", own.id), own.text, sign=GLYPHS[own.visibility] if mine else "", right=who, indent=indent),
            own,
        )
    for each in branch.below:
        yield from _branch(session, each, people, width, depth + 1, unfolded)


def stands_out(session: Session, branch: Branch, carrier: Carrier) -> bool:
    """Return whether a carrier is shown without unfolding: all of a few; of many only team, groups and viewer."""
    return len(branch.carriers) <= FEW or carrier.member is None or session.viewer.is_member(carrier.member.id)


def _carrier(session: Session, carrier: Carrier, people: Sequence[Member], width: int, indent: int) -> Pick:
    metric = carrier.metric
    text = f"{whose(session, carrier, people)} · {metric.name} {carrier.period.short}"
    amount = shown(carrier.amount, metric.scale, metric.unit)
    if carrier.actual is None and metric.private:
        right = f"private · {amount}"
    else:
        right = f"{shown(carrier.actual, metric.scale)} of {amount}"
        if width >= WITH_BARS:
            share = carrier.share
            right = f"{bar(share or 0.0, BAR)} {'–' if share is None else percent(share):>6}  {right:>15}"
    if carrier.state == "proposed" and carrier.target.agreed_amount is None:
        right = f"proposed  {amount:>15}"
    return Pick(("target", carrier.target.id), text, right=right, indent=indent)


def whose(session: Session, carrier: Carrier, people: Sequence[Member]) -> str:
    """Return the name of a carrier: `you`, a member's short name, a group's name, or `the team`."""
    if carrier.member is not None:
        return "you" if session.viewer.is_member(carrier.member.id) else called(carrier.member, people)
    return carrier.group.name if carrier.group else "the team"


def by(due: date | None, today: date) -> str:
    """Return `by 31 Mar 2027`, without the year if it is the current one; empty without a day."""
    if due is None:
        return ""
    return f"by {day(due, today)}"


def day(when: date, today: date) -> str:
    """Return `31 Mar`, with the year if it is not the current one."""
    year = "" if when.year == today.year else f" {when.year}"
    return f"{when.day} {MONTHS[when.month - 1]}{year}"


# -- the facts about one row


def about(session: Session, line: Line) -> list[Fact]:
    """Return the facts about a row: a goal's reasons, commitment, days and history; or a carrier's target."""
    if line.carrier is not None:
        return list(_about_carrier(session, line.carrier, line.goal))
    goal = line.goal
    if goal is None:
        return [Fact(ADVICE, quiet=True)] if line.pick.key == "none of mine" else []
    return [*_said(session, goal), *_days(session, goal), *_steps(session, goal)]


def _said(session: Session, goal: Goal) -> Iterator[Fact]:
    own = goal.level == "personal" and session.viewer.is_member(goal.member_id)
    for who, words in (("why", goal.why), ("reaching it", goal.reaching), ("missing it", goal.missing)):
        if words:
            yield Fact(words, who=who)
        elif own and who != "why":
            yield Fact("not said yet: e", who=who, quiet=True)
    if goal.level == "personal":
        yield from _served(session, goal, own)
        if own:
            yield Fact(f"{GLYPHS[goal.visibility]} {SEEN_BY[goal.visibility]}", who="seen by")
    above = session.get(Goal, goal.parent_id)
    if above is not None:
        yield Fact(above.text, who="serves")


def _served(session: Session, goal: Goal, own: bool) -> Iterator[Fact]:
    commitment = serving(session, goal)
    if commitment is not None:
        yield Fact(
            f"{SIGNS[commitment.status]} {commitment.text}{_commitment_terms(session, commitment)}", who="served by"
        )
    elif own:
        yield Fact("no commitment yet: k", who="served by", quiet=True)


def _commitment_terms(session: Session, commitment: Commitment) -> str:
    words = in_words(commitment, session.get(Metric, commitment.metric_id), session.today)
    return f" ({words})" if words else ""


def _days(session: Session, goal: Goal) -> Iterator[Fact]:
    if goal.due is not None:
        yield Fact(day(goal.due, session.today), who="by")
    if goal.review_on is not None:
        is_due = is_to_be_reviewed(session, goal)
        hint = ": r says what we make of it" if is_due and may_change(session, goal) else ""
        yield Fact(f"{day(goal.review_on, session.today)}{hint}", who="review", urgent=is_due)


def _steps(session: Session, goal: Goal) -> Iterator[Fact]:
    later_steps = [step for step in history(session, goal) if step.what != "set"]
    last = None
    for step in later_steps[-LAST_STEPS:]:
        name = step.by.split()[0] if step.by else "–"
        why = f": {step.reason}" if step.reason and step.what in ("adjusted", "reviewed", "ended") else ""
        yield Fact(f"{name} {step.what} it{why}", who=day(day_of(step.at, session.now), session.today), quiet=True)
        last = step
    first = next((step for step in history(session, goal) if step.what == "set"), None)
    if first is not None and last is not None and first.text != goal.text:
        yield Fact(f"at first: {first.text}", who=day(day_of(first.at, session.now), session.today), quiet=True)


def _about_carrier(session: Session, carrier: Carrier, goal: Goal | None) -> Iterator[Fact]:
    metric = carrier.metric
    if goal is not None:
        yield Fact(goal.text, who="serves")
    yield Fact(f"{shown(carrier.amount, metric.scale, metric.unit)} {metric.name}", who="target")
    yield Fact(f"{carrier.period.title}, {carrier.state}", who="in")
    if carrier.actual is None and metric.private:
        yield Fact("Private: how far it is, its owner alone sees.", who="so far", quiet=True)
    else:
        share = f", {percent(carrier.share)}" if carrier.share is not None else ""
        yield Fact(f"{shown(carrier.actual, metric.scale, metric.unit)}{share}", who="so far")
