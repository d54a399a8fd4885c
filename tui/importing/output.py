"""Describe the result of an import in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.importing.imports import ImportResult

MAX_SHARED_ACCOUNTS = 3
"""How many accounts touched by somebody else are named; of the others only the number is printed."""


def import_sentences(imported: ImportResult) -> list[str]:
    """Return the outcome of an import, a sentence each."""
    would = "Would be" if imported.dry_run else "Entries"
    lines = [
        f"{count_text(imported.rows, 'row')} read.",
        f"{would} added {imported.added:,}, changed {imported.changed:,}, withdrawn {imported.withdrawn:,}, "
        f"unchanged {imported.unchanged:,}.",
    ]
    lines += imported.notes
    if imported.ignored_lines:
        lines.append(f"Left out, being no rows but a header or a report's end: {lines_text(imported.ignored_lines)}.")
    if imported.targets:
        lines.append(f"{count_text(imported.targets, 'target')} set.")
    if imported.metrics_made:
        lines.append(f"New metrics: {', '.join(imported.metrics_made)}.")
    if imported.members_added:
        lines.append(f"New members: {', '.join(imported.members_added)}.")
    lines += _accounts(imported)
    if imported.names_remembered:
        lines.append(f"{count_text(imported.names_remembered, 'name')} of the file remembered.")
    lines += [question.full_text for question in imported.questions]
    if imported.refusals_file:
        lines.append(
            f"{count_text(imported.refusal_count, 'row')} could not be taken; why, and which: {imported.refusals_file}"
        )
    if imported.dry_run:
        lines.append("Nothing was changed: this was a dry run.")
    return lines


def _accounts(done: ImportResult) -> list[str]:
    accounts = done.accounts
    lines = []
    if accounts.opened:
        are = "account is whose it was" if accounts.opened == 1 else "accounts are whose they were"
        lines.append(f"{accounts.opened:,} {are} won by first.")
    if accounts.shared_count:
        shown = "; ".join(
            f"{shared.account} ({shared.owner}'s; also {', '.join(shared.by[:3])}{' …' if len(shared.by) > 3 else ''})"
            for shared in accounts.shared[:MAX_SHARED_ACCOUNTS]
        )
        more = (
            f"; and {accounts.shared_count - MAX_SHARED_ACCOUNTS:,} more"
            if accounts.shared_count > MAX_SHARED_ACCOUNTS
            else ""
        )
        were = "account was" if accounts.shared_count == 1 else "accounts were"
        count = f"{accounts.shared_count:,}"
        lines.append(f"{count} {were} touched by somebody else too, and nothing moved: {shown}{more}.")
    return lines


def lines_text(numbers: list[int]) -> str:
    """Return the first few line numbers in words: `lines 3, 4 and 2 more`."""
    shown = ", ".join(str(number) for number in numbers[:5])
    more = f" and {len(numbers) - 5} more" if len(numbers) > 5 else ""
    return f"line{'' if len(numbers) == 1 else 's'} {shown}{more}"


def count_text(count: int, what: str) -> str:
    """Return a number of things in words: `1 row`, `1,200 rows`."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"
