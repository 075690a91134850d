import { allOfKind, arnOf, isArnOf, local, type ResourceKind } from "./arn";
import type { Rule } from "./call";
import { allOf, explicitly, on } from "./rules";

const MODEL_ID = /^[a-z0-9-]+\.[\w.:-]+$/;
/** A profile for several regions has their group before the model's id: `us.anthropic.claude-…`, `global.amazon.nova-…`. */
const PROFILE = /^(?:us|us-gov|eu|apac|global|jp|au|ca|sa|me|il)\.([a-z0-9-]+\.[\w.:-]+)$/;

/** What a call of a model names: a foundation model or an inference profile by id, or anything by ARN. */
const modelArn = Object.assign(
  arnOf("a model's id or ARN", (text, scope) => {
    if (isArnOf(text, "bedrock") || isArnOf(text, "sagemaker")) return text;
    if (PROFILE.test(text)) return local(scope, "bedrock", `inference-profile/${text}`);
    return MODEL_ID.test(text)
      ? `arn:${scope.partition}:bedrock:${scope.region}::foundation-model/${text}`
      : undefined;
  }),
  { all: allOfKind("bedrock", "*") },
) satisfies ResourceKind;

/**
 * The foundation models behind an inference profile, in all the regions that it routes to; the model itself if the call names
 * no profile.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html
 */
const modelBehindArn = arnOf(modelArn.expected, (text, scope) => {
  const id = text.replace(/^arn:[^:]+:bedrock:[^:]*:\d*:inference-profile\//, "");
  const model = PROFILE.exec(id)?.[1];
  return model ? `arn:${scope.partition}:bedrock:*::foundation-model/${model}` : modelArn(text, scope);
});

/** `actions` on the model that the argument `field` names. */
export const onModel = (actions: readonly string[], field: string): Rule => on(actions, field, modelArn);

/** Running the model that `ModelId`, or another argument, names, through a profile or not. */
export const invokeModel =
  (action: string, field = "ModelId"): Rule =>
  (call) => {
    const model = call.argument(...field.split("."));
    const own = model.kind === "known" && /:application-inference-profile\//.test(String(model.value));
    const behind = own
      ? explicitly("which model is behind its inference profile is not known from the profile's ARN", action)
      : on([action], field, modelBehindArn);
    return allOf(on([action], field, modelArn), behind)(call);
  };
