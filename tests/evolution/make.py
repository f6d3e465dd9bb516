"""Write ``data/<version>.tar.gz``: the world of the architecture tests, as this version of the program stores it.

``python -m tests.evolution.make``, once per release, and ``python -m tests.evolution.make 3881d3d`` in a tree of that
commit before a change that stores much more; the files of earlier versions are never written again.
"""

from __future__ import annotations

import sys
import tarfile
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ZODB.blob import BlobStorage
from ZODB.DB import DB
from ZODB.FileStorage import FileStorage

from tests.architecture import world

DATA = Path(__file__).with_name("data")
KEPT = 20
"""Entries kept of each long nomenclature."""


def shorten(portal: Any) -> None:
    """Keep the first entries of the long nomenclatures: the files stay small, their shape is whole."""
    for table in portal.nomenclatures.tables.values():
        entries = list(table.entries.values())
        if len(entries) <= 500:
            continue
        table.entries.clear()
        for index in table.indexes.values():
            index.clear()
        for entry in entries[:KEPT]:
            table.put(entry)


def main(commit: str = "") -> None:
    """Write the file of this version, or of one commit on the way to the next."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        database = DB(BlobStorage(str(folder / "blobs"), FileStorage(str(folder / "Data.fs"))))
        with database.transaction() as connection:
            shorten(world.build(connection.root()))
        database.pack()
        database.close()
        name = version("ecandidat") + (f"+{commit}" if commit else "")
        target = DATA / f"{name}.tar.gz"
        with tarfile.open(target, "w:gz") as archive:
            archive.add(folder / "Data.fs", "Data.fs")
            archive.add(folder / "blobs", "blobs")
        print(f"{target} : {target.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main(*sys.argv[1:])
