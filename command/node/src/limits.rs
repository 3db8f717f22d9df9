//! Limits of the process, and logging.

use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// Raises the soft limit of open files to the hard one: every client, session and segment is a descriptor.
pub fn raise_open_files() {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: both calls only read or write the struct they are given.
    unsafe {
        if libc::getrlimit(libc::RLIMIT_NOFILE, &mut limit) == 0 && limit.rlim_cur < limit.rlim_max {
            limit.rlim_cur = limit.rlim_max;
            libc::setrlimit(libc::RLIMIT_NOFILE, &limit);
        }
    }
}

/// Every browser's hello names extensions that the DTLS library does not know, which is as it should be (RFC 5246
/// §7.4.1.4) and no warning to an operator. TURN's first request is always refused (RFC 8489 §9.2.4), which its library calls an
/// error, with the peer's address; and it opens a span for every packet.
const DEFAULT: &str =
    "info,rtc_dtls::handshake=error,turn_server_proto=off,turn_types=off,stun_proto=off,stun_types=off";

/// Log lines on standard error, `FENGSUI_LOG` says which (default `info`). They carry ids, never names or numbers of
/// people.
pub fn log_to_stderr() {
    let filter = EnvFilter::try_from_env("FENGSUI_LOG").unwrap_or_else(|_| EnvFilter::new(DEFAULT));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
}
