"""CO-14: what a French reader means by the words of a search, with a real database."""

import importlib
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from consultations.domain.project import Filters, VisibilityScope
from consultations.storage.projects import StoredProjects
from consultations.tests.world import World

FOUND = [
    ("handicapée", "les personnes handicapés"),
    ("handicapé", "Les personnes handicapées"),
    ("handicapés", "une personne handicapée"),
    ("handicape", "personnes handicapées"),
    ("concerné", "la population concernée"),
    ("concernée", "le public concerné"),
    ("privée", "les lieux privés"),
    ("privés", "une école privée"),
    ("sécurisé", "des pistes sécurisées"),
    ("citoyen", "les citoyen.ne.s"),
    ("citoyenne", "les citoyen·ne·s"),
    ("citoyennes", "des citoyen-ne-s"),
    ("citoyens", "citoyen(ne)s"),
    ("citoyen.ne.s", "un citoyen"),
    ("citoyen·ne·s", "les citoyennes"),
    ("citoyen-ne-s", "les citoyennes"),
    ("CITOYENNE", "CITOYEN.NE.S"),
    ("habitants", "habitant·e·s"),
    ("habitant·e·s", "les habitants"),
    ("habitant.e.s", "une habitante"),
    ("acteur", "acteur·rice·s"),
    ("actrices", "acteur·rice·s"),
    ("actrice", "les acteurs"),
    ("agricultrices", "agriculteurs"),
    ("agriculteur", "agriculteurs/trices"),
    ("trottoirs", "pistes/trottoirs"),
    ("trottoir", "pistes/trottoirs"),
    ("piste", "pistes/trottoirs"),
    ("centre-ville", "le centre ville"),
    ("centre ville", "le centre-ville"),
    ("Saint-Étienne", "Saint Étienne"),
    ("saint etienne", "Saint-Étienne"),
    ('"centre ville"', "le centre-ville"),
    ("école", "l'école publique"),
    ("l’école", "une école"),
    ("l'ecole", "L’ÉCOLE"),
    ("coeur", "au cœur de la ville"),
    ("cœur", "coeur de ville"),
    ("CŒUR", "cœur"),
    ("vélos", "un vélo"),
    ("vélo", "des vélos"),
    ("photo", "des photos"),
    ("numéros", "le numéro"),
    ("cinémas", "un cinéma"),
    ("animaux", "un animal"),
    ("locaux", "un local"),
    ("travail", "les travaux"),
    ("travaux", "le travail"),
    ("actif", "une personne active"),
    ("sportive", "le club sportif"),
    ("publique", "un parc public"),
    ("public", "la place publique"),
    ("blanche", "un mur blanc"),
    ("nouvelle", "un nouveau parc"),
    ("nouveaux", "une nouvelle rue"),
    ("belles", "un beau parc"),
    ("vieux", "la vieille ville"),
    ("heureuse", "des gens heureux"),
    ("jeux", "un jeu"),
    ("lieu", "les lieux"),
    ("bateaux", "un bateau"),
    ("tuyau", "les tuyaux"),
    ("premier", "la première rue"),
    ("premières", "premier"),
    ("professionnelles", "un professionnel"),
    ("étudiant", "étudiant(e)s"),
    ("élu·e", "les élus"),
    ("élue", "les élus"),
    ("SNCF", "la S.N.C.F. roule"),
    ("covid 19", "la covid-19"),
    ("2025", "saison 2024-2025"),
    ("aménager vélos", "aménagements pour le vélo"),
    ("aujourd’hui", "aujourd'hui"),
    ("rues", "la rue"),
    ("eau", "les eaux"),
    ("arbre fruitier", "planter davantage d'arbres fruitiers"),
    ("école -privée", "école publique"),
    ("vélo or piscine", "une piscine"),
    ("marché", "marcher vite"),
    ("chauffeur·se·s", "une chauffeuse"),
    ("lycéen·ne", "lycéennes"),
    ("directeur·trice", "la directrice"),
    ("tou·te·s", "toutes"),
    ("professeur·e·s", "professeurs"),
    ("enseignant/e", "enseignantes"),
    ("salarié·es", "les salariées"),
    ("handicapé·es", "handicapés"),
    ("usager·ères", "les usagers"),
    ("agents/agentes", "agente"),
    ("porte-à-porte", "porte à porte"),
    ("rendez-vous", "un rendez vous"),
    ("grand-mère", "les grands mères"),
    ("œuvre", "les oeuvres"),
    ("ÉCOLES", "ecole"),
    ("logements sociaux", "logement social"),
    ("sociale", "des logements sociaux"),
    ("régionaux", "régionale"),
    ("créateurs", "une créatrice"),
    ("piétonne", "le piéton"),
    ("piétonnes", "zone piéton·ne"),
    ("européenne", "européen"),
    ("bio", "produits bios"),
    ("gratuite", "gratuits"),
    ("longue", "long"),
    ("douce", "doux"),
]
NOT_FOUND = [
    ("vélo -piscine", "vélo et piscines"),
    ("école -privée", "école privé"),
    ("vélo or piscine", "un parc"),
    ("piscine", "un parc"),
    ("école", "l'écologie"),
    ("parc", "une parcelle"),
    ("banque", "un banc"),
    ("maire", "les marais"),
    ("peur", "un peu"),
    ("foret", "la forme"),
    ("bus", "le but"),
    ("centre ville", "le centre commercial"),
    ("chat", "acheter"),
    ("plage", "une page"),
    ("citoyen", "citoyenneté"),
    ("prix", "il a pris"),
    ("l'eau", "le bureau"),
    ("pain", "copain"),
    ("vert", "verger"),
    ("cheveux", "un cheval"),
    ("sport", "le port"),
    ("les", "une piscine"),
    ("vélos", "véloroute"),
    ("e-mail", "email"),
    ("fausse", "faux"),
]
MEETS = "SELECT searched(:written) @@ sought(:q)"


