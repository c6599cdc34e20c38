"""Print what Lighthouse says of the main pages on a slow phone, and when a lesson is first painted.

`make lighthouse`, or `make lighthouse ARGS="--pages lesson --runs 3"` for a part of it. The demo is built in a folder
of its own and served on this machine only, as production serves it. The exit code is 1 where something falls short of
BUDGET or FIRST_PAINT; a busy machine gives worse figures than an idle one, so no test depends on them.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from statistics import median

from tests import server

PAGES = ("lesson", "course", "home", "workshop_index", "workshop", "institution")
LANGUAGES = ("zh-hans", "ru", "kk")
# Points out of 100, by Lighthouse's names of its categories.
BUDGET = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
# Seconds until a lesson is first painted at 400 kbit/s and 400 ms with the processor four times slower.
FIRST_PAINT = 1.6
SLOW_LINE = [
    "--throttling-method=devtools",
    "--throttling.requestLatencyMs=400",
    "--throttling.downloadThroughputKbps=400",
    "--throttling.uploadThroughputKbps=400",
    "--throttling.cpuSlowdownMultiplier=4",
]
LIGHTHOUSE = server.ROOT / "node_modules" / "lighthouse" / "cli" / "index.js"
# Seconds for one page.
TIME_LIMIT = 180
# A busy machine loses a trace now and then, and Lighthouse asks to be run again.
ATTEMPTS = 3


def measure(url, *options):
    """Lighthouse's report of an address, with its own profile of a slow phone unless options say otherwise.

    Raises SystemExit with what Lighthouse wrote where it fails or takes longer than TIME_LIMIT.
    """
    command = [
        *server.node(),
        str(LIGHTHOUSE),
        url,
        "--quiet",
        "--output=json",
        "--output-path=stdout",
        "--no-enable-error-reporting",
        f"--chrome-flags=--headless=new {' '.join(server.CHROMIUM_FLAGS)}",
        *options,
    ]
    environment = {**os.environ, "CHROME_PATH": server.CHROMIUM}
    for _attempt in range(ATTEMPTS):
        try:
            done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=TIME_LIMIT)
        except subprocess.TimeoutExpired:
            sys.exit(f"Lighthouse took longer than {TIME_LIMIT} s for {url}.")
        if done.returncode == 0 and "runtimeError" not in (report := json.loads(done.stdout)):
            return report
    sys.exit(f"Lighthouse could not measure {url}:\n{done.stderr or report['runtimeError']['message']}")


def points(reports):
    """{category: points}, the median of the reports."""
    return {name: round(100 * median(each["categories"][name]["score"] for each in reports)) for name in BUDGET}


def complaints(report):
    """What costs points, a sentence for each audit."""
    for name in BUDGET:
        for reference in report["categories"][name]["auditRefs"]:
            audit = report["audits"][reference["id"]]
            if reference["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                yield f"{name}: {audit['title']} ({audit['id']}) {audit.get('displayValue', '')}".rstrip()


def first_paint(url, runs):
    """Seconds until something is painted on the slow line, the median of the runs."""
    name = "first-contentful-paint"
    reports = [measure(url, *SLOW_LINE, f"--only-audits={name}") for _run in range(runs)]
    return median(report["audits"][name]["numericValue"] / 1000 for report in reports)


def print_row(page, language, url, runs):
    """Measure one page and print its row, with what cost points below; returns whether it is within the budget."""
    reports = [measure(url) for _run in range(runs)]
    found = points(reports)
    cells = [f"{found[name]}{'' if found[name] >= least else ' !'}" for name, least in BUDGET.items()]
    kept = all(found[name] >= least for name, least in BUDGET.items())
    if page == "lesson":
        seconds = first_paint(url, runs)
        cells.append(f"{seconds:.2f} s{'' if seconds <= FIRST_PAINT else ' !'}")
        kept = kept and seconds <= FIRST_PAINT
    print("".join(f"{cell:16}" for cell in (page, language, *cells)).rstrip(), flush=True)
    for complaint in sorted({each for report in reports for each in complaints(report)}):
        print(f"    {complaint}", flush=True)
    return kept


def main():
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", nargs="+", choices=PAGES, default=PAGES)
    parser.add_argument("--languages", nargs="+", choices=LANGUAGES, default=LANGUAGES)
    parser.add_argument("--runs", type=int, default=1, help="measure so often and take the median (default: 1)")
    options = parser.parse_args()
    if not server.CHROMIUM:
        sys.exit("No Chromium was found: apt-get install chromium, or name it in CHROME_PATH.")
    if not LIGHTHOUSE.exists():
        sys.exit("Lighthouse is missing: manage.py frontend --dev")

    columns = ("page", "language", "performance", "accessibility", "best practices", "SEO", "first paint, slow line")
    print("".join(f"{column:16}" for column in columns))
    with (
        tempfile.TemporaryDirectory(prefix="qiao-lighthouse-") as folder,
        server.demo(folder, settings="tests.bench.settings", commands=[["collectstatic", "--noinput"]]) as demo,
    ):
        kept = [
            print_row(page, language, demo["base"] + demo["pages"][page][language], options.runs)
            for page in options.pages
            for language in options.languages
            # A workshop is read in the languages of its country.
            if language in demo["pages"][page]
        ]
    least = ", ".join(f"{name} {number}" for name, number in BUDGET.items())
    print(f"\nBudget: {least}, first paint {FIRST_PAINT} s; ! marks what falls short of it.")
    sys.exit(not all(kept))


if __name__ == "__main__":
    main()
