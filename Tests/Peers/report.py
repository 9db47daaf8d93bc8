#!/usr/bin/env python3
"""Opens pages of `report` in a headless Chromium, as people would, and reads them with html5lib.

usage: report.py PATH-TO-REPRIEVE [--keep FOLDER]

Each page is looked at 360, 800 and 1280 px wide, in light and in dark, with scripts and without, and
printed. It is held to: no request but for itself, nothing wider than the window, everything there
without scripts, every table printed whole, text of enough contrast, headings in order, names for
everything that needs one. Tables are sorted and searched. axe-core is run too where npm has it.

--keep stores what the pages look like.
"""

import argparse
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from browser import Browser  # noqa: E402

WIDTHS = (360, 800, 1280)
wrong = []


def expect(holds, words):
    if not holds:
        wrong.append(words)
        print("WRONG", words)


# What is computed in the page: colours, names, widths. It changes nothing.
CHECKS = r"""
(() => {
  const found = [];
  const visible = e => {
    const box = e.getBoundingClientRect();
    const style = getComputedStyle(e);
    return box.width > 1 && box.height > 1 && style.visibility === "visible" && style.display !== "none";
  };
  const channels = text => {
    const m = /rgba?\(([^)]+)\)/.exec(text);
    return m ? m[1].split(/[ ,\/]+/).map(Number) : null;
  };
  const luminance = c => {
    const [r, g, b] = c.slice(0, 3).map(v => {
      v /= 255;
      return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const mixed = (top, under) => {
    const a = top.length > 3 ? top[3] : 1;
    return [0, 1, 2].map(i => top[i] * a + under[i] * (1 - a));
  };
  const ground = e => {
    const layers = [];
    for (let at = e; at; at = at.parentElement) {
      const c = channels(getComputedStyle(at).backgroundColor);
      if (c) layers.push(c);
    }
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    return layers.reverse().reduce((under, top) => mixed(top, under), dark ? [18, 18, 18] : [255, 255, 255]);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const seen = new Set();
  let least = 99;
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || seen.has(e) || !visible(e)) continue;
    if (["SCRIPT", "STYLE", "METADATA", "TITLE", "DESC"].includes(e.tagName.toUpperCase())) continue;
    seen.add(e);
    const style = getComputedStyle(e);
    const ink = e.namespaceURI.endsWith("svg") ? channels(style.fill) : channels(style.color);
    if (!ink) continue;
    const under = ground(e);
    const a = luminance(mixed(ink, under)), b = luminance(under);
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    least = Math.min(least, contrast);
    if (contrast < 4.5)
      found.push(`contrast ${contrast.toFixed(2)}: <${e.tagName}> ${e.textContent.trim().slice(0, 40)}`);
  }
  if (document.documentElement.scrollWidth > innerWidth)
    found.push(`the page is ${document.documentElement.scrollWidth} px wide, the window ${innerWidth}`);
  let level = 0;
  for (const h of document.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
    const next = +h.tagName[1];
    if (next > level + 1) found.push(`<${h.tagName}> after level ${level}: ${h.textContent}`);
    level = next;
  }
  if (document.querySelectorAll("h1").length !== 1) found.push("there is not one h1");
  for (const name of ["main", "header", "nav", "footer"])
    if (document.querySelectorAll(`body > ${name}`).length !== 1) found.push(`there is not one ${name}`);
  const name = e => {
    const by = (e.getAttribute("aria-labelledby") || "").split(" ").filter(Boolean)
      .map(id => document.getElementById(id)?.textContent ?? "").join(" ");
    return (by || e.getAttribute("aria-label") || e.labels?.[0]?.textContent || e.textContent || "").trim();
  };
  for (const e of document.querySelectorAll("a, button, input, summary, [role=region], [role=img], [role=group], nav"))
    if (!name(e)) found.push(`<${e.tagName}> has no name`);
  const ids = [...document.querySelectorAll("[id]")].map(e => e.id);
  if (new Set(ids).size !== ids.length) found.push("an id is there twice");
  for (const e of document.querySelectorAll("body *")) {
    const style = getComputedStyle(e);
    const scrolls = ["auto", "scroll"].includes(style.overflowX) && e.scrollWidth > e.clientWidth + 1;
    if (scrolls && e.tabIndex < 0) found.push(`<${e.tagName} ${e.className}> scrolls and can't be reached`);
  }
  for (const table of document.querySelectorAll("table")) {
    if (!table.caption?.textContent.trim()) found.push("a table without a caption");
    for (const head of table.querySelectorAll("th"))
      if (!head.scope || !head.textContent.trim()) found.push("a th without scope or text: " + table.caption.textContent);
  }
  for (const e of document.querySelectorAll("a, button, summary"))
    if (visible(e) && e.getBoundingClientRect().height < 18) found.push(`<${e.tagName}> is too small to touch`);
  return { found: [...new Set(found)].slice(0, 12), least };
})()
"""

