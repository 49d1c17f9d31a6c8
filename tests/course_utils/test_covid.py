"""course_utils.covid: the real table as published, a damaged file refused, cleaning counted, nothing leaked."""

import shutil

import numpy as np
import pandas as pd
import pytest
from support.notebook_checks import ROOT

from course_utils import covid
from course_utils.covid import (
    COVID_TESTS,
    DamagedTableError,
    clean_covid_tests,
    encode_covid_tests,
    load_covid_tests,
)


@pytest.fixture(scope="module")
def table():
    return load_covid_tests()


@pytest.fixture(scope="module")
def clean(table):
    return clean_covid_tests(table)[0]


# ---------------------------------------------------------------------- loader


def test_the_table_is_that_of_its_description(table):
    assert table.shape == (15_524, 8)
    assert list(table.columns) == covid.COLUMNS
    assert table["result"].value_counts().to_dict() == {"negative": 14_358, "positive": 865, "invalid": 301}
    assert (table["pan_day"].min(), table["pan_day"].max()) == (4, 107)
    assert table["patient_class"].isna().sum() == 7_077
    assert table["ct_result"].isna().sum() == 209
    assert (table["ct_result"].min(), table["ct_result"].max()) == (14.05, 45)
    assert (table["age"].max(), (table["age"] > 100).sum()) == (138, 5)
    assert set(table["drive_thru_ind"]) == {0, 1}
    assert table.drop(columns=["patient_class", "ct_result"]).notna().all(axis=None)


def test_types_and_levels(table):
    assert {name: str(kind) for name, kind in table.dtypes.items()} == {
        "pan_day": "int64", "age": "float64", "gender": "category", "demo_group": "category",
        "drive_thru_ind": "int64", "patient_class": "category", "ct_result": "float64", "result": "category",
    }
    for name, levels in covid.LEVELS.items():
        assert set(table[name].dropna()) == set(levels)  # none is missing from the list, none is idle


def test_the_values_are_those_of_a_plain_reading(table):
    plain = pd.read_csv(COVID_TESTS)
    for name in covid.COLUMNS:
        assert table[name].astype(plain[name].dtype).equals(plain[name]), name


def test_source_and_licence_stand_beside_the_table():
    text = (COVID_TESTS.parent / "README.md").read_text()
    for words in ("Obstfeld", "medicaldata", "Peter Higgins", "MIT", "15,524", *covid.COLUMNS):
        assert words in text


