import { SFNClient } from "@aws-sdk/client-sfn";
import { isManaged } from "../../packages/cli";
import type { LocalServices } from "../../packages/local-cloud";
import { type Evaluation, type LocalStack, startLocalStack } from "../../packages/local-stack";
import type { RoleUsage } from "./ledger";
import type { Part } from "./part";
import { type Permission, without } from "./removePermission";

/** A permission that a run used. */
export interface UsedPermission extends Permission {
  /** The role's name in the Pulumi program. */
  role: string;
  /** What used it, the fastest first. */
  usedBy: Part[];
}

/** The outcome of a run without a permission. */
export interface Proof extends UsedPermission {
  /** The part that failed without it. Absent if none did. */
  missedBy?: Part;
  durationMs: number;
}

export interface ProofOptions {
  /** The local cloud that the program was evaluated for. */
  endpoint: string;
  signal: AbortSignal;
}

/** Every action that was used, by the statement that allowed it; those of a managed policy together. */
export function usedPermissions(roles: readonly RoleUsage[]): UsedPermission[] {
  return roles.flatMap(({ role, statements }) =>
    statements.flatMap(({ owner, policy, statement, actions, usedBy }) => {
      const used = actions.filter(({ count }) => count > 0).map(({ pattern }) => pattern);
      const permission = { role, owner, policy, statement, usedBy: [...usedBy].sort(quickestFirst) };
      if (isManaged(policy)) return used.length === 0 ? [] : [{ ...permission, actions: used }];
      return used.map((action) => ({ ...permission, actions: [action] }));
    }),
  );
}

const quickestFirst = (a: Part, b: Part): number => likelyMs(a) - likelyMs(b);

/** The estimated duration of running the part alone, including its deployment, at half a millisecond per resource. */
const likelyMs = ({ durationMs, evaluation, scenario }: Part): number =>
  (scenario ? durationMs : 0) + evaluation.resources.length / 2;

/**
 * Removes a permission from the evaluation and runs again what used it, in a new local cloud, until the role is refused an
 * action that the permission allowed.
 */
export async function prove(permission: UsedPermission, options: ProofOptions): Promise<Proof> {
  const since = performance.now();
  const proof = (missedBy?: Part): Proof => ({
    ...permission,
    ...(missedBy && { missedBy }),
    durationMs: performance.now() - since,
  });
  for (const part of permission.usedBy) {
    options.signal.throwIfAborted();
    const { evaluation } = part;
    if (await isMissed(permission, { ...part, evaluation: without(evaluation, permission) }, options)) {
      return proof(part);
    }
  }
  return proof();
}

/** Runs a part until the permission is missed, or to its end. */
async function isMissed(permission: Permission, part: Part, options: ProofOptions): Promise<boolean> {
  const unexpected: unknown[] = [];
  const stack = await startLocalStack({
    program: part.evaluation,
    deploy: false,
    onError: (error) => unexpected.push(error),
  });
  const miss = watchForMiss(stack.services, permission);
  const stopping = new AbortController();
  const signal = AbortSignal.any([options.signal, stopping.signal]);
  try {
    await deploy(stack, miss);
    if (!miss.isThere) await Promise.race([miss.happened, play(part, stack, { ...options, signal })]);
    if (!miss.isThere && unexpected.length > 0) throw unexpected[0];
    return miss.isThere;
  } finally {
    stopping.abort();
    await stack.close();
  }
}

/** Whether a role was refused an action that the permission allowed. */
interface Miss {
  isThere: boolean;
  happened: Promise<void>;
}

function watchForMiss({ cloud }: LocalServices, { owner, policy, actions }: Permission): Miss {
  let happen = () => {};
  const happened = new Promise<void>((resolve) => {
    happen = resolve;
  });
  const miss = { isThere: false, happened };
  cloud.iam.onRefusal(({ action, resource, roleArn }) => {
    const role = policy === "trust" ? resource : roleArn;
    if (role !== owner || !actions.includes(action)) return;
    miss.isThere = true;
    happen();
  });
  return miss;
}

/** A deployment may fail because the permission is missing, but for no other reason. */
async function deploy(stack: LocalStack, miss: Miss): Promise<void> {
  try {
    await stack.deploy();
  } catch (error) {
    if (!miss.isThere) throw error;
  }
}

/** Runs the part's scenario, if it has one, on the deployed stack. It is not awaited once the permission is missed. */
async function play(
  { evaluation, scenario }: Part,
  stack: LocalStack,
  { endpoint, signal }: ProofOptions,
): Promise<void> {
  if (!scenario) return;
  const { services, clock } = stack;
  const stepFunctions = stack.client(SFNClient);
  const outputs = movedTo(stack.endpoint, evaluation, endpoint);
  const reconfigure = async () => {
    throw new Error(`'${scenario.title}' cannot be run again alone: it deploys another configuration`);
  };
  try {
    await scenario.run({ services, outputs, stepFunctions, signal, reconfigure });
    await clock.whenIdle();
  } finally {
    stepFunctions.destroy();
  }
}

/** The stack's outputs, with the endpoint of another local cloud than the one that the program was evaluated for. */
const movedTo = (endpoint: string, { outputs }: Evaluation, from: string): Evaluation["outputs"] =>
  JSON.parse(JSON.stringify(outputs).replaceAll(from, endpoint));

/** Mutes the warnings of the local cloud about refusals, which a proof provokes. Returns a function that restores warnings. */
export function muteWarnings(): () => void {
  const listeners = process.listeners("warning");
  process.removeAllListeners("warning");
  return () => {
    for (const listener of listeners) process.on("warning", listener);
  };
}
