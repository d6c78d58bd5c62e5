"""Every kind of AWS once: what it computes, how it is found, and that all of it can be taken down again."""

from __future__ import annotations

from pathlib import Path

from meshctl.simulate.aws import PACKAGE
from meshctl.simulate.fields import at
from tests.simulate import aws_site as site
from tests.simulate.small_cloud import Made, SmallCloud


def everything(aws: SmallCloud) -> list[Made]:
    """One of each kind at least, in an order in which they can be made."""
    vpc = site.a_vpc(aws)
    subnets = site.subnets(aws, vpc)
    ids = [subnet.id for subnet in subnets]
    block = aws.create(site.BLOCK, vpcId=vpc.id, cidrBlock="100.64.0.0/16")
    internet = aws.create(site.INTERNET_GATEWAY, vpcId=vpc.id)
    address = aws.create(site.EIP, domain="vpc")
    nat = aws.create(site.NAT_GATEWAY, subnetId=ids[0], allocationId=address.id)
    table = site.a_table(aws, vpc)
    route = aws.create(site.ROUTE, routeTableId=table.id, destinationCidrBlock="0.0.0.0/0", natGatewayId=nat.id)
    joined = aws.create(site.TABLE_ASSOCIATION, routeTableId=table.id, subnetId=ids[0])
    group = aws.create(site.SECURITY_GROUP, name="nodes", vpcId=vpc.id)
    rule = {"securityGroupId": group.id, "ipProtocol": "-1", "cidrIpv4": "10.0.0.0/8"}
    rules = [aws.create(token, **rule) for token in (site.INGRESS, site.EGRESS)]
    gateway = aws.create(site.VPN_GATEWAY, amazonSideAsn="64512")
    attached = aws.create(site.VPN_ATTACHMENT, vpcId=vpc.id, vpnGatewayId=gateway.id)
    propagated = aws.create(site.PROPAGATION, routeTableId=table.id, vpnGatewayId=gateway.id)
    customer = site.a_customer(aws)
    connection = site.a_connection(aws, gateway, customer)
    transit = aws.create(site.TRANSIT_GATEWAY, amazonSideAsn=64513)
    transit_attached = aws.create(site.TRANSIT_ATTACHMENT, transitGatewayId=transit.id, vpcId=vpc.id, subnetIds=ids)
    other = site.a_vpc(aws, "10.9.0.0/16")
    peering = aws.create(site.PEERING, vpcId=vpc.id, peerVpcId=other.id)
    accepted = aws.create(site.ACCEPTER, vpcPeeringConnectionId=peering.id, autoAccept=True)
    role = site.a_role(aws)
    policy = aws.create(site.POLICY, name="policy", policy=site.DOCUMENT)
    granted = [
        aws.create(site.POLICY_ATTACHMENT, role=role["name"], policyArn=arn)
        for arn in (policy["arn"], site.WORKER_POLICY)
    ]
    cluster = site.a_cluster(aws, ids, role)
    own_group = cluster["vpcConfig"]["clusterSecurityGroupId"]
    template = aws.create(site.TEMPLATE, name="nodes", vpcSecurityGroupIds=[own_group, group.id])
    nodes = site.a_node_group(aws, cluster, role, ids, launchTemplate={"id": template.id, "version": "1"})
    addon = aws.create(site.ADDON, clusterName="shop", addonName="vpc-cni")
    identity = aws.create(
        site.POD_IDENTITY, clusterName="shop", namespace="kube-system", serviceAccount="lb", roleArn=role["arn"]
    )
    return [
        *(vpc, *subnets, block, internet, address, nat, table, route, joined, group, *rules),
        *(gateway, attached, propagated, customer, connection, transit, transit_attached),
        *(other, peering, accepted, role, policy, *granted, cluster, template, nodes, addon, identity),
    ]


def test_outputs_are_those_declared(tmp_path: Path) -> None:
    """What a kind computes is what a preview shows as unknown: neither more nor less."""
    aws = site.a_cloud(tmp_path)
    made = everything(aws)
    assert {each.token for each in made} == set(PACKAGE.kinds)
    for each in made:
        row = aws.read(each.token, each.id)
        assert row is not None
        paths = PACKAGE.kind(each.token).computed
        for path in paths:
            assert at(each.outputs, path) is not None, f"{each.token} has no {path}"
        undeclared = set(each.outputs) - set(row.inputs) - {path.split(".")[0] for path in paths}
        assert not undeclared, f"{each.token} does not declare {undeclared}"


def test_all_is_read_by_its_id(tmp_path: Path) -> None:
    """Each resource is found by the id that its creation gave."""
    aws = site.a_cloud(tmp_path)
    for each in everything(aws):
        row = aws.read(each.token, each.id)
        assert row is not None
        assert row.id == each.id


def test_all_goes_in_reverse(tmp_path: Path) -> None:
    """What was made in an order can be deleted in the reverse of it, and nothing stays behind."""
    aws = site.a_cloud(tmp_path)
    for each in reversed(everything(aws)):
        aws.delete(each)
    assert aws.tokens() == []


def test_an_update_keeps_what_was_computed(tmp_path: Path) -> None:
    """New tags change nothing but the tags: ids, addresses, keys and endpoints stay."""
    aws = site.a_cloud(tmp_path)
    # A peering is accepted, and an add-on told as modified, after its creation was answered.
    changing = {"tagsAll", "tags", "latestVersion", "defaultVersion", "acceptStatus", "modifiedAt"}
    for each in everything(aws):
        row = aws.read(each.token, each.id)
        assert row is not None
        after = aws.update(each, **row.inputs, tags={"team": "shop"})
        for key in set(each.outputs) - changing:
            assert after[key] == each[key], f"{each.token} changed its {key}"
