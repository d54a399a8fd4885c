"""Announces reviews: asks whose review is when and by which criteria, and says what was announced."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from core.access.session import Session
from core.conversations import reviews
from core.errors import HuddleError
from core.models import Conversation, Member
from core.team import members
from core.values import input_parsing
from core.values.periods import format_date
from core.values.text import format_people, join_words
from tui.dialogs.form import FormScreen
from tui.shell.screen import HuddleScreen
from tui.widgets.form import Field

EVERYONE = "everyone"
"""What is typed to announce a review of each seller."""

MAX_NAMES = 3
"""How many names are listed; more people are only counted."""


def ask_for_announcement(
    screen: HuddleScreen,
    member: Member | None,
    then: Callable[[list[Conversation]], object],
    *,
    current: Conversation | None = None,
) -> None:
    """Ask over `screen` whose review is when and by which criteria; call `then` with the announced reviews.

    `member` is suggested, everyone if None; `current` is a planned review to move.
    """
    session = screen.session
    by = current.about or "" if current else reviews.default_criteria(session, [member]) if member else ""
    fields = [
        Field("whom", "Who", member.name if member else EVERYONE, "names separated by commas, or everyone"),
        Field("day", "When", current.held_on.isoformat() if current else "", "e.g. 4 Dec, friday or +14"),
        Field("by", "Covers", by, "leave empty for their target metrics and skills"),
    ]

    title = "Plan a review"
    screen.open_dialog(FormScreen(title, fields, lambda values: announce_from_form(session, values)), then)


def announce_from_form(session: Session, values: dict[str, str]) -> list[Conversation]:
    """Announce the typed reviews. Raises `HuddleError` for values that cannot be parsed, and as `reviews.announce`."""
    if values["whom"].strip().casefold() == EVERYONE:
        people = [member for member in members.list_members(session) if member.role == "seller"]
    else:
        people = [members.find_member(session, name) for name in values["whom"].split(",") if name.strip()]
    if not people:
        raise HuddleError("Add who is reviewed: a name, or everyone.")
    day = input_parsing.parse_day(values["day"], session.today)
    if day is None:
        raise HuddleError("Add a date, e.g. 4 Dec, friday or +14.")
    if values["by"].strip():
        return reviews.announce(session, people, day, values["by"])
    # Each by their own usual criteria; in one change, so that one undo removes all of them.
    with session.change("review.announced"):
        return [
            review
            for person in people
            for review in reviews.announce(session, [person], day, reviews.default_criteria(session, [person]))
        ]


def describe_announced(announced: Sequence[Conversation], names: Mapping[int, str]) -> str:
    """Return a line that says for which day and whom reviews were announced."""
    reviewed = [names[review.to_id] for review in announced]
    names_text = join_words(reviewed) if len(reviewed) <= MAX_NAMES else format_people(len(reviewed))
    return f"Review planned for {format_date(announced[0].held_on)}: {names_text}. Both of you rate the skills first."
