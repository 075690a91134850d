/** A position in a text that is being parsed. */
export class Cursor {
  position = 0;

  constructor(readonly text: string) {}

  get done(): boolean {
    return this.position >= this.text.length;
  }

  peek(token: string): boolean {
    return this.text.startsWith(token, this.position);
  }

  /** Steps over `token` if it is next. */
  take(token: string): boolean {
    if (!this.peek(token)) return false;
    this.position += token.length;
    return true;
  }

  /** Steps over what a sticky expression matches here. */
  takeMatch(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    const match = pattern.exec(this.text)?.[0];
    if (match !== undefined) this.position += match.length;
    return match;
  }

  skipSpace(): void {
    this.takeMatch(/\s*/y);
  }

  expect(token: string): void {
    if (!this.take(token)) throw this.error(`expected '${token}'`);
  }

  /** A text in single or double quotes; a backslash escapes the quote and itself, any other stays. */
  quoted(): string {
    const quote = this.text[this.position];
    if (quote !== "'" && quote !== '"') throw this.error("expected a quoted text");
    this.position++;
    let value = "";
    for (;;) {
      if (this.done) throw this.error(`missing ${quote}`);
      const char = this.text[this.position++]!;
      if (char === quote) return value;
      const next = this.text[this.position];
      if (char === "\\" && (next === quote || next === "\\")) {
        value += next;
        this.position++;
      } else {
        value += char;
      }
    }
  }

  error(what: string): Error {
    return new Error(`${what} at position ${this.position} of ${JSON.stringify(this.text)}`);
  }
}
