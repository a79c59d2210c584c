"""What is new in a mail: without what it quotes or forwards, and without the signature.

Line by line, so that a mail takes no longer than its length. An own rule instead of a library: it
has to be safe with whatever strangers send, and to keep words written between quoted lines.
"""

import re

_LINE_LOOKED_AT = 400
_LINES_LOOKED_AT = 2_000
_SIGNATURE_LINES_MAX = 14
_CLOSING_LENGTH_MAX = 60

_WROTE = re.compile(
    r"^\W*(?:on\b.{3,250}\bwrote|am\b.{3,250}\bschrieb(?:\b.{0,200})?|le\b.{3,250}\ba écrit|"
    r"el\b.{3,250}\bescribió|il\b.{3,250}\bha scritto|op\b.{3,250}\bschreef(?:\b.{0,200})?|"
    r".{1,150}\b(?:wrote|schrieb)(?: am\b.{3,60})?)\s*:\s*$",
    re.IGNORECASE,
)
_WROTE_STARTS = re.compile(r"^\W*(?:on|am|le|el|il|op)\b.*(?:\d|<)", re.IGNORECASE)
_DIVIDER = re.compile(
    r"^\W*-{2,}\s*(?:original message|ursprüngliche nachricht|original-nachricht|originalnachricht|"
    r"message d'origine|message original|mensaje original|messaggio originale|"
    r"oorspronkelijk bericht|forwarded message|weitergeleitete nachricht|forwarded by .{1,80}|"
    r"message transféré|mensaje reenviado|messaggio inoltrato|doorgestuurd bericht)\s*-{2,}\s*$"
    r"|^\W*(?:begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-mail))\s*:?\s*$",
    re.IGNORECASE,
)
_FROM = re.compile(r"^\W{0,3}(?:from|von|de|da|van)\W{0,3}:\s*\S", re.IGNORECASE)
_BESIDE_FROM = re.compile(
    r"^\W{0,3}(?:sent|gesendet|date|datum|to|an|à|para|a|aan|subject|betreff|objet|asunto|oggetto|"
    r"onderwerp|envoyé|enviado|inviato|verzonden)\W{0,3}:",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"^\W*(?:(?:kind|best|warm|many)\s+(?:regards|wishes|thanks)|regards|best|cheers|sincerely|"
    r"yours (?:sincerely|faithfully|truly)|thanks(?: and (?:kind |best )?regards)?|thank you|"
    r"many thanks|thx|br|(?:mit )?(?:freundlichen?|besten?|herzlichen?|viele[nr]?|liebe[nr]?|schöne[nr]?)"
    r"\s+gr(?:ü|ue)(?:ß|ss)en?|gr(?:ü|u|ue)(?:ß|ss)e?|mfg|vg|lg|hochachtungsvoll|"
    r"(?:besten |vielen |herzlichen )?dank|cordialement|bien à vous|saludos(?: cordiales)?|"
    r"atentamente|cordiali saluti|distinti saluti|met vriendelijke groeten?|groeten)"
    r"[\s,.!]*(?:aus \w{2,30})?[\s,.!]*$",
    re.IGNORECASE,
)
_MACHINE = re.compile(
    r"^\W*(?:sent from my\b|get outlook for\b|von meinem \w+ gesendet|gesendet von\b|gesendet mit\b|"
    r"diese nachricht wurde von\b|envoyé de mon\b|enviado desde\b|inviato da\b|verstuurd vanaf\b)",
    re.IGNORECASE,
)
_AFTERWORD = re.compile(r"^\W*p\.? ?s\.?\b", re.IGNORECASE)


def reply_of(text: str) -> str:
    """The words of a mail that its writer added. "" where there are none: it only passes something on."""
    lines = text.split("\n")[:_LINES_LOOKED_AT]
    kept: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at][:_LINE_LOOKED_AT]
        if line.lstrip().startswith(">"):
            at += 1
            continue
        if _DIVIDER.match(line) or _is_header_block(lines, at):
            break
        said = _wrote_length(lines, at)
        if said:
            at += said
            if not _is_quoted_next(lines, at):
                break
            continue
        kept.append(lines[at])
        at += 1
    return _without_signature(kept)


def _wrote_length(lines: list[str], at: int) -> int:
    """How many lines from `at` say who wrote what follows: up to three; none when they do not."""
    line = lines[at][:_LINE_LOOKED_AT]
    if line.endswith(":") and _WROTE.match(line):
        return 1
    if not _WROTE_STARTS.match(line):
        return 0
    for more in (2, 3):
        joined = " ".join(one.strip() for one in lines[at : at + more])[:_LINE_LOOKED_AT]
        if joined.endswith(":") and _WROTE.match(joined):
            return more
    return 0


def _is_quoted_next(lines: list[str], at: int) -> bool:
    following = next((line for line in lines[at : at + 5] if line.strip()), "")
    return following.lstrip().startswith(">")


def _is_header_block(lines: list[str], at: int) -> bool:
    """The block of headers mail programs put above what they quote: From and two more lines."""
    if ":" not in lines[at] or not _FROM.match(lines[at][:_LINE_LOOKED_AT]):
        return False
    beside = [one for one in lines[at + 1 : at + 9] if _BESIDE_FROM.match(one[:_LINE_LOOKED_AT])]
    return len(beside) >= 2


def _without_signature(lines: list[str]) -> str:
    """Cut at the mark of a signature, at a closing with little behind it, at a machine's own words."""
    end = next((at for at in range(len(lines)) if _ends_at(lines, at)), len(lines))
    after = [at for at in range(end, len(lines)) if _AFTERWORD.match(lines[at][:20])]
    own = "\n".join(lines[:end]).strip()
    afterword = "\n".join(lines[after[0] :]).strip() if after else ""
    return f"{own}\n\n{afterword}".strip()


def _ends_at(lines: list[str], at: int) -> bool:
    line = lines[at][:_LINE_LOOKED_AT]
    if line.rstrip() in ("--", "—", "__") or _MACHINE.match(line):
        return True
    if at == 0 or len(line) > _CLOSING_LENGTH_MAX or len(lines) - at > 2 * _SIGNATURE_LINES_MAX:
        return False
    written = sum(1 for one in lines[at + 1 :] if one.strip())
    return written <= _SIGNATURE_LINES_MAX and bool(_CLOSING.match(line))
