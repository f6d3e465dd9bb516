"""The texts of mails: those shipped, those that an establishment writes, those of a component for its decisions.

A text is looked for at the component, then at the establishment, then among ours, language by language. Mails that
only a decision type knows (« courriels de décision ») live beside them, under a code in lower case.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from BTrees.OOBTree import OOBTree

from ecandidat.domain.codes import LANGUAGES, DecisionKind
from ecandidat.domain.errors import Refused
from ecandidat.mails.catalogue import (
    DECISION_MAILS,
    DEFAULT_LANGUAGE,
    MAILS,
    MailKind,
    MailText,
    default_text,
    written,
)
from ecandidat.mails.layout import spoken_in
from ecandidat.mails.rendering import faults_of
from ecandidat.models.offer import Component, DiplomaType, Establishment, Formation
from ecandidat.models.texts import MailTemplate, Version
from ecandidat.services import offer, sheets
from ecandidat.work import Work

Level = Establishment | Component
"""Where texts are kept."""

SUBJECT_MAXIMUM, BODY_MAXIMUM, LABEL_MAXIMUM = 500, 10_000, 100
OWN_DECISIONS = "SCOL_IS_PARAM_CC_DECISION"
REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that show a text in another order than it is written."""


@dataclass(frozen=True)
class Mail:
    """A mail as it leaves from some place of the offer.

    ``base`` is its code in the catalogue, that of its kind of decision when only the establishment knows it: then
    ``alone`` is true and ours never stands in for ``texts``.
    """

    kind: MailKind
    base: str
    texts: Mapping[str, MailText]
    active: bool = True
    alone: bool = False

    def language(self, lang: str) -> str:
        """The language in which it goes to somebody who reads ``lang``."""
        if self.alone:
            return spoken_in(lang, self.texts)
        return lang if lang in self.texts else written(self.base, lang)


def resolve(work: Work, node: Any, code: str) -> Mail:
    """The mail of that code for what stands at ``node`` (a formation, a component, an establishment or None).

    Refused ``unknown_mail`` when nobody knows the code any more.
    """
    levels = [level for level in levels_of(node) if _counts(work, level, code)]
    templates = [found for level in levels if (found := template(level, code)) is not None]
    texts: dict[str, MailText] = {}
    for found in reversed(templates):
        texts |= {lang: MailText(dict(fields)["subject"], dict(fields)["body"]) for lang, fields in found.texts}
    active = all(found.active for found in templates)
    if code in MAILS:
        return Mail(MAILS[code], code, texts, active)
    if not templates or templates[0].kind is None or not texts:
        raise Refused("unknown_mail", mail=code)
    own = templates[0]
    return Mail(_own_kind(code, own), DECISION_MAILS[templates[0].kind], texts, active, alone=True)


def levels_of(node: Any) -> list[Level]:
    """The component and the establishment of a node, the nearest first."""
    if isinstance(node, Formation | DiplomaType):
        return [node.component, node.component.establishment]
    if isinstance(node, Component):
        return [node, node.establishment]
    return [node] if isinstance(node, Establishment) else []


def may_own(work: Work, level: Level) -> bool:
    """Whether decisions, their mails and their letters are written at this level."""
    return isinstance(level, Establishment) or bool(work.parameter(OWN_DECISIONS, level.establishment))


def template(level: Level, code: str) -> MailTemplate | None:
    """What was written for a mail at this very level."""
    found = level.mail_texts.get(code) if level.mail_texts is not None else None
    return found if isinstance(found, MailTemplate) else None


def own_mails(node: Any) -> Iterator[tuple[Level, str, MailTemplate]]:
    """The mails of decisions that the levels of a node made for themselves."""
    for level in levels_of(node):
        for code, found in level.mail_texts.items() if level.mail_texts is not None else ():
            if found.kind is not None:
                yield level, code, found


def label(node: Any, code: str) -> str:
    """What a mail is called where it leaves from ``node``; its code when nobody knows it any more."""
    own = next((found.label for _level, known, found in own_mails(node) if known == code), code)
    return MAILS[code].label if code in MAILS else own


def for_kind(work: Work, node: Any, kind: DecisionKind) -> list[tuple[str, str]]:
    """(code, label) of the mails that a decision of that kind may send, the usual one first."""
    usual = DECISION_MAILS[kind]
    own = [(code, found.label) for level, code, found in own_mails(node) if found.kind is kind and found.texts]
    return [(usual, MAILS[usual].label), *sorted(own, key=lambda one: one[1].casefold())]


