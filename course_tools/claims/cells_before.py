"""Which cells must have run before some of them can: so that two processes share the sections of a notebook.

It goes by names: a cell is needed if it binds a name that is used later, or calls what may change the thing: a
function with it as first argument, a method whose result nobody keeps, a draw from a generator. This is a guess that
holds for notebooks of the course; whoever leaves cells out has to run them all if something then fails.
"""

import ast
import builtins
import re

EVERYWHERE = re.compile(r"manual_seed|random\.seed|filterwarnings|\bset_\w+\(|rcParams|\bos\.environ")
DRAWS = re.compile(r"rng|generator", re.IGNORECASE)
INNER = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Lambda, ast.FunctionDef, ast.ClassDef)


class _Names(ast.NodeVisitor):
    """What a cell or an expression does with names, in the order in which it is run.

    Attributes
    ----------
    read : set of str
        Used before the cell itself binds it.
    bound, certain : set of str
        Bound, and bound in any case.
    changed : set of str
        Of which the cell may change what they stand for.
    code : set of str
        Bound by `import`, `def` or `class`.
    of_function : dict
        From the name of a function to those that it reads.
    """

    def __init__(self, source):
        self.read, self.bound, self.certain, self.changed, self.code = set(), set(), set(), set(), set()
        self.of_function, self._inner, self._branches = {}, [], 0
        self.visit(ast.parse(source))

    def _is_inner(self, name):
        return any(name in names for names in self._inner)

    def _bind(self, name):
        if not self._is_inner(name):
            self.bound.add(name)
            if not self._branches:
                self.certain.add(name)

    def _change(self, node):
        while isinstance(node, ast.Attribute | ast.Subscript):
            node = node.value
        if isinstance(node, ast.Name) and not self._is_inner(node.id):
            self.changed.add(node.id)

    def visit_Name(self, node):
        if not isinstance(node.ctx, ast.Load):
            self._bind(node.id)
        elif node.id not in self.certain and not self._is_inner(node.id):
            self.read.add(node.id)

    def visit_Import(self, node):
        for alias in node.names:
            name = (alias.asname or alias.name).split(".")[0]
            self._bind(name)
            self.code.add(name)

    visit_ImportFrom = visit_Import

    def visit_Assign(self, node):
        self.visit(node.value)
        if ast.unparse(node.targets[0]) == "_":
            self._discard(node.value)
        for target in node.targets:
            self.visit(target)
            if isinstance(target, ast.Attribute | ast.Subscript):
                self._change(target)

    def visit_AugAssign(self, node):
        self._change(node.target)
        self.visit(node.value)
        if isinstance(node.target, ast.Name):
            self.visit(ast.Name(node.target.id, ast.Load()))
        self.visit(node.target)

    def visit_Expr(self, node):
        self._discard(node.value)
        self.generic_visit(node)

    def _discard(self, value):
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
            self._change(value.func)

    def visit_For(self, node):
        for part in (node.iter, node.target, *node.body, *node.orelse):
            self.visit(part)

    def visit_If(self, node):
        self._branches += 1
        self.generic_visit(node)
        self._branches -= 1

    visit_Try = visit_While = visit_If

    def visit_Call(self, node):
        function = node.func
        if isinstance(function, ast.Attribute):
            if function.attr.endswith("_") or DRAWS.search(ast.unparse(function.value)):
                self._change(function)
        elif node.args and not (isinstance(function, ast.Name) and hasattr(builtins, function.id)):
            self._change(node.args[0])
        self.generic_visit(node)

    def generic_visit(self, node):
        if not isinstance(node, INNER):
            super().generic_visit(node)
            return
        inside = list(ast.walk(node))
        names = {part.id for part in inside if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
        names |= {part.arg for part in inside if isinstance(part, ast.arg)}
        before, self.read = self.read, set()
        self._inner.append(names)
        super().generic_visit(node)
        self._inner.pop()
        if name := getattr(node, "name", None):
            self._bind(name)
            self.code.add(name)
            self.of_function[name] = self.read
        self.read = self.read | before


def needed(sources, expressions):
    """Which cells must have run for some expressions.

    Parameters
    ----------
    sources : list of str
        The cells, in order.
    expressions : dict
        From the number of a cell to the expressions that are evaluated after it.

    Returns
    -------
    list of int
        Numbers of cells, in order; among them those of `expressions`.

    Examples
    --------
    >>> needed(["x = [1]", "y = 2", "x.append(3)", "z = y", "y = 5"], {4: ["x == [1, 3]"]})
    [0, 2, 4]
    """
    cells = [_Names(source) for source in sources]
    code = set().union(*(cell.code for cell in cells)) - set().union(*(cell.bound - cell.code for cell in cells))
    of_function = {}
    for cell in cells:
        for name, read in cell.of_function.items():
            of_function.setdefault(name, set()).update(read)

    def with_functions(names):
        found, new = set(), set(names)
        while new:
            found |= new
            new = set().union(*(of_function.get(name, ()) for name in new)) - found
        return found

    wanted, taken = set(), []
    for number in reversed(range(len(cells))):
        cell = cells[number]
        for expression in expressions.get(number, ()):
            wanted |= with_functions(_Names(expression).read)
        changes = (cell.bound | cell.changed - code) & wanted
        if number in expressions or changes or EVERYWHERE.search(sources[number]):
            taken.append(number)
            wanted = wanted - cell.certain | with_functions(cell.read)
    return taken[::-1]
