import type { ResourceValidationPolicy } from "@pulumi/policy";
import { ofTypes } from "./validation";

interface Traced {
  tracingConfiguration?: { enabled?: boolean };
  tracingConfig?: { mode?: string };
  xrayTracingEnabled?: boolean;
  xrayEnabled?: boolean;
}

/** How to turn tracing on, in words, and whether it is on, by type token. */
const TRACING: Record<string, [setting: string, isOn: (props: Traced) => boolean]> = {
  "aws:sfn/stateMachine:StateMachine": [
    "tracingConfiguration.enabled to true",
    ({ tracingConfiguration }) => tracingConfiguration?.enabled === true,
  ],
  "aws:lambda/function:Function": [
    "tracingConfig.mode to Active",
    ({ tracingConfig }) => tracingConfig?.mode === "Active",
  ],
  "aws:apigateway/stage:Stage": ["xrayTracingEnabled to true", (stage) => stage.xrayTracingEnabled === true],
  "aws:appsync/graphQLApi:GraphQLApi": ["xrayEnabled to true", (api) => api.xrayEnabled === true],
};

export const tracing: ResourceValidationPolicy = {
  name: "tracing",
  description:
    "State machines, functions and APIs send traces to X-Ray: one trace then shows a request across all of them. " +
    "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-xray-tracing.html",
  enforcementLevel: "mandatory",
  validateResource: ofTypes<Traced>(Object.keys(TRACING), ({ type, props }, report) => {
    const [setting, isOn] = TRACING[type]!;
    if (!isOn(props)) report(`it is not traced; set ${setting}`);
  }),
};
