import { AsyncLocalStorage } from "node:async_hooks";
import type { Clock } from "../aws/clock";
import {
  type AssumeRoleRequest,
  AwsError,
  type Caller,
  type Requirement,
  type Session,
} from "../aws/service";
import { globalContextKeys, requestPrincipal } from "./callerContext";
import { type ApplicablePolicies, type AuthorizationRequest, type Decision, decide } from "./policyDecision";
import { describeRefusal, type Refusal } from "./refusal";
import { IamRegistry } from "./registry";
import { RequestContext } from "./requestContext";
import { Sessions } from "./sessions";
import { StatementUsage } from "./statementUsage";

/** What happens to a call that no policy allows: it is denied, carried out and recorded, or not decided at all. */
export type IamMode = "enforce" | "audit" | "off";

export interface IamOptions {
  accountId: string;
  region: string;
  clock: Clock;
  /** Default `enforce`. */
  mode?: IamMode;
}

/** A request that policies allowed. The administrator's calls are not evaluated, and so not reported. */
export type AllowedRequest = Pick<Requirement, "action" | "resource"> & {
  caller: Caller;
  /** The operation that needed it: `sqs:SendMessage`. */
  via: string;
};

/** Checks again what was refused, and records it if it is refused still. */
export type PostponedCheck = () => void;

const MAX_REFUSALS = 10_000;

/** The local cloud's IAM: decides by the policies in its registry, issues sessions, and records what it denied. */
export class Iam {
  readonly registry: IamRegistry;
  readonly sessions: Sessions;
  readonly usage: StatementUsage;
  /** The requests that were not allowed, in order: the last 10,000. */
  readonly refusals: Refusal[] = [];
  mode: IamMode;
  private readonly postponed = new AsyncLocalStorage<{ checks: PostponedCheck[]; isOpen: boolean }>();
  private readonly listeners = new Set<(refusal: Refusal) => void>();
  private readonly allowedListeners = new Set<(request: AllowedRequest) => void>();

  constructor(private readonly options: IamOptions) {
    this.registry = new IamRegistry(options.accountId, () => options.clock.now());
    this.sessions = new Sessions(options.accountId, options.clock);
    this.usage = new StatementUsage(this.registry);
    this.mode = options.mode ?? "enforce";
  }

