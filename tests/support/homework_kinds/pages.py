"""Written answers, attachments and outputs that somebody opens in a browser: a student's page, and formgrader."""

import base64

from .assignment import FULL, find, solved
from .kind import Kind, answered, with_cell

PIXEL = {
    "image/png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9bU\0\0\0\nIDATx\x9cc\xf8"
    b"\x0f\0\x01\x01\x01"
    b"\0\x18\xdd\x8d\xb0\0\0\0\0IEND\xaeB`\x82",
    "image/gif": b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02"
    b"\x02D\x01\0;",
    "image/webp": b"RIFF\x1a\0\0\0WEBPVP8L\r\0\0\0/\0\0\0\x10\x07\x10\x11\x11\x88\x88\xfe\x07\0",
    "image/svg+xml": b"<svg xmlns='http://www.w3.org/2000/svg' onload='document.title=1'/>",
}
SCRIPTS = """
from IPython.display import HTML, Javascript, SVG, Markdown, display
display(HTML("<script>document.title='owned'</script>"), Javascript("document.title='owned'"))
display(SVG("<svg xmlns='http://www.w3.org/2000/svg' onload='document.title=1'/>"))
display({"image/png": "x\\"><script>document.title='owned'</script>"}, raw=True)
print("<script>document.title='owned'</script>")
raise ValueError("<script>document.title='owned'</script>")
"""
SCRIPTED_WORDS = (
    "<script>document.title='owned'</script> <img src=x onerror=\"document.title='owned'\"> "
    "[link](javascript:document.title='owned') <b>bold</b> and 1 < 2"
)
RUNS = "document.title=%27owned%27"
# what a browser takes for a link that runs something, written as a Markdown parser undoes it
LINKS = {
    "backslash": f"[figure](javascript\\:{RUNS})",
    "entity": f"[figure](javascript&colon;{RUNS}) [x](&#106;avascript:{RUNS}) [x](java&Tab;script:{RUNS})",
    "angles": f"[figure](<javascript:{RUNS}>) <javascript:{RUNS}>",
    "reference": f"[figure][1] and [1]\n\n[1]: javascript:{RUNS}",
    "backslash in a reference": f"[figure][1]\n\n[1]: java\\script\\:{RUNS}",
    "picture": f"[![x](attachment:a.png)](javascript\\:{RUNS}) ![x](javascript\\:{RUNS})",
    "data": "[figure](data\\:text/html;base64,PHNjcmlwdD4=) [x](DATA:text/html,x) [x](data&colon;text/html,x)",
    "vbscript": f"[figure](vbscript\\:{RUNS}) [x](VbScript:{RUNS})",
    "file": "[figure](file\\:///etc/passwd) [x](blob\\:null) [x](filesystem\\:http://x) [x](view-source\\:x)",
    "formula": f"$\\href{{javascript:{RUNS}}}{{x}}$ $\\def\\h#1{{\\href{{java#1:{RUNS}}}{{x}}}}\\h{{script}}$",
    "formula with a picture": "$\\require{html}\\style{background:url(https://evil.example/x)}{x}\\class{a}{x}\\cssId{a}{x}$",
    "remote": "![x](https://evil.example/x.png) ![x](//evil.example/x.png) ![x](https\\://evil.example/x.png)",
    "title": f'[x](https://example.org "\\" onmouseover=\\"{RUNS}") ![" onerror="{RUNS}](x)',
    "control characters": f"[x](\x01javascript:{RUNS}) [x](java\x00script:{RUNS}) [x](\u2028javascript:{RUNS})",
    "html in a name": "[<img src=x onerror=1>](x) `<img src=x>` <details open ontoggle=1> <!-- x --> <?x?>"
    " <![CDATA[x]]>",
    "table": "| a |\n| - |\n| <script>x</script> [x](javascript\\:x) |",
    "footnote": f"[^1]\n\n[^1]: [x](javascript\\:{RUNS})",
}


def _pasted(kind, reference="plot.bin", data=None):
    def made():
        notebook = solved(words=f"My plot: ![plot](attachment:{reference})")
        encoded = base64.b64encode(PIXEL.get(kind, b"")).decode() if data is None else data
        find(notebook, "words")["attachments"] = {"plot.bin": {kind: encoded}}
        return notebook

    return made


def _floods():
    """A text, {name: Markdown}, that is slow to convert."""
    yield "environments in formulas", "$$" + "\\begin{a}" * 3_000 + "$$"
    yield "braces in a formula", "$" + "{" * 20_000 + "}" * 20_000 + "$"
    yield "quotes in quotes", ">" * 30_000 + " x"
    yield "lists in lists", "\n".join(" " * 2 * n + "- x" for n in range(400))
    yield "brackets", "[" * 30_000 + "]" * 30_000
    yield "links in links", "[x](" * 10_000
    yield "stars", "*a **b " * 10_000
    yield "backticks", "".join("`" * n + " " for n in range(1, 200)) * 2
    yield "references", "\n".join(f"[{n}]: x" for n in range(5_000)) + "\n" + "[x][1] " * 5_000
    yield "a table of many columns", "|a" * 3_000 + "|\n" + "|-" * 3_000 + "|\n" + "|b" * 3_000 + "|"
    yield "a line of 300 KB", "x" * 300_000
    yield "dollars", "$" * 30_000
    yield "angles", "<" * 30_000 + "a"


def _many_formulas():
    from nbformat.v4 import new_markdown_cell

    notebook = solved()
    notebook.cells += [new_markdown_cell("$$" + "\\begin{a}" * 3_000 + "$$") for _ in range(40)]
    return notebook


def first():
    """One of each kind of fault."""
    return [
        with_cell("scripts in its output", "words", SCRIPTS, FULL, words=SCRIPTED_WORDS),
        answered("link by backslash", FULL, words=LINKS["backslash"]),
        answered("link by formula", FULL, words=LINKS["formula"]),
        answered("link by remote", FULL, words=LINKS["remote"]),
        Kind("pasted GIF", _pasted("image/gif"), FULL),
        Kind("lost attachment", _pasted("image/png", "gone.png"), FULL),
        Kind("pages of formulas", _many_formulas, FULL),
    ]


def further():
    """All others."""
    return [
        *(
            answered(f"link by {name}", FULL, words=text)
            for name, text in LINKS.items()
            if name not in ("backslash", "formula", "remote")
        ),
        Kind("pasted PNG", _pasted("image/png"), FULL),
        Kind("pasted WebP", _pasted("image/webp"), FULL),
        Kind("pasted SVG", _pasted("image/svg+xml"), FULL),
        Kind("pasted script", _pasted("text/html", data="<script>document.title=1</script>"), FULL),
        Kind("pasted nonsense", _pasted("image/png", data="no base64 at all"), FULL),
        Kind("pasted number", _pasted("image/png", data=7), FULL),
        Kind("pasted with a strange name", _pasted("image/png", "a b<\"'%2F..%2F.png"), FULL),
        *(answered(f"flood of {name}", FULL, words=text) for name, text in _floods()),
    ]
