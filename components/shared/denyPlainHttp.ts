import type * as pulumi from "@pulumi/pulumi";
import type { PolicyStatement } from "../../states";

/** The statement of a resource's policy that refuses every request without TLS, from whomever it comes. */
export const denyPlainHttp = (action: string, ...resources: pulumi.Input<string>[]): PolicyStatement => ({
  Sid: "DenyPlainHttp",
  Effect: "Deny",
  Principal: "*",
  Action: [action],
  Resource: resources,
  Condition: { Bool: { "aws:SecureTransport": "false" } },
});
