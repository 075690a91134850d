import { isObject, typeOf } from "./jsonTypes";
import { KEYWORDS } from "./keywords";
import type { Place, Validation } from "./schema";
import type { SchemaSet } from "./schemaSet";

/**
 * The problems of a value, in the order and words of json-schema-validator 2.2.14: keywords by name, the format last, and
 * members and items only where nothing was wrong before. Throws for a schema that leads to itself without an end.
 */
export function validate(all: SchemaSet, place: Place, value: unknown): string[] {
  const problems: string[] = [];
  new SchemaValidation(all).run(place, value, problems);
  return problems;
}

class SchemaValidation implements Validation {
  private readonly running: [schema: unknown, value: unknown][] = [];

  constructor(private readonly all: SchemaSet) {}

  run(at: Place, value: unknown, problems: string[]): void {
    const place = this.all.within(at.schema, at);
    const { schema } = place;
    if (this.running.some(([other, of]) => other === schema && of === value)) {
      throw new Error("validation loop: a schema leads to itself");
    }
    this.running.push([schema, value]);
    const type = typeOf(value);
    for (const { name, types, check } of KEYWORDS) {
      if (schema[name] !== undefined && (!types || types.includes(type)))
        check({ place, value, problems, validation: this });
    }
    // As in Java, problems of what was checked before count, too.
    if (problems.length === 0) this.descend(place, value, problems);
    this.running.pop();
  }

  satisfies(at: Place, value: unknown): boolean {
    const problems: string[] = [];
    this.run(at, value, problems);
    return problems.length === 0;
  }

  private descend(place: Place, value: unknown, problems: string[]): void {
    const { schema, document } = place;
    if (Array.isArray(value)) {
      const { items = {}, additionalItems } = schema;
      for (const [index, item] of value.entries()) {
        const own = Array.isArray(items) ? (items[index] ?? additionalItems) : items;
        if (typeof own === "object") this.run({ schema: own, document }, item, problems);
      }
    } else if (isObject(value)) {
      for (const name of Object.keys(value).sort()) {
        for (const own of schemasOf(place, name)) this.run({ schema: own, document }, value[name], problems);
      }
    }
  }
}

function schemasOf({ schema }: Place, name: string) {
  const { properties = {}, patternProperties = {}, additionalProperties } = schema;
  const found = Object.hasOwn(properties, name) ? [properties[name]!] : [];
  for (const [pattern, own] of Object.entries(patternProperties)) {
    if (new RegExp(pattern).test(name)) found.push(own);
  }
  if (found.length > 0) return found;
  return typeof additionalProperties === "object" ? [additionalProperties] : [];
}
