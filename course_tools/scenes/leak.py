"""Columns arrive at their time: what is known at the desk, and what comes with the result or after it."""

from functools import cache

from course_utils.covid import clean_covid_tests, load_covid_tests
from course_utils.metrics import roc_auc
from course_utils.preparation import train_validation_test_split

from ._drawing import Drawing

TITLE = "A column that arrives after its result"
SEED = 42
DESK, LAB, RESULT = range(3)
COLUMNS = {  # when each is known; at the desk, those that a model may use
    "age": DESK, "gender": DESK, "drive_thru_ind": DESK, "demo_group": DESK, "patient_class": DESK,
    "col_rec_tat": LAB, "rec_ver_tat": RESULT, "ct_result": RESULT, "result": RESULT,
}  # fmt: skip
MEASURED = ("ct_result", "age", "col_rec_tat", "rec_ver_tat")


@cache
def aucs():
    """The AUC of single columns on the training rows, in whichever direction is above one half."""
    clean, _ = clean_covid_tests(load_covid_tests())
    positive = (clean["result"] == "positive").astype(int)
    train, _, _ = train_validation_test_split(clean, stratify=positive, groups=clean["subject_id"], seed=SEED)
    found = {}
    for name in MEASURED:
        auc = roc_auc(positive[train.index].to_numpy(), train[name].fillna(45).to_numpy())  # 45: never seen
        found[name] = max(auc, 1 - auc)
    return found


def steps(box):
    board = Drawing(box)
    width = box.width / 3
    card, high, gap = width - (70 if box.wide else 16), 40, 8
    size = 24 if box.wide else 22
    top = 84

    def put(name, x, y, kind="box"):
        board.rect(f"card-{name}", x, y, card, high, kind)
        board.words(f"word-{name}", x + card / 2, y + high - 12, name, "mono", size=size, anchor="middle")

    for k, name in enumerate(COLUMNS):
        put(name, (k % 3 + 0.5) * width - card / 2, top + 20 + k // 3 * (high + 30))
    yield board.step("The swab has just been taken. Which of these columns are known at this moment?")
    for k, name in enumerate(("at the desk", "in the laboratory", "with the result")):
        board.words(
            f"time-{k}",
            (k + 0.5) * width,
            30,
            name if box.wide else name.removeprefix("in the ").removeprefix("with the "),
            "strong",
            anchor="middle",
        )
        board.dot(f"mark-{k}", (k + 0.5) * width, 58)
    board.arrow("time", 0, 58, box.width - 4, 58, head=18)
    seen = [0, 0, 0]
    where = {}
    for name, when in COLUMNS.items():
        where[name] = ((when + 0.5) * width - card / 2, top + seen[when] * (high + (gap if when == DESK else 40)))
        seen[when] += 1
        put(name, *where[name])
    board.line("border", width, 20, width, box.height, "guide")
    yield board.step("Only what stands to the left of the dashed line exists when the prediction is made.")
    found = aucs()

    def measure(name):
        x, y = where[name]
        known = COLUMNS[name] == DESK
        board.words(
            f"auc-{name}",
            x + card / 2,
            y + high + 26,
            "" if known else f"AUC {found[name]:.3f}",
            "strong positive" if found[name] > 0.9 else "quiet",
            size=22,
            anchor="middle",
        )

    board.rect("lit", *where["ct_result"], card, high, "lit")
    measure("ct_result")
    yield board.step(f"ct_result arrives with the result. Its AUC of {found['ct_result']:.3f} screams.")
    for name in ("col_rec_tat", "rec_ver_tat"):
        measure(name)
        board.rect(f"lit-{name}", *where[name], card, high, "lit")
    board.remove("lit")
    yield board.step("These two are not known at the desk either, and no AUC betrays them. Ask when, not how well.")
