// A table of any length, a page at a time, sorted by any column, and as CSV.

const ROWS = 50;

/**
 * Draws `rows` into #table. A column is { key, value(row), cell(row), number, wide }: `value` is what is sorted and exported,
 * `cell` what is shown, by default the value.
 */
class Table {
  constructor(columns) {
    this.columns = columns;
    this.rows = [];
    this.page = 0;
    this.by = null;
    this.down = false;
  }

  /** Shows other rows, from their first page. */
  show(rows) {
    this.rows = rows;
    this.page = 0;
    this.sort();
    this.draw();
  }

  sort() {
    if (!this.by) return;
    const { value, number: numeric } = this.by;
    const order = new Intl.Collator("fr").compare;
    const keyed = Array.from(this.rows, (row) => [value(row), row]);
    keyed.sort(numeric ? ([a], [b]) => a - b : ([a], [b]) => order(a, b));
    this.rows = keyed.map(([, row]) => row);
    if (this.down) this.rows.reverse();
  }

  order(column) {
    this.down = this.by === column ? !this.down : Boolean(column.number);
    this.by = column;
    this.page = 0;
    this.sort();
    this.draw();
    document.querySelector(`#table th[data-key="${column.key}"] button`).focus();
  }

  draw() {
    const head = this.columns.map((column) => element("th", {
      scope: "col", "data-key": column.key, class: column.number ? "number" : null,
      "aria-sort": this.by === column ? (this.down ? "descending" : "ascending") : null,
    }, element("button", { type: "button", onclick: () => this.order(column) },
      t(column.key), this.by === column ? (this.down ? " ↓" : " ↑") : "")));
    const first = this.page * ROWS;
    const lines = Array.from(this.rows.slice(first, first + ROWS), (row) => element("tr", {},
      ...this.columns.map((column) => element("td", {
        class: column.number ? "number" : column.wide ? "wide" : null, "data-title": t(column.key),
      }, column.cell ? column.cell(row) : shownValue(column.value(row))))));
    document.getElementById("table").replaceChildren(element("table", {},
      element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...lines)));
    this.drawPages();
  }

  drawPages() {
    const all = Math.max(1, Math.ceil(this.rows.length / ROWS));
    const turn = (key, page) => element("button", {
      type: "button", "data-turn": key, disabled: page < 0 || page >= all,
      onclick: () => {
        this.page = page;
        this.draw();
        document.getElementById("results").scrollIntoView();
        const again = document.querySelector(`[data-turn="${key}"]`);
        (again.disabled ? document.getElementById("results") : again).focus({ preventScroll: true });
      },
    }, t(key));
    const at = element("span", { role: "status" }, t("page_of", { n: this.page + 1, all }));
    document.getElementById("pages").replaceChildren(turn("page_previous", this.page - 1), at, turn("page_next", this.page + 1));
  }

  /** Every row, on all pages. */
  csv() {
    const lines = [this.columns.map((column) => t(column.key))];
    for (const row of this.rows) lines.push(this.columns.map((column) => column.value(row)));
    return `\ufeff${lines.map((line) => line.map(csvField).join(",")).join("\r\n")}\r\n`;
  }
}

function shownValue(value) {
  return typeof value === "number" ? number(value) : value;
}

/** A field of CSV. Text that a spreadsheet would take for a formula gets an apostrophe before it. */
function csvField(value) {
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
