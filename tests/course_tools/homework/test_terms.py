"""A term's version of a homework: what a key decides, what it hides, and what an answer of another term earns."""

import copy
import hashlib
import itertools
import json
import math
import os
import shutil
import subprocess
import sys

import nbformat
import pytest
import torch
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from support.homework import HOMEWORK, instructor_version, one_thread, run_in_process
from support.homework_answers import hw2 as answers_of_hw2
from support.rows import each_row
from support.sweeps import first

from course_tools import cli
from course_tools.homework import proofs, release, source
from course_tools.homework.by_hand import rubric
from course_tools.homework.format import CellKind, grade_id, kind
from course_tools.homework.terms import alike, banks, keys, making, marks, ranges, template

BANK = HOMEWORK / "hw2" / "bank"
TEMPLATES = ["hw1", "hw2", "hw3"]


def key(number):
    return keys.Key(f"an invented key, number {number:08}".encode())


@pytest.fixture(scope="module")
def templates():
    return {name: template.read(name, nbformat.read(HOMEWORK / name / f"{name}.ipynb", as_version=4),
                                [BANK] if name == "hw2" else []) for name in TEMPLATES}  # fmt: skip


@pytest.fixture(scope="module")
def hw2(templates):
    return templates["hw2"]


def cell(notebook, called):
    return next(one for one in notebook.cells if one.id == called)


# ------------------------------------------------------------ marks


OWN = 'seed = 3\nprice = 20\nchoices = {"seed": {"from": 1, "to": 9}, "price": [5, 10, 20]}'


def small(code="seed = 3  # {{ seed }}", prose="It costs <!--{{ price }}-->20<!--{{ end }}-->.", computed="",
          parameters=OWN):  # fmt: skip
    cells = [new_code_cell(parameters, id="parameters", metadata={"tags": ["parameters"]}),
             new_markdown_cell(prose, id="prose"), new_code_cell(code, id="code")]  # fmt: skip
    if computed:
        cells.insert(1, new_code_cell(computed, id="computed", metadata={"tags": ["computed"]}))
    return new_notebook(cells=cells)


def test_marks_are_gone_from_an_assignment_and_its_own_values_stand():
    notebook = small("def f():\n    seed = 3  # {{ seed }}\n    # {{ seed.text }}\n    old = 1\n    # {{ end }}\n")
    made = marks.plain(notebook)
    assert [one.source for one in made.cells] == [
        "It costs 20.", "def f():\n    seed = 3\n    old = 1\n",
    ]  # fmt: skip
    assert len(notebook.cells) == 3
    ordinary = new_notebook(cells=[new_code_cell("seed = 3  # {{ seed }}")])
    assert marks.plain(ordinary) is ordinary


def test_a_version_has_what_was_drawn_where_the_marks_were():
    made = template.version(template.read("small", small()), key(4))
    seed, price = made.drawn["seed"], made.drawn["price"]
    assert [one.source for one in made.notebook.cells] == [f"It costs {price}.", f"seed = {seed}"]
    assert (seed, price) != (3, 20)


def test_what_a_model_answer_says_is_the_same_for_every_student_of_a_class():
    answer = new_markdown_cell("It costs <!--{{ cost }}-->60<!--{{ end }}-->.", id="answer", metadata={
        "nbgrader": {"grade": True, "solution": True, "locked": False, "points": 1, "grade_id": "answer",
                     "schema_version": 3, "task": False}})  # fmt: skip
    choices = OWN.replace('}, "price"', '}, "shown": {"from": 1, "to": 999}, "price"')
    choices = choices.replace("price =", "shown = 1\nprice =")
    computed = "def times(a):\n    return a * price\n\n\nboth = [times(seed)]\nfor cost in both:\n"
    computed += "    pass\nother = shown + price"
    notebook = small("shown = 1  # {{ shown }}", computed=computed, parameters=choices)
    alone = [template.version(template.read("small", notebook), key(1), student).drawn for student in "abcde"]
    notebook.cells.append(answer)
    made = [template.version(template.read("small", notebook), key(1), student) for student in ("", *"abcde")]
    assert len({(one["seed"], one["price"]) for one in alone}) > 1
    assert len({(one.drawn["seed"], one.drawn["price"]) for one in made}) == 1
    assert len({one.drawn["shown"] for one in made}) > 3
    assert len({one.notebook.cells[-1].source for one in made}) == 1


