"""Fixed words of the printed documents, in each language that a candidate may choose.

Keys are those that the templates read; every language has the same keys (a test compares them).
"""

from __future__ import annotations

from typing import Final

DOSSIER: Final[dict[str, dict[str, str]]] = {
    "fr": {
        "title": "Dossier de candidature",
        "summary": "Récapitulatif",
        "number": "N° de dossier",
        "edited": "Édité le",
        "page": "page",
        "application": "Candidature",
        "formation": "Formation",
        "code": "Code",
        "mode": "Mode de candidature",
        "status": "Statut du dossier",
        "treatment": "Type de traitement",
        "decision": "Décision",
        "reason": "Motif",
        "comment": "Commentaire",
        "answer": "Réponse du candidat",
        "dates": "Dates utiles",
        "return_by": "Date limite de retour",
        "analysis": "Date de pré-analyse",
        "jury": "Date du jury",
        "publication": "Date de publication",
        "confirmation": "Date limite de confirmation",
        "identity": "Informations personnelles",
        "civil_title": "Civilité",
        "birth_name": "Nom patronymique",
        "usual_name": "Nom usuel",
        "first_name": "Prénom",
        "other_first_name": "Autre prénom",
        "birth": "Né(e) le",
        "birth_place": "Lieu de naissance",
        "nationality": "Nationalité",
        "ine": "INE",
        "mail": "Adresse mail",
        "phone": "Téléphone",
        "mobile": "Téléphone portable",
        "address": "Adresse",
        "baccalaureate": "Baccalauréat",
        "without_baccalaureate": "Sans baccalauréat.",
        "year": "Année",
        "series": "Série",
        "honours": "Mention",
        "specialities": "Spécialités",
        "options": "Options",
        "school": "Établissement",
        "place": "Lieu",
        "internal_studies": "Cursus interne",
        "external_studies": "Cursus externe",
        "study": "Formation suivie",
        "result": "Résultat",
        "internships": "Stages",
        "experiences": "Expériences professionnelles",
        "activity": "Activité",
        "organisation": "Organisme",
        "duration": "Durée",
        "none": "Aucune information saisie.",
        "questions": "Formulaires et questions complémentaires",
        "question": "Question",
        "reply": "Réponse",
        "pieces": "Pièces justificatives",
        "no_pieces": "Aucune pièce n'est demandée.",
        "piece": "Pièce",
        "piece_status": "Statut",
        "file": "Fichier déposé",
        "no_file": "Aucun fichier",
        "fingerprint": "Empreinte SHA-256",
        "print": "Veuillez imprimer ce dossier et le renvoyer avec les pièces listées à l'adresse de contact avant le",
        "print_undated": "Veuillez imprimer ce dossier et le renvoyer avec les pièces listées à l'adresse de contact.",
        "return_address": "Adresse de contact",
        "checklist": "Pièces à joindre",
        "checklist_help": "Cochez chaque pièce jointe à votre envoi.",
        "box": "Joint",
        "commission": "Cadre réservé à la commission",
        "tick": "Avis",
        "motives": "Motif et commentaire",
        "rank": "Rang",
        "signed": "Date, nom et signature",
        "attached": "Pièce jointe au dossier",
        "unreadable": "Cette pièce n'a pas pu être jointe",
        "file_encrypted": "Le fichier est protégé par un mot de passe.",
        "file_broken": "Le fichier est endommagé ou incomplet.",
        "file_too_many_pages": "Le fichier compte trop de pages.",
        "file_image_too_big": "L'image a trop de pixels pour être imprimée.",
        "file_type": "Le type du fichier ne permet pas de l'imprimer.",
        "file_missing": "Le fichier est introuvable.",
        "still_deposited": "Le fichier déposé est inchangé : ouvrez-le depuis la candidature pour le consulter.",
    },
    "en": {
        "title": "Application file",
        "summary": "Summary",
        "number": "Application no.",
        "edited": "Issued on",
        "page": "page",
        "application": "Application",
        "formation": "Programme",
        "code": "Code",
        "mode": "How to apply",
        "status": "File status",
        "treatment": "Type of processing",
        "decision": "Decision",
        "reason": "Reason",
        "comment": "Comment",
        "answer": "Candidate's answer",
        "dates": "Key dates",
        "return_by": "Return deadline",
        "analysis": "Pre-assessment date",
        "jury": "Selection panel date",
        "publication": "Publication date",
        "confirmation": "Confirmation deadline",
        "identity": "Personal details",
        "civil_title": "Title",
        "birth_name": "Family name at birth",
        "usual_name": "Usual name",
        "first_name": "First name",
        "other_first_name": "Other first name",
        "birth": "Born on",
        "birth_place": "Place of birth",
        "nationality": "Nationality",
        "ine": "National student number (INE)",
        "mail": "E-mail address",
        "phone": "Phone",
        "mobile": "Mobile phone",
        "address": "Address",
        "baccalaureate": "Baccalauréat (secondary school diploma)",
        "without_baccalaureate": "No baccalauréat.",
        "year": "Year",
        "series": "Series",
        "honours": "Honours",
        "specialities": "Specialities",
        "options": "Options",
        "school": "School",
        "place": "Place",
        "internal_studies": "Studies at this university",
        "external_studies": "Studies elsewhere",
        "study": "Programme followed",
        "result": "Result",
        "internships": "Internships",
        "experiences": "Work experience",
        "activity": "Activity",
        "organisation": "Organisation",
        "duration": "Duration",
        "none": "No information given.",
        "questions": "Additional forms and questions",
        "question": "Question",
        "reply": "Answer",
        "pieces": "Supporting documents",
        "no_pieces": "No document is required.",
        "piece": "Document",
        "piece_status": "Status",
        "file": "File received",
        "no_file": "No file",
        "fingerprint": "SHA-256 fingerprint",
        "print": "Please print this file and send it with the documents listed to the contact address before",
        "print_undated": "Please print this file and send it with the documents listed to the contact address.",
        "return_address": "Contact address",
        "checklist": "Documents to enclose",
        "checklist_help": "Tick each document that you enclose.",
        "box": "Enclosed",
        "commission": "For the selection committee only",
        "tick": "Decision",
        "motives": "Reason and comment",
        "rank": "Rank",
        "signed": "Date, name and signature",
        "attached": "Document attached to the file",
        "unreadable": "This document could not be attached",
        "file_encrypted": "The file is protected by a password.",
        "file_broken": "The file is damaged or incomplete.",
        "file_too_many_pages": "The file has too many pages.",
        "file_image_too_big": "The image has too many pixels to be printed.",
        "file_type": "This type of file cannot be printed.",
        "file_missing": "The file cannot be found.",
        "still_deposited": "The deposited file is unchanged: open it from the application to read it.",
    },
}

