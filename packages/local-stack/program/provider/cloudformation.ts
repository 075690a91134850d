import type * as aws from "@pulumi/aws";
import type { Creation, Models } from "./model";
import { model } from "./model";
import { plainName } from "./naming";

interface TemplateResource {
  Type: string;
  Properties?: Record<string, unknown>;
}

/** The parts of a template that determine a stack's outputs. */
interface Template {
  Resources?: Record<string, TemplateResource>;
  Outputs?: Record<string, { Value: unknown }>;
}

export const cloudformation: Models = {
  "aws:cloudformation/stack:Stack": model<aws.cloudformation.Stack, aws.cloudformation.StackArgs>({
    naming: plainName(128, "-", {
      pattern: /^[A-Za-z][A-Za-z0-9-]*$/,
      allowed: "a letter and then letters, digits, -",
    }),
    create: (creation) => {
      const { arn, name, uuid } = creation;
      return {
        id: arn("cloudformation", `stack/${name}/${uuid()}`),
        outputs: outputsOf(creation),
        parameters: {},
        policyBody: undefined,
        templateBody: undefined,
      };
    },
  }),
};

/** The outputs of a JSON template that are text, a parameter, or a `Ref` to an alias. */
function outputsOf(creation: Creation): Record<string, string> {
  const template = parse(creation.inputs.text("templateBody"));
  const parameters = (creation.inputs.values.parameters ?? {}) as Record<string, unknown>;
  const values = Object.entries(template.Outputs ?? {}).map(([name, { Value }]) => {
    if (typeof Value === "string") return [name, Value];
    const ref = String((Value as { Ref?: unknown } | null)?.Ref);
    const resource = template.Resources?.[ref];
    return [name, resource ? aliasArn(resource, creation) : parameters[ref]];
  });
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

/** The value of a `Ref` to an alias of a function or of a state machine. */
function aliasArn({ Type, Properties = {} }: TemplateResource, { arn }: Creation): string | undefined {
  if (Type === "AWS::Lambda::Alias") {
    return `${arn("lambda", `function:${Properties.FunctionName}`)}:${Properties.Name}`;
  }
  if (Type !== "AWS::StepFunctions::StateMachineAlias") return undefined;
  const preference = Properties.DeploymentPreference as { StateMachineVersionArn?: string } | undefined;
  return `${preference?.StateMachineVersionArn?.replace(/:\d+$/, "")}:${Properties.Name}`;
}

/** Templates in YAML are not read. */
function parse(templateBody: string): Template {
  return templateBody.trimStart().startsWith("{") ? (JSON.parse(templateBody) as Template) : {};
}
