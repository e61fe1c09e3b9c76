//! Sets of configurations as `//go:build` expressions.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashSet};
use std::rc::Rc;

use crate::tags::where_port_decides;
use crate::{Constraint, Port, TargetSet};

impl TargetSet {
    /// The shortest `//go:build` expression (without that prefix) that holds on exactly this set as
    /// far as `within` reaches: fewest tags first; among equals systems rather than architectures and
    /// cgo, and plain tags rather than negated ones. `None` for the empty set and for all of `within`,
    /// which need no tag, and never otherwise.
    pub fn as_constraint(self, within: TargetSet) -> Option<String> {
        let set = self & within;
        if set.is_empty() || set == within {
            return None;
        }
        Some(search(set, within)?.to_string())
    }
}

/// What is left to say: `set` among `within`. Outside `within` anything may hold.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Goal {
    set: TargetSet,
    within: TargetSet,
}

/// An expression over one to three tags, and where it holds.
struct Term {
    constraint: Constraint,
    holds_on: TargetSet,
    cost: u32,
}

/// A step towards the goal: `term && …` or `term || …`.
struct Step {
    term: usize,
    is_and: bool,
    before: Option<Rc<Step>>,
}

/// Goals looked at before the search settles for steps that go farthest.
const PATIENCE: usize = 400;

/// Dijkstra over goals: an `&&` with something that holds on more, or an `||` with something that holds on
/// less, leaves a smaller goal.
fn search(set: TargetSet, within: TargetSet) -> Option<Constraint> {
    let terms = terms(set, within);
    let goal = Goal { set, within };
    dijkstra(goal, &terms).or_else(|| greedy(goal, &terms))
}

fn dijkstra(start: Goal, terms: &[Term]) -> Option<Constraint> {
    let mut goals = vec![(start, None::<Rc<Step>>)];
    let mut queue = BinaryHeap::from([Reverse((0, 0))]);
    let mut seen = HashSet::new();
    while let Some(Reverse((cost, at))) = queue.pop() {
        let (goal, steps) = goals[at].clone();
        if goal.set == goal.within {
            // Only the last step can leave nothing to say.
            return steps.and_then(|last| build(&last, terms));
        }
        if !seen.insert(goal) {
            continue;
        }
        if seen.len() > PATIENCE {
            return None;
        }
        for (index, term) in terms.iter().enumerate() {
            for (next, is_and) in next_goals(goal, term) {
                if !seen.contains(&next) {
                    let step = Step { term: index, is_and, before: steps.clone() };
                    queue.push(Reverse((cost + term.cost, goals.len())));
                    goals.push((next, Some(Rc::new(step))));
                }
            }
        }
    }
    None
}

/// Takes the term that decides the most configurations for its cost, until nothing is left to say.
fn greedy(start: Goal, terms: &[Term]) -> Option<Constraint> {
    let (mut goal, mut steps) = (start, None::<Rc<Step>>);
    while goal.set != goal.within {
        let mut best: Option<(usize, Goal, usize, bool)> = None;
        for (index, term) in terms.iter().enumerate() {
            for (next, is_and) in next_goals(goal, term) {
                let decided = goal.within.len() - next.within.len();
                let worth = decided * 100_000 / term.cost as usize;
                if best.is_none_or(|(most, ..)| worth > most) {
                    best = Some((worth, next, index, is_and));
                }
            }
        }
        let (_, next, term, is_and) = best?;
        steps = Some(Rc::new(Step { term, is_and, before: steps }));
        goal = next;
    }
    build(&*steps?, terms)
}

/// What a term as the next step leaves to say. A goal whose set is all or nothing of its `within` is met by
/// the term alone, and both are written as `set == within`.
fn next_goals(goal: Goal, term: &Term) -> impl Iterator<Item = (Goal, bool)> {
    let holds_on = term.holds_on & goal.within;
    let and = (goal.set.is_subset_of(holds_on) && holds_on != goal.within)
        .then_some((Goal { set: goal.set, within: holds_on }, true));
    let or = (holds_on.is_subset_of(goal.set) && !holds_on.is_empty() && holds_on != goal.set)
        .then_some((Goal { set: goal.set - holds_on, within: goal.within - holds_on }, false));
    and.into_iter().chain(or)
}

/// The expression that the steps make, from the last to the first.
fn build(last: &Step, terms: &[Term]) -> Option<Constraint> {
    let mut whole: Option<Constraint> = None;
    let mut next = Some(last);
    while let Some(step) = next {
        let term = terms[step.term].constraint.clone();
        whole = Some(match whole {
            None => term,
            Some(rest) if step.is_and => term.and(rest),
            Some(rest) => term.or(rest),
        });
        next = step.before.as_deref();
    }
    whole
}

/// The tags that tell configurations of `within` apart, plain and negated, and their conjunctions and
/// disjunctions that can be a step of some goal.
fn terms(set: TargetSet, within: TargetSet) -> Vec<Term> {
    let mut words: Vec<(&str, u32)> = vec![("unix", 100), ("cgo", 130)];
    words.extend(within.ports().map(|port| (port.os(), 100)));
    words.extend(within.ports().map(|port| (port.arch(), 120)));
    words.sort_unstable();
    words.dedup();
    let mut literals = Vec::new();
    for (word, cost) in words {
        let holds_on = where_port_decides(word) & within;
        if !holds_on.is_empty() && holds_on != within {
            let plain = Constraint::tag(word);
            literals.push(Term { constraint: plain.clone(), holds_on, cost });
            let holds_on = within - holds_on;
            literals.push(Term { constraint: plain.negated(), holds_on, cost: cost + 15 });
        }
    }
    let mut pairs = Vec::new();
    for (index, left) in literals.iter().enumerate() {
        for right in &literals[index + 1..] {
            let both = |a: &Term, b: &Term| (a.constraint.clone(), b.constraint.clone());
            let cost = left.cost + right.cost + 10;
            let holds_on = left.holds_on & right.holds_on;
            if !holds_on.is_empty() && holds_on.is_subset_of(set) {
                let (a, b) = both(left, right);
                pairs.push(Term { constraint: a.and(b), holds_on, cost });
            }
            let holds_on = left.holds_on | right.holds_on;
            if holds_on != within && set.is_subset_of(holds_on) {
                let (a, b) = both(left, right);
                pairs.push(Term { constraint: a.or(b), holds_on, cost });
            }
        }
    }
    literals.extend(pairs);
    literals.extend(set.ports().flat_map(|port| single(port, set, within)));
    literals
}

/// Terms for one port, one for each of its configurations in the set, so that every set can be said.
fn single(port: Port, set: TargetSet, within: TargetSet) -> Vec<Term> {
    let mut constraint = Constraint::tag(port.os()).and(Constraint::tag(port.arch()));
    let mut holds_on = where_port_decides(port.os()) & where_port_decides(port.arch());
    let mut cost = 230;
    for other in crate::os::KNOWN {
        if crate::os::implied_os(other) == Some(port.os())
            && where_port_decides(other).intersects(holds_on & within)
        {
            constraint = constraint.and(Constraint::tag(other).negated());
            holds_on -= where_port_decides(other);
            cost += 115;
        }
    }
    let has = set & port.targets();
    if has == within & port.targets() {
        return vec![Term { constraint, holds_on: has, cost }];
    }
    let cgo = Constraint::tag("cgo");
    let cgo = if has.is_subset_of(TargetSet::with_cgo()) { cgo } else { cgo.negated() };
    vec![Term { constraint: constraint.and(cgo), holds_on: has, cost: cost + 130 }]
}
