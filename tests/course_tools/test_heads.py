"""How a notebook begins where the course's package may be missing, and the buttons that open it elsewhere."""

import os
import re
import subprocess
import sys
import tomllib
from types import ModuleType

import learners_branch
import nbformat
import pytest
import yaml
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from support.notebook_checks import ROOT
from support.rows import each_row

import course_utils
from course_tools import address, cli, heads, page_body, project
from course_tools.execute import trim
from course_tools.working_copy import learners_copy
from course_utils import _needed

TEXTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "lectures").glob("*.md")),
         *sorted((ROOT / "notebooks").rglob("*.ipynb"))]  # fmt: skip


SOMEWHERE = "%pip install --no-deps somewhere"
WHEEL = "logistic_regression_course-0.2.0-py3-none-any.whl"


def run(source, has, monkeypatch):
    """Run the cell where the course's package is of a version, or is missing."""
    if has is None:
        monkeypatch.setitem(sys.modules, "course_utils", None)
    else:
        monkeypatch.setattr(course_utils, "__version__", has)
    exec(source, {})


@pytest.mark.parametrize(
    ("has", "said"),
    [("0.2.0", ""), ("0.2.7", ""), ("0.2.0rc1", ""), ("0.10.0", "here is 0.10.0"), ("1.0.0", "here is 1.0.0")],
)
def test_where_the_package_is_new_enough_only_a_newer_one_is_told(has, said, monkeypatch, capsys):
    run(heads.setup_source("0.2.0"), has, monkeypatch)
    shown = capsys.readouterr()
    assert shown.err == ""
    told = f"This notebook is of course_utils 0.2, and {said}. `course update` brings newer copies.\n"
    assert shown.out == (told if said else "")


@pytest.mark.parametrize("has", ["0.1.9", "0.0.30"])
def test_where_it_is_too_old_the_line_to_run_is_said(has, monkeypatch):
    with pytest.raises(ModuleNotFoundError) as caught:
        run(heads.setup_source("0.2.0", SOMEWHERE), has, monkeypatch)
    assert str(caught.value) == (
        f"this notebook needs course_utils 0.2 or newer, and here is {has}. In a cell run {SOMEWHERE} (or with a "
        "wheel that lies beside this notebook), then restart the kernel.")  # fmt: skip


@pytest.mark.parametrize(
    ("module", "named"),
    [
        (None, "here: "),
        (ModuleType("course_utils"), "cannot import name '_needed' from 'course_utils'"),  # another of that name
    ],
)
def test_where_it_is_missing_or_another_the_line_to_run_is_said(module, named, monkeypatch):
    monkeypatch.setitem(sys.modules, "course_utils", module)
    monkeypatch.delitem(sys.modules, "course_utils._needed")
    for line, advice in ((SOMEWHERE, f"run {SOMEWHERE} (or with a wheel"), ("", WHEEL)):
        with pytest.raises(ModuleNotFoundError) as caught:
            exec(heads.setup_source("0.2.0", line), {})
        assert named in str(caught.value)
        assert advice in str(caught.value)


@pytest.mark.parametrize("written", ["", "owner/course", "https://gitlab.example.edu/a-long-group/statistics/the-course.git"])
def test_the_cell_keeps_to_the_course_s_measure_wherever_the_course_is(written):
    lines = heads.setup_source("10.20.3", address.install_line(written)).splitlines()
    assert len(lines) <= 12
    assert max(map(len, lines)) <= 120


def test_what_the_package_needs_in_turn_is_named_with_its_line(monkeypatch):
    real = _needed.find_spec
    monkeypatch.setattr(_needed, "find_spec", lambda name: None if name in ("sklearn", "anywidget") else real(name))
    with pytest.raises(RuntimeError) as caught:
        run(heads.setup_source(), course_utils.__version__, monkeypatch)
    assert str(caught.value) == ("course_utils is here, but not anywidget, scikit-learn. In a cell of its own run: "
                                 "%pip install anywidget scikit-learn")  # fmt: skip
    assert caught.value.__context__ is None
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    with pytest.raises(RuntimeError, match=r"Python 3\.11 or newer, and here is"):
        _needed.fault("0.1")


