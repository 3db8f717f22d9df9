//! The dependency descriptor header extension (AV1 RTP specification, appendix A): which frames a frame needs and which
//! decode targets it is of, whatever the codec. Read with bounds, and written again with another frame number and
//! another list of active decode targets.

use super::bits::{BitReader, BitWriter};

/// Name of the extension in SDP (A.7).
pub const URI: &str = "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension";
/// Bytes of the largest descriptor that is taken: what a header extension element holds (RFC 8285 §4.3).
pub const MAX_BYTES: usize = 255;
/// Bytes that a list of active decode targets adds at most.
pub const MASK_BYTES: usize = 5;
/// Frames that one frame may name as needed; descriptors with more are refused.
pub const MAX_NEEDS: usize = 8;
/// Decode targets of one structure (A.8.3: five bits).
pub const MAX_TARGETS: usize = 32;
/// Template ids have six bits.
const MAX_TEMPLATES: usize = 64;
/// Bytes of the mandatory fields: there is nothing else in a descriptor of this length.
const MANDATORY: usize = 3;
/// Where the flag of the list of active decode targets stands, and the first bit after all flags.
const ACTIVE_FLAG: usize = 8 * MANDATORY + 1;
const AFTER_FLAGS: usize = 8 * MANDATORY + 5;
/// Bits of a template id in the first byte.
const ID: u8 = 0x3f;
/// The first template id of an attached structure, the six bits after the flags: in which two bytes, and bits below it.
const OFFSET_AT: usize = MANDATORY;
const OFFSET_BELOW: u32 = 5;
const MAX_SPATIAL: u8 = 3;
const MAX_TEMPORAL: u8 = 7;

/// Why a descriptor is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It ends before it is over.
    Short,
    /// It names a template that the structure does not have: the structure is another one, or did not come yet.
    UnknownTemplate,
    /// More needed frames, templates or layers than the bounds.
    Bound,
}

/// What every packet of a frame says, whatever structure it is of (A.8.2, mandatory fields).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mandatory {
    pub begins_frame: bool,
    pub ends_frame: bool,
    pub template: u8,
    pub number: u16,
    /// A structure is attached: the first packet of a coded video sequence.
    pub attached: bool,
}

impl Mandatory {
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let fixed = bytes.first_chunk::<MANDATORY>()?;
        Some(Self {
            begins_frame: fixed[0] & 0x80 != 0,
            ends_frame: fixed[0] & 0x40 != 0,
            template: fixed[0] & 0x3f,
            number: u16::from_be_bytes([fixed[1], fixed[2]]),
            attached: bytes.get(MANDATORY).is_some_and(|flags| flags & 0x80 != 0),
        })
    }
}

/// Whether a structure is attached to a descriptor.
#[must_use]
pub fn is_attached(bytes: &[u8]) -> bool {
    Mandatory::read(bytes).is_some_and(|said| said.attached)
}

/// Distances to the frames that a frame needs, in frame numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    distances: [u16; MAX_NEEDS],
    count: u8,
}

impl Needs {
    pub fn push(&mut self, distance: u16) -> Result<(), Refusal> {
        let place = self.distances.get_mut(usize::from(self.count)).ok_or(Refusal::Bound)?;
        *place = distance;
        self.count += 1;
        Ok(())
    }

    #[must_use]
    pub fn as_slice(&self) -> &[u16] {
        &self.distances[..usize::from(self.count)]
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Template {
    spatial: u8,
    temporal: u8,
    /// Two bits for each decode target, the first lowest.
    indications: u64,
    needs: Needs,
    links: [u8; MAX_TARGETS],
}

const NO_TEMPLATE: Template = Template {
    spatial: 0,
    temporal: 0,
    indications: 0,
    needs: Needs { distances: [0; MAX_NEEDS], count: 0 },
    links: [0; MAX_TARGETS],
};

/// A frame dependency structure: what the short descriptors after it refer to. Of a fixed size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Structure {
    offset: u8,
    templates: [Template; MAX_TEMPLATES],
    template_count: u8,
    targets: [(u8, u8); MAX_TARGETS],
    target_count: u8,
    protected_by: [u8; MAX_TARGETS],
    chain_count: u8,
    sizes: [(u16, u16); MAX_SPATIAL as usize + 1],
    has_sizes: bool,
    /// Bits of its own on the wire.
    bits: u16,
}

impl Default for Structure {
    fn default() -> Self {
        Self {
            offset: 0,
            templates: [NO_TEMPLATE; MAX_TEMPLATES],
            template_count: 0,
            targets: [(0, 0); MAX_TARGETS],
            target_count: 0,
            protected_by: [0; MAX_TARGETS],
            chain_count: 0,
            sizes: [(0, 0); MAX_SPATIAL as usize + 1],
            has_sizes: false,
            bits: 0,
        }
    }
}

impl Structure {
    /// (spatial, temporal) layer of each decode target: the highest of the templates that are present in it.
    #[must_use]
    pub fn targets(&self) -> &[(u8, u8)] {
        &self.targets[..usize::from(self.target_count)]
    }

