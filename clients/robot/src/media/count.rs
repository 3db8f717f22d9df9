//! Counting what comes by WHEP on the `webrtc` crate: whole pictures and packets of voice.

use super::peer::{self, Connected};
use super::receive::receiving;
use crate::account::{Access, Node};
use rtc::rtp_transceiver::rtp_sender::RtpCodecKind;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use webrtc::media_stream::track_remote::{TrackRemote, TrackRemoteEvent};

/// What has come so far.
#[derive(Debug, Default)]
pub struct Counts {
    /// Pictures of which no packet was missing.
    pub pictures: AtomicU64,
    pub voices: AtomicU64,
}

/// A running reception; ends when it is dropped or the node ends it.
pub struct Counted {
    connected: Connected,
    pub counts: Arc<Counts>,
}

impl Counted {
    /// Waits until the connection has failed or was closed.
    pub async fn closed(&self) {
        self.connected.closed().await;
    }
}

/// Receives the main picture and a voice; `source`: of this site, by name or number, whatever conference control shows.
///
/// # Errors
/// When the node refuses the offer or no path to its media address is found.
pub async fn count(node: &Node, access: &Access, conference: u64, source: &str) -> anyhow::Result<Counted> {
    let counts = Arc::new(Counts::default());
    let counted = counts.clone();
    let on_track = move |track: Arc<dyn TrackRemote>| {
        let counts = counted.clone();
        tokio::spawn(async move {
            match track.kind().await {
                RtpCodecKind::Video => pictures(&track, &counts.pictures).await,
                _ => voices(&track, &counts.voices).await,
            }
        });
    };
    let watched = peer::connection(on_track).await?;
    for kind in [RtpCodecKind::Video, RtpCodecKind::Audio] {
        receiving(&watched.connection, kind).await?;
    }
    let path = format!("/api/conferences/{conference}/whep?source={source}");
    Ok(Counted { connected: watched.negotiate(node, access, &path).await?, counts })
}

/// A picture is whole when its sequence numbers run on to the packet with the marker.
async fn pictures(track: &Arc<dyn TrackRemote>, whole: &AtomicU64) {
    let mut next = None;
    let mut intact = false;
    while let Some(event) = track.poll().await {
        let TrackRemoteEvent::OnRtpPacket(packet) = event else { continue };
        let sequence = packet.header.sequence_number;
        intact = intact && next == Some(sequence);
        next = Some(sequence.wrapping_add(1));
        if packet.header.marker {
            whole.fetch_add(u64::from(intact), Ordering::Relaxed);
            intact = true;
        }
    }
}

async fn voices(track: &Arc<dyn TrackRemote>, packets: &AtomicU64) {
    while let Some(event) = track.poll().await {
        packets.fetch_add(u64::from(matches!(event, TrackRemoteEvent::OnRtpPacket(_))), Ordering::Relaxed);
    }
}
