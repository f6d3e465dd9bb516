"""The tests. Compiled templates are kept in ``build/``, by their content: a page is compiled once, not once per run."""

import os
from pathlib import Path

CACHE = Path(__file__).parent.parent / "build" / "templates"
CACHE.mkdir(parents=True, exist_ok=True)
os.environ.setdefault("CHAMELEON_CACHE", str(CACHE))
