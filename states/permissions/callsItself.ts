import { visitStates } from "../../packages/asl";
import { isObject, isUnresolved } from "../inputs";
import { isOwnArn } from "./resolveTarget";

/**
 * Whether the permissions of a definition are about its own state machine: a distributed Map starts executions of it, and
 * so does a Task with `{% $states.context.StateMachine.Id %}` as its `StateMachineArn`. Such permissions can only be granted
 * once the state machine exists.
 */
export function callsItself(definition: unknown): boolean {
  let found = false;
  visitStates(
    definition,
    (state) => {
      const { ItemProcessor: processor } = state;
      const config = isObject(processor) ? processor.ProcessorConfig : undefined;
      if (state.Type === "Map" && isObject(config) && config.Mode === "DISTRIBUTED") found = true;
      for (const args of [state.Arguments, state.Parameters]) {
        if (!isObject(args)) continue;
        const arn = args.StateMachineArn ?? args["StateMachineArn.$"];
        if (typeof arn === "string" && isOwnArn(arn)) found = true;
      }
    },
    isUnresolved,
  );
  return found;
}
