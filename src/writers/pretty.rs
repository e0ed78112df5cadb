//! For people: the text with its entities marked, then who said what, one line a quotation.
//!
//! With colour, an entity has the colour of its label and quotations are tinted; without, entities stand in brackets:
//! `[Kassym-Jomart Tokayev PER]`. Quotations of one speaker stand together, in the order of the first one:
//!
//! ```text
//! Who said what
//!   Kassym-Jomart Tokayev — « C'est un principe essentiel. » (direct, inquit-inside, 0.93)
//! ```

use super::Writer;
use super::wrap::{Run, Wrap, columns};
use crate::document::Record;
use crate::document::record::{Quote, Speaker};
use crate::entities::Label;
use crate::speakers::SpeakerType;
use crate::text::Offsets;
use anstyle::{AnsiColor, Effects, Style};
use std::io::{self, Write};

/// The writer.
#[derive(Debug, Clone)]
pub struct Pretty {
    width: usize,
    colour: bool,
    first: bool,
}

impl Pretty {
    /// Lines of at most `width` columns, with escape sequences for colour if `colour`.
    #[must_use]
    pub fn new(width: usize, colour: bool) -> Self {
        Self {
            width: width.max(20),
            colour,
            first: true,
        }
    }

    fn style(&self, style: Style) -> Style {
        if self.colour { style } else { Style::new() }
    }

    fn of_label(&self, label: Label) -> Style {
        let colour = match label {
            Label::Per => AnsiColor::Cyan,
            Label::Loc => AnsiColor::Green,
            Label::Org => AnsiColor::Magenta,
            Label::Misc => AnsiColor::Blue,
        };
        self.style(colour.on_default().effects(Effects::BOLD))
    }

    fn heading(&self) -> Style {
        self.style(Style::new().effects(Effects::BOLD))
    }

    fn faint(&self) -> Style {
        self.style(Style::new().effects(Effects::DIMMED))
    }

    fn quoted(&self) -> Style {
        self.style(AnsiColor::Yellow.on_default())
    }

    fn title(&self, record: &Record, out: &mut dyn Write) -> io::Result<()> {
        let (faint, bold) = (self.faint(), self.heading());
        let rest = self.width.min(100).saturating_sub(columns(&record.id) + 4);
        let mut wrap = Wrap::new(out, usize::MAX, 0);
        wrap.add(&Run {
            style: faint,
            text: "── ",
        })?;
        wrap.add(&Run {
            style: bold,
            text: &record.id,
        })?;
        wrap.add(&Run {
            style: faint,
            text: &format!(" {}", "─".repeat(rest)),
        })?;
        wrap.line()?;
        wrap.line()
    }

    fn text(&self, record: &Record, out: &mut dyn Write) -> io::Result<()> {
        let mut wrap = Wrap::new(out, self.width, 0);
        for run in self.runs(record, &Offsets::new(&record.text)) {
            wrap.add(&run)?;
        }
        wrap.line()
    }

