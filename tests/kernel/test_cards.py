"""Card numbers in running text: every one is masked, numbers of documents hardly ever."""

import re
from random import Random

import pytest

from cashwright.kernel.personal import accounts_in, masked_cards

_BRANDS = (
    ("4", 16), ("4", 13), ("4", 19), ("51", 16), ("55", 16), ("2221", 16), ("2720", 16), ("34", 15),
    ("37", 15), ("36", 14), ("305", 14), ("6011", 16), ("65", 16), ("644", 16), ("62", 16), ("62", 19),
    ("3528", 16), ("3589", 16),
)  # fmt: skip


def check_digit(body: str) -> str:
    total = sum(
        (2 * int(d) - 9 if int(d) > 4 else 2 * int(d)) if place % 2 == 0 else int(d)
        for place, d in enumerate(reversed(body))
    )
    return str(-total % 10)


def card(roll: Random) -> str:
    prefix, length = roll.choice(_BRANDS)
    body = prefix + "".join(str(roll.randrange(10)) for _ in range(length - len(prefix) - 1))
    return body + check_digit(body)


def parted(number: str, sign: str) -> str:
    if len(number) in (14, 15):
        return sign.join((number[:4], number[4:10], number[10:]))
    return sign.join(number[i : i + 4] for i in range(0, len(number), 4))


def test_a_thousand_card_numbers_are_masked_however_they_are_parted() -> None:
    roll = Random(7)
    for _ in range(1_000):
        number = card(roll)
        written = roll.choice((number, *(parted(number, sign) for sign in " -.\u00a0")))
        before, after = roll.choice(
            (("charge ", " please"), ("", ""), ("Visa:", ", exp"), ("20 ", " 12/27"), ("(", ")"),
             ("card-", "."), ("no_", "\n"), ("2026-01-20 ", " 100.00"))
        )  # fmt: skip
        told = masked_cards(f"{before}{written}{after}")
        assert number[:-4] not in re.sub("[^0-9]", "", told.removeprefix(before)), told
        assert told.startswith(f"{before}**")
        if not after.startswith(" 1"):  # three digits behind it may be the end of a longer one
            assert told == f"{before}**{number[-4:]}{after}"


def test_several_cards_in_one_line_are_all_masked() -> None:
    roll = Random(9)
    numbers = [card(roll) for _ in range(5)]
    told = masked_cards(" ".join(parted(number, " ") for number in numbers) + " " + numbers[0])
    assert not any(number[:-4] in told.replace(" ", "") for number in numbers)
    assert told.count("**") == 6


def iban(roll: Random) -> str:
    body = "".join(str(roll.randrange(10)) for _ in range(18))
    return f"DE{98 - int(body + '131400') % 97:02}{body}"


def test_numbers_of_documents_and_accounts_are_hardly_ever_taken_for_cards() -> None:
    """Fewer than one in a thousand, over invoice numbers as companies write them and accounts."""
    roll = Random(8)
    texts = [
        f"{form}{roll.randrange(10**digits):0{digits}d}"
        for _ in range(2_000)
        for form, digits in (
            ("INV-2026-", 6), ("RE", 8), ("", 10), ("", 8), ("4", 11), ("2026", 6), ("INV", 14),
            ("DE8937040044", 10), ("9000", 8), ("RF18", 14), ("2026-01-", 8), ("41.1", 3),
        )
    ]  # fmt: skip
    accounts = [iban(roll) for _ in range(4_000)]
    assert accounts_in(accounts[0]) == [accounts[0]]
    texts += accounts
    texts += [" ".join(one[i : i + 4] for i in range(0, len(one), 4)) for one in accounts]
    wrong = [text for text in texts if masked_cards(text) != text]
    assert len(wrong) < len(texts) / 1_000, wrong[:5]


@pytest.mark.parametrize(
    "text",
    [
        "210000000003139471430009017", "RF18539007547034", "+49 30 123 45 67 89", "4111 1111 1111 1112",
        "4711.00 5000.00 1200.00 1234.00", "41111111111111111111111",
    ],
)  # fmt: skip
def test_what_is_no_card_stays(text: str) -> None:
    assert masked_cards(text) == text
