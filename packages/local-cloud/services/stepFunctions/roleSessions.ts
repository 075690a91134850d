import type { Caller, Cloud } from "../../aws/service";
import type { Execution } from "./execution";

export interface RoleSession {
  /** See `TaskEnvironment.assume`. */
  assume(credentialsRoleArn?: string): Caller;
  close(): void;
}

export interface RoleSessionsOptions {
  readonly cloud: Cloud;
  readonly uuid: () => string;
}

/** The role sessions that executions make their calls in; finds the execution behind a caller. */
export class RoleSessions {
  private readonly executions = new Map<string, Execution>();

  constructor(private readonly options: RoleSessionsOptions) {}

  /** The execution whose Task makes the call; undefined for any other caller. */
  executionOf(caller: Caller): Execution | undefined {
    return this.executions.get(caller.arn);
  }

  /** Sessions of one execution, each assumed when a Task first needs it. */
  open(execution: Execution): RoleSession {
    const { cloud, uuid } = this.options;
    const sessionName = uuid().replaceAll("-", "").slice(0, 64);
    const callers = new Map<string, Caller>();
    const cached = (roleArn: string, assume: () => Caller): Caller => {
      const caller = callers.get(roleArn) ?? assume();
      callers.set(roleArn, caller);
      this.executions.set(caller.arn, execution);
      return caller;
    };
    const { roleArn } = execution.revision;
    const ownRole = () =>
      cached(roleArn, () => {
        const request = {
          principal: { service: "states.amazonaws.com" },
          sessionName,
          sourceArn: execution.machine.arn,
          sourceAccount: cloud.accountId,
        };
        return cloud.assumeRole(roleArn, request).caller;
      });
    return {
      assume(credentialsRoleArn) {
        if (credentialsRoleArn === undefined) return ownRole();
        // The role's own policies must allow `sts:AssumeRole`, and the other role must trust it.
        return cached(
          credentialsRoleArn,
          () => cloud.assumeRole(credentialsRoleArn, { principal: { aws: roleArn }, sessionName }).caller,
        );
      },
      close: () => {
        for (const { arn } of callers.values()) this.executions.delete(arn);
      },
    };
  }
}
