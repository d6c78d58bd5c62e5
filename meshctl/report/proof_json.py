"""The proof as JSON: one object a verdict."""

from __future__ import annotations

import json

from meshctl.proof.model import Proof, Verdict


def proof_json(proof: Proof, indent: int | None = 2) -> str:
    """``format_version``, ``holds``, ``clusters``, ``verdicts[]``: sorted, deterministic."""
    return json.dumps(
        {
            "format_version": "1.0",
            "holds": proof.holds,
            "clusters": list(proof.clusters),
            "verdicts": [_verdict(verdict) for verdict in proof.verdicts],
        },
        indent=indent,
    )


def _verdict(verdict: Verdict) -> dict[str, object]:
    fault = verdict.fault
    return {
        "layer": verdict.layer,
        "from": verdict.source,
        "to": verdict.target or None,
        "answer": str(verdict.answer),
        "path": list(verdict.path),
        "fault": fault and {"code": fault.code, "element": fault.element, "text": fault.text, "hint": fault.hint},
    }
