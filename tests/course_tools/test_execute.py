"""course_tools.execute: what is written, what is left alone, and what is said about it.

One run of the command line on five notebooks, four of which start a kernel, serves most tests.
"""

import base64
import io
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from PIL import Image, ImageChops
from support.interrupts import is_running, needs_signals, start, wait_until

from course_tools import cli, execute

ROOT = Path(__file__).parents[2]


def kernels(test):
    """Mark a test that uses the run: slow, and all in one process so that there is one run."""
    return pytest.mark.slow(pytest.mark.xdist_group("kernels")(test))


def code(source, **more):
    return nbformat.v4.new_code_cell(source, **more)


def stored(source, count, text):
    """A code cell as an earlier run left it."""
    output = nbformat.v4.new_output("stream", name="stdout", text=text)
    return code(source, execution_count=count, outputs=[output])


def notebook(*cells, **metadata):
    return nbformat.v4.new_notebook(cells=list(cells), metadata=metadata)


NOTEBOOKS = {
    "good": notebook(
        nbformat.v4.new_markdown_cell("# Title", metadata={"slideshow": {"slide_type": "slide"}, "editable": True}),
        stored("import os\nprint('first', os.path.basename(os.getcwd()))", 7, "from an earlier run\n"),
        code("print('a')\nprint('b')\n6 * 7", metadata={"tags": ["kept"], "collapsed": True, "jupyter": {}}),
        kernelspec={"display_name": "mine", "language": "python", "name": "python3"},
        toc={"depth": 3},
    ),
    "failing": notebook(
        stored("before = 1", 1, "from an earlier run\n"),
        code("   "),
        nbformat.v4.new_markdown_cell("Between."),
        stored("# here\nraise ValueError('out of ' + 'paper')", 2, "from an earlier run\n"),
        stored("print('later')", 3, "from an earlier run\n"),
        stored("print('last')", 4, "from an earlier run\n"),
    ),
    "slow": notebook(code("1"), stored("import time\ntime.sleep(60)", 2, "from an earlier run\n"), code("2")),
    "dying": notebook(code("import os; os._exit(1)"), stored("2", 2, "from an earlier run\n")),
}


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """The outcome of one run on all of NOTEBOOKS and a text file."""
    folder = tmp_path_factory.mktemp("notebooks")
    for name, content in NOTEBOOKS.items():
        nbformat.write(content, folder / f"{name}.ipynb")
    (folder / "text.ipynb").write_text("no notebook")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    command = [sys.executable, "-m", "course_tools.cli", "execute", "--jobs", "2", "--cell-timeout", "2"]
    command += sorted(map(str, folder.iterdir()))
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    return SimpleNamespace(folder=folder, before=before, code=done.returncode, out=done.stdout, err=done.stderr)


