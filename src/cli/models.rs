//! `guillemet models`: the models that ship, and whether an engine works here.

use super::Outcome;
use super::engine::{self, Engine, ModelFlags};
use anyhow::{Result, bail};
use clap::{Args, Subcommand};
use guillemet::document::Record;
use guillemet::entities::shipped::Package;
use guillemet::pipeline::{Input, Pipeline};
use std::io::{self, Write};
use std::time::Instant;

/// Show the model, and check that it runs here
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Flags {
    #[command(subcommand)]
    command: Option<Command>,

    #[command(flatten)]
    model: ModelFlags,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(CheckFlags),
}

/// Open the engine, verify the model, tag three sentences
///
/// Prints the engine and its runtime's version, the device and why not another, the model with its SHA-256, computed
/// from the weights and compared with the manifest, its labels, and the entities of three sentences.
#[derive(Debug, Args)]
struct CheckFlags {
    #[command(flatten)]
    model: ModelFlags,
}

const SENTENCES: [&str; 3] = [
    "Le Président Kassym-Jomart Tokayev a reçu Emmanuel Macron à Astana.",
    "Selon l'AFP, des milliers de Russes attendent à la frontière avec la Géorgie.",
    "« C'est un principe essentiel », a déclaré Marie Dupont, porte-parole de l'ONU à Genève.",
];

/// Runs the command.
pub fn run(flags: &Flags) -> Result<Outcome> {
    let mut out = io::stdout().lock();
    match &flags.command {
        Some(Command::Check(check)) => self::check(&check.model, &mut out),
        None => describe(&engine::pipeline(&flags.model)?, &mut out),
    }?;
    Ok(Outcome::Fine)
}

fn describe(pipeline: &Pipeline, out: &mut dyn Write) -> Result<()> {
    let tagger = pipeline.tagger();
    let about = tagger.description();
    let sha256 = if about.model_sha256.is_empty() {
        "none"
    } else {
        &about.model_sha256
    };
    writeln!(out, "model      {}", about.model)?;
    writeln!(out, "sha256     {sha256}")?;
    writeln!(out, "labels     {}", tagger.labels().names().join(" "))?;
    writeln!(out, "window     {} pieces", tagger.max_pieces())?;
    writeln!(out, "engine     {}", about.engine)?;
    if let Some(library) = &about.library {
        writeln!(out, "library    {library}")?;
    }
    let reason = match about.device_reason.as_str() {
        "" => String::new(),
        reason => format!(" ({reason})"),
    };
    writeln!(out, "device     {}{reason}", about.device)?;
    writeln!(out, "precision  {}", about.precision)?;
    if let Some(note) = &about.note {
        writeln!(out, "note       {note}")?;
    }
    Ok(())
}

fn check(flags: &ModelFlags, out: &mut dyn Write) -> Result<()> {
    let begun = Instant::now();
    let pipeline = engine::pipeline(flags)?;
    describe(&pipeline, out)?;
    writeln!(out, "verified   {}", verified(flags)?)?;
    writeln!(out, "opened in  {:.2} s", begun.elapsed().as_secs_f64())?;
    let input = |(number, text): (usize, &str)| Input {
        id: number.to_string(),
        text: text.into(),
        ..Input::default()
    };
    for record in pipeline.annotate(SENTENCES.into_iter().enumerate().map(input).collect()) {
        show(&record?, out)?;
    }
    Ok(())
}

/// Says how the weights were verified; the shipped ones are hashed again, here and only here.
fn verified(flags: &ModelFlags) -> Result<&'static str> {
    let choice = flags.choice();
    if flags.engine == Engine::Fake {
        Ok("there is nothing to verify")
    } else if !choice.is_shipped() {
        Ok("the folder was read and hashed")
    } else if Package::open(choice)?.is_intact() {
        Ok("the weights have the manifest's SHA-256")
    } else {
        bail!("the shipped model: its SHA-256 is not the manifest's: build or install the program again")
    }
}

fn show(record: &Record, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "\n{}", record.text)?;
    for entity in &record.entities {
        writeln!(out, "  {:4} {} ({:.3})", entity.label, entity.text, entity.score)?;
    }
    for quote in &record.quotes {
        let speaker = quote.speaker.as_ref().map_or("?", |s| s.name.as_str());
        writeln!(out, "  {speaker} — {}", quote.text)?;
    }
    Ok(())
}
