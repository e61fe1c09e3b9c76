//! From what runs before `main` to a Go function: which calls lead there.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};

use project::CVariant;
use syntax::c::{Call, EarlyKind, Language, Linkage, Place};

use crate::cgo_exports::Export;

/// What runs before `main`, by its index in its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    /// A function.
    Function(usize),
    /// A C++ object.
    Object(usize),
}

/// How something that runs before `main` reaches Go.
#[derive(Clone, Debug)]
pub(crate) struct Chain {
    /// The unit that it begins in.
    pub(crate) unit: usize,
    pub(crate) start: Start,
    /// The calls, one after another; the last is that of the Go function.
    pub(crate) steps: Vec<Step>,
    /// Index of the Go function.
    pub(crate) export: usize,
    /// No condition stands before any of the calls.
    pub(crate) is_certain: bool,
    /// It runs before constructors without a priority.
    pub(crate) has_priority: bool,
}

/// One call.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    /// The unit that it stands in.
    pub(crate) unit: usize,
    pub(crate) place: Place,
    pub(crate) name: Box<str>,
    pub(crate) is_awaited: bool,
}

impl Chain {
    /// Whether Go is called on another thread, which the first one waits for.
    pub(crate) fn is_awaited(&self) -> bool {
        self.steps.iter().any(|step| step.is_awaited)
    }

    /// Where the finding stands: at the name of what runs before `main`.
    pub(crate) fn place(&self, variant: &CVariant) -> Place {
        let unit = &variant.units[self.unit].facts;
        match self.start {
            Start::Function(index) => unit.functions[index].place,
            Start::Object(index) => unit.objects[index].place,
        }
    }
}

/// What a name means.
enum Target {
    Function(usize, usize),
    Go(usize),
}

/// Every way from something that runs before `main` to a Go function; the shortest from each.
pub(crate) fn chains(variant: &CVariant, exports: &[Export<'_>]) -> Vec<Chain> {
    let names = Names::new(variant, exports);
    let mut chains = Vec::new();
    for (unit, it) in variant.units.iter().enumerate() {
        let functions = it.facts.functions.iter().enumerate();
        let early = functions.filter(|(_, it)| it.runs_before_main.is_some());
        let starts = early.map(|(index, _)| Start::Function(index));
        let objects = (0..it.facts.objects.len()).map(Start::Object);
        chains.extend(starts.chain(objects).filter_map(|start| names.chain(unit, start)));
    }
    chains
}

struct Names<'a> {
    variant: &'a CVariant,
    /// Functions that other units see, by name; none where there are several.
    visible: HashMap<&'a str, Option<(usize, usize)>>,
    go: HashMap<&'a str, usize>,
}

impl<'a> Names<'a> {
    fn new(variant: &'a CVariant, exports: &'a [Export<'_>]) -> Names<'a> {
        let mut visible = HashMap::new();
        for (unit, it) in variant.units.iter().enumerate() {
            for (index, function) in it.facts.functions.iter().enumerate() {
                if matches!(function.linkage, Linkage::External | Linkage::Mangled) {
                    let place = Some((unit, index));
                    visible.entry(&*function.name).and_modify(|it| *it = None).or_insert(place);
                }
            }
        }
        let built = exports.iter().enumerate().filter(|(_, it)| variant.on.is_subset_of(it.on));
        let go = built.map(|(index, export)| (export.name, index)).collect();
        Names { variant, visible, go }
    }

    /// What a call in a unit calls; none where that is not certain.
    fn target(&self, unit: usize, name: &str) -> Option<Target> {
        let own = &self.variant.units[unit];
        let mut here = own.facts.functions.iter().enumerate().filter(|(_, it)| *it.name == *name);
        if let Some((index, function)) = here.next() {
            let is_one = here.next().is_none() && !function.is_weak;
            return is_one.then_some(Target::Function(unit, index));
        }
        if let Some(export) = self.go.get(name) {
            return Some(Target::Go(*export));
        }
        let (unit, index) = (*self.visible.get(name)?)?;
        let there = &self.variant.units[unit];
        let function = &there.facts.functions[index];
        let is_cpp = own.language == Language::Cpp && there.language == Language::Cpp;
        let is_seen = function.linkage == Linkage::External || is_cpp;
        (is_seen && !function.is_weak).then_some(Target::Function(unit, index))
    }

    fn chain(&self, unit: usize, start: Start) -> Option<Chain> {
        self.search(unit, start, true).or_else(|| self.search(unit, start, false))
    }

    /// The calls with which it begins.
    fn first_calls(&self, unit: usize, start: Start) -> Vec<Call> {
        let facts = &self.variant.units[unit].facts;
        let index = match start {
            Start::Function(index) => return facts.functions[index].calls.clone(),
            Start::Object(index) => index,
        };
        let object = &facts.objects[index];
        let mut calls = object.calls.clone();
        if let Some(constructor) = &object.constructor {
            // The constructor of a class stands in a unit that the object's may not see.
            let all = self.variant.units.iter().flat_map(|it| &it.facts.functions);
            let mut named = all.filter(|it| it.name == *constructor);
            let only = named.next().filter(|_| named.next().is_none());
            // Which of several is meant depends on the arguments.
            if only.is_some() {
                let (name, place) = (constructor.clone(), object.place);
                calls.push(Call { name, place, is_certain: true, is_awaited: false });
            }
        }
        calls
    }

    /// Goes from call to call, over those alone that are certain to be made or over all.
    fn search(&self, first: usize, start: Start, certain: bool) -> Option<Chain> {
        let mut reached = Reached::new();
        let mut pending = VecDeque::from([(None, first, self.first_calls(first, start))]);
        while let Some((from, unit, calls)) = pending.pop_front() {
            for call in calls.into_iter().filter(|call| call.is_certain || !certain) {
                let Call { name, place, is_awaited, .. } = call;
                let Some(target) = self.target(unit, &name) else { continue };
                let step = Step { unit, place, name, is_awaited };
                let id = match target {
                    Target::Go(export) => {
                        let steps = steps(&reached, from, step);
                        let has_priority = self.has_priority(first, start);
                        let is_certain = certain;
                        let unit = first;
                        return Some(Chain {
                            unit,
                            start,
                            steps,
                            export,
                            is_certain,
                            has_priority,
                        });
                    }
                    Target::Function(unit, index) => (unit, index),
                };
                if let Entry::Vacant(entry) = reached.entry(id) {
                    entry.insert((from, step));
                    let calls = &self.variant.units[id.0].facts.functions[id.1].calls;
                    pending.push_back((Some(id), id.0, calls.clone()));
                }
            }
        }
        None
    }

    fn has_priority(&self, unit: usize, start: Start) -> bool {
        let Start::Function(index) = start else { return false };
        let early = self.variant.units[unit].facts.functions[index].runs_before_main;
        early.is_some_and(|it| it.kind == EarlyKind::Constructor { has_priority: true })
    }
}

/// A function, by its unit and its index there.
type FunctionId = (usize, usize);
/// The call over which the search first came to a function, and the function that makes it; none
/// where that is the start.
type Reached = HashMap<FunctionId, (Option<FunctionId>, Step)>;

/// The calls that lead to a last one.
fn steps(reached: &Reached, from: Option<FunctionId>, last: Step) -> Vec<Step> {
    let mut steps = vec![last];
    let mut at = from;
    while let Some((before, step)) = at.and_then(|id| reached.get(&id)) {
        steps.push(step.clone());
        at = *before;
    }
    steps.reverse();
    steps
}
