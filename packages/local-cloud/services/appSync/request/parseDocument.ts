import { type DocumentNode, GraphQLError, Lexer, parse, Source, TokenKind } from "graphql";
import { malformed } from "../errors";

/** As many as the engine under AppSync reads of one document. */
const MAX_TOKENS = 15_000;
/** Selections, lists and objects within each other; more would exhaust the parser's stack. */
const MAX_NESTING = 500;
/** Characters. */
const MAX_NAME = 255;

const OPENING: ReadonlySet<string> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const CLOSING: ReadonlySet<string> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

/** Reads a document of bounded size. Throws `MalformedHttpRequestException`, as AppSync without the reason. */
export function parseDocument(query: string): DocumentNode {
  try {
    requireBounded(query);
    return parse(query, { maxTokens: MAX_TOKENS });
  } catch (error) {
    if (error instanceof GraphQLError) throw malformed("Unable to parse GraphQL query.");
    throw error;
  }
}

function requireBounded(query: string): void {
  const lexer = new Lexer(new Source(query));
  let nesting = 0;
  for (let tokens = 0; lexer.advance().kind !== TokenKind.EOF; tokens++) {
    const { kind, value } = lexer.token;
    if (OPENING.has(kind)) nesting++;
    if (CLOSING.has(kind)) nesting--;
    if (kind === TokenKind.NAME && value.length > MAX_NAME) {
      throw malformed(`The query has a name of more than ${MAX_NAME} characters.`);
    }
    if (tokens > MAX_TOKENS) throw malformed(`The query has more than ${MAX_TOKENS} tokens.`);
    if (nesting > MAX_NESTING) throw malformed(`The query is nested more than ${MAX_NESTING} levels deep.`);
  }
}
