"""What the documents say and the code does not must not be."""

from __future__ import annotations

import re
from pathlib import Path

from meshctl.errors import ExitCode

ROOT = Path(__file__).parent.parent


def test_every_code_of_a_finding_is_in_the_reference_and_no_other() -> None:
    """docs/reference/codes.md lists just the codes that the source uses."""
    used = {
        code
        for path in (ROOT / "meshctl").rglob("*.py")
        for code in re.findall(r'"(MC\d{3})"', path.read_text(encoding="utf-8"))
    }
    page = (ROOT / "docs/reference/codes.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| (MC\d{3}) \|", page, flags=re.MULTILINE)
    assert listed == sorted(set(listed))
    assert set(listed) == used


def test_every_exit_code_is_in_the_reference() -> None:
    """docs/reference/exit-codes.md lists just the codes that a command can end with."""
    page = (ROOT / "docs/reference/exit-codes.md").read_text(encoding="utf-8")
    assert [int(code) for code in re.findall(r"^\| (\d+) \|", page, flags=re.MULTILINE)] == sorted(ExitCode)


def test_links_between_documents_lead_somewhere() -> None:
    """Relative links of every page."""
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            if not target.startswith("http"):
                assert (page.parent / target).exists(), f"{page}: {target}"
