import {
  type GraphQLError,
  type GraphQLSchema,
  getVariableValues,
  type OperationDefinitionNode,
} from "graphql";
import { locationsOf, type ResponseError } from "../responseError";

const NULL_FOR_NON_NULL = "Variable '$1' has coerced Null value for NonNull type '$2'";

/** What the coercion of variables finds, in the words of AppSync's engine. */
const WORDS: readonly (readonly [pattern: RegExp, words: string])[] = [
  [/^Variable "\$(\w+)" of required type "(.+?)" was not provided\.$/, NULL_FOR_NON_NULL],
  [/^Variable "\$(\w+)" of non-null type "(.+?)" must not be null\.$/, NULL_FOR_NON_NULL],
  [
    /^Variable "\$(\w+)" got invalid value (?:.|\n)*; Field ".+?" of required type "(.+?)" was not provided\.$/,
    NULL_FOR_NON_NULL,
  ],
  [
    /^Variable "\$(\w+)" got invalid value (?:.|\n)*; Expected non-nullable type "(.+?)" not to be null\.$/,
    NULL_FOR_NON_NULL,
  ],
  [
    /^Variable "\$\w+" got invalid value (?:.|\n)*; Field "(.+?)" is not defined by type "(.+?)"(?:.|\n)*$/,
    "The variables input contains a field name '$1' that is not defined for input object type '$2' ",
  ],
  [
    /^Variable "\$(\w+)" got invalid value (?:.|\n)*; Expected type ".+?"\. (.+)$/,
    "Variable '$1' has an invalid value. $2",
  ],
  [/^Variable "\$(\w+)" got invalid value (?:.|\n)*; (.+?)$/, "Variable '$1' has an invalid value. $2"],
];

/** What is wrong with the variables of an operation, as AppSync says it; nothing if they fit. */
export function checkVariables(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Record<string, unknown>,
): ResponseError[] {
  const { errors = [] } = getVariableValues(schema, variableDefinitions, variables, { maxErrors: 50 });
  return errors.map((error) => ({ path: null, locations: locationsOf(error), message: inWords(error) }));
}

function inWords({ message }: GraphQLError): string {
  const [pattern, words] = WORDS.find(([candidate]) => candidate.test(message)) ?? [];
  return pattern && words ? message.replace(pattern, words) : message;
}
