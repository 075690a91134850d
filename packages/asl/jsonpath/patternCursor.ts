import { InvalidPath } from "./errors";

/** The flags of a regular expression of Java that have an effect here: `(?imsx)`. */
export interface PatternFlags {
  ignoreCase: boolean;
  multiline: boolean;
  dotAll: boolean;
  comments: boolean;
}

/** A regular expression that is read from left to right, by code points. */
export class PatternCursor {
  private readonly characters: string[];
  at = 0;

  constructor(readonly source: string) {
    this.characters = Array.from(source);
  }

  /** The next character, or the one so many further; `undefined` at the end. */
  peek(ahead = 0): string | undefined {
    return this.characters[this.at + ahead];
  }

  /** Whether the text is next; it is stepped over if it is. */
  take(text: string): boolean {
    const found = this.characters.slice(this.at, this.at + text.length).join("") === text;
    if (found) this.at += text.length;
    return found;
  }

  next(): string {
    const char = this.peek();
    if (char === undefined) throw this.error("it ends too early");
    this.at++;
    return char;
  }

  /** Steps over what a sticky expression of ASCII matches here. */
  takeMatch(pattern: RegExp): string | undefined {
    const match = pattern.exec(this.characters.slice(this.at, this.at + 60).join(""))?.[0];
    if (match !== undefined) this.at += match.length;
    return match;
  }

  error(reason: string): InvalidPath {
    return new InvalidPath(`'${this.source}' is not a regular expression of Java: ${reason}, at ${this.at}`);
  }
}
