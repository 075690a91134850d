import type { AccessTable } from "./access";
import { APIS } from "./apis";
import { COMPUTE } from "./compute";
import { DATA } from "./data";
import { OPERATIONS } from "./operations";
import { ROLE_ACCESS } from "./roles";

export { type Access, type AccessTable, NAMES } from "./access";

/**
 * Every type of resource that the program creates, with the actions that deploying it needs. Each table becomes its own managed
 * policy, since a policy has at most 6,144 characters.
 */
export const ACCESS: Record<string, AccessTable> = {
  compute: COMPUTE,
  apis: APIS,
  data: DATA,
  operations: OPERATIONS,
  roles: ROLE_ACCESS,
};
