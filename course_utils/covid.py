"""The real table: 15,524 COVID-19 tests of 12,344 people at one hospital in 2020; loading, cleaning, encoding.

The columns, the source and the licence stand in `datasets/README.md`.
"""

import hashlib
import io
from pathlib import Path

import pandas as pd

from . import _checks

COVID_TESTS = Path(__file__).parent / "datasets" / "covid_testing.csv"
IN_REPOSITORY = f"course_utils/datasets/{COVID_TESTS.name}"
SHA256 = "7956a185e564fd9ae1531e2522582c981f089cb85f2c5181cb1fd72f74e9e95f"
OLDER = {"7675a1ee862602412b5cae99d586b493fe07d855efd96feaf3cbd4a9d1701f39": "is the older table of 8 columns"}
COLUMNS = [
    "subject_id", "gender", "pan_day", "test_id", "clinic_name", "result", "demo_group", "age", "drive_thru_ind",
    "ct_result", "orderset", "payor_group", "patient_class", "col_rec_tat", "rec_ver_tat",
]  # fmt: skip
LEVELS = {
    "gender": ["female", "male"],
    "test_id": ["covid", "xcvd1"],
    "demo_group": ["patient", "client", "misc adult", "other adult", "unidentified"],
    "payor_group": [
        "commercial", "government", "unassigned", "self pay", "medical assistance", "other", "charity care",
    ],
    "patient_class": [
        "inpatient", "emergency", "observation", "outpatient", "recurring outpatient", "day surgery",
        "admit after surgery-ip", "admit after surgery-obs", "not applicable",
    ],
    "result": ["negative", "positive", "invalid"],
}  # fmt: skip
WITH_HOLES = ("payor_group", "patient_class")
OLDEST = 100
NOT_RECORDED = "not recorded"
# the level each group is compared with comes first; classes with few tests share "other"
GROUPS = {
    "demo_group": ["patient", "client", "misc adult", "other adult"],
    "patient_class": ["other", "inpatient", "emergency", NOT_RECORDED],
}


class DamagedTableError(ValueError):
    """The file of the table is not what was published; the message says how to restore it."""


