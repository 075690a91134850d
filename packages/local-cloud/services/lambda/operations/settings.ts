import { eventInvokeConfigNotFound, invalidParameter, notOnThisMachine, policyNotFound } from "../errors";
import type { EventInvokeConfig } from "../function";
import type { FunctionManager } from "../functionManager";
import { parseFunctionName } from "../functionName";
import type { FunctionPolicy, PermissionInput } from "../functionPolicy";
import type { FunctionRegistry, LambdaFunction } from "../functions";
import type { Input } from "../inputs";
import { type Operation, referenceOf } from "./operation";

export interface SettingServices {
  registry: FunctionRegistry;
  manager: FunctionManager;
  policyOf(arn: string): FunctionPolicy;
}

/** {@link https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html} */
const CONCURRENT_EXECUTIONS = 1000;
const TOTAL_CODE_SIZE = 80_530_636_800;
const CODE_SIZE_UNZIPPED = 262_144_000;
const CODE_SIZE_ZIPPED = 52_428_800;

/** The operations on policies, concurrency, asynchronous invocations and tags of functions. */
export function settingOperations({ registry, manager, policyOf }: SettingServices) {
  const functionOf = (input: Input) => registry.get({ name: referenceOf(input).name });
  const nameOf = (input: Input) => functionOf(input).latest.configuration.functionName;
  /** The policy of what an input names, which must exist. */
  const policy = (input: Input) => {
    const reference = referenceOf(input);
    registry.resolve(reference, () => 0);
    return policyOf(registry.arnOf(reference));
  };
  const tagged = ({ Resource }: Input) => registry.get(parseFunctionName(String(Resource)));
  const putEventInvokeConfig = (input: Input, before: EventInvokeConfig) => {
    checkUnqualified(input);
    const target = functionOf(input);
    const { MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig } = input as EventInvokeConfig;
    manager.putFunctionEventInvokeConfig(nameOf(input), {
      ...before,
      ...(MaximumRetryAttempts !== undefined && { MaximumRetryAttempts }),
      ...(MaximumEventAgeInSeconds !== undefined && { MaximumEventAgeInSeconds }),
      ...(DestinationConfig !== undefined && { DestinationConfig }),
    });
    return describeEventInvokeConfig(target);
  };
  return {
    AddPermission: (input) => ({
      Statement: JSON.stringify(policy(input).add(input as unknown as PermissionInput)),
    }),
    RemovePermission(input) {
      policy(input).remove(String(input.StatementId));
      return {};
    },
    GetPolicy(input) {
      const Policy = policy(input).text();
      if (Policy === undefined) throw policyNotFound();
      return { Policy, RevisionId: functionOf(input).latest.revisionId };
    },
    PutFunctionConcurrency(input) {
      const reserved = Number(input.ReservedConcurrentExecutions);
      if (!Number.isInteger(reserved) || reserved < 0)
        throw invalidParameter(`ReservedConcurrentExecutions is ${reserved}; allowed: a whole number from 0`);
      manager.putFunctionConcurrency(nameOf(input), reserved);
      return { ReservedConcurrentExecutions: reserved };
    },
    GetFunctionConcurrency(input) {
      const { reservedConcurrency } = functionOf(input);
      return reservedConcurrency === undefined ? {} : { ReservedConcurrentExecutions: reservedConcurrency };
    },
    DeleteFunctionConcurrency(input) {
      manager.putFunctionConcurrency(nameOf(input), undefined);
      return {};
    },
    PutFunctionEventInvokeConfig: (input) => putEventInvokeConfig(input, {}),
    UpdateFunctionEventInvokeConfig(input) {
      const target = functionOf(input);
      describeEventInvokeConfig(target);
      return putEventInvokeConfig(input, target.eventInvokeConfig);
    },
    GetFunctionEventInvokeConfig(input) {
      checkUnqualified(input);
      return describeEventInvokeConfig(functionOf(input));
    },
    ListFunctionEventInvokeConfigs(input) {
      const target = functionOf(input);
      const isSet = target.eventInvokeConfigModified !== undefined;
      return { FunctionEventInvokeConfigs: isSet ? [describeEventInvokeConfig(target)] : [] };
    },
    DeleteFunctionEventInvokeConfig(input) {
      checkUnqualified(input);
      describeEventInvokeConfig(functionOf(input));
      manager.deleteFunctionEventInvokeConfig(nameOf(input));
      return {};
    },
    ListTags: (input) => ({ Tags: Object.fromEntries(tagged(input).tags) }),
    TagResource(input) {
      const { tags } = tagged(input);
      for (const [key, value] of Object.entries(input.Tags as object)) tags.set(key, value);
      return {};
    },
    UntagResource(input) {
      const { tags } = tagged(input);
      for (const key of [input.TagKeys].flat()) tags.delete(String(key));
      return {};
    },
    GetAccountSettings() {
      const all = registry.list();
      const reserved = all.reduce((sum, { reservedConcurrency = 0 }) => sum + reservedConcurrency, 0);
      return {
        AccountLimit: {
          TotalCodeSize: TOTAL_CODE_SIZE,
          CodeSizeUnzipped: CODE_SIZE_UNZIPPED,
          CodeSizeZipped: CODE_SIZE_ZIPPED,
          ConcurrentExecutions: CONCURRENT_EXECUTIONS,
          UnreservedConcurrentExecutions: Math.max(0, CONCURRENT_EXECUTIONS - reserved),
        },
        AccountUsage: {
          TotalCodeSize: all.reduce((sum, { latest }) => sum + latest.code.size, 0),
          FunctionCount: all.length,
        },
      };
    },
  } satisfies Record<string, Operation>;
}

/** Versions and aliases have the configuration of their function here. */
function checkUnqualified(input: Input): void {
  const { qualifier } = referenceOf(input);
  if (qualifier !== undefined && qualifier !== "$LATEST")
    throw notOnThisMachine("An EventInvokeConfig of a version or alias");
}

/** Throws `ResourceNotFoundException` for a function without one. */
function describeEventInvokeConfig({ arn, eventInvokeConfig, eventInvokeConfigModified }: LambdaFunction) {
  if (eventInvokeConfigModified === undefined) throw eventInvokeConfigNotFound(`${arn}:$LATEST`);
  return {
    LastModified: new Date(eventInvokeConfigModified),
    FunctionArn: `${arn}:$LATEST`,
    ...eventInvokeConfig,
    DestinationConfig: { OnSuccess: {}, OnFailure: {}, ...eventInvokeConfig.DestinationConfig },
  };
}
