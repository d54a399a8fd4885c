"""Accounts: the team's customers, their owners, who opened them, when they were last touched, and their hand-overs.

An account changes its owner by a hand-over alone, with its reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from core.access.session import Session
from core.errors import HuddleError
from core.meeting.lifecycle import require_participant
from core.models import Account, Handover, Member
from core.team.current_members import reload_member
from core.values.periods import format_date
from core.values.text import clean, require_name, require_text

HANDOVER_NOTICE_DAYS = 7
"""For how many days the members concerned are told of a hand-over."""

LAST_KNOWN_DAY_SQL = "ifnull(touched_on, opened_on)"
"""In SQL, the last known day of an account; NULL where there is none."""


@dataclass(frozen=True, slots=True)
class UntouchedAccount:
    """An account that nobody has touched for a while."""

    account_id: int
    name: str
    member_id: int
    """The owner's id."""
    last_known_day: date | None
    """The last known day; None where there is none."""


# -- queries


def list_accounts(
    session: Session,
    *,
    owner: Member | None = None,
    name_part: str = "",
    untouched_days: int | None = None,
    limit: int = -1,
) -> list[Account]:
    """Return accounts: the viewer's own first, then by owner; of each owner those untouched longest first.

    `of` limits them to one owner, `words` to names that contain it, `untouched_days` as in `list_untouched`, `limit`
    to a number; -1 is no limit.
    """
    before = (session.today - timedelta(days=untouched_days)).isoformat() if untouched_days is not None else None
    rows = session.all(
        Account,
        f"id IN (SELECT id FROM visible_account AS account WHERE (:of IS NULL OR member_id = :of) "
        f"AND (:before IS NULL OR (member_id IS NOT NULL AND ifnull({LAST_KNOWN_DAY_SQL}, '') <= :before)) "
        f"AND (:words = '' OR instr(lower(name), lower(:words))) "
        f"ORDER BY member_id IS NOT :me, member_id, {LAST_KNOWN_DAY_SQL}, id LIMIT :limit)",
        {
            "of": owner.id if owner else None,
            "before": before,
            "words": clean(name_part),
            "me": session.viewer.member_id or 0,
            "limit": limit,
        },
        order=f"member_id, {LAST_KNOWN_DAY_SQL}, id",
    )
    return sorted(rows, key=lambda account: not session.viewer.is_member(account.member_id))


def count_accounts(session: Session, *, owner: Member | None = None) -> int:
    """Return how many accounts there are, or how many `owner` has; 0 for the room."""
    if session.viewer.is_room:
        return 0
    rows = session.query(
        "SELECT count(*) AS n FROM visible_account WHERE ? IS NULL OR member_id = ?", (owner.id if owner else None,) * 2
    )
    return int(rows[0]["n"])


def find_account(session: Session, name: str) -> Account:
    """Return the account of that name, else the only one whose name begins with it or contains it; case does not
    matter.

    Raises `HuddleError`, naming the candidates, when there is not exactly one.
    """
    wanted = clean(name)
    if not wanted:
        raise HuddleError("Type the account's name, or a part of it.")
    for condition in ("name = :name", "instr(lower(name), lower(:name)) = 1", "instr(lower(name), lower(:name))"):
        selection = f"id IN (SELECT id FROM visible_account WHERE {condition} ORDER BY name LIMIT 6)"
        matches = session.all(Account, selection, {"name": wanted}, order="name")
        if len(matches) == 1:
            return matches[0]
        if matches:
            names = ", ".join(row.name for row in matches[:5]) + (" …" if len(matches) > 5 else "")
            raise HuddleError(f"“{wanted}” could be {names}. Type more of the name.")
    raise HuddleError(f"No account named “{wanted}”. Add it first.", action="accounts.add")


def list_handovers(session: Session, account: Account) -> list[Handover]:
    """Return the hand-overs of an account, latest first."""
    return session.all(Handover, "account_id = ?", (account.id,), order="day DESC, id DESC")


def list_untouched(session: Session, days: int, *, owner: Member | None = None) -> list[UntouchedAccount]:
    """Return the owned accounts that have not been touched for `days` days or more, the longest first.

    An account without a known day counts as untouched. Empty for the room. By plain SQL, fast for 100,000 accounts.
    """
    if session.viewer.is_room:
        return []
    rows = session.query(
        f"SELECT id, name, member_id, {LAST_KNOWN_DAY_SQL} AS last FROM visible_account AS account "
        f"WHERE member_id IS NOT NULL AND (:of IS NULL OR member_id = :of) "
        f"AND ifnull({LAST_KNOWN_DAY_SQL}, '') <= :before "
        "ORDER BY last, id",
        {"of": owner.id if owner else None, "before": (session.today - timedelta(days=days)).isoformat()},
    )
    return [
        UntouchedAccount(
            row["id"], row["name"], row["member_id"], date.fromisoformat(row["last"]) if row["last"] else None
        )
        for row in rows
    ]


def count_untouched_by_member(session: Session, days: int) -> dict[int, int]:
    """Return by member id how many accounts have not been touched for `days` days or more; empty for the room."""
    if session.viewer.is_room:
        return {}
    rows = session.query(
        f"SELECT member_id, count(*) AS n FROM visible_account AS account "
        f"WHERE member_id IS NOT NULL AND ifnull({LAST_KNOWN_DAY_SQL}, '') <= ? GROUP BY member_id",
        ((session.today - timedelta(days=days)).isoformat(),),
    )
    return {row["member_id"]: row["n"] for row in rows}


