//! Evaluation of a constraint over whole sets of configurations at once.

use crate::tags::{TagKind, tag_kind, where_port_decides};
use crate::{Constraint, TargetSet};

/// One step of a constraint in postfix order.
enum Step<'a> {
    Tag(&'a str),
    Not,
    And,
    Or,
}

/// The constraint in postfix order. By a worklist, since a constraint may be nested as deep as its
/// maker likes.
fn postfix(constraint: &Constraint) -> Vec<Step<'_>> {
    let mut steps = Vec::new();
    let mut work = vec![constraint];
    while let Some(next) = work.pop() {
        match next {
            Constraint::Tag(tag) => steps.push(Step::Tag(tag)),
            Constraint::Not(operand) => {
                steps.push(Step::Not);
                work.push(operand);
            }
            Constraint::And(left, right) => {
                steps.push(Step::And);
                work.extend([&**left, right]);
            }
            Constraint::Or(left, right) => {
                steps.push(Step::Or);
                work.extend([&**left, right]);
            }
        }
    }
    steps.reverse();
    steps
}

/// A value that tags can have: a set, or what is known of one.
trait Value: Copy {
    fn not(self, universe: TargetSet) -> Self;
    fn and(self, other: Self) -> Self;
    fn or(self, other: Self) -> Self;
}

impl Value for TargetSet {
    fn not(self, universe: TargetSet) -> TargetSet {
        universe - self
    }
    fn and(self, other: TargetSet) -> TargetSet {
        self & other
    }
    fn or(self, other: TargetSet) -> TargetSet {
        self | other
    }
}

/// Where something holds for every choice of the free tags, and where for some.
#[derive(Clone, Copy)]
struct Bounds {
    must: TargetSet,
    may: TargetSet,
}

impl Value for Bounds {
    fn not(self, universe: TargetSet) -> Bounds {
        Bounds { must: universe - self.may, may: universe - self.must }
    }
    fn and(self, other: Bounds) -> Bounds {
        Bounds { must: self.must & other.must, may: self.may & other.may }
    }
    fn or(self, other: Bounds) -> Bounds {
        Bounds { must: self.must | other.must, may: self.may | other.may }
    }
}

fn run<V: Value>(
    steps: &[Step<'_>],
    universe: TargetSet,
    value: &mut impl FnMut(&str) -> V,
) -> Option<V> {
    let mut stack = Vec::new();
    for step in steps {
        let next = match step {
            Step::Tag(tag) => value(tag),
            Step::Not => stack.pop().map(|operand: V| operand.not(universe))?,
            Step::And => stack.pop()?.and(stack.pop()?),
            Step::Or => stack.pop()?.or(stack.pop()?),
        };
        stack.push(next);
    }
    stack.pop()
}

/// Where a constraint holds, given where each tag holds.
pub(crate) fn evaluate(
    constraint: &Constraint,
    universe: TargetSet,
    tag_holds_on: &mut impl FnMut(&str) -> TargetSet,
) -> TargetSet {
    run(&postfix(constraint), universe, tag_holds_on).unwrap_or_default()
}

/// Up to so many free tags, every choice is tried.
const FREE_TAGS_TRIED: usize = 10;

/// Where a constraint holds for some choice of the free tags.
pub(crate) fn may_hold(constraint: &Constraint, universe: TargetSet) -> TargetSet {
    let decided = |tag: &str| where_port_decides(tag) & universe;
    may_hold_given(constraint, universe, &decided, &|tag| where_free(tag, universe))
}

/// Where a constraint holds for some choice of the free tags, if every port had a system that is
/// not in the table.
pub(crate) fn may_hold_on_new_system(constraint: &Constraint, universe: TargetSet) -> TargetSet {
    let decided = |tag: &str| match tag_kind(tag) {
        TagKind::System => TargetSet::EMPTY,
        _ => where_port_decides(tag) & universe,
    };
    let free = |tag: &str| match tag_kind(tag) {
        TagKind::Unix => Some(universe),
        _ => where_free(tag, universe),
    };
    may_hold_given(constraint, universe, &decided, &free)
}

/// Where a constraint holds for some choice of the free tags, if every port had an architecture
/// that is not in the table.
pub(crate) fn may_hold_on_new_architecture(
    constraint: &Constraint,
    universe: TargetSet,
) -> TargetSet {
    let decided = |tag: &str| match tag_kind(tag) {
        TagKind::Architecture | TagKind::Feature => TargetSet::EMPTY,
        _ => where_port_decides(tag) & universe,
    };
    let free = |tag: &str| match tag_kind(tag) {
        TagKind::Feature => None,
        _ => where_free(tag, universe),
    };
    may_hold_given(constraint, universe, &decided, &free)
}

/// Where a constraint holds for some choice of the free tags. `free` says which tags are and where
/// they can be set, `decided` where the others are.
fn may_hold_given(
    constraint: &Constraint,
    universe: TargetSet,
    decided: &dyn Fn(&str) -> TargetSet,
    free_on: &dyn Fn(&str) -> Option<TargetSet>,
) -> TargetSet {
    let steps = postfix(constraint);
    let mut free: Vec<(&str, TargetSet)> = Vec::new();
    for step in &steps {
        if let Step::Tag(tag) = step
            && !free.iter().any(|(known, _)| known == tag)
            && let Some(set) = free_on(tag)
        {
            free.push((tag, set));
        }
    }
    let find = |tag: &str| free.iter().position(|(name, _)| *name == tag);
    if free.len() > FREE_TAGS_TRIED {
        let mut bounds = |tag: &str| {
            let set = decided(tag);
            match find(tag) {
                Some(at) => Bounds { must: TargetSet::EMPTY, may: free[at].1 },
                None => Bounds { must: set, may: set },
            }
        };
        return run(&steps, universe, &mut bounds).map(|b| b.may).unwrap_or_default();
    }
    let choice = |chosen: u32| {
        let mut value = |tag: &str| match find(tag) {
            Some(at) if chosen & 1 << at != 0 => free[at].1,
            Some(_) => TargetSet::EMPTY,
            None => decided(tag),
        };
        run(&steps, universe, &mut value).unwrap_or_default()
    };
    (0..1 << free.len()).map(choice).collect()
}

/// Where a tag can be set at all, if no port decides it. Features belong to one architecture.
fn where_free(tag: &str, universe: TargetSet) -> Option<TargetSet> {
    match tag_kind(tag) {
        TagKind::System | TagKind::Architecture | TagKind::Unix | TagKind::Cgo => None,
        TagKind::Feature => {
            let arch = tag.split('.').next().unwrap_or_default();
            Some(TargetSet::of_arch(arch) & universe)
        }
        TagKind::Compiler | TagKind::Release(_) | TagKind::Experiment | TagKind::Custom => {
            Some(universe)
        }
    }
}
