"""The gradient of the weight: forty people pull at it, each by error times x."""

from ._drawing import Axes, Drawing, signed
from ._reference import after, curve, stand

TITLE = "Forty people vote on the weight"


def pulls():
    """Error times x of each of the forty, under the untrained model: their mean is the gradient of the weight."""
    start = after(0)
    return (start.p - start.y) * start.x


def steps(box):
    start, pull = after(0), pulls()
    board = Drawing(box)
    right = 300 if box.wide else 190
    frame = (60, 40, box.width - 60 - right, box.height - 110)
    axes = Axes(board, "p", *frame, x=(0, 10), y=(0, 1), xticks=(0, 5, 10), yticks=(0, 1), xlabel="x")
    weight, bias = start.model.linear.weight.item(), start.model.linear.bias.item()
    board.path("curve", curve(axes, weight, bias), "curve model")
    stand(board, axes, start)
    said = axes.at(9.9, 0.86)
    board.words("name", *said, "untrained: p near 1", "model", size=22, anchor="end")
    yield board.step("The untrained model calls everybody positive. Whose error p − y is large?")
    for k, (x, y, p) in enumerate(zip(start.x.tolist(), start.y.tolist(), start.p.tolist(), strict=True)):
        kind = "positive" if y else "negative"
        board.line(f"error-{k}", *axes.at(x, y), *axes.at(x, p), f"stick {kind}")
    yield board.step("That of the blue ones: they were given hardly any chance. The errors of the red ones are tiny.")
    board.remove("error-*", "curve", "name", "p-*")
    high = pull.max().item() * 1.05
    bottom = axes.top + axes.height
    votes = Axes(board, "v", *frame, x=(0, 10), y=(-0.12 * high, high), xticks=(0, 5, 10), xlabel="x")
    board.remove("v-foot")
    board.line("v-zero", *votes.at(0, 0), *votes.at(10, 0), "axis")
    board.words("v-name", frame[0] + 14, frame[1] + 2, "error times x", "quiet")
    for k, (x, y, vote) in enumerate(zip(start.x.tolist(), start.y.tolist(), pull.tolist(), strict=True)):
        board.line(f"vote-{k}", *votes.at(x, 0), *votes.at(x, vote), f"stick {'positive' if y else 'negative'}")
        board.person(f"person-{k}", *votes.at(x, vote), y == 1, 7)
    yield board.step("Each pulls by error times x. Upwards: with a larger weight, this person's loss grows.")
    x, width = box.width - right + 60, 70 if box.wide else 44
    total = bottom - frame[1]
    shares = [pull[start.y == c].sum().item() / len(pull) for c in (0, 1)]
    unit = total * 0.8 / max(shares)
    foot = bottom - 30
    gap = width + (50 if box.wide else 24)
    board.line("foot", x - 14, foot, x + gap + width + 14, foot, "axis")
    board.bar("sum-0", x, foot, width, unit * shares[0], "negative")
    board.rect("sum-1", x + gap, foot, width, unit * -shares[1], "positive", round=0)
    board.words("sum-0-said", x + width / 2, foot - unit * shares[0] - 12, f"{shares[0]:.3f}", anchor="middle", size=22)
    board.words("sum-1-said", x + gap + width / 2, foot - 12, signed(shares[1]), anchor="middle", size=22)
    yield board.step(
        f"In the mean of forty, the blue ones pull by {shares[0]:.3f}, the red ones by {signed(shares[1])}."
    )
    gradient = pull.mean().item()
    board.remove("sum-0-said", "sum-1-said", "sum-1")
    board.bar("sum-0", x, foot, width, unit * gradient, "model")
    board.words(
        "sum", x + width / 2, foot - unit * gradient - 14, f"{gradient:.3f}", "strong", size=32, anchor="middle"
    )
    board.arrow("down", x + gap + width / 2, foot - 150, x + gap + width / 2, foot - 10, "arrow model", head=26)
    yield board.step(f"Together {gradient:.3f}: a larger weight means a larger loss, so the weight must come down.")
