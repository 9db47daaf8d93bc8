(() => {
"use strict";
// What the page shows is there without this: tables can be sorted and searched, and curves read.
const make = (name, text) => {
  const element = document.createElement(name);
  if (text !== undefined) element.textContent = text;
  return element;
};
const shown = cell => cell.textContent.trim();
// Numbers before words, what is missing or withheld last.
const key = cell => {
  const text = shown(cell);
  if (text === "" || text === "-" || text === "withheld") return [2, 0, ""];
  const number = /^[-<]?\s*\d+(\.\d+)?/.exec(text.replace(/^more than /, ""));
  const isDate = /^\d{4}-\d\d/.test(text);
  return number && !isDate ? [0, parseFloat(number[0].replace("<", "")), text] : [1, 0, text];
};
const compare = (a, b) =>
  a[0] - b[0] || a[1] - b[1] || (a[2] < b[2] ? -1 : a[2] > b[2] ? 1 : 0);

const sortable = table => {
  const body = table.tBodies[0];
  const first = [...body.rows];
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = make("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const now = head.getAttribute("aria-sort");
      const next = now === "ascending" ? "descending" : now === "descending" ? null : "ascending";
      heads.forEach(other => other.removeAttribute("aria-sort"));
      let rows = first;
      if (next) {
        head.setAttribute("aria-sort", next);
        const sign = next === "ascending" ? 1 : -1;
        rows = first.map((row, place) => ({ row, place, key: key(row.cells[column]) }))
          .sort((a, b) =>
            (a.key[0] === 2 || b.key[0] === 2 ? a.key[0] - b.key[0] : sign * compare(a.key, b.key))
              || a.place - b.place)
          .map(entry => entry.row);
      }
      body.append(...rows);
    });
  });
};

let fields = 0;
const searchable = table => {
  const rows = [...table.tBodies[0].rows];
  const line = make("div");
  line.className = "find";
  const label = make("label", "Rows with ");
  const input = make("input");
  const count = make("output");
  input.type = "search";
  input.id = "find-" + ++fields;
  label.htmlFor = input.id;
  line.append(label, input, count);
  input.addEventListener("input", () => {
    const wanted = input.value.toLowerCase();
    let found = 0;
    for (const row of rows) {
      row.hidden = !row.textContent.toLowerCase().includes(wanted);
      if (!row.hidden) found++;
    }
    count.textContent = wanted ? `${found} of ${rows.length}` : "";
  });
  table.parentElement.before(line);
};

for (const table of document.querySelectorAll("table.sortable")) {
  sortable(table);
  if (table.tBodies[0].rows.length > 20) searchable(table);
}

// Values of a curve: under the pointer, or stepped through with the arrow keys.
for (const list of document.querySelectorAll("ol.readings")) {
  const drawing = list.parentElement.querySelector(".drawing");
  const picture = drawing.querySelector("svg");
  const points = [...list.children].map(item => ({ x: +item.dataset.x, text: shown(item) }));
  if (!points.length) continue;
  const line = make("p", "Point at the curve, or use the arrow keys, to read its values.");
  line.className = "note reading";
  line.setAttribute("aria-live", "polite");
  drawing.after(line);
  const rule = document.createElementNS(picture.namespaceURI, "line");
  const height = picture.viewBox.baseVal.height;
  for (const [name, value] of Object.entries(
    { y1: 0, y2: height, stroke: "currentColor", "stroke-width": 1, "stroke-dasharray": "2 3",
      opacity: 0.6, visibility: "hidden" })) rule.setAttribute(name, value);
  picture.append(rule);
  let at = -1;
  const show = place => {
    at = Math.max(0, Math.min(points.length - 1, place));
    for (const end of ["x1", "x2"]) rule.setAttribute(end, points[at].x);
    rule.setAttribute("visibility", "visible");
    line.textContent = points[at].text;
  };
  picture.addEventListener("pointermove", event => {
    const box = picture.getBoundingClientRect();
    const x = (event.clientX - box.left) / box.width * picture.viewBox.baseVal.width;
    let near = 0;
    points.forEach((point, place) => {
      if (Math.abs(point.x - x) < Math.abs(points[near].x - x)) near = place;
    });
    show(near);
  });
  drawing.addEventListener("keydown", event => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    show(at + step);
  });
}

// On paper every table is open.
addEventListener("beforeprint", () => {
  for (const box of document.querySelectorAll("details:not([open])")) {
    box.open = true;
    box.dataset.shut = "";
  }
});
addEventListener("afterprint", () => {
  for (const box of document.querySelectorAll("details[data-shut]")) {
    box.open = false;
    delete box.dataset.shut;
  }
});
})();
