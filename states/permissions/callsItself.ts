import { integrationName, isIntegration, parseTaskResource, visitStates } from "../../packages/asl";
import { isObject, isUnresolved } from "../inputs";
import { isDistributed } from "./mapNeeds";
import { isOwnArn } from "./resolveTarget";

/**
 * Whether the permissions of a definition are about its own state machine: a distributed Map starts executions of it, so
 * does a Task with `{% $states.context.StateMachine.Id %}` as its `StateMachineArn`, and an HTTP Task is checked on it. Such permissions can only be granted
 * once the state machine exists.
 */
export function callsItself(definition: unknown): boolean {
  let found = false;
  visitStates(
    definition,
    (state) => {
      if (isDistributed(state)) found = true;
      // With Credentials, the call is another role's.
      if (state.Credentials !== undefined) return;
      const resource = parseTaskResource(state.Resource);
      if (isIntegration(resource) && integrationName(resource) === "http:invoke") found = true;
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
