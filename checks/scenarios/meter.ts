import { expressGbSeconds, lambdaGbSeconds, pricedCall, pricedRequest, type Usage } from "../../packages/cli";
import type { Execution, LocalServices } from "../../packages/local-cloud";

/** What a scenario used. */
export interface Measured {
  /** How many states its executions entered. */
  states: number;
  /** State transitions that AWS bills. */
  transitions: number;
  usage: Usage;
}

/** Counts what AWS would bill, starting when it is created. */
export class Meter {
  private readonly usage: Usage = {};
  private readonly detach: (() => void)[];

  constructor(private readonly services: LocalServices) {
    this.detach = [
      services.cloud.onCall(({ service, operation, input }) =>
        this.addPriced(pricedCall(service, operation, input)),
      ),
      services.cloud.onRouteRequest((prefix) => this.addPriced(pricedRequest(prefix))),
      services.lambda.onInvocation(({ billedDurationMs, memorySize }) => {
        this.add("lambdaRequest", 1);
        this.add("lambdaGbSecond", lambdaGbSeconds(billedDurationMs, memorySize));
      }),
    ];
  }

  /** Stops counting; `executionArns` are the executions that were started from outside. */
  end(executionArns: string[]): Measured {
    for (const detach of this.detach) detach();
    const executions = this.executionTree(executionArns);
    let transitions = 0;
    for (const execution of executions) {
      if (execution.type === "EXPRESS") {
        this.add("expressRequest", 1);
        this.add(
          "expressGbSecond",
          expressGbSeconds(Number(execution.stopDate) - Number(execution.startDate)),
        );
      } else {
        transitions += execution.billedTransitions;
      }
    }
    this.add("standardTransition", transitions);
    const states = executions
      .flatMap(({ events }) => events)
      .filter(({ type }) => type.endsWith("StateEntered")).length;
    return { states, transitions, usage: this.usage };
  }

  /** The executions, those that they started, and so on. */
  private executionTree(executionArns: string[]): Execution[] {
    const arns = new Set(executionArns);
    const members = this.services.stepFunctions
      .executions()
      .sort((a, b) => a.sequence - b.sequence)
      .filter(({ arn, startedBy }) => {
        if (!arns.has(arn) && !(startedBy && arns.has(startedBy))) return false;
        arns.add(arn);
        return true;
      });
    return members;
  }

  private addPriced(item: keyof Usage | undefined): void {
    if (item) this.add(item, 1);
  }

  private add(item: keyof Usage, amount: number): void {
    this.usage[item] = (this.usage[item] ?? 0) + amount;
  }
}
