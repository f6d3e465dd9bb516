"""Two people at one thing, screen by screen: nobody is locked out, nobody overwrites in silence, everything is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from ecandidat.domain.codes import PieceStatus
from ecandidat.domain.profiles import ProfileKind
from ecandidat.domain.questionnaire import Kind
from ecandidat.resources import path_of
from ecandidat.services import rights_profiles, tags
from ecandidat.services.situation import piece_view
from tests import seed
from tests.functional.desk.files import applied, commit, formation, refresh
from tests.stories.people import Person
from tests.stories.road import tick, with_field

CV = "test~droit~pieces~cv"


def day(offset: int) -> str:
    return f"{seed.TODAY + timedelta(days=offset):%d/%m/%Y}"


SECTIONS: dict[str, tuple[str, str, str]] = {
    "statut": ("", "Réceptionné", "Complet"),
    "traitement": ("", "Accès direct", "En attente"),
    "decision": ("decision", "favorable", "liste-attente"),
    "date-retour": ("date", day(40), day(50)),
    "date-confirmation": ("date", day(60), day(70)),
    "regime": ("regime", "4", "1"),
    "droits": ("montant", "10", "12"),
    "code-opi": ("code", "ABCDEFGH23", "ABCDEFGH24"),
}
"""Part of an application → the field of its form (none: radio buttons), what a colleague types, what I type."""


def typed(page: Any, field: str, value: str) -> Any:
    """The form, filled in."""
    if not field:
        form = with_field(page, "version")
        tick(form, value)
        return form
    form = with_field(page, field)
    form[field] = value
    return form


@pytest.mark.parametrize("section", SECTIONS)
def test_a_part_of_an_application_that_somebody_else_changed_is_shown_and_what_was_typed_kept(
    wsgi: Any, connection: Any, portal: Any, section: str
) -> None:
    """M50, M51, X20."""
    application = applied(portal)
    commit(connection)
    field, first, second = SECTIONS[section]
    url = f"{path_of(application)}/@@{section}"
    manager, colleague = Person(wsgi, "droit"), Person(wsgi, "central")
    mine, theirs = typed(manager.opens(url), field, second), typed(colleague.opens(url), field, first)
    theirs.submit("enregistrer", status=303)
    refresh(connection)
    lines = len(list(application.journal))
    page = mine.submit("enregistrer", status=409)
    assert "Test Central a changé cette partie entre-temps" in page.html.select_one("main").get_text(" ")
    refresh(connection)
    assert len(list(application.journal)) == lines, "nothing is written over"
    again = with_field(page, field or "version")
    if field:
        assert again[field].value == second
    again.submit("enregistrer", status=303)
    refresh(connection)
    assert [entry.actor for entry in application.journal.newest_first()[:2]] == ["Test Droit", "Test Central"]
    said = manager.reads(f"{path_of(application)}/@@historique")
    assert said.index("Test Droit") < said.index("Test Central")


def test_tags_and_verdicts_are_checked_too(wsgi: Any, connection: Any, portal: Any) -> None:
    """M50, X20."""
    tags.add_tag(seed.work(portal, "s-droit"), portal["test"]["droit"], {"label": "Boursier"})
    application = applied(portal, sent=True)
    commit(connection)
    manager, colleague = Person(wsgi, "droit"), Person(wsgi, "central")
    url = f"{path_of(application)}/@@etiquettes"
    mine, theirs = (with_field(person.opens(url), "version") for person in (manager, colleague))
    theirs.fields["checkbox"][0].checked = True
    theirs.submit("enregistrer", status=303)
    assert "Test Central a changé cette partie" in mine.submit("enregistrer", status=409)
    url = f"{path_of(application)}/@@examen?piece={CV}"
    mine, theirs = (with_field(person.opens(url), "commentaire") for person in (manager, colleague))
    theirs["commentaire"], mine["commentaire"] = "Illisible.", "Parfait."
    theirs.submit("refuser", status=303)
    page = mine.submit("valider", status=409)
    assert with_field(page, "commentaire")["commentaire"].value == "Parfait."
    refresh(connection)
    assert application.pieces[CV].status is PieceStatus.REFUSED


def test_a_verdict_belongs_to_its_application_even_on_a_shared_file(wsgi: Any, connection: Any, portal: Any) -> None:
    """M11."""
    one, other = applied(portal, sent=True), applied(portal, code="m1-papier")
    draft = applied(portal, code="l3-direct")
    cv = formation(portal).component.pieces["cv"]
    assert piece_view(draft, cv).document is piece_view(one, cv).document, "one file serves them all"
    commit(connection)
    manager = Person(wsgi, "droit")
    for verdict, comment in (("refuser", "Illisible."), ("valider", "")):
        form = with_field(manager.opens(f"{path_of(one)}/@@examen?piece={CV}"), "commentaire")
        form["commentaire"] = comment
        form.submit(verdict, status=303)
        refresh(connection)
        told = {view.status for view in (piece_view(draft, cv), piece_view(other, cv))}
        assert not told & {PieceStatus.VALID, PieceStatus.REFUSED}
        assert piece_view(draft, cv).comment == ""


SCREENS: dict[str, tuple[str, str, str]] = {
    "/test/@@modifier": ("name_full", "Université de l'Essai", "Université du Test"),
    "/test/droit/@@modifier": ("title", "Faculté de droit", "UFR de droit"),
    "/test/droit/master/@@modifier": ("label_fr", "Masters", "Diplôme de master"),
    "/test/droit/master/m1-droit/@@modifier": ("title", "M1 Droit civil", "M1 Droit des affaires"),
    "/test/droit/commissions/commission/@@modifier": ("title", "Jury", "Commission de droit"),
    "/test/droit/@@nouvelles-formations": ("preselection_place", "Amphi A", "Amphi B"),
    "/test/droit/pieces/cv/@@modifier": ("label_fr", "CV détaillé", "CV en une page"),
    "/test/droit/formulaires/projet/@@modifier": ("label_fr", "Votre projet professionnel", "Vos projets"),
    "/test/@@modifier-decision?genre=decision&code=favorable": ("label_fr", "Admission", "Avis très favorable"),
    "/test/@@modele-courriel?code=CANDIDATURE": ("subject", "Bienvenue", "Candidature reçue"),
    "/test/@@campagne": ("label", "Campagne 1", "Campagne 2"),
    "/test/@@maintenance": ("maintenance_fr", "Revenez demain.", "Revenez lundi."),
    "/test/@@modifier-etiquette?code=urgent": ("label", "Prioritaire", "Très urgent"),
    "/test/@@parametres": ("CANDIDATURE_NB_VOEUX_MAX", "7", "8"),
    "/test/profils/lecture/@@modifier": ("label", "Lecteurs", "Lectrices"),
}
"""Screen of the configuration → a field, what a colleague types there, what I type."""


@pytest.mark.parametrize("url", SCREENS)
def test_a_screen_of_the_configuration_that_somebody_else_changed_says_so(
    wsgi: Any, connection: Any, portal: Any, url: str
) -> None:
    """M50."""
    work, university = seed.work(portal, "s-admin"), portal["test"]
    seed.questionnaire(university["droit"], "projet", "Votre projet", seed.question("why", Kind.TEXT, "Pourquoi ?"))
    tags.add_tag(work, university, {"label": "Urgent"})
    rights_profiles.create(work, university, "lecture", "Lecture", ProfileKind.COMPONENT, {"GEST_CANDIDATURE": "R"})
    commit(connection)
    field, first, second = SCREENS[url]
    admin, colleague = Person(wsgi, "admin"), Person(wsgi, "central")
    mine, theirs = typed(admin.opens(url), field, second), typed(colleague.opens(url), field, first)
    theirs.submit("enregistrer", status=303)
    page = mine.submit("enregistrer", status=409)
    assert with_field(page, field)[field].value == second
    assert first in page.html.select_one("main").get_text(" ")
    with_field(page, field).submit("enregistrer", status=303)
    assert with_field(admin.opens(url), field)[field].value == second
