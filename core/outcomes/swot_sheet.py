"""The SWOT sheet for people outside the team who can change what it cannot: one page as Markdown, HTML or CSV."""

from __future__ import annotations

import csv
import io
from html import escape

from core.outcomes.swot import AudienceSheet, SwotItem
from core.values.csv_safety import escape_formula
from core.values.markdown import escape_markdown
from core.values.periods import format_date
from core.values.text import format_count

QUADRANT_TITLES = {
    "strengths": "What we are good at",
    "weaknesses": "What we could do better",
    "opportunities": "What we could win",
    "threats": "What could harm us",
}
"""The heading of each quadrant."""


def format_sheet_markdown(sheet: AudienceSheet) -> str:
    """Return the sheet in Markdown; the members' texts are escaped."""
    lines = [f"# {escape_markdown(_title(sheet))}", "", escape_markdown(_subtitle(sheet)), ""]
    for quadrant in sheet.quadrants:
        lines += [f"## {QUADRANT_TITLES[quadrant.kind]}", ""]
        lines += [
            f"{number}. {escape_markdown(item.text)}{_votes(item)}"
            for number, item in enumerate(quadrant.items, start=1)
        ]
        lines.append("")
    return "\n".join(lines)


def format_sheet_html(sheet: AudienceSheet) -> str:
    """Return the sheet as one self-contained HTML page that prints well."""
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        f"<title>{escape(_title(sheet))}</title>",
        "<style>body{font:16px/1.5 sans-serif;max-width:42em;margin:3em auto;padding:0 1em;color:#1a1a1a}"
        "h1{font-size:1.5em}h2{font-size:1.1em;margin-top:2em}li{margin:.4em 0}small{color:#666}</style></head><body>",
        f"<h1>{escape(_title(sheet))}</h1>",
        f"<p>{escape(_subtitle(sheet))}</p>",
    ]
    for quadrant in sheet.quadrants:
        parts.append(f"<h2>{QUADRANT_TITLES[quadrant.kind]}</h2><ol>")
        for item in quadrant.items:
            votes = f" <small>{escape(_votes(item).strip())}</small>" if _votes(item) else ""
            parts.append(f"<li>{escape(item.text)}{votes}</li>")
        parts.append("</ol>")
    return "\n".join([*parts, "</body></html>", ""])


def format_sheet_csv(sheet: AudienceSheet) -> str:
    """Return the sheet as CSV, one row for each item. Cells that a spreadsheet would run as formulas begin with `'`."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["addressee", "year", "kind", "priority", "text", "votes"])
    for quadrant in sheet.quadrants:
        for number, item in enumerate(quadrant.items, start=1):
            votes = "" if item.votes is None else item.votes
            writer.writerow(
                [escape_formula(sheet.addressee), sheet.year, quadrant.kind, number, escape_formula(item.text), votes]
            )
    return buffer.getvalue()


def _title(sheet: AudienceSheet) -> str:
    return f"{sheet.team}, {sheet.year}: for {sheet.addressee}"


def _subtitle(sheet: AudienceSheet) -> str:
    return f"From our SWOT: what we can't change and you can, most important first. {format_date(sheet.day)}"


def _votes(item: SwotItem) -> str:
    return "" if not item.votes else f" ({format_count(item.votes, 'vote')})"
