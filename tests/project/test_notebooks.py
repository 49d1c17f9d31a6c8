"""Static checks of the notebooks: executed, in order, clean, complete, and true to their outputs."""

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from support.notebook_checks import (
    MAX_BYTES,
    MAX_CODE_LINES,
    NOTEBOOK_METADATA,
    NOTEBOOKS,
    find_faults,
    unsupported_numbers,
)
from support.rows import each_row


@each_row("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_has_no_faults(path):
    assert find_faults(path) == []


# ------------------------------------------------------------ samples that must fail

OPENING = """# 00 · A question?

**You will be able to**

- read
- write
- reckon

**You need** nothing.

| section | minutes |
| --- | ---: |
| 1 · Sums | 5 |
| Recap | 1 |
| **total** | **6** |"""


def good_notebook():
    """The smallest notebook without a fault; each sample below differs from it in one thing."""
    picture = new_output("display_data", data={"image/png": "aGk=", "text/plain": "<Figure>"})
    notebook = new_notebook(
        metadata=NOTEBOOK_METADATA,
        cells=[
            new_markdown_cell(OPENING),
            new_markdown_cell("## 1 · Sums\n\n**Predict.** What is printed?"),
            new_code_cell("print(0.125 * 4)", execution_count=1, outputs=[new_output("stream", text="0.500\n")]),
            new_markdown_cell("**Explain.** It is 0.500.\n\n> **Common mistake.** To guess."),
            new_code_cell("_ = draw()", execution_count=2, outputs=[picture]),
            new_markdown_cell("**Figure.** A line."),
            new_markdown_cell("## Recap\n\n- Sums add up."),
        ],
    )
    for i, cell in enumerate(notebook.cells):
        cell.id = f"cell-{i}"
    return notebook


def change(**changes):
    """A sample: the first code cell with these attributes."""

    def apply(notebook):
        notebook.cells[2].update(changes)

    return apply


def printed(text, name="stdout"):
    return change(outputs=[new_output("stream", text=text, name=name)])


def reword(cell, old, new):
    def apply(notebook):
        assert old in notebook.cells[cell].source
        notebook.cells[cell].source = notebook.cells[cell].source.replace(old, new)

    return apply


def swap_executions(notebook):
    notebook.cells[2].execution_count, notebook.cells[4].execution_count = 2, 1


def without_cell(i):
    return lambda notebook: notebook.cells.pop(i)


def set_metadata(notebook):
    notebook.cells[2].metadata["execution"] = {"iopub.status.busy": "2020-01-01"}


SAMPLES = {
    "fail_not_executed": change(execution_count=None, outputs=[]),
    "fail_out_of_order": swap_executions,
    "fail_out_of_order (a cell run twice)": change(execution_count=7),
    "fail_error": change(outputs=[new_output("error", ename="ValueError", evalue="", traceback=[])]),
    "fail_stderr": printed("loss is high\n", name="stderr"),
    "fail_warning": printed("UserWarning: shapes differ\n"),
    "fail_machine_path": printed("/home/me/course\n"),
    "fail_machine_path (in the source)": change(source="open(r'C:\\Users\\me\\x')"),
    "fail_memory_address": printed("<object at 0x7f3a12bc>\n"),
    "fail_fragile_output": change(outputs=[new_output("display_data", data={"text/html": "<b>1</b>"})]),
    "fail_too_precise": printed("0.5386\n"),
    "fail_not_compared (tag)": lambda notebook: notebook.cells[2].metadata.update(tags=["nbval-ignore-output"]),
    "fail_not_compared (comment)": change(source="print(0.125 * 4)  # NBVAL_IGNORE_OUTPUT"),
    "fail_metadata_not_minimal": set_metadata,
    "fail_metadata_not_minimal (slide types)": lambda notebook: notebook.cells[2].metadata.update(slideshow={}),
    "fail_metadata_not_minimal (notebook)": lambda notebook: notebook.metadata.update(toc={}),
    "fail_cell_id (an editor's)": change(id="48d571fe"),
    "fail_cell_id (no words)": change(id="Loss_1"),
    "fail_semicolon": change(source="print(0.125 * 4);"),
    "fail_empty_cell": change(source=" \n"),
    "fail_long_cell": change(source="x = 0.125\n" * (MAX_CODE_LINES + 1)),
    "fail_too_large": change(source="#" * MAX_BYTES),
    "fail_figure_without_sentence": reword(5, "**Figure.** A line.", "A line."),
    "fail_crowded_cell": lambda notebook: notebook.cells[4].outputs.append(notebook.cells[4].outputs[0]),
    "fail_opening (no objectives)": reword(0, "**You will be able to**", "Hello"),
    "fail_opening (two objectives)": reword(0, "- reckon\n", ""),
    "fail_opening (wrong total)": reword(0, "**6**", "**7**"),
    "fail_opening (minutes not under each other)": reword(0, "---:", "---"),
    "fail_opening (a total like any row)": reword(0, "| **total** | **6** |", "| total | 6 |"),
    "fail_opening (section not listed)": reword(1, "Sums", "Differences"),
    "fail_section (no prediction)": reword(1, "**Predict.** ", ""),
    "fail_section (no explanation)": reword(3, "**Explain.** ", ""),
    "fail_section (no mistake)": reword(3, "> **Common mistake.** ", ""),
}


def faults_of(notebook, folder):
    path = folder / "sample.ipynb"
    nbformat.write(notebook, path)
    return find_faults(path)


def test_good_sample_passes(tmp_path):
    assert faults_of(good_notebook(), tmp_path) == []
    assert unsupported_numbers(good_notebook()) == []


@each_row("sample", SAMPLES)
def test_failing_sample_is_refused_by_its_verdict(sample, tmp_path):
    notebook = good_notebook()
    SAMPLES[sample](notebook)
    verdict = sample.split()[0].removeprefix("fail_")
    assert {fault.split(":")[0] for fault in faults_of(notebook, tmp_path)} == {verdict}


def test_notebook_without_recap_is_refused(tmp_path):
    notebook = good_notebook()
    notebook.cells.pop()
    assert "no_recap: the last section is not 'Recap'" in faults_of(notebook, tmp_path)


@each_row(
    ("prose", "missing"),
    [
        ("It is 0.500.", []),
        ("It is 0.501.", ["0.501"]),
        ("It is 0.5.", ["0.5"]),
        ("It is −0.500.", []),
        ("About 50 %.", ["50%"]),
        ("Four times, 3 of 9.", []),
        ("After 2,000 epochs.", ["2000"]),
        ("Thirty, or 30.", []),
        ("$1/8 = 0.125$ is in the code.", []),
    ],
)
def test_number_that_no_cell_supports_is_found(prose, missing):
    notebook = good_notebook()
    notebook.cells[2].source += "; n = 30.0"
    notebook.cells[3].source = prose
    assert [number for _, number in unsupported_numbers(notebook)] == missing


def test_number_printed_in_another_section_counts_only_for_the_recap():
    notebook = good_notebook()
    notebook.cells[6].source = "## Recap\n\n- It was 0.500, not 0.750."
    assert unsupported_numbers(notebook) == [("Recap", "0.750")]
    notebook.cells[2].source += "; n = 30"
    notebook.cells[6].source = "## 2 · More\n\nThe 30 were at 0.500."
    assert unsupported_numbers(notebook) == [("2 · More", "0.500")]