    /// Width and height of each spatial layer, when it tells.
    #[must_use]
    pub fn sizes(&self) -> &[(u16, u16)] {
        let layers = self.templates().iter().map(|template| template.spatial).max().map_or(0, |top| top + 1);
        if self.has_sizes { &self.sizes[..usize::from(layers)] } else { &[] }
    }

    /// Bit i for decode target i.
    #[must_use]
    pub fn all_targets(&self) -> u32 {
        all(usize::from(self.target_count))
    }

    /// Id of its first template.
    #[must_use]
    pub fn offset(&self) -> u8 {
        self.offset
    }

    #[must_use]
    pub fn template_count(&self) -> u8 {
        self.template_count
    }

    /// Whether descriptors of the one mean the same by the other, but for the ids of templates.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        let chains = |of: &Self| if of.chain_count == 0 { 0 } else { usize::from(of.target_count) };
        (self.templates(), self.targets(), self.chain_count) == (other.templates(), other.targets(), other.chain_count)
            && self.protected_by[..chains(self)] == other.protected_by[..chains(other)]
    }

    fn templates(&self) -> &[Template] {
        &self.templates[..usize::from(self.template_count)]
    }

    /// Reads the structure that the reader stands at into `self`.
    fn fill(&mut self, reader: &mut BitReader<'_>) -> Result<(), Refusal> {
        let from = reader.position();
        self.offset = take(reader, 6)? as u8;
        self.target_count = take(reader, 5)? as u8 + 1;
        self.template_count = 0;
        self.fill_layers(reader)?;
        let targets = usize::from(self.target_count);
        let templates = usize::from(self.template_count);
        for template in &mut self.templates[..templates] {
            template.indications = read_indications(reader, targets)?;
        }
        for template in &mut self.templates[..templates] {
            template.needs = Needs::default();
            while flag(reader)? {
                template.needs.push(take(reader, 4)? as u16 + 1)?;
            }
        }
        self.fill_chains(reader)?;
        self.has_sizes = flag(reader)?;
        if self.has_sizes {
            let layers = usize::from(self.templates[templates - 1].spatial) + 1;
            for size in &mut self.sizes[..layers] {
                let side = |value: u32| (value + 1).min(u32::from(u16::MAX)) as u16;
                *size = (side(take(reader, 16)?), side(take(reader, 16)?));
            }
        }
        self.bits = (reader.position() - from) as u16;
        for target in 0..targets {
            let has = |template: &&Template| template.indications >> (2 * target) & 3 != 0;
            let mut layers = (0, 0);
            for template in self.templates[..templates].iter().filter(has) {
                layers = (layers.0.max(template.spatial), layers.1.max(template.temporal));
            }
            self.targets[target] = layers;
        }
        Ok(())
    }

    /// `template_layers` (A.8.3).
    fn fill_layers(&mut self, reader: &mut BitReader<'_>) -> Result<(), Refusal> {
        let (mut spatial, mut temporal) = (0u8, 0u8);
        loop {
            let place = self.templates.get_mut(usize::from(self.template_count)).ok_or(Refusal::Bound)?;
            *place = Template { spatial, temporal, ..NO_TEMPLATE };
            self.template_count += 1;
            match take(reader, 2)? {
                0 => (),
                1 => temporal += 1,
                2 => (spatial, temporal) = (spatial + 1, 0),
                _ => return Ok(()),
            }
            if spatial > MAX_SPATIAL || temporal > MAX_TEMPORAL {
                return Err(Refusal::Bound);
            }
        }
    }

