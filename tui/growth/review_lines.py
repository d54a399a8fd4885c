"""Lines of the review screens: who has rated how much, scores as text; and the form that announces a review."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from core.access.session import Session
from core.conversations import conversations, reviews
from core.conversations.reviews import SkillHistory, SkillRatings
from core.errors import HuddleError
from core.models import Conversation, Member
from core.team import members
from core.values import input_parsing
from core.values.text import short_name
from tui.dialogs.form import FormScreen
from tui.shell.screen import HuddleScreen
from tui.widgets.form import Field
from tui.widgets.text_bars import sparkline

EVERYBODY = "everybody"
HIGHEST_SCORE = 5
"""The highest score of a skill; the lowest is 1."""

SCORE_WORDS = ("poor", "below what is needed", "as it is needed", "good", "very good")


def open_announce_form(
    screen: HuddleScreen,
    member: Member | None,
    then: Callable[[list[Conversation]], Any],
    *,
    current: Conversation | None = None,
) -> None:
    """Ask over `screen` whose review is when and by which criteria; call `then` with the announced reviews.

    `member` is suggested, everybody if None; `current` is a planned review to move.
    """
    session = screen.session
    by = current.about or "" if current else reviews.default_criteria(session, [member]) if member else ""
    fields = [
        Field("whom", "Whose", member.name if member else EVERYBODY, "a name, several with commas, or everybody"),
        Field("day", "When", current.held_on.isoformat() if current else "", "4 Dec, friday, +14"),
        Field("by", "By what", by, "empty: what their targets count, and the skills"),
    ]

    def done(talks: list[Conversation] | None) -> None:
        if talks:
            then(talks)

    screen.app.push_screen(
        FormScreen(
            "When is it, and by what? Both of you see it.", fields, lambda values: announce_from_form(session, values)
        ),
        done,
    )


def announce_from_form(session: Session, values: dict[str, str]) -> list[Conversation]:
    """Announce the typed reviews. Raises `HuddleError` for values that cannot be parsed, and as `reviews.announce`."""
    if values["whom"].strip().casefold() == EVERYBODY:
        people = [member for member in members.list_members(session) if member.role == "seller"]
    else:
        people = [members.find_member(session, name) for name in values["whom"].split(",") if name.strip()]
    if not people:
        raise HuddleError("Whose review is it? Type a name, or everybody.")
    day = input_parsing.parse_day(values["day"], session.today)
    if day is None:
        raise HuddleError("When is it? Type the day: 4 Dec, friday or +14.")
    if values["by"].strip():
        return reviews.announce(session, people, day, values["by"])
    # Each by their own usual criteria; in one change, so that one undo removes all of them.
    with session.change("review.announced"):
        return [
            talk
            for person in people
            for talk in reviews.announce(session, [person], day, reviews.default_criteria(session, [person]))
        ]


def rating_progress(session: Session, talk: Conversation, people: Sequence[Member]) -> list[tuple[str, str]]:
    """Return who has rated how many skills as (name, text), the viewer first; the scores are not revealed."""
    own, leader, of = reviews.count_rated_skills(session, talk)
    rows = [(talk.to_id, own), (talk.from_id, leader)]
    rows.sort(key=lambda row: not session.viewer.is_member(row[0]))
    texts = []
    for member_id, rated in rows:
        mine = session.viewer.is_member(member_id)
        verb = "have" if mine else "has"
        texts.append((name_or_you(session, member_id, people), f"{verb} rated {rated} of {of} skills"))
    return texts


def name_or_you(session: Session, member_id: int, people: Sequence[Member]) -> str:
    """Return `you` for the viewer, else the member's short name."""
    if session.viewer.is_member(member_id):
        return "you"
    return next((short_name(person, people) for person in people if person.id == member_id), "who has left")


def describe_scores(rated: SkillRatings, course: SkillHistory | None, own: str, leader: str) -> str:
    """Return the scores of a skill by member and leader, each after a chart of its past scores if there are several."""
    parts = []
    for name, rating, past in (
        (own, rated.own, course.own if course else ()),
        (leader, rated.leader, course.leader if course else ()),
    ):
        if rating is not None or len(past) > 1:
            score = str(rating.score) if rating is not None else "–"
            parts.append(f"{score_chart(past)}{name} {score}")
    return "   ".join(parts)


def score_chart(values: Sequence[int | None]) -> str:
    """Return past scores as a small chart and a space, a missing score as ·; empty for fewer than two."""
    if len(values) < 2:
        return ""
    drawn = sparkline([*(value or 0 for value in values), HIGHEST_SCORE])[:-1]
    return "".join(sign if value else "·" for sign, value in zip(drawn, values, strict=True)) + " "


def other_name(session: Session, talk: Conversation, people: Sequence[Member]) -> str:
    """Return the short name of the other person in a conversation of the viewer."""
    return short_name(conversations.other_member(session, talk), people)
