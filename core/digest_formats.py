"""Format a digest as text, Markdown or HTML. What people typed is escaped in each of them."""

from __future__ import annotations

from datetime import date
from html import escape

from core.amounts import percent
from core.digest_parts import Digest, Help, Open, Reached
from core.minutes_markdown import escaped
from core.periods import near, said

Part = tuple[str, list[tuple[str, str]]]
"""A heading and its lines; each line is its text and a detail, which may be empty."""


def parts(digest: Digest) -> list[Part]:
    """Return the digest as headings and lines. Empty sections are left out, except commitments of who hosts."""
    kept = f", {digest.kept} of {digest.closed} kept so far" if digest.closed else ""
    sections: list[Part] = [
        (
            f"Your commitments: {len(digest.commitments)} open{kept}",
            [_open(item, digest.day) for item in digest.commitments],
        ),
        ("Your numbers", [_number(item) for item in digest.numbers]),
        ("Help that others promised you", [_help(item, digest.day) for item in digest.help]),
        ("What comes next", _next_lines(digest)),
    ]
    # Members who host are told that nothing is open too; a watcher never has commitments.
    return [
        (heading, lines) for index, (heading, lines) in enumerate(sections) if lines or (index == 0 and digest.turn)
    ]


def as_text(digest: Digest) -> str:
    """Return plain text that ends with a line break."""
    lines = [_title(digest)]
    for heading, rows in parts(digest):
        lines += ["", heading]
        lines += [f"  - {text}{f' ({detail})' if detail else ''}" for text, detail in rows]
    return "\n".join(lines) + "\n"


def as_markdown(digest: Digest) -> str:
    """Return a Markdown document that ends with a line break."""
    lines = [f"# {escaped(_title(digest))}"]
    for heading, rows in parts(digest):
        lines += ["", f"## {escaped(heading)}", ""]
        lines += [f"- {escaped(text)}{f' ({escaped(detail)})' if detail else ''}" for text, detail in rows]
        if not rows:
            lines.pop()
    return "\n".join(lines) + "\n"


def as_html(digest: Digest) -> str:
    """Return one self-contained page with inline styles, because mail programs ignore style sheets."""
    body = []
    for heading, rows in parts(digest):
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
    return f"{digest.member} · {digest.team} · {said(digest.day)}"


def _open(commitment: Open, today: date) -> tuple[str, str]:
    return commitment.text, ", ".join(filter(None, (commitment.how, _due(commitment.due, today))))


def _number(target: Reached) -> tuple[str, str]:
    words = [percent(target.attainment)] if target.attainment is not None else []
    if target.pace is not None:
        words.append(f"pace {percent(target.pace)}")
    if target.private:
        words.append("only you see this")
    return f"{target.title}: {target.actual} of {target.target}", ", ".join(words)


def _help(promise: Help, today: date) -> tuple[str, str]:
    return f"{promise.by}: {promise.text}", _due(promise.due, today)


def _due(day: date | None, today: date) -> str:
    if day is None:
        return ""
    words = near(day, today)
    if words.startswith("overdue"):
        return words
    return f"due {words}"


def _next_lines(digest: Digest) -> list[tuple[str, str]]:
    lines: list[tuple[str, str]] = []
    if digest.coming is not None:
        hosts = "you host it" if digest.coming.own else f"{digest.coming.host} hosts" if digest.coming.host else ""
        when = "is open now" if digest.coming.open else near(digest.coming.day, digest.day)
        lines.append((f"The {digest.coming.name}{' ' if digest.coming.open else ', '}{when}", hosts))
    if digest.turn is not None and not (digest.coming is not None and digest.coming.own):
        turn = "You host next" if digest.turn == 1 else f"Your turn to host is number {digest.turn}"
        lines.append((turn, ""))
    if digest.feast is not None:
        detail = ", ".join(filter(None, (_celebration_day(digest.feast.day, digest.day), digest.feast.earned_by or "")))
        lines.append((f"We celebrate: {digest.feast.text}", detail))
    return lines


def _celebration_day(day: date | None, today: date) -> str:
    return near(day, today) if day else ""
