# ruff: noqa: E501, ISC004 - patterns read better in long lines
"""Days people name in a mail, by its own day: "next Friday", "am 15.", "end of month", "in two weeks".

Words: a day is looked for *ahead* (a promise, a return) or *behind* (a payment that was made). What has
no year gets the one that lies that way. A bare weekday is the first that way, "next Friday" the one of
next week; a week is kept by its Friday, a month by its last day, "mid" is the 15th, "beginning" the 5th.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from cashwright.areas.messaging.rules.inbox.calendar_words import MONTHS, NUMBERS, WEEKDAYS

_FRIDAY = 4
_YEARS_NEAR = 3
_BEHIND_AT_MOST = 60  # days a date without a year may lie behind when one ahead is looked for


@dataclass(frozen=True, slots=True)
class Day:
    """A day that stands at [start, end) of a text."""

    start: int
    end: int
    on: date


@dataclass(frozen=True, slots=True)
class Asked:
    """From which day, which way, and whether 3/4 is March the fourth."""

    on: date
    is_ahead: bool = True
    is_month_first: bool = False


_Reader = Callable[[re.Match[str], Asked], date | None]


def days_in(text: str, asked: Asked) -> list[Day]:
    """The days a text names, in their order; what two readings claim goes to the fuller one."""
    found: list[Day] = []
    taken: list[tuple[int, int]] = []
    for pattern, read in _READERS:
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            taken.append(match.span())
            on = _safely(read, match, asked)
            if on is not None:
                found.append(Day(match.start(), match.end(), on))
    return sorted(found, key=lambda day: day.start)


def _safely(read: _Reader, match: re.Match[str], asked: Asked) -> date | None:
    try:
        on = read(match, asked)
    except (ValueError, OverflowError):  # 31 February
        return None
    if on is None or abs(on.year - asked.on.year) > _YEARS_NEAR:
        return None
    return on


def _full(year: str) -> int:
    return int(year) + (2000 if len(year) == 2 else 0)


def _near(month: int, day: int, asked: Asked) -> date:
    """The day without a year: this year's, unless that lies far on the wrong side."""
    this = date(asked.on.year, month, day)
    if asked.is_ahead:
        is_gone = (asked.on - this).days > _BEHIND_AT_MOST
        return date(this.year + 1, month, day) if is_gone else this
    return date(this.year - 1, month, day) if this > asked.on else this


def _iso(m: re.Match[str], asked: Asked) -> date:
    return date(int(m["y"]), int(m["m"]), int(m["d"]))


def _points(m: re.Match[str], asked: Asked) -> date:
    day, month = int(m["d"]), int(m["m"])
    return date(_full(m["y"]), month, day) if m["y"] else _near(month, day, asked)


def _slashes(m: re.Match[str], asked: Asked) -> date | None:
    first, second, year = int(m["a"]), int(m["b"]), _full(m["y"])
    if first > 12 or (second <= 12 and not asked.is_month_first):
        return date(year, second, first)
    return date(year, first, second)


def _named(m: re.Match[str], asked: Asked) -> date | None:
    month = MONTHS.get(m["month"].lower())
    if month is None:
        return None
    day = int(m["d"])
    return date(_full(m["y"]), month, day) if m["y"] else _near(month, day, asked)


def _last_of(year: int, month: int) -> date:
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, monthrange(year, month)[1])


def _part_of_named_month(m: re.Match[str], asked: Asked) -> date | None:
    month = MONTHS.get(m["month"].lower())
    if month is None:
        return None
    word = m["part"].lower()
    if word.startswith(("mid", "mit", "medi", "metà", "mi ")):
        return _near(month, 15, asked)
    if word.startswith(("beg", "anf", "early", "start", "déb", "prin", "iniz")):
        return _near(month, 5, asked)
    first = _near(month, 1, asked)
    is_gone = asked.is_ahead and first < asked.on.replace(day=1)
    return _last_of(first.year + is_gone, month)


def _month_end(m: re.Match[str], asked: Asked) -> date:
    return _last_of(asked.on.year, asked.on.month + _is_next(m["which"]))


def _year_end(m: re.Match[str], asked: Asked) -> date:
    return date(asked.on.year, 12, 31)


