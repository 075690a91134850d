/** The component that a state machine definition was passed to. */
export interface DefinitionOwner {
  /** The component's class: `Workflow`. */
  component: string;
  /** Its name in the Pulumi program. */
  name: string;
}

/** A state machine definition that cannot be deployed: says for which component, and lists every problem. */
export class DefinitionError extends Error {
  override readonly name = "DefinitionError";

  constructor(
    owner: DefinitionOwner | undefined,
    summary: string,
    /** Each names the state, the field, what is wrong and what is allowed. */
    readonly problems: readonly string[],
  ) {
    const prefix = owner ? `${owner.component} '${owner.name}': ` : "";
    super(`${prefix}${summary}\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
  }
}
