/** A stack as AWS describes it now, in the playground's format: everything that an upgrade would see. */
import { documentOf, type StackDocument } from "@sarcelle/playground/stacks";
import type { Clients } from "../../src/resources/kinds.ts";
import { takeFleet } from "./fleet.ts";
import { takeGround } from "./ground.ts";
import { takeLoadBalancing } from "./load-balancing.ts";

export interface Snapshot {
  readonly document: StackDocument;
  /** What the stack has and the file has not, in words. */
  readonly left: readonly string[];
}

/** A copy without the members of these names, wherever they stand. */
const without = (value: unknown, names: readonly string[]): unknown => {
  if (Array.isArray(value)) return value.map((item) => without(item, names));
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  const entries = Object.entries(value).filter(([name]) => !names.includes(name));
  return Object.fromEntries(entries.map(([name, held]) => [name, without(held, names)]));
};

/** AWS does not answer it. Should it ever, it goes no further. */
const secret = "ClientSecret";

/** What no describe call of these services tells, of any stack. */
const beyond = [
  "web ACLs, certificates, trust stores, keys, roles and topics, but the ARNs by which the stack names them",
  "alarms that are none of the groups' policies'",
];

/** Reads the load balancer of that name and all behind it; changes nothing. Throws `NotAsRegistered` if there is none. */
export const takeStack = async (clients: Clients, name: string, withUserData: boolean): Promise<Snapshot> => {
  const balancing = await takeLoadBalancing(clients.loadBalancing, name);
  const fleet = await takeFleet(clients, balancing.lists);
  const standing = { ...balancing.lists, ...fleet.lists };
  const ground = await takeGround(clients.ec2, standing);
  const whole = {
    ...standing,
    ...ground,
    TagDescriptions: [...balancing.lists.TagDescriptions, ...fleet.alarmTags],
  };
  const scripted = whole.LaunchTemplateVersions.filter(
    ({ LaunchTemplateData }) => LaunchTemplateData?.UserData !== undefined,
  ).length;
  const hidden = withUserData ? [secret] : [secret, "UserData"];
  return {
    document: documentOf(without(whole, hidden) as Partial<StackDocument>),
    left: [
      ...(withUserData || scripted === 0
        ? []
        : [`user data of ${scripted} launch template versions; --user-data takes it`]),
      ...balancing.left,
      ...fleet.left,
      ...beyond,
    ],
  };
};
