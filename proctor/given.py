"""Which given cells can be run for the tests without a copy of the author's session, since they ask it for nothing."""

import ast
import builtins


class GivenNames:
    """The names that given cells have made so far, one cell after the other.

    Parameters
    ----------
    answers : iterable of str
        Names that the author defines, also where Python has one of that name.

    Examples
    --------
    >>> names = GivenNames({"sigmoid"})
    >>> [names.suffice(cell) for cell in ("import torch", "x = torch.zeros(len('ab'))", "p = sigmoid(x)", "p.shape")]
    [True, True, False, False]
    """

    def __init__(self, answers):
        self.answers, self.names = answers, {*dir(builtins)} - {*answers}

    def suffice(self, source):
        """Whether these, Python's own and the cell's are all that it mentions; its own come to them then.

        A cell that is no plain Python may need anything, and so may one that looks names up by their text.
        """
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
        bound, used = set(), set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Name):
                (used if isinstance(node.ctx, ast.Load) else bound).add(node.id)
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                bound.add(node.name)
            elif isinstance(node, ast.arg):
                bound.add(node.arg)
            elif isinstance(node, ast.Import | ast.ImportFrom):
                bound |= {alias.asname or alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
                bound.add(node.name)
            elif isinstance(node, ast.MatchMapping) and node.rest:
                bound.add(node.rest)
        if "*" in bound or used - self.names - bound or used & MAY_NEED_ANY or bound & self.answers:
            return False
        self.names |= bound
        return True


MAY_NEED_ANY = {"eval", "exec", "globals", "locals", "vars", "get_ipython", "compile", "__import__"}
