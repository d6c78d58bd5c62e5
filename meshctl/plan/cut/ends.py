"""Which tunnel ends where: the numbering that the recipes of D1 to D3 fix."""

from __future__ import annotations

from meshctl.plan.model import Link, Tunnel, TunnelEnd


def tunnel_end(tunnel: Tunnel, site: str) -> TunnelEnd:
    """The end of a tunnel at a site."""
    first, second = tunnel.ends
    return first if first.site == site else second


def instance(link: Link, tunnel: Tunnel) -> int:
    """The gateway instance (Azure) or interface (GCP) that a tunnel ends in, 0 or 1.

    Four tunnels are two connections of two: the first of them ends in instance 0 (AG-MAP, AA-INSIDE); of two
    tunnels each has an instance of its own (GZ-MAP).
    """
    return (int(tunnel.name) - 1) * 2 // len(link.tunnels)


def counterpart(link: Link, tunnel: Tunnel) -> Tunnel:
    """The tunnel of the same rank in the other instance: its address is the placeholder (VNG-APIPA-SEL)."""
    half = len(link.tunnels) // 2
    number = int(tunnel.name)
    other = number + half if number <= half else number - half
    return next(found for found in link.tunnels if found.name == str(other))
