/** In the order of precedence: of two that match the same text, the first is meant. */
export const PATTERNS = {
  indexStart: /\[/y,
  indexEnd: /\]/y,
  listStart: /\[/y,
  listEnd: /\]/y,
  comma: /,/y,
  range: /\.\./y,
  colon: /:/y,
  mapStart: /\{/y,
  mapEnd: /\}/y,
  open: /\(/y,
  close: /\)(?:[ \t]*(?:\r\n|\n|\r))?/y,
  closeMethod: /\)/y,
  escapedDirective: /(?:\\\\)*\\#(?:[A-Za-z_@][\w@]*|\{[A-Za-z_][\w@]*\})/y,
  set: /[ \t]*(?:#set|#\{set\}) *\(/y,
  dollar: /\\*\$/y,
  dollarBang: /\\*\$\\*!/y,
  textBlockStart: /#\[\[/y,
  formalCommentStart: /#\*\*[^#]/y,
  commentStart: /#\*/y,
  hash: /#/y,
  lineCommentStart: /##/y,
  doubleEscape: /\\\\/y,
  escape: /\\/y,
  text: /[^$#\\]+/y,
  lineCommentEnd: /\r\n|\n|\r/y,
  formalComment: /\*#/y,
  comment: /\*#/y,
  textBlock: /\]\]#/y,
  commented: /[\s\S]/y,
  literal: /[\s\S]/y,
  whitespace: /[ \t\n\r]+/y,
  string: /"(?:""|[^"])*"|'(?:''|[^'])*'/y,
  true: /true/y,
  false: /false/y,
  "-": /-/y,
  "+": /\+/y,
  "*": /\*/y,
  "/": /\//y,
  "%": /%/y,
  "&&": /&&|and/y,
  "||": /\|\||or/y,
  "<": /<|lt/y,
  "<=": /<=|le/y,
  ">": />|gt/y,
  ">=": />=|ge/y,
  "==": /==|eq/y,
  "!=": /!=|ne/y,
  "!": /!|not/y,
  "=": /=/y,
  end: /(?:end|\{end\})(?:[ \t]*(?:\r\n|\n|\r))?/y,
  if: /if|\{if\}/y,
  elseif: /elseif|\{elseif\}/y,
  else: /(?:else|\{else\})(?:[ \t]*(?:\r\n|\n|\r))?/y,
  integer: /-?\d+(?:\.\.)?/y,
  decimal: /-?(?:\d+\.\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+)/y,
  word: /[A-Za-z_@][\w@]*/y,
  bracketedWord: /\{[A-Za-z_][\w@]*\}/y,
  identifier: /[A-Za-z_][\w-]*/y,
  dot: /\.[A-Za-z]/y,
  braceOpen: /\{/y,
  braceClose: /\}/y,
  referenceEnd: /[\s\S]/y,
  directiveEnd: /[\s\S]/y,
  emptyIndex: /\$(?:\\?!)?\[/y,
} satisfies Record<string, RegExp>;

export type PatternName = keyof typeof PATTERNS;
export type TokenKind = PatternName | "eof";

/** They begin a token that the next pattern continues. */
export const PREFIXES = new Set<PatternName>([
  "dollar",
  "dollarBang",
  "textBlockStart",
  "formalCommentStart",
  "commentStart",
  "hash",
  "literal",
]);
const EVERYWHERE = [...PREFIXES].filter((name) => name !== "literal");
const COMMENTS: PatternName[] = ["lineCommentStart"];
const OPERATORS: PatternName[] = [
  ...(["-", "+", "*", "/", "%", "&&", "||", "<", "<=", ">", ">=", "==", "!=", "!", "="] as const),
];
const ARGUMENTS: PatternName[] = [
  ...(["listStart", "listEnd", "comma", "range", "colon", "mapStart", "mapEnd"] as const),
];

/** What may come next, by state of the lexer. */
const STATES = {
  text: ["escapedDirective", "set", "doubleEscape", "escape", "text", "emptyIndex"],
  reference: [
    ...(["indexStart", "set", "true", "false", "identifier", "dot", "braceOpen", "braceClose"] as const),
    ...(["referenceEnd", "emptyIndex"] as const),
  ],
  member: [
    ...(["indexStart", "open", "set", "true", "false", "identifier", "dot", "braceOpen"] as const),
    ...(["braceClose", "referenceEnd"] as const),
  ],
  index: ["indexEnd", "whitespace", "string", "true", "false", "integer", "decimal"],
  directive: [
    ...ARGUMENTS,
    ...(["open", "close", "whitespace", "string", "true", "false"] as const),
    ...OPERATORS,
    ...(["integer", "decimal", "word", "bracketedWord"] as const),
  ],
  method: [
    ...ARGUMENTS,
    ...(["closeMethod", "set", "whitespace", "string", "true", "false", "integer", "decimal"] as const),
    ...(["identifier", "dot"] as const),
  ],
  beforeDirective: [
    ...(["end", "if", "elseif", "else", "integer", "decimal", "word", "bracketedWord"] as const),
    "directiveEnd",
  ],
  textBlock: ["textBlock", "literal"],
  comment: ["comment", "commented"],
  formalComment: ["formalComment", "commented"],
  lineComment: ["lineCommentEnd", "commented"],
} satisfies Record<string, PatternName[]>;

export type LexerState = keyof typeof STATES;

const ORDER = new Map(Object.keys(PATTERNS).map((name, index) => [name, index]));
export const CANDIDATES = Object.fromEntries(
  Object.entries(STATES).map(([state, names]) => [
    state,
    [...EVERYWHERE, ...(state === "textBlock" ? [] : COMMENTS), ...names].sort(
      (a, b) => ORDER.get(a)! - ORDER.get(b)!,
    ),
  ]),
) as Record<LexerState, PatternName[]>;