  /** Calls `listener` with every refusal from now on. Returns a function that ends this. */
  onRefusal(listener: (refusal: Refusal) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Calls `listener` with every request that policies allow from now on. Returns a function that ends this. */
  onAllowed(listener: (request: AllowedRequest) => void): () => void {
    this.allowedListeners.add(listener);
    return () => this.allowedListeners.delete(listener);
  }

  /**
   * Decides what a call of `caller` requires.
   * @param via the operation, for the record: `sqs:SendMessage`
   * @returns the first requirement's refusal to be enforced, if there is one
   */
  check(caller: Caller, requirements: readonly Requirement[], via: string): Refusal | undefined {
    for (const requirement of requirements) {
      const refusal = this.checkOne(caller, requirement, via);
      if (refusal?.enforced) return refusal;
    }
    return undefined;
  }

  /**
   * Whether the role has the permissions AWS wants it to have before something is created with it, as
   * `logs:CreateLogDelivery` on `*` for a state machine that logs.
   * @returns a refusal to be enforced for each requirement the role does not meet
   */
  authorize(roleArn: string, requirements: readonly Requirement[], via: string): Refusal[] {
    const caller = this.roleCaller(roleArn, via.replace(/[^\w+=,.@-]/g, "-"));
    return requirements.flatMap((requirement) => {
      const refusal = this.checkOne(caller, requirement, via);
      return refusal?.enforced ? [refusal] : [];
    });
  }

  /**
   * Runs an action that may be repeated when more permissions have arrived. What is refused in it is enforced as ever, but not
   * recorded: the check is added to `checks`. What it started, and runs longer, is recorded again.
   */
  async postponeRecords<T>(checks: PostponedCheck[], action: () => Promise<T>): Promise<T> {
    const postponed = { checks, isOpen: true };
    try {
      return await this.postponed.run(postponed, action);
    } finally {
      postponed.isOpen = false;
    }
  }

  /** Decides without recording anything. */
  decide(caller: Caller, requirement: Requirement): Decision {
    return decide(this.requestOf(caller, requirement), this.applicablePolicies(caller, requirement));
  }

  /**
   * A session of the role, if its trust policy (and for a role that assumes another, its own policies) allow it.
   * Throws `AccessDenied`, also for a role that does not exist.
   */
  assumeRole(roleArn: string, request: AssumeRoleRequest): Session {
    this.requireRole(roleArn);
    const refusal = this.check(
      this.assumer(request),
      [assumeRoleRequirement(roleArn, request)],
      "sts:AssumeRole",
    );
    if (refusal) throw new AwsError("AccessDenied", refusal.message, 403);
    return this.openSession(roleArn, request.sessionName, request.durationSeconds);
  }

  /** A session of the role for a caller that has already been allowed to assume it. */
  openSession(roleArn: string, sessionName: string, durationSeconds?: number): Session {
    this.requireRole(roleArn);
    return this.sessions.open(this.roleCaller(roleArn, sessionName), durationSeconds);
  }

  private requireRole(roleArn: string): void {
    if (this.registry.findRole(roleArn)) return;
    throw new AwsError("AccessDenied", `The role ${roleArn} cannot be assumed: it does not exist.`, 403);
  }

  private roleCaller(roleArn: string, sessionName: string): Caller {
    const { accountId } = this.options;
    const roleName = roleArn.slice(roleArn.lastIndexOf("/") + 1);
    const arn = `arn:aws:sts::${accountId}:assumed-role/${roleName}/${sessionName.slice(0, 64)}`;
    return { arn, accountId, roleArn };
  }

  private assumer({ principal, sourceArn, sourceAccount, sessionName }: AssumeRoleRequest): Caller {
    if ("aws" in principal) return this.roleCaller(principal.aws, sessionName);
    const { accountId } = this.options;
    const service = {
      principal: principal.service,
      ...(sourceArn ? { sourceArn } : {}),
      ...(sourceAccount ? { sourceAccount } : {}),
    };
    return { arn: principal.service, accountId, service };
  }

  private checkOne(caller: Caller, requirement: Requirement, via: string): Refusal | undefined {
    if (this.mode === "off" || this.isAdministrator(caller)) return undefined;
    const request = this.requestOf(caller, requirement);
    const decision = decide(request, this.applicablePolicies(caller, requirement));
    const { action, resource } = requirement;
    if (decision.allowed) {
      this.usage.record(decision.by, request);
      for (const listener of this.allowedListeners) listener({ caller, action, resource, via });
      return undefined;
    }
    const enforced = this.mode === "enforce";
    const time = this.options.clock.now();
    const refusal = describeRefusal({ caller, action, resource, via, enforced, time }, decision);
    const postponed = this.postponed.getStore();
    if (postponed?.isOpen) postponed.checks.push(() => void this.checkOne(caller, requirement, via));
    else this.record(refusal);
    return refusal;
  }

  private record(refusal: Refusal): void {
    if (this.refusals.push(refusal) > MAX_REFUSALS) this.refusals.shift();
    for (const listener of this.listeners) listener(refusal);
  }

  private requestOf(caller: Caller, { action, resource, context = {} }: Requirement): AuthorizationRequest {
    const { region, clock } = this.options;
    return {
      principal: requestPrincipal(caller, region),
      action,
      resource,
      context: new RequestContext(globalContextKeys(caller, region, clock.now()), context),
    };
  }

  private isAdministrator({ arn, roleArn, service }: Caller): boolean {
    return !roleArn && !service && arn === this.sessions.administrator.arn;
  }

  private applicablePolicies(caller: Caller, { action, resource }: Requirement): ApplicablePolicies {
    const role = caller.roleArn ? this.registry.findRole(caller.roleArn) : undefined;
    const assumed = action === "sts:AssumeRole" ? this.registry.findRole(resource) : undefined;
    const ofResource = assumed ? [assumed.trust] : this.registry.resourcePolicies(resource);
    const isKey = resource.startsWith("arn:aws:kms:") && ofResource.length > 0;
    return {
      identity: [...(role?.policies.values() ?? [])],
      ...(role?.boundary ? { boundary: role.boundary } : {}),
      resource: ofResource,
      resourceMustAllow: assumed !== undefined || isKey,
    };
  }
}

export function assumeRoleRequirement(
  roleArn: string,
  { sessionName, externalId }: Pick<AssumeRoleRequest, "sessionName" | "externalId">,
): Requirement {
  return {
    action: "sts:AssumeRole",
    resource: roleArn,
    context: {
      "sts:RoleSessionName": sessionName,
      ...(externalId === undefined ? {} : { "sts:ExternalId": externalId }),
    },
  };
}
