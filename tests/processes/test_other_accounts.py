"""Somebody with another account on this computer, who has SQLite, Python and an hour."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.conversations import ladder, one_on_one
from core.conversations.ladder_document import write_document, write_text
from core.conversations.receipts import format_receipts, make_receipts
from core.drafts.form_drafts import FormDrafts
from core.goals import goals
from core.maintenance import seen
from core.maintenance.backups import back_up
from core.maintenance.check import check_file, compare_receipts
from core.maintenance.member_export import export_member
from core.meeting import lifecycle
from core.outgoing.export import export_tables
from core.team import kept_keys, passphrases
from data.automatic_copies import keep_daily_copy
from data.new_file import NewFile
from data.sqlite import LOG_ENDINGS, NOTIFY_ENDING
from tests.conftest import Crew, FrozenClock
from tests.core.talks import WORDS, with_key
from tui.cli import main

ANOTHER, GROUP = 54322, 54320
MARK = "KESTREL"
"""In what is written for few people."""

pytestmark = [
    pytest.mark.process,
    pytest.mark.locked,
    pytest.mark.skipif(
        not hasattr(os, "geteuid") or os.geteuid() != 0 or shutil.which("setpriv") is None,
        reason="only root can act as several users, with setpriv",
    ),
]

READ_ALL = f"""
import os, sys
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        try:
            with open(os.path.join(folder, name), "rb") as file:
                print(name, b"{MARK}" in file.read())
        except OSError:
            pass
"""
"""Prints each file below a folder that can be read, and whether the mark is in it."""

EXECUTE = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
    connection.execute(f'DROP TRIGGER "{name}"')
for statement in sys.argv[2:]:
    for row in connection.execute(statement):
        print(*row)
connection.commit()
"""


def by_another(code: str, *arguments: object, group: int = ANOTHER) -> str:
    """Runs Python, without Huddle, as another user, and returns what it printed. Fails as it fails."""
    user = ["setpriv", f"--reuid={ANOTHER}", f"--regid={group}", "--clear-groups", sys.executable, "-I", "-S"]
    if subprocess.run([*user, "-c", ""], capture_output=True, check=False).returncode:
        pytest.skip("another user cannot run this Python")
    ran = subprocess.run([*user, "-c", code, *map(str, arguments)], capture_output=True, text=True, check=False)
    if ran.returncode:
        raise PermissionError(ran.stderr)
    return ran.stdout


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that everybody may enter, with this user's files in it. No umask closes what is made in it."""
    folder = Path(tempfile.mkdtemp(prefix="huddle-accounts-"))
    folder.chmod(0o755)
    monkeypatch.setenv("HUDDLE_HOME", str(folder / "home"))
    mask = os.umask(0)
    yield folder
    os.umask(mask)
    shutil.rmtree(folder)


@pytest.fixture
def team(folder: Path, clock: FrozenClock) -> Iterator[Crew]:
    """A team in that folder, made as Huddle makes one. Its sessions stay open, so its log is there."""
    new = NewFile(folder / "team.huddle")
    new.make()
    crew = Crew(new.path, clock)
    yield crew
    crew.close()


def write_for_few(crew: Crew) -> None:
    """A note and a goal that are sealed, and a formal step that is not."""
    ana, jon = with_key(crew["Ana"]), with_key(crew["Jon"])
    one_on_one.add_own_note(jon, ana.me, f"{MARK} note")
    goals.set_goal(jon, f"{MARK} goal", level="personal")
    ladder.sign(jon, ladder.take_step(ana, jon.me, "direct talk", "We talked", obstacle="x", help_offered="y"), WORDS)


def test_another_account_reads_nothing_of_what_huddle_writes(team: Crew, folder: Path) -> None:
    """Attack 1, where a team is its owner's alone."""
    ana, jon = team["Ana"], team["Jon"]
    write_for_few(team)
    kept_keys.keep_unlocked(jon)
    FormDrafts(jon).save("goal", {"text": MARK})
    seen.look(team.path)
    export_tables(jon, folder / "export")
    export_member(jon, jon.me, folder / "mine")
    back_up(team.path, folder / "backup.huddle")
    assert keep_daily_copy(team.path, ana.today)
    write_text(format_receipts(make_receipts(jon, jon.me)), folder / "receipt.json")
    write_document(ana, jon.me, folder / "steps.html")
    lifecycle.start_meeting(ana)
    for words in (("minutes", "--out", str(folder / "minutes.txt")), ("calendar", str(folder / "days.ics"))):
        assert main(["--db", str(team.path), "--as", "Ben", *words]) == 0
    mine = {path.name for path in folder.rglob("*") if path.is_file()}
    assert {"team.huddle", "team.huddle-wal", "team.huddle-shm", "team.huddle-bell", "backup.huddle"} <= mine
    assert len(mine) > 40
    assert by_another(READ_ALL, folder) == ""
    with pytest.raises(PermissionError, match="unable to open"):
        by_another(EXECUTE, team.path, "SELECT name FROM member")


