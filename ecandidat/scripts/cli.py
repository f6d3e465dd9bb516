"""``ecandidat -c file.ini <command>``: what an operator does from a terminal."""

from __future__ import annotations

import argparse
import getpass
import sys
import time
from collections.abc import Sequence

from ecandidat import evolution
from ecandidat.domain.errors import Refused
from ecandidat.refusals import sentence
from ecandidat.scripts.instance import Instance, NotInstalled, SettingsError, Stop, fail, opened, quiet
from ecandidat.services import demo as demonstration
from ecandidat.services import install as installation
from ecandidat.services import nomenclatures
from ecandidat.services.administrators import add_administrator
from ecandidat.services.reindex import reindex


def main(argv: Sequence[str] | None = None) -> None:
    """Entry point; every foreseeable fault is one sentence and status 1."""
    quiet()
    arguments = _parser().parse_args(argv)
    try:
        with opened(arguments.config) as instance:
            arguments.command(instance, arguments)
    except Refused as refused:
        fail(sentence(refused, str, "fr"))
    except (Stop, SettingsError, NotInstalled) as error:
        fail(error)
    except KeyboardInterrupt:
        fail("Interrompu : rien de ce qui était en cours n'a été gardé.")


def install(instance: Instance, arguments: argparse.Namespace) -> None:
    """Create the portal and its nomenclatures, or bring them up to date."""
    installation.install(instance.root)
    instance.commit()
    print("L'instance est prête.")


def demo(instance: Instance, arguments: argparse.Namespace) -> None:
    """Install and fill an empty instance with the demonstration."""
    build_demo(instance)
    print_accounts()


def build_demo(instance: Instance, base: str = "") -> None:
    """Install and fill; ``base`` starts the links of the mails."""
    if not instance.settings.demo:
        raise Stop("La démonstration est réservée aux instances où « ecandidat.demo = true ».")
    started = time.monotonic()
    installation.install(instance.root)
    # One transaction: an interrupted construction leaves nothing behind.
    demonstration.build(instance.work(base), lambda: instance.manager.savepoint(optimistic=True))
    instance.commit()
    print(f"Démonstration construite en {time.monotonic() - started:.0f} s.")


def admin(instance: Instance, arguments: argparse.Namespace) -> None:
    """Create an administrator of the whole instance."""
    if arguments.password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = getpass.getpass("Mot de passe : ")
        if getpass.getpass("Encore une fois : ") != password:
            raise Stop("Les deux mots de passe diffèrent.")
    names = arguments.nom, arguments.prenom
    account = add_administrator(instance.work(), arguments.login, arguments.mail, *names, password)
    instance.commit()
    print(f"{account.name} administre l'instance : identifiant « {account.number} ».")


def evolve(instance: Instance, arguments: argparse.Namespace) -> None:
    """Bring a database written by an older version up to date, one commit per step."""
    for step in evolution.run(instance.work().root):
        instance.commit()
        print(f"{step.name} : {step.said}")
    nomenclatures.load(instance.work().root.nomenclatures)
    instance.commit()
    print("La base est à jour.")


def reindex_rows(instance: Instance, arguments: argparse.Namespace) -> None:
    """Rebuild the registers that lists read."""
    formations, wrong = reindex(instance.work().root)
    instance.commit()
    print(f"{formations} formations relues, {wrong} lignes corrigées.")


def load_nomenclatures(instance: Instance, arguments: argparse.Namespace) -> None:
    """Bring the nomenclatures up to date, even when their files have not changed."""
    counts = nomenclatures.load(instance.work().root.nomenclatures, force=True)
    instance.commit()
    for name, count in sorted(counts.items()):
        print(f"{name:20} {count}")


def health(instance: Instance, arguments: argparse.Namespace) -> None:
    """Read the database and say what it holds."""
    root = instance.work().root
    print(
        f"Base lisible : {len(root)} établissements, {len(root.candidates)} candidats, "
        f"{len(root.outbox.queue)} courriels à envoyer."
    )


def print_accounts(base: str = "http://localhost:6543") -> None:
    """The accounts of the demonstration, as a table."""
    rows = demonstration.accounts()
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    print(f"\nComptes de la démonstration ({base}/compte/connexion), mot de passe : {demonstration.PASSWORD}\n")
    for who, login, shows in rows:
        print(f"  {who:{widths[0]}}  {login:{widths[1]}}  {shows}")
    print(flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ecandidat", description=__doc__)
    parser.add_argument("-c", "--config", required=True, help="fichier ini de l'instance")
    commands = parser.add_subparsers(required=True, metavar="commande")
    for name, command, text in (
        ("install", install, "crée l'instance vide, ou met à jour ses nomenclatures"),
        ("demo", demo, "remplit une instance vide avec la démonstration"),
        ("admin", admin, "crée un administrateur"),
        ("evolve", evolve, "met à jour une base écrite par une version plus ancienne"),
        ("reindex", reindex_rows, "reconstruit les listes"),
        ("nomenclatures", load_nomenclatures, "recharge les nomenclatures"),
        ("health", health, "vérifie que la base répond"),
    ):
        sub = commands.add_parser(name, help=text, description=command.__doc__)
        sub.set_defaults(command=command)
        if name == "admin":
            for option in ("--login", "--mail", "--nom", "--prenom"):
                sub.add_argument(option, required=True)
            sub.add_argument("--password-stdin", action="store_true", help="lit le mot de passe sur l'entrée standard")
    return parser
