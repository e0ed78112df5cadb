//! `guillemet score quotes --errors`: every miss, grouped by its cause, the most frequent first.

use anyhow::Result;
use guillemet::score::errors::Miss;
use std::collections::BTreeMap;
use std::io::Write;

/// Prints the misses, each with what was expected and what was found.
pub fn list(misses: Vec<Miss>, out: &mut dyn Write) -> Result<()> {
    let mut groups: BTreeMap<_, Vec<Miss>> = BTreeMap::new();
    for miss in misses {
        let key = (miss.cause.clone(), miss.pattern.clone(), miss.rule.clone());
        groups.entry(key).or_default().push(miss);
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(_, misses)| std::cmp::Reverse(misses.len()));
    for ((cause, pattern, rule), misses) in &groups {
        writeln!(out, "{:5}  {cause}{}", misses.len(), how(pattern, rule))?;
    }
    for ((cause, pattern, rule), misses) in &groups {
        writeln!(out, "\n== {cause}{}: {}", how(pattern, rule), misses.len())?;
        for miss in misses {
            let (start, end) = miss.range;
            writeln!(out, "\n{} {start}..{end}", miss.document)?;
            writeln!(out, "  {}", miss.context)?;
            writeln!(out, "  expected  {}", miss.expected)?;
            writeln!(out, "  found     {}", miss.found)?;
        }
    }
    Ok(())
}

/// The gold pattern and our rule, where there are some.
fn how(pattern: &str, rule: &str) -> String {
    match (pattern, rule) {
        ("", "") => String::new(),
        (pattern, "") => format!(", gold {pattern}"),
        ("", rule) => format!(", rule {rule}"),
        (pattern, rule) => format!(", gold {pattern}, rule {rule}"),
    }
}
