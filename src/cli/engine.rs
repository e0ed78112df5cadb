//! Flags to an engine with its model: the one place that opens it.

use super::Usage;
use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use guillemet::entities::fake::Fake;
use guillemet::entities::{Tagger, TaggerError};
use guillemet::pipeline::Pipeline;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

/// Which model runs where.
#[derive(Debug, Args)]
#[command(next_help_heading = "Model")]
pub struct ModelFlags {
    /// Folder of another model than the shipped one.
    ///
    /// For rten a folder as models/ in the sources; for torch any Hugging Face token-classification folder:
    /// config.json, tokenizer.json, model.safetensors.
    #[arg(long, value_name = "DIR", env = "GUILLEMET_MODEL")]
    pub model: Option<PathBuf>,

    /// What runs the model.
    #[arg(long, value_enum, default_value_t = if cfg!(feature = "rten") { Engine::Rten } else { Engine::Torch })]
    pub engine: Engine,

    /// Where it runs: cpu, or cuda:0, cuda:1… (torch only).
    #[arg(long, value_name = "DEVICE", default_value = "cpu")]
    pub device: String,

    /// Number format of the computation (torch only; rten computes in int8).
    ///
    /// fp32 is the reference. bf16 is about three times as fast on processors that have it, and on GPUs since 2020;
    /// fp16 is for older GPUs.
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub precision: Option<Precision>,

    /// Threads to use; by default one for each core.
    ///
    /// The answer is the same for any number.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
}

/// What runs a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Engine {
    /// The shipped model in pure Rust, on the processor
    Rten,
    /// libtorch, on the processor or a GPU (needs a build with --features torch)
    Torch,
    /// No model: a stand-in for tests
    #[value(hide = true)]
    Fake,
}

/// Number format of a computation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Precision {
    /// 32-bit floats
    Fp32,
    /// 16-bit floats with the range of 32
    Bf16,
    /// 16-bit floats
    Fp16,
}

impl Precision {
    const fn name(self) -> &'static str {
        match self {
            Self::Fp32 => "fp32",
            Self::Bf16 => "bf16",
            Self::Fp16 => "fp16",
        }
    }
}

/// The pipeline that `flags` describe.
pub fn pipeline(flags: &ModelFlags) -> Result<Pipeline> {
    if let Some(threads) = flags.threads {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.into());
        pool.build_global().context("cannot start the threads")?;
    }
    let tagger = open(flags)?;
    let grammarian = match (tagger.layout(), flags.engine) {
        (None, Engine::Rten | Engine::Torch) => shipped(None, flags.threads).ok(),
        _ => None,
    };
    Ok(Pipeline::new(tagger, grammarian))
}

/// The engine that `flags` describe, with its model.
pub fn open(flags: &ModelFlags) -> Result<Box<dyn Tagger>> {
    let model = flags.model.as_deref();
    match flags.engine {
        Engine::Fake => Ok(Box::new(Fake::default())),
        Engine::Rten if flags.device != "cpu" || flags.precision.is_some() => {
            bail!(Usage("the engine rten runs on the cpu in int8: add --engine torch for --device and --precision".into()))
        }
        Engine::Rten => Ok(shipped(model, flags.threads)?),
        Engine::Torch => Ok(torch(model, &flags.device, flags.precision.unwrap_or(Precision::Fp32).name())?),
    }
}

/// The model of `dir` in the engine rten, the shipped one without it.
#[cfg(feature = "rten")]
fn shipped(dir: Option<&Path>, threads: Option<u16>) -> Result<Box<dyn Tagger>, TaggerError> {
    let threads = threads.and_then(|n| NonZeroUsize::new(n.into()));
    Ok(Box::new(guillemet::entities::rten::Rten::open(dir, threads)?))
}

#[cfg(not(feature = "rten"))]
fn shipped(_: Option<&Path>, _: Option<u16>) -> Result<Box<dyn Tagger>, TaggerError> {
    Err(missing("rten", "cargo build --release"))
}

#[cfg(feature = "torch")]
fn torch(dir: Option<&Path>, device: &str, precision: &str) -> Result<Box<dyn Tagger>, TaggerError> {
    guillemet::entities::torch::open(dir, device, precision)
}

#[cfg(not(feature = "torch"))]
fn torch(_: Option<&Path>, _: &str, _: &str) -> Result<Box<dyn Tagger>, TaggerError> {
    Err(missing("torch", "scripts/libtorch, then cargo build --release --features torch"))
}

fn missing(engine: &'static str, how: &str) -> TaggerError {
    TaggerError::Engine { engine, message: format!("this program was built without it: {how}") }
}