    fn fill_chains(&mut self, reader: &mut BitReader<'_>) -> Result<(), Refusal> {
        let targets = u32::from(self.target_count);
        self.chain_count = reader.non_symmetric(targets + 1).ok_or(Refusal::Short)? as u8;
        if self.chain_count == 0 {
            return Ok(());
        }
        for protected in &mut self.protected_by[..targets as usize] {
            *protected = reader.non_symmetric(u32::from(self.chain_count)).ok_or(Refusal::Short)? as u8;
        }
        for template in &mut self.templates[..usize::from(self.template_count)] {
            for link in &mut template.links[..usize::from(self.chain_count)] {
                *link = take(reader, 4)? as u8;
            }
        }
        Ok(())
    }
}

/// What is true of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    pub number: u16,
    pub begins_frame: bool,
    pub ends_frame: bool,
    pub attached: bool,
    pub spatial: u8,
    pub temporal: u8,
    /// Two bits for each decode target, the first lowest (A.8.3, table of indications).
    indications: u64,
    pub needs: Needs,
    links: [u8; MAX_TARGETS],
    /// Bit i: decode target i is being sent. `None`: as said last, all of a new structure.
    pub active: Option<u32>,
}

/// How a frame stands to a decode target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Indication {
    NotPresent,
    Discardable,
    /// Who begins with this target here can decode all that follows of it.
    Switch,
    Required,
}

impl Frame {
    /// Reads a descriptor. One with a structure attached ([`Frame::attached`]) puts it into `fresh`, and is of it; any
    /// other is of `known`. On a refusal `fresh` holds nothing of use.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub fn read(bytes: &[u8], known: Option<&Structure>, fresh: &mut Structure) -> Result<Self, Refusal> {
        let Mandatory { begins_frame, ends_frame, template, number, attached } =
            Mandatory::read(bytes).ok_or(Refusal::Short)?;
        if bytes.len() > MAX_BYTES {
            return Err(Refusal::Bound);
        }
        let mut reader = BitReader::new(&bytes[MANDATORY..]);
        let mut flags = [false; 5];
        if bytes.len() > MANDATORY {
            for place in &mut flags {
                *place = flag(&mut reader)?;
            }
        }
        let [_, has_active, own_indications, own_needs, own_links] = flags;
        let structure = if attached {
            fresh.fill(&mut reader)?;
            fresh
        } else {
            known.ok_or(Refusal::UnknownTemplate)?
        };
        let targets = usize::from(structure.target_count);
        let mut active = attached.then(|| structure.all_targets());
        if has_active {
            active = Some(take(&mut reader, targets)?);
        }
        let at = usize::from((template + 64 - structure.offset) % 64);
        let template = structure.templates().get(at).ok_or(Refusal::UnknownTemplate)?;
        let mut frame = Self {
            number,
            begins_frame,
            ends_frame,
            attached,
            spatial: template.spatial,
            temporal: template.temporal,
            indications: template.indications,
            needs: template.needs,
            links: template.links,
            active,
        };
        if own_indications {
            frame.indications = read_indications(&mut reader, targets)?;
        }
        if own_needs {
            frame.needs = Needs::default();
            while let size @ 1.. = take(&mut reader, 2)? {
                frame.needs.push(take(&mut reader, 4 * size as usize)? as u16 + 1)?;
            }
        }
        if own_links {
            for link in &mut frame.links[..usize::from(structure.chain_count)] {
                *link = take(&mut reader, 8)? as u8;
            }
        }
        Ok(frame)
    }

    #[must_use]
    pub fn indication(&self, target: usize) -> Indication {
        match self.indications >> (2 * target.min(MAX_TARGETS - 1)) & 3 {
            0 => Indication::NotPresent,
            1 => Indication::Discardable,
            2 => Indication::Switch,
            _ => Indication::Required,
        }
    }

    /// Distance to the frame before in the chain that protects a decode target; 0 when none is needed or none protects.
    #[must_use]
    pub fn link(&self, structure: &Structure, target: usize) -> u8 {
        let chain = structure.protected_by.get(target).copied().unwrap_or(0);
        if chain < structure.chain_count { self.links[usize::from(chain)] } else { 0 }
    }
}

