import type { Output } from "@pulumi/pulumi";
import type { Resource } from "../evaluation";
import type { Naming } from "./naming";

/** The account that resources are made in. */
export interface Account {
  accountId: string;
  region: string;
  /** Base URL of the services of this machine; AWS's own URLs where absent. */
  endpoint?: string;
}

/** A resource about to be made. */
export interface Creation extends Account {
  /** The resource's name in the program. */
  logicalName: string;
  /** Its physical name: as given, or made by Pulumi's auto-naming. */
  name: string;
  inputs: Inputs;
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  partition: string;
  /** An ARN in this account and region. */
  arn(service: string, resource: string): string;
  /** An ARN without a region, for IAM and other global services. */
  globalArn(service: string, resource: string): string;
  /** Lower-case letters and digits, the same for this resource in every evaluation; `salt` tells several apart. */
  unique(length: number, salt?: string): string;
  /** Hexadecimal digits, in the same way; at most 128. */
  hex(length: number, salt?: string): string;
  uuid(salt?: string): string;
  /** The first resource of a type whose output has the value. */
  find(type: string, output: string, value: unknown): Record<string, unknown> | undefined;
}

/** Inputs of a resource, read by the type the caller knows them to have. */
export class Inputs {
  constructor(readonly values: Record<string, unknown>) {}

  /** A text, or the empty one. */
  text(key: string, fallback = ""): string {
    const value = this.values[key];
    return typeof value === "string"
      ? value
      : value === undefined || value === null
        ? fallback
        : String(value);
  }

  flag(key: string): boolean {
    return this.values[key] === true;
  }

  list(key: string): Record<string, unknown>[] {
    const value = this.values[key];
    return Array.isArray(value) ? value : [];
  }
}

/** What a provider knows of one type of resource. */
export interface Model {
  naming?: Naming;
  /** The id, and the outputs that the provider assigns where the program gives no such input. */
  create(creation: Creation): Record<string, unknown> & { id: string };
  /** For a service without regions: there is no output `region`. */
  global?: boolean;
}

/** What the provider of a remote component makes under it; returns the component's outputs. */
export type Construct = (
  component: { name: string; inputs: Record<string, unknown> },
  register: (child: ChildResource) => Promise<Resource>,
) => Promise<Record<string, unknown>>;

/** A child of a remote component. */
export interface ChildResource {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
  dependencies?: string[];
}

/** An output that is a resource. */
export class ResourceReference {
  constructor(
    readonly urn: string,
    readonly id: string,
  ) {}
}

/** By type token. */
export type Models = Record<string, Model>;

/** When the deployment happened that the outputs tell of: a constant, so that evaluations can be compared. */
export const DEPLOYED_AT = "2025-01-01T00:00:00Z";

/** Outputs that {@link Model} users get for every AWS resource. */
type Common = "id" | "urn" | "region" | "tagsAll" | "name";

type AlwaysPresent<R> = {
  [K in keyof R]: R[K] extends Output<infer T> ? (undefined extends T ? never : K) : never;
}[keyof R];

type RequiredInputs<A> = { [K in keyof A]-?: undefined extends A[K] ? never : K }[keyof A];

type ValueOf<P> = P extends Output<infer T> ? T : never;

type Assigned<R, A> = {
  [K in Exclude<AlwaysPresent<R>, RequiredInputs<A> | Common>]: ValueOf<R[K]> | undefined;
} & { [K in Exclude<keyof R, Common>]?: ValueOf<R[K]> | undefined };

/**
 * A model of a resource of the SDK's class `R` with the arguments `A`: the compiler asks for every output that the class says is
 * always there and that the program need not give. `undefined` is for one that AWS leaves empty.
 */
export function model<R, A>(definition: {
  naming?: Naming;
  global?: boolean;
  create(creation: Creation): { id: string } & Assigned<R, A>;
}): Model {
  return definition as Model;
}
