"""Working folders for the tests of whole lives of a mesh."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end_to_end.folder import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """An empty working folder."""
    return Folder(tmp_path)
