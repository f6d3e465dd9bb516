"""The German words of the printed documents."""

from __future__ import annotations

from typing import Final

DOSSIER: Final[dict[str, str]] = {
    "title": "Bewerbungsunterlagen",
    "summary": "Übersicht",
    "number": "Bewerbernummer",
    "edited": "Erstellt am",
    "page": "Seite",
    "application": "Bewerbung",
    "formation": "Studiengang",
    "code": "Code",
    "mode": "Bewerbungsart",
    "status": "Stand der Unterlagen",
    "treatment": "Art der Bearbeitung",
    "decision": "Entscheidung",
    "reason": "Grund",
    "comment": "Kommentar",
    "answer": "Antwort der Bewerberin oder des Bewerbers",
    "dates": "Wichtige Termine",
    "return_by": "Einsendeschluss",
    "analysis": "Termin der Vorprüfung",
    "jury": "Termin der Kommission",
    "publication": "Veröffentlichung",
    "confirmation": "Bestätigung spätestens am",
    "identity": "Angaben zur Person",
    "civil_title": "Anrede",
    "birth_name": "Geburtsname",
    "usual_name": "Gebrauchsname",
    "first_name": "Vorname",
    "other_first_name": "Weiterer Vorname",
    "birth": "Geboren am",
    "birth_place": "Geburtsort",
    "nationality": "Staatsangehörigkeit",
    "ine": "Nationale Studierendennummer (INE)",
    "mail": "E-Mail-Adresse",
    "phone": "Telefon",
    "mobile": "Mobiltelefon",
    "address": "Anschrift",
    "baccalaureate": "Baccalauréat (Hochschulreife)",
    "without_baccalaureate": "Ohne Baccalauréat.",
    "year": "Jahr",
    "series": "Zweig",
    "honours": "Prädikat",
    "specialities": "Schwerpunktfächer",
    "options": "Wahlfächer",
    "school": "Schule oder Hochschule",
    "place": "Ort",
    "internal_studies": "Studium an dieser Universität",
    "external_studies": "Studium an anderen Einrichtungen",
    "study": "Studiengang",
    "result": "Ergebnis",
    "internships": "Praktika",
    "experiences": "Berufserfahrung",
    "activity": "Tätigkeit",
    "organisation": "Einrichtung",
    "duration": "Dauer",
    "none": "Keine Angaben.",
    "questions": "Zusätzliche Formulare und Fragen",
    "question": "Frage",
    "reply": "Antwort",
    "pieces": "Unterlagen",
    "no_pieces": "Es werden keine Unterlagen verlangt.",
    "piece": "Unterlage",
    "piece_status": "Stand",
    "file": "Eingereichte Datei",
    "no_file": "Keine Datei",
    "fingerprint": "SHA-256-Prüfsumme",
    "print": (
        "Bitte drucken Sie diese Unterlagen aus und senden Sie sie mit den aufgeführten "
        "Belegen an die Kontaktadresse. Einsendeschluss:"
    ),
    "print_undated": (
        "Bitte drucken Sie diese Unterlagen aus und senden Sie sie mit den aufgeführten Belegen an die Kontaktadresse."
    ),
    "return_address": "Kontaktadresse",
    "checklist": "Beizufügende Unterlagen",
    "checklist_help": "Kreuzen Sie jede Unterlage an, die Sie beifügen.",
    "if_concerned": "Nur wenn es auf Sie zutrifft",
    "box": "Beigefügt",
    "commission": "Nur von der Kommission auszufüllen",
    "tick": "Entscheidung",
    "motives": "Grund und Kommentar",
    "rank": "Rang",
    "signed": "Datum, Name und Unterschrift",
    "attached": "Anlage zu den Unterlagen",
    "unreadable": "Diese Unterlage konnte nicht angefügt werden",
    "file_encrypted": "Die Datei ist durch ein Passwort geschützt.",
    "file_broken": "Die Datei ist beschädigt oder unvollständig.",
    "file_too_many_pages": "Die Datei hat zu viele Seiten.",
    "file_image_too_big": "Das Bild hat zu viele Bildpunkte für den Druck.",
    "file_type": "Dieser Dateityp kann nicht gedruckt werden.",
    "file_missing": "Die Datei wurde nicht gefunden.",
    "still_deposited": "Die eingereichte Datei ist unverändert: Öffnen Sie sie in der Bewerbung, um sie anzusehen.",
    "recap": "Übersichtsblatt",
    "recap_help": "Legen Sie dieses Blatt oben auf Ihre Unterlagen.",
    "before": "Einsendeschluss",
    "received": "Unterlagen eingegangen am",
}

