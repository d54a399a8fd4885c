"""What a command prints acts on no terminal, and what was stored is told apart from what was printed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.metrics.metrics import add_metric
from core.models import Entry
from tests.conftest import Crew
from tui import cli

EVIL = "\x1b]0;pwned\x07\x1b[2J\x9b31m"

linux = pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUDDLE_HOME", str(tmp_path / "home"))
    for name in ("HUDDLE_DB", "HUDDLE_TEAM", "HUDDLE_AS", "HUDDLE_DEBUG"):
        monkeypatch.delenv(name, raising=False)


def has_controls(text: str) -> bool:
    return any((ord(character) < 32 and character not in "\n\t") or 127 <= ord(character) < 160 for character in text)


@pytest.mark.parametrize(
    "argv",
    [
        ("--db", f"/nowhere/{EVIL}x.huddle", "member", "list"),
        ("--db", f"/nowhere/{EVIL}x.huddle", "me"),
        ("--db", f"/nowhere/{EVIL}x.huddle", "check"),
        ("--team", f"x{EVIL}", "me"),
        ("member", "list", f"--{EVIL}"),
        (f"mem{EVIL}", "list"),
        ("member", f"{EVIL}"),
        ("log", "calls", f"5{EVIL}"),
        ("import", f"/nowhere/{EVIL}.csv"),
        ("member", "import", f"/nowhere/{EVIL}.csv"),
        ("absence", "add", f"{EVIL}"),
    ],
)
def test_no_word_reaches_the_terminal_as_a_command(
    crew: Crew, argv: tuple[str, ...], capfd: pytest.CaptureFixture[str]
) -> None:
    add_metric(crew["Ana"], "calls")
    options = () if "--db" in argv or "--team" in argv else ("--db", str(crew.path), "--as", "Ana")
    status = cli.main([*argv, *options])
    printed = capfd.readouterr()
    assert status in (1, 2)
    assert not has_controls(printed.out + printed.err)
    assert "Traceback" not in printed.err


@pytest.mark.parametrize("name", ["HUDDLE_DB", "HUDDLE_TEAM", "HUDDLE_AS", "HUDDLE_HOME", "LOGNAME"])
def test_the_environment_does_not_either(
    crew: Crew, name: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    if name not in ("HUDDLE_DB", "HUDDLE_TEAM", "HUDDLE_HOME"):
        monkeypatch.setenv("HUDDLE_DB", str(crew.path))
    monkeypatch.setenv(name, f"{tmp_path}/{EVIL}" if name in ("HUDDLE_DB", "HUDDLE_HOME") else f"x{EVIL}")
    for words in (("me",), ("member", "list"), ("due",), ("check",)):
        cli.main(list(words))
    printed = capfd.readouterr()
    assert not has_controls(printed.out + printed.err)


def test_a_file_with_such_a_name_is_imported_quietly(
    crew: Crew, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    add_metric(crew["Ana"], "calls")
    file = tmp_path / f"a{EVIL}b.csv".replace("/", "")
    file.write_text("owner;closed;deal;value\nAna Ruiz;2026-11-20;1;5\nNobody\x1b[31m;2026-11-20;2;5\n", "utf-8")
    map_file = tmp_path / "map.toml"
    map_file.write_text(
        '[columns]\nmember = "owner"\non = "closed"\nkey = "deal"\n[[entry]]\nmetric = "calls"\namount = "value"\n',
        "utf-8",
    )
    for words in (["--map", str(map_file)], ["--map", str(map_file), "--json"], []):
        cli.main(["import", str(file), *words, "--db", str(crew.path), "--as", "Ana"])
        printed = capfd.readouterr()
        assert printed.out or printed.err
        assert not has_controls(printed.out + printed.err)


# -- standard output is closed or full


def log(crew: Crew, redirection: str, *words: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("HUDDLE_DEBUG")}
    command = [sys.executable, "-m", "tui.cli", *words, "--db", str(crew.path), "--as", "Ana"]
    script = f'"$@" {redirection}'
    return subprocess.run(
        ["bash", "-c", script, "bash", *command], capture_output=True, text=True, check=False, env=clean, timeout=60
    )


@pytest.mark.process
@linux
@pytest.mark.parametrize(("redirection", "also"), [(">&-", ()), ("> /dev/full", ()), ("> /dev/full", ("--json",))])
def test_an_entry_that_was_stored_is_not_reported_as_failed(
    crew: Crew, redirection: str, also: tuple[str, ...]
) -> None:
    add_metric(crew["Ana"], "calls")
    done = log(crew, redirection, "log", "calls", "5", *also)
    assert [entry.amount for entry in crew.store.read(Entry)] == [5]
    assert done.returncode == 0
    assert done.stderr.startswith("huddle: Your input is saved.")


@pytest.mark.process
@linux
def test_what_was_done_to_a_file_is_not_reported_as_failed(crew: Crew, tmp_path: Path) -> None:
    crew.close()
    backup = tmp_path / "backup.huddle"
    written = log(crew, "> /dev/full", "backup", str(backup))
    assert (written.returncode, backup.exists()) == (0, True)
    assert written.stderr.startswith(f"huddle: Backup written: {backup}. Only the answer could not be printed")
    restored = log(crew, ">&-", "restore", "--from", str(backup), "--json")
    assert restored.returncode == 0
    assert restored.stderr.startswith(
        f"huddle: Restored: {crew.path} now has the content of {backup}. The file it replaces"
    )
    exported = log(crew, "> /dev/full", "export", str(tmp_path / "tables"))
    assert (exported.returncode, (tmp_path / "tables").is_dir()) == (0, True)


@pytest.mark.process
@linux
@pytest.mark.parametrize(
    ("redirection", "words"),
    [(">&-", ("me",)), ("> /dev/full", ("member", "list")), (">&-", ("--help",)), ("> /dev/full", ("help", "log"))],
)
def test_what_only_reads_says_that_it_could_not_be_printed(
    crew: Crew, redirection: str, words: tuple[str, ...]
) -> None:
    done = log(crew, redirection, *words)
    assert done.returncode == 1
    assert done.stderr.startswith("huddle: The answer could not be printed: ")
    assert "Traceback" not in done.stderr


@pytest.mark.process
def test_a_reader_that_has_gone_hears_of_no_failure_either(crew: Crew) -> None:
    add_metric(crew["Ana"], "calls")
    done = log(crew, "| true; exit ${PIPESTATUS[0]}", "log", "calls", "5")
    assert [entry.amount for entry in crew.store.read(Entry)] == [5]
    assert done.returncode == 0
    assert "failed" not in done.stderr


@pytest.mark.process
def test_without_standard_error_it_ends_with_its_status(crew: Crew) -> None:
    assert log(crew, "2>&-", "log", "nothing", "5").returncode == 1
