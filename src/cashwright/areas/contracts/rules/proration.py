"""What part of a price a part of its period costs, and what a change within it comes to.

Words: a *tick* is a day (its ordinal) or a second (since 1970): what shares are counted in. What was
*billed* for ticks [start, end) is credited from the end backwards, so that any cuts of it sum to it.
Discounts come first, then the share is taken. Every amount is rounded once, half up.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cashwright.areas.contracts.policies import Proration
from cashwright.kernel.rounding import round_half_up


def share(part: int, whole: int) -> Fraction:
    """`part` of `whole`, exact. Days of the interval, or seconds; 0 <= part, whole > 0."""
    assert part >= 0, "a part is not negative"
    assert whole > 0, "a whole has a day"
    return Fraction(part, whole)


def prorated(amount_minor: int, part: int, whole: int) -> int:
    """The amount of `part` of `whole`, half up: 50.00 for 22 of 31 days is 35.48."""
    exact = amount_minor * share(part, whole)
    return round_half_up(exact.numerator, exact.denominator)


def parts(amount_minor: int, lengths: Sequence[int]) -> list[int]:
    """The amounts of consecutive parts of a whole, that sum to it to the minor unit.

    lengths   days (or seconds) of each part, their sum is the whole
    A part is the difference of two rounded rests, so the last part, cut alone, is half up.
    """
    whole, left = sum(lengths), sum(lengths)
    found = []
    for length in lengths:
        found.append(
            prorated(amount_minor, left, whole) - prorated(amount_minor, left - length, whole)
        )
        left -= length
    return found


def capped_credit(wanted_minor: int, billed_minor: int, credited_before_minor: int) -> int:
    """What may be credited: never more than was billed less what was credited before, never less than 0."""
    return max(0, min(wanted_minor, billed_minor - credited_before_minor))


@dataclass(frozen=True, slots=True)
class Priced:
    """What a whole costs: `gross_minor` less `discount_minor`."""

    gross_minor: int
    discount_minor: int = 0

    @property
    def net_minor(self) -> int:
        return self.gross_minor - self.discount_minor

    def part(self, part: int, whole: int) -> "Priced":
        """Its share: gross and net each half up, the discount is what lies between."""
        gross, net = prorated(self.gross_minor, part, whole), prorated(self.net_minor, part, whole)
        return Priced(gross, gross - net)


@dataclass(frozen=True, slots=True)
class Billed:
    """What stands billed for ticks [start, end).

    revision        0 the regular line, n the charge and -n the credit of the n-th amendment
    credited_minor  what credit notes took of it since
    """

    revision: int
    start: int
    end: int
    priced: Priced
    credited_minor: int = 0


@dataclass(frozen=True, slots=True)
class ProrationLine:
    """A credit (negative) or a charge for ticks [start, end)."""

    start: int
    end: int
    priced: Priced

    @property
    def net_minor(self) -> int:
        return self.priced.net_minor


@dataclass(frozen=True, slots=True)
class ProrationQuote:
    """What a change comes to within a billed period: credits of the old, charges of the new."""

    credits: tuple[ProrationLine, ...] = ()
    charges: tuple[ProrationLine, ...] = ()

    @property
    def net_minor(self) -> int:
        """Negative: the customer gets money back."""
        return sum(line.net_minor for line in self.credits + self.charges)


@dataclass(frozen=True, slots=True)
class New:
    """What is agreed instead: `priced` buys `whole` ticks, of which [start, end) are left."""

    priced: Priced
    whole: int


def standing(billed: Iterable[Billed]) -> list[tuple[int, int, Billed]]:
    """Which billed line stands for which ticks, in order: later amendments replace earlier ones."""
    found: list[tuple[int, int, Billed]] = []
    for line in sorted(billed, key=lambda b: (abs(b.revision), b.revision > 0, b.start)):
        found = [piece for old in found for piece in _cut(old, line.start, line.end)]
        if line.revision >= 0:
            found.append((line.start, line.end, line))
    return sorted(found, key=lambda piece: piece[0])


def change_quote(
    *,
    policy: Proration,
    start: int,
    end: int,
    billed: Sequence[Billed] = (),
    new: Sequence[New] | New | None = None,
) -> ProrationQuote:
    """What changing a charge from tick `start` to `end` of a billed period comes to.

    billed   every line and credit of the charge so far that touches the period
    new      None: nothing instead, it was removed or paused
    now, next_bill  the unused part is credited, the rest charged anew: they differ in when
    none            nothing: the period stays as billed
    full_price      nothing is credited, the new is charged whole
    """
    news = [new] if isinstance(new, New) else list(new or ())
    match policy:
        case Proration.NONE:
            return ProrationQuote()
        case Proration.FULL_PRICE:
            return ProrationQuote((), tuple(ProrationLine(start, end, n.priced) for n in news))
        case Proration.NOW | Proration.NEXT_BILL:
            charges = tuple(
                ProrationLine(start, end, n.priced.part(end - start, n.whole)) for n in news
            )
            return ProrationQuote(tuple(unused(billed, start, end)), charges)


def unused(billed: Sequence[Billed], start: int, end: int) -> list[ProrationLine]:
    """The credits for ticks [start, end), each capped by what its line still stands for."""
    found = []
    for piece_start, piece_end, line in standing(billed):
        first, last = max(start, piece_start), min(end, piece_end)
        if first >= last:
            continue
        gross, net = _cut_of(line.priced.gross_minor, line, first, last), _cut_of(
            line.priced.net_minor, line, first, last
        )  # fmt: skip
        before = line.credited_minor + _taken(billed, line)
        credit = capped_credit(net, line.priced.net_minor, before)
        if credit or gross:
            discount = gross - net
            found.append(ProrationLine(first, last, Priced(-(credit + discount), -discount)))
    return found


def _cut_of(amount_minor: int, line: Billed, first: int, last: int) -> int:
    """The amount of ticks [first, last) of a line, cut from its end: cuts of one line sum to it."""
    whole = line.end - line.start
    return prorated(amount_minor, line.end - first, whole) - prorated(
        amount_minor, line.end - last, whole
    )


def _taken(billed: Sequence[Billed], line: Billed) -> int:
    """What earlier amendments credited of `line`: credits of later revisions for ticks it stood for."""
    taken = 0
    for credit in billed:
        is_later = credit.revision < 0 and -credit.revision > max(line.revision, 0)
        if is_later and line.start <= credit.start < line.end and _stood(billed, line, credit):
            taken -= credit.priced.net_minor
    return taken


def _stood(billed: Sequence[Billed], line: Billed, credit: Billed) -> bool:
    """Whether `line` was what stood at the first tick of `credit` before that amendment."""
    before = [b for b in billed if abs(b.revision) < -credit.revision]
    return any(
        piece is line and start <= credit.start < end for start, end, piece in standing(before)
    )


def _cut(piece: tuple[int, int, Billed], start: int, end: int) -> list[tuple[int, int, Billed]]:
    """A standing piece less [start, end)."""
    first, last, line = piece
    kept = [(first, min(last, start), line), (max(first, end), last, line)]
    return [(a, b, line) for a, b, line in kept if a < b]
