import type {
  CreateActivityInput,
  DeleteActivityInput,
  DescribeActivityInput,
  GetActivityTaskInput,
  ListActivitiesInput,
} from "@aws-sdk/client-sfn";
import type { CallContext, Caller } from "../../aws/service";
import { activityArn, checkName, parseActivityArn } from "./arns";
import type { StepFunctions } from "./environment";
import { errors } from "./errors";

export const activityOperations = (service: StepFunctions) => ({
  CreateActivity({ name = "", tags, encryptionConfiguration }: CreateActivityInput) {
    checkName(name);
    const arn = activityArn(service.cloud, name);
    const encryption = encryptionConfiguration ?? { type: "AWS_OWNED_KEY" };
    const existing = service.activities.find(arn);
    if (existing && JSON.stringify(existing.encryptionConfiguration) !== JSON.stringify(encryption)) {
      throw errors.activityAlreadyExists(arn);
    }
    const { creationDate } = existing ?? service.activities.add(arn, name, encryption);
    service.tags.add(arn, existing ? [] : tags);
    return { activityArn: arn, creationDate };
  },

  DescribeActivity({ activityArn: given = "" }: DescribeActivityInput) {
    const { arn, name, creationDate, encryptionConfiguration } = service.activities.require(
      parseActivityArn(given),
    );
    return { activityArn: arn, name, creationDate, encryptionConfiguration };
  },

  ListActivities(input: ListActivitiesInput) {
    const page = service.pages.page(
      service.activities.list(),
      input,
      "ListActivities",
      ({ sequence }) => sequence,
    );
    const activities = page.items.map(({ arn, name, creationDate }) => ({
      activityArn: arn,
      name,
      creationDate,
    }));
    return { activities, ...(page.nextToken && { nextToken: page.nextToken }) };
  },

  /** Deleting an activity that does not exist succeeds. */
  DeleteActivity({ activityArn: given = "" }: DeleteActivityInput) {
    const arn = parseActivityArn(given);
    service.activities.remove(arn);
    service.tags.clear(arn);
    return {};
  },

  async GetActivityTask(input: GetActivityTaskInput, _caller: Caller, context: CallContext) {
    const arn = parseActivityArn(input.activityArn ?? "");
    const task = await context.idle(service.activities.poll(arn, input.workerName, context.signal));
    return task ? { taskToken: task.token, input: JSON.stringify(task.input) } : {};
  },
});
