//! What the text of a declaration says of types.

use crate::go::{TypeName, TypeShape, first_result, type_shape, variable_type};

fn shown(name: Option<TypeName<'_>>) -> String {
    match name {
        Some(TypeName { package: Some(package), name }) => format!("{package}.{name}"),
        Some(TypeName { package: None, name }) => name.to_owned(),
        None => "?".to_owned(),
    }
}

/// A struct's fields: `name type`, or `+name type` for an embedded one.
fn fields(spec: &str) -> String {
    let Some(TypeShape::Struct(fields)) = type_shape(spec) else { panic!("{spec}") };
    let field = |it: &crate::go::StructField<'_>| {
        format!("{}{} {}", if it.is_embedded { "+" } else { "" }, it.name, shown(it.of))
    };
    fields.iter().map(field).collect::<Vec<_>>().join(", ")
}

#[test]
fn structs_have_fields() {
    for (spec, expected) in [
        ("T struct{}", ""),
        ("T struct { a, b int; c *p.Q }", "a int, b int, c p.Q"),
        ("T struct {\n\t// Why.\n\tE\n\t*p.F `json:\"f\"`\n\tG[int]\n}", "+E E, +F p.F, +G G"),
        ("T struct { a [5]int; b []byte; c map[string]X }", "a ?, b ?, c ?"),
        ("T struct { f func(a int) (b, c string); g chan struct{ x int }; h X }", "f ?, g ?, h X"),
        ("T struct {\n\ts struct {\n\t\tinner int\n\t}\n\tu Q `tag`\n}", "s ?, u Q"),
        ("T[P any, Q interface{ m() }] struct { a P; L[P] }", "a P, +L L"),
        (
            "T struct { i interface {\n\tm()\n\tn()\n}; _ [0]func(); z p.G[K, V] }",
            "i ?, _ ?, z p.G",
        ),
    ] {
        assert_eq!(fields(spec), expected, "{spec}");
    }
}

#[test]
fn other_types_have_none() {
    use TypeShape::{Alias, Fieldless, Other};
    let alias = Alias(TypeName { package: Some("p"), name: "Q" });
    for (spec, expected) in [
        ("T int", Some(Fieldless)),
        ("T []struct{ a int }", Some(Fieldless)),
        ("T [N]Q", Some(Fieldless)),
        ("T map[string]Q", Some(Fieldless)),
        ("T func(a struct{ b int })", Some(Fieldless)),
        ("T = p.Q", Some(alias)),
        ("T = []Q", Some(Other)),
        ("T Q", Some(Other)),
        ("T p.Q", Some(Other)),
        ("T interface { m() }", Some(Other)),
        ("T struct { a", None),
        ("", None),
    ] {
        assert_eq!(type_shape(spec), expected, "{spec}");
    }
}

#[test]
fn functions_have_a_first_result() {
    for (signature, expected) in [
        ("func f() *T", "T"),
        ("func f(a func() X) (p.T, error)", "p.T"),
        ("func (r *R) f(a, b int) (x *T, err error)", "T"),
        ("func f() (a, b T)", "T"),
        ("func f() (T[int], error)", "T"),
        ("func f() (r []T, err error)", "?"),
        ("func f() []T", "?"),
        ("func f() func() T", "?"),
        ("func f()", "?"),
        ("func f[T any]() T", "?"),
        ("func (r R[T]) f() T", "?"),
        ("func f() (func(a T) U, error)", "?"),
    ] {
        assert_eq!(shown(first_result(signature)), expected, "{signature}");
    }
}

#[test]
fn variables_have_a_type_where_it_is_written() {
    for (spec, expected) in
        [("v T", "T"), ("v, w *p.T = x, y", "p.T"), ("v = T{}", "?"), ("v []T", "?"), ("v", "?")]
    {
        assert_eq!(shown(variable_type(spec)), expected, "{spec}");
    }
}
