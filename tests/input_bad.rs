//! Bad input: each is one clear line, costs no other document, and fills no memory.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

mod common;

use common::{folder, ids, records, refused, tag};
use guillemet::input::{Format, Options, documents_of};
use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::time::{Duration, Instant};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

/// A gzip archive of `size` times the letter a, made without holding them.
fn bomb(size: u64) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::copy(&mut std::io::repeat(b'a').take(size), &mut out).unwrap();
    out.finish().unwrap()
}

#[test]
fn damaged_text_is_not_guessed_at() {
    let mut bytes = "Déjà vu à l'été.\n".repeat(2).into_bytes();
    bytes.extend_from_slice(b"\xFF");
    let here = folder(&[("a.txt", &bytes)]);
    refused(
        &tag(here.path(), &["a.txt"], ""),
        "a.txt: invalid UTF-8 at line 3, byte 44 (0xFF), in a text that is UTF-8 elsewhere: is the file damaged?",
    );
}

#[test]
fn noise_is_no_text() {
    let noise: Vec<u8> = (1..=255).chain(1..=255).collect();
    let here = folder(&[("a.txt", &noise)]);
    refused(
        &tag(here.path(), &["a.txt"], ""),
        "a.txt: not UTF-8 at line 2, byte 127 (0x80), and no encoding of French fits: name it with --encoding",
    );
}

#[test]
fn nul_bytes_are_refused_in_every_format() {
    for format in [
        Format::Text,
        Format::Html,
        Format::Jsonl,
        Format::Csv,
        Format::Tei,
    ] {
        let bytes = b"id,text\n1,\0\xC3\xA9\n".to_vec();
        let found: Vec<_> = documents_of(bytes, "x", Some(format), &Options::default()).collect();
        assert!(found.iter().all(Result::is_err), "{format:?}");
    }
    let here = folder(&[("a.csv", b"id,text\n1,Un.\n2,\0\n3,Trois.\n")]);
    let ran = tag(here.path(), &["a.csv"], "");
    assert_eq!(ids(&ran.out), ["1", "3"]);
    assert!(
        ran.err
            .starts_with("guillemet: a.csv: is a binary file (it holds NUL bytes), not text"),
        "{}",
        ran.err
    );
}

#[test]
fn a_long_line_is_left_out_and_the_others_are_read() {
    let lines = format!(
        "{{\"id\":1,\"text\":\"Un.\"}}\n{{\"id\":2,\"text\":\"{}\"}}\n{{\"id\":3,\"text\":\"Trois.\"}}\n",
        "mot ".repeat(13_000_000)
    );
    let ran = tag(Path::new("."), &["--max-document-bytes", "10M"], &lines);
    assert_eq!((ran.code, ids(&ran.out)), (1, vec!["1".into(), "3".into()]));
    assert!(
        ran.err
            .starts_with("guillemet: stdin:2: is longer than 10485760 bytes: raise --max-document-bytes if it is one document\n"),
        "{}",
        ran.err
    );
    let read: Vec<_> = documents_of(lines.into_bytes(), "x", None, &Options::default())
        .map(|d| d.unwrap().text.len())
        .collect();
    assert_eq!(read, [3, 52_000_000, 6], "and it is read where it is allowed");
}

#[test]
fn a_bomb_meets_the_limit_in_every_format() {
    let bomb = bomb(256 << 20);
    assert!(bomb.len() < 1 << 20);
    let options = Options {
        max_document_bytes: 1 << 20,
        ..Options::default()
    };
    for format in [
        Format::Text,
        Format::Html,
        Format::Tei,
        Format::Csv,
        Format::Parquet,
    ] {
        let found: Vec<_> = documents_of(bomb.clone(), "x", Some(format), &options).collect();
        let said: Vec<_> = found.into_iter().map(|d| d.unwrap_err().to_string()).collect();
        assert_eq!(said.len(), 1, "{format:?}");
        assert!(
            said[0].contains("is longer than 1048576 bytes"),
            "{format:?}: {said:?}"
        );
    }
    // A line that never ends is passed over, not kept.
    let here = folder(&[("a.jsonl.gz", &bomb)]);
    let ran = tag(here.path(), &["a.jsonl.gz", "--max-document-bytes", "1M"], "");
    assert!(
        ran.err
            .starts_with("guillemet: a.jsonl.gz:1: is longer than 1048576 bytes"),
        "{}",
        ran.err
    );
}

