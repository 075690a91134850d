import { isDeepStrictEqual } from "node:util";
import type { Resource } from "../evaluation";
import { answerFunction } from "../provider/invokes";
import type { Account } from "../provider/model";
import { secret, type Wire, type WireObject } from "../wire";
import { isIncomplete, type LocalValues, PLACEHOLDER } from "./localValues";
import type { MissingValues } from "./missingValues";
import { programName } from "./names";
import { findOwn } from "./ownResources";
import { findParameter, parameterResult, parametersByPath } from "./parameters";
import { resultNames } from "./resultNames";
import { findSecret, secretResult, secretVersionResult } from "./secrets";

type Values = Record<string, unknown>;

/** What a function returns, and the names of the results that are secrets. */
export interface Answer {
  result: Values;
  secrets: string[];
}

export interface LookupOptions {
  values: LocalValues;
  missing: MissingValues;
  programDirectory: string;
  /** Whether the program's SDK understands secrets in the results of functions. */
  acceptsSecrets: boolean;
}

/** The results that are secrets, by function. */
const SECRET_RESULTS: Record<string, string[]> = {
  "aws:secretsmanager/getSecretVersion:getSecretVersion": ["secretBinary", "secretString"],
  "aws:ssm/getParameter:getParameter": ["value"],
  "aws:ssm/getParametersByPath:getParametersByPath": ["values"],
};

/** The results that most programs read; an error names the others. */
const USUAL_RESULTS = /^(ids?|arns?|names?|url)$/;

/**
 * Answers what a program looks up: from its own resources first, then from the values that are given for a run on this
 * machine. What has no value is noted, and answered with placeholders, so that one evaluation finds all that is missing.
 */
export class Lookups {
  constructor(private readonly options: LookupOptions) {}

  /** The result of a provider function, with its secrets marked. */
  invoke(token: string, args: Values, account: Account, created: readonly Resource[]): WireObject {
    const { result, secrets } =
      this.own(token, args, created) ??
      this.given(token, args) ??
      this.account(token, args, account) ??
      this.service(token, args, account) ??
      this.unknown(token, args);
    const wire: WireObject = {};
    for (const [name, value] of Object.entries({ ...args, ...result })) {
      if (value === undefined) continue;
      wire[name] =
        secrets.includes(name) && this.options.acceptsSecrets ? secret(value as Wire) : (value as Wire);
    }
    return wire;
  }

  /** The outputs of another stack, as a `StackReference` has them. */
  stack(name: string): Answer {
    const { values, missing } = this.options;
    const given = values.stackReferences?.[name];
    if (!given) missing.stack(name);
    const { outputs = {}, secretOutputs = {} } = given ?? {};
    const complete = Object.entries({ ...outputs, ...secretOutputs }).filter(
      ([, value]) => !isIncomplete(value),
    );
    const secretOutputNames = Object.keys(secretOutputs);
    return {
      result: { name, outputs: Object.fromEntries(complete), secretOutputNames },
      secrets: secretOutputNames.length > 0 ? ["outputs"] : [],
    };
  }

  /** The outputs that are given of a resource that exists already; undefined, and noted, if nothing is known of it. */
  resource(type: string, id: string, isModeled: boolean): Values | undefined {
    const name = programName(type);
    const given = this.options.values.resources?.[name]?.[id];
    if (isIncomplete(given) || (!given && !isModeled)) this.options.missing.resource(name, id);
    return given;
  }

  private own(token: string, args: Values, created: readonly Resource[]): Answer | undefined {
    const resource = findOwn(token, args, created);
    if (!resource) return undefined;
    const secretInputs = resource.secretInputs.map((path) => path.split(/[.[]/)[0]!);
    const secrets = [...secretInputs, ...(SECRET_RESULTS[token] ?? [])];
    return { result: { ...resource.outputs, id: resource.id }, secrets };
  }

  private given(token: string, args: Values): Answer | undefined {
    const answers = this.options.values.functions?.[programName(token)] ?? [];
    const answer = answers.find(
      ({ args: expected = {}, result }) =>
        !isIncomplete(result) &&
        Object.entries(expected).every(([name, value]) => isDeepStrictEqual(args[name], value)),
    );
    return (
      answer && {
        result: answer.result,
        secrets: [...(answer.secrets ?? []), ...(SECRET_RESULTS[token] ?? [])],
      }
    );
  }

  /** Functions that only depend on the account and region. */
  private account(token: string, args: Values, account: Account): Answer | undefined {
    const result = answerFunction(token, args, account);
    return result && { result, secrets: [] };
  }

  /** Functions that read a secret or a parameter, of which only the value need be given. */
  private service(token: string, args: Values, account: Account): Answer | undefined {
    const { values, missing } = this.options;
    const secrets = SECRET_RESULTS[token] ?? [];
    switch (token) {
      case "aws:secretsmanager/getSecret:getSecret":
      case "aws:secretsmanager/getSecretVersion:getSecretVersion": {
        const given = String(args.secretId ?? args.arn ?? args.name);
        const found = findSecret(given, values);
        if (!found) missing.secret(given);
        const read = token.endsWith("getSecret") ? secretResult : secretVersionResult;
        return { result: read(found ?? { name: given, value: PLACEHOLDER }, args, account), secrets };
      }
      case "aws:ssm/getParameter:getParameter": {
        const found = findParameter(String(args.name), values);
        if (!found) missing.parameter(String(args.name));
        const parameter = found ?? { name: String(args.name), type: "String", value: PLACEHOLDER };
        return { result: parameterResult(parameter, account), secrets };
      }
      case "aws:ssm/getParametersByPath:getParametersByPath":
        return {
          result: parametersByPath(String(args.path), args.recursive === true, values, account),
          secrets,
        };
      default:
        return undefined;
    }
  }

  private unknown(token: string, args: Values): Answer {
    const { missing, programDirectory } = this.options;
    const declared = resultNames(token, programDirectory).filter(
      ({ name }) => !(name in args) && name !== "region",
    );
    const placeholders = declared
      .filter(({ type }) => type !== "other")
      .map(({ name, type }) => [name, type === "texts" ? [PLACEHOLDER] : PLACEHOLDER] as const);
    const usual = placeholders.filter(([name]) => USUAL_RESULTS.test(name));
    const asked = usual.length > 0 ? Object.fromEntries(usual) : { id: PLACEHOLDER };
    const others = declared.filter(({ name }) => !(name in asked)).map(({ name }) => name);
    missing.function(programName(token), isIncomplete(args) ? {} : args, asked, others);
    return { result: { id: PLACEHOLDER, ...Object.fromEntries(placeholders) }, secrets: [] };
  }
}
