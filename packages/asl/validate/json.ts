/** What is wrong with a JSON text, in the words of the parser that Step Functions uses. */
export interface JsonProblem {
  message: string;
  /** `[Source: (String)"…"; line: 1, column: 4]` */
  location: string;
}

/** A name that an object gives twice. */
export interface DuplicateField {
  name: string;
  /** Of the object: `/States`, `/` for the whole. */
  location: string;
}

/** Deeper texts are rejected, as by AWS's parser. */
const deepest = 1000;

/** Reads a JSON text; finds what `JSON.parse` does not report: where it is malformed, and duplicate names. */
export function readJson(text: string): { value: unknown; duplicates: DuplicateField[] } | JsonProblem {
  const scanner = new Scanner(text);
  try {
    scanner.scan();
  } catch (error) {
    if (error instanceof Broken) return error.problem;
    throw error;
  }
  return { value: JSON.parse(text), duplicates: scanner.duplicates };
}

class Broken extends Error {
  constructor(readonly problem: JsonProblem) {
    super(problem.message);
  }
}

const expectedValue = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

class Scanner {
  readonly duplicates: DuplicateField[] = [];
  private offset = 0;

  constructor(private readonly text: string) {}

  scan(): void {
    this.value("", 0);
    this.take(/[ \t\r\n]*/y);
    if (this.offset < this.text.length) this.unexpected("end of input");
  }

  private value(location: string, depth: number): void {
    this.take(/[ \t\r\n]*/y);
    if (depth > deepest)
      this.fail(`Document nesting depth (${depth}) exceeds the maximum allowed (${deepest})`);
    if (this.take(/\{/y)) this.object(location, depth);
    else if (this.take(/\[/y)) this.array(location, depth);
    else if (this.peek() === '"') this.string();
    else if (!this.take(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)(?!\w)/y)) {
      const token = this.take(/[\w$.+-]+/y);
      if (token) this.fail(`Unrecognized token '${token}': was expecting ${expectedValue}`);
      this.unexpected(`a valid value ${expectedValue}`);
    }
  }

  private object(location: string, depth: number): void {
    const start = this.offset - 1;
    const names = new Set<string>();
    if (this.closes("}")) return;
    do {
      this.take(/[ \t\r\n]*/y);
      if (this.peek() !== '"') this.unexpected("double-quote to start field name", ["Object", start]);
      const name = this.string();
      if (names.has(name)) this.duplicates.push({ name, location: location || "/" });
      names.add(name);
      if (!this.take(/[ \t\r\n]*:/y))
        this.unexpected("a colon to separate field name and value", ["Object", start]);
      this.value(`${location}/${name}`, depth + 1);
    } while (this.take(/[ \t\r\n]*,/y));
    if (!this.closes("}")) this.unexpected("comma to separate Object entries", ["Object", start]);
  }

  private array(location: string, depth: number): void {
    const start = this.offset - 1;
    if (this.closes("]")) return;
    let index = 0;
    do this.value(`${location}[${index++}]`, depth + 1);
    while (this.take(/[ \t\r\n]*,/y));
    if (!this.closes("]")) this.unexpected("comma to separate Array entries", ["Array", start]);
  }

  private closes(bracket: "}" | "]"): boolean {
    this.take(/[ \t\r\n]*/y);
    if (this.peek() !== bracket) return false;
    this.offset++;
    return true;
  }

  private string(): string {
    const start = this.offset;
    this.offset++;
    while (this.take(/[^"\\\p{Cc}]+|[\u007f-\u009f]+|\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/uy));
    if (this.take(/"/y) === undefined) {
      if (this.offset === this.text.length)
        this.fail("Unexpected end-of-input: was expecting closing quote for a string value");
      this.offset++;
      this.fail(
        `Illegal character or escape in a string value (code ${this.text.charCodeAt(this.offset - 1)})`,
      );
    }
    return JSON.parse(this.text.slice(start, this.offset)) as string;
  }

  private peek(): string {
    return this.text.charAt(this.offset);
  }

  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.offset;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.offset += found.length;
    return found;
  }

  private unexpected(expected: string, open?: [kind: string, start: number]): never {
    this.take(/[ \t\r\n]*/y);
    const character = this.peek();
    if (character === "") {
      const missing =
        open && `: expected close marker for ${open[0]} (start marker at ${this.position(open[1])})`;
      this.fail(`Unexpected end-of-input${missing ?? ""}`);
    }
    this.offset++;
    return this.fail(
      `Unexpected character ('${character}' (code ${character.charCodeAt(0)})): was expecting ${expected}`,
    );
  }

  private fail(message: string): never {
    const location = this.position(this.offset);
    throw new Broken({ message: `${message}\n at ${location}`, location });
  }

  /** Lines and columns count from one; the text is cut at 500 characters. */
  private position(offset: number): string {
    const lines = this.text.slice(0, offset).split("\n");
    const cut =
      this.text.length > 500
        ? `"${this.text.slice(0, 500)}"[truncated ${this.text.length - 500} chars]`
        : `"${this.text}"`;
    return `[Source: (String)${cut}; line: ${lines.length}, column: ${(lines.at(-1)?.length ?? 0) + 1}]`;
  }
}