#[test]
fn deep_nesting_is_survived() {
    for depth in [10_000, 200_000] {
        let page = format!(
            "<html><body>{}<p>« Oui », dit Marie.</p>{}</body></html>",
            "<div>".repeat(depth),
            "</div>".repeat(depth)
        );
        let here = folder(&[("deep.html", page.as_bytes()), ("ok.txt", b"Bonjour.")]);
        let ran = tag(here.path(), &["."], "");
        assert!(
            ids(&ran.out).contains(&"ok.txt".to_owned()),
            "{depth}: {}",
            ran.err
        );
        assert!(ran.err.lines().count() <= 2, "{depth}: {}", ran.err);
    }
    for format in [Format::Tei, Format::Jsonl] {
        let deep = match format {
            Format::Tei => format!("<TEI><text><body>{}", "<div>".repeat(100_000)),
            _ => format!("{{\"text\":\"a\",\"x\":{}", "[".repeat(100_000)),
        };
        assert!(documents_of(deep.into(), "x", Some(format), &Options::default()).all(|d| d.is_err()));
    }
}

#[test]
fn xml_bombs_are_refused() {
    let mut bomb = String::from("<!DOCTYPE TEI [<!ENTITY a0 \"ha\">");
    for n in 1..30 {
        bomb.push_str(&format!("<!ENTITY a{n} \"&a{0};&a{0};&a{0};&a{0};\">", n - 1));
    }
    bomb.push_str("]>\n<TEI><text><body><p>&a29;</p></body></text></TEI>");
    let here = folder(&[("a.xml", bomb.as_bytes())]);
    refused(
        &tag(here.path(), &["a.xml"], ""),
        "a.xml: line 1: declares entities, which are not expanded here: expand them first (xmllint --noent)",
    );
    let external =
        "<!DOCTYPE TEI [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><TEI><text><body>&x;</body></text></TEI>";
    assert!(documents_of(external.into(), "x", None, &Options::default()).all(|d| d.is_err()));
}

#[test]
fn archives_that_are_cut_or_damaged_give_what_they_hold_and_one_error() {
    let lines: String = (0..2000)
        .map(|n| format!("{{\"id\":\"{n}\",\"text\":\"Document {}.\"}}\n", n * 7919))
        .collect();
    let packed = gzip(lines.as_bytes());
    let zst = zstd::stream::encode_all(lines.as_bytes(), 1).unwrap();
    for (name, bytes) in [("a.jsonl.gz", &packed), ("a.jsonl.zst", &zst)] {
        let here = folder(&[(name, &bytes[..bytes.len() - 9])]);
        let ran = tag(here.path(), &[name], "");
        assert_eq!(ran.code, 1);
        let error = ran.err.lines().next().unwrap();
        assert!(
            error.ends_with("the archive is cut short: is the file complete?")
                || error.contains("the JSON is cut short"),
            "{name}: {}",
            ran.err
        );
    }
    let mut damaged = packed;
    let middle = damaged.len() / 2;
    damaged[middle..middle + 8].fill(0xFF);
    let here = folder(&[("a.jsonl.gz", &damaged)]);
    let ran = tag(here.path(), &["a.jsonl.gz"], "");
    assert!(
        ran.err.contains("the archive is damaged") || ran.err.contains("is not JSON"),
        "{}",
        ran.err
    );
    assert_eq!(ran.code, 1);
}

#[test]
fn a_cut_parquet_file_is_one_line() {
    let here = folder(&[("a.parquet", b"PAR1 and nothing more")]);
    let ran = tag(here.path(), &["a.parquet"], "");
    assert!(
        ran.err
            .starts_with("guillemet: a.parquet: is no Parquet file that can be read ("),
        "{}",
        ran.err
    );
    assert_eq!(ran.err.lines().count(), 1);
}

