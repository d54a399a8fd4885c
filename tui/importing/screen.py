"""The import screen: the first rows of the file, the map of its columns, and what the import would change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from textual import getters, work
from textual.binding import Binding
from textual.widget import Widget
from textual.widgets import Static

from core.errors import HuddleError
from core.importing.imports import AmbiguousFileError, ImportResult, Question, import_file
from core.importing.mapping import ImportMap
from core.importing.mapping_edits import column_roles, with_column, with_entry, with_person, with_where
from core.importing.member_lookup import UNKNOWN_REASON
from core.importing.proposals import Proposal, save_answer, save_map
from core.importing.result import ImportProgress
from core.team.members import list_members
from core.team.permissions import is_leader
from tui.dialogs.choice import Choice, ChooseScreen
from tui.dialogs.prompts import AskScreen
from tui.importing.first_rows import FirstRows
from tui.importing.lines import mapping_picks, row_filter_choices, row_filter_of_choice
from tui.importing.output import RowRate, import_sentences
from tui.shell.screen import HuddleScreen
from tui.widgets.pick_list import PickList
from tui.widgets.top_and_key_lines import first_that_fits

MOST_REFUSALS = 3
"""How many refused rows are shown with their reason; the others are only counted."""


class ImportStopped(HuddleError):
    """The viewer left the screen while the file was being read."""


class ImportingScreen(HuddleScreen):
    """The screen of `huddle import FILE`. Until Enter is pressed, every import is a dry run."""

    CSS_PATH = "screen.tcss"
    WHY = (
        "A file is looked at before anything changes: whose each row is, which day it counts for, how much of what. "
        "Change a line that is wrong, and see at once what that would do. "
        "What you change is remembered for the next file of this kind."
    )
    VERTICAL_BREAKPOINTS = [(0, "-short"), (27, "-middle"), (36, "-tall")]
    BINDINGS = [
        Binding("enter", "take", "Take it in", id="import.take", tooltip="Take in what can be taken", priority=True),
        Binding("e", "edit", "Change this line", id="import.edit", tooltip="Another column, metric or person"),
        Binding(
            "m", "add_members", "New members", id="import.members", tooltip="Make members of unknown people, or not"
        ),
        Binding("escape", "back", "Leave", id="import.back", tooltip="Leave; nothing more is changed"),
    ]

    rows = getters.query_one(FirstRows)
    lines = getters.query_one(PickList)

    def __init__(
        self, proposal: Proposal, *, add_members: bool = False, people: Mapping[str, str] | None = None
    ) -> None:
        super().__init__()
        self._proposal = proposal
        self._map = proposal.map
        for text, name in (people or {}).items():
            self._map = with_person(self._map, text, name)
        self._add_members = add_members
        self._dry_run: ImportResult | None = None
        self._result: ImportResult | None = None
        self._refusal = ""
        self._asked: set[str] = set()
        self._progress: ImportProgress | None = None
        self._rate = RowRate()
        self._is_busy = False
        self._is_stopping = False

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being read or taken now."""
        return not self._is_busy

    def compose_content(self) -> Iterable[Widget]:
        yield FirstRows(self._proposal.columns, self._proposal.first_rows)
        yield PickList(empty="The map says nothing. Press esc, and write one as docs/import.md shows.")
        yield Static("", id="outcome", markup=False)

    def on_mount(self) -> None:
        self.lines.focus()
        # A large file is read in a thread, which must not touch widgets: a timer draws the progress.
        self.set_interval(0.2, self._show_progress)
        self._start_dry_run()

    def show(self) -> None:
        self.top_line.left = f"IMPORT · {self._proposal.path.name}"
        state = "taken" if self._result else "nothing is changed yet"
        self.top_line.right = first_that_fits((f"{self._proposal.origin} · {state}", state), self.size.width // 2)
        self.rows.set_roles(column_roles(self._map))
        self.lines.set_picks(mapping_picks(self._map, self._dry_run, self._add_members))
        self._show_outcome()
        self.refresh_bindings()

    def handle_changes(self, changes: object) -> None:
        """Ignore changes by others: the import itself takes them into account, the dry run need not."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("edit", "add_members"):
            return self._result is None and not self._is_busy and (action == "edit" or is_leader(self.session))
        return True

    # -- dry run and import

    def _start_dry_run(self) -> None:
        self._run(True)

    @work(exclusive=True)
    async def _run(self, dry_run: bool) -> None:
        """Import the file off the event loop, or find out with `dry_run` what an import would change."""
        self._is_busy, self._refusal, self._is_stopping, self._rate = True, "", False, RowRate()
        self.show()
        try:
            done = await self.app.apply_change(
                import_file,
                self.session,
                self._proposal.path,
                self._map,
                add_members=self._add_members,
                dry_run=dry_run,
                on_progress=self._hear,
            )
        except ImportStopped:
            return
        except AmbiguousFileError as asked:
            self._ask(asked.question)
        except HuddleError as refusal:
            self._refusal = str(refusal)
        else:
            self._handle_result(done)
        finally:
            self._is_busy, self._progress = False, None
            if self.is_mounted:
                self.show()

    def _handle_result(self, done: ImportResult) -> None:
        if not done.dry_run:
            self._result = done
            # The team stores by itself which member a name in a file means, so it is not kept in the map.
            without_people = self._map.model_copy(update={"people": {}})
            if without_people != self._proposal.map.model_copy(update={"people": {}}) or not self._proposal.is_known:
                save_map(self.session, self._proposal, without_people)
            return
        if self._dry_run is None and done.unknown_names:
            # Put the cursor on the first unknown person of the first dry run.
            self.call_after_refresh(self.lines.pick, ("person", next(iter(done.unknown_names))))
        self._dry_run = done
        for question in done.questions:
            if question.column not in self._asked:
                self._ask(question)
                break

    def _hear(self, progress: ImportProgress) -> None:
        """Take the progress, in the thread that reads the file. Raises `ImportStopped` when the viewer has left."""
        self._progress = progress
        if self._is_stopping:
            raise ImportStopped("Stopped. Nothing was changed.")

    def action_take(self) -> None:
        if self._result is not None:
            self.app.exit()
        elif not self._is_busy and (looked := self._dry_run) is not None and not self._refusal:
            if not (looked.added or looked.changed or looked.unchanged or looked.withdrawn or looked.targets):
                who = "say who is meant with e, or press m" if looked.unknown_names else "change a line with e"
                self.show_refusal(HuddleError(f"No row of it can be taken in yet: {who}."))
                return
            self._run(False)

    def action_back(self) -> None:
        self._is_stopping = True
        self.app.exit()

    def on_unmount(self) -> None:
        self._is_stopping = True

    # -- the outcome

    def _show_progress(self) -> None:
        if self._is_busy and self._progress is not None:
            self._show_outcome()

    def _show_outcome(self) -> None:
        outcome = self.query_one("#outcome", Static)
        if self._is_busy:
            words = self._rate.describe(self._progress) if self._progress else "looking at the file"
            share = f"{self._progress.share:.0%}  " if self._progress else ""
            outcome.update(f"{share}{words}…")
        elif self._refusal:
            outcome.update(self._refusal)
        elif self._result is not None:
            outcome.update("\n".join([*import_sentences(self._result), "enter Leave"]))
        elif self._dry_run is not None:
            outcome.update("\n".join(self._describe_dry_run(self._dry_run)))
        else:
            outcome.update("")

    @staticmethod
    def _describe_dry_run(done: ImportResult) -> list[str]:
        lines = import_sentences(replace(done, questions=[]))[:-1]
        unknown = sum(done.unknown_names.values())
        if unknown:
            people = f"{len(done.unknown_names)} people" if len(done.unknown_names) > 1 else "somebody"
            rows = f"{unknown:,} rows are" if unknown > 1 else "1 row is"
            lines.append(f"{rows} of {people} whom nobody here knows: say who with e, or press m.")
        if done.refusal_count > unknown:
            rest = done.refusal_count - unknown
            lines.append(f"{rest:,} row{'' if rest == 1 else 's'} could not be taken:")
            others = [refusal for refusal in done.refusals if not refusal.reason.startswith(UNKNOWN_REASON)]
            lines += [f"  line {refusal.line}: {refusal.reason}" for refusal in others[:MOST_REFUSALS]]
        return lines

    # -- changing the map

    def action_add_members(self) -> None:
        self._add_members = not self._add_members
        self._start_dry_run()

    def action_edit(self) -> None:
        """Ask for another value of the row under the cursor."""
        key = self.lines.cursor_key
        if not isinstance(key, tuple):
            return
        kind, what = key
        if kind == "column":
            self._choose_column(f"Which column says {what[1]}?", lambda name: with_column(self._map, what[0], name))
        elif kind == "amount":
            self._choose_column(
                "Which column says how much?",
                lambda name: with_entry(self._map, what, amount=name or 1),
                also="1 for each row",
            )
        elif kind == "where":
            self.app.push_screen(
                ChooseScreen("Which rows count?", row_filter_choices(self._proposal)),
                lambda choice: (
                    self._change(lambda: with_where(self._map, what, row_filter_of_choice(choice))) if choice else None
                ),
            )
        elif kind == "metric":
            before = self._map.entry[what].metric
            self.app.push_screen(
                AskScreen("What is counted?", before),
                lambda name: self._change(lambda: with_entry(self._map, what, metric=name)) if name else None,
            )
        elif kind == "person":
            people = [Choice(member.name, member.name) for member in list_members(self.session, include_left=True)]
            self.app.push_screen(
                ChooseScreen(f"Who is “{what}”?", people),
                lambda choice: self._change(lambda: with_person(self._map, what, str(choice.key))) if choice else None,
            )

    def _choose_column(self, question: str, change: Callable[[str], ImportMap], also: str = "") -> None:
        choices = [Choice("", also)] if also else []
        choices += [
            Choice(
                name,
                name,
                right=", ".join(row[index] for row in self._proposal.first_rows[:1] if index < len(row))[:24],
            )
            for index, name in enumerate(self._proposal.columns)
        ]
        self.app.push_screen(
            ChooseScreen(question, choices),
            lambda choice: self._change(lambda: change(str(choice.key))) if choice else None,
        )

    def _change(self, change: Callable[[], ImportMap]) -> None:
        try:
            self._map = change()
        except HuddleError as refusal:
            self.show_refusal(refusal)
        else:
            self._start_dry_run()

    def _ask(self, question: Question) -> None:
        """Ask, once for each column, what the file leaves open."""
        self._asked.add(question.column)
        choices = [Choice(option.value, option.text) for option in question.answers]

        def answered(choice: Choice | None) -> None:
            if choice is None:
                self._refusal = question.full_text if question.key == "dates" else ""
                self.show()
                return
            self._map = question.with_answer(self._map, str(choice.key))
            try:
                save_answer(self._proposal, question.key, str(choice.key))
            except HuddleError as refusal:
                self.show_refusal(refusal)
            self._start_dry_run()

        self.app.push_screen(ChooseScreen(question.text, choices), answered)
