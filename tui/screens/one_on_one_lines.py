"""Lines of a one-on-one: cards, agenda, help and the viewer's notes, and the facts beside the list."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import date

from core import conversations, home, members
from core.amounts import percent
from core.commitment_words import in_words
from core.models import Card, Metric, Point
from core.one_on_one import KIND
from core.one_on_one_page import Help, Looked, Page, tactics
from core.periods import MONTHS, near
from core.session import Session
from core.wording import called
from tui.widgets.facts import Fact
from tui.widgets.picklist import Pick

SIGNS = {"great": "✓", "adjust": "◐"}
HELP_SIGNS = {"open": "●", "kept": "✓", "missed": "✗"}
HELP_WORDS = {"kept": "was given", "missed": "was not given"}

TIMES = {1: "once", 2: "twice"}


@dataclass(frozen=True, slots=True)
class Line:
    """The object that a row of the list is about: a card, a point, or help."""

    card: Card | None = None
    point: Point | None = None
    help: Help | None = None


class Lines:
    """The rows of a one-on-one page, and the short names of its two people."""

    def __init__(self, session: Session, page: Page) -> None:
        self._s = session
        self._page = page
        people = members.members(session, include_left=True)
        self._names = {member.id: called(member, people) for member in people}
        self.leader = self._names[page.leader.id]
        self.member = self._names[page.member.id]
        self.lines: dict[Hashable, Line] = {}
        """The object behind each selectable row of `picks`, by the row's key."""
        self.picks: list[Pick] = []
        for number, part in enumerate((self._cards(), self._agenda(), self._help(), self._notes())):
            rows = list(part)
            if rows and self.picks:
                self.picks.append(Pick(("gap", number), "", heading=True))
            self.picks += rows

    @property
    def mine(self) -> bool:
        """Whether the viewer is the member of this one-on-one, not the leader."""
        return self._s.viewer.is_member(self._page.member.id)

    def _pick(self, key: Hashable, line: Line, pick: Pick) -> Pick:
        self.lines[key] = line
        return pick

    # -- the cards

    def _cards(self) -> Iterator[Pick]:
        page = self._page
        who = "you" if self.mine else self.member
        if page.brainstorm is None:
            yield Pick("said", f"What {who} said", heading=True)
            yield Pick("none", "Nobody has said anything yet: that happens in the meeting, in collect.", dim=True)
            return
        left = sum(card.verdict is None for card in page.cards)
        note = f"{left} to look at" if left else "all looked at" if page.cards else ""
        yield Pick("said", f"What {who} said on {_day(page.brainstorm.meeting.day)}", heading=True, right=note)
        if not page.cards:
            why = "It was said without names, and stays so." if page.brainstorm.anonymous else "Nothing on that day."
            yield Pick("none", why, dim=True)
        for looked in page.cards:
            kind = looked.verdict.kind if looked.verdict else ""
            pick = Pick(("card", looked.card.id), looked.card.text, SIGNS.get(kind, "○"), right=kind, strong=not kind)
            yield self._pick(pick.key, Line(card=looked.card), pick)
            yield from self._below(looked)

    def _below(self, looked: Looked) -> Iterator[Pick]:
        """Yield the rows below a card: colleagues' cards, worries, what it became, earlier wordings, help."""
        card = looked.card
        rows: list[tuple[str, str]] = []
        if looked.verdict is not None and looked.verdict.kind == "adjust":
            rows += [(f"{self._names[tactic.who.id]}: {tactic.text}", "others") for tactic in tactics(self._s, card)]
        rows += [(f"worry: {worry.text}", "") for worry in looked.worries]
        if looked.became is not None:
            metric = self._s.get(Metric, looked.became.metric_id)
            status = "" if looked.became.status == "open" else looked.became.status
            right = in_words(looked.became, metric, self._s.today) or status
            rows.append((f"becomes: {looked.became.text}", right))
            rows += [(f"before: {text}", "") for text in looked.earlier if text != card.text]
        for number, (text, right) in enumerate(rows):
            key = ("below", card.id, number)
            yield self._pick(key, Line(card=card), Pick(key, text, right=right, dim=not text.startswith("becomes")))
        for help_ in self._page.helps:
            if help_.point is not None and help_.point.card_id == card.id:
                yield self._help_pick(help_)

    # -- agenda, help, notes

    def _agenda(self) -> Iterator[Pick]:
        points = self._page.agenda
        yield Pick("agenda", "Agenda", heading=True, right="" if points else "i brings something")
        for point, times in points:
            carried = f"carried over, {TIMES.get(times, f'{times} times')}" if times else ""
            pick = Pick(
                ("point", point.id), f"{self._names[point.by_id]}: {point.text}", "✓" if point.done else "●",
                right=carried, dim=point.done,
            )  # fmt: skip
            yield self._pick(pick.key, Line(point=point), pick)

    def _help(self) -> Iterator[Pick]:
        cards = {reviewed.card.id for reviewed in self._page.cards}
        rest = [help_ for help_ in self._page.helps if help_.point is None or help_.point.card_id not in cards]
        owed = self._page.owed()
        if rest or owed:
            yield Pick("help", "Help", heading=True, right=owed)
        for help_ in rest:
            yield self._help_pick(help_)

    def _help_pick(self, help_: Help) -> Pick:
        promise = help_.promise
        if promise is None:
            assert help_.point is not None
            sign = "✓" if help_.point.done else "●"
            pick = Pick(("point", help_.point.id), f"{self.member} asks: {help_.text}", sign, right="asked for")
        else:
            right = in_words(promise, self._s.get(Metric, promise.metric_id), self._s.today)
            if promise.status != "open":
                right = HELP_WORDS[promise.status]
            elif help_.to_confirm:
                right = "was it given? k or x" if self.mine else f"for {self.member} to confirm"
            pick = Pick(
                ("help", promise.id), f"{self.leader} helps: {help_.text}", HELP_SIGNS[promise.status], right=right,
                dim=promise.status != "open",
            )  # fmt: skip
        return self._pick(pick.key, Line(point=help_.point, help=help_), pick)

    def _notes(self) -> Iterator[Pick]:
        if self._page.notes:
            yield Pick("notes", "My notes", heading=True, right="only you see these")
        for point in self._page.notes:
            yield self._pick(("point", point.id), Line(point=point), Pick(("point", point.id), point.text, dim=True))


