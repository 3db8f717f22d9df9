//! Sealed datagrams on their way to the shell: one arena, cut into messages of equal segments.

use crate::egress::{Class, Egress, Message};
use crate::shard::MESSAGES_PER_CALL;
use fengsui_protocol::SessionId;

/// Bytes collected before they are handed over: what a core's cache holds beside the ring.
const ARENA: usize = 384 * 1024;

pub struct Outbox {
    arena: Vec<u8>,
    used: usize,
    messages: Vec<Message>,
}

impl Outbox {
    pub fn new() -> Self {
        Self { arena: vec![0; ARENA], used: 0, messages: Vec::with_capacity(MESSAGES_PER_CALL) }
    }

    /// Hands over what was collected when `bytes` more, in one more message, would not fit.
    #[inline]
    pub fn make_room(&mut self, bytes: usize, egress: &mut impl Egress) {
        debug_assert!(bytes <= ARENA);
        if self.messages.len() == MESSAGES_PER_CALL || self.used + bytes > ARENA {
            self.flush(egress);
        }
    }

    /// Where the next message begins.
    #[inline]
    pub fn start(&self) -> usize {
        self.used
    }

    /// The next `bytes` of the arena, which [`Self::make_room`] has made sure of. Not kept until [`Self::keep`].
    #[inline]
    pub fn space(&mut self, bytes: usize) -> &mut [u8] {
        &mut self.arena[self.used..self.used + bytes]
    }

    #[inline]
    pub fn keep(&mut self, bytes: usize) {
        self.used += bytes;
    }

    /// Everything kept since `start` is one message.
    #[inline]
    pub fn message(&mut self, session: SessionId, class: Class, start: usize, segment: usize) {
        let length = self.used - start;
        if length > 0 {
            let (start, length) = (start as u32, length as u32);
            let segment = segment.min(length as usize) as u16;
            self.messages.push(Message { session, start, length, segment, class });
        }
    }

    /// One datagram of RTCP.
    pub fn datagram(&mut self, session: SessionId, bytes: &[u8], egress: &mut impl Egress) {
        self.make_room(bytes.len(), egress);
        let start = self.start();
        self.space(bytes.len()).copy_from_slice(bytes);
        self.keep(bytes.len());
        self.message(session, Class::Video, start, bytes.len());
    }

    pub fn flush(&mut self, egress: &mut impl Egress) {
        if !self.messages.is_empty() {
            egress.transmit(&self.arena[..self.used], &self.messages);
            self.messages.clear();
        }
        self.used = 0;
    }
}
