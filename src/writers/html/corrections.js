// Corrections of one document: what a reader changed, applied to its record.
// `corrected` does what src/document/corrections.rs does; the browser tests compare the two.

const original = data.record;
const characters = Array.from(original.text);

/** The text of code points `start` to `end`. */
function slice(start, end) {
  return characters.slice(start, end).join("");
}

/** What was kept here before; something else under our key counts for nothing. */
function keptBefore() {
  try {
    const before = JSON.parse(store.get(data.key));
    return Array.isArray(before) ? before : [];
  } catch { return []; }
}

let corrections = keptBefore();
let kept = true;

/** The corrections that the record came with and those made here; of two for the same thing the later. */
function allCorrections() {
  return [...(original.corrections ?? []), ...corrections].reduce((all, correction) =>
    [...all.filter((other) => !sameThing(other, correction)), correction], []);
}

function sameThing(a, b) {
  return a.start === b.start && a.end === b.end && (a.what === "label") === (b.what === "label");
}

/** The correction of what stands at `passage`, if there is one. */
function correctionOf(passage, name) {
  return corrections.find((c) => c.start === passage.start && c.end === passage.end && (c.what === "label") === name);
}

function keep(changed) {
  corrections = changed;
  kept = store.set(data.key, corrections.length ? JSON.stringify(corrections) : null);
}

/** Adds corrections, each in place of an earlier one of the same thing. */
function correct(...added) {
  keep([...corrections.filter((c) => !added.some((other) => sameThing(c, other))), ...added]);
}

/** Takes corrections back, by the passages they are about. */
function takeBack(passages, name) {
  keep(corrections.filter((c) => !passages.some((p) => correctionOf(p, name) === c)));
}

/** A correction of what stands at `passage`. */
function correction(what, passage, rest = {}) {
  return { what, start: passage.start, end: passage.end, text: slice(passage.start, passage.end), ...rest };
}

/** The lists of the record with every correction made; what was taken away is null, so that places stay. */
function corrected() {
  const { entities, referents, quotes } = structuredClone(
    { entities: original.entities, referents: original.referents, quotes: original.quotes });
  const out = { entities, referents, quotes };
  const at = (list, c) => list.findIndex((one) => one && one.start === c.start && one.end === c.end);
  for (const c of corrections.filter((c) => c.what === "label")) {
    const place = at(entities, c);
    if (place < 0) continue;
    if (c.label === null) entities[place] = null;
    else Object.assign(entities[place], { label: c.label, score: 1 });
  }
  out.referents = referents.map((referent) => {
    const mentions = entities.filter((e) => e && e.referent === referent.id);
    if (!mentions.length) return null;
    return { ...referent, label: mentions[0].label, mentions: mentions.map((e) => e.id) };
  }).filter((referent) => referent);
  for (const quote of quotes) followReferent(quote.speaker, out.referents);
  for (const c of corrections.filter((c) => c.what !== "label")) {
    const place = at(quotes, c);
    if (place < 0) continue;
    if (c.what === "not-quotation") {
      const { id, continues } = quotes[place];
      quotes[place] = null;
      for (const quote of quotes) {
        if (quote?.continues !== id) continue;
        if (continues) quote.continues = continues;
        else delete quote.continues;
      }
    }
    else Object.assign(quotes[place], { speaker: named(c.speaker, out), cue: null, rule: "corrected", score: 1 });
  }
  return out;
}

/** A speaker is what its referent is; without it, the words of the mention. */
function followReferent(speaker, referents) {
  if (!speaker?.referent) return;
  const before = original.referents.find((r) => r.id === speaker.referent);
  const referent = referents.find((r) => r.id === speaker.referent);
  if (!referent) Object.assign(speaker, { form: "nominal", type: "unnamed", name: speaker.mention.text, referent: null });
  else if (referent.label !== before?.label) speaker.type = typeOf(referent.label);
}

function typeOf(label) {
  return label === "PER" ? "person" : "organisation";
}

/** A chosen speaker with the id of the referent that its mention names. */
function named(speaker, { entities, referents }) {
  if (!speaker) return null;
  const inside = entities.filter((e) => e?.referent && speaker.mention.start <= e.start && e.end <= speaker.mention.end);
  const referent = inside.map((e) => referents.find((r) => r.id === e.referent))
    .find((r) => r?.name === speaker.name);
  return { ...speaker, referent: referent?.id ?? null };
}

/** The speaker that `passage` names for a reader who chose these words. */
function speakerAt(passage, { entities, referents }) {
  const mention = { start: passage.start, end: passage.end, text: slice(passage.start, passage.end) };
  const inside = entities.filter((e) => e?.referent && passage.start <= e.start && e.end <= passage.end);
  const entity = inside.find((e) => e.label === "PER") ?? inside.find((e) => e.label !== "MISC");
  const referent = entity && referents.find((r) => r.id === entity.referent);
  return referent
    ? { mention, form: "named", type: typeOf(referent.label), name: referent.name, referent: referent.id }
    : { mention, form: "nominal", type: "unnamed", name: mention.text, referent: null };
}

/** Of `passages` the one nearest to `quote`, outside of it where there is one. */
function nearest(passages, quote) {
  const inside = (p) => quote.start <= p.start && p.end <= quote.end;
  const outside = passages.filter((p) => !inside(p));
  const gap = (p) => (p.end <= quote.start ? quote.start - p.end : Math.max(0, p.start - quote.end));
  return (outside.length ? outside : passages).reduce((a, b) => (gap(b) < gap(a) ? b : a));
}

/** Every place where `words` stand in the text. */
function places(words) {
  const found = [];
  const length = Array.from(words).length;
  let unit = original.text.indexOf(words);
  let seen = 0, point = 0;
  while (unit >= 0 && length) {
    point += Array.from(original.text.slice(seen, unit)).length;
    found.push({ start: point, end: point + length });
    seen = unit;
    unit = original.text.indexOf(words, unit + 1);
  }
  return found;
}

/** The corrected record as one line of JSON Lines. `meta` is put in as it came. */
function recordLine() {
  const { entities, referents, quotes } = corrected();
  const { meta, ...rest } = original;
  const record = { ...rest, entities: entities.filter((e) => e), referents, quotes: quotes.filter((q) => q) };
  const all = allCorrections();
  if (all.length) record.corrections = all;
  return `${JSON.stringify(record).slice(0, -1)},"meta":${data.meta}}\n`;
}
