import { type Fields, parseTaskResource, type StateLocation } from "../../packages/asl";
import { isObject, isUnresolved } from "../inputs";
import { type ArnOf, anArn } from "./arn";
import { functionArn, functionOrActivityArn } from "./arns";
import { Call, type Need } from "./call";
import { optimizedNeeds } from "./optimized";
import { sdkNeeds } from "./sdk";

/**
 * The permissions that a Task needs from the state machine's role.
 * @param called the integrations that the whole definition calls
 */
export function taskNeeds(state: Fields, location: StateLocation, called: ReadonlySet<string>): Need[] {
  if (state.Credentials !== undefined) return [assumeRole(state.Credentials, location)];
  const { Resource } = state;
  // Integrations are plain text: a Resource that is only known at deployment is an ARN, most likely a function's.
  if (isUnresolved(Resource)) return [invoke(Resource, functionOrActivityArn)];
  const resource = parseTaskResource(Resource);
  switch (resource?.kind) {
    case "function":
      return [invoke(Resource, functionArn)];
    case "activity":
      return [];
    case "sdk":
      return sdkNeeds(new Call(location, state, called), resource.service, resource.action);
    case "optimized":
      return optimizedNeeds(
        new Call(location, state, called),
        resource.service,
        resource.action,
        resource.pattern,
      );
    default:
      return [
        {
          actions: [],
          target: { unknown: `Resource is not something that can be called: ${String(Resource)}` },
        },
      ];
  }
}

const invoke = (value: unknown, arn: ArnOf): Need => ({
  actions: ["lambda:InvokeFunction"],
  target: { argument: { kind: "known", label: "Resource", value }, arn },
});

/** The call is made by the role of `Credentials`, which the state machine's role assumes. */
function assumeRole(credentials: unknown, location: StateLocation): Need {
  const fields = isObject(credentials) ? credentials : {};
  const argument = new Call(location, { Arguments: fields, Parameters: fields }).argument("RoleArn");
  return { actions: ["sts:AssumeRole"], target: { argument, arn: anArn("iam") } };
}
