"""Which walls this machine has between submissions and the rest, and what to do where it has none."""

import os
import platform
import shutil
import stat
import sys
from dataclasses import dataclass, field
from pathlib import Path
from shlex import quote

from .. import project
from .finding import lacking, note, well

SETTINGS = ("kernel.unprivileged_userns_clone", "user.max_user_namespaces",
            "kernel.apparmor_restrict_unprivileged_userns")  # fmt: skip
PROGRAMS = ("podman", "docker", "bwrap", "devcontainer", "limactl", "multipass", "wsl")
EASED = "--security-opt seccomp=unconfined --security-opt apparmor=unconfined"


@dataclass(frozen=True)
class Machine:
    """What decides about walls, as the system says it.

    Parameters
    ----------
    system, release, processor : str
        As `sys.platform`, `platform.release()` and `platform.machine()` say.
    settings : dict
        Of SETTINGS those that the kernel has, as int.
    container : str
        "docker", "podman", "kubernetes" or "".
    filtered : bool
        A seccomp filter is on this process already.
    programs : dict
        Of PROGRAMS those that are installed, with their path.
    setuid_bwrap, has_subuids, may_use_docker, may_use_kvm : bool
    course : str
        The command, as it can be called from any folder.
    needed : tuple of str
        The folders that it runs from and that lie in this user's home or in /tmp.
    """

    system: str
    release: str = ""
    processor: str = "x86_64"
    settings: dict = field(default_factory=dict)
    container: str = ""
    filtered: bool = False
    programs: dict = field(default_factory=dict)
    setuid_bwrap: bool = False
    has_subuids: bool = False
    may_use_docker: bool = False
    may_use_kvm: bool = False
    python: str = sys.executable
    course: str = "course"
    needed: tuple = ()


def this_machine():
    settings = {name: int(text) for name in SETTINGS if (text := _read(f"/proc/sys/{name.replace('.', '/')}").strip())}
    programs = {name: found for name in PROGRAMS if (found := shutil.which(name))}
    mode = os.stat(programs["bwrap"]).st_mode if "bwrap" in programs else 0
    users = {os.environ.get("USER"), str(os.getuid()) if hasattr(os, "getuid") else None} - {None, ""}
    return Machine(
        system=sys.platform, release=platform.release(), processor=platform.machine(), settings=settings,
        container=_container(), filtered="\nSeccomp:\t2" in _read("/proc/self/status"), programs=programs,
        setuid_bwrap=bool(mode & stat.S_ISUID),
        has_subuids=any(line.partition(":")[0] in users for line in _read("/etc/subuid").splitlines()),
        may_use_docker=os.access("/var/run/docker.sock", os.W_OK), may_use_kvm=os.access("/dev/kvm", os.R_OK | os.W_OK),
        python=str(Path(sys.executable).resolve()), course=str(Path(sys.executable).with_name("course")),
        needed=_within(os.path.expanduser("~"), "/tmp", of=(sys.prefix, sys.base_prefix, project.ROOT)),
    )  # fmt: skip


def _within(*hidden, of):
    """Of some folders those that lie in a hidden one, as they are written, without those that another holds."""
    found = {Path(folder) for folder in of if any(Path(folder).is_relative_to(one) for one in hidden)}
    return tuple(sorted(str(one) for one in found if not found & set(one.parents)))


def _read(path):
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _container():
    if os.environ.get("KUBERNETES_SERVICE_HOST"):
        return "kubernetes"
    if Path("/run/.containerenv").exists():
        return "podman"
    return "docker" if Path("/.dockerenv").exists() else ""


def looked_at(machine, missing):
    """Findings for who grades, a generator.

    Parameters
    ----------
    machine : Machine
    missing : str
        Why no sandbox can be built here; empty if one was built and held.
    """
    if not missing:
        yield well("the sandbox of `course grade`", "it was built, and it holds")
        return
    yield lacking("the sandbox of `course grade`", missing.splitlines()[0],
                  "Grading refuses to run without it. What follows says why, and what else there is.")  # fmt: skip
    yield from causes(machine)
    yield from others(machine)


