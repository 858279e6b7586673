"""What a service is to run: one vault's daemon, under a name that every service manager takes."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from milestoned.light.dataclasses import dataclass
from milestoned.vault import user_dirs

# A manager starts a service with an environment of its own: these decide where our files are and when a day ends.
_KEPT = ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "TZ")


@dataclass(frozen=True, slots=True)
class Job:
    """One vault's service. `name` is ASCII letters, digits, `-` and `_`, and the same for the same vault."""

    root: Path
    name: str
    state: Path
    environment: dict[str, str]

    @classmethod
    def of(cls, root: Path) -> Job:
        """Describe the service of a vault, with this process' Python and environment."""
        state = user_dirs.vault_state(root)
        name = "milestoned-" + re.sub(r"[^A-Za-z0-9_-]", "-", state.name)
        environment = {key: value for key in _KEPT if (value := os.environ.get(key))}
        if modules := os.environ.get("PYTHONPATH"):
            environment["PYTHONPATH"] = os.pathsep.join(
                str(Path(part).resolve()) for part in modules.split(os.pathsep)
            )
        return cls(root, name, state, environment)

    @property
    def log(self) -> Path:
        """The file of the daemon's log, if no manager keeps it."""
        return self.state / "service.log"

    @property
    def older_log(self) -> Path:
        """The log before this one, which was full."""
        return self.state / "service.log.1"

    @property
    def pid_file(self) -> Path:
        """The file with the process number of the service's daemon, while it runs."""
        return self.state / "service.pid"

    def program(self, *options: str) -> list[str]:
        """Return the command that runs the daemon as this service.

        `-P` keeps Python from loading modules out of the folder it is started in, which may be somebody else's.
        """
        return [sys.executable, "-P", "-m", "milestoned", "service", "run", *options, "--", str(self.root)]

    def remove_files(self) -> None:
        """Remove the log files and the process number. Nothing happens where they are not there."""
        for path in (self.log, self.older_log, self.pid_file):
            path.unlink(missing_ok=True)