def test_the_first_cell_asks_for_all_that_a_learner_installs():
    described = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.split(r"[=<>!~ ]", one)[0] for one in described["dependencies"]}
    # a kernel runs, and whoever reads the message has a page; IPython comes with the kernel
    assert set(_needed.MODULES.values()) == names - {"ipykernel", "jupyterlab"} | {"ipython"}
    assert f">={'.'.join(map(str, _needed.OLDEST_PYTHON))}," in described["requires-python"]


def test_before_it_is_published_no_name_is_installed(monkeypatch):
    assert (address.REPOSITORY, address.ON_INDEX) == ("", False)
    assert address.install_line() == ""
    assert address.install_line("owner/course") == "%pip install --no-deps git+https://github.com/owner/course"
    assert address.install_line("owner/course", on_index=True) == "%pip install --no-deps logistic-regression-course"
    with pytest.raises(ModuleNotFoundError, match="make lab") as caught:
        run(heads.setup_source("0.2.0"), None, monkeypatch)
    assert re.findall(r"pip install (?:-\S+ )*(\S+)", str(caught.value)) == [f"{WHEEL};"]


@pytest.mark.skipif(address.ON_INDEX, reason="the course is published under its name")
@each_row("path", TEXTS, ids=lambda path: path.name)
def test_no_text_installs_a_name_that_somebody_else_could_take(path):
    text = path.read_text(encoding="utf-8")
    assert (
        re.findall(
            r"(?:install|uvx|pipx run)\s+(?:-\S+\s+)*[\"']?logistic-regression-course\b(?!\S*\.(?:whl|yml))", text
        )
        == []
    )


def test_buttons_open_the_learners_copy():
    assert address.buttons("03_bce_and_sgd", "owner/course") == {
        "Colab": "https://colab.research.google.com/github/owner/course/blob/learners/03_bce_and_sgd.ipynb",
        "Kaggle": "https://www.kaggle.com/kernels/welcome?src="
                  "https://github.com/owner/course/blob/learners/03_bce_and_sgd.ipynb",
        "Binder": "https://mybinder.org/v2/gh/owner/course/learners?labpath=03_bce_and_sgd.ipynb",
        "Codespaces": "https://codespaces.new/owner/course",
    }  # fmt: skip
    assert address.buttons("03_bce_and_sgd") == {}


@each_row(
    ("written", "url"),
    [
        ("owner/course", "https://github.com/owner/course"),
        (" owner/course/ ", "https://github.com/owner/course"),
        ("An.Org-2/My.course_x", "https://github.com/An.Org-2/My.course_x"),
        ("https://github.com/owner/course.git", "https://github.com/owner/course"),
        ("https://www.GitHub.com/owner/course/", "https://github.com/owner/course"),
        ("https://github.com/owner/course/tree/main/notebooks", "https://github.com/owner/course"),
        ("git@github.com:owner/course.git", "https://github.com/owner/course"),
        ("ssh://git@github.com:22/owner/course.git", "https://github.com/owner/course"),
        ("https://gitlab.com/group/sub/course.git", "https://gitlab.com/group/sub/course"),
        ("https://gitlab.com/group/course/-/tree/main", "https://gitlab.com/group/course"),
        ("git@git.example.edu:stats/course.git", "https://git.example.edu/stats/course"),
        ("https://user:token@git.example.edu/stats/course", "https://git.example.edu/stats/course"),
    ],
)
def test_the_address_may_be_written_in_every_usual_way(written, url):
    assert address.repository(written).url == url
    assert address.install_line(written) == f"%pip install --no-deps git+{url}"


@each_row("written", ["course", "owner/course/more", "https://github.com/owner", "owner/my course", "/", "owner/"])
def test_what_names_no_repository_is_refused(written):
    with pytest.raises(ValueError, match="It takes owner/name"):
        address.buttons("01_sigmoid", written)


