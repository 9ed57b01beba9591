"""JSON in and out, and the published schema."""

import json
from pathlib import Path

import jsonschema

from critparse import Protocol, parse_file

PAGE = Path(__file__).parents[1] / "examples" / "NCT00962923.txt"


def test_json_round_trip() -> None:
    protocol = parse_file(PAGE, model=None)
    assert Protocol.model_validate_json(protocol.model_dump_json()) == protocol


def test_output_is_valid_against_the_schema() -> None:
    schema = Protocol.model_json_schema(mode="serialization")
    jsonschema.validate(json.loads(parse_file(PAGE, model=None).model_dump_json()), schema)


def test_numbers_are_json_numbers() -> None:
    dumped = json.loads(parse_file(PAGE, model=None).model_dump_json())
    values = [v for c in dumped["criteria"] for comparison in c["comparisons"] for v in comparison["values"]]
    assert values
    assert all(isinstance(v, int | float) for v in values)
