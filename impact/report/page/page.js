const byId = (id) => document.getElementById(id);
const number = (value) => value.toLocaleString("en");
const plural = (count, noun) => `${number(count)} ${noun}${count === 1 ? "" : "s"}`;

function duration(seconds) {
  if (seconds < 0.001) return "0 s";
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`;
}

async function unpack(id) {
  const text = byId(id).textContent.trim();
  if (!text) return null;
  const bytes = Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function readSets(bytes) {
  // Where each set begins; a set is read when somebody asks for it.
  if (!bytes) return null;
  let at = 0;
  const next = () => {
    let value = 0, shift = 1, byte;
    do { byte = bytes[at++]; value += (byte & 127) * shift; shift *= 128; } while (byte & 128);
    return value;
  };
  const starts = [];
  while (at < bytes.length) {
    starts.push(at);
    for (let part = 0; part < 2; part++) for (let left = next(); left > 0; left--) next();
  }
  return (index) => {
    at = starts[index];
    return [0, 1].map(() => {
      let value = 0;
      return Array.from({ length: next() }, () => (value += next()));
    });
  };
}

class Facts {
  constructor(facts, setOf) {
    Object.assign(this, facts);
    this.setOf = setOf;
    this.tests = facts.tests.map(([path, name, outcome, seconds, impacted, sets]) => ({
      id: `${facts.paths[path]}::${name}`, outcome: facts.outcomes[outcome], seconds, impacted, sets,
    }));
    this.files = facts.dependencies.map(([kind, place, reached, executed], index) => ({ index, kind, place, reached, executed }));
  }

  restsOn(test) {
    const executed = new Set(), others = new Set();
    for (const index of test.sets) {
      const [entering, resting] = this.setOf(index);
      entering.forEach((each) => executed.add(each));
      resting.forEach((each) => others.add(each));
    }
    executed.forEach((each) => others.delete(each));
    const files = (indices) => [...indices].map((each) => this.files[each]);
    return { executed: files(executed), others: files(others) };
  }

  usersOf(file) {
    const holds = new Map();
    const has = (index) => {
      if (!holds.has(index)) {
        const [entering, resting] = this.setOf(index);
        holds.set(index, entering.includes(file.index) ? 2 : resting.includes(file.index) ? 1 : 0);
      }
      return holds.get(index);
    };
    const strength = (test) => test.sets.reduce((most, index) => Math.max(most, has(index)), 0);
    const executed = [], others = [];
    for (const test of this.tests) [null, others, executed][strength(test)]?.push(test);
    return { executed, others };
  }

  runsOf(test) {
    return this.runs.filter((run) => run.impacted.includes(test.id));
  }
}

function bars(id, rows, empty) {
  const most = Math.max(...rows.map((row) => row.value), 0);
  byId(id).replaceChildren(...rows.map((row) => {
    const fill = make("span", { class: "fill" });
    fill.style.width = `${(100 * row.value) / (most || 1)}%`;
    return make("li", {}, fill, make("button", { type: "button", title: row.name, onclick: row.open }, row.name),
      make("span", { class: "amount" }, row.amount));
  }));
  if (!rows.length) byId(id).append(make("li", { class: "quiet" }, empty));
}

function card(amount, label, note) {
  return make("article", { class: "panel" }, make("strong", {}, amount), label, make("p", { class: "quiet" }, note || ""));
}

function svg(tag, attributes, ...content) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...content);
  return element;
}

function told(run) {
  const when = new Date(run.began).toLocaleString();
  return `${when}: ${plural(run.ran, "test")} of ${number(run.known || run.ran)} ran in ${duration(run.seconds)}, `
    + `${duration(run.saved)} saved`;
}

function changed(run) {
  if (!run.selected || !run.known) return "(all were run)";
  return run.changes.map(([, what]) => what).join("; ") || "nothing";
}

function chart(runs) {
  if (!runs.length) return make("p", { class: "quiet" }, "No run is remembered yet.");
  const [width, height, left, bottom] = [1200, 190, 62, 22];
  const shown = runs.slice(-120);
  const most = Math.max(...shown.map((run) => run.seconds + run.saved), 0.001);
  const step = Math.min((width - left) / shown.length, 40);
  const scale = (seconds) => (seconds * (height - bottom - 10)) / most;
  const picture = svg("svg", { class: "runs", viewBox: `0 0 ${width} ${height}`, role: "img", preserveAspectRatio: "none",
    "aria-label": `Time spent and saved in the last ${plural(shown.length, "run")}` });
  for (const part of [0, 0.5, 1]) {
    const y = height - bottom - scale(most * part);
    picture.append(svg("line", { x1: left, x2: width, y1: y, y2: y }), svg("text", { x: 0, y: y + 4 }, duration(most * part)));
  }
  shown.forEach((run, at) => {
    const [spent, saved] = [scale(run.seconds), scale(run.saved)];
    const place = { x: left + at * step + 1, width: Math.max(step - 2, 1) };
    picture.append(svg("g", { class: "run" }, svg("title", {}, told(run)),
      svg("rect", { class: "spent", ...place, y: height - bottom - spent, height: spent }),
      svg("rect", { class: "saved", ...place, y: height - bottom - spent - saved, height: saved })));
  });
  const swatch = (color, text) => {
    const mark = make("i");
    mark.style.background = `var(--${color})`;
    return make("span", {}, mark, text);
  };
  return make("div", {}, make("p", { class: "legend" }, swatch("spent", "spent"), swatch("saved", "saved")), picture);
}

function table(columns, rows) {
  const head = make("tr", {}, ...columns.map(([title, kind]) => make("th", { class: kind, scope: "col" }, title)));
  const body = rows.map((row) => make("tr", {}, ...row.map((cell, at) => make("td", { class: columns[at][1] }, cell))));
  return make("table", {}, make("thead", {}, head), make("tbody", {}, ...body));
}

class Page {
  constructor(facts) {
    this.facts = facts;
    this.testPart = new Search(byId("tests"), "tests", facts.tests, (test) => test.id, {
      columns: "minmax(0, 1fr) 5rem 5rem 5rem",
      titles: ["test", "outcome", "time", "impacted"],
      cells: (test) => [["name", test.id], ["", test.outcome], ["number", duration(test.seconds)], ["number", number(test.impacted)]],
      orders: { "by name": null, "slowest first": (a, b) => b.seconds - a.seconds, "most often impacted first": (a, b) => b.impacted - a.impacted },
      detail: (test) => this.testDetail(test),
    });
    const files = facts.files.filter((file) => file.reached);
    this.filePart = new Search(byId("files"), "files and other dependencies", files, (file) => file.place, {
      columns: "minmax(0, 1fr) 6rem 5rem 5rem",
      titles: ["dependency", "kind", "reaches", "executed by"],
      cells: (file) => [["name", file.place], ["", file.kind], ["number", number(file.reached)], ["number", file.kind === "source" ? number(file.executed) : "–"]],
      orders: { "hottest first": (a, b) => b.executed - a.executed || b.reached - a.reached, "most tests reached first": (a, b) => b.reached - a.reached, "by name": (a, b) => (a.place < b.place ? -1 : 1) },
      detail: (file) => this.fileDetail(file),
    });
    this.fill();
  }

  fill() {
    const { tests, runs, files } = this.facts;
    const sum = (rows, name) => rows.reduce((all, row) => all + row[name], 0);
    const selecting = runs.filter((run) => run.selected && run.known);
    const share = sum(selecting, "known") ? (100 * sum(selecting, "ran")) / sum(selecting, "known") : 0;
    const failed = tests.filter((test) => test.outcome === "failed").length;
    byId("environment").textContent = this.facts.environment.filter(([name, value]) => value && ["python", "platform", "settings"].includes(name))
      .map(([name, value]) => (name === "settings" ? `settings ${value}` : value)).join(" · ")
      + (this.facts.environments > 1 ? ` · the last used of ${this.facts.environments} environments` : "");
    byId("cards").replaceChildren(
      card(duration(sum(runs, "saved")), "saved", `over ${plural(runs.length, "remembered run")}`),
      card(selecting.length ? `${share.toFixed(share < 10 ? 1 : 0)} %` : "–", "of the tests ran", "mean of the runs that selected"),
      card(number(tests.length), "tests", `${duration(sum(tests, "seconds"))} for all of them; ${failed ? `${number(failed)} failed when last run` : "none failed when last run"}`),
      card(number(files.filter((file) => file.kind === "source").length), "sources", `${number(files.filter((file) => file.kind !== "source").length)} other dependencies`));
    byId("chart").replaceChildren(chart(runs));
    byId("last").replaceChildren(...this.lastRun(runs.at(-1)));
    const top = (rows, value) => [...rows].sort((a, b) => value(b) - value(a)).slice(0, 10).filter((row) => value(row) > 0);
    bars("slowest", top(tests, (test) => test.seconds).map((test) => ({ name: test.id, value: test.seconds,
      amount: duration(test.seconds), open: () => this.openTest(test) })), "Nothing is recorded yet.");
    bars("often", top(tests, (test) => test.impacted).map((test) => ({ name: test.id, value: test.impacted,
      amount: plural(test.impacted, "run"), open: () => this.openTest(test) })), "No remembered run chose single tests.");
    bars("hot", top(files.filter((file) => file.kind === "source"), (file) => file.executed).map((file) => ({ name: file.place,
      value: file.executed, amount: plural(file.executed, "test"), open: () => this.openFile(file) })), "Nothing is recorded yet.");
    byId("costs").replaceChildren(this.facts.costs.length
      ? table([["what", "code"], ["tests", "number"], ["why", ""]], this.facts.costs.map(([place, count, why]) => [place, number(count), why]))
      : make("p", { class: "quiet" }, "Nothing was found."));
    byId("history").replaceChildren(table(
      [["when", ""], ["ran", "number"], ["of", "number"], ["failed", "number"], ["time", "number"], ["saved", "number"], ["what had changed", "code"]],
      [...runs].reverse().map((run) => [new Date(run.began).toLocaleString(), number(run.ran), number(run.known || run.ran), number(run.failed),
        duration(run.seconds), duration(run.saved), changed(run)])));
  }

  lastRun(run) {
    if (!run) return [make("p", { class: "quiet" }, "No run is remembered yet.")];
    const changes = make("ul", {}, ...run.changes.slice(0, 12).map(([, what]) => make("li", {}, what)));
    const named = this.facts.tests.filter((test) => run.impacted.includes(test.id)).slice(0, 12);
    const tests = make("ul", {}, ...named.map((test) => this.link(test.id, () => this.openTest(test))));
    return [make("div", { class: "detail" }, make("p", {}, told(run)),
      make("h4", {}, run.changes.length ? "What had changed" : changed(run) === "nothing" ? "Nothing had changed" : "All were run"), changes,
      named.length ? make("h4", {}, "Impacted") : null, tests)];
  }

  link(text, open) {
    return make("li", {}, make("button", { type: "button", onclick: open }, text));
  }

  openTest(test) { show("tests"); this.testPart.find(test); }
  openFile(file) { show("files"); this.filePart.find(file); }

  testDetail(test) {
    const parts = [make("h3", {}, test.id), make("p", {}, make("span", { class: `tag ${test.outcome}` }, test.outcome),
      make("span", { class: "tag" }, duration(test.seconds)), make("span", { class: "tag" }, `impacted in ${plural(test.impacted, "run")}`))];
    const rests = this.facts.setOf && this.facts.restsOn(test);
    const places = new Set(rests ? [...rests.executed, ...rests.others].map((file) => file.place) : []);
    const runs = this.facts.runsOf(test).slice(-8).reverse();
    if (runs.length) {
      parts.push(make("h4", {}, "Why it ran"), make("ul", {}, ...runs.map((run) => {
        const why = run.changes.filter(([place]) => places.has(place)).map(([, what]) => what).join("; ");
        return make("li", {}, `${new Date(run.began).toLocaleString()}: ${why || "it had failed, or what changed is not named"}`);
      })));
    }
    if (!rests) return [...parts, make("p", { class: "quiet" }, "The project is too large for this page to hold what each test rests on: impact explain tells.")];
    const groups = [["Executes code of", rests.executed], ["Rests on the module level of", rests.others.filter((file) => file.kind === "source")],
      ["Reads or looks at", rests.others.filter((file) => ["file", "directory", "variable"].includes(file.kind))],
      ["Connects to", rests.others.filter((file) => file.kind === "service")],
      ["Rests besides on", rests.others.filter((file) => !["source", "file", "directory", "variable", "service"].includes(file.kind))]];
    for (const [title, files] of groups) if (files.length) parts.push(...this.group(title, files, (file) => this.link(file.place, () => this.openFile(file))));
    return parts;
  }

  fileDetail(file) {
    const parts = [make("h3", {}, file.place), make("p", {}, make("span", { class: "tag" }, file.kind),
      make("span", { class: "tag" }, `reaches ${plural(file.reached, "test")}`))];
    if (!this.facts.setOf) return parts;
    const users = this.facts.usersOf(file);
    const groups = [[file.kind === "source" ? "Tests that execute code of it" : "Tests that use it", file.kind === "source" ? users.executed : users.others],
      ["Tests that rest on its module level", file.kind === "source" ? users.others : []]];
    for (const [title, tests] of groups) if (tests.length) parts.push(...this.group(title, tests, (test) => this.link(test.id, () => this.openTest(test))));
    return parts;
  }

  group(title, items, row) {
    const list = make("ul", {}, ...items.slice(0, 100).map(row));
    const parts = [make("h4", {}, `${title} (${number(items.length)})`), list];
    if (items.length > 100) {
      const more = make("button", { type: "button", onclick: () => { list.append(...items.slice(100).map(row)); more.remove(); } }, `Show all ${number(items.length)}`);
      parts.push(more);
    }
    return parts;
  }
}

class Search {
  constructor(panel, noun, items, nameOf, ways) {
    Object.assign(this, { items, nameOf, ways, names: items.map((item) => nameOf(item).toLowerCase()) });
    this.detail = make("aside", { class: "panel detail", "aria-live": "polite" }, make("p", { class: "quiet" }, "Choose a line to see what it rests on, and why it ran."));
    this.list = new LongList(noun, ways.columns, ways.cells, (item) => this.detail.replaceChildren(...ways.detail(item)));
    this.query = make("input", { type: "search", placeholder: `Search ${number(items.length)} ${noun}`, "aria-label": `Search ${noun}`,
      oninput: () => this.update(), onkeydown: (event) => { if (event.key === "ArrowDown") { event.preventDefault(); this.list.element.focus(); this.list.press(event); } } });
    this.order = make("select", { "aria-label": "Order", onchange: () => this.update() }, ...Object.keys(ways.orders).map((each) => make("option", {}, each)));
    this.count = make("span", { class: "quiet", role: "status" });
    const heading = make("div", { class: "heading", "aria-hidden": "true" }, ...ways.titles.map((title, at) => make("span", { class: at && at > 1 ? "number" : "" }, title)));
    heading.style.gridTemplateColumns = ways.columns;
    panel.append(make("div", { class: "split" }, make("article", { class: "panel" },
      make("div", { class: "tools" }, this.query, this.order, this.count), heading, this.list.element), this.detail));
  }

  update() {
    const words = this.query.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = this.items.filter((_, at) => words.every((word) => this.names[at].includes(word)));
    const order = this.ways.orders[this.order.value];
    if (order) found.sort(order);
    this.count.textContent = `${number(found.length)} found`;
    this.list.show(found);
  }

  find(item) {
    this.query.value = this.nameOf(item);
    this.update();
    this.list.select(Math.max(0, this.list.items.indexOf(item)));
    this.list.element.focus();
  }
}

const tabs = [...document.querySelectorAll("[role=tab]")];
let page = null;

function show(name) {
  for (const tab of tabs) {
    const mine = tab.getAttribute("aria-controls") === name;
    tab.setAttribute("aria-selected", String(mine));
    tab.tabIndex = mine ? 0 : -1;
    byId(tab.getAttribute("aria-controls")).hidden = !mine;
  }
  const part = page && { tests: page.testPart, files: page.filePart }[name];
  if (part) part.update();
}

for (const tab of tabs) {
  tab.addEventListener("click", () => show(tab.getAttribute("aria-controls")));
  tab.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
    show(next.getAttribute("aria-controls"));
    next.focus();
  });
}

const dark = window.matchMedia("(prefers-color-scheme: dark)");
function paint(isDark) {
  document.documentElement.dataset.theme = isDark ? "dark" : "light";
  byId("theme").textContent = isDark ? "Light" : "Dark";
  byId("theme").setAttribute("aria-pressed", String(isDark));
}
paint(dark.matches);
dark.addEventListener("change", (event) => paint(event.matches));
byId("theme").addEventListener("click", () => paint(document.documentElement.dataset.theme !== "dark"));

show("overview");
Promise.all([unpack("facts"), unpack("sets")]).then(([facts, sets]) => {
  page = new Page(new Facts(JSON.parse(new TextDecoder().decode(facts)), readSets(sets)));
  byId("status").textContent = "";
}).catch((error) => { byId("status").textContent = `The page can't be unpacked: ${error.message}`; });
