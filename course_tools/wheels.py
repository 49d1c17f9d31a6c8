"""Which wheels a pinned release has, where each can be installed, and how much there is to download.

A resolution comes as PEP 751 writes it (pylock.toml): each package with its version, the condition under which it
is installed, and the wheels that the package index has of it.
"""

from dataclasses import dataclass, field
from functools import cache
from urllib.parse import unquote

from packaging import tags
from packaging.markers import Marker
from packaging.utils import parse_wheel_filename

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
# the oldest and a later patch release of each: some packages are needed by one of them only
PATCHES = (0, 99)
# what only PyTorch's build with CUDA needs
CUDA = ("cuda-", "nvidia-", "triton")


@dataclass(frozen=True)
class System:
    """A system of the course; `key` is what Python says of itself there: sys.platform and platform.machine()."""

    name: str
    key: str
    os_name: str
    platform_system: str
    platforms: tuple = field(repr=False)

    def environment(self, python, patch):
        """What the conditions of requirements may ask of a machine of this system."""
        sys_platform, machine = self.key.split("-")
        return {
            "implementation_name": "cpython",
            "implementation_version": f"{python}.{patch}",
            "os_name": self.os_name,
            "platform_machine": machine,
            "platform_python_implementation": "CPython",
            "platform_release": "",
            "platform_system": self.platform_system,
            "platform_version": "",
            "python_full_version": f"{python}.{patch}",
            "python_version": python,
            "sys_platform": sys_platform,
        }


def _manylinux(newest, machine):
    """The platforms of a Linux with glibc 2.`newest`; three of them have older names too."""
    older = {17: "manylinux2014", 12: "manylinux2010", 5: "manylinux1"}
    for minor in range(newest, 4, -1):
        yield f"manylinux_2_{minor}_{machine}"
        if minor in older:
            yield f"{older[minor]}_{machine}"


SYSTEMS = (
    System("Linux x86-64, glibc 2.28", "linux-x86_64", "posix", "Linux", tuple(_manylinux(28, "x86_64"))),
    System("Linux ARM, glibc 2.28", "linux-aarch64", "posix", "Linux", tuple(_manylinux(28, "aarch64"))),
    System("Windows x64", "win32-AMD64", "nt", "Windows", ("win_amd64",)),
    System("macOS 14, Apple silicon", "darwin-arm64", "posix", "Darwin", tuple(tags.mac_platforms((14, 0), "arm64"))),
)


@cache
def ranks(system, python):
    """The tags of wheels that pip installs there, each with its rank: 0 is the best."""
    version = tuple(map(int, python.split(".")))
    interpreter = "cp{}{}".format(*version)
    in_order = [
        *tags.cpython_tags(version, abis=[interpreter], platforms=system.platforms),
        *tags.compatible_tags(version, interpreter=interpreter, platforms=system.platforms),
    ]
    return {tag: rank for rank, tag in enumerate(in_order)}


@dataclass(frozen=True)
class Wheel:
    tags: frozenset
    size: int


@dataclass(frozen=True)
class Pin:
    """A release, under a condition (None: always), with its wheels."""

    name: str
    version: str
    marker: Marker | None
    wheels: tuple

    @property
    def is_of_pytorch(self):
        return self.name == "torch" or self.name.startswith(CUDA)

    def needed(self, system, python):
        if self.marker is None:
            return True
        return any(self.marker.evaluate(system.environment(python, patch)) for patch in PATCHES)

    def best_wheel(self, system, python):
        """The wheel that pip would choose, or None."""
        rank = ranks(system, python)
        fitting = [wheel for wheel in self.wheels if wheel.tags & rank.keys()]
        return min(fitting, key=lambda wheel: min(rank[tag] for tag in wheel.tags & rank.keys()), default=None)


def read(resolution):
    """The pins of a resolution.

    Parameters
    ----------
    resolution : dict
        A pylock.toml, parsed.

    Returns
    -------
    tuple of Pin
    """
    return tuple(
        Pin(
            name=package["name"],
            version=package["version"],
            marker=Marker(package["marker"]) if "marker" in package else None,
            wheels=tuple(_wheel(wheel) for wheel in package.get("wheels", ())),
        )
        for package in resolution["packages"]
    )


def _wheel(wheel):
    name = wheel.get("name") or unquote((wheel.get("url") or wheel["path"]).rsplit("/", 1)[-1])
    return Wheel(parse_wheel_filename(name)[3], wheel.get("size", 0))


def place(pins):
    """What is installed where.

    Returns
    -------
    dict
        For each `(system, python)` a list of `(pin, wheel)`: what is needed there, and the wheel that pip would
        choose, None if there is none.
    """
    return {
        (system, python): [(pin, pin.best_wheel(system, python)) for pin in pins if pin.needed(system, python)]
        for system in SYSTEMS
        for python in PYTHONS
    }


def without_wheel(placed):
    """What cannot be installed, as sentences; none if all is well."""
    return [
        f"{pin.name}=={pin.version} has no wheel for {system.name}, Python {python}"
        for (system, python), needed in placed.items()
        for pin, wheel in needed
        if wheel is None
    ]


def table(placed):
    """How many of the pins that are needed have a wheel, for every system and Python, as lines of text."""
    width = max(len(system.name) for system in SYSTEMS)
    yield f"{'wheels of the pins':{width}}" + "".join(f"{'Python ' + python:>14}" for python in PYTHONS)
    for system in SYSTEMS:
        counts = []
        for python in PYTHONS:
            found = [wheel is not None for _, wheel in placed[system, python]]
            counts.append(f"{sum(found)} of {len(found)}")
        yield f"{system.name:{width}}" + "".join(f"{count:>14}" for count in counts)


def megabytes(placed, system):
    """What pip downloads on a system, in MB; the Python that needs most counts.

    Returns
    -------
    dict
        `torch`, with its CUDA libraries, and `other`.
    """

    def most(of_pytorch):
        return max(
            sum(wheel.size for pin, wheel in placed[system, python] if wheel and pin.is_of_pytorch == of_pytorch)
            for python in PYTHONS
        )

    return {"torch": round(most(True) / 1e6), "other": round(most(False) / 1e6)}
