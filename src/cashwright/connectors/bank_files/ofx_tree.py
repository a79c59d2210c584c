"""OFX taken apart: 1.x is SGML, whose values have no closing tags; 2.x is XML. One reader for both.

It knows no entities but the five of XML and numbers, and no document type, so nothing in a file can
grow or fetch. A group that is not closed, or closed in the wrong order, is refused with its line.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from cashwright.connectors.bank_files.reading import Reading

_TAG = re.compile(r"<(/?)([A-Za-z0-9._]{1,64})\s*(/?)>([^<]*)")
_ENTITY = re.compile(r"&(?:(amp|lt|gt|quot|apos|nbsp)|#([0-9]{1,7})|#x([0-9A-Fa-f]{1,6}));")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "nbsp": " "}
_DEPTH_MAX, _TIME_EVERY = 32, 4096


@dataclass(slots=True)
class Group:
    """A group: its values by name, the first one where there are several, and the groups within."""

    name: str
    line: int
    values: dict[str, str] = field(default_factory=dict)
    groups: list["Group"] = field(default_factory=list)

    def all(self, *names: str) -> Iterator["Group"]:
        """Every group of one of those names, at any depth, in order."""
        for group in self.groups:
            if group.name in names:
                yield group
            else:
                yield from group.all(*names)

    def one(self, *names: str) -> "Group | None":
        """The first of them."""
        return next(self.all(*names), None)


def read_tree(reading: Reading, text: str) -> Group:
    """The group OFX with all within. Raises BankFileUnsafe, BankFileBroken."""
    begin = text.find("<OFX>")
    if begin < 0:
        reading.broken(1, "no <OFX>")
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        reading.unsafe(1, "a document type, as attacks need and no bank sends")
    text = _replaced(reading, text, "<!--", "-->", lambda inner: "\n" * inner.count("\n"))
    text = _replaced(reading, text, "<![CDATA[", "]]>", _escaped)
    begin = text.find("<OFX>")
    is_sgml = "<?xml" not in text[:begin]
    line, at = text.count("\n", 0, begin) + 1, begin
    root = Group("", line)
    stack = [root]
    for number, found in enumerate(_TAG.finditer(text, begin)):
        if number % _TIME_EVERY == 0:
            reading.check_time()
        gap = text[at : found.start()]
        if gap.strip():
            reading.broken(line, f"text that is no tag: {gap.strip()[:40]}")
        line += gap.count("\n")
        at = found.end()
        _take(reading, stack, found, line, is_sgml=is_sgml)
        line += found[0].count("\n")
    if text[at:].strip():
        reading.broken(line, f"text that is no tag: {text[at:].strip()[:40]}")
    if len(stack) > 1:
        reading.broken(line, f"<{stack[-1].name}> is not closed")
    ofx = next((group for group in root.groups if group.name == "OFX"), None)
    return ofx or Group("OFX", 1)


def _replaced(reading: Reading, text: str, begin: str, end: str, by: Callable[[str], str]) -> str:
    """`text` with what stands between `begin` and `end` replaced, the two signs as well."""
    parts: list[str] = []
    at = 0
    while (found := text.find(begin, at)) >= 0:
        close = text.find(end, found + len(begin))
        if close < 0:
            reading.broken(text.count("\n", 0, found) + 1, f"{begin} without its end")
        parts += (text[at:found], by(text[found + len(begin) : close]))
        at = close + len(end)
    return "".join((*parts, text[at:]))


def _escaped(inner: str) -> str:
    return inner.replace("&", "&amp;").replace("<", "&lt;")


def _take(
    reading: Reading, stack: list[Group], found: re.Match[str], line: int, *, is_sgml: bool
) -> None:
    closes, name, is_empty, value = found[1], found[2].upper(), found[3], found[4].strip()
    now = stack[-1]
    if closes:
        if name == now.name and len(stack) > 1:
            stack.pop()
        elif is_sgml and any(group.name == name for group in stack[1:]):
            while stack[-1].name != name:
                stack.pop()  # SGML lets the end of a group be left out
            stack.pop()
        elif name not in now.values:
            reading.broken(line, f"</{name}> closes nothing, <{now.name}> is open")
        return
    if is_empty:
        now.values.setdefault(name, "")
    elif value:
        now.values.setdefault(name, _plain(value))
    elif found.string.startswith(f"</{found[2]}>", found.end()):
        now.values.setdefault(name, "")
    else:
        if len(stack) > _DEPTH_MAX:
            reading.unsafe(line, f"more than {_DEPTH_MAX} groups deep")
        group = Group(name, line)
        now.groups.append(group)
        stack.append(group)


def _plain(value: str) -> str:
    def known(found: re.Match[str]) -> str:
        if found[1]:
            return _ENTITIES[found[1]]
        point = int(found[2]) if found[2] else int(found[3], 16)
        is_text = point < 0x110000 and not 0xD800 <= point < 0xE000
        return chr(point) if is_text and point else ""

    return _ENTITY.sub(known, value) if "&" in value else value
