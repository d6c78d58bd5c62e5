"""Networks of AWS, one after the other, and a password that stands in the same state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi_aws.ec2.vpc import Vpc
from pulumi_aws.provider import Provider
from pulumi_random import RandomPassword


def build(spec: Mapping[str, Any], upstream: Mapping[str, Any]) -> dict[str, Any]:
    aws = Provider("aws-us-east-1", region="us-east-1")
    made: list[Vpc] = []
    for name in spec["names"]:
        options = pulumi.ResourceOptions(provider=aws, depends_on=made)
        tags = {"Name": name, "meshctl-unit": spec["unit"], "owner": spec.get("owner", "nobody")}
        made.append(Vpc(name, cidr_block="10.0.0.0/16", tags=tags, opts=options))
    password = RandomPassword("password", length=40, special=False)
    return {"ids": [vpc.id for vpc in made], "password": password.result}
