import { AwsError } from "../../aws/service";
import type { ParameterVersion } from "./parameters";

interface Filter {
  Key: string;
  Option?: string;
  Values?: string[];
}

type Test = (parameter: ParameterVersion, tags: ReadonlyMap<string, string>) => boolean;

const MEMBERS: Readonly<Record<string, (parameter: ParameterVersion) => readonly string[]>> = {
  DataType: () => ["text"],
  KeyId: ({ type, keyId }) => (type === "SecureString" ? [keyId ?? "alias/aws/ssm"] : []),
  Label: ({ labels }) => [...labels],
  Name: ({ name }) => [name, name.replace(/^\//, "")],
  Tier: ({ tier = "Standard" }) => [tier],
  Type: ({ type }) => [type],
};

/**
 * The parameters that all filters match
 * ({@link https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ParameterStringFilter.html}).
 */
export function readFilters(filters: readonly Filter[]): Test {
  const tests = filters.map(readFilter);
  return (parameter, tags) => tests.every((test) => test(parameter, tags));
}

function readFilter({ Key, Option, Values = [] }: Filter): Test {
  if (Key === "Path") return pathFilter(Option ?? "OneLevel", Values);
  const tag = /^tag:(.+)$/.exec(Key)?.[1];
  const member = MEMBERS[Key];
  if (tag === undefined && !member) {
    const allowed = ["Path", ...Object.keys(MEMBERS), "tag:KEY"].join(", ");
    throw new AwsError("InvalidFilterKey", `The filter key '${Key}' is not valid; allowed: ${allowed}`);
  }
  const compare = comparison(Option ?? "Equals");
  return (parameter, tags) => {
    const actual =
      tag === undefined ? member!(parameter) : [tags.get(tag)].filter((each) => each !== undefined);
    // A tag without values is one with any value.
    if (Values.length === 0) return actual.length > 0;
    return actual.some((text) => Values.some((value) => compare(text, value)));
  };
}

function comparison(option: string): (text: string, value: string) => boolean {
  switch (option) {
    case "Equals":
      return (text, value) => text === value;
    case "BeginsWith":
      return (text, value) => text.startsWith(value);
    case "Contains":
      return (text, value) => text.includes(value);
    default:
      throw invalidOption(option, "Equals, BeginsWith, Contains");
  }
}

function pathFilter(option: string, paths: readonly string[]): Test {
  if (!["OneLevel", "Recursive"].includes(option)) throw invalidOption(option, "OneLevel, Recursive");
  return ({ name }) => paths.some((path) => isBelow(name, path, option === "Recursive"));
}

/** Whether a parameter's name is below a path. */
export function isBelow(name: string, path: string, recursive: boolean): boolean {
  const below = path.endsWith("/") ? path : `${path}/`;
  return name.startsWith(below) && (recursive || !name.slice(below.length).includes("/"));
}

const invalidOption = (option: string, allowed: string) =>
  new AwsError("InvalidFilterOption", `The filter option '${option}' is not valid; allowed: ${allowed}`);
