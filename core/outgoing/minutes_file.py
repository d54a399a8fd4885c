"""Write a meeting's minutes to a file."""

from __future__ import annotations

from pathlib import Path

from core.access.paths import require_other_file
from core.access.session import Session
from core.errors import HuddleError
from core.models import Meeting
from core.outgoing.minutes import build_minutes, format_minutes_json
from core.outgoing.minutes_html import format_minutes_html
from core.outgoing.minutes_markdown import format_minutes_markdown
from core.outgoing.private_output import write_new_file


def write_minutes(session: Session, meeting: Meeting, path: Path) -> Path:
    """Write the minutes of a meeting, as the viewer may read them, and return the path.

    The format follows the suffix: JSON for `.json`, a page to print for `.html`, else Markdown. Raises `HuddleError`
    when the file exists already, or cannot be written.
    """
    path = path.expanduser()
    require_other_file(path, session.store.path)
    content = build_minutes(session, meeting)
    text = {".json": format_minutes_json, ".html": format_minutes_html, ".htm": format_minutes_html}.get(
        path.suffix.casefold(), format_minutes_markdown
    )(content)
    try:
        write_new_file(path, f"{text.rstrip()}\n")
    except FileExistsError as error:
        raise HuddleError(f"{path} exists already. Choose another file name.") from error
    except OSError as error:
        raise HuddleError(f"Can't write {path} ({error.strerror or error}). Choose another file.") from error
    return path
