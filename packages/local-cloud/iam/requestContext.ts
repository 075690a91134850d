/**
 * The condition keys of one request and their values
 * ({@link https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html}). Keys are compared
 * without regard to case.
 */
export class RequestContext {
  private readonly values = new Map<string, readonly string[]>();

  constructor(...sources: Readonly<Record<string, string | readonly string[] | undefined>>[]) {
    for (const source of sources) {
      for (const [key, value] of Object.entries(source)) {
        if (value === undefined) continue;
        this.values.set(key.toLowerCase(), typeof value === "string" ? [value] : value);
      }
    }
  }

  /** `undefined` if the request does not have the key. */
  readonly get = (key: string): readonly string[] | undefined => this.values.get(key.toLowerCase());
}
