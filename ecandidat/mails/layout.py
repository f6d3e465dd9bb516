"""From a mail's text and its values to a message: one subject line, a plain text, an HTML body."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from textwrap import wrap

from ecandidat.domain.codes import interface
from ecandidat.domain.typography import spaced
from ecandidat.mails.blocks import HTTP, Block, Shape, blocks_of, text_of
from ecandidat.mails.catalogue import DEFAULT_LANGUAGE, MAILS, MailText, default_text, written
from ecandidat.mails.markup import DEFAULT_ACCENT, Page
from ecandidat.mails.rendering import Template, check, parse
from ecandidat.mails.variables import VARIABLES, ValueKind

SUBJECT_LENGTH = 200
WIDTH = 76

_WORDS = {
    "fr": {
        "colon": "\u00a0:",
        "paste": "Si le bouton ne s'ouvre pas, copiez cette adresse dans votre navigateur\u00a0:",
        "automatic": "Ce message est automatique\u00a0: merci de ne pas y répondre.",
    },
    "en": {
        "colon": ":",
        "paste": "If the button does not open, copy this address into your browser:",
        "automatic": "This message is automatic: please do not reply to it.",
    },
    "es": {
        "colon": ":",
        "paste": "Si el botón no se abre, copie esta dirección en su navegador:",
        "automatic": "Este mensaje es automático: no responda a él.",
    },
    "de": {
        "colon": ":",
        "paste": "Wenn sich die Schaltfläche nicht öffnet, kopieren Sie diese Adresse in Ihren Browser:",
        "automatic": "Diese Nachricht wurde automatisch erstellt: Bitte antworten Sie nicht darauf.",
    },
}
_SAME_LINK = {"lienValidationHtml": "lienValidation", "lienReinitialisationHtml": "lienReinitialisation"}
_INVISIBLE = frozenset("\u200b\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")

Values = Mapping[str, str]


@dataclass(frozen=True)
class Composed:
    """A message ready for the outbox. ``lang`` is the language of the text in fact used."""

    subject: str
    text: str
    html: str
    lang: str


def compose(
    code: str,
    lang: str,
    values: Values,
    texts: Mapping[str, MailText] | None = None,
    *,
    establishment: str,
    accent: str = DEFAULT_ACCENT,
    alone: bool = False,
) -> Composed:
    """The message ``code`` in ``lang``.

    ``values`` are strings already formatted for the reader; one that is absent renders empty. ``texts`` are the
    site's own, by language. The text is the site's in ``lang``, else ours in ``lang``, else the English ones for a
    language without texts, else the French ones; ``alone`` leaves ours out, for mails that only the site knows.
    ``accent`` is ``#rrggbb``. Raise ``KeyError`` for an unknown code, ``TemplateError`` for a faulty text and
    ``ValueError`` for a link that is not an http address.
    """
    kind = MAILS[code]
    text, used = _alone(lang, texts or {}) if alone else _choose(code, lang, texts or {})
    if used == DEFAULT_LANGUAGE:
        text = MailText(spaced(text.subject), spaced(text.body))
    ready = _prepare({**values, "etablissement": establishment}, kind.allowed)
    subject = _one_line(parse_cached(text.subject, kind.allowed).render(ready))
    subject = subject if len(subject) <= SUBJECT_LENGTH else subject[: SUBJECT_LENGTH - 1].rstrip() + "…"
    blocks = blocks_of(parse_cached(text.body, kind.allowed).pieces(ready), used)
    words = _WORDS.get(used, _WORDS[DEFAULT_LANGUAGE])
    page = Page(
        lang=used,
        subject=subject,
        preheader=_preheader(ready, blocks),
        blocks=blocks,
        establishment=ready["etablissement"],
        paste=words["paste"],
        automatic=words["automatic"],
    )
    footer = (words["automatic"], f"{page.establishment} · eCandidat")
    return Composed(subject, _plain(blocks, words["colon"], footer), page.render(accent), used)


def check_text(code: str, text: MailText) -> list[str]:
    """What prevents ``text`` from being used for mail ``code``: French sentences, none when it may be."""
    allowed = MAILS[code].allowed
    faults = [f"Objet\u00a0: {fault}" for fault in check(text.subject, allowed)]
    faults += [f"Corps\u00a0: {fault}" for fault in check(text.body, allowed)]
    if not text.subject.strip():
        faults.append("Objet\u00a0: écrivez un objet.")
    if len(text.subject.strip().splitlines()) > 1:
        faults.append("Objet\u00a0: il tient sur une seule ligne.")
    if not text.body.strip():
        faults.append("Corps\u00a0: écrivez un message.")
    return faults


@lru_cache(maxsize=512)
def parse_cached(text: str, allowed: frozenset[str]) -> Template:
    """Parse once a text that goes to thousands of people."""
    return parse(text, allowed)


def _alone(lang: str, texts: Mapping[str, MailText]) -> tuple[MailText, str]:
    used = spoken_in(lang, texts)
    return texts[used], used


def spoken_in(lang: str, texts: Mapping[str, object]) -> str:
    """The language of the site's own texts that suits somebody who reads ``lang``; KeyError when there is no text."""
    found = next((one for one in (lang, interface(lang), DEFAULT_LANGUAGE, *texts) if one in texts), None)
    if found is None:
        raise KeyError(lang)
    return found


