//! Sends the publishers' packets on time, receives everybody's, and counts.

use super::description::{AUDIO_LEVEL, AUDIO_SSRC, MID, Numbers, OPUS, TRANSPORT_CC, VIDEO_SSRC, VP8};
use super::peer::Peer;
use super::scene::Scene;
use super::sockets::Reader;
use crate::process::{epoch, now};
use anyhow::Context;
use fengsui_protocol::Micros;
use fengsui_sfu_core::rtcp::{Builder, transport::Arrivals};
use fengsui_sfu_core::rtp::{Header, vp8};
use fengsui_sfu_core::srtp::{Opener, StreamKey};
use fengsui_sfu_server::net::udp::{Destination, Sender};
use std::collections::BTreeMap;
use std::os::fd::AsRawFd;

/// 30 frames a second of ten packets: 2.5 Mbit/s.
pub const FRAME_NS: u64 = 33_333_333;
pub const PACKETS_PER_FRAME: usize = 10;
pub const VIDEO_BYTES: usize = 1_042;
/// Fifty packets a second.
pub const AUDIO_NS: u64 = 20_000_000;
pub const AUDIO_BYTES: usize = 120;
const FEEDBACK_NS: u64 = 100_000_000;
/// Receivers do not report all at once: a tenth of them at a time.
const FEEDBACK_TURNS: usize = 10;
const CONSENT_NS: u64 = 5_000_000_000;
const REPORTS_NS: u64 = 20_000_000;
const LATE_NS: u64 = 10_000_000;
/// Receivers are looked at this often. Nothing wakes them when a packet comes: waking a process is dear on one machine, and
/// the forwarder would be billed for what remote receivers do not ask of it. When a packet came the kernel says.
const SWEEP_NS: u64 = 500_000;
/// Time for the last packets to arrive.
const DRAIN_NS: u64 = 200_000_000;
/// Bytes of the payload descriptor that is sent, and of a keyframe's header behind it.
const DESCRIPTOR: usize = 6;
const FRAME_HEADER: usize = 10;
const PADDED: u8 = 0x20;
/// Most bytes that a cipher adds.
const TAG: usize = 16;
/// One packet in so many is decrypted, for its delay.
const SAMPLE: u16 = 37;

/// What was counted while measuring.
#[derive(Clone, Debug, Default)]
pub struct Window {
    pub nanoseconds: u64,
    pub received: u64,
    /// Packets that were sent, times those who are to get each.
    expected: u64,
    delays: Vec<u64>,
    /// Packets sent more than 10 ms after their time.
    pub late: u64,
}

impl Window {
    pub fn loss_percent(&self) -> f64 {
        100.0 * (self.expected.saturating_sub(self.received)) as f64 / self.expected.max(1) as f64
    }
    pub fn delay_ms(&self, quantile: f64) -> f64 {
        let at = ((self.delays.len().max(1) - 1) as f64 * quantile) as usize;
        self.delays.get(at).copied().unwrap_or(0) as f64 / 1e6
    }
}

struct Receiver {
    peer: Peer,
    opener: Option<Opener>,
    arrivals: Arrivals,
    /// Newest extended sequence number and count, by SSRC.
    streams: BTreeMap<u32, (u64, u64)>,
}

struct Publisher {
    peer: Peer,
    /// How many are to get its packets; whether it has a voice among them.
    audience: u64,
    speaks: bool,
    next_frame: u64,
    next_voice: u64,
    audio: (StreamKey, u64),
    video: (StreamKey, u64),
    numbered: u16,
    frames: u64,
    /// Sealed packets of one burst, and where each ends.
    burst: Vec<u8>,
    ends: Vec<usize>,
    sender: Sender,
    destination: Destination,
}

pub struct Generator {
    publishers: Vec<Publisher>,
    receivers: Vec<Receiver>,
    reader: Reader,
    epoll: i32,
    next_feedback: u64,
    feedback_turn: usize,
    next_consent: u64,
    next_reports: u64,
    random: u64,
}