@kernels
def test_a_notebook_is_run_where_it_lies_and_stored_without_traces(run):
    result = nbformat.read(run.folder / "good.ipynb", as_version=4)
    nbformat.validate(result)
    assert result.metadata == {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    title, first, second = result.cells
    assert title.metadata == {"slideshow": {"slide_type": "slide"}}
    assert (first.metadata, first.execution_count) == ({}, 1)
    assert [output.text for output in first.outputs] == [f"first {run.folder.name}\n"]
    assert (second.metadata, second.execution_count) == ({"tags": ["kept"]}, 2)
    stream, value = second.outputs
    assert stream.text == "a\nb\n"
    assert value.data == {"text/plain": "42"}
    assert value.metadata == {}
    assert [cell.source for cell in result.cells] == [cell.source for cell in NOTEBOOKS["good"].cells]
    assert [cell.id for cell in result.cells] == [cell.id for cell in NOTEBOOKS["good"].cells]


@kernels
@pytest.mark.parametrize("name", ["failing", "slow", "dying", "text"])
def test_a_notebook_that_fails_is_left_as_it_was(run, name):
    assert (run.folder / f"{name}.ipynb").read_bytes() == run.before[f"{name}.ipynb"]


@kernels
def test_no_unfinished_files_remain(run):
    assert {path.name for path in run.folder.iterdir()} == set(run.before)


@kernels
def test_each_notebook_is_reported_when_it_is_done(run):
    lines = run.out.splitlines()
    assert [line.split()[0] for line in lines] == [f"[{k}/5]" for k in range(1, 6)]
    reports = {Path(line.split()[1]).stem: line.split(maxsplit=2)[2] for line in lines}
    assert re.fullmatch(r"\d+\.\d s", reports.pop("good"))
    assert reports == dict.fromkeys(["failing", "slow", "dying", "text"], "FAILED")


@kernels
def test_the_exit_code_tells_of_failures(run):
    assert run.code == 1


@kernels
def test_a_cell_that_raises_is_named_with_its_error(run):
    # the third code cell: an empty one and those an earlier run numbered do not mislead
    assert f"{run.folder / 'failing.ipynb'}: code cell 3 ('# here') raised\n" in run.err
    assert "ValueError: out of paper" in re.sub(r"\x1b\[[\d;]*m", "", run.err)  # without colours


@kernels
def test_a_slow_cell_is_named_with_the_limit(run):
    assert f"{run.folder / 'slow.ipynb'}: code cell 2 ('import time') took more than 2 s" in run.err


@kernels
def test_a_kernel_that_dies_is_reported_with_its_cell(run):
    path = run.folder / "dying.ipynb"
    assert f"{path}: the kernel died in code cell 1 ('import os; os._exit(1)')" in run.err


@kernels
def test_what_is_no_notebook_is_refused(run):
    assert f"{run.folder / 'text.ipynb'}: cannot be read as a notebook: " in run.err


# ------------------------------------------------------------ Ctrl-C

SLEEP = """import os, pathlib, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
pathlib.Path("ids.part").write_text(f"{os.getpid()} {child.pid}")
os.rename("ids.part", "ids")
time.sleep(60)
"""


@pytest.mark.slow
@needs_signals
def test_ctrl_c_ends_the_kernels_and_leaves_each_notebook_as_it_was(tmp_path):
    """One is running, one is about to, and one has not begun."""
    paths = [tmp_path / name / f"{name}.ipynb" for name in ("a", "b", "c")]
    for path in paths:
        path.parent.mkdir()
        nbformat.write(notebook(code(SLEEP)), path)
    before = [path.read_bytes() for path in paths]
    process = start(
        [sys.executable, "-m", "course_tools.cli", "execute", "--jobs", "2", *paths],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    with process:
        wait_until(lambda: any((path.parent / "ids").exists() for path in paths))
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=300)
    assert process.returncode == 130, err
    assert out == ""
    assert err == "\nInterrupted: what is not reported above is as it was.\n"
    assert [path.read_bytes() for path in paths] == before
    assert {path.name for path in tmp_path.glob("*/*")} <= {"a.ipynb", "b.ipynb", "c.ipynb", "ids"}
    assert not paths[2].with_name("ids").exists(), "nothing is begun any more"
    for ids in tmp_path.glob("*/ids"):
        for number in map(int, ids.read_text().split()):
            wait_until(lambda number=number: not is_running(number), seconds=10)


@pytest.mark.slow
@needs_signals
def test_a_caller_of_the_library_gets_the_interrupt_and_goes_on(tmp_path):
    """Whoever calls `run_all` or `execute` decides what an interrupt means."""
    path = tmp_path / "a.ipynb"
    nbformat.write(notebook(code(SLEEP)), path)
    program = f"""
from course_tools.execute import execute, run_all

for call in (lambda: run_all(execute, [{str(path)!r}], jobs=1), lambda: execute({str(path)!r})):
    try:
        call()
    except KeyboardInterrupt:
        print("interrupted", flush=True)
"""
    process = start([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with process:
        numbers = []
        for _ in range(2):
            wait_until((tmp_path / "ids").exists)
            numbers += map(int, (tmp_path / "ids").read_text().split())
            (tmp_path / "ids").unlink()
            process.send_signal(signal.SIGINT)
            assert process.stdout.readline() == "interrupted\n"
            # ended by now, not only by the end of the program
            assert not any(map(is_running, numbers[::2]))
        out, err = process.communicate(timeout=300)
    assert (process.returncode, out, err) == (0, "", "")


# ------------------------------------------------------------ without a kernel


NO_OUTPUTS = """{"cells": [{"cell_type": "code", "id": "a", "metadata": {}, "source": "1", "execution_count": null}],
 "metadata": {}, "nbformat": 4, "nbformat_minor": 5}"""


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}', '{"cells": 3}', NO_OUTPUTS]
)
def test_other_files_are_refused_before_a_kernel_starts(tmp_path, content):
    path = tmp_path / "other.ipynb"
    path.write_text(content)
    with pytest.raises(execute.NotebookFailed) as caught:
        execute.execute(path)
    assert str(caught.value).startswith(f"{path}: cannot be read as a notebook: ")

    assert path.read_text() == content


def test_a_folder_is_called_so(tmp_path):
    with pytest.raises(execute.NotebookFailed, match=f"^{re.escape(str(tmp_path))}: this is a folder"):
        execute.read(tmp_path)


def test_a_file_that_is_not_there_is_named(tmp_path, capsys):
    path = tmp_path / "missing.ipynb"
    assert cli.main(["execute", str(path)]) == 1
    shown = capsys.readouterr()
    assert shown.out == f"[1/1] {path}  FAILED\n"
    assert shown.err == f"\n{path}: there is no such notebook\n"
    assert not path.exists()


def test_who_reads_notebooks_does_not_wait_for_a_grammar_of_addresses():
    """jsonschema builds it with lark, if it can, before anything here is run."""
    assert "nbformat" in sys.modules
    assert "lark" not in sys.modules


def png(*colours, **options):
    """A PNG in base64, one frame for each colour, with a gradient of 256 others in each."""
    frames = []
    for colour in colours:
        frame = Image.linear_gradient("L").convert("RGB")
        frame.paste(colour, (0, 0, 40, 256))
        frames.append(frame)
    file = io.BytesIO()
    frames[0].save(file, format="PNG", save_all=len(frames) > 1, append_images=frames[1:], **options)
    return base64.b64encode(file.getvalue()).decode("ascii")


def opened(text):
    return Image.open(io.BytesIO(base64.b64decode(text)))


def test_a_stored_picture_has_few_colours_and_the_same_size_and_look():
    before, after = opened(png("#0072B2")), opened(execute.few_colours(png("#0072B2")))
    assert after.mode == "P"
    assert len(after.getcolors()) <= 128
    assert after.size == before.size
    assert after.convert("RGB").getpixel((20, 100)) == (0x00, 0x72, 0xB2)
    assert ImageChops.difference(before, after.convert("RGB")).getextrema() <= ((0, 3), (0, 3), (0, 3))


def test_a_moving_picture_is_stored_as_it_is():
    moving = png("red", "blue", duration=250, loop=1)
    assert opened(moving).n_frames == 2
    assert execute.few_colours(moving) == moving


def test_trim_keeps_sources_outputs_tags_and_slides():
    view = {"model_id": "1234", "version_major": 2}
    show = nbformat.v4.new_output
    size = {"image/png": {"width": 640}, "needs_background": "light"}
    cells = [
        nbformat.v4.new_markdown_cell("text", metadata={"tags": ["a"], "editable": False, "jupyter": {"x": True}}),
        code(
            "1",
            execution_count=3,
            metadata={"slideshow": {"slide_type": "-"}, "execution": {"start": "now"}},
            outputs=[
                show("display_data", {"image/png": png("red"), execute.WIDGET_VIEW: view}, metadata=size),
                show("stream", name="stdout", text="1\n"),
            ],
        ),
    ]
    folded = {"tags": [execute.SETUP_TAG, "b"], "jupyter": execute.FOLDED}
    cells.append(code("2", metadata={**folded, "jupyter": {"source_hidden": False, "outputs_hidden": True}}))
    trimmed = execute.trim(notebook(*cells, language_info={"name": "python", "version": "3.11.7"}, toc=[1]))
    assert trimmed.metadata == execute.NOTEBOOK_METADATA
    assert [cell.metadata for cell in trimmed.cells] == [{"tags": ["a"]}, {"slideshow": {"slide_type": "-"}}, folded]
    image, stream = trimmed.cells[1].outputs
    assert image.data == {"image/png": execute.few_colours(png("red"))}  # a live figure's model is gone
    assert image.metadata == {}
    assert stream == {"output_type": "stream", "name": "stdout", "text": "1\n"}
    assert trimmed.cells[1].execution_count == 3


def test_a_notebook_is_replaced_in_one_step(tmp_path):
    path = tmp_path / "01.example.ipynb"
    path.write_text("old")
    reader = path.open()
    execute.write(notebook(code("1")), path)
    assert reader.read() == "old"  # who has the old file open keeps it whole
    reader.close()
    assert nbformat.read(path, as_version=4).cells[0].source == "1"
    assert os.listdir(tmp_path) == ["01.example.ipynb"]


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "example.ipynb"
    path.write_text("old")

    def fail(source, target):
        assert Path(source).exists()  # the new file is whole by now
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        execute.write(notebook(), path)
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["example.ipynb"]