def _quarter_end(m: re.Match[str], asked: Asked) -> date:
    return _last_of(asked.on.year, (asked.on.month + 2) // 3 * 3)


def _span(m: re.Match[str], asked: Asked) -> date | None:
    count = int(m["n"]) if m["n"].isdigit() else NUMBERS.get(m["n"].lower(), 0)
    unit = m["unit"].lower()
    if not count or count > 400:
        return None
    if unit.startswith(("mon", "moi", "mes", "maand")):
        at = _last_of(asked.on.year, asked.on.month + count)
        return at.replace(day=min(asked.on.day, at.day))
    if unit.startswith(("week", "woche", "sem", "sett", "weken")):
        return asked.on + timedelta(weeks=count)
    if m["work"] or unit.startswith(("werk", "arbeits", "bank")):
        return _after_work_days(asked.on, count)
    return asked.on + timedelta(days=count)


def _after_work_days(on: date, count: int) -> date:
    while count:
        on += timedelta(days=1)
        count -= on.weekday() <= _FRIDAY
    return on


def _is_next(word: str | None) -> bool:
    return bool(word) and bool(re.match(r"next|n(?:ä|ae)chst|prochain|pr[oó]xim|prossim|volgend|kommend", word or "", re.IGNORECASE))  # fmt: skip


def _weekday(m: re.Match[str], asked: Asked) -> date | None:
    day = WEEKDAYS.get(m["day"].lower())
    if day is None:
        return None
    which = (m["which"] or "").lower()
    week = (m["week"] or "").lower()
    monday = asked.on - timedelta(days=asked.on.weekday())
    if week or re.match(r"next|n(?:ä|ae)chst", which):
        return monday + timedelta(days=day, weeks=1 if not week or _is_next(week.strip()) else 0)
    if re.match(r"last|letzt|vergangen|vorig|dernier|pasado|scors", which) or not asked.is_ahead:
        return asked.on - timedelta(days=(asked.on.weekday() - day - 1) % 7 + 1)
    return asked.on + timedelta(days=(day - asked.on.weekday() - 1) % 7 + 1)


def _week(m: re.Match[str], asked: Asked) -> date:
    monday = asked.on - timedelta(days=asked.on.weekday())
    which = (m["which"] or "").lower()
    weeks = 1 if _is_next(which) else -1 if re.match(r"last|letzt|vorig", which) else 0
    return monday + timedelta(days=_FRIDAY, weeks=weeks)


def _calendar_week(m: re.Match[str], asked: Asked) -> date:
    week = int(m["n"])
    on = date.fromisocalendar(asked.on.year, week, _FRIDAY + 1)
    return on if on >= asked.on or not asked.is_ahead else date.fromisocalendar(asked.on.year + 1, week, 5)  # fmt: skip


_RELATIVE = {
    0: "today tonight heute aujourd'hui hoy oggi vandaag",
    1: "tomorrow morgen demain mañana domani",
    2: "übermorgen overmorgen dopodomani",
    -1: "yesterday gestern hier ayer ieri gisteren",
    -2: "vorgestern",
}
_RELATIVES = {name: days for days, names in _RELATIVE.items() for name in names.split()}


def _relative(m: re.Match[str], asked: Asked) -> date:
    return asked.on + timedelta(days=_RELATIVES[m["word"].lower()])


def _day_of_month(m: re.Match[str], asked: Asked) -> date | None:
    day = int(m["d"])
    if not 1 <= day <= 31:
        return None
    year, month = asked.on.year, asked.on.month
    if asked.is_ahead and day < asked.on.day:
        month += 1
    if not asked.is_ahead and day > asked.on.day:
        month -= 1
    last = _last_of(year, month) if month else date(year - 1, 12, 31)
    return last.replace(day=day)


def _names(table: dict[str, int]) -> str:
    return "|".join(sorted(map(re.escape, table), key=len, reverse=True))


def _patterns() -> Iterator[tuple[re.Pattern[str], _Reader]]:
    months, weekdays = _names(MONTHS), _names({k: v for k, v in WEEKDAYS.items() if k != "mo"})
    head = rf"(?:\b(?:{weekdays})\.?,? +(?:the +|den +|dem +|le +|el +)?)?"
    year = r"(?:,? *(?P<y>\d{4}))?"
    part = r"(?:the )?(?P<part>end of|end|ende|mid[- ]?|middle of|mitte|beginning of|early|start of|anfang|fin|fine|eind|début|mi)"
    nxt = r"(?P<which>(?:next|this|the|nächste[nrs]?|diese[srn]?|des|der|kommende[nr]?|du|de|del|di|van de|volgende|prochain|próximo|last|letzte[rn]?|vorige[rn]?)? ?)"  # fmt: skip
    rows: tuple[tuple[str, _Reader], ...] = (
        (head + r"(?<![\d-])(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})(?![\d-])", _iso),
        (head + r"(?<![\d.])(?P<d>\d{1,2})\. ?(?P<m>\d{1,2})\.(?: ?(?P<y>\d{4}|\d{2}(?!\d)))?(?!\d)", _points),
        (head + r"(?<![\d/])(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>\d{4}|\d{2})(?![\d/])", _slashes),
        (head + rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|\.)? *(?:of +|de +)?(?P<month>{months})\b\.?{year}", _named),
        (head + rf"\b(?P<month>{months})\.? +(?:the +)?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?!\d){year}", _named),
        (rf"\b{part} *(?:of )?(?P<month>{months})\b", _part_of_named_month),
        (rf"\b(?:end of|ende|fin|fine|eind|einde) {nxt}(?:month|monats|mois|mes|mese|maand)\b", _month_end),
        (r"\b(?P<which>)(?:month[- ]?end|eom|monatsende|monatsletzten)\b", _month_end),
        (r"\b(?P<which>next|nächsten|kommenden|prochain|próximo|volgende) (?:month|monat|mois|mes|maand)\b", _month_end),
        (r"\b(?:end of (?:the |this )?year|year[- ]?end|jahresende|ende des jahres|fin d'année)\b", _year_end),
        (r"\b(?:end of (?:the |this )?quarter|quarter[- ]?end|quartalsende)\b", _quarter_end),
        (
            r"\b(?:in|within|innerhalb|binnen|in den|dans|en|entro|tra|over)(?: (?:the|a|der|von|den|les|los|de)?"
            r" ?(?:next|nächsten|prochains|próximos|komende)?)? ?(?P<n>\d{1,3}|" + _names(NUMBERS) + r")"
            r" (?P<work>business |working |bank )?(?P<unit>days?|weeks?|months?|tag(?:e|en)?|woche[n]?|monat(?:e|en)?|werktagen?|"
            r"arbeitstagen?|banktagen?|jours?|semaines?|mois|días?|semanas?|mes(?:es)?|giorni|settimane|mesi|dagen|weken|maanden)\b",
            _span,
        ),
        (
            rf"\b(?:(?P<which>next|this|coming|last|nächste[rn]?|kommende[rn]?|diese[rn]?|letzte[rn]?|vergangene[rn]?|vorige[rn]?) )?"
            rf"(?P<day>{weekdays})\b(?P<week> (?:of )?(?:next|this|nächster|dieser|kommender) (?:week|woche))?(?: (?:dernier|pasado|scorso))?",
            _weekday,
        ),
        (rf"\b(?:end of|ende) {nxt}(?:week|woche)\b", _week),
        (r"\b(?P<which>next|this|nächste[rn]?|diese[rn]?|kommende[rn]?|last|letzte[rn]?|vorige[rn]?) (?:week|woche)\b", _week),
        (r"\bkw ?(?P<n>\d{1,2})\b", _calendar_week),
        (r"\b(?P<word>" + _names(_RELATIVES) + r")\b", _relative),
        (r"\b(?:the|on the|by the|el|le|il) (?P<d>\d{1,2})(?:st|nd|rd|th)?(?![\d/.,:%]\d|\w| ?(?:%|days|weeks))", _day_of_month),
        (r"\b(?:am|zum|bis|bis zum|den|ab dem|vom) (?P<d>\d{1,2})\.(?!\d)", _day_of_month),
    )  # fmt: skip
    for pattern, read in rows:
        yield re.compile(pattern.replace(" *", r"\s*").replace(" +", r"\s+"), re.IGNORECASE), read


_READERS = tuple(_patterns())
