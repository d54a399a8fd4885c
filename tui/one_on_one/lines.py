"""Lines of a one-on-one: cards, agenda, help and the viewer's notes, and the facts beside the list."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass

from core.access.session import Session
from core.commitments.phrasing import describe_terms
from core.conversations import conversations
from core.conversations.one_on_one import ONE_ON_ONE
from core.conversations.one_on_one_page import CardVerdict, HelpItem, OneOnOnePage, list_tactics
from core.keys.sealed_text import SealedText
from core.models import Card, Commitment, Metric, Point
from core.team import members
from core.values.amounts import format_percent
from core.values.periods import format_date, format_day, format_due
from tui import keymap
from tui.keymap import Verb
from tui.widgets.only_me import LOCKED, ONLY_ME, ONLY_ME_SIGN, describe_seal
from tui.widgets.pick_list import Pick
from tui.widgets.signs import Sign, signs

VERDICT_SIGNS = signs(great="✓", adjust="◐")
HELP_WORDS = {"kept": "given", "missed": "not given"}
HELP_SIGNS = {"open": "●", "kept": Sign("✓", HELP_WORDS["kept"]), "missed": Sign("✗", HELP_WORDS["missed"])}

KeyLabel = Callable[[Verb, str], str]
"""Returns how the key of a binding is printed, by its verb and id."""

TIMES_WORDS = {1: "once", 2: "twice"}


@dataclass(frozen=True, slots=True)
class OneOnOneLine:
    """The object that a row of the list is about: a card, a point, or help."""

    card: Card | None = None
    point: Point | None = None
    help: HelpItem | None = None

    @property
    def promise(self) -> Commitment | None:
        """The commitment of promised help; None for help that is only asked for, and for other rows."""
        return self.help.commitment if self.help is not None else None


class OneOnOneLines:
    """The rows of a one-on-one page, and the short names of its two people."""

    def __init__(self, session: Session, page: OneOnOnePage, key_label: KeyLabel) -> None:
        """`key_label` returns how the key of a binding is printed."""
        self._session = session
        self._key_label = key_label
        self.page = page
        self._names = members.short_names(session)
        self.leader_name = self._names[page.leader.id]
        self.member_name = self._names[page.member.id]
        self.line_by_key: dict[Hashable, OneOnOneLine] = {}
        """The object behind each selectable row of `picks`, by the row's key."""
        self.picks: list[Pick] = []
        for number, part in enumerate((self._cards(), self._agenda(), self._help(), self._notes())):
            rows = list(part)
            if rows and self.picks:
                self.picks.append(Pick(("gap", number), "", heading=True))
            self.picks += rows

    @property
    def is_own(self) -> bool:
        """Whether the viewer is the member of this one-on-one, not the leader."""
        return self._session.viewer.is_member(self.page.member.id)

    @property
    def other_name(self) -> str:
        """The short name of the other person."""
        return self.leader_name if self.is_own else self.member_name

    def _add(self, pick: Pick, line: OneOnOneLine) -> Pick:
        """Register the object that a row is about, and return the row."""
        self.line_by_key[pick.key] = line
        return pick

    # -- the cards

    def _cards(self) -> Iterator[Pick]:
        page = self.page
        whose = "Your cards" if self.is_own else f"{self.member_name}'s cards"
        if page.brainstorm is None:
            yield Pick("said", whose, heading=True)
            yield Pick("none", "No cards yet. Cards are added in the meeting's Collect stage.", dim=True)
            return
        left = sum(card.verdict is None for card in page.cards)
        note = f"{left} to discuss" if left else "all discussed" if page.cards else ""
        yield Pick("said", f"{whose} of {format_day(page.brainstorm.meeting.day)}", heading=True, right=note)
        if not page.cards:
            why = "That topic was anonymous." if page.brainstorm.anonymous else "No cards on that day."
            yield Pick("none", why, dim=True)
        for reviewed in page.cards:
            kind = reviewed.verdict.kind if reviewed.verdict else ""
            pick = Pick(
                ("card", reviewed.card.id),
                reviewed.card.text,
                VERDICT_SIGNS.get(kind, "○"),
                right=kind,
                strong=not kind,
            )
            yield self._add(pick, OneOnOneLine(card=reviewed.card))
            yield from self._rows_below_card(reviewed)

    def _rows_below_card(self, reviewed: CardVerdict) -> Iterator[Pick]:
        """Yield the rows below a card: colleagues' cards, worries, what it became, earlier wordings, help."""
        card = reviewed.card
        rows: list[tuple[str, str]] = []
        if reviewed.verdict is not None and reviewed.verdict.kind == "adjust":
            rows += [
                (f"{self._names[tactic.member.id]}: {tactic.text}", "others")
                for tactic in list_tactics(self._session, card)
            ]
        rows += [(f"worry: {worry.text}", "") for worry in reviewed.worries]
        if reviewed.commitment is not None:
            metric = self._session.get(Metric, reviewed.commitment.metric_id)
            status = "" if reviewed.commitment.status == "open" else reviewed.commitment.status
            right = describe_terms(reviewed.commitment, metric, self._session.today) or status
            rows.append((f"new wording: {reviewed.commitment.text}", right))
            rows += [(f"before: {text}", "") for text in reviewed.earlier_wordings if text != card.text]
        for number, (text, right) in enumerate(rows):
            pick = Pick(("below", card.id, number), text, right=right, dim=not text.startswith("new wording"))
            yield self._add(pick, OneOnOneLine(card=card))
        for help_ in self.page.help_items:
            if help_.point is not None and help_.point.card_id == card.id:
                yield self._help_pick(help_)

    # -- agenda, help, notes

    @property
    def _add_key(self) -> str:
        return self._key_label(keymap.ADD, "talk.add")

    def _ask_whether_given(self) -> str:
        yes, no = self._key_label(keymap.YES, "talk.keep"), self._key_label(keymap.NO, "talk.miss")
        return f"Did you get it? {yes} yes, {no} no"

    def _agenda(self) -> Iterator[Pick]:
        points = self.page.agenda
        yield Pick("agenda", "Agenda", heading=True, right="" if points else f"Press {self._add_key} to add an item")
        for point, times in points:
            carried = f"carried over {TIMES_WORDS.get(times, f'{times} times')}" if times else ""
            pick = Pick(
                ("point", point.id), f"{self._names[point.by_id]}: {point.text}", "✓" if point.done else "●",
                right=carried, dim=point.done,
            )  # fmt: skip
            yield self._add(pick, OneOnOneLine(point=point))

    def _help(self) -> Iterator[Pick]:
        card_ids = {reviewed.card.id for reviewed in self.page.cards}
        other_help = [
            help_ for help_ in self.page.help_items if help_.point is None or help_.point.card_id not in card_ids
        ]
        owed = self.page.describe_help()
        if other_help or owed:
            yield Pick("help", "Help", heading=True, right=owed)
        for help_ in other_help:
            yield self._help_pick(help_)

    def _help_pick(self, help_: HelpItem) -> Pick:
        promise = help_.commitment
        if promise is None:
            assert help_.point is not None
            sign = "✓" if help_.point.done else "●"
            pick = Pick(("point", help_.point.id), f"{self.member_name} asks: {help_.text}", sign, right="requested")
        else:
            right = describe_terms(promise, self._session.get(Metric, promise.metric_id), self._session.today)
            if promise.status != "open":
                right = HELP_WORDS[promise.status]
            elif help_.to_confirm:
                right = self._ask_whether_given() if self.is_own else f"waiting for {self.member_name} to confirm"
            pick = Pick(
                ("help", promise.id), f"{self.leader_name} helps: {help_.text}",
                HELP_SIGNS[promise.status], right=right,
                dim=promise.status != "open",
            )  # fmt: skip
        return self._add(pick, OneOnOneLine(point=help_.point, help=help_))

    def _notes(self) -> Iterator[Pick]:
        if self.page.notes:
            yield Pick(
                "notes", "Your private notes", heading=True, right=describe_seal(self._session, self.page.notes[0].text)
            )
        for point in self.page.notes:
            pick = Pick(("point", point.id), point.text, sign=ONLY_ME_SIGN, right=ONLY_ME, dim=True)
            yield self._add(pick, OneOnOneLine(point=point))


