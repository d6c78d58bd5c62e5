"""Pulumi's Automation API with what it does too much taken out, and its processes made hard to kill by accident.

The stock API starts four processes an update; one is enough, since outputs are caught in the program itself.
It also gives the CLI pipes: when our side dies, the CLI dies of them at once and leaves a locked, half-written
stack. Here the CLI writes to a file and has a session of its own, so it ends its steps in order even when it is
left alone.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pulumi.automation import LocalWorkspace, ProjectSettings, PulumiCommand, Stack, UpdateSummary
from pulumi.automation._cmd import CommandResult
from pulumi.automation._stack import StackInitMode
from pulumi.automation.errors import StackAlreadyExistsError, create_command_error
from semver import VersionInfo

from meshctl.engine.toolchain import VERSION


class EndedError(Exception):
    """Pulumi was not started: the run is to end."""


class DetachedCommand(PulumiCommand):
    """The Pulumi CLI, started in a session of its own with a file for what it says."""

    def __init__(
        self,
        command: Path,
        log: Path,
        started: Callable[[int], None],
        ending: threading.Event,
        hidden: Callable[[str], str],
    ) -> None:
        # Not calling the base class: it would start a process only to ask for the version.
        self.command = str(command)
        self.version = VersionInfo(*VERSION)
        self._log = log
        self._started = started
        self._ending = ending
        self._hidden = hidden

    def run(
        self,
        args: list[str],
        cwd: str,
        additional_env: Mapping[str, str],
        on_output: Callable[[str], Any] | None = None,
        on_error: Callable[[str], Any] | None = None,
    ) -> CommandResult:
        """Run one command to its end; ``started`` hears its process id at once. None is begun once all is to end."""
        if self._ending.is_set():
            raise EndedError
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as log:
            begin = log.tell()
            process = subprocess.Popen(
                [self.command, *args, "--non-interactive", "--color", "never"],
                cwd=cwd,
                env={**os.environ, **additional_env, "PULUMI_AUTOMATION_API": "true"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            self._started(process.pid)
            code = process.wait()
        said = self._kept(begin)
        result = CommandResult(stdout=said, stderr=said, code=code)
        if code != 0:
            raise create_command_error(result)
        return result

    def _kept(self, begin: int) -> str:
        """What the CLI has said since; the log keeps it without the secrets that a refusal repeated."""
        with self._log.open("r+b") as log:
            log.seek(begin)
            said = log.read().decode(errors="replace")
            hidden = self._hidden(said)
            if hidden != said:
                log.seek(begin)
                log.truncate()
                log.write(hidden.encode())
        return hidden


class LeanWorkspace(LocalWorkspace):
    """A workspace that does not ask for what every command is told anyway."""

    def select_stack(self, stack_name: str) -> None:
        """``--stack`` goes with every command: nothing to select."""


class LeanStack(Stack):
    """A stack whose outputs are caught by the program and whose history nobody asks for."""

    new = False
    """Was there no such stack before."""

    def outputs(self) -> dict[str, Any]:
        return {}

    def _run_pulumi_cmd_sync(
        self,
        args: list[str],
        on_output: Callable[[str], Any] | None = None,
        on_error: Callable[[str], Any] | None = None,
    ) -> CommandResult:
        # Destroying and removing the empty stack in one process.
        wanted = ["destroy", "--remove", *args[1:]] if args[0] == "destroy" else args
        return super()._run_pulumi_cmd_sync(wanted, on_output, on_error)

    def forget_pending(self) -> None:
        """Take the pending operations out of the state; its secrets stay encrypted on the way."""
        # The stock export decrypts every secret, and what the CLI says lands in a log.
        file = Path(self.workspace.work_dir) / "state.json"
        self._run_pulumi_cmd_sync(["stack", "export", "--file", str(file)])
        exported = json.loads(file.read_text(encoding="utf-8"))
        exported["deployment"]["pending_operations"] = []
        file.write_text(json.dumps(exported), encoding="utf-8")
        self._run_pulumi_cmd_sync(["stack", "import", "--file", str(file)])
        file.unlink()

    def info(self, show_secrets: bool = True) -> UpdateSummary:
        return UpdateSummary("update", datetime.now(UTC), "", {}, {}, "succeeded")


def begin(checkpoint: Path, project: str) -> None:
    """An empty stack where the state is a folder of this machine: what `pulumi stack init` makes, without its process.

    The rest of it, how its secrets are encrypted, is added by the first update.
    """
    checkpoint.parent.mkdir(parents=True, exist_ok=True)
    empty = {"version": 3, "checkpoint": {"stack": f"organization/{project}/{checkpoint.stem}"}}
    scratch = checkpoint.with_name(f".{checkpoint.name}")
    scratch.write_text(json.dumps(empty), encoding="utf-8")
    scratch.replace(checkpoint)


def stack(
    command: PulumiCommand,
    project: str,
    name: str,
    work: Path,
    variables: Mapping[str, str],
    secrets: str,
    program: Callable[[], Any] | None,
    exists: bool,
) -> LeanStack:
    """The stack, made unless it ``exists`` or turns out to. ``work`` is a folder of its own."""
    work.mkdir(parents=True, exist_ok=True)
    workspace = LeanWorkspace(
        work_dir=str(work),
        env_vars=dict(variables),
        pulumi_command=command,
        secrets_provider=secrets,
        project_settings=ProjectSettings(name=project, runtime="python", main=str(work)),
        program=program,
    )
    if not exists:
        with contextlib.suppress(StackAlreadyExistsError):
            made = LeanStack(name, workspace, StackInitMode.CREATE)
            made.new = True
            return made
    return LeanStack(name, workspace, StackInitMode.SELECT)
