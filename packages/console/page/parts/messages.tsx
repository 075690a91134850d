import type { Loaded } from "../data/useServer";

/** Why there is nothing to show yet; nothing once there is something. */
export function Waiting({ loaded, what }: { loaded: Pick<Loaded<unknown>, "data" | "error">; what: string }) {
  if (loaded.error)
    return (
      <p class="problem" role="alert">
        {loaded.error}
      </p>
    );
  return loaded.data === undefined ? <p class="quiet">Loading {what} …</p> : null;
}
