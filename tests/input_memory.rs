//! Half a gigabyte is read in the memory of a document. Alone in its program: it looks at the memory of the whole process.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

use guillemet::input::{Format, Options, documents_of};
use std::io::Write;

/// The most memory this process has had, in bytes.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches("kB").trim().parse::<u64>().ok()? * 1024)
}

#[test]
fn lines_and_rows_stream() {
    let Some(before) = peak() else {
        eprintln!("skipped: this system does not tell how much memory a process has had");
        return;
    };
    let body = "« Le port dort », dit Marie. ".repeat(300);
    let count = (512 << 20) / body.len();
    for format in [Format::Jsonl, Format::Csv] {
        let mut packed = zstd::stream::Encoder::new(Vec::new(), 1).unwrap();
        if format == Format::Csv {
            packed.write_all(b"id,text\n").unwrap();
        }
        for n in 0..count {
            match format {
                Format::Csv => writeln!(packed, "{n},\"{body}\"").unwrap(),
                _ => writeln!(packed, "{{\"id\":\"{n}\",\"text\":\"{body}\"}}").unwrap(),
            }
        }
        let packed = packed.finish().unwrap();
        let read: usize = documents_of(packed, "x", Some(format), &Options::default())
            .map(|d| d.unwrap().text.len())
            .sum();
        assert_eq!(read, count * body.len());
    }
    let grown = peak().unwrap() - before;
    assert!(grown < 64 << 20, "{} MB", grown >> 20);
}
