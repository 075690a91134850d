import { wrongRevision } from "../errors";
import type { AliasConfiguration } from "../function";
import type { AliasInput, FunctionManager } from "../functionManager";
import type { FunctionPolicy } from "../functionPolicy";
import type { FunctionRegistry, LambdaFunction } from "../functions";
import type { Input } from "../inputs";
import { type Operation, page, referenceOf } from "./operation";

export interface AliasServices {
  registry: FunctionRegistry;
  manager: FunctionManager;
  policyOf(arn: string): FunctionPolicy;
}

/** The operations on aliases of functions. */
export function aliasOperations({ registry, manager, policyOf }: AliasServices) {
  const functionOf = (input: Input) => registry.get({ name: referenceOf(input).name });
  return {
    CreateAlias(input) {
      const target = functionOf(input);
      return describe(target, manager.createAlias(input as unknown as AliasInput));
    },
    UpdateAlias(input) {
      const target = functionOf(input);
      const before = registry.alias(target, String(input.Name));
      if (input.RevisionId !== undefined && input.RevisionId !== before.revisionId) throw wrongRevision();
      const changed = {
        FunctionVersion: before.functionVersion,
        Description: before.description,
        RoutingConfig: { AdditionalVersionWeights: before.additionalVersionWeights },
        ...input,
      };
      return describe(target, manager.updateAlias(changed as unknown as AliasInput));
    },
    GetAlias(input) {
      const target = functionOf(input);
      return describe(target, registry.alias(target, String(input.Name)));
    },
    /** One that does not exist is not an error, as on AWS. */
    DeleteAlias(input) {
      const target = functionOf(input);
      const name = String(input.Name);
      if (!target.aliases.has(name)) return {};
      registry.removeAlias(target, name);
      policyOf(`${target.arn}:${name}`).removeAll();
      return {};
    },
    ListAliases(input) {
      const target = functionOf(input);
      const all = [...target.aliases.values()]
        .filter(
          ({ functionVersion }) =>
            input.FunctionVersion === undefined || functionVersion === input.FunctionVersion,
        )
        .sort((a, b) => (a.name < b.name ? -1 : 1));
      const { items, next } = page(all, ({ name }) => name, input);
      return { Aliases: items.map((alias) => describe(target, alias)), ...next };
    },
  } satisfies Record<string, Operation>;
}

const describe = ({ arn }: LambdaFunction, alias: AliasConfiguration) => ({
  AliasArn: `${arn}:${alias.name}`,
  Name: alias.name,
  FunctionVersion: alias.functionVersion,
  Description: alias.description,
  ...(Object.keys(alias.additionalVersionWeights).length > 0 && {
    RoutingConfig: { AdditionalVersionWeights: alias.additionalVersionWeights },
  }),
  RevisionId: alias.revisionId,
});