VISIBLE = "document.body.innerText.replace(/\\s+/g, ' ')"


def sort_and_search(browser, title):
    """Sorts every column of one table, and searches the longest."""
    state = browser.evaluate(r"""(() => {
      const table = [...document.querySelectorAll("table.sortable")]
        .sort((a, b) => b.tBodies[0].rows.length - a.tBodies[0].rows.length)[0];
      if (!table) return null;
      const texts = () => [...table.tBodies[0].rows].map(r => [...r.cells].map(c => c.textContent));
      const before = texts();
      const sorted = [];
      for (const head of table.tHead.rows[0].cells) {
        const button = head.querySelector("button");
        if (!button) return "no button in a head";
        const seen = [];
        for (let press = 0; press < 3; press++) {
          button.click();
          seen.push([head.getAttribute("aria-sort"), texts().map(r => r[head.cellIndex])]);
        }
        sorted.push(seen);
      }
      const after = texts();
      const input = table.parentElement.parentElement.querySelector("input[type=search]");
      let search = null;
      if (input) {
        const word = before[before.length - 1][0];
        input.value = word.toUpperCase();
        input.dispatchEvent(new Event("input"));
        const shown = [...table.tBodies[0].rows].filter(r => !r.hidden).map(r => r.textContent);
        input.value = "";
        input.dispatchEvent(new Event("input"));
        const all = [...table.tBodies[0].rows].filter(r => !r.hidden).length;
        search = { word, shown, all };
      }
      return { before, after, sorted, search };
    })()""")
    if state is None:
        return
    if isinstance(state, str):
        return expect(False, f"{title}: {state}")
    expect(state["before"] == state["after"], f"{title}: a third press does not restore the order")

    def key(text):
        text = text.strip()
        if text in ("", "-", "withheld"):
            return (2, 0, "")
        number = re.match(r"[-<]?\s*\d+(\.\d+)?", re.sub("^more than ", "", text))
        if number and not re.match(r"\d{4}-\d\d", text):
            return (0, float(number[0].replace("<", "").replace(" ", "")), text)
        return (1, 0, text)

    for seen in state["sorted"]:
        (up, first), (down, second), (none, _) = seen
        expect((up, down, none) == ("ascending", "descending", None), f"{title}: aria-sort {seen}")
        there = [key(t) for t in first if key(t)[0] < 2]
        expect(there == sorted(there), f"{title}: not ascending: {first[:6]}")
        there = [key(t) for t in second if key(t)[0] < 2]
        expect(there == sorted(there, reverse=True), f"{title}: not descending: {second[:6]}")
    if state["search"]:
        search = state["search"]
        wanted = [" ".join(r) for r in state["before"] if search["word"].lower() in "".join(r).lower()]
        expect(len(wanted) == len(search["shown"]), f"{title}: searching {search['word']}")
        expect(search["all"] == len(state["before"]), f"{title}: an empty search hides rows")


def read_curves(browser, title):
    """Steps through the values of each curve that has some."""
    for before, after in browser.evaluate(r"""
      [...document.querySelectorAll("ol.readings")].map(list => {
        const figure = list.parentElement;
        const line = figure.querySelector(".reading");
        const before = line.textContent;
        figure.querySelector(".drawing").dispatchEvent(
          new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
        return [list.firstElementChild.textContent, line.textContent];
      })"""):
        expect(before == after, f"{title}: the first value of a curve is {before}, shown is {after}")


def look(browser, page, name, keep):
    """Everything that is seen on a screen."""
    title = name
    url = page.resolve().as_uri()
    for width in WIDTHS:
        for dark in (False, True):
            browser.look(width, dark)
            browser.open(url)
            requests = [e["request"]["url"] for e in browser.named("Network.requestWillBeSent")]
            expect(requests == [url], f"{title}: the page asked for {requests}")
            complaints = [
                e["entry"]["text"] for e in browser.named("Log.entryAdded")
            ] + [str(e) for e in browser.named("Runtime.exceptionThrown")]
            expect(not complaints, f"{title}: {complaints}")
            result = browser.evaluate(CHECKS)
            for fault in result["found"]:
                expect(False, f"{title}, {width} px{', dark' if dark else ''}: {fault}")
            if keep and (width != 800):
                height = min(2400, browser.evaluate("document.documentElement.scrollHeight"))
                browser.picture(
                    keep / f"{name}-{width}{'-dark' if dark else ''}.png",
                    x=0, y=0, width=width, height=height)
    browser.look(1280)
    browser.open(url)
    sort_and_search(browser, title)
    read_curves(browser, title)
    return browser.evaluate(VISIBLE)


