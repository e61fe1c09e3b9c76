//! Conditions of the preprocessor: which lines are compiled, and which may be.

/// Whether lines are compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Compiled,
    /// Nobody knows.
    Uncertain,
    Skipped,
}

/// One `#if … #endif`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group {
    around: Standing,
    /// Whether a branch before was compiled; none where nobody knows.
    was_compiled: Option<bool>,
    /// The lines of the branch at hand.
    pub(super) standing: Standing,
    /// The opening braces less the closing ones of the branch at hand.
    pub(super) braces: i32,
    /// Those of the first branch that may be compiled.
    first_braces: Option<i32>,
    /// The branch at hand is not the first that may be compiled: it stands for that one.
    pub(super) is_alternative: bool,
    has_else: bool,
    /// How many tokens there were before it.
    pub(super) start: usize,
}

impl Group {
    /// At `#if`.
    pub(super) fn new(around: Standing, holds: Option<bool>, start: usize) -> Group {
        let mut group = Group {
            around,
            was_compiled: Some(false),
            standing: Standing::Skipped,
            braces: 0,
            first_braces: None,
            is_alternative: false,
            has_else: false,
            start,
        };
        group.enter(holds);
        group
    }

    fn enter(&mut self, holds: Option<bool>) {
        self.braces = 0;
        self.standing = match (self.around, self.was_compiled, holds) {
            (Standing::Skipped, ..) | (_, Some(true), _) | (_, _, Some(false)) => Standing::Skipped,
            (around, Some(false), Some(true)) => around,
            _ => Standing::Uncertain,
        };
        self.was_compiled = match (self.was_compiled, holds) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            _ => None,
        };
        self.is_alternative = self.standing == Standing::Uncertain && self.first_braces.is_some();
    }

    /// At `#elif` and `#else`. False where the branches differ in their braces: what follows cannot
    /// be told then.
    pub(super) fn next(&mut self, holds: Option<bool>, is_else: bool) -> bool {
        let is_alike = self.leave();
        self.has_else |= is_else;
        self.enter(holds);
        is_alike
    }

    fn leave(&mut self) -> bool {
        if self.standing != Standing::Uncertain {
            return true;
        }
        *self.first_braces.get_or_insert(self.braces) == self.braces
    }

    /// At `#endif`: as [`Group::next`].
    pub(super) fn end(&mut self) -> bool {
        let is_alike = self.leave();
        // Without an `#else`, there may be nothing.
        is_alike && (self.has_else || self.first_braces.is_none_or(|braces| braces == 0))
    }
}

#[cfg(test)]
mod tests {
    use super::Standing::{Compiled, Skipped, Uncertain};
    use super::*;

    #[test]
    fn branches_follow_what_is_known() {
        let standings = |conditions: &[Option<bool>]| {
            let mut group = Group::new(Compiled, conditions[0], 0);
            let mut all = vec![group.standing];
            for condition in &conditions[1..] {
                group.next(*condition, false);
                all.push(group.standing);
            }
            all
        };
        assert_eq!(standings(&[Some(false), Some(true), Some(true)]), [Skipped, Compiled, Skipped]);
        assert_eq!(standings(&[None, Some(true), None]), [Uncertain, Uncertain, Skipped]);
        assert_eq!(standings(&[None, Some(false), None]), [Uncertain, Skipped, Uncertain]);
        assert_eq!(Group::new(Skipped, Some(true), 0).standing, Skipped);
        assert_eq!(Group::new(Uncertain, Some(true), 0).standing, Uncertain);
    }

    #[test]
    fn branches_that_differ_in_braces_are_told() {
        let mut group = Group::new(Compiled, None, 0);
        group.braces = 1;
        assert!(group.next(Some(true), true));
        group.braces = 1;
        assert!(group.end());
        group.braces = 0;
        assert!(!group.end());
        let mut alone = Group::new(Compiled, None, 0);
        alone.braces = 1;
        assert!(!alone.end());
    }
}
