import type { LocalServices } from "../../local-cloud";

/** What a deployer notes about each local cloud, by a key that it chooses. */
export class DeploymentNotes {
  private readonly notes = new WeakMap<LocalServices, Map<string, string>>();

  get(services: LocalServices, key: string): string | undefined {
    return this.notes.get(services)?.get(key);
  }

  set(services: LocalServices, key: string, value: string): void {
    const notes = this.notes.get(services) ?? new Map<string, string>();
    this.notes.set(services, notes.set(key, value));
  }
}
