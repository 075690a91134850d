import { visitStates } from "../../packages/asl";
import type { FaultyCall } from "../../packages/local-cloud";
import type { Evaluation, Resource } from "../../packages/local-stack";

/** Where a fault can be injected: a call, and its caller. */
export interface Site {
  /** `MACHINE › STATE`, or the name of a function, of another role, or of an AWS service. */
  caller: string;
  /** `dynamodb:UpdateItem`; of an invocation also the function. */
  call: string;
}

export const keyOf = ({ caller, call }: Site): string => `${caller} → ${call}`;

const STATE_MACHINE = "aws:sfn/stateMachine:StateMachine";
const FUNCTION = "aws:lambda/function:Function";
const ROLE = "aws:iam/role:Role";
const EVENT_SOURCE = "aws:lambda/eventSourceMapping:EventSourceMapping";

/** Names the calls of a stack by its evaluation: by the names of state machines, functions and roles. */
export class Sites {
  private readonly machineOfRole: Map<string, Resource>;
  private readonly functionOfRole: Map<string, Resource>;
  private readonly nameOfRole: Map<string, string>;

  constructor(private readonly evaluation: Evaluation) {
    this.machineOfRole = new Map(this.all(STATE_MACHINE).map((each) => [String(each.inputs.roleArn), each]));
    this.functionOfRole = new Map(this.all(FUNCTION).map((each) => [String(each.inputs.role), each]));
    this.nameOfRole = new Map(this.all(ROLE).map(({ outputs, name }) => [String(outputs.arn), name]));
  }

  /** The site of a call; undefined for a call by a client, and for one that only writes a log. */
  of(call: FaultyCall): Site | undefined {
    const caller = this.callerOf(call);
    if (caller === undefined || call.service === "logs") return undefined;
    const what = `${call.service}:${call.operation}`;
    if (call.service !== "lambda") return { caller, call: what };
    return { caller, call: `${what} ${this.functionName(call.input.FunctionName)}` };
  }

  /** `MACHINE › STATE` of every Task, including those within Map and Parallel. */
  tasks(): string[] {
    return this.all(STATE_MACHINE).flatMap(({ name, inputs }) => {
      const tasks: string[] = [];
      visitStates(JSON.parse(String(inputs.definition)), (state, { name: stateName }) => {
        if (state.Type === "Task") tasks.push(taskName(name, stateName));
      });
      return tasks;
    });
  }

  functions(): string[] {
    return this.all(FUNCTION).map(({ name }) => name);
  }

  /** The invocations that happen within the local cloud's Lambda, where no fault can be injected. */
  eventSources(): Site[] {
    return this.all(EVENT_SOURCE).map(({ name, inputs }) => ({
      caller: name,
      call: `lambda:Invoke ${this.functionName(inputs.functionName)}`,
    }));
  }

  private functionName(given: unknown): string {
    const text = String(given);
    const name = /:function:([^:]+)/.exec(text)?.[1] ?? text.split(":")[0]!;
    return this.all(FUNCTION).find(({ outputs }) => outputs.name === name)?.name ?? name;
  }

  private callerOf({ caller, task }: FaultyCall): string | undefined {
    if (caller.service) return caller.service.principal;
    if (caller.roleArn === undefined) return undefined;
    const machine = this.machineOfRole.get(caller.roleArn);
    if (machine && task) return taskName(machine.name, task.state);
    return (this.functionOfRole.get(caller.roleArn) ?? machine)?.name ?? this.nameOfRole.get(caller.roleArn);
  }

  private all(type: string): Resource[] {
    return this.evaluation.resources.filter((each) => each.type === type);
  }
}

const taskName = (machine: string, state: string) => `${machine} › ${state}`;
