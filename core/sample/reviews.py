"""The sample team's documented conversations: reviews, feedback, and one direct talk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from core.access.session import Session
from core.conversations import feedback, ladder, reviews, skills
from core.models import Conversation


def hold_reviews(leader: Session, sessions: Mapping[str, Session], texts: Mapping[str, Any], weeks_ago: int) -> None:
    """Hold the reviews of that week: rated by both, discussed, with an agreed step."""
    for row in texts["held"]:
        if row["weeks_ago"] != weeks_ago:
            continue
        s = sessions[row["with"]]
        if all(skill.name != texts["skill"] for skill in skills.list_skills(leader)):
            skills.add_skill(leader, texts["skill"])
        (conversation,) = reviews.announce(leader, [s.me], leader.today, texts["by"])
        words: Mapping[str, Sequence[str]] = row["said"]
        _rate(s, conversation, row["own"], {skill: both[0] for skill, both in words.items()})
        _rate(leader, conversation, row["leader"], {skill: both[1] for skill, both in words.items()})
        with leader.change("review.held"):
            conversation = reviews.begin(leader, conversation)
            step = reviews.agree_step(leader, conversation, row["step"])
            reviews.close(leader, conversation, row["words"])
        if row.get("taken_on"):
            reviews.take_on(s, step)


def announce_reviews(leader: Session, sessions: Mapping[str, Session], texts: Mapping[str, Any]) -> None:
    """Announce the reviews of the next days: the member has rated already, the leader has not."""
    for row in texts["rated"]:
        s = sessions[row["with"]]
        day = leader.today + timedelta(days=texts["coming"])
        (conversation,) = reviews.announce(leader, [s.me], day, texts["by"])
        _rate(s, conversation, row["own"], row["said"])


def exchange_feedback(sessions: Mapping[str, Session], requests: Sequence[Mapping[str, str]]) -> None:
    """Ask for feedback; nearly all requests are answered, and some answers are shown to others."""
    for row in requests:
        giver, receiver = sessions[row["by"]], sessions[row["to"]]
        request = feedback.ask(receiver, giver.me, row["about"])
        if "saw" not in row:
            continue
        answer = feedback.give(giver, receiver.me, row["saw"], row["did"], row["try"], request=request)
        if "readers" in row:
            feedback.set_visibility(receiver, answer, row["readers"])  # type: ignore[arg-type]  # the file has valid values only


def record_direct_talk(leader: Session, sessions: Mapping[str, Session], texts: Mapping[str, str]) -> None:
    """Record the leader's direct talk with one member, a step of the ladder that only the two may see."""
    ladder.document_step(
        leader,
        sessions[texts["with"]].me,
        "direct talk",
        texts["text"],
        obstacle=texts["in_the_way"],
        help_offered=texts["help"],
    )


def _rate(session: Session, talk: Conversation, scores: Mapping[str, int], words: Mapping[str, str]) -> None:
    with session.change("review.rated"):
        for skill, score in scores.items():
            reviews.rate(session, talk, skill, score, words.get(skill, ""))