def test_what_is_computed_follows_from_what_was_drawn_and_refuses_what_will_not_do():
    notebook = small("cost = 60  # {{ cost }}", computed="cost = seed * price\nassert seed in (3, 8), 'no'")
    made = [template.version(template.read("small", notebook), key(number)) for number in range(20)]
    assert {one.drawn["seed"] for one in made} == {3, 8}
    for one in made:
        assert cell(one.notebook, "code").source == f"cost = {one.drawn['seed'] * one.drawn['price']}"


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_mark_is_left_in_what_the_course_itself_hands_out(name, templates):
    plain = instructor_version(name)
    made = template.version(templates[name], key(1))
    for notebook in (plain, made.notebook):
        assert not any("{{" in one.source for one in notebook.cells if one.cell_type == "code")
        assert not any("<!--" in one.source for one in notebook.cells)
        assert not {"parameters", "computed"} & {one.id for one in notebook.cells}
    assert [one.id for one in plain.cells] == [one.id for one in made.notebook.cells]
    assert [one.get("nbgrader") for one in (c.metadata for c in plain.cells)] == [
        one.get("nbgrader") for one in (c.metadata for c in made.notebook.cells)
    ]
    assert all(one.outputs == [] for one in made.notebook.cells if one.cell_type == "code")


def test_grading_takes_a_template_for_the_assignment_that_students_have(tmp_path):
    loaded = source.load("hw2", HOMEWORK / "hw2")
    assert loaded.data == (nbformat.writes(instructor_version("hw2")) + "\n").encode()
    assert [c.name for c in loaded.cells] == [grade_id(c) for c in instructor_version("hw2").cells]
    assert not any("{{ " in c.released for c in loaded.cells)


# ------------------------------------------------------------ keys and draws


def test_a_number_is_the_hmac_of_what_is_drawn():
    secret = b"s" * 40
    message = b'["hw2","\\u00e9",0,"seed"]'
    padded = secret.ljust(64, b"\0")  # HMAC as RFC 2104 writes it
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in padded) + message).digest()
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in padded) + inner).digest()
    assert keys.Key(secret).below(1000, "hw2", "é", 0, "seed") == int.from_bytes(outer, "big") % 1000


def test_what_a_key_draws_is_pinned():
    """Another number here would give a class that is at work other tests than it was handed out with."""
    draw = ranges.Draw(keys.Key(b"k" * 32), "hw2", "", 0)
    drawn = [
        draw.value("seed", {"from": 1, "to": 10**9}), draw.value("lr", {"from": 0.1, "to": 0.3, "step": 0.01}),
        draw.value("order", {"shuffled": [1, 2, 3, 4]}), draw.value("bugs", {"pick": 2}, ["c", "a", "b"]),
    ]  # fmt: skip
    assert drawn == [904279953, 0.18, [2, 3, 1, 4], ["a", "b"]]


def test_draws_are_within_their_choice_and_reach_all_of_it():
    drawn = [ranges.Draw(key(number), "hw", "", 0) for number in range(300)]
    assert {draw.value("x", {"from": 3, "to": 6}) for draw in drawn} == {3, 4, 5, 6}
    assert {draw.value("x", {"from": 0.1, "to": 0.3, "step": 0.1}) for draw in drawn} == {0.1, 0.2, 0.3}
    assert {draw.value("x", ["a", "b"]) for draw in drawn} == {"a", "b"}
    assert {tuple(draw.value("x", {"shuffled": [1, 2, 3]})) for draw in drawn} == set(itertools.permutations([1, 2, 3]))
    assert {tuple(draw.value("x", {"pick": 2}, ["a", "b", "c"])) for draw in drawn} == {
        ("a", "b"), ("a", "c"), ("b", "c"),
    }  # fmt: skip
    different = {"times": 2, "of": {"from": 1, "to": 3}, "sorted": True}
    assert {tuple(draw.value("x", different)) for draw in drawn} == {(1, 2), (1, 3), (2, 3)}
    assert {tuple(draw.value("x", {"each": [[1, 2], [3]]})) for draw in drawn} == {(1, 3), (2, 3)}


@pytest.mark.parametrize("name", ["hw1", "hw2", pytest.param("hw3", marks=pytest.mark.slow)])
def test_a_key_makes_one_version_and_another_key_hides_other_arguments(name, templates):
    one = templates[name]
    made = [template.version(one, key(number)) for number in range(4)]
    again = template.version(one, key(3))
    assert (again.drawn, again.notebook) == (made[3].drawn, made[3].notebook)
    assert made[0].hidden
    for hidden in made[0].hidden:
        if "seed" in hidden:
            assert len({version.drawn[hidden] for version in made}) == len(made)
    for version in made:
        whole = "\n".join(cell.source for cell in version.notebook.cells)
        for hidden in version.hidden:
            assert repr(version.drawn[hidden]) in whole
    of_anna, of_bo = (template.version(one, key(1), student).drawn for student in ("anna", "bo"))
    assert of_anna != of_bo != made[1].drawn != of_anna
    assert {str(drawn.get("bugs")) for drawn in (of_anna, of_bo)} == {str(made[1].drawn.get("bugs"))}  # one rubric


def test_what_hidden_tests_draw_is_in_no_student_version(templates):
    for name in TEMPLATES:
        made = template.version(templates[name], key(11))
        student = nbformat.writes(release.student_version(made.notebook))
        for hidden in made.hidden:
            if "seed" in hidden:
                assert str(made.drawn[hidden]) not in student


# ------------------------------------------------------------ every version is right


