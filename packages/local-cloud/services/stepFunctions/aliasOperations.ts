import type {
  CreateStateMachineAliasInput,
  DeleteStateMachineAliasInput,
  DescribeStateMachineAliasInput,
  ListStateMachineAliasesInput,
  RoutingConfigurationListItem,
  UpdateStateMachineAliasInput,
} from "@aws-sdk/client-sfn";
import { parseStateMachineArn } from "./arns";
import type { StepFunctions } from "./environment";
import { errors } from "./errors";
import type { Alias, StateMachine } from "./stateMachine";
import type { StateMachines } from "./stateMachines";

const MAX_ALIASES = 100;

export const aliasOperations = (service: StepFunctions) => ({
  CreateStateMachineAlias({
    name = "",
    description,
    routingConfiguration = [],
  }: CreateStateMachineAliasInput) {
    const machine = routedMachine(service.machines, routingConfiguration);
    const existing = machine.aliases.get(name);
    if (existing && !isSame(existing, description, routingConfiguration)) {
      throw errors.conflict(
        "Failed to create alias because an alias with the same name and a different routing configuration already exists.",
      );
    }
    if (!existing && machine.aliases.size >= MAX_ALIASES) {
      throw errors.quotaExceeded(`${machine.arn} has the maximum of ${MAX_ALIASES} aliases`);
    }
    const alias = existing ?? add(service, machine, { name, description, routingConfiguration });
    return { stateMachineAliasArn: alias.arn, creationDate: alias.creationDate };
  },

  UpdateStateMachineAlias(input: UpdateStateMachineAliasInput) {
    const { stateMachineAliasArn = "", description, routingConfiguration } = input;
    const { machine, alias } = service.machines.requireAlias(stateMachineAliasArn);
    if (description === undefined && routingConfiguration === undefined) {
      throw errors.validation(
        "Either the description or the RoutingConfiguration must be specified",
        "MISSING_REQUIRED_PARAMETER",
      );
    }
    if (routingConfiguration) {
      if (routedMachine(service.machines, routingConfiguration) !== machine) {
        throw invalidRouting("Routing configuration must contain versions of the alias's own state machine.");
      }
      alias.routingConfiguration = routingConfiguration;
    }
    if (description !== undefined) alias.description = description;
    alias.updateDate = new Date(service.clock.now());
    return { updateDate: alias.updateDate };
  },

  DescribeStateMachineAlias({ stateMachineAliasArn = "" }: DescribeStateMachineAliasInput) {
    const { arn, sequence: _, ...alias } = service.machines.requireAlias(stateMachineAliasArn).alias;
    return { stateMachineAliasArn: arn, ...alias };
  },

  ListStateMachineAliases(input: ListStateMachineAliasesInput) {
    const arn = input.stateMachineArn ?? "";
    const machine = service.machines.require(arn);
    const { qualifier } = parseStateMachineArn(arn);
    const aliases = [...machine.aliases.values()].filter(
      ({ routingConfiguration }) =>
        qualifier === undefined || routingConfiguration.some((route) => route.stateMachineVersionArn === arn),
    );
    const page = service.pages.page(
      aliases,
      input,
      `ListStateMachineAliases ${arn}`,
      ({ sequence }) => sequence,
    );
    const stateMachineAliases = page.items.map((alias) => ({
      stateMachineAliasArn: alias.arn,
      creationDate: alias.creationDate,
    }));
    return { stateMachineAliases, ...(page.nextToken && { nextToken: page.nextToken }) };
  },

  DeleteStateMachineAlias({ stateMachineAliasArn = "" }: DeleteStateMachineAliasInput) {
    const { machine, alias } = service.machines.requireAlias(stateMachineAliasArn);
    machine.aliases.delete(alias.name);
    return {};
  },
});

function add(
  { clock }: StepFunctions,
  machine: StateMachine,
  {
    name,
    description,
    routingConfiguration,
  }: Pick<Alias, "name" | "routingConfiguration"> & { description?: string | undefined },
): Alias {
  const date = new Date(clock.now());
  const sequence = Math.max(-1, ...[...machine.aliases.values()].map((other) => other.sequence)) + 1;
  const alias: Alias = {
    arn: `${machine.arn}:${name}`,
    name,
    sequence,
    routingConfiguration,
    creationDate: date,
    updateDate: date,
    ...(description !== undefined && { description }),
  };
  machine.aliases.set(name, alias);
  return alias;
}

/** The state machine whose versions a routing configuration names. */
function routedMachine(machines: StateMachines, routing: RoutingConfigurationListItem[]): StateMachine {
  const arns = routing.map(({ stateMachineVersionArn = "" }) => stateMachineVersionArn);
  const total = routing.reduce((sum, { weight = 0 }) => sum + weight, 0);
  if (total !== 100) {
    throw invalidRouting(`Sum of routing configuration weights must equal 100. Received: ${total}`);
  }
  if (new Set(arns).size !== arns.length) {
    throw invalidRouting(
      `Routing configuration must contain distinct state machine version ARNs. Received: [${arns.join(", ")}]`,
    );
  }
  const routed = arns.map((arn) => {
    const { machine, qualifier } = machines.qualified(arn);
    if (!machine.versions.has(Number(qualifier))) throw errors.resourceNotFound(arn);
    return machine;
  });
  const [machine] = routed;
  if (!machine || routed.some((other) => other !== machine)) {
    throw invalidRouting("Routing configuration must contain versions of one state machine.");
  }
  return machine;
}

const invalidRouting = (message: string) => errors.validation(message, "INVALID_ROUTING_CONFIGURATION");

const isSame = (alias: Alias, description: string | undefined, routing: RoutingConfigurationListItem[]) =>
  alias.description === description && JSON.stringify(alias.routingConfiguration) === JSON.stringify(routing);
