"""course_utils.covid: the real table as published, a damaged file refused, cleaning counted, nothing leaked."""

import hashlib
import shutil

import numpy as np
import pandas as pd
import pytest
from support.notebook_checks import ROOT

from course_utils import covid
from course_utils.covid import (
    COVID_TESTS,
    DamagedTableError,
    DeskColumns,
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
    assert table.shape == (15_524, 15)
    assert list(table.columns) == covid.COLUMNS
    assert table["result"].value_counts().to_dict() == {"negative": 14_358, "positive": 865, "invalid": 301}
    assert (table["pan_day"].min(), table["pan_day"].max()) == (4, 107)
    assert table["patient_class"].isna().sum() == 7_077
    assert table["ct_result"].isna().sum() == 209
    assert (table["ct_result"].min(), table["ct_result"].max()) == (14.05, 45)
    assert (table["age"].max(), (table["age"] > 100).sum()) == (138, 5)
    assert set(table["drive_thru_ind"]) == {0, 1}
    assert table["payor_group"].isna().sum() == 7_087
    assert table.drop(columns=["patient_class", "payor_group", "ct_result"]).notna().all(axis=None)
    assert table["col_rec_tat"].max() == 61_370.2
    assert (table["rec_ver_tat"] < 0).any()
    assert table["test_id"].value_counts().to_dict() == {"covid": 15_522, "xcvd1": 2}


def test_people_have_up_to_twenty_rows_and_agree_with_themselves(table):
    tests = table["subject_id"].value_counts()
    assert (len(tests), (tests > 1).sum(), tests.max()) == (12_344, 1_744, 20)
    of_one = table.groupby("subject_id")[["age", "gender"]].nunique()
    assert (of_one == 1).all(axis=None)


def test_places_have_many_tests_or_few(table):
    tests = table["clinic_name"].value_counts()
    assert (len(tests), tests["clinical lab"], tests["emergency dept"], (tests < 20).sum()) == (88, 7_500, 3_413, 46)


def test_types_and_levels(table):
    assert {name: str(kind) for name, kind in table.dtypes.items()} == {
        "subject_id": "int64", "gender": "category", "pan_day": "int64", "test_id": "category",
        "clinic_name": "category", "result": "category", "demo_group": "category", "age": "float64",
        "drive_thru_ind": "int64", "ct_result": "float64", "orderset": "int64", "payor_group": "category",
        "patient_class": "category", "col_rec_tat": "float64", "rec_ver_tat": "float64",
    }
    for name, levels in covid.LEVELS.items():
        assert set(table[name].dropna()) == set(levels)  # none is missing from the list, none is idle


def test_the_values_are_those_of_a_plain_reading(table):
    plain = pd.read_csv(COVID_TESTS)
    for name in covid.COLUMNS:
        assert table[name].astype(plain[name].dtype).equals(plain[name]), name
    assert list(plain.columns) == covid.COLUMNS


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


def test_the_older_table_of_eight_columns_is_known_by_name(tmp_path, table):
    older = ["pan_day", "age", "gender", "demo_group", "drive_thru_ind", "patient_class", "ct_result", "result"]
    text = table[older].to_csv(index=False, lineterminator="\n")
    (tmp_path / "covid_testing.csv").write_text(text)
    found = hashlib.sha256(text.encode()).hexdigest()
    covid_older = dict.fromkeys([found], covid.OLDER[next(iter(covid.OLDER))])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(covid, "OLDER", covid_older)
        with pytest.raises(DamagedTableError, match="is the older table of 8 columns; restore it with git checkout"):
            load_covid_tests(tmp_path / "covid_testing.csv")


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


@pytest.mark.parametrize("name", ["patient_class", "payor_group"])
def test_cleaning_changes_no_value_but_the_empty_ones(table, clean, name):
    same = [other for other in covid.COLUMNS if other not in ("patient_class", "payor_group")]
    assert clean[same].equals(table.loc[clean.index, same])
    before = table.loc[clean.index, name]
    assert (clean[name] == "not recorded").equals(before.isna())
    recorded = before.notna()
    assert (clean[name][recorded].astype(str) == before[recorded].astype(str)).all()


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
        with refuses(ValueError, "no column gender, ct_result; it has subject_id, pan_day"):
            function(clean.drop(columns=["gender", "ct_result"]))
    with refuses(ValueError, "of 15524 rows are invalid tests or lack a patient class. Write clean_covid_tests(table)"):
        encode_covid_tests(table)


# ------------------------------------------------------------ what the desk knows


def test_a_straight_line_is_the_encoding_itself(clean):
    desk = DeskColumns(age="line").fit(clean.head(500))
    assert desk.transform(clean).equals(encode_covid_tests(clean)[0])
    assert desk.names == list(encode_covid_tests(clean)[0].columns)


def test_knots_come_from_the_rows_of_the_fit_and_the_curve_is_straight_beyond_them(clean):
    young = clean[clean["age"] <= 18]
    desk, other = DeskColumns().fit(young), DeskColumns().fit(clean)
    curve = desk.transform(clean).filter(like="age spline")
    assert not curve.equals(other.transform(clean).filter(like="age spline"))
    ages = clean["age"].clip(0, 100)
    far = pd.concat([clean.head(1)] * 3).assign(age=[40.0, 60.0, 80.0])
    values = desk.transform(far).filter(like="age spline").to_numpy()
    np.testing.assert_allclose(values[1] - values[0], values[2] - values[1], atol=1e-9)
    assert len(ages) == len(curve)


def test_a_spline_holds_a_straight_line_and_bends(clean):
    from sklearn.linear_model import LinearRegression

    curve = DeskColumns().fit(clean).transform(clean).filter(like="age spline")
    straight = LinearRegression().fit(curve, clean["age"])
    assert straight.score(curve, clean["age"]) > 0.999
    assert np.linalg.matrix_rank(np.column_stack([np.ones(len(curve)), curve])) == 7


def test_bins_have_about_equal_numbers_and_the_first_is_compared_with(clean):
    values = DeskColumns(age="bins").fit(clean).transform(clean).filter(like="age bin")
    counts = [*values.sum(), len(values) - values.to_numpy().sum()]
    assert values.shape[1] == 9
    assert min(counts) > 0.03 * len(clean)
    assert set(values.sum(axis=1)) == {0.0, 1.0}


def test_places_with_few_tests_are_merged_and_new_ones_go_with_them(clean):
    rows = clean.head(9000)
    desk = DeskColumns(age="line", clinic=True, min_tests=20).fit(rows)
    tests = rows["clinic_name"].value_counts()
    many = sorted(tests.index[tests >= 20])
    assert desk.names[9:] == [*many, "another clinic"]
    X = desk.transform(clean)
    assert (X[desk.names[9:]].sum(axis=1) == 1).all()
    unseen = clean.head(2).assign(clinic_name=["a new ward", many[0]])
    assert desk.transform(unseen)["another clinic"].tolist() == [1.0, 0.0]
    assert desk.transform(unseen)[many[0]].tolist() == [0.0, 1.0]
    few = clean["clinic_name"].astype(str).isin(tests.index[(tests < 20)].astype(str))
    assert (X.loc[few, "another clinic"] == 1).all()


def test_what_is_known_later_does_not_reach_the_desk(clean):
    desk = DeskColumns(clinic=True).fit(clean)
    later = clean.assign(ct_result=14.05, pan_day=0, col_rec_tat=0.0, rec_ver_tat=0.0, subject_id=1)
    assert DeskColumns(clinic=True).fit(later).transform(later).equals(desk.transform(clean))


def test_the_desk_refuses_what_it_cannot_encode(table, clean, refuses):
    with refuses(ValueError, "age must be 'spline', 'bins' or 'line'; got 'log'"):
        DeskColumns(age="log")
    with refuses(ValueError, "min_tests must be a whole number of at least 1; got 0"):
        DeskColumns(min_tests=0)
    for age in ("spline", "bins"):
        with refuses(ValueError, "not fitted yet: write DeskColumns().fit(train) first"):
            DeskColumns(age=age).transform(clean)
    with refuses(ValueError, "not fitted yet"):
        DeskColumns(age="line", clinic=True).transform(clean)
    with refuses(ValueError, "invalid tests or lack a patient class"):
        DeskColumns().fit(table)
    with refuses(ValueError, "2 of 3 ages are outside 0 to 100 years, where no curve was fitted"):
        DeskColumns().fit(clean).transform(clean.head(3).assign(age=[101.0, -1.0, 7.0]))
    assert repr(DeskColumns()) == "DeskColumns(age='spline', clinic=False, not fitted)"
