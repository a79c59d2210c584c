"""Copy the console's third-party files out of npm packages, pruned, with their licences and hashes.

    npm pack @tabler/core@1.6.1 @tabler/icons@3.52.0 @fontsource-variable/inter@5.3.0
    npm pack htmx.org@4.0.1 axe-core@4.14.1
    python tools/vendor_console.py FOLDER_OF_TGZ

Tabler's stylesheet is cut to the families listed in KEPT: the shell, menus, dialogs and toasts are
the console's own, so their rules never leave the package. Icons become one SVG sprite.
"""

from __future__ import annotations

import hashlib
import re
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
VENDOR = HERE / "src/cashwright/surfaces/console/static/console/vendor"
TESTS = HERE / "tests/surfaces/vendor"

# Families of classes that stay, as regular expressions over the whole class name.
COLORS = (
    "primary|secondary|success|warning|danger|info|azure|green|red|yellow|orange|blue|teal|purple"
)
KEPT = re.compile(
    r"(?:"
    r"container(-xl|-fluid)?|row(-cards|-deck)?|col(-(md-|lg-)?(auto|\d+))?|g-[0-4]|"
    r"card(-(body|header|title|subtitle|footer|actions|link|sm|table|stacked|active))?|"
    r"table(-(sm|vcenter|responsive|hover|active|nowrap|striped|borderless))?|"
    r"btn(-(primary|secondary|success|danger|warning|link|sm|lg|icon|list|close|group|check|action|ghost-(primary|secondary|danger)|outline-(primary|secondary|danger)))?|"
    r"form-(control|select|label|check|check-input|check-label|text|hint|floating|switch|fieldset|control-sm|select-sm|control-lg|footer|help|selectgroup)|"
    r"input-(group|group-text|icon|icon-addon|group-flat|group-sm)|invalid-feedback|valid-feedback|is-invalid|was-validated|required|"
    r"nav|nav-(link|item|tabs|pills|underline|link-title|link-icon)|"
    r"badge(-(outline|dot|empty|pill))?|alert(-(success|warning|danger|info|title|description|icon|important|heading|link|list|dismissible|minor))?|"
    r"avatar(-(sm|xs|md|lg|rounded|list))?|breadcrumb(-(item|arrows))?|"
    r"list-(group|group-item|group-item-action|group-flush|group-header|group-hoverable|unstyled|inline|inline-item)|"
    r"datagrid(-(item|title|content))?|empty(-(img|icon|title|subtitle|action|header))?|"
    r"page-(header|title|pretitle|body|wrapper)|subheader|progress(-(bar|sm))?|"
    r"steps?(-(counter|item|vertical))?|step-item|placeholder(-glow)?|spinner-border(-sm)?|"
    r"timeline(-(event|event-icon|event-card|list|simple))?|pagination|page-(item|link)|"
    r"divide-y(-[0-4])?|hr|hr-text|kbd|markdown|status(-(dot|green|red|yellow|blue|orange|azure|secondary|dot-animated|indicator))?|"
    r"icon(-(sm|md|lg))?|active|disabled|show|visually-hidden(-focusable)?|stretched-link|"
    rf"(text|bg)-({COLORS})(-lt|-fg)?|text-(muted|body|center|end|start|nowrap|truncate|wrap|break|reset|uppercase|capitalize|decoration-none|body-secondary)|"
    r"bg-(transparent|body|surface|surface-secondary|white)|"
    r"font-monospace|fw-(bold|medium|normal|semibold)|fs-[1-5]|h[1-6]|lead|small|strong|lh-(1|base|sm)|"
    r"d-(md-|lg-|print-)?(none|flex|inline|inline-flex|block|inline-block|grid|table-cell)|"
    r"flex-(md-|lg-)?(row|column|fill|wrap|nowrap|grow-[01]|shrink-[01])|"
    r"(justify-content|align-items|align-self)-(md-)?(start|end|center|between|baseline|stretch)|"
    r"align-(top|middle|bottom|baseline|text-bottom)|gap-[0-5]|row-gap-[0-5]|column-gap-[0-5]|space-[xy](-[0-4])?|"
    r"[mp][tbsexy]?-(auto|[0-5])|[mp][tbsexy]?-(md|lg)-(auto|[0-5])|[wh]-(25|50|75|100|auto|full)|mw-100|"
    r"border(-(0|top|bottom|start|end))?|rounded(-(0|1|2|3|circle|pill))?|shadow(-(sm|none))?|"
    r"overflow-(hidden|auto|visible)|position-(relative|absolute|sticky|static)|sticky-top|top-0|"
    r"float-(end|start)|order-(first|last)|opacity-(50|75|100)|cursor-(pointer|help)|"
    r"ratio|img-fluid|user-select-none|offset-(md|lg)-[0-4]"
    r")\Z"
)
DROPPED = re.compile(
    r"data-bs-theme-|\[data-vc|:host|\.ts-|::-webkit-scrollbar|dropdown|\[data-bs-theme=(?!dark|light)|"
    r"navbar|sidebar|\[dir=|carousel|mention|\[class\*=|iframe|layout-"
)
ICONS = """
alert-circle alert-triangle archive arrow-back-up arrow-down arrow-left arrow-right arrow-up
arrows-sort ban bell bolt book bookmark building building-bank calendar calendar-due calendar-event
cash chart-bar chart-line check checks checklist chevron-down chevron-left chevron-right chevron-up
circle circle-check circle-dashed circle-filled circle-x clipboard-list clock clock-pause coin copy
credit-card database device-floppy dots download edit external-link eye file-check file-export
file-import file-invoice file-minus file-text filter fingerprint flag gauge help hierarchy history
home hourglass info-circle key keyboard layout-columns layout-sidebar-left-collapse link list lock
lock-open login logout mail mail-forward mailbox menu-2 message message-circle moon note
notes paperclip pencil phone player-play player-skip-forward plus printer receipt receipt-refund
refresh report-money rotate scale search send settings shield shield-check shield-lock stack-2
star sun sun-moon table tag trash trending-down trending-up upload user user-circle users wallet
world x zoom-money
""".split()  # noqa: SIM905 - a list of words


