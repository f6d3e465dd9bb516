"""« Accusé de transmission »: one submission on paper, with the fingerprint of each file.

What never enters: models and codes. The caller gives labels and dates as they are to be read.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import BinaryIO, Final

from ecandidat.documents.typesetting import DEFAULT_ACCENT, colour, compile_pdf
from ecandidat.documents.words import words_for

WORDS: Final[dict[str, dict[str, str]]] = {
    "fr": {
        "title": "Accusé de transmission",
        "sentence": "La candidature décrite ci-dessous a été transmise à l'établissement, qui en atteste la réception.",
        "at": "Transmise le",
        "by": "Transmise par",
        "name": "Candidat",
        "number": "N° de dossier",
        "formation": "Formation",
        "code": "Code",
        "campaign": "Campagne",
        "key": "Candidature",
        "rank": "Transmission",
        "pieces": "Pièces transmises",
        "none": "Aucune pièce n'était demandée.",
        "piece": "Pièce",
        "file": "Fichier et empreinte SHA-256",
        "size": "Taille",
        "not_concerned": "Non concerné",
        "without": "Sans fichier",
        "verify": "Vérifier un fichier",
        "how": "L'empreinte SHA-256 change dès qu'un seul octet du fichier change. Calculez celle de votre fichier et "
        "comparez-la à celle imprimée ici : sous Windows « certutil -hashfile fichier.pdf SHA256 », sous macOS "
        "« shasum -a 256 fichier.pdf », sous Linux « sha256sum fichier.pdf ».",
        "seal": "Empreinte de la transmission",
        "seal_help": "L'établissement peut la recalculer à partir de ce qu'il a conservé, à partir du n° de dossier et "
        "du numéro de la candidature.",
        "page": "page",
        "unit_k": "ko",
        "unit_m": "Mo",
    },
    "en": {
        "title": "Proof of submission",
        "sentence": "The application described below was submitted to the university, which certifies its receipt.",
        "at": "Submitted on",
        "by": "Submitted by",
        "name": "Candidate",
        "number": "Candidate number",
        "formation": "Programme",
        "code": "Code",
        "campaign": "Admission year",
        "key": "Application",
        "rank": "Submission",
        "pieces": "Documents submitted",
        "none": "No document was required.",
        "piece": "Document",
        "file": "File and SHA-256 fingerprint",
        "size": "Size",
        "not_concerned": "Not concerned",
        "without": "No file",
        "verify": "Check a file",
        "how": "The SHA-256 fingerprint changes as soon as a single byte of the file changes. Compute the one of your "
        "file and compare it with the one printed here: on Windows “certutil -hashfile file.pdf SHA256”, on macOS "
        "“shasum -a 256 file.pdf”, on Linux “sha256sum file.pdf”.",
        "seal": "Fingerprint of the submission",
        "seal_help": "The university can compute it again from what it has kept, given the candidate number and the "
        "application number.",
        "page": "page",
        "unit_k": "kB",
        "unit_m": "MB",
    },
    "es": {
        "title": "Justificante de presentación",
        "sentence": "La candidatura descrita a continuación fue presentada a la universidad, que certifica "
        "su recepción.",
        "at": "Presentada el",
        "by": "Presentada por",
        "name": "Candidato",
        "number": "N.º de expediente",
        "formation": "Formación",
        "code": "Código",
        "campaign": "Curso",
        "key": "Candidatura",
        "rank": "Presentación",
        "pieces": "Documentos presentados",
        "none": "No se pedía ningún documento.",
        "piece": "Documento",
        "file": "Archivo y huella SHA-256",
        "size": "Tamaño",
        "not_concerned": "No concernido",
        "without": "Sin archivo",
        "verify": "Comprobar un archivo",
        "how": "La huella SHA-256 cambia en cuanto cambia un solo byte del archivo. Calcule la de su archivo y "
        "compárela con la impresa aquí: en Windows «certutil -hashfile archivo.pdf SHA256», "
        "en macOS «shasum -a 256 archivo.pdf», "
        "en Linux «sha256sum archivo.pdf».",
        "seal": "Huella de la presentación",
        "seal_help": "La universidad puede volver a calcularla a partir de lo que ha conservado, con el n.º de "
        "expediente y el número de la candidatura.",
        "page": "página",
        "unit_k": "kB",
        "unit_m": "MB",
    },
    "de": {
        "title": "Einreichungsnachweis",
        "sentence": "Die unten beschriebene Bewerbung wurde bei der Hochschule eingereicht, die den Eingang bestätigt.",
        "at": "Eingereicht am",
        "by": "Eingereicht von",
        "name": "Bewerber",
        "number": "Bewerbernummer",
        "formation": "Studiengang",
        "code": "Code",
        "campaign": "Studienjahr",
        "key": "Bewerbung",
        "rank": "Einreichung",
        "pieces": "Eingereichte Unterlagen",
        "none": "Es wurden keine Unterlagen verlangt.",
        "piece": "Unterlage",
        "file": "Datei und SHA-256-Prüfsumme",
        "size": "Größe",
        "not_concerned": "Nicht betroffen",
        "without": "Keine Datei",
        "verify": "Eine Datei prüfen",
        "how": "Die SHA-256-Prüfsumme ändert sich, sobald sich ein einziges Byte der Datei ändert. Berechnen Sie die "
        "Ihrer Datei und vergleichen Sie sie mit der hier gedruckten: unter Windows „certutil -hashfile datei.pdf "
        "SHA256“, unter macOS „shasum -a 256 datei.pdf“, unter Linux „sha256sum datei.pdf“.",
        "seal": "Prüfsumme der Einreichung",
        "seal_help": "Die Hochschule kann sie aus dem, was sie aufbewahrt, mit der Bewerbernummer und der Nummer der "
        "Bewerbung neu berechnen.",
        "page": "Seite",
        "unit_k": "kB",
        "unit_m": "MB",
    },
}
"""Fixed words in each language; every language has the same keys."""


@dataclass(frozen=True)
class SentPiece:
    """One piece as it was sent. ``size`` in bytes; ``sha256`` hexadecimal, printed in full; '' without a file."""

    label: str
    filename: str = ""
    size: int = 0
    sha256: str = ""
    not_concerned: bool = False


@dataclass(frozen=True)
class ProofData:
    """Everything that the proof says. ``at`` is the moment in words, with its time zone; ``seal`` the fingerprint of
    the whole submission; ``rank`` its place among the ``total`` submissions of the application; ``not_concerned``
    what the university calls a piece that does not concern the candidate, '' for the usual words.
    """

    language: str
    university: str
    number: str
    name: str
    formation: str
    key: str
    at: str
    seal: str
    component: str = ""
    accent: str = DEFAULT_ACCENT
    campaign: str = ""
    formation_code: str = ""
    by: str = ""
    rank: int = 1
    total: int = 1
    pieces: tuple[SentPiece, ...] = ()
    not_concerned: str = ""


def build(data: ProofData, target: BinaryIO, *, created: datetime) -> None:
    """Write the proof as a PDF to ``target``; equal arguments give equal bytes."""
    words = words_for(WORDS, data.language)
    values = asdict(data) | {
        "accent": colour(data.accent),
        "words": words | ({"not_concerned": data.not_concerned} if data.not_concerned else {}),
        "language": data.language if data.language in WORDS else "fr",
        "pieces": [{**asdict(piece), "size": _size(piece.size, words)} for piece in data.pieces],
    }
    target.write(compile_pdf("proof", values, created=created))


def _size(count: int, words: dict[str, str]) -> str:
    if not count:
        return ""
    unit, value = ("unit_k", count / 1024) if count < 1024 * 1024 else ("unit_m", count / 1024 / 1024)
    figure = f"{max(value, 0.1):.1f}".removesuffix(".0")
    figure = figure if words is WORDS["en"] else figure.replace(".", ",")
    return f"{figure}\N{NO-BREAK SPACE}{words[unit]}"
