"""The real table: 15,524 COVID-19 tests of one hospital in 2020; loading, cleaning, encoding.

The columns, the source and the licence stand in `datasets/README.md`.
"""

import hashlib
import io
from pathlib import Path

import pandas as pd

from . import _checks

COVID_TESTS = Path(__file__).parent / "datasets" / "covid_testing.csv"
IN_REPOSITORY = f"course_utils/datasets/{COVID_TESTS.name}"
SHA256 = "7675a1ee862602412b5cae99d586b493fe07d855efd96feaf3cbd4a9d1701f39"
COLUMNS = ["pan_day", "age", "gender", "demo_group", "drive_thru_ind", "patient_class", "ct_result", "result"]
LEVELS = {
    "gender": ["female", "male"],
    "demo_group": ["patient", "client", "misc adult", "other adult", "unidentified"],
    "patient_class": [
        "inpatient", "emergency", "observation", "outpatient", "recurring outpatient", "day surgery",
        "admit after surgery-ip", "admit after surgery-obs", "not applicable",
    ],
    "result": ["negative", "positive", "invalid"],
}
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
    """The table of the COVID-19 tests, bad values included, but without nine of the columns that were published.

    `datasets/README.md` names them, the ids of subjects and the clinic among them.
    The file is compared with its SHA-256 first: numbers in the course hold for this table only.

    Parameters
    ----------
    path : path, default the file in the package

    Returns
    -------
    DataFrame of 15,524 rows
        `pan_day` and `drive_thru_ind` int, `age` (years) and `ct_result` float, the other four
        categories. Missing values are NaN.

    Raises
    ------
    DamagedTableError
        If the file cannot be read, or a single byte of it differs.

    Examples
    --------
    >>> table = load_covid_tests()
    >>> len(table), int((table.result == "positive").sum())
    (15524, 865)
    """
    path = Path(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        problem = f"cannot be read ({error.strerror})"
    else:
        problem = "differs from the published table" if hashlib.sha256(content).hexdigest() != SHA256 else None
    if problem:
        raise DamagedTableError(f"{path.name} {problem}; restore it with git checkout -- {IN_REPOSITORY}")
    table = pd.read_csv(io.BytesIO(content), dtype={"age": float, "ct_result": float})
    for name, levels in LEVELS.items():
        table[name] = pd.Categorical(table[name], categories=levels)
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
        The rows that remain, their row labels kept. An empty `patient_class` is a level of its
        own, "not recorded": whether it was recorded says something about the test.
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
    classes = clean["patient_class"].astype(object).where(clean["patient_class"].notna(), NOT_RECORDED)
    return clean.assign(patient_class=pd.Categorical(classes, [*LEVELS["patient_class"], NOT_RECORDED])), dropped


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


def _has_columns(table):
    if not isinstance(table, pd.DataFrame):
        raise TypeError(f"expected the table, a pandas DataFrame; got {_checks.describe(table)}")
    missing = [name for name in COLUMNS if name not in table.columns]
    if missing:
        raise ValueError(f"the table has no column {', '.join(missing)}; it has {', '.join(map(str, table.columns))}")
