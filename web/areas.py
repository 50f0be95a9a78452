"""The areas of the front end. A module with pages holds a blueprint named `bp`, found and registered here."""

import importlib
import pkgutil

from flask import Blueprint, Flask

from web.core.config import Config

AREAS = ("core", "participate", "account", "organise", "votation")
ONLY_IN_DEMONSTRATION = {"web.core.gallery"}


def register(app: Flask, config: Config) -> None:
    for area in AREAS:
        package = importlib.import_module(f"web.{area}")
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            blueprint = getattr(importlib.import_module(found.name), "bp", None)
            if isinstance(blueprint, Blueprint) and (
                config.demonstration or found.name not in ONLY_IN_DEMONSTRATION
            ):
                app.register_blueprint(blueprint)
