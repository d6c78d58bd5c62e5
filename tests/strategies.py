"""Shared Hypothesis strategies: topologies as the loader would make them.

``topologies()`` makes only what the loader accepts without an error: names are unique, references lead
somewhere, a data centre has ranges and no region. Whether the clouds accept it is another matter.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Network

from hypothesis import strategies as st

from meshctl.topology.models import (
    Access,
    Addresses,
    CloudName,
    Cluster,
    ClusterRanges,
    Connect,
    DataPlane,
    Environment,
    LinkPolicy,
    LinkWish,
    Machine,
    Mesh,
    MeshKind,
    Model,
    Mtls,
    Nodes,
    PodAddresses,
    Reserved,
    Reuse,
    Router,
    Site,
    State,
    Topology,
    Via,
)

REGIONS = {
    CloudName.AWS: ("us-east-1", "us-west-2", "eu-central-1"),
    CloudName.GCP: ("europe-west1", "us-central1", "asia-east1"),
    CloudName.AZURE: ("northeurope", "westeurope", "eastus"),
}
NODE_TYPES = {
    CloudName.AWS: "m6i.xlarge",
    CloudName.GCP: "e2-standard-4",
    CloudName.AZURE: "Standard_D4s_v5",
    CloudName.ONPREM: "none",
}

# Words that YAML takes for something else than text are among the names on purpose.
labels = st.one_of(
    st.from_regex(r"[a-z]([a-z0-9-]{0,10}[a-z0-9])?", fullmatch=True),
    st.sampled_from(["no", "yes", "on", "off", "true", "null", "y", "e1", "none"]),
)
one_line_texts = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=20
).filter(str.isprintable)
clouds = st.sampled_from(list(CloudName))


def networks(pool: str = "10.0.0.0/8", shortest: int = 12, longest: int = 28) -> st.SearchStrategy[IPv4Network]:
    """Ranges within ``pool``."""
    whole = IPv4Network(pool)
    first = int(whole.network_address)

    def at(length: int) -> st.SearchStrategy[IPv4Network]:
        number = st.integers(0, 2 ** (length - whole.prefixlen) - 1)
        return number.map(lambda n: IPv4Network((first + (n << (32 - length)), length)))

    return st.integers(max(shortest, whole.prefixlen), longest).flatmap(at)


range_lists = st.lists(networks(), max_size=2).map(tuple)


@st.composite
def clusters(draw: st.DrawFn, name: str, cloud: CloudName) -> Cluster:
    """A cluster of that name; in a data centre always an adopted one."""
    fewest = draw(st.integers(1, 5))
    contexts = one_line_texts if cloud is CloudName.ONPREM else st.none() | one_line_texts
    return Cluster(
        name=name,
        kubernetes=draw(st.sampled_from(["1.30", "1.33", "1.34"])),
        nodes=Nodes(NODE_TYPES[cloud], fewest, fewest + draw(st.integers(0, 50))),
        pods_per_node=draw(st.sampled_from([32, 64, 110, 250])),
        services=draw(st.sampled_from([256, 1024, 4096])),
        pod_addresses=draw(st.sampled_from(PodAddresses)),
        ranges=draw(st.builds(ClusterRanges, range_lists, range_lists, range_lists)),
        network=draw(st.none() | labels),
        existing_context=draw(contexts),
    )


@st.composite
def machines(draw: st.DrawFn, name: str, ranges: tuple[IPv4Network, ...]) -> Machine:
    """A machine of that name, with an address in one of the site's ranges where it has any."""
    network = draw(st.sampled_from(ranges)) if ranges else IPv4Network("10.200.0.0/16")
    offset = draw(st.integers(0, network.num_addresses - 1))
    ports = draw(st.dictionaries(labels, st.integers(1, 65535), max_size=2))
    return Machine(name, IPv4Address(int(network.network_address) + offset), draw(labels), ports)


