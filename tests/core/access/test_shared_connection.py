"""Two threads that read through one session never wait for each other for ever."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import Crew

READERS = """
import sys, threading
from pathlib import Path
from core.team.session_opening import open_session
from data.quick import metric_queries

sys.setswitchinterval(1e-6)
session = open_session(Path(sys.argv[1]), "Ana Ruiz", None)

def ask():
    for number in range(1500):
        # Another statement each time: it is prepared, and SQLite asks for each column.
        session.query(f"SELECT name, {number} AS n FROM visible_member WHERE id > ?", (number % 3,))

def look():
    for number in range(1500):
        session.connection.execute(f"SELECT name, {number} AS n FROM visible_metric WHERE id > ?", (0,)).fetchall()

threads = [threading.Thread(target=read, daemon=True) for read in (ask, look, ask, look)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("done")
"""


def test_threads_on_one_connection_do_not_lock_each_other_out(crew: Crew, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", READERS, str(crew.path)],
        capture_output=True, text=True, timeout=120, env=os.environ | {"HUDDLE_HOME": str(tmp_path / "home")},
        check=False,
    )  # fmt: skip
    assert (done.stdout, done.returncode) == ("done\n", 0), done.stderr
