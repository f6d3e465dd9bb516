"""What a university calls the statuses, the statuses of pieces and the treatments: its own words for fixed codes."""

from __future__ import annotations

from collections.abc import Mapping

from ecandidat.documents.words import CODES
from ecandidat.domain.codes import LANGUAGES, RENAMED, Labelled
from ecandidat.domain.errors import Refused
from ecandidat.models.offer import Establishment
from ecandidat.services import sheets
from ecandidat.services.offer import record
from ecandidat.work import Work

LONGEST = 40


def fields() -> dict[str, Labelled]:
    """Name of a value of the screen, without its language → the code that it renames."""
    return {f"{kind.__name__.lower()}_{one.value.lower()}": one for kind in RENAMED for one in kind}


def current(establishment: Establishment) -> dict[str, str]:
    """The sheet: one value per code and language, '' where the product's word is used."""
    return {
        f"{name}_{lang}": establishment.renamed(one.of, lang) for name, one in fields().items() for lang in LANGUAGES
    }


def word(establishment: Establishment, one: Labelled, lang: str) -> str:
    """What a text, a letter or a document calls a code in a language: the university's word, else the product's."""
    return establishment.renamed(one.of, lang) or CODES.get(lang, {}).get(one.label, str(one.label))


def save(work: Work, establishment: Establishment, values: Mapping[str, str], version: str = "") -> tuple[str, ...]:
    """Rename; return the names that changed. Refuses ``changed_meanwhile`` as :func:`.offer.edit`, a text too long."""
    now, typed = current(establishment), sheets.clean(values)
    late = tuple(name for name in sheets.stale(now, version) if name in typed and now[name] != typed[name])
    if late:
        raise Refused("changed_meanwhile", fields=late)
    changed = {name: str(value) for name, value in typed.items() if value != now[name]}
    for name, value in changed.items():
        if len(value) > LONGEST:
            raise Refused("text_too_long", field=name, maximum=LONGEST, count=len(value))
        sheets.check_text(name, value)
    if not changed:
        return ()
    whole = {**now, **changed}
    kept = (
        (one.of, tuple((lang, whole[f"{name}_{lang}"]) for lang in LANGUAGES if whole[f"{name}_{lang}"]))
        for name, one in fields().items()
    )
    establishment.labels = tuple((of, said) for of, said in kept if said)
    for name, value in changed.items():
        record(work, establishment, "renommer", before=now[name], after=value, detail=name)
    return tuple(changed)
