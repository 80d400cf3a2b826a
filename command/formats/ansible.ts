/**
 * The JSON that Ansible expects of an inventory script called with `--list`. With `_meta.hostvars` it never calls `--host`.
 * See "Developing dynamic inventory" in Ansible's developer guide.
 */
import { idOf } from "../../src/inventory/arn.ts";
import { type Existing, isAlive, text } from "../../src/inventory/attributes.ts";

type Variables = Readonly<Record<string, string | Readonly<Record<string, string>>>>;
type Group = { readonly hosts?: readonly string[]; readonly children?: readonly string[] };
export type AnsibleInventory = { readonly [group: string]: Group } & {
  readonly _meta: { readonly hostvars: Readonly<Record<string, Variables>> };
};

/** Valid group names are letters, digits and underscores, and begin with no digit (`TRANSFORM_INVALID_GROUP_CHARS`). */
const groupName = (prefix: string, value: string): string => `${prefix}_${value.replace(/[^A-Za-z0-9_]/g, "_")}`;

const groupsOf = ({ facts: { environment, side, version } }: Existing): readonly string[] => [
  ...(environment === undefined ? [] : [groupName("environment", environment)]),
  ...(side === undefined ? [] : [groupName("side", side)]),
  // Named by the side first, so that no other environment's name can be taken for it.
  ...(environment === undefined || side === undefined ? [] : [groupName(side, environment)]),
  ...(version === undefined ? [] : [groupName("release", version)]),
];

const variablesOf = ({ facts }: Existing, id: string): Variables => {
  const address = text(facts, "privateIp") ?? text(facts, "publicIp");
  const own: Readonly<Record<string, string | undefined>> = {
    ansible_host: address,
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
  const variables: Record<string, Variables[string]> = { sarcelle_tags: facts.tags };
  for (const [name, value] of Object.entries(own)) if (value !== undefined) variables[name] = value;
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
