"""A network file system is refused, with why and what to do; a synced folder is recognised by its name."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from core.quick.progress import open_read_only
from data import file_system
from data.errors import UnreadableFile
from data.file_system import network_type, syncing_program
from data.sqlite import sqlite3
from data.store import Store

linux = pytest.mark.skipif(not Path("/proc/self/mountinfo").exists(), reason="mounts are listed so on Linux only")

pytestmark = linux


@pytest.fixture
def mount(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path, str], None]:
    """Returns a function that makes a folder look like a mount of that type."""
    mounts = tmp_path / "mountinfo"
    mounts.write_text("22 27 0:21 / / rw,relatime shared:1 - ext4 /dev/vda1 rw\n")
    monkeypatch.setattr(file_system, "MOUNTS", mounts)
    monkeypatch.delenv("HUDDLE_ALLOW_NETWORK", raising=False)

    def add(folder: Path, type_: str) -> None:
        place = str(folder).replace("\\", "\\134").replace(" ", "\\040")
        with mounts.open("a") as file:
            file.write(f"40 22 0:50 / {place} rw,noatime shared:7 master:2 - {type_} server:/export rw,vers=4\n")

    return add


@pytest.mark.parametrize("type_", ["nfs", "nfs4", "cifs", "smb3", "fuse.sshfs"])
def test_it_is_refused_and_nothing_is_left(
    tmp_path: Path, mount: Callable[[Path, str], None], type_: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    share = tmp_path / "our share"
    share.mkdir()
    mount(share, type_)
    for create in (True, False):
        if not create:
            (share / "team.huddle").write_bytes(b"")
        with pytest.raises(UnreadableFile) as refused:
            Store(share / "team.huddle", create=create)
        assert f"network file system ({type_})" in str(refused.value)
        assert "HUDDLE_ALLOW_NETWORK=1" in str(refused.value)
        assert {path.name for path in share.iterdir()} <= {"team.huddle"}
    monkeypatch.setenv("HUDDLE_ALLOW_NETWORK", "1")
    Store(share / "team.huddle", create=True).close()


def test_quick_commands_leave_it_to_the_refusal(tmp_path: Path, mount: Callable[[Path, str], None]) -> None:
    share = tmp_path / "share"
    path = share / "team.huddle"
    Store(path, create=True).close()
    connection = open_read_only(path)
    assert connection is not None
    connection.close()
    mount(share, "nfs4")
    assert open_read_only(path) is None


def test_a_read_only_copy_there_can_be_read(
    tmp_path: Path, mount: Callable[[Path, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    share = tmp_path / "share"
    Store(tmp_path / "team.huddle", create=True).close()
    share.mkdir()
    shutil.copyfile(tmp_path / "team.huddle", share / "team.huddle")
    mount(share, "cifs")
    monkeypatch.setattr("data.read_only.may_write", lambda _path: False)
    store = Store(share / "team.huddle")
    assert store.query("SELECT count(*) AS n FROM member") == [{"n": 0}]
    store.close()


def test_the_deepest_mount_counts_and_links_are_followed(tmp_path: Path, mount: Callable[[Path, str], None]) -> None:
    (tmp_path / "share" / "local").mkdir(parents=True)
    (tmp_path / "shared").mkdir()
    mount(tmp_path / "share", "nfs4")
    mount(tmp_path / "share" / "local", "xfs")
    (tmp_path / "link").symlink_to(tmp_path / "share")
    assert network_type(tmp_path / "share" / "team.huddle") == "nfs4"
    assert network_type(tmp_path / "link" / "team.huddle") == "nfs4"
    assert network_type(tmp_path / "share" / "local" / "team.huddle") is None
    assert network_type(tmp_path / "shared" / "team.huddle") is None
    mount(tmp_path / "share", "ext4")  # mounted over it
    assert network_type(tmp_path / "share" / "team.huddle") is None


def test_this_computer_s_own_list_can_be_read(tmp_path: Path) -> None:
    assert network_type(tmp_path / "team.huddle") is None


@pytest.mark.parametrize(
    ("folder", "program"),
    [
        ("/home/ana/Dropbox/sales", "Dropbox"),
        ("/home/ana/Dropbox (Northwind)", "Dropbox"),
        ("/Users/ana/Library/CloudStorage/OneDrive-Northwind/team", "OneDrive"),
        ("C:/Users/Ana/OneDrive - Northwind", "OneDrive"),
        ("/Users/ana/Library/Mobile Documents/com~apple~CloudDocs", "iCloud"),
        ("/Users/ana/Library/CloudStorage/GoogleDrive-ana@northwind.example/My Drive", "Google Drive"),
        ("/home/ana/Google Drive", "Google Drive"),
        ("/home/ana/dropboxes", None),
        ("/home/ana/teams", None),
    ],
)
def test_a_synced_folder_is_known_by_its_name(folder: str, program: str | None) -> None:
    assert syncing_program(Path(folder) / "dropbox.huddle") == program


def test_a_newer_huddle_s_schema_stops_writing(store: Store) -> None:
    """It was open when a newer Huddle brought the file up to date."""
    other = sqlite3.connect(store.path)
    for version, words in (
        (9, "A newer Huddle has"),
        (1, "now belongs to an older Huddle. Nothing was changed. Quit Huddle and open it again"),
    ):
        other.execute(f"PRAGMA user_version = {version}")
        other.commit()
        with (
            pytest.raises(Exception, match=words),
            store.change("group.made", at="2026-11-23T14:00:00.000Z"),
        ):
            raise AssertionError("the change must not begin")
    assert store.query("SELECT count(*) AS n FROM journal") == [{"n": 0}]
    other.close()
