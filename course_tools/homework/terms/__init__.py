"""A new homework every term: an assignment as a template, and the version that a secret key makes of it."""
