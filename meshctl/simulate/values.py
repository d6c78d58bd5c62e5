"""Property values between Pulumi's protocol and Python: whole numbers, secrets and unknown values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from google.protobuf.struct_pb2 import Struct, Value

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""Stands for a value that is not known yet, in previews."""
_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 -- the mark of a secret, not one


def plain(struct: Struct) -> dict[str, Any]:
    """A Struct as Python values; whole numbers as int, secrets without their mark."""
    return {key: _plain(value) for key, value in struct.fields.items()}


def _plain(value: Value) -> Any:
    match value.WhichOneof("kind"):
        case "struct_value":
            found = plain(value.struct_value)
            return found.get("value") if found.get(_SIGNATURE) == _SECRET else found
        case "list_value":
            return [_plain(item) for item in value.list_value.values]
        case "number_value":
            number = value.number_value
            return int(number) if number.is_integer() else number
        case "string_value":
            return value.string_value
        case "bool_value":
            return value.bool_value
    return None


def struct(values: Mapping[str, Any], secrets: Iterable[str] = ()) -> Struct:
    """Python values as a Struct; those named in ``secrets`` marked as secret."""
    made = Struct()
    marked = set(secrets)
    made.update(
        {
            key: {_SIGNATURE: _SECRET, "value": value} if key in marked and value is not None else value
            for key, value in values.items()
        }
    )
    return made


def unknown(value: Any) -> bool:
    """Is any part of the value not known yet."""
    if isinstance(value, Mapping):
        return any(unknown(item) for item in value.values())
    if isinstance(value, list):
        return any(unknown(item) for item in value)
    return bool(value == UNKNOWN)


def secret(value: Any) -> dict[str, Any]:
    """The value marked as a secret, for one that is not an output of its own."""
    return {_SIGNATURE: _SECRET, "value": value}
