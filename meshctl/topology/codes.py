"""The codes of everything that can be wrong with a topology file, one for each kind of mistake.

Codes are stable: a code never changes its meaning, and a code that is no longer used is never given out
again. ``MEANINGS`` is the text of the reference: what it means, and what to do.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final


class Code(enum.StrEnum):
    UNREADABLE = "MC101"
    NOT_TEXT = "MC102"
    NOT_YAML = "MC103"
    EMPTY = "MC104"
    SEVERAL_DOCUMENTS = "MC105"
    TOO_LARGE = "MC106"
    YAML_FEATURE = "MC107"
    UNKNOWN_KEY = "MC110"
    REPEATED_KEY = "MC111"
    MISSING_KEY = "MC112"
    WRONG_TYPE = "MC113"
    UNKNOWN_CHOICE = "MC114"
    WRONG_FORM = "MC115"
    OUT_OF_BOUNDS = "MC116"
    WRONG_COUNT = "MC117"
    HOST_BITS = "MC120"
    NOT_USABLE_RANGE = "MC121"
    WRONG_FAMILY = "MC122"
    POOLS_OVERLAP = "MC123"
    OUTSIDE_SITE = "MC124"
    DUPLICATE_NAME = "MC130"
    UNKNOWN_NAME = "MC131"
    SAME_ENDS = "MC132"
    MIN_ABOVE_MAX = "MC133"
    DOES_NOT_APPLY = "MC140"
    NEEDS_RANGES = "MC141"
    NEEDS_ROUTER = "MC142"
    NEEDS_HUB = "MC143"
    NEEDS_EXISTING = "MC144"
    RANGES_UNKNOWN = "MC145"
    RESERVED_TAG = "MC146"
    SECRET_IN_URL = "MC147"  # noqa: S105 -- the name of a mistake, not a secret


MEANINGS: Final[Mapping[Code, tuple[str, str]]] = MappingProxyType(
    {
        Code.UNREADABLE: ("the file is not there or cannot be read", "name a file that can be read"),
        Code.NOT_TEXT: ("the file is not UTF-8 text", "save it as UTF-8 without control characters"),
        Code.NOT_YAML: (
            "the file breaks the rules of YAML",
            "mend the line; indent with spaces, quote odd text",
        ),
        Code.EMPTY: ("the file holds nothing", "start from `meshctl init`"),
        Code.SEVERAL_DOCUMENTS: ("the file holds more than one YAML document", "one file, one mesh"),
        Code.TOO_LARGE: (
            "the file, written out in full, is too large or too deep",
            "look for aliases of aliases",
        ),
        Code.YAML_FEATURE: ("a YAML tag or alias that a topology cannot use", "write the value out"),
        Code.UNKNOWN_KEY: ("a key that does not exist", "take the nearest name, or look in the reference"),
        Code.REPEATED_KEY: ("the same key twice in one mapping", "remove one of the two"),
        Code.MISSING_KEY: ("a key that must be there is not", "add it"),
        Code.WRONG_TYPE: ("a value of another type than expected", "write what the hint says"),
        Code.UNKNOWN_CHOICE: ("a word that is not one of the choices", "take one of those listed"),
        Code.WRONG_FORM: ("a text that is not of the form expected", "write it as the hint says"),
        Code.OUT_OF_BOUNDS: ("a number below or above what is possible", "stay within the bounds named"),
        Code.WRONG_COUNT: ("a list with too few or too many entries", "write as many as the hint says"),
        Code.HOST_BITS: ("a range with host bits set", "write the range that the hint names"),
        Code.NOT_USABLE_RANGE: (
            "a range or address that cannot be routed",
            "take a private or public unicast one",
        ),
        Code.WRONG_FAMILY: ("IPv6 where IPv4 is needed, or the other way round", "see the hint"),
        Code.POOLS_OVERLAP: ("two pools share addresses", "remove or narrow one of the two"),
        Code.OUTSIDE_SITE: ("an address outside its site's ranges", "correct the address or the ranges"),
        Code.DUPLICATE_NAME: ("two things of one kind have the same name", "rename one of the two"),
        Code.UNKNOWN_NAME: ("a reference to something that is not in the file", "take the nearest name"),
        Code.SAME_ENDS: ("a link whose two ends are the same site", "name two sites"),
        Code.MIN_ABOVE_MAX: ("the smallest count is above the largest", "swap or correct them"),
        Code.DOES_NOT_APPLY: ("a key that has no meaning here", "remove it"),
        Code.NEEDS_RANGES: ("something that exists already, without its ranges", "add `ranges`"),
        Code.NEEDS_ROUTER: ("a data centre without a router cannot have a VPN", "add `router`"),
        Code.NEEDS_HUB: ("hub-and-spoke without a hub", "add `connect.hub`"),
        Code.NEEDS_EXISTING: (
            "a cluster in a data centre that is not adopted",
            "add `existing: {context: ...}`",
        ),
        Code.RANGES_UNKNOWN: ("an adopted cluster whose ranges are not given", "add the ranges it uses"),
        Code.RESERVED_TAG: ("a tag that meshctl sets itself", "choose another key"),
        Code.SECRET_IN_URL: (
            "an address with a user or password in it",
            "give credentials by the environment",
        ),
    }
)
