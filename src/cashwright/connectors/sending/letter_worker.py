"""The process that sets one letter: limited in memory, unable to write a file. JSON in, a PDF out."""

import json
import resource
import sys
from datetime import UTC, datetime
from pathlib import Path

import typst

MEMORY_MAX = 1_500_000_000
HERE = Path(__file__).parent


def main() -> None:
    """Set the page that comes in."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MAX, MEMORY_MAX))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    text = sys.stdin.buffer.read()
    year, month, day = json.loads(text)["issued"]
    pdf = typst.compile(
        HERE / "letter.typ", root=HERE, format="pdf",
        font_paths=[HERE.parent / "press" / "fonts"], ignore_system_fonts=True,
        sys_inputs={"page": text.decode()}, pdf_standards=["a-3a", "ua-1"],
        timestamp=datetime(year, month, day, tzinfo=UTC),
    )  # fmt: skip
    assert isinstance(pdf, bytes), "a PDF is one file"
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    main()
