// Grammar of go.mod and go.work, with the directives of Go 1.27.
//
// Lines are read as the go command's own lexer reads them. A line that no directive takes becomes an
// `unknown_directive` or `malformed` node and leaves its neighbours alone; only what is no token at
// all (a control character), and an unclosed block, is an ERROR. Go would take brackets and arrows for
// paths and versions where it asks for one; here they are malformed.

/// <reference types="tree-sitter-cli/dsl" />
// @ts-check

// Directives that may have a block.
const BLOCKS = ['module', 'godebug', 'require', 'exclude', 'replace', 'retract', 'tool', 'ignore', 'use'];

module.exports = grammar({
  name: 'gomod',

  // Go takes a carriage return for a blank.
  extras: $ => [/[ \t\r]/, $.comment],

  word: $ => $._text,

  // Whether a line is well formed is known at its end.
  conflicts: $ => [...BLOCKS, 'go', 'toolchain'].map(keyword => [$[`${keyword}_spec`], $._first_item])
    .concat([[$.version_interval, $._first_item], [$.malformed]]),

  rules: {
    source_file: $ => seq(
      repeat(seq(optional($._directive), '\n')),
      optional($._directive),
    ),

    _directive: $ => choice(
      $.module_directive,
      $.go_directive,
      $.toolchain_directive,
      $.godebug_directive,
      $.require_directive,
      $.exclude_directive,
      $.replace_directive,
      $.retract_directive,
      $.tool_directive,
      $.ignore_directive,
      $.use_directive,
      $.unknown_directive,
    ),

    ...Object.fromEntries(BLOCKS.map(keyword => [`${keyword}_directive`, $ => directive($, keyword)])),
    ...Object.fromEntries(BLOCKS.map(keyword => [
      `_${keyword}_block`, $ => block(choice($[`${keyword}_spec`], alias($._malformed_line, $.malformed))),
    ])),
    go_directive: $ => seq('go', optional(choice($.go_spec, $._not_taken))),
    toolchain_directive: $ => seq('toolchain', optional(choice($.toolchain_spec, $._not_taken))),

    unknown_directive: $ => seq(field('keyword', $._argument), optional($._not_taken)),

    module_spec: $ => field('path', $._argument),
    go_spec: $ => field('version', $._argument),
    toolchain_spec: $ => field('name', $._argument),
    godebug_spec: $ => field('setting', $._argument),
    require_spec: $ => seq(field('path', $._argument), field('version', $._argument)),
    exclude_spec: $ => seq(field('path', $._argument), field('version', $._argument)),
    replace_spec: $ => prec.dynamic(1, seq(
      field('old_path', $._argument),
      optional(field('old_version', $._argument)),
      '=>',
      field('new_path', $._argument),
      optional(field('new_version', $._argument)),
    )),
    retract_spec: $ => choice(field('version', $._argument), $.version_interval),
    version_interval: $ => seq(
      '[', field('low', $._argument), ',', field('high', $._argument), ']',
    ),
    tool_spec: $ => field('path', $._argument),
    ignore_spec: $ => field('path', $._argument),
    use_spec: $ => field('path', $._argument),

    // A line, or the rest of one, that the directive does not take.
    malformed: $ => prec.dynamic(-1, repeat1($._item)),

    // A parenthesis that ends a line opens a block.
    _item: $ => choice($._first_item, ')'),
    _first_item: $ => choice(
      $._argument, $.unclosed_string, '=>', '[', ']', '{', '}', ',', seq('(', $._item),
    ),

    // The same in a block, which a parenthesis at the start of a line closes.
    _malformed_line: $ => prec.dynamic(-1, seq($._first_item, repeat($._item))),

    // A line's rest of any form, with a block of lines of any form.
    _not_taken: $ => choice(
      $.malformed,
      seq(optional($.malformed), alias($._unknown_block, $.block), optional($.malformed)),
    ),
    _unknown_block: $ => block(alias($._malformed_line, $.malformed)),

    _argument: $ => choice($.word, $.interpreted_string, $.raw_string),

    // `//` ends a word, but a slash may: `./`.
    word: $ => choice(seq($._text, optional(token.immediate('/'))), '/'),
    _text: _ => {
      const other = '[^\\s\\x00-\\x1f\\x7f-\\xa0\\xad\\u1680\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f' +
        '\\u3000\\ufeff()\\[\\]{},/';
      return token(new RustRegex(`(${other}"\`]|/${other}*])(${other}]|/${other}*])*`));
    },

    interpreted_string: _ => token(/"([^"\\\n]|\\.)*"/),
    raw_string: _ => token(/`[^`\n]*`/),
    unclosed_string: _ => token(/"([^"\\\n]|\\.)*|`[^`\n]*/),

    comment: _ => token(/\/\/[^\n]*/),
  },
});

/**
 * A keyword with one line, or with a block of them, or half-typed.
 * @param {GrammarSymbols<string>} $
 * @param {string} keyword
 */
function directive($, keyword) {
  const spec = $[`${keyword}_spec`];
  const lines = alias($[`_${keyword}_block`], $.block);
  const other = seq($.malformed, optional(alias($._unknown_block, $.block)));
  return seq(keyword, optional(choice(spec, seq(lines, optional($.malformed)), other)));
}

/**
 * Lines in parentheses, each ended by a line break.
 * @param {Rule} line
 */
function block(line) {
  return prec(1, seq('(', optional(seq('\n', repeat(seq(optional(line), '\n')))), ')'));
}
