//! What one run works out once, although many findings ask for it.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use platform::TargetSet;
use project::{FilePath, PackageId};

use crate::Fix;
use crate::stub::Stub;

/// Answers that depend on the Snapshot and the key alone. A panic leaves none behind.
#[derive(Default)]
pub(crate) struct Memo {
    pub(crate) stubs: Stubs,
    /// By file, where what it needs is available, and where it is built or said to be.
    pub(crate) narrowed: Answers<(FilePath, TargetSet, TargetSet), Option<Fix>>,
}

/// Stubs that were written for missing names. They hold as long as everything is declared and used
/// as it was; where only uses change, they may offer one name too many or too few.
#[derive(Clone, Debug, Default)]
pub struct Stubs(pub(crate) Arc<Answers<StubKey, Arc<Stub>>>);

/// A package, a name, and what is judged.
type StubKey = (PackageId, Box<str>, TargetSet);

/// Answers to one kind of question.
pub(crate) struct Answers<K, V>(Mutex<HashMap<K, V>>);

impl<K, V> Default for Answers<K, V> {
    fn default() -> Answers<K, V> {
        Answers(Mutex::default())
    }
}

impl<K, V> fmt::Debug for Answers<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answers").finish_non_exhaustive()
    }
}

impl<K: Eq + Hash, V: Clone> Answers<K, V> {
    /// The answer, worked out unless it is known. Two threads that ask at once may both work.
    pub(crate) fn of(&self, key: K, work_out: impl FnOnce() -> V) -> V {
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(answer) = known().get(&key) {
            return answer.clone();
        }
        let answer = work_out();
        known().insert(key, answer.clone());
        answer
    }
}
