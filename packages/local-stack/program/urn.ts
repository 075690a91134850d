/** The type of the resource that represents the stack itself. */
export const STACK_TYPE = "pulumi:pulumi:Stack";

/**
 * A resource's URN: `urn:pulumi:STACK::PROJECT::PARENT_TYPE$TYPE::NAME`, where the stack's own type is left out of the chain
 * ({@link https://www.pulumi.com/docs/iac/concepts/resources/names/#urns}).
 */
export function createUrn(
  program: { project: string; stack: string },
  parent: string,
  type: string,
  name: string,
) {
  const parentType = parent ? qualifiedType(parent) : STACK_TYPE;
  const chain = parentType === STACK_TYPE ? type : `${parentType}$${type}`;
  return `urn:pulumi:${program.stack}::${program.project}::${chain}::${name}`;
}

/** The chain of types in a URN, outermost first. */
function qualifiedType(urn: string): string {
  const type = urn.split("::")[2];
  if (!type) throw new Error(`"${urn}" is not a URN`);
  return type;
}
