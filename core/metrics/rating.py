"""How a target stands, in words: where lower is better it is a limit, and no per cent of it reads as success."""

from __future__ import annotations

from core.values.amounts import format_amount, format_percent


def is_over_limit(actual: int | None, target: int | None, better: str) -> bool:
    """Return whether lower is better and the amount is above the target."""
    return better == "lower" and actual is not None and target is not None and actual > target


def format_rating(actual: int | None, target: int | None, better: str, scale: int = 0, unit: str = "") -> str:
    """Return `54%` of a target; where lower is better `3 over` or `within`. Empty without an amount or a target."""
    if actual is None or target is None:
        return ""
    if better == "lower":
        return f"{format_amount(actual - target, scale, unit)} over" if actual > target else "within"
    return format_percent(actual / target) if target else ""


def format_target(target: int | None, better: str, scale: int = 0, unit: str = "") -> str:
    """Return a target's amount as it is shown: `40`; where lower is better `at most 3`."""
    amount = format_amount(target, scale, unit)
    return f"at most {amount}" if better == "lower" and target is not None else amount
