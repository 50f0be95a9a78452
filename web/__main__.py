"""`python -m web`: serve the pages until SIGTERM, then finish what was begun."""

from gevent import monkey

monkey.patch_all()

from web.server import Server  # noqa: E402 - what it imports has to be patched before

if __name__ == "__main__":
    Server().run()
