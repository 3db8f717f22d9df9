//! Values under small, reusable numbers.

use crate::prefetch;

pub struct Slab<T> {
    items: Vec<Option<T>>,
    free: Vec<usize>,
}

impl<T> Slab<T> {
    pub fn new() -> Self {
        Self { items: Vec::new(), free: Vec::new() }
    }
    pub fn insert(&mut self, item: T) -> usize {
        if let Some(at) = self.free.pop() {
            self.items[at] = Some(item);
            return at;
        }
        self.items.push(Some(item));
        self.items.len() - 1
    }
    pub fn remove(&mut self, at: usize) -> Option<T> {
        let item = self.items.get_mut(at)?.take();
        if item.is_some() {
            self.free.push(at);
        }
        item
    }
    #[inline]
    pub fn get(&self, at: usize) -> Option<&T> {
        self.items.get(at)?.as_ref()
    }
    #[inline]
    pub fn get_mut(&mut self, at: usize) -> Option<&mut T> {
        self.items.get_mut(at)?.as_mut()
    }
    /// Asks for the first `bytes` of an item, whose turn comes soon.
    #[inline]
    pub fn prefetch(&self, at: usize, bytes: usize) {
        if let Some(item) = self.items.get(at) {
            prefetch::head(item, bytes);
        }
    }
    pub fn iter(&self) -> impl Iterator<Item = (usize, &T)> {
        self.items.iter().enumerate().filter_map(|(at, item)| Some((at, item.as_ref()?)))
    }
    /// One past the largest number in use or free.
    pub fn span(&self) -> usize {
        self.items.len()
    }
}