def test_only_what_reads_the_host_has_a_button(monkeypatch):
    assert address.buttons("01_sigmoid", "https://gitlab.com/group/sub/course") == {
        "Binder": "https://mybinder.org/v2/gl/group%2Fsub%2Fcourse/learners?labpath=01_sigmoid.ipynb"}  # fmt: skip
    assert address.buttons("01_sigmoid", "https://git.example.edu/stats/course") == {}
    monkeypatch.setattr(address, "LEARNERS", "copies/autumn")
    links = address.buttons("01_sigmoid", "owner/course")
    assert links["Binder"] == "https://mybinder.org/v2/gh/owner/course/copies%2Fautumn?labpath=01_sigmoid.ipynb"
    assert links["Colab"].endswith("/owner/course/blob/copies/autumn/01_sigmoid.ipynb")


@pytest.mark.slow
def test_a_release_goes_on_from_the_one_before_so_that_students_can_pull_it(tmp_path, monkeypatch):
    """As nbgitpuller does: it commits what a student has changed, and merges what came."""
    def git(*words, at):
        done = subprocess.run(["git", "-c", "user.name=Anna", "-c", "user.email=anna@example.edu", *words], cwd=at,
                              capture_output=True, text=True)  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.split()

    monkeypatch.setattr(address, "LEARNERS", "copies/autumn")
    published, student = tmp_path / "published", tmp_path / "student"
    git("init", "--quiet", "--bare", published, at=tmp_path)
    for edition in ("0.1.0", "0.2.0"):
        files = tmp_path / edition
        files.mkdir()
        (files / "01_sigmoid.ipynb").write_text("a question\n")
        (files / f"course-{edition}.whl").write_text("")
        assert learners_branch.push(files, str(published), edition) == 0
        if not student.exists():
            git("clone", "--quiet", "--branch", address.LEARNERS, published, student, at=tmp_path)
            (student / "01_sigmoid.ipynb").write_text("a question, answered\n")
            git("commit", "--quiet", "-am", "mine", at=student)
    git("fetch", "--quiet", at=student)
    git("merge", "--quiet", "-Xours", f"origin/{address.LEARNERS}", at=student)
    assert git("ls-files", at=student) == ["01_sigmoid.ipynb", "course-0.2.0.whl"]
    assert (student / "01_sigmoid.ipynb").read_text() == "a question, answered\n"
    # a repository that does not answer is not taken for one without the branch
    assert learners_branch.push(tmp_path / "0.1.0", str(tmp_path / "nowhere"), "x") not in (0, 2)


