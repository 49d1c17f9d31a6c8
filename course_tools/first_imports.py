"""Import what JupyterLab and the notebooks import; run once, as the last step of a learner's set-up.

Python keeps the bytecode of what it has imported. pip would compile all modules of all packages, two thirds of which
no notebook ever imports: 210 MB more, and more time than these imports take.
"""

import importlib

import torch

USED = (
    "course_utils.covid course_utils.data_parallel course_utils.exercises course_utils.explorers course_utils.newton "
    "course_utils.plotting course_utils.preparation ipykernel.kernelapp jupyter_lsp jupyter_server_terminals "
    "jupyterlab.labapp matplotlib.pyplot matplotlib_inline.backend_inline nbconvert.exporters pandas "
    "sklearn.linear_model sklearn.metrics"
)

if __name__ == "__main__":
    for name in USED.split():
        importlib.import_module(name)
    torch.optim.SGD([torch.zeros(1)], lr=1.0)  # the first optimizer imports as much as torch itself
