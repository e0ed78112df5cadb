// The page of a document: lights a quotation with its speaker, the index of who said what, filters, margin notes.

const article = document.getElementById("text");
const filters = document.querySelector("#filters form");
const body = article.querySelector(".text");

/** The record's lists as corrected; see `corrected`. */
let state = corrected();

/** What the reader has selected in the text, for "other words". */
let selectedWords = "";

/** Quotations that pass the filters, by place. */
let shown = new Set();

const numbers = (list) => (list ? list.split(" ").map(Number) : []);
const noteOf = (place) => document.querySelector(`.note button[data-quote="${place}"]`);
const fragments = (place) => article.querySelectorAll(`[data-quotes~="${place}"]`);

/** Makes a correction and draws everything that it changes. */
function change(make) {
  make();
  state = corrected();
  draw();
  drawPanel();
  light(chosen?.quote === undefined ? [] : [chosen.quote]);
}

// ---- light: a quotation with its speaker and cue, in the text, the margin and the index

function light(places) {
  for (const node of document.querySelectorAll(".lit")) node.classList.remove("lit");
  for (const place of places) {
    for (const node of fragments(place)) {
      if (!node.matches(".mention, .cue") || !correctionOf(original.quotes[place], false)) node.classList.add("lit");
    }
    for (const node of document.querySelectorAll(`[data-jump="${place}"], [data-speaker~="${place}"]`)) node.classList.add("lit");
  }
}

/** The quotations that what is under the pointer or has the focus is about: the innermost says which. */
function placesAt(node) {
  const about = node.closest?.("[data-quotes], [data-quote], [data-jump], [data-speaker]");
  if (!about) return [];
  const { quotes, quote, jump, speaker } = about.dataset;
  return numbers(quotes ?? quote ?? jump ?? speaker);
}

const rest = () => light(chosen?.quote === undefined ? [] : [chosen.quote]);
document.addEventListener("mouseover", (event) => {
  const places = placesAt(event.target);
  if (places.length) light(places);
  else rest();
});
document.addEventListener("focusin", (event) => {
  const places = placesAt(event.target);
  if (places.length) light(places);
});

article.addEventListener("click", (event) => {
  if (String(getSelection()).trim()) return;
  const entity = event.target.closest("[data-entities]");
  const quote = event.target.closest("[data-quote], [data-jump], [data-quotes]");
  if (event.target.closest("button")) choose({ quote: Number(event.target.dataset.quote) });
  else if (entity && !quote?.matches("[data-jump]")) choose({ entity: numbers(entity.dataset.entities)[0] });
  else if (quote) choose({ quote: placesAt(quote)[0] });
  else return;
  rest();
  // On a small screen the panel would cover what it is about.
  event.target.closest(".text span, h1")?.scrollIntoView({ block: "nearest" });
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && chosen) leave();
});

document.addEventListener("selectionchange", () => {
  const selection = getSelection();
  const words = String(selection).trim();
  if (words && article.contains(selection.anchorNode)) selectedWords = words;
});

/** Goes to a quotation or name, and shows it in the panel. */
function jump(what) {
  return (event) => {
    event.preventDefault();
    choose(what);
    const quote = what.quote !== undefined;
    const target = document.getElementById(quote ? `quote-${what.quote}` : `entity-${what.entity}`);
    if (!target) return;
    target.scrollIntoView({ block: "center" });
    (quote ? noteOf(what.quote) ?? target : target).focus({ preventScroll: true });
    if (!quote) light([]);
  };
}

// ---- the index

/** Everybody who speaks, those with most words first. */
function speakers() {
  const all = new Map();
  state.quotes.forEach((quote, place) => {
    if (!quote) return;
    const { speaker } = quote;
    const key = speaker ? speaker.referent ?? `${speaker.type} ${speaker.name}` : "";
    const one = all.get(key) ?? { key, name: speaker?.name, type: speaker?.type ?? "unknown", role: "", places: [], words: 0 };
    one.places.push(place);
    one.words += data.words[place];
    const role = roleOf(quote);
    if (role.length > one.role.length) one.role = role;
    all.set(key, one);
  });
  return [...all.values()].sort((a, b) => b.words - a.words || a.places[0] - b.places[0]);
}

