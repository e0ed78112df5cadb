// The front page of a corpus: one filter, and from what passes it the plots, the tables and the files.

const { documents, speakers, quotes, names, mentions } = data;
const total = quotes.text.length;
const form = document.getElementById("filters");
const typeOf = (quote) => (quotes.speaker[quote] === null ? "unknown" : speakers[quotes.speaker[quote]][1]);
const speakerOf = (quote) => (quotes.speaker[quote] === null ? "" : speakers[quotes.speaker[quote]][0]);
const documentOf = (quote) => documents[quotes.document[quote]];
const monthOf = (document) => document.date?.slice(0, 7) ?? "";

/** A speaker or a name that a bar or a table chose: { speaker: place } or { name: place }, or null. */
let chosen = null;

/** Quotations that pass the filter, and the documents they stand in. */
let passing = [], passingDocuments = new Set();

let view = "quotes";

// ---- the filter

/** What is searched, folded when somebody searches for the first time. */
let searched = null;
function searchable() {
  searched ??= {
    quotes: quotes.text.map(folded),
    speakers: speakers.map(([name]) => folded(name)),
    documents: documents.map(({ title, id }) => folded(`${title} ${id}`)),
  };
  return searched;
}

/** A test of quotations for `words`: in what was said, by whom, or where it stands. */
function searchTest(words) {
  if (!words.length) return () => true;
  const { quotes: texts, speakers: said, documents: titles } = searchable();
  return (quote) => words.every((word) => texts[quote].includes(word)
    || (quotes.speaker[quote] !== null && said[quotes.speaker[quote]].includes(word))
    || titles[quotes.document[quote]].includes(word));
}

/** Documents that mention a name. */
function mentioning(name) {
  const found = new Set();
  for (let i = 0; i < mentions.length; i += 3) if (mentions[i + 1] === name) found.add(mentions[i]);
  return found;
}

function filter() {
  const { types, score } = shownBy(form);
  const words = folded(form.elements.search.value).split(/\s+/).filter((word) => word);
  const { value: from } = form.elements.from, { value: to } = form.elements.to;
  const dated = (document) => (!from && !to) || (document.date && (!from || monthOf(document) >= from) && (!to || monthOf(document) <= to));
  const inDocument = chosen?.name === undefined ? null : mentioning(chosen.name);
  const open = documents.map((document, place) => Boolean(dated(document)) && (!inDocument || inDocument.has(place)));
  const matches = searchTest(words);
  passing = [];
  for (let quote = 0; quote < total; quote++) {
    if (open[quotes.document[quote]] && quotes.score[quote] >= score && types.has(typeOf(quote))
      && (chosen?.speaker === undefined || quotes.speaker[quote] === chosen.speaker) && matches(quote)) passing.push(quote);
  }
  passingDocuments = new Set(passing.map((quote) => quotes.document[quote]));
  // Documents without a quotation are shown where only they and not their quotations are asked for.
  const all = types.size === 4 && score === 0 && chosen?.speaker === undefined;
  if (all) {
    const titles = words.length ? searchable().documents : null;
    open.forEach((isOpen, place) => {
      if (isOpen && (!titles || words.every((word) => titles[place].includes(word)))) passingDocuments.add(place);
    });
  }
}

/** Shows only one speaker or name; the same again shows everything. */
function only(what) {
  const key = Object.keys(what)[0];
  chosen = chosen?.[key] === what[key] ? null : what;
  update();
}

function onlyTypes(...types) {
  const boxes = [...form.querySelectorAll("[name=type]")];
  const already = boxes.every((box) => box.checked === types.includes(box.value));
  for (const box of boxes) box.checked = already || types.includes(box.value);
  update();
}

function onlyMonth(month) {
  const { from, to } = form.elements;
  const already = from.value === month && to.value === month;
  from.value = to.value = already ? "" : month;
  update();
}

// ---- plots

/** Counts by key, the largest first; of equal ones the first seen. */
function ranked(pairs) {
  const counts = new Map();
  for (const [key, count] of pairs) counts.set(key, (counts.get(key) ?? 0) + count);
  return [...counts].sort((a, b) => b[1] - a[1]);
}