@dataclass(frozen=True)
class Rule:
    """A stylesheet rule: `body` is text for a style rule, a list for a media query, None for a statement."""

    head: str
    body: str | list[Rule] | None


def _skip_string(css: str, at: int) -> int:
    """The position after the quoted string that starts at `at`."""
    quote, at = css[at], at + 1
    while css[at] != quote:
        at += 2 if css[at] == "\\" else 1
    return at + 1


def _head_end(css: str, at: int) -> int:
    """Where the rule head that starts at `at` ends: on its `{`, `;` or `}`."""
    depth = 0
    while at < len(css) and (depth or css[at] not in "{;}"):
        if css[at] in "\"'":
            at = _skip_string(css, at)
            continue
        depth += {"(": 1, ")": -1}.get(css[at], 0)
        at += 1
    return at


def _block_end(css: str, at: int) -> int:
    """The position after the `}` that closes the block whose inside starts at `at`."""
    depth = 1
    while depth:
        if css[at] in "\"'":
            at = _skip_string(css, at)
            continue
        depth += {"{": 1, "}": -1}.get(css[at], 0)
        at += 1
    return at


def parse(css: str) -> list[Rule]:
    """A minified stylesheet as rules; enough of the grammar for Tabler's own output."""
    rules: list[Rule] = []
    at = 0
    while at < len(css):
        end = _head_end(css, at)
        head = css[at:end].strip()
        if end >= len(css) or css[end] == ";":
            if head:
                rules.append(Rule(head, None))
            at = end + 1
            continue
        after = _block_end(css, end + 1)
        inside = css[end + 1 : after - 1]
        nested = head.startswith(("@media", "@supports", "@layer"))
        rules.append(Rule(head, parse(inside) if nested else inside))
        at = after
    return rules


