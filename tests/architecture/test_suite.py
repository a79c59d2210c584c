"""The suite itself: what its configuration names is there."""

from tests.conftest import LONG, ROOT


def test_the_files_that_begin_first_are_there() -> None:
    assert [name for name in LONG if not (ROOT / "tests" / name).exists()] == []
