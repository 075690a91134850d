import {
  CreateStateMachineCommand,
  type CreateStateMachineCommandInput,
  type CreateStateMachineCommandOutput,
  paginateListStateMachines,
  SFNClient,
  type SFNClientConfig,
  type StateMachineListItem,
} from "@aws-sdk/client-sfn";
import { type Connection, type Definition, definitionText } from "./connection";
import { explaining, itemsOf } from "./errors";
import { Execution } from "./execution";
import { systemTimer, type Timer } from "./polling";
import { StateMachine } from "./stateMachine";

/** The input of `CreateStateMachine`; the definition may also be an object. */
export type CreateStateMachineArgs = Omit<CreateStateMachineCommandInput, "definition"> & {
  name: string;
  definition: Definition;
};

/**
 * The state machines of an account in a region, over `@aws-sdk/client-sfn`.
 *
 * Errors are the SDK's own, under AWS's names; their messages end with what to do about them.
 */
export class StateMachines {
  private readonly connection: Connection;

  /** @param client an SDK client, or the configuration of one; by default, the environment's settings. */
  constructor(client: SFNClient | SFNClientConfig = {}, timer: Timer = systemTimer) {
    this.connection = { client: client instanceof SFNClient ? client : new SFNClient(client), timer };
  }

  /** The state machine with this ARN, which may end in a version or an alias. No call is made. */
  at<Input = unknown, Output = unknown>(stateMachineArn: string): StateMachine<Input, Output> {
    return new StateMachine(this.connection, stateMachineArn);
  }

  /** The execution with this ARN. No call is made. */
  execution<Input = unknown, Output = unknown>(executionArn: string): Execution<Input, Output> {
    return new Execution(this.connection, executionArn);
  }

  /**
   * Creates a state machine; if one exists with the same name, definition, role and settings, that one is returned.
   * https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html
   *
   * @throws StateMachineAlreadyExists, InvalidDefinition, AccessDeniedException, …
   */
  async create<Input = unknown, Output = unknown>(
    args: CreateStateMachineArgs,
  ): Promise<StateMachine<Input, Output>> {
    const input = { ...args, definition: definitionText(args.definition) };
    const call: Promise<CreateStateMachineCommandOutput> = this.connection.client.send(
      new CreateStateMachineCommand(input),
    );
    return this.at((await explaining(call)).stateMachineArn!);
  }

  /** All state machines, page by page as they are requested. */
  list(): AsyncGenerator<StateMachineListItem, void> {
    const pages = paginateListStateMachines({ client: this.connection.client, pageSize: 1000 }, {});
    return itemsOf(pages, ({ stateMachines }) => stateMachines);
  }

  /** The state machine of this name, on whatever page it is; undefined if there is none. */
  async find<Input = unknown, Output = unknown>(
    name: string,
  ): Promise<StateMachine<Input, Output> | undefined> {
    for await (const machine of this.list()) {
      if (machine.name === name) return this.at(machine.stateMachineArn!);
    }
    return undefined;
  }

  /** Closes the SDK client's connections. */
  close(): void {
    this.connection.client.destroy();
  }
}
