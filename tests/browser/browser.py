"""Chromium for the tests: one browser, files that it downloads, and the program under test."""

import json
import os
import pathlib
import subprocess
import tempfile
import time

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("GUILLEMET", str(ROOT / "target" / "release" / "guillemet"))
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def guillemet(*args, stdin=None, code=0):
    """Runs the program; its standard output."""
    ran = subprocess.run([PROGRAM, *map(str, args)], input=stdin, capture_output=True, text=True, check=False)
    assert ran.returncode == code, f"{args}: {ran.returncode}: {ran.stderr}"
    return ran.stdout


class Browser:
    """A browser with a fresh profile in one language."""

    def __init__(self, language="fr"):
        self.folder = tempfile.TemporaryDirectory()
        self.downloads = pathlib.Path(self.folder.name) / "downloads"
        self.downloads.mkdir()
        options = Options()
        options.binary_location = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        for flag in [*FLAGS, f"--user-data-dir={self.folder.name}/profile", f"--lang={language}"]:
            options.add_argument(flag)
        options.add_experimental_option("prefs", {
            "intl.accept_languages": language,
            "download.default_directory": str(self.downloads),
        })
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        driver = os.environ.get("CHROMEDRIVER", "/usr/bin/chromedriver")
        self.driver = webdriver.Chrome(options=options, service=Service(driver))
        self.size(1280, 900)

    def close(self):
        self.driver.quit()
        self.folder.cleanup()

    def size(self, width, height):
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                                    {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500})

    def scheme(self, scheme):
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia",
                                    {"features": [{"name": "prefers-color-scheme", "value": scheme}]})

    def open(self, path):
        self.driver.get(path if str(path).startswith("http") else pathlib.Path(path).as_uri())

    def run(self, script, *args):
        return self.driver.execute_script(script, *args)

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def text(self, selector):
        return self.one(selector).text

    def texts(self, selector):
        return self.run("return [...document.querySelectorAll(arguments[0])].map((node) => node.innerText)", selector)

    def click(self, selector):
        self.run("arguments[0].scrollIntoView({block: 'center'})", self.one(selector))
        self.one(selector).click()

    def choose(self, selector, value):
        """Chooses an option as a reader does, with its event."""
        self.run("const s = arguments[0]; s.value = arguments[1];"
                 "s.dispatchEvent(new Event('input', {bubbles: true})); s.dispatchEvent(new Event('change', {bubbles: true}))",
                 self.one(selector), value)

    def until(self, condition, what):
        """Waits for `condition`, ten seconds at most."""
        end = time.monotonic() + 10
        while time.monotonic() < end:
            if found := condition():
                return found
            time.sleep(0.03)
        raise AssertionError(f"did not happen: {what}")

    def downloaded(self, click):
        """The file that `click` gives: its name and content."""
        before = set(self.downloads.iterdir())
        self.click(click)

        def new():
            files = set(self.downloads.iterdir()) - before
            return [f for f in files if not f.name.startswith(".") and f.suffix not in (".crdownload", ".tmp")]
        file = self.until(new, f"a download from {click}")[0]
        content = self.until(lambda: file.read_text(encoding="utf-8"), f"the content of {file.name}")
        return file.name, content

    def complaints(self):
        """What the browser complained about since the last time: errors, blocked scripts, failed requests."""
        return [line["message"] for line in self.driver.get_log("browser") if line["level"] in ("SEVERE", "WARNING")
                and "favicon" not in line["message"]]


def records(text):
    return [json.loads(line) for line in text.splitlines()]
