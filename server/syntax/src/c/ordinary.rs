//! How a constructor becomes an ordinary function: what goes from its declarations.

use super::declarations::{Around, Tokens};
use super::expand::Use;
use super::header::{Attribute, attributes};
use super::lexer::{Kind, Place};
use super::{AsOrdinary, Linkage, Rewrite, joined};
use crate::Span;

/// A declaration or definition of a function: its tokens, without the body.
#[derive(Clone, Copy, Debug)]
pub(super) struct Declared {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) around: Around,
}

/// What the texts say.
pub(super) struct Ordinary<'t, 'a> {
    pub(super) tokens: &'t Tokens<'a>,
    pub(super) uses: &'t [Use],
    /// A file's text and where it begins.
    pub(super) texts: &'t dyn Fn(u32) -> Option<(&'t str, usize)>,
    pub(super) is_cpp: bool,
}

impl Ordinary<'_, '_> {
    /// `all`: every declaration, the definition among them.
    pub(super) fn rewrites(
        &self,
        name: &str,
        definition: &Declared,
        all: &[Declared],
        linkage: Linkage,
    ) -> Option<AsOrdinary> {
        if let Some(whole) = self.written_by_macro(definition, all) {
            let become_ = |storage: &str| Rewrite {
                place: whole,
                text: format!("{storage}void {name}(void)").into(),
            };
            let public = if self.is_cpp { "extern \"C\" " } else { "" };
            return Some(AsOrdinary {
                uncalled: vec![become_("static ")],
                visible: Some(vec![become_(public)]),
            });
        }
        let mut uncalled = Vec::new();
        for declared in all {
            let attributes = attributes(self.tokens, declared.from, declared.to);
            for attribute in attributes.iter().filter(|it| it.name == "constructor") {
                uncalled.push(Rewrite { place: self.removal(attribute)?, text: "".into() });
            }
        }
        let visible = self.visible(all, linkage).map(|mut rewrites| {
            rewrites.splice(0..0, uncalled.iter().cloned());
            rewrites
        });
        Some(AsOrdinary { uncalled, visible: visible.filter(|it| do_not_touch(it)) })
    }

    /// The use of a macro that wrote everything before the body, and every other declaration:
    /// `INITIALIZER(f) { … }`.
    fn written_by_macro(&self, definition: &Declared, all: &[Declared]) -> Option<Place> {
        let number = self.tokens.at(definition.from).expansion;
        let is_of_it = |declared: &Declared| {
            let tokens = self.tokens.slice(declared.from, declared.to);
            tokens.iter().all(|token| token.expansion == number)
        };
        let place = self.uses.get((number as usize).checked_sub(1)?)?.place;
        all.iter().all(is_of_it).then_some(place)
    }

    /// What to take away for an attribute to be gone.
    fn removal(&self, attribute: &Attribute) -> Option<Place> {
        let (from, to) = attribute.whole;
        let number = self.tokens.at(from).expansion;
        if number == 0 {
            return self.written_removal(attribute);
        }
        // A macro that is nothing but the attribute.
        let used = self.uses.get(number as usize - 1)?;
        (attribute.is_alone && used.tokens == to - from).then(|| self.with_blanks(used.place))?
    }

    fn written_removal(&self, attribute: &Attribute) -> Option<Place> {
        let tokens = self.tokens;
        let place = |from: usize, to: usize| joined(tokens.at(from).place, tokens.at(to - 1).place);
        let is_written = |from: usize, to: usize| {
            tokens.slice(from, to).iter().all(|token| token.expansion == 0)
        };
        let (from, to) = if attribute.is_alone { attribute.whole } else { attribute.item };
        if !is_written(from, to) {
            return None;
        }
        if attribute.is_alone {
            return self.with_blanks(place(from, to));
        }
        // `(a, constructor)` and `(constructor, a)`: a comma goes, too.
        if tokens.is_mark(to, ",") {
            let next = tokens.at(to + 1).place;
            let own = place(from, to);
            let span = Span { start: own.span.start, end: next.span.start };
            return Some(Place { span, ..own });
        }
        Some(place(from - 1, to))
    }

    /// What makes a function visible.
    fn visible(&self, all: &[Declared], linkage: Linkage) -> Option<Vec<Rewrite>> {
        if linkage == Linkage::Inline {
            return None;
        }
        let mut rewrites = Vec::new();
        for declared in all {
            let words = self.tokens.slice(declared.from, declared.to);
            let has = |word: &str| words.iter().any(|token| token.is(word));
            if has("inline") || has("__inline") || has("__inline__") {
                return None;
            }
            let named =
                words.windows(2).any(|it| it[0].is("extern") && it[1].kind == Kind::Literal);
            let needs_name = match declared.around {
                Around::ExternC => false,
                Around::File => self.is_cpp && !named,
                _ => return None,
            };
            let is_static = |at: &usize| self.tokens.at(*at).is("static");
            let keyword = (declared.from..declared.to).find(is_static);
            let of = |at: usize| Some(self.tokens.at(at)).filter(|token| token.expansion == 0);
            let extern_c = "extern \"C\"";
            match (keyword, needs_name) {
                (Some(at), true) => {
                    rewrites.push(Rewrite { place: of(at)?.place, text: extern_c.into() });
                }
                (Some(at), false) => {
                    let place = self.with_blanks(of(at)?.place)?;
                    rewrites.push(Rewrite { place, text: "".into() });
                }
                (None, true) => {
                    let first = of(declared.from)?.place;
                    let place = Place { span: first.span.before(), ..first };
                    rewrites.push(Rewrite { place, text: format!("{extern_c} ").into() });
                }
                (None, false) => {}
            }
        }
        Some(rewrites)
    }

    /// Something with the blanks that would be one too many without it; with its line where it
    /// stands alone there.
    fn with_blanks(&self, place: Place) -> Option<Place> {
        let (text, offset) = (self.texts)(place.file)?;
        let is_blank = |c: char| matches!(c, ' ' | '\t');
        let (start, end) = (place.span.range().start - offset, place.span.range().end - offset);
        let after = text.get(end..)?.trim_start_matches(is_blank);
        let mut span = start..text.len() - after.len();
        let before = text.get(..start)?.trim_end_matches(is_blank);
        let starts_line = before.is_empty() || before.ends_with('\n');
        let end_of_line = if after.starts_with("\r\n") { 2 } else { 1 };
        if starts_line && after.starts_with(['\r', '\n']) {
            span = before.len()..span.end + end_of_line;
        } else if !starts_line && after.starts_with([';', '\r', '\n', ',', ')']) {
            span.start = before.len();
        }
        let span = Span::new(span.start + offset, span.end + offset);
        Some(Place { file: place.file, span })
    }
}

/// Whether rewrites leave each other's text alone.
fn do_not_touch(rewrites: &[Rewrite]) -> bool {
    let mut places: Vec<Place> = rewrites.iter().map(|it| it.place).collect();
    places.sort_by_key(|place| (place.file, place.span));
    places
        .windows(2)
        .all(|pair| pair[0].file != pair[1].file || pair[0].span.end <= pair[1].span.start)
}
