import { AsyncLocalStorage } from "node:async_hooks";

/** A Task that is being performed. */
export interface CurrentTask {
  /** The state machine's name. */
  stateMachine: string;
  state: string;
}

const current = new AsyncLocalStorage<CurrentTask>();

/** Performs a Task; while it runs, {@link currentTask} returns it to the code that carries out its calls. */
export const withTask = <T>(task: CurrentTask, work: () => Promise<T>): Promise<T> => current.run(task, work);

/** The Task that makes the current call; undefined for a call from another process. */
export const currentTask = (): CurrentTask | undefined => current.getStore();
