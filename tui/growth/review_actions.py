"""What the screen of one review does, with the dialogs for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.access.session import Session
from core.conversations import reviews
from core.conversations.reviews import SkillRatings
from core.models import Commitment, Conversation, Member, Point, Rating
from core.values import input_parsing
from tui import keymap
from tui.dialogs.long_text import LongTextScreen, Passage
from tui.dialogs.prompt_helper import ask_line
from tui.growth.rating_dialog import RatingDialog
from tui.growth.review_announcement import ask_for_announcement
from tui.growth.review_lines import HIGHEST_SCORE
from tui.shell.actions import Action, ActionTable
from tui.shell.screen import HuddleScreen
from tui.shell.undo import undo_last


@dataclass(frozen=True, slots=True)
class ReviewSelection:
    """The review that the screen shows, and the row under its cursor."""

    review: Conversation | None
    """None if the viewer may not see it."""
    skill: SkillRatings | None
    step: Point | None
    people: Sequence[Member]

    def is_of_viewer(self, session: Session) -> bool:
        """Return whether the viewer is the reviewed member."""
        return self.review is not None and session.viewer.is_member(self.review.to_id)

    def own_rating(self, session: Session) -> Rating | None:
        """Return how the viewer rated the skill under the cursor."""
        if self.skill is None:
            return None
        return self.skill.own if self.is_of_viewer(session) else self.skill.leader


class ReviewActions:
    """Rates skills, agrees on steps, and begins, moves and closes the review."""

    def __init__(self, screen: HuddleScreen, selection: Callable[[], ReviewSelection]) -> None:
        self._screen = screen
        self._selection = selection

    def table(self) -> ActionTable:
        """Return the actions by the names that the bindings use."""
        return {
            "rate": Action(self.ask_for_rating, self._can_rate),
            "words": Action(self.ask_for_comment, self._can_comment),
            "begin": Action(self.begin, lambda: self._status == "planned"),
            "agree": Action(self.agree_on_step, lambda: self._status == "open"),
            "take_on": Action(self.take_on_step, self._can_take_on),
            "close": Action(self.close, lambda: self._status == "open"),
            "move": Action(self.move, lambda: self._status == "planned" and self._session.viewer.is_leader),
            "undo": Action(self.undo, self._can_undo),
        }

    @property
    def _session(self) -> Session:
        return self._screen.session

    @property
    def _status(self) -> str:
        review = self._selection().review
        return review.status if review else ""

    # -- when they are offered

    def _can_rate(self) -> bool:
        """Return whether the skill can be rated: until the two meet, and then only if the viewer has not rated it."""
        selection = self._selection()
        if selection.skill is None:
            return False
        return self._status == "planned" or (self._status == "open" and not selection.own_rating(self._session))

    def _can_comment(self) -> bool:
        return self._status == "planned" and self._selection().own_rating(self._session) is not None

    def _can_take_on(self) -> bool:
        selection = self._selection()
        step = selection.step
        return step is not None and step.commitment_id is None and selection.is_of_viewer(self._session)

    def _can_undo(self) -> bool:
        review = self._selection().review
        return review is not None and reviews.last_undoable_change(self._session, review) is not None

    # -- skills

    def ask_for_rating(self) -> None:
        """Ask for the score of the skill under the cursor, and rate it."""
        selection, session = self._selection(), self._session
        review, rated = selection.review, selection.skill
        if review is None or rated is None:
            return
        rating = selection.own_rating(session)

        def rate(score: int) -> None:
            # The viewer's comment on the skill stays.
            self._screen.run_change(reviews.rate, session, review, rated.skill, score, _comment_of(rating))

        question = f"Rate {rated.skill.name} from 1 to {HIGHEST_SCORE}"
        self._screen.open_dialog(RatingDialog(question, rating.score if rating else None), rate)

    def ask_for_comment(self) -> None:
        """Ask for the viewer's comment on the skill under the cursor."""
        selection, session = self._selection(), self._session
        review, rated, rating = selection.review, selection.skill, selection.own_rating(session)
        if review is not None and rated is not None and rating is not None:
            ask_line(
                self._screen,
                f"Comment on {rated.skill.name} ({rating.score} of {HIGHEST_SCORE})",
                lambda text: reviews.rate(session, review, rated.skill, rating.score, text),
                value=_comment_of(rating),
                hint="Describe something you saw.",
            )

    # -- steps

    def agree_on_step(self) -> None:
        """Ask for a step that the two agree on."""
        review, session = self._selection().review, self._session
        if review is not None:
            ask_line(
                self._screen,
                "Add a step you both agree on",
                lambda text: reviews.agree_step(session, review, text),
            )

    def take_on_step(self) -> None:
        """Make the step under the cursor a commitment of the viewer."""
        if (step := self._selection().step) is not None:
            self._screen.run_change(reviews.take_on, self._session, step, then=self._notify_taken_on)

    def _notify_taken_on(self, commitment: Commitment) -> None:
        self._screen.show()
        page = self._screen.app.page_label("me")
        undo = self._screen.app.key_label(keymap.UNDO, "undo")
        self._screen.notify(
            f"Added to your commitments: “{commitment.text}”. To undo: {page}, then {undo}.", markup=False
        )

    # -- the review

    def begin(self) -> None:
        """Begin the review, which reveals to each what the other rated."""
        if (review := self._selection().review) is not None:
            self._screen.run_change(reviews.begin, self._session, review)

    def close(self) -> None:
        """Ask for the words to the review and the day of the next, and close it."""
        review, session = self._selection().review, self._session
        if review is None:
            return
        passages = [
            Passage("words", "Comment"),
            Passage("next", "Next review", hint="e.g. +90 or 1 Mar (optional)", is_line=True),
        ]

        def close(values: dict[str, str]) -> Conversation:
            next_on = input_parsing.parse_day(values["next"], session.today)
            return reviews.close(session, review, values["words"], next_on)

        self._screen.app.push_screen(
            LongTextScreen("Finish the review", passages, close, draft_name=f"review-{review.id}", send="Finish")
        )

    def move(self) -> None:
        """Ask for another day, or other criteria, of the announced review."""
        selection = self._selection()
        if (review := selection.review) is not None:
            member = next((person for person in selection.people if person.id == review.to_id), None)
            ask_for_announcement(self._screen, member, lambda _reviews: self._screen.show(), current=review)

    def undo(self) -> None:
        """Take back the viewer's last change to a review."""
        undo_last(self._screen, "review")


def _comment_of(rating: Rating | None) -> str:
    return rating.words or "" if rating else ""
