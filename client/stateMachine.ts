import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import {
  DeleteStateMachineCommand,
  DescribeStateMachineCommand,
  type DescribeStateMachineCommandOutput,
  ExecutionAlreadyExists,
  type ExecutionListItem,
  type ExecutionStatus,
  paginateListExecutions,
  StartExecutionCommand,
  UpdateStateMachineCommand,
  type UpdateStateMachineCommandInput,
  type UpdateStateMachineCommandOutput,
} from "@aws-sdk/client-sfn";
import { executionArn } from "./arns";
import { type Connection, type Definition, definitionText } from "./connection";
import { explain, explaining, itemsOf } from "./errors";
import { Execution } from "./execution";

/** The response of `DescribeStateMachine`, with the definition parsed. */
export type StateMachineDescription = Omit<DescribeStateMachineCommandOutput, "$metadata" | "definition"> & {
  definition: object;
};

/** The input of `UpdateStateMachine`; the definition may also be an object. */
export type UpdateStateMachineArgs = Omit<
  UpdateStateMachineCommandInput,
  "stateMachineArn" | "definition"
> & {
  definition?: Definition;
};

/** One state machine. `Input` and `Output` are what its executions take and give, as JSON values. */
export class StateMachine<Input = unknown, Output = unknown> {
  constructor(
    private readonly connection: Connection,
    readonly arn: string,
  ) {}

  /** @throws StateMachineDoesNotExist */
  async describe(): Promise<StateMachineDescription> {
    const command = new DescribeStateMachineCommand({ stateMachineArn: this.arn });
    const { $metadata, definition, ...described } = await explaining(this.connection.client.send(command));
    return { ...described, definition: JSON.parse(definition!) };
  }

  /**
   * Changes the given fields and leaves the rest. Running executions continue with the old definition.
   * https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateStateMachine.html
   *
   * @throws StateMachineDoesNotExist, InvalidDefinition, MissingRequiredParameter, …
   */
  async update({ definition, ...args }: UpdateStateMachineArgs): Promise<UpdateStateMachineCommandOutput> {
    const input = {
      ...args,
      ...(definition === undefined ? {} : { definition: definitionText(definition) }),
    };
    const command = new UpdateStateMachineCommand({ ...input, stateMachineArn: this.arn });
    return explaining(this.connection.client.send(command));
  }

  /** Deletes it once its executions have ended. As in AWS, it is not an error if it does not exist. */
  async delete(): Promise<void> {
    const command = new DeleteStateMachineCommand({ stateMachineArn: this.arn });
    await explaining(this.connection.client.send(command));
  }

  /**
   * Starts an execution. The same name and input are the same execution, even after its end. Without a name, one is
   * generated, so that a start that the SDK retries after a lost response is not a second execution.
   * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
   *
   * @throws ExecutionAlreadyExists if an execution of this name has another input.
   * @throws StateMachineDoesNotExist, InvalidExecutionInput, InvalidName, …
   */
  async start(
    input: Input,
    { name = randomUUID() }: { name?: string } = {},
  ): Promise<Execution<Input, Output>> {
    const command = new StartExecutionCommand({
      stateMachineArn: this.arn,
      name,
      input: JSON.stringify(input ?? {}),
    });
    try {
      const started = await this.connection.client.send(command);
      return new Execution(this.connection, started.executionArn!);
    } catch (error) {
      const known = error instanceof ExecutionAlreadyExists && (await this.startedBefore(name, input));
      if (known) return known;
      throw explain(error);
    }
  }

  /** Its execution with this ARN. No call is made. */
  execution(executionArn: string): Execution<Input, Output> {
    return new Execution(this.connection, executionArn);
  }

  /** Its executions, newest first, page by page as they are requested. Standard workflows only. */
  executions({ status }: { status?: ExecutionStatus } = {}): AsyncGenerator<ExecutionListItem, void> {
    const pages = paginateListExecutions(
      { client: this.connection.client, pageSize: 100 },
      { stateMachineArn: this.arn, ...(status && { statusFilter: status }) },
    );
    return itemsOf(pages, ({ executions }) => executions);
  }

  private async startedBefore(name: string, input: Input): Promise<Execution<Input, Output> | undefined> {
    const execution = new Execution<Input, Output>(this.connection, executionArn(this.arn, name));
    const { input: before } = await execution.describe();
    return isDeepStrictEqual(before, JSON.parse(JSON.stringify(input ?? {}))) ? execution : undefined;
  }
}
