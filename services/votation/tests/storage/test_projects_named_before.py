"""Votations that named a project before its organisation was told of."""

from uuid import uuid4

from sqlalchemy import text

from contracts.refused import Refused
from votation.tests.endpoints import register_endpoints, someone


class Consultations:
    """Knows these projects, once it is back."""

    def __init__(self, owners):
        self.owners, self.away = owners, True

    def call(self, _call, _operation, asked):
        if self.away:
            raise Refused("unavailable")
        if asked["project_id"] not in self.owners:
            raise Refused("not_found")
        return {"organisation_id": str(self.owners[asked["project_id"]])}


def test_are_listed_once_consultations_says_they_are_of_the_same_organisation(world):
    """A03"""
    city, ministry, ours, theirs, nowhere = (uuid4() for _ in range(5))
    endpoints = register_endpoints(world)
    endpoints.service.consultations = neighbour = Consultations({ours: city, theirs: ministry})
    organiser = someone("organiser", city)

    def placed(project_id):
        made = endpoints.answer("create_votation", organiser, {"organisation_id": city, "title": "Un vote"})[
            "result"
        ]
        with world.register.engine.begin() as connection:
            move = text("UPDATE votation SET project_id = :project_id WHERE id = :id")
            connection.execute(move, {"project_id": project_id, "id": made["id"]})
        return made["id"]

    def listed(project_id):
        page = endpoints.answer("list_votations", organiser, {"project_id": project_id})["result"]
        return [each["id"] for each in page["items"]]

    def pass_by():
        type(endpoints.service).learn_owners.__wrapped__(endpoints.service)

    kept = placed(ours)
    placed(theirs)
    placed(nowhere)
    pass_by()
    assert [listed(each) for each in (ours, theirs, nowhere)] == [[], [], []]
    neighbour.away = False
    pass_by()
    assert [listed(each) for each in (ours, theirs, nowhere)] == [[kept], [], []]
