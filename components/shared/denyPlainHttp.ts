import type * as pulumi from "@pulumi/pulumi";
import type { PolicyStatement } from "../../states";

/** The statement of a resource's policy that denies every request without TLS, from any caller. */
export const denyPlainHttp = (action: string, ...resources: pulumi.Input<string>[]): PolicyStatement => ({
  Sid: "DenyPlainHttp",
  Effect: "Deny",
  Principal: "*",
  Action: [action],
  Resource: resources,
  Condition: { Bool: { "aws:SecureTransport": "false" } },
});