def right_loop(x, y, lr, n_epochs):
    """Weights, bias and losses by autograd, in double precision."""
    weight = torch.zeros(x.shape[1], dtype=torch.float64, requires_grad=True)
    bias = torch.zeros((), dtype=torch.float64, requires_grad=True)
    losses = []
    for _ in range(n_epochs):
        loss = torch.nn.functional.binary_cross_entropy_with_logits(x @ weight + bias, y)
        losses.append(loss.item())
        steps = torch.autograd.grad(loss, (weight, bias))
        with torch.no_grad():
            weight -= lr * steps[0]
            bias -= lr * steps[1]
    return weight.detach(), bias.item(), losses


@pytest.mark.slow
@pytest.mark.parametrize("number", first(range(5), 2))
def test_numbers_that_visible_tests_of_a_version_know_are_right(number, hw2):
    made = template.version(hw2, key(number))
    drawn = made.drawn
    x = torch.tensor(drawn["people"], dtype=torch.float64).unsqueeze(1)
    y = torch.tensor(drawn["infected"], dtype=torch.float64)
    first, more = (cell(made.notebook, f"train-{which}-tests").source for which in ("first-step", "more-steps"))
    weight, bias, _ = right_loop(x, y, drawn["first_lr"], 1)
    assert known(first, "expected_weight") == pytest.approx(float(weight), abs=6e-5)
    assert known(first, "expected_bias") == pytest.approx(bias, abs=6e-5)
    weight, bias, losses = right_loop(x, y, drawn["more_lr"], 400)
    assert known(more, "expected_weight") == pytest.approx(float(weight), abs=6e-4)
    assert known(more, "expected_bias") == pytest.approx(bias, abs=6e-4)
    assert known(more, "second_loss") == pytest.approx(losses[1], abs=6e-4)


def known(text, name):
    (line,) = (line for line in text.split("\n") if line.startswith(f"{name} = "))
    return float(line.partition(" = ")[2])


def earned(notebook, answers):
    """Points by question of a version that is answered so, by nbgrader's counting."""
    notebook = copy.deepcopy(notebook)
    for one in notebook.cells:
        one.source = answers.get(grade_id(one), one.source) if kind(one) is CellKind.ANSWER else one.source
    notebook.cells = [one for one in notebook.cells if kind(one) is not CellKind.FREE]
    with one_thread():
        executed = run_in_process(notebook, "a version", 60)
    return {grade_id(executed.cells[index]): points for index, points, _ in proofs.scores(executed)}


@pytest.mark.slow
@pytest.mark.parametrize("number", first(range(6), 2))
def test_right_answers_earn_everything_in_every_version(number, hw2):
    made = template.version(hw2, key(number))
    for answers in ({}, *answers_of_hw2.RIGHT.values()):
        assert sum(earned(made.notebook, answers).values()) == 11


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("number", first(range(3)))
@pytest.mark.parametrize("mistake", [name for name in answers_of_hw2.WRONG if name.startswith("train")])
def test_usual_mistakes_of_the_loop_lose_their_points_in_every_version(mistake, number, hw2):
    answers, test, _ = answers_of_hw2.WRONG[mistake]
    assert earned(template.version(hw2, key(number)).notebook, answers)[test] == 0


# ------------------------------------------------------------ the bank of bugs


def loop_with(hw2, *bugs):
    """The colleague's loop with these bugs of the bank."""
    block = cell(hw2.notebook, "fit-broken").source
    code = block.split("\n", 1)[1].rsplit("\n", 1)[0]
    code = template._changed(hw2, "bugs", [hw2.items["bugs", bug] for bug in bugs], code, "fit-broken")
    return "import torch\n" + code.replace("fit_broken", "fit")


def together(hw2, *bugs):
    return not any(set(hw2.items["bugs", bug].not_with) & set(bugs) for bug in bugs)


def failing(tests, code):
    names = {}
    exec(code, names)
    failed = []
    for bug, test in tests.items():
        try:
            exec(test, dict(names))
        except AssertionError:
            failed.append(bug)
    return failed


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("number", first([0, None, 1, 2]))
def test_each_bug_of_the_bank_is_seen_by_its_own_test_whatever_others_are_there(number, hw2):
    """All sets of up to three that a term may have: also what is left of them while they are repaired one by one."""
    bugs = sorted(name for _, name in hw2.items)
    assert len(bugs) == 10
    drawn = hw2.defaults if number is None else {**hw2.defaults, **template.version(hw2, key(number)).drawn}
    values = template._values(hw2, drawn)
    tests = {bug: marks._filled(hw2.items["bugs", bug].texts["test"],
                                lambda name, before: template._text(hw2, values, name, before, "a test"), is_code=True)
             for bug in bugs}  # fmt: skip
    n_sets = 0
    with one_thread():
        for size in range(4):
            for chosen in itertools.combinations(bugs, size):
                if not together(hw2, *chosen):
                    continue
                n_sets += 1
                asked = {bug: tests[bug] for bug in bugs if together(hw2, bug, *chosen)}
                assert failing(asked, loop_with(hw2, *chosen)) == list(chosen)
    assert n_sets > 120


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_each_bug_alone_fails_on_other_data(hw2):
    for number in range(3):
        hidden = {"hidden": cell(template.version(hw2, key(number)).notebook, "fit-other-data-tests").source}
        assert failing(hidden, loop_with(hw2)) == []
        for _, bug in hw2.items:
            assert failing(hidden, loop_with(hw2, bug)) == ["hidden"], bug


