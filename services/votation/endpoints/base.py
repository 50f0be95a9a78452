"""What all endpoints of the register use."""

from chassis.service import Call, Service, Transaction
from chassis.service_client import ServiceClient
from votation import unit_of_work as laying
from votation.domain.keys import Keys
from votation.domain.unit_of_work import UnitOfWork


class RegisterEndpoints(Service):
    identity = ServiceClient("identity")
    consultations = ServiceClient("consultations")
    box = ServiceClient("box")

    @property
    def keys(self) -> Keys:
        return Keys(self.config.text("SECRET_KEY").encode())

    def uow(self, call: Call, tx: Transaction) -> UnitOfWork:
        return laying.uow(call, tx, self.keys)
