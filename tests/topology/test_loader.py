"""The loader: files that are no topology, defaults, positions, and any text at all."""

from __future__ import annotations

import re
from ipaddress import ip_network
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshctl.errors import InputError
from meshctl.findings import Finding, Severity
from meshctl.topology import load, load_text
from meshctl.topology.codes import MEANINGS, Code
from meshctl.topology.models import (
    CloudName,
    LinkPolicy,
    Model,
    PodAddresses,
    Reuse,
    Topology,
)

CASES = Path(__file__).resolve().parents[1] / "cases"
GOOD_TEXTS = [path.read_text() for path in sorted((CASES / "good").glob("*.yaml"))]
WHERE = re.compile(r"f:[1-9][0-9]*:[1-9][0-9]*( .+)?")
HEAD = "apiVersion: meshctl/v1\nname: shop\nsites:\n  - { name: virginia, cloud: aws, region: us-east-1 }\n"


def codes(text: str) -> list[str]:
    """The codes of everything that is wrong with a text."""
    with pytest.raises(InputError) as refused:
        load_text(text, "f")
    return [finding.code for finding in refused.value.findings]


def topology(name: str) -> Topology:
    """The topology of a good case."""
    return load_text((CASES / "good" / f"{name}.yaml").read_text(), "f").topology


def test_defaults_complete_the_smallest_file() -> None:
    """Everything that the smallest file leaves out has the documented default."""
    loaded = topology("smallest")
    site = loaded.sites[0]
    (cluster,) = site.clusters
    assert (cluster.name, cluster.kubernetes, cluster.services) == ("virginia", "1.34", 4096)
    assert (cluster.nodes.type, cluster.nodes.min, cluster.nodes.max) == ("m6i.xlarge", 3, 10)
    assert (cluster.pods_per_node, cluster.pod_addresses) == (110, PodAddresses.ROUTABLE)
    assert (site.cloud, site.zones, site.ranges, site.machines) == (CloudName.AWS, 3, (), ())
    assert loaded.addresses.pools == (ip_network("10.0.0.0/8"), ip_network("100.64.0.0/10"))
    assert (loaded.addresses.growth, loaded.addresses.reuse) == (1, Reuse.WHEN_NEEDED)
    assert (loaded.connect.model, loaded.connect.links) == (Model.AUTO, LinkPolicy.AUTO)
    assert (loaded.mesh.version, loaded.mesh.trust_domain) == ("1.30", "shop.internal")
    assert loaded.mesh.observe == ("metrics", "traces", "topology")
    assert (loaded.state.backend, loaded.state.secrets) == ("file://.meshctl/state", "passphrase")
    assert (loaded.environment.ttl_seconds, loaded.environment.tags) == (None, {})


def test_unquoted_values_mean_what_they_say() -> None:
    """Versions keep their zeros, and words that YAML takes for truth values stay words."""
    loaded = topology("unquoted")
    cluster = loaded.sites[0].clusters[0]
    assert (loaded.name, loaded.sites[0].name, cluster.name, cluster.network) == ("no", "on", "yes", "off")
    assert (cluster.kubernetes, loaded.mesh.version) == ("1.30", "1.30")
    assert loaded.sites[0].account == "012345678901"
    assert loaded.environment.owner == "1_000"
    assert loaded.environment.tags == {"cost-centre": "0471", "date": "2026-01-02"}


def test_merge_keys_and_aliases_are_resolved() -> None:
    """Merged keys are taken over unless written, of several sources the first."""
    virginia, oregon = topology("anchors").sites
    assert [cluster.name for cluster in virginia.clusters] == ["shop-va", "shop-vb"]
    assert {cluster.pods_per_node for cluster in virginia.clusters + oregon.clusters} == {60}
    assert (oregon.cloud, oregon.region, oregon.clusters[0].nodes.max) == (CloudName.AWS, "us-west-2", 50)


def test_links_are_sorted_and_bandwidth_is_gigabits() -> None:
    """The two ends of a link are sorted, and its bandwidth is in Gbit/s."""
    links = topology("named-links").connect.links
    assert not isinstance(links, LinkPolicy)
    first, second, third = links
    assert (first.between, first.bandwidth_gbps, first.survive) == (("belgium", "virginia"), 2.0, 2)
    assert (second.bandwidth_gbps, second.survive, third.bandwidth_gbps) == (1.25, 1, None)


