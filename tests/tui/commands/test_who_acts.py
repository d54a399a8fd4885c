"""`--as` and `HUDDLE_AS`, as typed in a shell: who is believed, asked or refused; with other OS users too."""

from __future__ import annotations

import getpass
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from core.conversations import ladder
from core.errors import HuddleError
from core.goals import goals
from core.metrics import entries, metrics, targets
from core.models import Goal, JournalEntry, MemberLock
from core.team import passphrases
from core.team.members import edit_member
from core.team.session_opening import resolve_session
from core.values.periods import parse_period
from tests.conftest import Crew
from tui.cli import main
from tui.commands.context import Context

PASSPHRASE = "three plain words"
SECRET = "A house by 2028"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(crew: Crew, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `huddle` and gives exit status, output and errors."""

    def run(*words: str) -> tuple[int, str, str]:
        status = main(["--db", str(crew.path), *words])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run


@pytest.fixture
def login(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Is somebody of that login from now on."""

    def login(name: str) -> None:
        monkeypatch.setattr(Context, "login", name)

    return login


def types(monkeypatch: pytest.MonkeyPatch, *lines: str) -> list[str]:
    """Sits at a terminal and types these lines where no letter is shown. Returns those that are left."""
    waiting = list(lines)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(getpass, "getpass", lambda _prompt="": waiting.pop(0))
    return waiting


@pytest.mark.parametrize("by", ["--as", "HUDDLE_AS"])
def test_nobody_is_a_claimed_member_without_proof(
    crew: Crew, run: Run, login: Callable[[str], None], monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    metrics.add_metric(crew["Ana"], "calls")
    edit_member(crew["Ana"], crew.members["Ben"], login="ben")
    passphrases.set_passphrase(crew["Ben"], PASSPHRASE)
    login("jon")
    options = ("--as", "Ben") if by == "--as" else ()
    if not options:
        monkeypatch.setenv("HUDDLE_AS", "Ben")
    for words in (("me",), ("due", "--json"), ("goal", "list"), ("log", "calls", "5")):
        login("jon")
        status, out, err = run(*words, *options)
        assert (status, out) == (1, ""), words
        assert "Ben Okafor uses the login ben. Log in as ben, or type Ben Okafor's passphrase" in err
        login("ben")
        assert run(*words, *options)[0] == 0, words


def test_the_passphrase_is_asked_for_three_times(
    crew: Crew, run: Run, login: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = metrics.add_metric(crew["Ana"], "calls")
    targets.set_target(crew["Ana"], calls, 40, member=crew.members["Ben"], period=parse_period("2026-Q4"))
    passphrases.set_passphrase(crew["Ben"], PASSPHRASE)
    login("jon")
    left = types(monkeypatch, "one", "two", "three", PASSPHRASE)
    status, out, err = run("me", "--as", "Ben")
    assert (status, out, left) == (1, "", [PASSPHRASE])
    assert "Wrong passphrase for Ben Okafor" in err
    types(monkeypatch, "one", PASSPHRASE)
    assert run("log", "calls", "5", "--as", "Ben")[0] == 0
    entry = crew.store.read(JournalEntry, order="id DESC", limit=1)[0]
    assert (entry.what, entry.by, entry.via) == ("entry.logged", crew.members["Ben"].id, "key")


def test_who_typed_in_anothers_name_is_shown(crew: Crew, run: Run, login: Callable[[str], None]) -> None:
    metrics.add_metric(crew["Ana"], "calls")
    edit_member(crew["Ana"], crew.members["Lea"], login="lea")
    login("root")
    assert run("log", "calls", "5", "--as", "Ben")[0] == 0
    login("lea")
    assert run("log", "calls", "6", "--as", "Ben")[0] == 0
    assert run("log", "calls", "7")[0] == 0
    told = run("log", "calls", "--list", "--as", "Ben")[1].splitlines()
    assert [line.split(maxsplit=2)[2].strip() for line in told] == ["typed by root", "typed by Lea Brandt"]
    listed = json.loads(run("log", "calls", "--list", "--for", "Lea", "--as", "Ben", "--json")[1])
    assert [row["typed_by"] for row in listed] == [None]


def test_a_login_is_not_taken_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "ben")
    assert Context().login != "ben" or os.name == "nt"


# -- with the users of a computer


READER, GROUP = 54322, 54320

as_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0 or shutil.which("setpriv") is None,
    reason="only root can act as several users, with setpriv",
)


@pytest.fixture
def shared(crew: Crew) -> Iterator[Callable[..., Any]]:
    """Runs `huddle` as another user of the group that the crew's file is shared with."""
    goals.set_goal(crew["Ben"], SECRET, level="personal", visibility="leader")
    folder = Path(tempfile.mkdtemp(prefix="huddle-users-"))
    folder.chmod(0o755)
    team, home = folder / "team", folder / "home"
    team.mkdir()
    home.mkdir()
    crew.session_store.close()
    path = team / "team.huddle"
    shutil.copyfile(crew.path, path)
    os.chown(path, 0, GROUP)
    path.chmod(0o660)
    os.chown(team, 0, GROUP)
    team.chmod(0o2770)
    os.chown(home, READER, GROUP)
    user = ["setpriv", f"--reuid={READER}", f"--regid={GROUP}", "--clear-groups"]

    def run(*words: str) -> Any:
        return subprocess.run(
            [*user, sys.executable, "-m", "tui.cli", *words, "--db", str(path)],
            capture_output=True,
            text=True,
            check=False,
            input=f"{PASSPHRASE}\n{PASSPHRASE}\n",
            env=os.environ | {"HUDDLE_HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"},
            timeout=120,
        )

    run.path = path  # type: ignore[attr-defined]
    yield run
    shutil.rmtree(folder)


@as_root
@pytest.mark.process
def test_from_a_foreign_login_everybody_is_a_guest(shared: Callable[..., Any], crew: Crew) -> None:
    """Attack 2: read private goals, sign, choose a passphrase before the member does; and lead."""
    read = shared("goal", "list", "--as", "Ben")
    assert read.returncode == 0, read.stderr
    assert SECRET not in read.stdout + read.stderr
    for words in (
        ("passphrase", "--as", "Jon"),
        ("member", "edit", "Jon", "--login", "mine", "--as", "Ana"),
        ("goal", "set", "Ours", "--as", "Ana"),
    ):
        refused = shared(*words)
        assert refused.returncode == 1, words
        assert "You are a guest here" in refused.stderr, words
    from contextlib import closing

    from data.store import Store

    with closing(Store(shared.path)) as store:  # type: ignore[attr-defined]
        assert [goal.text for goal in store.read(Goal)] == [SECRET]
        assert store.read(MemberLock) == []


def test_nobody_signs_in_the_name_of_a_claimed_member(
    crew: Crew, run: Run, login: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Attack 2, on a file of one's own: the ladder's step is not answered for by its reader's leader."""
    for name in ("Ana", "Jon"):
        passphrases.set_passphrase(crew[name], PASSPHRASE)
    step = ladder.take_step(
        crew["Ana"], crew.members["Jon"], "direct talk", "We talked", obstacle="x", help_offered="y"
    )
    login("root")
    types(monkeypatch, "guess", "guess", "guess", "guess")
    assert run("ladder", "sign", "--as", "Jon")[0] == 1
    assert ladder.read_ladder(crew["Ana"], crew.members["Jon"]).steps
    assert not crew.store.read(JournalEntry, "what = 'ladder.signed'")
    assert step
    assert not entries.list_correctable(crew["Jon"])


def test_a_leader_ends_a_lost_passphrase(crew: Crew, run: Run, login: Callable[[str], None]) -> None:
    edit_member(crew["Ana"], crew.members["Ana"], login="ana")
    passphrases.set_passphrase(crew["Jon"], PASSPHRASE)
    login("ana")
    assert "Only the leader can end" in run("member", "reset-key", "Jon", "--as", "Ben")[2]
    assert "add: --yes" in run("member", "reset-key", "Jon")[2], "it asks first"
    status, out, _err = run("member", "reset-key", "Jon", "--yes")
    assert (status, "everyone is told" in out) == (0, True)
    assert "has no passphrase" in run("member", "reset-key", "Jon")[2]
    assert run("me", "--as", "Jon")[0] == 0


def test_check_says_who_can_open_the_file(crew: Crew, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "No other user of this computer can open it." in run("check")[1]
    assert json.loads(run("check", "--json")[1])["setting"] == "solo"
    monkeypatch.setattr("core.access.file_access.is_for_this_user_alone", lambda _path: False)
    assert "Others can open it, and read and change it with other programs too" in run("check")[1]


def test_me_by_name_alone_shows_a_guest_no_private_number(
    crew: Crew, run: Run, login: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = metrics.make_private(crew["Ana"], metrics.add_metric(crew["Ana"], "confidential"))
    targets.set_target(crew["Ana"], secret, 40, member=crew.members["Ben"], period=parse_period("2026-Q4"))
    login("root")
    assert "confidential" in run("me", "--as", "Ben")[1]
    for module in ("core.quick.progress", "core.team.session_opening"):
        monkeypatch.setattr(f"{module}.is_for_this_user_alone", lambda _path: False)
    status, out, _err = run("me", "--as", "Ben")
    assert (status, "Ben Okafor" in out, "confidential" in out) == (0, True, False)
    for words in (("me", "--json"), ("due",), ("board", "confidential")):
        assert "40" not in run(*words, "--as", "Ben")[1], words


@pytest.mark.locked
def test_a_lost_passphrase_is_recovered_from_another_login(
    crew: Crew, run: Run, login: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    ben = crew["Ben"]
    passphrases.set_passphrase(ben, PASSPHRASE)
    goals.set_goal(ben, SECRET, level="personal", visibility="leader")
    words = passphrases.recovery_words(ben)
    login("root")
    other = " ".join(reversed(words.split()))
    left = types(monkeypatch, other, "a new one", "a new one")
    assert run("passphrase", "--recover", "--as", "Ben")[0] == 1
    types(monkeypatch, PASSPHRASE)
    assert SECRET in run("goal", "list", "--as", "Ben")[1]
    types(monkeypatch, words, "a new one", "a new one")
    assert run("passphrase", "--recover", "--as", "Ben")[0] == 0
    types(monkeypatch, PASSPHRASE, PASSPHRASE, PASSPHRASE)
    assert run("goal", "list", "--as", "Ben")[0] == 1
    types(monkeypatch, "a new one")
    assert SECRET in run("goal", "list", "--as", "Ben")[1]
    assert len(left) <= 2


@pytest.mark.locked
def test_who_typed_their_passphrase_is_not_asked_again_to_seal(
    crew: Crew, run: Run, login: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    passphrases.set_passphrase(crew["Ben"], PASSPHRASE)
    login("root")
    left = types(monkeypatch, PASSPHRASE, "not asked for")
    assert run("goal", "set", SECRET, "--level", "personal", "--as", "Ben")[0] == 0
    assert left == ["not asked for"]
    assert [goal.text for goal in crew["Ben"].all(Goal)] == [SECRET]


def test_who_says_that_they_recover_reads_nothing_more(crew: Crew) -> None:
    goals.set_goal(crew["Ben"], SECRET, level="personal", visibility="leader")
    passphrases.set_passphrase(crew["Ben"], PASSPHRASE)
    session = resolve_session(crew.session_store, crew.clock, "Ben", "root", recovers=True)
    assert session.viewer.is_guest
    assert session.all(Goal) == []
    with pytest.raises(HuddleError):
        goals.set_goal(session, "Mine", level="personal", visibility="leader")
    with pytest.raises(HuddleError, match="Open Huddle again and type it"):
        entries.log_entry(session, metrics.add_metric(crew["Ana"], "calls"), 3)
