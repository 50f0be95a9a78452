"""What a service is called. A package may hold several: `votation.box` is the service `box`."""


def service_of(package: str) -> str:
    """The name of the service in a package: its queues', database's and broker user's."""
    return package.rpartition(".")[2]
