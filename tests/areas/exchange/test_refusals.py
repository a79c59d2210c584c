"""Every reason a row is left out has a remedy, is used somewhere, and stands in the handbook."""

import re
from pathlib import Path

import cashwright
from cashwright.areas.exchange import refusals
from cashwright.areas.exchange.refusals import REMEDIES, FileRefused

SOURCE = Path(cashwright.__file__).parent
HANDBOOK = SOURCE.parents[1] / "docs" / "importing.md"


def test_no_row_is_refused_without_a_remedy_and_no_remedy_is_idle() -> None:
    folders = (SOURCE / "areas" / "exchange" / "frames", SOURCE / "runs" / "load")
    texts = [path.read_text() for folder in folders for path in folder.rglob("*.py")]
    used = set(re.findall(r'"(exchange\.[a-z_]+)"', "\n".join(texts)))
    assert used == set(REMEDIES)


def test_every_code_stands_in_the_handbook_with_its_remedy() -> None:
    text = HANDBOOK.read_text()
    assert [code for code, told in REMEDIES.items() if f"| `{code}` | {told} |" not in text] == []


def test_every_refusal_of_a_file_says_what_to_do() -> None:
    kinds = [
        k for k in vars(refusals).values() if isinstance(k, type) and issubclass(k, FileRefused)
    ]
    assert len(kinds) > 15
    assert len({kind.code for kind in kinds}) == len(kinds)
    assert all(kind.remedy.endswith(".") for kind in kinds)