DAMAGE = {
    "empty": lambda content: b"",
    "cut off": lambda content: content[:-20],
    "a digit edited": lambda content: content.replace(b"72.0", b"72.5", 1),
    "Windows line ends": lambda content: content.replace(b"\n", b"\r\n"),
    "byte order mark": lambda content: b"\xef\xbb\xbf" + content,
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_table_that_differs_in_any_byte_is_refused(kind, tmp_path):
    path = tmp_path / "copy.csv"
    path.write_bytes(DAMAGE[kind](COVID_TESTS.read_bytes()))
    with pytest.raises(DamagedTableError) as caught:
        load_covid_tests(path)
    assert str(caught.value) == (
        "copy.csv differs from the published table; "
        "restore it with git checkout -- course_utils/datasets/covid_testing.csv"
    )


def test_a_missing_file_and_a_folder_are_told(tmp_path):
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(DamagedTableError, match=r"cannot be read \(.+\); restore it with git checkout -- course_"):
            load_covid_tests(path)


def test_the_path_to_restore_is_that_of_the_table():
    assert COVID_TESTS.samefile(ROOT / covid.IN_REPOSITORY)


def test_a_true_copy_elsewhere_loads(tmp_path, table):
    shutil.copy(COVID_TESTS, tmp_path / "copy.csv")
    assert load_covid_tests(tmp_path / "copy.csv").equals(table)


# -------------------------------------------------------------------- cleaning


def test_each_row_dropped_is_counted_once_and_for_its_reason(table):
    clean, dropped = clean_covid_tests(table)
    assert dropped == {"result invalid": 301, "age over 100": 5, "group unidentified": 1}
    assert len(clean) == len(table) - sum(dropped.values()) == 15_217
    assert (clean["result"] == "positive").sum() == 864
    gone = table.drop(clean.index)
    assert ((gone["result"] == "invalid") | (gone["age"] > 100) | (gone["demo_group"] == "unidentified")).all()
    assert clean["age"].between(0, 100).all()


def test_cleaning_changes_no_value_but_the_empty_class(table, clean):
    same = [name for name in covid.COLUMNS if name != "patient_class"]
    assert clean[same].equals(table.loc[clean.index, same])
    before = table.loc[clean.index, "patient_class"]
    assert (clean["patient_class"] == "not recorded").equals(before.isna())
    recorded = before.notna()
    assert (clean["patient_class"][recorded].astype(str) == before[recorded].astype(str)).all()


def test_bad_ages_of_every_kind_are_dropped(clean):
    few = clean.head(7).copy()
    few["age"] = [100.0, 100.1, -0.1, 0.0, np.nan, 138.0, 7.0]
    kept, dropped = clean_covid_tests(few)
    assert kept["age"].tolist() == [100.0, 0.0, 7.0]
    assert dropped["age over 100"] == 4


def test_cleaning_twice_drops_nothing_more(clean):
    again, dropped = clean_covid_tests(clean)
    assert sum(dropped.values()) == 0
    assert again.equals(clean)


# -------------------------------------------------------------------- encoding


def test_encoding_by_hand(clean):
    X, y = encode_covid_tests(clean)
    assert X.shape == (15_217, 9)
    assert set(X.dtypes.astype(str)) == {"float64"} == {str(y.dtype)}
    assert X.index.equals(clean.index)
    row = clean[(clean["demo_group"] == "misc adult") & (clean["patient_class"] == "not recorded")].index[0]
    expected = {"age (decades)": clean["age"][row] / 10, "male": float(clean["gender"][row] == "male"),
                "drive-through": float(clean["drive_thru_ind"][row]), "client": 0.0, "misc adult": 1.0,
                "other adult": 0.0, "inpatient": 0.0, "emergency": 0.0, "not recorded": 1.0}
    assert X.loc[row].to_dict() == expected
    for name, column in (("client", "demo_group"), ("emergency", "patient_class"), ("inpatient", "patient_class")):
        assert (X[name] == 1).equals(clean[column] == name)
    assert (X["male"] == 1).equals(clean["gender"] == "male")
    assert (y == 1).equals(clean["result"] == "positive")


def test_each_group_has_one_level_to_compare_with(clean):
    X, _ = encode_covid_tests(clean)
    for levels in (["client", "misc adult", "other adult"], ["inpatient", "emergency", "not recorded"]):
        assert set(X[levels].sum(axis=1)) == {0.0, 1.0}
    assert np.linalg.matrix_rank(np.column_stack([np.ones(len(X)), X])) == 10  # no column follows from the others


def test_the_measurement_and_the_answer_do_not_reach_the_features(clean):
    X, y = encode_covid_tests(clean)
    changed = clean.assign(ct_result=14.05, pan_day=0)
    assert encode_covid_tests(changed)[0].equals(X)
    flipped = clean.assign(result=np.where(clean["result"] == "positive", "negative", "positive"))
    X_flipped, y_flipped = encode_covid_tests(flipped)
    assert X_flipped.equals(X)
    assert (y_flipped == 1 - y).all()


def test_a_part_of_the_rows_has_the_same_columns(clean):
    X, _ = encode_covid_tests(clean)
    for part in (clean.head(3), clean[clean["demo_group"] == "patient"]):
        assert encode_covid_tests(part)[0].equals(X.loc[part.index])


def test_bad_input(table, clean, refuses):
    for function in (clean_covid_tests, encode_covid_tests):
        with refuses(TypeError, "a pandas DataFrame; got list of length 2"):
            function([1, 2])
        with refuses(ValueError, "no column gender, ct_result; it has pan_day, age"):
            function(clean.drop(columns=["gender", "ct_result"]))
    with refuses(ValueError, "of 15524 rows are invalid tests or lack a patient class. Write clean_covid_tests(table)"):
        encode_covid_tests(table)
