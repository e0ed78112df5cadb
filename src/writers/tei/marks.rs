//! What is marked in a text, as elements with attributes, and the lists that they point to.

use crate::document::record::{Passage, Quote, Speaker};
use crate::entities::Label;
use crate::speakers::SpeakerType;
use crate::text::Span;
use crate::writers::view::View;
use crate::writers::xml::content;
use std::collections::HashMap;
use std::fmt::Write as _;

/// An element to be.
pub(super) struct Mark {
    /// What it is put around, in bytes of the text, in order: one span, or several where it may not stand around all
    /// of it. Any two spans of a document's marks are nested or apart.
    pub spans: Vec<Span>,
    name: &'static str,
    id: String,
    /// Other attributes, as XML.
    attributes: String,
    /// The element that it goes on from, and the one that goes on from it.
    chain: [Option<String>; 2],
}

/// All elements of a document. Of two around the same words the earlier one is the outer one.
#[derive(Default)]
pub(super) struct Marks {
    pub all: Vec<Mark>,
    prefix: String,
    /// Lists by the name of their element: id and name of each.
    people: Vec<(String, String)>,
    organisations: Vec<(String, String)>,
    places: Vec<(String, String)>,
    objects: Vec<(String, String)>,
    /// Speakers that the text does not name.
    unnamed: Vec<(String, String)>,
    rules: Vec<(String, String)>,
    /// The XML id of each referent, and of each speaker without one.
    referents: HashMap<String, String>,
    speakers: HashMap<(SpeakerType, String), String>,
}

impl Mark {
    /// The tags of the part number `part` of `parts`.
    pub fn tags(&self, part: usize, parts: usize, namespace: &str) -> (String, String) {
        let id = |part: usize| match part {
            0 => self.id.clone(),
            other => format!("{}.{}", self.id, other + 1),
        };
        let mut open = format!(
            "<{namespace}{} xml:id=\"{}\"{}",
            self.name,
            id(part),
            self.attributes
        );
        let [before, after] = &self.chain;
        let next = if part + 1 < parts {
            Some(id(part + 1))
        } else {
            after.clone()
        };
        let prev = if part > 0 {
            Some(id(part - 1))
        } else {
            before.clone()
        };
        for (name, other) in [("next", next), ("prev", prev)] {
            if let Some(other) = other {
                let _ = write!(open, " {name}=\"#{other}\"");
            }
        }
        open.push('>');
        (open, format!("</{namespace}{}>", self.name))
    }
}

impl Marks {
    /// The elements of a record; ids begin with `prefix` and are numbered in the order of the record.
    pub fn of(view: &View<'_>, prefix: &str) -> Self {
        let mut marks = Self {
            prefix: prefix.to_owned(),
            ..Self::default()
        };
        marks.referents(view);
        marks.quotes(view);
        marks.entities(view);
        marks.keep_quotes_out_of_names();
        marks.nest();
        marks
    }

    fn referents(&mut self, view: &View<'_>) {
        for (number, referent) in (1..).zip(&view.record.referents) {
            let id = format!("{}r{number}", self.prefix);
            let list = match referent.label {
                Label::Per => &mut self.people,
                Label::Org => &mut self.organisations,
                Label::Loc => &mut self.places,
                Label::Misc => &mut self.objects,
            };
            list.push((id.clone(), referent.name.clone()));
            self.referents.insert(referent.id.clone(), id);
        }
    }