def test_positions_name_values_and_fall_back_to_parents() -> None:
    """A value has its own place, a defaulted one that of what it would stand in."""
    positions = load_text(HEAD, "f").positions
    assert positions.where("sites[0].region") == "f:4:43 sites[0].region"
    assert positions.where("sites[0].zones") == "f:4:5 sites[0].zones"
    assert positions.where("mesh.kind") == "f:1:1 mesh.kind"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", Code.EMPTY),
        (b"---\n", Code.EMPTY),
        (b"~\n", Code.EMPTY),
        (b"\xff\xfea\x00", Code.NOT_TEXT),
        (b"name: \x00\n", Code.NOT_TEXT),
        (b"name: caf\xe9\n", Code.NOT_TEXT),
        (b"\x89PNG\r\n\x1a\n", Code.NOT_TEXT),
        (b"[a", Code.NOT_YAML),
        (b"a: b: c\n", Code.NOT_YAML),
        (b"a: *b\n", Code.YAML_FEATURE),
        (b"a: &b [*b]\n", Code.YAML_FEATURE),
        (b"a: !!python/object:os.system {}\n", Code.YAML_FEATURE),
        (b"a: !Ref b\n", Code.YAML_FEATURE),
        (b"? [a]\n: b\n", Code.YAML_FEATURE),
        (b"<<: a\n", Code.YAML_FEATURE),
        (b"[" * 5000, Code.TOO_LARGE),
        (b"#" * (2 * 1024 * 1024 + 1), Code.TOO_LARGE),
        (b"just a text", Code.WRONG_TYPE),
        (b"- a\n", Code.WRONG_TYPE),
        (b"a: 1\n---\na: 2\n", Code.SEVERAL_DOCUMENTS),
    ],
)
def test_what_is_no_topology_is_one_finding(tmp_path: Path, content: bytes, code: Code) -> None:
    """A file that cannot be read further is refused with one finding that has a place."""
    file = tmp_path / "mesh.yaml"
    file.write_bytes(content)
    with pytest.raises(InputError) as refused:
        load(file)
    (finding,) = refused.value.findings
    assert finding.code == code
    assert finding.hint
    assert finding.where.startswith(str(file))


def test_unreadable_files_are_findings(tmp_path: Path) -> None:
    """A missing file, a folder and a path that cannot be one are refused by name."""
    for path, word in ((tmp_path / "no.yaml", "exist"), (tmp_path, "no file"), (Path("a\0b"), "")):
        with pytest.raises(InputError) as refused:
            load(path)
        (finding,) = refused.value.findings
        assert finding.code == Code.UNREADABLE
        assert word in finding.text


def test_a_file_with_a_mark_of_order_loads(tmp_path: Path) -> None:
    """Editors on Windows begin files with a byte order mark and end lines with CR LF."""
    file = tmp_path / "mesh.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + HEAD.replace("\n", "\r\n").encode())
    assert load(file).topology.name == "shop"


@pytest.mark.parametrize(
    ("tail", "code"),
    [
        ("addresses: { pools: [] }", Code.WRONG_COUNT),
        ("addresses: { pools: [fe80::/10] }", Code.WRONG_FAMILY),
        ("addresses: { ipv6: 'fe80::/10' }", Code.NOT_USABLE_RANGE),
        ("addresses: { pools: [10.0.0.0/255.0.0.0] }", Code.WRONG_FORM),
        ("addresses: { pools: [300.0.0.0/8] }", Code.WRONG_FORM),
        ("mesh: { observe: [metrics, metrics] }", Code.DUPLICATE_NAME),
        ("mesh: { kind: }", Code.WRONG_TYPE),
        ("mesh: { mtls: [strict] }", Code.WRONG_TYPE),
        ("mesh: { mtls: { a: b } }", Code.WRONG_TYPE),
        ("connect: { links: { a: b } }", Code.WRONG_TYPE),
        ('environment: { owner: "a\\nb" }', Code.WRONG_FORM),
        ("environment: { tags: { ~: b } }", Code.WRONG_TYPE),
        ("state: { backend: ftp://example.com }", Code.WRONG_FORM),
    ],
)
def test_single_mistakes(tail: str, code: Code) -> None:
    """Each mistake has its own code, and nothing else is said."""
    assert codes(HEAD + tail + "\n") == [code]


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("10.9.0.300", Code.WRONG_FORM),
        ("fe80::1%eth0", Code.WRONG_FORM),
        ("127.0.0.1", Code.NOT_USABLE_RANGE),
        ("'fd00::1'", Code.WRONG_FAMILY),
    ],
)
def test_addresses_of_machines(address: str, code: Code) -> None:
    """The address of a machine must be one, routable, and of a family that the mesh has."""
    machine = f"    machines: [{{ name: m, address: {address}, service: s }}]\n"
    site = "  - name: ohio\n    cloud: aws\n    region: us-east-2\n"
    assert codes(HEAD + site + machine) == [code]


