"""What two people of the sample team keep of their talks: reviews, feedback, and one direct talk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from core import feedback, ladder, reviews, skills
from core.models import Conversation
from core.session import Session


def review(leader: Session, sessions: Mapping[str, Session], said: Mapping[str, Any], weeks_ago: int) -> None:
    """The reviews that were held so many weeks ago: rated by both, met over, with a step that they agreed on."""
    for each in said["held"]:
        if each["weeks_ago"] != weeks_ago:
            continue
        s = sessions[each["with"]]
        if all(skill.name != said["skill"] for skill in skills.skills(leader)):
            skills.add_skill(leader, said["skill"])
        (talk,) = reviews.announce(leader, [s.me], leader.today, said["by"])
        words: Mapping[str, Sequence[str]] = each["said"]
        _rate(s, talk, each["own"], {skill: both[0] for skill, both in words.items()})
        _rate(leader, talk, each["leader"], {skill: both[1] for skill, both in words.items()})
        with leader.change("review.held"):
            talk = reviews.begin(leader, talk)
            step = reviews.agree(leader, talk, each["step"])
            reviews.close(leader, talk, each["words"])
        if each.get("taken_on"):
            reviews.take_on(s, step)


def announce(leader: Session, sessions: Mapping[str, Session], said: Mapping[str, Any]) -> None:
    """The reviews that come in a few days: the member has rated already, and the leader is still to."""
    for each in said["rated"]:
        s = sessions[each["with"]]
        day = leader.today + timedelta(days=said["coming"])
        (talk,) = reviews.announce(leader, [s.me], day, said["by"])
        _rate(s, talk, each["own"], each["said"])


def ask_each_other(sessions: Mapping[str, Session], given: Sequence[Mapping[str, str]]) -> None:
    """Each asks somebody about one thing; nearly all have been answered, and some show it to others."""
    for each in given:
        giver, receiver = sessions[each["by"]], sessions[each["to"]]
        asked = feedback.ask(receiver, giver.me, each["about"])
        if "saw" not in each:
            continue
        talk = feedback.give(giver, receiver.me, each["saw"], each["did"], each["try"], asked=asked)
        if "readers" in each:
            feedback.show_to(receiver, talk, each["readers"])  # type: ignore[arg-type]  # written as one of them


def talk_directly(leader: Session, sessions: Mapping[str, Session], said: Mapping[str, str]) -> None:
    """The leader has asked one of them what stands in the way, and offered help. Only the two of them see it."""
    ladder.take_step(
        leader,
        sessions[said["with"]].me,
        "direct talk",
        said["text"],
        in_the_way=said["in_the_way"],
        help_offered=said["help"],
    )


def _rate(s: Session, talk: Conversation, scores: Mapping[str, int], words: Mapping[str, str]) -> None:
    with s.change("review.rated"):
        for skill, score in scores.items():
            reviews.rate(s, talk, skill, score, words.get(skill, ""))
