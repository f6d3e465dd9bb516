"""Letters: which one is due, with which words, as a PDF; and their trials."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO

from ecandidat.dates import deadline, long_date, moment, short_date
from ecandidat.documents import letters
from ecandidat.documents.prose import Block, Stretch, blocks
from ecandidat.documents.typesetting import TypesettingError
from ecandidat.domain.codes import Answer, DecisionKind
from ecandidat.domain.decisions import Decision
from ecandidat.domain.errors import Refused
from ecandidat.domain.moments import civil
from ecandidat.mails.rendering import parse
from ecandidat.models.application import Application
from ecandidat.models.document import Document
from ecandidat.models.offer import Commission, Component
from ecandidat.services import letter_texts
from ecandidat.services.labels import word
from ecandidat.services.letter_texts import ALLOWED, Chosen
from ecandidat.services.situation import confirm_by, in_force
from ecandidat.work import Work

NAMES = {
    letters.ADMISSION: "lettre-admission", letters.REFUSAL: "lettre-refus", "waiting": "lettre-liste-attente",
    "ranked": "lettre-liste-complementaire", "preselection": "lettre-preselection",
}  # fmt: skip
"""Kind of letter → how its file is called."""


def kind_for(work: Work, application: Application, decision: DecisionKind) -> str:
    """The kind of letter of a decision of that kind; '' when nobody wrote one."""
    kind = letter_texts.KINDS[decision]
    chosen = letter_texts.choose(work, application.formation, kind, application.candidate.language)
    return kind if chosen is not None else ""


def due(work: Work, application: Application) -> str:
    """The kind of letter that the candidate may download now, or ''."""
    establishment, commission = application.formation.establishment, application.formation.commission
    decision = in_force(application)
    if decision is None or commission is None or not commission.letters:
        return ""
    if work.parameter("TECH_IS_BLOC_LETTRE", establishment) or application.cancelled_at is not None:
        return ""
    kind = kind_for(work, application, decision.kind)
    if kind == letters.ADMISSION:
        if application.answer is Answer.WITHDRAWN:
            return ""
        only_confirmed = work.parameter("DOWNLOAD_IS_LETTRE_ADM_APRES_CONFIRM", establishment)
        if only_confirmed and application.answer is not Answer.CONFIRMED:
            return ""
    return kind


def pdf(work: Work, application: Application) -> tuple[str, bytes]:
    """The letter due now: its file name and its bytes; refuses when none is due.

    Refuses ``letter_failed`` when its text or its images do not make a letter: ``where`` tells whose it is.
    """
    kind, decision = due(work, application), in_force(application)
    chosen = letter_texts.choose(work, application.formation, kind, application.candidate.language) if kind else None
    if chosen is None or decision is None:
        raise Refused("no_letter")
    try:
        content = made(data_of(work, application, kind, decision, chosen), decision.validated_at)
    except (ValueError, TypesettingError, Refused) as error:
        where = f"{application.candidate.number} ({application.formation.title})"
        raise Refused("letter_failed", where=where) from error
    return f"{NAMES[kind]}-{application.candidate.number}-{application.formation.__name__}.pdf", content


def for_mail(work: Work, application: Application) -> Document | None:
    """The letter due now as a document to attach to a mail; None when none is due."""
    if not due(work, application):
        return None
    filename, content = pdf(work, application)
    document = Document()
    with document.writer() as target:
        target.write(content)
    document.filename, document.content_type, document.size = filename, "application/pdf", len(content)
    document.added_at, document.added_by = work.now, work.actor.name
    return document


def data_of(
    work: Work, application: Application, kind: str, decision: Decision, chosen: Chosen
) -> letters.LetterData:
    """The letter of an application, as its text says it."""
    formation, lang = application.formation, chosen.lang
    data = application.profile
    personal, address = data.personal, data.address
    recipient = (
        f"{personal.title} {personal.first_name} {personal.name}".strip() if personal else data.number,
        *(address.lines() if address else ()),
    )
    limit = deadline(confirm_by(application), lang)
    values = values_of(work, application, decision, lang) | {
        "adresseCandidat": ", ".join(recipient[1:]), "dateLimiteConfirm": limit,
    }  # fmt: skip
    called = formation.component.called
    return letter(
        work, kind, chosen, values, recipient, component=formation.component, commission=formation.commission,
        number=application.candidate.number, formation=formation.title,
        date=long_date(civil(decision.validated_at) if decision.validated_at else work.today, lang),
        decision=called(decision.label, lang), reason=called(decision.motivation, lang),
        comment=decision.comment if decision.show_comment else "", confirm_by=limit,
    )  # fmt: skip


def values_of(work: Work, application: Application, decision: Decision, lang: str) -> dict[str, str]:
    """The variables of an application and its decision, as printable text, but for the address and the deadline."""
    formation, data = application.formation, application.profile
    commission, personal = formation.commission, data.personal
    board, decided = formation.calendar.board, civil(decision.validated_at or work.now)
    return {
        "numeroDossierCandidat": data.number,
        "civiliteCandidat": personal.title if personal else "",
        "nomPatCandidat": personal.birth_name if personal else "",
        "nomUsuCandidat": personal.usual_name if personal else "",
        "prenomCandidat": personal.first_name if personal else "",
        "dateNaissance": short_date(personal.birth_date, lang) if personal else "",
        "libelleCampagne": formation.calendar.campaign,
        "libelleCommission": commission.title if commission else "",
        "adresseCommission": ", ".join(commission.address) if commission else "",
        "libelleFormation": formation.title,
        "codeFormation": formation.__name__,
        "dateJuryFormation": long_date(board, lang) if board is not None and board <= decided else "",
        "statutDossier": word(formation.establishment, application.status, lang),
        "typeTraitement": word(formation.establishment, application.treatment, lang),
        "libelleSignature": commission.signatory if commission else "",
        "libelleAvis": formation.component.called(decision.label, lang),
        "commentaireAvis": decision.comment if decision.show_comment else "",
        "dateValidationAvis": long_date(civil(decision.validated_at), lang) if decision.validated_at else "",
        "motifRefus": formation.component.called(decision.motivation, lang),
        "date": long_date(work.today, lang),
        "dateHeure": moment(work.now, lang),
        "isAppel": "oui" if decision.appeal else "",
        "montantFraisIns": application.fees,
        "complementExo": application.fees_note,
    }


def letter(
    work: Work, kind: str, chosen: Chosen, values: Mapping[str, str], recipient: tuple[str, ...], *,
    component: Component | None, commission: Commission | None, **more: str,
) -> letters.LetterData:  # fmt: skip
    """The letter that a text becomes with these values, on the paper of a component and its commission."""
    own = chosen.template
    said = {name: _filled(chosen.fields[name], values) for name in ("sender", "subject", "signatory", "footer")}
    signature = commission.signature if commission is not None and (own is None or own.sign) else None
    establishment = component.establishment if component is not None else None
    return letters.LetterData(
        kind=kind,
        language=chosen.lang,
        university=establishment.name_full if establishment is not None else "eCandidat",
        recipient=recipient,
        body=_body(chosen.fields["body"], values),
        accent=establishment.accent if establishment is not None else "",
        component=component.title if component is not None else "",
        commission=commission.title if commission is not None else "",
        sender_address=commission.address if commission is not None else (),
        sender=tuple(line for line in said["sender"].split("\n") if line.strip()),
        subject=" ".join(said["subject"].split("\n")),
        signatory=said["signatory"],
        footer=" ".join(said["footer"].split("\n")),
        signature=_bytes(signature),
        logo=_bytes(own.logo) if own is not None else None,
        facts=own is None or own.facts,
        **more,
    )


def _body(text: str, values: Mapping[str, str]) -> tuple[Block, ...]:
    pieces = parse(text, ALLOWED).pieces(values)
    return blocks(Stretch(piece.text, piece.name is not None) for piece in pieces)


def _filled(text: str, values: Mapping[str, str]) -> str:
    return parse(text, ALLOWED).render(values)


def _bytes(document: object) -> bytes | None:
    if not isinstance(document, Document):
        return None
    with document.open() as stream:
        return stream.read()


def made(letter: letters.LetterData, created: datetime | None) -> bytes:
    """The PDF of a letter."""
    target = BytesIO()
    letters.build(letter, target, created=created)
    return target.getvalue()
