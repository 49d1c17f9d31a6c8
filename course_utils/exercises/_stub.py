"""The stub a learner gets: the solution minus its marked lines; and whether an answer is still that stub.

A line that ends in `# stub: CODE` becomes CODE in the stub; one that ends in `# stub` alone is left
out. Learners who ask for the solution see it without the marks.
"""

import ast
import inspect
import re
import textwrap

MARK = re.compile(r"\s*# stub(?:: (?P<code>.*))?$")


def stub(source):
    """The source with its marked lines replaced or left out.

    Examples
    --------
    >>> print(stub("def double(x):\\n    return 2 * x  # stub: return ..."))
    def double(x):
        return ...
    """
    lines = []
    for line in source.rstrip().splitlines():
        mark = MARK.search(line)
        if mark is None:
            lines.append(line)
        elif mark["code"] is not None:
            lines.append(line[: len(line) - len(line.lstrip())] + mark["code"])
    return "\n".join(lines)


def without_marks(source):
    """The source as a learner sees it.

    Examples
    --------
    >>> print(without_marks("def double(x):\\n    return 2 * x  # stub: return ..."))
    def double(x):
        return 2 * x
    """
    return "\n".join(MARK.sub("", line) for line in source.rstrip().splitlines())


def is_stub(answer, source):
    """Whether an answer is the function that the stub with this source defines, as it came.

    What the learner wrote is compared, as IPython keeps it for tracebacks: debuggers and coverage
    tools may rewrite the code of a function, but not that. Comments and spaces do not count. Where
    no source is kept, the code is compared.
    """
    node = ast.parse(source).body[0]
    try:
        (written,) = ast.parse(textwrap.dedent(inspect.getsource(answer))).body
    except (OSError, TypeError, SyntaxError, ValueError):  # none is kept; no function; a lambda inside a line
        namespace = {}
        exec(compile(source, "<stub>", "exec"), namespace)
        return hasattr(answer, "__code__") and _same_code(answer.__code__, namespace[node.name].__code__)
    return ast.dump(written) == ast.dump(node)


def has_gap(answer):
    """Whether a function still has a `...` where a value belongs; in brackets, as in `x[..., 0]`, it is an index.

    Examples
    --------
    >>> has_gap(lambda x: ...), has_gap(lambda x: x[..., 0])
    (True, False)
    """
    code = getattr(answer, "__code__", None)
    if code is None:
        return False
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(answer)))
    except (OSError, TypeError, SyntaxError, ValueError):
        return ... in code.co_consts
    indices = {id(part) for node in ast.walk(tree) if isinstance(node, ast.Subscript) for part in ast.walk(node.slice)}
    return any(
        isinstance(node, ast.Constant) and node.value is ... and id(node) not in indices for node in ast.walk(tree)
    )


def _same_code(a, b):
    """Whether two functions do the same steps, wherever they stand."""
    def steps(code):
        return code.co_code, code.co_names, code.co_varnames, len(code.co_consts)

    if steps(a) != steps(b):
        return False
    return all(
        _same_code(x, y) if hasattr(x, "co_code") and hasattr(y, "co_code") else repr(x) == repr(y)
        for x, y in zip(a.co_consts, b.co_consts, strict=True)
    )
