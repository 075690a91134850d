import { type Json, plain, TaskFailure, type TaskRequest } from "../../../../asl/engine";
import type { AwsError, Caller } from "../../../aws/service";
import type { TaskEnvironment } from "./environment";
import { type ErrorStyle, toTaskFailure } from "./failure";
import type { OpenToken } from "./taskTokens";

export interface Answer {
  output: Record<string, unknown>;
  requestId: string;
}

/** One attempt of a Task: its request, its role session and its error style. */
export class TaskCall {
  private session: Caller | undefined;

  constructor(
    readonly request: TaskRequest,
    readonly environment: TaskEnvironment,
    private readonly style: ErrorStyle,
  ) {}

  /** Calls a service with the role of the state machine or of the Task's `Credentials`, whose policies apply. */
  async invoke(service: string, operation: string, input: object, signal?: AbortSignal): Promise<Answer> {
    const { cloud, uuid } = this.environment;
    const requestId = uuid();
    const caller = this.caller();
    try {
      return {
        output: await cloud.call(caller, service, operation, plain(input as Json) as object, signal),
        requestId,
      };
    } catch (error) {
      throw toTaskFailure(error, this.style, requestId);
    }
  }

  /**
   * Makes the call that passes the task token on, and waits for the answer with the token. The token is valid before the
   * call is made, since the answer may arrive before the call's response. A call that was made earlier is not repeated.
   */
  async untilAnswered(call: () => Promise<Json>): Promise<Json> {
    const token = this.openToken();
    const { submittedBefore } = this.request;
    try {
      this.request.submitted(submittedBefore === undefined ? await call() : submittedBefore);
      return await token.answer;
    } finally {
      token.close();
    }
  }

  /** Opens the Task's token for the state machine, or for the activity it belongs to. */
  openToken(owner = this.environment.stateMachineArn): OpenToken {
    const { taskToken, signal } = this.request;
    if (taskToken === undefined) {
      throw new TaskFailure("States.Runtime", `The Task '${this.request.stateName}' has no task token.`);
    }
    return this.environment.tokens.open(taskToken, owner, signal, () => this.request.heartbeat());
  }

  private caller(): Caller {
    try {
      this.session ??= this.environment.assume(this.request.credentials?.RoleArn);
      return this.session;
    } catch (error) {
      throw new TaskFailure("States.Permissions", (error as AwsError).message);
    }
  }
}
