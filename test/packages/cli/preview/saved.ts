import type { SavedResource, Snapshot } from "../../../../packages/cli/preview/snapshot";

/** A resource of a saved evaluation, right under the stack. */
export function saved(type: string, name: string, more: Partial<SavedResource> = {}): SavedResource {
  return {
    urn: `urn:pulumi:test::program::${type}::${name}`,
    type,
    name,
    custom: true,
    protect: false,
    retainOnDelete: false,
    aliases: [],
    ignoreChanges: [],
    replaceOnChanges: [],
    id: `${name}-id`,
    inputs: {},
    ...more,
  };
}

export const snapshot = (...resources: SavedResource[]): Snapshot => ({
  project: "program",
  stack: "test",
  resources,
});

export const MACHINE = "aws:sfn/stateMachine:StateMachine";

/** A state machine with a definition. */
export const machine = (name: string, definition: object, more: Partial<SavedResource> = {}): SavedResource =>
  saved(MACHINE, name, {
    arn: `arn:aws:states:us-east-1:123456789012:stateMachine:${name}-0a1b2c3`,
    inputs: { definition: JSON.stringify(definition), type: "STANDARD" },
    ...more,
  });