def _choose(code: str, lang: str, texts: Mapping[str, MailText]) -> tuple[MailText, str]:
    for candidate in (lang, written(code, lang), DEFAULT_LANGUAGE):
        text = texts.get(candidate) or default_text(code, candidate)
        if text is not None:
            return text, candidate
    raise LookupError(f"no text for {code}")


def _prepare(values: Values, allowed: Iterable[str]) -> dict[str, str]:
    """The values a text may use, cleaned according to what each variable holds."""
    ready = {}
    for name in allowed:
        info = VARIABLES[name]
        value = values.get(name) or values.get(_SAME_LINK.get(name, ""), "")
        if info.kind is ValueKind.LINES:
            value = "\n".join(filter(None, map(_one_line, value.splitlines())))
        else:
            value = _one_line(value)
        if info.kind is ValueKind.PHONE:
            value = value.replace(" ", "\u00a0")
        if info.kind is ValueKind.LINK and value and not HTTP.match(value):
            raise ValueError(f"{name} is not an http address: {value!r}")
        ready[name] = _without_links(value) if info.typed else value
    return ready


def _one_line(value: str) -> str:
    """``value`` on one line, without control characters, nor marks that reorder or hide text."""
    kept = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in value)
    kept = "".join(c for c in kept if c not in _INVISIBLE and unicodedata.category(c) != "Cs")
    return re.sub(r"[^\S\u00a0\u202f]+", " ", kept).strip()


def _without_links(value: str) -> str:
    """Break with an invisible word joiner what a mail program would turn into a link."""
    return re.sub(r"(?<=\w)\.(?=\w{2})|:(?=//)|@(?=\w)", lambda match: match[0] + "\u2060", value)


def _preheader(values: Values, blocks: Sequence[Block]) -> str:
    """What a mailbox shows after the subject: the formation, then the first sentence after the greeting."""
    sentences = (text_of(block.lines[0]) for block in blocks[1:] if block.shape is Shape.PARAGRAPH)
    shown = " – ".join(filter(None, (values.get("formation.libelle", ""), next(sentences, ""))))
    return shown if len(shown) <= 140 else shown[:139].rstrip() + "…"



def _plain(blocks: Sequence[Block], colon: str, footer: Sequence[str]) -> str:
    parts = []
    for block in blocks:
        if block.shape is Shape.BUTTON:
            parts.append(f"{text_of(block.lines[0])}{colon}\n{block.url}")
            continue
        item = block.shape is not Shape.PARAGRAPH
        rows = (row for line in block.lines for row in ("- " * item + text_of(line)).split("\n") if row.strip())
        parts.append("\n".join(_wrapped(row, "  " * item) for row in rows))
    parts.append("-- \n" + "\n".join(_wrapped(row, "") for row in footer))
    return "\n\n".join(parts) + "\n"


def _wrapped(row: str, indent: str) -> str:
    """Lines of at most ``WIDTH`` characters, except for a word (an address) that is longer."""
    return "\n".join(wrap(row, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False))
