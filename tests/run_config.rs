//! Options from the command line, the environment and a file, in this order.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

mod common;

use assert_cmd::Command;
use common::{folder, ids, ran};
use std::path::Path;

fn with_environment(here: &Path, args: &[&str], variables: &[(&str, &str)]) -> (i32, String, String) {
    let output = Command::cargo_bin("guillemet")
        .unwrap()
        .current_dir(here)
        .arg("tag")
        .args(args)
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

const LINE: &[u8] = b"{\"id\":\"i\",\"a\":\"Un.\",\"b\":\"Deux.\",\"c\":\"Trois.\"}\n";

#[test]
fn the_nearest_wins() {
    let config =
        b"engine = \"fake\"\ntext-field = \"a\"\ntokens = true\npaths = [\"in.jsonl\"]\nthreads = 1\n";
    let here = folder(&[("in.jsonl", LINE), ("g.toml", config)]);
    let text = |args: &[&str], variables: &[(&str, &str)]| {
        let (code, out, err) = with_environment(here.path(), args, variables);
        assert_eq!(code, 0, "{err}");
        let record: serde_json::Value = serde_json::from_str(&out).unwrap();
        (
            record["text"].as_str().unwrap().to_owned(),
            record.get("tokens").is_some(),
        )
    };
    let (file, variable) = (["--config", "g.toml"], [("GUILLEMET_TEXT_FIELD", "b")]);
    assert_eq!(text(&file, &[]), ("Un.".into(), true));
    assert_eq!(text(&file, &variable), ("Deux.".into(), true));
    assert_eq!(
        text(&[&file[..], &["--text-field", "c"]].concat(), &variable),
        ("Trois.".into(), true)
    );
    assert_eq!(text(&file, &[("GUILLEMET_TOKENS", "0")]), ("Un.".into(), false));
    assert_eq!(text(&[], &[("GUILLEMET_CONFIG", "g.toml")]), ("Un.".into(), true));
    assert_eq!(
        text(
            &["in.jsonl", "--engine", "fake"],
            &[("GUILLEMET_TEXT_FIELD", "b"), ("GUILLEMET_TOKENS", "yes")]
        ),
        ("Deux.".into(), true)
    );
}

#[test]
fn what_is_wrong_in_the_file_has_its_line() {
    for (config, said) in [
        (
            "threads = 2\ntext_field = \"a\"\n",
            "g.toml:2: text_field is no option of guillemet tag (guillemet tag --help lists them)",
        ),
        ("\nconfig = \"a\"\n", "g.toml:2: config is no option"),
        ("threads = 0\n", "g.toml:1: invalid value '0' for '--threads <N>'"),
        (
            "quiet = false\nto = \"word\"\n",
            "g.toml:2: invalid value 'word' for '--to <FORMAT>'",
        ),
        ("strict = \"si\"\n", "g.toml:1: strict must be true or false"),
        (
            "[threads]\nn = 1\n",
            "g.toml:1: threads must be a string, a number, true or false, or a list of them",
        ),
        ("threads = 1\nthreads\n", "g.toml:2: is not TOML: "),
    ] {
        let here = folder(&[("g.toml", config.as_bytes()), ("in.txt", b"Oui.")]);
        let ran = ran(
            here.path(),
            &["tag", "--engine", "fake", "--config", "g.toml", "in.txt"],
            "",
        );
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{config}");
        assert!(ran.err.starts_with(&format!("guillemet: {said}")), "{}", ran.err);
        assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
    }
    let here = folder(&[("in.txt", b"Oui.")]);
    let none = ran(here.path(), &["tag", "--config", "no.toml", "in.txt"], "");
    assert_eq!(none.code, 1);
    assert!(
        none.err.starts_with("guillemet: no.toml: cannot be read: "),
        "{}",
        none.err
    );
}

#[test]
fn an_option_of_the_file_is_one_of_a_run() {
    let here = folder(&[
        ("in.jsonl", LINE),
        (
            "g.toml",
            b"engine = \"fake\"\ntext-field = \"a\"\noutput = \"out.jsonl\"\n",
        ),
    ]);
    let (code, _, err) = with_environment(here.path(), &["--config", "g.toml", "in.jsonl"], &[]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert_eq!(
        ids(&std::fs::read_to_string(here.path().join("out.jsonl")).unwrap()),
        ["i"]
    );
}
