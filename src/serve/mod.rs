//! The page and the record over HTTP, for pasted text: what `guillemet serve` runs.
//!
//! Owns: [`router`] (the addresses), [`Limits`] (how much and how long), the start page, and `openapi.json`, which describes
//! the interface and is tested against it.
//! Refuses: to touch the disk for a request, to answer a `Host` that is not ours (a page elsewhere could otherwise have
//! its name resolve to this machine and read what we answer), to answer forms and scripts of other sites, and to keep
//! anything of a request.
//!
//! One engine answers: [`Limits::at_once`] requests are computed, some more wait, the rest is told to come back.

mod answer;
mod guard;
mod seats;

pub use guard::Hosts;
pub use seats::{Seated, Seats};

use crate::document::Record;
use crate::pipeline::{Input, Pipeline};
use crate::writers::html;
use answer::Refusal;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Form, State};
use axum::http::{HeaderMap, header};
use axum::response::{Html, IntoResponse, Json, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// The interface, OpenAPI 3.1.
pub const OPENAPI: &str = include_str!("openapi.json");

/// How much is served, and for how long.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Bytes of a request's body.
    pub body: usize,
    /// Requests that the engine works on at the same time.
    pub at_once: usize,
    /// Requests that may wait for it.
    pub waiting: usize,
    /// Longest time for a request, its waiting and its upload included.
    pub patience: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 1_000_000,
            at_once: 2,
            waiting: 16,
            patience: Duration::from_secs(120),
        }
    }
}

/// What every request needs.
#[derive(Clone)]
struct Server {
    pipeline: Arc<Pipeline>,
    /// Places in the house; without one a request is sent away.
    places: Arc<Semaphore>,
    /// Turns at the engine.
    turns: Arc<Semaphore>,
}

/// The addresses around one engine.
pub fn router(pipeline: Pipeline, limits: &Limits, hosts: Hosts) -> Router {
    let server = Server {
        pipeline: Arc::new(pipeline),
        places: Arc::new(Semaphore::new(limits.at_once + limits.waiting)),
        turns: Arc::new(Semaphore::new(limits.at_once)),
    };
    let patience = limits.patience;
    Router::new()
        .route("/", get(start).post(page))
        .route("/health", get(health))
        .route("/v1/openapi.json", get(openapi))
        .route("/v1/tag", post(tag))
        .fallback(|| async { Refusal::Nowhere })
        .method_not_allowed_fallback(|| async { Refusal::Method })
        .layer(DefaultBodyLimit::max(limits.body))
        .layer(axum::middleware::from_fn(move |request, next| {
            guard::in_time(patience, request, next)
        }))
        .layer(axum::middleware::from_fn_with_state(Arc::new(hosts), guard::ours))
        .with_state(server)
}

/// The start page.
async fn start() -> Html<String> {
    Html(html::start())
}

/// A text that the start page sends.
#[derive(Deserialize)]
struct Pasted {
    text: String,
}

async fn page(
    State(server): State<Server>,
    form: Result<Form<Pasted>, axum::extract::rejection::FormRejection>,
) -> Result<Html<String>, Refusal> {
    let Form(Pasted { text }) = form.map_err(|e| Refusal::body(e.status(), &e.body_text()))?;
    // Forms send line ends as CR LF, whatever was pasted.
    let input = Input {
        id: "texte".into(),
        text: text.replace("\r\n", "\n"),
        ..Input::default()
    };
    Ok(Html(html::served(&server.annotate(input).await?)))
}

/// A document that a program sends.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    text: String,
    id: Option<String>,
    #[serde(default)]
    meta: Map<String, Value>,
}

async fn tag(
    State(server): State<Server>,
    headers: HeaderMap,
    body: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Result<Json<Record>, Refusal> {
    let body = body.map_err(|e| Refusal::body(e.status(), &e.body_text()))?;
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/json") {
        return Err(Refusal::MediaType);
    }
    let asked: Asked = serde_json::from_slice(&body).map_err(|e| Refusal::Json(e.to_string()))?;
    let input = Input {
        id: asked
            .id
            .filter(|id| !id.is_empty())
            .unwrap_or_else(|| "document".into()),
        text: asked.text,
        meta: asked.meta,
        source: None,
    };
    Ok(Json(server.annotate(input).await?))
}

async fn health(State(server): State<Server>) -> Json<Value> {
    let about = server.pipeline.tagger().description();
    Json(json!({
        "status": "ok",
        "version": env!("CARGO_PKG_VERSION"),
        "model": about.model,
        "engine": about.engine,
    }))
}

async fn openapi() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], OPENAPI).into_response()
}

impl Server {
    async fn annotate(&self, input: Input) -> Result<Record, Refusal> {
        if input.text.trim().is_empty() {
            return Err(Refusal::Empty);
        }
        let place = Arc::clone(&self.places)
            .try_acquire_owned()
            .map_err(|_| Refusal::Busy)?;
        let turn = Arc::clone(&self.turns)
            .acquire_owned()
            .await
            .map_err(|_| Refusal::Busy)?;
        let pipeline = Arc::clone(&self.pipeline);
        let computed = tokio::task::spawn_blocking(move || {
            // Held until the engine is done, also when nobody waits for the answer any more.
            let _held = (place, turn);
            pipeline.annotate(vec![input]).pop()
        });
        match computed.await {
            Ok(Some(Ok(record))) => Ok(record),
            Ok(Some(Err(error))) => Err(Refusal::Engine(error.to_string())),
            Ok(None) | Err(_) => Err(Refusal::Engine("the engine gave no answer".into())),
        }
    }
}
