"""The section ``mesh``: which service mesh, and how it treats calls.

::

    mesh: { kind: istio, version: "1.30", mtls: strict, access: deny }
"""

from __future__ import annotations

from typing import Final

from meshctl.topology.containers import Key, ListOf, Record
from meshctl.topology.models import Access, DataPlane, Mesh, MeshKind, Mtls
from meshctl.topology.reading import Values
from meshctl.topology.scalars import Choice, Text

VERSIONS: Final = {
    MeshKind.ISTIO: "1.30",
    MeshKind.LINKERD: "2.20",
    MeshKind.CILIUM: "1.20",
    MeshKind.NONE: "none",
}

MESH: Final = Record(
    "mesh",
    (
        Key("kind", Choice("kind", MeshKind), "Which mesh is installed.", MeshKind.ISTIO.value),
        Key(
            "version",
            Text("a version", 'such as "1.30"', r"^[a-z0-9][a-z0-9.+-]*$", 63, number=True),
            "Version of the mesh; default: the newest that is tested.",
        ),
        Key(
            "data_plane",
            Choice("data_plane", DataPlane),
            "A proxy beside each pod, or one a node.",
            DataPlane.SIDECAR.value,
        ),
        Key(
            "trust_domain",
            Text(
                "a trust domain",
                "such as shop.internal",
                r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$",
            ),
            "First part of every workload identity; default: <name>.internal.",
        ),
        Key("mtls", Choice("mtls", Mtls), "strict: nothing without mutual TLS.", Mtls.STRICT.value),
        Key("access", Choice("access", Access), "What an unlisted call gets.", Access.ALLOW.value),
        Key(
            "observe",
            ListOf(
                "observe",
                Choice("observe", ("metrics", "traces", "topology")),
                distinct=True,
            ),
            "What is installed with the mesh; [] for nothing.",
            ["metrics", "traces", "topology"],
        ),
    ),
)


def build_mesh(values: Values, name: str) -> Mesh:
    return Mesh(
        kind=values["kind"],
        version=values["version"] or VERSIONS[values["kind"]],
        data_plane=values["data_plane"],
        trust_domain=values["trust_domain"] or f"{name}.internal",
        mtls=values["mtls"],
        access=values["access"],
        observe=values["observe"],
    )
