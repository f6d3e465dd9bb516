"""The French words of the printed documents."""

from __future__ import annotations

from typing import Final

DOSSIER: Final[dict[str, str]] = {
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
    "if_concerned": "Seulement si vous êtes concerné",
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
    "recap": "Fiche récapitulative",
    "recap_help": "Placez cette fiche au-dessus de vos pièces.",
    "before": "Date limite de retour",
    "received": "Dossier reçu le",
}

LETTER: Final[dict[str, str]] = {
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
}

BODIES: Final[dict[str, str]] = {
    "admission": """Madame, Monsieur,

Vous avez présenté votre candidature à la formation « ${libelleFormation} »{if(libelleCampagne)} pour l'année \
${libelleCampagne}{endif(libelleCampagne)}. Votre dossier a été examiné{if(dateJuryFormation)} le \
${dateJuryFormation}{endif(dateJuryFormation)}{if(libelleCommission)} \
(${libelleCommission}){endif(libelleCommission)}.

J'ai le plaisir de vous informer de la décision prise : ${libelleAvis}.

Il vous appartient de confirmer votre candidature depuis votre compte{if(dateLimiteConfirm)}, au plus tard le \
${dateLimiteConfirm}. Passé ce délai, vous serez réputé(e) y renoncer et votre place sera proposée à une autre \
personne{endif(dateLimiteConfirm)}.

Cette décision est prononcée sous réserve de l'obtention du diplôme requis et de l'exactitude des pièces que \
vous avez fournies.

Je vous prie d'agréer, Madame, Monsieur, l'expression de ma considération distinguée.""",
    "refusal": """Madame, Monsieur,

Vous avez présenté votre candidature à la formation « ${libelleFormation} »{if(libelleCampagne)} pour l'année \
${libelleCampagne}{endif(libelleCampagne)}. Votre dossier a été examiné avec attention{if(dateJuryFormation)} le \
${dateJuryFormation}{endif(dateJuryFormation)}{if(libelleCommission)} \
(${libelleCommission}){endif(libelleCommission)}.

J'ai le regret de vous informer de la décision prise : ${libelleAvis}.

Vous pouvez contester cette décision dans un délai de deux mois à compter de sa notification, par un recours \
gracieux auprès de l'établissement ou par un recours devant le tribunal administratif.

Je vous souhaite pleine réussite dans la poursuite de votre parcours et vous prie d'agréer, Madame, Monsieur, \
l'expression de ma considération distinguée.""",
}
