"""The letters that an establishment writes, or a component for its own decisions: by kind, diploma type and language.

A letter is looked for at the component, then at the establishment; at each, the one of the diploma type comes before
the general one. In the reader's language first, then in French, and only then ours, which exist for admissions and
refusals alone: a kind of decision that has no letter of ours gets one by being written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from BTrees.OOBTree import OOBTree

from ecandidat.documents import letters as printed
from ecandidat.documents.letter_variables import LETTER_VARIABLES
from ecandidat.documents.uploads import JPEG, PNG
from ecandidat.domain.codes import LANGUAGES, DecisionKind
from ecandidat.domain.errors import Refused
from ecandidat.models.offer import Component, Formation
from ecandidat.models.texts import LetterTemplate, Version
from ecandidat.services import filing, mail_texts, offer, sheets
from ecandidat.work import Work

KINDS: dict[DecisionKind, str] = {
    DecisionKind.FAVOURABLE: printed.ADMISSION,
    DecisionKind.UNFAVOURABLE: printed.REFUSAL,
    DecisionKind.WAITING: "waiting",
    DecisionKind.WAITING_RANKED: "ranked",
    DecisionKind.PRESELECTION: "preselection",
}
"""Kind of decision → kind of its letter."""

OURS = (printed.ADMISSION, printed.REFUSAL)
ALLOWED = frozenset(LETTER_VARIABLES)
PARTS: dict[str, tuple[int, bool]] = {
    "sender": (400, False), "subject": (300, True), "body": (10_000, True), "signatory": (400, False),
    "footer": (300, False),
}  # fmt: skip
"""Part of a letter → longest text, and whether it is needed."""

FLAGS = ("facts", "sign")
FRENCH = "fr"
LOGO_MAXIMUM = 1024 * 1024
APART = "~"
"""What separates the kind from the diploma type in the key of a letter."""


@dataclass(frozen=True)
class Chosen:
    """What a letter says, in which language, and the template that says it; None for ours."""

    lang: str
    fields: Mapping[str, str]
    template: LetterTemplate | None


def kind_of(key: str) -> str:
    """The kind of letter of a key."""
    return key.split(APART)[0]


def type_of(key: str) -> str:
    """The diploma type of a key, '' for the letter of all types."""
    return key.partition(APART)[2]


def choose(work: Work, node: Formation | Component, kind: str, lang: str) -> Chosen | None:
    """The text of a letter for somebody who reads ``lang``; None for a kind of letter that nobody wrote."""
    found = [own for own in _templates(work, node, kind) if own.active]
    for wanted in (lang, FRENCH):
        for own in found:
            if fields := own.fields(wanted):
                return Chosen(wanted, fields, own)
    return Chosen(lang, ours(kind, lang), None) if kind in OURS else None


def ours(kind: str, lang: str) -> dict[str, str]:
    """The built-in text of a letter, blank for kinds that have none."""
    empty = dict.fromkeys(PARTS, "")
    if kind not in OURS:
        return empty
    subject = printed.default_subject(kind, lang, "${libelleFormation}")
    return {**empty, "subject": subject, "body": printed.default_body(kind, lang), "signatory": "${libelleSignature}"}


def template(level: mail_texts.Level, key: str) -> LetterTemplate | None:
    """What was written for a letter at this very level."""
    found = level.letters.get(key) if level.letters is not None else None
    return found if isinstance(found, LetterTemplate) else None


def listed(level: mail_texts.Level) -> list[str]:
    """Keys of the letters of a level: the two that always exist, then those that were added."""
    own = list(level.letters.keys()) if level.letters is not None else []
    order = list(KINDS.values())
    return sorted({*OURS, *own}, key=lambda key: (order.index(kind_of(key)), type_of(key)))


def asked(work: Work, level: mail_texts.Level, key: str) -> str:
    """The key, when this level may write that letter; refuses ``unknown_letter``."""
    if key not in listed(level) or not mail_texts.may_own(work, level):
        raise Refused("unknown_letter")
    return key


def current(level: mail_texts.Level, key: str, lang: str) -> dict[str, Any]:
    """The text of a letter at this level in a language, with its two switches."""
    own = template(level, key)
    fields = own.fields(lang) if own is not None else {}
    flags = {name: getattr(own or LetterTemplate, name) for name in FLAGS}
    return {**(fields or origin(level, key, lang)), **flags}


def origin(level: mail_texts.Level, key: str, lang: str) -> dict[str, str]:
    """The text from which a letter starts: the general one of its kind, else the establishment's, else ours."""
    if type_of(key) and (own := template(level, kind_of(key))) is not None and own.fields(lang):
        return own.fields(lang)
    if isinstance(level, Component):
        for name in (key, kind_of(key)):
            if (own := template(level.establishment, name)) is not None and own.fields(lang):
                return own.fields(lang)
    return ours(kind_of(key), lang)


def write(
    work: Work, level: mail_texts.Level, key: str, lang: str, values: Mapping[str, Any], version: str = ""
) -> bool:
    """Write a letter; False when it already read so. Refuses ``changed_meanwhile`` and what :func:`check` refuses.

    Who calls it has printed the letter once (:func:`letters.trial`): a text that cannot be printed is not kept.
    """
    asked(work, level, key)
    now, typed = current(level, key, lang), {**sheets.clean(values)}
    late = tuple(name for name in sheets.stale(now, version) if now[name] != typed[name])
    if late:
        raise Refused("changed_meanwhile", fields=late)
    if typed == now:
        return False
    check(typed)
    made = _made(level, key)
    for name in FLAGS:
        if getattr(made, name) != bool(typed[name]):
            setattr(made, name, bool(typed[name]))
    fields = {name: typed[name] for name in PARTS}
    if fields != {name: now[name] for name in PARTS}:
        _put(work, level, key, lang, fields)
    else:
        offer.record(work, level, "lettre", after=key)
    return True


