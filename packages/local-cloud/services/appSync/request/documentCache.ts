import type { DocumentNode } from "graphql";
import type { ApiDefinition } from "../definition";
import type { ResponseError } from "../responseError";
import { parseDocument } from "./parseDocument";
import { validateDocument } from "./validateDocument";

/** A document and its validation errors. */
export interface CheckedDocument {
  document: DocumentNode;
  errors: ResponseError[];
}

/** Documents that are cached; clients usually send the same few. */
const MAX_DOCUMENTS = 100;

/** Parses and validates documents, and caches the most recent ones. */
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
