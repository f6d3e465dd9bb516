"""``ecandidat-worker -c production.ini``: the process that sends mails and follows the calendar, until interrupted."""

from __future__ import annotations

import argparse
import logging
import signal
import threading
from collections.abc import Sequence

import pyramid.paster

from ecandidat.jobs import Background
from ecandidat.resources import NotInstalled
from ecandidat.scripts.instance import SettingsError, Stop, fail, log_to, quiet

log = logging.getLogger(__name__)


def main(argv: Sequence[str] | None = None) -> None:
    """Entry point; SIGTERM and Ctrl-C end it after the mail being sent."""
    quiet()
    parser = argparse.ArgumentParser(prog="ecandidat-worker", description=__doc__)
    parser.add_argument("-c", "--config", required=True, help="fichier ini de l'instance")
    parser.add_argument("--threads", type=int, default=3,
                        help="ce qui se fait à la fois ; un fil reste libre pour les courriels")  # fmt: skip
    arguments = parser.parse_args(argv)
    try:
        log_to(arguments.config)
        app = pyramid.paster.get_app(arguments.config)
        background: Background | None = app.registry.background
        if background is None or app.registry.ecandidat.worker != "external":
            raise Stop("ecandidat-worker demande « ecandidat.worker = external » : ici le travail se fait ailleurs.")
    except (Stop, SettingsError, NotInstalled, FileNotFoundError) as error:
        fail(error)
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    consumer = background.start(arguments.threads)
    log.info("Au travail.")
    stopped.wait()
    consumer.stop(graceful=True)
    background.close()
