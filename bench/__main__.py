"""Run the benchmarks, print their table, write ``build/bench.json``."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from pathlib import Path

from bench import dossiers, exports, letters, lists, pages, rush
from bench.figures import Figure, table

EACH = {
    "pages": pages.measure, "lists": lists.measure, "exports": exports.measure,
    "letters": letters.measure, "dossiers": dossiers.measure,
    "rush": rush.measure,
}
RESULTS = Path(__file__).parent.parent / "build" / "bench.json"


def main() -> int:
    """0 when every goal is reached."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*EACH, []], help="all by default")
    names = parser.parse_args().names or list(EACH)
    figures: list[Figure] = []
    for name in names:
        print(f"{name}…", file=sys.stderr, flush=True)
        figures += EACH[name]()
    print(table(figures))
    for figure in figures:
        if figure.detail:
            print(f"  {figure.name}: {figure.detail}")
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"  ({machine})")
    RESULTS.parent.mkdir(exist_ok=True)
    results = {"machine": machine, "figures": [figure.as_dict() for figure in figures]}
    RESULTS.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 1 if any(figure.reached is False for figure in figures) else 0


if __name__ == "__main__":
    sys.exit(main())
