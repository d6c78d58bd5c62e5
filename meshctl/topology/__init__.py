"""What the user wrote: the models, the loader with its positions, the writer and the schema."""

from __future__ import annotations

from meshctl.topology.loader import Loaded, load, load_text
from meshctl.topology.schema import json_schema
from meshctl.topology.writer import dump

__all__ = ["Loaded", "dump", "json_schema", "load", "load_text"]
