/**
 * @file Go 1.27: the published grammar, extended by what it cannot read yet.
 *
 * Methods have type parameters since Go 1.27, and `new` takes an
 * expression since Go 1.26.
 */

/// <reference types="tree-sitter-cli/dsl" />
// @ts-check

const go = require('tree-sitter-go/grammar');

module.exports = grammar(go, {
  name: 'go',

  // Statements are allowed at the top level, so `func (a) b[c` may begin a
  // generic method or the type of a function literal.
  conflicts: ($, published) => published.concat([
    [$.type_parameter_declaration, $._simple_type],
  ]),

  rules: {
    method_declaration: $ => prec.right(1, seq(
      'func',
      field('receiver', $.parameter_list),
      field('name', alias($.identifier, $.field_identifier)),
      field('type_parameters', optional($.type_parameter_list)),
      field('parameters', $.parameter_list),
      field('result', optional(choice($.parameter_list, $._simple_type))),
      field('body', optional($.block)),
    )),

    special_argument_list: $ => seq(
      '(',
      optional(seq(
        choice($._type, $._expression),
        repeat(seq(',', $._expression)),
        optional(','),
      )),
      ')',
    ),
  },
});
