"""Answers to the exercises of notebook 06, as learners write them."""

SCALED = """
def standardised(X_train, X_test):
    mean = {mean}
    spread = {spread}
    return (X_train - mean) / spread, (X_test - mean) / spread
"""


def scaled(mean="X_train.mean(dim=0)", spread="X_train.std(dim=0)"):
    return SCALED.format(mean=mean, spread=spread)


MET = """
def rows_met(fitted, new):
    return {met}
"""
CLUSTERED = """
def clustered_errors(slopes, person, inverse):
    of_person = {pulls}
    middle = of_person.T @ of_person
    return {errors}
"""
SUMS = "torch.stack([slopes[person == who].sum(dim=0) for who in person.unique()])"
ROOT = "torch.sqrt(torch.diag(inverse @ middle @ inverse))"


def clustered(pulls=SUMS, errors=ROOT):
    return CLUSTERED.format(pulls=pulls, errors=errors)


PLACES = """
def place_columns(train_places, new_places, min_tests):
    places, n_tests = torch.unique({learnt}, return_counts=True)
    kept = places[n_tests {enough} min_tests]
    columns = {rows}.reshape(-1, 1) == kept
    other = ~columns.any(dim=1, keepdim=True)
    return {result}.float()
"""


def places(learnt="train_places", enough=">=", rows="new_places", result="torch.cat([columns, other], dim=1)"):
    return PLACES.format(learnt=learnt, enough=enough, rows=rows, result=result)


ANSWERS = {
    "6.1": {
        "right": {
            "torch": scaled(),
            "divided by n": scaled(spread="X_train.std(dim=0, correction=0)"),
            "numpy": scaled("np.mean(np.asarray(X_train), axis=0)", "np.std(np.asarray(X_train), axis=0)").replace(
                "(X_train -", "(np.asarray(X_train) -").replace("(X_test -", "(np.asarray(X_test) -"),
            "column by column": "def standardised(X_train, X_test):\n    A, B = X_train.clone(), X_test.clone()\n"
            "    for j in range(X_train.shape[1]):\n        m, s = X_train[:, j].mean(), X_train[:, j].std()\n"
            "        A[:, j] = (A[:, j] - m) / s\n        B[:, j] = (B[:, j] - m) / s\n    return A, B",
            "package": "def standardised(X_train, X_test):\n    from course_utils.preparation import Standardizer\n"
            "    s = Standardizer().fit(X_train)\n    return s.transform(X_train), s.transform(X_test)",
        },
        "wrong": [
            ("statistics_of_all_rows", scaled("torch.cat([X_train, X_test]).mean(dim=0)",
                                              "torch.cat([X_train, X_test]).std(dim=0)")),
            ("statistics_of_all_rows",
             "def standardised(X_train, X_test):\n    from course_utils.preparation import Standardizer\n"
             "    s = Standardizer().fit(torch.cat([X_train, X_test]))\n"
             "    return s.transform(X_train), s.transform(X_test)"),
            ("scale_of_its_own",
             "def standardised(X_train, X_test):\n    f = lambda X: (X - X.mean(dim=0)) / X.std(dim=0)\n"
             "    return f(X_train), f(X_test)"),
            ("statistics_of_the_test_rows", scaled("X_test.mean(dim=0)", "X_test.std(dim=0)")),
            ("one_scale_for_all_columns", scaled("X_train.mean()", "X_train.std()")),
            ("variance_for_spread", scaled(spread="X_train.var(dim=0)")),
            ("not yet", scaled(mean="0")),
            ("must return 2 values", scaled().replace(", (X_test - mean) / spread", "")),
        ],
    },
    "6.2": {
        "right": {
            "isin": MET.format(met="torch.isin(new, fitted).sum()"),
            "set": "def rows_met(fitted, new):\n    known = set(fitted.tolist())\n"
            "    return sum(who in known for who in new.tolist())",
            "compared": MET.format(met="(new.reshape(-1, 1) == fitted).any(dim=1).sum().item()"),
            "numpy": MET.format(met="np.isin(new.numpy(), fitted.numpy()).sum()"),
            "loop": "def rows_met(fitted, new):\n    n = 0\n    for who in new:\n        if who in fitted:\n"
            "            n += 1\n    return n",
        },
        "wrong": [
            ("people_for_rows", MET.format(met="len(set(fitted.tolist()) & set(new.tolist()))")),
            ("rows_of_the_other_part", MET.format(met="torch.isin(fitted, new).sum()")),
            ("pairs_for_rows", MET.format(met="sum((fitted == who).sum() for who in new)")),
            ("strangers_for_met", MET.format(met="(~torch.isin(new, fitted)).sum()")),
            ("share_for_number", MET.format(met="torch.isin(new, fitted).double().mean()")),
            ("not yet", MET.format(met="len(new)")),
        ],
    },
    "6.3": {
        "right": {
            "stack": clustered(),
            "index_add": clustered("torch.zeros(int(person.max()) + 1, slopes.shape[1], dtype=slopes.dtype)"
                                   ".index_add(0, person, slopes)"),
            "pandas": "def clustered_errors(slopes, person, inverse):\n    import pandas as pd\n"
            "    g = pd.DataFrame(slopes.numpy()).groupby(person.numpy()).sum().to_numpy()\n"
            "    V = inverse.numpy()\n    return np.sqrt(np.diag(V @ g.T @ g @ V))",
            "one hot": clustered("(person.unique().reshape(-1, 1) == person).to(slopes.dtype) @ slopes"),
        },
        "wrong": [
            ("rows_for_people", clustered("slopes")),
            ("means_of_pulls", clustered(SUMS.replace("sum(", "mean("))),
            ("one_row_of_each", clustered(SUMS.replace(".sum(dim=0)", "[0]"))),
            ("curvature_alone", clustered(errors="torch.sqrt(torch.diag(inverse))")),
            ("no_root", clustered(errors="torch.diag(inverse @ middle @ inverse)")),
            ("not yet", clustered(errors="torch.sqrt(torch.diag(inverse @ middle))")),
        ],
    },
    "6.4": {
        "right": {
            "training rows": places(),
            "loop": "def place_columns(train_places, new_places, min_tests):\n"
            "    kept = [p for p in sorted(set(train_places.tolist())) if (train_places == p).sum() >= min_tests]\n"
            "    rows = [[float(p == k) for k in kept] for p in new_places.tolist()]\n"
            "    return torch.tensor([row + [1.0 - sum(row)] for row in rows])",
            "other by subtraction": places(
                result="torch.cat([columns.int(), 1 - columns.int().sum(dim=1, keepdim=True)], dim=1)"),
        },
        "wrong": [
            ("levels_of_the_new_rows", places("new_places")),
            ("levels_of_all_rows", places("torch.cat([train_places, new_places])")),
            ("columns_of_the_training_rows", places(rows="train_places")),
            ("nowhere_for_the_rare", places(result="columns")),
            ("more_than_at_least", places(enough=">")),
            ("not yet", places(enough="<")),
        ],
    },
    "6.5": {
        "right": {"as asked": "explanation = 'c'", "capital": "explanation = ' C'"},
        "wrong": [
            ("leak_is_skill", "explanation = 'a'"),
            ("overfitting_for_leak", "explanation = 'b'"),
            ("constant_for_auc", "explanation = 'd'"),
            ("one of the letters 'a', 'b', 'c', 'd'.", "explanation = 0.98"),
        ],
    },
}  # fmt: skip
