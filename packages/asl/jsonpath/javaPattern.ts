import { isLinear } from "../linearRegex";
import { InvalidPath } from "./errors";
import { LinearForm, NotLinear } from "./linearForm";
import { FullForm } from "./patternForms";
import { translatePattern } from "./translatePattern";

/** An expression that V8 can match in linear time, for texts without the characters that `excluded` finds. */
interface Linear {
  regex: RegExp;
  excluded: RegExp;
}

/** A regular expression of Java, `java.util.regex.Pattern`, for whole texts. It is translated into one of JavaScript. */
export class JavaPattern {
  private readonly full: string;
  private compiled?: RegExp;
  private linear?: Linear | false;

  /**
   * @param ignoreCase whether the case of ASCII letters makes no difference
   * @throws InvalidPath if Java rejects it, or it has something that JavaScript has no counterpart for
   */
  constructor(
    readonly source: string,
    private readonly ignoreCase: boolean,
  ) {
    this.full = translatePattern(source, ignoreCase, new FullForm());
  }

  /** How many steps {@link matches} takes with this text at most, in proportion: infinite if it may take exponential time. */
  effort(text: string): number {
    const linear = this.linearFor(text);
    return linear ? text.length * linear.source.length : Number.POSITIVE_INFINITY;
  }

  /**
   * Whether all of the text matches.
   *
   * @throws InvalidPath if the expression is too large or complex to be run
   */
  matches(text: string): boolean {
    return this.run(() => (this.linearFor(text) ?? this.compile()).test(text));
  }

  private compile(): RegExp {
    this.compiled ??= new RegExp(`^(?:${this.full})$`, "v");
    return this.compiled;
  }

  private linearFor(text: string): RegExp | undefined {
    this.linear ??= this.run(() => this.compileLinear());
    return this.linear && !this.linear.excluded.test(text) ? this.linear.regex : undefined;
  }

  private compileLinear(): Linear | false {
    const form = new LinearForm();
    try {
      const translated = translatePattern(this.source, this.ignoreCase, form);
      return isLinear(translated) && { regex: new RegExp(`^(?:${translated})$`), excluded: form.excludes() };
    } catch (error) {
      if (error instanceof NotLinear) return false;
      throw error;
    }
  }

  /** V8 finds an expression too large, or too complex for its stack, when it compiles or even only when it runs it. */
  private run<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
      throw new InvalidPath(`The regular expression '${this.source}' cannot be run here: ${error.message}`);
    }
  }
}
