//! The speed of the model alone, for `scripts/bench`: pieces per second of the engine `rten` on windows of one length, and of
//! nothing but its matrix products, which is as fast as an encoder of this shape can be with these kernels.
//!
//!     cargo run --release --example engine -- 2        # threads
//!
//! Prints one JSON object a line: `what`, `windows`, `pieces` of a window, `pieces_per_second`.

use guillemet::entities::rten::Rten;
use guillemet::entities::shipped::Choice;
use guillemet::entities::{Tagger, Window};
use rten_gemm::{
    BiasVector, GemmExecutor, GemmInT, GemmInputA, GemmInputB, GemmOptions, GemmOutT, QuantParams,
};
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;
use std::num::NonZeroUsize;
use std::time::{Duration, Instant};

/// Windows and pieces of each, as in the tables of README.
const SHAPES: [(usize, usize); 2] = [(32, 32), (16, 128)];
/// How long each measurement goes on.
const LONG_ENOUGH: Duration = Duration::from_secs(2);
/// Inputs and outputs of the products of one layer of `accurate`, and its layers.
const PRODUCTS: [(usize, usize); 4] = [(384, 576), (192, 384), (384, 1280), (1280, 384)];
const LAYERS: usize = 12;

fn main() {
    let threads = std::env::args().nth(1).and_then(|n| n.parse().ok());
    let threads: NonZeroUsize = threads.unwrap_or(NonZeroUsize::MIN);
    for (name, choice) in [("accurate", Choice::Accurate), ("fast", Choice::Fast)] {
        let engine = Rten::open(choice, Some(threads)).expect("the shipped model opens");
        for (windows, pieces) in SHAPES {
            let windows: Vec<Window> = (0..windows).map(|seed| window(seed, pieces)).collect();
            let speed = pieces_per_second(windows.len() * pieces, || {
                engine.tag(&windows).expect("windows of known pieces are tagged");
            });
            say(&format!("guillemet, {name}"), windows.len(), pieces, speed);
        }
    }
    for (windows, pieces) in SHAPES {
        // A window runs alone: its pieces are the rows of every product.
        let integers = each_thread(threads, pieces, || {
            products::<u8, i8, i32>(pieces, Some(&vec![128; pieces]))
        });
        say(
            "nothing but the products of accurate, int8",
            windows,
            pieces,
            integers,
        );
        let floats = each_thread(threads, pieces, || products::<f32, f32, f32>(pieces, None));
        say(
            "nothing but the products of accurate, float32",
            windows,
            pieces,
            floats,
        );
    }
}

/// A window of made-up pieces, every second of which begins a word.
fn window(seed: usize, pieces: usize) -> Window {
    let id = |at: usize| u32::try_from(4 + (seed * 7919 + at * 104_729) % 50_000).expect("a small number");
    let ids = (0..pieces).map(id).collect();
    let heads: Vec<u32> = (1..pieces)
        .step_by(2)
        .map(|at| u32::try_from(at).expect("a small number"))
        .collect();
    let words = 0..heads.len();
    Window { ids, heads, words }
}

/// One pass of a window through the products of every layer.
fn products<A, B, C>(rows: usize, zeros: Option<&[A]>) -> impl FnMut() + use<A, B, C>
where
    A: GemmInT + Default + 'static,
    B: GemmInT + Default + 'static,
    C: GemmOutT + Default + 'static,
    GemmExecutor<A, B, C>: Default,
{
    let executor = GemmExecutor::<A, B, C>::default();
    let zeros = zeros.map(<[A]>::to_vec);
    let matrices: Vec<_> = PRODUCTS
        .iter()
        .map(|&(inputs, outputs)| {
            let left = NdTensor::<A, 2>::zeros([rows, inputs]);
            let right = executor.prepack_b(NdTensor::<B, 2>::zeros([inputs, outputs]).view());
            (left, right, vec![C::default(); rows * outputs])
        })
        .collect();
    let mut matrices = matrices;
    move || {
        for _ in 0..LAYERS {
            for (left, right, out) in &mut matrices {
                let options = GemmOptions {
                    a_quant: zeros.as_deref().map(|zero_point| QuantParams { zero_point }),
                    bias: None::<BiasVector<'_, C>>,
                    ..GemmOptions::default()
                };
                executor
                    .gemm(
                        out,
                        GemmInputA::Unpacked(left.view()),
                        GemmInputB::Packed(right),
                        options,
                    )
                    .expect("matrices of one size fit");
            }
        }
    }
}

/// Pieces per second of `threads` threads that each do the same, each on one thread of its own.
fn each_thread<F: FnMut()>(threads: NonZeroUsize, pieces: usize, work: impl Fn() -> F + Sync) -> f64 {
    std::thread::scope(|scope| {
        let run = || {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(1)
                .build()
                .expect("a thread starts");
            pool.install(|| pieces_per_second(pieces, work()))
        };
        let running: Vec<_> = (0..threads.get()).map(|_| scope.spawn(run)).collect();
        running
            .into_iter()
            .map(|thread| thread.join().expect("a measurement ends"))
            .sum()
    })
}

fn pieces_per_second(pieces: usize, mut work: impl FnMut()) -> f64 {
    work();
    let (begun, mut times) = (Instant::now(), 0_u32);
    while begun.elapsed() < LONG_ENOUGH {
        work();
        times += 1;
    }
    #[allow(clippy::cast_precision_loss, reason = "some hundred pieces")]
    let pieces = pieces as f64;
    f64::from(times) * pieces / begun.elapsed().as_secs_f64()
}

fn say(what: &str, windows: usize, pieces: usize, speed: f64) {
    println!(r#"{{"what":"{what}","windows":{windows},"pieces":{pieces},"pieces_per_second":{speed:.0}}}"#);
}
