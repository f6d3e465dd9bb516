"""The English words of the printed documents."""

from __future__ import annotations

from typing import Final

DOSSIER: Final[dict[str, str]] = {
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
    "if_concerned": "Only if it applies to you",
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
    "recap": "Summary sheet",
    "recap_help": "Place this sheet on top of your documents.",
    "before": "To be returned by",
    "received": "File received on",
}

LETTER: Final[dict[str, str]] = {
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
}

BODIES: Final[dict[str, str]] = {
    "admission": """Dear candidate,

You applied for the course “${libelleFormation}”{if(libelleCampagne)} for \
${libelleCampagne}{endif(libelleCampagne)}. Your application has been examined{if(dateJuryFormation)} on \
${dateJuryFormation}{endif(dateJuryFormation)}{if(libelleCommission)} \
(${libelleCommission}){endif(libelleCommission)}.

I am pleased to inform you of the decision: ${libelleAvis}.

Please confirm from your account{if(dateLimiteConfirm)} no later than ${dateLimiteConfirm}. After that date you \
will be considered to have declined, and your place will be offered to someone else{endif(dateLimiteConfirm)}.

This decision is subject to your obtaining the required diploma and to the accuracy of the documents you \
provided.

Yours sincerely,""",
    "refusal": """Dear candidate,

You applied for the course “${libelleFormation}”{if(libelleCampagne)} for \
${libelleCampagne}{endif(libelleCampagne)}. Your application has been examined with care{if(dateJuryFormation)} \
on ${dateJuryFormation}{endif(dateJuryFormation)}{if(libelleCommission)} \
(${libelleCommission}){endif(libelleCommission)}.

I regret to inform you of the decision: ${libelleAvis}.

You may contest this decision within two months of its notification, by an appeal to the university or before \
the administrative court.

I wish you every success in your future studies.

Yours sincerely,""",
}

CODES: Final[dict[str, str]] = {
    "En attente": "Pending",
    "Réceptionné": "Received",
    "Incomplet": "Incomplete",
    "Complet": "Complete",
    "Transmise": "Sent",
    "Validée": "Accepted",
    "Refusée": "Refused",
    "Non concerné": "Not concerned",
    "Accès contrôlé": "Selective admission",
    "Accès direct": "Direct admission",
    "Confirmé": "Confirmed",
    "Désisté": "Withdrawn",
    "Dossier dématérialisé": "Online application",
    "Dossier papier": "Paper application",
    "Monsieur": "Mr",
    "Madame": "Ms",
    "Pièce provenant du dossier étudiant": "From the student record",
}
"""The labels of codes, by the French one."""
