/** What the state machines and functions of a Pulumi stack are called: one rule for the command line and the testing API. */
export { type NamedResource, namedResources, type RegisteredResource } from "./namedResources";
export { type NamedStateMachine, StackNames } from "./stackNames";
