"""axe-core, which judges whether everybody can use a page: fetched by npm's client into the ignored cache."""

import hashlib
import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Page

HERE: Final = Path(__file__).parent
CACHE: Final = HERE.parents[1] / ".cache"
LOCK: Final = HERE / "package-lock.json"
NPM: Final = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
HOW_TO_GET_IT: Final = (
    "whether everybody can use the page is judged by axe-core, which npm fetches: install Node.js with npm"
)
SERIOUS: Final = ("serious", "critical")


def kept() -> Path:
    """Where it is kept."""
    return CACHE / f"axe-core-{hashlib.sha256(LOCK.read_bytes()).hexdigest()[:12]}.js"


def find() -> Path | None:
    """The script, where it was fetched before."""
    return kept() if kept().exists() else None


def install() -> Path | None:
    """Fetch it; None where npm is missing or fails."""
    npm = shutil.which("npm")
    if npm is None:
        return None
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        for name in ("package.json", LOCK.name):
            shutil.copyfile(HERE / name, Path(folder) / name)
        if subprocess.run([npm, "--prefix", folder, *NPM], check=False).returncode != 0:
            return None
        (Path(folder) / "node_modules" / "axe-core" / "axe.min.js").replace(kept())
    return kept()


async def findings(page: Page) -> list[str]:
    """What it finds serious or critical on a page as it is now, each with the element."""
    # As a debugger does it: the page's own policy keeps scripts of others out.
    await page.evaluate(kept().read_text(encoding="utf-8") + "\n;null")
    found: dict[str, Any] = await page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['impact']}: {one['help']}: {json.dumps(node['target'])} {node['failureSummary']}"
        for one in found["violations"]
        if one["impact"] in SERIOUS
        for node in one["nodes"]
    ]
