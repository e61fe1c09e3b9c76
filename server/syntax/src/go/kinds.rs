//! The grammar's node kinds and fields, as numbers and enums instead of names.

use std::num::NonZeroU16;
use std::sync::LazyLock;

use tree_sitter::{Language, Node, Parser, TreeCursor};

/// Declares [`Kind`] and the names that the grammar gives them.
macro_rules! kinds {
    ($($kind:ident $name:literal,)*) => {
        /// The node kinds that facts are read from.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Kind {
            $($kind,)*
            /// Any other named node: only its children matter.
            Other,
        }

        fn kind_of_name(name: &str) -> Kind {
            match name {
                $($name => Kind::$kind,)*
                _ => Kind::Other,
            }
        }

        #[cfg(test)]
        const NAMES: &[&str] = &[$($name,)*];
    };
}

kinds! {
    ArgumentList "argument_list",
    ArrayType "array_type",
    Assignment "assignment_statement",
    Binary "binary_expression",
    Block "block",
    Comment "comment",
    Call "call_expression",
    CommunicationCase "communication_case",
    CompositeLiteral "composite_literal",
    ConstDeclaration "const_declaration",
    ConstSpec "const_spec",
    DefaultCase "default_case",
    Defer "defer_statement",
    Error "ERROR",
    ExpressionCase "expression_case",
    ExpressionList "expression_list",
    ExpressionSwitch "expression_switch_statement",
    ExpressionStatement "expression_statement",
    FieldDeclaration "field_declaration",
    FieldIdentifier "field_identifier",
    For "for_statement",
    FuncLiteral "func_literal",
    Function "function_declaration",
    FunctionType "function_type",
    GenericType "generic_type",
    Go "go_statement",
    Identifier "identifier",
    If "if_statement",
    ImplicitLengthArrayType "implicit_length_array_type",
    ImportDeclaration "import_declaration",
    IndexExpression "index_expression",
    InterfaceType "interface_type",
    Iota "iota",
    KeyedElement "keyed_element",
    LabelName "label_name",
    LiteralElement "literal_element",
    LiteralValue "literal_value",
    MapType "map_type",
    Method "method_declaration",
    MethodElem "method_elem",
    Nil "nil",
    PackageClause "package_clause",
    PackageIdentifier "package_identifier",
    Parameter "parameter_declaration",
    ParameterList "parameter_list",
    Parenthesized "parenthesized_expression",
    ParenthesizedType "parenthesized_type",
    PointerType "pointer_type",
    QualifiedType "qualified_type",
    RangeClause "range_clause",
    ReceiveStatement "receive_statement",
    Return "return_statement",
    Select "select_statement",
    Selector "selector_expression",
    ShortVar "short_var_declaration",
    Send "send_statement",
    SliceExpression "slice_expression",
    SliceType "slice_type",
    SourceFile "source_file",
    StatementList "statement_list",
    String "interpreted_string_literal",
    StructType "struct_type",
    True "true",
    False "false",
    TypeAlias "type_alias",
    TypeArguments "type_arguments",
    TypeAssertion "type_assertion_expression",
    TypeCase "type_case",
    TypeDeclaration "type_declaration",
    TypeElem "type_elem",
    TypeIdentifier "type_identifier",
    TypeParameter "type_parameter_declaration",
    TypeParameterList "type_parameter_list",
    TypeSpec "type_spec",
    TypeSwitch "type_switch_statement",
    Unary "unary_expression",
    VarDeclaration "var_declaration",
    VarSpec "var_spec",
    VarSpecList "var_spec_list",
    VariadicArgument "variadic_argument",
    VariadicParameter "variadic_parameter_declaration",
}

/// Declares [`Field`] and the names that the grammar gives them.
macro_rules! fields {
    ($($field:ident $name:literal,)*) => {
        /// The fields that tell children apart.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Field {
            $($field,)*
            /// No field, or one that does not matter.
            None,
        }

        fn field_of_name(name: &str) -> Field {
            match name {
                $($name => Field::$field,)*
                _ => Field::None,
            }
        }

        /// In the order of [`Field`].
        const FIELD_NAMES: &[&str] = &[$($name,)*];
    };
}

