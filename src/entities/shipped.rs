//! The two models that ship with the program, and folders laid out like them.
//!
//! A folder holds `manifest.json` (name, version, labels, the second head's columns, the SHA-256 of every file),
//! `model.onnx`, `config.json` and `tokenizer.json`. The shipped ones are inside the binary: nothing to download or to find.
//!
//! `fast` was taught by `accurate` (`scripts/train/distil.py`) and keeps its tokenizer and its word embeddings, which are
//! most of the bytes: its folder, `models/fast`, has neither, and its manifest says whose they are.

use super::calibration::Calibration;
use super::labels::Labels;
#[cfg(any(feature = "rten", feature = "torch"))]
use super::onnx::{self, Tensor};
use super::tagger::TaggerError;
use crate::tokens::Pieces;
use crate::tokens::morphology::Layout;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::BTreeMap;
#[cfg(any(feature = "rten", feature = "torch"))]
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// The tokenizer of both.
pub const TOKENIZER: &[u8] = include_bytes!("../../models/tokenizer.json");
/// The weights of `accurate`.
pub const WEIGHTS: &[u8] = include_bytes!("../../models/model.onnx");
const ACCURATE: Shipped = Shipped {
    origin: "the model accurate",
    weights: WEIGHTS,
    manifest: include_str!("../../models/manifest.json"),
    config: include_str!("../../models/config.json"),
};
const FAST: Shipped = Shipped {
    origin: "the model fast",
    weights: include_bytes!("../../models/fast/model.onnx"),
    manifest: include_str!("../../models/fast/manifest.json"),
    config: include_str!("../../models/fast/config.json"),
};
/// The tensors that `fast` has in common with `accurate`.
#[cfg(any(feature = "rten", feature = "torch"))]
const EMBEDDINGS: &str = "bert.embeddings.word_embeddings.weight";

/// A model inside the binary.
struct Shipped {
    /// What error messages call it.
    origin: &'static str,
    weights: &'static [u8],
    manifest: &'static str,
    config: &'static str,
}

/// Which model to open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Choice<'a> {
    /// The shipped one with twelve layers.
    #[default]
    Accurate,
    /// The shipped one with few layers.
    Fast,
    /// One of your own.
    Folder(&'a Path),
}

impl<'a> Choice<'a> {
    /// What a user names: `accurate`, `fast`, or a folder (`./fast` for one of that name).
    #[must_use]
    pub fn named(name: &'a Path) -> Self {
        match name.to_str() {
            Some("accurate") => Self::Accurate,
            Some("fast") => Self::Fast,
            _ => Self::Folder(name),
        }
    }

    /// Whether the model is inside the binary.
    #[must_use]
    pub const fn is_shipped(self) -> bool {
        !matches!(self, Self::Folder(_))
    }
}

/// What `manifest.json` says.
#[derive(Debug, Clone, Deserialize)]
pub struct Manifest {
    /// Name of the model.
    pub name: String,
    /// Version of the model.
    pub version: String,
    /// Its files.
    pub files: BTreeMap<String, FileEntry>,
    /// Entity labels, in output order.
    pub labels: Vec<String>,
    /// What its scores mean.
    #[serde(default)]
    pub calibration: Calibration,
    /// Columns of the second head.
    #[serde(default)]
    pub syntax: Layout,
    /// SHA-256 of the `model.onnx` whose word embeddings and tokenizer the model takes, where it has none of its own.
    #[serde(default)]
    pub embeddings: Option<String>,
}

/// A file of the model.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct FileEntry {
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// A model read into memory and verified, whatever engine runs it.
#[derive(Debug)]
pub struct Package {
    /// Where it came from, for messages.
    pub origin: PathBuf,
    /// `name version`.
    pub name: String,
    /// The ONNX file; [`Package::tensors`] reads it.
    weights: Cow<'static, [u8]>,
    /// Whether the word embeddings are those of `accurate`, so that the ONNX file has none.
    pub shares_embeddings: bool,
    /// SHA-256 of the weights.
    pub sha256: String,
    /// Entity labels.
    pub labels: Labels,
    /// What its scores mean.
    pub calibration: Calibration,
    /// Columns of the second head; `None` if it has none.
    pub layout: Option<Layout>,
    /// Its tokenizer.
    pub pieces: Pieces,
    /// Its `config.json`, for engines that build the encoder themselves; `None` if the folder has none.
    pub config: Option<Cow<'static, [u8]>>,
}

