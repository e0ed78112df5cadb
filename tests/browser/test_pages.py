"""The pages in a real browser: look, filter, correct, download, and what the program makes of the download.

Run by scripts/browser. The texts are tagged by the stand-in engine, which takes every capitalised word for a name.
"""

import json
import pathlib
import re
import subprocess
import tempfile
import time
import unittest

import synthetic
from browser import PROGRAM, Browser, guillemet, records
from selenium.webdriver import ActionChains, Keys

ARTICLE = """Le canal de Brèves rouvre

« il faut tenir les délais », s'est félicitée la présidente du conseil, Hélène Marchetti. La société Rivalta se tait.

selon Karim Benslimane, « la vase a été déversée dans l'étang », et Karim Benslimane attend.

une éclusière hausse les épaules : « moi, j'ai vu ce canal mourir trois fois », mais son voisin part.
"""
HOSTILE = "</script><script>document.title='owned'</script> \"onmouseover=\"document.title='owned' <img src=x onerror=alert(1)> </textarea> ]]> <!-- \u2028 &amp;"


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.browser = Browser("fr")
        cls.folder = tempfile.TemporaryDirectory()
        cls.here = pathlib.Path(cls.folder.name)
        (cls.here / "canal.txt").write_text(ARTICLE, encoding="utf-8")
        cls.page = cls.here / "canal.html"
        guillemet("tag", "--engine", "fake", cls.here / "canal.txt", "-o", cls.page)
        guillemet("tag", "--engine", "fake", cls.here / "canal.txt", "-o", cls.here / "canal.jsonl")
        cls.record = records((cls.here / "canal.jsonl").read_text(encoding="utf-8"))[0]

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        cls.folder.cleanup()

    def setUp(self):
        self.browser.size(1280, 900)
        self.browser.scheme("light")
        self.browser.open(self.page)
        self.browser.run("localStorage.clear()")
        self.browser.open(self.page)
        self.browser.complaints()

    def tearDown(self):
        self.assertEqual(self.browser.complaints(), [])

    def lit(self):
        return {node.text for node in self.browser.all(".text .lit")}

    def place(self, words):
        """Place of the quotation that holds `words`."""
        return next(i for i, q in enumerate(self.record["quotes"]) if words in q["text"])

    def test_hover_ties_a_quotation_to_its_speaker(self):
        b = self.browser
        place = self.place("délais")
        ActionChains(b.driver).move_to_element(b.one(f"#quote-{place}")).perform()
        speaker = self.record["quotes"][place]["speaker"]["mention"]["text"]
        self.assertIn("« il faut tenir les délais »", self.lit())
        self.assertIn(speaker, self.lit())
        self.assertIn("lit", b.one(f"#speakers [data-jump='{place}']").get_attribute("class"))
        self.assertIn("lit", b.one(f".margin [data-jump='{place}']").get_attribute("class"))
        ActionChains(b.driver).move_to_element(b.one("h1")).perform()
        self.assertEqual(self.lit(), set())
        ActionChains(b.driver).move_to_element(b.one(f".mention[data-quotes='{place}'] .entity")).perform()
        self.assertIn("« il faut tenir les délais »", self.lit())

    def test_the_keyboard_reaches_everything(self):
        b = self.browser
        b.run("document.querySelector('#text').focus()")
        b.driver.switch_to.active_element.send_keys(Keys.TAB)
        note = b.driver.switch_to.active_element
        self.assertEqual(note.get_attribute("data-quote"), "0")
        self.assertIn(self.record["quotes"][0]["speaker"]["name"], note.get_attribute("aria-label"))
        self.assertIn(self.record["quotes"][0]["text"], self.lit())
        note.send_keys(Keys.ENTER)
        self.assertTrue(b.one("#panel").is_displayed())
        note.send_keys(Keys.ESCAPE)
        self.assertFalse(b.one("#panel").is_displayed())
        self.assertEqual(b.driver.switch_to.active_element.get_attribute("data-quote"), "0")
        self.assertEqual(b.run("""return [...document.querySelectorAll('button, select, input, a[href]')]
            .filter((n) => !n.closest('[aria-hidden]') && !n.textContent.trim() && !n.labels?.length && !n.ariaLabel).length"""), 0)

    def test_the_panel_says_rule_cue_and_score(self):
        b = self.browser
        place = self.place("étang")
        b.click(f"#speakers [data-jump='{place}']")
        panel = b.text("#panel")
        quote = self.record["quotes"][place]
        for said in ["Karim Benslimane", quote["rule"], quote["cue"]["text"], f"{quote['score']:.2f}".replace(".", ","), "Selon Anne Ba"]:
            self.assertIn(said, panel)
        b.click(".text .entity[data-entities]")
        self.assertIn("Mentions", b.text("#panel"))

    def test_the_index_says_who_said_what(self):
        b = self.browser
        index = b.text("#speakers")
        self.assertIn("Hélène Marchetti", index)
        self.assertIn("la présidente du conseil", index)
        self.assertIn("5 mots", index)
        self.assertEqual(len(b.all("#speakers [data-jump]")), len(self.record["quotes"]))

    def test_filters(self):
        b = self.browser
        b.click("#filters summary")
        everything = len(self.record["quotes"])
        count = lambda: len(b.all("#speakers [data-jump]"))
        for box in ["organisation", "unnamed", "unknown"]:
            b.click(f"[name=type][value={box}]")
        named = [q for q in self.record["quotes"] if q["speaker"] and q["speaker"]["type"] == "person"]
        self.assertEqual(count(), len(named))
        self.assertIn(f"{len(named)} sur {everything}", b.text("#count"))
        self.assertEqual(len(b.all(".text .quote:not(.dim)")), len(named))
        b.click("#filters [type=reset]")
        b.until(lambda: count() == everything, "everything shown again")
        b.choose("#filters [name=score]", "0.95")
        self.assertEqual(count(), sum(q["score"] >= 0.95 for q in self.record["quotes"]))
        b.click("#filters [type=reset]")
        b.until(lambda: count() == everything, "everything shown again")
        speaker = b.run("return [...document.querySelector('#filters [name=speaker]').options].find((o) => o.text === 'Karim Benslimane').value")
        b.choose("#filters [name=speaker]", speaker)
        self.assertEqual(count(), sum("Benslimane" in (q["speaker"] or {}).get("name", "") for q in self.record["quotes"]))

    def correct(self):
        """Makes a correction of every kind; the places of the quotations."""
        b = self.browser
        delays, pond, lock = self.place("délais"), self.place("étang"), self.place("mourir")
        b.click(f".note [data-quote='{delays}']")
        value = b.run("return [...document.querySelector('#panel [name=speaker]').options].find((o) => o.text === 'Karim Benslimane').value")
        b.choose("#panel [name=speaker]", value)
        b.click(f".note [data-quote='{lock}']")
        b.choose("#panel [name=speaker]", "words")
        b.one("#panel [name=words]").send_keys("personne d'ici")
        b.click("#panel .other button")
        self.assertIn("ne sont pas dans le texte", b.text("#words-hint"))
        b.one("#panel [name=words]").clear()
        b.one("#panel [name=words]").send_keys("son voisin")
        b.click("#panel .other button")
        b.click(f".note [data-quote='{pond}']")
        b.click("#not-a-quote")
        rivalta = next(i for i, e in enumerate(self.record["entities"]) if e["text"] == "Rivalta")
        b.click(f"#entity-{rivalta}")
        b.choose("#panel [name=label]", "ORG")
        return delays, pond, lock, rivalta

    def test_corrections_are_kept_downloaded_checked_scored_and_merged(self):
        b = self.browser
        delays, pond, lock, rivalta = self.correct()
        self.assertIn("4 corrections", b.text("#corrected"))
        b.open(self.page)
        self.assertIn("4 corrections", b.text("#corrected"))
        self.assertIn("ORG", b.one(f"#entity-{rivalta}").get_attribute("class"))
        self.assertIn("aside", b.one(f"#quote-{pond}").get_attribute("class"))
        b.click(f".note [data-quote='{lock}']")
        self.assertIn("corrigé à la main", b.text("#panel"))
        self.assertIn("son voisin", self.lit())

        name, line = b.downloaded("#download")
        self.assertTrue(name.endswith("canal.txt.corrected.jsonl"), name)
        corrected = self.here / name
        corrected.write_text(line, encoding="utf-8")
        record = records(line)[0]
        self.assertEqual(guillemet("check", corrected), "1 records, 0 problems\n")
        by_start = {q["start"]: q for q in record["quotes"]}
        quotes = self.record["quotes"]
        self.assertEqual(by_start[quotes[delays]["start"]]["speaker"]["name"], "Karim Benslimane")
        self.assertEqual(by_start[quotes[lock]["start"]]["rule"], "corrected")
        self.assertNotIn(quotes[pond]["start"], by_start)
        self.assertEqual(len(record["corrections"]), 4)

        score = json.loads(guillemet("score", "quotes", corrected, self.here / "canal.jsonl", "--json"))
        self.assertEqual(score["gold"], len(quotes) - 1)
        merged = guillemet("convert", self.here / "canal.jsonl", "--corrections", corrected, "--to", "jsonl")
        self.assertEqual(records(merged)[0], record, "the page and the program correct alike")

        b.run("window.confirm = () => true")
        b.click("#undo-all")
        self.assertEqual(b.run("return localStorage.length"), 0)
        self.assertNotIn("ORG", b.one(f"#entity-{rivalta}").get_attribute("class"))

    def test_one_correction_is_undone(self):
        b = self.browser
        place = self.place("étang")
        b.click(f".note [data-quote='{place}']")
        b.click("#not-a-quote")
        self.assertIn("Écarté", b.text("#panel"))
        b.click("#panel p button")
        self.assertIn("Karim Benslimane", b.text("#panel"))
        self.assertEqual(b.run("return localStorage.length"), 0)

    def test_both_languages(self):
        b = self.browser
        self.assertEqual(b.run("return document.documentElement.lang"), "fr")
        self.assertEqual(b.text("#index-title"), "Qui a dit quoi")
        b.click("#language")
        self.assertEqual(b.text("#index-title"), "Who said what")
        self.assertEqual(b.run("return document.documentElement.lang"), "en")
        self.assertEqual(b.one("#text").get_attribute("lang"), "fr")
        b.open(self.page)
        self.assertEqual(b.text("#index-title"), "Who said what", "remembered")
        english = Browser("en-GB")
        try:
            english.open(self.page)
            self.assertEqual(english.text("#index-title"), "Who said what", "the browser's language")
        finally:
            english.close()

    def test_markup_in_the_text_is_text(self):
        b = self.browser
        said = "« il faut <script>document.title='owned'</script> <!-- ]]> </textarea> agir », a dit Anne Ba."
        text = f"{HOSTILE}\n\n{said}\n\n{HOSTILE}\n\nFin."
        source = self.here / "hostile.jsonl"
        source.write_text(json.dumps({"id": HOSTILE, "text": text, "title": HOSTILE, "author": HOSTILE}) + "\n", encoding="utf-8")
        for target, pages in [("hostile.html", ["hostile.html"]), ("hostile", ["hostile/index.html", "hostile/documents"])]:
            guillemet("tag", "--engine", "fake", source, "--to", "html", "-o", self.here / target)
            for page in pages:
                page = self.here / page
                page = next(page.rglob("*.html")) if page.is_dir() else page
                b.open(page)
                self.assertNotEqual(b.driver.title, "owned")
                self.assertEqual(b.run("return document.querySelectorAll('img, textarea, [onmouseover]').length"), 0, page)
                for node in b.all(".text .quote, .text .entity, #speakers a, td a")[:6]:
                    ActionChains(b.driver).move_to_element(node).perform()
                self.assertNotEqual(b.driver.title, "owned")
                if page.name == "index.html":
                    b.click("[data-view=documents]")
                else:
                    self.assertEqual(len(b.all(".note")), 1)
                self.assertIn("onerror=alert(1)", b.text("main"))
        b.open(self.here / "hostile.html")
        seen = b.run("""const t = document.querySelector('#text').cloneNode(true);
            t.querySelectorAll('.note, .margin, .facts, noscript').forEach((n) => n.remove()); return t.textContent""")
        plain = lambda s: re.sub(r"\s+", "", s)
        self.assertEqual(plain(seen), plain(text))

    def test_it_fits_and_needs_no_network(self):
        b = self.browser
        for width in (1280, 900, 390):
            b.size(width, 844)
            b.open(self.page)
            self.assertLessEqual(b.run("return document.documentElement.scrollWidth"), width)
        self.assertEqual(b.run("return performance.getEntriesByType('resource').length"), 0)

    def test_contrast_of_text_is_aa(self):
        b = self.browser
        for scheme in ("light", "dark"):
            b.scheme(scheme)
            b.open(self.page)
            ratios = b.run("""
              const style = getComputedStyle(document.documentElement);
              const channel = (v) => { v /= 255; return v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; };
              const light = (name) => {
                const hex = style.getPropertyValue('--' + name).trim().slice(1);
                const [r, g, b] = [0, 2, 4].map((i) => channel(parseInt(hex.slice(i, i + 2), 16)));
                return .2126 * r + .7152 * g + .0722 * b;
              };
              const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + .05) / (y + .05); };
              const pairs = [];
              for (const ink of ['ink', 'PER', 'LOC', 'ORG', 'MISC'])
                for (const paper of ['paper', 'quote', 'lit', 'speaker']) pairs.push([ink, paper, ratio(ink, paper)]);
              for (const ink of ['quiet', 'accent']) pairs.push([ink, 'paper', ratio(ink, 'paper')]);
              return pairs;""")
            self.assertEqual([(scheme, *pair) for pair in ratios if pair[2] < 4.5], [])

    def test_without_storage_it_says_so(self):
        b = self.browser
        b.run("Storage.prototype.setItem = () => { throw new Error('full'); }")
        b.click(".note [data-quote='0']")
        b.click("#not-a-quote")
        self.assertIn("ne garde rien", b.text("#corrections"))


