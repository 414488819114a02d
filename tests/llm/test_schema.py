import json

import pytest

from rookery.errors import BadInput
from rookery.llm.schema import read

SENTENCE = {
    "type": "object",
    "properties": {
        "text": {"type": "string", "minLength": 1, "maxLength": 9},
        "cites": {"type": "array", "items": {"enum": ["p1", "p2"]}, "minItems": 1, "maxItems": 2},
        "sure": {"anyOf": [{"$ref": "#/$defs/Share"}, {"type": "null"}]},
        "kind": {"type": ["integer", "string"], "pattern": "^[a-c]"},
    },
    "required": ["text", "cites"],
    "additionalProperties": False,
    "$defs": {"Share": {"title": "Share", "type": "number", "minimum": 0, "maximum": 1}},
}


@pytest.mark.parametrize(
    ("reply", "fault"),
    [
        ('{"text": "x", "cites": ["p2"]}', None),
        ('{"text": "x", "cites": ["p2"], "sure": 0.5, "kind": 3}', None),
        ('{"text": "x", "cites": ["p2"], "sure": null, "kind": "b"}', None),
        ('{"text": "", "cites": ["p2"]}', "'text': it has 0 characters, fewer than 1"),
        ('{"text": "far too long", "cites": ["p2"]}', "characters, more than 9"),
        ('{"text": "x", "cites": []}', "'cites': it has 0 items, fewer than 1"),
        ('{"text": "x", "cites": ["p1", "p1", "p1"]}', "items, more than 2"),
        ('{"text": "x", "cites": ["p1", "p3"]}', "'cites': item 2: it is none of"),
        ('{"text": "x"}', "'cites' is missing"),
        ('{"text": 1, "cites": ["p1"]}', "'text': it is no text"),
        ('{"text": "x", "cites": ["p1"], "more": 1}', "'more' is not asked for"),
        ('{"text": "x", "cites": ["p1"], "sure": 2}', "it is over 1"),
        ('{"text": "x", "cites": ["p1"], "sure": true}', "it is no number"),
        ('{"text": "x", "cites": ["p1"], "sure": 1e999}', "no finite number"),
        ('{"text": "x", "cites": ["p1"], "kind": "d"}', "does not match"),
        ('{"text": "x", "cites": ["p1"], "kind": 1.5}', "no whole number"),
        ("[]", "it is no object"),
    ],
)
def test_a_value_is_held_to_all_of_its_schema(reply: str, fault: str | None):
    found = read(SENTENCE).fault(json.loads(reply))
    assert found is None if fault is None else fault in str(found)


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ({"type": "wibble"}, "no type 'wibble'"),
        ({"type": "string", "minItems": 2}, "'minItems'"),
        ({"type": "object", "patternProperties": {}}, "'patternProperties'"),
        ({"allOf": [{"type": "string"}]}, "'allOf'"),
        ({"$ref": "#/$defs/A", "$defs": {"A": {"items": {"$ref": "#/$defs/A"}, "type": "array"}}},
         "'A' holds itself"),
        ({"$ref": "#/$defs/B"}, "no JSON schema that can be read"),
        ({"type": "string", "pattern": "("}, "no JSON schema that can be read"),
        ({"type": 3}, "no JSON schema that can be read"),
    ],
)  # fmt: skip
def test_what_could_not_be_checked_is_refused(schema: dict, said: str):
    with pytest.raises(BadInput, match=said.replace("$", r"\$")):
        read(schema)


def test_one_and_true_are_not_the_same():
    assert read({"const": 1}).fault(True)
    assert read({"enum": [True]}).fault(1)
