import { dump } from "js-yaml";
import { EvaluationError } from "../error";
import { type FunctionAnswer, type LocalValues, PLACEHOLDER } from "./localValues";

/** The error of `StackReference.requireOutput`. */
const REQUIRED_OUTPUT = /Required output '([^']+)' does not exist on stack '([^']+)'/;

/** The values that a program asked for and that were not given, in all of one evaluation. */
export class MissingValues {
  private readonly values: Required<LocalValues> = {
    config: {},
    secrets: {},
    parameters: {},
    stackReferences: {},
    functions: {},
    resources: {},
  };
  /** By function: results that it has besides those in the text to paste. */
  private readonly otherResults = new Map<string, string[]>();

  /** @param value with a placeholder for each ciphertext in it */
  config(key: string, value: unknown): void {
    this.values.config[key] = value;
  }

  secret(name: string): void {
    this.values.secrets[name] = PLACEHOLDER;
  }

  parameter(name: string): void {
    this.values.parameters[name] = PLACEHOLDER;
  }

  /** A stack of which nothing is known; which outputs the program reads shows later, if at all. */
  stack(name: string): void {
    this.values.stackReferences[name] ??= {};
  }

  /** @param others the names of results besides those to paste */
  function(
    name: string,
    args: Record<string, unknown>,
    result: Record<string, unknown>,
    others: string[],
  ): void {
    const answer: FunctionAnswer = { ...(Object.keys(args).length > 0 && { args }), result };
    const answers = this.values.functions[name] ?? [];
    const isKnown = answers.some((each) => JSON.stringify(each) === JSON.stringify(answer));
    this.values.functions[name] = isKnown ? answers : [...answers, answer];
    if (others.length > 0) this.otherResults.set(name, others);
  }

  resource(name: string, id: string): void {
    this.values.resources[name] = { ...this.values.resources[name], [id]: {} };
  }

  /** Reads what the program logged for outputs of other stacks that it requires. */
  readErrors(errors: string[]): void {
    for (const error of errors) {
      const [, output, stack] = REQUIRED_OUTPUT.exec(error) ?? [];
      if (output === undefined || stack === undefined) continue;
      const { outputs } = this.values.stackReferences[stack] ?? {};
      this.values.stackReferences[stack] = { outputs: { ...outputs, [output]: PLACEHOLDER } };
    }
  }

  /** The one error for all of them; undefined if nothing is missing. */
  error(source: string): EvaluationError | undefined {
    const sections = Object.entries(this.values).filter(([, section]) => Object.keys(section).length > 0);
    if (sections.length === 0) return undefined;
    const reason =
      "the program reads values that only its account, other stacks or its secrets provider have";
    return new EvaluationError(
      "values",
      `${reason}. Add them to ${source}, with what they are in place of each ${PLACEHOLDER}:\n\n${this.text(Object.fromEntries(sections))}`,
    );
  }

  private text(values: LocalValues): string {
    const yaml = dump(values, { quotingType: '"', lineWidth: -1 }).trimEnd();
    return [...this.otherResults].reduce(
      (text, [name, others]) =>
        text.replace(`\n  ${name}:\n`, `\n  ${name}: # has also ${others.join(", ")}\n`),
      yaml,
    );
  }
}
