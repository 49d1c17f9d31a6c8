"""Small assignments, made by code, and what students make of them: `HW0` has one question of each kind."""

import copy
import textwrap

import nbformat

from course_tools.homework.format import student_version

NAME = "hw0"
SECRET = "wombat-7731"  # stands in the hidden tests only
HIDDEN_NUMBER = "0.731058"  # is passed to a student's function by hidden tests only


def metadata(grade_id, *, points=None, solution=False, locked=None):
    about = {
        "grade": points is not None,
        "grade_id": grade_id,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    about["locked"] = (not solution) if locked is None else locked
    return {"nbgrader": about | ({} if points is None else {"points": points})}


def code(source, *arguments, **options):
    about = metadata(*arguments, **options) if arguments else {}
    return nbformat.v4.new_code_cell(textwrap.dedent(source).strip(), metadata=about)


SIGMOID = """
def sigmoid(z):
    ### BEGIN SOLUTION
    return 1 / (1 + torch.exp(-z))
    ### END SOLUTION
"""
LOSS = """
def loss(p, y):
    ### BEGIN SOLUTION
    return -(y * torch.log(p) + (1 - y) * torch.log(1 - p)).mean()
    ### END SOLUTION
"""
FIT = """
def fit(model, X, y, lr, n_epochs):
    ### BEGIN SOLUTION
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        value = loss(torch.sigmoid(model(X)), y)
        value.backward()
        optimizer.step()
        losses.append(value.item())
    return losses
    ### END SOLUTION
"""


def instructor_version():
    """Answers for 1 + 2 (hidden) + 2 (partial credit) + 3 points, and 3 by hand."""
    cells = [
        nbformat.v4.new_markdown_cell("# A small homework\n\nWrite $\\sigma(z)$, the loss and the loop."),
        code("import torch\n\nx = torch.linspace(-4, 4, 9)", "given"),
        code(SIGMOID, "sigmoid", solution=True),
        code("assert sigmoid(torch.zeros(1)).item() == 0.5, 'at 0 it is a half'", "sigmoid-visible", points=1),
        code(
            f"""
            assert sigmoid(x).shape == x.shape
            ### BEGIN HIDDEN TESTS
            # {SECRET}
            z = torch.tensor([{HIDDEN_NUMBER}, -2.0], requires_grad=True)
            p = sigmoid(z)
            assert torch.allclose(p, torch.sigmoid(z), atol=1e-6), "hidden: {SECRET}"
            p.sum().backward()
            assert torch.allclose(z.grad, p.detach() * (1 - p.detach()), atol=1e-5), "hidden gradient"
            ### END HIDDEN TESTS
            """,
            "sigmoid-hidden",
            points=2,
        ),
        code(LOSS, "loss", solution=True),
        code(
            """
            earned = 0.0
            p, y = torch.tensor([0.25, 0.5]), torch.tensor([0.0, 1.0])
            if abs(loss(p, y).item() - 0.490415) < 1e-4:
                earned += 1.5
            if loss(p, 1 - y).item() > 1.0:
                earned += 0.5
            earned
            """,
            "loss-partial",
            points=2,
        ),
        code(FIT, "fit", solution=True),
        code(
            """
            torch.manual_seed(0)
            model = torch.nn.Linear(1, 1)
            X, y = torch.tensor([[0.0], [1.0], [2.0], [3.0]]), torch.tensor([[0.0], [1.0], [0.0], [1.0]])
            losses = fit(model, X, y, 0.5, 30)
            assert len(losses) == 30 and losses[-1] < losses[0]
            ### BEGIN HIDDEN TESTS
            reference = torch.nn.Linear(1, 1)
            torch.manual_seed(0)
            reference.reset_parameters()
            optimizer = torch.optim.SGD(reference.parameters(), lr=0.5)
            for _ in range(30):
                optimizer.zero_grad()
                torch.nn.functional.binary_cross_entropy_with_logits(reference(X), y).backward()
                optimizer.step()
            assert torch.allclose(model.weight, reference.weight, atol=1e-4), "the model was not changed in place"
            ### END HIDDEN TESTS
            """,
            "fit-tests",
            points=3,
        ),
        nbformat.v4.new_markdown_cell("The model answer.", metadata=metadata("words", points=3, solution=True)),
    ]
    return nbformat.v4.new_notebook(cells=cells)


QUESTIONS = {"sigmoid-visible": 1.0, "sigmoid-hidden": 2.0, "loss-partial": 2.0, "fit-tests": 3.0, "words": 3.0}
FULL = (1, 2, 2, 3, None)
NOTHING = (0, 0, 0, 0, None)


class Made:
    """An assignment that is made by code.

    Parameters
    ----------
    name : str
    instructor_version : callable
        Without arguments.
    answers : dict
        {grade_id: source} of right answers.
    questions : dict
        {grade_id: points}, in their order.
    """

    def __init__(self, name, instructor_version, answers, questions):
        self.name, self.instructor_version, self.answers, self.questions = name, instructor_version, answers, questions
        self.made = None

    def write(self, folder):
        """The instructor's notebook in a folder of its own; the folder."""
        folder.mkdir(parents=True, exist_ok=True)
        nbformat.write(self.instructor_version(), folder / f"{self.name}.ipynb")
        return folder

    def released(self):
        """As a student gets it."""
        if self.made is None:
            self.made = student_version(self.instructor_version())
        return copy.deepcopy(self.made)

    def solved(self, **answers):
        """As a good student hands it in; `sigmoid="…"` and the like put another answer there."""
        notebook = self.released()
        for name, text in (self.answers | answers).items():
            find(notebook, name).source = textwrap.dedent(text).strip()
        return notebook

    def before(self, grade_id, source, **answers):
        """A good one with a further cell of the student's in front of another."""
        notebook = self.solved(**answers)
        notebook.cells.insert(notebook.cells.index(find(notebook, grade_id)), code(source))
        return notebook


def find(notebook, grade_id):
    return next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id)


HW0 = Made(
    NAME, instructor_version, {"sigmoid": SIGMOID, "loss": LOSS, "fit": FIT, "words": "My own words."}, QUESTIONS
)
# the same, graded where a cell has the time to take all the memory that there is, however busy the machine
LARGE = Made("large", instructor_version, HW0.answers, QUESTIONS)
write_assignment, released, solved, before = HW0.write, HW0.released, HW0.solved, HW0.before
