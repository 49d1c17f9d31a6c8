"""Draw the README's picture, docs/overview.png: the data, the descent, and the trade-off."""

import argparse
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from course_utils import data, metrics, plotting, training

ROOT = Path(__file__).resolve().parents[1]


def main():
    argparse.ArgumentParser(description=__doc__).parse_args()
    model, X, y = data.reference_example()
    history = training.fit(model, X, y)
    p = model.predict_proba(X)

    figure, (fit, descent, roc) = plt.subplots(1, 3, figsize=(15, 4.6), layout="constrained")
    plotting.plot_threshold(model, X, y, threshold=0.5, ax=fit)
    fit.set_title("one number, one curve, one cut")
    weights, biases = np.linspace(-0.3, 1.6, 150), np.linspace(-7, 2, 150)
    surface = training.loss_surface(X, y, weights, biases)
    plotting.plot_loss_surface(weights, biases, surface, path=history.path, ax=descent)
    descent.set_title("2,000 steps downhill")
    threshold, _ = metrics.cheapest_threshold(y, p, cost_fp=1, cost_fn=5)
    plotting.plot_roc(y, p, threshold=threshold, ax=roc)
    roc.set_title("when a miss costs five false alarms")
    figure.savefig(ROOT / "docs" / "overview.png", dpi=80, metadata={"Software": None})


if __name__ == "__main__":
    main()
