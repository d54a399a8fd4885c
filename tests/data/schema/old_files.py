"""A team's file of each schema that was ever released, with rows in every table.

They are compressed beside this module, and each was written by the Huddle of its time. With a new schema, before it is
released: `python -m tests.data.schema.old_files` writes that of the newest.
"""

from __future__ import annotations

import lzma
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from data.sqlite import SCHEMA_VERSION

FOLDER = Path(__file__).with_name("files")


def stored_file(version: int) -> Path:
    return FOLDER / f"schema-{version}.huddle.xz"


def unpack(version: int, target: Path) -> Path:
    """Writes the file of that schema to `target`."""
    target.write_bytes(lzma.decompress(stored_file(version).read_bytes()))
    return target


def write_newest() -> Path:
    """Writes the file of today's schema: a team that has done all that can be done."""
    from tests.conftest import Crew, FrozenClock
    from tests.core.histories import DEEDS, LAST, History

    with TemporaryDirectory() as folder:
        crew = Crew(Path(folder) / "team.huddle", FrozenClock())
        history = History(crew, Path(folder))
        names = sorted(DEEDS, key=lambda name: (name in LAST, list(DEEDS).index(name)))
        for number in range(3):
            for name in names:
                history.do(name, ("Ana", "Ben", "Jon")[number], ("Lea", "Jon", "Ana")[number], number)
        # Last what does not outlive a meeting: ballots, and what is said without a name.
        for name, number in (("open_a_meeting", 2), ("go_on", 0), ("say", 1), ("group_and_vote", 1), ("feel", 1)):
            history.do(name, "Ana", "Ben", number)
        crew.close()
        stored_file(SCHEMA_VERSION).write_bytes(lzma.compress(crew.path.read_bytes(), preset=9 | lzma.PRESET_EXTREME))
    return stored_file(SCHEMA_VERSION)


if __name__ == "__main__":
    if stored_file(SCHEMA_VERSION).exists():
        sys.exit(f"{stored_file(SCHEMA_VERSION)} is there: a file of a released schema never changes.")
    write_newest()
