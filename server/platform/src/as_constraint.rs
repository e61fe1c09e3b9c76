//! Sets of configurations as `//go:build` expressions.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashSet};
use std::rc::Rc;
use std::sync::LazyLock;

use crate::remembered::Remembered;
use crate::tags::where_port_decides;
use crate::{Constraint, Port, TargetSet, os};

impl TargetSet {
    /// A short `//go:build` expression (without that prefix) that holds on exactly this set as
    /// far as `within` reaches: few tags; systems rather than architectures and cgo, and plain
    /// tags rather than negated ones. It is found by a search with a limit: for a set that
    /// follows no pattern the answer is as exact, but may be longer than need be. `None` for the
    /// empty set and for all of `within`, and for no other.
    pub fn as_constraint(self, within: TargetSet) -> Option<String> {
        static KNOWN: LazyLock<Remembered<Option<String>>> = LazyLock::new(Remembered::default);
        let set = self & within;
        if set.is_empty() || set == within {
            return None;
        }
        Option::clone(&KNOWN.get_or_make(set, within, || shortest(set, within)))
    }
}

fn shortest(set: TargetSet, within: TargetSet) -> Option<String> {
    let terms = terms(set, within);
    let goal = Goal { set, within };
    let steps = best_first(goal, &terms).or_else(|| greedy(goal, &terms))?;
    Some(expression(&steps, &terms)?.to_string())
}

/// What is left to say: `set` among `within`. Outside `within` anything may hold.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Goal {
    set: TargetSet,
    within: TargetSet,
}

/// What each system's tag, and each architecture's, holds on.
struct Words {
    systems: Vec<TargetSet>,
    architectures: Vec<TargetSet>,
}

impl Words {
    fn of(within: TargetSet) -> Words {
        let by = |word: fn(Port) -> &'static str| {
            let mut words: Vec<&str> = within.ports().map(word).collect();
            words.sort_unstable();
            words.dedup();
            words.into_iter().map(where_port_decides).collect()
        };
        Words { systems: by(Port::os), architectures: by(Port::arch) }
    }

    /// What saying it may cost, and a half more, to keep the search on its way: a tag for each
    /// system (or each architecture) that is partly in the set, and one for each on the smaller
    /// side of those that are wholly in or out.
    fn prospect(&self, goal: Goal) -> u32 {
        let by = |kind: Kind, words: &[TargetSet]| {
            let (mut inside, mut outside, mut partly) = (0, 0, 0);
            for word in words {
                match (word.intersects(goal.set), word.intersects(goal.within - goal.set)) {
                    (true, true) => partly += 1,
                    (true, false) => inside += 1,
                    (false, true) => outside += 1,
                    (false, false) => {}
                }
            }
            (partly + u32::min(inside, outside)) * kind.cost() * 3 / 2
        };
        by(Kind::System, &self.systems).min(by(Kind::Architecture, &self.architectures))
    }
}

/// A tag, plain or negated, or a few of them: what a step adds to the expression.
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

/// Goals looked at before the search settles for the steps that go farthest.
const PATIENCE: usize = 300;

/// What the cheapest tag costs.
const CHEAPEST: u32 = 100;

/// Cheap steps that leave nothing to say: an `&&` with something that holds on more, or an `||`
/// with something that holds on less, leaves a smaller goal. Best first, by what the steps cost and
/// what is likely still to come.
fn best_first(start: Goal, terms: &[Term]) -> Option<Rc<Step>> {
    let words = Words::of(start.within);
    let mut goals = vec![(start, None::<Rc<Step>>)];
    let mut queue = BinaryHeap::from([Reverse((0, 0, 0))]);
    let mut seen = HashSet::new();
    let mut best = (u32::MAX, None);
    while let Some(Reverse((_, cost, at))) = queue.pop() {
        let (goal, steps) = goals[at].clone();
        if goal.set == goal.within && cost < best.0 {
            best = (cost, steps);
        } else if cost + CHEAPEST < best.0 && seen.insert(goal) {
            for (index, term) in terms.iter().enumerate() {
                for (next, is_and) in next_goals(goal, term) {
                    let cost = cost + term.cost;
                    if cost < best.0 && !seen.contains(&next) {
                        let step = Step { term: index, is_and, before: steps.clone() };
                        queue.push(Reverse((cost + words.prospect(next), cost, goals.len())));
                        goals.push((next, Some(Rc::new(step))));
                    }
                }
            }
        }
        if seen.len() >= PATIENCE {
            break;
        }
    }
    best.1
}

/// Takes the term that decides the most configurations for its cost, until nothing is left to say.
fn greedy(start: Goal, terms: &[Term]) -> Option<Rc<Step>> {
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
    steps
}

/// What a term as the next step leaves to say. A goal whose set is all of its `within` is met.
fn next_goals(goal: Goal, term: &Term) -> impl Iterator<Item = (Goal, bool)> {
    let holds_on = term.holds_on & goal.within;
    let and = (goal.set.is_subset_of(holds_on) && holds_on != goal.within)
        .then_some((Goal { set: goal.set, within: holds_on }, true));
    let or = (holds_on.is_subset_of(goal.set) && !holds_on.is_empty() && holds_on != goal.set)
        .then(|| (Goal { set: goal.set - holds_on, within: goal.within - holds_on }, false));
    and.into_iter().chain(or)
}

