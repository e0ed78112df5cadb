//! Every body that the engine `torch` serves computes what transformers computes, on the small checkpoints that
//! scripts/reference_checkpoints.py makes; and damaged or foreign folders are refused in one line.
#![cfg(feature = "torch")]
#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

use std::fs;
use std::path::{Path, PathBuf};

use guillemet::entities::TaggerError;
use guillemet::entities::torch::{
    BatchScores, DeviceChoice, Encoder, LIBTORCH_VERSION, Precision, loaded_libtorch,
};
use serde_json::{Value, json};

fn checkpoints() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/checkpoints")
}

/// The checkpoints; `bert-gelu-new` and the like are the same body with other options.
fn names() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(checkpoints())
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn reference(name: &str) -> (Vec<Vec<i64>>, Vec<Vec<f32>>) {
    let text = fs::read_to_string(checkpoints().join(name).join("reference.json")).unwrap();
    let json: Value = serde_json::from_str(&text).unwrap();
    let windows = serde_json::from_value(json["windows"].clone()).unwrap();
    let logits = serde_json::from_value(json["logits"].clone()).unwrap();
    (windows, logits)
}

fn load(name: &str, precision: Precision) -> Result<Encoder, TaggerError> {
    Encoder::load(&checkpoints().join(name), DeviceChoice::Cpu, precision)
}

fn distance(a: &[Vec<f32>], b: &[Vec<f32>]) -> f32 {
    assert_eq!(
        a.iter().map(Vec::len).collect::<Vec<_>>(),
        b.iter().map(Vec::len).collect::<Vec<_>>()
    );
    a.iter()
        .flatten()
        .zip(b.iter().flatten())
        .map(|(a, b)| (a - b).abs())
        .fold(0.0, f32::max)
}