def test_the_release_leaves_branch_and_history_to_the_tool():
    workflow = (ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")
    assert workflow.count("tools/learners_branch.py copies --wheel dist/*.whl") == 1
    assert not {"git init", "--force", "initial-branch"} & set(re.findall(r"git init|--force|initial-branch", workflow))


@pytest.fixture
def notebook():
    return new_notebook(cells=[
        new_markdown_cell("# 01 · A question?\n\nThe first paragraph."),
        new_code_cell("1 + 1", execution_count=1,
                      outputs=[new_output("execute_result", {"text/plain": "2"}, execution_count=1)]),
        new_code_cell("print(3)", execution_count=2, outputs=[new_output("stream", text="3\n")]),
        new_code_cell("not_run"),
    ])  # fmt: skip


def test_the_first_cell_comes_in_once_and_the_outputs_stay(notebook):
    outputs = [nbformat.from_dict(cell.outputs) for cell in notebook.cells[1:]]
    assert heads.with_head(notebook, "01_x")
    assert not heads.with_head(notebook, "01_x")
    opening, first, *rest = notebook.cells
    assert (opening.source, first.id) == ("# 01 · A question?\n\nThe first paragraph.", heads.CELL)
    assert [cell.execution_count for cell in (first, *rest)] == [1, 2, 3, None]
    assert rest[0].outputs[0].pop("execution_count") == 2
    outputs[0][0].pop("execution_count")
    assert [cell.outputs for cell in rest] == outputs


def test_buttons_come_below_the_title_and_go_again(notebook, monkeypatch):
    heads.with_head(notebook, "01_x")
    plain = notebook.cells[0].source
    monkeypatch.setattr(address, "REPOSITORY", "owner/course")
    assert heads.with_head(notebook, "01_x")
    title, links, text = notebook.cells[0].source.split("\n\n")
    assert (title, text) == ("# 01 · A question?", "The first paragraph.")
    assert links.startswith("Open a copy: [Colab](https://colab.")
    assert not heads.with_head(notebook, "01_x")
    monkeypatch.setattr(address, "REPOSITORY", "")
    heads.with_head(notebook, "01_x")
    assert notebook.cells[0].source == plain


def test_the_readme_has_buttons_once_there_is_a_repository(monkeypatch):
    text = "Before.\n<!-- buttons -->\n<!-- /buttons -->\nAfter.\n"
    assert heads.readme_with_buttons(text) == text
    monkeypatch.setattr(address, "REPOSITORY", "owner/course")
    shown = heads.readme_with_buttons(text)
    assert shown.splitlines()[2].startswith("Open the first notebook in [Colab](https://colab.")
    assert heads.readme_with_buttons(shown) == shown
    assert "<!-- buttons -->\n<!-- /buttons -->" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_what_is_executed_again_keeps_its_head():
    notebook = new_notebook(cells=[new_markdown_cell("# 01 · A question?\n\nText.")])
    heads.with_head(notebook, "01_x")
    assert not heads.with_head(trim(notebook), "01_x")


def test_the_heads_of_the_notebooks_are_as_the_setting_says(capsys):
    assert cli.main(["heads", "--check"]) == 0, capsys.readouterr().out


@pytest.mark.slow  # all notebooks
def test_a_first_cell_that_is_lost_is_told(capsys, monkeypatch):
    monkeypatch.setattr(heads, "setup_source", lambda: "another cell")
    assert cli.main(["heads", "--check"]) == 1
    assert "notebooks/01_sigmoid.ipynb: would be written" in capsys.readouterr().out.replace("\\", "/")


@pytest.mark.slow
def test_a_kernel_without_the_course_is_told_what_to_run(tmp_path):
    """Python's own modules only, as where a notebook was opened by itself."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", heads.setup_source()], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 1
    assert "and here: No module named 'course_utils'. If you have the course's folder, run `make lab`" in done.stderr
    assert "During handling" not in done.stderr


def test_the_learners_branch_holds_copies_and_what_a_hub_needs(tmp_path, capsys):
    wheel = tmp_path / "logistic_regression_course-0.1.0-py3-none-any.whl"
    wheel.write_bytes(b"wheel")
    branch = tmp_path / "branch"
    assert learners_branch.main([str(branch), "--wheel", str(wheel)]) == 0
    assert sorted(path.name for path in branch.iterdir()) == sorted(
        ["README.md", "environment.yml", "postBuild", wheel.name, *(path.name for path in project.notebooks())]
    )
    for path in project.notebooks():
        assert (branch / path.name).read_bytes() == learners_copy(path)
    conda = yaml.safe_load((branch / "environment.yml").read_text(encoding="utf-8"))
    whole = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    assert conda["dependencies"] == [kept for kept in whole["dependencies"] if isinstance(kept, str)]
    assert (branch / "postBuild").read_text().splitlines()[-1] == f"python -m pip install --no-deps {wheel.name}"
    assert os.access(branch / "postBuild", os.X_OK)
    # what is there already stays
    assert learners_branch.main([str(branch), "--wheel", str(wheel)]) == 1
    assert "holds something already" in capsys.readouterr().err
    assert learners_branch.main([str(tmp_path / "new"), "--wheel", str(tmp_path / "none.whl")]) == 1
    assert not (tmp_path / "new").exists()


def test_readers_of_the_site_do_not_see_the_first_cell(notebook):
    heads.with_head(notebook, "01_x")
    shown = "".join(page_body.body(notebook).blocks)
    assert "print" in shown
    assert "ModuleNotFoundError" not in shown