/// Writes a descriptor again under another frame number, with template ids `shift` higher. `active`: the decode targets
/// that are still sent, and the structure that the descriptor is of. Gives the length, at most [`MASK_BYTES`] more than
/// before; `None` when there is no room, or the descriptor ends too soon.
pub fn rewrite(
    bytes: &[u8],
    number: u16,
    shift: u8,
    active: Option<(u32, &Structure)>,
    out: &mut [u8],
) -> Option<usize> {
    let written = match active {
        None => {
            out.get_mut(..bytes.len())?.copy_from_slice(bytes);
            bytes.len()
        }
        Some((mask, structure)) => with_active(bytes, mask, structure, out)?,
    };
    out.get_mut(1..MANDATORY)?.copy_from_slice(&number.to_be_bytes());
    let shifted = |id: u8| id.wrapping_add(shift) % MAX_TEMPLATES as u8;
    out[0] = out[0] & !ID | shifted(out[0]);
    if is_attached(bytes) {
        let place = out.get_mut(OFFSET_AT..OFFSET_AT + 2)?;
        let word = u16::from_be_bytes([place[0], place[1]]);
        let offset = u16::from(shifted((word >> OFFSET_BELOW) as u8)) << OFFSET_BELOW;
        place.copy_from_slice(&(word & !(u16::from(ID) << OFFSET_BELOW) | offset).to_be_bytes());
    }
    Some(written)
}

fn with_active(bytes: &[u8], mask: u32, structure: &Structure, out: &mut [u8]) -> Option<usize> {
    let attached = Mandatory::read(bytes)?.attached;
    let targets = usize::from(structure.target_count);
    let (mut from, mut to) = (BitReader::new(bytes), BitWriter::new(out));
    copy(&mut from, &mut to, 8 * MANDATORY)?;
    if bytes.len() == MANDATORY {
        to.put(0b01000, 5)?;
        to.put(mask, targets)?;
        return Some(to.finish());
    }
    copy(&mut from, &mut to, ACTIVE_FLAG - 8 * MANDATORY)?;
    let had = from.flag()?;
    to.put(1, 1)?;
    copy(&mut from, &mut to, AFTER_FLAGS - ACTIVE_FLAG - 1 + if attached { usize::from(structure.bits) } else { 0 })?;
    if had {
        from.take(targets)?;
    }
    to.put(mask, targets)?;
    let rest = from.left();
    copy(&mut from, &mut to, rest)?;
    Some(to.finish())
}

fn copy(from: &mut BitReader<'_>, to: &mut BitWriter<'_>, mut count: usize) -> Option<()> {
    while count > 0 {
        let some = count.min(32);
        to.put(from.take(some)?, some)?;
        count -= some;
    }
    Some(())
}

fn all(count: usize) -> u32 {
    ((1u64 << count) - 1) as u32
}

fn take(reader: &mut BitReader<'_>, count: usize) -> Result<u32, Refusal> {
    reader.take(count).ok_or(Refusal::Short)
}

fn flag(reader: &mut BitReader<'_>) -> Result<bool, Refusal> {
    reader.flag().ok_or(Refusal::Short)
}

