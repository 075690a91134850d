import type { Caller } from "../../aws/service";
import type { StepFunctions } from "./environment";
import type { Execution } from "./execution";

export interface RoleSession {
  /** See `TaskEnvironment.assume`. */
  assume(credentialsRoleArn?: string): Caller;
  close(): void;
}

/** The sessions that executions make their calls in; tells of a caller which execution it is. */
export class RoleSessions {
  private readonly executions = new Map<string, Execution>();

  constructor(private readonly service: () => StepFunctions) {}

  /** The execution whose Task calls; undefined for any other caller. */
  executionOf(caller: Caller): Execution | undefined {
    return this.executions.get(caller.arn);
  }

  /** Sessions of one execution, each assumed when a Task first needs it. */
  open(execution: Execution): RoleSession {
    const { cloud, uuid } = this.service();
    const sessionName = uuid().replaceAll("-", "").slice(0, 64);
    const callers = new Map<string, Caller>();
    const remember = (roleArn: string, assume: () => Caller): Caller => {
      const caller = callers.get(roleArn) ?? assume();
      callers.set(roleArn, caller);
      this.executions.set(caller.arn, execution);
      return caller;
    };
    const { roleArn } = execution.revision;
    const ownRole = () =>
      remember(roleArn, () => {
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
        return remember(
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
