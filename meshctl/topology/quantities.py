"""The shapes of ranges, addresses, durations and bandwidths."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Final

from meshctl.topology.codes import Code
from meshctl.topology.models import Address, Network
from meshctl.topology.reading import Mistake, quote
from meshctl.topology.scalars import ScalarShape, Schema, Text
from meshctl.topology.tree import Scalar

_FOUR: Final = r"([0-9]{1,3}\.){3}[0-9]{1,3}"
_SIX: Final = r"[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*"
_SECONDS: Final = {"m": 60, "h": 3600, "d": 86400}
_PER_GBPS: Final = {"Mbps": 1000, "Gbps": 1}


@dataclass(frozen=True)
class _Family:
    versions: tuple[int, ...]

    def check(self, value: Address | Network, shown: str) -> None:
        if value.version not in self.versions:
            wanted = " or ".join(f"IPv{version}" for version in self.versions)
            hint = "IPv6 goes into `addresses.ipv6`" if self.versions == (4,) else f"write an {wanted} one"
            raise Mistake(Code.WRONG_FAMILY, f"`{shown}` is IPv{value.version}, {wanted} is needed here", hint)
        if value.is_loopback or value.is_multicast or value.is_link_local or value.is_unspecified:
            hint = "take a private or public unicast one"
            raise Mistake(Code.NOT_USABLE_RANGE, f"`{shown}` cannot be routed", hint)

    def pattern(self, four: str, six: str) -> str:
        forms = {4: _FOUR + four, 6: _SIX + six}
        return f"^({'|'.join(forms[version] for version in self.versions)})$"


@dataclass(frozen=True)
class Range(ScalarShape):
    """A range of addresses in CIDR form, without host bits."""

    what: str = "a range"
    form: str = "such as 10.20.0.0/16"
    versions: tuple[int, ...] = (4, 6)

    def expected(self) -> str:
        return f"{self.what}, {self.form}"

    def parse(self, scalar: Scalar) -> IPv4Network | IPv6Network:
        shown = quote(scalar.text)
        address, slash, length = scalar.text.partition("/")
        # ip_network also takes masks and bare addresses, which hide typing mistakes.
        if not slash or not (length.isascii() and length.isdigit()) or len(length) > 3:
            raise Mistake(Code.WRONG_FORM, f"`{shown}` is not valid as {self.what}", f"write {self.expected()}")
        try:
            value = ip_network(scalar.text, strict=False)
        except ValueError:
            raise Mistake(
                Code.WRONG_FORM, f"`{shown}` is not valid as {self.what}", f"write {self.expected()}"
            ) from None
        _Family(self.versions).check(value, shown)
        if value.prefixlen == 0:
            raise Mistake(Code.NOT_USABLE_RANGE, f"`{shown}` is everything", "write a smaller range")
        if ip_address(address) != value.network_address:
            hint = f"write {value}, the range that it lies in"
            raise Mistake(Code.HOST_BITS, f"`{shown}` has host bits set", hint)
        return value

    def schema(self) -> Schema:
        return {"type": "string", "pattern": _Family(self.versions).pattern(r"/[0-9]{1,2}", r"/[0-9]{1,3}")}


@dataclass(frozen=True)
class IpAddress(ScalarShape):
    """One address."""

    what: str = "an address"
    form: str = "such as 10.20.9.4"
    versions: tuple[int, ...] = (4, 6)

    def expected(self) -> str:
        return f"{self.what}, {self.form}"

    def parse(self, scalar: Scalar) -> Address:
        shown = quote(scalar.text)
        try:
            value = ip_address(scalar.text)
        except ValueError:
            raise Mistake(
                Code.WRONG_FORM, f"`{shown}` is not valid as {self.what}", f"write {self.expected()}"
            ) from None
        if "%" in scalar.text:  # an IPv6 scope means something on one host only
            raise Mistake(Code.WRONG_FORM, f"`{shown}` has a scope", "write the address without `%...`")
        _Family(self.versions).check(value, shown)
        return value

    def schema(self) -> Schema:
        return {"type": "string", "pattern": _Family(self.versions).pattern("", "")}


def _seconds(text: str) -> int:
    return int(text[:-1]) * _SECONDS[text[-1]]


def _gbps(text: str) -> float:
    return float(text[:-4]) / _PER_GBPS[text[-4:]]


DURATION: Final = Text("a time", "such as 30m, 8h or 2d", r"^[1-9][0-9]{0,5}[mhd]$", convert=_seconds)
"""Value in seconds."""

_MBPS_FORM: Final = r"[1-9][0-9]{0,6}Mbps"
_GBPS_FORM: Final = r"([1-9][0-9]{0,3}(\.[0-9]{1,3})?|0\.([1-9][0-9]{0,2}|0[1-9][0-9]?|00[1-9]))Gbps"

BANDWIDTH: Final = Text("a bandwidth", "such as 500Mbps or 2Gbps", f"^({_MBPS_FORM}|{_GBPS_FORM})$", convert=_gbps)
"""Value in Gbit/s, a multiple of 0.001."""


def write_duration(seconds: int) -> str:
    """The text that DURATION reads as ``seconds``, whole minutes."""
    unit = next(unit for unit in ("d", "h", "m") if seconds % _SECONDS[unit] == 0)
    return f"{seconds // _SECONDS[unit]}{unit}"


def write_bandwidth(gbps: float) -> str:
    """The text that BANDWIDTH reads as ``gbps``, a multiple of 0.001."""
    mbps = round(gbps * 1000)
    return f"{mbps}Mbps" if mbps % 1000 else f"{mbps // 1000}Gbps"
