//! AES-GCM by aws-lc with 16-byte tags. Its own Rust interface hides where a key lies; here it can be asked for before its
//! turn, for sealing begins with some six hundred bytes of round keys and powers that have gone cold.

use crate::prefetch;
use aws_lc_sys::{
    EVP_AEAD_CTX, EVP_AEAD_CTX_free, EVP_AEAD_CTX_new, EVP_AEAD_CTX_open_gather, EVP_AEAD_CTX_seal_scatter,
    EVP_aead_aes_128_gcm, EVP_aead_aes_256_gcm,
};
use std::ptr::{NonNull, null};

pub const TAG: usize = 16;
pub type Nonce = [u8; 12];

/// An expanded key; its memory is wiped when it is dropped.
pub struct Key(NonNull<EVP_AEAD_CTX>);

// SAFETY: whoever has the value has the key alone, and sealing and opening only read it.
unsafe impl Send for Key {}
// SAFETY: as above.
unsafe impl Sync for Key {}

impl Key {
    /// `None` when it has neither 16 nor 32 bytes, or there is no memory.
    pub fn new(key: &[u8]) -> Option<Self> {
        aws_lc_rs::init();
        // SAFETY: the pointer and length describe `key`; the algorithms are constants of the library.
        let context = unsafe {
            let algorithm = match key.len() {
                16 => EVP_aead_aes_128_gcm(),
                32 => EVP_aead_aes_256_gcm(),
                _ => return None,
            };
            EVP_AEAD_CTX_new(algorithm, key.as_ptr(), key.len(), TAG)
        };
        NonNull::new(context).map(Self)
    }

    /// Asks for the whole key.
    #[inline]
    pub fn prefetch(&self) {
        // SAFETY: it is valid until the value is dropped.
        prefetch::whole(unsafe { self.0.as_ref() });
    }

    /// Seals `plain` into `sealed`, which is as long, and `tag`. `None` when it could not.
    #[inline]
    pub fn seal(&self, nonce: &Nonce, aad: &[u8], plain: &[u8], sealed: &mut [u8], tag: &mut [u8]) -> Option<()> {
        if sealed.len() != plain.len() {
            return None;
        }
        // SAFETY: `sealed` has room for as many bytes as `plain`, and they do not overlap.
        unsafe { self.seal_scatter(nonce, aad, plain.as_ptr(), sealed.as_mut_ptr(), plain.len(), tag) }
    }

    /// As [`Self::seal`], in place.
    #[inline]
    pub fn seal_in_place(&self, nonce: &Nonce, aad: &[u8], body: &mut [u8], tag: &mut [u8]) -> Option<()> {
        let at = body.as_mut_ptr();
        // SAFETY: input and output are the same bytes.
        unsafe { self.seal_scatter(nonce, aad, at, at, body.len(), tag) }
    }

    /// # Safety
    /// `plain` can be read and `sealed` written for `length` bytes, and they are the same or do not overlap.
    #[inline]
    unsafe fn seal_scatter(
        &self,
        nonce: &Nonce,
        aad: &[u8],
        plain: *const u8,
        sealed: *mut u8,
        length: usize,
        tag: &mut [u8],
    ) -> Option<()> {
        let mut written = 0;
        // SAFETY: the key is valid, `plain` and `sealed` are by the caller's promise, all else is described by slices.
        let done = unsafe {
            EVP_AEAD_CTX_seal_scatter(
                self.0.as_ptr(),
                sealed,
                tag.as_mut_ptr(),
                &mut written,
                tag.len(),
                nonce.as_ptr(),
                nonce.len(),
                plain,
                length,
                null(),
                0,
                aad.as_ptr(),
                aad.len(),
            )
        };
        (done == 1 && written == tag.len()).then_some(())
    }

    /// Opens a sealed body with its tag behind it, in place; gives the plain length. `None` when it is not authentic: its
    /// bytes mean nothing then.
    #[inline]
    pub fn open_in_place(&self, nonce: &Nonce, aad: &[u8], body: &mut [u8]) -> Option<usize> {
        let length = body.len().checked_sub(TAG)?;
        let at = body.as_mut_ptr();
        // SAFETY: the key is valid, input and output are the same bytes, the tag lies behind them.
        let done = unsafe {
            EVP_AEAD_CTX_open_gather(
                self.0.as_ptr(),
                at,
                nonce.as_ptr(),
                nonce.len(),
                at,
                length,
                at.add(length),
                TAG,
                aad.as_ptr(),
                aad.len(),
            )
        };
        (done == 1).then_some(length)
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        // SAFETY: it came from `EVP_AEAD_CTX_new` and is used no more.
        unsafe { EVP_AEAD_CTX_free(self.0.as_ptr()) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_lc_rs::aead::{AES_128_GCM, AES_256_GCM, Aad, LessSafeKey, Nonce as TheirNonce, UnboundKey};

    /// What it seals is what the library's own interface seals, and it opens that and nothing that was changed.
    #[test]
    fn agrees_with_the_librarys_own_interface() {
        for (bytes, algorithm) in [(16, &AES_128_GCM), (32, &AES_256_GCM)] {
            let secret = vec![9; bytes];
            let (ours, theirs) =
                (Key::new(&secret).unwrap(), LessSafeKey::new(UnboundKey::new(algorithm, &secret).unwrap()));
            for length in [0, 1, 15, 16, 17, 1_200] {
                let (nonce, aad) = ([length as u8; 12], [3; 28]);
                let plain: Vec<u8> = (0..length).map(|at| at as u8).collect();
                let mut expected = plain.clone();
                let their_nonce = TheirNonce::assume_unique_for_key(nonce);
                theirs.seal_in_place_append_tag(their_nonce, Aad::from(aad), &mut expected).unwrap();
                let mut sealed = vec![0; length + TAG];
                let (body, tag) = sealed.split_at_mut(length);
                ours.seal(&nonce, &aad, &plain, body, tag).unwrap();
                assert_eq!(sealed, expected, "{bytes} {length}");
                let mut in_place = plain.clone();
                in_place.resize(length + TAG, 0);
                let (body, tag) = in_place.split_at_mut(length);
                ours.seal_in_place(&nonce, &aad, body, tag).unwrap();
                assert_eq!(in_place, expected);
                let mut forged = expected.clone();
                forged[length] ^= 1;
                assert_eq!(ours.open_in_place(&nonce, &aad, &mut forged), None);
                assert_eq!(ours.open_in_place(&nonce, &[4; 28], &mut expected.clone()), None);
                assert_eq!(ours.open_in_place(&nonce, &aad, &mut expected), Some(length));
                assert_eq!(expected[..length], plain);
            }
            assert_eq!(ours.open_in_place(&[0; 12], &[], &mut [0; TAG - 1]), None, "shorter than a tag");
            assert_eq!(ours.seal(&[0; 12], &[], &[1, 2], &mut [0; 3], &mut [0; TAG]), None, "of unequal length");
            assert_eq!(ours.seal(&[0; 12], &[], &[1, 2], &mut [0; 2], &mut [0; TAG - 1]), None, "no room for the tag");
        }
        assert!(Key::new(&[1; 24]).is_none());
    }
}
