//! Options of `tag` from the environment and from a TOML file, below those of the command line.
//!
//! Owns: the precedence (command line, `GUILLEMET_…`, `--config FILE`, default), and the settings that decide a run's
//! answers, by which an unfinished run is known again. Both follow from the flags themselves, so that none is forgotten.
//! Refuses: keys that are no option, and values that the option refuses, each with its line.

use super::Usage;
use anyhow::{Context, Result, bail};
use clap::builder::BoolishValueParser;
use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Command};
use guillemet::entities::shipped::sha256;
use guillemet::run::work::Settings;
use serde_json::Value;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use toml::de::{DeTable, DeValue};

/// The subcommand whose options these are.
const TAG: &str = "tag";

/// Parses the command line, with what the environment and a file add to it; ends the program where clap does.
pub fn parse(command: Command) -> Result<ArgMatches> {
    let command = command.mut_subcommand(TAG, |tag| tag.mut_args(environment));
    let matches = command.clone().get_matches();
    let file = matches
        .subcommand_matches(TAG)
        .and_then(|tag| tag.get_one::<PathBuf>("config"));
    match file {
        Some(file) => Ok(with_file(command, file)?.get_matches()),
        None => Ok(matches),
    }
}

/// `GUILLEMET_TEXT_FIELD` for `--text-field`.
fn environment(arg: Arg) -> Arg {
    let Some(long) = arg.get_long().filter(|_| arg.get_env().is_none()) else {
        return arg;
    };
    let name = format!("GUILLEMET_{}", long.to_uppercase().replace('-', "_"));
    let arg = arg.env(name).hide_env(true);
    if is_switch(&arg) {
        arg.value_parser(BoolishValueParser::new())
    } else {
        arg
    }
}

fn is_switch(arg: &Arg) -> bool {
    matches!(arg.get_action(), ArgAction::SetTrue)
}

/// What the file calls an option: its long name, or for what has none, its own.
fn key(arg: &Arg) -> &str {
    arg.get_long().unwrap_or(arg.get_id().as_str())
}

/// The command with the options of `file` as defaults.
fn with_file(mut command: Command, file: &Path) -> Result<Command> {
    let text = fs::read_to_string(file).with_context(|| format!("{}: cannot be read", file.display()))?;
    let line = |at: usize| 1 + text[..at.min(text.len())].matches('\n').count();
    let wrong = |at: usize, what: &str| Usage(format!("{}:{}: {what}", file.display(), line(at)));
    let table = DeTable::parse(&text).map_err(|e| {
        let at = e.span().map_or(0, |s| s.start);
        wrong(at, &format!("is not TOML: {}", e.message()))
    })?;
    for (name, value) in table.get_ref() {
        let at = name.span().start;
        let name: &str = name.get_ref();
        let tag = command.find_subcommand(TAG);
        let arg = tag.and_then(|tag| tag.get_arguments().find(|a| key(a) == name && name != "config"));
        let Some(arg) = arg else {
            bail!(wrong(
                at,
                &format!("{name} is no option of guillemet tag (guillemet tag --help lists them)")
            ));
        };
        let Some(values) = values(value.get_ref()) else {
            bail!(wrong(
                at,
                &format!("{name} must be a string, a number, true or false, or a list of them")
            ));
        };
        let (id, positional) = (arg.get_id().clone(), arg.is_positional());
        if let Some(refusal) = refusal(&command, name, &values, positional, is_switch(arg)) {
            bail!(wrong(at, &refusal));
        }
        command = command.mut_subcommand(TAG, |tag| tag.mut_arg(id, |arg| arg.default_values(values)));
    }
    Ok(command)
}

/// A value as the command line would have it; `None` for what no option takes.
fn values(value: &DeValue<'_>) -> Option<Vec<OsString>> {
    match value {
        DeValue::String(value) => Some(vec![value.as_ref().into()]),
        DeValue::Integer(value) => Some(vec![value.as_str().into()]),
        DeValue::Float(value) => Some(vec![value.as_str().into()]),
        DeValue::Boolean(value) => Some(vec![value.to_string().into()]),
        DeValue::Array(all) => {
            let each: Option<Vec<_>> = all.iter().map(|v| values(v.get_ref())).collect();
            Some(each?.into_iter().flatten().collect())
        }
        _ => None,
    }
}

/// What the option itself says against `values`, tried on a command line that holds nothing else.
fn refusal(
    command: &Command,
    name: &str,
    values: &[OsString],
    positional: bool,
    switch: bool,
) -> Option<String> {
    if switch {
        let known = values.iter().all(|v| v == "true" || v == "false");
        return (!known).then(|| format!("{name} must be true or false"));
    }
    let mut line: Vec<OsString> = vec!["guillemet".into(), TAG.into()];
    for value in values {
        if positional {
            line.push(value.clone());
        } else {
            let mut option = OsString::from(format!("--{name}="));
            option.push(value);
            line.push(option);
        }
    }
    let error = command.clone().try_get_matches_from(line).err()?;
    let about_the_value = matches!(
        error.kind(),
        ErrorKind::InvalidValue
            | ErrorKind::ValueValidation
            | ErrorKind::ArgumentConflict
            | ErrorKind::InvalidUtf8
    );
    let said = error.to_string();
    let first = said.lines().next().unwrap_or_default();
    about_the_value.then(|| first.trim_start_matches("error: ").to_owned())
}

/// Every option of `tag` that decides the answers, with its values, wherever they came from.
pub fn settings(command: &Command, matches: &ArgMatches) -> Settings {
    let mut settings = Settings::new();
    let Some((tag, matches)) = command.find_subcommand(TAG).zip(matches.subcommand_matches(TAG)) else {
        return settings;
    };
    for arg in tag.get_arguments().filter(|a| decides(a)) {
        let id = arg.get_id().as_str();
        let value = if is_switch(arg) {
            matches.get_flag(id).then_some(Value::Bool(true))
        } else {
            matches
                .get_raw(id)
                .map(|given| listed(&given.collect::<Vec<_>>()))
        };
        settings.extend(value.map(|value| (key(arg).to_owned(), value)));
    }
    settings
}

/// Options that say how a run goes on and where it is written change no answer.
fn decides(arg: &Arg) -> bool {
    let heading = arg.get_help_heading().unwrap_or_default();
    let id = arg.get_id().as_str();
    matches!(id, "paths" | "tokens" | "shard") || (matches!(heading, "Input" | "Model") && id != "threads")
}

/// One value as it is, a few as a list, many as their number and fingerprint.
fn listed(values: &[&OsStr]) -> Value {
    const FEW: usize = 20;
    match values {
        [one] => one.to_string_lossy().into(),
        few if few.len() <= FEW => few.iter().map(|v| Value::from(v.to_string_lossy())).collect(),
        many => {
            let all = many.join(OsStr::new("\0"));
            format!(
                "{} values, SHA-256 {}",
                many.len(),
                sha256(all.as_encoded_bytes())
            )
            .into()
        }
    }
}
