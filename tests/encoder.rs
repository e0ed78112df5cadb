//! The engine `rten` against the graph that it computes: `models/model.onnx` run by rten's own graph runtime.
//!
//! The engine fuses the steps between two integer products and skips the pieces that nobody reads; the graph does not.
//! Both quantise the same way, so that only roundings of floats may differ: an activation that lies between two of its 255
//! steps may fall to either, here as between any two runtimes.
#![cfg(feature = "rten")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use guillemet::entities::rten::Rten;
use guillemet::entities::shipped::{Choice, WEIGHTS};
use guillemet::entities::{Tagger, Window};
use rten::ModelOptions;
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;

/// A window over the pieces of `text`, every piece wanted.
fn window(tagger: &dyn Tagger, text: &str) -> Window {
    let pieces = tagger.pieces();
    let whole = guillemet::text::Span::new(0, text.len());
    let tokens = guillemet::tokens::words::words(text, whole);
    let mut ids = vec![pieces.bos];
    ids.extend(pieces.encode(text, &tokens).unwrap().ids);
    ids.push(pieces.eos);
    let heads: Vec<u32> = (0..u32::try_from(ids.len()).unwrap()).collect();
    let words = 0..ids.len();
    Window { ids, heads, words }
}

#[test]
fn the_engine_computes_what_the_graph_says() {
    let engine = Rten::open(Choice::Accurate, None).unwrap();
    let graph = ModelOptions::with_all_ops().load_static_slice(WEIGHTS).unwrap();
    let node = |name: &str| graph.find_node(name).unwrap();
    let (mut distance, mut size, mut count) = (0.0, 0.0, 0.0);
    for text in [
        "« Nous n'avons rien promis », a déclaré le maire de Villebrume, Étienne Carrel, avant de rejoindre Genève.",
        "Oui.",
        "L'Organisation mondiale de la santé (OMS) et l'association Rives vives ont réuni à Lorient, du 3 au 5 mai, \
         quarante chercheurs venus du Kazakhstan, d'Ukraine et de Géorgie ; Mme Diallo, qui présidait, s'en félicite.",
    ] {
        let window = window(&engine, text);
        let scores = engine.tag(std::slice::from_ref(&window)).unwrap().remove(0);
        let ids: Vec<i32> = window.ids.iter().map(|&id| i32::try_from(id).unwrap()).collect();
        let len = ids.len();
        let ids = NdTensor::from_data([1, len], ids);
        let mask = NdTensor::from_data([1, len], vec![1_i32; len]);
        let inputs = vec![
            (node("input_ids"), ids.view().into()),
            (node("attention_mask"), mask.view().into()),
        ];
        let outputs = graph
            .run(inputs, &[node("logits"), node("syntax")], None)
            .unwrap();
        for (output, ours) in outputs.into_iter().zip([&scores.entities, &scores.morphology]) {
            let theirs: NdTensor<f32, 3> = output.try_into().unwrap();
            let theirs = theirs.to_vec();
            assert_eq!(theirs.len(), ours.len());
            for (theirs, ours) in theirs.iter().zip(ours) {
                let off = (theirs - ours).abs();
                assert!(off < 0.75, "{theirs} and {ours} in {text:?}");
                distance += f64::from(off);
                size += f64::from(theirs.abs());
                count += 1.0;
            }
        }
    }
    let (mean, share) = (distance / count, distance / size);
    println!("{count} logits, {mean:.5} apart on average, {share:.4} of their size");
    assert!(share < 0.0125, "{share} of their size apart on average");
}

#[test]
fn a_piece_scores_the_same_whoever_else_is_read() {
    for choice in [Choice::Accurate, Choice::Fast] {
        let engine = Rten::open(choice, None).unwrap();
        let all = window(
            &engine,
            "Selon l'Agence des rivières, Étienne Carrel « n'a rien promis » à Villebrume.",
        );
        let every = engine.tag(std::slice::from_ref(&all)).unwrap().remove(0);
        let heads: Vec<u32> = all.heads.iter().copied().filter(|head| head % 3 == 1).collect();
        let some = Window {
            words: 0..heads.len(),
            heads: heads.clone(),
            ..all
        };
        let scores = engine.tag(&[some]).unwrap().remove(0);
        let rows = |values: &[f32], width: usize| -> Vec<f32> {
            let row = |head: &u32| &values[*head as usize * width..][..width];
            heads.iter().flat_map(row).copied().collect()
        };
        assert_eq!(scores.entities, rows(&every.entities, engine.labels().len()));
        let columns = engine.layout().unwrap().width();
        assert_eq!(scores.morphology, rows(&every.morphology, columns));
    }
}
