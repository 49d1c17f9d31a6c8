"""A process that begins as a fork of this one, in the place of a fresh Python: what that would import is imported.

For tests of what processes say to each other, where the start is not the point: `import torch` takes two seconds.
"""

import asyncio
import contextlib
import contextvars
import gc
import os
import runpy
import signal
import subprocess
import sys
import time
import traceback
from types import SimpleNamespace


class WarmProcess:
    """`[sys.executable, "-c", code]` or `[sys.executable, "-m", module, …]`, as far as `subprocess.Popen` is used here.

    Nothing that was open here is open in it but its three streams, as after a start. On Linux only.
    """

    def __init__(self, command, *, stdin=None, stdout=None, stderr=None, env=None, start_new_session=False, **text):
        pipes = [os.pipe() if kind == subprocess.PIPE else None for kind in (stdin, stdout, stderr)]
        self.args, self.returncode = command, None
        self.pid = os.fork()
        if self.pid == 0:
            if start_new_session:
                os.setsid()
            _become(command, [pipe and pipe[number > 0] for number, pipe in enumerate(pipes)], env)
        for number, (name, pipe) in enumerate(zip(("stdin", "stdout", "stderr"), pipes, strict=True)):
            if pipe is not None:
                os.close(pipe[number > 0])
                mode = ("r" if number else "w") + ("" if text.get("text") else "b")
                pipe = os.fdopen(pipe[number == 0], mode, encoding=text.get("encoding"), errors=text.get("errors"))
            setattr(self, name, pipe)

    def poll(self):
        if self.returncode is None:
            with contextlib.suppress(ChildProcessError):
                pid, status = os.waitpid(self.pid, os.WNOHANG)
                if pid:
                    self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout=None):
        deadline = None if timeout is None else time.monotonic() + timeout
        while self.poll() is None:
            if deadline is not None and time.monotonic() > deadline:
                raise subprocess.TimeoutExpired(self.args, timeout)
            time.sleep(0.005)
        return self.returncode

    def send_signal(self, number):
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self):
        self.send_signal(signal.SIGKILL)

    def terminate(self):
        self.send_signal(signal.SIGTERM)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for stream in (self.stdin, self.stdout, self.stderr):
            if stream is not None:
                stream.close()
        self.wait()


def _become(command, streams, env):
    """Run the command in this fork, and end with it."""
    code = 1
    try:
        nowhere = os.open(os.devnull, os.O_RDWR)
        for number, stream in enumerate(streams):
            os.dup2(nowhere if stream is None else stream, number)
        # what is left of objects that have something open may close it late, when their number is another's: so none is
        gc.freeze()
        for number in map(int, os.listdir("/proc/self/fd")):
            if number > 2 and number != nowhere:
                os.dup2(nowhere, number, inheritable=False)
        streams = (os.fdopen(number, "w" if number else "r", closefd=False) for number in range(3))
        sys.stdin, sys.stdout, sys.stderr = streams
        if env is not None:
            os.environ.clear()
            os.environ.update(env)
        asyncio.set_event_loop(None)
        contextvars.Context().run(_run, *command[1:])  # where libraries keep a loop, whose descriptors are closed
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _run(kind, what, *arguments):
    sys.argv = [kind, *arguments]
    if kind == "-c":
        exec(compile(what, "<string>", "exec"), {"__name__": "__main__"})
    else:
        sys.modules.pop(what, None)
        runpy.run_module(what, run_name="__main__", alter_sys=True)


# in place of the module `subprocess`, where something starts its processes by it
starts = SimpleNamespace(**{**vars(subprocess), "Popen": WarmProcess}) if sys.platform == "linux" else subprocess
