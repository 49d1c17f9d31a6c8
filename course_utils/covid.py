"""The real table: 15,524 COVID-19 tests of one hospital in 2020; loading, cleaning, encoding.

The columns, the source and the licence stand in `datasets/README.md`.
"""

import csv
import hashlib
import io
from pathlib import Path

import pandas as pd

from . import _checks

COVID_TESTS = Path(__file__).parent / "datasets" / "covid_testing.csv"
SHA256 = "7675a1ee862602412b5cae99d586b493fe07d855efd96feaf3cbd4a9d1701f39"
N_ROWS = 15_524
# of each column: the start of the SHA-256 of its values, one a line
COLUMNS = {
    "pan_day": "31063b235d25e450",
    "age": "37fd25dd2468fac8",
    "gender": "0c73ab5c06d14831",
    "demo_group": "9e4ea4b8cf40d41f",
    "drive_thru_ind": "d7b4cf19e8b571fe",
    "patient_class": "f1d1a5fc43456962",
    "ct_result": "db8b7a6770952fd5",
    "result": "81ffce624dad96b9",
}
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
    """The file of the table is not what it should be; the message says in what, and how to restore it."""


def load_covid_tests(path=COVID_TESTS):
    """The table of the COVID-19 tests as it was published, bad values included.

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
        If the file is missing, cut off, edited, in another encoding or with other line endings; the
        message says which.

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
        raise _damaged(path, f"it cannot be read ({error.strerror})") from None
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise _damaged(path, _what_is_wrong(content))
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


def _damaged(path, what):
    return DamagedTableError(
        f"{path.name} is not the table that the course was made with: {what}. "
        f"Restore it: git checkout -- course_utils/datasets/{COVID_TESTS.name}"
    )


def _what_is_wrong(content):
    """In words: what differs between this content and that of the table."""
    if not content:
        return "it is empty"
    if content.startswith(b"version https://git-lfs"):
        return "it holds a pointer to the table in place of the table"
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return f"byte {error.start} is not UTF-8; it was saved in another encoding"
    if text.startswith("\ufeff"):
        return "it begins with a byte order mark, as a spreadsheet writes it"
    if "\r" in text:
        return "its line endings were converted; they must be line feeds alone"
    try:
        header, *rows = csv.reader(text.splitlines())
    except (csv.Error, ValueError) as error:
        return f"it cannot be read as a table ({error})"
    missing = [name for name in COLUMNS if name not in header]
    extra = [name for name in header if name not in COLUMNS]
    if missing or extra:
        parts = [f"{kind} {', '.join(map(repr, names))}" for kind, names in
                 (("missing columns", missing), ("unknown columns", extra)) if names]
        return " and ".join(parts) + (". Is the separator a comma?" if len(header) == 1 else "")
    if header != list(COLUMNS):
        return f"its columns are in another order, {', '.join(header)}"
    ragged = next((i for i, row in enumerate(rows, start=2) if len(row) != len(header)), None)
    if len(rows) != N_ROWS:
        last = ",".join(rows[-1] if rows else header)
        cut = "" if text.endswith("\n") else f", and the last one is cut off: {last!r}"
        return f"it has {len(rows):,} rows in place of {N_ROWS:,}{cut}"
    if ragged:
        return f"line {ragged} has {len(rows[ragged - 2])} values in place of {len(header)}"
    edited = [
        name for name, values in zip(header, zip(*rows, strict=True), strict=True)
        if hashlib.sha256("\n".join(values).encode()).hexdigest()[:16] != COLUMNS[name]
    ]
    if not edited:
        return "the values are the same, the quotes or the end of the file are not"
    return f"values were changed in {', '.join(edited)}"
