/** The Amazon States Language without its engine: what is loaded at every evaluation of a deployed program. */

export { type Definition, type State, stateAt, statePointer } from "./definition";
export { type EventDetails, eventDetails } from "./eventDetails";
export {
  type Integration,
  integrationName,
  invokesFunction,
  isCallback,
  isIntegration,
  parseTaskResource,
  type TaskPattern,
  type TaskResource,
} from "./taskResource";
export {
  type Code,
  type Diagnostic,
  formatDiagnostics,
  levelOf,
  type StrictCode,
  type ValidateOptions,
  validate,
  variableReferences,
} from "./validate";
export {
  type Fields,
  innerGraphs,
  mapStates,
  type QueryLanguage,
  type StateLocation,
  visitStates,
} from "./walk";
