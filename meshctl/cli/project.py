"""What most commands begin with: the topology, its lock, and the plan that follows from both."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from meshctl.errors import InputError
from meshctl.findings import Finding, Severity

if TYPE_CHECKING:
    from meshctl.engine import Environment
    from meshctl.plan.model import Plan
    from meshctl.topology import Loaded


@dataclass(frozen=True, slots=True)
class Project:
    """One topology file, read and planned, in one of its environments."""

    file: Path
    loaded: Loaded
    plan: Plan
    environment_name: str | None

    @property
    def lock_file(self) -> Path:
        """``mesh.lock`` beside ``mesh.yaml``."""
        return self.file.with_suffix(".lock")

    def environment(self, simulate: bool, time_scale: float = 1.0) -> Environment:
        """Where the engine keeps what it knows of this mesh."""
        from meshctl.engine import Environment

        state = self.loaded.topology.state
        return Environment(
            mesh=self.loaded.topology.name,
            name=self.environment_name,
            simulate=simulate,
            folder=self.file.parent / ".meshctl",
            backend=state.backend,
            secrets=state.secrets,
            time_scale=time_scale,
        )

    def write_lock(self) -> bool:
        """Write the lock that goes with the plan; True when that changed the file."""
        if self.lock_file.exists() and self.lock_file.read_text(encoding="utf-8") == self.plan.lock_text:
            return False
        scratch = self.lock_file.with_suffix(".lock.new")
        scratch.write_text(self.plan.lock_text, encoding="utf-8")
        scratch.replace(self.lock_file)
        return True


def load(file: Path, environment_name: str | None = None) -> Project:
    """Read and plan ``file``; InputError with everything that is wrong with the file or the lock.

    A plan with error findings is returned, so that `meshctl plan` can show it; the others call ``sound``.
    """
    from meshctl import topology
    from meshctl.address.lock import Lock
    from meshctl.plan import plan

    loaded = topology.load(file)
    lock_file = file.with_suffix(".lock")
    lock = Lock.parse(_text(lock_file), str(lock_file)) if lock_file.exists() else Lock.empty(loaded.topology.name)
    planned = plan(loaded.topology, loaded.positions, lock, environment=environment_name)
    return Project(file, loaded, planned, environment_name)


def sound(project: Project) -> Project:
    """The project, or InputError with the findings for which its plan is refused."""
    errors = [finding for finding in project.plan.findings if finding.severity is Severity.ERROR]
    if errors:
        raise InputError(errors)
    return project


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            Finding(str(file), "MC201", Severity.ERROR, f"cannot read the lock: {error}", "restore it from git")
        ) from error
