//! Runs the program as a user does.

#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "shared by tests, which may panic and use a part of it each"
)]

use assert_cmd::Command;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

pub fn ran(folder: &Path, args: &[&str], input: impl AsRef<[u8]>) -> Ran {
    let output = Command::cargo_bin("guillemet")
        .unwrap()
        .current_dir(folder)
        .args(args)
        .write_stdin(input.as_ref().to_vec())
        .output()
        .unwrap();
    Ran {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// `guillemet tag --engine fake ARGS`.
pub fn tag(folder: &Path, args: &[&str], input: impl AsRef<[u8]>) -> Ran {
    ran(folder, &[&["tag", "--engine", "fake"], args].concat(), input)
}

pub fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

pub fn records(out: &str) -> Vec<serde_json::Value> {
    out.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

pub fn ids(out: &str) -> Vec<String> {
    records(out)
        .iter()
        .map(|r| r["id"].as_str().unwrap().to_owned())
        .collect()
}

/// One error line, that of `path`, and no record.
#[track_caller]
pub fn refused(ran: &Ran, line: &str) {
    assert_eq!(ran.err, format!("guillemet: {line}\n"));
    assert_eq!(ran.out, "");
    assert_ne!(ran.code, 0);
}
