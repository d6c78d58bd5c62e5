"""The proof as text: the pairs as a table, then every fault with its element and what to do."""

from __future__ import annotations

from collections import defaultdict

from meshctl.proof.model import Answer, Proof, Verdict
from meshctl.report.table import table

_LAYERS = ("route", "firewall", "source", "trust", "secrets", "gateway")
_MARK = {
    Answer.REACHABLE: "ok",
    Answer.UNREACHABLE: "BROKEN",
    Answer.AMBIGUOUS: "ambiguous",
    Answer.UNDETERMINED: "unknown",
}


def proof_text(proof: Proof) -> str:
    """One row an ordered pair and one column a layer; then the faults; then the answer."""
    pairs: dict[tuple[str, str], dict[str, Verdict]] = defaultdict(dict)
    tunnels = []
    for verdict in proof.verdicts:
        if verdict.target:
            pairs[verdict.source, verdict.target][verdict.layer] = verdict
        else:
            tunnels.append(verdict)
    layers = [layer for layer in _LAYERS if any(layer in row for row in pairs.values())]
    rows = [
        (source, target, *(_MARK[row[layer].answer] if layer in row else "-" for layer in layers))
        for (source, target), row in sorted(pairs.items())
    ]
    lines = table(("from", "to", *layers), rows)
    if tunnels:
        up = sum(verdict.answer is Answer.REACHABLE for verdict in tunnels)
        lines.append(f"  tunnel ends that come up: {up} of {len(tunnels)}")
    faults = sorted({verdict.fault for verdict in proof.verdicts if verdict.fault})
    for fault in faults:
        lines += [f"error[{fault.code}]: {fault.text}", f"  at {fault.element}", f"  hint: {fault.hint}"]
    lines.append(_last(proof, len(faults)))
    return "\n".join(lines) + "\n"


def _last(proof: Proof, faults: int) -> str:
    if not proof.clusters:
        return "Verified: nothing stands, so there is nothing to prove"
    if proof.holds:
        return f"Verified: {len(proof.verdicts)} checks hold over {len(proof.clusters)} clusters"
    return f"Not verified: {faults} faults"