fields! {
    Alias "alias",
    Arguments "arguments",
    Body "body",
    Channel "channel",
    Communication "communication",
    Condition "condition",
    Consequence "consequence",
    Element "element",
    Function "function",
    Index "index",
    Key "key",
    Initializer "initializer",
    Left "left",
    Name "name",
    Operand "operand",
    Package "package",
    Parameters "parameters",
    Receiver "receiver",
    Result "result",
    Right "right",
    Selected "field",
    Type "type",
    TypeArguments "type_arguments",
    TypeParameters "type_parameters",
    Value "value",
}

/// The grammar and the tables made from it.
struct Grammar {
    language: Language,
    kinds: Vec<Kind>,
    fields: Vec<Field>,
    /// By [`Field`].
    field_ids: Vec<Option<NonZeroU16>>,
}

static GRAMMAR: LazyLock<Grammar> = LazyLock::new(|| {
    let language = Language::from(tree_sitter_go::LANGUAGE);
    let kind = |id: usize| {
        let id = u16::try_from(id).expect("the grammar counts its kinds in 16 bits");
        language.node_kind_for_id(id).map_or(Kind::Other, kind_of_name)
    };
    let kinds = (0..language.node_kind_count()).map(kind).collect();
    let field = |id: usize| {
        let id = u16::try_from(id).expect("the grammar counts its fields in 16 bits");
        language.field_name_for_id(id).map_or(Field::None, field_of_name)
    };
    // Fields are counted from 1; the table has a place for 0.
    let fields = (0..=language.field_count()).map(field).collect();
    let field_ids = FIELD_NAMES.iter().map(|name| language.field_id_for_name(name)).collect();
    Grammar { language, kinds, fields, field_ids }
});

/// What kind of node it is.
pub(super) fn kind(node: Node<'_>) -> Kind {
    if node.is_error() {
        return Kind::Error;
    }
    GRAMMAR.kinds.get(usize::from(node.kind_id())).copied().unwrap_or(Kind::Other)
}

/// A parser for Go.
pub(super) fn parser() -> Parser {
    let mut parser = Parser::new();
    parser
        .set_language(&GRAMMAR.language)
        .expect("the grammar was generated for a version that this runtime reads");
    parser
}

/// The field that the cursor's node is.
pub(super) fn field_of(cursor: &TreeCursor<'_>) -> Field {
    let field = cursor.field_id().map_or(0, |id| usize::from(id.get()));
    GRAMMAR.fields.get(field).copied().unwrap_or(Field::None)
}

/// The child in a field.
pub(super) fn child(node: Node<'_>, field: Field) -> Option<Node<'_>> {
    let id = GRAMMAR.field_ids.get(field as usize).copied().flatten()?;
    node.child_by_field_id(id.get())
}

/// Calls `visit` with each named child but comments, and its field.
pub(super) fn each_child<'t>(
    cursor: &mut TreeCursor<'t>,
    node: Node<'t>,
    mut visit: impl FnMut(Node<'t>, Field),
) {
    cursor.reset(node);
    let mut more = cursor.goto_first_child();
    while more {
        let child = cursor.node();
        if child.is_named() && kind(child) != Kind::Comment {
            visit(child, field_of(cursor));
        }
        more = cursor.goto_next_sibling();
    }
}

#[cfg(test)]
mod tests {
    use super::{FIELD_NAMES, GRAMMAR, NAMES};

    #[test]
    fn the_grammar_knows_every_kind_and_field() {
        for name in NAMES.iter().filter(|&&name| name != "ERROR") {
            assert_ne!(GRAMMAR.language.id_for_node_kind(name, true), 0, "{name}");
        }
        for name in FIELD_NAMES {
            assert!(GRAMMAR.language.field_id_for_name(name).is_some(), "{name}");
        }
    }
}
