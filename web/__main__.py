"""`python -m web`: serve the pages under gunicorn."""

import os

from gunicorn.app.base import BaseApplication

from web.app import create_app


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn, configured by the environment and not by a file."""

    def load_config(self) -> None:
        settings = {
            "bind": f"{os.environ.get('WEB_HOST', '127.0.0.1')}:{os.environ.get('WEB_PORT', '8000')}",
            "worker_class": "gthread",
            "workers": int(os.environ.get("WEB_WORKERS", "2")),
            "threads": int(os.environ.get("WEB_THREADS", "8")),
            "control_socket_disable": True,
            "proc_name": "capco-web",
        }
        for name, value in settings.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> object:
        return create_app()


if __name__ == "__main__":
    Server().run()
