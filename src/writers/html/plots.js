// Plots as inline SVG. Every bar is a link that shows only what it stands for, and says its number to a screen reader.

/** Plots are drawn smaller on a small screen, so that their letters are not. */
const narrow = matchMedia("(max-width: 38rem)");

/** A figure with its caption; `drawing` is null where there is nothing to show. */
function figure(key, drawing, note = "") {
  const id = `plot-${key}`;
  return element("figure", { id, "aria-labelledby": `${id}-title` },
    element("figcaption", { id: `${id}-title` }, t(`plot_${key}`), note ? element("span", { class: "amount" }, ` ${note}`) : null),
    drawing ?? element("p", { class: "hint" }, t("nothing_to_plot")));
}

/** One bar as a link. */
function bar(name, count, show, ...shapes) {
  const label = t("show_only", { name, count });
  return shape("a", {
    href: "#results", role: "button", "aria-label": label,
    onclick: (event) => { event.preventDefault(); show(); },
  }, shape("title", {}, label), ...shapes);
}

/** Bars to the right, one a row, the longest first. `rows` are { name, count, show, chosen }. */
function rowsPlot(key, rows) {
  if (!rows.length) return figure(key, null);
  const [width, names, line] = narrow.matches ? [350, 158, 24] : [460, 200, 24];
  const most = Math.max(...rows.map((row) => row.count));
  const drawing = shape("svg", { viewBox: `0 0 ${width} ${rows.length * line}`, role: "group" },
    ...rows.map(({ name, count, show, chosen }, i) => {
      const y = i * line, length = Math.max(1.5, (count / most) * (width - names - 62));
      return bar(name, count, show,
        shape("rect", { class: "row", x: 0, y, width, height: line }),
        shape("text", { x: names - 8, y: y + 16.5, "text-anchor": "end", lang: "fr" }, cut(name, narrow.matches ? 21 : 27)),
        shape("rect", { class: chosen ? "bar chosen" : "bar", x: names, y: y + 5, width: length, height: line - 10 }),
        shape("text", { class: "value", x: names + length + 6, y: y + 16.5 }, number(count)));
    }));
  return figure(key, drawing);
}

function cut(text, most) {
  const letters = Array.from(text);
  return letters.length > most ? `${letters.slice(0, most - 1).join("").trimEnd()}…` : text;
}

/** Columns, one a month, with the years below. `months` are { name: "2024-03", count, show, chosen }, without gaps. */
function monthsPlot(key, months, undated) {
  const note = undated ? `(${t("without_date")} : ${number(undated)})` : "";
  if (!months.length) return figure(key, null, note);
  const width = narrow.matches ? 350 : 460, height = 168, base = height - 22, left = 34;
  const most = Math.max(...months.map((month) => month.count), 1);
  const step = Math.min((width - left) / months.length, 40), gap = step > 4 ? Math.min(step * .2, 3) : 0;
  const drawing = shape("svg", { viewBox: `0 0 ${width} ${height}`, role: "group" },
    shape("line", { class: "axis", x1: left, x2: width, y1: base + .5, y2: base + .5 }),
    shape("line", { class: "grid", x1: left, x2: width, y1: 12.5, y2: 12.5 }),
    shape("text", { class: "value", x: left - 6, y: 17, "text-anchor": "end" }, number(most)));
  const years = new Set();
  months.forEach(({ name, count, show, chosen }, i) => {
    const x = left + i * step, length = (count / most) * (base - 12);
    drawing.append(bar(monthName(name), count, show,
      shape("rect", { class: "row", x, y: 0, width: step, height: base }),
      shape("rect", { class: chosen ? "bar chosen" : "bar", x: x + gap / 2, y: base - length, width: step - gap, height: length })));
    const year = name.slice(0, 4);
    const crowded = months.length > 120 && Number(year) % 5 !== 0;
    if (!years.has(year) && !crowded && x < width - 28) {
      drawing.append(shape("text", { class: "value", x, y: height - 6 }, year));
    }
    years.add(year);
  });
  return figure(key, drawing, note);
}

function monthName(month) {
  return new Date(`${month}-15T12:00:00Z`).toLocaleDateString(language, { month: "long", year: "numeric", timeZone: "UTC" });
}

/** One line that is shared out. `parts` are { key, count, show }. */
function sharePlot(key, parts) {
  const all = parts.reduce((sum, part) => sum + part.count, 0);
  if (!all) return figure(key, null);
  const width = narrow.matches ? 350 : 460, line = 26;
  const percent = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 });
  const drawing = shape("svg", { viewBox: `0 0 ${width} ${42 + parts.length * line}`, role: "group" });
  let x = 0;
  parts.forEach(({ key: name, count, show }, i) => {
    const length = (count / all) * width, y = 42 + i * line;
    drawing.append(
      shape("rect", { class: `share ${name}`, x, y: 4, width: Math.max(0, length - 1), height: 24 }),
      bar(t(name), count, show,
        shape("rect", { class: "row", x: 0, y, width, height: line }),
        shape("rect", { class: `share ${name}`, x: 0, y: y + 6, width: 14, height: 14 }),
        shape("text", { x: 24, y: y + 18 }, t(name)),
        shape("text", { class: "value", x: width * .7, y: y + 18, "text-anchor": "end" }, percent.format(count / all)),
        shape("text", { class: "value", x: width * .95, y: y + 18, "text-anchor": "end" }, number(count))));
    x += length;
  });
  return figure(key, drawing);
}
