import type { AccessTable } from "./access";
import { APIS } from "./apis";
import { COMPUTE } from "./compute";
import { DATA } from "./data";
import { OPERATIONS } from "./operations";
import { ROLE_ACCESS } from "./roles";

export { type Access, type AccessTable, NAMES } from "./access";

/**
 * Every type of resource that the program makes, with what deploying it needs; one managed policy each, since a policy holds
 * 6,144 characters.
 */
export const ACCESS: Record<string, AccessTable> = {
  compute: COMPUTE,
  apis: APIS,
  data: DATA,
  operations: OPERATIONS,
  roles: ROLE_ACCESS,
};