LETTER: Final[dict[str, str]] = {
    "admission": "Zulassung",
    "refusal": "Bescheid zu Ihrer Bewerbung",
    "subject": "Betreff",
    "reference": "Bewerbernummer",
    "formation": "Studiengang",
    "decision": "Entscheidung",
    "reason": "Grund",
    "comment": "Kommentar",
    "jury": "Termin der Kommission",
    "confirm_by": "Zu bestätigen bis spätestens",
    "place_date": "",
    "signature": "Unterschrift",
}

BODIES: Final[dict[str, str]] = {
    "admission": """Sehr geehrte Bewerberin, sehr geehrter Bewerber,

Sie haben sich um einen Platz im Studiengang „${libelleFormation}“{if(libelleCampagne)} für das Studienjahr \
${libelleCampagne}{endif(libelleCampagne)} beworben. Ihre Unterlagen wurden geprüft{if(dateJuryFormation)} \
(${dateJuryFormation}){endif(dateJuryFormation)}{if(libelleCommission)} \
(${libelleCommission}){endif(libelleCommission)}.

Ich freue mich, Ihnen die Entscheidung mitzuteilen: ${libelleAvis}.

Bitte bestätigen Sie Ihre Bewerbung in Ihrem Konto{if(dateLimiteConfirm)}, spätestens: ${dateLimiteConfirm}. \
Nach Ablauf dieser Frist gilt der Platz als nicht angenommen und wird einer anderen Person \
angeboten{endif(dateLimiteConfirm)}.

Diese Entscheidung gilt vorbehaltlich des Erwerbs des verlangten Abschlusses und der Richtigkeit der von Ihnen \
eingereichten Unterlagen.

Mit freundlichen Grüßen""",
    "refusal": """Sehr geehrte Bewerberin, sehr geehrter Bewerber,

Sie haben sich um einen Platz im Studiengang „${libelleFormation}“{if(libelleCampagne)} für das Studienjahr \
${libelleCampagne}{endif(libelleCampagne)} beworben. Ihre Unterlagen wurden sorgfältig \
geprüft{if(dateJuryFormation)} (${dateJuryFormation}){endif(dateJuryFormation)}{if(libelleCommission)} \
(${libelleCommission}){endif(libelleCommission)}.

Zu meinem Bedauern muss ich Ihnen folgende Entscheidung mitteilen: ${libelleAvis}.

Sie können diese Entscheidung innerhalb von zwei Monaten nach ihrer Bekanntgabe anfechten, durch einen \
Widerspruch bei der Universität oder vor dem Verwaltungsgericht.

Für Ihren weiteren Weg wünsche ich Ihnen viel Erfolg.

Mit freundlichen Grüßen""",
}

CODES: Final[dict[str, str]] = {
    "En attente": "Ausstehend",
    "Réceptionné": "Eingegangen",
    "Incomplet": "Unvollständig",
    "Complet": "Vollständig",
    "Transmise": "Gesendet",
    "Validée": "Angenommen",
    "Refusée": "Abgelehnt",
    "Non concerné": "Nicht betroffen",
    "Accès contrôlé": "Zulassung mit Auswahl",
    "Accès direct": "Direkte Zulassung",
    "Confirmé": "Bestätigt",
    "Désisté": "Zurückgezogen",
    "Dossier dématérialisé": "Online-Bewerbung",
    "Dossier papier": "Bewerbung auf Papier",
    "Monsieur": "Herr",
    "Madame": "Frau",
    "Pièce provenant du dossier étudiant": "Aus der Studierendenakte",
}
"""The labels of codes, by the French one."""
