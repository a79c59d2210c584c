"""The process that sets pages: limited in memory, unable to write a file, ended when it takes too long.

Speaks on its standard streams: a length of eight bytes, then so many; a page as JSON comes in, a
letter goes out before the bytes: P for a PDF, E for what was wrong, in words.
"""

import json
import resource
import sys
from datetime import UTC, datetime
from pathlib import Path

import typst

MEMORY_MAX = 1_500_000_000
HERE = Path(__file__).parent
TEMPLATES = ("document", "statement")


def limit() -> None:
    """Memory is bounded, nothing is written, and no more files are opened than fonts need."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MAX, MEMORY_MAX))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def set_page(compilers: dict[str, typst.Compiler], text: bytes) -> bytes:
    """The PDF of a page, dated by its own day, so that it is the same whenever it is set."""
    page = json.loads(text)
    year, month, day = page["issued"]
    name = page.get("template", TEMPLATES[0])
    if name not in compilers:
        compilers[name] = _compiler(name)
    pdf = compilers[name].compile(
        format="pdf",
        sys_inputs={"page": text.decode()},
        pdf_standards=["a-3a", "ua-1"],
        timestamp=datetime(year, month, day, tzinfo=UTC),
    )
    assert isinstance(pdf, bytes), "a PDF is one file"
    return pdf


def _compiler(name: str) -> typst.Compiler:
    assert name in TEMPLATES, "pages are set by our own templates"
    return typst.Compiler(
        input=HERE / "templates" / f"{name}.typ", root=HERE / "templates",
        font_paths=[HERE / "fonts"], ignore_system_fonts=True,
    )  # fmt: skip


def main() -> None:
    """Set pages until the other side hangs up."""
    limit()
    compilers = {TEMPLATES[0]: _compiler(TEMPLATES[0])}
    source, target = sys.stdin.buffer, sys.stdout.buffer
    while len(head := source.read(8)) == 8:
        text = source.read(int.from_bytes(head, "big"))
        try:
            kind, body = b"P", set_page(compilers, text)
        except Exception as error:  # whatever is wrong with one page, the next is set
            kind, body = b"E", f"{type(error).__name__}: {error}"[:400].encode()
        target.write(kind + len(body).to_bytes(8, "big") + body)
        target.flush()


if __name__ == "__main__":
    main()
