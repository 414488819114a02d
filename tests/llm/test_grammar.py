"""What our grammars let through is what their schemas let through: tried with random sentences."""

import json
import random
import re

import pytest

from rookery.llm.grammar import literal, of_schema
from rookery.llm.schema import read
from tests.llm.gbnf import sentence

TEXT = {"type": "string", "minLength": 2, "maxLength": 5}
SCHEMAS = [
    {},
    TEXT,
    {"type": "string"},
    {"type": "string", "minLength": 1},
    {"enum": ["x", 'say "no"\\', 1, None, True, "two\nlines"]},
    {"type": "integer", "minimum": -2, "maximum": 5},
    {"type": "integer"},
    {"type": "number", "minimum": 0},
    {"type": ["boolean", "null"]},
    {"anyOf": [TEXT, {"type": "null"}]},
    {"type": "array", "items": TEXT, "minItems": 1, "maxItems": 3},
    {"type": "array", "items": TEXT, "maxItems": 2},
    {"type": "array", "maxItems": 0},
    {"type": "array", "minItems": 2},
    {"type": "object"},
    {"type": "object", "additionalProperties": False},
    {"type": "object", "additionalProperties": {"type": "integer"}},
    {"type": "object", "properties": {"a": TEXT, "b": TEXT, "c": TEXT}},
    {"type": "object", "properties": {"a": TEXT, "b": TEXT, "c": TEXT}, "required": ["b"]},
    {"type": "object", "properties": {"a": TEXT, "b": TEXT, "c": TEXT}, "required": ["a", "c"]},
    {"type": "object", "properties": {'a"': TEXT}, "required": ['a"', "z"]},
    {"type": "array", "items": {"type": "object", "properties": {"x": {"type": "object"}},
                                "required": ["x"], "additionalProperties": False}},
]  # fmt: skip


@pytest.mark.parametrize("schema", SCHEMAS, ids=[json.dumps(one)[:60] for one in SCHEMAS])
def test_every_sentence_of_the_grammar_fits_the_schema(schema: dict):
    grammar, node = of_schema(schema), read(schema)
    chance = random.Random(1)
    for _ in range(60):
        said = sentence(grammar, chance)
        assert node.fault(json.loads(said)) is None, said


def test_every_combination_of_optional_fields_can_be_said():
    fields = {name: {"const": 1} for name in "abcd"}
    grammar = of_schema({"type": "object", "properties": fields, "required": ["c"]})
    chance = random.Random(2)
    said = {"".join(json.loads(sentence(grammar, chance))) for _ in range(400)}
    assert said == {"c", "ac", "bc", "abc", "cd", "acd", "bcd", "abcd"}


def test_no_rule_is_repeated_more_often_than_llama_cpp_takes():
    long = {"type": "string", "minLength": 1_900, "maxLength": 2_000}
    grammar = of_schema({"type": "array", "items": long, "minItems": 3_000, "maxItems": 9_000})
    bounds = re.findall(r"\{(\d+),(\d*)\}", grammar)
    assert bounds
    assert all(int(low) <= 500 and (not high or int(high) <= 500) for low, high in bounds)


def test_a_literal_holds_any_text():
    assert literal('a"\\\n') == '"a\\"\\\\\\n"'
