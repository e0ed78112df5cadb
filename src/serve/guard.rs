//! What stands before every address: whose request it is, how long it may take, and what a browser may do with the answer.

use super::answer::Refusal;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use std::time::Duration;

/// The names that this server answers to, without ports.
#[derive(Debug, Clone)]
pub struct Hosts(Vec<String>);

impl Hosts {
    /// Those of the machine itself, and `others`.
    #[must_use]
    pub fn new(others: impl IntoIterator<Item = String>) -> Self {
        let own = ["localhost", "127.0.0.1", "[::1]"].map(str::to_owned);
        Self(own.into_iter().chain(others).collect())
    }

    /// Whether `authority`, a name with or without a port, is one of them.
    fn have(&self, authority: &str) -> bool {
        let name = match authority.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
            _ => authority,
        };
        self.0.iter().any(|own| own.eq_ignore_ascii_case(name))
    }
}

/// The value of a header that is there once.
fn only(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    let mut all = headers.get_all(name).iter();
    let first = all.next()?.to_str().ok()?;
    all.next().is_none().then_some(first)
}

/// Answers requests to one of our names from nowhere else, and tells the browser what the answer is for.
pub(super) async fn ours(State(hosts): State<Arc<Hosts>>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let host = only(headers, header::HOST);
    let mut response = if !host.is_some_and(|h| hosts.have(h)) {
        Refusal::Host.into_response()
    } else if foreign(headers, host) {
        Refusal::Origin.into_response()
    } else {
        next.run(request).await
    };
    let said = response.headers_mut();
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (
            header::HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ] {
        said.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Whether a page of another site asks. Programs name no origin; some browsers name `null` for a page that keeps its own
/// address secret, as ours do.
fn foreign(headers: &HeaderMap, host: Option<&str>) -> bool {
    let site = headers.get("sec-fetch-site").and_then(|v| v.to_str().ok());
    if let Some(site) = site {
        // A link or an address typed by hand leads to the start page from anywhere; only it is fetched that way.
        let opened = headers.get("sec-fetch-mode").is_some_and(|m| m == "navigate");
        return !(matches!(site, "same-origin" | "none") || opened && !headers.contains_key(header::ORIGIN));
    }
    let Some(origin) = headers.get(header::ORIGIN) else {
        return false;
    };
    let origin = origin
        .to_str()
        .ok()
        .and_then(|o| o.split_once("://"))
        .map(|(_, name)| name);
    origin.is_none() || origin != host
}

/// Gives a request up after `patience`.
pub(super) async fn in_time(patience: Duration, request: Request, next: Next) -> Response {
    match tokio::time::timeout(patience, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Refusal::Late.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_names() {
        let hosts = Hosts::new(["bureau.local".into()]);
        for ours in [
            "localhost:8080",
            "127.0.0.1",
            "[::1]:1",
            "LOCALHOST",
            "bureau.local:80",
        ] {
            assert!(hosts.have(ours), "{ours}");
        }
        for other in [
            "evil.example:8080",
            "127.0.0.1.evil.example",
            "",
            "localhost.evil",
            "[::2]:1",
        ] {
            assert!(!hosts.have(other), "{other}");
        }
    }

    #[test]
    fn only_our_pages() {
        let asked = |pairs: &[(&'static str, &'static str)]| {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.insert(*name, HeaderValue::from_static(value));
            }
            !foreign(&headers, Some("localhost:1"))
        };
        assert!(asked(&[]));
        assert!(asked(&[("origin", "http://localhost:1")]));
        assert!(!asked(&[("origin", "http://evil.example")]));
        assert!(!asked(&[("origin", "null")]));
        assert!(asked(&[("sec-fetch-site", "same-origin"), ("origin", "null")]));
        assert!(asked(&[
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-mode", "navigate")
        ]));
        assert!(!asked(&[
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-mode", "navigate"),
            ("origin", "http://evil.example")
        ]));
        assert!(!asked(&[
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-mode", "no-cors")
        ]));
    }
}
