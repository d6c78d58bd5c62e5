"""The Pulumi CLI: found, fetched or built, once, and kept by version in the user's cache folder.

In this order: ``pulumi`` on PATH, if it is new enough; the one in the cache; the official release, through
Pulumi's own installer; and, where the internet is closed but Go is at hand, a build from the Go modules.
``python -m meshctl.engine.toolchain`` does just that and prints the path.
"""

from meshctl.engine.toolchain.command import pulumi_command
from meshctl.engine.toolchain.version import VERSION

__all__ = ["VERSION", "pulumi_command"]
