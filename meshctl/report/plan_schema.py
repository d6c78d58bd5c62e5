"""JSON Schema of the plan's JSON. Consumers must allow for keys that a later minor version adds."""

from __future__ import annotations

from typing import Any

_TEXT: dict[str, Any] = {"type": "string"}
_TEXT_OR_NULL: dict[str, Any] = {"type": ["string", "null"]}
_COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
_NUMBER: dict[str, Any] = {"type": "number", "minimum": 0}


def plan_schema() -> dict[str, Any]:
    """The schema, as plain values (draft 2020-12)."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The plan of a mesh",
        **_object(
            format_version={"type": "string", "pattern": r"^1\.[0-9]+$"},
            name=_TEXT,
            model=_one_of("auto", "flat", "gateway"),
            has_changes={"type": "boolean"},
            sites=_list(_site()),
            clusters=_list(_cluster()),
            networks=_list(_network()),
            links=_list(_link()),
            pairs=_list(_pair()),
            mesh=_mesh(),
            units=_list(_unit()),
            findings=_list(_finding()),
            cost=_cost(),
            time=_object(seconds=_COUNT, critical_path=_list(_object(unit=_TEXT, seconds=_COUNT))),
        ),
    }


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    names = {("from" if name == "from_" else name): schema for name, schema in properties.items()}
    return {"type": "object", "properties": names, "required": list(names)}


def _list(items: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "array", "items": items, **more}


def _one_of(*values: str) -> dict[str, Any]:
    return {"enum": list(values)}


def _site() -> dict[str, Any]:
    purposes = ("nodes", "pods", "services", "control-plane", "gateway", "public", "private", "transit")
    subnet = _object(name=_TEXT, purpose=_one_of(*purposes), zone=_TEXT_OR_NULL, range=_TEXT)
    return _object(
        name=_TEXT,
        cloud=_one_of("aws", "gcp", "azure", "onprem"),
        region=_TEXT,
        ranges=_list(_TEXT),
        asn={"type": ["integer", "null"]},
        subnets=_list(subnet),
    )


def _cluster() -> dict[str, Any]:
    return _object(
        name=_TEXT,
        site=_TEXT,
        cloud=_one_of("aws", "gcp", "azure", "onprem"),
        network=_TEXT,
        nodes=_list(_TEXT),
        pods=_list(_TEXT),
        services=_list(_TEXT),
        nodes_max=_COUNT,
        pods_per_node=_COUNT,
        pod_addresses=_one_of("routable", "overlay"),
    )


def _network() -> dict[str, Any]:
    gateway = _object(addresses=_one_of("public", "private"), ports=_list(_COUNT))
    return _object(name=_TEXT, clusters=_list(_TEXT), gateway={"anyOf": [gateway, {"type": "null"}]})


def _link() -> dict[str, Any]:
    end = _object(site=_TEXT, address=_TEXT, asn=_COUNT)
    tunnel = _object(name=_TEXT, inside=_TEXT, ends=_list(end, minItems=2, maxItems=2))
    return _object(
        name=_TEXT,
        between=_list(_TEXT, minItems=2, maxItems=2),
        via=_one_of("vpn", "peering", "transit-gateway", "interconnect"),
        redundancy=_COUNT,
        mtu=_COUNT,
        bandwidth_gbps=_NUMBER,
        tunnels=_list(tunnel),
        monthly_cost=_NUMBER,
    )


def _pair() -> dict[str, Any]:
    return _object(
        from_=_TEXT,
        to=_TEXT,
        path=_one_of("flat", "gateway", "none"),
        reason=_object(code=_TEXT, text=_TEXT),
        fix=_TEXT_OR_NULL,
        through=_list(_TEXT),
        mtu=_COUNT,
        monthly_cost_per_tb=_NUMBER,
    )


def _mesh() -> dict[str, Any]:
    return _object(
        kind=_TEXT,
        version=_TEXT,
        data_plane=_TEXT,
        trust_domain=_TEXT,
        mtls=_TEXT,
        access=_TEXT,
        observe=_list(_TEXT),
    )


def _unit() -> dict[str, Any]:
    change = _one_of("create", "update", "delete", "none")
    return _object(name=_TEXT, kind=_TEXT, needs=_list(_TEXT), change=change)


def _finding() -> dict[str, Any]:
    severity = _one_of("error", "warning", "note")
    return _object(code=_TEXT, severity=severity, where=_TEXT, text=_TEXT, hint=_TEXT, source=_TEXT)


def _cost() -> dict[str, Any]:
    line = _object(what=_TEXT, where=_TEXT, hourly=_NUMBER)
    return _object(hourly=_NUMBER, monthly=_NUMBER, currency=_TEXT, lines=_list(line))
