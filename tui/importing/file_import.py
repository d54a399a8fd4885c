"""The import of one file that a screen shows: its map while it is being changed, its dry run and its result."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from core.access.session import Session
from core.errors import HuddleError
from core.importing.imports import import_file
from core.importing.mapping_edits import with_person
from core.importing.proposals import Proposal, save_answer, save_map
from core.importing.questions import Question
from core.importing.result import ImportProgress, ImportResult
from tui import keymap
from tui.importing.lines import KeyLabel, describe_dry_run
from tui.importing.output import RowRate, import_sentences


class ImportStopped(HuddleError):
    """The viewer left the screen while the file was being read."""


class FileImport:
    """The map, the dry run and the result of one file. It uses no widget, because a thread reports its progress."""

    def __init__(
        self,
        proposal: Proposal,
        key_label: KeyLabel,
        *,
        add_members: bool,
        people: Mapping[str, str] | None = None,
    ) -> None:
        """`key_label` returns how a key is printed; `people` maps names in the file to members, in addition to those of
        the proposed map."""
        self._key_label = key_label
        self.proposal = proposal
        self.map = proposal.map
        for text, name in (people or {}).items():
            self.map = with_person(self.map, text, name)
        self.add_members = add_members
        """Whether unknown people of the file become members."""
        self.dry_run: ImportResult | None = None
        """What the import would do by the last dry run."""
        self.result: ImportResult | None = None
        """What the import did; None until it was run."""
        self.refusal = ""
        """Why the last run was refused; empty if it was not."""
        self.is_running = False
        self._progress: ImportProgress | None = None
        self._rate = RowRate()
        self._asked_columns: set[str] = set()
        self._is_stopping = False

    def replace_proposal(self, proposal: Proposal) -> None:
        """Go on with the file as it is read in another way; who a name stands for is kept."""
        people = self.map.people
        self.proposal, self.map = proposal, proposal.map.model_copy(update={"people": people})
        self.dry_run = None
        self._asked_columns.clear()

    # -- running

    def start(self, session: Session, *, dry_run: bool) -> Callable[[], ImportResult]:
        """Mark the import as running and return the call that reads the file, for another thread.

        The call raises `AmbiguousFileError`, `ImportStopped`, and what `import_file` raises.
        """
        self.is_running, self.refusal, self._is_stopping, self._rate = True, "", False, RowRate()
        return partial(
            import_file,
            session,
            self.proposal.path,
            self.map,
            add_members=self.add_members,
            dry_run=dry_run,
            on_progress=self.take_progress,
        )

    def take_progress(self, progress: ImportProgress) -> None:
        """Store the progress; called in the thread that reads the file. Raises `ImportStopped` after `stop`."""
        self._progress = progress
        if self._is_stopping:
            raise ImportStopped("Stopped. Nothing was changed.")

    def stop(self) -> None:
        """End the reading at its next progress report, with nothing changed."""
        self._is_stopping = True

    def finish(self) -> None:
        """Mark the import as no longer running."""
        self.is_running, self._progress = False, None

    def set_result(self, session: Session, result: ImportResult) -> None:
        """Store the result of a run. After an import the map is saved if it is new to the team, or was changed."""
        if result.dry_run:
            self.dry_run = result
            return
        self.result = result
        # The team stores by itself which member a name in a file means, so it is not kept in the map.
        without_people = self.map.model_copy(update={"people": {}})
        if without_people != self.proposal.map.model_copy(update={"people": {}}) or not self.proposal.is_known:
            save_map(session, self.proposal, without_people, result.import_id)

    # -- what the file leaves open

    def next_question(self) -> Question | None:
        """Return the first question of the dry run about a column that was not asked about yet."""
        questions = self.dry_run.questions if self.dry_run else []
        return next((question for question in questions if question.column not in self._asked_columns), None)

    def mark_asked(self, question: Question) -> None:
        """Remember that the viewer was asked about the column of this question."""
        self._asked_columns.add(question.column)

    def answer(self, question: Question, value: str) -> None:
        """Put the answer into the map and its file. Raises `HuddleError` when the file cannot be written."""
        self.map = question.with_answer(self.map, value)
        if question.is_in_file_part:
            save_answer(self.proposal, question.key, value)

    def decline(self, question: Question) -> None:
        """Leave the question open. One that is about all rows keeps the file from being imported."""
        self.refusal = question.full_text if question.is_about_all else ""

    # -- texts

    @property
    def reason_not_to_import(self) -> str:
        """Why an import would take nothing, and what to do about it; empty where it would take something."""
        dry_run = self.dry_run
        if dry_run is None or any(
            (dry_run.added, dry_run.changed, dry_run.unchanged, dry_run.withdrawn, dry_run.targets)
        ):
            return ""
        edit = self._key_label(keymap.EDIT, "import.edit")
        if dry_run.unknown_names:
            add = self._key_label(keymap.ADD, "import.members")
            return f"Nothing to import yet. Press {edit} to match the people{f', or {add} to add them' if add else ''}."
        return f"Nothing to import yet. Press {edit} to edit a line."

    def describe_outcome(self) -> str:
        """Return the progress while the import runs, else the refusal, the result, or what the dry run found."""
        if self.is_running:
            words = self._rate.describe(self._progress) if self._progress else "reading the file"
            share = f"{self._progress.share:.0%}  " if self._progress else ""
            return f"{share}{words}…"
        if self.refusal:
            return self.refusal
        if self.result is not None:
            enter = self._key_label(keymap.OPEN, "import.done")
            return "\n".join([*import_sentences(self.result), f"Press {enter} to quit."])
        return "\n".join(describe_dry_run(self.dry_run, self._key_label)) if self.dry_run is not None else ""

    @property
    def has_progress(self) -> bool:
        """Whether the import is running and has reported its progress."""
        return self.is_running and self._progress is not None
