import { FaultPlanError } from "./plan";

/** A value in a plan, with its path for error messages. */
export class PlanValue {
  constructor(
    readonly value: unknown,
    /** The file or other source of the plan. */
    private readonly source: string,
    private readonly path = "",
  ) {}

  /** The members of an object. Throws {@link FaultPlanError} for another value, or for a member not listed. */
  object(allowed: string, names?: readonly string[]): Map<string, PlanValue> {
    if (!isObject(this.value)) throw this.error(allowed);
    const members = new Map(Object.entries(this.value).map(([name, value]) => [name, this.at(name, value)]));
    for (const name of members.keys()) {
      if (names && !names.includes(name)) throw this.keyError(name, names.join(", "));
    }
    return members;
  }

  /** A member of the object; its value is undefined if the object does not have it. */
  member(name: string): PlanValue {
    return this.at(name, isObject(this.value) ? this.value[name] : undefined);
  }

  list(allowed: string): PlanValue[] {
    if (!Array.isArray(this.value)) throw this.error(allowed);
    return this.value.map((value, index) => this.at(String(index), value));
  }

  string(allowed: string, accepts: (text: string) => boolean = () => true): string {
    if (typeof this.value !== "string" || !accepts(this.value)) throw this.error(allowed);
    return this.value;
  }

  oneOf<T extends string>(values: readonly T[]): T {
    const found = values.find((value) => value === this.value);
    if (found === undefined) throw this.error(values.map((value) => JSON.stringify(value)).join(", "));
    return found;
  }

  error(allowed: string): FaultPlanError {
    return new FaultPlanError(`${this.name} is ${shown(this.value)}; allowed: ${allowed}`);
  }

  keyError(key: string, allowed: string): FaultPlanError {
    return new FaultPlanError(`${this.name} has the key ${JSON.stringify(key)}; allowed: ${allowed}`);
  }

  private at(name: string, value: unknown): PlanValue {
    return new PlanValue(value, this.source, this.path === "" ? name : `${this.path}.${name}`);
  }

  private get name(): string {
    return this.path === "" ? this.source : `${this.source}: ${this.path}`;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const LONGEST = 80;

function shown(value: unknown): string {
  if (value === undefined) return "missing";
  const text = JSON.stringify(value) ?? String(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
