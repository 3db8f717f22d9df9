//! TURN over TLS for departments whose firewall passes only HTTPS (RFC 8656, RFC 7065's `turns:…?transport=tcp`).
//!
//! The command node owns the port and hands over every TLS connection in which HTTP was not announced; here TLS ends, and
//! the first bytes inside say what it is: TURN is served, anything else goes back to the command node as plain HTTP. The
//! connection and its keys live in this process, so that a call by this way outlives the command node (CALL). What is
//! relayed goes to this process's own media ports and nowhere else ([`Peers`]).
//!
//! A thread of its own with a runtime of its own: the shards' threads are not concerned, and neither is control's.

mod connection;
mod credentials;
mod framing;
mod pages;
mod peers;
mod turn;

pub use peers::Peers;

use anyhow::Context;
use fengsui_protocol::link::media::Front;
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use std::{
    collections::BTreeMap,
    net::TcpStream,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};
use tokio::sync::{Semaphore, mpsc, watch};

/// Connections handed over that wait to be taken.
const WAITING: usize = 64;
/// Connections whose TLS handshake and first bytes are awaited, at once.
const STRANGERS: usize = 256;
/// Allocations in all: a county's sites, twice (one way to send, one to receive).
const ALLOCATIONS: usize = 1_024;
/// Allocations of one person: two for each page, and those of pages that were just closed.
const ALLOCATIONS_OF_ONE: usize = 16;

/// Handle of the thread.
pub struct Relay {
    strangers: mpsc::Sender<TcpStream>,
    settings: watch::Sender<Option<Arc<Settings>>>,
    refused: Arc<AtomicU64>,
}

/// What the command node said.
struct Settings {
    tls: Arc<ServerConfig>,
    secret: String,
}

/// What every connection's task has.
struct Shared {
    peers: Arc<Peers>,
    run_dir: PathBuf,
    places: Arc<Places>,
    pages: Arc<Semaphore>,
}

impl Relay {
    /// Starts the thread; it ends with this handle.
    ///
    /// # Errors
    /// When the thread or its runtime cannot be made.
    pub fn start(peers: Peers, run_dir: &Path) -> anyhow::Result<Self> {
        let (strangers, waiting) = mpsc::channel(WAITING);
        let (settings, told) = watch::channel(None);
        let refused = Arc::new(AtomicU64::new(0));
        let shared = Arc::new(Shared {
            peers: Arc::new(peers),
            run_dir: run_dir.to_owned(),
            places: Arc::default(),
            pages: Arc::new(Semaphore::new(pages::MOST)),
        });
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let serving = serve(waiting, told, shared, refused.clone());
        std::thread::Builder::new().name("relay".to_owned()).spawn(move || runtime.block_on(serving))?;
        Ok(Self { strangers, settings, refused })
    }

    /// New connections are served with this certificate and secret.
    ///
    /// # Errors
    /// When certificate or key is not what it should be; what was held before stays.
    pub fn tell(&self, front: Front) -> anyhow::Result<()> {
        let settings = Settings { tls: tls(&front)?, secret: front.secret };
        self.settings.send_replace(Some(Arc::new(settings)));
        Ok(())
    }

    /// Takes a connection of which nothing was read.
    pub fn take(&self, stream: TcpStream) {
        if self.strangers.try_send(stream).is_err() {
            self.refused.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Connections cut off here.
    pub fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }
}

fn tls(front: &Front) -> anyhow::Result<Arc<ServerConfig>> {
    let chain = CertificateDer::pem_slice_iter(front.certificate.as_bytes()).collect::<Result<Vec<_>, _>>();
    let key = PrivateKeyDer::from_pem_slice(front.key.as_bytes()).context("private key")?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain.context("certificate chain")?, key)
        .context("certificate and key do not fit together")?;
    // RFC 7443. HTTP that announces itself does not come here.
    config.alpn_protocols = vec![b"stun.turn".to_vec(), b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

async fn serve(
    mut waiting: mpsc::Receiver<TcpStream>,
    settings: watch::Receiver<Option<Arc<Settings>>>,
    shared: Arc<Shared>,
    refused: Arc<AtomicU64>,
) {
    let strangers = Arc::new(Semaphore::new(STRANGERS));
    while let Some(stream) = waiting.recv().await {
        let settings = settings.borrow().clone();
        let (Ok(permit), Some(settings)) = (strangers.clone().try_acquire_owned(), settings) else {
            refused.fetch_add(1, Ordering::Relaxed);
            continue;
        };
        let (shared, refused) = (shared.clone(), refused.clone());
        tokio::spawn(async move {
            if connection::run(stream, &settings, &shared, permit).await.is_err() {
                refused.fetch_add(1, Ordering::Relaxed);
            }
        });
    }
}

/// Allocations that stand, by person.
#[derive(Default)]
struct Places(Mutex<BTreeMap<String, usize>>);

/// One allocation's place; given back when dropped.
struct Place {
    places: Arc<Places>,
    person: String,
}

impl Places {
    /// `None`: this person, or everybody together, has as many as are allowed.
    fn take(self: &Arc<Self>, person: &str) -> Option<Place> {
        let mut held = self.0.lock().expect("no holder panics");
        let (all, own) = (held.values().sum::<usize>(), held.get(person).copied().unwrap_or(0));
        if all >= ALLOCATIONS || own >= ALLOCATIONS_OF_ONE {
            return None;
        }
        held.insert(person.to_owned(), own + 1);
        Some(Place { places: self.clone(), person: person.to_owned() })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut held = self.places.0.lock().expect("no holder panics");
        match held.get_mut(&self.person) {
            Some(own) if *own > 1 => *own -= 1,
            _ => drop(held.remove(&self.person)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_bounded_by_person_and_in_all_and_are_given_back() {
        let places = Arc::new(Places::default());
        let mut held: Vec<Place> = (0..ALLOCATIONS_OF_ONE).map(|_| places.take("7").unwrap()).collect();
        assert!(places.take("7").is_none(), "one person");
        held.pop();
        held.push(places.take("7").expect("given back"));
        held.extend((held.len()..ALLOCATIONS).map(|i| places.take(&format!("p{}", i / 10)).unwrap()));
        assert!(places.take("another").is_none(), "everybody");
        held.clear();
        assert!(places.0.lock().unwrap().is_empty());
    }
}