def test_model_answer_and_tests_are_those_of_the_bugs_that_were_drawn(hw2):
    for number in range(8):
        made = template.version(hw2, key(number))
        items = [hw2.items["bugs", bug] for bug in made.drawn["bugs"]]
        by_rank = sorted(items, key=lambda item: item.rank)
        answer = cell(made.notebook, "notice-answer").source
        places = [answer.index(item.texts["answer"]) for item in by_rank]
        assert places == sorted(places)
        assert by_rank[-1].texts["check"] in answer
        assert [item.points for item in rubric.items_of(answer) if item.points > 0] == [1, 1, 1, 1]
        assert not any(item.texts["answer"] in answer for item in hw2.items.values() if item not in items)
        assert together(hw2, *made.drawn["bugs"])
        for place, item in zip(("first", "second", "third"), items, strict=True):
            message = item.texts["test"].split("assert ")[-2].split("(\n")[1]
            assert message in cell(made.notebook, f"fit-{place}-bug-tests").source


def losses_on_the_course_s_people(hw2, *bugs, n_epochs=2000):
    from course_utils.data import reference_example

    names = {}
    exec(loop_with(hw2, *bugs), names)
    _, X, y = reference_example()
    with one_thread():
        return names["fit"](X, y, 0.05, n_epochs)


@pytest.mark.slow
def test_what_the_bank_says_of_the_losses_is_true(hw2):
    def losses(*bugs, n_epochs=2000):
        return torch.tensor(losses_on_the_course_s_people(hw2, *bugs, n_epochs=n_epochs)[2])

    right = losses()
    decay, twice, scaled = (losses(bug) for bug in ("decay", "mean twice", "standardised"))
    uphill, ordered, one = (losses(bug, n_epochs=300) for bug in ("uphill", "sorted", "one feature"))
    _, bias, stuck = losses_on_the_course_s_people(hw2, "bias stuck")
    assert (uphill.diff() > 0).all()
    assert 0.02 < math.log(2) - stuck[-1] < 0.03  # "just below that of a coin toss"
    assert abs(stuck[20] - stuck[-1]) < 1e-3  # "for a few epochs"
    assert bias == 0
    assert abs(decay[60] - decay[-1]) < 1e-3  # "stand still after some 50 epochs"
    assert decay[-1] > right[-1] + 0.1
    assert right[0] == twice[0]
    assert (twice.diff() < 1e-6).all()
    assert abs(twice[-1] - right[50]) < 1e-3  # "2,000 epochs do the work of 50": 40 people
    assert (ordered.diff() < 1e-6).all()
    assert (ordered[1:] < right[1:300]).all()
    assert (scaled.diff() < 1e-6).all()
    assert abs(scaled[-1] - right[-1]) < 2e-3
    assert scaled[200] < right[200]
    assert torch.equal(one, right[:300])


# the checks of one line, as the model answers write them
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_each_check_of_one_line_fails_with_its_bug_and_passes_without(hw2):
    from course_utils.data import reference_example

    _, X, y = reference_example()
    n_tried = 0
    for (_, bug), item in hw2.items.items():
        (check,) = [part for part in item.texts["check"].split("`") if "assert" in part]
        if bug == "shapes":
            continue  # it stands in the loop
        outcomes = []
        for bugs in ((), (bug,)):
            names = {"math": math}
            exec(loop_with(hw2, *bugs), names)
            names |= {"X": X, "y": y, "fit": names["fit"], "losses": names["fit"](X, y, 0.05, 20)[2]}
            if bug == "zero grad":
                names |= {"X": X[:30], "y": y[:30]}  # not just half of them infected
            try:
                exec(check, names)
                outcomes.append(True)
            except AssertionError:
                outcomes.append(False)
        assert outcomes == [True, False], bug
        n_tried += 1
    assert n_tried == 9


# ------------------------------------------------------------ what answers of another term earn


