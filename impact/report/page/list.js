"use strict";
// A list of any length: only the rows that are in sight are on the page. Arrow keys, Page, Home and End move in it.

function make(tag, attributes, ...content) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...content.filter((each) => each != null));
  return element;
}

class LongList {
  static HEIGHT = 30;
  static count = 0;

  constructor(label, columns, cells, choose) {
    this.items = [];
    this.chosen = -1;
    this.columns = columns;
    this.cells = cells;
    this.choose = choose;
    this.prefix = `row${++LongList.count}-`;
    this.rows = make("div", { class: "rows", role: "presentation" });
    this.element = make("div", {
      class: "list", role: "listbox", tabindex: "0", "aria-label": label,
      onscroll: () => this.draw(), onkeydown: (event) => this.press(event),
      onclick: (event) => {
        const row = event.target.closest(".row");
        if (row) this.select(Number(row.dataset.at));
      },
    }, this.rows);
  }

  show(items) {
    this.items = items;
    this.chosen = -1;
    this.element.removeAttribute("aria-activedescendant");
    this.rows.style.height = `${items.length * LongList.HEIGHT}px`;
    this.element.scrollTop = 0;
    this.draw();
  }

  draw() {
    const first = Math.max(0, Math.floor(this.element.scrollTop / LongList.HEIGHT) - 8);
    const last = Math.min(this.items.length, first + Math.ceil(this.element.clientHeight / LongList.HEIGHT) + 16);
    const found = [];
    for (let at = first; at < last; at++) {
      const row = make("div", {
        class: "row", role: "option", id: this.prefix + at, "data-at": at, "aria-selected": at === this.chosen,
        "aria-setsize": this.items.length, "aria-posinset": at + 1,
      });
      row.setAttribute("aria-selected", String(at === this.chosen));
      row.style.top = `${at * LongList.HEIGHT}px`;
      row.style.gridTemplateColumns = this.columns;
      this.cells(this.items[at]).forEach(([kind, text]) => row.append(make("span", { class: kind, title: text }, text)));
      found.push(row);
    }
    this.rows.replaceChildren(...found);
  }

  press(event) {
    const page = Math.max(1, Math.floor(this.element.clientHeight / LongList.HEIGHT) - 1);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (!(event.key in steps) || !this.items.length) return;
    event.preventDefault();
    this.select(Math.min(this.items.length - 1, Math.max(0, this.chosen + steps[event.key])));
  }

  select(at) {
    this.chosen = at;
    const top = at * LongList.HEIGHT;
    const box = this.element;
    if (top < box.scrollTop) box.scrollTop = top;
    else if (top + LongList.HEIGHT > box.scrollTop + box.clientHeight) box.scrollTop = top + LongList.HEIGHT - box.clientHeight;
    this.draw();
    box.setAttribute("aria-activedescendant", this.prefix + at);
    this.choose(this.items[at]);
  }
}