def listed(work: Work, level: Level) -> list[tuple[str, MailKind]]:
    """(code, mail) of what may be written at this level: every mail, or those of decisions at a component."""
    known = [(code, kind) for code, kind in MAILS.items() if _counts(work, level, code)]
    own = [(code, _own_kind(code, found)) for place, code, found in own_mails(level) if place is level]
    return [*known, *sorted(own, key=lambda one: one[1].label.casefold())]


def current(work: Work, level: Level, code: str, lang: str) -> dict[str, str]:
    """The text in force at this level in a language, whoever wrote it; blank parts when there is none."""
    mail = resolve_or_new(work, level, code)
    text = mail.texts.get(lang) or (None if mail.alone else default_text(mail.base, lang))
    return {"subject": text.subject, "body": text.body} if text is not None else {"subject": "", "body": ""}


def origin(work: Work, level: Level, code: str, lang: str) -> dict[str, str]:
    """The text that stands when nothing is written at this level."""
    if isinstance(level, Component) and template(level.establishment, code) is not None:
        return current(work, level.establishment, code, lang)
    text = default_text(code, lang) if code in MAILS else None
    return {"subject": text.subject, "body": text.body} if text is not None else {"subject": "", "body": ""}


def resolve_or_new(work: Work, level: Level, code: str) -> Mail:
    """The mail of a code that this level lists, with or without a text yet; refuses ``unknown_mail``."""
    found = template(level, code)
    if found is not None and found.kind is not None and not found.texts:
        return Mail(_own_kind(code, found), DECISION_MAILS[found.kind], {}, found.active, alone=True)
    if not _counts(work, level, code) or (code not in MAILS and found is None):
        raise Refused("unknown_mail", mail=code)
    return resolve(work, level, code)


def write(
    work: Work, level: Level, code: str, lang: str, values: Mapping[str, str], version: str = ""
) -> bool:
    """Write a text; False when it already read so. Refuses ``changed_meanwhile``, and what :func:`check` refuses.

    A text that reads like the one it would replace is not kept: it follows that one again.
    """
    mail, now, typed = resolve_or_new(work, level, code), current(work, level, code, lang), sheets.clean(values)
    late = tuple(name for name in sheets.stale(now, version) if now[name] != typed[name])
    if late:
        raise Refused("changed_meanwhile", fields=late)
    if typed == now:
        return False
    check(mail.kind, typed)
    _put(work, level, code, lang, {} if typed == origin(work, level, code, lang) else typed)
    return True


def back_to_origin(work: Work, level: Level, code: str, lang: str) -> None:
    """« Revenir au texte d'origine »; a mail of its own keeps at least its French text."""
    mail = resolve_or_new(work, level, code)
    if mail.alone and lang == DEFAULT_LANGUAGE:
        raise Refused("mail_needs_text")
    found = template(level, code)
    if found is not None and found.fields(lang):
        _put(work, level, code, lang, {})


def restore(work: Work, level: Level, code: str, lang: str, number: int) -> None:
    """Take a former version of a text again; refuses ``unknown_version``."""
    found = template(level, code)
    version = dict(found.versions(lang)).get(number) if found is not None else None
    if version is None:
        raise Refused("unknown_version")
    if version.fields:
        check(resolve_or_new(work, level, code).kind, dict(version.fields))
        _put(work, level, code, lang, dict(version.fields))
    else:
        back_to_origin(work, level, code, lang)


def switch(work: Work, level: Level, code: str, active: bool) -> None:
    """Let a mail leave, or not: it is then kept with the application without being sent. Refuses
    ``mail_must_leave`` for those without which an account cannot be used.
    """
    kind = resolve_or_new(work, level, code).kind
    if kind.critical and not active:
        raise Refused("mail_must_leave")
    found = _made(level, code)
    if found.active != active:
        found.active = active
        offer.record(work, level, "courriel-actif" if active else "courriel-inactif", after=kind.label)


