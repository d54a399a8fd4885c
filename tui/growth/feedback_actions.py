"""What the feedback screen does, with the dialogs for it. Typed text is kept as a draft until it is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from core.access.session import Session
from core.conversations import feedback
from core.conversations.feedback import FORM_LABELS
from core.errors import Conflict
from core.models import Conversation, Member, Visibility
from core.team import members
from core.values.short_names import shorten_names
from tui.dialogs.action_choice import choose_action
from tui.dialogs.choice import Choice, ChooseScreen
from tui.dialogs.long_text import LongTextScreen, Passage
from tui.dialogs.prompt_helper import ask_line
from tui.shell.actions import Action, ActionTable
from tui.shell.confirm import ConfirmScreen
from tui.shell.screen import HuddleScreen

READERS: dict[Visibility, str] = {
    "me": "you both",
    "leader": "your leader too",
    "group": "your group too",
    "everyone": "everyone",
}
"""Who may read feedback, in words for its receiver."""

HINTS = {
    "saw": "One thing you saw, e.g. “You let him finish, and asked twice.”",
    "did": "What it led to, e.g. “He told us what he was afraid of.”",
    "try": "e.g. “I would do that at the beginning.”",
}
"""Placeholders of the parts of feedback."""


@dataclass(frozen=True, slots=True)
class FeedbackSelection:
    """The row under the cursor of the screen, and whom the screen was opened for."""

    conversation: Conversation | None
    is_request: bool
    """Whether it is a request that waits for the viewer's answer."""
    colleague: Member | None
    """Whom the viewer asks or offers feedback to; the actions ask for one if None."""
    people: Sequence[Member]


class FeedbackActions:
    """Asks for feedback, gives it, declines a request, and sets who may read what the viewer received."""

    def __init__(self, screen: HuddleScreen, selection: Callable[[], FeedbackSelection]) -> None:
        self._screen = screen
        self._selection = selection

    def table(self) -> ActionTable:
        """Return the actions by the names that the bindings use."""
        return {
            "answer": Action(self.answer, self._is_request_selected),
            "decline": Action(self.decline, self._is_request_selected),
            "readers": Action(self.choose_readers, self._can_choose_readers),
            "add": Action(self.ask_or_give, self._takes_part),
        }

    @property
    def _session(self) -> Session:
        return self._screen.session

    # -- when they are offered

    def _is_request_selected(self) -> bool:
        return self._selection().is_request

    def _can_choose_readers(self) -> bool:
        conversation = self._selection().conversation
        if conversation is None or conversation.status != "held":
            return False
        return self._session.viewer.is_member(conversation.to_id)

    def _takes_part(self) -> bool:
        return self._session.viewer.takes_part

    # -- what they do

    def answer(self) -> None:
        """Ask for the feedback that was requested, and give it."""
        selection = self._selection()
        request = selection.conversation
        if request is None or not selection.is_request:
            return
        receiver = next((person for person in selection.people if person.id == request.to_id), None)
        if receiver is not None:
            self._write(receiver, request)

    def ask_or_give(self) -> None:
        """Ask whether to request feedback or give some, and do it."""
        choose_action(self._screen, "Feedback", [("Ask for feedback", self.ask), ("Give feedback", self.offer)])

    def offer(self) -> None:
        """Ask for feedback that was not requested, and give it."""
        self._with_colleague("Who do you want to give feedback to?", self._write)

    def ask(self) -> None:
        """Ask what the viewer wants feedback on, and request it."""

        def ask_about(member: Member) -> None:
            ask_line(
                self._screen,
                f"Ask {member.name} for feedback on what?",
                partial(feedback.ask, self._session, member),
                hint=f"e.g. my opening with Kessler. Visible to you and {member.name}.",
            )

        self._with_colleague("Who do you want to ask?", ask_about)

    def choose_readers(self) -> None:
        """Ask who else may read the feedback under the cursor, and set it."""
        conversation = self._selection().conversation
        if conversation is None:
            return
        choices = [
            Choice(visibility, words, right="now" if visibility == conversation.visibility else "")
            for visibility, words in READERS.items()
        ]
        self._screen.open_dialog(
            ChooseScreen("Who can read it?", choices),
            lambda choice: self._screen.run_change(feedback.set_visibility, self._session, conversation, choice.value),
        )

    def decline(self) -> None:
        """Decline the request under the cursor, once the viewer confirms."""
        selection = self._selection()
        if (request := selection.conversation) is None:
            return

        def on_answer(is_confirmed: bool | None) -> None:
            if is_confirmed:
                self._screen.run_change(feedback.decline, self._session, request)

        name = shorten_names(selection.people).get(request.to_id, "Someone")
        question = f"Decline? {name} will not get an answer."
        self._screen.app.push_screen(ConfirmScreen(question, "Decline"), on_answer)

    def _with_colleague(self, question: str, then: Callable[[Member], None]) -> None:
        """Call `then` with the colleague whom the screen was opened for, or else with one who is asked for."""
        if (colleague := self._selection().colleague) is not None:
            then(colleague)
            return
        choices = [
            Choice(person, person.name)
            for person in members.list_members(self._session)
            if person.role != "watcher" and not self._session.viewer.is_member(person.id)
        ]
        self._screen.open_dialog(ChooseScreen(question, choices), lambda choice: then(choice.value))

    def _write(self, receiver: Member, request: Conversation | None = None) -> None:
        """Ask for the parts of feedback for `receiver`, and give it; as the answer to `request` if there is one."""
        drafts = self._screen.app.form_drafts

        def give(values: dict[str, str]) -> Conversation:
            try:
                return feedback.give(
                    self._session, receiver, values["saw"], values["did"], values["try"], request=request
                )
            except Conflict:
                # The request was withdrawn: keep the text as a draft of feedback offered without a request.
                drafts.save(draft_name(None, receiver), values)
                raise

        def on_close(given: Conversation | None) -> None:
            self._screen.show()  # also without a result: the details say whether there is a draft
            if given is not None:
                self._screen.notify(f"Sent to {receiver.name}, who decides who else can read it.", markup=False)

        form = LongTextScreen(
            f"Feedback for {receiver.name}",
            [Passage(part, label, hint=HINTS[part]) for part, label in FORM_LABELS.items()],
            give,
            draft_name=draft_name(request, receiver),
            intro=f"Asked about: {request.about}" if request else "Describe what you saw, not the person.",
            send="Send",
        )
        self._screen.app.push_screen(form, on_close)


def draft_name(request: Conversation | None, receiver: Member | None = None) -> str:
    """Return the name of a draft: of an answer to `request`, or else of feedback offered to `receiver`."""
    return f"feedback-answer-{request.id}" if request else f"feedback-for-{receiver.id if receiver else 0}"
