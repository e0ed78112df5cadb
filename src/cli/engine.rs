//! Flags to an engine with its model: the one place that opens it.

use super::Usage;
use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use guillemet::entities::Tagger;
use guillemet::entities::fake::Fake;
use guillemet::entities::shipped::Choice;
use guillemet::pipeline::Pipeline;
use guillemet::run::Limits;
use std::num::{NonZeroU16, NonZeroUsize};
use std::path::PathBuf;

/// Which model runs where.
#[derive(Debug, Args)]
#[command(next_help_heading = "Model")]
pub struct ModelFlags {
    /// accurate, fast, or a folder with a model of your own [default: accurate]
    ///
    /// Both ship with the program. fast reads five times as many words a second and is a little less often right; take it
    /// for millions of articles, and accurate for everything else. A folder is laid out as models/ in the sources; with
    /// --engine torch it may be any Hugging Face token-classification folder: config.json, tokenizer.json,
    /// model.safetensors. A folder that is called fast is ./fast.
    #[arg(long, value_name = "MODEL", env = "GUILLEMET_MODEL")]
    pub model: Option<PathBuf>,

    /// What runs the model.
    #[arg(long, value_enum, default_value_t = Engine::BUILT_IN)]
    pub engine: Engine,

    /// Where it runs: auto, cpu, or for torch cuda, cuda:1…
    ///
    /// auto is the first GPU for torch where there is one, otherwise the processor. `guillemet models check` tells
    /// which one it is and why.
    #[arg(long, value_name = "DEVICE", default_value = "auto")]
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
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroU16>,
}

impl ModelFlags {
    /// The model that they name.
    pub fn choice(&self) -> Choice<'_> {
        self.model.as_deref().map_or_else(Choice::default, Choice::named)
    }

    /// The engine and its model in one line, without opening them.
    pub fn summary(&self) -> String {
        let model = match self.choice() {
            Choice::Accurate => "model accurate".into(),
            Choice::Fast => "model fast".into(),
            Choice::Folder(folder) => folder.display().to_string(),
        };
        let threads = self.threads.map(|n| format!(", {n} threads")).unwrap_or_default();
        let precision = self
            .precision
            .map(|p| format!(", {}", p.name()))
            .unwrap_or_default();
        format!(
            "{model}, engine {}, device {}{precision}{threads}",
            self.engine.name(),
            self.device
        )
    }
}

/// What runs a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Engine {
    /// A model in pure Rust, on the processor
    Rten,
    /// libtorch, on the processor or a GPU (needs a build with --features torch)
    Torch,
    /// No model: a stand-in for tests
    #[value(hide = true)]
    Fake,
}

impl Engine {
    /// The one to use unless another is named.
    const BUILT_IN: Self = if cfg!(all(feature = "torch", not(feature = "rten"))) {
        Self::Torch
    } else {
        Self::Rten
    };

    const fn name(self) -> &'static str {
        match self {
            Self::Rten => "rten",
            Self::Torch => "torch",
            Self::Fake => "fake",
        }
    }
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

/// How much goes through the pipeline at once: enough to keep every thread at work, little enough that a run that is
/// stopped, or killed, has not much in hand. A GPU wants more at once.
pub fn limits(flags: &ModelFlags) -> Limits {
    let threads = flags.threads.map_or_else(
        || std::thread::available_parallelism().map_or(1, NonZeroUsize::get),
        |threads| threads.get().into(),
    );
    if flags.engine == Engine::Torch {
        return Limits::default();
    }
    Limits {
        documents: (16 * threads).clamp(32, 1024),
        bytes: (64 << 10) * threads.clamp(2, 64),
        ..Limits::default()
    }
}

/// The pipeline that `flags` describe.
pub fn pipeline(flags: &ModelFlags) -> Result<Pipeline> {
    let threads = flags.threads.map(NonZeroUsize::from);
    if let Some(threads) = threads {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.get());
        pool.build_global().context("cannot start the threads")?;
    }
    let tagger = open(flags, threads)?;
    let grammarian = match (tagger.layout(), flags.engine) {
        (None, Engine::Rten) => rten(Choice::Accurate, threads).ok(),
        (None, Engine::Torch) => rten(Choice::Accurate, threads)
            .or_else(|_| torch(Choice::Accurate, &flags.device, "fp32", threads))
            .ok(),
        _ => None,
    };
    Ok(Pipeline::new(tagger, grammarian))
}

/// The engine that `flags` describe, with its model.
fn open(flags: &ModelFlags, threads: Option<NonZeroUsize>) -> Result<Box<dyn Tagger>> {
    let model = flags.choice();
    let precision = flags.precision.map_or("fp32", Precision::name);
    match flags.engine {
        Engine::Fake => Ok(Box::new(Fake::default())),
        Engine::Rten if !matches!(flags.device.as_str(), "auto" | "cpu") || flags.precision.is_some() => {
            bail!(Usage(
                "the engine rten runs on the cpu in int8: add --engine torch for --device and --precision"
                    .into()
            ))
        }
        Engine::Rten => rten(model, threads),
        Engine::Torch => torch(model, &flags.device, precision, threads),
    }
}

/// The model of `choice` in the engine rten.
#[cfg(feature = "rten")]
fn rten(choice: Choice<'_>, threads: Option<NonZeroUsize>) -> Result<Box<dyn Tagger>> {
    Ok(Box::new(guillemet::entities::rten::Rten::open(choice, threads)?))
}

#[cfg(not(feature = "rten"))]
fn rten(_: Choice<'_>, _: Option<NonZeroUsize>) -> Result<Box<dyn Tagger>> {
    bail!(Usage(
        "this program was built without the engine rten: cargo build --release --features rten".into()
    ))
}

/// The model of `choice` in the engine torch.
#[cfg(feature = "torch")]
fn torch(
    choice: Choice<'_>,
    device: &str,
    precision: &str,
    threads: Option<NonZeroUsize>,
) -> Result<Box<dyn Tagger>> {
    Ok(guillemet::entities::torch::open(
        choice, device, precision, threads,
    )?)
}

#[cfg(not(feature = "torch"))]
fn torch(_: Choice<'_>, _: &str, _: &str, _: Option<NonZeroUsize>) -> Result<Box<dyn Tagger>> {
    bail!(Usage(
        "this program was built without the engine torch: run scripts/libtorch, then cargo build --release --features torch"
            .into()
    ))
}
