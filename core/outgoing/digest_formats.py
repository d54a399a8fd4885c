"""Format a digest as text, Markdown or HTML. What people typed is escaped in each of them."""

from __future__ import annotations

from datetime import date
from html import escape

from core.outgoing.digest_model import Digest, DigestCommitment, DigestHelp, DigestTarget
from core.values.amounts import format_percent
from core.values.markdown import escape_markdown
from core.values.periods import format_date, format_due, relative_day

DigestSection = tuple[str, list[tuple[str, str]]]
"""A heading and its lines; each line is its text and a detail, which may be empty."""


def digest_sections(digest: Digest) -> list[DigestSection]:
    """Return the digest as headings and lines. Empty sections are left out, except commitments of who hosts."""
    kept = f", {digest.kept} of {digest.closed} kept so far" if digest.closed else ""
    sections: list[DigestSection] = [
        (
            f"Your commitments: {len(digest.commitments)} open{kept}",
            [_open(item, digest.day) for item in digest.commitments],
        ),
        ("Your numbers", [_number(item) for item in digest.numbers]),
        ("Help promised to you", [_help(item, digest.day) for item in digest.help]),
        ("What comes next", _next_lines(digest)),
    ]
    # Members who host are told that nothing is open too; a watcher never has commitments.
    return [
        (heading, lines)
        for index, (heading, lines) in enumerate(sections)
        if lines or (index == 0 and digest.hosting_turn)
    ]


def format_digest_text(digest: Digest) -> str:
    """Return plain text that ends with a line break."""
    lines = [_title(digest)]
    for heading, rows in digest_sections(digest):
        lines += ["", heading]
        lines += [f"  - {text}{f' ({detail})' if detail else ''}" for text, detail in rows]
    return "\n".join(lines) + "\n"


def format_digest_markdown(digest: Digest) -> str:
    """Return a Markdown document that ends with a line break."""
    lines = [f"# {escape_markdown(_title(digest))}"]
    for heading, rows in digest_sections(digest):
        lines += ["", f"## {escape_markdown(heading)}", ""]
        lines += [
            f"- {escape_markdown(text)}{f' ({escape_markdown(detail)})' if detail else ''}" for text, detail in rows
        ]
        if not rows:
            lines.pop()
    return "\n".join(lines) + "\n"


def format_digest_html(digest: Digest) -> str:
    """Return one self-contained page with inline styles, because mail programs ignore style sheets."""
    body = []
    for heading, rows in digest_sections(digest):
        body.append(f'<h2 style="font-size:16px;margin:24px 0 8px">{escape(heading)}</h2>')
        if rows:
            body.append('<ul style="margin:0;padding-left:20px">')
            for text, detail in rows:
                small = f' <span style="color:#5b6470">{escape(detail)}</span>' if detail else ""
                body.append(f'<li style="margin:4px 0">{escape(text)}{small}</li>')
            body.append("</ul>")
    title = escape(_title(digest))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{title}</title>\n</head>\n"
        '<body style="font:15px/1.5 system-ui,sans-serif;color:#1c2430;background:#fff;max-width:640px;'
        'margin:24px auto;padding:0 16px">\n'
        f'<h1 style="font-size:20px;margin:0">{title}</h1>\n' + "\n".join(body) + "\n</body>\n</html>\n"
    )


def _title(digest: Digest) -> str:
    return f"{digest.member} · {digest.team} · {format_date(digest.day)}"


def _open(commitment: DigestCommitment, today: date) -> tuple[str, str]:
    due = "to confirm" if commitment.to_confirm else _due(commitment.due, today)
    return commitment.text, ", ".join(filter(None, (commitment.detail, due)))


def _number(target: DigestTarget) -> tuple[str, str]:
    words = [target.rating] if target.rating else []
    if target.pace is not None:
        words.append(f"pace {format_percent(target.pace)}")
    if target.private:
        words.append("private")
    return f"{target.title}: {target.actual} of {target.target}", ", ".join(words)


def _help(promise: DigestHelp, today: date) -> tuple[str, str]:
    return f"{promise.helper}: {promise.text}", _due(promise.due, today)


def _due(day: date | None, today: date) -> str:
    if day is None:
        return ""
    words = format_due(day, today)
    if words.startswith("overdue"):
        return words
    return f"due {words}"


def _next_lines(digest: Digest) -> list[tuple[str, str]]:
    lines: list[tuple[str, str]] = []
    if digest.next_meeting is not None:
        hosts = (
            "you host"
            if digest.next_meeting.is_hosted_by_member
            else f"{digest.next_meeting.host} hosts"
            if digest.next_meeting.host
            else ""
        )
        when = "is running" if digest.next_meeting.is_open else format_due(digest.next_meeting.day, digest.day)
        lines.append((f"The {digest.next_meeting.name}{' ' if digest.next_meeting.is_open else ', '}{when}", hosts))
    if digest.hosting_turn is not None and not (
        digest.next_meeting is not None and digest.next_meeting.is_hosted_by_member
    ):
        turn = "You host next" if digest.hosting_turn == 1 else f"You are number {digest.hosting_turn} to host"
        lines.append((turn, ""))
    if digest.celebration is not None:
        detail = ", ".join(
            filter(None, (_celebration_day(digest.celebration.day, digest.day), digest.celebration.earned_by or ""))
        )
        lines.append((f"We celebrate: {digest.celebration.text}", detail))
    return lines


def _celebration_day(day: date | None, today: date) -> str:
    return relative_day(day, today) if day else ""
