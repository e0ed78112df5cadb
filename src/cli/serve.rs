//! `guillemet serve`: the page and the record for pasted text, on this machine.

use super::engine::{self, ModelFlags};
use super::{Outcome, Usage};
use anyhow::{Context, Result, bail};
use clap::Args;
use guillemet::serve::{Hosts, Limits, Seats, router};
use std::io::{self, Write};
use std::net::{IpAddr, SocketAddr};
use std::num::{NonZeroU16, NonZeroU32};
use std::time::Duration;
use tokio::net::TcpListener;

/// Try it in a browser, or from another program: a page to paste text into, and an HTTP interface
///
/// Serves on this machine alone: the page at / and, for programs, POST /v1/tag (JSON in, the record out), described by
/// /v1/openapi.json. Nothing of a text is kept. Ctrl-C ends it once the requests under way are answered.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Flags {
    /// Port to listen on; 0 takes a free one.
    #[arg(long, value_name = "N", default_value_t = 8080, help_heading = "Server")]
    port: u16,

    /// Address to listen on.
    ///
    /// The default is reached from this machine only. There are no accounts and no encryption: for others, put a server
    /// that has them before this one.
    #[arg(
        long,
        value_name = "ADDRESS",
        default_value = "127.0.0.1",
        help_heading = "Server"
    )]
    bind: IpAddr,

    /// Another name that this server is called by; can be given more than once.
    ///
    /// Requests for other names than localhost and 127.0.0.1 are refused, so that no web page can reach this server by
    /// a name of its own.
    #[arg(long, value_name = "NAME", help_heading = "Server")]
    allow_host: Vec<String>,

    /// Longest request, in bytes.
    #[arg(long, value_name = "N", default_value_t = 1_000_000, help_heading = "Server")]
    max_bytes: u32,

    /// Texts that are tagged at the same time.
    #[arg(long, value_name = "N", default_value = "2", help_heading = "Server")]
    at_once: NonZeroU16,

    /// Longest time for a request, in seconds.
    #[arg(long, value_name = "SECONDS", default_value = "120", help_heading = "Server")]
    timeout: NonZeroU32,

    #[command(flatten)]
    model: ModelFlags,
}

const EXAMPLES: &str = "\
Examples:
  guillemet serve
      Then open http://127.0.0.1:8080/ and paste an article.
  curl -s http://127.0.0.1:8080/v1/tag -H 'Content-Type: application/json' -d '{\"text\":\"« Oui », dit Marie.\"}'
      The record, as guillemet tag writes it.";

/// Connections that are open at the same time.
const CONNECTIONS: usize = 128;

/// Runs the command.
pub fn run(flags: &Flags) -> Result<Outcome> {
    let pipeline = engine::pipeline(&flags.model)?;
    let limits = Limits {
        body: usize::try_from(flags.max_bytes).unwrap_or(usize::MAX),
        at_once: flags.at_once.get().into(),
        patience: Duration::from_secs(flags.timeout.get().into()),
        ..Limits::default()
    };
    let own = (!flags.bind.is_unspecified()).then(|| name_of(flags.bind));
    let hosts = Hosts::new(flags.allow_host.iter().cloned().chain(own));
    let app = router(pipeline, &limits, hosts);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.context("cannot start the server")?;
    runtime.block_on(async {
        let asked = SocketAddr::new(flags.bind, flags.port);
        let listener = match TcpListener::bind(asked).await {
            Ok(listener) => listener,
            Err(error) => bail!(Usage(format!(
                "{asked}: cannot listen there: {error}: choose another --port"
            ))),
        };
        let address = listener.local_addr()?;
        // Before the address is said: whoever reads it may end us at once.
        let end = told_to_end()?;
        let mut out = io::stdout().lock();
        writeln!(out, "guillemet serves http://{address}/ (Ctrl-C ends it)")?;
        out.flush()?;
        drop(out);
        axum::serve(Seats::new(listener, CONNECTIONS), app)
            .with_graceful_shutdown(end)
            .await?;
        Ok(Outcome::Fine)
    })
}

/// An address as it stands in a URL.
fn name_of(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("[{address}]"),
    }
}

/// Listens for Ctrl-C and for being told to end, from this call on; the answer waits for either.
#[cfg(unix)]
fn told_to_end() -> io::Result<impl Future<Output = ()>> {
    use std::task::Poll;
    use tokio::signal::unix::{SignalKind, signal};
    let mut signals = [signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?];
    Ok(std::future::poll_fn(move |context| {
        // Every one is asked, so that every one wakes us.
        let told = signals
            .each_mut()
            .map(|signal| signal.poll_recv(context).is_ready());
        if told.contains(&true) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    }))
}

#[cfg(not(unix))]
fn told_to_end() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
