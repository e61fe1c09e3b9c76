//! Texts about sets, each made once: a run says the same few sets thousands of times.

use std::sync::Arc;

use dashmap::DashMap;

use crate::TargetSet;

/// As many as are kept. Few runs need a tenth of it.
const MOST: usize = 10_000;

/// What was made of a set in the light of another.
#[derive(Default)]
pub(crate) struct Remembered<V>(DashMap<(TargetSet, TargetSet), Arc<V>>);

impl<V> Remembered<V> {
    /// What was made of the two sets, or is made now.
    pub(crate) fn get_or_make(
        &self,
        set: TargetSet,
        within: TargetSet,
        make: impl FnOnce() -> V,
    ) -> Arc<V> {
        let known = self.0.get(&(set, within)).map(|known| Arc::clone(&known));
        known.unwrap_or_else(|| {
            let text = Arc::new(make());
            if self.0.len() >= MOST {
                self.0.clear();
            }
            self.0.insert((set, within), Arc::clone(&text));
            text
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_made_once() {
        let remembered = Remembered::default();
        let (all, none) = (TargetSet::all(), TargetSet::EMPTY);
        let first = remembered.get_or_make(all, none, || 1);
        assert_eq!((*first, *remembered.get_or_make(all, none, || 2)), (1, 1));
        assert_eq!(*remembered.get_or_make(none, all, || 3), 3);
    }
}
