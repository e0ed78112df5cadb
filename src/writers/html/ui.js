// What every page shares: texts in the reader's language, elements without HTML, files, what the browser keeps.
// Text only ever reaches the page as text: there is no innerHTML in these scripts.
"use strict";

const data = JSON.parse(document.getElementById("data").textContent);

/** What the browser keeps between visits; a browser that keeps nothing (private windows) is no error. */
const store = {
  get(key) {
    try { return localStorage.getItem(key); } catch { return null; }
  },
  /** Whether it could be kept. */
  set(key, value) {
    try {
      if (value === null) localStorage.removeItem(key);
      else localStorage.setItem(key, value);
      return true;
    } catch { return false; }
  },
  keys() {
    try { return Object.keys(localStorage); } catch { return []; }
  },
};

/** "fr" or "en": what the reader chose here before, else the browser's language. */
let language = store.get("guillemet.language")
  ?? (navigator.languages.map((l) => l.slice(0, 2)).find((l) => l === "fr" || l === "en") ?? "en");

/** What to draw again when the language changes. */
const redraw = [];

/** A text of the interface; `{name}` in it is `values.name`, and `values.n` chooses between one and many. */
function t(key, values = {}) {
  let text = WORDS[key][language === "fr" ? 0 : 1];
  if (Array.isArray(text)) text = text[new Intl.PluralRules(language).select(values.n) === "one" ? 0 : 1];
  return text.replace(/\{(\w+)\}/g, (_, name) =>
    typeof values[name] === "number" ? number(values[name]) : values[name]);
}

/** A number as the language writes it. */
function number(value) {
  return new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(value);
}

function speak(chosen) {
  language = chosen;
  document.documentElement.lang = language;
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", t(node.dataset.label));
  const button = document.getElementById("language");
  button.textContent = t("other_language");
  button.lang = language === "fr" ? "en" : "fr";
  for (const draw of redraw) draw();
}

document.getElementById("language").addEventListener("click", () => {
  const chosen = language === "fr" ? "en" : "fr";
  store.set("guillemet.language", chosen);
  speak(chosen);
});

const SVG = "http://www.w3.org/2000/svg";

/** An element: attributes by name, listeners as `onclick`…, children that are elements or text. */
function element(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/** The same inside an SVG. */
function shape(name, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

function filled(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

/** Gives the reader a file. */
function download(name, type, content) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = element("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

/** A name for a file, of an id that may be anything. */
function fileName(id, ending) {
  const plain = id.normalize("NFC").replace(/[^\p{L}\p{N}._-]+/gu, "_").replace(/^[._]+/, "").slice(-80);
  return `${plain || "document"}.${ending}`;
}

/** Text without case and accents, to search in. */
function folded(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[’ʼ]/g, "'").toLowerCase();
}

/** Which kinds of speakers a form shows, and from which score on. */
function shownBy(form) {
  const types = new Set([...form.querySelectorAll("[name=type]:checked")].map((box) => box.value));
  const score = Number(form.elements.score.value);
  form.elements.shown.value = number(score);
  return { types, score };
}
