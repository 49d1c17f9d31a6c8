"""What nbval runs is kept whole, and its claims are tried: the plugin beside a kernel that is made up."""

import json
from types import SimpleNamespace

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from course_tools import project
from course_tools.kept_runs import executed
from course_tools.nbval_runs import Claimant, Keeper, joined_streams

MODEL = {"_model_name": "M", "_model_module": "anywidget", "_model_module_version": "0"}
VIEW = {"application/vnd.jupyter.widget-view+json": {"model_id": "m"}, "text/plain": "M"}
# what each of three cells sends
SENT = [
    [("stream", {"name": "stdout", "text": "a"}), ("stream", {"name": "stderr", "text": "w"}),
     ("stream", {"name": "stdout", "text": "b\n"})],
    [("comm_open", {"comm_id": "m", "target_name": "jupyter.widget", "data": {"state": MODEL, "buffer_paths": []}}),
     ("display_data", {"data": VIEW, "metadata": {}}),
     ("comm_msg", {"comm_id": "m", "data": {"state": {"value": 7}}})],
    [("execute_result", {"data": {"text/plain": "2"}, "metadata": {}, "execution_count": 1})],
]  # fmt: skip


class Kernel:
    """Sends messages as a kernel does; beside those of the cell, some that no cell has asked for."""

    def __init__(self):
        self.messages, self.asked, self.reply = [], [], {"status": "ok"}
        self.kc = self

    def get_message(self, stream, timeout=None):
        return self.messages.pop(0)

    def run(self, sent):
        idle = ("status", {"execution_state": "idle"})
        strange = [("stream", {"name": "stdout", "text": "no cell's"}, "kernel_info_request")]
        for kind, content, *parent in [*strange, *sent, idle]:
            self.messages.append({
                "msg_type": kind, "content": content, "header": {"msg_type": kind},
                "parent_header": {"msg_type": parent[0] if parent else "execute_request", "msg_id": "1"}, "buffers": [],
            })  # fmt: skip
        while self.messages:
            self.get_message("iopub", timeout=1)

    def execute(self, code, **options):
        assert options == {"silent": True, "store_history": False, "allow_stdin": False}
        self.asked.append(code)
        for asked in ("another", "this"):
            self.messages.append({"parent_header": {"msg_id": asked}, "content": self.reply})
        return "this"


@pytest.fixture
def notebook(tmp_path, monkeypatch):
    """A course of one notebook."""
    path = tmp_path / "90_small.ipynb"
    cells = [new_markdown_cell("# One"), *(new_code_cell(source, id=source) for source in "abc")]
    cells[1].outputs = [new_output("stream", text="stored")]
    nbformat.write(new_notebook(cells=cells), path)
    monkeypatch.setattr(project, "notebooks", lambda: [path])
    return path


def run(hooked, path, kernel, failing=()):
    """Run the cells of a notebook as pytest would; those that fail are named by their number."""
    parent = SimpleNamespace(path=path, kernel=kernel)
    raised = []
    for number, sent in enumerate(SENT):
        cell = SimpleNamespace(id="abc"[number])
        config = SimpleNamespace(option=SimpleNamespace(nbval_cell_timeout=1))
        hook = hooked.pytest_runtest_call(SimpleNamespace(parent=parent, cell=cell, config=config))
        next(hook)
        kernel.run(sent)
        try:
            if number in failing:
                hook.throw(AssertionError("Cell outputs differ"))
            hook.send(None)
        except StopIteration:
            continue
        except AssertionError as error:
            raised.append(str(error))
    return raised


def test_a_run_of_which_every_cell_passed_is_kept_as_a_page_needs_it(notebook, tmp_path, monkeypatch):
    kept = tmp_path / "kept"
    assert run(Keeper(kept), notebook, Kernel()) == []
    monkeypatch.setattr("course_tools.kept_runs.execute", None)  # there is no need to run it again
    shown = executed(notebook, cache=kept)
    first, second, third = (cell for cell in shown.cells if cell.cell_type == "code")
    assert [(output.name, output.text) for output in first.outputs] == [("stdout", "ab\n"), ("stderr", "w")]
    assert second.outputs[0].data == VIEW
    assert (third.execution_count, third.outputs[0].execution_count) == (3, 3)
    (state,) = shown.metadata.widgets["application/vnd.jupyter.widget-state+json"]["state"].values()
    assert state["state"] == MODEL | {"value": 7}


@pytest.mark.parametrize("number", range(3))
def test_a_run_with_a_cell_that_fails_is_not_kept(notebook, tmp_path, number):
    assert run(Keeper(tmp_path / "kept"), notebook, Kernel(), failing=[number]) == ["Cell outputs differ"]
    assert not (tmp_path / "kept").exists()


def test_of_a_notebook_that_is_none_of_the_course_nothing_is_kept_or_tried(notebook, tmp_path, monkeypatch):
    monkeypatch.setattr(project, "notebooks", list)
    kernel = Kernel()
    assert run(Keeper(tmp_path / "kept"), notebook, kernel) == []
    assert run(Claimant(), notebook, kernel) == []
    assert not (tmp_path / "kept").exists()
    assert kernel.asked == []


def test_claims_are_tried_after_each_cell_that_passed_and_one_that_fails_fails_the_cell(notebook):
    kernel = Kernel()
    assert run(Claimant(), notebook, kernel, failing=[1]) == ["Cell outputs differ"]
    assert [code.split("try_after")[1] for code in kernel.asked] == [
        f"('90_small', '{cell}', globals())" for cell in "ac"
    ]
    kernel.reply = {"status": "error", "ename": "AssertionError", "evalue": json.dumps(["one", "two"])}
    assert run(Claimant(), notebook, kernel) == 3 * ["what is said does not hold:\none\ntwo"]
    kernel.reply = {"status": "error", "ename": "ImportError", "evalue": "no", "traceback": ["at 1", "no"]}
    assert run(Claimant(), notebook, kernel) == 3 * ["what is said does not hold:\nat 1\nno"]


def test_pieces_of_a_stream_are_joined_where_the_first_stands():
    pieces = [new_output("stream", name=name, text=text) for name, text in (("stdout", "a"), ("stderr", "w"))]
    picture = new_output("display_data", data={"text/plain": "p"})
    joined = joined_streams([*pieces, picture, new_output("stream", name="stdout", text="b")])
    assert [output.get("text") for output in joined] == ["ab", "w", None]
