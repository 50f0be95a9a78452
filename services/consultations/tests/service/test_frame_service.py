"""The frame over the real broker: rights, visibility, versions, facts, retries."""

import time
import uuid
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import orjson
import pytest

from chassis import topology
from chassis.testing.caller import Caller
from consultations.domain.export_columns import COLUMNS
from contracts.consultations import exports as exports_ops
from contracts.consultations import internal as consultations_internal_ops
from contracts.consultations import organisations as organisations_ops
from contracts.consultations import projects as projects_ops
from contracts.consultations import steps as steps_ops
from contracts.identity import facts as identity_facts
from contracts.identity import internal as identity_ops
from contracts.refused import Refused

DAY = timedelta(days=1)
IN_A_GROUP, WITH_GROUP = UUID(int=77), UUID(int=10)

NEIGHBOUR = '''
"""Stands in for identity: everyone whose id is even is in one group."""

from uuid import UUID

from chassis.service import Service, query
from contracts.identity import internal as ops


class IdentityService(Service):
    name = "identity"

    @query(ops.groups_of)
    def groups_of(self, call, tx):
        return {"groups": [UUID(int=77)] if call.request["account_id"].int % 2 == 0 else []}

    @query(ops.owner_of_group)
    def owner_of_group(self, call, tx):
        return {"organisation_id": UUID(int=10)}
'''


@pytest.fixture(scope="module", autouse=True)
def running(start, tmp_path_factory):
    """The service, with an identity of its own kind beside it."""
    folder = tmp_path_factory.mktemp("neighbours")
    package = folder / "identity"
    (package / "migrations" / "versions").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "service.py").write_text(NEIGHBOUR)
    start("consultations")
    start("identity", extra_path=str(folder))


@pytest.fixture
def organisation(storage):
    return uuid4()


@pytest.fixture
def organiser(actor_of, organisation):
    return actor_of("organiser", organisation)


def refusal(caller, operation, request, token=None, **options):
    with pytest.raises(Refused) as refused:
        caller.ask(operation, request, token, **options)
    return refused.value.code


def created(caller, organiser, organisation, template="problem_causes_solutions", title="Bien vivre ici"):
    request = {"organisation_id": organisation, "title": title, "template": template}
    return caller.ask(projects_ops.create_project, request, organiser)


def published(caller, organiser, organisation, visibility="public", group_id=None, **named):
    project = created(caller, organiser, organisation, **named)
    step = project["steps"][1]
    now = datetime.now(UTC)
    request = {
        "step_id": step["id"],
        "version": 1,
        "opens_at": (now - DAY).isoformat(),
        "closes_at": (now + DAY).isoformat(),
    }
    caller.ask(steps_ops.move_window, request, organiser)
    version = caller.ask(projects_ops.get_project, {"project": project["id"]}, organiser)["version"]
    request = {
        "project_id": project["id"],
        "version": version,
        "visibility": visibility,
        "group_id": group_id,
    }
    return caller.ask(projects_ops.publish_project, request, organiser)


def test_from_a_template_to_an_open_step(caller, storage, organiser, organisation, told):
    """CO-1 CO-3 WEB-3"""
    project = published(caller, organiser, organisation)
    assert (project["state"], project["visibility"]) == ("open", "public")
    assert [step["kind"] for step in project["steps"]] == ["presentation", "consultation", "results"]
    assert [step["state"] for step in project["steps"]] == ["undated", "open", "undated"]
    seen = caller.ask(projects_ops.get_project, {"project": project["slug"]})
    assert seen == project
    step = caller.ask(steps_ops.get_step, {"step_id": project["steps"][1]["id"]})
    assert [section["role"] for section in step["sections"]] == ["problem", "stake", "cause", "solution"]
    assert step["strict_graph"]
    assert step["window_moves"] == []
    assert told("consultations.project_published.v1") == [
        {"project_id": project["id"], "organisation_id": str(organisation), "visibility": "public"}
    ]
    listed = caller.ask(projects_ops.list_projects)["items"][0]
    assert listed["id"] == project["id"]
    assert listed["step_kinds"] == project["step_kinds"] == ["consultation", "presentation", "results"]
    acts = [
        entry["act"]
        for entry in caller.ask(projects_ops.list_project_audit, {"project_id": project["id"]}, organiser)[
            "items"
        ]
    ]
    assert acts == ["publish_project", "move_window", "create_project"]


