import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { ExecutionDoesNotExist, SFNClient } from "@aws-sdk/client-sfn";
import type { SQSClient } from "@aws-sdk/client-sqs";
import { StateMachines } from "../../../client";
import type { Stage } from "../../../client/messenger/demo";
import { MessageQueue } from "../../../client/messenger/messageQueue";
import { MessageTable } from "../../../client/messenger/messageTable";
import { Pump } from "../../../client/messenger/pump";
import { ManualTimer } from "../manualTimer";

const MACHINE = "arn:aws:states:us-east-1:123456789012:stateMachine:pump";
const MARKS = { StartAt: "Record Sent", States: {} };
const SENDS = { StartAt: "Send", States: { Send: { Resource: "arn:aws:states:::sqs:sendMessage" } } };

interface Item {
  user: string;
  id: string;
  text: string;
  unsent: boolean;
}

interface FakeExecution {
  executionArn: string;
  status: "RUNNING" | "ABORTED";
  cause?: string;
  sends: boolean;
}

type Input = Record<string, never> & {
  Item: Record<string, { S: string }>;
  Key: Record<string, { S: string }>;
  ReceiptHandle: string;
  executionArn: string;
  statusFilter: string;
  name: string;
  cause: string;
};

/** A table, a queue and a state machine in memory, behind the SDK's commands. The pump works whenever a caller sleeps. */
export class FakeMessenger {
  readonly items = new Map<string, Item>();
  readonly executions: FakeExecution[] = [];
  queue: Item[] = [];
  /** Operations in the order they were called. */
  readonly calls: string[] = [];
  /** Called before each operation; may throw. */
  onCall: (operation: string, count: number) => void = () => {};
  /** What the pump hands to the queue for a message that it sends. */
  deliver: (item: Item, sends: boolean) => Item[] = (item, sends) => (sends ? [item] : []);
  /** How many executions still start with the definition before an update. */
  stale = 0;
  /** How often the pump continues as a new execution while it is being stopped. */
  handOvers = 0;
  private formBefore: boolean;
  readonly timer = new ManualTimer(() => this.pumpOnce());

  constructor(public sends: boolean) {
    this.formBefore = sends;
  }

  get running(): FakeExecution[] {
    return this.executions.filter(({ status }) => status === "RUNNING");
  }

  stage(): Stage {
    const send = async (command: { constructor: { name: string }; input: unknown }) =>
      this.answer(command.constructor.name.replace(/Command$/, ""), command.input as Input);
    class FakeSfn extends SFNClient {
      override send = send as unknown as SFNClient["send"];
    }
    const client = new FakeSfn({ region: "us-east-1" });
    return {
      table: new MessageTable({ send } as unknown as DynamoDBClient, "messages"),
      queue: new MessageQueue({ send } as unknown as SQSClient, "http://127.0.0.1/queue"),
      pump: new Pump(new StateMachines(client, this.timer).at(MACHINE)),
      deliverToQueue: async (on) => {
        this.called("deliverToQueue");
        this.formBefore = this.sends;
        this.sends = on;
      },
    };
  }

  run(name: string, sends = this.sends): FakeExecution {
    const executionArn = `arn:aws:states:us-east-1:123456789012:execution:pump:${name}`;
    const execution: FakeExecution = { executionArn, status: "RUNNING", sends };
    this.executions.push(execution);
    return execution;
  }

  private pumpOnce(): void {
    for (const { sends } of this.running) {
      for (const item of this.items.values()) {
        if (!item.unsent) continue;
        this.queue.push(...this.deliver(item, sends));
        item.unsent = false;
      }
    }
  }

  private called(operation: string): void {
    this.calls.push(operation);
    this.onCall(operation, this.calls.length);
  }

  private answer(operation: string, input: Input): object {
    this.called(operation);
    switch (operation) {
      case "PutItem": {
        const { user_name, message_id, message } = input.Item;
        const id = message_id!.S;
        this.items.set(id, { user: user_name!.S, id, text: message!.S, unsent: true });
        return {};
      }
      case "UpdateItem":
        this.items.get(input.Key.message_id!.S)!.unsent = true;
        return {};
      case "GetItem": {
        const item = this.items.get(input.Key.message_id!.S);
        return item ? { Item: { sent: { BOOL: !item.unsent } } } : {};
      }
      case "DeleteItem":
        this.items.delete(input.Key.message_id!.S);
        return {};
      case "ReceiveMessage":
        this.pumpOnce();
        return { Messages: this.queue.map(received) };
      case "DeleteMessage":
        this.queue = this.queue.filter(({ id }) => id !== input.ReceiptHandle);
        return {};
      case "DescribeStateMachine":
        return { definition: JSON.stringify(this.sends ? SENDS : MARKS) };
      case "StartExecution": {
        const isStale = this.sends !== this.formBefore && this.stale-- > 0;
        return this.run(input.name, isStale ? this.formBefore : this.sends);
      }
      case "ListExecutions":
        return { executions: this.executions.filter(({ status }) => status === input.statusFilter) };
      case "DescribeExecution":
        return { ...this.find(input), startDate: new Date(0), stopDate: new Date(0), name: "x", input: "{}" };
      case "DescribeStateMachineForExecution":
        return { definition: JSON.stringify(this.find(input).sends ? SENDS : MARKS) };
      case "StopExecution": {
        const execution = this.find(input);
        if (execution.status === "ABORTED") return {};
        Object.assign(execution, { status: "ABORTED", cause: input.cause });
        if (this.handOvers-- > 0) this.run(`continued-${this.handOvers}`, execution.sends);
        return {};
      }
      default:
        throw new Error(`${operation} is not expected`);
    }
  }

  private find({ executionArn }: Input): FakeExecution {
    const execution = this.executions.find((each) => each.executionArn === executionArn);
    if (execution) return execution;
    throw new ExecutionDoesNotExist({ message: "none", $metadata: {} });
  }
}

const received = ({ user, id, text }: Item) => ({
  Body: text,
  ReceiptHandle: id,
  MessageAttributes: { user: { StringValue: user }, message_id: { StringValue: id } },
});
