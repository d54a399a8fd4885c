"""The `huddle` command: its words, its exit statuses, and the words for the team."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest
from rich.cells import cell_len

from core.team.members import edit_member
from core.team.team import create_team_file
from tests.conftest import Crew, FrozenClock
from tui import cli
from tui.commands import registry
from tui.commands.context import Context
from tui.commands.table import ONE_CELL_RANGES, format_table

WORDS = [word for words in registry.COMMANDS.values() for word in words]


@dataclass(frozen=True)
class Ran:
    status: int
    out: str
    err: str


Huddle = Callable[..., Ran]


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUDDLE_HOME", str(tmp_path / "home"))
    for name in ("HUDDLE_DB", "HUDDLE_TEAM", "HUDDLE_AS", "HUDDLE_DEBUG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def huddle(capsys: pytest.CaptureFixture[str]) -> Huddle:
    def run(*argv: object) -> Ran:
        status = cli.main([str(word) for word in argv])
        printed = capsys.readouterr()
        return Ran(status, printed.out, printed.err)

    return run


@pytest.fixture
def probe(monkeypatch: pytest.MonkeyPatch) -> list[Context]:
    """A word `probe` that does what a test says, and the contexts it was given."""
    given: list[Context] = []

    def run(args: argparse.Namespace, context: Context) -> int:
        given.append(context)
        if isinstance(module.does, BaseException):
            raise module.does
        return module.does or 0

    module = SimpleNamespace(
        add=lambda parser, _word: parser.add_argument("rest", nargs="*"), run=run, does=None, given=given
    )
    monkeypatch.setitem(sys.modules, "tui.commands.probe", module)
    monkeypatch.setitem(registry.COMMANDS, "Probing", {"probe": ("probe", "what a test says")})
    return given


def _does(what: object) -> None:
    sys.modules["tui.commands.probe"].does = what  # type: ignore[attr-defined]


# -- words


@pytest.mark.parametrize("word", WORDS)
def test_every_word_has_a_module_and_tells_what_it_does(word: str, huddle: Huddle) -> None:
    ran = huddle(word, "--help")
    assert ran.status == 0
    assert ran.out.startswith(f"usage: huddle {word}")
    assert huddle("help", word).out == ran.out


@pytest.mark.parametrize("word", WORDS)
def test_no_word_takes_an_option_that_stands_anywhere(word: str) -> None:
    module = next(words[word][0] for words in registry.COMMANDS.values() if word in words)
    parser = argparse.ArgumentParser()
    import_module(f"tui.commands.{module}").add(parser, word)
    parsers = [parser]
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            parsers += action.choices.values()
    options = {option for each in parsers for action in each._actions for option in action.option_strings}
    assert not options & set(registry.GLOBAL_OPTIONS)


def test_help_lists_every_word_once_in_80_columns(huddle: Huddle) -> None:
    lines = huddle("--help").out.splitlines()
    listed = [line.split()[0] for line in lines if line.startswith("  ")]
    assert sorted(listed) == sorted([*WORDS, "huddle"])
    assert max(map(len, lines)) <= 80


def test_help_begins_with_nine_everyday_words(huddle: Huddle) -> None:
    first = huddle("--help").out.partition("Every day\n")[2].partition("\n\n")[0]
    words = [line.split()[0] for line in first.splitlines()]
    assert words == ["meet", "me", "log", "due", "commit", "say", "standings", "one-on-one", "import"]


def test_every_other_word_for_a_command_leads_to_it() -> None:
    assert set(registry.SYNONYMS) <= set(WORDS)
    for command, synonyms in registry.SYNONYMS.items():
        for word in synonyms.split():
            assert word in WORDS or command in cli._suggestions(word) or len(cli._suggestions(word)) == 3, word


@pytest.mark.parametrize("noun", [word for word in WORDS if word not in ("init", "import")])
def test_a_bare_noun_lists(noun: str) -> None:
    module = import_module(
        f"tui.commands.{next(words[noun][0] for words in registry.COMMANDS.values() if noun in words)}"
    )
    parser = argparse.ArgumentParser()
    module.add(parser, noun)
    verbs = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if verbs:
        verb = parser.parse_args(cli._with_verb(parser, ["--json"]))
        assert {"list", "show", None} & set(vars(verb).values())
        parser.parse_args(cli._with_verb(parser, []))


@pytest.mark.parametrize(
    ("alias", "words"),
    [
        (("ladder", "--help"), ("steps", "--help")),
        (("train", "--help"), ("training", "log", "--help")),
        (("goal", "set", "--help"), ("goal", "add", "--help")),
    ],
)
def test_an_older_word_goes_on_working(huddle: Huddle, alias: tuple[str, ...], words: tuple[str, ...]) -> None:
    old, new = huddle(*alias), huddle(*words)
    assert old.status == new.status == 0
    assert old.out.replace("goal set", "goal add") == new.out


def test_the_version_is_the_distributions(huddle: Huddle) -> None:
    from importlib.metadata import version

    assert huddle("--version") == Ran(0, f"huddle {version('huddle-tui')}\n", "")


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (("standing",), "Did you mean: huddle standings"),
        (("qqq",), "huddle --help"),
        (("help", "qqq"), "no command “qqq”"),
        (("--jsno", "me"), "no option --jsno"),
        (("member", "list", "--db"), "--db needs its PATH"),
        (("--as", "--db", "x", "me"), "--as needs its MEMBER"),
        (("--team=", "me"), "--team needs its NAME"),
        (("kpi",), "Did you mean: huddle metric or huddle measure"),
        (("Quota",), "Did you mean: huddle target\n"),
        (("customers",), "Did you mean: huddle account\n"),
        (("blocker",), "Did you mean: huddle hurdle\n"),
        (("steps-formal",), "Did you mean: huddle steps\n"),
        (("warnings",), "huddle signals"),
        (("ladr",), "Did you mean: huddle steps\n"),
        (("rm",), "Did you mean: huddle undo\n"),
        (("ls",), "Did you mean: huddle commitment or huddle metric or huddle member\n"),
        (("member", "list", "--jso"), "unrecognized"),
        (("group", "assign", "Ana"), "one of the arguments"),
    ],
)
def test_wrong_usage_is_two_and_a_sentence(huddle: Huddle, argv: tuple[str, ...], sentence: str) -> None:
    ran = huddle(*argv)
    assert (ran.status, ran.out) == (2, "")
    assert sentence in ran.err
    assert "Traceback" not in ran.err


# -- options anywhere, and the environment


@pytest.mark.parametrize(
    "argv",
    [
        ("--db", "a.huddle", "--as", "Ben", "probe", "x"),
        ("probe", "x", "--db", "a.huddle", "--as", "Ben"),
        ("--db=a.huddle", "probe", "--as=Ben", "x"),
    ],
)
def test_options_stand_before_or_after_the_word(huddle: Huddle, probe: list[Context], argv: tuple[str, ...]) -> None:
    assert huddle(*argv).status == 0
    assert (probe[0].path, probe[0].member_name) == (Path("a.huddle"), "Ben")


def test_after_two_dashes_everything_is_text(huddle: Huddle, probe: list[Context]) -> None:
    assert huddle("probe", "--", "--db", "said").status == 0
    assert probe[0].db is None


def test_the_environment_speaks_where_nothing_is_typed(
    huddle: Huddle, probe: list[Context], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HUDDLE_DB", "from-env.huddle")
    monkeypatch.setenv("HUDDLE_AS", "Jon")
    huddle("probe")
    huddle("probe", "--db", "typed.huddle", "--as", "Lea")
    assert [(str(each.path), each.member_name) for each in probe] == [
        ("from-env.huddle", "Jon"),
        ("typed.huddle", "Lea"),
    ]
    monkeypatch.delenv("HUDDLE_DB")
    assert huddle("init", "Blue", "--leader", "Ana").status == 0
    assert huddle("init", "Red Übung", "--leader", "Ana").status == 0
    monkeypatch.setenv("HUDDLE_TEAM", "blue")
    huddle("probe")
    huddle("probe", "--team", "Red Übung")
    assert [each.path for each in probe[2:]] == [tmp_path / "home/blue.huddle", tmp_path / "home/red-ubung.huddle"]
    monkeypatch.setenv("HUDDLE_TEAM", "green")
    ran = huddle("member", "list")
    assert ran.status == 1
    assert "Teams: blue, red-ubung" in ran.err


# -- what goes wrong


@pytest.mark.parametrize(
    ("error", "status", "sentence"),
    [
        (PermissionError(13, "Permission denied", "/x.huddle"), 1, "huddle: /x.huddle: Permission denied.\n"),
        (ZeroDivisionError("oh"), 1, "HUDDLE_DEBUG=1"),
        (KeyboardInterrupt(), 130, ""),
        (BrokenPipeError(), 141, ""),
    ],
)
def test_what_nobody_foresaw_is_no_traceback(
    huddle: Huddle, probe: list[Context], error: BaseException, status: int, sentence: str
) -> None:
    _does(error)
    ran = huddle("probe")
    assert ran.status == status
    assert sentence in ran.err
    assert bool(sentence) == bool(ran.err)
    assert "Traceback" not in ran.err


def test_debugging_shows_where_it_came_from(
    huddle: Huddle, probe: list[Context], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUDDLE_DEBUG", "1")
    _does(ZeroDivisionError("oh"))
    with pytest.raises(ZeroDivisionError):
        huddle("probe")


def test_a_commands_own_status_is_kept(huddle: Huddle, probe: list[Context]) -> None:
    _does(3)
    assert huddle("probe").status == 3


@pytest.mark.parametrize("argv", [(), ("meet",), ("member", "list"), ("capture",)])
def test_without_a_team_it_says_how_to_get_one(huddle: Huddle, argv: tuple[str, ...]) -> None:
    ran = huddle(*argv)
    assert ran.status == 1
    assert "huddle init" in ran.err
    assert "huddle demo" in ran.err


@pytest.mark.parametrize("argv", [(), ("meet", "--room"), ("capture", "--group", "north"), ("board",)])
def test_a_screen_without_a_terminal_is_refused(
    huddle: Huddle, crew: Crew, argv: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "__stdin__", None)
    ran = huddle(*argv, "--db", crew.path, "--as", "Ana")
    assert ran.status == 1
    assert "There is no terminal here" in ran.err


# -- init, member, group

CSV = "name,role,group,territory\nAna Ruiz,leader,North,Ruhr\nBen Okafor,,North,Berlin\nLea,boss,,\n"


def test_init_makes_a_team_once(huddle: Huddle, tmp_path: Path) -> None:
    made = huddle("init", "Northwind West", "--leader", "Ana Ruiz")
    path = tmp_path / "home" / "northwind-west.huddle"
    assert (made.status, made.err) == (0, "")
    assert f"Created team Northwind West in {path}. Leader: Ana Ruiz." in made.out
    assert "huddle member add" in made.out
    before = path.read_bytes()
    again = huddle("init", "northwind west", "--leader", "Mia")
    assert (again.status, again.out) == (1, "")
    assert "already holds the team Northwind West" in again.err
    assert path.read_bytes() == before
    assert [each["name"] for each in json.loads(huddle("member", "list", "--json").out)] == ["Ana Ruiz"]


def test_init_with_members_takes_the_files_leader(huddle: Huddle, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(CSV)
    made = huddle("init", "West", "--members", file, "--db", tmp_path / "w.huddle")
    assert made.status == 0
    assert "Leader: Ana Ruiz." in made.out
    assert "added: 1, updated: 1, rejected: 1" in made.out
    assert made.err == "huddle: line 4 was rejected: “boss” is not a valid role. Use leader, seller or watcher.\n"
    # Whoever founded the team is known by their login: no --as from here on.
    listed = json.loads(huddle("group", "list", "--json", "--db", tmp_path / "w.huddle").out)
    assert listed["groups"] == [{"name": "North", "scribe": None, "members": ["Ana Ruiz", "Ben Okafor"]}]


def test_init_with_a_file_that_is_not_there_makes_nothing(huddle: Huddle, tmp_path: Path) -> None:
    ran = huddle("init", "West", "--members", tmp_path / "people.csv")
    assert ran.status == 1
    assert "Can't read" in ran.err
    assert not (tmp_path / "home").exists()


def test_init_leaves_another_programs_file_alone(huddle: Huddle, tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear all, " * 200)
    ran = huddle("init", "West", "--leader", "Ana", "--db", file)
    assert ran.status == 1
    assert "is not a Huddle file" in ran.err
    assert file.read_text() == "Dear all, " * 200


def test_a_member_from_joining_to_leaving(huddle: Huddle, crew: Crew, tmp_path: Path) -> None:
    def as_(who: str, *words: object) -> Ran:
        return huddle("--db", crew.path, "--as", who, *words)

    assert as_("ana", "member", "add", "Mia Lang", "--group", "East", "--kind", "hunter").status == 0
    assert as_("mia", "member", "edit", "mia", "--territory", "Ruhr").out == "Mia Lang changed.\n"
    assert as_("mia", "member", "edit", "mia", "--territory", "Ruhr").out == "Mia Lang has not changed.\n"
    assert as_("mia", "member", "edit", "ben", "--territory", "Ruhr").status == 1
    assert "Add what to change" in as_("mia", "member", "edit", "mia").err
    shown = as_("tom", "member", "list").out.splitlines()
    assert shown[0].split() == ["Ana", "Ruiz", "leader", "North"]
    assert shown[-1].split() == ["Mia", "Lang", "seller", "hunter", "East", "Ruhr"]
    assert "Mia Lang left the team" in as_("ana", "member", "leave", "mia").out
    assert "Mia" not in as_("ana", "member", "list").out
    assert "left 20" in as_("ana", "member", "list", "--all").out
    assert "left the team" in as_("Mia Lang", "member", "list").err

    file = tmp_path / "people.csv"
    file.write_text(CSV)
    done = json.loads(as_("ana", "member", "import", file, "--json").out)
    assert (done["added"], done["updated"]) == (0, 2)
    assert done["refused"] == [{"line": 4, "reason": "“boss” is not a valid role. Use leader, seller or watcher."}]


def test_a_login_is_shown_to_its_owner_and_the_leader_alone(huddle: Huddle, crew: Crew) -> None:
    edit_member(crew["Ana"], crew.members["Jon"], login="jw")

    def logins(who: str) -> set[str | None]:
        return {each["login"] for each in json.loads(huddle("member", "list", "--json", *who, "--db", crew.path).out)}

    assert logins(("--as", "Ana")) == logins(("--as", "Jon")) == {None, "jw"}  # type: ignore[arg-type]
    assert logins(("--as", "Ben")) == {None}  # type: ignore[arg-type]


def test_groups_at_the_command_line(huddle: Huddle, crew: Crew) -> None:
    def ana(*words: object) -> Ran:
        return huddle("group", *words, "--db", crew.path, "--as", "Ana")

    assert ana("add", "East").status == 0
    assert ana("assign", "Lea", "east").out == "Lea Brandt is in East.\n"
    assert ana("scribe", "east", "Lea").out == "Lea Brandt types for East.\n"
    listed = ana("list")
    assert "East   1  Lea Brandt types  Lea Brandt" in listed.out
    assert "North has 2 members" in listed.err
    assert ana("scribe", "east", "--none").out == "No one types for East.\n"
    assert ana("assign", "Lea", "--none").out == "Lea Brandt is in no group.\n"
    assert "is not in East" in ana("scribe", "east", "Ben").err
    split = ana("split")
    assert split.out == "North  4  Ana Ruiz, Ben Okafor, Jon Weiss, Lea Brandt\n"
    assert ana("split") == split


def test_columns_stand_under_each_other_in_any_script() -> None:
    lines = format_table([("Zoë", "", "x"), ("王小明", "", "y"), ("Zoe\u0308", "", "z")]).splitlines()
    assert lines == ["Zoë     x", "王小明  y", "Zoe\u0308     z"]
    assert format_table([]) == ""
    family = "\N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL}"
    assert format_table([(family, "x"), ("ab", "y")]).splitlines() == [f"{family}  x", "ab  y"]


# -- real processes


def _process(*argv: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "tui.cli", *argv],
        capture_output=True,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )


@pytest.mark.process
def test_exit_statuses_of_a_real_process(tmp_path: Path) -> None:
    assert _process("--version").returncode == 0
    assert _process("init", "West", "--leader", "Ana").returncode == 0
    failed = _process("member", "leave", "Ana")
    assert (failed.returncode, failed.stdout) == (1, b"")
    assert failed.stderr.startswith(b"huddle: The team needs a leader.")
    assert failed.stderr.count(b"\n") == 1
    assert _process("nope").returncode == 2


@pytest.mark.process
def test_a_terminal_that_shows_only_ascii_gets_question_marks(tmp_path: Path) -> None:
    assert _process("init", "Übung", "--leader", "Zoë", "--db", str(tmp_path / "u.huddle")).returncode == 0
    ascii_only = {"PYTHONIOENCODING": "ascii", "HUDDLE_DB": str(tmp_path / "u.huddle")}
    shown = _process("member", "list", env=ascii_only)
    assert (shown.returncode, shown.stdout) == (0, b"Zo?  leader\n")
    assert json.loads(_process("member", "list", "--json", env=ascii_only).stdout)[0]["name"] == "Zoë"


@pytest.mark.process
def test_a_reader_that_goes_away_ends_it_quietly(crew: Crew) -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        ran = subprocess.run(
            [sys.executable, "-m", "tui.cli", "member", "list", "--db", str(crew.path), "--as", "Ana"],
            stdout=write,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    finally:
        os.close(write)
    assert (ran.returncode, ran.stderr) == (128 + signal.SIGPIPE, b"")


@pytest.mark.process
def test_a_quick_word_imports_nothing_heavy() -> None:
    code = """