#[test]
fn scores_are_those_of_transformers() {
    let names = names();
    assert!(names.len() >= 15, "{names:?}");
    let mut wrong = Vec::new();
    for name in names {
        let (windows, expected) = reference(&name);
        let model = load(&name, Precision::Fp32).unwrap();
        let found = model.forward(&windows).unwrap().logits;
        let apart = distance(&found, &expected);
        println!("{name}: {apart:.1e}");
        if apart > 1e-4 || apart.is_nan() {
            wrong.push(format!("{name}: {apart:.1e}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_batch_of_three_equals_three_batches_of_one() {
    for name in names() {
        let (windows, _) = reference(&name);
        let model = load(&name, Precision::Fp32).unwrap();
        let together = model.forward(&windows).unwrap().logits;
        let alone: Vec<Vec<f32>> = windows
            .iter()
            .map(|w| model.forward(std::slice::from_ref(w)).unwrap().logits.remove(0))
            .collect();
        let apart = distance(&together, &alone);
        assert!(apart <= 1e-5, "{name}: {apart:.1e}");
    }
}

#[test]
fn bf16_is_near_fp32() {
    for name in names() {
        let (windows, expected) = reference(&name);
        let found = load(&name, Precision::Bf16)
            .unwrap()
            .forward(&windows)
            .unwrap()
            .logits;
        let spread = expected.iter().flatten().map(|x| x.abs()).fold(0.0, f32::max);
        let apart = distance(&found, &expected);
        println!("{name}: bf16 {apart:.3} of {spread:.1}");
        assert!(apart <= 0.1 * spread, "{name}: {apart} of {spread}");
    }
}

#[test]
fn fp16_is_near_fp32_or_refused() {
    for name in names() {
        let (windows, expected) = reference(&name);
        match load(&name, Precision::Fp16) {
            Ok(model) => {
                let spread = expected.iter().flatten().map(|x| x.abs()).fold(0.0, f32::max);
                let apart = distance(&model.forward(&windows).unwrap().logits, &expected);
                println!("{name}: fp16 {apart:.4} of {spread:.1}");
                assert!(apart <= 0.02 * spread, "{name}: {apart} of {spread}");
            }
            Err(error) => {
                println!("{name}: fp16 refused: {error}");
                assert!(error.to_string().contains("fp16"), "{name}: {error}");
            }
        }
    }
}

/// A copy of a checkpoint with its config.json changed.
fn changed(name: &str, change: impl FnOnce(&mut Value)) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let from = checkpoints().join(name);
    fs::copy(
        from.join("model.safetensors"),
        dir.path().join("model.safetensors"),
    )
    .unwrap();
    let mut config: Value =
        serde_json::from_str(&fs::read_to_string(from.join("config.json")).unwrap()).unwrap();
    change(&mut config);
    fs::write(dir.path().join("config.json"), config.to_string()).unwrap();
    dir
}

fn refusal(dir: &Path) -> String {
    let message = match Encoder::load(dir, DeviceChoice::Cpu, Precision::Fp32) {
        Ok(_) => panic!("served"),
        Err(error) => error.to_string(),
    };
    assert!(!message.contains('\n'), "{message}");
    assert!(
        message.starts_with(&dir.display().to_string()),
        "no path: {message}"
    );
    println!("{}", message.replace(&dir.display().to_string(), "DIR"));
    message
}

#[test]
fn foreign_configurations_are_refused_in_one_line() {
    let cases: Vec<(&str, Value, &str)> = vec![
        ("model_type", json!("gpt2"), "bert, roberta, camembert"),
        ("model_type", json!("deberta"), "number of heads"),
        ("model_type", json!(null), "no model_type"),
        ("hidden_act", json!("quick_gelu"), "gelu_new"),
        ("position_embedding_type", json!("relative_key"), "absolute"),
        ("is_decoder", json!(true), "encoders"),
        ("id2label", json!(null), "no id2label"),
        ("id2label", json!({}), "no id2label"),
        ("id2label", json!({"0": "LABEL_0", "1": "LABEL_1"}), "LABEL_0"),
        ("id2label", json!({"0": "O", "7": "B-PER"}), "number 1"),
        ("id2label", json!({"0": "O", "1": "B-PER"}), "classifier.weight"),
        ("num_attention_heads", json!(5), "multiple"),
        ("num_attention_heads", json!(0), "heads"),
        ("pruned_heads", json!([1]), "pruned_heads"),
        ("pruned_heads", json!({"0": [0, 1, 2, 3]}), "takes 4 of the 4"),
        ("pruned_heads", json!({"0": [1]}), "attention.self.query"),
        ("pruned_heads", json!({"7": [1]}), "missing"),
        ("num_hidden_layers", json!(1), "no place"),
        ("num_hidden_layers", json!(3), "missing"),
        ("num_hidden_layers", json!(2_000_000_000), "missing"),
        ("hidden_size", json!(64), "word_embeddings"),
        ("hidden_size", json!(-1), "hidden_size"),
        ("hidden_size", json!("wide"), "hidden_size"),
        ("vocab_size", json!(2_000_000_000), "word_embeddings"),
        ("intermediate_size", json!(7), "intermediate"),
        ("type_vocab_size", json!(7), "token_type_embeddings"),
        ("max_position_embeddings", json!(2), "no room"),
        ("pad_token_id", json!(1000), "pad_token_id"),
        ("layer_norm_eps", json!(0), "layer_norm_eps"),
    ];
    for (key, value, expected) in cases {
        let dir = changed("bert", |config| config[key] = value.clone());
        let message = refusal(dir.path());
        assert!(message.contains(expected), "{key} = {value}: {message}");
    }
    for (key, value, expected) in [
        ("pos_att_type", json!("c2p|p2p"), "p2p"),
        ("norm_rel_ebd", json!("batch_norm"), "batch_norm"),
        ("position_buckets", json!(2), "position_buckets"),
        ("position_buckets", json!(16), "rel_embeddings"),
        ("conv_kernel_size", json!(4), "conv_kernel_size"),
        ("share_att_key", json!(false), "missing"),
        ("attention_head_size", json!(4), "attention_head_size"),
        ("pruned_heads", json!({"0": [1]}), "not supported"),
    ] {
        let dir = changed("deberta-v2", |config| config[key] = value.clone());
        let message = refusal(dir.path());
        assert!(message.contains(expected), "{key} = {value}: {message}");
    }
}

#[test]
fn damaged_folders_are_refused_in_one_line() {
    let empty = tempfile::tempdir().unwrap();
    assert!(refusal(empty.path()).contains("config.json: No such file"));

    let dir = changed("bert", |_| ());
    fs::write(dir.path().join("config.json"), "{\"model_type\": ").unwrap();
    assert!(refusal(dir.path()).contains("not JSON"));
    fs::write(dir.path().join("config.json"), "[]").unwrap();
    assert!(refusal(dir.path()).contains("not a JSON object"));

    let dir = changed("bert", |_| ());
    let weights = dir.path().join("model.safetensors");
    let whole = fs::read(&weights).unwrap();
    for length in [0, 4, 100, whole.len() / 2, whole.len() - 1] {
        fs::write(&weights, &whole[..length]).unwrap();
        assert!(refusal(dir.path()).contains("not a whole file of weights"));
    }
    fs::remove_file(&weights).unwrap();
    assert!(refusal(dir.path()).contains("No such file"));
    fs::write(dir.path().join("pytorch_model.bin"), "").unwrap();
    assert!(refusal(dir.path()).contains("only pytorch_model.bin"));
}

#[test]
fn windows_outside_the_model_are_errors() {
    let model = load("roberta", Precision::Fp32).unwrap();
    assert_eq!(model.max_pieces(), 40);
    assert_eq!(
        model.forward::<Vec<i64>>(&[]).unwrap(),
        BatchScores {
            logits: vec![],
            syntax: None
        }
    );
    for (windows, expected) in [
        (vec![vec![5, 6], vec![]], "window 1: it is empty"),
        (
            vec![vec![5; 41]],
            "window 0: it has 41 pieces, the model takes 40",
        ),
        (
            vec![vec![5, 97]],
            "window 0: piece 97 is outside the vocabulary of 97",
        ),
        (
            vec![vec![5, -1]],
            "window 0: piece -1 is outside the vocabulary of 97",
        ),
    ] {
        let said = model.forward(&windows).unwrap_err().to_string();
        assert_eq!(said, format!("the engine torch failed: {expected}"));
    }
    assert!(model.forward(&[vec![5; 40]]).is_ok());
    assert!(model.forward(&[vec![5]]).is_ok());
}

#[test]
fn a_device_that_is_not_there_is_an_error() {
    if let Err(error) = Encoder::load(
        &checkpoints().join("bert"),
        DeviceChoice::Cuda(99),
        Precision::Fp32,
    ) {
        let message = error.to_string();
        println!("{message}");
        assert!(
            message.starts_with("the device \"cuda:99\" cannot be used: "),
            "{message}"
        );
    } else {
        panic!("cuda:99 served");
    }
    let model = Encoder::load(&checkpoints().join("bert"), DeviceChoice::Auto, Precision::Fp32).unwrap();
    println!("{}: {}", model.device(), model.device_reason());
    let (folder, version) = loaded_libtorch();
    println!("libtorch {version} in {folder:?}");
    assert!(version.starts_with(LIBTORCH_VERSION));
}
