"""Bodies of requests: a file where a text is expected is as if nothing had been typed."""

from __future__ import annotations

from ecandidat.bodies import FormRequest


def test_a_file_in_a_field_of_text_is_an_empty_text() -> None:
    sent = {"retour": ("x.txt", b"abc"), "fichier": ("y.pdf", b"%PDF"), "nom": "Alix"}
    request = FormRequest.blank("/", POST=sent)
    assert request.POST["retour"] == ""
    assert request.params.getall("retour") == [""]
    assert request.POST["nom"] == "Alix"
    assert request.POST["fichier"].filename == "y.pdf"
    assert request.POST["fichier"].file.read() == b"%PDF"


def test_files_in_their_fields_stay_as_they_are() -> None:
    request = FormRequest.blank("/", POST={"upload": ("y.pdf", b"%PDF")})
    assert request.POST["upload"].file.read() == b"%PDF"