/// The expression that the steps make. Operands of one operator are put in order: systems,
/// architectures, cgo, then what is compound.
fn expression(last: &Step, terms: &[Term]) -> Option<Constraint> {
    let mut whole: Option<Constraint> = None;
    let mut next = Some(last);
    // The last step is the whole of what remained, so it may join the operands of either operator.
    let mut is_and = last.before.as_ref().is_some_and(|before| before.is_and);
    let mut operands: Vec<Constraint> = Vec::new();
    while let Some(step) = next {
        if !std::ptr::eq(step, last) && step.is_and != is_and {
            whole = join(&mut operands, whole, is_and);
            is_and = step.is_and;
        }
        operands.push(terms[step.term].constraint.clone());
        next = step.before.as_deref();
    }
    join(&mut operands, whole, is_and)
}

fn join(
    operands: &mut Vec<Constraint>,
    rest: Option<Constraint>,
    is_and: bool,
) -> Option<Constraint> {
    operands.sort_by_cached_key(|operand| (rank(operand), operand.to_string()));
    let all = operands.drain(..).chain(rest);
    all.reduce(if is_and { Constraint::and } else { Constraint::or })
}

fn rank(operand: &Constraint) -> u8 {
    match operand {
        Constraint::Tag(tag) if &**tag == "cgo" => 3,
        Constraint::Tag(tag) if crate::arch::is_known_arch(tag) => 2,
        Constraint::Tag(_) => 0,
        Constraint::Not(operand) => rank(operand).max(1),
        Constraint::And(..) | Constraint::Or(..) => 4,
    }
}

/// What a tag speaks of. Two tags of one kind are joined by steps, so terms join only different
/// ones.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    System,
    Architecture,
    Cgo,
}

impl Kind {
    fn cost(self) -> u32 {
        match self {
            Kind::System => CHEAPEST,
            Kind::Architecture => 140,
            Kind::Cgo => 150,
        }
    }
}

/// The tags that tell configurations of `within` apart, plain and negated, and the joins of them
/// that can be a step.
fn terms(set: TargetSet, within: TargetSet) -> Vec<Term> {
    let mut words = vec![(Kind::System, "unix"), (Kind::Cgo, "cgo")];
    words.extend(within.ports().map(|port| (Kind::System, port.os())));
    words.extend(within.ports().map(|port| (Kind::Architecture, port.arch())));
    words.sort_unstable();
    words.dedup();
    let mut literals = Vec::new();
    for (kind, word) in words {
        let holds_on = where_port_decides(word) & within;
        if !holds_on.is_empty() && holds_on != within {
            let (plain, cost) = (Constraint::tag(word), kind.cost());
            literals.push((kind, Term { constraint: plain.clone(), holds_on, cost }));
            let (constraint, holds_on) = (plain.negated(), within - holds_on);
            literals.push((kind, Term { constraint, holds_on, cost: cost + 10 }));
        }
    }
    let mut joins = Vec::new();
    for (index, (kind, left)) in literals.iter().enumerate() {
        let others = literals[index + 1..].iter().filter(|(other, _)| other != kind);
        for (_, right) in others {
            joins.extend(pair(left, right, set, within));
        }
    }
    joins.extend(set.ports().map(|port| single(port, set, within)));
    joins.extend(families(set, within));
    literals.into_iter().map(|(_, term)| term).chain(joins).collect()
}

/// `a && b` where that holds on the set only, `a || b` where it holds on the whole set.
fn pair(left: &Term, right: &Term, set: TargetSet, within: TargetSet) -> Option<Term> {
    let (a, b) = (|| left.constraint.clone(), || right.constraint.clone());
    let cost = left.cost + right.cost + 5;
    let both = left.holds_on & right.holds_on;
    let either = left.holds_on | right.holds_on;
    if !both.is_empty() && both.is_subset_of(set) {
        Some(Term { constraint: a().and(b()), holds_on: both, cost })
    } else if either != within && set.is_subset_of(either) {
        Some(Term { constraint: a().or(b()), holds_on: either, cost })
    } else {
        None
    }
}

/// The term for a port's part of the set, so that every set can be said.
fn single(port: Port, set: TargetSet, within: TargetSet) -> Term {
    let mut constraint = Constraint::tag(port.os());
    let mut holds_on = where_port_decides(port.os()) & where_port_decides(port.arch());
    let mut cost = Kind::System.cost() + Kind::Architecture.cost() + 10;
    for other in os::KNOWN {
        let also = where_port_decides(other) & holds_on & within;
        if os::implied_os(other) == Some(port.os()) && !also.is_empty() {
            constraint = constraint.and(Constraint::tag(other).negated());
            holds_on -= also;
            cost += Kind::System.cost() + 10;
        }
    }
    constraint = constraint.and(Constraint::tag(port.arch()));
    let has = set & port.targets();
    if has != within & port.targets() {
        let cgo = Constraint::tag("cgo");
        let has_cgo = has.is_subset_of(TargetSet::with_cgo());
        constraint = constraint.and(if has_cgo { cgo } else { cgo.negated() });
        cost += Kind::Cgo.cost();
    }
    Term { constraint, holds_on: has, cost }
}

/// `linux || windows` and `amd64 || arm64`: the systems, and the architectures, that the set
/// touches. Sets that are the product of both need them.
fn families(set: TargetSet, within: TargetSet) -> impl Iterator<Item = Term> {
    let family = move |kind: Kind, word: fn(Port) -> &'static str| {
        let mut words: Vec<&str> = set.ports().map(word).collect();
        words.sort_unstable();
        words.dedup();
        let holds_on: TargetSet = words.iter().map(|tag| where_port_decides(tag)).collect();
        let constraint = words.iter().map(|tag| Constraint::tag(tag)).reduce(Constraint::or)?;
        let cost = words.len() as u32 * (kind.cost() + 2);
        Some(Term { constraint, holds_on: holds_on & within, cost })
    };
    let both = [family(Kind::System, Port::os), family(Kind::Architecture, Port::arch)];
    both.into_iter().flatten()
}
