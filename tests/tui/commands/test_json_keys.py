"""The keys in what commands print with `--json`: scripts read them, whatever the fields in the code are called."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.commitments import commitments
from core.meeting import lifecycle
from core.metrics import metrics, targets
from core.overview import planned_celebration
from core.values.clock import system_clock
from core.values.periods import period_containing
from tests.conftest import Crew
from tests.receiver import Receiver
from tui.cli import main

Run = Callable[..., Any]


@pytest.fixture
def run(crew: Crew, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `huddle` as Ana today and returns the JSON that it printed."""
    crew.clock.now = system_clock()

    def run(*words: object) -> Any:
        main(["--db", str(crew.path), "--as", "Ana", *map(str, words), "--json"])
        return json.loads(capsys.readouterr().out)

    return run


def test_digest(crew: Crew, run: Run) -> None:
    ana = crew["Ana"]
    commitments.commit(ana, "Call five lapsed customers", due=ana.today)
    commitments.commit(crew["Ben"], "Come along", helped_member=ana.me)
    calls = metrics.add_metric(ana, "calls")
    targets.set_target(ana, calls, 20, member=ana.me, period=period_containing(ana.today, "week"))
    lifecycle.start_meeting(ana)
    planned_celebration.plan(ana, "Dinner", earned_by="Ten deals")
    printed = run("digest")
    assert set(printed) == {
        "team", "member", "day", "commitments", "kept", "closed", "numbers", "help", "coming", "turn", "feast",
    }  # fmt: skip
    assert set(printed["commitments"][0]) == {"text", "how", "due", "to_confirm"}
    assert set(printed["numbers"][0]) == {
        "title", "actual", "target", "attainment", "pace", "better", "rating", "private",
    }  # fmt: skip
    assert set(printed["help"][0]) == {"text", "by", "due"}
    assert set(printed["coming"]) == {"name", "day", "open", "host", "own"}
    assert set(printed["feast"]) == {"text", "day", "earned_by"}
    assert date.fromisoformat(printed["day"]) == ana.today


def test_import(run: Run, tmp_path: Path) -> None:
    deals = tmp_path / "deals.csv"
    deals.write_text(
        "Deal ID,Deal Name,Deal Stage,Amount,Close Date,Deal Owner\n1,Big one,Closed Won,1000,2026-11-03,nobody\n"
    )
    printed = run("import", deals, "--map", "hubspot-deals")
    assert set(printed) == {
        "dry_run", "rows", "taken", "others", "added", "changed", "unchanged", "counted", "rounded", "withdrawn",
        "targets", "targets_unchanged", "metrics_made", "members_added", "remembered", "left_out", "notes",
        "questions", "unknown", "refused", "refused_count", "accounts", "report",
    }  # fmt: skip
    assert printed["unknown"] == {"nobody": 1}
    assert printed["refused_count"] == 1


def test_webhook_send(crew: Crew, run: Run, receiver: Receiver) -> None:
    run("webhook", "add", "sales", receiver.url)
    crew.clock.now = system_clock()  # what was before the webhook is not sent
    commitments.mark_kept(crew["Ben"], commitments.commit(crew["Ben"], "Call five"))
    (printed, *_) = run("webhook", "send")
    assert set(printed) == {"webhook", "key", "taken", "words", "next_try_at"}
    assert printed["taken"] is True