def typed(notebook):
    """Answers that know no formula: the numbers that the visible tests of this version ask for, by the arguments."""
    own = copy.deepcopy(notebook)
    asked = {"train": [], "fit": []}
    names = {}
    for one in own.cells:
        if kind(one) is CellKind.ANSWER:
            exec(one.source, names)
    right = {name: names[name] for name in asked}

    def listening(name):
        def call(X, y, lr, n_epochs):
            result = right[name](X, y, lr, n_epochs)
            weights = torch.as_tensor(result[0]).detach().ravel().tolist()
            known = [weights, float(result[1]), [float(loss) for loss in result[2]]]
            asked[name].append([[lr, n_epochs, len(X)], known])
            return result

        return call

    for one in own.cells:
        if kind(one) is CellKind.TEST and "HIDDEN" not in one.source:
            exec(one.source, {**names, **{name: listening(name) for name in asked}})
    answers = {}
    for name, calls in asked.items():
        answers[name] = (
            f"import torch\n\n\ndef {name}(X, y, lr, n_epochs):\n    for asked, known in {calls!r}:\n"
            "        if asked == [lr, n_epochs, len(X)]:\n"
            "            return torch.tensor(known[0]), known[1], known[2]\n"
            f"    return torch.tensor({calls[0][1][0]!r}), {calls[0][1][1]!r}, {calls[0][1][2]!r}\n"
        )
    return answers


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_what_the_answers_of_others_earn_is_told(hw2, capsys):
    mine, other = (template.version(hw2, key(number)).notebook for number in (0, 1))
    handed_in = {
        "right code, from the course's own solution": {},
        "right code, in another style": answers_of_hw2.RIGHT["NumPy, arrays back"],
        "numbers typed from another term": typed(other),
        "numbers typed from the course's own version": typed(instructor_version("hw2")),
        "the three bugs of the course's own version, repaired one too few": answers_of_hw2.repaired("shapes"),
    }
    rows = {what: sum(earned(mine, answers).values()) for what, answers in handed_in.items()}
    with capsys.disabled():
        print("\nhanded in for a term's hw2, of 11 points")
        for what, points in rows.items():
            print(f"  {points:4g}  {what}")
    assert list(rows.values())[:2] == [11, 11]
    assert rows["numbers typed from another term"] == rows["numbers typed from the course's own version"] == 0
    known = earned(other, typed(other))
    assert known["train-first-step-tests"] > 0  # where they were typed from, they pass what they saw
    assert known["train-other-data-tests"] == 0


# ------------------------------------------------------------ terms that are too alike


def version_with(hidden, bugs):
    return {"drawn": {"seed": hidden, "bugs": bugs, "people": 1}, "hidden": ["seed"], "picked": ["bugs"]}


@each_row(("one", "other", "said"), [
    ((1, "abc"), (2, "def"), []),
    ((1, "abc"), (2, "ade"), []),
    ((1, "abc"), (1, "def"), ["the hidden tests would have an argument of seed again"]),
    ((1, "abc"), (2, "abd"), ["2 of 3 bugs would be there again"]),
    (([[1, 2], [3, 4]], "abc"), ([[9, 9], [1, 2]], "def"), ["the hidden tests would have an argument of seed again"]),
    (([[1, 2], [3, 4]], "abc"), ([[9, 9], [1, 4]], "def"), []),
])  # fmt: skip
def test_terms_that_are_too_alike(one, other, said):
    assert alike.too_alike(version_with(one[0], list(one[1])), version_with(other[0], list(other[1]))) == said


@pytest.fixture
def unproved(monkeypatch):
    """The command without kernels and engine: every version counts as proved."""

    def stand_in(folder, **_):
        return {path.name: release.student_version(nbformat.read(path, as_version=4)) for path in folder.iterdir()}

    monkeypatch.setattr(release, "release", stand_in)


def course(*arguments):
    return cli.main(["release", *map(str, arguments)])


@pytest.mark.slow
def test_a_term_that_is_too_like_another_is_refused_and_a_new_key_is_unlike(unproved, tmp_path, capsys):
    one, out = tmp_path / "one.key", tmp_path / "out"
    assert course("hw2", "--new-term", one, "--output", out) == 0
    same = tmp_path / "same.key"
    shutil.copy(one, same)
    assert course("hw2", "--term", same, "--output", tmp_path / "b", "--not-like", tmp_path / "one") == 1
    said = capsys.readouterr().err
    assert "hw2: the hidden tests would have an argument of train_seed again" in said
    assert "hw2: 3 of 3 bugs would be there again" in said
    assert not (tmp_path / "b").exists()
    assert not (tmp_path / "same").exists()
    others = []
    for number in range(4):
        path = tmp_path / f"term{number}.key"
        likes = [part for other in ("one", *others) for part in ("--not-like", tmp_path / other)]
        assert course("hw2", "--new-term", path, "--output", tmp_path / f"out{number}", *likes[:4]) == 0
        others.insert(0, path.stem)
    assert course("hw2", "--term", one, "--output", out, "--not-like", tmp_path / "nowhere") == 1
    assert "hw2.json: is not there" in capsys.readouterr().err


