"""What an honest session has and a copy lacks: threads, loops, open files. Then a test asks a session of its own."""

import sys
import textwrap

import pytest

from proctor import Limits, Step, Task, execute

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("homework sessions"),
    pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is made of parts of Linux"),
]
HAS = {
    "a pool of threads": """
        from concurrent.futures import ThreadPoolExecutor
        pool = ThreadPoolExecutor(2)
        def f(n): return pool.submit(abs, n).result()
        """,
    "a loop in a thread": """
        import asyncio, threading
        loop = asyncio.new_event_loop()
        threading.Thread(target=loop.run_forever, daemon=True).start()
        async def later(n): return abs(n)
        def f(n): return asyncio.run_coroutine_threadsafe(later(n), loop).result()
        """,
    "a loop": """
        import asyncio
        loop = asyncio.new_event_loop()
        async def later(n): return abs(n)
        def f(n): return loop.run_until_complete(later(n))
        """,
    "a queue that a thread works off": """
        import queue, threading
        asked, answered = queue.Queue(), queue.Queue()
        def work():
            while True: answered.put(abs(asked.get()))
        threading.Thread(target=work, daemon=True).start()
        def f(n): asked.put(n); return answered.get()
        """,
    "joblib's pool of threads": """
        import joblib
        parallel = joblib.Parallel(2, backend="threading").__enter__()
        def f(n): return parallel([joblib.delayed(abs)(n)])[0]
        """,
    "a pool of processes": """
        import multiprocessing
        pool = multiprocessing.get_context("fork").Pool(2)
        def f(n): return pool.apply(abs, [n])
        """,
    "threads within an operation": """
        import torch
        torch.set_num_threads(2)
        def f(n): return abs(n) + int(torch.ones(200, 200).mm(torch.ones(200, 200)).sum() * 0)
        """,
    "workers that a data loader keeps": """
        import torch
        loader = torch.utils.data.DataLoader(torch.arange(3), num_workers=1, persistent_workers=True)
        def f(n): return abs(n) + 0 * sum(len(batch) for batch in loader)
        """,
    "an open file": """
        file = open("kept", "w+")
        def f(n): file.seek(0); file.write(str(abs(n)).zfill(4)); file.seek(0); return int(file.read(4))
        """,
}  # fmt: skip
FIRST = ("a pool of threads", "a loop")
SHOWN = "import math\nassert f(-2) == 2"


def result_of(source, *tests):
    steps = [Step(textwrap.dedent(source)), *(Step(SHOWN, "test", test) for test in tests)]
    return execute(Task(steps=tuple(steps), author="student"), Limits(cell_timeout=2))  # a copy waits so long


@pytest.mark.parametrize("name", [
    name if name in FIRST else pytest.param(name, marks=pytest.mark.sweep) for name in HAS
])  # fmt: skip
def test_a_session_that_has_what_copies_lack_is_asked_itself(name):
    _, first, second = result_of(HAS[name], "import math\nassert f(-3) == 3", "assert f(-5) == math.floor(5.5)").steps
    assert [first.state, second.state] == ["ran", "ran"]
    assert [first.verdict.outcome, second.verdict.outcome] == ["passed", "passed"], (first.verdict, second.verdict)
    assert first.verdict.attention == second.verdict.attention == ()
    assert first.verdict.exceeded is None


def test_a_session_alone_is_as_it_was_at_the_test_and_has_heard_of_no_other():
    """Wrong answers stay wrong and need nobody's attention; what one test tells reaches no other."""
    has = """
        from concurrent.futures import ThreadPoolExecutor
        pool, heard = ThreadPoolExecutor(1), []
        pool.submit(abs, 1).result()
        def f(n):
            heard.append(n)
            return pool.submit(lambda: abs(n) if n < 0 else len(heard) + 1).result()
        """
    result = result_of(has, "assert f(91) == 91", "assert f(2) == 3", "earned = f(4) - 0.5\nearned")
    verdicts = [step.verdict for step in result.steps[1:]]
    assert [verdict.outcome for verdict in verdicts] == ["failed", "passed", "passed"]
    assert "assert f(91) == 91" in verdicts[0].outputs[-1].traceback[0]

    assert verdicts[2].number == 3.5  # three were heard: what the two tests above show, and this one's
    assert [verdict.attention for verdict in verdicts] == [(), (), ()]
