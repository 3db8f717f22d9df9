//! Receiving by WHEP on the `webrtc` crate: when the first whole picture of a slot is there.

use super::peer::{self, Connected};
use crate::account::{Access, Node};
use anyhow::Context;
use rtc::rtp_transceiver::rtp_sender::RtpCodecKind;
use rtc::rtp_transceiver::{RTCRtpTransceiverDirection, RTCRtpTransceiverInit};
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::mpsc;
use webrtc::media_stream::track_remote::{TrackRemote, TrackRemoteEvent};
use webrtc::peer_connection::PeerConnection;

/// The first whole frame of a source in a slot.
#[derive(Clone, Copy, Debug)]
pub struct Picture {
    /// Contributing source: the site that it is of.
    pub source: Option<u32>,
    /// When the last packet of its keyframe came.
    pub at: Instant,
}

/// A running reception; ends when it is dropped.
pub struct Received {
    _connected: Connected,
    pictures: mpsc::UnboundedReceiver<Picture>,
}

impl Received {
    /// The next slot that shows another source than before, when its first keyframe is whole.
    ///
    /// # Errors
    /// When the connection ends before.
    pub async fn picture(&mut self) -> anyhow::Result<Picture> {
        self.pictures.recv().await.context("the connection ended before a picture came")
    }
}

/// Receives `slots` pictures and the voices.
///
/// # Errors
/// When the node refuses the offer or no path to its media address is found.
pub async fn receive(node: &Node, access: &Access, conference: u64, slots: usize) -> anyhow::Result<Received> {
    let (out, pictures) = mpsc::unbounded_channel();
    let on_track = move |track: Arc<dyn TrackRemote>| {
        let out = out.clone();
        tokio::spawn(async move {
            if track.kind().await == RtpCodecKind::Video {
                pictures_of(&track, &out).await;
            }
            while track.poll().await.is_some() {}
        });
    };
    let watched = peer::connection(on_track).await?;
    for _ in 0..slots {
        receiving(&watched.connection, RtpCodecKind::Video).await?;
    }
    receiving(&watched.connection, RtpCodecKind::Audio).await?;
    let connected = watched.negotiate(node, access, &format!("/api/conferences/{conference}/whep")).await?;
    Ok(Received { _connected: connected, pictures })
}

pub(super) async fn receiving(connection: &Arc<dyn PeerConnection>, kind: RtpCodecKind) -> anyhow::Result<()> {
    let direction = RTCRtpTransceiverDirection::Recvonly;
    let init = RTCRtpTransceiverInit { direction, streams: Vec::new(), send_encodings: Vec::new() };
    connection.add_transceiver_from_kind(kind, Some(init)).await?;
    Ok(())
}

/// Tells of each source whose keyframe came without a gap.
async fn pictures_of(track: &Arc<dyn TrackRemote>, out: &mpsc::UnboundedSender<Picture>) {
    let mut shown = None;
    let mut next = None;
    while let Some(event) = track.poll().await {
        let TrackRemoteEvent::OnRtpPacket(packet) = event else { continue };
        let (sequence, source) = (packet.header.sequence_number, packet.header.csrc.first().copied());
        let begins = begins_keyframe(&packet.payload);
        next = (shown != Some(source) && (begins || next == Some(sequence))).then(|| sequence.wrapping_add(1));
        if next.is_some() && packet.header.marker {
            (shown, next) = (Some(source), None);
            if out.send(Picture { source, at: Instant::now() }).is_err() {
                return;
            }
        }
    }
}

/// The first packet of a VP8 keyframe: RFC 7741 §4.2 (S set, partition 0) and §4.3 (P clear).
fn begins_keyframe(payload: &[u8]) -> bool {
    let Some((&first, rest)) = payload.split_first() else { return false };
    if first & 0x1f != 0x10 {
        return false;
    }
    let mut at = 0;
    if first & 0x80 != 0 {
        let Some(&extension) = rest.first() else { return false };
        at = 1;
        if extension & 0x80 != 0 {
            at += if rest.get(at).is_some_and(|id| id & 0x80 != 0) { 2 } else { 1 };
        }
        at += usize::from(extension & 0x40 != 0) + usize::from(extension & 0x30 != 0);
    }
    rest.get(at).is_some_and(|frame| frame & 1 == 0)
}

#[cfg(test)]
mod tests {
    use super::begins_keyframe;

    #[test]
    fn keyframes_begin_with_their_descriptor() {
        assert!(begins_keyframe(&[0x10, 0x00]));
        assert!(!begins_keyframe(&[0x10, 0x01]), "an interframe");
        assert!(!begins_keyframe(&[0x00, 0x00]), "a later packet");
        assert!(begins_keyframe(&[0x90, 0x80, 0x85, 0x12, 0x00]), "a picture id of two bytes");
        assert!(begins_keyframe(&[0x90, 0xf0, 0x05, 0x01, 0x20, 0x00]), "one byte, TL0PICIDX and TID");
        assert!(!begins_keyframe(&[]) && !begins_keyframe(&[0x90]) && !begins_keyframe(&[0x10]));
    }
}
