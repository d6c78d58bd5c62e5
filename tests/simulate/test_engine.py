"""The simulated clouds under Pulumi's real engine: a resource's whole life, secrets, faults and refusals."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from meshctl.simulate.aws import PACKAGE
from meshctl.simulate.values import UNKNOWN
from tests.simulate import programs
from tests.simulate.aws_site import SECURITY_GROUP, VPC
from tests.simulate.engine_stack import Engine, engine
from tests.simulate.small_cloud import Made, SmallCloud


@pytest.fixture(scope="module")
def process() -> Iterator[ProcessPoolExecutor]:
    """A process that drives the engine for all tests of this file, so that SDKs load once."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        yield pool


@pytest.fixture
def pulumi(tmp_path: Path, process: ProcessPoolExecutor) -> Iterator[Engine]:
    """An empty stack on the engine, over empty clouds."""
    with engine(tmp_path, process) as found:
        yield found


def _by_hand(pulumi: Engine) -> SmallCloud:
    """The same clouds, used by somebody else."""
    return SmallCloud(pulumi.folder / "clouds", PACKAGE, {"region": "us-east-1"})


def test_whole_life(pulumi: Engine) -> None:
    """Create, nothing to do, update in place, replace with all that depends, refresh, destroy."""
    assert pulumi.up(programs.network).steps == [("create", "shop"), ("create", "shop-a")]
    assert pulumi.up(programs.network).steps == []
    assert pulumi.up(programs.network, team="a").steps == [("update", "shop"), ("update", "shop-a")]
    vpc, subnet = pulumi.held()
    assert vpc.inputs["tags"] == vpc.outputs["tagsAll"] == {"team": "a"}
    assert subnet.inputs["vpcId"] == vpc.id
    moved = {"cidr": "10.8.0.0/16", "subnet": "10.8.1.0/24", "team": "a"}
    replaced = pulumi.up(programs.network, **moved)
    assert {step for step, _ in replaced.steps} == {"create-replacement", "replace", "delete-replaced"}
    assert not {row.id for row in pulumi.held()} & {vpc.id, subnet.id}
    assert pulumi.up(programs.network, refresh=True, **moved).steps == []
    assert pulumi.destroy().errors == []
    assert pulumi.held() == []


def test_preview_knows_what_it_can_know(pulumi: Engine) -> None:
    """In a preview nothing is made; what the cloud will compute is unknown, what was given is known."""
    heard = pulumi.preview(programs.network)
    assert heard.steps == [("create", "shop"), ("create", "shop-a")]
    assert heard.outputs["shop"]["cidrBlock"] == "10.0.0.0/16"
    assert heard.outputs["shop"]["arn"] == heard.outputs["shop-a"]["vpcId"] == UNKNOWN
    assert pulumi.held() == []


def test_preview_of_an_update_keeps_what_stays(pulumi: Engine) -> None:
    """An update's preview tells what the cloud computed before, and what it will compute anew as unknown."""
    pulumi.up(programs.network)
    heard = pulumi.preview(programs.network, team="a")
    assert heard.steps == [("update", "shop"), ("update", "shop-a")]
    assert heard.outputs["shop"]["arn"] == pulumi.held()[0].outputs["arn"]
    assert heard.outputs["shop"]["tagsAll"] == UNKNOWN


def test_refusals_reach_the_user_in_the_clouds_words(pulumi: Engine) -> None:
    """What the cloud refuses is told as it tells it; what was made before stays."""
    heard = pulumi.up(programs.network, subnet="10.9.0.0/24")
    assert any("InvalidSubnet.Range: The CIDR '10.9.0.0/24' is invalid." in text for text in heard.errors)
    assert [row.token for row in pulumi.held()] == [VPC]


def test_a_reference_into_another_region_leads_nowhere(pulumi: Engine) -> None:
    """A VPC is not found from another region."""
    heard = pulumi.up(programs.two_regions)
    assert any("InvalidVpcID.NotFound: The vpc ID 'vpc-0" in text for text in heard.errors)


def test_another_name_is_another_group(pulumi: Engine) -> None:
    """A security group is replaced when its name changes."""
    pulumi.up(programs.group, name="nodes")
    assert ("create-replacement", "shop") in pulumi.up(programs.group, name="pods").steps
    assert [row.inputs["name"] for row in pulumi.held() if row.token == SECURITY_GROUP] == ["pods"]


