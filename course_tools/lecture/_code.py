"""Whether code on a slide is lines of a cell."""

import io
import textwrap
import tokenize

LEFT_OUT = {tokenize.COMMENT, tokenize.NL, tokenize.ENCODING, tokenize.ENDMARKER}


def first_other_line(source, cell):
    """The first line of some code that a cell does not have.

    Lines may be left out, but keep their order and how far they are indented against each other. A line may
    be broken within brackets in another place, and lose the comment behind it; it gains none.

    Parameters
    ----------
    source, cell : str

    Returns
    -------
    str or None
        None if all lines are the cell's.

    Examples
    --------
    >>> cell = "for epoch in range(n):\\n    loss = bce(p, y)  # the mean\\n    loss.backward()"
    >>> first_other_line("for epoch in range(n):\\n    loss.backward()", cell)
    >>> first_other_line("loss = bce(\\n    p, y)\\nloss.backward()", cell)
    >>> first_other_line("loss = bce(p, y)\\nloss.step()", cell)
    'loss.step()'
    """
    source = textwrap.dedent(source)
    try:
        (wanted, comments), (there, their_comments) = _logical_lines(source), _logical_lines(cell)
    except (tokenize.TokenError, IndentationError):  # such as a command of the shell
        (wanted, comments), (there, their_comments) = (_written_lines(text) for text in (source, cell))
    if added := [comment for comment in comments if comment not in their_comments]:
        return added[0]
    furthest = 0
    for shift in {depth for depth, _, _ in there} | {0}:
        found = 0
        for depth, tokens, _ in there:
            if found < len(wanted) and (wanted[found][0] + shift, wanted[found][1]) == (depth, tokens):
                found += 1
        furthest = max(furthest, found)
    return None if furthest == len(wanted) else wanted[furthest][2]


def _logical_lines(source):
    """The logical lines, as (depth, tokens, first line as written), and the comments."""
    lines, comments, depth, tokens, first = [], [], 0, [], ""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            comments.append(token.string)
        elif token.type in (tokenize.INDENT, tokenize.DEDENT):
            depth += 1 if token.type == tokenize.INDENT else -1
        elif token.type == tokenize.NEWLINE:
            lines.append((depth, tuple(tokens), first))
            tokens = []
        elif token.type not in LEFT_OUT:
            first = first if tokens else token.line.splitlines()[0].strip()
            tokens.append(token.string)
    return lines, comments


def _written_lines(source):
    """The lines as they are written, in the same form."""
    return [(0, (line.strip(),), line.strip()) for line in source.splitlines() if line.strip()], []