impl Generator {
    /// `publishers`: of every camera of `scene`, in order, or none.
    pub fn new(scene: Scene, publishers: Vec<Peer>, receivers: Vec<Peer>) -> anyhow::Result<Self> {
        let publisher = |(peer, camera)| Publisher::new(peer, scene.audience(camera).len() as u64, camera.speaks());
        let publishers = publishers.into_iter().zip(scene.cameras()).map(publisher).collect::<Result<_, _>>()?;
        // SAFETY: no arguments; the descriptor lives as long as the process.
        let epoll = unsafe { libc::epoll_create1(0) };
        for (number, peer) in receivers.iter().enumerate() {
            let mut event = libc::epoll_event { events: libc::EPOLLIN as u32, u64: number as u64 };
            // SAFETY: `event` is valid for the call.
            unsafe { libc::epoll_ctl(epoll, libc::EPOLL_CTL_ADD, peer.socket.as_raw_fd(), &mut event) };
        }
        let receiver = |peer: Peer| Receiver {
            opener: peer.keys.as_ref().and_then(|keys| Opener::new(keys.profile, &keys.remote)),
            peer,
            arrivals: Arrivals::default(),
            streams: BTreeMap::new(),
        };
        let receivers = receivers.into_iter().map(receiver).collect();
        Ok(Self {
            publishers,
            receivers,
            reader: Reader::new(),
            epoll,
            next_feedback: 0,
            feedback_turn: 0,
            next_consent: 0,
            next_reports: 0,
            random: 1,
        })
    }

    pub fn ports(&self) -> Vec<u16> {
        self.receivers
            .iter()
            .filter_map(|receiver| receiver.peer.socket.local_addr().ok())
            .map(|at| at.port())
            .collect()
    }

    /// Sends and receives for `seconds`; gives what was counted. What is sent at the very end may be received after.
    pub fn run(&mut self, seconds: u64) -> anyhow::Result<Window> {
        let start = now();
        let end = start + seconds * 1_000_000_000;
        let mut window = Window::default();
        for stream in self.receivers.iter_mut().flat_map(|receiver| receiver.streams.values_mut()) {
            stream.1 = 0;
        }
        let before: Vec<BTreeMap<u32, (u64, u64)>> =
            self.receivers.iter().map(|receiver| receiver.streams.clone()).collect();
        let count = self.publishers.len().max(1) as u64;
        for (number, publisher) in self.publishers.iter_mut().enumerate() {
            // Cameras know nothing of each other.
            publisher.next_frame = start + FRAME_NS * number as u64 / count;
            publisher.next_voice = start + 3_000_000 + AUDIO_NS * number as u64 / count;
        }
        while now() < end {
            let mut next = end;
            for publisher in &mut self.publishers {
                publisher.send_due(&mut self.random, &mut window)?;
                next = next.min(publisher.next_frame).min(publisher.next_voice);
            }
            self.receive(next, &mut window)?;
            self.chores()?;
        }
        window.nanoseconds = now() - start;
        let counted = now() + DRAIN_NS;
        let mut drained = Window::default();
        while now() < counted && !self.publishers.is_empty() {
            self.receive(counted, &mut drained)?;
        }
        self.count(&before, &mut window);
        window.delays.sort_unstable();
        Ok(window)
    }

    fn count(&self, before: &[BTreeMap<u32, (u64, u64)>], window: &mut Window) {
        window.received = 0;
        for (receiver, before) in self.receivers.iter().zip(before) {
            for (ssrc, (newest, received)) in &receiver.streams {
                window.received += received;
                if self.publishers.is_empty() {
                    window.expected += before.get(ssrc).map_or(*received, |(old, _)| newest - old);
                }
            }
        }
    }

    /// Waits until `until` or the next sweep and reads what came.
    fn receive(&mut self, until: u64, window: &mut Window) -> anyhow::Result<()> {
        std::thread::sleep(std::time::Duration::from_nanos(until.saturating_sub(now()).min(SWEEP_NS)));
        let mut events = [libc::epoll_event { events: 0, u64: 0 }; 256];
        let (list, room) = (events.as_mut_ptr(), events.len() as i32);
        // SAFETY: the array is valid for the call.
        let n = unsafe { libc::epoll_wait(self.epoll, list, room, 0) };
        let (epoch, read_at) = (epoch(), now());
        for event in &events[..usize::try_from(n).unwrap_or(0)] {
            let receiver = &mut self.receivers[event.u64 as usize];
            let (opener, streams, arrivals) = (&mut receiver.opener, &mut receiver.streams, &mut receiver.arrivals);
            let peer = &receiver.peer;
            self.reader.read(&peer.socket, |datagram, arrival| {
                peer.answer_check(datagram);
                let at = arrival.map_or(read_at, |arrival| arrival.saturating_sub(epoch));
                if let Some(delay) = taken(datagram, at, peer.numbers, opener, streams, arrivals) {
                    window.delays.push(delay);
                }
            });
        }
        Ok(())
    }

