"""Small Pulumi programs for the engine to run. They are sent to another process, so each is a function of this file."""

from __future__ import annotations

import warnings
from typing import Any

import pulumi
from pulumi_random.random_password import RandomPassword

with warnings.catch_warnings():
    # The SDK warns about its own old names while it loads; nobody here uses them.
    warnings.simplefilter("ignore", DeprecationWarning)
    from pulumi_aws.ec2.customer_gateway import CustomerGateway
    from pulumi_aws.ec2.eip import Eip
    from pulumi_aws.ec2.security_group import SecurityGroup
    from pulumi_aws.ec2.subnet import Subnet
    from pulumi_aws.ec2.vpc import Vpc
    from pulumi_aws.ec2.vpn_connection import VpnConnection
    from pulumi_aws.ec2.vpn_gateway import VpnGateway
    from pulumi_aws.provider import Provider


def nothing() -> None:
    """No resource at all."""


def _inside(region: str = "us-east-1", **options: Any) -> pulumi.ResourceOptions:
    return pulumi.ResourceOptions(provider=Provider(f"aws-{region}", region=region), **options)


def network(cidr: str = "10.0.0.0/16", subnet: str = "10.0.1.0/24", **tags: str) -> None:
    """A VPC and a subnet in it."""
    opts = _inside()
    vpc = Vpc("shop", cidr_block=cidr, tags=tags, opts=opts)
    Subnet("shop-a", vpc_id=vpc.id, cidr_block=subnet, availability_zone="us-east-1a", tags=tags, opts=opts)


def group(name: str) -> None:
    """A VPC and a security group whose name in the cloud is given."""
    opts = _inside()
    vpc = Vpc("shop", cidr_block="10.0.0.0/16", opts=opts)
    SecurityGroup("shop", name=name, vpc_id=vpc.id, opts=opts)


def two_regions() -> None:
    """A security group in another region than its VPC."""
    vpc = Vpc("shop", cidr_block="10.0.0.0/16", opts=_inside())
    SecurityGroup("shop", name="shop", vpc_id=vpc.id, opts=_inside("eu-west-1"))


def adopted(id_: str) -> None:
    """A VPC that is there already."""
    Vpc("shop", cidr_block="10.0.0.0/16", tags={"team": "a"}, opts=_inside(import_=id_))


def questions(function: str = "aws:index/getCallerIdentity:getCallerIdentity") -> None:
    """A function of the cloud, whose answer becomes the tag of an address."""
    provider = Provider("asking", region="us-east-1")
    answer = pulumi.runtime.invoke_async(function, {}, pulumi.InvokeOptions(provider=provider))
    tags = {"Answer": pulumi.Output.from_input(answer).apply(str)}
    Eip("answer", domain="vpc", tags=tags, opts=pulumi.ResourceOptions(provider=provider))


def tunnel() -> None:
    """A VPN connection with one key of our own and one of the cloud's."""
    key = RandomPassword("key", length=40, special=False).result
    opts = _inside()
    gateway = VpnGateway("shop", amazon_side_asn="64512", opts=opts)
    customer = CustomerGateway("shop", type="ipsec.1", ip_address="20.0.0.1", bgp_asn="65010", opts=opts)
    connection = VpnConnection(
        "shop",
        type="ipsec.1",
        vpn_gateway_id=gateway.id,
        customer_gateway_id=customer.id,
        tunnel1_preshared_key=pulumi.Output.concat("k", key),
        opts=opts,
    )
    pulumi.export("second", connection.tunnel2_preshared_key)
