"""Bytes on a socket, for what no HTTP client would send."""

import socket
import time


def say(port: int, *pieces: bytes, pause: float = 0.0, seconds: float = 5.0) -> bytes:
    """Everything the server says until it closes or falls silent."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as sock:
        try:
            for piece in pieces:
                sock.sendall(piece)
                time.sleep(pause)
        except OSError:
            pass
        return hear(sock, seconds)


def hear(sock: socket.socket, seconds: float = 1.0) -> bytes:
    heard = b""
    sock.settimeout(seconds)
    try:
        while piece := sock.recv(65536):
            heard += piece
    except OSError:
        pass
    return heard