def load_covid_tests(path=COVID_TESTS):
    """The table of the COVID-19 tests as it was published, bad values included.

    The file is compared with its SHA-256 first: numbers in the course hold for this table only.

    Parameters
    ----------
    path : path, default the file in the package

    Returns
    -------
    DataFrame of 15,524 rows and 15 columns
        `age` in years, `ct_result` in cycles of the PCR, `col_rec_tat` and `rec_ver_tat` in hours,
        all float; `subject_id`, `pan_day`, `drive_thru_ind` and `orderset` int; the others
        categories. Missing values are NaN. Only the invented names of the published table are
        left out.

    Raises
    ------
    DamagedTableError
        If the file cannot be read, or a single byte of it differs.

    Examples
    --------
    >>> table = load_covid_tests()
    >>> len(table), table["subject_id"].nunique(), int((table["result"] == "positive").sum())
    (15524, 12344, 865)
    """
    path = Path(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        problem = f"cannot be read ({error.strerror})"
    else:
        found = hashlib.sha256(content).hexdigest()
        problem = None if found == SHA256 else OLDER.get(found, "differs from the published table")
    if problem:
        raise DamagedTableError(f"{path.name} {problem}; restore it with git checkout -- {IN_REPOSITORY}")
    numbers = dict.fromkeys(("age", "ct_result", "col_rec_tat", "rec_ver_tat"), float)
    table = pd.read_csv(io.BytesIO(content), dtype=numbers)
    for name, levels in LEVELS.items():
        table[name] = pd.Categorical(table[name], categories=levels)
    table["clinic_name"] = table["clinic_name"].astype("category")
    return table


def clean_covid_tests(table):
    """Leave out the tests that cannot be used; and say how many, for which reason.

    Parameters
    ----------
    table : DataFrame
        As `load_covid_tests` gives it.

    Returns
    -------
    clean : DataFrame
        The rows that remain, their row labels kept. An empty `patient_class` or `payor_group`
        becomes a level of its own, "not recorded".
    dropped : dict of str to int
        Rows dropped for each reason, in this order; a row counts once.

    Raises
    ------
    TypeError, ValueError
        If `table` is not a DataFrame, or a column is missing.

    Examples
    --------
    >>> clean, dropped = clean_covid_tests(load_covid_tests())
    >>> dropped
    {'result invalid': 301, 'age over 100': 5, 'group unidentified': 1}
    >>> len(clean)
    15217
    """
    _has_columns(table)
    clean, dropped = table, {}
    for reason, is_bad in (
        ("result invalid", lambda t: ~t["result"].isin(["negative", "positive"])),
        (f"age over {OLDEST}", lambda t: ~t["age"].between(0, OLDEST)),
        ("group unidentified", lambda t: ~t["demo_group"].isin(GROUPS["demo_group"])),
    ):
        bad = is_bad(clean)
        dropped[reason] = int(bad.sum())
        clean = clean[~bad]
    filled = {}
    for name in WITH_HOLES:
        values = clean[name].astype(object).where(clean[name].notna(), NOT_RECORDED)
        filled[name] = pd.Categorical(values, [*LEVELS[name], NOT_RECORDED])
    return clean.assign(**filled), dropped


def encode_covid_tests(clean):
    """Turn the columns known before the test into numbers.

    `ct_result` is left out: it is the measurement that decides `result`. `pan_day` is left out, too:
    a day that is over does not come again.

    Parameters
    ----------
    clean : DataFrame
        As `clean_covid_tests` gives it.

    Returns
    -------
    X : DataFrame of floats, shape (n_samples, 9)
        Age in decades, then a 0/1 column for each level but the first of its group: the first is
        what the others are compared with (female; patient; any other patient class).
    y : Series of floats, 0.0 negative, 1.0 positive

    Raises
    ------
    TypeError, ValueError
        If `clean` is not a DataFrame, a column is missing, or it holds rows that cleaning drops.

    Examples
    --------
    >>> X, y = encode_covid_tests(clean_covid_tests(load_covid_tests())[0])
    >>> list(X.columns[:4])
    ['age (decades)', 'male', 'drive-through', 'client']
    >>> round(float(y.mean()), 4)
    0.0568
    """
    _has_columns(clean)
    known = clean["result"].isin(["negative", "positive"]) & clean["patient_class"].notna()
    if not known.all():
        raise ValueError(
            f"{int((~known).sum())} of {len(clean)} rows are invalid tests or lack a patient class. "
            "Write clean_covid_tests(table)[0]"
        )
    columns = {
        "age (decades)": clean["age"] / 10,
        "male": clean["gender"] == "male",
        "drive-through": clean["drive_thru_ind"] == 1,
    }
    for name, (_, *compared) in GROUPS.items():
        columns |= {level: clean[name] == level for level in compared}
    return pd.DataFrame(columns).astype(float), (clean["result"] == "positive").astype(float)


class DeskColumns:
    """What the desk knows about a test, as numbers; fitted on the training rows only.

    The columns of `encode_covid_tests`, age as it is, as a bent curve, or in bins, and on request the
    place where the swab was taken. Knots, bins, and which places stand for themselves come from the
    rows of the fit. The work is scikit-learn's.

    Parameters
    ----------
    age : {"spline", "bins", "line"}, default "spline"
        A cubic spline with 5 knots at quantiles of age, straight beyond the outermost; ten bins of
        roughly equal numbers of tests; or one column, in decades.
    clinic : bool, default False
        Whether the 88 places take part: a 0/1 column for each that has at least `min_tests` tests
        among the rows of the fit, and one for all the others, new ones included.
    min_tests : int, default 20

    Attributes
    ----------
    names : list of str, after `fit`

    Examples
    --------
    >>> clean, _ = clean_covid_tests(load_covid_tests())
    >>> desk = DeskColumns(clinic=True).fit(clean[:9000])
    >>> X = desk.transform(clean[9000:])
    >>> X.shape, desk.names[:3], desk.names[-1]
    ((6217, 51), ['age spline 1', 'age spline 2', 'age spline 3'], 'another clinic')
    """

    names = None

    def __init__(self, *, age="spline", clinic=False, min_tests=20):
        if age not in ("spline", "bins", "line"):
            raise ValueError(f"age must be 'spline', 'bins' or 'line'; got {age!r}")
        self.age, self.clinic = age, clinic
        self.min_tests = _checks.whole_number(min_tests, "min_tests", minimum=1)

    def fit(self, rows):
        """Learn knots, bins and places from these rows, as `clean_covid_tests` gives them; return the encoder.

        Raises
        ------
        TypeError, ValueError
            As `encode_covid_tests`, or if an age is outside 0 to 100.
        """
        from sklearn.preprocessing import KBinsDiscretizer, OneHotEncoder, SplineTransformer

        X = self._known(rows)
        decades = X[["age (decades)"]].to_numpy()
        if self.age == "spline":
            self._bend = SplineTransformer(n_knots=5, knots="quantile", extrapolation="linear", include_bias=False)
        elif self.age == "bins":
            method = "averaged_inverted_cdf"
            self._bend = KBinsDiscretizer(10, encode="onehot-dense", strategy="quantile", quantile_method=method)
        if self.age != "line":
            self._bend.fit(decades)
        if self.clinic:
            self._places = OneHotEncoder(
                min_frequency=self.min_tests, handle_unknown="infrequent_if_exist", sparse_output=False
            ).fit(rows[["clinic_name"]].astype(str))
        self.names = list(self.transform(rows).columns)
        return self

    def transform(self, rows):
        """These rows as numbers.

        Returns
        -------
        DataFrame of floats, shape (n_samples, len(names))

        Raises
        ------
        TypeError, ValueError
            As `fit`, or if it has not been fitted.
        """
        if not (hasattr(self, "_bend") or self.age == "line") or (self.clinic and not hasattr(self, "_places")):
            raise ValueError("not fitted yet: write DeskColumns().fit(train) first, with the training rows")
        X = self._known(rows)
        parts = [X]
        if self.age != "line":
            values = self._bend.transform(X[["age (decades)"]].to_numpy())
            if self.age == "bins":
                values = values[:, 1:]  # the first is what the others are compared with
            names = [f"age {self.age.removesuffix('s')} {i}" for i in range(1, values.shape[1] + 1)]
            parts = [pd.DataFrame(values, index=X.index, columns=names), X.drop(columns="age (decades)")]
        if self.clinic:
            values = self._places.transform(rows[["clinic_name"]].astype(str))
            names = [name.removeprefix("clinic_name_") for name in self._places.get_feature_names_out()]
            names = ["another clinic" if name == "infrequent_sklearn" else name for name in names]
            parts.append(pd.DataFrame(values, index=X.index, columns=names))
        return pd.concat(parts, axis=1)

    def _known(self, rows):
        X, _ = encode_covid_tests(rows)
        outside = ~X["age (decades)"].between(0, OLDEST / 10)
        if outside.any():
            raise ValueError(
                f"{int(outside.sum())} of {len(X)} ages are outside 0 to {OLDEST} years, where no curve was fitted. "
                "Write clean_covid_tests(table)[0]"
            )
        return X

    def __repr__(self):
        fitted = "not fitted" if self.names is None else f"{len(self.names)} columns"
        return f"DeskColumns(age={self.age!r}, clinic={self.clinic}, {fitted})"


def _has_columns(table):
    if not isinstance(table, pd.DataFrame):
        raise TypeError(f"expected the table, a pandas DataFrame; got {_checks.describe(table)}")
    missing = [name for name in COLUMNS if name not in table.columns]
    if missing:
        raise ValueError(f"the table has no column {', '.join(missing)}; it has {', '.join(map(str, table.columns))}")
