"""What every command starts from: the ini file, its settings, the database, a work; a fault is one sentence."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import plaster
import transaction
import zc.lockfile
from ZConfig import SubstitutionReplacementError
from ZODB.DB import DB
from zodburi import resolve_uri

from ecandidat import settings as settings_module
from ecandidat.resources import ROOT, NotInstalled
from ecandidat.settings import Settings, SettingsError
from ecandidat.work import SYSTEM, Work, clock


class Stop(Exception):
    """The command cannot go on: its text is the sentence to print."""


@dataclass(frozen=True)
class Instance:
    """An open database. ``manager`` is its transaction manager, already begun."""

    settings: Settings
    root: Any
    manager: Any

    def work(self, base: str = "") -> Work:
        """A work of the system, now; ``base`` starts links where the settings have no address."""
        from ecandidat.adapters.configure import build

        portal = self.root.get(ROOT)
        if portal is None:
            raise NotInstalled("La base est vide : lancez « ecandidat install » d'abord.")
        address = self.settings.base_url or base or "http://localhost:6543"
        return Work(portal, SYSTEM, clock(), self.settings, build(self.settings), address)

    def commit(self) -> None:
        """Keep what was done so far."""
        self.manager.commit()
        self.manager.begin()


def read(ini: str, **options: str) -> tuple[dict[str, Any], Settings]:
    """The values of an ini file's application and the settings made of them."""
    if not Path(ini).is_file():
        raise Stop(f"Le fichier {ini} n'existe pas.")
    loader = plaster.get_loader(ini, protocols=["wsgi"])
    values = dict(loader.get_wsgi_app_settings(defaults=options))
    return values, settings_module.read(values)


def prepare(var: Path) -> None:
    """Make the data folder; raise :class:`Stop` when it cannot be written."""
    try:
        (var / "data").mkdir(parents=True, exist_ok=True)
        # os.access lies on some network file systems and to root: only writing tells.
        probe = var / "data" / f".essai-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise Stop(
            f"Le dossier de données {var} n'est pas accessible en écriture ({error.strerror}) : "
            "changez ses droits ou choisissez-en un autre (make run VAR=/un/dossier)."
        ) from None


@contextmanager
def opened(ini: str) -> Iterator[Instance]:
    """The database of an ini file; what was not committed is dropped."""
    values, settings = read(ini)
    uri = settings_module.storage(values, settings)
    if uri.startswith("file:"):
        prepare(settings.var)
    try:
        factory, options = resolve_uri(uri)
        database = DB(factory(), **options)
    except zc.lockfile.LockError:
        raise Stop(
            f"La base de {settings.var} est déjà ouverte par un autre processus : arrêtez le serveur, puis recommencez."
        ) from None
    except SubstitutionReplacementError as error:
        raise Stop(f"La variable d'environnement {error.name} manque.") from None
    manager = transaction.TransactionManager(explicit=True)
    manager.begin()
    connection = database.open(manager)
    try:
        yield Instance(settings, connection.root(), manager)
    finally:
        manager.abort()
        connection.close()
        database.close()


def quiet() -> None:
    """Commands print sentences: hide what libraries say to programmers unless Python was asked to show it."""
    if not sys.warnoptions:
        warnings.simplefilter("ignore")


def log_to(ini: str) -> None:
    """Set logging up as the ini file says."""
    plaster.get_loader(ini, protocols=["wsgi"]).setup_logging()


def fail(sentence: object) -> NoReturn:
    """Print one sentence to the error output and end with status 1."""
    print(sentence, file=sys.stderr)
    raise SystemExit(1)


__all__ = ["Instance", "NotInstalled", "SettingsError", "Stop", "fail", "log_to", "opened", "prepare", "quiet", "read"]
