"""Take pictures of the main pages and of every kind of block: phone and desk, by day and by night, three languages.

`make screenshots` writes them into var/screenshots/ with an index.html that shows them side by side;
`make screenshots ARGS="--languages ru --modes touch"` takes a part of them,
`make screenshots ARGS=--guide` the pictures of the guide for editors.
"""

import argparse
import shutil
import sys
import tempfile
from collections import defaultdict
from html import escape
from itertools import product
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests import server

from . import guide, specimen

PAGES = (
    "home",
    "course",
    "lesson",
    "workshop_index",
    "workshop",
    "institution",
    "exchange",
    "event",
    "standard",
    "library",
    "alliance",
    "test_centre",
    "admission",
    "story",
)
WIDTHS = (390, 1280)
SCHEMES = ("light", "dark")
MODES = ("hanzi", "pinyin", "beside", "touch")
TARGET = server.ROOT / "var" / "screenshots"
# What unfolds is pictured unfolded, what follows the reader stays in its place, what loads late is there.
SETTLE = """async () => {
    document.querySelectorAll(".block details").forEach((details) => (details.open = true));
    document.querySelectorAll(".reading").forEach((bar) => (bar.style.position = "static"));
    const images = [...document.images];
    images.forEach((image) => (image.loading = "eager"));
    await Promise.all(images.map((image) => image.decode().catch(() => null)));
}"""


def take(page, path, mode):
    """Open a page and wait until nothing on it moves any more."""
    page.goto(path, wait_until="networkidle")
    choice = page.locator(f'[name=reading][value="{mode}"]')
    if mode and choice.count():
        choice.check(force=True)
    page.evaluate(SETTLE)
    page.wait_for_function("!document.querySelector('[data-script] .block:not(.laid-out)')")


def picture(page, demo, language, mode, folder):
    """Take the pictures of one language in one window; yields (what it shows, file)."""
    for name in PAGES:
        path = demo["pages"][name].get(language)
        if path is None:
            # What is not translated is pictured as a reader of that language meets it.
            path = demo["pages"][name]["zh-hans"].replace("/zh-hans/", f"/{language}/")
        take(page, path, mode)
        yield f"page {name}", _shoot(page, folder / f"page-{name}.png", full_page=True)
    take(page, specimen.path_of(demo["pages"]["course"][language]), mode)
    blocks = page.locator(".block").all()
    for number, (kind, block) in enumerate(zip(specimen.kinds(), blocks, strict=True), 1):
        yield f"block {number:02} {kind}", _shoot(block, folder / f"block-{number:02}-{kind}.png")


def _shoot(what, file, **options):
    file.parent.mkdir(parents=True, exist_ok=True)
    what.screenshot(path=file, animations="disabled", **options)
    return file


def contact_sheet(shots):
    """The HTML of a page that shows the pictures of one thing beside each other; shots: {what: [(note, file)]}."""
    parts = [
        '<!doctype html><meta charset="utf-8"><title>Screenshots</title><style>body{font:14px sans-serif;margin:1rem}'
        "section{display:flex;gap:1rem;overflow-x:auto;align-items:start}figure{margin:0}"
        "img{max-block-size:60rem;max-inline-size:32rem;border:1px solid #999}</style>"
    ]
    for what, files in sorted(shots.items()):
        parts.append(f"<h2>{escape(what)}</h2><section>")
        for note, file in files:
            link = file.relative_to(TARGET).as_posix()
            parts.append(
                f'<figure><figcaption>{escape(note)}</figcaption><a href="{link}">'
                f'<img src="{link}" loading="lazy" alt=""></a></figure>'
            )
        parts.append("</section>")
    return "\n".join(parts)


def main():
    """Take the pictures that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--languages", nargs="+", choices=specimen.LANGUAGES, default=specimen.LANGUAGES)
    parser.add_argument("--widths", nargs="+", type=int, default=WIDTHS)
    parser.add_argument("--schemes", nargs="+", choices=SCHEMES, default=SCHEMES)
    parser.add_argument("--modes", nargs="+", choices=MODES, default=[None], help="ways of reading (default: as met)")
    parser.add_argument("--guide", action="store_true", help="the pictures of docs/for-editors.md and nothing else")
    options = parser.parse_args()
    if not server.CHROMIUM:
        sys.exit("No Chromium was found: apt-get install chromium, or name it in CHROME_PATH.")
    with (
        tempfile.TemporaryDirectory(prefix="qiao-screenshots-") as folder,
        server.demo(folder, commands=[["content", "import", str(specimen.FOLDER)]]) as demo,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=server.CHROMIUM, args=server.CHROMIUM_FLAGS)
        if options.guide:
            for file in guide.take(browser, demo):
                print(file, flush=True)
        else:
            take_all(browser, demo, options)
        browser.close()


def take_all(browser, demo, options):
    """Take the pictures of every page and block in every way that was asked for."""
    shutil.rmtree(TARGET, ignore_errors=True)
    shots = defaultdict(list)
    for language, width, scheme, mode in product(options.languages, options.widths, options.schemes, options.modes):
        note = " ".join(filter(None, (language, str(width), scheme, mode)))
        context = browser.new_context(
            base_url=demo["base"], color_scheme=scheme, reduced_motion="reduce",
            viewport={"width": width, "height": 900},
        )  # fmt: skip
        for what, file in picture(context.new_page(), demo, language, mode, TARGET / note.replace(" ", "-")):
            shots[what].append((note, Path(file)))
        context.close()
        print(note, flush=True)
    index = TARGET / "index.html"
    index.write_text(contact_sheet(shots), encoding="utf-8")
    print(f"{sum(map(len, shots.values()))} pictures: {index}")


if __name__ == "__main__":
    main()
