//! A corpus that is killed, stopped, cut into shards, or meets a full disk: nothing is lost, nothing is there twice.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

mod common;

use common::{Ran, folder, ids, ran, records, tag};
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;
use tempfile::TempDir;

/// `count` documents as JSON Lines; every 50th line is none.
fn corpus(count: usize) -> String {
    let mut lines = String::new();
    for i in 0..count {
        if i % 50 == 49 {
            lines.push_str("{\"text\":\n");
            continue;
        }
        let text = format!("« Oui, {i} », dit Jean Dupont à Lyon. Marie Olivier répond. ").repeat(1 + i % 7);
        writeln!(lines, "{{\"id\":\"d{i}\",\"n\":{i},\"text\":\"{text}\"}}").unwrap();
    }
    lines
}

/// A folder that holds `corpus(count)` in `in.jsonl`.
fn with_corpus(count: usize) -> TempDir {
    folder(&[("in.jsonl", corpus(count).as_bytes())])
}

fn started(here: &Path, args: &[&str]) -> Child {
    Command::new(assert_cmd::cargo::cargo_bin("guillemet"))
        .current_dir(here)
        .args(["tag", "--engine", "fake"])
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Every file below `path`, with its content.
fn contents(path: &Path) -> Vec<(String, Vec<u8>)> {
    let files = walkdir::WalkDir::new(path).sort_by_file_name();
    let files = files
        .into_iter()
        .map(Result::unwrap)
        .filter(|f| f.file_type().is_file());
    files
        .map(|f| {
            let name = f.path().strip_prefix(path).unwrap().display().to_string();
            (name, fs::read(f.path()).unwrap())
        })
        .collect()
}

/// Numbers that are as good as random and the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// Kills the run at random moments until one comes to its end; how many it took.
fn killed_until_done(here: &Path, args: &[&str], longest: u64, dice: &mut Dice) -> usize {
    for kills in 0.. {
        let mut child = started(here, args);
        // Later and later, so that it ends; but at any moment of the first runs, the very first included.
        let wait = dice.below(longest) * (1 + u64::try_from(kills).unwrap()) / 4;
        thread::sleep(Duration::from_millis(wait));
        if child.try_wait().unwrap().is_some() || kills == 60 {
            let status = child.wait().unwrap();
            assert_eq!(
                status.code(),
                Some(1),
                "documents that cannot be read are not forgotten"
            );
            return kills;
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
    unreachable!("the loop has no end of its own")
}

#[test]
fn a_run_killed_again_and_again_writes_what_one_without_a_break_writes() {
    let here = with_corpus(3000);
    let mut dice = Dice(20_260_725);
    let mut kills = 0;
    for (round, (name, more)) in [
        ("out.jsonl", &["-o", "out.jsonl"][..]),
        ("out.conll", &["-o", "out.conll"]),
        ("split", &["-o", "split", "--split", "--to", "jsonl"]),
        ("out.jsonl", &["-o", "out.jsonl", "--threads", "1"]),
    ]
    .into_iter()
    .enumerate()
    {
        let args = [&["in.jsonl"], more].concat();
        let (calm, rough) = (here.path().join("calm"), here.path().join("rough"));
        for folder in [&calm, &rough] {
            fs::create_dir(folder).unwrap();
            fs::copy(here.path().join("in.jsonl"), folder.join("in.jsonl")).unwrap();
        }
        let begun = std::time::Instant::now();
        assert_eq!(tag(&calm, &args, "").code, 1);
        let longest = u64::try_from(begun.elapsed().as_millis()).unwrap().max(20);
        kills += killed_until_done(&rough, &[&args[..], &["--resume"]].concat(), longest, &mut dice);
        let (calm_files, rough_files) = (contents(&calm), contents(&rough));
        let names = |files: &[(String, Vec<u8>)]| files.iter().map(|f| f.0.clone()).collect::<Vec<_>>();
        assert_eq!(names(&calm_files), names(&rough_files), "round {round}");
        assert!(calm_files == rough_files, "round {round}: {name} differs");
        assert!(calm.join(format!("{name}.errors.jsonl")).exists());
        assert!(!calm.join(format!("{name}.part")).exists());
        for folder in [calm, rough] {
            fs::remove_dir_all(folder).unwrap();
        }
    }
    assert!(
        kills > 8,
        "only {kills} runs were killed: the corpus is too small for this machine"
    );
}

/// A run stopped with `records` and `errors` in its folder, as a kill or a power cut leaves them.
fn left_behind(here: &Path, change: impl Fn(&mut Vec<u8>, &mut Vec<u8>)) {
    let mut child = started(here, &["-", "--from", "jsonl", "-o", "out.jsonl"]);
    let mut input = child.stdin.take().unwrap();
    input
        .write_all(&fs::read(here.join("in.jsonl")).unwrap())
        .unwrap();
    let file = |name: &str| here.join("out.jsonl.part").join(name);
    while fs::read_to_string(file("errors.jsonl")).is_ok_and(|e| e.lines().count() < 4)
        || !file("run.json").exists()
    {
        thread::sleep(Duration::from_millis(5));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let mut files = ["records.jsonl", "errors.jsonl"].map(|name| fs::read(file(name)).unwrap());
    let [records, errors] = &mut files;
    change(records, errors);
    for (name, bytes) in ["records.jsonl", "errors.jsonl"].iter().zip(files) {
        fs::write(file(name), bytes).unwrap();
    }
}

#[test]
fn whatever_a_power_cut_leaves_is_made_whole() {
    type Change = fn(&mut Vec<u8>, &mut Vec<u8>);
    let changes: [Change; 6] = [
        |_, _| {},
        |records, _| records.truncate(records.len() / 2),
        |records, _| {
            let half = records.len() / 2;
            records[half..].fill(0);
        },
        |records, _| records.clear(),
        |records, errors| {
            records.truncate(records.len() / 3);
            errors.truncate(errors.len() - 5);
        },
        |records, errors| {
            records.clear();
            errors.clear();
        },
    ];
    let here = with_corpus(210);
    let lines = fs::read(here.path().join("in.jsonl")).unwrap();
    let args = ["-", "--from", "jsonl", "-o", "out.jsonl"];
    assert_eq!(tag(here.path(), &args, &lines).code, 1);
    let whole = contents(here.path());
    for (number, change) in changes.into_iter().enumerate() {
        left_behind(here.path(), change);
        let again = tag(here.path(), &[&args[..], &["--resume"]].concat(), &lines);
        assert_eq!(again.code, 1, "{}", again.err);
        assert!(contents(here.path()) == whole, "change {number}: {}", again.err);
    }
}

#[test]
fn an_unfinished_run_is_never_overwritten_nor_mixed() {
    let here = with_corpus(210);
    let lines = fs::read(here.path().join("in.jsonl")).unwrap();
    let args = ["-", "--from", "jsonl", "-o", "out.jsonl"];
    left_behind(here.path(), |_, _| {});
    let part = fs::canonicalize(here.path())
        .unwrap()
        .join("out.jsonl.part")
        .display()
        .to_string();
    let refused = |more: &[&str], input: &[u8], said: &str| {
        let ran = tag(here.path(), &[&args[..], more].concat(), input);
        assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{}", ran.err);
        assert!(
            ran.err.ends_with(&format!("guillemet: {part}: {said}\n")),
            "{}",
            ran.err
        );
    };
    refused(
        &[],
        &lines,
        "an unfinished run lies here: add --resume to go on with it, or --restart to remove it and begin again",
    );
    refused(
        &["--resume", "--text-field", "body"],
        &lines,
        "was begun with text-field \"text\", now it is \"body\": give the same to go on, or --restart to begin again",
    );
    let tokens = "was begun with tokens not given, now it is true: give the same to go on, or --restart to begin again";
    refused(&["--resume", "--tokens"], &lines, tokens);
    refused(
        &["--resume"],
        &lines[lines.iter().position(|b| *b == b'\n').unwrap() + 1..],
        "the input has changed: document 1 was d0, now it is d1: --restart begins again",
    );
    let again = tag(here.path(), &[&args[..], &["--restart"]].concat(), &lines);
    assert_eq!(
        (again.code, fs::metadata(&part).is_err()),
        (1, true),
        "{}",
        again.err
    );
    let complete = tag(here.path(), &[&args[..], &["--resume"]].concat(), &lines);
    assert_eq!(complete.code, 0);
    assert!(
        complete.err.contains("out.jsonl: is complete"),
        "{}",
        complete.err
    );
}

#[test]
fn two_runs_do_not_write_to_one_output() {
    let here = with_corpus(10);
    let args = ["-", "--from", "jsonl", "-o", "out.jsonl"];
    let mut first = started(here.path(), &args);
    while !here.path().join("out.jsonl.part/run.json").exists() {
        thread::sleep(Duration::from_millis(5));
    }
    for how in ["--resume", "--restart"] {
        let second = tag(here.path(), &[&args[..], &[how]].concat(), "");
        assert_eq!(second.code, 1);
        assert!(
            second.err.contains("another run is writing here"),
            "{}",
            second.err
        );
    }
    drop(first.stdin.take());
    first.wait().unwrap();
}

#[test]
fn a_signal_ends_a_run_at_a_border() {
    let here = with_corpus(120);
    let lines = corpus(120);
    for (name, code) in [("INT", 130), ("TERM", 143)] {
        let mut child = started(here.path(), &["-", "--from", "jsonl", "-o", "out.jsonl"]);
        let mut input = child.stdin.take().unwrap();
        input.write_all(lines.as_bytes()).unwrap();
        let records = here.path().join("out.jsonl.part/records.jsonl");
        while fs::metadata(&records).is_ok_and(|r| r.len() == 0) || !records.exists() {
            thread::sleep(Duration::from_millis(5));
        }
        let kill = Command::new("kill")
            .args([&format!("-{name}"), &child.id().to_string()])
            .status();
        assert!(kill.unwrap().success());
        let output = child.wait_with_output().unwrap();
        drop(input);
        assert_eq!(output.status.code(), Some(code));
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(
            said.contains("are done: go on with the same command and --resume"),
            "{said}"
        );
        assert!(fs::read(&records).unwrap().ends_with(b"\n"));
        let again = tag(
            here.path(),
            &["-", "--from", "jsonl", "-o", "out.jsonl", "--resume"],
            &lines,
        );
        assert_eq!(again.code, 1);
        assert_eq!(
            ids(&fs::read_to_string(here.path().join("out.jsonl")).unwrap()).len(),
            118
        );
        fs::remove_file(here.path().join("out.jsonl")).unwrap();
    }
}

#[test]
fn shards_are_the_whole() {
    let here = with_corpus(333);
    for i in 0..20 {
        fs::create_dir_all(here.path().join("texts")).unwrap();
        fs::write(
            here.path().join(format!("texts/{i}.txt")),
            format!("Jean {i} rit."),
        )
        .unwrap();
    }
    // The same ids again: which of them is the second must not depend on the shard.
    let inputs = ["in.jsonl", "texts", "in.jsonl"];
    let whole = tag(here.path(), &[&inputs[..], &["-o", "whole.jsonl"]].concat(), "");
    assert_eq!(whole.code, 1);
    let (mut joined, mut errors) = (String::new(), String::new());
    for shard in 1..=7 {
        let name = format!("{shard}.jsonl");
        let of = format!("{shard}/7");
        tag(
            here.path(),
            &[&inputs[..], &["--shard", &of, "-o", &name]].concat(),
            "",
        );
        joined += &fs::read_to_string(here.path().join(&name)).unwrap();
        errors += &fs::read_to_string(here.path().join(format!("{name}.errors.jsonl"))).unwrap_or_default();
    }
    assert!(joined == fs::read_to_string(here.path().join("whole.jsonl")).unwrap());
    assert!(errors == fs::read_to_string(here.path().join("whole.jsonl.errors.jsonl")).unwrap());
    for piped in [
        &["-", "--shard", "1/2"][..],
        &["-", "--resume"],
        &["-", "--restart", "-o", "-"],
    ] {
        let ran = tag(here.path(), piped, "Oui.");
        assert_eq!(ran.code, 2, "{}", ran.err);
    }
}

#[test]
fn what_could_not_be_read_stands_beside_the_output() {
    let here = folder(&[
        ("c/a.txt", b"Jean rit."),
        ("c/b.txt", b" \n"),
        ("c/c.txt", b"Oui."),
    ]);
    let ran = tag(here.path(), &["c", "-o", "out.jsonl"], "");
    assert_eq!(ran.code, 1);
    assert!(
        ran.err
            .ends_with("guillemet: 2 documents tagged, 1 could not be read, see above\n")
    );
    let errors = here.path().join("out.jsonl.errors.jsonl");
    let listed = records(&fs::read_to_string(&errors).unwrap());
    assert_eq!(listed.len(), 1);
    assert_eq!(
        (&listed[0]["source"], &listed[0]["position"]),
        (&"c/b.txt".into(), &2.into())
    );
    assert!(
        listed[0]["error"]
            .as_str()
            .unwrap()
            .starts_with("c/b.txt: is empty")
    );
    fs::remove_file(here.path().join("c/b.txt")).unwrap();
    assert_eq!(tag(here.path(), &["c", "-o", "out.jsonl"], "").code, 0);
    assert!(!errors.exists(), "no longer true");
}

#[test]
fn strict_stops_and_goes_on_once_it_is_mended() {
    let here = folder(&[
        ("c/a.txt", b"Jean rit."),
        ("c/b.txt", b" \n"),
        ("c/c.txt", b"Oui."),
    ]);
    let stopped = tag(here.path(), &["c", "--strict", "-o", "out.jsonl"], "");
    assert_eq!(stopped.code, 1);
    assert!(
        stopped.err.contains("1 documents are done: go on"),
        "{}",
        stopped.err
    );
    fs::write(here.path().join("c/b.txt"), "déjà").unwrap();
    let again = tag(here.path(), &["c", "--strict", "-o", "out.jsonl", "--resume"], "");
    assert_eq!(again.code, 0, "{}", again.err);
    assert_eq!(
        ids(&fs::read_to_string(here.path().join("out.jsonl")).unwrap()),
        ["c/a.txt", "c/b.txt", "c/c.txt"]
    );
}

#[test]
fn a_full_disk_is_said_and_costs_nothing() {
    let here = with_corpus(3000);
    let disk = here.path().join("disk");
    fs::create_dir(&disk).unwrap();
    let mount = |args: &[&str]| {
        Command::new("mount")
            .args(args)
            .arg(&disk)
            .output()
            .is_ok_and(|o| o.status.success())
    };
    if !mount(&["-t", "tmpfs", "-o", "size=512k", "tmpfs"]) {
        eprintln!("skipped: no file system can be mounted here");
        return;
    }
    let args = ["in.jsonl", "-o", "disk/out.jsonl"];
    let full = tag(here.path(), &args, "");
    let part = disk.join("out.jsonl.part");
    let kept = fs::read_to_string(part.join("records.jsonl")).unwrap_or_default();
    let grown = mount(&["-o", "remount,size=64m"]);
    let again = tag(here.path(), &[&args[..], &["--resume"]].concat(), "");
    let out = fs::read(disk.join("out.jsonl"));
    let unmounted = Command::new("umount").arg(&disk).status();
    assert!(unmounted.unwrap().success() && grown);
    assert_eq!(full.code, 1);
    let last = full.err.lines().last().unwrap();
    assert!(
        last.contains("records.jsonl: cannot be written: No space left on device")
            && last.ends_with(
                "what is done is kept: make room on the disk, then go on with the same command and --resume"
            ),
        "{last}"
    );
    assert!(kept.lines().count() > 50);
    assert_eq!(again.code, 1, "{}", again.err);
    assert!(again.err.contains("going on after "), "{}", again.err);
    tag(here.path(), &["in.jsonl", "-o", "whole.jsonl"], "");
    assert!(out.unwrap() == fs::read(here.path().join("whole.jsonl")).unwrap());
}

#[test]
fn a_device_that_is_full_is_said() {
    if !Path::new("/dev/full").exists() {
        eprintln!("skipped: this system has no /dev/full");
        return;
    }
    let full = tag(Path::new("."), &["-o", "/dev/full"], "Jean rit.");
    assert_eq!(full.code, 1);
    assert!(full.err.contains("No space left on device"), "{}", full.err);
}

#[test]
fn a_dry_run_says_what_would_be_done_and_does_nothing() {
    let here = with_corpus(50);
    let plan = |args: &[&str]| -> Ran { ran(here.path(), &[&["tag", "--dry-run"], args].concat(), "") };
    let before = contents(here.path());
    let dry = plan(&["in.jsonl", "--shard", "1/2", "-o", "out.conll"]);
    assert_eq!(dry.code, 0);
    assert_eq!(
        dry.err.lines().count(),
        1,
        "what cannot be read is known: {}",
        dry.err
    );
    for said in [
        "jsonl: 49 documents",
        "1 that cannot be read",
        "1/2",
        "out.conll, conll, one file",
        "out.conll.errors.jsonl",
        "none, the run would begin",
        "model accurate",
    ] {
        assert!(dry.out.contains(said), "{said} in {}", dry.out);
    }
    assert!(contents(here.path()) == before);
    assert!(
        plan(&["-", "--from", "jsonl", "--to", "jsonl"])
            .out
            .contains("a line for each line")
    );
}
