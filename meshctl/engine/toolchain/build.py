"""The Pulumi CLI built from its Go modules, for machines that reach a Go module proxy and no more.

``pulumi/go.mod`` and ``go.sum`` beside this file pin every module. The replaced clipboard module is the one
that Pulumi itself builds with.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

from meshctl.engine.toolchain.cache import UnavailableError, executable
from meshctl.engine.toolchain.version import VERSION, text

PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
PACKAGES = 1550
"""About how many Go packages a build from nothing compiles; only used to show how far it is."""


def build(root: Path, say: Callable[[str], None]) -> None:
    """Build ``bin/pulumi`` below ``root``; UnavailableError tells why it could not be."""
    go = shutil.which("go")
    if go is None:
        raise UnavailableError("`go` is not on PATH")
    module = root / "module"
    shutil.copytree(Path(__file__).parent / "pulumi", module)
    target = root / "bin" / executable("pulumi")
    flags = f"-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v{text(VERSION)}"
    with subprocess.Popen(
        [go, "build", "-v", "-buildvcs=false", "-trimpath", "-ldflags", flags, "-o", str(target), PACKAGE],
        cwd=module,
        env={**os.environ, "GOFLAGS": "", "CGO_ENABLED": "0"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    ) as process:
        last = _follow(process.stderr or (), say)
    if process.returncode != 0:
        raise UnavailableError(f"`go build` failed: {last}")
    shutil.rmtree(module, ignore_errors=True)


def _follow(lines: Iterable[str], say: Callable[[str], None]) -> str:
    """Say now and then how far the build is; the last line that it printed."""
    downloaded = compiled = 0
    last = ""
    for line in lines:
        last = line.strip() or last
        if line.startswith("go: downloading"):
            downloaded += 1
            if downloaded % 100 == 1:
                say(f"  fetching Go modules: {downloaded}")
        else:
            compiled += 1
            if compiled % 200 == 0:
                say(f"  compiling: {min(compiled * 100 // PACKAGES, 99)} %")
    return last