@st.composite
def sites(draw: st.DrawFn, name: str, cloud: CloudName, members: list[str]) -> Site:
    """A site of that name; its clusters and machines take their names from ``members``."""
    onprem = cloud is CloudName.ONPREM
    ranges = tuple(draw(st.lists(networks(), min_size=1 if onprem else 0, max_size=2)))
    count = draw(st.integers(0, len(members)))
    router = Router(IPv4Address("203.0.113.10"), draw(st.integers(64512, 65534)), "strongswan-frr")
    return Site(
        name=name,
        cloud=cloud,
        region="" if onprem else draw(st.sampled_from(REGIONS[cloud])),
        account=None if onprem else draw(st.none() | one_line_texts),
        zones=draw(st.integers(1, 3)),
        ranges=ranges,
        existing=None if onprem or not ranges else draw(st.none() | one_line_texts),
        clusters=tuple(draw(clusters(member, cloud)) for member in members[:count]),
        machines=tuple(draw(machines(member, ranges)) for member in members[count:]),
        router=router if onprem else None,
    )


@st.composite
def connects(draw: st.DrawFn, names: list[str]) -> Connect:
    """How sites of these names are joined."""
    model = draw(st.sampled_from(Model))
    policy = draw(st.sampled_from(LinkPolicy))
    hub = draw(st.sampled_from(names)) if policy is LinkPolicy.HUB_AND_SPOKE else None
    if len(names) < 2 or hub is not None or draw(st.booleans()):
        return Connect(model, policy, hub)
    pairs = [(a, b) for a in sorted(names) for b in sorted(names) if a < b]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=3))
    bandwidths = st.none() | st.integers(1, 100_000).map(lambda mbps: mbps / 1000)
    wishes = [LinkWish(pair, draw(st.sampled_from(Via)), draw(bandwidths), draw(st.integers(0, 3))) for pair in chosen]
    return Connect(model, tuple(wishes), None)


addresses = st.builds(
    Addresses,
    pools=st.sampled_from(
        [
            (IPv4Network("10.0.0.0/8"), IPv4Network("100.64.0.0/10")),
            (IPv4Network("172.16.0.0/12"),),
            (IPv4Network("10.0.0.0/9"), IPv4Network("10.128.0.0/9")),
        ]
    ),
    ipv6=st.none() | st.just(IPv6Network("fd5e:ed31:718f::/48")),
    reserved=st.lists(st.builds(Reserved, networks(), one_line_texts), max_size=2).map(tuple),
    growth=st.integers(0, 3),
    reuse=st.sampled_from(Reuse),
)

meshes = st.builds(
    Mesh,
    kind=st.sampled_from(MeshKind),
    version=st.sampled_from(["1.30", "1.30.5", "2.20"]),
    data_plane=st.sampled_from(DataPlane),
    trust_domain=st.sampled_from(["shop.internal", "cluster.local"]),
    mtls=st.sampled_from(Mtls),
    access=st.sampled_from(Access),
    observe=st.permutations(["metrics", "traces", "topology"]).map(lambda words: tuple(words[:2])),
)

environments = st.builds(
    Environment,
    ttl_seconds=st.none() | st.integers(1, 100_000).map(lambda minutes: minutes * 60),
    owner=st.none() | one_line_texts,
    tags=st.dictionaries(labels, st.just("") | one_line_texts, max_size=2),
)


@st.composite
def topologies(draw: st.DrawFn, most_sites: int = 4) -> Topology:
    """Any topology of up to ``most_sites`` sites."""
    names = draw(st.lists(labels, min_size=1, max_size=most_sites, unique=True))
    members = draw(st.lists(labels, max_size=2 * len(names), unique=True))
    shares = [members[number :: len(names)] for number in range(len(names))]
    return Topology(
        name=draw(labels),
        addresses=draw(addresses),
        sites=tuple(draw(sites(name, draw(clouds), share)) for name, share in zip(names, shares, strict=True)),
        connect=draw(connects(names)),
        mesh=draw(meshes),
        state=State("file://.meshctl/state", "passphrase"),
        environment=draw(environments),
    )
