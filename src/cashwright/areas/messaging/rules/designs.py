"""What HTML a design may become: words, tables and links, and nothing that runs, loads or tells.

A design is written in MJML and compiled when it is published. Pictures and fonts are not loaded from
anywhere: what is loaded tells who opened a mail, and when.
"""

import re
from html import escape
from html.parser import HTMLParser

from cashwright.areas.messaging.refusals import BadDesign

DESIGN_MAX = 60_000
"""Letters of MJML; what it is compiled to may be three times that."""

_LAYOUT = {"html", "head", "title", "meta", "style", "body", "div", "center", "noscript", "xml"}
_TABLES = {"table", "tbody", "thead", "tfoot", "tr", "td", "th"}
_WORDS = {
    "p",
    "a",
    "span",
    "strong",
    "b",
    "em",
    "i",
    "u",
    "br",
    "hr",
    "h1",
    "h2",
    "h3",
    "ul",
    "ol",
    "li",
}
_OUTLOOK = {"o:officedocumentsettings", "o:allowpng", "o:pixelsperinch"}
_TAGS = _LAYOUT | _TABLES | _WORDS | _OUTLOOK
_SILENT = frozenset({"head", "title", "style", "meta", "xml", "noscript"})
_LINK = re.compile(r"(?:https://|mailto:)[^\s{}]+|mailto:\{\{ *sender_email *\}\}")
_LOADS = re.compile(r"url\s*\(|@import|expression\s*\(|behaviou?r\s*:|-moz-binding", re.IGNORECASE)
_CONDITION = re.compile(r"^\[if [^\]]*\]>|<!\[endif\]$|<!$")


def check_design(html: str) -> str:
    """What a reader sees of a compiled design, as one text, its names still in it.

    raises  BadDesign for an element, a link or a style that has no place in a letter, for a name
            where no word stands, for more than 180,000 letters
    """
    if len(html) > 3 * DESIGN_MAX:
        raise BadDesign(reason="it is too long")
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return " ".join(" ".join(reader.seen).split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS:
            raise BadDesign(reason=f"<{tag[:20]}> has no place in a letter")
        for name, value in attrs:
            _check_attribute(tag, name, value or "")
        if tag in _SILENT - {"meta"}:
            self._silent.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            self._silent.remove(tag)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.seen.append(data)
            return
        if "{{" in data:
            raise BadDesign(reason="a name stands where no word is read")
        if _LOADS.search(data):
            raise BadDesign(reason="a style loads something from elsewhere")

    def handle_comment(self, data: str) -> None:
        """What only Outlook reads is looked at, too; its words are no words of the letter."""
        inner = _Reader()
        inner.feed(_CONDITION.sub("", _CONDITION.sub("", data.strip())))
        if any("{{" in part for part in inner.seen):
            raise BadDesign(reason="a name stands where no word is read")

    def handle_pi(self, data: str) -> None:
        raise BadDesign(reason="instructions to programs have no place in a letter")

    def unknown_decl(self, data: str) -> None:
        raise BadDesign(reason="declarations have no place in a letter")


def _check_attribute(tag: str, name: str, value: str) -> None:
    if name.startswith("on") or name in ("src", "background", "srcset", "action", "formaction"):
        raise BadDesign(reason=f"{name[:20]} has no place in a letter")
    if name == "href":
        if tag != "a" or not _LINK.fullmatch(value.strip()):
            raise BadDesign(reason="a link goes to https:// or mailto: and is written out")
        return
    if "{{" in value:
        raise BadDesign(reason="a name stands where no word is read")
    if _LOADS.search(value):
        raise BadDesign(reason="a style loads something from elsewhere")


def starter_design(body: str) -> str:
    """A plain design to begin with: one column, a paragraph for each of the text."""
    parts = [escape(part, quote=False) for part in body.strip().split("\n\n")]
    paragraphs = "\n".join(
        f"        <mj-text>{part.replace(chr(10), '<br />')}</mj-text>" for part in parts
    )
    return f"""<mjml>
  <mj-head>
    <mj-attributes>
      <mj-all font-family="Helvetica, Arial, sans-serif" />
      <mj-text font-size="15px" line-height="1.5" color="#1f2933" />
    </mj-attributes>
  </mj-head>
  <mj-body background-color="#f4f5f7">
    <mj-section background-color="#ffffff">
      <mj-column>
{paragraphs}
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>
"""
