"""Small fabrics for the tests of the proof: a triangle of three clouds, and ways to break it."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network

from meshctl.proof.fabric import BuiltCluster, BuiltMesh, End, Fabric, Permission, Place, Speaker

RANGES = {"aws": "10.0.0.0/16", "gcp": "10.1.0.0/16", "azure": "10.2.0.0/16"}
ASNS = {"aws": 64512, "gcp": 64513, "azure": 64514}
READVERTISES = {"aws": True, "gcp": False, "azure": True}


def tunnel(number: int, first: str, second: str) -> tuple[End, End]:
    """Both ends of one sound tunnel between two clouds."""
    one, other = IPv4Address(f"169.254.{number}.1"), IPv4Address(f"169.254.{number}.2")
    ends = []
    for here, there, inside, peer in ((first, second, one, other), (second, first, other, one)):
        ends.append(
            End(
                unit=f"link/{first}~{second}",
                element=f"{here} tunnel {number}",
                speaker=f"hub-{here}",
                outside=f"{here}-{number}",
                inside=inside,
                peer_outside=f"{there}-{number}",
                peer_inside=peer,
                peer_asn=ASNS[there],
            )
        )
    return ends[0], ends[1]


def triangle(*pairs: tuple[str, str]) -> Fabric:
    """Three clouds with one cluster each, joined as ``pairs`` say (all three pairs when none are given)."""
    joined = pairs or (("aws", "gcp"), ("aws", "azure"), ("azure", "gcp"))
    return Fabric(
        places={name: Place(name, name, (IPv4Network(range_),)) for name, range_ in RANGES.items()},
        speakers={
            f"hub-{name}": Speaker(f"hub-{name}", f"hub {name}", name, ASNS[name], READVERTISES[name])
            for name in RANGES
        },
        ends=tuple(end for number, pair in enumerate(joined) for end in tunnel(number + 40, *pair)),
        direct=(),
        permissions=tuple(Permission(name, None, IPv4Network(other)) for name in RANGES for other in RANGES.values()),
        clusters={
            name: BuiltCluster(
                name=name,
                place=name,
                pods=(IPv4Network(range_.replace("0.0/16", "128.0/20")),),
                routable=True,
                keeps_source=True,
                learns=True,
                element=f"cluster {name}",
            )
            for name, range_ in RANGES.items()
        },
        meshes={name: mesh(name) for name in RANGES},
    )


def mesh(cluster: str, network: str = "shop") -> BuiltMesh:
    """A sound control plane that knows the others."""
    return BuiltMesh(
        cluster=cluster,
        network=network,
        trust_domain="shop.internal",
        root="root",
        gateway="203.0.113.1",
        gateway_ports=(15443,),
        remotes=frozenset(RANGES) - {cluster},
    )