# -- changes


def add_account(session: Session, name: str, *, member: Member | None = None) -> Account:
    """Add an account of the acting member or, for the leader, of another member, and return it.

    It is touched today, and opened by nobody yet. Raises `HuddleError` when it exists already, naming its owner, and
    when a member adds it for another.
    """
    name = require_name(name, "The account's name")
    with session.change("account.added") as change:
        acting = require_participant(session)
        owner = _require_seller(session, member or acting)
        if owner.id != acting.id and not session.viewer.is_leader:
            raise HuddleError(f"Only {owner.name} or the leader can add an account for {owner.name}.")
        existing = session.all(Account, "name = ?", (name,))
        if existing:
            existing_owner = session.get(Member, existing[0].member_id)
            owned_by = f" and belongs to {existing_owner.name}" if existing_owner else ""
            raise HuddleError(
                f"{existing[0].name} exists already{owned_by}. You can move it to another owner.",
                action="accounts.hand_over",
            )
        return change.insert(Account(name=name, member_id=owner.id, touched_on=session.today))


def touch_account(session: Session, account: Account, *, day: date | None = None) -> Account:
    """Record that the customer was spoken to, on `day` or today, and return the account; an earlier day changes
    nothing.

    Raises `HuddleError` for a day in the future, and unless its owner or the leader acts.
    """
    day = day or session.today
    if day > session.today:
        raise HuddleError(f"{day} is in the future. Choose today or an earlier day.")
    with session.change("account.touched") as change:
        account = _require_own_or_leader(session, account)
        return change.update(account, touched_on=max(day, account.touched_on or day))


def hand_over(
    session: Session, account: Account, receiver: Member, reason: str, *, agreed_by: Member | None = None
) -> Handover:
    """Give an account to another member, with the reason, and return the hand-over; its owner or the leader may.

    `agreed_by` is the member who agreed to it, by default the acting one. Raises `HuddleError` for an empty reason,
    when the receiver has left, is a watcher or owns it already, and when somebody else acts.
    """
    reason = require_text(reason, "The reason")
    with session.change("account.handed_over") as change:
        account = _require_own_or_leader(session, account)
        receiver = _require_seller(session, receiver)
        if account.member_id == receiver.id:
            raise HuddleError(f"{account.name} already belongs to {receiver.name}.")
        handover = change.insert(
            Handover(
                account_id=account.id,
                from_id=account.member_id,
                to_id=receiver.id,
                day=session.today,
                reason=reason,
                agreed_by=agreed_by.id if agreed_by else session.me.id,
            )
        )
        change.update(account, member_id=receiver.id)
        return handover


def describe_account_history(session: Session, account: Account) -> list[str]:
    """Return its history in sentences: each hand-over with day, members and reason, latest first, then who
    opened it."""
    names = {member.id: member.name for member in session.all(Member)}
    lines = []
    for handover in list_handovers(session, account):
        giver = f" from {names.get(handover.from_id, 'someone')}" if handover.from_id else ""
        agreed = f", agreed by {names.get(handover.agreed_by, 'someone')}" if handover.agreed_by else ""
        lines.append(
            f"{format_date(handover.day)}{giver} to {names.get(handover.to_id, 'someone')}{agreed}: {handover.reason}"
        )
    if account.opened_by is not None:
        when = f" on {format_date(account.opened_on)}" if account.opened_on else ""
        lines.append(f"Opened by {names.get(account.opened_by, 'someone')}{when}.")
    return lines


def list_recent_handovers(session: Session) -> list[tuple[Handover, Account]]:
    """Return the hand-overs of the last `HANDOVER_NOTICE_DAYS` days that the viewer gave or got without agreeing to
    them, latest first."""
    since = (session.today - timedelta(days=HANDOVER_NOTICE_DAYS)).isoformat()
    me = session.viewer.member_id
    rows = session.all(
        Handover,
        "day > ? AND (from_id = ? OR to_id = ?) AND agreed_by IS NOT ?",
        (since, me, me, me),
        order="day DESC, id DESC",
    )
    pairs = [(row, session.get(Account, row.account_id)) for row in rows]
    return [(row, account) for row, account in pairs if account is not None]


def list_owners_who_left(session: Session) -> list[tuple[Member, int]]:
    """Return the members who have left and still own accounts, with how many."""
    leavers = session.all(Member, "left_on IS NOT NULL")
    return [(member, owned) for member in leavers if (owned := count_accounts(session, owner=member))]


def _require_seller(session: Session, member: Member) -> Member:
    """Return the stored member. Raises `HuddleError` when they cannot own accounts."""
    stored = reload_member(session, member)
    if stored.left_on is not None or stored.role == "watcher":
        raise HuddleError(f"{stored.name} is a watcher. Choose a seller or the leader.")
    return stored


def _require_own_or_leader(session: Session, account: Account) -> Account:
    """Return the stored account. Raises `HuddleError` unless its owner or the leader acts."""
    require_participant(session)
    stored = session.reload(account, "This account was removed in the meantime.")
    if not session.viewer.is_leader and not session.viewer.is_member(stored.member_id):
        owner = session.get(Member, stored.member_id)
        allowed = f"{owner.name} or the leader" if owner else "the leader"
        raise HuddleError(f"Only {allowed} can do this.")
    return stored
