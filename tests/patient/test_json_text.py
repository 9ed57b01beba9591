"""JSON with numbers as written."""

from decimal import Decimal

import pytest

from critparse.errors import SourceError
from critparse.patient.json_text import load_json


def test_numbers():
    read = load_json(b'[7.10, 3, 1e400, 1e99999999999999999999, NaN, -Infinity, {"a": 123456789012345678901234567890}]', "a")
    assert read == [Decimal("7.10"), 3, Decimal("1e400"), None, None, None, {"a": Decimal("123456789012345678901234567890")}]


def test_half_characters_are_replaced():
    assert load_json(b'{"a\\ud800": ["\\uDC00", "\\ud83d\\ude00", "\\u00e9"]}', "a") == {"a�": ["�", "😀", "é"]}


@pytest.mark.parametrize(
    "data", [b'{"name": "Ann', b'{"name": Ann}', b'{"name": "Ann"} x', b'{"name": "\xff"}', b"Ann", b'{"Ann": "\x01"}']
)
def test_no_error_quotes_the_text(data):
    with pytest.raises(SourceError) as caught:
        load_json(data, "a.json")
    assert "Ann" not in str(caught.value)
    assert str(caught.value).startswith("a.json: ")
