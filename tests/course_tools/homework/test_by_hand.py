"""Grading by hand in the page: what it writes, and whom it refuses."""

import json
import re
import signal
import subprocess
import sys

import nbformat
import pytest
import support.homework_kinds as kinds
from support.by_hand import ask, keys, save, served, state, with_rubric
from support.graded import rows
from support.rows import each_row

from course_tools import cli
from course_tools.homework.by_hand.rubric import Item, items_of, proposed, scheme_of, without_items
from course_tools.project import HOMEWORK


@each_row(
    ("text", "items"),
    [
        ("- [2] names the clipping", [("names the clipping", 2)]),
        ("* [0.5] half\n+ [ 1 ] `code` and $x$", [("half", 0.5), ("`code` and $x$", 1)]),
        ("- [-1] hyphen\n- [−0.5] minus", [("hyphen", -1), ("minus", -0.5)]),
        ("- [1] goes on\n  below\n\n  and not after a gap", [("goes on below", 1)]),
        ("- [1] one\n    - a list of its own", [("one", 1)]),
        ("- [x] a task list\n- [ ] another\n- [1]no gap\n-[1] no gap\n- [1]\n[1] no list", []),
        ("- [link](https://example.org)\n- [1](https://example.org) link", []),
    ],
)
def test_items_of_a_rubric(text, items):
    assert [(item.text, item.points) for item in items_of(text)] == items


def test_what_is_no_item_is_the_model_answer():
    assert without_items("Model.\n\n- [1] one\n  more\n- [2] two\n\nFor the *grader*.") == "Model.\n\nFor the *grader*."


def test_marks_of_a_template_are_no_part_of_a_rubric():
    cell = kinds.find(kinds.instructor_version(), "words")
    rubric = "<!--{{ a.rubric }}-->- [1] one\n- [2] two<!--{{ end }}-->"
    cell.source = f"<!--{{{{ a.answer }}}}-->Model.<!--{{{{ end }}}}-->\n\n{rubric}"
    assert [(item.text, item.points) for item in items_of(scheme_of(cell))] == [("one", 1), ("two", 2)]
    assert without_items(scheme_of(cell)) == "Model."


def test_points_are_proposed_within_those_of_the_question():
    items = (Item("a", 1.0), Item("b", 2.0), Item("c", -1.5))
    assert [proposed(items, ticked, 2.5) for ticked in (set(), {0}, {0, 1}, {2}, {1, 2})] == [0, 1, 2.5, 0, 0.5]