def test_what_a_term_writes_and_what_it_keeps_to_itself(unproved, tmp_path, capsys):
    path, out = tmp_path / "term" / "autumn.key", tmp_path / "out"
    assert course("hw1", "hw2", "--new-term", path, "--output", out) == 0
    secret = path.read_text().strip()
    assert sorted(str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*") if file.is_file()) == [
        "out/hw1/hw1.ipynb", "out/hw2/hw2.ipynb", "term/autumn.key", "term/autumn/hw1.json",
        "term/autumn/hw1/hw1.ipynb", "term/autumn/hw2.json", "term/autumn/hw2/hw2.ipynb",
    ]  # fmt: skip
    assert len(secret) >= 64
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.joinpath("autumn").stat().st_mode & 0o077 == 0
    captured = capsys.readouterr()
    for text in (captured.out, captured.err, *(f.read_text() for f in tmp_path.rglob("*.[ij][ps]*") if f.is_file())):
        assert secret not in text
    assert secret not in repr(keys.read(path))
    drawn = json.loads((tmp_path / "term" / "autumn" / "hw2.json").read_text())["versions"][""]["drawn"]
    private = source.load("hw2", tmp_path / "term" / "autumn" / "hw2")
    assert f"seed = {drawn['train_seed']}" in private.cell("train-other-data-tests").source
    assert str(drawn["train_seed"]) not in (out / "hw2" / "hw2.ipynb").read_text()
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    assert course("hw1", "hw2", "--term", path, "--output", out) == 0
    assert before == {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}


def test_each_student_of_a_roster_has_a_version(unproved, tmp_path):
    roster = tmp_path / "roster.csv"
    roster.write_text("id,name\n17,Anna Maria\n18,Bo Lin\n")
    assert course("hw2", "--new-term", tmp_path / "t.key", "--each", roster, "--output", tmp_path / "out") == 0
    one, other = ((tmp_path / "out" / "hw2" / number / "hw2.ipynb").read_text() for number in ("17", "18"))
    assert one != other
    assert (tmp_path / "t" / "hw2" / "each" / "17" / "hw2.ipynb").exists()
    assert set(json.loads((tmp_path / "t" / "hw2.json").read_text())["versions"]) == {"17", "18"}


@pytest.mark.slow
def test_each_student_is_graded_with_the_own_version(unproved, engine, tmp_path, capsys):
    roster = tmp_path / "roster.csv"
    roster.write_text("id,name\n17,Anna Maria\n18,Bo Lin\n")
    release_to = ["--each", roster, "--output", tmp_path / "out"]
    assert course("hw2", "--new-term", tmp_path / "t.key", *release_to) == 0
    drawn = json.loads((tmp_path / "t" / "hw2.json").read_text())["versions"]
    for number, of in (("17", "17"), ("18", "18"), ("99", "17")):
        shutil.copytree(tmp_path / "out" / "hw2" / of, tmp_path / "in" / number)
    grade = ["grade", "hw2", tmp_path / "in", "--source", tmp_path / "t" / "hw2", "--output", tmp_path / "graded",
             "--roster", roster]  # fmt: skip
    assert cli.main([*map(str, grade)]) == 0
    seeds = [f"seed = {drawn[number]['drawn']['train_seed']}" for number in ("17", "18")]
    assert sorted([seed in str(task.steps) for seed in seeds] for task in engine) == [[False, True], [True, False]]
    records = tmp_path / "graded" / ".grading" / "hw2"
    told = {number: json.loads((records / f"{number}.json").read_text())["attention"] for number in ("17", "18", "99")}
    assert told["99"][0].startswith("no version of this term was made for this student")
    assert told["17"] == told["18"] == []
    n_run = len(engine)
    assert cli.main([*map(str, grade)]) == 0
    assert len(engine) == n_run
    # a student's version that changes is graded anew, and nobody else's
    path = tmp_path / "t" / "hw2" / "each" / "17" / "hw2.ipynb"
    path.write_text(path.read_text().replace(str(drawn["17"]["drawn"]["train_seed"]), "4711"))
    assert cli.main([*map(str, grade)]) == 0
    assert len(engine) == n_run + 1
    assert any("seed = 4711" in str(step) for step in engine[-1].steps)


@pytest.mark.slow
@pytest.mark.xdist_group("homework")
@pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is made of parts of Linux")
def test_a_term_is_proved_from_key_to_engine(tmp_path, capsys, monkeypatch):
    """By the engine itself; that kernels show the same as this process is tried in `test_release`."""
    monkeypatch.setattr(proofs, "run_in_kernel", run_in_process)
    assert course("hw2", "--new-term", tmp_path / "t.key", "--output", tmp_path / "out") == 0
    said = capsys.readouterr().out
    assert "`course grade` must give the same" in said
    assert "NOT PROVED" not in said
    assert "15 points, 4 of them by hand" in said


# ------------------------------------------------------------ bad input


