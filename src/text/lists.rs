//! The word lists that stand as text files beside the code that reads them.

/// The entries of a list, one a line; empty lines and comments (`#`) are none.
pub(crate) fn entries(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}
