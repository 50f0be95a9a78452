"""What is written for Kubernetes builds, is valid, and fits the code: same processes, settings, secrets and rights."""

import functools
import itertools
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml

from chassis.topology import RPC_EXCHANGE, exchanges, permissions, rpc_queue, rpc_topic_permissions
from contracts.registry import SERVICES
from deploy.k8s import make_secrets
from deploy.local.postgres import DISCREET
from tests.plumbing.test_operations_guide import GUIDE, documented

K8S = Path(__file__).resolve().parents[2] / "deploy" / "k8s"
COMPONENTS = ("cnpg", "keda", "network-policies", "otel", "rabbitmq-operator")
OVERLAYS = ("local", "production")
OLDEST, NEWEST = "1.32", "1.37"
OPERATORS = ("postgresql.cnpg.io/", "rabbitmq.com/", "keda.sh/")  # whose resources have schemas of their own
OURS = {"service", "relay", "worker", "migration", "gateway", "web"}
OPTIONAL_SECRETS = {"smtp_url", "dkim_key"}  # put beside the others by whoever has them
Resource = dict[str, Any]

pytestmark = pytest.mark.skipif(
    shutil.which("kubectl") is None,
    reason="needs kubectl 1.27 or later, whose kustomize builds the manifests",
)


@functools.cache
def text_of(folder: Path) -> str:
    built = subprocess.run(["kubectl", "kustomize", str(folder)], capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    return built.stdout


@functools.cache
def resources(folder: Path) -> list[Resource]:
    return [document for document in yaml.load_all(text_of(folder), yaml.CSafeLoader) if document]


def with_components(names: Iterable[str], folder: Path) -> Path:
    """A kustomization of the base and some components. kustomize wants relative paths."""
    up = Path(*[".."] * len(folder.resolve().parts[1:])) / K8S.relative_to("/")
    lines = ["resources:", f"- {up}/base", "components:", *(f"- {up}/components/{name}" for name in names)]
    folder.mkdir(parents=True)
    (folder / "kustomization.yaml").write_text("\n".join(lines if len(lines) > 3 else lines[:2]))
    return folder


def invalid(paths: list[Path], version: str) -> str:
    command = [
        sys.executable,
        "-m",
        "kubernetes_validate",
        "--strict",
        "--quiet",
        "-k",
        version,
        *map(str, paths),
    ]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    return "" if checked.returncode == 0 else checked.stdout + checked.stderr


def keep_known(folder: Path, path: Path) -> Path:
    known = [each for each in resources(folder) if not each["apiVersion"].startswith(OPERATORS)]
    path.write_text(yaml.dump_all(known, Dumper=yaml.CSafeDumper))
    return path


def test_base_with_any_components_builds_and_is_valid(tmp_path: Path) -> None:
    """None, each, all; and each pair, which shows that no two of them meet."""
    subsets = [subset for size in (0, 1, 2, 5) for subset in itertools.combinations(COMPONENTS, size)]
    folders = [with_components(subset, tmp_path / "-".join(["with", *subset])) for subset in subsets]
    for folder in folders:
        assert text_of(folder)
    telling = [folder for folder, subset in zip(folders, subsets, strict=True) if len(subset) != 2]
    assert invalid([keep_known(folder, tmp_path / f"{folder.name}.yaml") for folder in telling], OLDEST) == ""


@pytest.mark.parametrize("version", [OLDEST, NEWEST])
def test_overlays_are_valid(tmp_path: Path, version: str) -> None:
    paths = [keep_known(K8S / "overlays" / name, tmp_path / f"{name}.yaml") for name in OVERLAYS]
    assert invalid(paths, version) == ""


def of_kind(overlay: str, *kinds: str) -> list[Resource]:
    return [each for each in resources(K8S / "overlays" / overlay) if each["kind"] in kinds]


def pod(workload: Resource) -> Resource:
    found: Resource = workload["spec"]["template"]["spec"]
    return found


def label(workload: Resource, name: str) -> str:
    return str(workload["metadata"].get("labels", {}).get(name, ""))


def component(workload: Resource) -> str:
    return label(workload, "app.kubernetes.io/component")


def workloads(overlay: str) -> list[Resource]:
    return of_kind(overlay, "Deployment", "StatefulSet", "Job")


def ours(overlay: str) -> list[Resource]:
    return [each for each in workloads(overlay) if component(each) in OURS]


def only(workload: Resource) -> Resource:
    (container,) = pod(workload)["containers"]
    return dict(container)


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_nothing_is_root_or_writes_where_it_runs(overlay: str) -> None:
    for workload in workloads(overlay):
        its, name = pod(workload), workload["metadata"]["name"]
        assert its["securityContext"]["runAsNonRoot"], name
        assert its["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, name
        security = only(workload)["securityContext"]
        assert security["readOnlyRootFilesystem"], name
        assert not security["allowPrivilegeEscalation"], name
        assert security["capabilities"] == {"drop": ["ALL"]}, name
        if name != "collector":
            assert its["automountServiceAccountToken"] is False, name
            assert its["enableServiceLinks"] is False, name


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_everything_is_bounded_and_watched(overlay: str) -> None:
    for workload in workloads(overlay):
        container, name = only(workload), workload["metadata"]["name"]
        assert {"cpu", "memory"} <= container["resources"]["limits"].keys(), name
        assert {"cpu", "memory"} <= container["resources"]["requests"].keys(), name
        if (
            workload["kind"] != "Job" and component(workload) != "worker"
        ):  # a worker has no port, and ends when it fails
            assert {"livenessProbe", "readinessProbe"} <= container.keys(), name


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_there_are_the_processes_of_the_suite_and_no_other(overlay: str) -> None:
    commands = {tuple(only(each)["command"][2:]) for each in ours(overlay)}
    every = {
        (f"chassis.{what}", service.package)
        for service in SERVICES.values()
        for what in ("run", "relay", "migrate", *(["worker"] if service.worker else []))
    }
    assert commands == every | {("gateway",), ("web",)}


def settings(overlay: str, workload: Resource) -> dict[str, Any]:
    """What a container is told, by name."""
    maps = {each["metadata"]["name"]: each.get("data", {}) for each in of_kind(overlay, "ConfigMap")}
    container = only(workload)
    told: dict[str, Any] = {}
    for source in container.get("envFrom", []):
        told |= maps[source["configMapRef"]["name"]]
    for variable in container.get("env", []):
        for helper in re.findall(r"\$\((\w+)\)", variable.get("value", "")):
            assert helper in told, f"{helper} must come before the variable made of it"
        told[variable["name"]] = variable.get("value", variable.get("valueFrom"))
    return told


def helpers(told: dict[str, Any]) -> set[str]:
    return {name for value in told.values() for name in re.findall(r"\$\((\w+)\)", str(value))}


def needed_by_services() -> set[str]:
    """The variables that the guide calls needed, in its table for services."""
    table = GUIDE.read_text().split("### Services, relays, workers")[1].split("\n### ")[0]
    rows = [line.split("|") for line in table.splitlines() if line.startswith("| `")]
    return {name for row in rows if row[2].strip() == "needed" for name in re.findall(r"`([A-Z_]+)`", row[1])}


def needed(workload: Resource) -> set[str]:
    what, service = component(workload), label(workload, "capco/service")
    if what == "web":
        return {"WEB_HOST", "WEB_PORT", "GATEWAY_URL", "PUBLIC_URL", "TRUSTED_PROXIES"}
    if what == "gateway":
        return {"GATEWAY_HOST", "AMQP_URL", "TRUSTED_KEYS", "FILES_DIR", "HEALTH_PORT", "HEALTH_ADDRESS"}
    if what == "migration":
        return {"DATABASE_URL"}
    more = {"service": {"HEALTH_PORT", "HEALTH_ADDRESS", "SECRET_KEY"}, "relay": {"RELAY_HEALTH_PORT"}}.get(
        what, set()
    )
    if what == "worker" or (what, service) in {("service", "box"), ("service", "votation")}:
        more = more | {"FILES_DIR"}
    if (what, service) == ("service", "notifications"):
        more = more | {"PUBLIC_URL", "SMTP_URL", "MAIL_FROM"}
    return needed_by_services() | more


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_each_is_told_what_it_needs_and_nothing_that_nobody_reads(overlay: str) -> None:
    known = documented() | {f"{name}_FILE" for name in documented()}
    for workload in ours(overlay):
        told, name = settings(overlay, workload), workload["metadata"]["name"]
        assert needed(workload) - {each.removesuffix("_FILE") for each in told} == set(), name
        assert told.keys() - known - helpers(told) == set(), name


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_files_are_where_they_are_said_to_be(overlay: str) -> None:
    for workload in ours(overlay):
        mounts = {each["mountPath"]: each for each in only(workload).get("volumeMounts", [])}
        if "FILES_DIR" in settings(overlay, workload):
            assert any(path.startswith("/var/lib/capco/files") for path in mounts), workload["metadata"][
                "name"
            ]
        if component(workload) == "gateway":
            assert mounts["/var/lib/capco/files"]["readOnly"]
            assert mounts["/var/lib/capco/files/uploads"]["subPath"] == "uploads"
        if label(workload, "capco/service") == "box":
            assert {each.get("subPath") for path, each in mounts.items() if "files" in path} <= {"votations"}


@pytest.mark.parametrize("operators", [False, True])
def test_the_secrets_that_are_named_are_made(tmp_path: Path, operators: bool) -> None:
    make_secrets.make(tmp_path, operators=operators)
    kept = (tmp_path / "env" / "secrets.json").read_text()
    make_secrets.make(tmp_path, operators=operators)
    assert (tmp_path / "env" / "secrets.json").read_text() == kept
    overlay = "production" if operators else "local"
    by_operators = {"database_url", "amqp_url"} if operators else set()
    for workload in ours(overlay):
        for volume in pod(workload)["volumes"]:
            if "secret" in volume:
                made = {path.name for path in (tmp_path / volume["secret"]["secretName"]).iterdir()}
                files = {
                    Path(value).name
                    for name, value in settings(overlay, workload).items()
                    if name.endswith("_FILE") and name != "DATABASE_URL_FILE"
                }
                assert files - made - by_operators <= OPTIONAL_SECRETS, workload["metadata"]["name"]
    assert (tmp_path / "capco-servers").exists() is not operators


def named_secrets(workload: Resource) -> set[str]:
    volumes = {each["secret"]["secretName"] for each in pod(workload).get("volumes", []) if "secret" in each}
    variables = only(workload).get("env", [])
    return volumes | {
        each["valueFrom"]["secretKeyRef"]["name"]
        for each in variables
        if "secretKeyRef" in each.get("valueFrom", {})
    }


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_nobody_holds_anothers_secrets(overlay: str) -> None:
    for workload in ours(overlay):
        service = label(workload, "capco/service")
        its = {f"capco-{service}", f"capco-{service}-database", f"capco-{service}-user-credentials"}
        if component(workload) == "migration":
            its = {f"capco-{service}-migration", f"database-{service}-app"}
        assert named_secrets(workload) <= its, workload["metadata"]["name"]


def selects(selector: Resource, labels: dict[str, str]) -> bool:
    equal = all(labels.get(name) == value for name, value in selector.get("matchLabels", {}).items())
    return equal and all(
        labels.get(each["key"]) in each["values"] for each in selector.get("matchExpressions", [])
    )


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_reaches_the_broker_its_own_database_and_names(service: str) -> None:
    reached: set[str] = set()
    for policy in of_kind("production", "NetworkPolicy"):
        labels = next(
            each["spec"]["template"]["metadata"]["labels"]
            for each in ours("production")
            if each["metadata"]["name"] == service
        )
        if selects(policy["spec"]["podSelector"], labels):
            for rule in policy["spec"].get("egress", []):
                ports = sorted({each["port"] for each in rule["ports"]})
                reached |= {f"{_target(each)} {ports}" for each in rule.get("to", [{}])}
    expected = {"rabbitmq [5672]", f"capco/holds-{service} [5432]", "kube-system [53]"}
    assert reached == expected | ({"anywhere [25, 465, 587]"} if service == "notifications" else set())


def _target(peer: Resource) -> str:
    labels = (peer.get("podSelector") or peer.get("namespaceSelector") or {}).get("matchLabels", {})
    name, value = next(iter(labels.items()), ("", "anywhere"))
    return name if value == "yes" else str(value)


def test_everything_is_denied_that_is_not_named() -> None:
    policies = {each["metadata"]["name"]: each["spec"] for each in of_kind("production", "NetworkPolicy")}
    assert policies["default-deny"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_the_broker_gives_each_the_rights_of_the_topology() -> None:
    given = {
        each["metadata"]["name"].removeprefix("capco-"): each["spec"]["permissions"]
        for each in of_kind("production", "Permission")
    }
    assert given.pop("keda") == {"configure": "^$", "write": "^$", "read": "^$"}
    assert given == {name: permissions(name)._asdict() for name in (*SERVICES, "gateway")}
    topics = {
        each["metadata"]["name"].removeprefix("capco-"): each["spec"]["permissions"]
        for each in of_kind("production", "TopicPermission")
    }
    assert topics == {
        name: {"exchange": RPC_EXCHANGE} | rpc_topic_permissions(name)._asdict()
        for name in (*SERVICES, "gateway")
    }


def test_the_broker_has_the_exchanges_of_the_topology() -> None:
    made = [each["spec"] for each in of_kind("production", "Exchange")]
    assert {each["name"] for each in made} == set(exchanges(SERVICES))
    assert all((each["type"], each["durable"], each["vhost"]) == ("topic", True, "capco") for each in made)


def test_services_grow_by_their_own_queue() -> None:
    queues = {
        each["spec"]["scaleTargetRef"]["name"]: each["spec"]["triggers"][0]["metadata"]["queueName"]
        for each in of_kind("production", "ScaledObject")
    }
    assert queues == {service: rpc_queue(service) for service in SERVICES}
    scaled = {
        *queues,
        *(
            each["spec"]["scaleTargetRef"]["name"]
            for each in of_kind("production", "HorizontalPodAutoscaler")
        ),
    }
    fixed = {
        each["metadata"]["name"] for each in of_kind("production", "Deployment") if "replicas" in each["spec"]
    }
    assert not scaled & fixed


def test_servers_are_told_to_keep_a_vote_secret() -> None:
    clusters = of_kind("production", "Cluster")
    assert {each["metadata"]["name"] for each in clusters} == {f"database-{service}" for service in SERVICES}
    for cluster in clusters:
        assert cluster["spec"]["postgresql"]["parameters"].items() >= DISCREET.items()
    postgres = next(
        each for each in of_kind("local", "StatefulSet") if each["metadata"]["name"] == "postgres"
    )
    assert set(only(postgres)["args"]) >= {f"--{name}={value}" for name, value in DISCREET.items()}


def test_what_is_interrupted_leaves_one_behind() -> None:
    guarded = {
        each["spec"]["selector"]["matchLabels"]["app.kubernetes.io/name"]
        for each in of_kind("production", "PodDisruptionBudget")
    }
    assert guarded == {*SERVICES, "gateway", "web"}
