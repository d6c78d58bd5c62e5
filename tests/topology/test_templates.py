"""The starter topologies: found, described, and right."""

from __future__ import annotations

from pathlib import Path

import pytest

from meshctl.topology import load_text, templates
from meshctl.topology.models import Model


def test_all_templates_are_found() -> None:
    """The templates of the documentation are there, the default among them."""
    assert templates.names() == ("auto", "data-centre", "gateway", "three-clouds", "two-clouds")
    assert templates.DEFAULT in templates.names()


@pytest.mark.parametrize("name", templates.names())
def test_template_loads_without_findings(name: str) -> None:
    """Each loads without even a warning and says in its first line what it is."""
    assert load_text(templates.text(name), name).findings == ()
    assert templates.description(name)
    assert not templates.description(name).startswith("#")


def test_unknown_template_is_a_key_error() -> None:
    """A name that leaves the folder is as unknown as any other."""
    for name in ("nothing", "../pyproject"):
        with pytest.raises(KeyError):
            templates.text(name)


def test_installed_templates_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In an installed package the templates stand inside it."""
    folder = tmp_path / "meshctl" / "_bundle" / "templates"
    folder.mkdir(parents=True)
    (folder / "own.yaml").write_text("# One of our own\n")
    monkeypatch.setattr(templates, "__file__", str(tmp_path / "meshctl" / "topology" / "templates.py"))
    assert templates.names() == ("own",)
    assert templates.description("own") == "One of our own"


def test_the_default_is_three_clouds_in_one_flat_network() -> None:
    """What `meshctl init` writes is what the documentation shows."""
    topology = load_text(templates.text(templates.DEFAULT), "f").topology
    assert [site.region for site in topology.sites] == ["us-east-1", "europe-west1", "northeurope"]
    assert (topology.name, topology.connect.model) == ("shop", Model.FLAT)
