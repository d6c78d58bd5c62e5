"""The facts of the clouds are complete and can be asked for."""

from meshctl.clouds import azure, gcp
from meshctl.clouds.registry import CLOUDS, seconds
from meshctl.clouds.rulebook import rules
from meshctl.findings import Severity
from meshctl.topology.models import CloudName


def test_times_of_programs() -> None:
    """Every kind of program has a time; the two hubs of AWS have two."""
    assert (seconds("hub/aws", "vgw"), seconds("hub/azure"), seconds("mesh/istio")) == (60, 2700, 240)


def test_regions_types_and_prices() -> None:
    """Zones have the cloud's own names, and each price names a rule that exists."""
    assert CLOUDS[CloudName.AWS].regions["us-east-1"].zones[0] == "us-east-1a"
    assert CLOUDS[CloudName.GCP].regions["europe-west1"].zones[0] == "europe-west1-b"
    assert CLOUDS[CloudName.AZURE].regions["northeurope"].zones == ("1", "2", "3")
    for cloud in CLOUDS.values():
        assert all(price.rule in rules() for price in cloud.prices.values())


def test_unverified_rules_only_warn() -> None:
    """What no source backs does not refuse a plan."""
    found = rules()["GKE-SVC-RANGE-MIN"].finding("here", "MC307", "text", "hint")
    assert found.severity is Severity.WARNING


def test_profiles_agree() -> None:
    """Group 20 is ECP384: both sides use the same."""
    assert (gcp.IKE["phase1"]["dhs"], azure.IKE["policy"]["dh_group"]) == (["Group-20"], "ECP384")
