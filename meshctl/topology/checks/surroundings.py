"""No credentials in addresses of backends, and no tag that meshctl sets itself."""

from __future__ import annotations

import re
from typing import Final

from meshctl.topology.codes import Code
from meshctl.topology.reading import Reading, Values

RESERVED_PREFIX: Final = "meshctl-"
_CREDENTIALS: Final = re.compile(r"^[a-z0-9]+://[^/?#]*@")


def check_surroundings(document: Values, reading: Reading) -> None:
    state = document.get("state")
    for key in ("backend", "secrets") if state is not None else ():
        if _CREDENTIALS.match(state.get(key) or ""):
            text = f"`{state.at(key)}` has a user or password in it"  # not repeated: it may be a secret
            hint = "the file is shared: give credentials by the environment of the command"
            reading.report(state.at(key), Code.SECRET_IN_URL, text, hint)
    environment = document.get("environment")
    tags = environment.get("tags") if environment is not None else None
    for key in tags or ():
        if key.startswith(RESERVED_PREFIX):
            text = f"meshctl sets tags that begin with `{RESERVED_PREFIX}` itself"
            path = f"{environment.at('tags')}.{key}"
            reading.report(path, Code.RESERVED_TAG, text, "choose another key")
