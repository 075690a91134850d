export * from "./awsSdk";
export * from "./dynamodb";
export * from "./lambda";
export * from "./s3";
export * from "./sns";
export * from "./sqs";
export * from "./stepFunctions";
export type { TaskFields, TaskOf, Value } from "./task";
