"""The form of a commitment: what, how much, how often, by when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import HorizontalGroup, Vertical
from textual.widgets import Input, Static

from core.access.session import Session
from core.commitments import commitments
from core.commitments.commitments import CommitmentTerms
from core.commitments.phrasing import describe_due, describe_recurrence
from core.errors import HuddleError
from core.metrics import amount_input
from core.models import Commitment, Metric
from core.values import input_parsing
from core.values.amounts import format_plain
from tui import keymap
from tui.action_hints import explain_on_screen
from tui.dialogs.kept_dialog import KeptDialog
from tui.shell.screen import HuddleScreen
from tui.widgets.line_input import LineInput


@dataclass(frozen=True, slots=True)
class CommitmentFormValues:
    """The parsed values of the form, as `commitments.commit` takes them."""

    text: str
    terms: CommitmentTerms


class CommitmentForm(KeptDialog[CommitmentFormValues | None]):
    """Returns the values of the form, or None if the user went back. Input it cannot parse stays, with the reason."""

    HELP_NAME = "Commitment"
    CSS_PATH = "commitment_form.tcss"
    BINDINGS = [
        keymap.BACK.bind("dismiss", "Cancel", id="cancel", tooltip="Cancel"),
        Binding("down", "app.focus_next", "Next", show=False, id="form.next", tooltip="The next field"),
        Binding("up", "app.focus_previous", "Before", show=False, id="form.before", tooltip="The field before"),
    ]
    FIELDS = (
        ("text", "What", "in your own words"),
        ("much", "How much", "e.g. 5 calls (optional)"),
        ("often", "How often", "e.g. every Monday, week or month (optional)"),
        ("due", "By when", "e.g. friday or 30 Nov (optional)"),
    )

    def __init__(
        self,
        session: Session,
        owner_name: str,
        text: str,
        *,
        commitment: Commitment | None = None,
        focus_text: bool = False,
    ) -> None:
        """`owner_name` is whose commitment it becomes; `commitment` is one to reword, whose values fill the fields.

        With `focus_text` the text only says what it is about, such as a hurdle, so the cursor begins in the text field.
        """
        super().__init__()
        self._focus_text = focus_text
        self._session = session
        self._owner_name = owner_name
        self._commitment = commitment
        self._values = {"text": text} | (self._field_values(commitment) if commitment else {})

    def _field_values(self, commitment: Commitment) -> dict[str, str]:
        metric = self._session.get(Metric, commitment.metric_id)
        amount = format_plain(commitment.amount, metric.scale) if metric and commitment.amount is not None else ""
        return {
            "text": commitment.text,
            "much": f"{amount} {metric.name}".strip() if metric else "",
            "often": describe_recurrence(commitment),
            "due": self._due_text(commitment),
        }

    def _due_text(self, commitment: Commitment) -> str:
        """Return the due day as it can be typed; a past day with its year, or it would be read as the next such day."""
        if commitment.due is not None and commitment.due < self._session.today:
            return commitment.due.isoformat()
        return describe_due(commitment, self._session.today)

    def identify_draft(self) -> str:
        return f"{self._owner_name} {self._commitment.id if self._commitment else ''}"

    @property
    def _title(self) -> str:
        session = self._session
        is_own = session.viewer.member_id is not None and self._owner_name == session.me.name
        return "You commit to" if is_own else f"{self._owner_name} commits to"

    def compose(self) -> ComposeResult:
        with Vertical(id="commit-form", classes="dialog--box"):
            yield Static(self._title, classes="dialog--title", markup=False)
            for name, label, hint in self.FIELDS:
                with HorizontalGroup():
                    yield Static(label, classes="commit-label", markup=False)
                    yield LineInput(self._values.get(name, ""), placeholder=hint, id=f"commit-{name}")
            yield Static("", id="commit-refusal", markup=False)
            yield Static("enter Save   tab Next   esc Cancel", classes="dialog--keys", markup=False)

    def on_mount(self) -> None:
        first = "much" if self._values["text"] and not self._focus_text else "text"
        self.query_one(f"#commit-{first}", Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        try:
            self.dismiss(self._parse())
        except HuddleError as refusal:
            self.query_one("#commit-refusal", Static).update(explain_on_screen(self.app, refusal))

    def _parse(self) -> CommitmentFormValues:
        values = {name: self.query_one(f"#commit-{name}", Input).value for name, *_ in self.FIELDS}
        if not values["text"].strip():
            raise HuddleError("Describe the commitment first.")
        usual_metric = self._session.get(Metric, self._commitment.metric_id) if self._commitment else None
        metric, amount = amount_input.parse_metric_amount(self._session, values["much"], usual_metric)
        every, weekday = input_parsing.parse_recurrence(values["often"])
        due = input_parsing.parse_day(values["due"], self._session.today)
        terms: CommitmentTerms = {"metric": metric, "amount": amount, "every": every, "weekday": weekday, "due": due}
        commitments.require_valid_terms(self._session, replaced=self._commitment, text=values["text"], **terms)
        return CommitmentFormValues(values["text"], terms)


def ask_commitment(screen: HuddleScreen, then: Callable[[Commitment], object] = lambda _commitment: None) -> None:
    """Ask the viewer for a new commitment of their own; `then` is called with it once it is stored."""
    session = screen.session

    def commit(form: CommitmentFormValues) -> None:
        screen.run_change(commitments.commit, session, form.text, then=then, **form.terms)

    screen.open_dialog(CommitmentForm(session, session.me.name, ""), commit)
