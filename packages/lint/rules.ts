import type { Code } from "../asl";

export type RuleId = Code | "INVALID_YAML";

export interface Rule {
  /** What it finds. */
  summary: string;
  /** Why that matters, and what to do. */
  help: string;
  /** The level of most of its findings. */
  level: "error" | "warning";
}

const error = (summary: string, help: string): Rule => ({ summary, help, level: "error" });
const warning = (summary: string, help: string): Rule => ({ summary, help, level: "warning" });

/** Every rule of the linter, by the code of its findings. Those of level `error` are Step Functions' own. */
export const RULES: Readonly<Record<RuleId, Rule>> = {
  INVALID_JSON_DESCRIPTION: error(
    "The text is not JSON.",
    "Mend the JSON at the place that is named. Comments and trailing commas are not JSON.",
  ),
  INVALID_YAML: error(
    "The text is not one YAML document.",
    "Mend the YAML at the place that is named. A file holds one document, whose aliases contain neither themselves nor more than a million values.",
  ),
  SCHEMA_VALIDATION_FAILED: error(
    "A field is missing, not supported here, or has a value that is not allowed.",
    "CreateStateMachine rejects the definition. The message says what is allowed.",
  ),
  MISSING_TRANSITION_TARGET: error(
    "A transition leads to no state, or no transition leads to a state.",
    "Name a state of the same scope in Next, Default or StartAt, and remove states that nothing leads to: branches and processors are scopes of their own.",
  ),
  MISSING_END_STATE: error(
    "A scope has no state that ends it.",
    "Give one state of it End: true, or add a Succeed or Fail state.",
  ),
  DUPLICATE_STATE_NAME: error(
    "Two states of the machine have the same name.",
    "Names are unique in the whole state machine, branches and processors included.",
  ),
  INVALID_STATE_NAME: error("A state's name is empty or too long.", "Names have 1 to 80 characters."),
  DUPLICATE_LABEL_NAME: error(
    "Two Map states have the same Label.",
    "Labels are unique in the whole state machine.",
  ),
  INVALID_LABEL_NAME: error(
    "A Label has characters that are not allowed, or too many.",
    "A Label becomes part of the ARN of a Map Run: at most 40 characters, without white space, brackets or special characters.",
  ),
  INVALID_JSONATA_EXPRESSION: error(
    "A text in {% … %} is not JSONata.",
    "Mend the expression. Step Functions has the syntax of JSONata 2.0.6.",
  ),
  UNSUPPORTED_JSONATA_EXPRESSION: error(
    "A JSONata expression uses what Step Functions does not have.",
    "Read the input from $states.input, not from $ or $$; read $states.result and $states.errorOutput only where they exist. ?? and ?: are not supported.",
  ),
  NO_DOLLAR: warning(
    "A value looks like a path, but its field's name does not end with '.$'.",
    "The value is passed on as text. End the name with '.$' to evaluate it.",
  ),
  NO_PATH: warning(
    "A value looks like a path, but its field does not take one.",
    "Use the field of the same name that ends with 'Path'.",
  ),
  PASS_RESULT_IS_STATIC: warning(
    "The Result of a Pass state looks like a path.",
    "Result is never evaluated: use Parameters.",
  ),
  DUPLICATE_FIELD: warning(
    "An object gives a name twice.",
    "Parsers keep the last of the two without a word. Remove one.",
  ),
  UNDEFINED_VARIABLE: warning(
    "A variable is read that no state before it assigns.",
    "The execution fails there. Assign the variable on every way to this state.",
  ),
  SHADOWED_VARIABLE: warning(
    "A Map or Parallel assigns a variable of the scope around it.",
    "Variables of an outer scope can only be read inside. Choose another name.",
  ),
  UNTERMINATED_EXPRESSION: warning(
    "A text starts or ends as a JSONata expression, but is none.",
    "An expression is the whole text: it starts with '{%' and ends with '%}', with nothing around them.",
  ),
  JAVA_REGULAR_EXPRESSION: warning(
    "A regular expression has syntax that only JavaScript or only Java has.",
    "Step Functions evaluates JSONata in Java. Use what both have.",
  ),
  MISSING_ARGUMENT: warning(
    "A service integration lacks an argument that it needs.",
    "The Task fails when it runs. Add the argument, or put it in from the input.",
  ),
  UNKNOWN_ARGUMENT: warning(
    "A service integration has an argument that it does not know.",
    "The Task fails when it runs. Mind the case: integrations use PascalCase.",
  ),
  MISSING_TASK_TOKEN: warning(
    "A Task waits for a task token that it does not pass on.",
    "No one can return the token, and the Task waits until it times out. Pass $$.Task.Token, or $states.context.Task.Token in JSONata.",
  ),
  NO_DEFAULT: warning(
    "A Choice has no Default.",
    "Where none of its rules matches, the execution fails with States.Runtime, which nothing catches. Add a Default, to a Fail state if need be.",
  ),
  DISTRIBUTED_ONLY: warning(
    "An inline Map has a field that only a distributed one heeds.",
    "Set the Mode of ProcessorConfig to DISTRIBUTED, or remove the field.",
  ),
  SURPRISING_PATH: warning(
    "A JSONPath that Step Functions reads in another way than it looks.",
    "Step Functions reads paths with Jayway JsonPath 2.0.0, of 2015. The message says what it does and what to write; docs/language.md has a table.",
  ),
  UNKNOWN_ERROR_NAME: warning(
    "A Retry or Catch names an error that Step Functions never raises.",
    "It never matches. Names that start with 'States.' are Step Functions' own; the message lists them.",
  ),
};
