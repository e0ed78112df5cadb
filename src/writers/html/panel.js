// The panel beside the text: what is known of one quotation or name, and how to correct it.

const panel = document.getElementById("panel");

/** What the panel shows: { quote: place } or { entity: place }, or null. */
let chosen = null;

function choose(what) {
  chosen = what;
  drawPanel();
}

/** Puts the panel in the order of its content: title, facts, correction. */
function drawPanel() {
  panel.hidden = chosen === null;
  document.body.classList.toggle("choosing", chosen !== null);
  if (chosen === null) return panel.replaceChildren();
  const close = element("button", { type: "button", class: "close", onclick: () => leave() }, t("close"));
  const content = chosen.quote === undefined ? entityPanel(chosen.entity) : quotePanel(chosen.quote);
  panel.replaceChildren(close, ...content);
}

/** Closes the panel and goes back to where the reader was. */
function leave() {
  const target = chosen?.quote === undefined ? document.getElementById(`entity-${chosen?.entity}`) : noteOf(chosen.quote);
  choose(null);
  light([]);
  target?.focus({ preventScroll: true });
}

function facts(...rows) {
  const list = element("dl");
  for (const [term, ...value] of rows.filter((row) => row)) {
    list.append(element("dt", {}, term), element("dd", {}, ...value));
  }
  return list;
}

function scoreBar(score) {
  return element("meter", { min: 0, max: 1, value: score, "aria-hidden": "true" }, "");
}

function quotePanel(place) {
  const quote = state.quotes[place];
  const before = original.quotes[place];
  const changed = correctionOf(before, false);
  const undo = changed && element("button", { type: "button", onclick: () => change(() => takeBack([before], false)) }, t("undo"));
  const title = element("h3", {}, `${t("quote")} ${place + 1}`);
  if (!quote) return [title, element("p", {}, t("set_aside")), element("p", {}, undo)];
  const speaker = quote.speaker;
  const example = data.examples[quote.rule];
  return [
    title,
    element("p", { class: "name", lang: speaker ? "fr" : null }, speaker?.name ?? t("nobody")),
    facts(
      speaker && [t("role"), element("q", { lang: "fr" }, speaker.mention.text)],
      speaker && [t("speaker_type"), t(speaker.type)],
      [t("kind"), t(`kind_${quote.kind}`)],
      quote.cue && [t("cue"), element("q", { lang: "fr" }, quote.cue.text)],
      [t("rule"), quote.rule === "corrected" ? t("rule_corrected") : quote.rule,
        example ? element("span", { class: "example" }, ` ${t("rule_example")} `, element("span", { lang: "fr" }, example)) : null],
      [t("score"), scoreBar(quote.score), ` ${number(quote.score)}`],
    ),
    element("h4", {}, t("correct")),
    speakerForm(place),
    element("p", { class: "actions" },
      element("button", { type: "button", id: "not-a-quote", onclick: () => change(() => correct(correction("not-quotation", before))) }, t("not_a_quote")),
      undo ?? null),
  ];
}

/** The speakers to choose from: people and organisations of the text, then speakers without a name. */
function candidates() {
  const referents = ["PER", "ORG", "LOC"].flatMap((label) => state.referents.filter((r) => r.label === label));
  const unnamed = new Map();
  for (const quote of state.quotes) {
    const speaker = quote?.speaker;
    if (speaker && !speaker.referent) unnamed.set(speaker.name, [...(unnamed.get(speaker.name) ?? []), speaker]);
  }
  return { referents, unnamed };
}

function speakerForm(place) {
  const quote = original.quotes[place];
  const current = state.quotes[place].speaker;
  const { referents, unnamed } = candidates();
  const select = element("select", { name: "speaker" });
  const option = (value, text, selected, lang) =>
    select.append(element("option", { value, selected, lang }, text));
  for (const r of referents) option(`r${r.id}`, r.name, current?.referent === r.id, "fr");
  for (const name of unnamed.keys()) option(`u${name}`, name, current && !current.referent && current.name === name, "fr");
  option("nobody", t("nobody"), !current);
  option("words", t("other_words"), false);
  const words = element("input", { name: "words", type: "text", autocomplete: "off", lang: "fr", "aria-describedby": "words-hint" });
  const hint = element("p", { id: "words-hint", class: "hint" }, t("words_hint"));
  const other = element("div", { class: "other", hidden: true }, words, element("button", { type: "submit" }, t("apply")), hint);
  const say = (speaker) => change(() => correct(correction("speaker", quote, { speaker })));
  select.addEventListener("change", () => {
    const value = select.value;
    other.hidden = value !== "words";
    if (value === "words") {
      words.value = selectedWords;
      words.focus();
    } else if (value === "nobody") {
      say(null);
    } else if (value.startsWith("r")) {
      const mentions = state.entities.filter((e) => e?.referent === value.slice(1));
      say(speakerAt(nearest(mentions, quote), state));
    } else {
      const known = unnamed.get(value.slice(1));
      const mention = nearest(known.map((speaker) => speaker.mention), quote);
      say(known.find((speaker) => speaker.mention === mention));
    }
  });
  const form = element("form", {
    onsubmit: (event) => {
      event.preventDefault();
      const found = places(words.value.trim());
      if (found.length) say(speakerAt(nearest(found, quote), state));
      else {
        hint.textContent = t("not_in_text");
        hint.classList.add("wrong");
      }
    },
  }, element("label", { class: "field" }, t("right_speaker"), " ", select), other);
  return form;
}

function entityPanel(place) {
  const entity = state.entities[place];
  const before = original.entities[place];
  // A name is one thing wherever it stands: all of its mentions change together.
  const together = original.entities.filter((e) => e === before || (before.referent && e.referent === before.referent));
  const referent = state.referents.find((r) => r.id === entity?.referent);
  const undo = correctionOf(before, true)
    && element("button", { type: "button", onclick: () => change(() => takeBack(together, true)) }, t("undo"));
  const select = element("select", { name: "label" });
  for (const label of ["PER", "LOC", "ORG", "MISC", null]) {
    select.append(element("option", { value: label ?? "none", selected: (entity?.label ?? null) === label }, t(`label_${label ?? "none"}`)));
  }
  select.addEventListener("change", () => {
    const label = select.value === "none" ? null : select.value;
    change(() => correct(...together.map((e) => correction("label", e, { label }))));
  });
  const mentions = element("span", { class: "jumps" });
  together.forEach((e, i) => {
    const target = original.entities.indexOf(e);
    mentions.append(element("a", { href: `#entity-${target}`, lang: "fr", onclick: jump({ entity: target }) }, e.text),
      i + 1 < together.length ? ", " : "");
  });
  return [
    element("h3", {}, t("label_" + (entity?.label ?? "none"))),
    element("p", { class: "name", lang: "fr" }, referent?.name ?? before.text),
    facts(
      entity && [t("score"), scoreBar(entity.score), ` ${number(entity.score)}`],
      [t("mentions"), mentions],
    ),
    element("h4", {}, t("correct")),
    element("label", { class: "field" }, t("label"), " ", select),
    element("p", { class: "actions" }, undo ?? null),
  ];
}
