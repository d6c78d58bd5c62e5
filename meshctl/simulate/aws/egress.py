"""Elastic IPs, and the NAT gateways that hold them."""

from __future__ import annotations

from typing import Any

from meshctl.simulate.aws.names import (
    COMMON,
    RETAGGED,
    arn,
    common,
    in_use,
    numbered,
    public_address,
    refers,
    refusal,
)
from meshctl.simulate.aws.network import INTERNET_GATEWAY, SUBNET, of_subnet
from meshctl.simulate.kind import CloudError, Kind, Request, index
from meshctl.simulate.store import Row

EIP = "aws:ec2/eip:Eip"
NAT_GATEWAY = "aws:ec2/natGateway:NatGateway"


def _eip_outputs(request: Request, id_: str) -> dict[str, Any]:
    address = public_address(request)
    return common(request) | {
        "allocationId": id_,
        "arn": arn(request, "ec2", f"elastic-ip/{id_}"),
        "publicIp": address,
        "publicDns": f"ec2-{address.replace('.', '-')}.{request.region}.compute.amazonaws.com",
    }


def _in_use(request: Request, row: Row) -> CloudError:
    return refusal("InvalidIPAddress.InUse", f"The allocation '{request.id}' is in use by {row.id}.")


def _check_nat(request: Request) -> None:
    inputs = request.inputs
    allocation = inputs.get("allocationId")
    for row in request.all(NAT_GATEWAY):
        if allocation and row.id != request.id and row.inputs.get("allocationId") == allocation:
            raise refusal(
                "Resource.AlreadyAssociated",
                f"Elastic IP address [{allocation}] is already associated",
            )
    if inputs.get("connectivityType") != "private" and not allocation:
        raise refusal("MissingParameter", "The request must contain the parameter allocationId")
    subnet = request.find(SUBNET, inputs["subnetId"])
    vpc_id = subnet.inputs["vpcId"] if subnet else None
    if allocation and not any(row.inputs.get("vpcId") == vpc_id for row in request.all(INTERNET_GATEWAY)):
        raise refusal("Gateway.NotAttached", f"Network {vpc_id} has no Internet gateway attached")


def _nat_outputs(request: Request, id_: str) -> dict[str, Any]:
    address = request.find(EIP, request.inputs.get("allocationId"))
    return common(request) | {
        "publicIp": address.outputs["publicIp"] if address else "",
        "networkInterfaceId": id_.replace("nat-", "eni-"),
    }


KINDS = index(
    Kind(
        EIP,
        numbered("eipalloc"),
        _eip_outputs,
        computed=("allocationId", "arn", "publicIp", "publicDns", *COMMON),
        recomputed=RETAGGED,
        replaces=frozenset({"domain"}),
        blocked=_in_use,
    ),
    Kind(
        NAT_GATEWAY,
        numbered("nat"),
        _nat_outputs,
        computed=("publicIp", "networkInterfaceId", *COMMON),
        recomputed=RETAGGED,
        seconds=110,
        delete_seconds=50,
        replaces=frozenset({"allocationId", "subnetId", "connectivityType"}),
        references=(
            of_subnet(),
            refers("allocationId", EIP, "InvalidAllocationID.NotFound", "allocation ID"),
        ),
        check=_check_nat,
        blocked=in_use("natGateway"),
        delete_first=True,
    ),
)
