"""`python -m web.build`: compile the style sheet and the scripts into `static/build/`, and pack the verifier of votations.

Names carry a hash of the content, so that browsers keep them for a year; `manifest.json` lists them.
"""

import gzip
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

from web import verifier_download

HERE = Path(__file__).parent
ASSETS = HERE / "assets"
BUILD = HERE / "static" / "build"
TOOLS = HERE / "node_modules" / ".bin"
LOCK = HERE / "package-lock.json"
TITLES = HERE / "node_modules/@fontsource/young-serif/files/young-serif-latin-400-normal.woff2"
MANIFEST = BUILD / "manifest.json"


def run(*command: str | Path) -> None:
    subprocess.run([str(part) for part in command], cwd=HERE, check=True)


def sources() -> list[Path]:
    """Every file whose change calls for a new build."""
    return [
        LOCK,
        HERE / "build.py",
        HERE / "verifier_download.py",
        HERE / "subset-font.mjs",
        HERE / "picture.mjs",
        *(path for path in ASSETS.rglob("*") if path.is_file()),
    ]


def fingerprint() -> str:
    digest = hashlib.sha256()
    for path in [*sorted(sources()), *verifier_download.sources(), verifier_download.FORMATS]:
        digest.update(path.relative_to(HERE.parent).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def install() -> None:
    """`npm ci`, unless what is installed comes from this very lock file."""
    stamp = HERE / "node_modules" / ".capco-lock"
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    run("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
    stamp.write_text(wanted)


def compile_styles(work: Path) -> Path:
    """Sass, then esbuild, which shrinks the sheet and embeds the typefaces: one request, no flash of text."""
    plain = work / "capco.css"
    run("node", HERE / "subset-font.mjs", TITLES, work / "young-serif.woff2")
    run(
        TOOLS / "sass",
        "--quiet-deps",
        "--no-source-map",
        "--load-path=node_modules/govuk-frontend/dist",
        "--load-path=node_modules",
        ASSETS / "styles" / "capco.scss",
        plain,
    )
    small = work / "out" / "capco.css"
    run(
        TOOLS / "esbuild",
        plain,
        "--bundle",
        "--minify",
        "--loader:.woff2=dataurl",
        "--target=chrome100,firefox100,safari15",
        f"--outfile={small}",
        "--log-level=warning",
    )
    return small


def compile_scripts(work: Path) -> list[Path]:
    """One bundle per file directly under `assets/scripts/`; its imports are bundled with it."""
    entries = sorted((ASSETS / "scripts").glob("*.js"))
    run(
        TOOLS / "esbuild",
        *entries,
        "--bundle",
        "--minify",
        "--format=esm",
        "--target=es2020",
        f"--outdir={work / 'out'}",
        "--log-level=warning",
    )
    return [work / "out" / entry.name for entry in entries]


def draw_pictures(work: Path) -> list[Path]:
    """PNG twins of the pictures that sites and messengers show beside an address."""
    drawn = []
    for source in sorted((ASSETS / "pictures").glob("*.svg")):
        drawn.append(work / "out" / f"{source.stem}.png")
        run("node", HERE / "picture.mjs", source, drawn[-1])
    return drawn


def publish(made: list[Path], into: Path) -> dict[str, str]:
    """Copy each file under a name that carries its hash, with a compressed twin."""
    names = {}
    for path in made:
        content = path.read_bytes()
        name = f"{path.stem}.{hashlib.sha256(content).hexdigest()[:10]}{path.suffix}"
        (into / name).write_bytes(content)
        (into / f"{name}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
        names[path.name] = name
    return names


def build(force: bool = False) -> dict[str, str]:
    """Build when something changed since the last time; answer the manifest."""
    mark = fingerprint()
    if not force and MANIFEST.exists():
        known = json.loads(MANIFEST.read_text())
        if known.get("fingerprint") == mark:
            return dict(known["files"])
    install()
    work = HERE / "node_modules" / ".capco-build"
    shutil.rmtree(work, ignore_errors=True)
    (work / "published").mkdir(parents=True)
    verifier = verifier_download.write(work / "votation-verifier.pyz")
    downloads = [verifier, verifier_download.FORMATS]
    made = [compile_styles(work), *compile_scripts(work), *draw_pictures(work), *downloads]
    files = publish(made, work / "published")
    told: dict[str, object] = {
        "fingerprint": mark,
        "files": files,
        "verifier": {
            "version": verifier_download.VERSION,
            "sha256": hashlib.sha256(verifier.read_bytes()).hexdigest(),
            "needs": verifier_download.REQUIREMENT,
        },
    }
    (work / "published" / "manifest.json").write_text(json.dumps(told, indent=1))
    shutil.rmtree(BUILD, ignore_errors=True)
    shutil.copytree(work / "published", BUILD)
    return files


if __name__ == "__main__":
    for asset, address in build(force="--force" in sys.argv).items():
        print(f"{asset} -> {address} ({(BUILD / (address + '.gz')).stat().st_size / 1000:.1f} kB compressed)")
