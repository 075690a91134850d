import type { ListTagsForResourceInput, TagResourceInput, UntagResourceInput } from "@aws-sdk/client-sfn";
import type { StepFunctions } from "./environment";
import { errors } from "./errors";

export const tagOperations = (service: StepFunctions) => {
  const required = (arn: string): string => {
    if (!service.machines.find(arn) && !service.activities.find(arn)) throw errors.resourceNotFound(arn);
    return arn;
  };
  return {
    TagResource({ resourceArn = "", tags }: TagResourceInput) {
      service.tags.add(required(resourceArn), tags);
      return {};
    },
    UntagResource({ resourceArn = "", tagKeys = [] }: UntagResourceInput) {
      service.tags.remove(required(resourceArn), tagKeys);
      return {};
    },
    ListTagsForResource({ resourceArn = "" }: ListTagsForResourceInput) {
      return { tags: service.tags.list(required(resourceArn)) };
    },
  };
};
