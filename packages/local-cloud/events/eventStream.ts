import type { Clock } from "../aws/clock";
import type { CloudEvent, CloudEventData, CloudEventType } from "./cloudEvent";

type Listener = (event: CloudEvent) => void;

/** What happens in one local cloud, in order. An event that no one listens to is not even made. */
export class EventStream {
  private readonly listeners = new Map<Listener, ReadonlySet<CloudEventType> | undefined>();

  /** @param report receives what a listener throws: it affects neither the cloud nor other listeners */
  constructor(
    private readonly clock: Pick<Clock, "now">,
    private readonly report: (error: unknown, type: CloudEventType) => void,
  ) {}

  /**
   * Calls `listener` with every event from now on, while the cloud does what the event is about: a listener that takes long
   * delays it. Returns a function that unsubscribes.
   *
   * @param types of the events that it gets. Default: all
   */
  subscribe<Type extends CloudEventType = CloudEventType>(
    listener: (event: CloudEvent<Type>) => void,
    types?: readonly Type[],
  ): () => void {
    // Its own function, so that a listener can be subscribed twice.
    const subscribed: Listener = (event) => listener(event as unknown as CloudEvent<Type>);
    this.listeners.set(subscribed, types && new Set<CloudEventType>(types));
    return () => void this.listeners.delete(subscribed);
  }

  /** @param data is called only if someone listens */
  publish<Type extends CloudEventType>(type: Type, data: () => CloudEventData[Type]): void {
    let event: CloudEvent | undefined;
    for (const [listener, types] of this.listeners) {
      if (types && !types.has(type)) continue;
      try {
        event ??= { type, time: this.clock.now(), ...data() } as unknown as CloudEvent;
        listener(event);
      } catch (error) {
        this.report(error, type);
      }
    }
  }
}
