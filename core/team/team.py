"""The team of a file: creating and editing it, and opening a session for the member who acts."""

from __future__ import annotations

from pathlib import Path

from core.access.data_home import protect_data_home
from core.access.open_votes import is_a_vote_open
from core.access.session import Session
from core.access.viewer import Known
from core.errors import HuddleError
from core.models import Member, Team
from core.team import workdays
from core.team.permissions import require_leader
from core.team.record import get_team
from core.values.clock import Clock, format_timestamp, system_clock
from core.values.text import clean, require_name, require_text
from core.values.time_zone import known_zone_name, local_zone_name, parse_time_zone
from data.new_file import NewFile
from data.store import Store


def create_team(
    store: Store,
    clock: Clock,
    name: str,
    leader_name: str,
    *,
    login: str | None = None,
    currency: str = "EUR",
) -> Session:
    """Create the team of a new file with its leader, and return the leader's session.

    Raises `HuddleError` when the file has a team already, and for an invalid name or currency.
    """
    name = require_name(name, "The team's name")
    leader_name = require_name(leader_name, "The leader's name")
    currency = _parse_currency(currency)
    now = clock()
    with store.change("team.founded", at=format_timestamp(now)) as change:
        existing = store.read(Team)
        if existing:
            raise HuddleError(f"{store.path} already holds the team {existing[0].name}. Choose another file with --db.")
        zone = known_zone_name(local_zone_name())
        change.insert(Team(name=name, currency=currency, time_zone=zone, created_at=format_timestamp(now)))
        leader = change.insert(Member(name=leader_name, role="leader", login=login, joined_on=now.date()))
    session = Session.for_member(store, leader, clock, known=Known("local", "login" if login else None))
    session.has_stored = True
    return session


def create_team_file(
    new: Path | NewFile,
    name: str,
    leader_name: str,
    *,
    login: str | None = None,
    currency: str = "EUR",
    clock: Clock = system_clock,
) -> Session:
    """Create a file with a team, like `create_team`: for its owner alone, unless `new` says for whom. When it fails,
    nothing is left of what it made."""
    require_name(name, "The team's name")
    require_name(leader_name, "The leader's name")
    _parse_currency(currency)
    new = new if isinstance(new, NewFile) else NewFile(new)
    closed = protect_data_home()
    new.make()
    try:
        store = Store(new.path, create=True)
    except BaseException:
        new.remove()
        raise
    try:
        session = create_team(store, clock, name, leader_name, login=login, currency=currency)
        session.closed_files = closed
        return session
    except BaseException:
        if store.read(Team):
            new.keep()  # somebody else was faster
        store.close()
        new.remove()
        raise


MAX_SILENCE_DAYS = 365
"""Days without a conversation that a team may allow at most: a year."""

EDITABLE_FIELDS = (
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
    "voters_min",
    "time_zone",
)
"""The fields that `edit_team` changes."""

MAX_DAILY_TRAINING = 10
"""Training sessions a day that a team may ask for at most."""

VOTERS_MIN_RANGE = range(3, 13)
"""From how many voters on a team may have votes told: with two each would know the other's, and more than twelve are
more than most teams are."""


def edit_team(session: Session, **values: object) -> Team:
    """Change the team's fields (see `EDITABLE_FIELDS`) and return it.

    Raises `HuddleError` unless the leader acts, for an invalid value, for the anonymity of the pulse once somebody has
    given one in the open meeting, and for fewer voters while a vote is open.
    """
    unknown = set(values) - set(EDITABLE_FIELDS)
    if unknown:
        raise HuddleError(f"A team has no {', '.join(sorted(unknown))}.")
    if "name" in values:
        values["name"] = require_name(str(values["name"]), "The team's name")
    if "question" in values:
        values["question"] = require_text(str(values["question"]), "The question")
    if "currency" in values:
        values["currency"] = _parse_currency(str(values["currency"]))
    if "time_zone" in values:
        values["time_zone"] = parse_time_zone(str(values["time_zone"]))
    if "working_days" in values:
        values["working_days"] = _parse_weekdays(str(values["working_days"]))
    daily = values.get("training_daily", 0)
    if not (isinstance(daily, int) and 0 <= daily <= MAX_DAILY_TRAINING):
        raise HuddleError(f"Choose 0 to {MAX_DAILY_TRAINING} training sessions a day, not {daily}.")
    days = values.get("silence_days", 1)
    if not (isinstance(days, int) and 1 <= days <= MAX_SILENCE_DAYS):
        raise HuddleError(f"Choose 1 to {MAX_SILENCE_DAYS} days, not {days}.")
    voters = values.get("voters_min", VOTERS_MIN_RANGE[0])
    if voters not in VOTERS_MIN_RANGE:
        least, most = VOTERS_MIN_RANGE[0], VOTERS_MIN_RANGE[-1]
        raise HuddleError(f"Choose {least} to {most} voters, not {voters}.")
    if "country" in values:
        values["country"] = workdays.parse_country(str(values["country"] or ""))
    with session.change("team.edited") as change:
        require_leader(session, "change the team")
        before = get_team(session)
        smallest, largest = values.get("group_min", before.group_min), values.get("group_max", before.group_max)
        if not (isinstance(smallest, int) and isinstance(largest, int) and 1 <= smallest <= largest):
            raise HuddleError(f"Invalid group size {smallest}–{largest}. Give the minimum first, then the maximum.")
        _require_no_pulse_yet(session, before, values)
        _require_no_open_vote(session, before, values)
        after = change.update(before, **values)
        if after.country != before.country:
            workdays.replace_country_calendar(session, change, after.country)
        session.team_time.forget()
        return after


def _require_no_pulse_yet(session: Session, before: Team, values: dict[str, object]) -> None:
    wanted = values.get("anonymous_pulse", before.anonymous_pulse)
    if wanted != before.anonymous_pulse and not can_change_anonymity(session):
        raise HuddleError("Someone has already rated this meeting, so this can't change until it ends.")


def _require_no_open_vote(session: Session, before: Team, values: dict[str, object]) -> None:
    voters = values.get("voters_min", before.voters_min)
    is_lower = isinstance(voters, int) and voters < before.voters_min
    if is_lower and is_a_vote_open(session.viewer, session.store):
        raise HuddleError("Voting is open, so this can't change until the votes are revealed.")


def _parse_currency(text: str) -> str:
    code = clean(text).upper()
    if not (len(code) == 3 and code.isascii() and code.isalpha()):
        raise HuddleError(f"“{text}” is not a currency. Use three letters, e.g. EUR or USD.")
    return code


def _parse_weekdays(text: str) -> str:
    days = "".join(sorted(set(text.replace(",", "").replace(" ", ""))))
    if not days or set(days) - set("1234567"):
        raise HuddleError(f"“{text}” is not valid. Type the working days as numbers, 1 for Monday: 12345")
    return days


def can_change_anonymity(session: Session) -> bool:
    """Return whether the team may change its setting: not once an open meeting has a pulse, given in trust of it."""
    return not session.query(
        "SELECT 1 FROM meeting WHERE status = 'open' AND (id IN (SELECT meeting_id FROM exempt_pulse) "
        "OR id IN (SELECT meeting_id FROM exempt_mailbox WHERE meeting_id IS NOT NULL)) LIMIT 1"
    )
