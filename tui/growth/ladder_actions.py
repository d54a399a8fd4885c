"""What the ladder screen does, with the dialogs for it. Typed text is kept as a draft until it is documented."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from core.access.key_ring import KeyNeeded
from core.access.session import Session
from core.conversations import ladder, ladder_document
from core.conversations.ladder import STEP_PROMPTS, STEPS, Ladder
from core.conversations.signatures import can_sign, signing_key
from core.errors import HuddleError
from core.models import Conversation, LadderStep, Member
from core.values import input_parsing
from tui import keymap
from tui.dialogs.action_choice import choose_action
from tui.dialogs.choice import Choice, ChooseScreen
from tui.dialogs.form import FormScreen
from tui.dialogs.long_text import LongTextScreen, Passage
from tui.dialogs.passphrase import passphrase_fields
from tui.dialogs.prompt_helper import ask_line
from tui.growth.signing import ask_to_sign_or_not, unlock_with_fields
from tui.shell.actions import Action, ActionTable
from tui.shell.screen import HuddleScreen

TEXT_LABELS: dict[LadderStep, str] = {
    "direct talk": "What you talked about",
    "training": "Which training, and which mentor",
    "consequences": "What must change, and the consequence if it doesn't",
    "monitoring": "What you follow up on",
    "decision": "What was decided, and why",
    "parting": "How you part, with thanks for what was good",
}


@dataclass(frozen=True, slots=True)
class LadderSelection:
    """What the screen shows, and the row under its cursor."""

    ladder: Ladder | None
    """The steps that are shown; None while the leader chooses a member."""
    conversation: Conversation | None
    """The step or check-in under the cursor; None on a step that has not been taken."""
    later_step: LadderStep | None
    """The step under the cursor if it has not been taken and is not the next one."""
    names: Mapping[int, str]
    """The short names of the team, by id."""

    @property
    def member_name(self) -> str:
        """The short name of the member whose steps are shown."""
        return self.names[self.ladder.member.id] if self.ladder else ""


class LadderActions:
    """Documents steps and check-ins for the leader, and signs and answers them for the member."""

    def __init__(self, screen: HuddleScreen, selection: Callable[[], LadderSelection]) -> None:
        self._screen = screen
        self._selection = selection

    def table(self) -> ActionTable:
        """Return the actions by the names that the bindings use."""
        return {
            "add": Action(self.choose_what_to_add, lambda: bool(self._additions())),
            "sign": Action(self.sign, self._can_sign),
            "print": Action(self.print, self._can_print),
        }

    # -- when they are offered

    def _led_ladder(self) -> Ladder | None:
        """Return the ladder that is shown if the viewer leads its member, who is still on the team."""
        viewer, shown = self._screen.session.viewer, self._selection().ladder
        if shown is None or not viewer.is_leader or viewer.is_member(shown.member.id) or shown.member.left_on:
            return None
        return shown

    def _own_step(self) -> Conversation | None:
        """Return the step under the cursor if it is about the viewer."""
        step = self._selection().conversation
        if step is None or step.kind != "step" or not self._screen.session.viewer.is_member(step.to_id):
            return None
        return step

    def _can_sign(self) -> bool:
        step = self._own_step()
        return step is not None and step.sealed_at is None

    def _can_print(self) -> bool:
        shown = self._selection().ladder
        return shown is not None and bool(shown.steps)

    def _additions(self) -> list[tuple[str, Callable[[], object]]]:
        """Return what can be added now, by labels: documents of the leader, or the member's answer."""
        additions: list[tuple[str, Callable[[], object]]] = []
        if (led := self._led_ladder()) is not None:
            if led.next_step is not None:
                additions.append((f"Next step: {led.next_step}", self.take_next_step))
            if ladder.next_check_in(led) is not None:
                additions.append(("Check-in", self.record_check_in))
            if led.current_step is not None:
                additions.append(("Things improved", self.step_down))
        if self._own_step() is not None:
            additions.append(("Answer", self.answer))
        return additions

    def choose_what_to_add(self) -> None:
        """Ask what to add, and ask for its texts. On a step that comes later, say first that it can't be taken yet."""
        selection = self._selection()
        if (later := selection.later_step) is None or selection.ladder is None:
            choose_action(self._screen, "What do you want to add?", self._additions())
            return
        title = f"“{later}” comes later: steps can't be skipped. Next is “{selection.ladder.next_step}”."
        choices = [Choice(run, label) for label, run in self._additions()]
        self._screen.open_dialog(ChooseScreen(title, choices), lambda choice: choice.value())

    # -- actions of the leader

    def take_next_step(self) -> None:
        """Ask for the passphrase and the texts of the next step, and document it."""
        selection, session = self._selection(), self._screen.session
        if (shown := selection.ladder) is None or (step := shown.next_step) is None:
            return
        try:
            ladder.require_next(session, shown, step)
        except HuddleError as refusal:  # before anything is typed
            self._screen.show_refusal(refusal)
            return
        name = selection.member_name
        form = LongTextScreen(
            f"{step.capitalize()} with {name}",
            _passages_of_step(step),
            partial(_save_step, session, shown.member, step),
            draft_name=f"ladder-{step}-{shown.member.id}",
            intro=f"{STEP_PROMPTS[step]} {name} reads all of it. You sign it, and it can't be deleted.",
            send="Save step",
        )
        self._once_unlocked(lambda: self._ask_for_texts(form))

    def record_check_in(self) -> None:
        """Ask what was seen and said at a check-in, and document it."""
        selection, session = self._selection(), self._screen.session
        if (shown := selection.ladder) is None:
            return
        name = selection.member_name
        self._ask_for_texts(
            LongTextScreen(
                f"Check-in with {name}",
                [Passage("text", "What you saw, and what you said about it")],
                lambda values: ladder.record_check_in(session, shown.member, values["text"]),
                draft_name=f"ladder-check-in-{shown.member.id}",
                intro=f"Write down what went well, too. {name} reads it.",
                send="Save check-in",
            )
        )

    def step_down(self) -> None:
        """Ask for the passphrase, to which lower step the member goes back, or whether the steps end; then what has
        improved."""
        shown = self._selection().ladder
        if shown is None or shown.current_step is None or shown.current_step.step is None:
            return
        lower = STEPS[: STEPS.index(shown.current_step.step)]
        choices: list[Choice[LadderStep | None]] = [
            Choice(None, "End: resolved"),
            *(Choice(step, f"Back to {step}") for step in reversed(lower)),
        ]

        def on_choice(choice: Choice[LadderStep | None]) -> None:
            self._ask_what_improved(shown.member, choice.value)

        dialog = ChooseScreen("Things improved. Which step now?", choices)
        self._once_unlocked(lambda: self._screen.open_dialog(dialog, on_choice))

    def _ask_what_improved(self, member: Member, to: LadderStep | None) -> None:
        session = self._screen.session
        name = self._selection().names[member.id]
        form = LongTextScreen(
            f"Back to {to}" if to else f"End the formal steps of {name}",
            [Passage("text", "What has improved")],
            lambda values: ladder.step_down(session, member, values["text"], to),
            draft_name=f"ladder-down-{member.id}",
            intro=f"Write it as you would say it to {name}, who reads it.",
            send="Save",
        )
        self._ask_for_texts(form)

    def _once_unlocked(self, write: Callable[[], object]) -> None:
        """Call `write` once the leader's key is unlocked: they type the passphrase before they write, not after."""
        try:
            signing_key(self._screen.session)
        except KeyNeeded as refusal:
            if self._screen.app.own_key.asks(refusal, again=write):
                return
        write()

    def _ask_for_texts(self, form: LongTextScreen) -> None:
        """Open the form, and refresh the screen once something was documented."""
        self._screen.open_dialog(form, lambda _documented: self._screen.show())

    # -- actions of the member

    def sign(self) -> None:
        """Ask for the passphrase, or for a new one if the member has none, and sign the step under the cursor."""
        step, session = self._selection().conversation, self._screen.session
        if step is None:
            return

        def on_signed(told: list[str]) -> None:
            self._screen.show()
            self._screen.app.own_key.tell(told)
            self._screen.notify("Signed. Later changes to the text will be detected.", markup=False)

        answer = self._screen.app.key_label(keymap.ADD, "ladder.add")
        title = f"Signing means you have read this, not that you agree. Press {answer} to answer."
        fields = passphrase_fields(session)
        self._screen.open_dialog(FormScreen(title, fields, partial(_sign_step, session, step), verb="Sign"), on_signed)

    def answer(self) -> None:
        """Ask for the member's answer to the step under the cursor, and add it."""
        step, session = self._selection().conversation, self._screen.session
        if step is None:
            return

        def add_answer(values: dict[str, str]) -> Conversation:
            ladder.answer(session, step, values["text"])
            return step

        form = LongTextScreen(
            f"Your answer to: {step.step or 'end of the formal steps'}",
            [Passage("text", "In your own words")],
            add_answer,
            draft_name=f"ladder-answer-{step.id}",
            intro="Your answer stays with the step and is printed with it. It can't be deleted.",
            send="Answer",
        )
        ask_to_sign_or_not(self._screen, "Your answer is signed with your key.", lambda: self._ask_for_texts(form))

    # -- actions of both

    def print(self) -> None:
        """Ask for a file name, and write all steps to it as one document."""
        if (shown := self._selection().ladder) is None:
            return
        name = "-".join(shown.member.name.casefold().split())

        def write(typed: str) -> Path:
            return ladder_document.write_document(self._screen.session, shown.member, typed.strip())

        def on_written(path: Path) -> None:
            self._screen.notify(f"Written to {path}. Only you can read the file.", markup=False)

        ask_line(
            self._screen,
            "Write to which file?",
            write,
            value=f"~/{name}-steps.html",
            hint="A web page to print. A name ending in .md makes it Markdown.",
            then=on_written,
        )


