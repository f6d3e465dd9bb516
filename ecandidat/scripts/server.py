"""The server behind ``[server:main] use = egg:ecandidat``: waitress, with the port of the environment first."""

from __future__ import annotations

import errno
import socket
from typing import Any, Final

from waitress import serve as waitress_serve

from ecandidat import settings
from ecandidat.scripts.instance import Stop, fail
from ecandidat.settings import SettingsError

DEFAULTS: Final = {"connection_limit": "800", "asyncore_use_poll": "true"}
"""What the ini file does not say. Each browser keeps up to six connections open for two minutes, and beyond the limit
the next one waits: waitress's own limit of 100 lets twenty idle readers shut everybody out. 800 stay below the 1,024
files that a process may usually open."""


def serve(
    app: Any, global_conf: dict[str, str], *, host: str = "localhost", port: str = "6543", **options: str
) -> None:
    """Serve until interrupted; ``options`` are waitress's own."""
    try:
        chosen = settings.port(port)
        check_port(host, chosen)
    except (Stop, SettingsError) as error:
        fail(error)
    waitress_serve(app, listen=f"{host}:{chosen}", **{**DEFAULTS, **options})


def check_port(host: str, port: int) -> None:
    """Raise :class:`Stop` when nothing can listen there."""
    for family, kind, _, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(address)
            except OSError as error:
                # A machine without IPv6 may still resolve localhost to ::1.
                if error.errno != errno.EADDRNOTAVAIL:
                    why = "réservé au système" if error.errno == errno.EACCES else "déjà pris"
                    raise Stop(f"Le port {port} est {why} : choisissez-en un autre, make run PORT=7001.") from None
