"""Who imports whom, read from the files: every module of a package, and every import in it, wherever it stands."""

import ast
import functools


def module_name(path, root):
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def modules_of(package):
    """{module name: path} of a package's folder."""
    return {module_name(path, package.parent): path for path in sorted(package.rglob("*.py"))}


def statements(body):
    """All statements, those inside of others too: imports are among them, and in no expression."""
    for node in body:
        yield node
        for inner in ("body", "orelse", "finalbody", "handlers", "cases"):
            yield from statements(getattr(node, inner, ()))


@functools.cache
def imported_by(name, path):
    """Everything a module imports, at its top or inside a function, as whole dotted names."""
    return tuple(_imported_by(name, path))


def _imported_by(name, path):
    base = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    for node in statements(ast.parse(path.read_text(encoding="utf-8")).body):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = base[: len(base) - node.level + 1] if node.level else []
            module = ".".join([*above, *([node.module] if node.module else [])])
            # `from package import name`: the name may be a module, or something that the package defines
            yield from (f"{module}.{alias.name}" for alias in node.names)


def arrows(packages):
    """{module: the modules of these packages that it imports}, file by file.

    An import of a name counts as one of the module that holds it; of a package, as one of its `__init__`.
    """
    modules = {name: path for package in packages for name, path in modules_of(package).items()}
    graph = {}
    for name, path in modules.items():
        graph[name] = set()
        for imported in imported_by(name, path):
            while imported and imported not in modules:
                imported = imported.rpartition(".")[0]
            if imported and imported != name:
                graph[name].add(imported)
    return graph
