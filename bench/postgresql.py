"""A PostgreSQL server of one's own for the time of a measure, and the RelStorage configuration that reaches it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import postgres

CONFIGURATION = """
%import relstorage
<zodb main>
  cache-size 60000
  pool-size 12
  <relstorage>
    keep-history false
    blob-dir {folder}/blobs
    shared-blob-dir false
    blob-cache-size 200mb
    <postgresql>
      driver psycopg2
      dsn {dsn}
    </postgresql>
  </relstorage>
</zodb>
"""


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """The URI of an empty RelStorage on a server that stops when done."""
    with postgres.database(folder) as instance:
        file = folder / "zodb.conf"
        file.write_text(CONFIGURATION.format(folder=folder, dsn=instance.dsn), encoding="utf-8")
        yield f"zconfig://{file}#main"
