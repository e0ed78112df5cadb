//! The library itself: which one was loaded, its memory, its threads, and how its failures become errors.

use std::cell::Cell;
use std::fs;
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Once;

use crate::entities::TaggerError;

/// The version of libtorch that this program was built against; tch 0.17 is bound to it.
pub const LIBTORCH_VERSION: &str = "2.4.0";

/// The folder that libtorch was loaded from, where the system tells, and its version. libtorch does not tell its
/// version; the file `build-version` beside its libraries does.
#[must_use]
pub fn loaded_libtorch() -> (Option<PathBuf>, String) {
    let maps = fs::read_to_string("/proc/self/maps").unwrap_or_default();
    let library = maps.lines().find_map(|line| {
        let path = &line[line.find('/')?..];
        path.ends_with("/libtorch_cpu.so").then(|| PathBuf::from(path))
    });
    let home = library
        .as_deref()
        .and_then(Path::parent)
        .and_then(Path::parent)
        .map(Path::to_owned);
    let version = home
        .as_ref()
        .and_then(|home| fs::read_to_string(home.join("build-version")).ok());
    let version = version.map_or_else(
        || format!("{LIBTORCH_VERSION} (by the build)"),
        |v| v.trim().to_owned(),
    );
    (home, version)
}

/// Prepares the library, once a process.
pub(super) fn prepare() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // One thread for each operation: the engine shares batches among threads of its own (see `encoder`).
        tch::set_num_threads(1);
        keep_freed_memory();
        quiet_guarded_panics();
    });
}

/// Has glibc keep freed memory instead of giving it back to the system: each operation frees temporaries of megabytes
/// that the next one asks for again, and faulting their pages in anew costs a third of the time (fp32, 1,318 against
/// 844 pieces a second on one core).
fn keep_freed_memory() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: mallopt only sets parameters of the allocator, under its lock.
    #[allow(unsafe_code, reason = "a call of the C library")]
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, 32 << 20); // the most that glibc takes
        libc::mallopt(libc::M_TRIM_THRESHOLD, 1 << 30);
        libc::mallopt(libc::M_TOP_PAD, 64 << 20);
    }
}

thread_local! {
    /// Whether a panic of this thread is about to become an error.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Panics inside [`guarded`] become one line; Rust's own report of them would be printed besides.
fn quiet_guarded_panics() {
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if !GUARDED.get() {
            before(info);
        }
    }));
}

/// Runs code of rust-bert or libtorch that may panic (memory runs out, a shape that no check foresaw), and makes an
/// error of it.
pub(super) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, TaggerError> {
    let outer = GUARDED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(outer);
    result.map_err(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|s| (*s).to_owned()));
        failed(text.as_deref().unwrap_or("an operation failed"))
    })
}

/// An error that says what libtorch said.
pub(super) fn failed(message: &str) -> TaggerError {
    TaggerError::Engine {
        engine: "torch",
        message: first_line(message),
    }
}

impl From<tch::TchError> for TaggerError {
    fn from(error: tch::TchError) -> Self {
        failed(&error.to_string())
    }
}

/// The first line of a message: libtorch's go on with a trace of its own code.
pub(super) fn first_line(text: &str) -> String {
    let line = text
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default()
        .trim();
    let line = line
        .strip_prefix("called `Result::unwrap()` on an `Err` value: ")
        .unwrap_or(line);
    line.strip_prefix("Torch(\"")
        .map_or(line, |l| l.split("\\n").next().unwrap_or(l))
        .to_owned()
}

/// A size as libtorch counts.
pub(super) fn int_of(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// A size of libtorch's.
pub(super) fn usize_of(n: i64) -> usize {
    usize::try_from(n).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panics_are_one_line() {
        prepare();
        let error = guarded(|| {
            panic!("called `Result::unwrap()` on an `Err` value: Torch(\"out of memory\\nframe #0\")")
        });
        let said = error.map(|()| String::new()).unwrap_or_else(|e| e.to_string());
        assert_eq!(said, "the engine torch failed: out of memory");
    }
}
