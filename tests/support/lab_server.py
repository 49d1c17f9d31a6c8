"""A JupyterLab, or a Notebook 7, beside what is the learner's own."""

import contextlib
import json
import secrets
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from course_tools import lab

IDLE = "jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status === 'idle'"


class Lab:
    """A JupyterLab of its own, or a Notebook 7: a token, its own settings, and notebooks in a temporary folder."""

    patience = 60_000  # milliseconds until what a page waits for has failed

    def __init__(self, folder, app="jupyterlab"):
        self.open_at = {"jupyterlab": "lab/tree", "notebook": "notebooks"}[app]
        self.notebooks = folder / "notebooks"
        self.notebooks.mkdir()
        self.token = secrets.token_hex(16)
        env = {**lab.environment(), "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings")}
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_WORKSPACES_DIR"):
            env[name] = str(folder / name.lower())
        self.log = (folder / "lab.log").open("w+")
        self.process = subprocess.Popen(
            [
                sys.executable, "-m", app, "--no-browser", "--allow-root", "--expose-app-in-browser",
                "--port=0", f"--IdentityProvider.token={self.token}", f"--ServerApp.root_dir={self.notebooks}",
                *(lab.NO_NEWS if app == "jupyterlab" else ()),
            ],
            env=env, stdout=self.log, stderr=subprocess.STDOUT,
        )
        try:
            self.address = self._address(Path(env["JUPYTER_RUNTIME_DIR"]))
        except BaseException:
            self.stop()
            raise

    def _address(self, runtime):
        """Where it listens, once it does: it chooses a port, and writes down which."""
        deadline = time.monotonic() + 60
        while self.process.poll() is None and time.monotonic() < deadline:
            with contextlib.suppress(StopIteration, ValueError, OSError):  # not yet written, or not yet answering
                self.address = json.loads(next(runtime.glob("jpserver-*.json")).read_text())["url"].rstrip("/")
                self.request("GET", "/api/status")
                return self.address
            time.sleep(0.1)
        self.log.seek(0)
        raise RuntimeError(f"JupyterLab did not start:\n{self.log.read()[-3000:]}")

    def request(self, method, path, body=None):
        request = urllib.request.Request(
            f"{self.address}{path}", method=method, headers={"Authorization": f"token {self.token}"},
            data=None if body is None else json.dumps(body).encode(),
        )  # fmt: skip
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read()

    def run(self, page, notebook, ready, *, theme="JupyterLab Light"):
        """Open a notebook in `page`, run all of its cells, and wait for the selector `ready`."""
        if Path(notebook).parent != self.notebooks:
            shutil.copy(notebook, self.notebooks)
        self.open(page, Path(notebook).name)
        page.evaluate("theme => jupyterapp.commands.execute('apputils:change-theme', { theme })", theme)
        self.wait(page, IDLE)
        page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
        page.wait_for_selector(ready, timeout=self.patience)

    def open(self, page, name):
        """Open a notebook of the folder in `page`; its cells are not run."""
        page.goto(f"{self.address}/{self.open_at}/{name}?reset&token={self.token}")
        self.ready(page, name)

    def ready(self, page, name):
        """Wait until this notebook is in front, is read, and has its cells."""
        self.wait(page, f"window.jupyterapp?.shell?.currentWidget?.context?.path === {json.dumps(name)}")
        self.wait(page, "jupyterapp.shell.currentWidget.context.isReady")
        self.wait(page, "jupyterapp.shell.currentWidget.content.widgets.length === "
                        "jupyterapp.shell.currentWidget.content.model.cells.length")

    def wait(self, page, condition):
        """Wait until something holds in a page: asked ten times a second, lest the page is drawn at every frame."""
        page.wait_for_function(condition, timeout=self.patience, polling=100)

    def close_sessions(self):
        for session in json.loads(self.request("GET", "/api/sessions")):
            self.request("DELETE", f"/api/sessions/{session['id']}")

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(timeout=120)  # its kernels end first
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.log.close()