    fn chores(&mut self) -> anyhow::Result<()> {
        let at = now();
        if at >= self.next_feedback {
            self.next_feedback = at + FEEDBACK_NS / FEEDBACK_TURNS as u64;
            let mut turn = self.receivers.iter_mut().skip(self.feedback_turn).step_by(FEEDBACK_TURNS);
            turn.try_for_each(Receiver::send_feedback)?;
            self.feedback_turn = (self.feedback_turn + 1) % FEEDBACK_TURNS;
        }
        if at >= self.next_consent {
            self.next_consent = at + CONSENT_NS;
            self.receivers.iter().try_for_each(|receiver| receiver.peer.send_check())?;
            self.publishers.iter().try_for_each(|publisher| publisher.peer.send_check())?;
        }
        // What the forwarder reports to publishers is read and forgotten, seldom enough to cost nothing.
        if at >= self.next_reports {
            self.next_reports = at + REPORTS_NS;
            for publisher in &self.publishers {
                self.reader.read(&publisher.peer.socket, |datagram, _| publisher.peer.answer_check(datagram));
            }
        }
        Ok(())
    }
}

/// Counts one datagram; the delay of one that was sampled.
fn taken(
    datagram: &mut [u8],
    at: u64,
    numbers: Numbers,
    opener: &mut Option<Opener>,
    streams: &mut BTreeMap<u32, (u64, u64)>,
    arrivals: &mut Arrivals,
) -> Option<u64> {
    if !(128..192).contains(datagram.first()?) || fengsui_sfu_core::rtp::is_rtcp(datagram) {
        return None;
    }
    let header = Header::parse(datagram)?;
    let number = header.extensions(datagram).find(|(id, _)| *id == numbers.transport_cc);
    if let Some(number) = number.and_then(|(_, value)| value.first_chunk::<2>().copied()) {
        arrivals.arrived(u16::from_be_bytes(number), Micros((at / 1_000) as i64));
    }
    // A repeated or a probing packet does not make up for a lost one. A probe may be in the picture's own stream, of
    // nothing but padding (RFC 3550 §5.1: at most 255 bytes); pictures' packets are longer, padded or not.
    let picture = header.payload_type == numbers.picture;
    let probe = picture && datagram[0] & PADDED != 0 && datagram.len() < header.length + 255 + TAG;
    if probe || !picture && header.payload_type != numbers.voice {
        return None;
    }
    let stream = streams.entry(header.ssrc).or_insert((u64::from(header.sequence) + 65_536, 0));
    let extended = fengsui_sfu_core::rtp::extend(stream.0, header.sequence)?;
    *stream = (stream.0.max(extended), stream.1 + 1);
    if header.payload_type != numbers.picture || !header.sequence.is_multiple_of(SAMPLE) {
        return None;
    }
    let length = opener.as_mut()?.open_rtp(datagram, header.length, header.ssrc, header.sequence).ok()?.length;
    let payload = datagram[..length].get(header.length..)?;
    // Behind the payload descriptor, which the forwarder may have written anew.
    let begin = vp8::Descriptor::parse(payload)?.length + FRAME_HEADER;
    let sent = payload.get(begin..begin + 8)?;
    Some(at.saturating_sub(u64::from_be_bytes(sent.try_into().ok()?)))
}

impl Receiver {
    fn send_feedback(&mut self) -> anyhow::Result<()> {
        let (Some(sealer), Some(remote)) = (&mut self.peer.sealer, self.peer.remote) else { return Ok(()) };
        let mut bodies = Vec::new();
        self.arrivals.report(|body| bodies.push(body.to_vec()));
        for body in bodies {
            let mut builder = Builder::default();
            builder.transport_feedback(7, 1, &body);
            let mut packet = builder.take();
            if sealer.seal_rtcp(&mut packet).is_ok() {
                self.peer.socket.send_to(&packet, remote)?;
            }
        }
        Ok(())
    }
}

impl Publisher {
    fn new(mut peer: Peer, audience: u64, speaks: bool) -> anyhow::Result<Self> {
        let sealer = peer.sealer.as_mut().context("keys")?;
        let audio = (sealer.stream(AUDIO_SSRC).context("stream")?, 500);
        let video = (sealer.stream(VIDEO_SSRC).context("stream")?, 1_000);
        let local = peer.socket.local_addr()?.ip();
        let destination = Destination::new(peer.remote.context("remote")?, local, false);
        let (burst, ends, sender) = (Vec::new(), Vec::new(), Sender::new(PACKETS_PER_FRAME));
        let (next_frame, next_voice) = (0, 0);
        Ok(Self {
            peer,
            audience,
            speaks,
            next_frame,
            next_voice,
            audio,
            video,
            numbered: 0,
            frames: 0,
            burst,
            ends,
            sender,
            destination,
        })
    }

