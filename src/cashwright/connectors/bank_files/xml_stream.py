"""XML from outside as a stream of parts, each the texts under one element by their paths.

A document type is where every XML attack lives (entities that grow, files and addresses fetched), and
no bank sends one: it is refused before anything in it is read. Depth, text, elements and time are
limited; nothing but the part being read is in memory. Lines are known, so a refusal can name them.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol
from xml.parsers import expat

from cashwright.connectors.bank_files.reading import Reading, Unreadable

CHUNK = 64 * 1024
Open = Callable[[], BinaryIO]
_PATHS_MAX, _MEMO_MAX, _MEMO_LENGTH = 50_000, 50_000, 24


@dataclass(slots=True)
class Part:
    """The texts under one element: `fields` by path (`Dbtr/Nm`, `Amt@Ccy`), the second `Ustrd[2]`.

    counts  how often each path began, so that repeated groups can be walked
    inner   the parts cut out of it, in order
    """

    line: int
    fields: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    inner: list["Part"] = field(default_factory=list)


class Listener(Protocol):
    """What a format does with its document, told in the order of the file."""

    def root(self, path: tuple[str, ...]) -> None:
        """The root, and what is right below it, has begun."""

    def begun(self, name: str, line: int) -> None:
        """An element of the third level has begun."""

    def part(self, name: str, part: Part) -> None:
        """A child of it is complete. May raise Unreadable."""

    def ended(self, name: str) -> None:
        """The element of the third level is complete."""


class _Node:
    """A path in the document; every file walks the same few again and again."""

    __slots__ = ("again", "attributes", "below", "name", "path")

    def __init__(self, name: str, path: str) -> None:
        self.name, self.path = name, path
        self.below: dict[str, _Node] = {}
        self.again: dict[int, _Node] = {}
        self.attributes: dict[str, str] = {}


def stream(reading: Reading, opened: Open, listener: Listener, cut: str) -> None:
    """Tell `listener` what is in the document; elements named `cut` become inner parts.

    raises  BankFileUnsafe, BankFileBroken, BankFileTooSlow, and what the listener raises;
            its Unreadable becomes a refusal that names the line
    """
    _Walk(reading, listener, cut).read(opened)


class _Walk:
    """The parser's callbacks. Kept small: they are called millions of times."""

    def __init__(self, reading: Reading, listener: Listener, cut: str) -> None:
        self.reading, self.listener, self.cut = reading, listener, cut
        self.stack: list[_Node] = []
        self.node, self.paths = _Node("", ""), 0
        self.part: Part | None = None
        self.outer: Part | None = None
        self.bases: list[_Node] = []
        self.text, self.elements = "", 0
        self.memo: dict[str, str] = {}
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters
        self.parser.StartDoctypeDeclHandler = self.doctype

    def read(self, opened: Open) -> None:
        """Feed the whole document."""
        fed, parser, most = 0, self.parser, self.reading.limits.text_run
        with opened() as file:
            try:
                while chunk := file.read(CHUNK):
                    parser.Parse(chunk, False)
                    fed += len(chunk)
                    if fed - parser.CurrentByteIndex > most:
                        self.unsafe(f"one tag of more than {most} bytes")
                    self.reading.check_time()
                parser.Parse(b"", True)
            except expat.ExpatError as wrong:
                self.reading.broken(wrong.lineno, str(wrong))
            except (ValueError, LookupError) as wrong:  # an encoding nobody knows
                self.reading.broken(1, str(wrong))
            except Unreadable as wrong:
                self.reading.at(self.part.line if self.part else 0, wrong)

    def unsafe(self, why: str) -> None:
        """Refuse, with the line."""
        self.reading.unsafe(self.parser.CurrentLineNumber, why)

    def doctype(self, *_: object) -> None:
        """Whatever it says."""
        self.unsafe("a document type, as attacks need and no bank sends")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        stack = self.stack
        stack.append(self.node)
        part = self.part
        node = self.node.below.get(tag) or self.new_node(tag)
        depth = len(stack)
        if part is None:
            self.node = node
            if depth <= 3:
                if depth <= 2:
                    self.listener.root(tuple(each.name for each in (*stack[1:], node)))
                else:
                    self.listener.begun(node.name, self.parser.CurrentLineNumber)
                return
            self.part = Part(self.parser.CurrentLineNumber)
            self.elements = 0
            return
        if node.name == self.cut and self.outer is None:
            self.outer = part
            self.part = Part(self.parser.CurrentLineNumber)
            self.node = node.below.get("") or self.base(node)
        else:
            counts, path = part.counts, node.path
            times = counts.get(path, 0) + 1
            counts[path] = times
            if times > 1:
                node = node.again.get(times) or self.repeated(node, times)
            self.node = node
            if attributes:
                for name, value in attributes.items():
                    part.fields[node.attributes.get(name) or self.attribute(node, name)] = value
        self.text = ""
        self.elements += 1
        if depth > self.reading.limits.depth:
            self.unsafe(f"more than {self.reading.limits.depth} levels deep")

    def end(self, _: str) -> None:
        """An element is complete."""
        node, stack = self.node, self.stack
        self.node = stack.pop()
        part = self.part
        if part is not None:
            text = self.text
            if text:
                self.text = ""
                text = text.strip()
                if text:
                    if len(text) <= _MEMO_LENGTH:
                        text = self.memo.setdefault(text, text)
                        if len(self.memo) > _MEMO_MAX:
                            self.memo.clear()
                    part.fields[node.path] = text
            if len(stack) == 3:
                self.listener.part(node.name, part)
                self.part = None
            elif self.outer is not None and node.path == "" and node.name == self.cut:
                self.outer.inner.append(part)
                self.part, self.outer = self.outer, None
                if self.elements > self.reading.limits.entry_elements:
                    self.unsafe("an entry without end")
        elif len(stack) == 2:
            self.listener.ended(node.name)

    def characters(self, data: str) -> None:
        """Text, in pieces."""
        if self.part is not None:
            self.text += data
            if len(self.text) > self.reading.limits.text_run:
                self.unsafe("a value without end")

    def new_node(self, tag: str) -> _Node:
        """A path met for the first time; paths inside a part begin at the part."""
        self.paths += 1
        if self.paths > _PATHS_MAX:
            self.unsafe("more kinds of elements than any format has")
        name = tag.rsplit(":", 1)[-1]
        is_inside = self.part is not None and len(self.stack) > 4
        before = self.node.path if is_inside else ""
        path = name if self.part is not None else ""
        made = _Node(name, f"{before}/{name}" if before else path)
        self.node.below[tag] = made
        return made

    def base(self, node: _Node) -> _Node:
        """Where the paths of a part cut out of another begin."""
        node.below[""] = _Node(node.name, "")
        return node.below[""]

    def repeated(self, node: _Node, times: int) -> _Node:
        """`Ustrd[2]`."""
        self.paths += 1
        if self.paths > _PATHS_MAX:
            self.unsafe("the same element more often than any format has it")
        node.again[times] = _Node(node.name, f"{node.path}[{times}]")
        return node.again[times]

    def attribute(self, node: _Node, name: str) -> str:
        """`Amt@Ccy`."""
        node.attributes[name] = f"{node.path}@{name.rsplit(':', 1)[-1]}"
        return node.attributes[name]


def opener(data: bytes) -> Open:
    """Bytes as something to open again and again."""
    return lambda: io.BytesIO(data)
