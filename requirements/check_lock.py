"""Check that each lock is a complete closure: all that is needed, pinned with its extras and a hash, and no host named.

The locks are installed without a resolver (`pip install --no-deps`), so nothing else would miss what they lack.
What each package needs is read from its installed metadata, for each Python and platform that milestoned runs on.
"""

from __future__ import annotations

import itertools
import re
import sys
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path
from typing import TYPE_CHECKING, cast

from packaging.markers import default_environment
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

ROOT = Path(__file__).parents[1]
LOCKS = {"run.txt": ("build",), "dev.txt": ("build", "dev")}
_PYTHONS = ("3.11", "3.12", "3.13", "3.14")
_PLATFORMS = (
    {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
    {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
)
_HOST = re.compile(r"\w+://|^--?\w| @ ")
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")


@dataclass(frozen=True, slots=True)
class Installed:
    """What the metadata of an installed package says."""

    version: str
    requires: tuple[Requirement, ...]


@dataclass(frozen=True, slots=True)
class Lock:
    """The pins of a lock by package name; a package may have one for each of several platforms."""

    name: str
    pins: Mapping[str, list[Requirement]]

    def pin(self, name: str, environment: dict[str, str]) -> Requirement | None:
        """Return the pin of a package in that environment, None where there is none."""
        pins = self.pins.get(canonicalize_name(name), [])
        return next((pin for pin in pins if not pin.marker or pin.marker.evaluate(environment)), None)


def environments() -> Iterator[dict[str, str]]:
    """Return the marker values of this Python first, then those of all others that are served."""
    here = cast("dict[str, str]", default_environment())
    yield here
    for python, platform in itertools.product(_PYTHONS, _PLATFORMS):
        yield here | {"python_version": python, "python_full_version": f"{python}.0"} | platform


def installed(paths: Iterable[str] | None = None) -> dict[str, Installed]:
    """Return the installed packages by name; `paths` are the folders to look in instead of this Python's."""
    found = distributions() if paths is None else distributions(path=list(paths))
    return {
        canonicalize_name(each.name): Installed(each.version, tuple(map(Requirement, each.requires or ())))
        for each in found
    }


def needed(project: Path, extras: Iterable[str]) -> list[Requirement]:
    """Return what a `pyproject.toml` asks for: to build, to run, and with those extras."""
    data = tomllib.loads(project.read_text())
    optional = data["project"].get("optional-dependencies", {})
    asked = [
        *data["build-system"]["requires"],
        *data["project"]["dependencies"],
        *itertools.chain.from_iterable(optional[extra] for extra in extras),
    ]
    return [Requirement(text) for text in asked]


def read(name: str, text: str) -> tuple[Lock, list[str]]:
    """Return a lock's pins, and what is wrong with its lines."""
    pins: defaultdict[str, list[Requirement]] = defaultdict(list)
    defects = [f"names a host: `{line.strip()}`" for line in text.splitlines() if _HOST.search(line)]
    lines = [
        line for line in text.splitlines() if not line.lstrip().startswith("#") and not _HOST.search(line)
    ]
    for line in re.sub(r"\\\s*\n", " ", "\n".join(lines) + "\n").splitlines():
        if not line.strip():
            continue
        try:
            pin = Requirement(_HASH.sub("", line).strip())
        except InvalidRequirement:
            defects.append(f"cannot be read: `{line.strip()}`")
            continue
        pins[canonicalize_name(pin.name)].append(pin)
        if version(pin) is None:
            defects.append(f"`{pin.name}` is not pinned to one version with `==`")
        if not _HASH.search(line):
            defects.append(f"`{pin.name}` has no hash")
    return Lock(name, pins), defects


def version(pin: Requirement) -> str | None:
    """Return the one version that a pin allows, None where it allows several."""
    (only, *more) = [*pin.specifier] or [None]
    exact = only and not more and only.operator == "==" and "*" not in only.version
    return only.version if only and exact else None


def missing(lock: Lock, roots: list[Requirement], metadata: Mapping[str, Installed]) -> list[str]:
    """Return what a lock lacks, over all environments, each defect once."""
    defects: dict[str, None] = {}
    for number, environment in enumerate(environments()):
        walk = _Walk(lock, metadata, environment, here=number == 0)
        defects |= dict.fromkeys(walk.defects(roots))
    return list(defects)


@dataclass(frozen=True, slots=True)
class _Walk:
    """One way through all that is needed, in one environment."""

    lock: Lock
    metadata: Mapping[str, Installed]
    environment: dict[str, str]
    here: bool

    def defects(self, roots: list[Requirement]) -> Iterator[str]:
        """Return the defects of everything that the roots need, themselves included."""
        queue = [(root, "pyproject.toml") for root in self._applying(roots, "")]
        seen = set()
        while queue:
            requirement, by = queue.pop()
            pin = self.lock.pin(requirement.name, self.environment)
            if pin is None:
                yield f"`{requirement.name}` is not pinned, and {by} needs it"
                continue
            yield from self._unfit(pin, requirement, by)
            for extra in {"", *requirement.extras}:
                if (pin.name, extra) not in seen:
                    seen.add((pin.name, extra))
                    queue += [(each, f"`{pin.name}`") for each in self._requires(pin, extra)]

    def _unfit(self, pin: Requirement, requirement: Requirement, by: str) -> Iterator[str]:
        pinned = version(pin)
        if pinned and not requirement.specifier.contains(pinned, prereleases=True):
            yield f"`{pin.name}` is pinned to {pinned}, and {by} needs {requirement.specifier}"
        for extra in sorted(requirement.extras - pin.extras):
            yield f"`{pin.name}` is pinned without its extra: {by} needs `{pin.name}[{extra}]`"
        if self.here:
            found = self.metadata.get(canonicalize_name(pin.name))
            if not found or found.version != pinned:
                is_here = f"is installed in version {found.version}" if found else "is not installed"
                yield f"`{pin.name}` {is_here}, so what {pinned} needs is unknown"

    def _requires(self, pin: Requirement, extra: str) -> list[Requirement]:
        found = self.metadata.get(canonicalize_name(pin.name))
        return self._applying(found.requires, extra) if found else []

    def _applying(self, requirements: Iterable[Requirement], extra: str) -> list[Requirement]:
        environment = self.environment | {"extra": extra}
        return [each for each in requirements if not each.marker or each.marker.evaluate(environment)]


def disagreements(run: Lock, dev: Lock) -> list[str]:
    """Return what the two locks pin to different versions."""
    return [
        f"`{name}` is pinned otherwise than in {run.name}"
        for name, pins in run.pins.items()
        if name in dev.pins and {version(pin) for pin in pins} != {version(pin) for pin in dev.pins[name]}
    ]


def check(project: Path, folder: Path, metadata: Mapping[str, Installed]) -> list[str]:
    """Return the defects of all locks in a folder, each a line for people."""
    found: list[str] = []
    locks = []
    for name, extras in LOCKS.items():
        lock, defects = read(name, (folder / name).read_text())
        locks.append(lock)
        defects += missing(lock, needed(project, extras), metadata)
        found += [f"{folder.name}/{name}: {defect}" for defect in defects]
    return found + [f"{folder.name}/{locks[-1].name}: {defect}" for defect in disagreements(*locks)]


def main() -> int:
    """Print each defect, and what to do; return 1 where there is one."""
    defects = check(ROOT / "pyproject.toml", ROOT / "requirements", installed())
    for defect in defects:
        print(f"milestoned: {defect}", file=sys.stderr)
    if defects:
        print("  run `make lock`, then try again", file=sys.stderr)
    return 1 if defects else 0


if __name__ == "__main__":
    sys.exit(main())