def test_other_accounts_of_the_folder_read_all_but_sealed_words(team: Crew, folder: Path) -> None:
    """Attack 1, where a folder is a group's: with SQLite, and a look at the bytes of all that lies there."""
    write_for_few(team)
    shared = folder / "shared"
    shared.mkdir()
    for ending in ("", *LOG_ENDINGS[:2], NOTIFY_ENDING):
        shutil.copyfile(f"{team.path}{ending}", shared / f"team.huddle{ending}")
    for path in (shared, *shared.iterdir()):
        os.chown(path, 0, GROUP)
        path.chmod(0o2770 if path == shared else 0o660)
    assert by_another(READ_ALL, shared) == "", "they are in no group"
    assert sorted(by_another(READ_ALL, shared, group=GROUP).splitlines()) == [
        f"team.huddle{ending} False" for ending in ("", NOTIFY_ENDING, *sorted(LOG_ENDINGS[:2]))
    ]
    read = by_another(EXECUTE, shared / "team.huddle", "SELECT text FROM conversation", group=GROUP)
    assert "We talked" in read, "rules keep nobody from the file itself, as docs/privacy.md says"
    read = by_another(EXECUTE, shared / "team.huddle", "SELECT text FROM point", "SELECT text FROM goal", group=GROUP)
    assert MARK not in read


def share(path: Path) -> None:
    """Gives the file to a group, with its folder, and closes it to all others."""
    os.chown(path.parent, 0, GROUP)
    path.parent.chmod(0o2775)
    os.chown(path, 0, GROUP)
    path.chmod(0o660)


def test_a_step_rewritten_by_another_account_is_detected(team: Crew, folder: Path) -> None:
    """Attack 5, by an account that has no key of either."""
    write_for_few(team)
    jon = team["Jon"]
    receipts = format_receipts(make_receipts(jon, jon.me))
    seen.look(team.path)
    team.close()
    share(team.path)
    weaker = "json_set({moment}, '$.text', 'We agreed')"
    by_another(
        EXECUTE,
        team.path,
        "UPDATE conversation SET text = 'We agreed' WHERE kind = 'step'",
        f"UPDATE journal_row SET after = {weaker.format(moment='after')} WHERE row_table = 'conversation'",
        group=GROUP,
    )
    problems = check_file(team.path)
    assert any("“direct talk”" in problem and "signed" in problem for problem in problems)
    assert "differs in this file" in compare_receipts(team.path, receipts)[1][0]
    assert seen.compare(team.path) == [], "the head is as it was: the check has found it"


def test_an_export_and_the_journal_hold_nothing_to_guess_a_passphrase_from(team: Crew, folder: Path) -> None:
    """Attack 6: by a teammate with an export, and by an account that shares the file."""
    for old, new in (("", WORDS), (WORDS, "four plain words here")):
        passphrases.set_passphrase(team["Jon"], new, old=old)
    passphrases.make_new_key(team["Jon"], "four plain words here")
    boxes = [json.loads(row["box"]) for row in team.store.query("SELECT box FROM member_lock")]
    secrets = [box[name] for box in boxes for name in ("salt", "box")]
    assert len(secrets) == 2
    for name in ("Ana", "Ben", "Jon"):
        written = b"".join(path.read_bytes() for path in export_tables(team[name], folder / name))
        assert not [secret for secret in secrets if secret.encode() in written]
    team.close()
    share(team.path)
    columns = "SELECT group_concat(ifnull(before, '') || ifnull(after, '')) FROM journal_row"
    read = by_another(EXECUTE, team.path, columns, "SELECT box FROM member_lock", group=GROUP)
    journal, lock = read.strip().rsplit("\n", 1)
    assert secrets[0] in lock
    assert not [secret for secret in secrets if secret in journal]
    assert '"kdf": "scrypt"' in lock
    assert WORDS not in read