def test_an_open_step_ends_now_or_later(caller, storage, organiser, organisation):
    """What was written in time stays so."""
    project = published(caller, organiser, organisation)
    step, now = caller.ask(steps_ops.get_step, {"step_id": project["steps"][1]["id"]}), datetime.now(UTC)
    move = {
        "step_id": step["id"],
        "version": step["version"],
        "opens_at": step["opens_at"],
        "reason": "Assez.",
    }
    an_hour_ago = move | {"closes_at": (now - timedelta(hours=1)).isoformat()}
    assert refusal(caller, steps_ops.move_window, an_hour_ago, organiser) == "end_has_passed"
    this_minute = move | {"closes_at": (now - timedelta(seconds=5)).isoformat()}
    closed = caller.ask(steps_ops.move_window, this_minute, organiser)
    assert closed["state"] == "closed"
    assert datetime.fromisoformat(closed["closes_at"]) >= now


def test_what_one_may_not_see_does_not_exist(caller, storage, organiser, organisation, actor_of):
    """CO-1"""
    project = created(caller, organiser, organisation)
    step_id = project["steps"][1]["id"]
    for token in (None, actor_of(), actor_of("organiser", uuid4()), actor_of("network_member", organisation)):
        assert refusal(caller, projects_ops.get_project, {"project": project["id"]}, token) == "not_found"
        assert refusal(caller, projects_ops.get_project, {"project": project["slug"]}, token) == "not_found"
        assert refusal(caller, steps_ops.get_step, {"step_id": step_id}, token) == "not_found"
        assert refusal(caller, projects_ops.get_figures, {"project_id": project["id"]}, token) == "not_found"
        assert refusal(caller, exports_ops.list_exports, {"project_id": project["id"]}, token) == "not_found"
        change = {"project_id": project["id"], "version": 1, "title": "Pris"}
        assert refusal(caller, projects_ops.change_project, change, token) == "not_found"
        assert caller.ask(projects_ops.list_projects, {}, token)["items"] == []
    analyst = actor_of("analyst", UUID(project["id"]))
    assert caller.ask(projects_ops.get_project, {"project": project["id"]}, analyst)["id"] == project["id"]
    assert refusal(caller, projects_ops.change_project, change, analyst) == "forbidden"


def test_a_group_sees_what_is_for_it(caller, storage, actor_of):
    """CO-1"""
    project = published(caller, actor_of("organiser", WITH_GROUP), WITH_GROUP, "group", IN_A_GROUP)
    inside, outside = actor_of(account_id=UUID(int=2)), actor_of(account_id=UUID(int=3))
    until = time.monotonic() + 10  # whether groups matter is looked at every five seconds
    while not caller.ask(projects_ops.list_projects, {}, inside)["items"]:
        assert time.monotonic() < until
        time.sleep(0.1)
    assert caller.ask(projects_ops.get_project, {"project": project["id"]}, inside)["visibility"] == "group"
    assert [item["id"] for item in caller.ask(projects_ops.list_projects, {}, inside)["items"]] == [
        project["id"]
    ]
    assert refusal(caller, projects_ops.get_project, {"project": project["id"]}, outside) == "not_found"
    assert refusal(caller, projects_ops.get_project, {"project": project["id"]}) == "not_found"


MANAGING = (
    (projects_ops.create_project, {"title": "Un titre"}),
    (organisations_ops.define_theme, {"label": "Climat"}),
    (organisations_ops.define_zone, {"label": "Centre"}),
)


@pytest.mark.parametrize(
    "role", ["moderator", "analyst", "mediator", "network_member", "network_manager", None]
)
@pytest.mark.parametrize(("operation", "request_"), MANAGING, ids=lambda each: getattr(each, "name", ""))
def test_only_organisers_set_up(caller, storage, actor_of, organisation, operation, request_, role):
    """ID-3"""
    request = {**request_, "organisation_id": organisation}
    scope = None if role == "network_manager" else organisation
    assert refusal(caller, operation, request, actor_of(role, scope)) == "forbidden"
    assert refusal(caller, operation, request, actor_of("organiser", uuid4())) == "forbidden"
    assert refusal(caller, operation, request) == "sign_in_required"


def test_an_organiser_of_one_project_does_not_open_others(caller, storage, actor_of, organiser, organisation):
    """ID-3"""
    project = created(caller, organiser, organisation)
    local = actor_of("organiser", UUID(project["id"]))
    request = {"project_id": project["id"], "version": 1, "title": "Renommé"}
    assert caller.ask(projects_ops.change_project, request, local)["title"] == "Renommé"
    assert (
        refusal(
            caller, projects_ops.create_project, {"organisation_id": organisation, "title": "Autre"}, local
        )
        == "forbidden"
    )


