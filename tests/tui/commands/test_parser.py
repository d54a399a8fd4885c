"""Where options and negative amounts may stand on the command line."""

from __future__ import annotations

import pytest

from core.commitments.queries import list_commitments
from core.metrics import entries, metrics
from core.values.periods import period_containing
from tests.conftest import Crew
from tests.tui.commands.conftest import Run


@pytest.mark.parametrize(
    "words",
    [
        ("calls", "5", "--on", "yesterday"),
        ("calls", "--on", "yesterday", "5"),
        ("--on", "yesterday", "calls", "5"),
        ("--on=yesterday", "calls", "--note", "by phone", "5"),
    ],
)
def test_options_stand_anywhere(run: Run, crew: Crew, words: tuple[str, ...]) -> None:
    metrics.add_metric(crew["Ana"], "calls")
    status, _, errors = run("Ben", "log", *words)
    assert (status, errors) == (0, "")
    assert logged(crew) == [("2026-11-22", 5)]


def test_options_stand_between_the_words_of_a_text(run: Run, crew: Crew) -> None:
    run("Ben", "commit", "call", "Kessler", "--due", "friday", "at", "noon")
    (commitment,) = list_commitments(crew["Ben"])
    assert commitment.text == "call Kessler at noon"
    assert str(commitment.due) == "2026-11-27"
    run("Ben", "commitment", "reword", "1", "call", "Kessler", "--due", "30 Nov", "twice")
    assert [(found.text, str(found.due)) for found in list_commitments(crew["Ben"], status="open")] == [
        ("call Kessler twice", "2026-11-30")
    ]


def test_two_dashes_end_the_options(run: Run, crew: Crew) -> None:
    run("Ben", "commit", "--due", "friday", "--", "say", "--due", "aloud")
    assert [found.text for found in list_commitments(crew["Ben"])] == ["say --due aloud"]


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("-1,5", -150), ("-2k", -200_000), ("-.5", -50), ("-3", -300), ("-1.054,50", -105_450), ("−4", -400)],
)
def test_negative_amounts_are_no_options(run: Run, crew: Crew, typed: str, amount: int) -> None:
    metrics.add_metric(crew["Ana"], "calls", scale=2)
    status, _, errors = run("Ben", "log", "calls", typed)
    assert (status, errors) == (0, "")
    assert [found for _, found in logged(crew)] == [amount]


def test_an_unknown_option_is_named(run: Run) -> None:
    status, _, errors = run("Ben", "log", "calls", "--nope", "5")
    assert status == 2
    assert "--nope" in errors


def test_an_option_does_not_take_another_for_its_value(run: Run) -> None:
    status, _, errors = run("Ben", "log", "calls", "5", "--note", "--json")
    assert status == 2
    assert "--note" in errors


def test_an_empty_day_is_no_day(run: Run, crew: Crew) -> None:
    metrics.add_metric(crew["Ana"], "calls")
    for words in (
        ("log", "calls", "5", "--on", ""),
        ("commit", "call Kessler", "--due", " "),
        ("goal", "add", "call more", "--due", ""),
        ("absence", "add", ""),
    ):
        status, _, errors = run("Ben", *words)
        assert status == 1
        assert "is not a date" in errors
    assert logged(crew) == []


def logged(crew: Crew) -> list[tuple[str, int]]:
    """Returns day and amount of each of Ben's entries on calls."""
    ben = crew["Ben"]
    found = entries.list_entries(
        ben, metrics.find_metric(ben, "calls"), crew.members["Ben"], period_containing(ben.today, "quarter")
    )
    return [(str(entry.day), entry.amount) for entry in found]
