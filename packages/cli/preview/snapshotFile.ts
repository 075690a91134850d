import { readFile, writeFile } from "node:fs/promises";
import { UsageError } from "../../terminal";
import type { SavedResource, Snapshot } from "./snapshot";

const FORMAT = "sfn-workflows preview";
const VERSION = 1;

/** @throws UsageError if the file cannot be written. */
export async function writeSnapshot(file: string, snapshot: Snapshot): Promise<void> {
  const content = { format: FORMAT, version: VERSION, ...snapshot };
  try {
    await writeFile(file, `${JSON.stringify(content, undefined, 1)}\n`);
  } catch (error) {
    throw new UsageError(`--save '${file}' cannot be written: ${(error as Error).message}`);
  }
}

/**
 * Reads what {@link writeSnapshot} wrote.
 *
 * @throws UsageError that names the file and what is wrong with it: missing, not JSON, of another format or version, or of
 * another stack than `stack`.
 */
export async function readSnapshot(file: string, stack: string): Promise<Snapshot> {
  const refuse = (what: string) => new UsageError(`--against '${file}' ${what}`);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw refuse(`cannot be read: ${(error as Error).message}`);
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw refuse(`is not JSON: ${(error as Error).message}`);
  }
  if (!isObject(content) || content.format !== FORMAT) {
    throw refuse("is not a saved evaluation; preview --save FILE writes one");
  }
  if (content.version !== VERSION) {
    throw refuse(
      `has format version ${JSON.stringify(content.version)}; this preview reads ${VERSION}: save it again`,
    );
  }
  const problem = problemOf(content);
  if (problem) throw refuse(`is damaged: ${problem}`);
  const { project, stack: saved, resources, runs } = content as unknown as Snapshot;
  if (saved !== stack) throw refuse(`is of stack '${saved}'; given: --stack ${stack}`);
  return { project, stack: saved, resources, ...(runs && { runs }) };
}

type Fields = Record<string, unknown>;

const isObject = (value: unknown): value is Fields =>
  value !== null && typeof value === "object" && !Array.isArray(value);
const isText = (value: unknown) => typeof value === "string";
const isFlag = (value: unknown) => typeof value === "boolean";
const isTexts = (value: unknown) => Array.isArray(value) && value.every(isText);
const optional = (test: (value: unknown) => boolean) => (value: unknown) =>
  value === undefined || test(value);

const RESOURCE_FIELDS: Record<keyof SavedResource, (value: unknown) => boolean> = {
  urn: isText,
  type: isText,
  name: isText,
  custom: isFlag,
  parent: optional(isText),
  protect: isFlag,
  retainOnDelete: isFlag,
  aliases: isTexts,
  ignoreChanges: isTexts,
  replaceOnChanges: isTexts,
  id: isText,
  arn: optional(isText),
  inputs: isObject,
};

function problemOf({ project, stack, resources, runs }: Fields): string | undefined {
  if (!isText(project)) return "project is not a text";
  if (!isText(stack)) return "stack is not a text";
  if (!Array.isArray(resources)) return "resources is not a list";
  for (const [index, resource] of resources.entries()) {
    if (!isObject(resource)) return `resources[${index}] is not an object`;
    const wrong = Object.entries(RESOURCE_FIELDS).find(([field, test]) => !test(resource[field]));
    if (wrong) return `resources[${index}].${wrong[0]} is missing or of another kind`;
  }
  const isUsage = (value: unknown) =>
    isObject(value) && Object.values(value).every((amount) => typeof amount === "number");
  if (runs !== undefined && !(isObject(runs) && Object.values(runs).every(isUsage))) {
    return "runs is not an object of usages";
  }
  return undefined;
}
