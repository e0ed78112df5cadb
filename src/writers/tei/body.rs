//! The paragraphs of a plain text with elements in them.

use super::marks::Marks;
use crate::document::Record;
use crate::text::{Span, paragraphs};
use crate::writers::xml::content;
use std::cmp::Reverse;

/// The content of `body`.
pub(super) fn body(record: &Record, marks: &Marks) -> String {
    let text = &record.text;
    let blocks = blocks(text);
    let elements = elements(text, marks, &blocks);
    let mut out = String::with_capacity(2 * text.len());
    let (mut at, mut next) = (0, 0);
    for block in &blocks {
        out.push_str(&content(&text[at..block.start]));
        out.push_str("<p>");
        at = block.start;
        // The end tags of the elements that are open, the innermost last.
        let mut open: Vec<(usize, &str)> = Vec::new();
        while let Some(element) = elements.get(next).filter(|e| e.span.end <= block.end) {
            close(text, element.span.start, &mut at, &mut open, &mut out);
            out.push_str(&content(&text[at..element.span.start]));
            at = element.span.start;
            out.push_str(&element.open);
            open.push((element.span.end, &element.close));
            next += 1;
        }
        close(text, block.end, &mut at, &mut open, &mut out);
        out.push_str(&content(&text[at..block.end]));
        out.push_str("</p>");
        at = block.end;
    }
    out.push_str(&content(&text[at..]));
    out
}

/// The end tags of what ends at `until` or before.
fn close(text: &str, until: usize, at: &mut usize, open: &mut Vec<(usize, &str)>, out: &mut String) {
    while let Some((end, tag)) = open.pop_if(|(end, _)| *end <= until) {
        out.push_str(&content(&text[*at..end]));
        *at = end;
        out.push_str(tag);
    }
}

struct Element {
    span: Span,
    open: String,
    close: String,
}

/// Every part of every mark in the order in which it opens.
fn elements(text: &str, marks: &Marks, blocks: &[Span]) -> Vec<Element> {
    let mut elements = Vec::new();
    for mark in &marks.all {
        let mut inside: Vec<Span> = mark.spans.iter().flat_map(|s| within(*s, blocks)).collect();
        if inside.len() > 1 {
            inside.retain(|part| !part.of(text).trim().is_empty());
        }
        for (number, span) in inside.iter().enumerate() {
            let (open, close) = mark.tags(number, inside.len(), "");
            let span = *span;
            elements.push(Element { span, open, close });
        }
    }
    // The sort is stable: of two around the same words the earlier mark is the outer one.
    elements.sort_by_key(|e| (e.span.start, Reverse(e.span.end)));
    elements
}

/// The parts of `span` in each block.
fn within(span: Span, blocks: &[Span]) -> Vec<Span> {
    let first = blocks.partition_point(|b| b.end <= span.start);
    let parts = blocks[first..].iter().take_while(|b| b.start < span.end);
    parts
        .map(|b| Span::new(span.start.max(b.start), span.end.min(b.end)))
        .collect()
}

/// The paragraphs, each with the white space after it that may not stand between elements: XML knows four kinds.
fn blocks(text: &str) -> Vec<Span> {
    let mut blocks = paragraphs(text);
    if blocks.is_empty() {
        return vec![Span::new(0, text.len())];
    }
    let free = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r');
    for i in 0..blocks.len() {
        let next = blocks.get(i + 1).map_or(text.len(), |b| b.start);
        let gap = &text[blocks[i].end..next];
        blocks[i].end += gap.trim_end_matches(free).len();
    }
    blocks[0].start -= text[..blocks[0].start].trim_start_matches(free).len();
    blocks
}
