"""What every door of the register stands on."""

from chassis.neighbour import Neighbour
from chassis.service import Call, Service, Transaction
from votation import desk as laying
from votation.domain.desk import Desk
from votation.domain.keys import Keys


class RegisterDoor(Service):
    identity = Neighbour("identity")
    consultations = Neighbour("consultations")
    box = Neighbour("box")

    @property
    def keys(self) -> Keys:
        return Keys(self.config.text("SECRET_KEY").encode())

    def desk(self, call: Call, tx: Transaction) -> Desk:
        return laying.desk(call, tx, self.keys)
