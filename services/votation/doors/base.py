"""What every door of the register stands on."""

from chassis.service import Call, Service, Transaction
from chassis.service_client import ServiceClient
from votation import desk as laying
from votation.domain.desk import Desk
from votation.domain.keys import Keys


class RegisterDoor(Service):
    identity = ServiceClient("identity")
    consultations = ServiceClient("consultations")
    box = ServiceClient("box")

    @property
    def keys(self) -> Keys:
        return Keys(self.config.text("SECRET_KEY").encode())

    def desk(self, call: Call, tx: Transaction) -> Desk:
        return laying.desk(call, tx, self.keys)
