"""The areas of the front end: a module with pages holds a blueprint named `bp`, found and registered here; templates of
an area are named by it (`account/profile.html`), those of the core by themselves (`base.html`).
"""

import importlib
import pkgutil
from pathlib import Path

from flask import Blueprint, Flask
from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, PrefixLoader

from web.core.config import Config

AREAS = ("core", "workspace", "votation", "participate", "organise", "account")
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


def templates() -> BaseLoader:
    folders = {area: FileSystemLoader(Path(__file__).parent / area / "templates") for area in AREAS}
    return ChoiceLoader([folders.pop("core"), PrefixLoader(folders)])
