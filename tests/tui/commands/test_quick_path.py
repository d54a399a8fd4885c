"""`huddle me` prints and leaves: what it loads is what it costs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date

import pytest

from core.metrics.metrics import add_metric
from core.metrics.targets import set_target
from core.team.team import edit_team
from core.values.periods import period_between
from tests.conftest import Crew

HEAVY = (
    "cryptography",
    "pydantic", "sqlite_utils", "textual", "rich", "typing_extensions", "asyncio", "dataclasses", "inspect", "decimal",
    "fractions", "holidays", "tomllib", "logging", "importlib.metadata", "click",
)  # fmt: skip
"""What is slow to import, or draws in what is."""

SAY_WHAT_IS_LOADED = """
import sys
from tui.cli import main
status = main(sys.argv[1:])
print("loaded: " + " ".join(name for name in {heavy!r} if name in sys.modules))
sys.exit(status)
"""

pytestmark = [pytest.mark.process, pytest.mark.days]


def run(crew: Crew, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    # A child without the coverage and assertion hooks of this process, and with nobody's own settings.
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("HUDDLE_", "PYTHON", "COV"))}
    return subprocess.run(
        [sys.executable, "-c", SAY_WHAT_IS_LOADED.format(heavy=HEAVY), *words, "--db", str(crew.path)],
        capture_output=True,
        text=True,
        env=clean | {"PYTHONIOENCODING": "utf-8"} | env,
        check=False,
    )


def test_what_is_due_and_what_could_be_typed_load_nothing_heavy(crew: Crew) -> None:
    edit_team(crew["Ana"], country="DE")
    # The child goes by the computer's own clock: its year's holidays are stored by the first session, not here.
    run(crew, "team", "show", HUDDLE_AS="ben")
    for words in (("due",), ("__complete", "log", "")):
        done = run(crew, *words, HUDDLE_AS="ben")
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines()[-1] == "loaded: "


@pytest.mark.parametrize("how", [(), ("--short",)])
def test_me_loads_nothing_heavy(crew: Crew, how: tuple[str, ...]) -> None:
    calls = add_metric(crew["Ana"], "calls")
    # The child goes by the computer's own clock, so the target is one that always runs.
    always = period_between(date(2000, 1, 1), date(2999, 12, 31))
    set_target(crew["Ana"], calls, 40, member=crew.members["Ben"], period=always)
    done = run(crew, "me", *how, HUDDLE_AS="ben")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "loaded: "
    assert "calls, 1 Jan 2000 – 31 Dec 2999" in done.stdout


def test_who_is_unclear_gets_the_long_way_and_its_sentence(crew: Crew) -> None:
    done = run(crew, "me", "--as", "nobody")
    assert done.returncode == 1
    assert "No member named “nobody”" in done.stderr
    assert "dataclasses" in done.stdout.splitlines()[-1]


def test_a_prefix_is_found_the_long_way(crew: Crew) -> None:
    done = run(crew, "me", "--as", "oka", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.rpartition("loaded: ")[0])["member"] == "Ben Okafor"
