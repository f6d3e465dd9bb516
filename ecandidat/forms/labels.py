"""The form of a university's own words for statuses and treatments."""

from __future__ import annotations

from collections.abc import Sequence

import colander

from ecandidat.domain.codes import RENAMED
from ecandidat.forms.edition import section, sheet_schema
from ecandidat.forms.offer import HALF
from ecandidat.forms.widgets import line
from ecandidat.i18n import _, label
from ecandidat.services.labels import LONGEST

SECTIONS = {"Status": _("Statuts du dossier"), "PieceStatus": _("Statuts d'une pièce"), "Treatment": _("Traitements")}
SPOKEN = {"fr": _("En français"), "en": _("En anglais"), "es": _("En espagnol"), "de": _("En allemand")}


def labels(spoken: Sequence[str]) -> colander.SchemaNode:
    """One line per code and language, titled by the product's own word."""
    return sheet_schema(*(
        section(
            kind.__name__, SECTIONS[kind.__name__],
            *(
                line(
                    f"{kind.__name__.lower()}_{one.value.lower()}_{lang}",
                    label(str(one.label)), LONGEST, required=False, css=HALF, hint=SPOKEN[lang],
                )
                for one in kind for lang in spoken
            ),
        )
        for kind in RENAMED
    ))  # fmt: skip
