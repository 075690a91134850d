import type { DocumentNode } from "graphql";
import type { AnsweredError } from "../answeredError";
import type { ApiDefinition } from "../definition";
import { parseDocument } from "./parseDocument";
import { validateDocument } from "./validateDocument";

/** A document and what is wrong with it. */
export interface CheckedDocument {
  document: DocumentNode;
  errors: AnsweredError[];
}

/** Documents; clients send the same few again and again. */
const MAX_DOCUMENTS = 100;

/** Parses and validates documents, each once while it is among the last ones. */
export class DocumentCache {
  private readonly documents = new Map<string, CheckedDocument>();

  constructor(private readonly definition: Pick<ApiDefinition, "schema" | "introspection">) {}

  /** Throws `MalformedHttpRequestException`. */
  check(query: string): CheckedDocument {
    const known = this.documents.get(query);
    if (known) return known;
    const { schema, introspection } = this.definition;
    const document = parseDocument(query);
    const checked = { document, errors: validateDocument(schema, document, introspection) };
    const [oldest] = this.documents.keys();
    if (this.documents.size >= MAX_DOCUMENTS && oldest !== undefined) this.documents.delete(oldest);
    this.documents.set(query, checked);
    return checked;
  }
}
