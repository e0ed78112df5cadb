//! For the feature `torch` only: says in one line what is missing, and writes the run path of libtorch into every binary
//! and test, so that nothing needs LD_LIBRARY_PATH.
//!
//! `LIBTORCH` comes from .libtorch/config.toml, which scripts/libtorch writes and .cargo/config.toml includes, or from the
//! environment. Cargo gives no order between this script and that of torch-sys: where libtorch is missing, either this one
//! says so, or torch-sys does, through the version that .cargo/no-libtorch/build-version declares.

use std::path::{Path, PathBuf};
use std::{env, fs, process};

/// The one version that tch 0.17 is bound to.
const LIBTORCH_VERSION: &str = "2.4.0";

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if env::var_os("CARGO_FEATURE_TORCH").is_none() {
        return;
    }
    println!("cargo:rerun-if-env-changed=LIBTORCH");
    let Some(libtorch) = env::var_os("LIBTORCH").map(PathBuf::from) else {
        stop(
            "LIBTORCH is not set (cargo was not started inside the repository, so .cargo/config.toml was not read)",
        );
    };
    let library = libtorch.join("lib");
    println!(
        "cargo:rerun-if-changed={}",
        libtorch.join("build-version").display()
    );
    if !library.join("libtorch_cpu.so").is_file() && !library.join("libtorch_cpu.dylib").is_file() {
        stop(&format!("there is no libtorch in {}", libtorch.display()));
    }
    match version(&libtorch) {
        Some(found) if found != LIBTORCH_VERSION => {
            stop(&format!("{} holds libtorch {found}", libtorch.display()));
        }
        _ => {}
    }
    println!("cargo:rustc-link-search=native={}", library.display());
    if env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        // DT_RPATH rather than DT_RUNPATH: it also serves the libraries that libtorch itself loads.
        println!("cargo:rustc-link-arg=-Wl,--disable-new-dtags");
        println!("cargo:rustc-link-arg=-Wl,-rpath,{}", library.display());
        println!("cargo:rustc-link-arg=-Wl,-rpath,$ORIGIN/../lib");
        if library.join("libtorch_cuda.so").is_file() {
            // Nothing in our code names a symbol of libtorch_cuda: without this the linker drops it, and a machine with a
            // GPU reports "no CUDA".
            println!("cargo:rustc-link-arg=-Wl,--no-as-needed");
            println!("cargo:rustc-link-arg=-ltorch_cuda");
            println!("cargo:rustc-link-arg=-Wl,--as-needed");
        }
    }
}

/// The version a libtorch folder declares, without its `+cpu` or `+cu121`; `None` when it does not say.
fn version(libtorch: &Path) -> Option<String> {
    let text = fs::read_to_string(libtorch.join("build-version")).ok()?;
    Some(text.trim().split('+').next().unwrap_or_default().to_owned())
}

/// One line, then the end of the build.
fn stop(why: &str) -> ! {
    println!(
        "cargo::error=the feature `torch` needs libtorch {LIBTORCH_VERSION}: {why}; run scripts/libtorch, which fetches it"
    );
    process::exit(1);
}
