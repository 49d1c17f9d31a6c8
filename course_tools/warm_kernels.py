"""Kernels forked from a process that has imported PyTorch and the like: for nbval, which starts one a notebook.

    pytest -p course_tools.warm_kernels --nbval …

Most of what a short notebook takes is the start of its kernel and its imports. With this plugin one process, the
stem, imports them for all notebooks and all workers of pytest-xdist, while these are starting; each kernel is a fork
of it that from there on starts as any kernel does. What a notebook sees is what a fresh kernel would show: modules
are loaded but bound to no name, no thread is running, every generator is seeded anew, and its folder, environment
and arguments are its own. On Linux only; elsewhere kernels start as ever.

`course execute`, the decks and the site do not use it: they start each kernel afresh, so that what works only where
a module has been loaded before is found.
"""

import contextlib
import gc
import importlib.util
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from importlib.metadata import EntryPoint
from pathlib import Path

from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

LAUNCHER = "ipykernel_launcher"
ADDRESS = "COURSE_STEM"  # environment variable: where the stem listens
START_SECONDS = 120
INLINE = "module://matplotlib_inline.backend_inline"
# What notebooks import of others, and what that imports late: the first optimizer as much as PyTorch itself. Not
# pyplot, which must find its kernel when it is loaded, and nothing of the course, which is read from disk each time.
LOADED = (
    "ipykernel.ipkernel", "ipykernel.kernelapp", "IPython.core.completer", "debugpy", "ipywidgets", "anywidget",
    "numpy", "torch", "torch._dynamo", "torch.utils.data", "pandas", "cloudpickle", "platformdirs", "PIL.Image",
    "matplotlib.figure", "matplotlib.backends.backend_agg", "matplotlib.font_manager", "sklearn.linear_model",
    "nbconvert", "nbclient", "markdown_it", "latex2mathml.converter", "yaml",  # for `claims.beside`
)  # fmt: skip


# ------------------------------------------------------------------ the stem


def load():
    """Import what notebooks import."""
    os.environ["JPY_PARENT_PID"] = str(os.getpid())  # ipykernel reads it as it is loaded: kernels end with the stem
    os.environ.setdefault("MPLBACKEND", INLINE)
    for name in LOADED:
        with contextlib.suppress(ImportError):  # it is for the notebook to say so
            importlib.import_module(name)
    gc.collect()
    gc.freeze()  # a collection in a fork would touch, and so copy, all that was imported


def serve(listener):
    """Fork for each connection until standard input ends.

    Returns
    -------
    dict or None
        In a fork, what was asked of it; in the stem, at the end, nothing.
    """
    while 0 not in select.select([listener, 0], [], [])[0]:
        connection, _ = listener.accept()
        with connection:
            if not os.fork():
                listener.close()
                return become(connection)
    return None


def become(connection):
    """Make this fork the process that its client would have started, and tell the client its number."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    request, descriptors, _, _ = socket.recv_fds(connection, 1 << 20, 3)
    asked = json.loads(request)
    for number, descriptor in enumerate(descriptors):  # standard input, output and error
        os.dup2(descriptor, number)
        os.close(descriptor)
    os.environ.clear()
    os.environ.update(asked["env"] | {"JPY_PARENT_PID": str(os.getppid())})
    os.chdir(asked["cwd"])
    reseed()
    handle = os.pidfd_open(os.getpid())
    socket.send_fds(connection, [str(os.getpid()).encode()], [handle])
    os.close(handle)
    return asked


def reseed():
    """Start the generators that were seeded by their import anew; Python's own does so by itself in a fork."""
    for module, generator in (("numpy", "random"), ("torch", "default_generator")):
        if module in sys.modules:
            getattr(sys.modules[module], generator).seed()


