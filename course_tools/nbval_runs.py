"""One run of each notebook for several tests: nbval compares it, its claims are tried in it, decks and site show it.

    pytest -p course_tools.warm_kernels -p course_tools.nbval_runs --with-claims --keep-runs FOLDER --nbval …

Of a notebook of the course whose cells all show what is stored, the run is kept in FOLDER as `kept_runs` keeps it, with
pictures and live figures; the tests of decks and site need no other. All of this is done where kernels are forked.
"""

import contextlib
import json
import os
import sys
from pathlib import Path

import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellControlSignal

from . import project, vector_pictures
from .execute import read
from .kept_runs import keep, kept_name
from .warm_kernels import WarmProvisioner

TRY = "__import__({module!r}, fromlist=['_']).try_after({stem!r}, {cell!r}, globals())"


def pytest_addoption(parser):
    parser.addoption("--keep-runs", type=Path, metavar="FOLDER", help="keep there what nbval has run of the course")
    parser.addoption("--with-claims", action="store_true", help="try the claims of the course beside its cells")


def pytest_configure(config):
    os.environ["COURSE_PROGRESS"] = os.devnull  # what is shown must not depend on what somebody here has solved
    if sys.platform == "linux" and config.getoption("nbval", False):
        if config.option.keep_runs:
            WarmProvisioner.further = vector_pictures.ARGUMENTS
            config.pluginmanager.register(Keeper(config.option.keep_runs))
        if config.option.with_claims:
            config.pluginmanager.register(Claimant())


class Claimant:
    """Tries the claims of a notebook after each of its cells."""

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_call(self, item):
        result = yield
        if faults := self._faults(item.parent.kernel, item.parent.path, item.cell.id, item.config.option):
            raise AssertionError("\n".join(["what is said does not hold:", *faults]))
        return result

    def _faults(self, kernel, path, cell, options):
        if path not in project.notebooks():
            return []
        code = TRY.format(module=f"{__package__}.claims.beside", stem=path.stem, cell=cell)
        asked = kernel.kc.execute(code, silent=True, store_history=False, allow_stdin=False)
        while True:
            message = kernel.get_message("shell", timeout=options.nbval_cell_timeout)
            if message["parent_header"].get("msg_id") == asked:
                break
        content = message["content"]
        if content["status"] == "ok":
            return []
        return json.loads(content["evalue"]) if content["ename"] == "AssertionError" else content["traceback"]


class Keeper:
    """Keeps what the cells of one notebook after the other show.

    Parameters
    ----------
    folder : path
    """

    def __init__(self, folder):
        self.folder, self.of, self.recording = folder, None, None

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item):
        if item.parent.path not in project.notebooks():
            return (yield)
        if self.of is not item.parent:
            self.of, self.recording = item.parent, Recording(item.parent.path)
            item.parent.kernel.get_message = self.recording.listening(item.parent.kernel.get_message)
        self.recording.begin_cell()
        result = yield  # a cell that fails ends here, and counts as none
        self.recording.n_passed += 1
        if self.recording.n_passed == len(self.recording.cells):
            keep(self.recording.finished(), self.recording.name, cache=self.folder)
        return result


class Recording:
    """A notebook, and what its cells show as they are run one by one.

    Parameters
    ----------
    path : path of the notebook
    """

    def __init__(self, path):
        self.notebook = read(path)
        self.name = kept_name(path.stem, self.notebook)
        self.cells = [index for index, cell in enumerate(self.notebook.cells) if cell.cell_type == "code"]
        self.client = NotebookClient(self.notebook, store_widget_state=True, record_timing=False)
        self.client.reset_execution_trackers()
        self.n_begun = self.n_passed = 0

    def listening(self, get_message):
        """A function that gets messages, and shows them to this recording."""

        def get(stream, timeout=None):
            message = get_message(stream, timeout=timeout)
            if stream == "iopub" and message["parent_header"].get("msg_type") == "execute_request":
                self.take(message)
                # nbval compares what the notebook stores, which is another kind of picture
                message["content"].get("data", {}).pop(vector_pictures.KIND, None)
            return message

        return get

    def begin_cell(self):
        self.notebook.cells[self.cells[self.n_begun]].outputs = []
        self.client.clear_before_next_output = False
        self.n_begun += 1

    def take(self, message):
        index = self.cells[self.n_begun - 1]
        with contextlib.suppress(CellControlSignal):  # that was the last one of this cell
            self.client.process_message(message, self.notebook.cells[index], index)

    def finished(self):
        """The notebook as `execute` returns it for a page or deck."""
        for count, index in enumerate(self.cells, start=1):
            cell = self.notebook.cells[index]
            cell.execution_count = count
            cell.outputs = joined_streams(cell.outputs)
            for output in cell.outputs:
                if output.output_type == "execute_result":
                    output.execution_count = count
        self.client.set_widgets_metadata()
        return self.notebook


def joined_streams(outputs):
    """What is printed in several pieces, as one output for each stream."""
    joined, streams = [], {}
    for output in outputs:
        if output.output_type == "stream" and output.name in streams:
            streams[output.name].text += output.text
            continue
        if output.output_type == "stream":
            streams[output.name] = output
        joined.append(output)
    return joined
