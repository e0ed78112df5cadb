//! Memory does not grow with the corpus, order does not depend on threads, and one long document is no exception.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

mod common;

use common::{folder, ids, tag};
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

/// Writes `count` documents of about 2 KB, and one of `long` bytes among them; the size of the file.
fn corpus(path: &Path, count: usize, long: usize) -> u64 {
    let sentence = "« Nous partons », a dit Jean Dupont à Lyon, où Marie Olivier attend. ";
    let mut file = BufWriter::new(File::create(path).unwrap());
    for i in 0..count {
        let times = if i == count / 2 {
            long / sentence.len()
        } else {
            20 + i % 17
        };
        writeln!(
            file,
            "{{\"id\":\"d{i}\",\"text\":\"{}\"}}",
            sentence.repeat(times)
        )
        .unwrap();
    }
    file.into_inner().unwrap().metadata().unwrap().len()
}

/// Runs `guillemet tag` on `path` and gives the most memory it held, in MB.
fn peak(here: &Path, args: &[&str]) -> u64 {
    let program = assert_cmd::cargo::cargo_bin("guillemet");
    let mut child = std::process::Command::new(program)
        .current_dir(here)
        .arg("tag")
        .args(args)
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        let now = fs::read_to_string(&status).unwrap_or_default();
        let line = now.lines().find_map(|l| l.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|l| l.trim().trim_end_matches(" kB").parse().ok());
        peak = kilobytes.unwrap_or(0).max(peak);
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    assert!(child.wait().unwrap().success());
    peak / 1024
}

#[test]
fn memory_is_bounded_by_a_chunk_and_not_by_the_corpus() {
    let here = folder(&[]);
    let run = |name: &str, count: usize| {
        let size = corpus(&here.path().join(format!("{name}.jsonl")), count, 0) >> 20;
        let most = peak(
            here.path(),
            &[
                &format!("{name}.jsonl"),
                "-o",
                &format!("{name}.out.jsonl"),
                "--engine",
                "fake",
            ],
        );
        (size, most)
    };
    let (_, few) = run("few", 600);
    let (size, many) = run("many", 6_000);
    // The output of the longer corpus alone is some five times as large as this margin.
    assert!(many < few + 24, "{many} MB for 6,000 documents, {few} MB for 600");
    let out = fs::read_to_string(here.path().join("many.out.jsonl")).unwrap();
    let positions: Vec<_> = out.lines().map(|l| l.split('"').nth(7).unwrap()).collect();
    assert!(positions.iter().enumerate().all(|(i, id)| *id == format!("d{i}")));
    assert_eq!(positions.len(), 6_000);

    corpus(&here.path().join("long.jsonl"), 41, 5_000_000);
    let long = peak(
        here.path(),
        &["long.jsonl", "-o", "long.out.jsonl", "--engine", "fake"],
    );
    assert!(long < 700, "{long} MB for one document of 5 MB");
    assert_eq!(
        ids(&fs::read_to_string(here.path().join("long.out.jsonl")).unwrap()).len(),
        41
    );
    eprintln!("{many} MB for {size} MB of corpus, {long} MB with a document of 5 MB");
}

#[test]
#[cfg(feature = "rten")]
fn the_scores_of_a_long_document_are_not_kept() {
    let here = folder(&[]);
    corpus(&here.path().join("long.jsonl"), 1, 1_000_000);
    let most = peak(here.path(), &["long.jsonl", "-o", "out.jsonl", "--model", "fast"]);
    // The scores of its words alone would be 110 MB.
    assert!(most < 280, "{most} MB for one document of 1 MB");
    eprintln!("{most} MB for one document of 1 MB");
}

#[test]
fn the_output_is_the_same_for_any_number_of_threads() {
    let here = folder(&[]);
    corpus(&here.path().join("in.jsonl"), 500, 200_000);
    let out = |threads: &str| tag(here.path(), &["in.jsonl", "--threads", threads], "").out;
    let one = out("1");
    assert_eq!(ids(&one).len(), 500);
    for threads in ["2", "7"] {
        assert!(out(threads) == one, "{threads} threads");
    }
}
