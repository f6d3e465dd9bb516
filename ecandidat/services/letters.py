"""Letters of admission and refusal: which one is due, with which words, as a PDF."""

from __future__ import annotations

from io import BytesIO

from ecandidat.dates import deadline, long_date, moment, short_date
from ecandidat.documents import letters
from ecandidat.documents.typesetting import TypesettingError
from ecandidat.domain.codes import Answer, DecisionKind
from ecandidat.domain.decisions import Decision
from ecandidat.domain.errors import Refused
from ecandidat.domain.moments import civil
from ecandidat.mails.rendering import parse
from ecandidat.models.application import Application
from ecandidat.models.document import Document
from ecandidat.services.situation import confirm_by, in_force
from ecandidat.work import Work

KINDS = {DecisionKind.FAVOURABLE: letters.ADMISSION, DecisionKind.UNFAVOURABLE: letters.REFUSAL}


def due(work: Work, application: Application) -> str:
    """The kind of letter that the candidate may download now, or ''."""
    establishment, commission = application.formation.establishment, application.formation.commission
    decision = in_force(application)
    if decision is None or commission is None or not commission.letters:
        return ""
    if work.parameter("TECH_IS_BLOC_LETTRE", establishment) or application.cancelled_at is not None:
        return ""
    kind = KINDS.get(decision.kind, "")
    if kind == letters.ADMISSION:
        if application.answer is Answer.WITHDRAWN:
            return ""
        only_confirmed = work.parameter("DOWNLOAD_IS_LETTRE_ADM_APRES_CONFIRM", establishment)
        if only_confirmed and application.answer is not Answer.CONFIRMED:
            return ""
    return kind


def pdf(work: Work, application: Application) -> tuple[str, bytes]:
    """The letter due now: its file name and its bytes; refuses when none is due."""
    kind, decision = due(work, application), in_force(application)
    if not kind or decision is None:
        raise Refused("no_letter")
    target = BytesIO()
    try:
        letters.build(_data(work, application, kind, decision), target, created=decision.validated_at)
    except (ValueError, TypesettingError) as error:
        raise Refused("letter_broken") from error
    names = {letters.ADMISSION: "lettre-admission", letters.REFUSAL: "lettre-refus"}
    return f"{names[kind]}-{application.candidate.number}-{application.formation.__name__}.pdf", target.getvalue()


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


def _data(work: Work, application: Application, kind: str, decision: Decision) -> letters.LetterData:
    formation = application.formation
    commission, establishment = formation.commission, formation.establishment
    candidate, lang = application.candidate, application.candidate.language
    data = application.profile
    personal, address = data.personal, data.address
    recipient = (
        f"{personal.title} {personal.first_name} {personal.name}".strip() if personal else data.number,
        *(address.lines() if address else ()),
    )
    limit = deadline(confirm_by(application), lang)
    board, decided = formation.calendar.board, civil(decision.validated_at or work.now)
    values = {
        "numeroDossierCandidat": data.number,
        "civiliteCandidat": personal.title if personal else "",
        "nomPatCandidat": personal.birth_name if personal else "",
        "nomUsuCandidat": personal.usual_name if personal else "",
        "prenomCandidat": personal.first_name if personal else "",
        "dateNaissance": short_date(personal.birth_date, lang) if personal else "",
        "adresseCandidat": ", ".join(recipient[1:]),
        "libelleCampagne": formation.calendar.campaign,
        "libelleCommission": commission.title if commission else "",
        "adresseCommission": ", ".join(commission.address) if commission else "",
        "libelleFormation": formation.title,
        "codeFormation": formation.__name__,
        "dateJuryFormation": long_date(board, lang) if board is not None and board <= decided else "",
        "libelleSignature": commission.signatory if commission else "",
        "libelleAvis": formation.component.called(decision.label, lang),
        "commentaireAvis": decision.comment if decision.show_comment else "",
        "dateValidationAvis": long_date(civil(decision.validated_at), lang) if decision.validated_at else "",
        "motifRefus": formation.component.called(decision.motivation, lang),
        "dateLimiteConfirm": limit,
        "date": long_date(work.today, lang),
        "dateHeure": moment(work.now, lang),
        "isAppel": "oui" if decision.appeal else "",
        "montantFraisIns": application.fees,
        "complementExo": application.fees_note,
    }
    body = parse(letters.default_body(kind, lang), frozenset(letters.VARIABLES)).render(values)
    signature = None
    if commission is not None and isinstance(commission.signature, Document):
        with commission.signature.open() as stream:
            signature = stream.read()
    return letters.LetterData(
        kind=kind,
        language=lang,
        university=establishment.name_full,
        recipient=recipient,
        body=letters.paragraphs(body),
        date=long_date(civil(decision.validated_at) if decision.validated_at else work.today, lang),
        accent=establishment.accent,
        component=formation.component.title,
        commission=commission.title if commission else "",
        sender_address=commission.address if commission else (),
        number=candidate.number,
        formation=formation.title,
        decision=formation.component.called(decision.label, lang),
        reason=formation.component.called(decision.motivation, lang),
        comment=decision.comment if decision.show_comment else "",
        confirm_by=limit,
        signatory=commission.signatory if commission else "",
        signature=signature,
    )
