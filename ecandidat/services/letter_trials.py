"""Trying a letter out: on sample values, on a real application, on the paper of a commission."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import pikepdf

from ecandidat.documents.letter_variables import samples
from ecandidat.documents.typesetting import TypesettingError
from ecandidat.domain.codes import DecisionKind
from ecandidat.domain.decisions import Decision
from ecandidat.domain.errors import Refused
from ecandidat.models.application import Application
from ecandidat.models.offer import Commission, Component, Establishment
from ecandidat.models.texts import LetterTemplate
from ecandidat.services import letter_texts, letters
from ecandidat.services.install import decision_label
from ecandidat.services.letter_texts import KINDS, PARTS, Chosen
from ecandidat.services.mail_texts import Level
from ecandidat.work import Work

PAGES = 3
"""Pages that a letter may have on sample values."""


def typed(level: Level, key: str, lang: str, values: Mapping[str, Any]) -> Chosen:
    """What was typed, with the logo that the letter has."""
    letter_texts.check(values)
    own, kept = LetterTemplate(), letter_texts.template(level, key)
    own.facts, own.sign = bool(values["facts"]), bool(values["sign"])
    own.logo = kept.logo if kept is not None else None
    return Chosen(lang, {name: values[name] for name in PARTS}, own)


def write(
    work: Work, level: Level, key: str, lang: str, values: Mapping[str, Any], version: str = ""
) -> bool:
    """Keep a letter that was printed once, on sample values; as :func:`letter_texts.write`.

    Refuses ``letter_unprintable`` and ``letter_too_long``.
    """
    letter_texts.asked(work, level, key)
    content = pdf(work, level, key, typed(level, key, lang, values))
    with pikepdf.open(BytesIO(content)) as document:
        if len(document.pages) > PAGES:
            raise Refused("letter_too_long", field="body", pages=len(document.pages), maximum=PAGES)
    return letter_texts.write(work, level, key, lang, values, version)


def pdf(
    work: Work, level: Level, key: str, chosen: Chosen, application: Application | None = None,
    commission: Commission | None = None,
) -> bytes:  # fmt: skip
    """The letter on an application, else on sample values and the paper of a commission, the first without one."""
    kind = letter_texts.kind_of(key)
    try:
        if application is not None:
            decision = _decision(work, application, kind, chosen.lang)
            return letters.made(letters.data_of(work, application, kind, decision, chosen), work.now)
        return letters.made(_sample(work, level, kind, chosen, commission), work.now)
    except (ValueError, TypesettingError) as error:
        raise Refused("letter_unprintable", field="body") from error


def of_commission(work: Work, commission: Commission, kind: str, lang: str) -> bytes:
    """« Lettre d'essai »: the letter that candidates of a commission get, on sample values; refuses ``no_letter``."""
    chosen = letter_texts.choose(work, commission.component, kind, lang)
    if chosen is None:
        raise Refused("no_letter")
    return pdf(work, commission.component, kind, chosen, commission=commission)


def _sample(
    work: Work, level: Level, kind: str, chosen: Chosen, commission: Commission | None
) -> Any:
    component = _component(level)
    if commission is None and component is not None:
        commission = next(iter(component.commissions.values()), None)
    values = samples(chosen.lang)
    if commission is not None:
        values |= {
            "libelleCommission": commission.title, "adresseCommission": ", ".join(commission.address),
            "libelleSignature": commission.signatory,
        }  # fmt: skip
    name = f"{values['civiliteCandidat']} {values['prenomCandidat']} {values['nomUsuCandidat']}"
    admits, refuses = kind == KINDS[DecisionKind.FAVOURABLE], kind == KINDS[DecisionKind.UNFAVOURABLE]
    values["libelleAvis"] = decision_label(_kind(kind), chosen.lang)
    values["motifRefus"] = values["motifRefus"] if refuses else ""
    values["dateLimiteConfirm"] = values["dateLimiteConfirm"] if admits else ""
    return letters.letter(
        work, kind, chosen, values, (name, *values["adresseCandidat"].split(", ")), component=component,
        commission=commission, number=values["numeroDossierCandidat"], formation=values["libelleFormation"],
        date=values["date"], decision=values["libelleAvis"], reason=values["motifRefus"],
        comment=values["commentaireAvis"], confirm_by=values["dateLimiteConfirm"],
    )  # fmt: skip


def _component(level: Level) -> Component | None:
    if isinstance(level, Establishment):
        return next(iter(level.components), None)
    return level


def _decision(work: Work, application: Application, kind: str, lang: str) -> Decision:
    """The newest decision of that kind, a draft too; else one that is made up."""
    wanted = _kind(kind)
    for one in reversed(application.decisions):
        if one.kind is wanted:
            return one
    values = samples(lang)
    return Decision(
        key="", kind=wanted, type_code="", label=decision_label(wanted, lang), created_at=work.now, created_by="",
        motivation=values["motifRefus"] if wanted is DecisionKind.UNFAVOURABLE else "",
        comment=values["commentaireAvis"], show_comment=True, validated_at=work.now,
    )  # fmt: skip


def _kind(letter: str) -> DecisionKind:
    """The kind of decision that a kind of letter tells."""
    return next(one for one, known in KINDS.items() if known == letter)
