"""Classes that can be told apart: the curve steepens without end."""

from functools import cache

from course_utils.data import make_overlapping_classes
from course_utils.functional import binary_cross_entropy_with_logits
from course_utils.models import at_zero
from course_utils.training import fit

from ._drawing import Axes, Drawing
from ._reference import curve

TITLE = "A curve that steepens without end"
EPOCHS = (0, 10, 100, 1_000, 10_000)
CUT, LR = 5, 0.2


@cache
def walk():
    """x, the class, and for each number of epochs the weight, the bias (against x) and the loss."""
    X, y = make_overlapping_classes(20, 20, overlap=0, seed=0)
    model, found, done = at_zero(), [], 0
    for n in EPOCHS:
        if n > done:
            fit(model, X - CUT, y, lr=LR, n_epochs=n - done)
            done = n
        weight, bias = model.linear.weight.item(), model.linear.bias.item()
        loss = binary_cross_entropy_with_logits(model(X - CUT), y).item()
        right = int((model.predict(X - CUT) == y).sum())
        found.append((weight, bias - CUT * weight, loss, right))
    return X.ravel().tolist(), y.ravel().tolist(), found


def steps(box):
    board = Drawing(box)
    x, y, found = walk()
    room = 280 if box.wide else 180
    axes = Axes(
        board,
        "a",
        50,
        34,
        box.width - 50 - room,
        box.height - 109,
        x=(0, 10),
        y=(0, 1),
        xticks=(0, 5, 10),
        yticks=(0, 1),
        xlabel="x",
    )
    for k, (at, label) in enumerate(zip(x, y, strict=True)):
        board.person(f"person-{k}", *axes.at(at, label), label == 1)
    left = box.width - room + 40
    captions = (
        "Nobody below 5 is infected, everybody above is. Where will the training end?",
        "After 10 epochs all 40 are called rightly.",
        "100 epochs: {right} of 40 are right, as before. What can more epochs still do?",
        "1,000 epochs: the same {right}, and a curve twice as steep.",
        "10,000 epochs. The loss has no lowest point: a larger weight is always a little cheaper.",
    )
    for (weight, bias, loss, right), caption in zip(found, captions, strict=True):
        board.path("curve", curve(axes, weight, bias, 201), "curve model")
        for k, (name, value) in enumerate((("weight", weight), ("loss", loss), ("right", right))):
            board.words(f"name-{k}", left, 60 + k * 100, name, "quiet")
            said = f"{value} of 40" if name == "right" else f"{value:.3f}"
            board.words(f"value-{k}", left, 96 + k * 100, said, "strong", size=32 if box.wide else 28)
        yield board.step(caption.format(right=right))