fn read_indications(reader: &mut BitReader<'_>, targets: usize) -> Result<u64, Refusal> {
    let mut indications = 0;
    for target in 0..targets {
        indications |= u64::from(take(reader, 2)?) << (2 * target);
    }
    Ok(indications)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::random::Random;
    use Indication::{Discardable, NotPresent, Required, Switch};

    /// A keyframe of two spatial and two temporal layers that need one another throughout: four decode targets, two chains, sizes. Written here field by field.
    pub(crate) fn l2t2_keyframe(number: u16, mask: Option<u32>) -> Vec<u8> {
        let mut bytes = [0; MAX_BYTES];
        let mut out = BitWriter::new(&mut bytes);
        let mut put = |value: u32, count| out.put(value, count).unwrap();
        put(0b10, 2);
        put(60, 6);
        put(u32::from(number), 16);
        put(0b10000 | if mask.is_some() { 0b01000 } else { 0 }, 5);
        put(60, 6);
        put(3, 5);
        // S0T0 key, S0T0, S0T1, S1T0 key, S1T0, S1T1.
        [0, 1, 2, 0, 1, 3].iter().for_each(|next| put(*next, 2));
        // Targets S0T0, S0T1, S1T0, S1T1.
        for indications in [[2, 2, 2, 2], [2, 2, 3, 3], [0, 1, 0, 3], [0, 0, 2, 2], [0, 0, 2, 2], [0, 0, 0, 1]] {
            indications.iter().for_each(|indication| put(*indication, 2));
        }
        for needs in [&[][..], &[4], &[2], &[1], &[4, 1], &[2, 1]] {
            for distance in needs {
                put(1, 1);
                put(distance - 1, 4);
            }
            put(0, 1);
        }
        // Two chains of ns(5): 2 in two bits; each target's chain in ns(2).
        put(2, 2);
        [0, 0, 1, 1].iter().for_each(|chain| put(*chain, 1));
        for links in [[0, 0], [4, 3], [2, 1], [1, 1], [1, 1], [3, 2]] {
            links.iter().for_each(|link| put(*link, 4));
        }
        put(1, 1);
        [639, 359, 1279, 719].iter().for_each(|side| put(*side, 16));
        if let Some(mask) = mask {
            put(mask, 4);
        }
        let length = out.finish();
        bytes[..length].to_vec()
    }

    fn indications(frame: &Frame) -> [Indication; 4] {
        std::array::from_fn(|target| frame.indication(target))
    }

    #[test]
    fn structure_and_frames_of_two_spatial_and_two_temporal_layers() {
        let (mut structure, mut none) = (Structure::default(), Structure::default());
        let key = Frame::read(&l2t2_keyframe(0xfffe, None), None, &mut structure).unwrap();
        assert_eq!((key.number, key.attached, key.active), (0xfffe, true, Some(0b1111)));
        assert_eq!(structure.targets(), [(0, 0), (0, 1), (1, 0), (1, 1)]);
        assert_eq!(structure.sizes(), [(640, 360), (1280, 720)]);
        assert_eq!(indications(&key), [Switch; 4]);
        assert!(key.needs.as_slice().is_empty());
        // Template 2 (id 62), alone: three bytes.
        let upper = Frame::read(&[0xc0 | 62, 0, 1], Some(&structure), &mut none).unwrap();
        assert_eq!((upper.spatial, upper.temporal, upper.begins_frame, upper.ends_frame), (0, 1, true, true));
        assert_eq!(indications(&upper), [NotPresent, Discardable, NotPresent, Required]);
        assert_eq!((upper.needs.as_slice(), upper.active), (&[2][..], None));
        assert_eq!((upper.link(&structure, 1), upper.link(&structure, 3)), (2, 1));
        // Ids wrap at 64: template 4 has id 0.
        let top = Frame::read(&[0x80, 0, 2], Some(&structure), &mut none).unwrap();
        assert_eq!((top.spatial, top.temporal, top.needs.as_slice()), (1, 0, &[4, 1][..]));
        assert_eq!(Frame::read(&[0x80 | 2, 0, 2], Some(&structure), &mut none), Err(Refusal::UnknownTemplate));
        assert_eq!(Frame::read(&[0x80, 0, 2], None, &mut none), Err(Refusal::UnknownTemplate));
        assert_eq!(Frame::read(&[0x80, 0], Some(&structure), &mut none), Err(Refusal::Short));
    }

    #[test]
    fn a_frame_may_differ_from_its_template() {
        let mut structure = Structure::default();
        Frame::read(&l2t2_keyframe(1, None), None, &mut structure).unwrap();
        let mut bytes = [0; 32];
        let mut out = BitWriter::new(&mut bytes);
        for (value, count) in [
            (0b10, 2),
            (61, 6),
            (9, 16),
            // Active targets, indications, needs and links of its own.
            (0b01111, 5),
            (0b0011, 4),
            (0b01_10_11_00, 8),
            (1, 2),
            (4, 4),
            (3, 2),
            (299, 12),
            (0, 2),
            (200, 8),
            (0, 8),
        ] {
            out.put(value, count).unwrap();
        }
        let length = out.finish();
        let frame = Frame::read(&bytes[..length], Some(&structure), &mut Structure::default()).unwrap();
        assert_eq!((frame.active, frame.needs.as_slice()), (Some(0b0011), &[5, 300][..]));
        assert_eq!(indications(&frame), [Discardable, Switch, Required, NotPresent]);
        assert_eq!((frame.link(&structure, 0), frame.link(&structure, 2)), (200, 0));
    }

    /// Another number and another list of active targets; all else is read back as it was.
    #[test]
    fn written_again() {
        let mut structure = Structure::default();
        let key = l2t2_keyframe(7, None);
        Frame::read(&key, None, &mut structure).unwrap();
        let mut out = [0; MAX_BYTES + MASK_BYTES];
        let length = rewrite(&key, 0x1234, 0, Some((0b0011, &structure)), &mut out).unwrap();
        let mut expected = l2t2_keyframe(0x1234, Some(0b0011));
        expected.resize(length.max(expected.len()), 0);
        assert_eq!(out[..length], expected);
        assert!(length <= key.len() + MASK_BYTES);
        // Twice is the same as once: the list that was there is replaced.
        let mut twice = [0; MAX_BYTES + MASK_BYTES];
        let again = rewrite(&out[..length], 9, 0, Some((0b0111, &structure)), &mut twice).unwrap();
        let read = Frame::read(&twice[..again], None, &mut Structure::default()).unwrap();
        assert_eq!((read.number, read.active, again), (9, Some(0b0111), length));

        let short = rewrite(&[0x80 | 61, 0, 1], 0xabcd, 0, None, &mut out).unwrap();
        assert_eq!(out[..short], [0x80 | 61, 0xab, 0xcd]);
        let longer = rewrite(&[0x80 | 61, 0, 1], 5, 0, Some((0b0001, &structure)), &mut out).unwrap();
        let read = Frame::read(&out[..longer], Some(&structure), &mut Structure::default()).unwrap();
        assert_eq!((longer, read.number, read.active, read.needs.as_slice()), (5, 5, Some(1), &[4][..]));
        assert_eq!(rewrite(&key, 1, 0, None, &mut [0; 10]), None, "no room");
    }

    /// A structure and what is of it move together, to where what is of the one before is not understood.
    #[test]
    fn template_ids_move() {
        let mut structures = [Structure::default(), Structure::default()];
        let key = l2t2_keyframe(7, None);
        Frame::read(&key, None, &mut structures[0]).unwrap();
        assert_eq!((structures[0].offset(), structures[0].template_count()), (60, 6));
        let mut out = [0; MAX_BYTES + MASK_BYTES];
        let length = rewrite(&key, 8, 6, None, &mut out).unwrap();
        let read = Frame::read(&out[..length], None, &mut structures[1]).unwrap();
        assert_eq!((read.number, read.spatial, read.active), (8, 0, Some(0b1111)));
        assert_eq!(structures[1], Structure { offset: 2, ..structures[0].clone() });
        let length = rewrite(&[0x80 | 61, 0, 1], 9, 6, None, &mut out).unwrap();
        let reads = structures.each_ref().map(|of| Frame::read(&out[..length], Some(of), &mut Structure::default()));
        assert_eq!(reads[0], Err(Refusal::UnknownTemplate));
        assert_eq!(reads[1].unwrap().needs.as_slice(), [4]);
    }

    #[test]
    fn structures_are_alike_whatever_their_ids_and_what_was_read_before() {
        let (mut fresh, mut used) = (Structure::default(), Structure::default());
        let key = l2t2_keyframe(7, None);
        Frame::read(&key, None, &mut fresh).unwrap();
        let mut moved = [0; MAX_BYTES];
        let length = rewrite(&key, 8, 6, None, &mut moved).unwrap();
        used.templates = [Template { spatial: 3, ..NO_TEMPLATE }; MAX_TEMPLATES];
        used.protected_by = [7; MAX_TARGETS];
        Frame::read(&moved[..length], None, &mut used).unwrap();
        assert!(fresh.is_like(&used) && used.is_like(&fresh));
        let others: [fn(&mut Structure); 3] =
            [|of| of.templates[1].needs.push(3).unwrap(), |of| of.template_count -= 1, |of| of.protected_by[3] = 0];
        for change in others {
            let mut other = fresh.clone();
            change(&mut other);
            assert!(!fresh.is_like(&other));
        }
    }

    #[test]
    fn any_bytes_are_read_without_panic() {
        let mut structure = Structure::default();
        let key = l2t2_keyframe(7, None);
        Frame::read(&key, None, &mut structure).unwrap();
        let mut random = Random::new(5);
        for _ in 0..60_000 {
            let mut bytes = key.clone();
            match random.below(3) {
                0 => bytes = (0..random.below(60)).map(|_| random.next() as u8).collect(),
                1 => bytes.truncate(random.below(key.len() as u64) as usize),
                _ => (0..1 + random.below(6)).for_each(|_| {
                    let at = random.below(bytes.len() as u64) as usize;
                    bytes[at] = random.next() as u8;
                }),
            }
            let mut fresh = Structure::default();
            let Ok(frame) = Frame::read(&bytes, Some(&structure), &mut fresh) else { continue };
            let of = if frame.attached { &fresh } else { &structure };
            let mut out = [0; MAX_BYTES + MASK_BYTES];
            let shift = random.below(64) as u8;
            let length = rewrite(&bytes, 77, shift, Some((0b1, of)), &mut out).unwrap();
            let moved = Structure { offset: (structure.offset + shift) % 64, ..structure.clone() };
            let again = Frame::read(&out[..length], Some(&moved), &mut Structure::default());
            assert_eq!(again, Ok(Frame { number: 77, active: Some(1), ..frame }), "{bytes:02x?}");
        }
    }
}
