"""Putting mails into the outbox: the values of their variables, their recipients; nothing is sent here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ecandidat.dates import deadline, long_date, moment, short_date
from ecandidat.domain.campaign import periods
from ecandidat.domain.codes import LANGUAGES, Copies, DecisionKind, MailState, PieceStatus
from ecandidat.domain.decisions import Decision
from ecandidat.domain.identifiers import new_key
from ecandidat.domain.moments import civil
from ecandidat.domain.permissions import Permission as P
from ecandidat.mails.catalogue import MailKind, MailText
from ecandidat.mails.layout import Composed, compose
from ecandidat.models.account import Account
from ecandidat.models.acl import AUTHENTICATED, EVERYONE, permitted, user
from ecandidat.models.application import Application
from ecandidat.models.document import Document
from ecandidat.models.mail import StoredMail
from ecandidat.models.offer import Establishment, Formation
from ecandidat.models.profiles import hides, holdings
from ecandidat.models.spoken import text
from ecandidat.resources import path_of
from ecandidat.services import addresses, labels, mail_texts, ranks
from ecandidat.services.answers import owed_lines
from ecandidat.services.proofs import proof_path, submissions
from ecandidat.services.situation import confirm_by, in_force, is_digital, is_ready, piece_views
from ecandidat.work import Work


def to_candidate(
    work: Work, application: Application, code: str, *, attachment: Document | None = None,
    more: Mapping[str, str] | None = None, own: MailText | None = None,
) -> StoredMail | None:  # fmt: skip
    """Queue a mail to the candidate of an application, in the candidate's language; None to one who has left.

    ``more`` are values that the application does not hold; ``own`` is said in place of the mail's text.
    """
    candidate = application.candidate
    if candidate.left_at is not None:
        return None
    mail = mail_texts.resolve(work, application.formation, code)
    lang, kind = mail.language(candidate.language), mail.kind
    if own is not None:
        mail = replace(mail, texts={lang: own}, active=True)
    values = application_values(work, application, lang)
    values |= more or {}
    values["lettreJointe"] = "oui" if attachment is not None else ""
    if "lienAccuse" in kind.variables and (sent := submissions(application)):
        values["lienAccuse"] = work.base_url + proof_path(application, sent[-1])
    if "pretATransmettre" in kind.variables:
        values["pretATransmettre"] = "oui" if is_ready(work, application) else ""
    if kind.optional:
        values["lienDesinscription"] = addresses.reminders_off(work, candidate)
    posted = _post(
        work, mail, lang, candidate.mail, values, application.formation.establishment, path_of(application), attachment,
        application=application,
    )  # fmt: skip
    posted.blind = copied_to(work, application.formation, kind)
    return posted


def copied_to(work: Work, formation: Formation, kind: MailKind) -> tuple[str, ...]:
    """Who gets a hidden copy of a mail to a candidate: those whom the component chose, as far as the formation is
    theirs and they may read its mails; nobody of one that bears a link of that candidate's own.
    """
    component = formation.component
    if kind.optional or component.copies is Copies.NONE:
        return ()
    if component.copies is Copies.CONTACT:
        return (component.contact_mail,) if component.contact_mail else ()
    concerned = (
        one.userid for one in holdings(component)
        if P.DESK_JOURNAL in one.profile.permissions
        and (not one.commissions or formation.commission_code in one.commissions)
    )  # fmt: skip
    return _addresses(work, concerned)


def _addresses(work: Work, userids: Iterable[str]) -> tuple[str, ...]:
    """Where those of some accounts that are open read their mail, each address once."""
    people = (work.root.accounts.get(userid) for userid in set(userids))
    return tuple(sorted({one.mail for one in people if one is not None and one.active and one.mail}))


def to_commission(work: Work, application: Application, code: str) -> StoredMail | None:
    """Queue an alert to the commission, unless it switched that alert off or has no address."""
    commission = application.formation.commission
    if commission is None or code.removeprefix("COMMISSION_ALERT_") not in commission.alerts:
        return None
    recipient = commission.alert_mail or commission.mail
    if not recipient:
        return None
    values = application_values(work, application, "fr")
    mail = mail_texts.resolve(work, application.formation, code)
    return _post(
        work, mail, "fr", recipient, values, application.formation.establishment, path_of(application),
        application=application,
    )  # fmt: skip


def to_managers(work: Work, application: Application, code: str, more: Mapping[str, str]) -> StoredMail | None:
    """Queue a mail to whom the application is given, else to the commission, else to the component; never to somebody
    who may not open it, nor to a commission that does not see its status."""
    formation, account = application.formation, work.root.accounts.get(application.assignee)
    commission = formation.commission
    hidden = hides(formation.establishment, application.status.value)
    shared = (commission.alert_mail or commission.mail) if commission is not None and not hidden else ""
    opens = account is not None and account.active and P.APPLICATION_VIEW in permitted(
        application, (EVERYONE, AUTHENTICATED, user(account.userid))
    )
    person = account.mail if account is not None and opens else ""
    recipient = person or shared or formation.component.contact_mail
    if not recipient:
        return None
    values = {**application_values(work, application, "fr"), **more}
    mail = mail_texts.resolve(work, formation, code)
    return _post(
        work, mail, "fr", recipient, values, formation.establishment, path_of(application), application=application
    )


def to_office(
    work: Work, establishment: Establishment, right: P, code: str, values: Mapping[str, str], about: str
) -> list[StoredMail]:
    """Queue a mail to an establishment: its address of contact, else each person who was granted there what gives the
    right, by whatever profile; else those of the instance.
    """
    found: tuple[str, ...] = (establishment.contact_mail,) if establishment.contact_mail else ()
    for node in (establishment, work.root):
        found = found or _addresses(work, (one.userid for one in holdings(node) if right in one.profile.permissions))
    mail = mail_texts.resolve(work, establishment, code)
    return [_post(work, mail, "fr", recipient, values, establishment, about) for recipient in found]


def to_account(
    work: Work, account: Account, code: str, values: Mapping[str, str], establishment: Establishment | None = None,
    recipient: str = "",
) -> StoredMail:  # fmt: skip
    """Queue a mail about an account: activation, recovery, notices."""
    mail = mail_texts.resolve(work, establishment, code)
    lang = mail.language(account.language)
    common = {
        "prenom": account.first_name,
        "nom": account.last_name,
        "numDossierOpi": account.number,
        "lienConnexion": f"{work.base_url}/compte/connexion",
        "lienIdentifiants": f"{work.base_url}/compte/identifiants",
        "dateHeure": moment(work.now, lang),
    }
    about = f"/compte/{account.userid}"
    return _post(work, mail, lang, recipient or account.mail, {**common, **values}, establishment, about)


def _post(
    work: Work, told: mail_texts.Mail, lang: str, recipient: str, values: Mapping[str, str],
    establishment: Establishment | None,
    about: str, attachment: Document | None = None, application: Application | None = None,
) -> StoredMail:  # fmt: skip
    kind = told.kind
    composed = composed_for(work, told, lang, values, establishment, application)
    mail = StoredMail()
    mail.code, mail.recipient, mail.language, mail.about = kind.code, recipient, lang, about
    mail.sender = work.settings.mail_from
    mail.subject, mail.text, mail.html = composed.subject, composed.text, composed.html
    mail.created_at, mail.unsubscribe = work.now, values.get("lienDesinscription", "") if kind.optional else ""
    if attachment is not None:
        mail.attachments = (attachment,)
    key = new_key(12)
    if told.active:
        work.root.outbox.post(key, mail)
    else:
        mail.state = MailState.OFF
        work.root.outbox[key] = mail
    if application is not None:
        application.mails = (*application.mails, key)
    return mail


def composed_for(
    work: Work, told: mail_texts.Mail, lang: str, values: Mapping[str, str], establishment: Establishment | None,
    application: Application | None = None,
) -> Composed:  # fmt: skip
    """The message that a mail becomes with these values, and with those that every mail has."""
    name = establishment.name_full if establishment is not None else "eCandidat"
    home = f"{work.base_url}/{establishment.__name__}" if establishment is not None else f"{work.base_url}/"
    complete = {
        "etablissement": name,
        "libelleCampagne": campaign_of(work, application, establishment),
        "contact": establishment.contact_mail if establishment is not None else "",
        "lienAccueil": home,
        **values,
    }
    return compose(
        told.base,
        lang,
        {key: value for key, value in complete.items() if key in told.kind.allowed},
        told.texts,
        establishment=name,
        accent=establishment.accent if establishment is not None else "",
        alone=told.alone,
    )


def campaign_of(work: Work, application: Application | None, establishment: Establishment | None) -> str:
    """The label that the establishment gives the campaign of an application, that of today without one; else the
    university year of the formation's dates.
    """
    if establishment is not None:
        known = periods(establishment.campaigns, work.today)
        made = application.created_at if application is not None else None
        day = civil(made) if made is not None else work.today
        found = next((one.label for one in known if one.holds(day)), "")
        if not found and establishment.campaign is not None:
            found = establishment.campaign.label
        if found:
            return found
    return application.formation.calendar.campaign if application is not None else ""


def application_values(work: Work, application: Application, lang: str) -> dict[str, str]:
    """The variables of an application, its candidate, its formation and its commission, as printable text."""
    formation = application.formation
    commission, calendar = formation.commission, formation.calendar
    data = application.candidate.data()
    personal, decision = data.personal, in_force(application)
    digital = is_digital(work, application)
    values = {
        "candidat.numDossierOpi": data.number,
        "candidat.libLangue": LANGUAGES.get(application.candidate.language, ""),
        "formation.code": formation.__name__,
        "formation.libelle": formation.title,
        "formation.codEtpVetApo": formation.si_code,
        "formation.codVrsVetApo": formation.si_version,
        "formation.libApo": formation.si_label,
        "formation.motCle": formation.keywords,
        "formation.datDebDepot": long_date(calendar.opens, lang),
        "formation.datFinDepot": deadline(calendar.closes, lang),
        "formation.datPreAnalyse": long_date(calendar.pre_analysis, lang),
        "formation.datRetour": deadline(calendar.return_for(application.return_by), lang),
        "formation.datJury": long_date(calendar.board, lang),
        "formation.datPubli": long_date(calendar.publication, lang),
        "formation.datConfirm": deadline(confirm_by(application) or calendar.confirmation, lang),
        "dossier.statut": labels.word(formation.establishment, application.status, lang),
        "dossier.traitement": labels.word(formation.establishment, application.treatment, lang),
        "dossier.dateReception": long_date(application.received_on, lang),
        "dossier.montantFraisIns": application.fees,
        "dossier.complementExo": application.fees_note,
        "dossier.dematerialise": "oui" if digital else "",
        "dossier.papier": "" if digital else "oui",
        "lienCandidature": work.base_url + path_of(application),
        "piecesRefusees": refused_pieces(application, lang),
        "formulaires": "\n".join(owed_lines(application, lang)),
    }
    if personal is not None:
        values |= {
            "candidat.civilite": personal.title,
            "candidat.nomPat": personal.birth_name,
            "candidat.nomUsu": personal.usual_name,
            "candidat.prenom": personal.first_name,
            "candidat.autrePrenom": personal.other_first_name,
            "candidat.ine": personal.ine,
            "candidat.cleIne": personal.ine_key,
            "candidat.datNaiss": short_date(personal.birth_date, lang),
            "candidat.libVilleNaiss": personal.birth_town,
            "candidat.tel": personal.phone,
            "candidat.telPort": personal.mobile,
        }
    if commission is not None:
        values |= {
            "commission.libelle": commission.title,
            "commission.mail": commission.mail,
            "commission.adresse": "\n".join(commission.address),
            "commission.tel": commission.phone,
            "commission.url": commission.url,
            "commission.fax": commission.fax,
            "commission.commentaireRetour": text(commission.return_note, lang),
            "commission.signataire": commission.signatory,
        }
    if decision is not None:
        appeal = {
            "fr": "Cette décision fait suite à votre recours.", "en": "This decision follows your appeal.",
            "es": "Esta decisión responde a su recurso.", "de": "Diese Entscheidung ergeht auf Ihren Widerspruch.",
        }  # fmt: skip
        values |= {
            "libelleAvis": formation.component.called(decision.label, lang),
            "commentaire": decision.comment if decision.show_comment else "",
            "complementAppel": appeal.get(lang, appeal["fr"]) if decision.appeal else "",
            "complementPreselect": _meeting(decision, lang),
            "motif": formation.component.called(decision.motivation, lang),
            "rang": ranks.shown(work, application, decision),
        }
    return values


LATER = {
    "fr": ("date à préciser", "lieu à préciser"), "en": ("date to be announced", "place to be announced"),
    "es": ("fecha por confirmar", "lugar por confirmar"), "de": ("Termin folgt", "Ort folgt"),
}  # fmt: skip
"""What a mail says of a preselection whose day or whose place is not known yet."""


def _meeting(decision: Decision, lang: str) -> str:
    """« mardi 3 juin 2031, 14:30, Amphi A » of a preselection; what is not known yet is said to come."""
    if decision.kind is not DecisionKind.PRESELECTION:
        return ""
    day, place = LATER.get(lang, LATER["fr"])
    where = (long_date(decision.meeting_date, lang) or day, decision.meeting_time, decision.meeting_place or place)
    return ", ".join(part for part in where if part)


def refused_pieces(application: Application, lang: str) -> str:
    """One line per piece that the candidate must send again or still owes, with the comment."""
    usual = {
        "fr": ("refusée", "manquante"), "es": ("rechazado", "falta"), "de": ("abgelehnt", "fehlt"),
    }.get(lang, ("refused", "missing"))  # fmt: skip
    renamed = application.formation.establishment.renamed
    refused = renamed(PieceStatus.REFUSED.of, lang) or usual[0]
    missing = renamed(PieceStatus.PENDING.of, lang) or usual[1]
    lines: list[str] = []
    for view in piece_views(application):
        if view.status is PieceStatus.REFUSED:
            why = f"{refused} : {view.comment}" if view.comment else refused
            lines.append(f"{view.demand.title(lang)} ({why})")
        elif view.status is PieceStatus.PENDING:
            lines.append(f"{view.demand.title(lang)} ({missing})")
    return "\n".join(lines)