def words(text):
    return set(re.findall(r"[^\s|·]{2,}", text.replace("\u00a0", " ")))


def without_scripts(page, title):
    """The page as a browser shows it that runs none: everything is there but the buttons."""
    browser = Browser("--blink-settings=scriptEnabled=false")
    try:
        browser.look(1280)
        browser.open(page.resolve().as_uri())
        root = browser.ask("DOM.getDocument", depth=-1, pierce=True)["root"]
        buttons, texts = [], []

        def walk(node, shown=True):
            shown = shown and node["nodeName"].lower() not in ("script", "style", "head")
            if node["nodeName"] in ("BUTTON", "INPUT"):
                buttons.append(node["nodeName"])
            if node["nodeType"] == 3 and shown:
                texts.append(node["nodeValue"])
            for child in node.get("children", []):
                walk(child, shown)

        walk(root)
        expect(not buttons, f"{title}: scripts run, though they are off")
        # Without scripts a closed <details> still opens: its words count as there.
        return words(" ".join(texts))
    finally:
        browser.close()


def on_paper(browser, page, title, keep):
    """The page printed: nothing cut, every table open, black on white."""
    with tempfile.TemporaryDirectory() as folder:
        paper = pathlib.Path(folder) / "page.pdf"
        browser.look(1280, True)
        browser.open(page.resolve().as_uri())
        all_words = words(browser.evaluate(
            "[...document.querySelectorAll('main td, main th, main caption, main p, main li, main dd')]"
            ".filter(e => !e.closest('[hidden], .reading')).map(e => e.textContent).join(' ')"))
        browser.paper(paper)
        text = subprocess.run(
            ["pdftotext", "-layout", str(paper), "-"], capture_output=True, text=True, check=True).stdout
        printed = words(text.replace("↑", "").replace("↓", ""))
        flat = re.sub(r"\s+", "", text)
        # A word may be parted at its hyphens, its parts in lines with other columns between.
        lost = [
            w for w in all_words - printed if not all(part in flat for part in w.split("-"))]
        expect(len(lost) <= len(all_words) // 200, f"{title}: not on paper: {sorted(lost)[:10]}")
        pages = int(re.search(r"Pages:\s+(\d+)", subprocess.run(
            ["pdfinfo", str(paper)], capture_output=True, text=True, check=True).stdout)[1])
        expect(1 < pages < 60, f"{title}: {pages} sheets of paper")
        boxes = subprocess.run(
            ["pdftotext", "-bbox", str(paper), "-"], capture_output=True, text=True, check=True).stdout
        width = float(re.search(r'<page width="([\d.]+)"', boxes)[1])
        over = [
            m[2] for m in re.finditer(r'xMax="([\d.]+)" yMax="[\d.]+">([^<]*)', boxes)
            if float(m[1]) > width - 20]
        expect(not over, f"{title}: beyond the edge of the paper: {over[:8]}")
        subprocess.run(["pdftoppm", "-png", "-r", "50", str(paper), folder + "/sheet"], check=True)
        first = sorted(pathlib.Path(folder).glob("sheet*.png"))[0]
        if shutil.which("convert"):
            corner = subprocess.run(
                ["convert", str(first), "-format", "%[pixel:p{3,3}]", "info:"],
                capture_output=True, text=True).stdout
            expect("255,255,255" in corner or "white" in corner, f"{title}: paper is {corner}")
        if keep:
            subprocess.run(
                ["pdftoppm", "-png", "-r", "70", "-l", "3", str(paper), str(keep / (page.stem + "-print"))],
                check=True)
        return pages


def read_strictly(page, title):
    """The markup, by a parser that records every error of the standard."""
    try:
        import html5lib
    except ImportError:
        return "skipped: the Python package html5lib can't be installed here"
    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
    parser.parse(page.read_bytes(), transport_encoding="utf-8")
    expect(not parser.errors, f"{title}: {[(place, kind) for place, kind, _ in parser.errors][:5]}")
    return f"html5lib found {len(parser.errors)} errors"


def hostile(program, folder):
    """A log whose names would be markup."""
    log = folder / "hostile.jsonl"
    poison = '</script><script>window.bad=1</script><img src=x onerror="window.bad=1">\'"&lt;\u202e'

    def event(kind, name, day, data):
        return json.dumps({
            "id": name, "source": "/e", "type": kind, "subject": "P-1",
            "time": f"2026-03-{day:02}T08:00:00Z", "data": data})

    lines = [
        event("intake", "i", 1, {"indications": ["F41.1"], "site": poison, "arm": poison}),
        event("rating", "a", 2, {"instrument": "GAD-7", "total": 18}),
        event("infusion", "s", 3, {"infusion": poison, "drug": "ketamine", "route": "IV"}),
        event("dose", "d", 3, {"infusion": poison, "mg": 40}),
        event("adverse", "v", 3, {"term": poison}),
        event("rating", "b", 5, {"instrument": "GAD-7", "total": 3}),
        event("rating", "c", 20, {"instrument": "GAD-7", "total": 17}),
        event("rating", "e", 25, {"instrument": "GAD-7", "total": 17}),
    ]
    run(program, "init", log, "--name", poison, "--origin", "o</title><script>window.bad=1</script>")
    run(program, "append", "-f", log, text="\n".join(lines) + "\n")
    return log


def run(program, *arguments, text=None):
    return subprocess.run(
        [program, *map(str, arguments)], input=text, capture_output=True, text=True, check=True).stdout


def axe(browser, page, title, source):
    browser.look(1280)
    browser.ask("Page.setBypassCSP", enabled=True)
    try:
        browser.open(page.resolve().as_uri())
        browser.evaluate(source + "\n;0")
        found = browser.evaluate(
            "axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.map("
            "v => v.id + ': ' + v.nodes.length + ' ' + v.nodes[0].html.slice(0, 120)))")
    finally:
        browser.ask("Page.setBypassCSP", enabled=False)
    for fault in found:
        expect(False, f"{title}: axe: {fault}")


def axe_source(folder):
    """axe-core's script; None where npm can't get it."""
    if not shutil.which("npm"):
        return None
    try:
        subprocess.run(
            ["npm", "pack", "--silent", "axe-core@4"], cwd=folder, check=True, timeout=120,
            capture_output=True)
        pack = next(folder.glob("axe-core-*.tgz"))
        return subprocess.run(
            ["tar", "-xzOf", str(pack), "package/axe.min.js"], check=True, capture_output=True,
            text=True).stdout
    except (subprocess.SubprocessError, StopIteration, OSError):
        return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--keep", type=pathlib.Path)
    options = parser.parse_args()
    program = str(pathlib.Path(options.program).resolve())
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="reprieve-report-") as name:
        folder = pathlib.Path(name)
        demo = folder / "demo.jsonl"
        run(program, "demo", demo, "--subjects", "60", "--seed", "3")
        log = hostile(program, folder)
        pages = {
            "cohort": ["-f", demo], "strata": ["-f", demo, "--by", "site"],
            "withheld": ["-f", demo, "--min-cell-count", "5"], "patient": ["P-0017", "-f", demo],
            "hostile": ["-f", log, "--by", "site"], "hostile-patient": ["P-1", "-f", log],
        }
        source = axe_source(folder)
        if source is None:
            print("skipped: axe-core can't be had from npm here")
        browser = Browser()
        try:
            for title, words_ in pages.items():
                page = folder / (title + ".html")
                run(program, "report", *words_, "-o", page)
                markup = read_strictly(page, title)
                visible = words(look(browser, page, title, options.keep))
                expect(browser.evaluate("window.bad") is None, f"{title}: a name became a script")
                plain = without_scripts(page, title)
                lost = {w for w in visible - plain if w not in "Rows with Point at the curve, or use".split()}
                joined = " ".join(plain)
                lost = {w for w in lost if w.rstrip(".,:;") not in joined}
                expect(len(lost) <= 25, f"{title}: not there without scripts: {sorted(lost)[:20]}")
                sheets = on_paper(browser, page, title, options.keep)
                if source:
                    axe(browser, page, title, source)
                print(f"{title}: {page.stat().st_size} bytes, {sheets} sheets of paper; {markup}")
        finally:
            browser.close()
    print(f"{len(wrong)} faults on {len(pages)} pages at {len(WIDTHS)} widths, in light and dark")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
