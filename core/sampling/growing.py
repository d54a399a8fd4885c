"""The sample team's documented conversations: reviews, feedback, and one direct talk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from core import feedback, ladder, reviews, skills
from core.models import Conversation
from core.session import Session


def review(leader: Session, sessions: Mapping[str, Session], said: Mapping[str, Any], weeks_ago: int) -> None:
    """Hold the reviews of that week: rated by both, discussed, with an agreed step."""
    for row in said["held"]:
        if row["weeks_ago"] != weeks_ago:
            continue
        s = sessions[row["with"]]
        if all(skill.name != said["skill"] for skill in skills.skills(leader)):
            skills.add_skill(leader, said["skill"])
        (conversation,) = reviews.announce(leader, [s.me], leader.today, said["by"])
        words: Mapping[str, Sequence[str]] = row["said"]
        _rate(s, conversation, row["own"], {skill: both[0] for skill, both in words.items()})
        _rate(leader, conversation, row["leader"], {skill: both[1] for skill, both in words.items()})
        with leader.change("review.held"):
            conversation = reviews.begin(leader, conversation)
            step = reviews.agree(leader, conversation, row["step"])
            reviews.close(leader, conversation, row["words"])
        if row.get("taken_on"):
            reviews.take_on(s, step)


def announce(leader: Session, sessions: Mapping[str, Session], said: Mapping[str, Any]) -> None:
    """Announce the reviews of the next days: the member has rated already, the leader has not."""
    for row in said["rated"]:
        s = sessions[row["with"]]
        day = leader.today + timedelta(days=said["coming"])
        (conversation,) = reviews.announce(leader, [s.me], day, said["by"])
        _rate(s, conversation, row["own"], row["said"])


def ask_each_other(sessions: Mapping[str, Session], given: Sequence[Mapping[str, str]]) -> None:
    """Ask for feedback; nearly all requests are answered, and some answers are shown to others."""
    for row in given:
        giver, receiver = sessions[row["by"]], sessions[row["to"]]
        request = feedback.ask(receiver, giver.me, row["about"])
        if "saw" not in row:
            continue
        answer = feedback.give(giver, receiver.me, row["saw"], row["did"], row["try"], asked=request)
        if "readers" in row:
            feedback.show_to(receiver, answer, row["readers"])  # type: ignore[arg-type]  # the file has valid values only


def talk_directly(leader: Session, sessions: Mapping[str, Session], said: Mapping[str, str]) -> None:
    """Record the leader's direct talk with one member, a step of the ladder that only the two may see."""
    ladder.take_step(
        leader,
        sessions[said["with"]].me,
        "direct talk",
        said["text"],
        in_the_way=said["in_the_way"],
        help_offered=said["help"],
    )


def _rate(session: Session, talk: Conversation, scores: Mapping[str, int], words: Mapping[str, str]) -> None:
    with session.change("review.rated"):
        for skill, score in scores.items():
            reviews.rate(session, talk, skill, score, words.get(skill, ""))
