import type { LocalServices } from "../../local-cloud";
import type { Resource } from "../program/evaluation";
import type { Deployer } from "./deployer";
import { functionAlias } from "./lambda";
import { Properties } from "./properties";
import { stateMachineAlias } from "./stepFunctions";

type Described = Pick<Resource, "inputs" | "outputs">;

/** How an alias in a template is created, from the inputs and outputs that Pulumi's own resource would have. */
interface AliasType {
  deployer: Deployer;
  /** Undefined for what is not supported: other properties, intrinsic functions. */
  describe(properties: Properties): Described | undefined;
}

const ALIAS_TYPES: Record<string, AliasType> = {
  "AWS::StepFunctions::StateMachineAlias": {
    deployer: stateMachineAlias,
    describe(properties) {
      const name = properties.value("Name");
      const preference = properties.nested("DeploymentPreference");
      const stateMachineVersionArn = preference?.value("StateMachineVersionArn");
      if (typeof name !== "string" || typeof stateMachineVersionArn !== "string") return undefined;
      return {
        inputs: { name, routingConfigurations: [{ stateMachineVersionArn, weight: 100 }] },
        outputs: { arn: stateMachineVersionArn.replace(/\d+$/, name) },
      };
    },
  },
  "AWS::Lambda::Alias": {
    deployer: functionAlias,
    describe(properties) {
      const [name, functionName, functionVersion] = ["Name", "FunctionName", "FunctionVersion"].map((key) =>
        properties.value(key),
      );
      const inputs = { name, functionName, functionVersion };
      const isPlain = Object.values(inputs).every((value) => typeof value === "string");
      return isPlain ? { inputs, outputs: {} } : undefined;
    },
  },
};

interface Alias {
  deployer: Deployer;
  alias: Resource;
}

/** The aliases in a stack, which can be created here, and the types of everything else; a template in YAML is not read. */
function contentsOf(stack: Resource): { aliases: Alias[]; others: string[] } {
  const inputs = Properties.inputsOf(stack);
  if (!inputs.optionalText("templateBody")?.trimStart().startsWith("{")) {
    return { aliases: [], others: [stack.type] };
  }
  const resources = inputs.document("templateBody").required("Resources");
  const aliases: Alias[] = [];
  const others: string[] = [];
  for (const name of resources.keys()) {
    const resource = resources.required(name);
    const properties = resource.nested("Properties");
    const type = ALIAS_TYPES[resource.text("Type")];
    const described = properties && type?.describe(properties);
    if (type && described) aliases.push({ deployer: type.deployer, alias: { ...stack, ...described } });
    else others.push(resource.text("Type"));
  }
  return { aliases, others };
}

const aliasesIn = (stack: Resource, services: LocalServices): Alias[] =>
  contentsOf(stack).aliases.map(({ deployer, alias }) => ({
    deployer,
    alias: deployer.resolve?.(alias, services) ?? alias,
  }));

const namesOf = (aliases: Alias[]) =>
  JSON.stringify(
    aliases.map(({ alias: { inputs, outputs } }) => [outputs.arn, inputs.functionName, inputs.name]),
  );

/** A CloudFormation stack: the aliases in it are created, and move at once. */
const aliasStack: Deployer = {
  resolve(stack, services) {
    const aliases = aliasesIn(stack, services).map(({ alias }) => alias.inputs);
    return { ...stack, inputs: { ...stack.inputs, aliases } };
  },
  async create(stack, services) {
    for (const { deployer, alias } of aliasesIn(stack, services)) await deployer.create(alias, services);
  },
  async update(stack, before, services) {
    const aliases = aliasesIn(stack, services);
    if (namesOf(aliases) !== namesOf(aliasesIn(before, services))) {
      await aliasStack.delete(before, services);
      return aliasStack.create(stack, services);
    }
    for (const { deployer, alias } of aliases) await deployer.update?.(alias, before, services);
  },
  async delete(stack, services) {
    for (const { deployer, alias } of aliasesIn(stack, services)) await deployer.delete(alias, services);
  },
  unsupported: (stack) => contentsOf(stack).others,
};

export const aliasStacks: Record<string, Deployer> = {
  "aws:cloudformation/stack:Stack": aliasStack,
};