#[test]
fn a_quote_that_never_closes_costs_its_file_alone() {
    let here = folder(&[
        ("a.csv", b"id,text\n1,Un.\n2,\"Deux.\n3,Trois.\n"),
        ("b.txt", b"Bonjour."),
    ]);
    let ran = tag(here.path(), &["."], "");
    assert_eq!(ids(&ran.out)[0], "1");
    assert_eq!(ids(&ran.out).last().unwrap(), "b.txt");
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::process::{Command, Stdio};

    fn fifo(path: &Path) {
        assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
    }

    #[test]
    fn a_pipe_in_a_folder_is_passed_over_and_one_that_is_named_is_read() {
        let here = folder(&[("c/a.txt", b"Bonjour.")]);
        fifo(&here.path().join("c/b.txt"));
        let begun = Instant::now();
        let ran = tag(here.path(), &["c"], "");
        assert_eq!((ids(&ran.out), ran.code), (vec!["c/a.txt".to_owned()], 0));
        assert!(begun.elapsed() < Duration::from_secs(20));

        let path = here.path().join("c/b.txt");
        let writer =
            std::thread::spawn(move || fs::write(path, "{\"id\":\"p\",\"text\":\"Oui.\"}\n").unwrap());
        let ran = tag(here.path(), &["c/b.txt", "--from", "jsonl"], "");
        writer.join().unwrap();
        assert_eq!(ids(&ran.out), ["p"]);
    }

    #[test]
    fn an_endless_device_meets_the_limit() {
        let ran = tag(Path::new("."), &["/dev/zero", "--max-document-bytes", "1M"], "");
        refused(
            &ran,
            "/dev/zero: is longer than 1048576 bytes: raise --max-document-bytes if it is one document",
        );
    }

    #[test]
    fn links_that_lead_back_are_said_once() {
        let here = folder(&[("c/d/a.txt", b"Bonjour."), ("c/z.txt", b"Bonjour.")]);
        symlink("..", here.path().join("c/d/up")).unwrap();
        symlink("nowhere", here.path().join("c/gone.txt")).unwrap();
        let ran = tag(here.path(), &["c"], "");
        assert_eq!(
            (ran.code, ids(&ran.out)),
            (1, vec!["c/d/a.txt".into(), "c/z.txt".into()])
        );
        let errors: Vec<_> = ran.err.lines().collect();
        assert_eq!(
            errors[..2],
            [
                "guillemet: c/d/up: cannot be read: the link leads back to a folder above it",
                "guillemet: c/gone.txt: cannot be read: No such file or directory (os error 2)"
            ]
        );
    }

    #[test]
    fn names_that_are_no_utf8_are_read() {
        let here = folder(&[("a.txt", b"Bonjour.")]);
        let odd = here.path().join(OsStr::from_bytes(b"\xE9t\xE9.txt"));
        fs::write(&odd, "Bonjour.").unwrap();
        let ran = tag(here.path(), &["."], "");
        assert_eq!(
            (ran.code, ids(&ran.out)),
            (0, vec!["a.txt".into(), "\u{fffd}t\u{fffd}.txt".into()])
        );
        let list = [b"\xE9t\xE9.txt".as_slice(), b"\0"].concat();
        let ran = tag(here.path(), &["--files-from", "-", "--null"], &list);
        assert_eq!((ran.code, records(&ran.out).len()), (0, 1));
        fs::write(here.path().join(OsStr::from_bytes(b"\xE8t\xE8.txt")), "Bonsoir.").unwrap();
        let ran = tag(here.path(), &["."], "");
        assert_eq!(
            ids(&ran.out).len(),
            3,
            "two names that look alike are two documents"
        );
        assert_ne!(ids(&ran.out)[1], ids(&ran.out)[2]);
    }

    /// Runs the program as nobody, where this user may become nobody.
    #[test]
    fn what_may_not_be_read_is_said_and_the_rest_read() {
        let here = folder(&[
            ("c/a.txt", b"Bonjour."),
            ("c/closed.txt", b"Bonjour."),
            ("c/shut/b.txt", b"Bonjour."),
            ("c/z.txt", b"Bonjour."),
        ]);
        let mode = |name: &str, mode| {
            fs::set_permissions(here.path().join(name), fs::Permissions::from_mode(mode)).unwrap()
        };
        mode(".", 0o755);
        mode("c/closed.txt", 0o000);
        mode("c/shut", 0o000);
        let root = fs::read(here.path().join("c/closed.txt")).is_ok();
        let program = assert_cmd::cargo::cargo_bin("guillemet");
        let mut command = if root {
            let copy = here.path().join("guillemet");
            fs::copy(&program, &copy).unwrap();
            let mut command = Command::new("setpriv");
            command
                .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
                .arg(copy);
            command
        } else {
            Command::new(program)
        };
        command
            .args(["tag", "--engine", "fake", "c"])
            .current_dir(here.path())
            .stdin(Stdio::null());
        let output = match command.output() {
            Ok(output) => output,
            Err(error) => {
                eprintln!("skipped: root reads everything, and setpriv is not there ({error})");
                return;
            }
        };
        mode("c/shut", 0o755);
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(
            err.lines().take(2).collect::<Vec<_>>(),
            [
                "guillemet: c/closed.txt: cannot be read: Permission denied (os error 13)",
                "guillemet: c/shut: cannot be read: Permission denied (os error 13)"
            ]
        );
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(
            ids(&String::from_utf8(output.stdout).unwrap()),
            ["c/a.txt", "c/z.txt"]
        );
    }
}