def meets(world: World, q: str, written: str) -> Any:
    return world.rows(MEETS, q=q, written=written)[0][0]


@pytest.mark.parametrize(("q", "written"), FOUND)
def test_finds_a_word_in_its_other_forms(world: World, q: str, written: str) -> None:
    """D02, D03"""
    assert meets(world, q, written)


@pytest.mark.parametrize(("q", "written"), NOT_FOUND)
def test_does_not_find_other_words(world: World, q: str, written: str) -> None:
    """D02, D03"""
    assert not meets(world, q, written)


def test_finds_other_forms_in_titles_and_in_bodies(world: World) -> None:
    """D02, D03"""
    world.contribution(title="Les citoyen.ne.s handicapé·es", body="Rien de plus.")
    world.contribution(title="Ma proposition", body="Des pistes/trottoirs pour les citoyen-ne-s handicapés.")
    for q in ("citoyenne handicapée", "CITOYENNES handicapées", "citoyens"):
        assert len(found(world, q)) == 2, q
    assert found(world, "trottoir") == ["Ma proposition"]
    assert found(world, "trottoir -handicapée") == []


def test_a_title_is_found_with_a_slip_but_not_by_a_word_that_begins_like_it(world: World) -> None:
    world.contribution(title="Une piscine")
    world.contribution(title="Une parcelle")
    assert found(world, "piscne") == ["Une piscine"]
    assert found(world, "parc") == []


def test_what_was_edited_is_found_by_its_new_words_only(world: World) -> None:
    contribution = world.contribution(title="Des tilleuls", body="Une place ombragée.")
    changed = "UPDATE contribution SET body = 'Une place fleurie.' WHERE id = :id"
    world.rows_changed(changed, id=contribution)
    assert found(world, "fleuries") == ["Des tilleuls"]
    assert found(world, "ombragé") == []


def test_what_was_written_before_the_words_were_kept_is_filled_in(world: World) -> None:
    """D02"""
    world.contribution(title="Une rampe", body="Pour les handicapés.")
    world.rows_changed("UPDATE contribution SET found = NULL")
    assert found(world, "handicapée") == []
    migration = importlib.import_module(
        "consultations.migrations.versions.0011_what_was_written_before_is_found"
    )
    with world.storage.engine.begin() as connection:
        for table, words in migration.FOUND.items():
            migration.fill(connection, table, words)
        assert not connection.execute(text("SELECT 1 FROM contribution WHERE found IS NULL")).all()
    assert found(world, "handicapée") == ["Une rampe"]


def test_finds_a_project_by_its_organisation_and_by_other_forms_of_its_words(world: World) -> None:
    """U43"""
    project = world.add_project(title="Nos écoles", summary="Des cours vertes pour les élèves handicapés.")
    world.rows_changed(
        """INSERT INTO organisation (id, slug, name, kind, small_group_size, version)
        VALUES (:id, 'x', 'Ville de Nœux-les-Mines', 'municipality', 5, 1)""",
        id=world.organisation,
    )
    for q in ("école", "ECOLES noeux les mines", "Nœux", "handicapée", "COL"):
        assert project in projects(world, q), q
    assert projects(world, "piscine") == []


def projects(world: World, q: str) -> list[UUID]:
    with world.storage.snapshot() as tx:
        page = StoredProjects(tx.connection).page(
            VisibilityScope(everything=True), Filters(q=q), tx.now(), None, 20
        )
    return [each.id for each in page]


def found(world: World, q: str) -> list[str]:
    return [each["title"] for each in world.ask("list_contributions", step_id=world.step, q=q)["items"]]
