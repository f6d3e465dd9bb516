"""The message: subject on one line, values escaped and unable to change the shape, both bodies."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecandidat.mails.catalogue import MailText, samples
from ecandidat.mails.layout import SUBJECT_LENGTH, WIDTH, check_text, compose
from ecandidat.mails.markup import contrast, look_for
from ecandidat.mails.rendering import TemplateError

URL = "https://ecandidat.univ.example/poitiers/droit/master/m1-aes/" + "7KQ2MX4P" * 12


class Outline(HTMLParser):
    """The tags, the text and the link targets of a document."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.text, self.links = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name == "href"]

    def handle_data(self, data):
        self.text.append(data)


def write(body, subject="Objet", lang="fr", **values):
    named = {name.replace("__", "."): value for name, value in values.items()}
    return compose("AVIS_FAVORABLE", lang, named, {lang: MailText(subject, body)}, establishment="Université d'Essai")


def test_a_name_with_markup_is_escaped_everywhere():
    name = '<script>alert("1")</script><img src=x onerror=y>'
    mail = compose("STATUT_RE", "fr", samples("fr") | {"candidat.prenom": name}, establishment="<b>Univ</b>")
    assert "<script" not in mail.html
    assert "<img" not in mail.html
    assert "<b>" not in mail.html
    assert "&lt;script&gt;" in mail.html
    assert name in mail.text.replace("\n", " ")


@pytest.mark.parametrize("injected", ["x\r\nBcc: all@example.org", "x\nBcc: a", "x\u2028Bcc: a", "x\x00\x0b\x85Bcc: a"])
def test_a_value_cannot_add_a_line_to_the_subject(injected):
    mail = write("corps", subject="Objet ${candidat.nomPat}\nencore", candidat__nomPat=injected)
    assert len(mail.subject.splitlines()) == 1
    assert mail.subject.replace("\u2060", "").isprintable()
    assert mail.subject.startswith("Objet x Bcc: a")
    assert mail.subject.endswith("encore")


def test_a_long_subject_is_cut():
    mail = write("corps", subject="${formation.libelle}", formation__libelle="Master " * 100)
    assert len(mail.subject) <= SUBJECT_LENGTH
    assert mail.subject.endswith("…")


def test_marks_that_reorder_or_hide_text_are_dropped():
    assert write("[${candidat.nomPat}]", candidat__nomPat="a\u202eb\u200b\ufeffc").text.startswith("[abc]")


@pytest.mark.parametrize("address", ["http://evil.example/x", "www.evil.example", "evil.example", "me@evil.example"])
def test_what_a_candidate_typed_never_becomes_a_link(address):
    mail = write("Bonjour ${candidat.prenom},\n\n=> Ouvrir | ${candidat.prenom}\n", candidat__prenom=address)
    assert Outline(mail.html).links == []
    assert address not in mail.text
    assert address not in mail.html
    assert address in mail.text.replace("\u2060", "")


def test_a_value_of_several_lines_cannot_add_a_paragraph_an_item_or_a_button():
    plain = Outline(write("Motif ${commentaire}", commentaire="un").html)
    hostile = f"un\n\n- deux\n=> trois | {URL}\n${{candidat.nomPat}}"
    mail = Outline(write("Motif ${commentaire}", commentaire=hostile).html)
    assert [tag for tag in mail.tags if tag != "br"] == [tag for tag in plain.tags if tag != "br"]
    assert mail.links == []


@given(st.text())
def test_no_value_changes_the_shape_of_a_message(value):
    names = ("candidat.prenom", "commission.libelle", "formation.libelle", "candidat.nomPat")
    body = "Bonjour ${candidat.prenom},\n\n- Nom : ${candidat.nomPat}\n\n${commission.libelle} ${formation.libelle}."
    tags = [Outline(write(body, **dict.fromkeys(names, v)).html).tags for v in (value, "x")]
    assert tags[0] == tags[1]


def test_a_link_alone_on_its_line_is_a_button_with_its_address_below():
    mail = write("Voici\n${lienCandidature}\nfin", lienCandidature=URL)
    outline = Outline(mail.html)
    assert outline.links == [URL, URL]
    assert "Voir ma candidature" in outline.text
    assert f"Voir ma candidature\u00a0:\n{URL}\n" in mail.text
    assert "View my application:\n" in write("${lienCandidature}", lang="en", lienCandidature=URL).text


def test_a_labelled_link_is_a_button_and_vanishes_without_its_address():
    body = "=> Répondre à ${formation.libelle} | ${lienCandidature}"
    mail = write(body, lienCandidature=URL, formation__libelle="M1 <AES>")
    assert f"Répondre à M1 <AES>\u00a0:\n{URL}\n" in mail.text
    assert "Répondre à M1 &lt;AES&gt;</a>" in mail.html
    assert 'class="button"' not in write(body, formation__libelle="M1").html


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "/candidature", "https://a b", 'https://a"b'])
def test_a_link_must_be_a_web_address(link):
    with pytest.raises(ValueError, match="lienCandidature"):
        write("${lienCandidature}", lienCandidature=link)


