"""The official release of the Pulumi CLI, through the installer of Pulumi's Automation API."""

from __future__ import annotations

import subprocess
from pathlib import Path

from meshctl.engine.toolchain.cache import UnavailableError
from meshctl.engine.toolchain.version import VERSION, text


def install(root: Path) -> None:
    """Fetch the release into ``root``; UnavailableError tells why it could not be."""
    from pulumi.automation import PulumiCommand
    from semver import VersionInfo

    try:
        PulumiCommand.install(root=str(root), version=VersionInfo.parse(text(VERSION)))
    except subprocess.CalledProcessError as error:
        words = (error.output or b"").decode(errors="replace").strip().splitlines()
        raise UnavailableError(words[-1] if words else str(error)) from error
    except Exception as error:  # whatever the installer raises, the next way is tried
        raise UnavailableError(str(error)) from error
