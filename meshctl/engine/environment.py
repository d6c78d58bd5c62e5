"""An environment: one mesh's stacks, records and, where simulated, clouds, and where they lie.

::

    .meshctl/                     beside the topology file
      state/                      Pulumi's state, unless the topology names another backend
      records/<environment>/      one file a unit: how its last run ended, what it was made from
      work/                       scratch folders of Pulumi, one a unit
      logs/                       what Pulumi said, one file a unit
      simulate/                   the same four for --simulate, and clouds/, what the simulated clouds hold
"""

from __future__ import annotations

import os
import secrets as random_secrets
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Environment:
    mesh: str
    name: str | None
    """One of many environments of the same topology; None is the plain one."""
    simulate: bool
    folder: Path
    """``.meshctl`` beside the topology file."""
    backend: str
    secrets: str
    time_scale: float = 1.0

    @property
    def home(self) -> Path:
        """Where this environment's own files lie; those of simulated clouds apart from the real ones."""
        return (self.folder / "simulate" if self.simulate else self.folder).resolve()

    @property
    def clouds(self) -> Path:
        """What the simulated clouds hold: one set of clouds for all environments of a folder."""
        return self.folder.resolve() / "simulate" / "clouds"

    @property
    def label(self) -> str:
        """The environment as a part of file names; no name that a user can give is that of the plain one."""
        return f"env-{self.name}" if self.name else "main"

    @property
    def records(self) -> Path:
        return self.home / "records" / self.label

    @property
    def logs(self) -> Path:
        return self.home / "logs" / self.label

    def work(self, unit: str) -> Path:
        """The scratch folder of a unit: Pulumi keeps settings by folder, so no two units share one."""
        return self.home / "work" / self.label / file_name(unit)

    @property
    def state_url(self) -> str:
        """Pulumi's backend. Simulated runs always keep their state in their own folder."""
        if self.simulate:
            return f"file://{self.home / 'state'}"
        if self.backend.startswith("file://"):
            # A path that is not absolute is one from the topology's folder; `~` is the user's own.
            path = Path(self.backend.removeprefix("file://")).expanduser()
            return f"file://{self.folder.resolve().parent / path}"
        return self.backend

    @property
    def state_folder(self) -> Path | None:
        """The folder of the state where it is on this machine, else None."""
        return Path(self.state_url.removeprefix("file://")) if self.state_url.startswith("file://") else None

    def project(self, unit: str) -> str:
        """The Pulumi project of a unit: the mesh and the unit's kind."""
        return f"{self.mesh}-{unit.partition('/')[0]}"

    def stack(self, unit: str) -> str:
        """The Pulumi stack of a unit: what it is for, with the environment before it where there is one."""
        kind, _, tail = unit.partition("/")
        name = (tail or kind).replace("~", ".")
        return f"{self.name}.{name}" if self.name else name

    def checkpoint(self, unit: str) -> Path | None:
        """The state file of a unit, where the state is on this machine."""
        folder = self.state_folder
        if folder is None:
            return None
        return folder / ".pulumi" / "stacks" / self.project(unit) / f"{self.stack(unit)}.json"

    def variables(self) -> dict[str, str]:
        """What Pulumi's processes get in their environment."""
        wanted = {
            "PULUMI_BACKEND_URL": self.state_url,
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DIY_BACKEND_NO_LEGACY_WARNING": "true",
            "PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS": "true",
            "PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK": "true",
            "PULUMI_HOME": os.environ.get("PULUMI_HOME") or str(Path.home() / ".pulumi"),
        }
        if self.simulate:
            wanted |= {
                # The attached providers are used as they are; without this Pulumi would look for the real ones.
                "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
                "PULUMI_CONFIG_PASSPHRASE_FILE": str(self._passphrase()),
                "PULUMI_HOME": str(self.home / "pulumi"),
            }
        return wanted

    def _passphrase(self) -> Path:
        """A passphrase of its own for simulated states, made once, readable by its owner only."""
        path = self.home / "passphrase"
        if not path.exists():
            write_private(path, random_secrets.token_hex(32))
        return path


def file_name(unit: str) -> str:
    """The name of a unit as a file name."""
    return unit.replace("/", "_")


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write(text)
    scratch.replace(path)