    fn quotes(&mut self, view: &View<'_>) {
        let quotes = &view.record.quotes;
        let ids: Vec<String> = (1..=quotes.len())
            .map(|n| format!("{}q{n}", self.prefix))
            .collect();
        for (quote, id) in quotes.iter().zip(&ids) {
            let mut attributes = String::new();
            if let Some(speaker) = &quote.speaker {
                let _ = write!(attributes, " who=\"#{}\"", self.speaker(speaker));
            }
            let direct = quote.kind == crate::quotes::Kind::Direct;
            let rule = self.rule(&quote.rule);
            let _ = write!(
                attributes,
                " direct=\"{direct}\" cert=\"{}\" ana=\"#{rule}\"",
                quote.score
            );
            self.add("said", id.clone(), attributes, view.quote(quote));
        }
        self.chain(quotes, &ids);
        for (quote, id) in quotes.iter().zip(&ids) {
            for (number, repeat) in (1..).zip(&quote.repeats) {
                let attributes = format!(" type=\"pull-quote\" corresp=\"#{id}\"");
                let span = view.span(repeat.start, repeat.end);
                self.add("seg", format!("{id}.repeat{number}"), attributes, span);
            }
        }
        self.shared(view, &ids, "rs", "speaker", |q| {
            q.speaker.as_ref().map(|s| &s.mention)
        });
        self.shared(view, &ids, "seg", "cue", |q| q.cue.as_ref());
    }

    /// Joins the quotations, the last marks added, that go on from one another.
    fn chain(&mut self, quotes: &[Quote], ids: &[String]) {
        let first = self.all.len() - quotes.len();
        for (at, quote) in quotes.iter().enumerate() {
            let Some(id) = &quote.continues else { continue };
            let Some(from) = quotes[..at].iter().rposition(|q| q.id == *id) else {
                continue;
            };
            self.all[first + at].chain[0] = Some(ids[from].clone());
            self.all[first + from].chain[1] = Some(ids[at].clone());
        }
    }

    /// Mentions and cues; quotations that have the same one share its element.
    fn shared(
        &mut self,
        view: &View<'_>,
        ids: &[String],
        name: &'static str,
        role: &str,
        of: fn(&Quote) -> Option<&Passage>,
    ) {
        let mut order: Vec<(Span, Vec<usize>)> = Vec::new();
        let mut known: HashMap<Span, usize> = HashMap::new();
        for (number, passage) in view.record.quotes.iter().map(of).enumerate() {
            let Some(passage) = passage else { continue };
            let span = view.span(passage.start, passage.end);
            let at = *known.entry(span).or_insert(order.len());
            if at == order.len() {
                order.push((span, Vec::new()));
            }
            order[at].1.push(number);
        }
        for (span, quotes) in order {
            let pointers: Vec<String> = quotes.iter().map(|n| format!("#{}", ids[*n])).collect();
            let mut attributes = format!(" type=\"{role}\" corresp=\"{}\"", pointers.join(" "));
            let speaker = view.record.quotes[quotes[0]].speaker.as_ref();
            if let Some(speaker) = speaker.filter(|_| name == "rs") {
                let _ = write!(attributes, " ref=\"#{}\"", self.speaker(speaker));
            }
            self.add(name, format!("{}.{role}", ids[quotes[0]]), attributes, span);
        }
    }

    fn entities(&mut self, view: &View<'_>) {
        for (number, (entity, span)) in (1..).zip(view.record.entities.iter().zip(view.entities())) {
            let (name, kind) = match entity.label {
                Label::Per => ("persName", ""),
                Label::Loc => ("placeName", ""),
                Label::Org => ("orgName", ""),
                Label::Misc => ("name", " type=\"misc\""),
            };
            let mut attributes = format!("{kind} cert=\"{}\"", entity.score);
            let known = entity.referent.as_ref().and_then(|r| self.referents.get(r));
            if let Some(referent) = known {
                let _ = write!(attributes, " ref=\"#{referent}\"");
            }
            self.add(name, format!("{}e{number}", self.prefix), attributes, span);
        }
    }

    fn add(&mut self, name: &'static str, id: String, attributes: String, span: Span) {
        let spans = vec![span];
        self.all.push(Mark {
            spans,
            name,
            id,
            attributes,
            chain: [None, None],
        });
    }

    /// The id of a speaker: that of the referent, or one of a list of others.
    fn speaker(&mut self, speaker: &Speaker) -> String {
        let known = speaker.referent.as_ref().and_then(|r| self.referents.get(r));
        if let Some(id) = known {
            return id.clone();
        }
        let key = (speaker.kind, speaker.name.clone());
        if let Some(id) = self.speakers.get(&key) {
            return id.clone();
        }
        let id = format!("{}s{}", self.prefix, self.speakers.len() + 1);
        let list = match speaker.kind {
            SpeakerType::Person => &mut self.people,
            SpeakerType::Organisation => &mut self.organisations,
            SpeakerType::Unnamed => &mut self.unnamed,
        };
        list.push((id.clone(), speaker.name.clone()));
        self.speakers.insert(key, id.clone());
        id
    }

