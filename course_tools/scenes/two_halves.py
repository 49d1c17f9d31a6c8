"""Two processes: the mean of the gradients of two halves is the gradient of all rows."""

from course_utils.functional import bce_gradient

from ._drawing import Drawing, signed
from ._reference import after

TITLE = "Two processes, one gradient"


def gradients():
    """The gradient of the weight on the even rows, on the odd rows, and on all forty of the untrained model."""
    start = after(0)
    parts = (slice(0, None, 2), slice(1, None, 2), slice(None))
    return [bce_gradient(start.x[p, None], start.p[p, None], start.y[p, None])[0].item() for p in parts]


def steps(box):
    board = Drawing(box)
    y = after(0).y.tolist()
    width = box.width / 2 - 20
    gap = width / 11
    size = gap * 0.3
    top = 60
    found = gradients()

    def people(apart):
        for k in range(40):
            half, n = (k % 2, k // 2) if apart else (k // 20, k % 20)
            x = half * (box.width - width) + gap + n % 10 * gap
            board.person(f"person-{k}", x, top + 20 + n // 10 * gap, y[k] == 1, size)

    people(False)
    yield board.step("Forty rows. Each process gets half of them, and the whole model.")
    people(True)
    high = gap + size + 54
    for k in (0, 1):
        left = k * (box.width - width)
        board.rect(f"process-{k}", left, top - 16, width, high, "frame")
        board.words(f"name-{k}", left + 10, top - 28, f"process {k}", "quiet")
        board.words(
            f"gradient-{k}", left + width / 2, top + high + 44, signed(found[k]), "strong", size=40, anchor="middle"
        )
    yield board.step("Each computes the gradient on its own rows.")
    y0 = top + high + 64
    for k in (0, 1):
        x = k * (box.width - width) + width / 2
        board.arrow(f"send-{k}", x, y0, box.width / 2 + (k * 2 - 1) * 70, y0 + 66, "arrow model", head=18)
    board.words("mean", box.width / 2, y0 + 110, signed(sum(found[:2]) / 2), "strong model", size=48, anchor="middle")
    yield board.step("They are averaged, and both processes take the same step.")
    board.words(
        "all",
        box.width / 2,
        min(y0 + 160, box.height - 8),
        f"all forty rows: {signed(found[2])}",
        "quiet",
        size=26,
        anchor="middle",
    )
    yield board.step("The mean of the two is the gradient of all rows. So the parameters stay equal.")
