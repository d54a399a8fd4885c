"""Actions of the ladder screen, with their dialogs. Typed text is kept as a draft until it is documented."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from core.access.session import Session
from core.conversations import ladder, ladder_document, passphrases
from core.conversations.ladder import STEP_PROMPTS, STEPS, Ladder
from core.errors import HuddleError
from core.models import Conversation, LadderStep, Member
from core.values import input_parsing
from core.values.text import short_name
from tui.dialogs.choice import Choice, ChooseScreen
from tui.dialogs.form import FormScreen
from tui.dialogs.long_text import LongTextScreen, Passage
from tui.dialogs.prompt_helper import ask_line
from tui.shell.private_screen import PrivateScreen
from tui.widgets.form import Field

TEXT_LABELS: dict[LadderStep, str] = {
    "direct talk": "What you talked about",
    "training": "Which training, and which mentor",
    "consequences": "What must change, and what follows if it does not",
    "monitoring": "What is looked at",
    "decision": "What was decided, and why",
    "parting": "How you part, with thanks for what was good",
}


DocumentValues = Callable[[dict[str, str]], Conversation]
"""Documents the typed values, by field name, as a conversation."""


class LadderActions(PrivateScreen):
    """The actions of the ladder screen. The subclass declares the bindings and when each action is available."""

    _standing: Ladder | None
    _people: list[Member]

    def __init__(self) -> None:
        super().__init__()
        self._people = []

    @property
    def _talk(self) -> Conversation | None:
        raise NotImplementedError

    # -- actions of the leader

    def action_next_step(self) -> None:
        standing = self._standing
        if standing is None or (step := standing.next_step) is None:
            return
        name = short_name(standing.member, self._people)
        self._write(
            f"{step.capitalize()} with {name}",
            _passages_of_step(step),
            partial(save_step, self.session, standing.member, step),
            kept_as=f"ladder-{step}-{standing.member.id}",
            told=f"{STEP_PROMPTS[step]} {name} reads all of it, and what is documented stays.",
            send="Document it",
        )

    def action_check_in(self) -> None:
        if (standing := self._standing) is None:
            return

        def check_in(values: dict[str, str]) -> Conversation:
            return ladder.record_check_in(self.session, standing.member, values["text"])

        name = short_name(standing.member, self._people)
        passages = [Passage("text", "What you saw, and what you said to it", lines=6)]
        self._write(
            f"You have met with {name}", passages, check_in, kept_as=f"ladder-check-in-{standing.member.id}",
            told=f"What went well belongs here too. {name} reads it.", send="Document it",
        )  # fmt: skip

    def action_down(self) -> None:
        standing = self._standing
        if standing is None or standing.current_step is None or standing.current_step.step is None:
            return
        lower = STEPS[: STEPS.index(standing.current_step.step)]
        choices = [
            Choice(None, "off the ladder: it is settled"),
            *(Choice(step, f"down to {step}") for step in reversed(lower)),
        ]

        def chosen(choice: Choice | None) -> None:
            if choice is not None:
                self._go_down(standing.member, next((step for step in lower if step == choice.key), None))

        self.app.push_screen(ChooseScreen("It has improved. Where to?", choices), chosen)

    def _go_down(self, member: Member, to: LadderStep | None) -> None:
        def down(values: dict[str, str]) -> Conversation:
            return ladder.step_down(self.session, member, values["text"], to)

        passages = [Passage("text", "What has improved", lines=5)]
        name = short_name(member, self._people)
        self._write(
            f"Down to {to}" if to else f"{name} leaves the ladder", passages, down, kept_as=f"ladder-down-{member.id}",
            told=f"Say it as you would say it to {name}, who reads it.", send="Document it",
        )  # fmt: skip

    def _write(
        self, title: str, passages: list[Passage], change: DocumentValues, *, kept_as: str, told: str, send: str
    ) -> None:
        def done(talk: Conversation | None) -> None:
            if talk is not None:
                self.show()

        self.app.push_screen(LongTextScreen(title, passages, change, draft_name=kept_as, intro=told, send=send), done)

    # -- actions of the member

    def action_sign(self) -> None:
        if (talk := self._talk) is None:
            return
        has_one = passphrases.has_passphrase(self.session)
        fields = [Field("passphrase", "Passphrase", secret=True)]
        if not has_one:
            fields = [
                Field("passphrase", "A passphrase", hint="yours alone, of 8 signs or more", secret=True),
                Field("again", "Once more", hint="nobody can bring it back", secret=True),
            ]

        def signed(done: Conversation | None) -> None:
            if done is not None:
                self.show()
                self.notify("Signed. Text and time are sealed: a later change would show.", markup=False)

        title = "You sign that you have read this step, not that you agree. w answers it."
        self.app.push_screen(FormScreen(title, fields, partial(sign_step, self.session, talk)), signed)

    def action_answer(self) -> None:
        if (talk := self._talk) is None:
            return

        def answer(values: dict[str, str]) -> Conversation:
            ladder.answer(self.session, talk, values["text"])
            return talk

        step = talk.step or "leaving the ladder"
        self._write(
            f"Your answer to: {step}", [Passage("text", "In your own words", lines=7)], answer,
            kept_as=f"ladder-answer-{talk.id}", told="It stands beside the step for good, and in what is printed.",
            send="Answer",
        )  # fmt: skip

    # -- actions of both

    def action_print(self) -> None:
        if (standing := self._standing) is None:
            return
        name = "-".join(standing.member.name.casefold().split())

        def printed(path: Path) -> None:
            self.notify(f"Written to {path}. Only you can read the file.", markup=False)

        ask_line(
            self, "Into which file?", partial(print_document, self.session, standing.member),
            value=f"~/{name}-steps.html",
            hint="A page to print; with a name that ends in .md it is Markdown.", then=printed,
        )  # fmt: skip


def _passages_of_step(step: LadderStep) -> list[Passage]:
    """Return the passages that the form of a step asks for."""
    if step == "direct talk":
        return [
            Passage("text", TEXT_LABELS[step], lines=4),
            Passage("worry", "What stands in the way, in their words", lines=3),
            Passage("help", "The help that you offer", lines=3),
        ]
    passages = [Passage("text", TEXT_LABELS[step], lines=6)]
    if step in ("training", "consequences"):
        passages.append(Passage("until", "Until when", hint="30 Nov, +30 — or nothing", lines=1))
    elif step == "monitoring":
        passages.append(Passage("every", "How often you meet over it", value="week", hint="day, week, month", lines=1))
    return passages


def save_step(session: Session, member: Member, step: LadderStep, values: dict[str, str]) -> Conversation:
    """Document a step from the typed values. Raises `HuddleError` as `ladder.take_step` does."""
    until = input_parsing.parse_day(values.get("until", ""), session.today)
    every, _ = input_parsing.parse_recurrence(values.get("every", ""))
    return ladder.take_step(
        session, member, step, values["text"], obstacle=values.get("worry", ""), help_offered=values.get("help", ""),
        until=until, every=every,
    )  # fmt: skip


def sign_step(session: Session, talk: Conversation, values: dict[str, str]) -> Conversation:
    """Sign with the typed passphrase, setting it first if the form asked for a new one. Raises `HuddleError`."""
    if "again" not in values:
        return ladder.sign(session, talk, values["passphrase"])
    if values["again"] != values["passphrase"]:
        raise HuddleError("The two differ. Type the same passphrase twice.")
    passphrases.set_passphrase(session, values["passphrase"])
    return ladder.sign(session, talk, values["passphrase"])


def print_document(session: Session, member: Member, path: str) -> Path:
    """Write the document to the typed path and return it.

    Raises `HuddleError` as `ladder_document.write_document` does.
    """
    return ladder_document.write_document(session, member, path.strip())
