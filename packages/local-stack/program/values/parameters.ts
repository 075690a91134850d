import { partitionOf } from "../provider/creation";
import type { Account } from "../provider/model";
import { isIncomplete, type LocalValues, type ParameterType } from "./localValues";

/** A parameter of Parameter Store that the program's account has. */
export interface GivenParameter {
  name: string;
  type: ParameterType;
  value: string;
}

export function givenParameters({ parameters = {} }: LocalValues): GivenParameter[] {
  return Object.entries(parameters)
    .filter(([, value]) => !isIncomplete(value))
    .map(([name, value]) => {
      if (typeof value === "string") return { name, type: "String", value };
      if (Array.isArray(value)) return { name, type: "StringList", value: value.join(",") };
      return { name, ...value };
    });
}

/** @param id the name or the ARN */
export function findParameter(id: string, values: LocalValues): GivenParameter | undefined {
  const name = /^arn:[^:]*:ssm:[^:]*:[^:]*:parameter(\/.+)$/.exec(id)?.[1];
  return givenParameters(values).find((each) => [id, name, name?.slice(1)].includes(each.name));
}

function parameterArn(name: string, { region, accountId }: Account): string {
  return `arn:${partitionOf(region)}:ssm:${region}:${accountId}:parameter/${name.replace(/^\//, "")}`;
}

export function parameterResult({ name, type, value }: GivenParameter, account: Account) {
  return {
    id: name,
    arn: parameterArn(name, account),
    insecureValue: type === "SecureString" ? "" : value,
    name,
    type,
    value,
    version: 1,
  };
}

/** The parameters below a path; those of deeper levels where it is recursive. */
export function parametersByPath(path: string, recursive: boolean, values: LocalValues, account: Account) {
  const below = path.endsWith("/") ? path : `${path}/`;
  const found = givenParameters(values).filter(
    ({ name }) => name.startsWith(below) && (recursive || !name.slice(below.length).includes("/")),
  );
  return {
    id: path,
    arns: found.map(({ name }) => parameterArn(name, account)),
    names: found.map(({ name }) => name),
    types: found.map(({ type }) => type),
    values: found.map(({ value }) => value),
  };
}
