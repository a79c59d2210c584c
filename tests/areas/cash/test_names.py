"""Names made comparable."""

import pytest

from cashwright.areas.cash.rules.names import name_key


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Müller & Söhne GmbH & Co. KG", "MULLER SOHNE"),
        ("MULLER SOHNE", "MULLER SOHNE"),
        ("Weiß GmbH", "WEISS"),
        ("O'Brien Ltd.", "OBRIEN"),
        ("J. P. Example Inc", "JP EXAMPLE"),
        ("Kowalski Sp. z o.o.", "KOWALSKI"),
        ("Kowalski Sp. z o. o.", "KOWALSKI"),
        ("Lund A/S", "LUND"),
        ("Rossi S.p.A.", "ROSSI"),
        ("van Dijk B.V.", "VAN DIJK"),
        ("AG", "AG"),
        ("株式会社テスト", "株式会社テスト"),
        (" -- ", ""),
    ],
)
def test_a_payer_written_two_ways_has_one_key(written: str, key: str) -> None:
    assert name_key(written) == key


def test_a_key_is_its_own_key_and_never_too_long() -> None:
    long = "Example Holding " * 20
    assert len(name_key(long)) <= 120
    assert name_key(name_key(long)) == name_key(long)
