"""A digest as text, Markdown and HTML. What people typed is text in each of them."""

from __future__ import annotations

from datetime import date
from html import escape

from core.amounts import percent
from core.digest_parts import Digest, Help, Open, Reached
from core.minutes_markdown import escaped
from core.periods import near, said

Part = tuple[str, list[tuple[str, str]]]
"""A heading and its lines: what, and the rest of it, which may be empty."""


def parts(d: Digest) -> list[Part]:
    """The digest as headings and lines; a part of which there is nothing is left out, but for what one expects."""
    kept = f", {d.kept} of {d.closed} kept so far" if d.closed else ""
    found: list[Part] = [
        (f"Your commitments: {len(d.commitments)} open{kept}", [_open(each, d.day) for each in d.commitments]),
        ("Your numbers", [_number(each) for each in d.numbers]),
        ("Help that others promised you", [_help(each, d.day) for each in d.help]),
        ("What comes next", _next(d)),
    ]
    # Who hosts takes part, and is told that nothing is open too; a watcher has nothing that could be.
    return [(heading, lines) for place, (heading, lines) in enumerate(found) if lines or (place == 0 and d.turn)]


def as_text(d: Digest) -> str:
    """Plain text that ends with a line break."""
    lines = [_title(d)]
    for heading, rows in parts(d):
        lines += ["", heading]
        lines += [f"  - {what}{f' ({rest})' if rest else ''}" for what, rest in rows]
    return "\n".join(lines) + "\n"


def as_markdown(d: Digest) -> str:
    """A Markdown document that ends with a line break."""
    lines = [f"# {escaped(_title(d))}"]
    for heading, rows in parts(d):
        lines += ["", f"## {escaped(heading)}", ""]
        lines += [f"- {escaped(what)}{f' ({escaped(rest)})' if rest else ''}" for what, rest in rows]
        if not rows:
            lines.pop()
    return "\n".join(lines) + "\n"


def as_html(d: Digest) -> str:
    """One page that needs nothing else: mail programs take styles only where they stand."""
    body = []
    for heading, rows in parts(d):
        body.append(f'<h2 style="font-size:16px;margin:24px 0 8px">{escape(heading)}</h2>')
        if rows:
            body.append('<ul style="margin:0;padding-left:20px">')
            for what, rest in rows:
                quiet = f' <span style="color:#5b6470">{escape(rest)}</span>' if rest else ""
                body.append(f'<li style="margin:4px 0">{escape(what)}{quiet}</li>')
            body.append("</ul>")
    title = escape(_title(d))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{title}</title>\n</head>\n"
        '<body style="font:15px/1.5 system-ui,sans-serif;color:#1c2430;background:#fff;max-width:640px;'
        'margin:24px auto;padding:0 16px">\n'
        f'<h1 style="font-size:20px;margin:0">{title}</h1>\n' + "\n".join(body) + "\n</body>\n</html>\n"
    )


def _title(d: Digest) -> str:
    return f"{d.member} · {d.team} · {said(d.day)}"


def _open(each: Open, today: date) -> tuple[str, str]:
    return each.text, ", ".join(filter(None, (each.how, _due(each.due, today))))


def _number(each: Reached) -> tuple[str, str]:
    words = [percent(each.attainment)] if each.attainment is not None else []
    if each.pace is not None:
        words.append(f"pace {percent(each.pace)}")
    if each.private:
        words.append("only you see this")
    return f"{each.title}: {each.actual} of {each.target}", ", ".join(words)


def _help(each: Help, today: date) -> tuple[str, str]:
    return f"{each.by}: {each.text}", _due(each.due, today)


def _due(day: date | None, today: date) -> str:
    if day is None:
        return ""
    words = near(day, today)
    if words.startswith("overdue"):
        return words
    return f"due {words}"


def _next(d: Digest) -> list[tuple[str, str]]:
    lines: list[tuple[str, str]] = []
    if d.coming is not None:
        hosts = "you host it" if d.coming.own else f"{d.coming.host} hosts" if d.coming.host else ""
        when = "is open now" if d.coming.open else near(d.coming.day, d.day)
        lines.append((f"The {d.coming.name}{' ' if d.coming.open else ', '}{when}", hosts))
    if d.turn is not None and not (d.coming is not None and d.coming.own):
        turn = "You host next" if d.turn == 1 else f"Your turn to host is number {d.turn}"
        lines.append((turn, ""))
    if d.feast is not None:
        rest = ", ".join(filter(None, (_on(d.feast.day, d.day), d.feast.earned_by or "")))
        lines.append((f"We celebrate: {d.feast.text}", rest))
    return lines


def _on(day: date | None, today: date) -> str:
    return near(day, today) if day else ""
