"""Which lines of a cell only draw, so that a page can fold them away: one wants the picture, and may ask for them."""

import ast

FOLDED_FROM = 2  # lines
PLOTTING = ("plt", "pyplot")


def split(source):
    """The code of a cell in pieces, those apart that only draw.

    A statement draws if it calls pyplot, a `plot_…` function, or a method of what such a call returned; a loop, if all
    in it does; an import, if it brings only such functions; and a value that is named between two of them. One such
    line alone is not worth a piece of its own.

    Parameters
    ----------
    source : str

    Returns
    -------
    list of (str, bool)
        Text and whether it only draws; one piece that does not, for what is no Python.

    Examples
    --------
    >>> split("p = f(x)\\nfigure, ax = plt.subplots()\\nax.plot(x, p)\\nplt.show()")
    [('p = f(x)', False), ('figure, ax = plt.subplots()\\nax.plot(x, p)\\nplt.show()', True)]
    """
    try:
        statements = ast.parse(source).body
    except SyntaxError:
        return [(source, False)]
    lines, names, runs, begin = source.split("\n"), set(PLOTTING), [], 0
    drawing = [_draws(statement, names) for statement in statements]
    for statement, draws in zip(statements, _with_what_lies_between(statements, drawing), strict=True):
        if runs and runs[-1][1] == draws:
            runs[-1][0][1] = statement.end_lineno
        else:
            runs.append([[begin, statement.end_lineno], draws])
        begin = statement.end_lineno
    pieces = []
    for (first, last), draws in runs:
        text = "\n".join(lines[first:last])
        draws = draws and sum(map(bool, text.split("\n"))) >= FOLDED_FROM
        if pieces and pieces[-1][1] == draws:
            pieces[-1] = (f"{pieces[-1][0]}\n{text}", draws)
        else:
            pieces.append((text, draws))
    return [(text.strip("\n"), draws) for text, draws in pieces] or [(source, False)]


def _with_what_lies_between(statements, drawing):
    """Values that are named between two statements that draw are for them."""
    kept = list(drawing)
    for k, statement in enumerate(statements):
        named = isinstance(statement, ast.Assign)
        kept[k] = drawing[k] or (named and k > 0 and kept[k - 1] and any(drawing[k:]))
    # what is named and then not drawn with, but computed with, stays
    for k in range(len(kept) - 2, -1, -1):
        kept[k] = drawing[k] or (kept[k] and kept[k + 1])
    return kept


def _draws(statement, names):
    """Whether a statement only draws; the names it gives to what it draws on are added."""
    match statement:
        case ast.Expr(value=ast.Call() as call):
            return _is_drawing(call, names)
        case ast.Assign(targets=targets, value=ast.Call() as call) if _is_drawing(call, names):
            names.update(_bound(targets))
            return True
        case ast.ImportFrom(module=module, names=brought):
            return "plotting" in str(module) and all(name.name.startswith("plot_") for name in brought)
        case ast.Import(names=brought):
            return all(name.name.startswith("matplotlib") for name in brought)
        case ast.For(target=target, iter=over, body=body, orelse=[]):
            if any(isinstance(part, ast.Name) and part.id in names for part in ast.walk(over)):
                names.update(_bound([target]))
            return all([_draws(inner, names) for inner in body])
        case _:
            return False


def _is_drawing(call, names):
    at = call.func
    while isinstance(at, ast.Attribute | ast.Subscript | ast.Call):
        at = at.func if isinstance(at, ast.Call) else at.value
    return isinstance(at, ast.Name) and (at.id in names or at.id.startswith("plot_"))


def _bound(targets):
    return {part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name)}
