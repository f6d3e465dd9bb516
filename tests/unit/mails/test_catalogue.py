"""Every mail of the table, in every language, against the texts that are shipped."""

from importlib.resources import files

import pytest

from ecandidat.domain.codes import INTERFACE, LANGUAGES, DecisionKind
from ecandidat.mails.catalogue import COMMON, DECISION_MAILS, MAILS, Recipient, default_text, samples, written
from ecandidat.mails.layout import check_text, compose
from ecandidat.mails.rendering import parse
from ecandidat.mails.variables import VARIABLES, ValueKind

EVERY = [(code, lang) for code in MAILS for lang in LANGUAGES if default_text(code, lang)]
HEADS = {"fr": "Objet : ", "en": "Subject: ", "es": "Asunto: ", "de": "Betreff: "}
NAMES = """
CPT_INVITATION CPT_CREE_POUR CPT_SUPPRESSION CORRECTION_DEMANDE CORRECTION_ACCEPTEE CORRECTION_REFUSEE
CPT_MIN_CREATE CPT_MIN_MOD_MAIL CPT_MIN_MDP_OUBLIE CPT_MIN_LIEN_VALID_OUBLIE CPT_MIN_DELETE CPT_EXISTE_DEJA
CPT_REUNION CPT_MDP_MODIFIE CPT_MAIL_MODIFIE CANDIDATURE CANDIDATURE_REPRISE CANDIDATURE_ANNULATION CANDIDATURE_CONFIRM
CANDIDATURE_DESIST CANDIDATURE_DESIST_AUTO CANDIDATURE_MODIF_COD_OPI CANDIDATURE_RELANCE_FORMULAIRE
CANDIDATURE_RELANCE_FAVO CANDIDATURE_RELANCE_RETOUR STATUT_AT STATUT_RE STATUT_IN STATUT_CO TYPE_TRAIT_AD
TYPE_TRAIT_AC TYPE_TRAIT_ATT CANDIDATURE_COURRIEL PIECE_DEMANDEE PIECE_REFUSEE MESSAGE_CANDIDAT MESSAGE_GESTIONNAIRE
AVIS_FAVORABLE AVIS_DEFAVORABLE AVIS_LISTE_ATT AVIS_LISTE_COMP AVIS_PRESELECTION COMMISSION_ALERT_PROPOSITION
COMMISSION_ALERT_ANNULATION COMMISSION_ALERT_TRANSMISSION COMMISSION_ALERT_DESISTEMENT COMMISSION_ALERT_LISTE_PRINC
"""


def test_the_table_holds_exactly_the_codes_that_universities_know():
    assert set(MAILS) == set(NAMES.split())


def test_every_variable_of_every_mail_is_described_and_has_a_sample_in_each_language():
    for kind in MAILS.values():
        assert kind.allowed <= set(VARIABLES)
        assert not set(kind.variables) & set(COMMON)
    for name, info in VARIABLES.items():
        assert info.description, name
        assert all(info.sample[lang].strip() for lang in INTERFACE), name
        assert info.kind is not ValueKind.LINK or set(info.button) == set(INTERFACE), name


def test_each_kind_of_decision_has_its_mail():
    assert set(DECISION_MAILS) == set(DecisionKind)
    assert DECISION_MAILS[DecisionKind.WAITING_RANKED] == "AVIS_LISTE_COMP"
    assert "rang" in MAILS["AVIS_LISTE_COMP"].allowed
    assert "rang" not in MAILS["AVIS_FAVORABLE"].allowed


def test_account_mails_alone_are_critical_and_alerts_and_messages_alone_go_to_the_commission():
    for code, kind in MAILS.items():
        assert kind.critical == code.startswith("CPT_")
        told = code.startswith("COMMISSION_ALERT_") or code == "MESSAGE_GESTIONNAIRE"
        assert (kind.recipient is Recipient.COMMISSION) == told
    assert MAILS["CPT_MIN_MOD_MAIL"].recipient is Recipient.NEW_ADDRESS


def test_no_text_is_left_without_its_mail():
    for lang in LANGUAGES:
        shipped = {entry.name for entry in files("ecandidat.mails").joinpath("texts", lang).iterdir()}
        assert shipped <= {f"{code}.txt" for code in MAILS}
        assert lang not in INTERFACE or len(shipped) == len(MAILS)


