/**
 * The JSON that Ansible expects of an inventory script called with `--list`. With `_meta.hostvars` it never calls `--host`.
 * See "Developing dynamic inventory" in Ansible's developer guide.
 */
import { idOf } from "../../src/inventory/arn.ts";
import { type Existing, isAlive, privateAddress, text } from "../../src/inventory/attributes.ts";

/**
 * A text that Ansible leaves as it is. It takes every other text of an inventory for a template, and evaluates it on the machine on which
 * it runs: whoever may tag an instance would decide what. See "Unsafe or raw strings" in Ansible's guide.
 */
interface Unsafe {
  readonly __ansible_unsafe: string;
}
type Variables = Readonly<Record<string, Unsafe | Readonly<Record<string, Unsafe>>>>;
type Group = { readonly hosts?: readonly string[]; readonly children?: readonly string[] };
export type AnsibleInventory = { readonly [group: string]: Group } & {
  readonly _meta: { readonly hostvars: Readonly<Record<string, Variables>> };
};

const unsafe = (value: string): Unsafe => ({ __ansible_unsafe: value });

/** Keys that begin so are words of Ansible's own format: one alone makes it refuse the whole inventory, or read what is none. */
const isAnsibles = (key: string): boolean => key.startsWith("__ansible");

const tagsOf = (tags: Existing["facts"]["tags"]): Variables[string] =>
  Object.fromEntries(
    Object.entries(tags).flatMap(([key, value]) => (isAnsibles(key) ? [] : [[key, unsafe(value)] as const])),
  );

/**
 * The name of a value's group, another for each value. Valid are letters, digits and underscores (`TRANSFORM_INVALID_GROUP_CHARS`).
 * One underscore stands for the `joint`, the character that most often joins such values' words, where it does; any other
 * character's number stands between two underscores and two.
 */
const groupName = (prefix: string, value: string, joint: "." | "-"): string => {
  const words = value.split(joint);
  const isJoined = words.every((word) => /^[A-Za-z0-9]/.test(word) && /[A-Za-z0-9]$/.test(word));
  const spelt = (text: string) =>
    text.replace(/[^A-Za-z0-9]/gu, (character) => `__${(character.codePointAt(0) ?? 0).toString(16)}__`);
  return `${prefix}_${isJoined ? words.map(spelt).join("_") : spelt(value)}`;
};

const groupsOf = ({ facts: { environment, side, version } }: Existing): readonly string[] => [
  ...(environment === undefined ? [] : [groupName("environment", environment, "-")]),
  ...(side === undefined ? [] : [groupName("side", side, "-")]),
  // Named by the side first, so that no other environment's name can be taken for it.
  ...(environment === undefined || side === undefined ? [] : [groupName(side, environment, "-")]),
  ...(version === undefined ? [] : [groupName("release", version, ".")]),
];

const variablesOf = (instance: Existing, id: string): Variables => {
  const { facts } = instance;
  const own: Readonly<Record<string, string | undefined>> = {
    ansible_host: privateAddress(instance) ?? text(facts, "publicIp"),
    sarcelle_environment: facts.environment,
    sarcelle_side: facts.side,
    sarcelle_version: facts.version,
    sarcelle_commit: facts.commit,
    sarcelle_group: text(facts, "group"),
    sarcelle_instance_id: id,
    sarcelle_instance_type: text(facts, "instanceType"),
    sarcelle_zone: text(facts, "availabilityZone"),
    sarcelle_image_id: text(facts, "imageId"),
    sarcelle_state: text(facts, "state"),
  };
  const variables: Record<string, Variables[string]> = { sarcelle_tags: tagsOf(facts.tags) };
  for (const [name, value] of Object.entries(own)) if (value !== undefined) variables[name] = unsafe(value);
  return variables;
};

/** Only instances are hosts; their names are their ids, which stay the same whatever the addresses do. */
export const ansibleFormat = (resources: readonly Existing[]): AnsibleInventory => {
  const hosts = resources
    .filter((resource) => resource.ref.type === "instance" && isAlive(resource))
    .map((resource) => ({ resource, id: idOf(resource.ref), groups: groupsOf(resource) }));
  const members = hosts.flatMap(({ id, groups }) => groups.map((group) => ({ group, id })));
  const groups = [...Map.groupBy(members, ({ group }) => group)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([group, some]): [string, Group] => [group, { hosts: some.map(({ id }) => id) }]);
  return {
    _meta: { hostvars: Object.fromEntries(hosts.map(({ resource, id }) => [id, variablesOf(resource, id)])) },
    all: { children: ["ungrouped", ...groups.map(([group]) => group)] },
    ungrouped: { hosts: hosts.filter((host) => host.groups.length === 0).map(({ id }) => id) },
    ...Object.fromEntries(groups),
  } as AnsibleInventory;
};
