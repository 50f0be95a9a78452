"""Writes what deploys the services, and who may import whom, from their tables.

python -m deploy.manifests            writes what is outdated
python -m deploy.manifests --check    names it and fails
"""

import argparse

from deploy.manifests.rendering import ROOT, outdated


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; fail where something is outdated"
    )
    check = parser.parse_args().check
    changed = outdated()
    for path, text in changed.items():
        print(
            f"{path.relative_to(ROOT)} is outdated: make manifests"
            if check
            else f"wrote {path.relative_to(ROOT)}"
        )
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    return 1 if check and changed else 0


if __name__ == "__main__":
    raise SystemExit(main())
