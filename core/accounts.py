"""Accounts: whose each customer is, who opened it, when it was last touched, and how it changed hands.

What is somebody's stays theirs: an account changes hands by a hand-over alone, with its reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from core.errors import Conflict, HuddleError
from core.meeting import must_take_part
from core.members import leads
from core.models import Account, Handover, Member
from core.periods import said
from core.session import Session
from core.wording import clean, named, stated

LATELY = 7
"""Days in which those concerned are told that an account has changed hands."""

LAST = "ifnull(touched_on, opened_on)"
"""In SQL, the last day of which anything is known of an account; NULL where nothing is."""


@dataclass(frozen=True, slots=True)
class Untouched:
    """An account that nobody has been in touch with for a while."""

    account_id: int
    name: str
    member_id: int
    """Whose it is."""
    last: date | None
    """The last day of which anything is known; None where nothing is."""


# -- what there is


def accounts(
    s: Session, *, of: Member | None = None, words: str = "", untouched_days: int | None = None, limit: int = -1
) -> list[Account]:
    """The viewer's own first, then the others by whose they are; of each those untouched longest first.

    `of` is whose; `words` stand in the name; `untouched_days` as in `untouched`; at most `limit`, or all.
    """
    before = (s.today - timedelta(days=untouched_days)).isoformat() if untouched_days is not None else None
    found = s.all(
        Account,
        f"id IN (SELECT id FROM account WHERE (:of IS NULL OR member_id = :of) "
        f"AND (:before IS NULL OR (member_id IS NOT NULL AND ifnull({LAST}, '') <= :before)) "
        f"AND (:words = '' OR instr(lower(name), lower(:words))) "
        f"ORDER BY member_id IS NOT :me, member_id, {LAST}, id LIMIT :limit)",
        {
            "of": of.id if of else None,
            "before": before,
            "words": clean(words),
            "me": s.viewer.member_id or 0,
            "limit": limit,
        },
        order=f"member_id, {LAST}, id",
    )
    return sorted(found, key=lambda account: not s.viewer.is_member(account.member_id))


def count(s: Session, *, of: Member | None = None) -> int:
    """How many accounts there are, or are `of` one member; 0 for the room."""
    if s.viewer.is_room:
        return 0
    rows = s.store.query(
        "SELECT count(*) AS n FROM account WHERE ? IS NULL OR member_id = ?", (of.id if of else None,) * 2
    )
    return int(rows[0]["n"])


def account(s: Session, name: str) -> Account:
    """The account that is meant: its whole name, else the beginning or a part of one alone, whatever the case.

    Raises `HuddleError` naming those it could be.
    """
    wanted = clean(name)
    if not wanted:
        raise HuddleError("The account's name is empty. Type it, or a part of it.")
    for condition in ("name = :name", "instr(lower(name), lower(:name)) = 1", "instr(lower(name), lower(:name))"):
        some = f"id IN (SELECT id FROM account WHERE {condition} ORDER BY name LIMIT 6)"
        found = s.all(Account, some, {"name": wanted}, order="name")
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(each.name for each in found[:5]) + (" …" if len(found) > 5 else "")
            raise HuddleError(f"“{wanted}” could be {names}. Type more of the name.")
    raise HuddleError(f"There is no account “{wanted}”. Add it with: huddle account add NAME --of MEMBER")


def handovers(s: Session, account: Account) -> list[Handover]:
    """How the account changed hands, the latest first."""
    return s.all(Handover, "account_id = ?", (account.id,), order="day DESC, id DESC")


def untouched(s: Session, days: int, *, of: Member | None = None) -> list[Untouched]:
    """Accounts that are somebody's and have not been touched for `days` days or more, the longest first.

    One of which no day is known counts as untouched. By plain SQL: a hundred thousand are looked through in a moment.
    """
    if s.viewer.is_room:
        return []
    rows = s.store.query(
        f"SELECT id, name, member_id, {LAST} AS last FROM account "
        f"WHERE member_id IS NOT NULL AND (:of IS NULL OR member_id = :of) AND ifnull({LAST}, '') <= :before "
        "ORDER BY last, id",
        {"of": of.id if of else None, "before": (s.today - timedelta(days=days)).isoformat()},
    )
    return [
        Untouched(row["id"], row["name"], row["member_id"], date.fromisoformat(row["last"]) if row["last"] else None)
        for row in rows
    ]


def untouched_counts(s: Session, days: int) -> dict[int, int]:
    """How many accounts of each member have not been touched for `days` days or more, by the members' ids."""
    if s.viewer.is_room:
        return {}
    rows = s.store.query(
        f"SELECT member_id, count(*) AS n FROM account "
        f"WHERE member_id IS NOT NULL AND ifnull({LAST}, '') <= ? GROUP BY member_id",
        ((s.today - timedelta(days=days)).isoformat(),),
    )
    return {row["member_id"]: row["n"] for row in rows}


