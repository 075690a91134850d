import type { Json } from "../../asl/engine";
import { type Fault, type FaultPlan, type FaultRule, parseAttempts } from "./plan";
import { checkRule } from "./readPlan";

/** One attempt of a Task. */
export interface Attempt {
  /** The state machine's name. */
  stateMachine: string;
  /** The test case that the execution was started for. */
  testCase?: string;
  state: string;
  /** Counted from 0. */
  number: number;
}

/** What answers a Task instead of its service. */
export interface TaskMock {
  /** The state machine's name. */
  stateMachine: string;
  state: string;
  /**
   * Returns the Task's result, or rejects with an error whose name is the Task's error and whose message is its cause.
   *
   * @param parameters what the Task would send
   */
  answer(parameters: Json, attempt: Attempt): Promise<Json>;
}

/** The faults and mocks that are active: they can be added and removed while executions run. */
export class Faults {
  private rules: FaultRule[] = [];
  private testCases: { stateMachine: string; name: string }[] = [];
  private readonly mocks = new Set<TaskMock>();

  /** @param plan the faults from the start on */
  constructor(private readonly plan: FaultPlan = { rules: [] }) {
    this.reset();
  }

  /** Goes back to the plan of the start: removes mocks, and rules that were added, and adds those that were cleared. */
  reset(): void {
    this.mocks.clear();
    this.rules = this.plan.rules.map(checkRule);
    this.testCases = [...(this.plan.testCases ?? [])];
  }

  /** Returns a function that removes the mock. Of two mocks for a state, the later one applies. */
  mock(mock: TaskMock): () => void {
    this.mocks.add(mock);
    return () => void this.mocks.delete(mock);
  }

  mockOf({ stateMachine, state }: Attempt): TaskMock | undefined {
    return [...this.mocks].findLast((mock) => mock.stateMachine === stateMachine && mock.state === state);
  }

  /** Appends rules. If one is invalid, throws `FaultPlanError` and adds none. */
  add(...rules: FaultRule[]): void {
    this.rules.push(...rules.map(checkRule));
  }

  /** Replaces everything by a plan. If one of its rules is invalid, throws `FaultPlanError` and replaces nothing. */
  replace({ rules, testCases = [] }: FaultPlan): void {
    this.rules = rules.map(checkRule);
    this.testCases = [...testCases];
  }

  list(): FaultRule[] {
    return [...this.rules];
  }

  /** Removes every rule and test case. */
  clear(): void {
    this.rules = [];
    this.testCases = [];
  }

  /** The names of the test cases that executions of a state machine can be started for. */
  testCasesOf(stateMachine: string): string[] {
    const named = this.rules.flatMap((rule) =>
      rule.testCase !== undefined && isOf(rule.stateMachine, stateMachine) ? [rule.testCase] : [],
    );
    const listed = this.testCases.filter((each) => isOf(each.stateMachine, stateMachine));
    return [...new Set([...named, ...listed.map(({ name }) => name)])];
  }

  /** The faults of an attempt, in the order of the rules. */
  of(attempt: Attempt): Fault[] {
    return this.rules.filter((rule) => applies(rule, attempt)).map(({ fault }) => fault);
  }
}

function applies({ stateMachine, testCase, state, attempts }: FaultRule, attempt: Attempt): boolean {
  const range = attempts === undefined ? undefined : parseAttempts(attempts);
  return (
    isOf(stateMachine, attempt.stateMachine) &&
    (testCase === undefined || testCase === attempt.testCase) &&
    (state === undefined || state === attempt.state) &&
    (range === undefined || (range.first <= attempt.number && attempt.number <= range.last))
  );
}

/** What Pulumi's auto-naming appends to the name that a resource has in the program. */
const PULUMI_SUFFIX = /^-[0-9a-f]{7}$/;

function isOf(wanted: string | undefined, name: string): boolean {
  if (wanted === undefined || wanted === name) return true;
  return name.startsWith(wanted) && PULUMI_SUFFIX.test(name.slice(wanted.length));
}
