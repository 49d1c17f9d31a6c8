"""Which files of a package some code depends on: the modules it imports, those that these import, and their data.

Imports are read, not run. Where a name is only found out at run time, more counts rather than less:

- `from package import name`: the module of that name, or those that define it, or else the whole package;
- `import package`: the whole package;
- a module that calls `import_module`: all of the packages it imports by name, but of modules that are named by a
  number (`chapters/03_bce_and_sgd.py`) those whose number the code names, as in `Quiz(3)` or `check("3.1", …)`;
- a string that names a module (`"course_utils.data_parallel"`) or a file (`"shared.css"`, or `".js"` for the file
  beside the module that has its name).
"""

import ast
import re
import threading
from functools import cache
from pathlib import Path

_PARSING = threading.Lock()
NUMBER = re.compile(r"\bQuiz\(\s*(\d+)|[\"'](\d+)\.\d+[\"']")


def dependencies(sources, package):
    """The files that code depends on.

    Parameters
    ----------
    sources : iterable of str
        Pieces of code, such as the cells of a notebook. One that is no Python depends on the whole package.
    package : path
        Folder of the package.

    Returns
    -------
    list of Path
        Sorted; empty if the code does not use the package.
    """
    sources = list(sources)
    named = {int(one or other) for one, other in NUMBER.findall("\n".join(sources))}
    reader = _Reader(Path(package), named)
    for source in sources:
        reader.read(source, None)
    return sorted(reader.found)


class _Reader:
    def __init__(self, package, named):
        self.package, self.named = package, named
        self.found = set()
        self.dotted = re.compile(rf"\b{package.name}((?:\.\w+)+)")
        self.there = {}  # what was looked for: (path, whole) -> whether there is such a module or package
        files = [file for file in package.rglob("*") if file.is_file() and "__pycache__" not in file.parts]
        self.data = [file for file in files if file.suffix != ".py"]
        self.named_so, self.beside = {}, {}
        for file in self.data:
            self.named_so.setdefault(file.name, []).append(file)
            self.beside[file.with_suffix(".py"), file.suffix] = file

    def read(self, source, module):
        """Add what a piece of code depends on; `module` is its file, if it is one of the package."""
        try:
            telling = _telling(source)
        except SyntaxError:
            self.add_all(self.package)
            return
        by_name, late = [], False
        for node in telling:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    self.add_import(alias.name)
            elif isinstance(node, ast.ImportFrom):
                base = self.base(node, module)
                by_name += [self.add_name(base, alias.name) for alias in node.names] if base else []
            elif isinstance(node, ast.Constant):
                self.add_string(node.value, module)
            else:
                late |= getattr(node.func, "attr", getattr(node.func, "id", "")) in ("import_module", "__import__")
        if late and module and module.name != "__init__.py":  # what a package gives out late is found by its name
            for folder in filter(None, by_name):
                self.add_all(folder)

    def base(self, node, module):
        """The folder or file, without suffix, that `from … import` names; None if it is of another package."""
        parts = (node.module or "").split(".") if node.module else []
        if node.level == 0:
            return self.package.joinpath(*parts[1:]) if parts[:1] == [self.package.name] else None
        return module.parents[node.level - 1].joinpath(*parts) if module else None

    def add_import(self, dotted):
        """`import a.b.c`: a package is used by attributes that nothing here can follow."""
        first, *parts = dotted.split(".")
        if first == self.package.name:
            self.add(self.package.joinpath(*parts), whole=True)

    def add_name(self, base, name):
        """`from base import name`; a package that is imported so is returned."""
        self.add(base)
        if base.is_dir() and name == "*":
            self.add_all(base)
        elif self.add(base / name):
            return base / name if (base / name).is_dir() else None
        elif base.is_dir() and name not in _defined(base / "__init__.py"):
            defining = [file for file in base.glob("*.py") if name in _defined(file)]
            for file in defining:
                self.add_file(file)
            if not defining:
                self.add_all(base)
        return None

    def add(self, path, *, whole=False):
        """Add the module or package at a path without suffix, and the packages it lies in; say if there is one."""
        if (path, whole) not in self.there:
            self.there[path, whole] = self._add(path, whole)
        return self.there[path, whole]

    def _add(self, path, whole):
        file = path / "__init__.py" if path.is_dir() else path.with_name(f"{path.name}.py")
        if not file.exists() and not path.is_dir():
            return False
        for folder in file.parents:
            if self.package in (folder, *folder.parents) and (folder / "__init__.py").exists():
                self.add_file(folder / "__init__.py")
        if path.is_dir() and whole:
            self.add_all(path)
        elif file.exists():
            self.add_file(file)
        return True

    def add_all(self, folder):
        for file in folder.rglob("*.py"):
            number = re.match(r"\d+(?=_)", file.name)
            if not (number and self.named) or int(number.group()) in self.named:
                self.add_file(file)
        self.found.update(file for file in self.data if folder in file.parents)

    def add_file(self, file):
        if file not in self.found:
            self.found.add(file)
            self.read(file.read_text(encoding="utf-8"), file)

    def add_string(self, text, module):
        for dotted in self.dotted.findall(text):
            parts = dotted.split(".")[1:]
            while parts and not self.add(self.package.joinpath(*parts)):
                parts.pop()
        self.found.update(self.named_so.get(text, ()))
        if file := self.beside.get((module, text)):
            self.found.add(file)


def _parse(source):
    """The syntax tree of some code, for one thread at a time.

    CPython 3.11 keeps one count of depth for all threads while it makes a tree's objects. A garbage collection in
    between can give way to another thread's tree, and then it raises `SystemError`.
    """
    with _PARSING:
        return ast.parse(source)


@cache
def _telling(source):
    """The imports, the strings and the calls of some code."""
    return tuple(
        node
        for node in ast.walk(_parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom | ast.Call)
        or (isinstance(node, ast.Constant) and isinstance(node.value, str))
    )


def _defined(file):
    return _defined_by(file.read_text(encoding="utf-8")) if file.exists() else frozenset()


@cache
def _defined_by(source):
    """The names that a module binds at its top, by definition, assignment or import."""
    names = set()
    for node in _parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names.update((alias.asname or alias.name).split(".")[0] for alias in node.names)
        else:
            names.update(n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
    return names
