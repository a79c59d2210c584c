"""XML from outside as a stream of parts, each the texts under one element by their paths.

A document type is where every XML attack lives (entities that grow, files and addresses fetched), and
no bank sends one: it is refused before anything in it is read. Depth, text, elements and time are
limited; nothing but the part being read is in memory. Lines are known, so a refusal can name them.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import BinaryIO, NoReturn, Protocol
from xml.parsers import expat

from cashwright.connectors.bank_files.reading import Reading, Unreadable

CHUNK = 64 * 1024
Open = Callable[[], BinaryIO]
_PATHS_MAX, _MEMO_MAX, _ATTRIBUTES_MAX = 50_000, 20_000, 100
_ABOVE = 3  # levels above the parts: document, message, statement


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
    """A path in the document; every file walks the same few again and again.

    depth   1 for the root
    is_edge a part begins and ends with it, or it lies above all parts
    """

    __slots__ = ("again", "attributes", "below", "depth", "is_edge", "name", "path")

    def __init__(self, name: str, path: str, depth: int, *, is_edge: bool = False) -> None:
        self.name, self.path, self.depth, self.is_edge = name, path, depth, is_edge
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
    """The parser's callbacks. `start` and `end` are called millions of times."""

    def __init__(self, reading: Reading, listener: Listener, cut: str) -> None:
        self.reading, self.listener, self.cut = reading, listener, cut
        self.stack: list[_Node] = []
        self.node, self.paths = _Node("", "", 0, is_edge=True), 0
        self.part = self.idle = Part(0)
        self.outer: Part | None = None
        self.texts: list[str] = []
        self.text_run = reading.limits.text_run
        self.memo: dict[str, str] = {}
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.texts.append
        self.parser.StartDoctypeDeclHandler = self.doctype

    def read(self, opened: Open) -> None:
        """Feed the whole document."""
        fed, parser = 0, self.parser
        with opened() as file:
            try:
                while chunk := file.read(CHUNK):
                    parser.Parse(chunk, False)
                    fed += len(chunk)
                    if fed - parser.CurrentByteIndex > self.text_run:
                        self.unsafe(f"one tag of more than {self.text_run} bytes")
                    if sum(map(len, self.texts)) > self.text_run:
                        self.unsafe("a value without end")
                    self.reading.check_time()
                parser.Parse(b"", True)
            except expat.ExpatError as wrong:
                self.reading.broken(wrong.lineno, str(wrong))
            except (ValueError, LookupError) as wrong:  # an encoding nobody knows
                self.reading.broken(1, str(wrong))
            except Unreadable as wrong:
                self.reading.at(self.part.line, wrong)

    def unsafe(self, why: str) -> NoReturn:
        """Refuse, with the line."""
        self.reading.unsafe(self.parser.CurrentLineNumber, why)

    def doctype(self, *_: object) -> None:
        """Whatever it says."""
        self.unsafe("a document type, as attacks need and no bank sends")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        above = self.node
        node = above.below.get(tag)
        if node is None:
            node = self.new_node(tag)
        self.stack.append(above)
        if node.is_edge:
            self.edge_begun(node)
        else:
            counts, path = self.part.counts, node.path
            if path in counts:
                node = self.repeated(node, counts)
            else:
                counts[path] = 1
        self.node = node
        if attributes:
            for name, value in attributes.items():
                self.part.fields[node.attributes.get(name) or self.attribute(node, name)] = value
        if self.texts:
            self.texts.clear()

    def end(self, _: str) -> None:
        """An element is complete."""
        node = self.node
        self.node = self.stack.pop()
        texts = self.texts
        if texts:
            text = (texts[0] if len(texts) == 1 else "".join(texts)).strip()
            texts.clear()
            if text:
                self.part.fields[node.path] = self.memo.setdefault(text, text)
        if node.is_edge:
            self.edge_ended(node)

    def edge_begun(self, node: _Node) -> None:
        """A part begins, or what is above all parts."""
        if node.depth > _ABOVE:
            if node.depth > _ABOVE + 1:
                self.outer = self.part
            self.part = Part(self.parser.CurrentLineNumber)
        elif node.depth == _ABOVE:
            self.idle.fields.clear()
            self.listener.begun(node.name, self.parser.CurrentLineNumber)
        else:
            self.listener.root((*(each.name for each in self.stack[1:]), node.name))

    def edge_ended(self, node: _Node) -> None:
        """A part is complete, or what is above all parts."""
        part = self.part
        if len(self.memo) > _MEMO_MAX:
            self.memo.clear()
        if self.outer is not None:
            self.outer.inner.append(part)
            self.part, self.outer = self.outer, None
            if len(self.part.inner) > self.reading.limits.entries:
                self.unsafe("an entry without end")
        elif node.depth == _ABOVE + 1:
            self.listener.part(node.name, part)
            self.part = self.idle
        elif node.depth == _ABOVE:
            self.listener.ended(node.name)

    def new_node(self, tag: str) -> _Node:
        """A path met for the first time; paths inside a part begin at the part."""
        above, name = self.node, tag.rsplit(":", 1)[-1]
        depth = above.depth + 1
        if depth > self.reading.limits.depth:
            self.unsafe(f"more than {self.reading.limits.depth} levels deep")
        is_edge = depth <= _ABOVE + 1 or (name == self.cut and self.outer is None)
        path = "" if is_edge else (f"{above.path}/{name}" if above.path else name)
        made = self.counted(_Node(name, path, depth, is_edge=is_edge))
        above.below[tag] = made
        return made

    def repeated(self, node: _Node, counts: dict[str, int]) -> _Node:
        """`Ustrd[2]`."""
        times = counts[node.path] = counts[node.path] + 1
        if times not in node.again:
            path = f"{node.path}[{times}]"
            node.again[times] = self.counted(_Node(node.name, path, node.depth))
        again = node.again[times]
        counts[again.path] = 1
        return again

    def counted(self, node: _Node) -> _Node:
        """Paths are kept for the whole file, so there may be only so many."""
        self.paths += 1
        if self.paths > _PATHS_MAX:
            self.unsafe("more kinds of elements, or more of one kind, than any format has")
        return node

    def attribute(self, node: _Node, name: str) -> str:
        """`Amt@Ccy`."""
        if len(node.attributes) < _ATTRIBUTES_MAX:
            node.attributes[name] = f"{node.path}@{name.rsplit(':', 1)[-1]}"
        return f"{node.path}@{name.rsplit(':', 1)[-1]}"


def opener(data: bytes) -> Open:
    """Bytes as something to open again and again."""
    return lambda: io.BytesIO(data)
