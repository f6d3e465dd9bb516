"""Write requirements.txt: a fresh environment gets the newest versions that setup.py allows, and they are listed."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).parent.parent
HEAD = "# The lock: what `make` installs, exactly. Written by `make lock` from the ranges of setup.py.\n"


def main(constraints: str = "") -> None:
    """``constraints`` is a pip constraints file that keeps chosen versions."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        pip = [f"{folder}/bin/python", "-m", "pip", "--disable-pip-version-check", "--quiet"]
        chosen = ["-c", constraints] if constraints else []
        subprocess.run([*pip, "install", *chosen, "-e", f"{PROJECT}[test]"], check=True)
        frozen = subprocess.run([*pip, "freeze", "--all"], check=True, capture_output=True, text=True).stdout
    kept = [line for line in frozen.splitlines() if not line.startswith(("ecandidat", "pip=", "pip ", "-e", "#"))]
    (PROJECT / "requirements.txt").write_text(HEAD + "\n".join(kept) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
