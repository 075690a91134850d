import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { resolveFrom } from "../pulumiSdk";

/** A result of a provider function, as the program's SDK declares it. */
export interface ResultName {
  name: string;
  type: "text" | "texts" | "other";
}

/**
 * The results of a provider function that its SDK always returns; nothing if the program does not have the SDK, or one of
 * another form.
 *
 * @param token `aws:ec2/getVpc:getVpc`
 */
export function resultNames(token: string, programDirectory: string): ResultName[] {
  const [packageName = "", module = "", name = ""] = token.split(":");
  const manifest = resolveFrom(programDirectory, `@pulumi/${packageName}/package.json`);
  if (!manifest) return [];
  const declarations = join(manifest, "..", `${module.replace(/^index\//, "")}.d.ts`);
  if (!existsSync(declarations)) return [];
  const declared = new RegExp(
    `interface ${name.charAt(0).toUpperCase()}${name.slice(1)}Result \\{([\\s\\S]*?)\\n\\}`,
  ).exec(readFileSync(declarations, "utf8"));
  return [...(declared?.[1] ?? "").matchAll(/^ {4}readonly (\w+): (.*)$/gm)].map(([, result = "", type]) => ({
    name: result,
    type: type === "string;" ? "text" : type === "string[];" ? "texts" : "other",
  }));
}