# -- beside the list


def heading(session: Session, page: Page, lines: Lines) -> list[str]:
    """Return the variants of the screen's first line, the longest first."""
    who = f"ONE-ON-ONE · {lines.leader} with {lines.member}"
    talk = page.talk
    if talk is None:
        now = "not planned"
    elif talk.status == "open":
        now = "now" if talk.held_on == session.today else f"since {_day(talk.held_on)}"
    else:
        now = f"planned, {near(talk.held_on, session.today)}"
    last = f"last {_day(page.last.held_on)}" if page.last else "the first"
    return [f"{who} · {now} · {last}", f"{who} · {now}", who]


def beside(session: Session, page: Page) -> list[Fact]:
    """Return facts beside the list: personal goals, share kept, help owed, agenda carried over, last and next talk."""
    facts = [Fact(goal.text, who="Personal goal", quiet=True) for goal in page.goals]
    kept = home.kept(session, page.member)
    if kept.closed:
        facts.append(Fact(f"{kept.kept} of {kept.closed} commitments", who="Kept"))
    facts.append(Fact(page.owed() or "nothing open", who="Help owed"))
    carried = [point.text for point, times in page.agenda if times and not point.done]
    if carried:
        facts.append(Fact("; ".join(carried), who="Carried over"))
    if page.last is not None and page.last.text:
        facts.append(Fact(page.last.text, who="Last time", quiet=True))
    next_day = page.talk.next_on if page.talk and page.talk.status == "open" else None
    if next_day is not None:
        facts.append(Fact(near(next_day, session.today), who="Next"))
    return facts


def in_a_line(page: Page) -> list[str]:
    """Return variants of a summary line (pace and help owed) for narrow screens, the longest first."""
    paces = [
        f"{number.title} {percent(number.standing.pace)} of pace"
        for number in page.numbers
        if number.standing.pace is not None
    ]
    owed = f"help owed: {page.owed()}" if page.owed() else ""
    every = [" · ".join(filter(None, (*paces[:count], owed))) for count in range(len(paces), -1, -1)]
    return every or [owed]


def earlier(session: Session, page: Page, lines: Lines) -> list[Pick]:
    """Return rows for the past talks, the latest first, each followed by its points."""
    picks: list[Pick] = []
    for talk in conversations.conversations(session, KIND, between=[page.leader, page.member], status="held"):
        picks.append(
            Pick(
                ("talk", talk.id), f"{_day(talk.held_on)} {talk.held_on.year} · {talk.text}".rstrip(" ·"), heading=True
            )
        )
        for point in conversations.points(session, talk):
            sign = SIGNS.get(point.kind) or ("✓" if point.done else "")
            word = "only you" if point.kind == "note" else point.kind
            picks.append(Pick(("point", point.id), point.text, sign, right=word, dim=point.kind == "note"))
    return picks


def _day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]}"
