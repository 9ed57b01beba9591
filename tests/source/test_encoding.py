"""Bytes → text, or a refusal that says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from critparse.errors import SourceError
from critparse.source.encoding import decode, read_bytes

CRITERIA = "Inclusion criteria:\n- Age ≥ 18 years\n- Haemoglobin < 11 g/dL\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_encodings(encoding: str) -> None:
    assert decode(CRITERIA.encode(encoding), where="a.txt") == CRITERIA


@pytest.mark.parametrize("mark", ["utf-16-le", "utf-16-be"])
def test_byte_order_marks(mark: str) -> None:
    assert decode("\ufeff≥ 18".encode(mark), where="a.txt").removeprefix("\ufeff") == "≥ 18"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "Patients naïfs de traitement – créatinine élevée, âge supérieur à 18 années, fièvre récente. " * 4),
        ("cp1252", "Platelets < 80 000/mm³; creatinine > 120 µmol/L ± 5 %; T ≤ 38 °C".replace("≤", "<")),
        ("cp1251", "Критерии включения: возраст старше 18 лет, подписанное согласие на участие. " * 4),
        ("shift_jis", "年齢が20歳以上の患者で、同意を得られた者を対象とする。除外基準は次のとおりとする。" * 4),
    ],
)
def test_older_encodings_are_detected(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding), where="a.txt") == text


def test_empty_file_is_empty_text() -> None:
    assert decode(b"", where="a.txt") == ""


@pytest.mark.parametrize(
    "data",
    [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", b"age\x00 > 18", "≥ 18".encode("utf-16-le"), b"\xff\xfe\x00"],
    ids=["png", "nul", "utf-16 without mark", "half a character"],
)
def test_refused_with_place_reason_and_advice(data: bytes) -> None:
    with pytest.raises(SourceError) as caught:
        decode(data, where="trials/a.txt")
    message = str(caught.value)
    assert message.startswith("trials/a.txt: encoding not recognised: ")
    assert message.endswith("(save the file as UTF-8)")
    assert "\n" not in message


def test_a_missing_file_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"no such file or directory \(check the path and its permissions\)"):
        read_bytes(tmp_path / "nowhere.txt")
