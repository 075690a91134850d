import type { Evaluation, Resource } from "../../local-stack";

export const SECRET = "[secret]";

/** Shorter secrets are only masked as whole values: as parts of other texts they would be found everywhere. */
const SHORTEST = 4;

/** Masks values that the program marked as secret, also inside any other text. */
export class SecretMask {
  private readonly texts: string[];

  constructor({
    resources,
    outputs,
    secretOutputs,
  }: Pick<Evaluation, "resources" | "outputs" | "secretOutputs">) {
    const secrets = new Set<string>();
    const add = (value: unknown) => collect(value, secrets);
    for (const name of secretOutputs) add(outputs[name]);
    for (const resource of resources) {
      for (const name of resource.secretOutputs ?? []) add(resource.outputs[name]);
      for (const path of resource.secretInputs) add(at(resource.inputs, path));
    }
    const forms = [...secrets].flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]);
    this.texts = [...new Set(forms)]
      .filter((text) => text.length >= SHORTEST)
      .sort((a, b) => b.length - a.length);
  }

  /** The text with every secret in it masked. */
  text(text: string): string {
    return this.texts.reduce((masked, secret) => masked.replaceAll(secret, SECRET), text);
  }

  /** Whether a resource's input is a secret as a whole. */
  hides({ secretInputs }: Resource, path: string): boolean {
    return secretInputs.includes(path);
  }
}

function collect(value: unknown, into: Set<string>): void {
  if (typeof value === "string" || typeof value === "number") into.add(String(value));
  else if (value !== null && typeof value === "object")
    for (const member of Object.values(value)) collect(member, into);
}

/** The value at a path such as `environment.variables.KEY` or `rules[0].token`. A key may have dots in it. */
function at(value: unknown, path: string): unknown {
  if (path === "") return value;
  if (value === null || typeof value !== "object") return undefined;
  for (const [key, member] of Object.entries(value)) {
    const step = Array.isArray(value) ? `[${key}]` : key;
    if (!path.startsWith(step)) continue;
    const found = at(member, path.slice(step.length).replace(/^\./, ""));
    if (found !== undefined) return found;
  }
  return undefined;
}
