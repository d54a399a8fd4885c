"""Feedback between peers: asked for, offered, in its form, and read by whom its receiver chooses."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.conversations import conversations, feedback
from core.errors import Conflict, HuddleError
from core.models import Conversation, Point, Visibility
from core.overview.needs import needs
from data.models import JournalRow
from tests.conftest import Crew

VIEWERS = ("Ana", "Ben", "Jon", "Lea", "Tom", "room")


def reads(crew: Crew, word: str) -> set[str]:
    """Who finds the word in a talk, in a point or in the journal."""
    found = set()
    for name in VIEWERS:
        s = crew.room if name == "room" else crew[name]
        told = [row.model_dump_json() for model in (Conversation, Point) for row in s.all(model)]
        told += [text for row in s.all(JournalRow) for text in (row.before, row.after) if text]
        if any(word in text for text in told):
            found.add(name)
    return found


def test_it_is_offered_in_its_form(crew: Crew) -> None:
    talk = feedback.give(crew["Ben"], crew.members["Jon"], "You let Kessler finish", "He opened up", "Do it first")
    jon = crew["Jon"]
    assert feedback.received_feedback(jon, jon.me) == [talk]
    assert [(point.kind, point.text) for point in conversations.list_points(jon, talk)] == [
        ("saw", "You let Kessler finish"),
        ("did", "He opened up"),
        ("try", "Do it first"),
    ]


def test_it_is_asked_for_and_answered_once(crew: Crew) -> None:
    jon, ben = crew["Jon"], crew["Ben"]
    asked = feedback.ask(jon, ben.me, "My opening with Kessler")
    assert feedback.list_requests_to_viewer(ben) == [asked]
    assert feedback.received_feedback(jon, jon.me) == []
    with pytest.raises(HuddleError, match="You can give feedback without being asked"):
        feedback.give(jon, jon.me, "x", request=asked)
    given_ = feedback.give(ben, jon.me, "You asked three questions", request=asked)
    assert (given_.id, given_.about) == (asked.id, "My opening with Kessler")
    assert feedback.list_requests_to_viewer(ben) == []
    with pytest.raises(HuddleError, match="already"):
        feedback.give(ben, jon.me, "Once more", request=asked)


def test_who_is_asked_may_decline_and_nothing_is_left(crew: Crew) -> None:
    jon, ben = crew["Jon"], crew["Ben"]
    asked = feedback.ask(jon, ben.me, "My opening")
    with pytest.raises(HuddleError, match="Only the person who was asked can decline, before answering"):
        feedback.decline(jon, asked)
    feedback.decline(ben, asked)
    assert feedback.list_requests_to_viewer(ben) == []
    assert jon.all(Conversation) == []


def test_a_question_that_was_taken_back_is_not_answered(crew: Crew) -> None:
    asked = feedback.ask(crew["Jon"], crew.members["Ben"], "My opening")
    crew["Jon"].undo("feedback")
    with pytest.raises(Conflict, match="You can still give feedback without it"):
        feedback.give(crew["Ben"], crew.members["Jon"], "You let Kessler finish", request=asked)
    assert feedback.received_feedback(crew["Jon"], crew.members["Jon"]) == []


@pytest.mark.parametrize(
    ("visibility", "others"),
    [("me", set()), ("leader", {"Ana"}), ("group", {"Lea"}), ("everyone", {"Ana", "Lea", "Tom"})],
)
def test_its_receiver_decides_who_else_reads_it(crew: Crew, visibility: Visibility, others: set[str]) -> None:
    talk = feedback.give(crew["Ben"], crew.members["Jon"], "SEEN")
    with pytest.raises(HuddleError, match="Only the receiver can share this feedback"):
        feedback.set_visibility(crew["Ben"], talk, visibility if visibility != "me" else "everyone")
    feedback.set_visibility(crew["Jon"], talk, visibility)
    assert reads(crew, "SEEN") == {"Ben", "Jon"} | others


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(choices=st.lists(st.sampled_from(("me", "leader", "group", "everyone")), min_size=1, max_size=4))
def test_what_is_taken_back_is_read_by_nobody_else_again(make_crew, choices: list[Visibility]) -> None:  # type: ignore[no-untyped-def]
    crew = make_crew()
    talk = feedback.give(crew["Ben"], crew.members["Jon"], "SEEN")
    for visibility in (*choices, "me"):
        talk = feedback.set_visibility(crew["Jon"], talk, visibility)
    assert reads(crew, "SEEN") == {"Ben", "Jon"}


def test_what_was_shared_before_it_was_declined_is_gone_with_it(crew: Crew) -> None:
    asked = feedback.ask(crew["Jon"], crew.members["Ben"], "SEEN")
    feedback.set_visibility(crew["Jon"], asked, "everyone")
    assert reads(crew, "SEEN") == {"Ana", "Ben", "Jon", "Lea", "Tom"}
    feedback.decline(crew["Ben"], asked)
    assert reads(crew, "SEEN") == {"Ben", "Jon"}


def test_nothing_seen_is_no_feedback(crew: Crew) -> None:
    with pytest.raises(HuddleError, match="What you saw can"):
        feedback.give(crew["Ben"], crew.members["Jon"], "  ", "x")
    with pytest.raises(HuddleError, match="two people"):
        feedback.give(crew["Ben"], crew.members["Ben"], "I was great")
    with pytest.raises(HuddleError, match="Tom Vega is a watcher"):
        feedback.give(crew["Ben"], crew.members["Tom"], "You watched")
    with pytest.raises(HuddleError, match="empty"):
        feedback.ask(crew["Ben"], crew.members["Jon"], " ")


def test_it_is_listed_by_whom_it_concerns(crew: Crew) -> None:
    jon, ben, lea = crew["Jon"], crew["Ben"], crew["Lea"]
    asked = feedback.ask(jon, ben.me, "My opening")
    assert (feedback.list_own_requests(jon), feedback.list_given(ben)) == ([asked], [])
    assert [need.sentence for need in needs.list_needs(ben)] == ["asked for your feedback: “My opening”"]
    assert needs.list_needs(lea) == needs.list_needs(jon) == []
    talk = feedback.give(ben, jon.me, "You waited", request=asked)
    assert (feedback.list_own_requests(jon), feedback.list_given(ben), needs.list_needs(ben)) == ([], [talk], [])
    assert feedback.list_shared_with_viewer(lea) == []
    talk = feedback.set_visibility(jon, talk, "everyone")
    assert feedback.list_shared_with_viewer(lea) == feedback.list_shared_with_viewer(crew["Tom"]) == [talk]
    assert (
        feedback.list_shared_with_viewer(jon)
        == feedback.list_shared_with_viewer(ben)
        == feedback.list_shared_with_viewer(crew.room)
        == []
    )
