"""JSON schemas that a reply can be held to, read once into a tree that says what does not fit.

Known: `type` (one or several), `properties`, `required`, `additionalProperties`, `items`,
`minItems`, `maxItems`, `minLength`, `maxLength`, `pattern`, `minimum`, `maximum`, `enum`, `const`,
`anyOf`, `oneOf` (as `anyOf`), and `$ref` into `$defs` that does not come back to itself. Anything
else is refused, for a reply that was checked in part would pass for one that fits.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rookery.errors import BadInput

_SAYS_NOTHING = {
    "$comment", "$defs", "$id", "$schema", "default", "definitions", "deprecated", "description",
    "discriminator", "examples", "format", "readOnly", "title", "writeOnly",
}  # fmt: skip
_OF_TYPE = {
    "object": {"properties", "required", "additionalProperties"},
    "array": {"items", "minItems", "maxItems"},
    "string": {"minLength", "maxLength", "pattern"},
    "integer": {"minimum", "maximum"},
    "number": {"minimum", "maximum"},
    "boolean": set[str](),
    "null": set[str](),
}
_WHOLE = {"$ref", "enum", "const", "anyOf", "oneOf"}  # each decides alone


@dataclass(frozen=True)
class Anything:
    """Any JSON."""

    def fault(self, value: Any) -> str | None:
        """Why `value` does not fit, or None."""
        return None


@dataclass(frozen=True)
class Fixed:
    """One of these values."""

    values: tuple[Any, ...]

    def fault(self, value: Any) -> str | None:
        if any(type(value) is type(one) and value == one for one in self.values):
            return None
        return f"it is none of {json.dumps(self.values, ensure_ascii=False)}"


@dataclass(frozen=True)
class Text:
    """A string; lengths are in characters."""

    least: int = 0
    most: int | None = None
    pattern: str | None = None  # anywhere in it, as JSON schema has it

    def fault(self, value: Any) -> str | None:
        if not isinstance(value, str):
            return "it is no text"
        if len(value) < self.least:
            return f"it has {len(value)} characters, fewer than {self.least}"
        if self.most is not None and len(value) > self.most:
            return f"it has {len(value)} characters, more than {self.most}"
        if self.pattern is not None and not re.search(self.pattern, value):
            return f"it does not match {self.pattern}"
        return None


@dataclass(frozen=True)
class Number:
    """A number within bounds, both of them in it."""

    whole: bool
    least: float | None = None
    most: float | None = None

    def fault(self, value: Any) -> str | None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return "it is no number"
        if not math.isfinite(value):
            return "it is no finite number"
        if self.whole and value != int(value):
            return "it is no whole number"
        if self.least is not None and value < self.least:
            return f"it is under {self.least}"
        if self.most is not None and value > self.most:
            return f"it is over {self.most}"
        return None


@dataclass(frozen=True)
class Items:
    """A list."""

    each: Node
    least: int = 0
    most: int | None = None

    def fault(self, value: Any) -> str | None:
        if not isinstance(value, list):
            return "it is no list"
        if len(value) < self.least:
            return f"it has {len(value)} items, fewer than {self.least}"
        if self.most is not None and len(value) > self.most:
            return f"it has {len(value)} items, more than {self.most}"
        faults = ((place, self.each.fault(one)) for place, one in enumerate(value, start=1))
        return next((f"item {place}: {why}" for place, why in faults if why), None)


@dataclass(frozen=True)
class Record:
    """An object; `others` is what fields without a name of their own may hold, None for none."""

    fields: Mapping[str, Node]
    required: frozenset[str]
    others: Node | None

    def fault(self, value: Any) -> str | None:
        if not isinstance(value, dict):
            return "it is no object"
        if missing := sorted(self.required - value.keys()):
            return f"{missing[0]!r} is missing"
        for name, one in value.items():
            node = self.fields.get(name, self.others)
            if node is None:
                return f"{name!r} is not asked for"
            if why := node.fault(one):
                return f"{name!r}: {why}"
        return None


@dataclass(frozen=True)
class Either:
    """Any of these."""

    options: tuple[Node, ...]

    def fault(self, value: Any) -> str | None:
        faults = [one.fault(value) for one in self.options]
        return None if None in faults else "; nor: ".join(why for why in faults if why)


Node = Anything | Fixed | Text | Number | Items | Record | Either


def read(schema: Mapping[str, Any]) -> Node:
    """The schema as a tree; raises BadInput that names what in it is not known here."""
    try:
        return _read(schema, {**schema.get("definitions", {}), **schema.get("$defs", {})}, ())
    except (TypeError, ValueError, AttributeError, KeyError, re.error) as error:
        raise BadInput(f"This is no JSON schema that can be read: {error}.") from None


def _read(schema: Any, named: Mapping[str, Any], within: tuple[str, ...]) -> Node:
    if schema is True or schema == {}:
        return Anything()
    kinds = schema.get("type")
    kinds = [kinds] if isinstance(kinds, str) else list(kinds or ())
    known = _SAYS_NOTHING | _WHOLE | {"type"}
    for kind in kinds:
        if kind not in _OF_TYPE:
            raise BadInput(f"A JSON schema has no type {kind!r}.")
        known |= _OF_TYPE[kind]
    for word in schema:
        if word not in known:
            raise BadInput(f"{word!r} in a JSON schema is not understood where it stands.")
    if reference := schema.get("$ref"):
        name = reference.rpartition("/")[2]
        if name in within:
            raise BadInput(f"The JSON schema {name!r} holds itself, which is not understood.")
        return _read(named[name], named, (*within, name))
    if "const" in schema:
        return Fixed((schema["const"],))
    if "enum" in schema:
        return Fixed(tuple(schema["enum"]))
    if options := schema.get("anyOf") or schema.get("oneOf"):
        return Either(tuple(_read(one, named, within) for one in options))
    nodes = tuple(_of_type(kind, schema, named, within) for kind in kinds)
    if not nodes:
        return Anything()
    return nodes[0] if len(nodes) == 1 else Either(nodes)


def _of_type(
    kind: str, schema: Mapping[str, Any], named: Mapping[str, Any], within: tuple[str, ...]
) -> Node:
    if kind == "object":
        others = schema.get("additionalProperties", True)
        fields = schema.get("properties", {})
        return Record(
            {name: _read(one, named, within) for name, one in fields.items()},
            frozenset(schema.get("required", ())),
            None if others is False else _read(others, named, within),
        )
    if kind == "array":
        each = _read(schema.get("items", True), named, within)
        return Items(each, schema.get("minItems", 0), schema.get("maxItems"))
    if kind == "string":
        pattern = schema.get("pattern")
        if pattern is not None:
            re.compile(pattern)
        return Text(schema.get("minLength", 0), schema.get("maxLength"), pattern)
    if kind in ("integer", "number"):
        return Number(kind == "integer", schema.get("minimum"), schema.get("maximum"))
    return Fixed((True, False) if kind == "boolean" else (None,))