def test_ipv6_is_welcome_in_a_dual_stack_mesh() -> None:
    """With ``addresses.ipv6`` ranges and addresses of both families are taken."""
    site = (
        "  - name: ohio\n    cloud: aws\n    region: us-east-2\n    ranges: ['fd00:1::/48', 10.1.0.0/16]\n"
        "    machines: [{ name: m, address: 'fd00:1::4', service: s }]\n"
    )
    loaded = load_text(HEAD + site + "addresses: { ipv6: 'fd5e:ed31:718f::/48' }\n", "f")
    assert loaded.topology.site("ohio").machines[0].address.version == 6


def test_durations_are_seconds() -> None:
    """``ttl`` takes minutes, hours and days."""
    for text, seconds in (("30m", 1800), ("8h", 28800), ("2d", 172800)):
        loaded = load_text(f"{HEAD}environment: {{ ttl: {text} }}\n", "f")
        assert loaded.topology.environment.ttl_seconds == seconds


def test_nothing_written_means_the_default_where_there_is_nothing_to_say() -> None:
    """An optional key may stand empty."""
    loaded = load_text(HEAD + "connect: { hub: }\nenvironment: { ttl: null, owner: ~ }\n", "f").topology
    assert (loaded.connect.hub, loaded.environment.ttl_seconds, loaded.environment.owner) == (
        None,
        None,
        None,
    )


def test_credentials_are_not_repeated() -> None:
    """What looks like a secret in the file is in no message."""
    with pytest.raises(InputError) as refused:
        load_text((CASES / "bad" / "secrets.yaml").read_text(), "f")
    assert "hunter2" not in str(refused.value.findings)


def test_long_lists_of_names_are_cut_short() -> None:
    """Of a hundred sites a hint names the nearest and a dozen others."""
    sites = "".join(f"  - {{ name: site-{n}, cloud: aws, region: us-east-1 }}\n" for n in range(99))
    with pytest.raises(InputError) as refused:
        load_text(f"{HEAD}{sites}connect: {{ links: hub-and-spoke, hub: sites-42 }}\n", "f")
    (finding,) = refused.value.findings
    assert finding.hint.startswith("did you mean `site-42`? the sites are: virginia, site-0, ")
    assert finding.hint.endswith(" and 88 more")


def test_every_code_has_a_meaning() -> None:
    """The reference has each code once."""
    assert set(MEANINGS) == set(Code)


def findings_of(text: str) -> tuple[Finding, ...]:
    """What the loader says of a text, whether it takes it or not; InputError is all that it may raise."""
    try:
        return load_text(text, "f").findings
    except InputError as refused:
        return refused.findings or (Finding("nothing was found", "", Severity.ERROR, ""),)


def load_or_refuse(text: str) -> None:
    """Loading gives a topology, or findings that each have a place; nothing else."""
    for finding in findings_of(text):
        assert WHERE.fullmatch(finding.where), finding
        assert finding.code in set(Code)
        assert finding.text
        assert finding.hint


@given(st.text())
def test_any_text_loads_or_is_refused(text: str) -> None:
    """No text makes the loader fail in another way."""
    load_or_refuse(text)


@given(st.text(alphabet="-[]{}:,&*!|>'\"%@`#? \n\tab<1", max_size=60))
def test_any_yaml_like_text_loads_or_is_refused(text: str) -> None:
    """Nor does a text made of the signs that mean something to YAML."""
    load_or_refuse(text)


@st.composite
def mutations(draw: st.DrawFn) -> str:
    """A good file of which a part was cut out, doubled, or replaced."""
    text = draw(st.sampled_from(GOOD_TEXTS))
    first, last = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
    last = min(last, first + draw(st.integers(0, 40)))
    middle = draw(
        st.sampled_from(["", text[first:last] * 2, " null", "[]", "{}", "0", "-1", "\n", "&a", "*a", "'"])
        | st.text(max_size=8)
    )
    return text[:first] + middle + text[last:]


@given(mutations())
def test_any_mutation_of_a_good_file_loads_or_is_refused(text: str) -> None:
    """Nor does a good file with an accident."""
    load_or_refuse(text)


@given(st.sampled_from(GOOD_TEXTS), st.data())
def test_any_value_may_be_of_any_type(text: str, data: st.DataObject) -> None:
    """Nor does a good file in which one value became something else altogether."""
    values = list(re.finditer(r"(?<=: )[^\s{}\[\],]+", text))
    value = data.draw(st.sampled_from(values))
    other = data.draw(st.sampled_from(["[]", "{}", "[[]]", "{a: b}", "~", "''", "5", "null", "x", "10.0.0.0/8"]))
    load_or_refuse(text[: value.start()] + other + text[value.end() :])