    /// The text cut at every border of an entity or of spoken words.
    fn runs<'r>(&self, record: &'r Record, offsets: &Offsets) -> Vec<Run<'r>> {
        let text = record.text.trim_end();
        let mut cuts: Vec<usize> = record.entities.iter().flat_map(|e| [e.start, e.end]).collect();
        cuts.extend(
            record
                .quotes
                .iter()
                .flat_map(|q| &q.parts)
                .flat_map(|p| [p.start, p.end]),
        );
        let mut cuts: Vec<usize> = cuts
            .into_iter()
            .map(|c| offsets.byte(c).min(text.len()))
            .collect();
        cuts.extend([0, text.len()]);
        cuts.sort_unstable();
        cuts.dedup();
        let mut entities = record.entities.iter().peekable();
        let mut runs = Vec::with_capacity(cuts.len());
        for ends in cuts.windows(2) {
            let (start, end) = (offsets.codepoint(ends[0]), offsets.codepoint(ends[1]));
            while entities.next_if(|e| e.end <= start).is_some() {}
            let entity = entities.peek().filter(|e| e.start <= start);
            let spoken = record
                .quotes
                .iter()
                .flat_map(|q| &q.parts)
                .any(|p| p.start <= start && end <= p.end);
            let style = match entity {
                Some(entity) => self.of_label(entity.label),
                None if spoken => self.quoted(),
                None => Style::new(),
            };
            if !self.colour && entity.is_some_and(|e| e.start == start) {
                runs.push(Run { style, text: "[" });
            }
            runs.push(Run {
                style,
                text: text.get(ends[0]..ends[1]).unwrap_or_default(),
            });
            if let Some(entity) = entity.filter(|e| !self.colour && e.end == end) {
                runs.push(Run {
                    style,
                    text: closing(entity.label),
                });
            }
        }
        runs
    }

    fn said(&self, record: &Record, out: &mut dyn Write) -> io::Result<()> {
        let bold = self.heading();
        if record.quotes.is_empty() {
            let faint = self.faint();
            return writeln!(out, "\n{faint}No quotation.{faint:#}");
        }
        writeln!(out, "\n{bold}Who said what{bold:#}")?;
        for quote in by_speaker(&record.quotes) {
            self.quotation(record, quote, out)?;
        }
        Ok(())
    }

    fn quotation(&self, record: &Record, quote: &Quote, out: &mut dyn Write) -> io::Result<()> {
        let Quote {
            kind, rule, score, ..
        } = quote;
        let kind = kind.name();
        let (name, style) = match &quote.speaker {
            Some(speaker) => (speaker.name.as_str(), self.of_speaker(speaker)),
            None => ("?", self.faint()),
        };
        let mut wrap = Wrap::new(out, self.width, 6);
        wrap.add(&Run {
            style: Style::new(),
            text: "  ",
        })?;
        wrap.add(&Run {
            style,
            text: &one_line(name),
        })?;
        wrap.add(&Run {
            style: self.faint(),
            text: " — ",
        })?;
        wrap.add(&Run {
            style: self.quoted(),
            text: &format!("«\u{a0}{}\u{a0}»", words(record, quote)),
        })?;
        wrap.add(&Run {
            style: self.faint(),
            text: &format!(" ({kind}, {rule}, {score:.2})"),
        })?;
        wrap.line()
    }

    fn of_speaker(&self, speaker: &Speaker) -> Style {
        match speaker.kind {
            SpeakerType::Person => self.of_label(Label::Per),
            SpeakerType::Organisation => self.of_label(Label::Org),
            SpeakerType::Unnamed => self.heading(),
        }
    }

    /// What the colours mean.
    fn legend(&self, out: &mut dyn Write) -> io::Result<()> {
        if !self.colour {
            return Ok(());
        }
        for (label, what) in Label::ALL
            .into_iter()
            .zip(["person", "place", "organisation", "other name"])
        {
            let style = self.of_label(label);
            write!(out, "{style}{what}{style:#}  ")?;
        }
        let style = self.quoted();
        writeln!(out, "{style}said{style:#}\n")
    }
}

impl Writer for Pretty {
    fn write(&mut self, record: &Record, out: &mut dyn Write) -> io::Result<()> {
        if std::mem::take(&mut self.first) {
            self.legend(out)?;
        } else {
            out.write_all(b"\n\n")?;
        }
        self.title(record, out)?;
        self.text(record, out)?;
        self.said(record, out)
    }
}

const fn closing(label: Label) -> &'static str {
    match label {
        Label::Per => "\u{a0}PER]",
        Label::Loc => "\u{a0}LOC]",
        Label::Org => "\u{a0}ORG]",
        Label::Misc => "\u{a0}MISC]",
    }
}

/// The quotations of one speaker together, in the order in which the speakers first speak.
fn by_speaker(quotes: &[Quote]) -> Vec<&Quote> {
    let who = |q: &Quote| q.speaker.as_ref().map(|s| (s.referent.clone(), s.name.clone()));
    let mut order = Vec::new();
    for quote in quotes {
        let who = who(quote);
        if !order.contains(&who) {
            order.push(who);
        }
    }
    order
        .iter()
        .flat_map(|o| quotes.iter().filter(move |q| who(q) == *o))
        .collect()
}

/// The spoken words on one line, `…` where the speaker was named between them.
fn words(record: &Record, quote: &Quote) -> String {
    let chars = |start: usize, end: usize| {
        record
            .text
            .chars()
            .skip(start)
            .take(end.saturating_sub(start))
            .collect::<String>()
    };
    let parts: Vec<String> = quote
        .parts
        .iter()
        .map(|p| one_line(&chars(p.start, p.end)))
        .collect();
    parts.join(" … ")
}

/// `text` without line breaks and without space at its ends.
fn one_line(text: &str) -> String {
    text.split(['\n', '\r', '\t', ' '])
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
        .trim()
        .to_owned()
}