# -- beside the list


def heading_variants(session: Session, lines: OneOnOneLines) -> list[str]:
    """Return the variants of the screen's first line, the longest first."""
    who = f"One-on-one · {lines.leader_name} and {lines.member_name}"
    page = lines.page
    talk = page.conversation
    if talk is None:
        now = "not planned"
    elif talk.status == "open":
        now = "now" if talk.held_on == session.today else f"since {format_day(talk.held_on)}"
    else:
        now = f"planned, {format_due(talk.held_on, session.today)}"
    last = f"last {format_day(page.last_conversation.held_on)}" if page.last_conversation else "first one-on-one"
    return [f"{who} · {now} · {last}", f"{who} · {now}", who]


def talk_summary_variants(page: OneOnOnePage) -> list[str]:
    """Return variants of a summary line (pace and help owed) for narrow screens, the longest first."""
    paces = [
        f"{number.title}: pace {format_percent(number.standing.pace)}"
        for number in page.numbers
        if number.standing.pace is not None
    ]
    owed = f"help promised: {page.describe_help()}" if page.describe_help() else ""
    every = [" · ".join(filter(None, (*paces[:count], owed))) for count in range(len(paces), -1, -1)]
    return every or [owed]


def earlier_talk_picks(session: Session, page: OneOnOnePage) -> list[Pick]:
    """Return rows for the past talks, the latest first, each followed by its points."""
    picks: list[Pick] = []
    for talk in conversations.list_conversations(
        session, ONE_ON_ONE, between=[page.leader, page.member], status="held"
    ):
        picks.append(Pick(("talk", talk.id), f"{format_date(talk.held_on)} · {talk.text}".rstrip(" ·"), heading=True))
        for point in conversations.list_points(session, talk):
            sign = VERDICT_SIGNS.get(point.kind) or ("✓" if point.done else "")
            word: str = point.kind
            if point.kind == "note":
                sign, word = ONLY_ME_SIGN, LOCKED if isinstance(point.text, SealedText) else ONLY_ME
            picks.append(Pick(("point", point.id), point.text, sign, right=word, dim=point.kind == "note"))
    return picks
