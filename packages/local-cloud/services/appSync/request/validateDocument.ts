import {
  type ASTVisitor,
  type DocumentNode,
  FieldsOnCorrectTypeRule,
  FragmentsOnCompositeTypesRule,
  GraphQLError,
  type GraphQLSchema,
  KnownArgumentNamesRule,
  KnownDirectivesRule,
  KnownFragmentNamesRule,
  KnownTypeNamesRule,
  LoneAnonymousOperationRule,
  NoFragmentCyclesRule,
  NoUndefinedVariablesRule,
  NoUnusedFragmentsRule,
  NoUnusedVariablesRule,
  OverlappingFieldsCanBeMergedRule,
  PossibleFragmentSpreadsRule,
  ProvidedRequiredArgumentsRule,
  ScalarLeafsRule,
  specifiedRules,
  UniqueOperationNamesRule,
  type ValidationContext,
  type ValidationRule,
  ValuesOfCorrectTypeRule,
  VariablesAreInputTypesRule,
  VariablesInAllowedPositionRule,
  validate,
} from "graphql";
import { locationsOf, type ResponseError } from "../responseError";
import { requireModest } from "./complexity";
import { describePlace, type Place } from "./place";

/** AppSync's name and message for what a rule finds; `$1` is a part of the rule's own message. */
type Description = readonly [rule: ValidationRule, type: string, pattern?: RegExp, words?: string];

const NOT_VALID = "argument '$argument' with value '$value' is not a valid '$1'";

const DESCRIPTIONS: readonly Description[] = [
  [
    FieldsOnCorrectTypeRule,
    "FieldUndefined",
    /^Cannot query field "(.+?)" on type "(.+?)"/,
    "Field '$1' in type '$2' is undefined",
  ],
  [KnownArgumentNamesRule, "UnknownArgument", /^Unknown argument "(.+?)"/, "Unknown field argument $1"],
  [
    ProvidedRequiredArgumentsRule,
    "MissingFieldArgument",
    /argument "(.+?)" of type/,
    "Missing field argument $1",
  ],
  [
    ScalarLeafsRule,
    "SubSelectionRequired",
    /^Field "(.+?)" of type "(.+?)" must have a selection/,
    "Sub selection required for type $2 of field $1",
  ],
  [
    ScalarLeafsRule,
    "SubSelectionNotAllowed",
    /^Field "(.+?)" must not have a selection since type "(.+?)"/,
    "Sub selection not allowed on leaf type $2 of field $1",
  ],
  [KnownFragmentNamesRule, "UndefinedFragment", /^Unknown fragment "(.+?)"/, "Undefined fragment $1"],
  [NoUnusedFragmentsRule, "UnusedFragment", /^Fragment "(.+?)"/, "Unused fragment $1"],
  [NoFragmentCyclesRule, "FragmentCycle", /^/, "Fragment cycles not allowed"],
  [NoUndefinedVariablesRule, "UndefinedVariable", /^Variable "\$(.+?)"/, "Undefined variable $1"],
  [NoUnusedVariablesRule, "UnusedVariable", /^Variable "\$(.+?)"/, "Unused variable $1"],
  [KnownTypeNamesRule, "UnknownType", /^Unknown type "(.+?)"/, "Unknown type $1"],
  [KnownDirectivesRule, "UnknownDirective", /^Unknown directive "@(.+?)"/, "Unknown directive $1"],
  [
    VariablesInAllowedPositionRule,
    "VariableTypeMismatch",
    /of type "(.+?)" used in position expecting type "(.+?)"/,
    "Variable type '$1' doesn't match expected type '$2'",
  ],
  [VariablesAreInputTypesRule, "NonInputTypeOnVariable"],
  [FragmentsOnCompositeTypesRule, "InlineFragmentTypeConditionInvalid"],
  [PossibleFragmentSpreadsRule, "InvalidFragmentType"],
  [OverlappingFieldsCanBeMergedRule, "FieldsConflict"],
  [LoneAnonymousOperationRule, "LoneAnonymousOperationViolation"],
  [UniqueOperationNamesRule, "DuplicateOperationName"],
  [ValuesOfCorrectTypeRule, "WrongType", /^Expected value of type "(.+?)", found /, NOT_VALID],
  [ValuesOfCorrectTypeRule, "WrongType", /^(?:Enum )?"?(\w+)"? cannot represent /, NOT_VALID],
  [ValuesOfCorrectTypeRule, "WrongType", /^Value ".+?" does not exist in "(.+?)" enum/, NOT_VALID],
  [ValuesOfCorrectTypeRule, "WrongType"],
];

/** Without introspection, the fields of the introspection types do not exist. */
const noIntrospection: ValidationRule = (context) => ({
  Field(node) {
    const type = context.getParentType();
    if (!type?.name.startsWith("__") || node.name.value === "__typename") return;
    const message = `Cannot query field "${node.name.value}" on type "${type.name}".`;
    context.reportError(new GraphQLError(message, { nodes: node }));
  },
});

/**
 * The validation errors of a document, with AppSync's messages; none if it may run. Throws `MalformedHttpRequestException` if
 * it is too complex to be validated.
 */
export function validateDocument(
  schema: GraphQLSchema,
  document: DocumentNode,
  introspection: boolean,
): ResponseError[] {
  const cycles = check(schema, document, [NoFragmentCyclesRule]);
  if (cycles.length > 0) return cycles;
  requireModest(document);
  return check(schema, document, introspection ? specifiedRules : [...specifiedRules, noIntrospection]);
}

function check(
  schema: GraphQLSchema,
  document: DocumentNode,
  rules: readonly ValidationRule[],
): ResponseError[] {
  const sources = new Map<GraphQLError, ValidationRule>();
  const errors = validate(
    schema,
    document,
    rules.map((rule) => noting(rule, sources)),
  );
  return errors.map((error) => ({
    path: null,
    locations: locationsOf(error),
    message: describe(error, sources.get(error), document),
  }));
}

/** The rule, which also records which errors it has reported. */
function noting(rule: ValidationRule, sources: Map<GraphQLError, ValidationRule>): ValidationRule {
  return (context): ASTVisitor => {
    const reportError = (error: GraphQLError) => {
      sources.set(error, rule);
      context.reportError(error);
    };
    return rule(Object.create(context, { reportError: { value: reportError } }) as ValidationContext);
  };
}

function describe(error: GraphQLError, source: ValidationRule | undefined, document: DocumentNode): string {
  const rule = source === noIntrospection ? FieldsOnCorrectTypeRule : source;
  const [, type = "InvalidSyntax", pattern, words] =
    DESCRIPTIONS.find(
      ([candidate, , wanted]) => candidate === rule && (!wanted || wanted.test(error.message)),
    ) ?? [];
  const place = describePlace(error, document);
  const said =
    pattern && words ? inWords(error.message, pattern, words, place) : error.message.replace(/\.$/, "");
  return `Validation error of type ${type}: ${said}${place.path ? ` @ '${place.path}'` : ""}`;
}

function inWords(message: string, pattern: RegExp, words: string, { argument, value }: Place): string {
  const found = pattern.exec(message) ?? [];
  return words.replaceAll(/\$(\d|argument|value)/g, (_, part: string) => {
    if (part === "argument") return argument;
    return part === "value" ? value : (found[Number(part)] ?? "");
  });
}
