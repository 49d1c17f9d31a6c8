"""What teachers and maintainers of the course run: `course execute`, `slides`, `site`, `release`, `grade`, …"""

import sys

# Whatever reads a notebook imports jsonschema, which builds a grammar of IRIs if it can, for 1.5 s of every start;
# no schema of a notebook has one. It does without where this module cannot be imported.
sys.modules.setdefault("rfc3987_syntax", None)