def test_a_retry_with_its_key_makes_one_project(caller, storage, organiser, organisation):
    request = {"organisation_id": organisation, "title": "Une fois"}
    key = uuid.uuid4().hex
    answers = [caller.ask(projects_ops.create_project, request, organiser, key=key) for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert len(caller.ask(projects_ops.list_projects, {}, organiser)["items"]) == 1
    other = {**request, "title": "Deux fois"}
    assert refusal(caller, projects_ops.create_project, other, organiser, key=key) == "idempotency_key_reused"


def test_who_changes_an_old_version_is_told(caller, storage, organiser, organisation):
    project = created(caller, organiser, organisation)
    change = {"project_id": project["id"], "version": project["version"], "title": "Premier"}
    assert caller.ask(projects_ops.change_project, change, organiser)["version"] == project["version"] + 1
    assert refusal(caller, projects_ops.change_project, change, organiser) == "stale_version"
    step = caller.ask(steps_ops.get_step, {"step_id": project["steps"][0]["id"]}, organiser)
    reversed_window = {
        "step_id": step["id"],
        "version": step["version"],
        "opens_at": "2026-02-02T00:00:00Z",
        "closes_at": "2026-02-01T00:00:00Z",
    }
    assert refusal(caller, steps_ops.move_window, reversed_window, organiser) == "window_reversed"
    zone = {"project_id": project["id"], "version": project["version"] + 1, "time_zone": "Europe/Atlantis"}
    assert refusal(caller, projects_ops.change_project, zone, organiser) == "time_zone_unknown"
    foreign = {**change, "version": project["version"] + 1, "theme_ids": [uuid4()]}
    assert refusal(caller, projects_ops.change_project, foreign, organiser) == "invalid_input"


def test_labels_are_an_organisations_own(caller, storage, organiser, organisation, actor_of):
    theme = caller.ask(
        organisations_ops.define_theme, {"organisation_id": organisation, "label": "Climat"}, organiser
    )
    again = caller.ask(
        organisations_ops.define_theme, {"organisation_id": organisation, "label": "CLIMAT"}, organiser
    )
    assert again == theme
    assert caller.ask(organisations_ops.list_themes, {"organisation_id": organisation})["items"] == [theme]
    assert caller.ask(organisations_ops.list_zones, {"organisation_id": organisation})["items"] == []
    project = created(caller, organiser, organisation)
    request = {"project_id": project["id"], "version": 1, "theme_ids": [theme["id"]]}
    assert caller.ask(projects_ops.change_project, request, organiser)["themes"] == [theme]
    listed = caller.ask(projects_ops.list_projects, {"theme_id": theme["id"]}, organiser)["items"]
    assert [item["id"] for item in listed] == [project["id"]]


def test_pages_turn_to_the_end(caller, storage, organiser, organisation):
    made = [created(caller, organiser, organisation, None, f"Projet {n}")["id"] for n in range(5)]
    seen, cursor = [], None
    while True:
        page = caller.ask(projects_ops.list_projects, {"limit": 2, "cursor": cursor}, organiser)
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == made[::-1]
    for wrong in ("x", "bm90aGluZw", page["next_cursor"] or "W10"):
        assert refusal(caller, projects_ops.list_projects, {"cursor": wrong}, organiser) == "cursor_invalid"


def test_an_export_is_asked_for_listed_and_opened_by_who_may(
    caller, storage, organiser, organisation, actor_of
):
    """CO-15"""
    project = published(caller, organiser, organisation)
    request = {"project_id": project["id"], "shape": "full", "format": "csv"}
    export = caller.ask(exports_ops.request_export, request, organiser)
    assert (export["state"], export["progress"], export["rows"]) == ("waiting", 0, None)
    analyst, moderator = actor_of("analyst", organisation), actor_of("moderator", organisation)
    assert caller.ask(exports_ops.list_exports, {"project_id": project["id"]}, analyst)["items"] == [export]
    assert refusal(caller, exports_ops.open_export, {"export_id": export["id"]}, analyst) == "not_ready"
    for operation in (exports_ops.get_export, exports_ops.open_export):
        assert refusal(caller, operation, {"export_id": export["id"]}, moderator) == "forbidden"
        assert refusal(caller, operation, {"export_id": export["id"]}) == "sign_in_required"
        assert (
            refusal(caller, operation, {"export_id": export["id"]}, actor_of("organiser", uuid4()))
            == "forbidden"
        )
        assert refusal(caller, operation, {"export_id": uuid4()}, organiser) == "not_found"
    assert (
        refusal(caller, exports_ops.request_export, {**request, "step_id": uuid4()}, organiser) == "not_found"
    )


def test_the_columns_of_exports_are_explained_to_anyone(caller):
    columns = caller.ask(projects_ops.list_export_columns)["items"]
    assert len(columns) == sum(len(names) for names in COLUMNS.values())
    author = {"shape": "full", "name": "author", "heading_fr": "participant (pseudonyme)"}
    assert any(author.items() <= each.items() for each in columns)


def test_templates_are_offered_to_anyone(caller, storage):
    templates = caller.ask(projects_ops.list_templates)["items"]
    assert [each["name"] for each in templates] == [
        "problem_causes_solutions",
        "draft_text",
        "open_question",
        "idea_box",
    ]
    assert templates[0]["steps"][0] == {"kind": "presentation", "title": "Présentation", "position": 0}
    english = caller.ask(projects_ops.list_templates, language="en")["items"]
    assert english[0]["steps"][0]["title"] == "Presentation"


def organisation_fact(fact, organisation, version, name):
    data = {
        "organisation_id": str(organisation),
        "slug": "ville",
        "name": name,
        "kind": "municipality",
        "colour": "#112233",
        "small_group_size": 4,
        "tomorrow": "unknown",
    }
    return orjson.dumps(
        {
            "specversion": "1.0",
            "id": str(uuid4()),
            "source": "/identity",
            "type": fact.name,
            "subject": f"organisation/{organisation}",
            "time": "2026-01-01T00:00:00+00:00",
            "datacontenttype": "application/json",
            "aggregateid": str(organisation),
            "aggregateversion": version,
            "data": data,
        }
    )


def test_an_organisations_name_is_heard_and_an_older_word_is_not(
    caller, environments, storage, organiser, organisation
):
    identity = Caller(environments["identity"]["AMQP_URL"], "identity")
    project = published(caller, organiser, organisation)

    def publish(fact, version, name):
        body = organisation_fact(fact, organisation, version, name)
        identity.publish(
            topology.events_exchange("identity"), fact.name, body, content_type="application/cloudevents+json"
        )

    def heard(name):
        until = time.time() + 5
        while time.time() < until:
            shown = caller.ask(projects_ops.get_project, {"project": project["id"]})
            if shown.get("organisation_name") == name:
                return shown
            time.sleep(0.05)
        raise AssertionError(shown)

    publish(identity_facts.organisation_created, 1, "Ville")
    assert heard("Ville")["organisation_colour"] == "#112233"
    publish(identity_facts.organisation_changed, 3, "Ville nouvelle")
    heard("Ville nouvelle")
    publish(identity_facts.organisation_changed, 2, "Ville entre-temps")
    time.sleep(0.5)
    heard("Ville nouvelle")
    assert caller.ask(projects_ops.get_figures, {"project_id": project["id"]})["small_group_size"] == 4
    identity.close()


def test_names_are_given_to_notifications_alone(caller, environments, storage, organiser, organisation):
    """NO-6"""
    from chassis.config import Config
    from chassis.tokens import Signer

    project = published(caller, organiser, organisation)
    request = {"project_id": project["id"], "step_id": project["steps"][1]["id"]}
    assert refusal(caller, consultations_internal_ops.names_of, request, organiser) in (
        "forbidden",
        "token_invalid",
    )
    signer = Signer(
        Config.from_environment("notifications", environments["notifications"]).text("SIGNING_KEY")
    )
    token = signer.sign({"iss": "notifications", "sub": "notifications", "aud": "consultations"}, 60)
    names = caller.ask(consultations_internal_ops.names_of, request, token)
    assert (names["project_title"], names["step_title"], names["public"]) == (
        "Bien vivre ici",
        "Consultation",
        True,
    )
    assert names["closes_at"] == project["steps"][1]["closes_at"]
    other = created(caller, organiser, organisation)
    assert (
        refusal(caller, consultations_internal_ops.names_of, {**request, "project_id": other["id"]}, token)
        == "not_found"
    )
    unknown = {**request, "target": "argument", "target_id": uuid4()}
    assert refusal(caller, consultations_internal_ops.names_of, unknown, token) == "not_found"
    assert identity_ops.groups_of.callers == ("consultations",)
