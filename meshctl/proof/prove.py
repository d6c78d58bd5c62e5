"""The whole proof: every ordered pair of clusters that stand, every layer, from what was built."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import permutations

from meshctl.engine.built import Resource
from meshctl.proof import mesh, reach, read_aws, read_azure, read_gcp, read_mesh, routes, sessions
from meshctl.proof.fabric import Fabric, joined
from meshctl.proof.inventory import Inventory
from meshctl.proof.model import Proof, Verdict


def prove(resources: Iterable[Resource]) -> Proof:
    """All verdicts about these resources, sorted by pair and layer."""
    inventory = Inventory(resources)
    readers = (read_aws, read_gcp, read_azure, read_mesh)
    fabric = joined(reader.read(inventory) for reader in readers)
    found = sorted(_verdicts(fabric), key=lambda verdict: (verdict.source, verdict.target, verdict.layer))
    return Proof(tuple(sorted(fabric.clusters)), tuple(found))


def _verdicts(fabric: Fabric) -> Iterator[Verdict]:
    yield from sessions.verdicts(fabric)
    known = routes.tables(fabric)
    for source, target in permutations(sorted(fabric.clusters), 2):
        if _one_network(fabric, source, target):
            yield from reach.verdicts(fabric, known, fabric.clusters[source], fabric.clusters[target])
        if source in fabric.meshes and target in fabric.meshes:
            here, there = fabric.meshes[source], fabric.meshes[target]
            yield mesh.trust(here, there)
            yield mesh.secrets(here, there)
            if here.network != there.network:
                yield mesh.gateway(here, there)


def _one_network(fabric: Fabric, source: str, target: str) -> bool:
    """Do the two meet on pod addresses: so the mesh says, or, without one, so the links are meant."""
    if source in fabric.meshes and target in fabric.meshes:
        return fabric.meshes[source].network == fabric.meshes[target].network
    return not fabric.meshes
