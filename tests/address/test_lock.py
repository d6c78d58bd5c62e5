"""The lock survives the way to a file and back, and a bad merge is found."""

import jsonschema
import pytest
import yaml

from meshctl.address import lock_schema
from meshctl.address.lock import Lock
from meshctl.errors import InputError

TEXT = """\
# What meshctl gave out. Commit it beside the topology; nothing in it ever moves.
version: 1
mesh: shop
ranges:
  site/a/1: 10.2.0.0/20
  site/b/1: 10.2.0.0/20 in b
  subnet/a/a-nodes/1: 10.2.0.0/24
asns:
  a: 64512
tunnels:
  a~b/1: 169.254.32.0/30
clusters:
  a: 1
retired:
  clusters:
    z: 2
"""


def test_round_trip() -> None:
    """Reading and writing changes no byte."""
    assert Lock.parse(TEXT, "mesh.lock").text() == TEXT


def test_is_valid_yaml_of_its_schema() -> None:
    """Other tools can read it."""
    jsonschema.validate(yaml.safe_load(TEXT), lock_schema())


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("version: 1", "version: 2", "MC202", 2),
        ("  a: 1\n", "  a: one\n", "MC203", 13),
        ("mesh: shop\n", "<<<<<<< ours\nmesh: shop\n", "MC204", 3),
        ("  site/a/1: 10.2.0.0/20\n", "  site/a/1: 10.2.0.0/20\n" * 2, "MC205", 6),
        ("    z: 2", "    z: 1", "MC206", 16),
        ("  site/b/1: 10.2.0.0/20 in b", "  site/b/1: 10.2.8.0/24", "MC207", 6),
        ("  site/a/1: 10.2.0.0/20", "what is this", "MC203", 5),
        ("asns:", "ants:", "MC203", 8),
        ("mesh: shop\n", "", "MC203", 1),
    ],
)
def test_what_is_wrong_is_named(old: str, new: str, code: str, line: int) -> None:
    """Each fault has its code and its line."""
    with pytest.raises(InputError) as caught:
        Lock.parse(TEXT.replace(old, new), "mesh.lock")
    assert (f"mesh.lock:{line}:1", code) in [(f.where, f.code) for f in caught.value.findings]
