import type {
  EncryptionConfiguration,
  LoggingConfiguration,
  RoutingConfigurationListItem,
  StateMachineType,
  TracingConfiguration,
} from "@aws-sdk/client-sfn";
import type { Machine } from "../../../asl/engine";

/** The part of a state machine that an update replaces as a whole; executions keep the revision they started with. */
export interface Revision {
  /** Absent for the initial revision. */
  id?: string;
  definition: string;
  compiled: Machine;
  roleArn: string;
  loggingConfiguration: LoggingConfiguration;
  tracingConfiguration: TracingConfiguration;
  encryptionConfiguration: EncryptionConfiguration;
  updateDate: Date;
}

/** A published revision. */
export interface Version {
  arn: string;
  number: number;
  revision: Revision;
  description?: string;
  creationDate: Date;
}

/** A name that routes executions to one or two versions. */
export interface Alias {
  arn: string;
  name: string;
  sequence: number;
  description?: string;
  routingConfiguration: RoutingConfigurationListItem[];
  creationDate: Date;
  updateDate: Date;
}

export interface StateMachine {
  readonly arn: string;
  readonly name: string;
  readonly type: StateMachineType;
  readonly creationDate: Date;
  /** Its position in the order of creation. */
  readonly sequence: number;
  status: "ACTIVE" | "DELETING";
  revision: Revision;
  readonly versions: Map<number, Version>;
  lastVersion: number;
  readonly aliases: Map<string, Alias>;
}

/** What a qualified or unqualified state machine ARN resolves to for an execution that starts now. */
export interface Target {
  machine: StateMachine;
  revision: Revision;
  version?: Version;
  alias?: Alias;
}
