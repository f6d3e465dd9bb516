"""``make messages``: collect the texts of the screens, bring each catalogue up to date, compile it.

Needs the tools of the ``test`` extra. Exits with 1 when a catalogue lacks a translation, naming it.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib

from ecandidat.documents.letter_variables import LETTER_VARIABLES
from ecandidat.i18n import DOMAIN, domain_labels
from ecandidat.mails.catalogue import MAILS
from ecandidat.mails.variables import VARIABLES
from ecandidat.services import official_import, official_kinds
from ecandidat.services.effects import OUT_OF_TIME
from ecandidat.services.offer import ALERTS
from ecandidat.services.task_kinds import KINDS

PACKAGE = Path(__file__).parent.parent
LOCALE = PACKAGE / "locale"


def collect() -> polib.POFile:
    """All messages: those marked in the source, then the labels of tables."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "messages.pot"
        tool = Path(sys.executable).parent / "pot-create"
        command = [str(tool), "--no-linenumbers", "-d", DOMAIN, "-o", str(target), PACKAGE.name]
        subprocess.run(command, cwd=PACKAGE.parent, check=True, capture_output=True)
        found = polib.pofile(str(target))
    known = {entry.msgid for entry in found}
    for text in labels():
        if text not in known:
            known.add(text)
            found.append(polib.POEntry(msgid=text, occurrences=[("ecandidat/domain", "")]))
    for entry in found:
        entry.flags = [flag for flag in entry.flags if flag != "python-format"]
        entry.occurrences = sorted({(path.removeprefix("./"), "") for path, _line in entry.occurrences})
    found.sort(key=lambda entry: entry.msgid)
    return found


def labels() -> Iterator[str]:
    """Labels that stand in tables and are marked where they are shown."""
    yield from domain_labels()
    yield from (kind.label for kind in MAILS.values())
    yield from ALERTS.values()
    for mail_variable in VARIABLES.values():
        yield from (mail_variable.group, mail_variable.description)
    for letter_variable in LETTER_VARIABLES.values():
        yield from (letter_variable.group, letter_variable.description)
    for task_kind in KINDS.values():
        yield from (task_kind.label, task_kind.things, task_kind.details)
    yield from official_kinds.TITLES.values()
    yield from (file_kind.label for file_kind in official_kinds.KINDS.values())
    yield from official_import.ACTS.values()
    yield OUT_OF_TIME


def catalogues() -> list[Path]:
    """The catalogues of the project."""
    return sorted(LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))


def missing(catalogue: Path, messages: polib.POFile) -> list[str]:
    """Messages that a catalogue does not translate."""
    translated = {entry.msgid for entry in polib.pofile(str(catalogue)).translated_entries()}
    return [entry.msgid for entry in messages if entry.msgid not in translated]


def update(catalogue: Path, messages: polib.POFile) -> None:
    """Add new messages, drop those that are gone, keep translations, compile."""
    kept = {entry.msgid: entry.msgstr for entry in polib.pofile(str(catalogue))}
    fresh = polib.POFile(wrapwidth=110)
    fresh.metadata = {
        "Project-Id-Version": "ecandidat",
        "Language": catalogue.parent.parent.name,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    for entry in messages:
        fresh.append(
            polib.POEntry(msgid=entry.msgid, msgstr=kept.get(entry.msgid, ""), occurrences=entry.occurrences)
        )
    fresh.save(str(catalogue))
    fresh.save_as_mofile(str(catalogue.with_suffix(".mo")))


def main() -> int:
    """Update every catalogue."""
    messages = collect()
    status = 0
    for catalogue in catalogues():
        update(catalogue, messages)
        lacking = missing(catalogue, messages)
        print(f"{catalogue.relative_to(PACKAGE.parent)} : {len(messages)} textes, {len(lacking)} à traduire")
        for msgid in lacking:
            print(f"  {msgid}")
        status = status or int(bool(lacking))
    return status


if __name__ == "__main__":
    sys.exit(main())
