import type { Node, Scalar } from "yaml";
import { type PositionedDocument, pairOf, textOf } from "./document";

/** A definition in a document. */
export interface Definition {
  /** Names, from the root of the document; none where it is the document. */
  path: string[];
  /** Its node, or the text that it is in. */
  node: Node | null;
  text?: Scalar<string>;
  type?: "STANDARD" | "EXPRESS";
}

const TYPES = new Set(["AWS::StepFunctions::StateMachine", "AWS::Serverless::StateMachine"]);

/**
 * The definitions of a document: those of the state machines of a CloudFormation or SAM template (`Definition`, `DefinitionString`) or of the
 * Serverless Framework's plugin (`stepFunctions.stateMachines`), otherwise the document itself.
 */
export function definitionsIn({ root }: PositionedDocument): Definition[] {
  if (pairOf(root, "States")) return [{ path: [], node: root }];
  if (pairOf(root, "Resources"))
    return inEach(root, ["Resources"], (resource) => {
      if (!TYPES.has(String(scalar(resource, "Type")))) return undefined;
      const properties = pairOf(resource, "Properties")?.value;
      return { inside: "Properties", fields: ["Definition", "DefinitionString"], holder: properties };
    });
  if (pairOf(pairOf(root, "stepFunctions")?.value, "stateMachines"))
    return inEach(root, ["stepFunctions", "stateMachines"], (machine) => ({
      fields: ["definition"],
      holder: machine,
    }));
  return [{ path: [], node: root }];
}

interface Holder {
  inside?: string;
  fields: string[];
  holder: unknown;
}

function inEach(
  root: unknown,
  path: string[],
  holderOf: (item: unknown) => Holder | undefined,
): Definition[] {
  const all = path.reduce((node: unknown, name) => pairOf(node, name)?.value, root);
  const names = isItems(all) ? all.items.map(({ key }) => String((key as Scalar).value)) : [];
  return names.flatMap((name) => {
    const found = holderOf(pairOf(all, name)?.value);
    if (!found) return [];
    const { inside, fields, holder } = found;
    const type = scalar(holder, "StateMachineType") ?? scalar(holder, "Type") ?? scalar(holder, "type");
    return fields.flatMap((field): Definition[] => {
      const node = pairOf(holder, field)?.value as Node | null | undefined;
      if (!node) return [];
      const text = textOf(node);
      return [
        {
          path: [...path, name, ...(inside ? [inside] : []), field],
          node,
          ...(text && { text }),
          ...(type === "EXPRESS" && { type }),
        },
      ];
    });
  });
}

const isItems = (node: unknown): node is { items: { key: unknown }[] } =>
  typeof node === "object" && node !== null && "items" in node && Array.isArray(node.items);

const scalar = (node: unknown, name: string): unknown =>
  (pairOf(node, name)?.value as Scalar | undefined)?.value;