def _passages_of_step(step: LadderStep) -> list[Passage]:
    """Return the passages that the form of a step asks for."""
    if step == "direct talk":
        return [
            Passage("text", TEXT_LABELS[step]),
            Passage("worry", "What is in the way, in their words"),
            Passage("help", "The help you offer"),
        ]
    passages = [Passage("text", TEXT_LABELS[step])]
    if step in ("training", "consequences"):
        passages.append(Passage("until", "Until when", hint="e.g. 30 Nov or +30 (optional)", is_line=True))
    elif step == "monitoring":
        passages.append(Passage("every", "How often you meet", value="week", hint="day, week or month", is_line=True))
    return passages


def _save_step(session: Session, member: Member, step: LadderStep, values: dict[str, str]) -> Conversation:
    """Document a step from the typed values. Raises `HuddleError` as `ladder.take_step` does."""
    until = input_parsing.parse_day(values.get("until", ""), session.today)
    every, _ = input_parsing.parse_recurrence(values.get("every", ""))
    return ladder.take_step(
        session, member, step, values["text"], obstacle=values.get("worry", ""), help_offered=values.get("help", ""),
        until=until, every=every,
    )  # fmt: skip


def _sign_step(session: Session, step: Conversation, values: dict[str, str]) -> list[str]:
    """Sign with the typed passphrase, setting it first if the form asked for a new one. Return what is to be told.
    Raises `HuddleError`."""
    told = [] if can_sign(session) else unlock_with_fields(session, values)
    ladder.sign(session, step, values["passphrase"])
    return told
