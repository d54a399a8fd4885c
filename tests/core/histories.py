"""Builds histories of a team with rows in every table, for the privacy tests.

Each text contains a unique mark, so that a test can find who wrote the words in any output.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from core.access.session import Session
from core.accounts import accounts
from core.commitments import after_miss, commitments, occurrences
from core.conversations import (
    conversations,
    feedback,
    ladder,
    mentoring,
    misunderstandings,
    one_on_one,
    praise,
    reviews,
    role_play,
    skills,
)
from core.errors import HuddleError
from core.goals import goals, kickoff_wall, personal, tree
from core.hosting import rotation
from core.importing import imports
from core.importing.mapping import parse_map
from core.maintenance.erasing import erase_member
from core.meeting import boards, cards, goal_check, lifecycle, pulse, readiness, trends, votes, wins
from core.metrics import entries, metrics, targets
from core.metrics.published import publish_months
from core.outcomes import hurdles, measures
from core.outgoing import webhooks  # fmt: skip
from core.outgoing.webhook_queue import fill_queue
from core.overview import planned_celebration
from core.team import group_records, groups, members, passphrases, record, team, workdays
from core.values.periods import period_containing
from data.models import (
    Board,
    Card,
    Conversation,
    Entry,
    Goal,
    Measure,
    Member,
    Metric,
    Target,
    Visibility,
)  # fmt: skip
from tests.conftest import Crew
from tests.core.talks import with_key

PEOPLE = ("Ana", "Ben", "Jon", "Lea", "Max")
PASSPHRASE = "three plain words"
SEEN_BY: tuple[Visibility, ...] = ("me", "leader", "group", "everyone")
PRIVATE = 91_827_364
"""The first amount on the private board: no other number looks like it."""

IN_A_MEETING = (
    "go_on", "say", "reveal", "group_and_vote", "be_done", "ask_about_the_goal", "feel", "show_on_the_wall",
    "close_the_meeting",
)  # fmt: skip
"""Deeds that need an open meeting: `History.do` opens one if there is none."""

WITH_THE_LEADER = ("meet_one_on_one", "review", "rate_alone", "climb")
"""Deeds between the leader and another member."""

Deed = Callable[["History", str, str, int], object]
DEEDS: dict[str, Deed] = {}
TABLES: dict[str, tuple[str, ...]] = {}
"""The tables in which each deed makes rows."""


def deed(*tables: str) -> Callable[[Deed], Deed]:
    def keep(what: Deed) -> Deed:
        DEEDS[what.__name__] = what
        TABLES[what.__name__] = tables
        return what

    return keep


class History:
    """A team on which deeds are done one after another. A refused deed changes nothing and is kept in `refused`."""

    def __init__(self, crew: Crew, folder: Path) -> None:
        self.crew, self.store, self.folder = crew, crew.store, folder
        self.done: set[str] = set()
        self.refused: dict[str, str] = {}
        self._marks = count(1)
        ana = self.s("Ana")
        crew.members["Max"] = members.add_member(ana, "Max Frei", group="South")
        self.calls = metrics.add_metric(ana, "calls")
        self.sick = metrics.make_private(ana, metrics.add_metric(ana, "confidential"))
        self.share = metrics.add_metric(ana, "share", kind="ratio", numerator=self.sick, denominator=self.calls)

    def do(self, what: str, one: str, other: str, number: int) -> None:
        here = [row.name.split()[0] for row in self.store.read(Member, "role <> 'watcher' AND left_on IS NULL")]
        if one not in here:
            one = here[number % len(here)]
        if other == one or other not in here:
            other = here[(here.index(one) + 1 + number % (len(here) - 1)) % len(here)]
        try:
            if what in IN_A_MEETING and lifecycle.open_meeting_or_none(self.leader) is None:
                open_a_meeting(self, one, other, number)
            if what in WITH_THE_LEADER and self.s(one).viewer.is_leader:
                one, other = other, one
            DEEDS[what](self, one, other, number)
            self.done.add(what)
        except HuddleError as error:
            self.refused[f"{what} {number}"] = str(error)
        self.crew.clock.advance(minutes=1)

    def mark(self, words: str = "") -> str:
        return f"{words} only{next(self._marks)}only".strip()

    def s(self, name: str) -> Session:
        found = self.crew[name]
        found.refresh_role()
        return found

    def m(self, name: str) -> Member:
        return self.store.read(Member, "id = ?", (self.crew.members[name].id,))[0]

    @property
    def leader(self) -> Session:
        found = self.store.read(Member, "role = 'leader' AND left_on IS NULL")[0]
        return self.s(found.name.split()[0])

    @property
    def host(self) -> Session:
        hosting = lifecycle.require_open_meeting(self.leader).host_id
        return self.s(next(name for name, member in self.crew.members.items() if member.id == hosting))

    def last(self, model: type[Any], where: str = "1") -> Any:
        found = self.store.read(model, where, order="id DESC", limit=1)
        if not found:
            raise HuddleError("nothing of that kind yet")
        return found[0]


# -- meetings


@deed("meeting", "stage", "attendance", "board", "rotation")
def open_a_meeting(h: History, one: str, _other: str, n: int) -> None:
    if lifecycle.open_meeting_or_none(h.leader) is not None:
        lifecycle.close_meeting(h.host)
    kind = ("kickoff", "weekly", "quarterly")[n % 3]
    lifecycle.plan_meeting(h.leader, kind, host=h.m(one))  # type: ignore[arg-type]
    lifecycle.start_meeting(h.s(one), kind)  # type: ignore[arg-type]
    for board in h.store.read(Board, "meeting_id = ?", (lifecycle.require_open_meeting(h.leader).id,)):
        if board.kind != "wins":
            cards.set_board(h.host, board, anonymous=n % 4 in (1, 2), hidden=n % 2 == 0)


@deed("turn")
def close_the_meeting(h: History, _one: str, _other: str, _n: int) -> None:
    lifecycle.close_meeting(h.host)


@deed()
def go_on(h: History, _one: str, _other: str, _n: int) -> None:
    lifecycle.move_to_next_stage(h.host)


@deed()
def take_over(h: History, one: str, _other: str, _n: int) -> None:
    lifecycle.take_over(h.s(one))


@deed("card")
def say(h: History, one: str, other: str, n: int) -> None:
    s = h.s(one)
    if n % 3 == 0:
        hurdles.add_hurdle(s, h.mark("Hurdle"))
    if lifecycle.current_stage(s, lifecycle.require_open_meeting(s)).name == "wins":
        board = cards.find_board(s, "wins")
        wins.mark_big(s, wins.add_win(s, board, f"@{other} {h.mark('Won')}"))
        return
    if lifecycle.current_stage(s, lifecycle.require_open_meeting(s)).name not in ("collect", "trends"):
        lifecycle.move_to_stage(h.host, "collect")
    cards.add_card(s, cards.find_board(s, "accountabilities"), h.mark("Card"))
    cards.add_card(s, cards.find_board(s, "accountabilities"), h.mark("Card"), author=h.m(other))


@deed()
def take_a_card_back(h: History, one: str, _other: str, _n: int) -> None:
    board = cards.find_board(h.s(one))
    cards.add_card(h.s(one), board, h.mark("Card"))
    cards.take_back(h.s(one), board)


@deed()
def reveal(h: History, _one: str, _other: str, n: int) -> None:
    cards.reveal_board(h.host, cards.find_board(h.host, ("accountabilities", "hurdles")[n % 2]))
    if n % 3 == 0:
        h.host.undo("board")


@deed("trend", "vote", "merged_trend")
def group_and_vote(h: History, one: str, other: str, n: int) -> None:
    board = cards.find_board(h.host, "accountabilities")
    if lifecycle.current_stage(h.host, lifecycle.require_open_meeting(h.host)).name != "trends":
        lifecycle.move_to_stage(h.host, "trends")
    cards.reveal_board(h.host, board)
    board_cards = h.host.all(Card, "board_id = ? AND trend_id IS NULL", (board.id,))
    made = trends.new_trend(h.host, board, h.mark("Trend"), board_cards[:2])
    trends.merge(h.host, made, trends.new_trend(h.host, board, h.mark("Trend")))
    votes.open_votes(h.host, board)
    for name in (one, other):
        votes.vote(h.s(name), board, board_cards[0])
    if n % 4 == 0:
        for name in PEOPLE:
            with suppress(HuddleError):  # has left
                votes.vote(h.s(name), board, board_cards[0])
        votes.reveal_votes(h.host, board)


@deed("ready")
def be_done(h: History, one: str, other: str, n: int) -> None:
    readiness.mark_done(h.s(one))
    readiness.mark_done(h.s(other))
    if n % 3 == 0:
        readiness.unmark_done(h.s(other))


@deed()
def ask_about_the_goal(h: History, one: str, _other: str, n: int) -> None:
    if n % 2:
        lifecycle.move_to_stage(h.host, "goal")
    goal_check.ask_question(h.s(one), h.mark("What"))


@deed("pulse")
def feel(h: History, one: str, other: str, n: int) -> None:
    with suppress(HuddleError):  # refused once somebody has said how this meeting felt
        keep_names_or_not(h, one, other, n // 2)
    word = "word" if record.get_team(h.leader).anonymous_pulse else h.mark("Long")
    # Without names they are told from three on.
    for name in [one] if n % 2 else sorted({one, other, "Ana", "Jon", "Lea"}):
        with suppress(HuddleError):  # who watches, or has left
            pulse.give_pulse(h.s(name), n % 5 + 1, word)


@deed("team")
def keep_names_or_not(h: History, _one: str, _other: str, n: int) -> None:
    team.edit_team(h.leader, anonymous_pulse=n % 2 == 0)


@deed("outcome")
def settle_a_hurdle(h: History, one: str, other: str, n: int) -> None:
    card = hurdles.add_hurdle(h.s(one), h.mark("Hurdle"))
    if n % 3 == 0:
        hurdles.settle_by_conversation(h.s(one), card, h.m(other), h.s(one).today)
    elif n % 3 == 1:
        hurdles.settle_by_commitment(h.s(one), card, text=h.mark("I take it on"))
    else:
        hurdles.hand_on(h.s(one), card, "Product", h.mark("Please"))


# -- what people take on


@deed("commitment", "occurrence")
def promise(h: History, one: str, _other: str, n: int) -> None:
    s = h.s(one)
    taken = commitments.commit(s, h.mark("Call five"), due=s.today + timedelta(days=n % 3))
    taken = commitments.reword(s, taken, text=h.mark("Call six"))
    commitments.mark_kept(s, taken) if n % 2 else commitments.mark_missed(s, taken, h.mark("Earlier"))
    weekly = commitments.commit(s, h.mark("Visit"), every="week", weekday=s.today.isoweekday() % 7 + 1)
    occurrences.mark_occurrence_kept(s, weekly)


@deed()
def promise_help(h: History, one: str, other: str, n: int) -> None:
    s, helped = h.s(one), h.s(other)
    due = s.today if n % 3 else None
    taken = commitments.commit(s, h.mark("Help"), helped_member=h.m(other), due=due)
    taken = commitments.reword(s, taken, text=h.mark("More help"))
    if n % 2:
        commitments.mark_kept(helped, taken)
    elif n % 4 == 0:
        after_miss.record_miss(helped, taken, h.mark("Earlier"), text=h.mark("Once more"))
    weekly = commitments.commit(
        s, h.mark("Help"), helped_member=h.m(other), every="week", weekday=s.today.isoweekday() % 7 + 1
    )
    occurrences.mark_occurrence_missed(helped, weekly, h.mark("Earlier"))


@deed("goal")
def want(h: History, one: str, _other: str, n: int) -> None:
    s = h.s(one)
    wanted = goals.set_goal(s, h.mark("I want"), why=h.mark("Since"), level="personal", visibility=SEEN_BY[n % 4])
    personal.set_goal_visibility(s, wanted, SEEN_BY[n // 4 % 4])
    served = commitments.commit(s, h.mark("For it"), every="week")
    personal.link_commitment(s, wanted, served)
    tree.adjust_goal(s, wanted, h.mark("Because"), text=h.mark("I want more"), review_on=s.today)
    goals.set_goal(h.leader, h.mark("Our goal"))


@deed()
def share_a_goal(h: History, _one: str, _other: str, n: int) -> None:
    wanted = h.last(Goal, "level = 'personal'")
    owner = h.s(next(name for name, member in h.crew.members.items() if member.id == wanted.member_id))
    personal.set_goal_visibility(owner, wanted, SEEN_BY[n % 4])
    if n % 3 == 0:
        owner.undo("goal")


@deed()
def show_on_the_wall(h: History, one: str, _other: str, n: int) -> None:
    s = h.s(one)
    goals.set_goal(s, h.mark("Shown"), level="personal", visibility="everyone")
    if lifecycle.require_open_meeting(s).kind != "kickoff":
        open_a_meeting(h, one, _other, 0)
    lifecycle.move_to_stage(h.host, "goal")
    kickoff_wall.take_wall(s)
    if n % 2:
        goals.set_goal(s, h.mark("Kept back"), level="personal", visibility="group")


# -- numbers


@deed("metric", "entry", "target")
def count_something(h: History, one: str, other: str, n: int) -> None:
    quarter = period_containing(h.leader.today, "quarter")
    for name, amount in ((one, PRIVATE + 2 * n), (other, PRIVATE + 2 * n + 1)):
        entries.log_entry(h.s(name), h.sick, amount, note=h.mark("Ill"))
        entries.log_entry(h.s(name), h.calls, n + 1, note=h.mark("Tired"))
    entries.correct_entry(h.s(one), h.last(Entry, f"member_id = {h.m(one).id}"), note=h.mark("Slept"))
    for metric in (h.sick, h.calls, h.share):
        targets.set_target(
            h.leader, metric, n + 5, member=h.m(one), period=quarter, bonus=h.mark("A car"),
            bonus_percent=110 + n, reason=h.mark("Weak"),
        )  # fmt: skip
    group = group_records.find_group(h.leader, "South")
    targets.set_target(h.leader, h.sick, 9 * PRIVATE, group=group, period=quarter)
    targets.set_target(h.leader, h.sick, 99 * PRIVATE, period=quarter, reason=h.mark("New"))
    targets.set_target(
        h.leader, h.sick, 98 * PRIVATE, period=quarter, bonus=h.mark("Cake"), bonus_percent=120, reason=h.mark("Less")
    )


@deed("published")
def tell_a_month(h: History, _one: str, _other: str, n: int) -> None:
    metrics.make_private(h.leader, h.store.read(Metric, "id = ?", (h.sick.id,))[0])
    for name in ("Ana", "Ben", "Jon", "Lea"):
        entries.log_entry(h.s(name), h.sick, n + 2, day=date(2026, 10, 5))
    publish_months(h.leader)


@deed()
def answer_a_target(h: History, _one: str, _other: str, n: int) -> None:
    found = h.last(Target, "member_id IS NOT NULL AND agreed_at IS NULL")
    owner = h.s(next(name for name, member in h.crew.members.items() if member.id == found.member_id))
    targets.accept_target(owner, found) if n % 2 else targets.decline_target(owner, found, h.mark("Too much"))


@deed()
def change_who_sees_the_numbers(h: History, _one: str, _other: str, n: int) -> None:
    if n % 3 > 0:
        metrics.make_private(h.leader, h.store.read(Metric, "id = ?", (h.sick.id,))[0])


@deed("alias", "taken_file")
def import_entries(h: History, one: str, _other: str, n: int) -> None:
    path = h.folder / f"calls-{n}.csv"
    path.write_text(f"who,day,calls\nX{n},{h.leader.today},3\n")
    map_ = parse_map(
        {"columns": {"member": "who", "on": "day", "key": "who"}, "entry": [{"metric": "calls", "amount": "calls"}]}
    )
    imports.import_file(h.leader, path, map_, people={f"X{n}": h.m(one).name}, content_hash=f"{n:064}")


@deed("account", "handover")
def hand_an_account_over(h: History, one: str, other: str, _n: int) -> None:
    opened = accounts.add_account(h.s(one), h.mark("Kessler"))
    accounts.hand_over(h.s(one), opened, h.m(other), h.mark("Nearer"))


@deed("measure")
def adopt_a_measure(h: History, one: str, _other: str, n: int) -> None:
    made = measures.adopt_measure(h.leader, f"measure {n}", unit="things")
    measures.commit_to_measure(
        h.s(one), h.last(Measure, f"id = {made.id}"), h.mark("I reach it"), amount=1, every="week"
    )


@deed("absence", "holiday")
def be_away(h: History, one: str, _other: str, n: int) -> None:
    day = h.leader.today + timedelta(days=60 + n)
    workdays.add_absence(h.s(one), day, day, reason=h.mark("Hospital"))
    workdays.add_day_off(h.leader, day, f"Feast {n}")


# -- talks


@deed("conversation", "point")
def meet_one_on_one(h: History, one: str, _other: str, n: int) -> None:
    lead, s = h.leader, h.s(one)
    whose = h.m(one)
    one_on_one.add_own_note(lead, whose, h.mark("Note"))
    one_on_one.plan(lead, whose, lead.today + timedelta(days=n % 3))
    one_on_one.add_to_agenda(s, lead.me, h.mark("Bring"))
    for each, with_ in ((lead, whose), (s, lead.me)):
        one_on_one.add_own_note(each, with_, h.mark("Note"))
    one_on_one.add_help(lead, whose, h.mark("I come along"))
    one_on_one.begin(lead, whose)
    cards = h.store.read(Card, "member_id = ?", (whose.id,), order="id DESC")
    if cards:
        one_on_one.mark_great(lead, whose, cards[0])
        one_on_one.adjust(lead, whose, cards[-1], worry=h.mark("Afraid"), text=h.mark("Call seven"))
    if n % 2:
        one_on_one.close(lead, whose, h.mark("It came out"), lead.today + timedelta(days=7))


@deed("skill", "rating")
def review(h: History, one: str, _other: str, n: int) -> None:
    lead, s = h.leader, h.s(one)
    (held,) = reviews.announce(lead, [h.m(one)], lead.today, h.mark("By calls"))
    for each in (s, lead):
        for skill in skills.list_skills(lead):
            reviews.rate(each, held, skill.name, n % 5 + 1, h.mark("Skilled"))
    if n % 3:
        reviews.begin(s, held)
        reviews.agree_step(s, held, h.mark("Step"))
    if n % 3 == 2:
        reviews.close(lead, held, h.mark("Fine"))


@deed()
def rate_alone(h: History, one: str, _other: str, n: int) -> None:
    (held,) = reviews.announce(h.leader, [h.m(one)], h.leader.today, h.mark("By visits"))
    reviews.rate(h.s(one), held, skills.list_skills(h.leader)[0].name, n % 5 + 1, h.mark("Skilled"))


@deed()
def give_feedback(h: History, one: str, other: str, n: int) -> None:
    s = h.s(other)
    given = feedback.give(h.s(one), h.m(other), h.mark("Saw"), h.mark("Did"), h.mark("Try"))
    for step in (n, n // 4, n // 16):
        feedback.set_visibility(s, given, SEEN_BY[step % 4])
    if n % 3 == 0:
        s.undo("feedback")
    asked = feedback.ask(s, h.m(one), h.mark("Asked"))
    if n % 2:
        feedback.set_visibility(s, asked, SEEN_BY[n % 4])
        feedback.decline(h.s(one), asked)


@deed()
def praise_somebody(h: History, one: str, other: str, n: int) -> None:
    given = praise.give_praise(h.s(one), h.m(other), h.mark("Well done"))
    for step in (n, n // 4, n // 16):
        praise.share(h.s(other), given, SEEN_BY[step % 4])
    if n % 3 == 0:
        h.s(other).undo("praise")
    taken_back = praise.give_praise(h.s(one), h.m(other), h.mark("Not sent"))
    assert taken_back
    h.s(one).undo("praise")


@deed()
def share_again(h: History, _one: str, _other: str, n: int) -> None:
    given = h.last(Conversation, "kind IN ('praise', 'feedback')")
    owner = h.s(next(name for name, member in h.crew.members.items() if member.id == given.to_id))
    conversations.reload_conversation(owner, given)
    (praise.share if given.kind == "praise" else feedback.set_visibility)(owner, given, SEEN_BY[n % 4])


@deed()
def misunderstand(h: History, one: str, _other: str, n: int) -> None:
    raised = misunderstandings.report_misunderstanding(h.s(one), h.mark("You said"))
    if n % 3 == 0:
        receiver = next(name for name, member in h.crew.members.items() if member.id == raised.to_id)
        misunderstandings.mark_talked_over(h.s(receiver), raised)


@deed("pair")
def mentor(h: History, one: str, other: str, n: int) -> None:
    role_play.draw_pairs(h.leader)
    pair = mentoring.begin(h.s(one), h.m(one), h.m(other))
    mentoring.add_mentoring_note(h.s(one), pair, h.mark("Note"))
    mentoring.add_mentoring_note(h.s(other), pair, h.mark("Agenda"), shared=True)
    mentoring.record_meeting(h.s(one), pair, h.mark("We met"), note=h.mark("Note"))
    if n % 2:
        mentoring.end(h.s(one), pair)


@deed("member_key", "member_lock", "signature")
def climb(h: History, one: str, _other: str, n: int) -> None:
    lead, s = with_key(h.leader), h.s(one)
    if not passphrases.has_passphrase(s):
        passphrases.set_passphrase(s, PASSPHRASE)
    taken = ladder.take_step(
        lead, h.m(one), "direct talk", h.mark("Talked"), obstacle=h.mark("Worry"), help_offered=h.mark("Help")
    )
    ladder.sign(s, taken, PASSPHRASE)
    ladder.answer(s, taken, h.mark("I answer"))
    if n % 2:
        ladder.step_down(lead, h.m(one), h.mark("Better"))


# -- the team, and what goes out


@deed("celebration")
def plan_a_feast(h: History, _one: str, _other: str, _n: int) -> None:
    planned_celebration.plan(h.leader, h.mark("Dinner"), earned_by=h.mark("Ten deals"))


@deed("webhook", "outbox")
def tell_an_address(h: History, one: str, _other: str, n: int) -> None:
    kind: Any = ("slack", "teams", "json")[n % 3]
    webhooks.add(h.leader, f"bot {n}", f"http://127.0.0.1:9/{h.mark()}", kind=kind)
    commitments.mark_kept(h.s(one), commitments.commit(h.s(one), h.mark("Kept at once")))
    fill_queue(h.s(one), early=True)


@deed()
def pass_a_turn(h: History, one: str, _other: str, _n: int) -> None:
    rotation.skip(h.leader, h.m(one), h.mark("Is ill"))


@deed("member", "group")
def change_groups(h: History, one: str, _other: str, n: int) -> None:
    group = group_records.find_group(h.leader, ("North", "South")[n % 2]) if n % 3 else None
    groups.assign_to_group(h.leader, h.m(one), group)
    members.edit_member(h.s(one), h.m(one), email=f"{h.mark()}@x.org".replace(" ", ""), login=h.mark())


@deed()
def hand_the_lead_on(h: History, one: str, _other: str, n: int) -> None:
    before = h.leader
    if before.viewer.is_member(h.m(one).id):
        return
    members.edit_member(before, h.m(one), role="leader")
    if n % 2:
        members.edit_member(h.s(one), before.me, role="seller")


@deed()
def leave(h: History, _one: str, _other: str, _n: int) -> None:
    members.edit_member(h.leader, h.m("Max"), role="leader")  # whose rights end when he leaves
    members.end_membership(h.leader, h.m("Max"))


@deed("erased")
def erase_who_left(h: History, one: str, other: str, n: int) -> None:
    if lifecycle.open_meeting_or_none(h.leader) is not None:
        lifecycle.close_meeting(h.host)
    name = f"Eva{n}"
    h.crew.members[name] = members.add_member(
        h.leader, f"{name} {h.mark()}", group="South", email=f"{h.mark()}@x.org", login=h.mark()
    )
    eva = h.s(name)
    goals.set_goal(eva, h.mark("I want"), level="personal", visibility=SEEN_BY[n % 4])
    commitments.commit(eva, h.mark("Call five"), due=eva.today)
    entries.log_entry(eva, h.calls, n + 1, note=h.mark("Tired"))
    praise.give_praise(h.s(one), h.m(name), h.mark("Well done"))
    feedback.give(eva, h.m(other), h.mark("Saw"), h.mark("Did"), h.mark("Try"))
    members.end_membership(eva, h.m(name))
    erased = erase_member(h.leader, h.m(name))
    h.crew.members[erased.member.name] = h.crew.members.pop(name)


@deed()
def think_better_of_it(h: History, one: str, _other: str, n: int) -> None:
    for _ in range(n % 4):
        h.s(one).undo()


@deed()
def turn_to_another_board(h: History, _one: str, _other: str, n: int) -> None:
    boards.switch_board(h.host, ("strengths", "threats")[n % 2])


@deed()
def sleep(h: History, _one: str, _other: str, _n: int) -> None:
    h.crew.clock.advance(days=1)


LAST = ("leave", "close_the_meeting", "erase_who_left")
"""The deeds that are done last where all are done one after the other."""

MADE_BY_ALL = ("journal", "journal_row")
"""The tables in which every deed makes rows."""


def deeds_of_all(turn: int, laps: int = 2) -> Iterator[tuple[str, str, str, int]]:
    """Yield each deed `laps` times, by others and otherwise each time: arguments of `History.do`."""
    names = sorted(DEEDS, key=lambda name: (name in LAST, list(DEEDS).index(name)))
    for lap in range(laps):
        for at, name in enumerate(names[turn:] + names[:turn]):
            one = PEOPLE[(at + lap + turn) % len(PEOPLE)]
            other = PEOPLE[(at + lap + turn + 1 + at % 3) % len(PEOPLE)]
            yield name, one, other, at * 7 + lap * 5 + turn
