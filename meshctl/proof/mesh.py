"""The mesh over clusters: one trust domain and root, each other's secrets, gateways between networks."""

from __future__ import annotations

import hashlib

from meshctl.proof.fabric import BuiltMesh
from meshctl.proof.model import Answer, Fault, Verdict

CROSS_NETWORK = 15443
"""The port of an east-west gateway that takes mutual TLS by name, in the sidecar data plane."""


def trust(source: BuiltMesh, target: BuiltMesh) -> Verdict:
    """Would ``source`` accept a certificate of ``target``."""
    if source.trust_domain != target.trust_domain:
        text = f"trust domain {target.trust_domain}, and {source.trust_domain} in {source.cluster}"
        return _broken("trust", source, target, Fault("MC731", f"mesh/{target.cluster}", text, "run `meshctl up`"))
    if source.root is None or target.root is None:
        lacking = source if source.root is None else target
        fault = Fault("MC732", f"mesh/{lacking.cluster}", "its root certificate cannot be seen", "run `meshctl up`")
        return Verdict("trust", source.cluster, target.cluster, Answer.UNDETERMINED, fault)
    if source.root != target.root:
        text = f"root {_print(target.root)}, and {_print(source.root)} in {source.cluster}"
        return _broken("trust", source, target, Fault("MC733", f"mesh/{target.cluster}", text, "run `meshctl up`"))
    return _holds("trust", source, target)


def _print(pem: str) -> str:
    return hashlib.sha256(pem.strip().encode()).hexdigest()[:12]


def secrets(source: BuiltMesh, target: BuiltMesh) -> Verdict:
    """Does ``source`` hold the secret with which it reads the endpoints of ``target``."""
    if target.cluster in source.remotes:
        return _holds("secrets", source, target)
    text = f"no remote secret for {target.cluster}: its endpoints are unknown"
    return _broken("secrets", source, target, Fault("MC734", f"remotes/{source.cluster}", text, "run `meshctl up`"))


def gateway(source: BuiltMesh, target: BuiltMesh) -> Verdict:
    """Is there a door from the network of ``source`` into that of ``target``."""
    if target.gateway is None:
        text = f"it is in network {target.network} and has no gateway address that {source.cluster} could use"
        return _broken("gateway", source, target, Fault("MC741", f"mesh/{target.cluster}", text, "run `meshctl up`"))
    if CROSS_NETWORK not in target.gateway_ports:
        text = f"its gateway does not open port {CROSS_NETWORK} to other networks"
        return _broken("gateway", source, target, Fault("MC742", f"mesh/{target.cluster}", text, "run `meshctl up`"))
    return Verdict("gateway", source.cluster, target.cluster, Answer.REACHABLE, None, (target.gateway,))


def _holds(layer: str, source: BuiltMesh, target: BuiltMesh) -> Verdict:
    return Verdict(layer, source.cluster, target.cluster, Answer.REACHABLE)


def _broken(layer: str, source: BuiltMesh, target: BuiltMesh, fault: Fault) -> Verdict:
    return Verdict(layer, source.cluster, target.cluster, Answer.UNREACHABLE, fault)
