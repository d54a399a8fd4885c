"""The form in which a card becomes a commitment: what, how much, how often, by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import HorizontalGroup, Vertical
from textual.widgets import Input, Static

from core import commitments, typed
from core.amounts import exact
from core.commitment_words import by_when, how_often
from core.errors import HuddleError
from core.models import Commitment, Every, Metric
from core.session import Session
from tui.screens.dialog import Dialog


@dataclass(frozen=True, slots=True)
class Taken:
    """What was typed, understood."""

    text: str
    metric: Metric | None = None
    amount: int | None = None
    every: Every | None = None
    weekday: int | None = None
    due: date | None = None


class CommitForm(Dialog[Taken | None]):
    """Gives what somebody takes on, or None when they went back. What is not understood stays, with a sentence."""

    CSS_PATH = "commitform.tcss"
    BINDINGS = [
        Binding("escape", "dismiss", "Back", id="commitform.back", tooltip="Back; nothing is taken on"),
        Binding("down", "app.focus_next", "Next", show=False, id="commitform.next", tooltip="The next field"),
        Binding("up", "app.focus_previous", "Before", show=False, id="commitform.before", tooltip="The field before"),
    ]
    FIELDS = (
        ("text", "What", "in your own words"),
        ("much", "How much", "5 calls — or nothing"),
        ("often", "How often", "every Monday, week, month — or nothing for once"),
        ("due", "By when", "friday, 30 Nov, 2026-12-24 — or nothing"),
    )

    def __init__(
        self, session: Session, whose: str, text: str, *, standing: Commitment | None = None, reword: bool = False
    ) -> None:
        """`whose` is shown above; `standing` fills the fields with a commitment that is to be reworded. `reword`: the
        text says what it is about, not yet what somebody does, so one begins there."""
        super().__init__()
        self._reword = reword
        self._session = session
        self._whose = whose
        self._standing = standing
        self._values = {"text": text} | (self._of(standing) if standing else {})

    def _of(self, standing: Commitment) -> dict[str, str]:
        metric = self._session.get(Metric, standing.metric_id)
        amount = exact(standing.amount, metric.scale) if metric and standing.amount is not None else ""
        return {
            "text": standing.text,
            "much": f"{amount} {metric.name}".strip() if metric else "",
            "often": how_often(standing),
            "due": self._day_of(standing),
        }

    def _day_of(self, standing: Commitment) -> str:
        """Its day as it is typed. One that has passed with its year: without one it would be the next such day."""
        if standing.due is not None and standing.due < self._session.today:
            return standing.due.isoformat()
        return by_when(standing, self._session.today)

    def compose(self) -> ComposeResult:
        with Vertical(id="commit-form"):
            yield Static(f"{self._whose} will be accountable for", id="commit-whose", markup=False)
            for name, label, hint in self.FIELDS:
                with HorizontalGroup():
                    yield Static(label, classes="commit-label", markup=False)
                    yield Input(self._values.get(name, ""), placeholder=hint, id=f"commit-{name}", compact=True)
            yield Static("", id="commit-refusal", markup=False)
            yield Static("enter Take it on   tab Next   esc Back", id="commit-keys", markup=False)

    def on_mount(self) -> None:
        first = "much" if self._values["text"] and not self._reword else "text"
        self.query_one(f"#commit-{first}", Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        try:
            self.dismiss(self._understood())
        except HuddleError as refusal:
            self.query_one("#commit-refusal", Static).update(str(refusal))

    def _understood(self) -> Taken:
        said = {name: self.query_one(f"#commit-{name}", Input).value for name, *_ in self.FIELDS}
        if not said["text"].strip():
            raise HuddleError("Say first what it is, in a few words.")
        promised_on = self._session.get(Metric, self._standing.metric_id) if self._standing else None
        metric, amount = typed.how_much(self._session, said["much"], promised_on)
        every, weekday = typed.often(said["often"])
        due = typed.day(said["due"], self._session.today)
        commitments.look_at(
            self._session, standing=self._standing, text=said["text"], metric=metric, amount=amount, every=every,
            weekday=weekday, due=due,
        )  # fmt: skip
        return Taken(said["text"], metric, amount, every, weekday, due)
