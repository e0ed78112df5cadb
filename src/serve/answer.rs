//! Answers that are none: one sentence in JSON, with what to do.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Json, Response};
use serde_json::json;

/// Why a request is not answered.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refusal {
    /// There is no text in it.
    #[error("text: is empty: send some")]
    Empty,
    /// The JSON is not what is asked for.
    #[error("body: is not the JSON that is asked for: {0}: see /v1/openapi.json")]
    Json(String),
    /// The body cannot be read.
    #[error("body: {1}")]
    Body(StatusCode, String),
    /// Another host's name.
    #[error("host: is not one of this server: use its address, or start it with --allow-host NAME")]
    Host,
    /// A page of another site.
    #[error("origin: pages of other sites are not answered")]
    Origin,
    /// No such address.
    #[error("there is nothing here: see /v1/openapi.json")]
    Nowhere,
    /// Another method.
    #[error("this address has another method: see /v1/openapi.json")]
    Method,
    /// Not JSON.
    #[error("body: must be application/json")]
    MediaType,
    /// Too many requests.
    #[error("the engine has as many texts as it can take: try again in a moment")]
    Busy,
    /// Too slow.
    #[error("this took too long: send a shorter text, or start the server with a longer --timeout")]
    Late,
    /// The engine failed.
    #[error("{0}")]
    Engine(String),
}

impl Refusal {
    /// A body that the server's library refused.
    pub(super) fn body(status: StatusCode, problem: &str) -> Self {
        Self::Body(status, problem.to_owned())
    }

    const fn status(&self) -> StatusCode {
        match self {
            Self::Empty | Self::Json(_) => StatusCode::BAD_REQUEST,
            Self::Body(status, _) => *status,
            Self::Host => StatusCode::MISDIRECTED_REQUEST,
            Self::Origin => StatusCode::FORBIDDEN,
            Self::Nowhere => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Late => StatusCode::GATEWAY_TIMEOUT,
            Self::Engine(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let error = Json(json!({"error": self.to_string()}));
        match self {
            Self::Busy => (self.status(), [(header::RETRY_AFTER, "2")], error).into_response(),
            _ => (self.status(), error).into_response(),
        }
    }
}