LETTER: Final[dict[str, dict[str, str]]] = {
    "fr": {
        "admission": "Admission",
        "refusal": "Réponse à votre candidature",
        "subject": "Objet",
        "reference": "N° de dossier",
        "formation": "Formation",
        "decision": "Décision",
        "reason": "Motif",
        "comment": "Commentaire",
        "jury": "Date du jury",
        "confirm_by": "À confirmer au plus tard le",
        "place_date": "le ",
        "signature": "Signature",
    },
    "en": {
        "admission": "Admission",
        "refusal": "Outcome of your application",
        "subject": "Subject",
        "reference": "Application no.",
        "formation": "Programme",
        "decision": "Decision",
        "reason": "Reason",
        "comment": "Comment",
        "jury": "Selection panel date",
        "confirm_by": "To be confirmed no later than",
        "place_date": "",
        "signature": "Signature",
    },
}

DEFAULT_BODIES: Final[dict[tuple[str, str], str]] = {
    ("admission", "fr"): """Madame, Monsieur,

Vous avez présenté votre candidature à la formation « ${libelleFormation} »{if(libelleCampagne)} pour l'année \
${libelleCampagne}{endif(libelleCampagne)}. Votre dossier a été examiné{if(dateJuryFormation)} le \
${dateJuryFormation}{endif(dateJuryFormation)}{if(libelleCommission)} (${libelleCommission}){endif(libelleCommission)}.

J'ai le plaisir de vous informer de la décision prise : ${libelleAvis}.

Il vous appartient de confirmer votre candidature depuis votre compte{if(dateLimiteConfirm)}, au plus tard le \
${dateLimiteConfirm}. Passé ce délai, vous serez réputé(e) y renoncer et votre place sera proposée à une autre \
personne{endif(dateLimiteConfirm)}.

Cette décision est prononcée sous réserve de l'obtention du diplôme requis et de l'exactitude des pièces que vous \
avez fournies.

Je vous prie d'agréer, Madame, Monsieur, l'expression de ma considération distinguée.""",
    ("refusal", "fr"): """Madame, Monsieur,

Vous avez présenté votre candidature à la formation « ${libelleFormation} »{if(libelleCampagne)} pour l'année \
${libelleCampagne}{endif(libelleCampagne)}. Votre dossier a été examiné avec attention{if(dateJuryFormation)} le \
${dateJuryFormation}{endif(dateJuryFormation)}{if(libelleCommission)} (${libelleCommission}){endif(libelleCommission)}.

J'ai le regret de vous informer de la décision prise : ${libelleAvis}.

Vous pouvez contester cette décision dans un délai de deux mois à compter de sa notification, par un recours \
gracieux auprès de l'établissement ou par un recours devant le tribunal administratif.

Je vous souhaite pleine réussite dans la poursuite de votre parcours et vous prie d'agréer, Madame, Monsieur, \
l'expression de ma considération distinguée.""",
    ("admission", "en"): """Dear candidate,

You applied for the course “${libelleFormation}”{if(libelleCampagne)} for ${libelleCampagne}\
{endif(libelleCampagne)}. Your application has been examined{if(dateJuryFormation)} on ${dateJuryFormation}\
{endif(dateJuryFormation)}{if(libelleCommission)} (${libelleCommission}){endif(libelleCommission)}.

I am pleased to inform you of the decision: ${libelleAvis}.

Please confirm from your account{if(dateLimiteConfirm)} no later than ${dateLimiteConfirm}. After that date you will \
be considered to have declined, and your place will be offered to someone else{endif(dateLimiteConfirm)}.

This decision is subject to your obtaining the required diploma and to the accuracy of the documents you provided.

Yours sincerely,""",
    ("refusal", "en"): """Dear candidate,

You applied for the course “${libelleFormation}”{if(libelleCampagne)} for ${libelleCampagne}\
{endif(libelleCampagne)}. Your application has been examined with care{if(dateJuryFormation)} on \
${dateJuryFormation}{endif(dateJuryFormation)}{if(libelleCommission)} (${libelleCommission}){endif(libelleCommission)}.

I regret to inform you of the decision: ${libelleAvis}.

You may contest this decision within two months of its notification, by an appeal to the university or before the \
administrative court.

I wish you every success in your future studies.

Yours sincerely,""",
}
"""Keys: (kind, language). Paragraphs are separated by a blank line; ``${variable}`` is filled by the caller."""


def words_for(table: dict[str, dict[str, str]], language: str) -> dict[str, str]:
    """The words of ``language``, or French ones when we have none."""
    return table.get(language, table["fr"])