def check(values: Mapping[str, Any]) -> None:
    """Refuse a letter that cannot be used, naming its field, and the line and name at fault."""
    for name, (maximum, required) in PARTS.items():
        mail_texts.check_part(name, values[name], maximum, ALLOWED, required=required)
    if "\n" in values["subject"]:
        raise Refused("subject_lines", field="subject")
    for name in ("sender", "signatory"):
        if values[name].count("\n") > 7:
            raise Refused("address_lines", field=name, maximum=8)


def back_to_origin(work: Work, level: mail_texts.Level, key: str, lang: str) -> None:
    """« Revenir au texte d'origine »; a letter that is not among ours keeps at least its French text."""
    asked(work, level, key)
    if key not in OURS and lang == FRENCH:
        raise Refused("letter_needs_text")
    own = template(level, key)
    if own is not None and own.fields(lang):
        _put(work, level, key, lang, {})


def version_of(level: mail_texts.Level, key: str, lang: str, number: int) -> dict[str, str]:
    """The parts of a former version, none for a return to the original; refuses ``unknown_version``."""
    own = template(level, key)
    found = dict(own.versions(lang)).get(number) if own is not None else None
    if found is None:
        raise Refused("unknown_version")
    return dict(found.fields)


def restore(work: Work, level: mail_texts.Level, key: str, lang: str, number: int) -> None:
    """Take a former version again."""
    asked(work, level, key)
    fields = version_of(level, key, lang, number)
    if fields:
        check(fields)
        _put(work, level, key, lang, fields)
    else:
        back_to_origin(work, level, key, lang)


def add(work: Work, level: mail_texts.Level, kind: str, type_code: str) -> str:
    """A new letter, of a kind or for one diploma type; return its key. It serves once its French text is written."""
    if not mail_texts.may_own(work, level):
        raise Refused("own_decisions_off")
    if kind not in KINDS.values():
        raise Refused("unknown_code", field="kind")
    if type_code and type_code not in dict(diploma_types(level)):
        raise Refused("unknown_code", field="type")
    key = f"{kind}{APART}{type_code}" if type_code else kind
    if key in listed(level):
        raise Refused("letter_exists", field="kind")
    _made(level, key)
    offer.record(work, level, "lettre", after=key)
    return key


def delete(work: Work, level: mail_texts.Level, key: str) -> None:
    """Remove a letter that was added; the general one, or ours, serves again."""
    asked(work, level, key)
    if key in OURS or level.letters is None:
        raise Refused("unknown_letter")
    del level.letters[key]
    offer.record(work, level, "supprimer", before=key)


def switch(work: Work, level: mail_texts.Level, key: str, active: bool) -> None:
    """Let a letter of one's own serve, or not: the general one, or ours, serves in its place."""
    asked(work, level, key)
    own = template(level, key)
    if own is not None and own.active != active:
        own.active = active
        offer.record(work, level, "lettre-active" if active else "lettre-inactive", after=key)


def set_logo(work: Work, level: mail_texts.Level, key: str, stream: BinaryIO | None, filename: str = "") -> None:
    """Replace the logo of a letter by a PNG or a JPEG of at most 1 Mo; None removes it."""
    asked(work, level, key)
    document = None
    if stream is not None:
        try:
            document = filing.untouched(work, stream, filename, LOGO_MAXIMUM, (PNG, JPEG))
        except Refused as refused:
            raise Refused("logo_type") if refused.code == "file_type" else refused from refused
    _made(level, key).logo = document
    offer.record(work, level, "lettre", after=filename, detail=key)


def diploma_types(level: mail_texts.Level) -> list[tuple[str, str]]:
    """(code, title) of the diploma types below a level, by title."""
    components = [level] if isinstance(level, Component) else list(level.values())
    found = {kind.__name__: kind.title() for component in components for kind in component.values()}
    return sorted(found.items(), key=lambda one: (one[1].casefold(), one[0]))


def _templates(work: Work, node: Formation | Component, kind: str) -> Iterator[LetterTemplate]:
    """Those that may serve a formation (or a component, whatever the diploma), the nearest first."""
    keys = (f"{kind}{APART}{node.type.__name__}", kind) if isinstance(node, Formation) else (kind,)
    for level in mail_texts.levels_of(node):
        if level.letters is None or not mail_texts.may_own(work, level):
            continue
        for key in keys:
            if (own := template(level, key)) is not None:
                yield own


def _made(level: mail_texts.Level, key: str) -> LetterTemplate:
    if level.letters is None:
        level.letters = OOBTree()
    own = template(level, key)
    if own is None:
        own = level.letters[key] = LetterTemplate()
    return own


def _put(work: Work, level: mail_texts.Level, key: str, lang: str, fields: Mapping[str, str]) -> None:
    _made(level, key).put(Version(work.now, work.actor.name, lang, tuple(fields.items())))
    offer.record(work, level, "lettre" if fields else "lettre-origine", after=key, detail=LANGUAGES[lang])