@pytest.mark.parametrize("lang", ["es", "de"])
def test_candidates_are_written_to_in_their_language(lang):
    """C104, X18."""
    for code, kind in MAILS.items():
        personal = kind.recipient in (Recipient.CANDIDATE, Recipient.NEW_ADDRESS) and code != "CPT_INVITATION"
        assert written(code, lang) == (lang if personal else "en"), code


def test_a_language_without_texts_has_none_and_an_unknown_code_is_an_error():
    assert default_text("STATUT_IN", "it") is None
    assert default_text("STATUT_IN", "../fr") is None
    with pytest.raises(KeyError):
        default_text("../fr/STATUT_IN", "fr")


@pytest.mark.parametrize(("code", "lang"), EVERY)
def test_a_shipped_text_uses_only_what_its_mail_allows(code, lang):
    assert check_text(code, default_text(code, lang)) == []
    head = files("ecandidat.mails").joinpath("texts", lang, f"{code}.txt").read_text("utf-8").split("\n")
    assert head[0].startswith(HEADS[lang])
    assert head[1] == ""


@pytest.mark.parametrize(("code", "lang"), EVERY)
def test_a_mail_renders_with_sample_values(code, lang):
    mail = compose(code, lang, samples(lang), establishment="Université d'Essai")
    assert mail.lang == lang
    assert mail.subject == mail.subject.strip()
    assert 10 <= len(mail.subject) <= 200
    assert len(mail.subject.splitlines()) == 1
    for shown in (mail.subject, mail.text, mail.html):
        assert "${" not in shown
        assert "{if" not in shown
        assert "{endif" not in shown
    assert "Université d'Essai" in mail.text
    assert f'<html lang="{lang}"' in mail.html
    assert "<table" not in mail.html
    used = parse(default_text(code, lang).body, MAILS[code].allowed).names
    flags = {"dossier.papier", "dossier.dematerialise", "lettreJointe", "pretATransmettre"}
    for name in used - flags - {"etablissement", "demande.bloquante", "demande.rappel"}:
        first = samples(lang)[name].split("\n")[0].replace(" ", "")
        assert first in "".join(mail.text.replace("\u00a0", "").split()), name


@pytest.mark.parametrize(("code", "lang"), EVERY)
def test_a_mail_stays_readable_with_its_links_and_names_alone(code, lang):
    kept = {"prenom", "numDossierOpi", "formation.libelle"}
    kept |= {"candidat.prenom", "candidat.nomPat", "candidat.numDossierOpi"}
    links = {name for name, info in VARIABLES.items() if info.kind is ValueKind.LINK}
    specific = {"newCodeOpi", "formulaires"}
    values = {name: value for name, value in samples(lang).items() if name in kept | links | specific}
    mail = compose(code, lang, values, establishment="Université")
    lines = mail.text.split("\n")
    assert not any(line.endswith("  ") or " ." in line or "  " in line.strip() for line in lines), mail.text
    assert "\n\n\n" not in mail.text
    assert not [line for line in lines if line.rstrip("\u00a0 ").endswith(":") and line.startswith("- ")]


@pytest.mark.parametrize(("code", "lang"), EVERY)
def test_both_languages_offer_the_same_buttons(code, lang):
    french = compose(code, "fr", samples("fr"), establishment="U").html.count('class="button"')
    assert compose(code, lang, samples(lang), establishment="U").html.count('class="button"') == french


def test_an_incomplete_file_sends_the_candidate_to_the_refused_pieces():
    mail = compose("STATUT_IN", "fr", samples("fr"), establishment="U")
    assert mail.subject == "Candidature - dossier incomplet"
    assert "- CV (manquante)" in mail.text
    assert "12 mai 2026" in mail.text
    assert samples("fr")["lienCandidature"] in mail.text


def test_a_favourable_decision_names_the_two_buttons_and_the_date():
    mail = compose("AVIS_FAVORABLE", "fr", samples("fr"), establishment="U")
    text = " ".join(mail.text.replace("\u00a0", " ").split())
    assert "« Confirmation candidature »" in text
    assert "« Désistement candidature »" in text
    assert "18 juin 2026" in text
