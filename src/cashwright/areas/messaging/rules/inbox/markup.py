"""The words of a mail that is a page: a line for each block, what is quoted marked with >.

No parser: one look at each sign, so that no page takes longer than its length.
"""

import re
from html import unescape

_PAGE_MAX = 1_000_000
_BLANKS = re.compile(r"\s+")
_COMMENTS = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAGS = re.compile(r"(<[^<>]{0,20000}>)")
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]{0,20})")
_BLOCKS = frozenset(
    ["br", "p", "tr", "div", "li", "h1", "h2", "h3", "h4", "table", "ul", "ol", "hr", "pre"]
)
_HIDDEN = frozenset(["script", "style", "head", "title", "noscript", "template"])


def text_of_page(page: str) -> str:
    """The words of an HTML page. What does not close stays hidden."""
    lines, hidden, depth = [""], "", 0
    for piece in _TAGS.split(_COMMENTS.sub(" ", page[:_PAGE_MAX])):
        tag = _TAG.match(piece)
        name, is_end = (tag[2].lower(), bool(tag[1])) if tag else ("", False)
        if hidden:
            hidden = "" if is_end and name == hidden else hidden
        elif tag is None:
            if not piece.startswith("<!"):
                lines[-1] += _BLANKS.sub(" ", unescape(piece))
        elif name in _HIDDEN and not is_end:
            hidden = name
        elif name == "blockquote":
            depth = max(0, depth + (-1 if is_end else 1))
            lines.append("> " * min(depth, 10))
        elif name in _BLOCKS:
            lines.append("> " * min(depth, 10))
        elif name in ("td", "th") and not is_end:
            lines[-1] += "  "
    return "\n".join(line.rstrip() for line in lines)
