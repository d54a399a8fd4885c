"""The sample team's one-on-ones between the last meeting and this one."""

from __future__ import annotations

from datetime import date, timedelta

from core.access.session import Session
from core.conversations import one_on_one

JON = "Jon Weiss"
RESULTS_BY_MEMBER = {
    "Ben Okafor": "Opens the Ruhr with two visits a week",
    "Elif Yılmaz": "Starts with the ten oldest offers",
    "Lea Brandt": "Keeps the proposals within a day",
    "Marta Kowalska": "Shares her list of old customers",
    "Mia Lindqvist": "Writes down her script for the others",
    "Quentin Dubois": "Asks every customer for one introduction",
}
"""The result of the leader's one-on-one with each of these members."""

NEXT_TALK_AHEAD = timedelta(days=1)
"""How long after today the leader and Jon talk next."""


def hold_one_on_ones(leader: Session, sessions: dict[str, Session], today: date) -> None:
    """Hold one conversation with each of these on the day of the leader's clock; Jon's has points, help and a
    next day."""
    ana, jon = leader.me, sessions[JON]
    for name, words in RESULTS_BY_MEMBER.items():
        one_on_one.begin(leader, sessions[name].me)
        one_on_one.close(leader, sessions[name].me, words)
    one_on_one.add_to_agenda(leader, jon.me, "Who approves a discount")
    one_on_one.add_to_agenda(jon, ana, "Kessler wants five per cent")
    one_on_one.begin(leader, jon.me)
    one_on_one.add_help(leader, jon.me, "Sit in on two of his first calls", due=today + timedelta(days=2))
    one_on_one.add_help(leader, jon.me, "Templates for the three usual offers", due=today - timedelta(days=1))
    one_on_one.close(leader, jon.me, "Fewer mails, more calls", next_on=today + NEXT_TALK_AHEAD)
    one_on_one.add_help(jon, ana, "An introduction at Vossen")
