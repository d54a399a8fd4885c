from __future__ import annotations

import pytest

from core.metrics.rating import format_rating, format_target, is_over_limit


@pytest.mark.parametrize(
    ("actual", "target", "better", "says"),
    [
        (6, 3, "lower", "3 over"),
        (3, 3, "lower", "within"),
        (0, 0, "lower", "within"),
        (1, 0, "lower", "1 over"),
        (6, 3, "higher", "200%"),
        (0, 3, "higher", "0%"),
        (None, 3, "lower", ""),
        (6, None, "lower", ""),
        (6, None, "higher", ""),
    ],
)
def test_how_a_target_stands(actual: int | None, target: int | None, better: str, says: str) -> None:
    assert format_rating(actual, target, better) == says
    assert is_over_limit(actual, target, better) == says.endswith("over")


def test_a_target_where_lower_is_better_is_a_limit() -> None:
    assert (format_target(3, "lower"), format_target(3, "higher"), format_target(None, "lower")) == (
        "at most 3",
        "3",
        "–",
    )
