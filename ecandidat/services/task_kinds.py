"""THE TABLE of the works that the worker does on demand: to add one, write its ``work`` in its service, add a row."""

from __future__ import annotations

from ecandidat.services import (
    bulk,
    dossiers,
    exports,
    formations,
    offer_tables,
    official_import,
    own_data,
    portable,
    publications,
)
from ecandidat.services.tasks import TaskKind

KINDS: dict[str, TaskKind] = {
    kind.code: kind
    for kind in (
        TaskKind(own_data.EXPORT, "Archive de mes données", own_data.build),
        TaskKind(formations.TASK, "Modification de formations", formations.run),
        TaskKind(dossiers.DOWNLOAD, "Téléchargement de dossiers", dossiers.build, together=3),
        TaskKind(exports.EXPORT, "Export de candidatures", exports.build, together=3),
        TaskKind(offer_tables.EXPORT, "Export des formations", offer_tables.build, together=3),
        TaskKind(portable.IMPORT, "Reprise de mes fichiers", portable.file_away),
        TaskKind(publications.REHEARSE, "Répétition d'une publication", publications.play, together=3),
        TaskKind(publications.PUBLISH, "Publication de décisions", publications.carry_out, together=20),
        TaskKind(official_import.IMPORT, "Import d'une nomenclature", official_import.carry_out,
                 things="Code", details="Changement"),
        *bulk.KINDS.values(),
    )
}  # fmt: skip
"""Code → kind."""
