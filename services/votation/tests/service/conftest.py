import pytest

from votation.domain.keys import Keys
from votation.tests.polls import make_poll


@pytest.fixture(scope="session")
def register(migrated):
    return migrated("votation")


@pytest.fixture(scope="session")
def box(migrated):
    return migrated("votation.box")


@pytest.fixture(scope="session")
def keys(environments):
    return Keys(environments["votation"]["SECRET_KEY"].encode())


@pytest.fixture(scope="module")
def running(start, tmp_path_factory):
    """Register, box, their relays and the register's worker."""
    files = str(tmp_path_factory.mktemp("files"))
    return {
        "register": start("votation", FILES_DIR=files),
        "box": start("votation.box", FILES_DIR=files),
        "register-relay": start("votation", "relay"),
        "box-relay": start("votation.box", "relay"),
        "worker": start("votation", "worker", FILES_DIR=files),
        "files": files,
    }


@pytest.fixture
def poll(running, caller, register, keys, actor_of):
    """`poll(electors=10, …)` makes a votation that is open."""
    from uuid import uuid4

    def make(**more):
        organisation = uuid4()
        token = actor_of("organiser", organisation)
        return make_poll(caller, register, keys, token, organisation, **more)

    return make