/** What the mention says beside the name: « le maire de Lyon » of « le maire de Lyon, Jean Dupont ». */
function roleOf({ speaker }) {
  if (speaker?.form !== "named") return "";
  const { start, end } = speaker.mention;
  const name = state.entities.find((e) => e && e.referent === speaker.referent && start <= e.start && e.end <= end);
  if (!name) return "";
  const role = `${slice(start, name.start)} ${slice(name.end, end)}`.replace(/\s+/g, " ").replace(/^[\s,]+|[\s,(]+$/g, "");
  return /^(M\.|MM\.|Mme|Mmes|Mlle|Monsieur|Madame|l['’]|la|le|les)?$/i.test(role) ? "" : role;
}

function drawIndex() {
  const list = document.getElementById("speakers");
  const everybody = speakers();
  list.replaceChildren(...everybody.map(({ name, type, role, places, words }) => {
    const visible = places.filter((place) => shown.has(place));
    if (!visible.length) return "";
    return element("li", { "data-speaker": places.join(" ") },
      element("p", { class: "who" },
        element("span", { class: `name ${type}`, lang: name ? "fr" : null }, name ?? t("nobody")),
        element("span", { class: "amount" }, t("n_words", { n: words }))),
      role ? element("p", { class: "role", lang: "fr" }, role) : null,
      element("ul", {}, ...visible.map((place) => element("li", {},
        element("a", { href: `#quote-${place}`, "data-jump": place, "aria-label": t("go_to_quote", { n: place + 1 }) + " " + excerpt(place), onclick: jump({ quote: place }) },
          element("span", { class: "number" }, String(place + 1)), element("span", { lang: "fr" }, excerpt(place)))))));
  }));
  const all = state.quotes.filter((q) => q).length;
  const count = shown.size === all ? t("n_quotes", { n: all }) : t("shown_of", { n: shown.size, all: t("n_quotes", { n: all }) });
  document.getElementById("count").textContent = all === 0 ? t("no_quotes") : shown.size ? count : t("none_shown");
  const select = filters.elements.speaker;
  const before = select.value;
  select.replaceChildren(element("option", { value: "*" }, t("all_speakers")),
    ...everybody.map(({ key, name }) => element("option", { value: key, lang: name ? "fr" : null }, name ?? t("nobody"))));
  select.value = everybody.some(({ key }) => key === before) ? before : "*";
}

/** The beginning of what was said. */
function excerpt(place) {
  const words = original.quotes[place].parts.map(({ start, end }) => slice(start, end)).join(" … ").replace(/\s+/g, " ");
  if (words.length <= 70) return words;
  return `${words.slice(0, words.lastIndexOf(" ", 64) > 0 ? words.lastIndexOf(" ", 64) : 64)} …`;
}

function drawNames() {
  const groups = ["PER", "LOC", "ORG", "MISC"].map((label) => {
    const some = state.referents.filter((r) => r.label === label);
    return some.length ? element("section", {}, element("h3", {}, element("span", { class: `entity ${label}` }, t(label))),
      element("ul", {}, ...some.map((r) => {
        const place = state.entities.findIndex((e) => e?.id === r.mentions[0]);
        return element("li", {},
          element("a", { href: `#entity-${place}`, lang: "fr", onclick: jump({ entity: place }) }, r.name),
          element("span", { class: "amount" }, ` ${number(r.mentions.length)}`));
      }))) : "";
  });
  document.querySelector("#names > div").replaceChildren(...groups);
}

// ---- filters

function filter() {
  const { types, score } = shownBy(filters);
  const speaker = filters.elements.speaker.value || "*";
  const of = speaker === "*" ? null : speakers().find(({ key }) => key === speaker)?.places ?? [];
  shown = new Set(state.quotes.flatMap((quote, place) =>
    quote && quote.score >= score && types.has(quote.speaker?.type ?? "unknown") && (!of || of.includes(place)) ? [place] : []));
  for (const box of filters.querySelectorAll("[name=label]")) article.classList.toggle(`without-${box.value}`, !box.checked);
}

filters.addEventListener("input", () => draw());
filters.addEventListener("submit", (event) => event.preventDefault());
filters.addEventListener("reset", () => setTimeout(draw));

// ---- the text

function drawText() {
  for (const node of article.querySelectorAll(".chosen-speaker")) node.replaceWith(...node.childNodes);
  article.normalize();
  for (const node of article.querySelectorAll("[data-quotes]")) {
    const places = numbers(node.dataset.quotes);
    node.classList.toggle("dim", !places.some((place) => shown.has(place)));
    node.classList.toggle("aside", places.every((place) => !state.quotes[place]));
  }
  for (const node of article.querySelectorAll("[data-entities]")) {
    const entity = state.entities[numbers(node.dataset.entities)[0]];
    node.className = `entity ${entity?.label ?? "none"}`;
  }
  for (const button of article.querySelectorAll(".note button")) {
    const place = Number(button.dataset.quote);
    const quote = state.quotes[place];
    button.classList.toggle("dim", !shown.has(place));
    button.setAttribute("aria-label", quote
      ? t("quote_by", { n: place + 1, speaker: quote.speaker?.name ?? t("nobody") })
      : t("not_quote_n", { n: place + 1 }));
  }
  state.quotes.forEach((quote, place) => {
    if (quote?.speaker && correctionOf(original.quotes[place], false)) markSpeaker(quote.speaker.mention, place);
  });
}

/** Marks a speaker that a reader chose: every text node between two code points of its paragraph. */
function markSpeaker({ start, end }, place) {
  const paragraph = [...body.querySelectorAll("[data-start]")].findLast((p) => Number(p.dataset.start) <= start);
  if (!paragraph) return;
  let at = Number(paragraph.dataset.start);
  const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT,
    (node) => (node.parentElement.closest(".note") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT));
  const pieces = [];
  while (walker.nextNode()) {
    const points = Array.from(walker.currentNode.data);
    const from = Math.max(start - at, 0), to = Math.min(end - at, points.length);
    if (from < to) pieces.push([walker.currentNode, points.slice(0, from).join("").length, points.slice(0, to).join("").length]);
    at += points.length;
  }
  for (const [node, from, to] of pieces) {
    const range = document.createRange();
    range.setStart(node, from);
    range.setEnd(node, to);
    range.surroundContents(element("span", { class: "mention chosen-speaker", "data-speaker": place }));
  }
}

const margin = body.appendChild(element("div", { class: "margin", "aria-hidden": "true" }));

/** The speakers' names beside their words; one that would cover another moves down. */
function drawMargin() {
  margin.replaceChildren();
  if (getComputedStyle(margin).display === "none") return;
  const top = body.getBoundingClientRect().top;
  let free = -Infinity, before = null;
  const rows = [...shown].map((place) => ({ place, node: document.getElementById(`quote-${place}`) })).filter(({ node }) => node && body.contains(node))
    .map((row) => ({ ...row, at: row.node.getClientRects()[0].top - top })).sort((a, b) => a.at - b.at || a.place - b.place);
  for (const { place, at } of rows) {
    const name = state.quotes[place].speaker?.name ?? t("nobody");
    const same = name === before;
    const note = element("a", { "data-jump": place, href: `#quote-${place}`, tabindex: "-1", class: same ? "same" : null, onclick: jump({ quote: place }) },
      element("span", {}, name), " ", element("sup", {}, String(place + 1)));
    margin.append(note);
    const y = Math.max(at, free);
    note.style.top = `${y}px`;
    free = y + note.offsetHeight + 4;
    before = name;
  }
}
new ResizeObserver(() => drawMargin()).observe(body);

// ---- corrections

function drawCorrections() {
  const n = corrections.length;
  const save = element("button", { type: "button", id: "download", onclick: () =>
    download(fileName(original.id, "corrected.jsonl"), "application/jsonl", recordLine()) }, t("download_record"));
  const undo = element("button", { type: "button", id: "undo-all", onclick: () => {
    if (confirm(t("sure"))) change(() => keep([]));
  } }, t("undo_all"));
  document.querySelector("#corrections > div").replaceChildren(
    element("p", { id: "corrected", role: "status" }, n ? t("n_corrections", { n }) : t("no_correction")),
    element("p", { class: "actions" }, save, n ? undo : null),
    element("p", { class: "hint" }, kept ? t("kept_here") : t("not_kept")));
}

function draw() {
  filter();
  drawIndex();
  drawText();
  drawNames();
  drawMargin();
  drawCorrections();
}

redraw.push(draw, drawPanel);
document.getElementById("filters").open = false;
speak(language);
window.addEventListener("beforeprint", () => drawMargin());

/** A link from the front page names a quotation. */
function follow() {
  const quote = /^#quote-(\d+)$/.exec(location.hash)?.[1];
  if (quote !== undefined && original.quotes[quote]) jump({ quote: Number(quote) })(new Event("click"));
}
window.addEventListener("hashchange", follow);
follow();
