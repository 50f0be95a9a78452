"""What the gateway is told at its start."""

from dataclasses import dataclass

from chassis.config import Config


@dataclass(frozen=True)
class Settings:
    """`trusted_proxies` are networks whose X-Forwarded-For is believed; `rate_factor` widens every rate
    limit; `public_url` is where the front end is: its pages may ask us from a browser, whatever organisations say."""

    amqp_url: str
    trusted_keys: str
    files_dir: str
    host: str = "127.0.0.1"
    port: int = 8001
    health_port: int = 0
    health_address: str = "127.0.0.1"
    trusted_proxies: tuple[str, ...] = ("127.0.0.0/8", "::1/128")
    public_url: str = ""
    rate_factor: float = 1.0
    rate_storage: str = ""
    body_limit: int = 1024 * 1024
    body_seconds: float = 20.0
    upload_limit: int = 20 * 1024 * 1024
    upload_seconds: float = 300.0
    cache_bytes: int = 64 * 1024 * 1024
    origins_seconds: float = 60.0

    @classmethod
    def from_config(cls, config: Config) -> "Settings":
        proxies = config.text("TRUSTED_PROXIES", ",".join(cls.trusted_proxies))
        return cls(
            amqp_url=config.text("AMQP_URL"),
            trusted_keys=config.text("TRUSTED_KEYS"),
            files_dir=config.text("FILES_DIR"),
            host=config.text("GATEWAY_HOST", cls.host),
            port=config.whole("GATEWAY_PORT", cls.port),
            health_port=config.whole("HEALTH_PORT", 0),
            health_address=config.text("HEALTH_ADDRESS", cls.health_address),
            trusted_proxies=tuple(proxy.strip() for proxy in proxies.split(",") if proxy.strip()),
            public_url=config.text("PUBLIC_URL", ""),
            rate_factor=config.number("RATE_FACTOR", cls.rate_factor),
            rate_storage=config.text("RATE_LIMIT_STORAGE", ""),
            body_limit=config.whole("BODY_LIMIT", cls.body_limit),
            upload_limit=config.whole("UPLOAD_LIMIT", cls.upload_limit),
            cache_bytes=config.whole("CACHE_BYTES", cls.cache_bytes),
        )