def add(work: Work, level: Level, code: str, label: str, kind: DecisionKind) -> str:
    """A mail of its own for decisions of one kind, with the usual text in French; return its code."""
    if not may_own(work, level):
        raise Refused("own_decisions_off")
    label = label.strip()
    if not label:
        raise Refused("value_required", field="label")
    if len(label) > LABEL_MAXIMUM:
        raise Refused("text_too_long", field="label", maximum=LABEL_MAXIMUM, count=len(label))
    code = offer.free_code(_codes(level), code, label)
    made = _made(level, code)
    made.label, made.kind = label, kind
    text = default_text(DECISION_MAILS[kind], DEFAULT_LANGUAGE)
    if text is None:
        raise LookupError(DECISION_MAILS[kind])
    _put(work, level, code, DEFAULT_LANGUAGE, {"subject": text.subject, "body": text.body})
    return code


def delete(work: Work, level: Level, code: str) -> None:
    """Remove a mail of its own that no decision type sends; refuses ``mail_in_use``, ``unknown_mail``."""
    found = template(level, code)
    if found is None or found.kind is None:
        raise Refused("unknown_mail", mail=code)
    below = [level, *(level.values() if isinstance(level, Establishment) else ())]
    folders = (node.decision_types for node in below if node.decision_types is not None)
    users = [kind for folder in folders for kind in folder.values() if kind.mail == code]
    if users:
        raise Refused("mail_in_use", count=len(users))
    if level.mail_texts is not None:
        del level.mail_texts[code]
    offer.record(work, level, "supprimer", before=found.label)


def check(kind: MailKind, values: Mapping[str, str]) -> None:
    """Refuse a text that cannot be used, naming its field, and the line and name at fault."""
    for field, maximum in (("subject", SUBJECT_MAXIMUM), ("body", BODY_MAXIMUM)):
        check_part(field, values[field], maximum, kind.allowed)
    if "\n" in values["subject"]:
        raise Refused("subject_lines", field="subject")


def check_part(field: str, text: str, maximum: int, allowed: frozenset[str], *, required: bool = True) -> None:
    """Refuse one part of a text: blank, too long, with control characters, or faulty in its variables and blocks."""
    if required and not text.strip():
        raise Refused("value_required", field=field)
    if len(text) > maximum:
        raise Refused("text_too_long", field=field, maximum=maximum, count=len(text))
    if any(char in REORDERING or (unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t") for char in text):
        raise Refused("text_control", field=field)
    faults = faults_of(text, allowed)
    if faults:
        first = faults[0]
        raise Refused(first.code, field=field, line=first.line, name=_tag(first.name), more=_tag(first.more))


def languages(level: Level) -> list[str]:
    """The languages in which this level writes, French first."""
    establishment = level if isinstance(level, Establishment) else level.establishment
    return [lang for lang in LANGUAGES if lang in establishment.languages or lang == DEFAULT_LANGUAGE]


def _tag(text: str) -> str:
    """A name as it is quoted in a sentence, where ``$`` would begin a variable."""
    return text if len(text) <= 60 else text[:59] + "…"


def _counts(work: Work, level: Level, code: str) -> bool:
    """Whether what a level says of a mail counts: a component has its own decisions only where the parameter allows."""
    if code not in MAILS or isinstance(level, Establishment):
        return True
    return MAILS[code].decision_kind is not None and may_own(work, level)


def _own_kind(code: str, found: MailTemplate) -> MailKind:
    if found.kind is None:
        raise Refused("unknown_mail", mail=code)
    base = MAILS[DECISION_MAILS[found.kind]]
    return MailKind(code, found.label, base.recipient, base.variables, found.kind)


def _codes(level: Level) -> set[str]:
    """Codes of the mails that a new one must not bear."""
    establishment = level if isinstance(level, Establishment) else level.establishment
    around = [establishment, *establishment.values()] if level is establishment else [establishment, level]
    return {code for one in around for code in (one.mail_texts if one.mail_texts is not None else ())}


def _made(level: Level, code: str) -> MailTemplate:
    if level.mail_texts is None:
        level.mail_texts = OOBTree()
    found = template(level, code)
    if found is None:
        found = level.mail_texts[code] = MailTemplate()
    return found


def _put(work: Work, level: Level, code: str, lang: str, fields: Mapping[str, str]) -> None:
    found = _made(level, code)
    found.put(Version(work.now, work.actor.name, lang, tuple(fields.items())))
    label = found.label or MAILS[code].label
    offer.record(work, level, "texte" if fields else "texte-origine", after=label, detail=LANGUAGES[lang])
