"""Configuration by environment variables; each may also be given as NAME_FILE, the path of a file that holds it."""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

DEMONSTRATION_MARK = "demonstration"


class ConfigurationError(Exception):
    """Something needed is missing or wrong; the process does not start."""


@dataclass(frozen=True)
class Config:
    """What a process was told. Unknown names are kept in `values` for the service's own settings."""

    service: str
    values: Mapping[str, str] = field(repr=False)

    @classmethod
    def from_environment(cls, service: str, environment: Mapping[str, str] = os.environ) -> "Config":
        values = dict(environment)
        for name, path in environment.items():
            if name.endswith("_FILE") and name.removesuffix("_FILE") not in environment:
                with suppress(OSError, UnicodeDecodeError):  # other programs' settings are named so, too
                    values[name.removesuffix("_FILE")] = Path(path).read_text().strip()
        config = cls(service, values)
        config.refuse_demonstration_secrets()
        return config

    def text(self, name: str, default: str | None = None) -> str:
        value = self.values.get(name, default)
        if value is None and f"{name}_FILE" in self.values:
            raise ConfigurationError(f"{name}_FILE names no text that can be read")
        if value is None:
            raise ConfigurationError(f"{name} is not set")
        return value

    def whole(self, name: str, default: int) -> int:
        value = self.values.get(name)
        try:
            return default if value is None else int(value)
        except ValueError:
            raise ConfigurationError(f"{name} is not a whole number") from None

    def number(self, name: str, default: float) -> float:
        value = self.values.get(name)
        try:
            return default if value is None else float(value)
        except ValueError:
            raise ConfigurationError(f"{name} is not a number") from None

    @property
    def is_demonstration(self) -> bool:
        return self.values.get("DEMONSTRATION", "") == "1"

    def refuse_demonstration_secrets(self) -> None:
        """A secret made for the demonstration bears its mark; outside demonstration mode it stops the start."""
        if self.is_demonstration:
            return
        for name, value in self.values.items():
            secret = name.endswith(("_SECRET", "_PASSWORD", "_KEY")) or name in ("DATABASE_URL", "AMQP_URL")
            if secret and DEMONSTRATION_MARK in value:
                raise ConfigurationError(f"{name} holds a demonstration secret; set one of your own")
