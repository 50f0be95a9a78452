"""The areas of the front end: a module with pages holds a blueprint named `bp`, found and registered here; templates of
an area are named by it (`account/profile.html`), those of the core by themselves (`base.html`).
"""

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from flask import Blueprint, Flask
from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, PrefixLoader

from web.core.config import Config

AREAS = ("core", "workspace", "votation", "participate", "organise", "account")
ONLY_IN_DEMONSTRATION = {"web.core.gallery"}


def register(app: Flask, config: Config) -> None:
    """Every module is read before a blueprint is registered: several may add pages to the same one."""
    for module in list(_modules()):
        blueprint = getattr(module, "bp", None)
        if not isinstance(blueprint, Blueprint) or blueprint.import_name != module.__name__:
            continue
        if config.demonstration or module.__name__ not in ONLY_IN_DEMONSTRATION:
            app.register_blueprint(blueprint)


def _modules() -> Iterator[ModuleType]:
    for area in AREAS:
        package = importlib.import_module(f"web.{area}")
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield importlib.import_module(found.name)


def templates() -> BaseLoader:
    folders = {area: FileSystemLoader(Path(__file__).parent / area / "templates") for area in AREAS}
    return ChoiceLoader([folders.pop("core"), PrefixLoader(folders)])
