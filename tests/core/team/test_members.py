"""Who is on the team: finding, adding, changing, leaving, and the CSV file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import HuddleError
from core.hosting import rotation
from core.models import JournalEntry, JournalRow, Member
from core.team.group_records import find_group, list_groups
from core.team.groups import set_scribe
from core.team.members import add_member, edit_member, end_membership, find_member, list_members, match_member
from core.team.members_csv import RefusedRow, import_members, read_member_file
from tests.conftest import Crew


def _names(people: list[Member]) -> list[str]:
    return [person.name for person in people]


# -- finding


@pytest.mark.parametrize("typed", ["Ben Okafor", "ben okafor", " BEN ", "b", "Be", "okaf"])
def test_a_member_is_meant_by_whatever_fits_one_alone(crew: Crew, typed: str) -> None:
    assert find_member(crew["Ana"], typed).name == "Ben Okafor"


def test_a_whole_first_name_comes_before_a_beginning(crew: Crew) -> None:
    add_member(crew["Ana"], "Benedikt Vogt")
    assert find_member(crew["Ana"], "ben").name == "Ben Okafor"


def test_what_fits_several_names_them(crew: Crew) -> None:
    add_member(crew["Ana"], "Ben Vogt")
    with pytest.raises(HuddleError, match="could be Ben Okafor or Ben Vogt"):
        find_member(crew["Ana"], "ben")
    assert find_member(crew["Ana"], "ben v").name == "Ben Vogt"


def test_a_slip_is_answered_with_who_is_near(crew: Crew) -> None:
    with pytest.raises(HuddleError, match="Did you mean Lea Brandt"):
        find_member(crew["Ana"], "Brendt")
    with pytest.raises(HuddleError, match="huddle member list"):
        find_member(crew["Ana"], "Xyzzy")
    with pytest.raises(HuddleError, match="Type a member"):
        find_member(crew["Ana"], " \t")


@given(st.lists(st.text(min_size=1, max_size=12).filter(str.strip), min_size=1, unique_by=str.casefold), st.data())
def test_a_whole_name_always_finds_its_own_member(names: list[str], data: st.DataObject) -> None:
    from core.values.text import clean

    kept = {clean(name).casefold(): clean(name) for name in names if clean(name)}
    if not kept:
        return
    people = [Member(id=i, name=name, joined_on=date(2026, 1, 1)) for i, name in enumerate(kept.values(), start=1)]
    wanted = data.draw(st.sampled_from(people))
    assert match_member(people, wanted.name) == wanted


# -- adding


def test_a_newcomer_hosts_last_and_their_group_is_made(crew: Crew) -> None:
    new = add_member(crew["Ana"], "Mia  Lang", kind="hunter", group="East", territory="Ruhr", email="m@x.de", login="m")
    assert (new.name, new.role, new.kind, new.territory, new.joined_on) == (
        "Mia Lang",
        "seller",
        "hunter",
        "Ruhr",
        date(2026, 11, 23),
    )
    assert new.group_id == find_group(crew["Ana"], "East").id
    assert rotation.coming_hosts(crew["Ana"])[-1].member.name == "Mia Lang"


@pytest.mark.parametrize(
    ("name", "values", "sentence"),
    [
        ("ben okafor", {}, "is already a member. Edit with: huddle member edit"),
        ("", {}, "name can't be empty"),
        ("M" * 81, {}, "81 of 80 characters"),
        ("Mia", {"role": "boss"}, "leader, seller or watcher"),
        ("Mia", {"kind": "gatherer"}, "hunter or farmer"),
        ("Mia", {"email": "mia"}, "is not an email address"),
        ("Mia", {"login": "ana"}, "is already used by another member"),
    ],
)
def test_who_cannot_be_added_is_told_why(crew: Crew, name: str, values: dict[str, str], sentence: str) -> None:
    edit_member(crew["Ana"], crew.members["Ana"], login="ana")
    with pytest.raises(HuddleError, match=sentence):
        add_member(crew["Ana"], name, group="New", **values)
    assert len(list_members(crew["Ana"])) == 5
    assert [each.name for each in list_groups(crew["Ana"])] == ["North", "South"]


def test_only_the_leader_adds(crew: Crew) -> None:
    with pytest.raises(HuddleError, match=r"Only the leader can add members\. Ask Ana Ruiz"):
        add_member(crew["Ben"], "Mia")


# -- changing


def test_members_change_their_own_things_and_nothing_else(crew: Crew) -> None:
    ben = edit_member(
        crew["Ben"], crew.members["Ben"], kind="farmer", territory="Ruhr", email="ben@x.de", group="South"
    )
    assert (ben.kind, ben.territory, ben.email, ben.group_id) == (
        "farmer",
        "Ruhr",
        "ben@x.de",
        find_group(crew["Ana"], "South").id,
    )
    with pytest.raises(HuddleError, match="Only the leader can change a name or role"):
        edit_member(crew["Ben"], ben, role="leader")
    with pytest.raises(HuddleError, match="Only the leader can edit Jon Weiss"):
        edit_member(crew["Ben"], crew.members["Jon"], territory="Ruhr")
    with pytest.raises(HuddleError, match="Only the leader can add one"):
        edit_member(crew["Ben"], ben, group="Mine")


def test_an_empty_text_clears_and_what_is_not_named_stays(crew: Crew) -> None:
    ana = crew["Ana"]
    edit_member(ana, crew.members["Ben"], territory="Ruhr", kind="hunter")
    ben = edit_member(ana, crew.members["Ben"], kind="", group="")
    assert (ben.kind, ben.group_id, ben.territory) == (None, None, "Ruhr")


def test_somebody_must_lead(crew: Crew) -> None:
    ana = crew["Ana"]
    with pytest.raises(HuddleError, match="huddle member edit NAME --role leader"):
        edit_member(ana, crew.members["Ana"], role="seller")
    with pytest.raises(HuddleError, match="huddle member edit NAME --role leader"):
        end_membership(ana, crew.members["Ana"])
    edit_member(ana, crew.members["Ben"], role="leader")
    assert end_membership(ana, crew.members["Ana"]).left_on == date(2026, 11, 23)


def test_who_was_a_leader_when_the_session_began_and_is_not_now_may_not_add(crew: Crew) -> None:
    ana = crew["Ana"]
    edit_member(ana, crew.members["Ben"], role="leader")
    edit_member(ana, crew.members["Ana"], role="seller")
    with pytest.raises(HuddleError, match="Only the leader"):
        add_member(ana, "Mia")


def test_names_and_logins_are_one_persons(crew: Crew) -> None:
    ana = crew["Ana"]
    edit_member(ana, crew.members["Jon"], login="jw")
    with pytest.raises(HuddleError, match="is already used by another member"):
        edit_member(crew["Ben"], crew.members["Ben"], login="jw")
    with pytest.raises(HuddleError, match="Jon Weiss is taken"):
        edit_member(ana, crew.members["Ben"], name="jon weiss")
    assert edit_member(ana, crew.members["Ben"], name="BEN OKAFOR").name == "BEN OKAFOR"


# -- leaving


def test_a_leaver_keeps_their_history_and_comes_back_with_it(crew: Crew) -> None:
    ana, ben = crew["Ana"], crew.members["Ben"]
    set_scribe(ana, find_group(ana, "North"), ben)
    gone = end_membership(crew["Ben"], ben)
    assert gone.left_on == date(2026, 11, 23)
    assert "Ben Okafor" not in _names(list_members(ana))
    assert "Ben Okafor" in _names(list_members(ana, include_left=True))
    assert find_group(ana, "North").scribe_id is None
    assert "Ben Okafor" not in [place.member.name for place in rotation.coming_hosts(ana)]
    with pytest.raises(HuddleError, match="huddle member add"):
        edit_member(ana, ben, territory="Ruhr")

    back = add_member(ana, "ben okafor")
    assert (back.id, back.left_on, back.joined_on) == (ben.id, None, ben.joined_on)
    assert rotation.coming_hosts(ana)[-1].member.name == "Ben Okafor"


def test_nobody_else_says_that_a_member_leaves(crew: Crew) -> None:
    with pytest.raises(HuddleError, match="Only the leader or Jon Weiss"):
        end_membership(crew["Ben"], crew.members["Jon"])


# -- the CSV file


def _file(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "members.csv"
    path.write_bytes(text.encode(encoding))
    return path


PEOPLE = (
    "name,role,kind,group,territory,email,login\nMia Lang,seller,hunter,East,Ruhr,mia@x.de,mia\nZoë Ünal,,,east,,,\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_any_spreadsheets_csv_is_taken(crew: Crew, tmp_path: Path, encoding: str, delimiter: str, newline: str) -> None:
    text = PEOPLE.replace(",", delimiter).replace("\n", newline)
    done = import_members(crew["Ana"], _file(tmp_path, text, encoding))
    assert (done.added, done.updated, done.refused) == (2, 0, [])
    mia, zoe = find_member(crew["Ana"], "Mia"), find_member(crew["Ana"], "Zoë Ünal")
    assert (mia.kind, mia.territory, mia.email, mia.login) == ("hunter", "Ruhr", "mia@x.de", "mia")
    assert mia.group_id == zoe.group_id == find_group(crew["Ana"], "East").id


def test_importing_twice_changes_nothing(crew: Crew, tmp_path: Path) -> None:
    path = _file(tmp_path, PEOPLE)
    import_members(crew["Ana"], path)
    before = (crew["Ana"].all(Member), crew["Ana"].all(JournalEntry), crew["Ana"].all(JournalRow))
    again = import_members(crew["Ana"], path)
    assert (again.added, again.updated) == (0, 0)
    assert (crew["Ana"].all(Member), crew["Ana"].all(JournalEntry), crew["Ana"].all(JournalRow)) == before


def test_headers_in_any_order_and_an_empty_cell_leaves_what_is_known(crew: Crew, tmp_path: Path) -> None:
    edit_member(crew["Ana"], crew.members["Ben"], territory="Ruhr", kind="hunter")
    path = _file(tmp_path, "Mood, KIND ,Territory,NAME\nfine,farmer,,BEN okafor\n")
    done = import_members(crew["Ana"], path)
    assert (done.added, done.updated, done.ignored) == (0, 1, ["mood"])
    ben = find_member(crew["Ana"], "Ben")
    assert (ben.name, ben.kind, ben.territory, ben.role) == ("Ben Okafor", "farmer", "Ruhr", "seller")


def test_rows_that_cannot_be_are_told_and_the_rest_goes_in(crew: Crew, tmp_path: Path) -> None:
    ana = crew["Ana"]
    edit_member(ana, crew.members["Ana"], login="ana")
    end_membership(ana, crew.members["Tom"])
    rows = [
        "name,role,group,email,login",
        "Mia Lang,boss,New,,",
        ",seller,,,",
        "Good One,,,,",
        "good one,,,,",
        "Ana Ruiz,seller,,,",
        "Tom Vega,,,,",
        "Uwe,,,uwe,",
        "Eva,,,,ana",
        "Too,many,cells,,,here",
        "",
        f"{'L' * 81},,,,",
        "Good Two,watcher,West,,",
    ]
    done = import_members(ana, _file(tmp_path, "\n".join(rows)))
    assert done.added == 2
    assert [refusal.line for refusal in done.refused] == [2, 3, 5, 6, 7, 8, 9, 10, 12]
    reasons = {refusal.line: refusal.reason for refusal in done.refused}
    assert "not a valid role" in reasons[2]
    assert reasons[3] == "the name is missing"
    assert "already in line 4" in reasons[5]
    assert "needs a leader" in reasons[6]
    assert "left the team" in reasons[7]
    assert "6 cells for 5 columns" in reasons[10]
    assert _names(list_members(ana))[-2:] == ["Good One", "Good Two"]
    assert [each.name for each in list_groups(ana)] == ["North", "South", "West"]


def test_a_quoted_cell_over_two_lines_keeps_the_count_of_lines(crew: Crew, tmp_path: Path) -> None:
    path = _file(tmp_path, 'name,territory,role\nMia,"Ruhr\nand Rhine",\nUwe,,boss\n')
    done = import_members(crew["Ana"], path)
    assert find_member(crew["Ana"], "Mia").territory == "Ruhr and Rhine"
    assert done.refused == [RefusedRow(4, "“boss” is not a valid role. Use leader, seller or watcher.")]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "no column “name”"),
        ("who,role\nMia,seller\n", "no column “name”.*found: who, role"),
        ("name,NAME\nMia,Mia\n", "“name” twice"),
        ("name\n" + "x" * 200_000, "test_a_file_that_cannot_be_rea"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(crew: Crew, tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(HuddleError, match=sentence):
        import_members(crew["Ana"], _file(tmp_path, text))
    with pytest.raises(HuddleError, match="Choose a CSV file with the members"):
        import_members(crew["Ana"], tmp_path / "missing.csv")
    assert len(list_members(crew["Ana"])) == 5


def test_only_the_leader_imports(crew: Crew, tmp_path: Path) -> None:
    with pytest.raises(HuddleError, match="Only the leader can import members"):
        import_members(crew["Ben"], _file(tmp_path, PEOPLE))
    assert len(list_members(crew["Ana"])) == 5


def test_an_import_is_one_change(crew: Crew, tmp_path: Path) -> None:
    before = list_members(crew["Ana"])
    import_members(crew["Ana"], _file(tmp_path, PEOPLE))
    crew["Ana"].undo("member")
    assert list_members(crew["Ana"]) == before
    assert [each.name for each in list_groups(crew["Ana"])] == ["North", "South"]


def test_reading_alone_takes_nothing(tmp_path: Path) -> None:
    people = read_member_file(_file(tmp_path, PEOPLE))
    assert [row.values["name"] for row in people.rows] == ["Mia Lang", "Zoë Ünal"]
    assert people.rows[1].values == {"name": "Zoë Ünal", "group": "east"}


def test_taking_back_leaves_nobody_without_a_leader(crew: Crew) -> None:
    ana, ben = crew["Ana"], crew["Ben"]
    edit_member(ana, ben.me, role="leader")
    ben.refresh_role()
    edit_member(ben, ana.me, role="seller")
    with pytest.raises(HuddleError, match="Make someone else leader first"):
        ana.undo("member")
    ben.undo("member")
    ana.refresh_role()
    ana.undo("member")
    assert [person.name for person in list_members(ana) if person.role == "leader"] == ["Ana Ruiz"]
