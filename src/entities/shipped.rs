//! The model that ships with the program, and folders laid out like it.
//!
//! A folder holds `manifest.json` (name, version, labels, the second head's columns, the SHA-256 of every file),
//! `model.onnx` and `tokenizer.json`. The shipped one is inside the binary: nothing to download or to find.

use super::labels::Labels;
use super::tagger::TaggerError;
use crate::tokens::Pieces;
use crate::tokens::morphology::Layout;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Its tokenizer.
pub const TOKENIZER: &[u8] = include_bytes!("../../models/tokenizer.json");
/// Its weights.
pub const WEIGHTS: &[u8] = include_bytes!("../../models/model.onnx");
/// Its manifest.
pub const MANIFEST: &str = include_str!("../../models/manifest.json");
/// The configuration of its encoder, as transformers reads it.
pub const CONFIG: &str = include_str!("../../models/config.json");
/// What error messages call it.
const INSIDE: &str = "the shipped model";

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
    /// Columns of the second head.
    #[serde(default)]
    pub syntax: Layout,
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
    /// The ONNX file.
    pub weights: Cow<'static, [u8]>,
    /// SHA-256 of the weights.
    pub sha256: String,
    /// Entity labels.
    pub labels: Labels,
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
    /// The model inside the binary. Its bytes were verified when the binary was made, so they are not hashed again.
    ///
    /// # Errors
    /// Never, for a binary that passed its tests.
    pub fn shipped() -> Result<Self, TaggerError> {
        let origin = PathBuf::from(INSIDE);
        let manifest = manifest(&origin, MANIFEST)?;
        let sha256 = manifest
            .files
            .get("model.onnx")
            .map(|f| f.sha256.clone())
            .unwrap_or_default();
        let package = Self::new(origin, manifest, Cow::Borrowed(WEIGHTS), sha256, TOKENIZER)?;
        Ok(Self {
            config: Some(Cow::Borrowed(CONFIG.as_bytes())),
            ..package
        })
    }

    /// The model in `folder`, every file verified against its manifest.
    ///
    /// # Errors
    /// When a file is missing, unreadable, cut short, or not the one that the manifest names.
    pub fn open(folder: &Path) -> Result<Self, TaggerError> {
        let read = |name: &str| {
            let path = folder.join(name);
            std::fs::read(&path).map_err(|source| TaggerError::File { path, source })
        };
        let path = folder.join("manifest.json");
        if !folder.is_dir() {
            let problem =
                "no such folder: name one that holds manifest.json, model.onnx and tokenizer.json".into();
            return Err(TaggerError::Model {
                path: folder.to_owned(),
                problem,
            });
        }
        if !path.exists() && folder.join("config.json").exists() {
            let problem = "a Hugging Face folder without manifest.json: add --engine torch to run it".into();
            return Err(TaggerError::Model {
                path: folder.to_owned(),
                problem,
            });
        }
        let text = String::from_utf8(read("manifest.json")?).map_err(|_| TaggerError::Model {
            path: path.clone(),
            problem: "not UTF-8; copy the model again".into(),
        })?;
        let manifest = manifest(&path, &text)?;
        let (weights, tokenizer) = (read("model.onnx")?, read("tokenizer.json")?);
        let found = verify(folder, &manifest, "model.onnx", &weights)?;
        verify(folder, &manifest, "tokenizer.json", &tokenizer)?;
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
            sha256,
            labels,
            layout: Some(manifest.syntax).filter(|l| l.width() > 0),
            pieces: Pieces::from_bytes(tokenizer)?,
            config: None,
            origin,
        })
    }
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
    fn the_shipped_files_are_those_of_the_manifest() {
        let manifest: Manifest = serde_json::from_str(MANIFEST).unwrap();
        assert_eq!(manifest.files["model.onnx"].sha256, sha256(WEIGHTS));
        assert_eq!(manifest.files["tokenizer.json"].sha256, sha256(TOKENIZER));
        assert_eq!(manifest.files["config.json"].sha256, sha256(CONFIG.as_bytes()));
        assert!(Package::shipped().unwrap().layout.is_some());
    }
}
