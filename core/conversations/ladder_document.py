"""Everything documented with one member on the ladder, as a document to print: Markdown or HTML."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import partial
from html import escape
from pathlib import Path

from core.access.session import Session
from core.conversations.conversations import list_points
from core.conversations.ladder import Ladder, read_ladder
from core.conversations.signature_check import verify_signatures
from core.conversations.signatures import list_signatures, was_added_later
from core.errors import HuddleError
from core.models import Conversation, Member, Signature
from core.team import passphrases
from core.team.record import get_team
from core.values.clock import parse_timestamp
from core.values.markdown import escape_markdown
from core.values.periods import format_date
from data.chain import read_head

Block = tuple[str, str, str]
"""The kind (`title`, `fact`, `step`, `check-in`, `words`, `line`, `seal`), the label (may be empty), and the text."""

NOT_AGREED = "Signing means having read the step, not agreeing with it."
CHECKED_BY = "Verify the signatures with: huddle check."

_STYLE = (
    "body{font:11pt/1.5 Georgia,serif;max-width:40rem;margin:2.5rem auto;padding:0 1rem;color:#111}"
    "h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem;border-top:1px solid #999;padding-top:1rem}"
    "h3{font-size:1rem}p{margin:.5rem 0}code{font-size:8.5pt;overflow-wrap:anywhere}"
    "h2,h3{break-after:avoid}@page{margin:2cm}"
)


def format_markdown(session: Session, member: Member) -> str:
    """Return the steps in order, each with its text, answers and seal, as Markdown that ends with a line break.

    Raises `HuddleError` when the viewer may see no step with this member.
    """
    lines: list[str] = []
    previous_kind = ""
    for kind, label, words in _blocks(session, member):
        text = "\n\n".join(escape_markdown(part) for part in words.split("\n") if part)
        if lines and not (kind == previous_kind == "fact"):
            lines.append("")
        match kind:
            case "title" | "fact":
                lines.append(f"{'#' if kind == 'title' else '-'} {text}")
            case "step" | "check-in":  # text from this module, with nothing to escape
                lines.append(f"{'##' if kind == 'step' else '###'} {words}")
            case "seal":
                lines.append(f"{label}: `{words}`")
            case _:
                lines.append(f"**{escape_markdown(label)}:** {text}" if label else text)
        previous_kind = kind
    return "\n".join(lines) + "\n"


def format_html(session: Session, member: Member) -> str:
    """Return the same as one self-contained HTML page, styled for printing.

    Raises `HuddleError` as `format_markdown` does.
    """
    blocks = _blocks(session, member)
    body, facts = [], [escape(words) for kind, _, words in blocks if kind == "fact"]
    for kind, label, words in blocks:
        bold = f"<strong>{escape(label)}:</strong> " if label else ""
        match kind:
            case "title":
                body += [f"<h1>{escape(words)}</h1>", f"<p>{'<br>'.join(facts)}</p>"]
            case "step" | "check-in":
                level = 2 if kind == "step" else 3
                body.append(f"<h{level}>{escape(words)}</h{level}>")
            case "seal":
                body.append(f"<p>{escape(label)}: <code>{escape(words)}</code></p>")
            case "words" | "line":
                paragraphs = [escape(part).replace("\n", "<br>") for part in words.split("\n\n")]
                body += [f"<p>{bold if not index else ''}{part}</p>" for index, part in enumerate(paragraphs)]
    return (
        f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>{escape(blocks[0][2])}</title>\n'
        f"<style>{_STYLE}</style>\n" + "\n".join(body) + "\n</html>\n"
    )


def write_document(session: Session, member: Member, path: Path | str) -> Path:
    """Write the document to a new file with mode 0600, and return its path.

    It is HTML when the name ends in `.html` or `.htm`, else Markdown. Raises `HuddleError` when the file exists or
    cannot be written.
    """
    is_html = Path(path).suffix.casefold() in (".html", ".htm")
    return write_text(format_html(session, member) if is_html else format_markdown(session, member), path)


def write_text(text: str, path: Path | str) -> Path:
    """Write a text to a new file with mode 0600, and return its path. Raises `HuddleError` as `write_document` does."""
    path = Path(path).expanduser()
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise HuddleError(f"{path} exists already. Choose another file name.") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise HuddleError(f"Can't write {path} ({why}). Choose another file or folder.") from error
    return path


def format_step(session: Session, talk: Conversation) -> str:
    """Return one step as plain text, with all that is signed with it, for the member to read before they sign."""
    names = {person.id: person.name for person in session.all(Member)}
    words = [f"{label}: {text}" if label else text for _, label, text in _step_blocks(session, talk, names)]
    return "\n\n".join([_step_title(talk), *words])


def _blocks(session: Session, member: Member) -> Sequence[Block]:
    member_ladder = read_ladder(session, member)
    if not member_ladder.steps:
        raise HuddleError(f"No formal steps between you and {member.name}.")
    names = {person.id: person.name for person in session.all(Member)}
    blocks: list[Block] = [
        ("title", "", f"{get_team(session).name} · formal steps with {member.name}"),
        ("fact", "", f"Printed on {format_date(session.today)}"),
        ("fact", "", f"Visible to {names[member_ladder.steps[0].from_id]} and {member.name}"),
        ("fact", "", f"Now: {_describe_current_step(member_ladder)}"),
        ("fact", "", f"{str(read_head(session)).capitalize()}: the check sum of everything written so far"),
    ]
    for number, talk in enumerate(member_ladder.steps, start=1):
        blocks.append(("step", "", f"{number}. {_step_title(talk)}"))
        blocks += _step_blocks(session, talk, names)
        for check_in in (check for check in member_ladder.check_ins if check.follows_id == talk.id):
            blocks += [("check-in", "", f"Check-in on {format_date(check_in.held_on)}"), ("words", "", check_in.text)]
    return blocks


def _describe_current_step(member_ladder: Ladder) -> str:
    current = member_ladder.current_step
    return f"{current.step}, since {format_date(current.held_on)}" if current else "no step: ended"


def _step_title(talk: Conversation) -> str:
    return talk.step.capitalize() if talk.step else "Formal steps ended"


def _step_blocks(session: Session, talk: Conversation, names: dict[int, str]) -> list[Block]:
    blocks: list[Block] = [
        ("line", "", f"On {format_date(talk.held_on)}, by {names[talk.from_id]}."),
        ("words", "", talk.text),
    ]
    labels = {"worry": "What is in the way", "help": "Help offered"}
    signatures = list_signatures(session, talk)
    say_signed = partial(_signed, session, names, verify_signatures(session, [talk]))
    for point in list_points(session, talk, "worry", "help"):
        is_later = was_added_later(point, signatures)
        blocks.append(("words", f"{labels[point.kind]}{' (ADDED AFTER IT WAS SIGNED)' * is_later}", point.text))
    if talk.every:
        blocks.append(("line", "", f"The two meet every {talk.every}."))
    elif talk.next_on:
        blocks.append(("line", "", f"Until {format_date(talk.next_on)}."))
    blocks += [say_signed(signature, "Signed") for signature in signatures if signature.kind == "taken"]
    signed_answers = {signature.point_id: signature for signature in signatures}
    for point in list_points(session, talk, "answer"):
        day = format_date(parse_timestamp(point.written_at, session.now).date())
        blocks.append(("words", f"{names[point.by_id]} answered on {day}", point.text))
        signed = signed_answers.get(point.id)
        blocks.append(say_signed(signed, "Answer signed") if signed else ("line", "", "This answer is not signed."))
    if talk.sealed_at and talk.seal:
        read = [signature for signature in signatures if signature.kind == "read"]
        when = _moment(session, talk.sealed_at)
        blocks += [say_signed(signature, "Read and signed") for signature in read]
        if not read:
            blocks.append(("line", "", f"Read and signed by {names[talk.to_id]} on {when}, before members had keys."))
        blocks.append(
            (
                "line",
                "",
                f"{NOT_AGREED} {CHECKED_BY}" if read else "The seal shows changes to the step, not who signed it.",
            )
        )
        blocks.append(("seal", "Seal (SHA-256)", talk.seal))
    return blocks


def _signed(
    session: Session, names: Mapping[int, str], holding: Mapping[int, bool], signature: Signature, verb: str
) -> Block:
    """Return the line that says who signed, when, and with which key, for the two to compare."""
    stored = [key for key in passphrases.list_keys(session, signature.member_id) if key.number == signature.key_number]
    key = f" with key {passphrases.read_public_key(session, stored[0]).fingerprint}" if stored else ""
    said = f"{verb} by {names[signature.member_id]} on {_moment(session, signature.signed_at)}{key}"
    if holding.get(signature.id) is False:
        said = f"INVALID SIGNATURE: “{said}”. The step was changed after signing. See: huddle check"
        return "line", "", said
    return "line", "", f"{said}."


def _moment(session: Session, at: str) -> str:
    when = parse_timestamp(at, session.now)
    return f"{format_date(when.date())} at {when:%H:%M}"
