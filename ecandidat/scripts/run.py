"""``make run``: everything between an empty folder and a served demonstration, then ``pserve`` in this process."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from ecandidat import settings
from ecandidat.evolution import check
from ecandidat.resources import ROOT
from ecandidat.scripts.cli import build_demo, print_accounts
from ecandidat.scripts.instance import SettingsError, Stop, fail, opened, quiet
from ecandidat.scripts.server import check_port
from ecandidat.services import demo


def main(argv: Sequence[str] | None = None) -> None:
    """Check the port and the data folder, build the demonstration if absent, print its accounts, serve."""
    quiet()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("config")
    parser.add_argument("--port", default="6543")
    parser.add_argument("--var", default="", help="dossier de données ; var/ à côté du fichier ini par défaut")
    arguments = parser.parse_args(argv)
    if arguments.var:
        os.environ["ECANDIDAT_VAR"] = str(Path(arguments.var).expanduser().resolve())
    try:
        port = settings.port(arguments.port, {})
        base = f"http://localhost:{port}"
        check_port("localhost", port)
        shown = ready(arguments.config, base)
    except (Stop, SettingsError) as error:
        fail(error)
    except KeyboardInterrupt:
        fail("Interrompu.")
    if shown:
        print_accounts(base)
    print(f"eCandidat : {base} (Ctrl-C pour arrêter)", flush=True)
    pserve = Path(sys.executable).parent / "pserve"
    # pkg_resources warns of its own end, which concerns Pyramid and not whoever runs this.
    environment = {**os.environ, "PYTHONWARNINGS": "ignore::UserWarning", "ECANDIDAT_PORT": str(port)}
    os.execve(pserve, [str(pserve), "-q", arguments.config], environment)  # noqa: S606


def ready(config: str, base: str) -> bool:
    """Build the demonstration in an empty database; tell whether the instance is a demonstration."""
    with opened(config) as instance:
        portal = instance.root.get(ROOT)
        if portal is None or not len(portal):
            print("Première fois : construction de la démonstration…", flush=True)
            build_demo(instance, base)
            return True
        try:
            check(portal)
        except RuntimeError as late:
            raise Stop(late) from late
        return portal.accounts.find_mail(f"{demo.NAMED[0].local}@{demo.DOMAIN}") is not None


if __name__ == "__main__":
    main()