import sys
from tui import cli
cli.main(["--help"])
cli.main(["--version"])
import tui.commands.context
heavy = {"textual", "rich", "pydantic", "sqlite_utils", "argparse", "sqlite3", "pysqlite3"} & set(sys.modules)
sys.exit(f"imported: {heavy}" if heavy else 0)
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60, check=False)
    assert (ran.returncode, ran.stderr) == (0, b"")


def test_what_takes_one_place_is_what_rich_says_of_it() -> None:
    for first, last in ONE_CELL_RANGES:
        letters = [chr(code) for code in range(ord(first), ord(last) + 1)]
        assert [letter for letter in letters if cell_len(letter) != 1] == []


@pytest.mark.process
def test_columns_in_latin_letters_load_no_rich() -> None:
    code = """
import sys
from tui.commands.table import format_table
print(format_table([("Zoë Łuć", "x"), ("Ana “A.” Ruiz", "→ 5 € · 12 Oct")]))
sys.exit("rich" in sys.modules)
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60, check=False)
    assert (ran.returncode, ran.stderr) == (0, b"")


@pytest.mark.process
def test_the_demo_draws_its_frame_and_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    ran = _process("demo", "--check", env={"TMPDIR": str(tmp_path / "tmp"), "HUDDLE_AS": "Somebody Else"})
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert b"was opened and drawn" in ran.stdout
    assert list((tmp_path / "tmp").iterdir()) == []
    assert not (tmp_path / "home").exists()


def test_the_sample_team_can_be_kept_in_a_file(huddle: Huddle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def build(path: Path, clock: FrozenClock) -> None:
        create_team_file(path, "Sample", "Ana Ruiz").store.close()

    monkeypatch.setattr("core.sample.build.build_sample", build)
    path = tmp_path / "try it.huddle"
    ran = huddle("demo", "--keep", path)
    assert ran.status == 0
    commands = [line.strip() for line in ran.out.splitlines() if line.startswith("  huddle")]
    assert len(commands) == 5
    assert all(command.endswith(f"--db '{path}' --as 'Ana Ruiz'") for command in commands)
    assert huddle("member", "--db", path, "--json").status == 0
    before = path.read_bytes()
    again = huddle("demo", "--keep", path)
    assert (again.status, again.err) == (
        1, f"huddle: {path} exists already. Name a new file with: huddle demo --keep FILE\n"
    )  # fmt: skip
    assert path.read_bytes() == before


def test_a_sample_team_that_fails_leaves_no_file(
    huddle: Huddle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build(path: Path, clock: FrozenClock) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("core.sample.build.build_sample", build)
    assert huddle("demo", "--keep", tmp_path / "new" / "sample.huddle").status == 1
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("option", ["--db", "--team"])
def test_the_demo_opens_no_other_team_and_says_so(
    tmp_path: Path, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["demo", "--check", option, str(tmp_path / "west.huddle")]) == 1
    assert f"so {option} opens nothing here" in capsys.readouterr().err