function namesPlot(key, label) {
  const pairs = [];
  for (let i = 0; i < mentions.length; i += 3) {
    if (passingDocuments.has(mentions[i]) && names[mentions[i + 1]][1] === label) pairs.push([mentions[i + 1], mentions[i + 2]]);
  }
  return rowsPlot(key, ranked(pairs).slice(0, 10).map(([name, count]) =>
    ({ name: names[name][0], count, show: () => only({ name }), chosen: chosen?.name === name })));
}

/** Every month from the first to the last. */
function months() {
  const dated = documents.map(monthOf).filter((month) => month).sort();
  if (!dated.length) return [];
  const all = [];
  let [year, month] = dated[0].split("-").map(Number);
  const last = dated[dated.length - 1];
  for (let name = dated[0]; name <= last && all.length < 2400;) {
    all.push(name);
    [year, month] = month === 12 ? [year + 1, 1] : [year, month + 1];
    name = `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}`;
  }
  return all;
}
const calendar = months();

function drawPlots() {
  const bySpeaker = ranked(passing.filter((q) => quotes.speaker[q] !== null && typeOf(q) !== "unnamed").map((q) => [quotes.speaker[q], 1]));
  const byMonth = new Map(ranked(passing.map((q) => [monthOf(documentOf(q)), 1])));
  const byType = new Map(ranked(passing.map((q) => [typeOf(q), 1])));
  const { from, to } = form.elements;
  document.getElementById("plots").replaceChildren(
    rowsPlot("speakers", bySpeaker.slice(0, 12).map(([speaker, count]) =>
      ({ name: speakers[speaker][0], count, show: () => only({ speaker }), chosen: chosen?.speaker === speaker }))),
    element("div", {},
      calendar.length ? monthsPlot("months", calendar.map((month) =>
        ({ name: month, count: byMonth.get(month) ?? 0, show: () => onlyMonth(month), chosen: from.value === month && to.value === month })), byMonth.get("")) : "",
      sharePlot("share", ["person", "organisation", "unnamed", "unknown"].map((type) =>
        ({ key: type, count: byType.get(type) ?? 0, show: () => onlyTypes(type) })))),
    namesPlot("places", "LOC"),
    namesPlot("organisations", "ORG"));
}

// ---- tables

function documentLink(document, anchor, text) {
  const path = document.page.split("/").map(encodeURIComponent).join("/");
  return element("a", { href: path + anchor, lang: "fr" }, text);
}

function speakerButton(place) {
  const [name] = speakers[place];
  return element("button", { type: "button", class: "plain", lang: "fr", onclick: () => only({ speaker: place }) }, name);
}

const tables = {
  quotes: new Table([
    { key: "date", value: (q) => documentOf(q).date ?? "" },
    { key: "speaker", value: speakerOf, cell: (q) => (quotes.speaker[q] === null ? element("i", {}, t("nobody")) : speakerButton(quotes.speaker[q])) },
    { key: "speaker_type", value: (q) => t(typeOf(q)) },
    { key: "quote", wide: true, value: (q) => quotes.text[q].replace(/\s+/g, " "),
      cell: (q) => documentLink(documentOf(q), `#quote-${quotes.number[q]}`, cut(quotes.text[q].replace(/\s+/g, " "), 240)) },
    { key: "document", value: (q) => documentOf(q).title },
    { key: "score", number: true, value: (q) => quotes.score[q] },
  ]),
  speakers: new Table([
    { key: "rank", number: true, value: (row) => row.rank },
    { key: "speaker", wide: true, value: (row) => speakers[row.speaker][0], cell: (row) => speakerButton(row.speaker) },
    { key: "speaker_type", value: (row) => t(speakers[row.speaker][1]) },
    { key: "quotes", number: true, value: (row) => row.quotes },
    { key: "words", number: true, value: (row) => row.words },
    { key: "documents", number: true, value: (row) => row.documents.size },
  ]),
  documents: new Table([
    { key: "date", value: (row) => row.document.date ?? "" },
    { key: "document", wide: true, value: (row) => row.document.title, cell: (row) => documentLink(row.document, "", row.document.title) },
    { key: "quotes", number: true, value: (row) => row.quotes },
    { key: "words", number: true, value: (row) => row.words },
    { key: "corrections", value: (row) => (store.get(row.document.key) ? t("is_corrected") : "") },
  ]),
};

