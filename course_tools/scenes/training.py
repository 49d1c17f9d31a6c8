"""Two thousand epochs: the curve turns towards the forty people, and the loss falls to where it stays."""

from course_utils.functional import binary_cross_entropy

from ._drawing import Axes, Drawing
from ._reference import N_EPOCHS, after, curve, stand

TITLE = "Two thousand epochs"
EPOCHS = (0, 10, 100, N_EPOCHS)


def loss_after(n_epochs):
    trained = after(n_epochs)
    return binary_cross_entropy(trained.p, trained.y).item()


def steps(box):
    board = Drawing(box)
    room = 270 if box.wide else 150
    axes = Axes(board, "a", 50, 30, box.width - 50 - room, box.height - 105, x=(0, 10), y=(0, 1), xticks=(0, 5, 10),
                yticks=(0, 1), xlabel="x")  # fmt: skip
    foot, high = axes.top + axes.height, axes.height - 40
    left, width = box.width - room / 2 - 45, 90
    start = loss_after(0)
    board.rect("start", left, foot - high, width, high, "frame dashed", round=0)
    for n in EPOCHS:
        model, loss = after(n).model, loss_after(n)
        board.path("curve", curve(axes, model.linear.weight.item(), model.linear.bias.item()), "curve model")
        stand(board, axes, after(n))
        board.bar("loss", left, foot, width, high * loss / start, "model")
        board.words("loss-said", left + width / 2, foot - high * loss / start - 14, f"{loss:.3f}", "strong", size=30,
                    anchor="middle")  # fmt: skip
        board.words("loss-name", left + width / 2, foot + 32, "loss", "quiet", anchor="middle")
        yield board.step({
            0: f"Untrained, the loss is {loss:.3f}. Will training bring it near to 0?",
            10: f"After 10 epochs the curve has begun to leave the blue ones: {loss:.3f}.",
            100: f"After 100 epochs it is {loss:.3f}.",
            N_EPOCHS: f"After 2,000 it stays near {loss:.3f}: between 3 and 7 both classes stand side by side.",
        }[n])  # fmt: skip
