"""Programs that tests need and that come from Debian's packages: installed when missing, or one clear sentence."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

PROGRAMS = {"chromium": "chromium", "pdftotext": "poppler-utils"}
"""Program → Debian package."""


def main() -> None:
    """Install the missing packages; end with status 1 and a sentence when that is impossible."""
    missing = sorted({package for program, package in PROGRAMS.items() if not shutil.which(program)})
    if not missing:
        return
    names = " ".join(missing)
    if not shutil.which("apt-get"):
        sys.exit(f"Il manque {names} pour les tests et apt-get n'est pas là : installez-les d'abord.")
    prefix = [] if os.geteuid() == 0 else ["sudo"]
    if prefix and not shutil.which("sudo"):
        sys.exit(f"Il manque {names} pour les tests : lancez « apt-get install {names} » en administrateur.")
    print(f"Installation de {names}…", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = [*prefix, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing]
    for command in ([*prefix, "apt-get", "update", "-qq"], install):
        if subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False).returncode:
            sys.exit(f"« {' '.join(command)} » a échoué : installez {names} d'abord.")


if __name__ == "__main__":
    main()
