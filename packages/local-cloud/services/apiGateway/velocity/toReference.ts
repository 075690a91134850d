import type { Reference, Step } from "./syntax";
import type { Token } from "./tokens";

/**
 * The reference that begins with the token: `$name`, `$!{`, `\\$name`. After `ASTReference.getRoot` of Velocity.
 * @param inBraces the name, if it is in braces
 * @param rest the source after the first token
 */
export function toReference(
  first: Token,
  inBraces: Token | undefined,
  rest: string,
  steps: Step[],
): Reference {
  const { before } = first;
  let { image } = first;
  const node = {
    type: "reference",
    steps,
    escapes: "",
    prefix: "",
    escaped: false,
    computable: true,
  } as const;
  if (image.includes("\\!")) {
    // One of the backslashes after the dollar sign is dropped, and all is printed.
    const at = image.indexOf("\\", image.indexOf("$"));
    const printed = image.slice(0, at) + image.slice(at + 1);
    return {
      ...node,
      root: printed,
      named: true,
      assigned: image.slice(1),
      missing: printed,
      computable: false,
      source: image + rest,
    };
  }
  const slashes = /^\\*/.exec(image)![0].length;
  const escaped = slashes % 2 !== 0;
  const escapes = image.slice(0, slashes / 2);
  image = image.slice(slashes);
  const dollar = Math.max(0, image.lastIndexOf("$"));
  const prefix = image.slice(0, dollar);
  image = image.slice(dollar);
  const source = before + image + rest;
  const quiet = image.startsWith("$!");
  const named = image.startsWith("$");
  const root = inBraces ? inBraces.image : quiet ? image.slice(2) : named ? image.slice(1) : image;
  return {
    ...node,
    root,
    named,
    assigned: image.slice(1),
    missing: quiet && !escaped ? "" : source,
    escapes,
    prefix,
    escaped,
    source,
  };
}
