"""Card numbers in running text: every one is masked, numbers of documents hardly ever."""

from random import Random

from cashwright.kernel.personal import masked_cards

_BRANDS = (
    ("4", 16), ("4", 13), ("51", 16), ("55", 16), ("2221", 16), ("34", 15), ("37", 15), ("6011", 16),
    ("3528", 16),
)  # fmt: skip


def card(roll: Random) -> str:
    prefix, length = roll.choice(_BRANDS)
    body = prefix + "".join(str(roll.randrange(10)) for _ in range(length - len(prefix) - 1))
    total = sum(
        (2 * int(d) - 9 if int(d) > 4 else 2 * int(d)) if place % 2 == 0 else int(d)
        for place, d in enumerate(reversed(body))
    )
    return body + str(-total % 10)


def test_a_thousand_card_numbers_are_masked_however_they_are_parted() -> None:
    roll = Random(7)
    for _ in range(1_000):
        number = card(roll)
        parted = roll.choice(
            (number, " ".join(number[i : i + 4] for i in range(0, len(number), 4)))
        )
        told = masked_cards(f"charge {parted} please")
        assert told == f"charge **{number[-4:]} please", number


def test_numbers_of_documents_accounts_and_telephones_stay() -> None:
    roll = Random(8)
    texts = [
        f"{form}{roll.randrange(10**digits):0{digits}d}"
        for _ in range(2_000)
        for form, digits in (
            ("INV-2026-", 6),
            ("RE", 8),
            ("", 10),
            ("DE8937040044", 10),
            ("9000", 8),
        )
    ]
    assert [text for text in texts if masked_cards(text) != text] == []
    for text in ("210000000003139471430009017", "RF18539007547034", "+49 30 123 45 67 89"):
        assert masked_cards(text) == text