def test_keys_that_are_refused(tmp_path, refuses):
    path = tmp_path / "a.key"
    with refuses(keys.BadKey, "a.key: there is no such key file; --new-term"):
        keys.read(path)
    for text, words in (("", "the key file is empty"), (" \n", "the key file is empty"),
                        ("x" * 31, "the key has 31 characters")):  # fmt: skip
        path.write_text(text)
        with refuses(keys.BadKey, words):
            keys.read(path)
    path.write_text("x" * 32)
    assert keys.read(path) == keys.Key(b"x" * 32)
    with refuses(keys.BadKey, "is there already, and is not overwritten"):
        keys.write("y" * 64, path)
    assert path.read_text() == "x" * 32


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")
def test_a_key_that_git_would_keep_is_refused(tmp_path, refuses):
    quiet = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}

    def git(*arguments):
        subprocess.run(["git", "-C", tmp_path, *arguments], check=True, env=quiet, capture_output=True)

    git("init")
    (tmp_path / ".gitignore").write_text("*.secret\n")
    for name in ("a.key", "a.secret", "forced.secret"):
        (tmp_path / name).write_text("x" * 40)
    git("add", "--force", "forced.secret")
    with refuses(keys.BadKey, "a git repository that would keep it"):
        keys.read(tmp_path / "a.key")
    with refuses(keys.BadKey, "a git repository that would keep it"):
        keys.write("x" * 64, tmp_path / "deep" / "new.key")
    assert not (tmp_path / "deep").exists()
    with refuses(keys.BadKey, "a git repository that keeps it"):
        keys.read(tmp_path / "forced.secret")
    assert keys.read(tmp_path / "a.secret")


BAD_TEMPLATES = {
    "of another course": (new_notebook(cells=[new_code_cell("1")]), "no cell is tagged `parameters`"),
    "no choices": (small(parameters="seed = 3\nprice = 20"), "has no choices"),
    "unknown choice": (small(parameters='seed = 3\nchoices = {"sed": [1]}'), "sed may be drawn, and has no value"),
    "no plain values": (small(parameters="import os\nseed = 3"), "line 1 is no assignment"),
    "unknown mark": (small("sed = 3  # {{ sed }}"), "code asks for {{ sed }}, and there is no such parameter"),
    "another default": (small("seed = 4  # {{ seed }}"), "code: at {{ seed }} stands '4', and the template's own"),
    "no mark": (small("f(3)  # {{ seed }}"), "# {{ seed }} is no mark that can be read"),
    "computed fails": (small(computed="1 / 0"), "the computed cell fails: ZeroDivisionError"),
    "computed refuses its own": (small(computed="assert seed == 4, 'not four'"), "own values: not four"),
}


@each_row("fault", BAD_TEMPLATES)
def test_templates_that_are_refused(fault, refuses):
    notebook, words = BAD_TEMPLATES[fault]
    with refuses(template.BadTemplate, words):
        template.read("small", notebook)


@each_row(("choice", "words"), [
    ({"form": 1, "to": 2}, "is no choice"), ([], "is no choice"), ({"from": 5, "to": 2}, "it is empty"),
    ({"times": 3, "of": [1, 2]}, "fewer than 3 that differ"), ({"from": "a", "to": 2}, "cannot be drawn from"),
])  # fmt: skip
def test_choices_that_are_refused(choice, words, refuses):
    notebook = small(parameters=f'seed = 3\nprice = 20\nchoices = {{"seed": {choice!r}}}')
    with refuses(template.BadTemplate, words, "seed"):
        template.version(template.read("small", notebook), key(1))


def test_a_template_whose_draws_never_do_is_refused(refuses):
    notebook = small(computed="assert seed == 3 and price == 20 and not 0, 'never'", parameters=(
        'seed = 3\nprice = 20\nchoices = {"seed": [1, 2]}'
    ))  # fmt: skip
    with refuses(template.BadTemplate, "10,000 draws, and none will do; the last: never"):
        template.version(template.read("small", notebook), key(1))


TEXTS = "".join(f'{name} = "x"\n' for name in ("test", "answer", "check", "grader", "rubric"))
ITEM = f'parameter = "bugs"\n[change]\nright = "a"\nwrong = "b"\n[texts]\n{TEXTS}'
BAD_ITEMS = {
    "unknown parameter": (ITEM.replace('"bugs"', '"beetles"'), "'beetles' is no parameter of hw2 that takes items"),
    "no parameter": (ITEM.partition("\n")[2], "whose item is it?"),
    "no TOML": ("parameter = ", "cannot be read as TOML"),
    "unknown field": ("colour = 3\n" + ITEM, "colour means nothing here"),
    "half a change": (ITEM.replace('wrong = "b"', ""), "[change] must hold right and wrong"),
    "rank": ('rank = "high"\n' + ITEM, "rank must be a whole number"),
}


@pytest.mark.parametrize("fault", BAD_ITEMS)
def test_items_of_a_bank_that_are_refused(fault, tmp_path, refuses, hw2):
    text, words = BAD_ITEMS[fault]
    (tmp_path / "mine.toml").write_text(text)
    with refuses(banks.BadBank, "mine.toml", words):
        template.read("hw2", hw2.notebook, [BANK, tmp_path])


