/** Words for types of resources: `aws:sfn/stateMachine:StateMachine` is a `state machine`. */
export class Kinds {
  private readonly words = new Map<string, string>();

  /** @param types all that will be named: where two have the same word, the service is added to it. */
  constructor(types: Iterable<string>) {
    const all = [...new Set(types)];
    for (const type of all) {
      const isAmbiguous = all.some((other) => other !== type && wordOf(other) === wordOf(type));
      this.words.set(type, isAmbiguous ? `${serviceOf(type)} ${wordOf(type)}` : wordOf(type));
    }
  }

  /** `state machine` */
  one(type: string): string {
    return this.words.get(type) ?? wordOf(type);
  }

  /** `3 state machines` */
  count(type: string, count: number): string {
    return `${count} ${count === 1 ? this.one(type) : plural(this.one(type))}`;
  }

  /** `1 role, 2 role policies`: by number, then by name. */
  counts(types: string[]): string {
    const numbers = new Map<string, number>();
    for (const type of types) numbers.set(type, (numbers.get(type) ?? 0) + 1);
    return [...numbers]
      .sort(([a, m], [b, n]) => n - m || (this.one(a) < this.one(b) ? -1 : 1))
      .map(([type, count]) => this.count(type, count))
      .join(", ");
  }
}

/** Services whose classes have names that say little by themselves: `Stage`, `Application`. */
const SERVICES: Record<string, string> = {
  apigateway: "REST API",
  cloudformation: "CloudFormation",
  codedeploy: "CodeDeploy",
};

/** The class's name, its capitals as spaces: `StateMachine` is `state machine`. */
function wordOf(type: string): string {
  const service = SERVICES[serviceOf(type)];
  const words = classWords(type);
  return service && words !== "REST API" ? `${service} ${words}` : words;
}

function classWords(type: string): string {
  const [, name = type] = /:([^:]+)$/.exec(type) ?? [];
  return name
    .replace("GraphQL", "GraphQl")
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .split(" ")
    .map((word) => (/^api$/i.test(word) ? "API" : /^[A-Z0-9]{2,}$/.test(word) ? word : word.toLowerCase()))
    .join(" ")
    .replace("graph ql", "GraphQL")
    .replace("rest API", "REST API");
}

const serviceOf = (type: string): string => type.split(/[:/]/)[1] ?? type;

const plural = (word: string): string =>
  /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}ies` : /(s|x|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
