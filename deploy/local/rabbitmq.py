"""A private RabbitMQ node, with its own Erlang port mapper so that nodes of one machine never meet."""

from __future__ import annotations

import base64
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

from deploy.local.state import State, dropped, server_user

ADMINISTRATOR = "capco-administrator"
CONTROL_NEEDS = {
    "PATH",
    "LANG",
    "HOME",
    "ERL_EPMD_PORT",
    "ERL_EPMD_ADDRESS",
    "RABBITMQ_NODENAME",
    "RABBITMQ_CONF_ENV_FILE",
}


def program() -> Path | None:
    """The real script: the one on PATH insists on the system's own node and user."""
    real = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
    if real.exists():
        return real
    found = shutil.which("rabbitmq-server")
    return Path(found) if found else None


def amqp_url(state: State) -> str:
    return f"amqp://{ADMINISTRATOR}:{state.values['rabbitmq_password']}@127.0.0.1:{state.port('amqp')}/"


def management_url(state: State) -> str:
    return f"http://{ADMINISTRATOR}:{state.values['rabbitmq_password']}@127.0.0.1:{state.port('management')}"


def marker(state: State) -> bytes:
    return b"CAPCO_BROKER_OF=" + os.fsencode(state.run_dir)


def pids(state: State) -> list[int]:
    """Every process of this node (script, virtual machine, port mapper), known by its environment."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if marker(state) in (folder / "environ").read_bytes().split(b"\0"):
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def lives(state: State) -> bool:
    return any(map(is_virtual_machine, pids(state)))


def healthy(state: State) -> bool:
    return speaks_amqp(state.port("amqp")) and management_answers(state)


def speaks_amqp(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(b"AMQP\x00\x00\x09\x01")
            return connection.recv(1) == b"\x01"
    except OSError:
        return False


def management_answers(state: State) -> bool:
    """With our own credentials, so that a stranger's node on our port is never taken for ours."""
    request = urllib.request.Request(f"http://127.0.0.1:{state.port('management')}/api/whoami")
    credentials = f"{ADMINISTRATOR}:{state.values['rabbitmq_password']}".encode()
    request.add_header("Authorization", "Basic " + base64.b64encode(credentials).decode())
    try:
        with urllib.request.urlopen(request, timeout=2) as answer:  # noqa: S310 (http, written above)
            return int(answer.status) == 200
    except OSError:
        return False


def start(state: State, throwaway: bool) -> None:  # noqa: ARG001 (a node has no such mode)
    kill(state)  # half a node that no longer answers
    script = program()
    if script is None:
        raise SystemExit("rabbitmq: no program found")
    owner = server_user("rabbitmq")
    home = state.folder("rabbitmq", owner)
    environment = settings(state, home)
    write_configuration(state, home, owner)
    epmd = shutil.which("epmd")
    with state.log("rabbitmq").open("ab") as log:
        for command in ([epmd] if epmd else None, [script]):
            if command:
                subprocess.Popen(
                    command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=home,
                    start_new_session=True, **dropped(owner),
                )  # fmt: skip


def settings(state: State, home: Path) -> dict[str, str]:
    for name in ("epmd", "amqp", "management", "distribution"):
        state.settle_port(name)
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "HOME": str(home),
        "CAPCO_BROKER_OF": str(state.run_dir),
        "ERL_EPMD_PORT": str(state.port("epmd")),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODENAME": state.values["node"],
        "RABBITMQ_DIST_PORT": str(state.port("distribution")),
        "RABBITMQ_NODE_PORT": str(state.port("amqp")),
        "RABBITMQ_CONF_ENV_FILE": str(home / "rabbitmq-env.conf"),
        "RABBITMQ_CONFIG_FILE": str(home / "rabbitmq.conf"),
        "RABBITMQ_ADVANCED_CONFIG_FILE": str(home / "advanced.config"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(home / "enabled_plugins"),
        "RABBITMQ_MNESIA_BASE": str(home / "mnesia"),
        "RABBITMQ_LOG_BASE": str(home / "log"),
        "RABBITMQ_PID_FILE": str(home / "pid"),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
    }


def write_configuration(state: State, home: Path, owner: str | None) -> None:
    files = {
        ".erlang.cookie": state.values["erlang_cookie"],
        "rabbitmq-env.conf": "",
        "advanced.config": "[].\n",
        "enabled_plugins": "[rabbitmq_management].\n",
        "rabbitmq.conf": "\n".join((
            f"listeners.tcp.1 = 127.0.0.1:{state.port('amqp')}",
            "management.tcp.ip = 127.0.0.1",
            f"management.tcp.port = {state.port('management')}",
            f"default_user = {ADMINISTRATOR}",
            f"default_pass = {state.values['rabbitmq_password']}",
            "log.console = true",
            "log.console.level = info",
            "log.file = false",
            "",
        )),
    }  # fmt: skip
    for name, text in files.items():
        path = home / name
        path.unlink(missing_ok=True)  # the cookie is read-only
        path.write_text(text)
        path.chmod(0o400 if name == ".erlang.cookie" else 0o600)
        if owner is not None:
            shutil.chown(path, owner)


def stop(state: State, now: bool) -> None:
    """Asks the node to finish; kills what is left after twenty seconds, or at once with `now`."""
    if not now:
        for number in pids(state):
            if is_virtual_machine(number):
                os.kill(number, signal.SIGTERM)
        deadline = time.monotonic() + 20
        while any(map(is_virtual_machine, pids(state))) and time.monotonic() < deadline:
            time.sleep(0.1)
    kill(state)


def control(state: State, *arguments: str, output: int | None = subprocess.DEVNULL) -> None:
    """`rabbitmqctl` on this node, as it was started: `stop_app`, `set_vm_memory_high_watermark 0.4` …

    What it says goes nowhere, unless `output` is None: then to our own standard output.
    """
    script, node = program(), next(filter(is_virtual_machine, pids(state)))
    if script is None:
        raise SystemExit("rabbitmq: no program found")
    given = (Path("/proc") / str(node) / "environ").read_bytes().split(b"\0")
    known = dict(os.fsdecode(pair).split("=", 1) for pair in given if b"=" in pair)
    kept = {name: known[name] for name in known.keys() & CONTROL_NEEDS}
    home = state.folder("rabbitmq", server_user("rabbitmq"))
    subprocess.run(
        [script.with_name("rabbitmqctl"), *arguments], env=kept, cwd=home, check=True, stdout=output,
        **dropped(server_user("rabbitmq")),
    )  # fmt: skip


def is_virtual_machine(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/comm").read_text().startswith("beam")
    except OSError:
        return False


def kill(state: State) -> None:
    while found := pids(state):
        for number in found:
            try:
                os.kill(number, signal.SIGKILL)
            except ProcessLookupError:
                continue
        time.sleep(0.05)