def causes(machine):
    """Why this machine lets nobody build a sandbox, each with the command for its administrator."""
    if machine.system != "linux":
        yield lacking(
            "system", machine.system, "The sandbox is made of parts of Linux: grade in a virtual machine (below)."
        )
        return
    if machine.processor not in ("x86_64", "aarch64"):
        yield lacking("processor", machine.processor, "The sandbox knows the system calls of x86-64 and 64-bit ARM.")
    if _version(machine.release) < (5, 12):
        yield lacking("kernel", machine.release, "Linux 5.12 or newer is needed.")
    if machine.settings.get("user.max_user_namespaces") == 0:
        yield _setting("user.max_user_namespaces", 0, 15000)
    if machine.settings.get("kernel.unprivileged_userns_clone") == 0:
        yield _setting("kernel.unprivileged_userns_clone", 0, 1)
    if machine.settings.get("kernel.apparmor_restrict_unprivileged_userns") == 1:
        yield lacking("kernel.apparmor_restrict_unprivileged_userns", "1, as Ubuntu has it by default since 24.04",
                      "AppArmor lets only programs that it knows build namespaces. For this Python alone, its "
                      "administrator runs:", *_profile(machine.python))  # fmt: skip
    if machine.container and machine.filtered:
        if machine.container == "kubernetes":
            yield lacking("container", "a pod with a seccomp profile", "In the pod's specification:", *KUBERNETES)
        else:
            yield lacking("container", f"{machine.container}, with a seccomp profile",
                          "Start it with these options, which leave the walls to the sandbox:", EASED)  # fmt: skip


# home and /tmp are empty inside, but for what the course itself runs from: an environment often lies in them
BWRAP = (
    'bwrap --unshare-all --die-with-parent --ro-bind / / --dev /dev --proc /proc --tmpfs "$HOME" --tmpfs /tmp {needed}'
    '--bind "$PWD" "$PWD" --chdir "$PWD" {course} grade hw1 submitted/ --output graded/ --unsafe'
)
NOT_SETUID = ", not setuid, so it needs what is missing above"
KUBERNETES = ("securityContext:", "  seccompProfile: {type: Unconfined}", "  appArmorProfile: {type: Unconfined}")


def _version(release):
    numbers = []
    for part in release.split(".")[:2]:
        digits = "".join(c for c in part if c.isdigit())
        numbers.append(int(digits or 0))
    return tuple(numbers)


def _setting(name, found, wanted):
    return lacking(name, str(found), "Users may build no namespaces. Its administrator runs:",
                   f"echo {name}={wanted} | sudo tee /etc/sysctl.d/90-course.conf && sudo sysctl --system")  # fmt: skip


def _profile(python):
    lines = ("abi <abi/4.0>,", "include <tunables/global>", f"profile course {python} flags=(unconfined) {{",
             "  userns,", "}", "")  # fmt: skip
    profile = "\\n".join(lines)
    return (f"printf '{profile}' | sudo tee /etc/apparmor.d/course", "sudo apparmor_parser -r /etc/apparmor.d/course")


def others(machine):
    """The next best walls, the best first: whether they are here, the command, and what they do not stop."""
    run = '-v "$PWD":/work -w /work IMAGE course grade hw1 submitted/ --output graded/'
    inside = "In it the whole sandbox is built, so submissions are kept apart as everywhere."
    has = machine.programs

    tools = [name for name in ("devcontainer", "limactl", "multipass", "wsl") if name in has]
    state = f"found {', '.join(tools)}" if tools else "no program for one was found"
    if machine.system == "linux":
        state += "; /dev/kvm can be used" if machine.may_use_kvm else "; /dev/kvm cannot be used, so it would be slow"
    yield note("another wall: a virtual machine", state,
               f"{inside} It is the strongest wall here: only a fault of the virtual machine itself lets anything out. "
               "`.devcontainer/grading` describes one for editors and for:",
               "devcontainer up --workspace-folder . --config .devcontainer/grading/devcontainer.json")  # fmt: skip

    state = has.get("podman", "not installed") + (", and this user has subordinate ids" if machine.has_subuids else
            ", and this user has no line in /etc/subuid" if "podman" in has else "")  # fmt: skip
    yield note("another wall: rootless Podman", state,
               f"{inside} It does not stop what breaks out of the kernel's namespaces, with this user's rights.",
               f"podman run --rm --network none {EASED} {run}")  # fmt: skip

    state = has.get("docker", "not installed") + (", and this user may use it" if machine.may_use_docker else
            ", and this user may not use it" if "docker" in has else "")  # fmt: skip
    yield note("another wall: Docker with eased profiles", state,
               f"{inside} It does not stop what breaks out of the kernel's namespaces, perhaps with root's rights.",
               f"docker run --rm --network none --user \"$(id -u)\" {EASED} {run}")  # fmt: skip

    state = has.get("bwrap", "not installed")
    state += ", setuid" if machine.setuid_bwrap else NOT_SETUID if "bwrap" in has else ""
    yield note("another wall: bubblewrap, setuid build", state,
               "One wall around all of grading. It keeps network and files away, but submissions reach each other and "
               "the hidden tests, and nothing limits their memory: not for an exam.",
               _bubblewrap(machine))  # fmt: skip


def _bubblewrap(machine):
    needed = "".join(f"--ro-bind {quote(folder)} {quote(folder)} " for folder in machine.needed)
    return BWRAP.format(needed=needed, course=quote(machine.course))
