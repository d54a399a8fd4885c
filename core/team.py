"""The team of a file: founding it, changing it, and finding out who is acting."""

from __future__ import annotations

from pathlib import Path

from core import workdays
from core.clock import Clock, moment, system_clock
from core.errors import HuddleError
from core.members import find, only_leader
from core.models import Member, Team
from core.session import Session
from core.wording import clean, named
from data.store import Store


def found(
    store: Store,
    clock: Clock,
    name: str,
    leader_name: str,
    *,
    login: str | None = None,
    currency: str = "EUR",
) -> Session:
    """Makes the team of a new file and its leader, and returns the leader's session.

    Raises `HuddleError` when the file has a team already, or when a name cannot be.
    """
    name = named(name, "The team's name")
    leader_name = named(leader_name, "The leader's name")
    currency = _currency(currency)
    now = clock()
    with store.change("team.founded", at=moment(now)) as change:
        there = store.read(Team)
        if there:
            raise HuddleError(f"{store.path} is the team {there[0].name} already. Name another file with --db.")
        change.insert(Team(name=name, currency=currency, created_at=moment(now)))
        leader = change.insert(Member(name=leader_name, role="leader", login=login, joined_on=now.date()))
    return Session.of(store, leader, clock)


def found_at(
    path: Path,
    name: str,
    leader_name: str,
    *,
    login: str | None = None,
    currency: str = "EUR",
    clock: Clock = system_clock,
) -> Session:
    """`found` in the file at `path`, which is made. Nothing is made when the names cannot be."""
    named(name, "The team's name")
    named(leader_name, "The leader's name")
    _currency(currency)
    store = Store(path, create=True)
    try:
        return found(store, clock, name, leader_name, login=login, currency=currency)
    except BaseException:
        store.close()
        raise


def enter(path: Path, who: str | None = None, login: str | None = None, *, clock: Clock = system_clock) -> Session:
    """Opens the team's file at `path` for the member that `resolve` finds. Close it with `session.store.close()`."""
    store = Store(path)
    try:
        session = resolve(store, clock, who, login)
        workdays.keep_known(session)
        return session
    except BaseException:
        store.close()
        raise


def enter_room(path: Path, *, clock: Clock = system_clock) -> Session:
    """Opens the team's file at `path` for the projector."""
    return Session.of_room(Store(path), clock)


def resolve(store: Store, clock: Clock, who: str | None, login: str | None) -> Session:
    """The session of who is acting: the member named `who`, else the one of this `login`, else the only one.

    Raises `HuddleError`, with the names to choose from, when that leaves it open.
    """
    everybody = store.read(Member)
    here = [person for person in everybody if person.left_on is None]
    if not here:
        raise HuddleError(f"{store.path} has no team in it yet. Make one with: huddle init NAME --db {store.path}")
    if who is not None and who.strip():
        return Session.of(store, _here(here, everybody, who), clock)
    known = [person for person in here if login and person.login and person.login.casefold() == login.casefold()]
    if len(known) == 1:
        return Session.of(store, known[0], clock)
    if len(here) == 1:
        return Session.of(store, here[0], clock)
    names = ", ".join(person.name for person in here)
    raise HuddleError(f"Who are you? Say it with --as NAME, or once and for all in HUDDLE_AS. Here are: {names}.")


def _here(here: list[Member], everybody: list[Member], who: str) -> Member:
    wanted = clean(who).casefold()
    for person in everybody:
        if person.left_on is not None and person.name.casefold() == wanted:
            raise HuddleError(f"{person.name} left the team on {person.left_on}. Say who you are with --as NAME.")
    return find(here, who)


def team(s: Session) -> Team:
    """The team of this file. Raises `HuddleError` while it has none."""
    there = s.all(Team)
    if not there:
        raise HuddleError(f"{s.store.path} has no team in it yet. Make one with: huddle init NAME --db {s.store.path}")
    return there[0]


MOST_SILENT = 365
"""Days without a talk that a team may settle for: once a year is no talk any more."""

EDITABLE = (
    "name",
    "currency",
    "country",
    "working_days",
    "question",
    "group_min",
    "group_max",
    "celebrates",
    "anonymous_pulse",
    "training_daily",
    "silence_days",
)

MOST_TRAINING = 10
"""Sessions a day that a team may ask of itself at the most: beyond it nobody sells."""


def edit_team(s: Session, **values: object) -> Team:
    """Changes the team's name, currency, country, working days, question, the range of its groups, whether it
    celebrates its wins, how much training it asks of everybody, whether it keeps no name with a pulse, or after how
    many days without a talk the leader is told of who is behind.

    Raises `HuddleError` when somebody else than the leader asks, when a value cannot be, and for the pulse once
    somebody has given one in the meeting that is open.
    """
    from core.wording import stated

    unknown = set(values) - set(EDITABLE)
    if unknown:
        raise HuddleError(f"A team has no {', '.join(sorted(unknown))}.")
    if "name" in values:
        values["name"] = named(str(values["name"]), "The team's name")
    if "question" in values:
        values["question"] = stated(str(values["question"]), "The question")
    if "currency" in values:
        values["currency"] = _currency(str(values["currency"]))
    if "working_days" in values:
        values["working_days"] = _weekdays(str(values["working_days"]))
    daily = values.get("training_daily", 0)
    if not (isinstance(daily, int) and 0 <= daily <= MOST_TRAINING):
        raise HuddleError(f"{daily} training sessions a day cannot be. Give 0 for none, or up to {MOST_TRAINING}.")
    days = values.get("silence_days", 1)
    if not (isinstance(days, int) and 1 <= days <= MOST_SILENT):
        raise HuddleError(f"{days} days of silence cannot be noticed. Give 1 to {MOST_SILENT}.")
    if "country" in values:
        values["country"] = workdays.country(str(values["country"] or ""))
    with s.change("team.edited") as change:
        only_leader(s, "change the team")
        before = team(s)
        lo, hi = values.get("group_min", before.group_min), values.get("group_max", before.group_max)
        if not (isinstance(lo, int) and isinstance(hi, int) and 1 <= lo <= hi):
            raise HuddleError(f"Groups of {lo} to {hi} cannot be. Give the fewest first, then the most.")
        _only_before_a_pulse(s, before, values)
        after = change.update(before, **values)
        if after.country != before.country:
            workdays.move_to(s, change, after.country)
        return after


def _only_before_a_pulse(s: Session, before: Team, values: dict[str, object]) -> None:
    from core.pulse import may_change_anonymity  # needed for this alone

    wanted = values.get("anonymous_pulse", before.anonymous_pulse)
    if wanted != before.anonymous_pulse and not may_change_anonymity(s):
        raise HuddleError(
            "Somebody has said how this meeting felt already, trusting what was chosen. Change it once it is closed."
        )


def _currency(text: str) -> str:
    code = clean(text).upper()
    if not (len(code) == 3 and code.isascii() and code.isalpha()):
        raise HuddleError(f"“{text}” is no currency. Use its three letters, such as EUR or USD.")
    return code


def _weekdays(text: str) -> str:
    days = "".join(sorted(set(text.replace(",", "").replace(" ", ""))))
    if not days or set(days) - set("1234567"):
        raise HuddleError(f"“{text}” are no working days. Write their numbers, 1 for Monday: 12345")
    return days
