import type { CreateEventSourceMappingInput } from "../eventSource/mapping";
import type { EventSourceMappings } from "../eventSource/mappings";
import { parseFunctionName } from "../functionName";
import type { FunctionRegistry } from "../functions";
import { type Operation, page } from "./operation";

/** The operations on event source mappings. */
export function mappingOperations(mappings: EventSourceMappings, registry: FunctionRegistry) {
  return {
    async CreateEventSourceMapping(input) {
      const uuid = await mappings.createEventSourceMapping(input as unknown as CreateEventSourceMappingInput);
      return mappings.describe(uuid);
    },
    async UpdateEventSourceMapping({ UUID, ...change }) {
      await mappings.updateEventSourceMapping(String(UUID), change);
      return mappings.describe(String(UUID));
    },
    async DeleteEventSourceMapping({ UUID }) {
      const mapping = mappings.describe(String(UUID));
      await mappings.deleteEventSourceMapping(String(UUID));
      return { ...mapping, State: "Deleting" };
    },
    GetEventSourceMapping: ({ UUID }) => mappings.describe(String(UUID)),
    ListEventSourceMappings({ EventSourceArn, FunctionName, ...input }) {
      const functionArn =
        FunctionName === undefined ? undefined : registry.arnOf(parseFunctionName(String(FunctionName)));
      const found = mappings
        .list()
        .filter(
          (mapping) =>
            (EventSourceArn === undefined || mapping.EventSourceArn === EventSourceArn) &&
            (functionArn === undefined || mapping.FunctionArn === functionArn),
        );
      const { items, next } = page(found, (mapping) => String(mapping.UUID), input);
      return { EventSourceMappings: items, ...next };
    },
  } satisfies Record<string, Operation>;
}
