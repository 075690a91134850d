import type * as pulumi from "@pulumi/pulumi";
import type { PolicyStatement } from "../../states";

/** A statement that allows actions on resources. A policy has each `Sid` only once. */
export const allow = (
  Sid: string,
  Action: string[],
  ...Resource: pulumi.Input<string>[]
): PolicyStatement => ({ Sid, Effect: "Allow", Action, Resource });