def test_every_written_answer_of_the_course_has_a_rubric_for_all_its_points():
    for path in sorted(HOMEWORK.glob("*/*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        by_hand = [cell for cell in notebook.cells
                   if cell.metadata.get("nbgrader", {}).get("grade") and cell.metadata.nbgrader.solution]  # fmt: skip
        assert by_hand
        for cell in by_hand:
            assert sum(max(item.points, 0) for item in items_of(scheme_of(cell))) == cell.metadata.nbgrader.points


# ------------------------------------------------------------------ from the page to the grades

slow = pytest.mark.slow


def status_of(course, student):
    return next((row["points"], row["status"]) for row in rows(course.output)
                if row["student"] == student and row["question"] == "words")  # fmt: skip


@pytest.fixture
def graded(course):
    """Four students; Cleo and Dora handed in the same file, and Eve nothing in words."""
    with_rubric(course)
    for student, words in {"anna": "My **words**.", "bo": "x < y", "cleo": "Ours.", "dora": "Ours."}.items():
        course.hand_in(student, kinds.solved(words=words))
    untouched = kinds.solved()
    kinds.find(untouched, "words").source = kinds.find(kinds.released(), "words").source
    course.hand_in("eve", untouched)
    course.grade()
    return course


@slow
def test_what_is_saved_reaches_grades_and_page_as_from_formgrader(graded):
    from nbgrader.api import Gradebook

    with served(graded) as server:
        key = keys(server.page)["anna"]
        before = state(server, key)
        assert (before["points"], before["asked"], before["ticks"]) == (None, True, [])
        code, told = save(server, key, before["version"], 2, "Well said.", ["has a *number*"])
        assert code == 200
        assert (told["points"], told["asked"], told["ticks"]) == (2, False, ["has a *number*"])
        assert state(server, key) == told
    with Gradebook(f"sqlite:///{graded.output / 'gradebook.db'}", "logistic-regression") as book:
        grade = book.find_grade("words", kinds.NAME, kinds.NAME, "anna")
        assert (grade.manual_score, grade.auto_score, grade.score, grade.needs_manual_grade) == (2, None, 2, False)
        assert book.find_comment("words", kinds.NAME, kinds.NAME, "anna").comment == "Well said."
        # and the other way round
        grade.manual_score = 1.5
        book.db.commit()
    with served(graded) as server:
        there = state(server, keys(server.page)["anna"])
        assert (there["points"], there["ticks"], there["comment"]) == (1.5, ["has a *number*"], "Well said.")
    graded.grade()
    assert status_of(graded, "anna") == ("1.5", "graded")
    assert status_of(graded, "bo") == ("", "by hand")
    page = graded.output / "feedback" / "anna" / kinds.NAME / f"{kinds.NAME}.html"
    assert "Well said." in page.read_text("utf-8")


@slow
def test_points_that_are_taken_back_are_asked_for_again(graded):
    with served(graded) as server:
        for student, asked in {"anna": True, "eve": False}.items():  # an empty answer has 0 points by itself
            key = keys(server.page)[student]
            _, told = save(server, key, state(server, key)["version"], 1)
            code, told = save(server, key, told["version"], None)
            assert (code, told["points"], told["asked"]) == (200, None, asked)
    graded.grade()
    assert (status_of(graded, "anna"), status_of(graded, "eve")) == (("", "by hand"), ("0", "graded"))


@slow
def test_of_two_windows_the_second_is_told(graded):
    with served(graded) as server, served(graded) as other:
        key = keys(server.page)["bo"]
        first, second = state(server, key), state(other, key)
        assert save(server, key, first["version"], 3, "mine")[0] == 200
        code, told = save(other, key, second["version"], 1, "yours")
        assert code == 409
        assert (told["state"]["points"], told["state"]["comment"]) == (3, "mine")
        assert state(server, key)["points"] == 3
        # having seen it, the other may
        assert save(other, key, told["state"]["version"], 1, "yours")[0] == 200
        assert (state(server, key)["points"], state(server, key)["comment"]) == (1, "yours")
        # only the ticks are others
        mine = state(server, key)
        assert save(server, key, mine["version"], 1, "yours", ["names the cause"])[0] == 200
        assert save(other, key, mine["version"], 1, "yours", ["a wrong sign"])[0] == 409


@slow
def test_an_answer_that_was_graded_anew_meanwhile_is_not_given_the_points(graded):
    with served(graded) as server:
        key = keys(server.page)["bo"]
        version = state(server, key)["version"]
        graded.hand_in("bo", kinds.solved(words="Other words."))
        graded.grade()
        code, told = save(server, key, version, 3)
        assert code == 422
        assert "graded since" in told["why"]
    assert status_of(graded, "bo") == ("", "by hand")


@slow
def test_one_file_of_two_students_is_one_answer_and_two_grades(graded):
    with served(graded) as server:
        key = keys(server.page)["cleo"]
        assert keys(server.page)["dora"] == key
        assert save(server, key, state(server, key)["version"], 3)[0] == 200
    graded.grade()
    assert status_of(graded, "cleo") == status_of(graded, "dora") == ("3", "graded")


@slow
def test_the_page_knows_no_names_unless_asked(graded):
    with served(graded) as server, served(graded, names=True) as named:
        texts = [ask(server, "")[2], ask(server, "overview")[2]]
        texts += [ask(server, f"answer/words/{key}")[2] for key in keys(server.page).values()]
        assert not [name for name in ("anna", "bo", "cleo", "dora", "eve") for text in texts
                    if re.search(rf"\b{name}\b", text.lower())]  # fmt: skip
        key = keys(named.page)["cleo"]
        assert json.loads(ask(named, f"answer/words/{key}")[2])["who"] == "cleo, dora"


@slow
def test_an_answer_in_another_cell_and_one_whose_cell_is_gone_are_shown(course):
    with_rubric(course)
    below = kinds.solved()
    kinds.find(below, "words").source = kinds.find(kinds.released(), "words").source
    below.cells.append(nbformat.v4.new_markdown_cell("Typed *below*."))
    course.hand_in("anna", below)
    gone = kinds.solved()
    gone.cells.remove(kinds.find(gone, "words"))
    gone.cells.insert(0, nbformat.v4.new_code_cell("'mine'"))
    course.hand_in("bo", gone)
    (course.submitted / "cleo").mkdir()
    course.hand_in("dora", kinds.solved(words=" \n"))
    course.grade()
    with served(course) as server:
        there = keys(server.page)
        dora = json.loads(ask(server, f"answer/words/{there['dora']}")[2])
        assert dora["note"] == "Nothing stands in the answer's cell."
        assert server.page.sheets["words"].unseen == ("cleo",)
        anna = json.loads(ask(server, f"answer/words/{there['anna']}")[2])
        assert "Typed <em>below</em>." in anna["html"]
        assert "untouched" in anna["note"]
        assert "is missing" in json.loads(ask(server, f"answer/words/{there['bo']}")[2])["note"]


@slow
def test_nothing_of_a_student_runs_or_loads(course):
    with_rubric(course)
    mallory = (
        "<script>fetch('save')</script><img src=x onerror=alert(1)> [a](javascript:alert(1)) "
        "![b](https://example.org/b.png)\n\n<iframe srcdoc='<script>1</script>'></iframe>"
    )
    course.hand_in("mallory", kinds.solved(words=mallory))
    course.grade()
    with served(course) as server:
        html = json.loads(ask(server, f"answer/words/{keys(server.page)['mallory']}")[2])["html"]
        for sign in ("<script", "<img", "<iframe", 'href="javascript'):
            assert sign not in html
        _, headers, page = ask(server, "")
        policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
        nonce = policy["script-src"].removeprefix("'nonce-").removesuffix("'")
        assert f'<script nonce="{nonce}">' in page
        assert policy["default-src"] == "'none'"
        assert policy["connect-src"] == "'self'"
        assert nonce not in ask(server, "")[2]  # another one each time


@slow
def test_whoever_is_not_the_page_is_refused(graded):
    with served(graded) as server:
        key = keys(server.page)["anna"]
        version = state(server, key)["version"]
        port = server.server_port

        def code(**options):
            return save(server, key, version, 3, **options)[0]

        # no token, or another
        for token in ("", "x", server.token[:-1], server.token + "x"):
            assert code(token=token) == 403
            assert ask(server, "", token=token)[0] == 403
            assert ask(server, "overview", token=token)[0] == 403
        # a name of another site's that was led to this machine
        for host in ("example.org", f"example.org:{port}", f"127.0.0.1.example.org:{port}", "127.0.0.1", "localhost:1"):
            assert code(headers={"Host": host}) == 403
            assert ask(server, "", headers={"Host": host})[0] == 403
        assert ask(server, "", without=["Host"])[0] == 403
        # another site's page, or one that does not say which it is
        for origin in ("https://example.org", "null", f"http://127.0.0.1:{port + 1}", f"https://127.0.0.1:{port}"):
            assert code(headers={"Origin": origin}) == 403
        assert code(without=["Origin"]) == 403
        # what a form of another site's could send without asking
        for kind in ("text/plain", "application/x-www-form-urlencoded"):
            assert code(headers={"Content-Type": kind}) == 415
        assert "Access-Control-Allow-Origin" not in ask(server, "overview")[1]
        assert state(server, key)["points"] is None
        assert code() == 200


@slow
@pytest.mark.parametrize(
    ("points", "comment", "ticks"),
    [(3.5, "", []), (-1, "", []), (float("nan"), "", []), (float("inf"), "", []), ("2", "", []), (True, "", []),
     (1, None, []), (1, "x" * 20_001, []), (1, "", ["no item"]), (1, "", [1])],
)  # fmt: skip
def test_what_cannot_be_is_not_saved(graded, points, comment, ticks):
    with served(graded) as server:
        key = keys(server.page)["anna"]
        before = state(server, key)
        assert save(server, key, before["version"], points, comment, ticks)[0] == 422
        assert state(server, key) == before


@slow
def test_requests_that_are_none_change_nothing(graded):
    with served(graded) as server:
        for body in (b"", b"{", b"[]", b"null", b'{"question": "words"}', b'{"question": ["words"], "key": "x"}'):
            assert ask(server, "save", body)[0] == 400
        assert ask(server, "save", b" " * 300_000)[0] == 400
        for path in ("answer/words/none", "answer/../words", "answer/words"):
            assert ask(server, path)[0] in (400, 404)
        assert ask(server, "nothing")[0] == 404


@slow
def test_what_cannot_be_graded_by_hand_is_said(course, capsys):
    assert cli.main(["by-hand", kinds.NAME, "--output", str(course.output.parent / "nothing")]) == 1
    assert "run `course grade hw0 …` first" in capsys.readouterr().err
    assert cli.main(["by-hand", kinds.NAME, "--output", str(course.output)]) == 1
    assert "no submission" in capsys.readouterr().err
    from course_tools.homework.by_hand import command  # here, as it brings all of nbgrader

    with pytest.raises(command.CannotGrade, match="'word' for a human; those it has: words"):
        command.prepare(course.output, kinds.NAME, ["word"])


@slow
def test_the_command_serves_until_ctrl_c(graded):
    wanted = [sys.executable, "-c", "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
              "from course_tools.cli import main; sys.exit(main())",
              "by-hand", kinds.NAME, "--output", str(graded.output), "--no-browser"]  # fmt: skip
    with subprocess.Popen(wanted, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        said = next(line.strip() for line in process.stdout if "http://127.0.0.1:" in line)
        assert len(said.rstrip("/").rsplit("/", 1)[1]) >= 32
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=300)
    assert (process.returncode, err) == (0, "")
    assert "1 of 4 answers are graded." in out  # the empty one


def test_what_the_cells_above_showed_is_at_hand():
    from course_tools.homework.by_hand.answers import sheets
    from course_tools.homework.record import Question, Record, ShownCell

    def printed(text, **more):
        output = {"output_type": "stream", "name": "stdout", "text": text}
        return ShownCell(f"print({text!r})", True, True, [output], **more)

    cells = (
        printed("of another"), printed("tested", question="sigmoid-visible", outcome="passed"), printed("mine <1>"),
        ShownCell("x = 1", True, True, []), ShownCell("Words.", False, True, [], question="words"), printed("later"),
    )  # fmt: skip
    questions = (Question("words", None, 3.0, "by hand", "to be graded by hand", "d"),)
    record = Record(student="anna", key="k", digest="e", questions=questions, cells=cells)
    [sheet] = sheets(kinds.instructor_version(), [record])
    [answer] = sheet.answers
    assert "mine &lt;1&gt;" in answer.html
    assert "Words." in answer.html
    for other in ("of another", "tested", "later", "x = 1"):
        assert other not in answer.html
