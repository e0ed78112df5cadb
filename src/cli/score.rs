//! `guillemet score`: entities and quotations against gold.

use super::Outcome;
use super::score_errors;
use anyhow::Result;
use clap::{Args, Subcommand};
use guillemet::score::files::{self, EntityDocument, GoldDocument, PredictedDocument};
use guillemet::score::percent::Percent;
use guillemet::score::{EntityScores, QuoteScores, entities, errors, quotes};
use std::io::{self, Write};
use std::path::PathBuf;

/// Score tagged documents against gold
#[derive(Debug, Args)]
pub struct Flags {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Entities(EntityFlags),
    Quotes(QuoteFlags),
}

/// Strict spans of entities: precision, recall, F1 by label
///
/// Both files are JSON Lines, a document a line: id, and entities with start, end (code points, half-open), label.
#[derive(Debug, Args)]
struct EntityFlags {
    /// Gold documents.
    gold: PathBuf,
    /// Tagged documents, as `guillemet tag` writes them.
    pred: PathBuf,
    /// Labels that count.
    #[arg(long, value_delimiter = ',', default_value = "PER,LOC,ORG")]
    labels: Vec<String>,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// Quotations and their speakers
///
/// soft: the prediction covers more than 0.3 (0.8) of the gold quotation. strict: symmetric overlap of at least 0.8.
/// joint: strict, and the right speaker, once resolved to a name. Gold is JSON Lines as the annotation guide describes,
/// or records of guillemet/1 that somebody has corrected.
#[derive(Debug, Args)]
struct QuoteFlags {
    /// Gold documents.
    gold: PathBuf,
    /// Tagged documents, as `guillemet tag` writes them.
    pred: PathBuf,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
    /// List every miss, grouped by its cause, in its context.
    #[arg(long, conflicts_with = "json")]
    errors: bool,
}

/// Runs the command.
pub fn run(flags: &Flags) -> Result<Outcome> {
    let mut out = io::stdout().lock();
    match &flags.what {
        What::Entities(flags) => entities(flags, &mut out),
        What::Quotes(flags) => quotes(flags, &mut out),
    }?;
    out.flush()?;
    Ok(Outcome::Fine)
}

fn entities(flags: &EntityFlags, out: &mut dyn Write) -> Result<()> {
    let gold = files::load::<EntityDocument>(&flags.gold)?;
    let predicted = files::load::<EntityDocument>(&flags.pred)?;
    let scores = entities::score(&gold, &predicted, &flags.labels);
    if flags.json {
        return Ok(writeln!(out, "{}", serde_json::to_string(&scores)?)?);
    }
    let EntityScores {
        documents,
        missing,
        rows,
    } = scores;
    documents_line(out, documents, missing)?;
    writeln!(
        out,
        "{:10}{:>10}{:>10}{:>10}{:>8}",
        "", "precision", "recall", "F1", "gold"
    )?;
    for row in rows {
        let [p, r, f] = row.scores;
        writeln!(out, "{:10}{p:>10}{r:>10}{f:>10}{:>8}", row.label, row.gold)?;
    }
    Ok(())
}

fn quotes(flags: &QuoteFlags, out: &mut dyn Write) -> Result<()> {
    let gold = files::load::<GoldDocument>(&flags.gold)?;
    let predicted = files::load::<PredictedDocument>(&flags.pred)?;
    if flags.errors {
        return score_errors::list(errors::misses(&gold, &predicted), out);
    }
    let scores = quotes::score(&gold, &predicted);
    if flags.json {
        return Ok(writeln!(out, "{}", serde_json::to_string(&scores)?)?);
    }
    quote_table(&scores, out)
}

fn quote_table(scores: &QuoteScores, out: &mut dyn Write) -> Result<()> {
    documents_line(out, scores.documents, scores.missing)?;
    writeln!(
        out,
        "{} gold quotations, {} predicted\n",
        scores.gold, scores.predicted
    )?;
    writeln!(out, "{:22}{:>10}{:>10}{:>10}", "", "precision", "recall", "F1")?;
    let mut row = |name: &str, [p, r, f]: [Percent; 3], rest: &str| {
        let line = format!("{name:22}{p:>10}{r:>10}{f:>10}  {rest}");
        writeln!(out, "{}", line.trim_end())
    };
    let overlap = |share: Percent| format!("speaker spans overlap {share}");
    row("soft > 0.3", scores.soft_low, &overlap(scores.speaker_low))?;
    row("soft > 0.8", scores.soft_high, &overlap(scores.speaker_high))?;
    row("strict", scores.strict, "")?;
    row(
        "joint",
        scores.joint,
        &format!("right speaker {} of strict", scores.attribution),
    )?;
    writeln!(
        out,
        "\ndirect quotations found {}, with their speaker {}",
        scores.direct_recall, scores.direct_joint_recall
    )?;
    writeln!(
        out,
        "marks that are no quotation, taken for one {}\n",
        scores.false_quote_rate
    )?;
    writeln!(out, "right speakers among strict matches:")?;
    for (what, share) in &scores.by {
        writeln!(out, "  {what:24}{share:>9}")?;
    }
    Ok(())
}

fn documents_line(out: &mut dyn Write, documents: usize, missing: usize) -> Result<()> {
    match missing {
        0 => writeln!(out, "{documents} documents")?,
        _ => writeln!(
            out,
            "{documents} documents, {missing} of them without a prediction"
        )?,
    }
    Ok(())
}