/// SHA-256 of `bytes`, in hexadecimal.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

impl Package {
    /// The model that `choice` names.
    ///
    /// # Errors
    /// As [`Package::folder`]; never for a shipped one, in a binary that passed its tests.
    pub fn open(choice: Choice<'_>) -> Result<Self, TaggerError> {
        match choice {
            Choice::Accurate => Self::shipped(&ACCURATE),
            Choice::Fast => Self::shipped(&FAST),
            Choice::Folder(folder) => Self::folder(folder),
        }
    }

    /// A model inside the binary. Its bytes were verified when the binary was made, so they are not hashed again.
    fn shipped(model: &Shipped) -> Result<Self, TaggerError> {
        let origin = PathBuf::from(model.origin);
        let manifest = manifest(&origin, model.manifest)?;
        let sha256 = manifest
            .files
            .get("model.onnx")
            .map(|f| f.sha256.clone())
            .unwrap_or_default();
        let package = Self::new(origin, manifest, Cow::Borrowed(model.weights), sha256, TOKENIZER)?;
        Ok(Self {
            config: Some(Cow::Borrowed(model.config.as_bytes())),
            ..package
        })
    }

    /// The model in `folder`, every file verified against its manifest.
    ///
    /// # Errors
    /// When a file is missing, unreadable, cut short, or not the one that the manifest names; when the embeddings are to be
    /// those of a model that is not inside this binary.
    pub fn folder(folder: &Path) -> Result<Self, TaggerError> {
        let read = |name: &str| {
            let path = folder.join(name);
            std::fs::read(&path).map_err(|source| TaggerError::File { path, source })
        };
        let path = folder.join("manifest.json");
        let problem = |path: &Path, problem: &str| TaggerError::Model {
            path: path.to_owned(),
            problem: problem.into(),
        };
        if !folder.is_dir() {
            let what = "no such folder: name accurate, fast, or a folder that holds manifest.json, model.onnx and tokenizer.json";
            return Err(problem(folder, what));
        }
        if !path.exists() && folder.join("config.json").exists() {
            let what = "a Hugging Face folder without manifest.json: add --engine torch to run it";
            return Err(problem(folder, what));
        }
        let text = String::from_utf8(read("manifest.json")?)
            .map_err(|_| problem(&path, "not UTF-8; copy the model again"))?;
        let manifest = manifest(&path, &text)?;
        let weights = read("model.onnx")?;
        let found = verify(folder, &manifest, "model.onnx", &weights)?;
        let tokenizer = match &manifest.embeddings {
            Some(sha256) if *sha256 != accurate_sha256() => {
                let what = "its embeddings are those of another version of the model accurate: use the two of one version";
                return Err(problem(&path, what));
            }
            Some(_) => Cow::Borrowed(TOKENIZER),
            None => {
                let tokenizer = read("tokenizer.json")?;
                verify(folder, &manifest, "tokenizer.json", &tokenizer)?;
                Cow::Owned(tokenizer)
            }
        };
        let config = folder
            .join("config.json")
            .exists()
            .then(|| read("config.json"))
            .transpose()?;
        if let Some(config) = config
            .as_ref()
            .filter(|_| manifest.files.contains_key("config.json"))
        {
            verify(folder, &manifest, "config.json", config)?;
        }
        let package = Self::new(
            folder.to_owned(),
            manifest,
            Cow::Owned(weights),
            found,
            &tokenizer,
        )?;
        Ok(Self {
            config: config.map(Cow::Owned),
            ..package
        })
    }