def main(descriptor):
    """Load, then start a kernel in a fork for each client of the socket `descriptor`."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # as in a fresh process, however this one was started
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for a fork: its handle tells when it has ended
    del sys.path[0]  # the folder this was started in; a kernel adds its own
    load()
    with socket.socket(fileno=descriptor) as listener:
        asked = serve(listener)
    if asked:
        sys.argv = asked["argv"]
        importlib.import_module("ipykernel.kernelapp").launch_new_instance()


# ------------------------------------------------------------------ its clients


class Forked:
    """A kernel's process, as far as a provisioner uses Popen."""

    stdin = stdout = stderr = None

    def __init__(self, pid, handle):
        self.pid, self.handle = pid, handle

    def __del__(self):
        os.close(self.handle)

    def poll(self):
        """None while it runs; afterwards 0, however it ended."""
        return 0 if select.select([self.handle], [], [], 0)[0] else None

    def wait(self):
        select.select([self.handle], [], [])
        return 0

    def send_signal(self, number):
        signal.pidfd_send_signal(self.handle, number)

    def kill(self):
        self.send_signal(signal.SIGKILL)

    def terminate(self):
        self.send_signal(signal.SIGTERM)


class WarmProvisioner(LocalProvisioner):
    """Forks the kernels that this Python's own launcher would start, and starts any other as ever.

    Attributes
    ----------
    further : list of str
        Arguments for each kernel that is forked, beside its own.
    """

    further = ()

    async def launch_kernel(self, cmd, **options):
        executable, *arguments = cmd
        if executable != sys.executable or arguments[:2] != ["-m", LAUNCHER]:
            return await super().launch_kernel(cmd, **options)
        self.cwd = options.get("cwd") or os.getcwd()
        self.process = fork_kernel([*arguments[2:], *self.further], self.cwd, **options)
        self.pid = self.pgid = self.process.pid
        return self.connection_info


def fork_kernel(arguments, folder, *, env, stdout=None, stderr=None, **_):
    """Ask the stem for a kernel with these arguments; the other parameters are those of Popen."""
    asked = {"argv": [importlib.util.find_spec(LAUNCHER).origin, *arguments], "cwd": str(folder), "env": env}
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as connection, open(os.devnull) as nothing:
        connection.settimeout(START_SECONDS)
        with short(os.environ[ADDRESS]) as address:
            connection.connect(address)
        given = [nothing.fileno(), stdout.fileno() if stdout else 1, stderr.fileno() if stderr else 2]
        try:
            socket.send_fds(connection, [json.dumps(asked).encode()], given)
            number, handles, _, _ = socket.recv_fds(connection, 32, 1)
        except ConnectionError:
            number = b""
    if not number:
        raise RuntimeError("no kernel was forked: the process with the imports has ended; run without this plugin")
    return Forked(int(number), handles[0])


# ------------------------------------------------------------------ the plugin


def pytest_configure(config):
    if sys.platform != "linux" or not config.getoption("nbval", False):
        return
    if not hasattr(config, "workerinput"):  # a worker of pytest-xdist uses the stem of the run
        config.add_cleanup(start_stem())
    fork_from_now_on()
    leave_messages_as_they_are()


def leave_messages_as_they_are():
    """nbval breaks each message into lines, pictures too, for a log that is not kept: a fifth of all that it does."""
    from nbval import kernel

    kernel.pformat = lambda message: message


def fork_from_now_on():
    """Fork the kernels of this process, from a stem that has been started."""
    factory = KernelProvisionerFactory.instance()
    factory.provisioners["warm"] = EntryPoint("warm", f"{__name__}:WarmProvisioner", factory.GROUP_NAME)
    factory.default_provisioner_name = "warm"


@contextlib.contextmanager
def short(path):
    """Another name of a socket: its own may be longer than the 107 bytes that an address has room for."""
    folder, name = os.path.split(path)
    descriptor = os.open(folder, os.O_PATH)
    try:
        yield f"/proc/self/fd/{descriptor}/{name}"
    finally:
        os.close(descriptor)


def start_stem():
    """Start the stem, and return what ends it."""
    folder = tempfile.TemporaryDirectory(prefix="course-stem-")
    os.environ[ADDRESS] = str(Path(folder.name) / "socket")
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
        with short(os.environ[ADDRESS]) as address:
            listener.bind(address)
        listener.listen()
        # a session of its own: Ctrl-C is for pytest, which then closes the pipe
        stem = subprocess.Popen(
            [sys.executable, "-m", __name__, str(listener.fileno())],
            stdin=subprocess.PIPE, pass_fds=[listener.fileno()], start_new_session=True,
        )  # fmt: skip

    def stop():
        stem.stdin.close()
        stem.wait()
        folder.cleanup()
        del os.environ[ADDRESS]

    return stop


if __name__ == "__main__":
    main(int(sys.argv[1]))
