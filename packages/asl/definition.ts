/** A valid definition: the parts that drawings and histories of executions refer to. */
export interface Definition {
  StartAt: string;
  States: Record<string, State>;
}

export interface State {
  Type: string;
  Resource?: string;
  Next?: string;
  End?: boolean;
  Default?: string;
  Choices?: ({ Next: string } & Record<string, unknown>)[];
  Catch?: { ErrorEquals: string[]; Next: string }[];
  Retry?: { MaxAttempts?: number }[];
  Label?: string;
  Branches?: Definition[];
  ItemProcessor?: Definition;
  Iterator?: Definition;
}

/**
 * The JSON pointer of a state, https://www.rfc-editor.org/rfc/rfc6901.
 *
 * @param graph the pointer of the state machine that it is in; empty for the outermost
 */
export const statePointer = (graph: string, name: string): string =>
  `${graph}/States/${name.replace(/~/g, "~0").replace(/\//g, "~1")}`;

/** The state at a pointer; undefined if there is none. */
export function stateAt(definition: Definition, pointer: string): State | undefined {
  let value: unknown = definition;
  for (const part of pointer.split("/").slice(1))
    value = (value as Record<string, unknown> | undefined)?.[part.replace(/~1/g, "/").replace(/~0/g, "~")];
  return value as State | undefined;
}
