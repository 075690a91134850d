import * as pulumi from "@pulumi/pulumi";
import type { StateMachineDefinition } from "./aslStates";

/**
 * The JSON text of a definition, as `aws.sfn.StateMachine` takes it, with every output resolved. It is secret if one of
 * them is. Nothing is added: without `QueryLanguage` it is JSONPath, as AWS takes it.
 */
export function render(definition: StateMachineDefinition): pulumi.Output<string> {
  return pulumi.jsonStringify(definition);
}
