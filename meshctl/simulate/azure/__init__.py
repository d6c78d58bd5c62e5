"""The simulated Azure: resource groups, virtual networks, VPN gateways, AKS and what belongs to them."""

from __future__ import annotations

from meshctl.simulate.azure import aks, edge, gateway, group, identity, network
from meshctl.simulate.azure.names import client_config, place
from meshctl.simulate.kind import Package

PACKAGE = Package(
    "azure-native",
    place,
    {**group.KINDS, **network.KINDS, **edge.KINDS, **gateway.KINDS, **identity.KINDS, **aks.KINDS},
    invokes={
        "azure-native:authorization:getClientConfig": client_config,
        aks.CREDENTIALS: aks.credentials,
    },
)
