"""When the embedded database cannot start, a person reads why and what to do."""

from __future__ import annotations

import os
import pickle
import subprocess
from pathlib import Path

import pytest

from cashwright.project.embedded import server
from cashwright.project.embedded.layout import layout_of
from cashwright.project.embedded.owner import owner_of
from cashwright.project.embedded.words import CannotStart, explained
from tests.project.cluster import cashwright

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs to be root for a moment")


def test_a_folder_of_another_postgresql_version_is_left_alone(tmp_path: Path) -> None:
    folder = layout_of(tmp_path).folder
    folder.mkdir()
    (folder / "PG_VERSION").write_text("16\n")
    with pytest.raises(CannotStart, match="made by PostgreSQL 16, this Cashwright brings 18"):
        server.ensure(layout_of(tmp_path))
    assert [path.name for path in folder.iterdir()] == ["PG_VERSION"]


def test_a_folder_with_somebody_elses_files_is_left_alone(tmp_path: Path) -> None:
    folder = layout_of(tmp_path).folder
    folder.mkdir()
    (folder / "diary.txt").write_text("mine")
    with pytest.raises(CannotStart, match="not empty and not a PostgreSQL data folder"):
        server.ensure(layout_of(tmp_path))
    assert (folder / "diary.txt").read_text() == "mine"


def test_a_home_that_is_a_file_is_named(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text("")
    with pytest.raises(CannotStart, match=r"home cannot be made or written"):
        server.ensure(layout_of(home))


def test_old_troubles_in_the_log_are_not_taken_for_new_ones(tmp_path: Path) -> None:
    places = layout_of(tmp_path)
    places.folder.mkdir(mode=0o700)
    (places.folder / "PG_VERSION").write_text("18\n")
    places.run.mkdir()
    places.log.write_text("FATAL: could not write: No space left on device\n")
    with pytest.raises(CannotStart, match="did not start") as told:
        server.ensure(places)
    assert "No space" not in str(told.value)
    assert str(places.log) in str(told.value)


def test_the_command_line_says_it_without_a_trace(tmp_path: Path) -> None:
    folder = layout_of(tmp_path).folder
    folder.mkdir()
    (folder / "PG_VERSION").write_text("16\n")
    done = cashwright("migrate", home=tmp_path, check=False)
    assert done.returncode == 3
    assert "made by PostgreSQL 16" in done.stderr
    assert "Traceback" not in done.stderr


@needs_root
def test_a_full_disk_is_called_a_full_disk(tmp_path: Path) -> None:
    home = tmp_path / "small"
    home.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(home)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    try:
        with pytest.raises(CannotStart, match="The disk is full") as told:
            server.ensure(layout_of(home))
        assert "df -h" in str(told.value)
        assert not layout_of(home).folder.exists(), "half a data folder would never start"
    finally:
        server.leave(layout_of(home))
        subprocess.run(["umount", "--lazy", str(home)], check=True)


@needs_root
def test_an_ordinary_user_is_told_whose_folder_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = layout_of(tmp_path).folder
    folder.mkdir()
    os.chown(folder, 1, 1)
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    with pytest.raises(CannotStart, match="belongs to daemon, not to you"):
        owner_of(folder)


@needs_root
def test_a_user_without_a_name_is_told_so(tmp_path: Path) -> None:
    os.chown(tmp_path, 54321, 54321)
    with pytest.raises(CannotStart, match="54321 has no name"):
        owner_of(tmp_path)


@pytest.mark.parametrize(
    ("output", "meaning"),
    [
        ("FATAL: could not write: No space left on device", "The disk is full."),
        ("initdb: error: could not access directory: Permission denied", "may not read or write"),
        ("PANIC: could not locate a valid checkpoint record", "damaged"),
        ("something never seen before", "did not start"),
    ],
)
def test_the_words_of_postgresql_are_translated_and_kept(output: str, meaning: str) -> None:
    told = explained(output, log=Path("/home/run/postgresql.log"))
    assert meaning in told.what
    assert output in told.details
    assert "postgresql.log" in str(told)
    assert str(pickle.loads(pickle.dumps(told))) == str(told)
