import type { LocalServices } from "../../local-cloud";
import type { Evaluation } from "../program/evaluation";
import type { LocalValues } from "../program/values/localValues";
import { givenParameters } from "../program/values/parameters";
import { givenSecrets, secretArn } from "../program/values/secrets";

/** Puts the secrets and parameters of a stack's values into the local cloud, except for those that the program creates. */
export function provideValues(
  { cloud, secretsManager, parameterStore }: LocalServices,
  values: LocalValues,
  { resources }: Evaluation,
): void {
  const isOwn = (type: string, name: string) =>
    resources.some((resource) => resource.type === type && !resource.read && resource.outputs.name === name);
  for (const { name, value } of givenSecrets(values)) {
    if (isOwn("aws:secretsmanager/secret:Secret", name)) continue;
    const arn = secretArn({ name }, cloud);
    const secret = secretsManager.secrets.find(arn) ?? secretsManager.create({ name, arn });
    const current = secret.versions.find(({ stages }) => stages.has("AWSCURRENT"));
    if (current?.value.SecretString !== value) secretsManager.secrets.put(secret, { SecretString: value });
  }
  for (const parameter of givenParameters(values)) {
    if (isOwn("aws:ssm/parameter:Parameter", parameter.name)) continue;
    if (parameterStore.valueOf(parameter.name) !== parameter.value) parameterStore.put(parameter);
  }
}
