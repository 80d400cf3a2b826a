/** Whose a resource is: Sarcelle's tags say it, or, of environments that were never upgraded, their registrations. */
import type { AnyEnvironment, Environment, Side } from "../deployment/environment.ts";
import { ownershipTags } from "../deployment/ownership-tags.ts";
import { greenGroup } from "../deployment/upgrade/twin-group.ts";
import type { Facts } from "./model.ts";

export interface Owner {
  readonly environment?: string;
  readonly side?: Side;
}

/** A group as those who ask whose things are need it. */
export interface OwnedGroup {
  readonly name: string;
  readonly tags: Facts["tags"];
  readonly targetGroups: readonly string[];
  readonly launchTemplate: string | undefined;
}

export interface Owners {
  group(name: string, tags: Facts["tags"]): Owner;
  targetGroup(arn: string, tags: Facts["tags"]): Owner;
  launchTemplate(id: string, tags: Facts["tags"]): Owner;
  loadBalancer(name: string, tags: Facts["tags"]): Owner;
  /** A listener, or the rule of one by its priority. */
  listener(loadBalancer: string, port: number, priority: string | undefined, tags: Facts["tags"]): Owner;
}

const nobody: Owner = {};

const sideOf = (value: string | undefined): { readonly side?: Side } =>
  value === "blue" || value === "green" ? { side: value } : {};

/** What the tags say, or undefined if they say nothing. */
export const taggedOwner = (tags: Facts["tags"]): Owner | undefined => {
  const environment = tags[ownershipTags.environment];
  return environment === undefined ? undefined : { environment, ...sideOf(tags[ownershipTags.side]) };
};

/** `groups` are those that the registered environments name, as they are now. */
export const ownersOf = (registered: readonly AnyEnvironment[], groups: readonly OwnedGroup[]): Owners => {
  const registeredGroup = (name: string): Owner => {
    for (const environment of registered) {
      if (environment.group === name) return { environment: environment.name, side: "blue" };
      if (environment.sides === 2 && greenGroup(environment.group) === name)
        return { environment: environment.name, side: "green" };
    }
    return nobody;
  };
  const group: Owners["group"] = (name, tags) => taggedOwner(tags) ?? registeredGroup(name);
  const usedBy = (uses: (group: OwnedGroup) => boolean): Owner => {
    const user = groups.find(uses);
    return user === undefined ? nobody : group(user.name, user.tags);
  };
  return {
    group,
    targetGroup: (arn, tags) => taggedOwner(tags) ?? usedBy(({ targetGroups }) => targetGroups.includes(arn)),
    launchTemplate: (id, tags) => taggedOwner(tags) ?? usedBy(({ launchTemplate }) => launchTemplate === id),
    loadBalancer(name, tags) {
      const users = registered.filter(({ loadBalancer }) => loadBalancer === name);
      // One that several environments share is nobody's by itself.
      const [only] = users.length === 1 ? users : [];
      return taggedOwner(tags) ?? (only === undefined ? nobody : { environment: only.name });
    },
    listener(loadBalancer, port, priority, tags) {
      const tagged = taggedOwner(tags);
      if (tagged !== undefined) return tagged;
      for (const environment of registered.filter((each) => each.loadBalancer === loadBalancer)) {
        const { name, listeners } = environment;
        if (
          listeners.some((each) => each.port === port && String(each.priority ?? "default") === (priority ?? "default"))
        )
          return { environment: name };
        const side = priority === undefined && environment.sides === 2 ? placeholderSide(environment, port) : undefined;
        if (side !== undefined) return { environment: name, side };
      }
      return nobody;
    },
  };
};

/** The side whose placeholder listener has the port. */
const placeholderSide = ({ listeners }: Environment, port: number): Side | undefined =>
  (["blue", "green"] as const).find((side) => listeners.some(({ placeholders }) => placeholders?.[side] === port));

/** The release that tags tell of. */
export const taggedRelease = (tags: Facts["tags"]): { readonly version?: string; readonly commit?: string } => ({
  ...(tags["sarcelle:version"] === undefined ? {} : { version: tags["sarcelle:version"] }),
  ...(tags["sarcelle:commit"] === undefined ? {} : { commit: tags["sarcelle:commit"] }),
});
