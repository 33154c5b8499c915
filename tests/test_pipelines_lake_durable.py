"""Files that survive a crash."""

import errno
import os
from pathlib import Path

import pytest

from pipelines.lake import durable
from pipelines.lake.durable import disk_trouble, make_directory, move_new, replace, sha256, write_new
from schemas.errors import LakeError


def test_a_new_file_never_replaces_one(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_new(path, b"first")
    with pytest.raises(FileExistsError):
        write_new(path, b"second")
    assert path.read_bytes() == b"first"


def test_nothing_is_left_of_a_file_that_could_not_be_synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(descriptor: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(durable.os, "fsync", failing)
    with pytest.raises(OSError, match="Input/output error") as raised:
        write_new(tmp_path / "file", b"content")
    assert raised.value.filename == str(tmp_path / "file")
    assert list(tmp_path.iterdir()) == []


def test_short_writes_are_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(durable.os, "write", lambda descriptor, data: real(descriptor, data[:3]))
    write_new(tmp_path / "file", b"0123456789")
    assert (tmp_path / "file").read_bytes() == b"0123456789"


def test_replacing_leaves_nothing_beside_the_file(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    make_directory(scratch)
    replace(tmp_path / "file", b"old", scratch)
    replace(tmp_path / "file", b"new", scratch)
    assert (tmp_path / "file").read_bytes() == b"new"
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "scratch"]


@pytest.mark.parametrize("has_renameat2", [True, False])
def test_a_move_never_replaces_a_file(tmp_path: Path, has_renameat2: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not has_renameat2:
        monkeypatch.setattr(durable, "_renameat2", lambda: None)
    for name in ("old", "taken"):
        write_new(tmp_path / name, name.encode())
    with pytest.raises(FileExistsError):
        move_new(tmp_path / "old", tmp_path / "taken")
    assert (tmp_path / "taken").read_bytes() == b"taken"
    move_new(tmp_path / "old", tmp_path / "free")
    assert (tmp_path / "free").read_bytes() == b"old"
    assert not (tmp_path / "old").exists()


def test_where_renaming_without_replacing_is_not_known_a_link_does_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(durable, "_renameat2", lambda: lambda old, new: errno.EINVAL)
    write_new(tmp_path / "old", b"content")
    move_new(tmp_path / "old", tmp_path / "new")
    assert [path.name for path in tmp_path.iterdir()] == ["new"]


def test_a_hash_is_of_the_bytes(tmp_path: Path) -> None:
    write_new(tmp_path / "file", b"")
    assert sha256(tmp_path / "file") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize(
    ("code", "remedy"),
    [(errno.ENOSPC, "free some space"), (errno.EROFS, "mount its disk"), (errno.EIO, "check the disk")],
)
def test_trouble_with_the_disk_says_where_and_what_to_do(code: int, remedy: str) -> None:
    with pytest.raises(LakeError) as raised, disk_trouble("batch 7"):
        raise OSError(code, os.strerror(code), "/the/file")
    assert str(raised.value).startswith(f"batch 7: /the/file: {os.strerror(code)}; {remedy}")
