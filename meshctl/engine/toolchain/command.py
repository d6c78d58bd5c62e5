"""Which Pulumi CLI is used: the ways to one, in order."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from meshctl.engine.toolchain import build, cache, release, version
from meshctl.errors import MissingError
from meshctl.findings import Finding, Severity


def pulumi_command(say: Callable[[str], None]) -> Path:
    """The path of a Pulumi CLI that is new enough; ``say`` hears what takes time.

    Raises MissingError (MC601) when there is none and none could be had, with every way that was tried.
    """
    on_path = shutil.which("pulumi")
    if on_path and version.new_enough(version.of(Path(on_path))):
        return Path(on_path)
    root = cache.pulumi_root()
    cached = root / "bin" / cache.executable("pulumi")
    if cached.exists():
        return cached
    tried = [f"`pulumi` on PATH: {'it is older' if on_path else 'there is none'}"]
    wanted = version.text(version.VERSION)
    say(f"fetching the Pulumi CLI {wanted}")
    try:
        with cache.filled(root) as scratch:
            release.install(scratch)
    except cache.UnavailableError as error:
        tried.append(f"the official release: {error}")
        say("  the release cannot be fetched here: building it from its Go modules, about 4 minutes")
        try:
            with cache.filled(root) as scratch:
                build.build(scratch, say)
        except cache.UnavailableError as failed:
            tried.append(f"a build from the Go modules: {failed}")
            raise MissingError(_missing(wanted, tried)) from failed
    say(f"  the Pulumi CLI {wanted} is ready")
    return cached


def _missing(wanted: str, tried: list[str]) -> Finding:
    return Finding(
        where="pulumi",
        code="MC601",
        severity=Severity.ERROR,
        text=f"the Pulumi CLI {wanted} or newer is needed and could not be had; tried " + "; ".join(tried),
        hint="install it (https://www.pulumi.com/docs/install/), or Go, and run the same command again",
    )