    /// Its tensors by name, the word embeddings included.
    ///
    /// # Errors
    /// One line on what is wrong with the weights.
    #[cfg(any(feature = "rten", feature = "torch"))]
    pub fn tensors(&self) -> Result<HashMap<String, Tensor>, String> {
        let mut all = onnx::tensors(&self.weights)?;
        if self.shares_embeddings {
            all.extend(onnx::tensors_where(WEIGHTS, |name| name.starts_with(EMBEDDINGS))?);
        }
        Ok(all)
    }

    /// Hashes the weights and compares them with the manifest's SHA-256.
    #[must_use]
    pub fn is_intact(&self) -> bool {
        sha256(&self.weights) == self.sha256
    }

    fn new(
        origin: PathBuf,
        manifest: Manifest,
        weights: Cow<'static, [u8]>,
        sha256: String,
        tokenizer: &[u8],
    ) -> Result<Self, TaggerError> {
        let labels = Labels::new(manifest.labels).map_err(|e| TaggerError::Model {
            path: origin.clone(),
            problem: e.to_string(),
        })?;
        Ok(Self {
            name: format!("{} {}", manifest.name, manifest.version),
            weights,
            shares_embeddings: manifest.embeddings.is_some(),
            sha256,
            labels,
            calibration: manifest.calibration,
            layout: Some(manifest.syntax).filter(|l| l.width() > 0),
            pieces: Pieces::from_bytes(tokenizer)?,
            config: None,
            origin,
        })
    }
}

/// The SHA-256 of the weights of `accurate`.
fn accurate_sha256() -> String {
    manifest(Path::new(ACCURATE.origin), ACCURATE.manifest)
        .ok()
        .and_then(|mut manifest| manifest.files.remove("model.onnx"))
        .map(|file| file.sha256)
        .unwrap_or_default()
}

fn manifest(path: &Path, text: &str) -> Result<Manifest, TaggerError> {
    serde_json::from_str(text).map_err(|e| TaggerError::Model {
        path: path.to_owned(),
        problem: format!("not a model manifest: {e}"),
    })
}

/// Compares size and SHA-256 of a file with the manifest; answers with the SHA-256.
fn verify(folder: &Path, manifest: &Manifest, name: &str, bytes: &[u8]) -> Result<String, TaggerError> {
    let problem = |problem: String| TaggerError::Model {
        path: folder.join(name),
        problem,
    };
    let entry = manifest
        .files
        .get(name)
        .ok_or_else(|| problem("the manifest does not list it".into()))?;
    let len = bytes.len() as u64;
    if len != entry.bytes {
        return Err(problem(format!(
            "{len} bytes instead of {}: the file was cut short or changed; copy it again",
            entry.bytes
        )));
    }
    let found = sha256(bytes);
    if found != entry.sha256 {
        return Err(problem(format!(
            "SHA-256 is {found}, the manifest says {}: copy the model again",
            entry.sha256
        )));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_files_are_those_of_their_manifests() {
        for model in [&ACCURATE, &FAST] {
            let manifest: Manifest = serde_json::from_str(model.manifest).unwrap();
            assert_eq!(manifest.files["model.onnx"].sha256, sha256(model.weights));
            assert_eq!(
                manifest.files["config.json"].sha256,
                sha256(model.config.as_bytes())
            );
            match manifest.embeddings {
                None => assert_eq!(manifest.files["tokenizer.json"].sha256, sha256(TOKENIZER)),
                Some(of) => assert_eq!(of, accurate_sha256()),
            }
            let package = Package::shipped(model).unwrap();
            assert!(package.layout.is_some());
        }
    }

    #[cfg(any(feature = "rten", feature = "torch"))]
    #[test]
    fn both_have_word_embeddings() {
        for choice in [Choice::Accurate, Choice::Fast] {
            let tensors = Package::open(choice).unwrap().tensors().unwrap();
            assert!(tensors.contains_key(&format!("{EMBEDDINGS}.int8")), "{choice:?}");
        }
    }

    #[test]
    fn a_folder_of_the_name_is_reached_by_its_path() {
        assert_eq!(Choice::named(Path::new("fast")), Choice::Fast);
        let folder = Path::new("./fast");
        assert_eq!(Choice::named(folder), Choice::Folder(folder));
    }
}