# -- changing


def add(s: Session, name: str, *, member: Member | None = None) -> Account:
    """Adds an account as one's own, or for the leader as another's. Touched today, and opened by nobody yet.

    Raises `HuddleError` when it is there already, saying whose it is, and when a member adds for another.
    """
    name = named(name, "The account's name")
    with s.change("account.added") as change:
        me = must_take_part(s)
        whose = _owning(s, member or me)
        if whose.id != me.id and not leads(s):
            raise HuddleError(f"Only {whose.name} or the leader may add an account of {whose.name}.")
        there = s.all(Account, "name = ?", (name,))
        if there:
            owner = s.get(Member, there[0].member_id)
            of = f" and is {owner.name}'s" if owner else ""
            raise HuddleError(f"{there[0].name} is there already{of}. It changes hands with: huddle account hand-over")
        return change.insert(Account(name=name, member_id=whose.id, touched_on=s.today))


def touch(s: Session, account: Account, *, day: date | None = None) -> Account:
    """Notes that the customer was spoken to, today unless said otherwise; an earlier day than is known changes nothing.

    Raises `HuddleError` for a day to come, and when neither its owner nor the leader acts.
    """
    day = day or s.today
    if day > s.today:
        raise HuddleError(f"{day} has not come yet. Note what has happened.")
    with s.change("account.touched") as change:
        account = _fresh(s, account, "say that it was touched")
        return change.update(account, touched_on=max(day, account.touched_on or day))


def hand_over(s: Session, account: Account, to: Member, because: str, *, agreed: Member | None = None) -> Handover:
    """Gives an account to another, with the reason why. Whose it is or the leader does it; `agreed` is who said yes to
    it where that is somebody else.

    Raises `HuddleError` for an empty reason, and when it cannot go there or somebody else acts.
    """
    because = stated(because, "The reason")
    with s.change("account.handed_over") as change:
        account = _fresh(s, account, "hand it over")
        to = _owning(s, to)
        if account.member_id == to.id:
            raise HuddleError(f"{account.name} is {to.name}'s already.")
        given = change.insert(
            Handover(
                account_id=account.id,
                from_id=account.member_id,
                to_id=to.id,
                day=s.today,
                reason=because,
                agreed_by=agreed.id if agreed else s.me.id,
            )
        )
        change.update(account, member_id=to.id)
        return given


def told(s: Session, account: Account) -> list[str]:
    """Its history in sentences, the latest first: each hand-over with who, when and why, then who opened it."""
    names = {member.id: member.name for member in s.all(Member)}
    lines = []
    for each in handovers(s, account):
        giver = f" from {names.get(each.from_id, 'somebody')}" if each.from_id else ""
        agreed = f", agreed by {names.get(each.agreed_by, 'somebody')}" if each.agreed_by else ""
        lines.append(f"{said(each.day)}{giver} to {names.get(each.to_id, 'somebody')}{agreed}: {each.reason}")
    if account.opened_by is not None:
        when = f" on {said(account.opened_on)}" if account.opened_on else ""
        lines.append(f"Opened by {names.get(account.opened_by, 'somebody')}{when}.")
    return lines


def handed_lately(s: Session) -> list[tuple[Handover, Account]]:
    """The last days' hand-overs that the viewer gave or got without having agreed to them, the latest first."""
    since = (s.today - timedelta(days=LATELY)).isoformat()
    me = s.viewer.member_id
    rows = s.all(
        Handover,
        "day > ? AND (from_id = ? OR to_id = ?) AND agreed_by IS NOT ?",
        (since, me, me, me),
        order="day DESC, id DESC",
    )
    found = [(row, s.get(Account, row.account_id)) for row in rows]
    return [(row, account) for row, account in found if account is not None]


def of_who_left(s: Session) -> list[tuple[Member, int]]:
    """Who has left and still has accounts, with how many."""
    gone = s.all(Member, "left_on IS NOT NULL")
    return [(member, left) for member in gone if (left := count(s, of=member))]


def _owning(s: Session, member: Member) -> Member:
    now = s.get(Member, member.id) or member
    if now.left_on is not None or now.role == "watcher":
        raise HuddleError(f"{now.name} takes no part in selling. Name somebody who does.")
    return now


def _fresh(s: Session, account: Account, what: str) -> Account:
    must_take_part(s)
    now = s.get(Account, account.id)
    if now is None:
        raise Conflict("This account has been removed in the meantime.")
    if not leads(s) and not s.viewer.is_member(now.member_id):
        owner = s.get(Member, now.member_id)
        whose = f"{owner.name} or the leader" if owner else "the leader"
        raise HuddleError(f"Only {whose} may {what}: {now.name} is not yours.")
    return now
