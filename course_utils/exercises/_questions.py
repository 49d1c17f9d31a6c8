"""How quiz questions are written down."""


def question(prompt, *options, table=None):
    """A question with its options, made by `right` and `wrong`; `table` is a list of rows of text."""
    return {"prompt": prompt, "options": list(options), **({"table": table} if table else {})}


def right(text, feedback):
    return {"text": text, "feedback": feedback, "correct": True}


def wrong(text, feedback):
    return {"text": text, "feedback": feedback, "correct": False}
