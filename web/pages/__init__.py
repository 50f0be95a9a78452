"""One module per subject. Each holds a blueprint named `bp`, found and registered here."""

import importlib
import pkgutil

from flask import Flask

from web.config import Config

ONLY_IN_DEMONSTRATION = {"gallery"}


def register(app: Flask, config: Config) -> None:
    for module in pkgutil.iter_modules(__path__):
        if module.name in ONLY_IN_DEMONSTRATION and not config.demonstration:
            continue
        app.register_blueprint(importlib.import_module(f"web.pages.{module.name}").bp)
