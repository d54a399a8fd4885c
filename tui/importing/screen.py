"""The import screen: the first rows of the file, the map of its columns, and what the import would change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from textual import getters, work
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from core.access.feed import CommittedChange
from core.errors import HuddleError
from core.importing.mapping import FilePart, ImportMap
from core.importing.mapping_edits import column_roles
from core.importing.proposals import Proposal, propose_reading
from core.importing.questions import AmbiguousFileError, Question
from core.importing.result import ImportResult
from core.team.members import list_members
from tui import keymap
from tui.dialogs.choice import Choice, ChooseScreen
from tui.importing.file_import import FileImport, ImportStopped
from tui.importing.first_rows import FirstRows
from tui.importing.lines import mapping_picks
from tui.importing.map_editor import MapEditor
from tui.keymap import Verb
from tui.shell.actions import Action, ActionTable
from tui.shell.screen import HuddleScreen
from tui.widgets.pick_list import PickList
from tui.widgets.top_and_key_lines import first_that_fits


class ImportingScreen(HuddleScreen):
    """The screen of `huddle import FILE`. Until Enter is pressed, every import is a dry run."""

    CSS_PATH = "screen.tcss"
    WHY = (
        "Check the preview: who, when, how much. "
        "Change any line, and the preview updates. "
        "Nothing is imported until you press enter."
    )
    HELP_NAME = "Import"
    VERTICAL_BREAKPOINTS = [(0, "-short"), (27, "-middle"), (36, "-tall")]
    BINDINGS = [
        keymap.OPEN.bind("take", "Import", id="import.take", tooltip="Import all valid rows", priority=True),
        keymap.OPEN.bind("done", "Quit", id="import.done", tooltip="Quit; the import is done", priority=True),
        keymap.EDIT.bind("edit", "Edit line", id="import.edit", tooltip="Choose another column, metric or person"),
        keymap.ADD.bind("add_members", "Add people", id="import.members", tooltip="Add unknown people to the team"),
        keymap.BACK.bind("back", "Quit", id="import.back", tooltip="Quit; nothing more changes"),
    ]

    rows = getters.query_one(FirstRows)
    lines = getters.query_one(PickList)
    outcome = getters.query_one("#outcome", Static)

    def __init__(
        self, proposal: Proposal, *, add_members: bool = False, people: Mapping[str, str] | None = None
    ) -> None:
        super().__init__()
        self._import = FileImport(proposal, self._key_label, add_members=add_members, people=people)
        self._editor = MapEditor(
            self._import, self._list_member_names, self._open_dialog, self._change_map, self._read_again
        )

    def make_actions(self) -> ActionTable:
        return {
            "take": Action(self._take, lambda: self._import.result is None),
            "done": Action(self._leave, lambda: self._import.result is not None),
            "edit": Action(lambda: self._editor.edit(self.lines.cursor_key), self._can_change),
            "add_members": Action(
                self._toggle_add_members, lambda: self._can_change() and self.session.viewer.is_leader
            ),
            "back": Action(self._leave),
        }

    def _key_label(self, verb: Verb, binding_id: str) -> str:
        may_press = verb != keymap.ADD or self.session.viewer.is_leader
        return self.app.key_label(verb, binding_id) if may_press else ""

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being read or imported now."""
        return not self._import.is_running

    def compose_content(self) -> Iterable[Widget]:
        yield FirstRows(self._import.proposal.columns, self._import.proposal.first_rows)
        yield PickList(empty="This map has no columns. Press esc, and write a map as docs/import.md shows.")
        yield Static("", id="outcome", markup=False)

    def on_mount(self) -> None:
        self.lines.focus()
        # A large file is read in a thread, which must not touch widgets: a timer draws the progress.
        self.set_interval(0.2, self._show_progress)
        self._run(dry_run=True)

    def on_unmount(self) -> None:
        self._import.stop()

    # -- showing

    def show(self) -> None:
        proposal = self._import.proposal
        self.top_line.left = f"Import · {proposal.path.name}"
        state = "imported" if self._import.result else "preview"
        self.top_line.right = first_that_fits((f"{proposal.origin} · {state}", state), self.size.width // 2)
        self.rows.set_roles(column_roles(self._import.map))
        self.lines.set_picks(mapping_picks(proposal, self._import.map, self._import.dry_run, self._import.add_members))
        self.outcome.update(self._import.describe_outcome())
        self.refresh_bindings()

    def _show_progress(self) -> None:
        if self._import.has_progress:
            self.outcome.update(self._import.describe_outcome())

    def handle_changes(self, changes: list[CommittedChange]) -> None:
        """Ignore changes by others: the import itself takes them into account, the dry run need not."""

    # -- dry run and import

    @work(exclusive=True)
    async def _run(self, *, dry_run: bool) -> None:
        """Import the file off the event loop, or find out with `dry_run` what an import would change."""
        read_file = self._import.start(self.session, dry_run=dry_run)
        self.show()
        try:
            result = await self.app.apply_change(read_file)
        except ImportStopped:
            return
        except AmbiguousFileError as ambiguity:
            self._ask(ambiguity.question)
        except HuddleError as refusal:
            self._import.refusal = str(refusal)
        else:
            self._handle_result(result)
        finally:
            self._import.finish()
            if self.is_mounted:
                self.show()
                # Once more after it is painted: where the progress was painted in the same moment, Textual can keep
                # the height of its one line, which cuts the result off.
                self.call_after_refresh(self.outcome.refresh, layout=True)

    def _handle_result(self, result: ImportResult) -> None:
        is_settled = self._import.proposal.is_known
        if self._import.dry_run is None and result.dry_run and result.unknown_names and is_settled:
            # Where no column needs a look, put the cursor on the first unknown person of the first dry run.
            self.call_after_refresh(self.lines.pick, ("person", next(iter(result.unknown_names))))
        self._import.set_result(self.session, result)
        if result.dry_run and (question := self._import.next_question()) is not None:
            self._ask(question)

    def _ask(self, question: Question) -> None:
        """Ask, once for each column, what the file leaves open."""
        self._import.mark_asked(question)

        def on_choice(choice: Choice[str] | None) -> None:
            if choice is None:
                self._import.decline(question)
                self.show()
                return
            try:
                self._import.answer(question, choice.value)
            except HuddleError as refusal:
                self.show_refusal(refusal)
            self._run(dry_run=True)

        choices = [Choice(answer.value, answer.text) for answer in question.answers]
        self.app.push_screen(ChooseScreen(question.text, choices), on_choice)

    def _take(self) -> None:
        if self.is_idle and self._import.dry_run is not None and not self._import.refusal:
            if reason := self._import.reason_not_to_import:
                self.show_refusal(HuddleError(reason))
            else:
                self._run(dry_run=False)

    def _leave(self) -> None:
        self._import.stop()
        self.app.exit()

    # -- changing the map

    def _can_change(self) -> bool:
        return self._import.result is None and self.is_idle

    def _toggle_add_members(self) -> None:
        self._import.add_members = not self._import.add_members
        self._run(dry_run=True)

    def _list_member_names(self) -> list[str]:
        return [member.name for member in list_members(self.session, include_left=True)]

    def _open_dialog(self, dialog: Screen[Any], on_close: Callable[[Any], None]) -> None:
        self.app.push_screen(dialog, on_close)

    def _change_map(self, make_map: Callable[[], ImportMap]) -> None:
        try:
            self._import.map = make_map()
        except HuddleError as refusal:
            self.show_refusal(refusal)
        else:
            self._run(dry_run=True)

    @work(exclusive=True)
    async def _read_again(self, part: FilePart) -> None:
        """Read the file in another way: another sheet, heading row or encoding."""
        read_file = partial(propose_reading, self.session, self._import.proposal, part)
        try:
            proposal = await self.app.apply_change(read_file)
        except HuddleError as refusal:
            self.show_refusal(refusal)
            return
        self._import.replace_proposal(proposal)
        self.rows.set_rows(proposal.columns, proposal.first_rows)
        self._run(dry_run=True)