def test_banks_that_are_refused(tmp_path, refuses, hw2):
    with refuses(banks.BadBank, "there is no such folder"):
        template.read("hw2", hw2.notebook, [BANK, tmp_path / "none"])
    with refuses(banks.BadBank, "this bank is empty"):
        template.read("hw2", hw2.notebook, [BANK, tmp_path])
    shutil.copy(BANK / "shapes.toml", tmp_path)
    with refuses(banks.BadBank, "shapes.toml: ", "is an item of that name, too"):
        template.read("hw2", hw2.notebook, [BANK, tmp_path])
    with refuses(template.BadTemplate, "bugs: a term takes 3 of the bank, and the bank has 2"):
        drawing_of_two = copy.copy(hw2.items)
        for bug in [name for _, name in drawing_of_two if name not in ("shapes", "uphill")]:
            del drawing_of_two["bugs", bug]
        few = template.Template("hw2", hw2.notebook, hw2.defaults, hw2.choices, hw2.computed, drawing_of_two)
        template.version(few, key(1))


def test_a_change_that_fits_nowhere_is_named(tmp_path, refuses, hw2):
    (tmp_path / "mine.toml").write_text(ITEM)
    mine = template.read("hw2", hw2.notebook, [BANK, tmp_path])
    with refuses(banks.BadBank, "mine.toml: 'a' stands", "times in fit-broken of hw2", "once was expected"):
        for number in range(60):
            template.version(mine, key(number))


def test_a_bug_of_one_s_own_is_drawn_with_those_of_the_course(unproved, tmp_path):
    own = (BANK / "mean-twice.toml").read_text().replace("(loss / len(X)).backward()", "(loss / 7).backward()")
    (tmp_path / "bank").mkdir()
    (tmp_path / "bank" / "a-seventh.toml").write_text(f'not_with = ["mean twice"]\n{own}')
    text = "an invented key that draws the bug of one's own"
    mine = template.read("hw2", nbformat.read(HOMEWORK / "hw2" / "hw2.ipynb", as_version=4), [BANK, tmp_path / "bank"])
    made = {f"{text} {number}": keys.Key(f"{text} {number}".encode()) for number in range(50)}
    drawing_it = next(one for one, k in made.items() if "a seventh" in template.version(mine, k).drawn["bugs"])
    (tmp_path / "t.key").write_text(drawing_it)
    assert course("hw2", "--term", tmp_path / "t.key", "--bank", tmp_path / "bank", "--output", tmp_path / "out") == 0
    released = nbformat.read(tmp_path / "out" / "hw2" / "hw2.ipynb", as_version=4)
    assert "(loss / 7).backward()" in cell(released, "fit-broken").source
    drawn = json.loads((tmp_path / "t" / "hw2.json").read_text())["versions"][""]["drawn"]["bugs"]
    assert "mean twice" not in drawn


def edited(text):
    return text.replace("two features have two weights", "each has its weight").replace("a coin toss", "a tossed coin")


def test_a_text_that_is_edited_in_the_bank_is_written_into_the_template(tmp_path, capsys):
    shutil.copytree(HOMEWORK / "hw2", tmp_path / "hw2")
    path, item = tmp_path / "hw2" / "hw2.ipynb", tmp_path / "hw2" / "bank" / "shapes.toml"
    before, in_source = path.read_text(), ["hw2", "--source", tmp_path]
    assert course(*in_source, "--from-bank") == 0
    assert "as its bank says" in capsys.readouterr().out
    assert path.read_text() == before
    text = item.read_text()
    assert text.count("two features have two weights") == 1
    item.write_text(edited(text))
    assert course(*in_source, "--term", tmp_path / "t.key") == 1
    assert "`course release hw2 --from-bank` writes that there" in capsys.readouterr().err
    assert course(*in_source, "--from-bank") == 0
    assert "now run: course execute" in capsys.readouterr().out
    mended, old = nbformat.read(path, as_version=4), nbformat.read(HOMEWORK / "hw2" / "hw2.ipynb", as_version=4)
    template.read("hw2", mended, [tmp_path / "hw2" / "bank"])
    changed = [one.id for one, other in zip(mended.cells, old.cells, strict=True) if one.source != other.source]
    assert changed == ["fit-second-bug-tests", "notice-answer"]
    for name in changed:
        assert cell(mended, name).source == edited(cell(old, name).source)
    assert [one.metadata for one in mended.cells] == [one.metadata for one in old.cells]


def test_options_that_contradict_each_other_are_refused(tmp_path, capsys):
    for more, words in (
        (["--each", "x.csv"], "give --term or --new-term, too"),
        (["--new-term", tmp_path / "out" / "t.key", "--output", tmp_path / "out"], "is for students"),
    ):
        with pytest.raises(SystemExit):
            course("hw2", *more)
        assert words in capsys.readouterr().err


def test_a_roster_whose_students_cannot_be_told_apart_is_refused(tmp_path, capsys):
    roster = tmp_path / "roster.csv"
    for rows, words in (("17,Anna\n17,Bo\n", "the id 17 stands on lines"), (",Anna\n", "Anna: no id")):
        roster.write_text(f"id,name\n{rows}")
        assert course("hw2", "--new-term", tmp_path / "t.key", "--each", roster, "--output", tmp_path / "out") == 1
        assert words in capsys.readouterr().err
        assert not (tmp_path / "out").exists()
        assert not (tmp_path / "t.key").exists()
    assert making.EACH == "each"