/** The speakers of what passes, those with most quotations first. */
function speakerRows() {
  const rows = new Map();
  for (const quote of passing) {
    const speaker = quotes.speaker[quote];
    if (speaker === null) continue;
    const row = rows.get(speaker) ?? { speaker, quotes: 0, words: 0, documents: new Set() };
    row.quotes += 1;
    row.words += quotes.words[quote];
    row.documents.add(quotes.document[quote]);
    rows.set(speaker, row);
  }
  const sorted = [...rows.values()].sort((a, b) => b.quotes - a.quotes || b.words - a.words);
  sorted.forEach((row, i) => { row.rank = i + 1; });
  return sorted;
}

function documentRows() {
  const rows = new Map([...passingDocuments].sort((a, b) => a - b).map((place) => [place, { document: documents[place], quotes: 0, words: 0 }]));
  for (const quote of passing) {
    const row = rows.get(quotes.document[quote]);
    row.quotes += 1;
    row.words += quotes.words[quote];
  }
  return [...rows.values()];
}

function drawTable() {
  for (const button of document.querySelectorAll("[data-view]")) button.setAttribute("aria-pressed", String(button.dataset.view === view));
  const rows = { quotes: () => passing, speakers: speakerRows, documents: documentRows }[view];
  tables[view].show(rows());
}

document.getElementById("views").addEventListener("click", (event) => {
  const button = event.target.closest("[data-view]");
  if (!button) return;
  view = button.dataset.view;
  drawTable();
});
document.getElementById("export").addEventListener("click", () =>
  download(`guillemet-${view}.csv`, "text/csv;charset=utf-8", tables[view].csv()));

// ---- the head of the page

function drawCount() {
  const all = passing.length === total && passingDocuments.size === documents.length;
  const some = (key, n, of) => (all ? t(key, { n: of }) : t("shown_of", { n, all: t(key, { n: of }) }));
  const people = new Set(passing.map((q) => quotes.speaker[q]).filter((s) => s !== null)).size;
  document.getElementById("count").textContent = [
    some("n_documents", passingDocuments.size, documents.length),
    some("n_quotes", passing.length, total),
    some("n_speakers", people, speakers.length),
  ].join(" · ");
  const line = document.getElementById("chosen");
  line.hidden = chosen === null;
  const name = chosen && (chosen.speaker === undefined ? names[chosen.name][0] : speakers[chosen.speaker][0]);
  line.replaceChildren(...(chosen ? [element("b", { lang: "fr" }, name), " ",
    element("button", { type: "button", onclick: () => only(chosen) }, t("reset"))] : []));
}

function drawMonths() {
  for (const name of ["from", "to"]) {
    const select = form.elements[name];
    const before = select.value;
    select.replaceChildren(element("option", { value: "" }, t("all_months")),
      ...calendar.map((month) => element("option", { value: month }, monthName(month))));
    select.value = before;
    select.closest("label").hidden = !calendar.length;
  }
}

/** Corrections of these documents that this browser keeps, as a file for `guillemet convert --corrections`. */
function drawCorrections() {
  const lines = documents.flatMap(({ id, key }) => {
    const kept = store.get(key);
    return kept ? [`{"schema":"guillemet/1","id":${JSON.stringify(id)},"corrections":${kept}}\n`] : [];
  });
  const section = document.getElementById("corrections");
  section.hidden = !lines.length;
  section.replaceChildren(
    element("p", {}, t("n_corrected", { n: lines.length })),
    element("button", { type: "button", id: "download", onclick: () =>
      download("corrections.jsonl", "application/jsonl", lines.join("")) }, t("download_corrections")));
}

function update() {
  filter();
  drawCount();
  drawPlots();
  drawTable();
}

let pending = 0;
form.addEventListener("input", (event) => {
  clearTimeout(pending);
  // Typing and dragging wait for a pause; a choice does not.
  pending = setTimeout(update, event.target.matches("[type=search], [type=range]") ? 120 : 0);
});
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => {
  chosen = null;
  setTimeout(update);
});
window.addEventListener("pageshow", () => {
  drawCorrections();
  if (view === "documents") drawTable();
});

narrow.addEventListener("change", drawPlots);
redraw.push(drawMonths, update, drawCorrections);
speak(language);