class Corpus(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.browser = Browser("fr")
        cls.folder = tempfile.TemporaryDirectory()
        cls.here = pathlib.Path(cls.folder.name)
        cls.site = cls.here / "site"
        documents = [
            {"id": f"2024/{i:02}.txt", "title": f"Article {i}", "date": f"2024-{1 + i % 3:02}-05", "text": ARTICLE if i % 2 else
             "« on part demain », a dit Anne Sorel à Lyon. « on verra bien », a dit Paul Guérin à Lyon."}
            for i in range(12)
        ]
        documents.append({"id": "vide", "title": "Sans rien", "text": "il pleut."})
        (cls.here / "in.jsonl").write_text("".join(json.dumps(d) + "\n" for d in documents), encoding="utf-8")
        guillemet("tag", "--engine", "fake", cls.here / "in.jsonl", "--to", "html", "-o", cls.site)

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        cls.folder.cleanup()

    def setUp(self):
        self.browser.size(1280, 900)
        self.browser.open(self.site / "index.html")
        self.browser.run("localStorage.clear()")
        self.browser.open(self.site / "index.html")
        self.browser.complaints()

    def tearDown(self):
        self.assertEqual(self.browser.complaints(), [])

    def test_search(self):
        b = self.browser
        before = b.text("#count")
        self.assertIn("13 documents", before)
        b.one("[name=search]").send_keys("ETANG benslimane")
        b.until(lambda: "6 sur" in b.text("#count"), "six documents found")
        self.assertTrue(all("étang" in row for row in b.texts("#table td.wide")))
        b.click("#filters [type=reset]")
        b.until(lambda: b.text("#count") == before, "everything shown again")

    def test_a_bar_shows_only_its_speaker(self):
        b = self.browser
        b.click("#plot-speakers a[aria-label*='Anne Sorel']")
        self.assertEqual(b.text("#chosen b"), "Anne Sorel")
        self.assertEqual(set(b.texts("#table td:nth-child(2)")), {"Anne Sorel"})
        b.click("#chosen button")
        self.assertFalse(b.one("#chosen").is_displayed())
        b.click("#plot-places a[aria-label*='Lyon']")
        self.assertIn("6 sur 13 documents", b.text("#count"))

    def test_months_types_and_scores(self):
        b = self.browser
        self.assertEqual(len(b.all("#plot-months a")), 3)
        b.click("#plot-months a:nth-of-type(2)")
        self.assertIn("4 sur 13 documents", b.text("#count"))
        self.assertEqual({d[:7] for d in b.texts("#table td:first-child")}, {"2024-02"})
        b.click("#filters [type=reset]")
        b.until(lambda: "sur" not in b.text("#count"), "everything shown again")
        b.click("#plot-share a[aria-label*='sans nom']")
        b.until(lambda: set(b.texts("#table td:nth-child(3)")) == {"sans nom"}, "only unnamed speakers")
        b.click("#filters [type=reset]")
        b.choose("[name=score]", "0.95")
        b.until(lambda: all(float(s.replace(",", ".")) >= 0.95 for s in b.texts("#table td:last-child")), "only high scores")

    def test_tables_are_sorted_turned_and_exported(self):
        b = self.browser
        b.click("[data-view=speakers]")
        self.assertEqual(b.text("#table tbody tr:first-child td:first-child"), "1")
        b.click("#table th[data-key=speaker] button")
        names = b.texts("#table td.wide")
        self.assertEqual(names, sorted(names, key=str.lower))
        name, csv = b.downloaded("#export")
        self.assertEqual(name, "guillemet-speakers.csv")
        lines = csv.lstrip("\ufeff").splitlines()
        self.assertEqual(lines[0], "Rang,Locuteur,Type de locuteur,Citations,Mots,Documents")
        self.assertEqual(len(lines) - 1, len(names))
        b.click("[data-view=documents]")
        self.assertIn("Sans rien", b.text("#table"))
        b.click("[data-view=quotes]")
        name, csv = b.downloaded("#export")
        total = int(re.search(r"(\d+) citations", b.text("#count")).group(1))
        self.assertEqual(len(csv.splitlines()) - 1, total)

    def test_formulas_do_not_reach_a_spreadsheet(self):
        b = self.browser
        fields = b.run("return ['=1+1', '@x', '- Oui', 'a,\"b', 'c'].map(csvField)")
        self.assertEqual(fields, ["'=1+1", "'@x", "'- Oui", '"a,""b"', "c"])

    def test_from_the_table_to_a_correction_and_back(self):
        b = self.browser
        b.click("#table tbody tr:nth-child(2) td.wide a")
        self.assertTrue(b.one("#panel").is_displayed())
        self.assertIn("Citation 2", b.text("#panel"))
        b.click("#not-a-quote")
        self.assertEqual(b.texts("nav a"), ["Corpus", "Suivant"])
        b.click("nav a[rel=next]")
        self.assertEqual(b.texts("nav a"), ["Corpus", "Précédent", "Suivant"])
        b.click("nav a[rel=up]")
        self.assertIn("1 document corrigé", b.text("#corrections"))
        name, line = b.downloaded("#download")
        self.assertEqual(name, "corrections.jsonl")
        corrections = records(line)[0]
        self.assertEqual((corrections["id"], corrections["corrections"][0]["what"]), ("2024/00.txt", "not-quotation"))

    def test_it_fits(self):
        b = self.browser
        for width in (1280, 900, 390):
            b.size(width, 844)
            b.open(self.site / "index.html")
            self.assertLessEqual(b.run("return document.documentElement.scrollWidth"), width)

    def test_ten_thousand_documents(self):
        b = self.browser
        source = self.here / "many.jsonl"
        with source.open("w", encoding="utf-8") as out:
            synthetic.write(10_000, out)
        begun = time.monotonic()
        guillemet("convert", source, "--to", "html", "-o", self.here / "many")
        written = time.monotonic() - begun
        index = self.here / "many" / "index.html"
        begun = time.monotonic()
        b.open(index)
        loaded = time.monotonic() - begun
        self.assertIn("10\u202f000 documents", b.text("#count"))
        times = b.run("""
          const timed = (f) => { const t = performance.now(); f(); return Math.round(performance.now() - t); };
          const search = form.elements.search;
          return {
            quotations: total,
            first: timed(() => { search.value = "voir etape"; update(); }),
            again: timed(() => { search.value = "voir etape 77"; update(); }),
            score: timed(() => { search.value = ""; form.elements.score.value = ".9"; update(); }),
            speakers: timed(() => { view = "speakers"; drawTable(); }),
            sort: timed(() => { view = "quotes"; tables.quotes.order(tables.quotes.columns[1]); }),
            rows: document.querySelectorAll("#table tbody tr").length,
          };""")
        size = index.stat().st_size / 1e6
        print(f"\n10,000 documents, {times['quotations']} quotations: written in {written:.1f} s, front page {size:.1f} MB,"
              f" loaded in {loaded:.2f} s; in ms: {times}")
        self.assertEqual(times["quotations"], 80_000)
        self.assertLessEqual(times["rows"], 50)
        # Generous, for machines with other work on them; what was measured stands in README.md.
        self.assertLess(loaded, 15)
        for what in ("first", "again", "score", "speakers", "sort"):
            self.assertLess(times[what], 5000, what)


class Served(unittest.TestCase):
    def test_paste_a_text(self):
        server = subprocess.Popen([PROGRAM, "serve", "--engine", "fake", "--port", "0"], stdout=subprocess.PIPE, text=True)
        browser = Browser("en-GB")
        try:
            address = re.search(r"http://\S+/", server.stdout.readline()).group(0)
            browser.open(address)
            self.assertIn("Who said what", browser.text("h1"))
            browser.one("textarea").send_keys("« il faut agir », a dit Anne Ba à Lyon.")
            browser.click("button[type=submit]")
            self.assertIn("Anne Ba", browser.text("#speakers"))
            browser.click(".note button")
            self.assertIn("inquit-after", browser.text("#panel"))
            browser.click("#not-a-quote")
            _, line = browser.downloaded("#download")
            self.assertEqual(records(line)[0]["quotes"], [])
            browser.click("nav a[rel=up]")
            self.assertEqual(browser.all("#panel"), [])
            self.assertTrue(browser.one("textarea").is_displayed())
            self.assertEqual(browser.complaints(), [])
        finally:
            browser.close()
            server.terminate()
            self.assertEqual(server.wait(10), 0, "ends when it is told to")
            server.stdout.close()


if __name__ == "__main__":
    unittest.main()
