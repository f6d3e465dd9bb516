"""THE TABLE of the works that the worker does on demand: to add one, write its ``work`` in its service, add a row."""

from __future__ import annotations

from ecandidat.services import own_data, portable
from ecandidat.services.tasks import TaskKind

KINDS: dict[str, TaskKind] = {
    kind.code: kind
    for kind in (
        TaskKind(own_data.EXPORT, "Archive de mes données", own_data.build),
        TaskKind(portable.IMPORT, "Reprise de mes fichiers", portable.file_away),
    )
}  # fmt: skip
"""Code → kind."""