def test_a_button_towards_something_else_than_a_web_address_is_plain_text():
    mail = write("=> Cliquez | javascript:alert(1)")
    assert Outline(mail.html).links == []
    assert mail.text.startswith("Cliquez javascript:alert(1)")


def test_a_link_inside_a_sentence_and_a_mail_address_are_links():
    mail = write("Voyez ${lienAccueil} ou ${commission.mail}.", lienAccueil=URL, commission__mail="a.b@univ.example")
    assert Outline(mail.html).links == [URL, "mailto:a.b@univ.example"]


def test_the_former_names_of_the_links_still_work():
    text = MailText("Activation", "${lienValidationHtml}")
    mail = compose("CPT_MIN_CREATE", "fr", {"lienValidation": URL}, {"fr": text}, establishment="U")
    assert Outline(mail.html).links == [URL, URL]


def test_a_list_of_facts_a_plain_list_and_an_item_per_line_of_a_value():
    facts = Outline(write("- Formation : ${formation.libelle}\n- Avis : ${libelleAvis}").html).tags
    assert (facts.count("dt"), facts.count("dd"), facts.count("li")) == (2, 2, 0)
    mail = write("- ${commentaire}\n- fin", commentaire="un : a\ndeux\n\n- trois")
    assert Outline(mail.html).tags.count("li") == 4
    assert mail.text.startswith("- un : a\n- deux\n- trois\n- fin\n")
    assert "- " not in write("a\n\n- ${commentaire}\n\nb").text.split("\n-- ")[0]


def test_the_text_is_wrapped_without_cutting_an_address_or_a_telephone():
    words = "mot " * 60
    text = write(f"{words}${{lienCandidature}} {words}\n\n- {words}", lienCandidature=URL).text
    assert all(len(line) <= WIDTH or line == URL for line in text.split("\n"))
    assert URL in text.split("\n")
    for pad in range(60, WIDTH):
        mail = write("x" * pad + " ${commission.tel}", commission__tel="05 49 45 30 00")
        assert "05\u00a049\u00a045\u00a030\u00a000" in mail.text


def test_the_text_of_the_site_comes_first_then_ours_then_english():
    own = {"fr": MailText("Le nôtre", "corps")}
    assert compose("STATUT_CO", "fr", {}, own, establishment="U").subject == "Le nôtre"
    assert compose("STATUT_CO", "en", {}, own, establishment="U").subject == "Application - complete file"
    assert compose("STATUT_CO", "es", {}, own, establishment="U").subject == "Candidatura - expediente completo"
    alert = compose("COMMISSION_ALERT_TRANSMISSION", "es", {}, own, establishment="U")
    assert alert.lang == "en"
    assert '<html lang="en"' in alert.html


def test_a_faulty_text_is_refused_never_sent():
    with pytest.raises(TemplateError):
        write("${rang}", rang="1")
    with pytest.raises(KeyError):
        compose("INCONNU", "fr", {}, establishment="U")


def test_check_text_says_where_the_faults_are():
    assert check_text("AVIS_LISTE_COMP", MailText("Rang ${rang}", "corps")) == []
    faults = check_text("AVIS_FAVORABLE", MailText("Rang ${rang}", "un\n{if(motif)}x"))
    assert faults[0].startswith("Objet\u00a0: Ligne 1")
    assert faults[1].startswith("Corps\u00a0: Ligne 2")
    assert len(check_text("STATUT_RE", MailText(" ", "\n"))) == 2
    assert check_text("STATUT_RE", MailText("a\nb", "c")) == ["Objet\u00a0: il tient sur une seule ligne."]


def test_the_preview_line_names_the_formation_then_the_news():
    html = compose("STATUT_IN", "fr", samples("fr"), establishment="U").html
    assert "Master 1 Administration économique et sociale – Nous avons vérifié" in html.split("display:none")[1][:250]


@pytest.mark.parametrize("accent", ["#1f4e8c", "#ffd400", "#ffffff", "#000000", "#e5006d", "#7a9e3b"])
def test_every_accent_stays_readable(accent):
    look = look_for(accent)
    assert contrast(look.accent, look.on_accent) >= 4.5
    assert contrast(look.link, "#ffffff") >= 4.5
    assert contrast(look.link, look.tint) >= 4.5
    assert contrast(look.dark_link, "#1c1f24") >= 4.5
    assert contrast(look.dark_link, "#272b32") >= 4.5
    assert accent in compose("STATUT_RE", "fr", {}, establishment="U", accent=accent).html


def test_an_accent_that_is_no_colour_is_ignored():
    assert "expression" not in compose("STATUT_RE", "fr", {}, establishment="U", accent='red;"expression').html