    fn send_due(&mut self, random: &mut u64, window: &mut Window) -> anyhow::Result<()> {
        let at = now();
        if at >= self.next_frame {
            window.late += u64::from(at > self.next_frame + LATE_NS);
            self.send_frame(random)?;
            window.expected += PACKETS_PER_FRAME as u64 * self.audience;
            self.next_frame += FRAME_NS;
        }
        if at >= self.next_voice && self.speaks {
            self.put_audio()?;
            self.send();
            window.expected += self.audience;
        }
        if at >= self.next_voice {
            self.next_voice += AUDIO_NS;
        }
        Ok(())
    }

    fn send_frame(&mut self, random: &mut u64) -> anyhow::Result<()> {
        *random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        // Frames vary in size; their packets differ by at most a byte, as an encoder's do.
        let bytes = (VIDEO_BYTES * PACKETS_PER_FRAME) as u64 - (*random >> 33) % 250;
        self.frames += 1;
        for part in 0..PACKETS_PER_FRAME {
            self.put_video(part, ((bytes + part as u64) / PACKETS_PER_FRAME as u64) as usize)?;
        }
        self.send();
        Ok(())
    }

    fn put_audio(&mut self) -> anyhow::Result<()> {
        self.audio.1 += 1;
        let (stream, index) = self.audio;
        let payload = [7; AUDIO_BYTES];
        self.put(stream, index, OPUS, AUDIO_SSRC, (index * 960) as u32, b'0', &payload)
    }

    fn put_video(&mut self, part: usize, bytes: usize) -> anyhow::Result<()> {
        self.video.1 += 1;
        let (stream, index) = self.video;
        let marker = if part + 1 == PACKETS_PER_FRAME { 0x80 } else { 0 };
        let mut payload = [0x55; VIDEO_BYTES + 64];
        let picture = (0x8000 | self.frames as u16 & 0x7fff).to_be_bytes();
        // Picture id of two bytes, TL0PICIDX, and with it, as it must be, the temporal layer (RFC 7741 §4.2).
        payload[..DESCRIPTOR].copy_from_slice(&[
            if part == 0 { 0x90 } else { 0x80 },
            0xe0,
            picture[0],
            picture[1],
            self.frames as u8,
            0,
        ]);
        // A keyframe each second, 1280 by 720 (RFC 6386 §9.1).
        let frame = &mut payload[DESCRIPTOR..];
        frame[0] = u8::from(part > 0 || !self.frames.is_multiple_of(30) && self.frames != 1);
        frame[3..FRAME_HEADER].copy_from_slice(&[0x9d, 0x01, 0x2a, 0x00, 0x05, 0xd0, 0x02]);
        frame[FRAME_HEADER..FRAME_HEADER + 8].copy_from_slice(&now().to_be_bytes());
        self.put(stream, index, VP8 | marker, VIDEO_SSRC, (self.frames * 3_000) as u32, b'1', &payload[..bytes])
    }

    #[allow(clippy::too_many_arguments)]
    fn put(
        &mut self,
        stream: StreamKey,
        index: u64,
        kind: u8,
        ssrc: u32,
        timestamp: u32,
        mid: u8,
        payload: &[u8],
    ) -> anyhow::Result<()> {
        self.numbered = self.numbered.wrapping_add(1);
        let number = self.numbered.to_be_bytes();
        let mut packet = [0; 1_500];
        packet[..2].copy_from_slice(&[0x90, kind]);
        packet[2..4].copy_from_slice(&(index as u16).to_be_bytes());
        packet[4..8].copy_from_slice(&timestamp.to_be_bytes());
        packet[8..12].copy_from_slice(&ssrc.to_be_bytes());
        packet[12..16].copy_from_slice(&[0xbe, 0xde, 0, 2]);
        packet[16..23].copy_from_slice(&[
            MID << 4,
            mid,
            TRANSPORT_CC << 4 | 1,
            number[0],
            number[1],
            AUDIO_LEVEL << 4,
            20,
        ]);
        packet[24..24 + payload.len()].copy_from_slice(payload);
        let sealer = self.peer.sealer.as_mut().context("keys")?;
        let length = 24 + payload.len() + sealer.rtp_overhead();
        let sealed = sealer.seal_rtp(stream, &mut packet[..length], 24, index);
        sealed.map_err(|error| anyhow::anyhow!("{error:?}"))?;
        self.burst.extend_from_slice(&packet[..length]);
        self.ends.push(self.burst.len());
        Ok(())
    }

    /// The burst leaves in one system call, as an encoder's frame does.
    fn send(&mut self) {
        let mut batch = self.sender.batch(&self.peer.socket);
        let mut from = 0;
        for end in &self.ends {
            batch.push(&self.destination, &self.burst[from..*end], end - from, None);
            from = *end;
        }
        drop(batch);
        self.burst.clear();
        self.ends.clear();
    }
}
