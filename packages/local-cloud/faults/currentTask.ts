import { AsyncLocalStorage } from "node:async_hooks";

/** A Task that is being performed. */
export interface CurrentTask {
  /** The state machine's name. */
  stateMachine: string;
  state: string;
}

const current = new AsyncLocalStorage<CurrentTask>();

/** Performs a Task, so that whoever carries out a call of it can tell for what it is made. */
export const withTask = <T>(task: CurrentTask, work: () => Promise<T>): Promise<T> => current.run(task, work);

/** The Task that the calls made now belong to; of a call of another process, none. */
export const currentTask = (): CurrentTask | undefined => current.getStore();
