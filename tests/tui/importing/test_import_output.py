"""What is said of a dry run and of an import, and what an import in progress tells, without a screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.importing.mapping import parse_map
from core.importing.member_lookup import UNKNOWN_REASON
from core.importing.proposals import Proposal
from core.importing.questions import PossibleAnswer, Question
from core.importing.refusals import Refusal
from core.importing.result import ImportProgress, ImportResult
from tui import keymap
from tui.importing.file_import import FileImport, ImportStopped
from tui.importing.lines import column_choices, describe_dry_run
from tui.importing.output import lines_text
from tui.keymap import Verb

MAP = parse_map(
    {"columns": {"member": ["who"], "on": "day", "key": ["id"]}, "entry": [{"metric": "calls", "amount": "calls"}]}
)
QUESTION = Question("day", "Which is the month?", "dates", (PossibleAnswer(value="%d/%m/%Y", text="the second"),))


def proposal() -> Proposal:
    rows = (("1", "Jon", "2026-11-03", "5"), ("2", "Lea"))
    return Proposal(Path("calls.csv"), MAP, "a guess by its columns", ("id", "who", "day", "calls"), rows, "")


def test_numbers_of_lines_and_of_rows() -> None:
    assert lines_text([2]) == "line 2"
    assert lines_text([1, 2, 3, 4, 5, 6, 7]) == "lines 1, 2, 3, 4, 5 and 2 more"


def key_label(verb: Verb, _binding_id: str) -> str:
    return keymap.label(verb)


def test_a_dry_run_counts_unknown_people_apart_from_other_refused_rows() -> None:
    dry_run = ImportResult(
        dry_run=True, rows=9, unknown_names={"Mia": 2, "Tim": 1}, refusal_count=8, questions=[QUESTION]
    )
    dry_run.refusals = [Refusal(1, f"{UNKNOWN_REASON} Mia"), *(Refusal(line, "not an amount") for line in range(2, 7))]
    assert describe_dry_run(dry_run, key_label)[2:] == [
        "3 rows name 2 people not on the team. Press e to match or a to add them.",
        "5 rows could not be imported:",
        "  line 2: not an amount",
        "  line 3: not an amount",
        "  line 4: not an amount",
    ]


def test_a_column_is_offered_with_its_first_value() -> None:
    assert [(choice.value, choice.right) for choice in column_choices(proposal())] == [
        ("id", "1"), ("who", "Jon"), ("day", "2026-11-03"), ("calls", "5"),
    ]  # fmt: skip


def test_the_outcome_is_the_progress_the_refusal_or_what_would_be_done() -> None:
    file_import = FileImport(proposal(), key_label, add_members=False, people={"ben": "Ben Okafor"})
    assert file_import.map.people == {"ben": "Ben Okafor"}
    assert file_import.describe_outcome() == ""
    file_import.is_running = True
    assert file_import.describe_outcome() == "reading the file…"
    file_import.take_progress(ImportProgress("taking", 5, 10, 0.5))
    assert file_import.describe_outcome() == "50%  taking  5 of 10 rows…"
    file_import.stop()
    with pytest.raises(ImportStopped):
        file_import.take_progress(ImportProgress("taking", 6, 10, 0.6))
    file_import.finish()
    file_import.dry_run = ImportResult(dry_run=True, rows=1, unknown_names={"Mia": 1}, refusal_count=1)
    assert "1 row names 1 person not on the team" in file_import.describe_outcome()
    assert "Press e to match the people, or a to add them" in file_import.reason_not_to_import
    file_import.dry_run.added = 1
    assert file_import.reason_not_to_import == ""


def test_each_column_is_asked_about_once_and_an_open_order_of_days_is_a_refusal() -> None:
    file_import = FileImport(proposal(), key_label, add_members=False)
    file_import.dry_run = ImportResult(dry_run=True, questions=[QUESTION])
    assert file_import.next_question() is QUESTION
    file_import.mark_asked(QUESTION)
    assert file_import.next_question() is None
    file_import.decline(QUESTION)
    assert 'dates = "%d/%m/%Y"' in file_import.describe_outcome()
