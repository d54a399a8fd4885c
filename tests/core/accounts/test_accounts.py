"""Accounts: whose they are, how they change hands, which nobody has touched, and who sees them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.access.session import Session
from core.accounts import accounts
from core.errors import HuddleError
from core.overview.needs import needs
from core.team.members import end_membership
from data.models import Account, Handover, JournalRow
from tests.conftest import Crew, FrozenClock


def test_one_adds_ones_own_and_the_leader_anybodys(crew: Crew) -> None:
    kessler = accounts.add_account(crew["Ben"], " Kessler\x1b[2J  AG ")
    assert (kessler.name, kessler.member_id, kessler.opened_by, kessler.touched_on) == (
        "Kessler AG", crew.members["Ben"].id, None, crew["Ben"].today,
    )  # fmt: skip
    accounts.add_account(crew["Ana"], "Voss", member=crew.members["Jon"])
    with pytest.raises(HuddleError, match="Only Jon Weiss or the leader"):
        accounts.add_account(crew["Ben"], "Brandt", member=crew.members["Jon"])
    with pytest.raises(HuddleError, match="Kessler AG exists already and belongs to"):
        accounts.add_account(crew["Jon"], "kessler ag")
    for who, name in (("Tom", "Mine"), ("Ben", " "), ("Ben", "x" * 81)):
        with pytest.raises(HuddleError):
            accounts.add_account(crew[who], name)
    with pytest.raises(HuddleError, match="Choose a seller or the leader"):
        accounts.add_account(crew["Ana"], "Brandt", member=crew.members["Tom"])
    assert accounts.count_accounts(crew["Lea"]) == 2
    assert accounts.count_accounts(crew["Lea"], owner=crew.members["Jon"]) == 1


def test_mine_first_and_those_untouched_longest(crew: Crew, clock: FrozenClock) -> None:
    for who, name, back in (("Ben", "B1", 3), ("Jon", "J1", 9), ("Jon", "J2", 30), ("Lea", "L1", 1)):
        clock.advance(days=-back)
        accounts.add_account(crew[who], name)
        clock.advance(days=back)

    def names(who: str, **how: object) -> list[str]:
        return [each.name for each in accounts.list_accounts(crew[who], **how)]  # type: ignore[arg-type]

    assert names("Jon") == ["J2", "J1", "B1", "L1"]
    assert names("Lea") == ["L1", "B1", "J2", "J1"]
    assert names("Lea", limit=3) == ["L1", "B1", "J2"]
    assert names("Ana", owner=crew.members["Jon"], untouched_days=10) == ["J2"]
    assert names("Ana", name_part="1") == ["B1", "J1", "L1"]
    assert accounts.find_account(crew["Ana"], "j2").name == "J2"
    with pytest.raises(HuddleError, match="could be J1, J2"):
        accounts.find_account(crew["Ana"], "j")
    with pytest.raises(HuddleError, match="No account named"):
        accounts.find_account(crew["Ana"], "%")


def test_a_hand_over_is_documented_and_taken_back(crew: Crew) -> None:
    ben, ana = crew["Ben"], crew["Ana"]
    kessler = accounts.add_account(ben, "Kessler")
    for who, to, why in (("Jon", "Jon", "mine now"), ("Ben", "Ben", "keep"), ("Ben", "Tom", "x"), ("Ben", "Jon", " ")):
        with pytest.raises(HuddleError):
            accounts.hand_over(crew[who], kessler, crew.members[to], why)
    given = accounts.hand_over(ben, kessler, crew.members["Lea"], "Lea keeps what I open")
    assert (given.from_id, given.to_id, given.day, given.agreed_by) == (
        crew.members["Ben"].id, crew.members["Lea"].id, ben.today, crew.members["Ben"].id,
    )  # fmt: skip
    with pytest.raises(HuddleError, match="Only Lea Brandt or the leader"):
        accounts.touch_account(ben, kessler)
    accounts.hand_over(ana, kessler, crew.members["Jon"], "Territory change", agreed_by=crew.members["Lea"])
    assert accounts.describe_account_history(ben, accounts.find_account(ben, "Kessler")) == [
        "23 Nov 2026 from Lea Brandt to Jon Weiss, agreed by Lea Brandt: Territory change",
        "23 Nov 2026 from Ben Okafor to Lea Brandt, agreed by Ben Okafor: Lea keeps what I open",
    ]
    ana.undo("account")
    assert accounts.find_account(ben, "Kessler").member_id == crew.members["Lea"].id
    assert len(ben.all(Handover)) == 1


def test_those_concerned_are_told(crew: Crew, clock: FrozenClock) -> None:
    kessler = accounts.add_account(crew["Ben"], "Kessler")
    accounts.hand_over(crew["Ana"], kessler, crew.members["Jon"], "Ben moves to the Ruhr")

    def told(who: str) -> list[str]:
        return [
            f"{need.subject} {need.sentence}"
            for need in needs.list_needs(crew[who])
            if "groups work best with" not in need.sentence
        ]

    assert told("Jon") == ["Kessler is now your account (from Ben): “Ben moves to the Ruhr”"]
    assert told("Ben") == ["Kessler now belongs to Jon: “Ben moves to the Ruhr”"]
    assert told("Ana") == told("Lea") == []
    clock.advance(days=8)
    assert told("Jon") == []
    end_membership(crew["Ana"], crew.members["Jon"])
    assert told("Ana") == ["Jon Weiss left the team but still owns 1 account. Choose a new owner"]
    accounts.hand_over(crew["Ana"], kessler, crew.members["Lea"], "Jon has left")
    assert told("Ana") == []


def test_touching(crew: Crew) -> None:
    ben = crew["Ben"]
    kessler = accounts.add_account(ben, "Kessler")
    assert accounts.touch_account(ben, kessler, day=ben.today - timedelta(days=5)).touched_on == ben.today
    with pytest.raises(HuddleError, match="Choose today or an earlier day"):
        accounts.touch_account(ben, kessler, day=ben.today + timedelta(days=1))
    with pytest.raises(HuddleError, match="Only Ben Okafor or the leader"):
        accounts.touch_account(crew["Jon"], kessler)


def test_the_wall_sees_no_accounts(crew: Crew) -> None:
    kessler = accounts.add_account(crew["Ben"], "secret-customer")
    accounts.hand_over(crew["Ben"], kessler, crew.members["Jon"], "secret-reason")
    room = Session.for_room(crew.session_store, crew.clock)
    assert [room.all(model) for model in (Account, Handover, JournalRow)] == [[], [], []]
    assert (
        accounts.list_untouched(room, 0),
        accounts.count_untouched_by_member(room, 0),
        accounts.count_accounts(room),
    ) == ([], {}, 0)
    for name in crew.members:  # watchers too: whose a customer is, is the team's to know
        assert [each.name for each in crew[name].all(Account)] == ["secret-customer"]
        assert any("secret-reason" in (row.after or "") for row in crew[name].all(JournalRow))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["Ana", "Ben", None]),
            st.none() | st.integers(0, 60),
            st.none() | st.integers(0, 60),
        ),
        max_size=12,
    ),
    days=st.integers(0, 60),
)
def test_untouched_counted_a_second_way(
    make_crew: Callable[[], Crew], rows: list[tuple[str | None, int | None, int | None]], days: int
) -> None:
    crew = make_crew()
    today = crew.clock().date()

    def ago(back: int | None) -> date | None:
        return None if back is None else today - timedelta(days=back)

    with crew.store.change("account.added", at="2026-01-01T00:00:00.000Z") as change:
        for number, (who, touched, opened) in enumerate(rows):
            owner = crew.members[who].id if who else None
            change.insert(Account(name=f"A{number}", member_id=owner, touched_on=ago(touched), opened_on=ago(opened)))
    expected = {
        f"A{number}"
        for number, (who, touched, opened) in enumerate(rows)
        if who and (touched if touched is not None else opened if opened is not None else 999) >= days
    }
    found = accounts.list_untouched(crew["Jon"], days)
    assert {each.name for each in found} == expected
    assert {each.name for each in accounts.list_accounts(crew["Jon"], untouched_days=days)} == expected
    assert sum(accounts.count_untouched_by_member(crew["Jon"], days).values()) == len(expected)
    lasts = [each.last_known_day or date.min for each in found]
    assert lasts == sorted(lasts)
    assert accounts.list_untouched(crew["Jon"], days, owner=crew.members["Ben"]) == [
        each for each in found if each.member_id == crew.members["Ben"].id
    ]
