import type { TaskRunner } from "../../../asl/engine";
import type { Cloud } from "../../aws/service";

/** Injects faults into Tasks. It is passed to the service where the cloud is put together. */
export interface TaskFaults {
  /** The names of the test cases that executions of a state machine can be started for. */
  testCasesOf(stateMachine: string): string[];
  /**
   * Performs the Tasks of an execution with its faults.
   *
   * @param tasksOf makes what performs the Tasks through a cloud
   */
  inject(execution: FaultedExecution, tasksOf: (cloud: Cloud) => TaskRunner): TaskRunner;
}

/** An execution, as far as faults depend on it. */
export interface FaultedExecution {
  /** The state machine's name. */
  stateMachine: string;
  /** The test case that the execution was started for. */
  testCase?: string;
}

/** No faults. */
export const noFaults = (cloud: Cloud): TaskFaults => ({
  testCasesOf: () => [],
  inject: (_execution, tasksOf) => tasksOf(cloud),
});
