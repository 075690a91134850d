import type { LocalServices } from "../../local-cloud/localCloud";
import type { Resource } from "../program/evaluation";

/** Makes resources of one type real in the local cloud. */
export interface Deployer {
  create(resource: Resource, services: LocalServices): Promise<void> | void;
  /** Changes it in place; without this it is deleted and created anew. */
  update?(resource: Resource, before: Resource, services: LocalServices): Promise<void> | void;
  delete(resource: Resource, services: LocalServices): Promise<void> | void;
  /**
   * The resource with the versions that were published last in place of those it names. A program is always evaluated as if
   * for the first time, so that it names version 1 of everything.
   */
  resolve?(resource: Resource, services: LocalServices): Resource;
  /** The types of what the resource has in it that cannot run on this machine. */
  unsupported?(resource: Resource): string[];
}

/** A resource of which nothing runs on this machine: an alarm, a subscription by e-mail. */
export const inert: Deployer = { create() {}, update() {}, delete() {} };

/** An input or output that is text; AWS's own APIs take it from here. */
export const text = (resource: Resource, property: string): string => {
  const value = resource.outputs[property] ?? resource.inputs[property];
  if (typeof value !== "string") {
    throw new Error(
      `${resource.type} '${resource.name}': ${property} must be text; given: ${JSON.stringify(value)}`,
    );
  }
  return value;
};

/** The JSON in a text property; an object is taken as it is. */
export const json = <T>(resource: Resource, property: string): T => {
  const value = resource.inputs[property];
  return (typeof value === "string" ? JSON.parse(value) : value) as T;
};