def test_what_is_in_use_cannot_go(pulumi: Engine) -> None:
    """A VPC in which somebody else made something is not deleted; afterwards it is."""
    pulumi.up(programs.network)
    vpc = pulumi.held()[0]
    group = _by_hand(pulumi).create(SECURITY_GROUP, name="other", vpcId=vpc.id)
    heard = pulumi.destroy()
    assert any(f"The vpc '{vpc.id}' has dependencies and cannot be deleted." in text for text in heard.errors)
    _by_hand(pulumi).delete(group)
    assert pulumi.destroy().errors == []


def test_what_went_by_hand_is_made_again(pulumi: Engine) -> None:
    """A refresh sees what is gone, and the update makes it again."""
    pulumi.up(programs.network)
    subnet = pulumi.held()[1]
    _by_hand(pulumi).delete(Made(subnet.token, subnet.id, subnet.outputs))
    assert pulumi.up(programs.network, refresh=True).steps == [("create", "shop-a")]
    assert len(pulumi.held()) == 2


def test_what_is_there_can_be_adopted(pulumi: Engine) -> None:
    """An import reads inputs and outputs by id; an id that nothing has is refused."""
    found = _by_hand(pulumi).create(VPC, cidrBlock="10.0.0.0/16", tags={"team": "a"})
    assert any("does not exist" in text for text in pulumi.up(programs.adopted, id_="vpc-0").errors)
    heard = pulumi.up(programs.adopted, id_=found.id)
    assert (heard.steps, heard.errors) == ([("import", "shop")], [])
    assert heard.outputs["shop"]["arn"] == found["arn"]
    assert len(pulumi.held()) == 1


def test_secrets_stay_secret(pulumi: Engine) -> None:
    """A password and a tunnel's key lie encrypted in the state, also where the cloud tells them back."""
    heard = pulumi.up(programs.tunnel)
    assert heard.errors == []
    connection = pulumi.held()[-1]
    keys = [connection.outputs[f"tunnel{number}PresharedKey"] for number in (1, 2)]
    state = b"".join(path.read_bytes() for path in (pulumi.folder / "state").rglob("*.json"))
    told = json.dumps([heard.outputs, heard.said]).encode()
    assert b"tunnel2PresharedKey" in state
    for key in [*keys, keys[0][1:]]:
        assert key.encode() not in state
        assert key.encode() not in told
    assert pulumi.up(programs.tunnel).steps == []


def test_a_cloud_that_fails_once(pulumi: Engine) -> None:
    """The second resource fails with the cloud's words; the next update makes what is missing."""
    pulumi.fault(kind="aws:ec2/*", call="create", nth=2, effect="fail", message="InternalError: sorry")
    assert any("InternalError: sorry" in text for text in pulumi.up(programs.network).errors)
    assert pulumi.up(programs.network).steps == [("create", "shop-a")]


def test_a_cloud_that_dies_after_having_created(pulumi: Engine) -> None:
    """The resource is there although the engine heard of no end: asked for again, the cloud makes a second one."""
    pulumi.fault(kind=VPC, call="create", nth=1, effect="die-after-create")
    assert pulumi.up(programs.network).errors
    assert len(pulumi.held()) == 1
    pulumi.up(programs.network)
    assert [row.token for row in pulumi.held()].count(VPC) == 2


def test_a_bug_of_the_simulator_is_told_as_one(pulumi: Engine) -> None:
    """A cloud that breaks says so, and does not say with which values."""
    (pulumi.folder / "clouds" / "faults.json").write_text('[{"kind": "*"}]', encoding="utf-8")
    errors = pulumi.up(programs.network).errors
    assert any("the simulated cloud broke (KeyError)" in text for text in errors)


def test_questions_are_answered(pulumi: Engine) -> None:
    """A function of the cloud answers for the account of the provider that is asked; one that there is not is named."""
    pulumi.up(programs.questions)
    assert "210987654321" in str(pulumi.held()[-1].inputs["tags"])
    errors = pulumi.up(programs.questions, function="aws:index/getNothing:getNothing").errors
    assert any("the simulated aws knows no aws:index/getNothing:getNothing" in text for text in errors)
