import { InvalidPath } from "../../jsonpath/errors";
import type { QueryLanguage } from "../../walk";
import { queryFailure, runtimeFailure } from "../errors";
import { doubleOf } from "../exact/number";
import { integerOf, isObject, type JsonObject, type JsonType, numberOf, typeOf } from "../json";
import { compileJsonata, isJsonata, sourceOf } from "../jsonata/expression";
import { compileJsonataTemplate } from "../jsonata/template";
import { compilePath } from "../paths/path";
import { compilePayloadTemplate } from "../query/payloadTemplate";
import type { Expression, Scope } from "../query/scope";
import type { Json } from "../types";

/** Reads the fields of a state, or of an object inside it, in the state's query language. Errors name the state. */
export class Fields {
  constructor(
    readonly state: string,
    readonly definition: JsonObject,
    readonly language: QueryLanguage,
    /** Where in the state, `ItemReader/`: a part of the names in messages. */
    private readonly prefix = "",
  ) {}

  /** The same state with another definition. */
  with(definition: JsonObject): Fields {
    return new Fields(this.state, definition, this.language, this.prefix);
  }

  get jsonata(): boolean {
    return this.language === "JSONata";
  }

  has(field: string): boolean {
    return Object.hasOwn(this.definition, field);
  }

  get(field: string): Json | undefined {
    return this.has(field) ? this.definition[field] : undefined;
  }

  string(field: string): string | undefined {
    const value = this.get(field);
    if (value !== undefined && typeof value !== "string") throw this.error(field, "must be a string");
    return value;
  }

  requiredString(field: string): string {
    const value = this.string(field);
    if (value === undefined) throw this.error(field, "is missing");
    return value;
  }

  array(field: string): Json[] {
    const value = this.get(field) ?? [];
    if (!Array.isArray(value)) throw this.error(field, "must be an array");
    return value;
  }

  /** The fields of an object inside this one. */
  object(field: string): Fields | undefined {
    const value = this.get(field);
    if (value === undefined || value === null) return undefined;
    if (!isObject(value)) throw this.error(field, "must be an object");
    return new Fields(this.state, value, this.language, `${this.prefix}${field}/`);
  }

  /** A payload template, or any JSON with JSONata in it. */
  template(field: string): Expression | undefined {
    const value = this.get(field);
    if (value === undefined) return undefined;
    return this.compiling(field, () =>
      this.jsonata ? compileJsonataTemplate(value, this.prefix + field) : compilePayloadTemplate(value),
    );
  }

  /** A field with a path; a path without a match is a `States.Runtime` failure. */
  path(field: string): ((scope: Scope) => Json) | undefined {
    const text = this.string(field);
    if (text === undefined) return undefined;
    const path = this.compiling(field, () => compilePath(text));
    return (scope) => {
      try {
        return path(scope);
      } catch (error) {
        if (!(error instanceof InvalidPath)) throw error;
        throw runtimeFailure(`Invalid path '${text}' : ${error.message}`);
      }
    };
  }

  /** A whole number: a literal, in JSONPath the value at `${field}Path`, in JSONata an expression. */
  integer(field: string): Expression<number> | undefined {
    return this.number(field, "integer");
  }

  number(field: string, kind: "integer" | "number" = "number"): Expression<number> | undefined {
    if (!this.jsonata && this.has(`${field}Path`)) return this.numberAtPath(`${field}Path`, kind);
    const value = this.get(field);
    if (value === undefined) return undefined;
    if (isJsonata(value) && this.jsonata) return this.numberFromJsonata(field, value, kind);
    const number = kind === "integer" ? integerOf(value) : numberOf(value);
    if (number === undefined)
      throw this.error(field, `must be ${kind === "integer" ? "an integer" : "a number"}`);
    return () => number;
  }

  private numberAtPath(field: string, kind: "integer" | "number"): Expression<number> {
    const read = this.path(field)!;
    const text = this.requiredString(field);
    return (scope) => {
      const value = read(scope);
      const number = kind === "integer" ? integerOf(value) : numberOf(value);
      if (number !== undefined) return number;
      throw runtimeFailure(
        `The ${field} field refers to value "${typeof value === "string" ? value : JSON.stringify(value)}" which is not a valid ${kind === "integer" ? "integer" : "float"}: ${text}`,
      );
    };
  }

  private numberFromJsonata(field: string, text: string, kind: "integer" | "number"): Expression<number> {
    const evaluate = this.typedJsonata(field, text, "number");
    return async (scope) => {
      const number = doubleOf(await evaluate(scope))!;
      if (kind === "number" || Number.isSafeInteger(number)) return number;
      throw queryFailure(`The ${field} field cannot be parsed as an integer: ${number}`, this.prefix + field);
    };
  }

  /** A JSONata expression whose value must be of one of the types; the first is the one that the failure names. */
  typedJsonata(field: string, text: string, ...types: JsonType[]): Expression {
    const location = this.prefix + field;
    const evaluate = this.compiling(field, () => compileJsonata(text, location));
    return async (scope) => {
      const value = await evaluate(scope);
      if (types.includes(typeOf(value))) return value;
      throw queryFailure(
        `The JSONata expression '${sourceOf(text)}' specified for the field '${location}' returned an unexpected result type. ` +
          `Expected '${types[0]}', but was '${typeOf(value)}' for value: ${JSON.stringify(value)}`,
        location,
      );
    };
  }

  /** Runs a step of the compilation: what it throws names the state and the field. */
  compiling<T>(field: string, compile: () => T): T {
    try {
      return compile();
    } catch (error) {
      throw this.error(field, error instanceof Error ? error.message : String(error), ":");
    }
  }

  error(field: string, message: string, separator = ""): Error {
    return new Error(`State '${this.state}', ${this.prefix}${field}${separator} ${message}`);
  }
}