def _split_selectors(head: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for at, letter in enumerate(head):
        depth += {"(": 1, ")": -1, "[": 1, "]": -1}.get(letter, 0)
        if letter == "," and not depth:
            parts.append(head[start:at])
            start = at + 1
    return [*parts, head[start:]]


def _is_kept(selector: str) -> bool:
    if DROPPED.search(selector):
        return False
    return all(KEPT.fullmatch(name) for name in re.findall(r"\.([A-Za-z][\w-]*)", selector))


def prune(rules: list[Rule]) -> Iterator[Rule]:
    """The rules whose every class is in KEPT; empty media queries fall away."""
    for rule in rules:
        if isinstance(rule.body, list):
            body = list(prune(rule.body))
            if body and "@media print" not in rule.head:
                yield Rule(rule.head, body)
        elif rule.head.startswith("@"):
            if (
                rule.head.startswith("@keyframes")
                and "placeholder" not in rule.head
                and "spinner" not in rule.head
            ):
                continue
            yield rule
        elif rule.body:
            kept = [s for s in _split_selectors(rule.head) if _is_kept(s)]
            if kept:
                yield Rule(",".join(kept), rule.body)


def write(rules: list[Rule]) -> str:
    """Rules as minified text."""
    out = []
    for rule in rules:
        if rule.body is None:
            out.append(f"{rule.head};")
        elif isinstance(rule.body, list):
            out.append(f"{rule.head}{{{write(rule.body)}}}")
        else:
            out.append(f"{rule.head}{{{rule.body}}}")
    return "".join(out)


# Variables that the console's own stylesheets read.
OWN_VARIABLES = frozenset({"--tblr-font-monospace", "--tblr-font-sans-serif"})


_INNER = r"\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)"
_VARIABLE = re.compile(rf'(?<=[{{;])(--[\w-]+):(?:[^;{{}}()"]|{_INNER}|"[^"]*")*(?:;|(?=\}}))')


def without_unused_variables(css: str) -> str:
    """`css` without the custom properties that nothing in it reads, until none is left."""
    while True:
        read = set(re.findall(r"var\((--[\w-]+)", css)) | OWN_VARIABLES
        smaller = "".join(_kept_parts(css, read))
        if smaller == css:
            return css
        css = smaller


def _kept_parts(css: str, read: set[str]) -> Iterator[str]:
    """`css` in pieces, the declarations of variables outside `read` left out."""
    at = 0
    for found in _VARIABLE.finditer(css):
        yield css[at : found.start()]
        if found[1] in read:
            yield found[0]
        at = found.end()
    yield css[at:]


def stylesheet(css: str) -> str:
    """Tabler's stylesheet, pruned."""
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    pruned = write(list(prune(parse(bare))))
    return without_unused_variables(pruned)


STROKED = (
    'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" '
    'stroke-linejoin="round"'
)


def sprite(read: dict[str, bytes]) -> str:
    """The icons as `<symbol>` elements, drawn in the current color."""
    symbols = []
    for name in ICONS:
        kind = "filled" if name.endswith("-filled") else "outline"
        source = read[f"package/icons/{kind}/{name.removesuffix('-filled')}.svg"].decode()
        inner = re.search(r"<svg[^>]*>(.*)</svg>", source, re.DOTALL)
        assert inner, name
        drawn = re.sub(
            r'\s*<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>', "", inner.group(1)
        )
        drawn = re.sub(r"\s*\n\s*", "", drawn).strip()
        paint = 'fill="currentColor"' if kind == "filled" else STROKED
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24" {paint}>{drawn}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def _files(package: Path) -> dict[str, bytes]:
    with tarfile.open(package) as archive:
        found = {}
        for member in archive:
            reader = archive.extractfile(member)
            if reader is not None:
                found[member.name] = reader.read()
        return found


def main(folder: Path) -> None:
    """Write every vendored file and the two tables of hashes."""
    tabler = _files(folder / "tabler-core-1.6.1.tgz")
    icons = _files(folder / "tabler-icons-3.52.0.tgz")
    inter = _files(folder / "fontsource-variable-inter-5.3.0.tgz")
    htmx = _files(folder / "htmx.org-4.0.1.tgz")
    axe = _files(folder / "axe-core-4.14.1.tgz")
    license_of_tabler = next(v for k, v in icons.items() if k.endswith("LICENSE"))
    shipped = {
        "tabler.min.css": (
            "@tabler/core 1.6.1 (pruned)",
            "MIT",
            stylesheet(tabler["package/dist/css/tabler.min.css"].decode()).encode(),
        ),
        "icons.svg": ("@tabler/icons 3.52.0 (sprite)", "MIT", sprite(icons).encode()),
        "inter-latin.woff2": (
            "@fontsource-variable/inter 5.3.0",
            "OFL-1.1",
            inter["package/files/inter-latin-wght-normal.woff2"],
        ),
        "inter-latin-ext.woff2": (
            "@fontsource-variable/inter 5.3.0",
            "OFL-1.1",
            inter["package/files/inter-latin-ext-wght-normal.woff2"],
        ),
        "htmx.min.js": (
            "htmx.org 4.0.1",
            "0BSD",
            htmx["package/dist/htmx.min.js"].replace(b"//# sourceMappingURL=htmx.min.js.map", b""),
        ),
        "LICENSE-tabler.txt": ("@tabler/core, @tabler/icons", "MIT", license_of_tabler),
        "LICENSE-inter.txt": ("@fontsource-variable/inter", "OFL-1.1", inter["package/LICENSE"]),
        "LICENSE-htmx.txt": ("htmx.org", "0BSD", htmx["package/LICENSE"]),
    }
    tested = {
        "axe.min.js": ("axe-core 4.14.1", "MPL-2.0", axe["package/axe.min.js"]),
        "LICENSE-axe.txt": ("axe-core", "MPL-2.0", axe["package/LICENSE"]),
    }
    for place, files in ((VENDOR, shipped), (TESTS, tested)):
        place.mkdir(parents=True, exist_ok=True)
        lines = [
            "# Vendored files",
            "",
            "Written by `tools/vendor_console.py` from npm packages; not edited by hand.",
            "",
            "| file | package | license | sha256 |",
            "|---|---|---|---|",
        ]
        for name, (package, license_name, data) in sorted(files.items()):
            (place / name).write_bytes(data)
            lines.append(
                f"| {name} | {package} | {license_name} | `{hashlib.sha256(data).hexdigest()}` |"
            )
        (place / "VENDORED.md").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
