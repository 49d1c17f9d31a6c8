"""`fit_newton` beside scikit-learn's lbfgs on the forty rows of the reference example."""

from sklearn.linear_model import LogisticRegression as ScikitLearn

from benchmarks.measure import at_most, compare
from course_utils.data import reference_example
from course_utils.newton import fit_newton
from course_utils.training import loss_surface

LOWEST_LOSS = 0.53856455


def bench():
    _, X, y = reference_example()
    X_array, y_array = X.numpy(), y.numpy().ravel()
    solver = ScikitLearn(C=float("inf"))

    def ours(model):
        return fit_newton(model, X, y)

    def theirs(model):
        return solver.fit(X_array, y_array)

    model, _, _ = reference_example()
    ours(model)
    theirs(model)
    for name, weight, bias in (
        ("fit_newton", model.linear.weight.item(), model.linear.bias.item()),
        ("scikit-learn", solver.coef_.item(), solver.intercept_.item()),
    ):
        above = loss_surface(X, y, [weight], [bias]).item() - LOWEST_LOSS
        yield at_most(f"40 rows, above the lowest loss: {name}", above, 1e-6, "nats")
    yield compare(
        "fit_newton, 40 rows | lbfgs", ours, theirs, goal=0.25, rounds=301, setup=lambda: (reference_example().model,)
    )
