import { InvalidPath } from "./errors";
import { translatePattern } from "./translatePattern";

/** A regular expression of Java, `java.util.regex.Pattern`, for whole texts. It is translated into one of JavaScript. */
export class JavaPattern {
  private readonly translated: string;
  private compiled?: RegExp;

  /**
   * @param ignoreCase whether the case of ASCII letters makes no difference
   * @throws InvalidPath if Java rejects it, or it has something that JavaScript has no counterpart for
   */
  constructor(
    readonly source: string,
    ignoreCase: boolean,
  ) {
    this.translated = translatePattern(source, ignoreCase);
  }

  /** Whether all of the text matches. */
  matches(text: string): boolean {
    this.compiled ??= this.compile();
    return this.compiled.test(text);
  }

  private compile(): RegExp {
    try {
      return new RegExp(`^(?:${this.translated})$`, "v");
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw new InvalidPath(`The regular expression '${this.source}' cannot be run here: ${error.message}`);
    }
  }
}
