import type { Resource } from "../program/evaluation";
import { type AttributeKind, Properties } from "./properties";

/** Pulumi's name of a property → the API's name of the attribute, and what it contains. */
export type Attributes = Readonly<Record<string, readonly [attribute: string, kind: AttributeKind]>>;

/** Flags that the services accept only as true. */
const FIFO = ["FifoQueue", "FifoTopic"];

/** The attributes that the program gave a queue, a topic or a subscription. */
export function attributesOf(resource: Resource, attributes: Attributes): Record<string, string> {
  const properties = Properties.inputsOf(resource);
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([property, [attribute, kind]]) => {
      const value = properties.attribute(property, kind);
      return value === undefined || (FIFO.includes(attribute) && value === "false")
        ? []
        : [[attribute, value]];
    }),
  );
}
