"""Builds the sample team: Northwind West, in the fifteenth of its weekly meetings.

Everything goes through core as in a real meeting, with a clock that steps through the last fifteen weeks, so that the
rules are kept and the journal is complete. All days are relative to the day of the given clock.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from core.access.session import Session
from core.commitments import commitments, queries
from core.hosting import rotation
from core.meeting import cards, goal_check, lifecycle, pulse, trends, wins
from core.metrics import entries
from core.models import Board, BoardKind, Meeting, StageName
from core.outcomes import hurdles
from core.sample import between_meetings, chosen_measures, one_on_ones, reviews, sales_amounts
from core.sample.hurdles import REPEATED_WEEKS_AGO, HurdleSettler
from core.sample.people import LEADER, NEXT_HOST, PAST_MEETINGS, SCRIBES, WEEKS_OF_ENTRIES, SampleTeam
from core.sample.script import read_script
from core.values.clock import Clock
from data.store import Store

MEETING_WITHOUT_HOST = 5
"""The number of the meeting whose host was absent, so that the hosting history has a substitute."""

RATING_MEMBERS, BAD_WEEK_AGO = 7, 4
"""How many members rate a meeting, and how many weeks ago one went badly."""

OPENED_AGO = timedelta(minutes=12)
"""How long ago the open meeting was opened."""

COLLECTING_AGO = timedelta(minutes=3, seconds=42)
"""How long its collect stage has been running."""


def build_sample(path: Path, clock: Clock) -> None:
    """Create the sample team in a new file at `path`. The same day gives the same team.

    Raises `HuddleError` when the file has a team already.
    """
    store = Store(path, create=True)
    try:
        _SampleBuilder(SampleTeam(store, clock(), read_script())).play()
    finally:
        store.close()


class _SampleBuilder:
    """Plays the team's fifteen weeks, from its creation to the meeting that is open now."""

    def __init__(self, team: SampleTeam) -> None:
        self.team = team
        self.wins = self.team.shuffled("wins")
        self.cards = self.team.shuffled("accountabilities")
        self.hurdles = self.team.shuffled("hurdles")
        self.promises = self.team.shuffled("commitment")
        self.steps = self.team.shuffled("next_steps")
        self.solving = HurdleSettler(self.team.sessions, self.team.phrases_by_name["solved"])

    def play(self) -> None:
        self.team.create_team()
        between_meetings.add_accounts(self.team.leader, self.team.sessions, self.team.phrases_by_name["accounts"])
        for weeks_ago in range(PAST_MEETINGS, 0, -1):
            self._past_meeting(weeks_ago)
            self.team.advance_to(self.team.meeting_day(weeks_ago) + timedelta(days=1), 10)
            reviews.hold_reviews(self.team.leader, self.team.sessions, self.team.phrases_by_name["reviews"], weeks_ago)
            if weeks_ago == 1:
                one_on_ones.hold_one_on_ones(self.team.leader, self.team.sessions, self.team.today)
                self._between_meetings()
            if weeks_ago == WEEKS_OF_ENTRIES:
                first = self.team.today - timedelta(weeks=weeks_ago)
                between_meetings.enter_last_quarter(
                    self.team.leader,
                    self.team.sessions,
                    self.team.script.people,
                    self.team.metrics,
                    self.team.today,
                    first,
                )
            if weeks_ago <= WEEKS_OF_ENTRIES:
                self._enter_week(weeks_ago)
        self._enter_today()
        self._open_meeting()

    # -- past meetings

    def _past_meeting(self, weeks_ago: int) -> None:
        self.team.advance_to(self.team.meeting_day(weeks_ago))
        running = lifecycle.start_meeting(self.team.leader)
        away = set(self.team.random.sample(self.team.participant_names, 2)) - {self._host(running).me.name, LEADER}
        if running.number == MEETING_WITHOUT_HOST:
            away = {self._host(running).me.name}
            substitute = rotation.coming_hosts(self.team.leader)[0].member
            running = lifecycle.take_over(self.team.sessions[substitute.name])
        for name in sorted(away):
            lifecycle.set_attendance(self._host(running), self.team.sessions[name].me, False)
        present = [name for name in self.team.participant_names if name not in away]
        host = self._host(running)
        self._state_cards(host, "wins", self.wins, present, 3)
        self._move_to(host, "numbers", minutes=6)
        self._move_to(host, "commitments", minutes=5)
        self._answer_commitments(host, present)
        self._move_to(host, "goal", minutes=9)
        self._move_to(host, "collect", minutes=2)
        # Once a month the team collects many cards and groups them.
        at_length = weeks_ago % 4 == 2
        if weeks_ago == chosen_measures.MAP_WEEKS_AGO:
            chosen_measures.state_swot_cards(host, self.team.sessions, self.team.phrases_by_name["swot"])
        if weeks_ago == chosen_measures.MEASURES_WEEKS_AGO:
            chosen_measures.state_block_cards(host, self.team.sessions, self.team.phrases_by_name["measure"])
        board = self._state_cards(host, "accountabilities", self.cards, present, 12 if at_length else 3)
        self._move_to(host, "trends", minutes=7)
        if weeks_ago == chosen_measures.MEASURES_WEEKS_AGO:
            chosen_measures.choose_measures(host, self.team.sessions, self.team.phrases_by_name["measure"])
        if at_length:
            self._group_cards(host, board)
        self._move_to(host, "commit", minutes=4)
        self._take_on_commitments(host, present, weeks_ago)
        if weeks_ago == chosen_measures.MEASURES_WEEKS_AGO:
            chosen_measures.commit_to_measures(host, self.team.sessions, self.team.phrases_by_name["measure"])
        self._move_to(host, "hurdles", minutes=6)
        if weeks_ago % 2:
            self._state_cards(host, "hurdles", self.hurdles, present, 1)
        if weeks_ago == REPEATED_WEEKS_AGO:
            again = self.team.phrases_by_name["hurdle_again"]
            hurdles.add_hurdle(self.team.sessions[again["by"]], again["text"])
        self.solving.settle(host)
        self._move_to(host, "close", minutes=5)
        self._rate_meeting(present, weeks_ago)
        next_day = self.team.meeting_day(weeks_ago - 1) if weeks_ago > 1 else self.team.today
        lifecycle.close_meeting(host, next_day=next_day)

    def _between_meetings(self) -> None:
        """Play what happens between the last meeting and this one."""
        between_meetings.hand_over_account(self.team.sessions, self.team.phrases_by_name["handed_over"])
        between_meetings.touch_accounts(
            self.team.leader, self.team.story_time.date(), self.team.phrases_by_name["left_alone"]["customers"]
        )
        between_meetings.begin_mentoring_pairs(self.team.sessions, self.team.phrases_by_name["mentoring"])
        between_meetings.give_praise(self.team.sessions, self.team.phrases_by_name["praise"])
        reviews.exchange_feedback(self.team.sessions, self.team.phrases_by_name["feedback"])
        reviews.record_direct_talk(self.team.leader, self.team.sessions, self.team.phrases_by_name["direct_talk"])
        team_target = sum(person.revenue_target or 0 for person in self.team.script.people)
        revenue = self.team.metrics["won revenue"]
        between_meetings.plan_celebration(
            self.team.leader, self.team.phrases_by_name["celebration"]["text"], revenue, team_target
        )

    def _rate_meeting(self, present: list[str], weeks_ago: int) -> None:
        """Rate the meeting: better from week to week, but for one bad week."""
        if weeks_ago > pulse.HISTORY_MEETINGS:
            return
        mood = 4 - weeks_ago / pulse.HISTORY_MEETINGS * 2 - (weeks_ago == BAD_WEEK_AGO)
        for place, name in enumerate(present[:RATING_MEMBERS]):
            self.team.advance(seconds=4)
            score, held, worth = (max(1, min(5, round(mood + (place + offset) % 3 / 2))) for offset in (1, 0, 2))
            pulse.give_pulse(self.team.sessions[name], score, held=held, worth=worth)

    def _host(self, running: Meeting) -> Session:
        host = lifecycle.host_of(self.team.leader, running)
        assert host is not None
        return self.team.sessions[host.name]

    def _move_to(self, host: Session, stage: StageName, minutes: float) -> None:
        self.team.advance(minutes=minutes)
        lifecycle.move_to_stage(host, stage)

    def _state_cards(self, host: Session, kind: BoardKind, texts: list[Any], present: list[str], count: int) -> Board:
        board = cards.find_board(host, kind)
        for name in self.team.random.sample(present, count):
            self.team.advance(seconds=20)
            cards.add_card(self.team.sessions[name], board, self.team.next_phrase(texts))
        return board

    def _group_cards(self, host: Session, board: Board) -> None:
        """Group cards into trends, by the words that the phrases file lists for each."""
        for name, *words in self.team.phrases_by_name["trends"]:
            alike = [
                card
                for card in cards.list_cards(host, board)
                if card.trend_id is None and any(word.casefold() in card.text.casefold() for word in words)
            ]
            if len(alike) > 1:
                self.team.advance(seconds=25)
                trends.new_trend(host, board, name, alike)

    def _answer_commitments(self, host: Session, present: list[str]) -> None:
        """Record what became of the open commitments of these members, and of the team's."""
        forms = {person.name: person.form for person in self.team.script.people}
        for name, commitment in list(self.team.open_commitments.items()):
            if name in present and self.team.random.random() < 0.85:
                self.team.advance(seconds=15)
                kept = self.team.random.random() < min(0.95, 0.35 + 0.45 * forms[name])
                # A member without any entries cannot keep a commitment that is counted.
                if kept and (forms[name] or commitment.metric_id is None):
                    commitments.mark_kept(self.team.sessions[name], commitment)
                else:
                    commitments.mark_missed(self.team.sessions[name], commitment, self.team.next_phrase(self.steps))
                del self.team.open_commitments[name]
        for commitment in queries.list_commitments(host, status="open", team=True):
            commitments.mark_kept(host, commitment)

    def _take_on_commitments(self, host: Session, present: list[str], weeks_ago: int) -> None:
        """Take on commitments: the leader first, then about half of the members who have none open."""
        free = [name for name in present if name not in self.team.open_commitments and name != LEADER]
        if LEADER not in self.team.open_commitments:
            self.team.open_commitments[LEADER] = commitments.commit(
                self.team.leader, **self.team.phrases_by_name["leader"]
            )
        if weeks_ago == 1:
            commitments.commit(self.team.leader, self.team.phrases_by_name["leader_today"], due=self.team.today)
        for name in self.team.random.sample(free, (len(free) + 1) // 2 if weeks_ago > 1 else len(free) * 4 // 5):
            self.team.advance(seconds=20)
            terms = dict(self.team.next_phrase(self.promises))
            days = terms.pop("days", None)
            if days is not None:
                terms["due"] = self.team.story_time.date() + timedelta(days=days if weeks_ago > 1 else days + 4)
            self.team.open_commitments[name] = commitments.commit(self.team.sessions[name], **terms)
        if weeks_ago % 3 == 1:
            commitments.commit(host, team=True, **self.team.phrases_by_name["of_the_team"])

    # -- the numbers

    def _enter_week(self, weeks_ago: int) -> None:
        """Enter the amounts of the working days between two meetings, at the end of the last one."""
        first = self.team.today - timedelta(weeks=weeks_ago)
        days = [first + timedelta(days=step) for step in range(7)]
        days = [day for day in days if day.isoweekday() <= 5]
        self.team.advance_to(days[-1], 18)
        members = [person for person in self.team.script.people if person.role != "watcher"]
        for person in members:
            s = self.team.sessions[person.name]
            amounts = sales_amounts.make_week(person, days, self.team.phrases_by_name["customers"], self.team.random)
            if amounts:
                with s.change("entry.logged"):
                    for entry in amounts:
                        entries.log_entry(
                            s, self.team.metrics[entry.metric], entry.amount, day=entry.day, note=entry.note
                        )

    def _enter_today(self) -> None:
        """Enter what a few members have done this morning."""
        self.team.story_time = max(self.team.story_time, self.team.time_before_now(2 * OPENED_AGO))
        between_meetings.enter_training(self.team.sessions, self.team.phrases_by_name["training"], self.team.today)
        reviews.announce_reviews(self.team.leader, self.team.sessions, self.team.phrases_by_name["reviews"])
        if self.team.today.isoweekday() > 5:
            return
        between_meetings.draw_pairs(self.team.leader)
        for name in self.team.random.sample(self.team.participant_names[1:4] + self.team.participant_names[6:10], 5):
            entries.log_entry(self.team.sessions[name], self.team.metrics["calls"], self.team.random.randint(1, 5))

    # -- the open meeting

    def _open_meeting(self) -> None:
        for place, name in enumerate((LEADER, NEXT_HOST), start=1):
            rotation.move(self.team.leader, self.team.sessions[name].me, place)
        self.team.story_time = max(self.team.story_time, self.team.time_before_now(OPENED_AGO))
        host = self._host(lifecycle.start_meeting(self.team.leader))
        first = cards.list_cards(host, self._state_cards(host, "wins", self.wins, self.team.participant_names, 3))[0]
        wins.mark_big(next(s for s in self.team.sessions.values() if s.viewer.is_member(first.member_id)), first)
        today = self.team.phrases_by_name["hurdle_today"]
        hurdles.add_hurdle(self.team.sessions[today["by"]], today["text"])
        self._move_to(host, "numbers", minutes=1)
        self._move_to(host, "commitments", minutes=1)
        # Some are left unanswered, so that there is something to do in this stage.
        self._answer_commitments(
            host, self.team.random.sample(self.team.participant_names, len(self.team.participant_names) // 2)
        )
        self._move_to(host, "goal", minutes=0.5)
        self._check_goal()
        self.team.story_time = max(self.team.story_time, self.team.time_before_now(COLLECTING_AGO))
        lifecycle.move_to_stage(host, "collect")
        board = cards.find_board(host)
        pause = (self.team.now - self.team.story_time) / (len(self.team.script.cards) + 1)
        groups_of = {person.name: person.group or "" for person in self.team.script.people}
        for number, (name, text) in enumerate(self.team.script.cards):
            self.team.story_time += pause
            author = self.team.sessions[name]
            # A third of the cards is typed by their authors, the rest by the scribe.
            types = author if number % 3 == 0 else self.team.sessions[SCRIBES[groups_of[name]]]
            cards.add_card(types, board, text, author=author.me)

    def _check_goal(self) -> None:
        """Have nearly everybody confirm that they understood the goal; some ask a question."""
        asked = {row["member"]: row["text"] for row in self.team.phrases_by_name["questions"]}
        others = [name for name in self.team.participant_names if name not in asked]
        for name, question in asked.items():
            goal_check.ask_question(self.team.sessions[name], question)
        for name in self.team.random.sample(others, len(others) - 2):
            goal_check.confirm_understood(self.team.sessions[name])
