"""Mutants that differ from a solution and are accepted all the same, each with the reason why that may be."""

# exercise: {part of how the mutant differs: reason}
EXPLAINED = {}


def reason_for(number, diff):
    """Why this mutant may survive; None where nobody has said so."""
    return next((reason for part, reason in EXPLAINED.get(number, {}).items() if part in diff), None)
