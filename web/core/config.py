"""What the front end is told by its environment. Each variable may also be given as `…_FILE`."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit

ACCESSIBILITY = ("none", "partial", "full")


def origin_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


@dataclass(frozen=True)
class Config:
    """Settings of one front end; the field `gateway_url` is the variable GATEWAY_URL, and so on."""

    gateway_url: str = "http://127.0.0.1:8001"
    gateway_public_url: str = ""
    public_url: str = "http://127.0.0.1:8000"
    demonstration: bool = False
    suite_name: str = "Capco"
    time_zone: str = "Europe/Paris"
    gateway_timeout: float = 10.0
    trusted_proxies: int = 0
    contact_email: str = "contact@capco.example"
    hosting: str = ""
    accessibility: str = "none"
    accessibility_audit: str = ""

    def __post_init__(self) -> None:
        """Raises ValueError: a status of accessibility other than `none` rests on an audit (RGAA 4.1, law 2005-102)."""
        if self.accessibility not in ACCESSIBILITY:
            raise ValueError(f"ACCESSIBILITY is one of {', '.join(ACCESSIBILITY)}")
        if self.accessibility != "none" and not self.accessibility_audit:
            raise ValueError(
                "ACCESSIBILITY_AUDIT says who audited the pages, when, and the share of criteria met"
            )

    def require_legal_notice(self) -> None:
        """Raises ValueError where people are served and nothing says who hosts the pages (law 2004-575, article 6)."""
        if not self.demonstration and not self.hosting:
            raise ValueError("HOSTING has to give the name, address and telephone of who hosts these pages")

    @property
    def secure(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def origin(self) -> str:
        return origin_of(self.public_url)

    @property
    def live_origin(self) -> str:
        """Where browsers listen to live figures; empty when pages show those of their loading."""
        return origin_of(self.gateway_public_url) if self.gateway_public_url else ""


def _given(name: str, environment: Mapping[str, str]) -> str | None:
    path = environment.get(f"{name}_FILE")
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    return environment.get(name)


def _read(value: str, kind: object) -> object:
    if kind is bool:
        return value.lower() in {"1", "true", "yes", "on"}
    return kind(value) if callable(kind) else value


def from_environment(environment: Mapping[str, str] = os.environ) -> Config:
    """The configuration that the environment describes; what it does not name keeps its default."""
    given = {}
    for setting in fields(Config):
        value = _given(setting.name.upper(), environment)
        if value is not None:
            given[setting.name] = _read(value, setting.type)
    return Config(**given)  # type: ignore[arg-type]
