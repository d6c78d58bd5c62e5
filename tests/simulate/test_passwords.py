"""Passwords of the simulated `random` package."""

from __future__ import annotations

import string
from pathlib import Path

import pytest

from meshctl.simulate.passwords import PACKAGE
from tests.simulate.small_cloud import SmallCloud

PASSWORD = "random:index/randomPassword:RandomPassword"


@pytest.fixture
def random(tmp_path: Path) -> SmallCloud:
    """The package alone."""
    return SmallCloud(tmp_path, PACKAGE, {})


def test_letters_and_digits(random: SmallCloud) -> None:
    """Without specials only letters and digits are used, as many as asked for, and never the same."""
    made = {random.create(PASSWORD, length=40, special=False)["result"] for _ in range(50)}
    assert len(made) == 50
    assert {len(password) for password in made} == {40}
    assert set("".join(made)) <= set(string.ascii_letters + string.digits)


def test_given_specials(random: SmallCloud) -> None:
    """One's own specials stand in for the usual ones."""
    only = {"lower": False, "upper": False, "numeric": False, "overrideSpecial": "_-"}
    assert set(random.create(PASSWORD, length=64, **only)["result"]) == {"_", "-"}