    /// The id of a rule: its name where that can be one.
    fn rule(&mut self, name: &str) -> String {
        if let Some((id, _)) = self.rules.iter().find(|(_, known)| known == name) {
            return id.clone();
        }
        let plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphabetic() || c == '-');
        let id = if plain {
            format!("{}rule.{name}", self.prefix)
        } else {
            format!("{}rule.{}", self.prefix, self.rules.len() + 1)
        };
        self.rules.push((id.clone(), name.to_owned()));
        id
    }

    /// TEI has no quotation inside a name: such a name is written in parts around it and in it.
    fn keep_quotes_out_of_names(&mut self) {
        let said: Vec<Span> = self
            .all
            .iter()
            .filter(|m| m.name == "said")
            .map(|m| m.spans[0])
            .collect();
        for mark in self.all.iter_mut().filter(|m| !matches!(m.name, "said" | "seg")) {
            let whole = mark.spans[0];
            let first = said.partition_point(|q| q.start < whole.start);
            let inside = said[first..].iter().take_while(|q| q.start < whole.end);
            let inside = inside.filter(|q| whole.contains(**q) && **q != whole);
            let mut borders: Vec<usize> = inside.flat_map(|q| [q.start, q.end]).collect();
            borders.extend([whole.start, whole.end]);
            let borders = crate::writers::view::sorted(borders);
            mark.spans = borders.windows(2).map(|b| Span::new(b[0], b[1])).collect();
        }
    }

    /// Cuts what crosses an earlier mark, and what is cut again, until nothing crosses.
    fn nest(&mut self) {
        let mut earlier: Vec<Span> = Vec::new();
        for mark in &mut self.all {
            let mut open = std::mem::take(&mut mark.spans);
            while let Some(span) = open.pop() {
                let crosses = |o: &&Span| o.overlaps(span) && !o.contains(span) && !span.contains(**o);
                let Some(other) = earlier.iter().find(crosses) else {
                    mark.spans.push(span);
                    continue;
                };
                let at = if other.start > span.start {
                    other.start
                } else {
                    other.end
                };
                open.extend([Span::new(span.start, at), Span::new(at, span.end)]);
            }
            mark.spans.sort_unstable();
            earlier.extend(&mark.spans);
        }
    }

    /// The lists that elements point to, nothing where there are none.
    pub fn stand_off(&self, namespace: &str) -> String {
        let element = |name: &str, attributes: &str, inside: &str| {
            if inside.is_empty() {
                return String::new();
            }
            format!("<{namespace}{name}{attributes}>{inside}</{namespace}{name}>")
        };
        // `named` is the path of elements that the name stands in.
        let items = |item: &str, named: &[&str], of: &[(String, String)]| -> String {
            let item = |(id, name): &(String, String)| {
                let inside = |inside: String, name: &&str| element(name, "", &inside);
                let inside = named.iter().rev().fold(content(name), inside);
                element(item, &format!(" xml:id=\"{id}\""), &inside)
            };
            of.iter().map(item).collect()
        };
        let people = items("person", &["persName"], &self.people) + &items("person", &["p"], &self.unnamed);
        let lists = [
            element("listPerson", "", &people),
            element("listOrg", "", &items("org", &["orgName"], &self.organisations)),
            element("listPlace", "", &items("place", &["placeName"], &self.places)),
            element(
                "listObject",
                "",
                &items("object", &["objectIdentifier", "objectName"], &self.objects),
            ),
            element("interpGrp", " type=\"rule\"", &items("interp", &[], &self.rules)),
        ];
        let lists: String = lists
            .into_iter()
            .filter(|l| !l.is_empty())
            .map(|l| l + "\n")
            .collect();
        let whole = element("standOff", "", &lists);
        if whole.is_empty() { whole } else { whole + "\n" }
    }
}
