"""The embedded database: one server for all, whatever happens to whom."""

from __future__ import annotations

import ast
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cashwright.project.embedded import server
from cashwright.project.embedded.layout import SOCKET_BYTES_MAX, layout_of, programs
from tests.project.cluster import (
    WHICH_SERVER,
    answer,
    ask,
    cashwright,
    eventually,
    told,
    visit,
)

pytestmark = pytest.mark.skipif(programs() is None, reason="no embedded PostgreSQL here")


def _postmaster(home: Path) -> int:
    return int((layout_of(home).folder / "postmaster.pid").read_text().split()[0])


def _keeper(home: Path) -> int:
    return int(layout_of(home).keeper_lock.read_text())


def _stopped(home: Path) -> bool:
    return not server.ready(layout_of(home))


@pytest.fixture(scope="module")
def made_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home whose data folder exists: three processes at once made it."""
    home = tmp_path_factory.mktemp("home")
    visitors = [visit(home) for _ in range(3)]
    seen = {told(each) for each in visitors}
    for each in visitors:
        answer(each)
    assert len(seen) == 1, "each of the three started a server of its own"
    yield home
    server.stop(layout_of(home))


@pytest.fixture
def home(made_home: Path) -> Path:
    """The made home with its server stopped."""
    server.stop(layout_of(made_home))
    return made_home


def test_processes_that_start_at_once_share_one_server(home: Path) -> None:
    visitors = [visit(home) for _ in range(3)]
    assert len({told(each) for each in visitors}) == 1
    for each in visitors:
        answer(each)


def test_the_server_stops_after_its_last_user_and_not_before(home: Path) -> None:
    stays = visit(home)
    told(stays)
    assert answer(visit(home))
    time.sleep(1.5)
    assert not _stopped(home), "it stopped under somebody who still uses it"
    answer(stays)
    assert eventually(lambda: _stopped(home))


def test_a_killed_user_does_not_keep_the_server_alive(home: Path) -> None:
    stays = visit(home)
    told(stays)
    stays.kill()
    stays.communicate()
    assert eventually(lambda: _stopped(home))


def test_after_the_server_is_killed_the_next_use_recovers_every_committed_row(home: Path) -> None:
    stays = visit(home, "create table kept as select 42 as answer")
    told(stays)
    os.kill(_postmaster(home), signal.SIGKILL)
    assert ask(home, "select answer from kept") == "42"
    answer(stays)


def test_a_server_whose_keeper_was_killed_gets_another_and_still_stops(home: Path) -> None:
    stays = visit(home)
    first = told(stays)
    os.kill(_keeper(home), signal.SIGKILL)
    assert ask(home, WHICH_SERVER) == first, "the server itself went on"
    answer(stays)
    assert eventually(lambda: _stopped(home))


def test_a_stale_pid_file_of_a_process_that_is_somebody_else_does_not_mislead(home: Path) -> None:
    folder = layout_of(home).folder
    stale = folder / "postmaster.pid"
    stale.write_text(
        f"{os.getpid()}\n{folder}\n1700000000\n5432\n{folder}\n\n  8826964     65536\nready   \n"
    )
    owner = folder.stat()
    os.chown(stale, owner.st_uid, owner.st_gid)
    assert ask(home, "select 7") == "7"


def test_stopping_on_request_and_starting_again_on_use(home: Path) -> None:
    stays = visit(home)
    told(stays)
    assert cashwright("db", "stop", home=home).stdout == "The database has stopped.\n"
    assert _stopped(home)
    answer(stays)
    assert ask(home, "select 2") == "2"


def test_the_server_keeps_what_it_acknowledged_and_listens_to_no_network(home: Path) -> None:
    durable = ["fsync", "full_page_writes", "synchronous_commit", "data_checksums"]
    wanted = dict.fromkeys(durable, "on") | {
        "listen_addresses": "",
        "TimeZone": "UTC",
        "jit": "off",
    }
    names = ", ".join(f"'{name}'" for name in wanted)
    sql = f"select json_object_agg(name, setting) from pg_settings where name in ({names})"
    assert ast.literal_eval(ask(home, sql)) == wanted


def test_letters_have_the_same_order_and_case_on_every_machine(home: Path) -> None:
    sql = (
        "select datlocprovider::text || datlocale || pg_encoding_to_char(encoding) || upper('ä')"
        " from pg_database where datname = current_database()"
    )
    assert ask(home, sql) == "bC.UTF-8UTF8Ä"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can try to be somebody else")
def test_another_system_user_is_not_let_in(home: Path) -> None:
    stays = visit(home)
    told(stays)
    tools = programs()
    assert tools is not None
    switch = ["setpriv", "--reuid=1", "--regid=1", "--clear-groups"]
    switch += ["--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--"]
    psql = [str(tools / "psql"), "-U", "postgres", "-h", str(layout_of(home).socket_folder)]
    tried = subprocess.run(
        [*switch, *psql, "-c", "select 1"], capture_output=True, text=True, check=False, cwd="/"
    )
    answer(stays)
    assert tried.returncode != 0
    assert "Peer authentication failed" in tried.stderr


def test_a_home_with_a_path_too_long_for_a_socket_works(tmp_path: Path) -> None:
    home = tmp_path / "deep".ljust(60, "_") / "deeper".ljust(60, "_")
    places = layout_of(home)
    assert len(bytes(places.folder)) > SOCKET_BYTES_MAX
    try:
        assert ask(home, "select 5") == "5"
    finally:
        server.stop(places)
        shutil.rmtree(places.socket_folder, ignore_errors=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has folders only root may enter")
@pytest.mark.parametrize("taken_away", [(), ("--bounding-set=-dac_read_search",)])
def test_root_may_keep_its_home_where_nobody_else_may_go(
    taken_away: tuple[str, ...], tmp_path: Path
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    home = closed / "home"
    # Containers start with a smaller set of capabilities than the machine.
    prefix = ("setpriv", *taken_away, "--")
    assert answer(visit(home, "select 3", prefix=prefix)) == "3"
    assert closed.stat().st_mode & 0o777 == 0o700, "the door was opened for the server"
    assert (home / "postgresql").stat().st_uid != 0
    server.stop(layout_of(home))


@pytest.mark.skipif(os.geteuid() != 0, reason="this test becomes an ordinary user")
def test_an_ordinary_user_needs_nobodys_help(tmp_path: Path) -> None:
    user = pwd.getpwnam("daemon")
    home = tmp_path / "home"
    home.mkdir()
    os.chown(home, user.pw_uid, user.pw_gid)
    # The one capability lets it read this checkout wherever it lies; it can write nothing with it.
    switch = (
        "setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups",
        "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search", "--",
    )  # fmt: skip
    assert answer(visit(home, "select current_user", prefix=switch)) == "postgres"
    assert (home / "postgresql").stat().st_uid == user.pw_uid
    assert answer(visit(home, "select 9")) == "9", "root may use a user's server"
    server.stop(layout_of(home))
