/** Everything that AWS has, page by page: what a sweep compares. */
import type { LoadBalancer } from "@aws-sdk/client-elastic-load-balancing-v2";
import { ownedGroup } from "../../inventory/described/group.ts";
import { groupOf } from "../../inventory/described/instance.ts";
import type { Sighting } from "../../inventory/model.ts";
import { type Owners, ownersOf } from "../../inventory/ownership.ts";
import type { Listing, PageOf } from "../../inventory/sweep.ts";
import { jsonIn } from "../stored.ts";
import { instancePages, templatePages } from "./describe-ec2.ts";
import { groupPages } from "./describe-groups.ts";
import { listenersOf, loadBalancerPages, targetGroupPages } from "./describe-load-balancing.ts";
import {
  groupSightings,
  groupsAndOwners,
  instanceSightings,
  listenerSightings,
  loadBalancerSightings,
  type Observed,
  type Saw,
  seenAt,
  targetGroupSightings,
  templateSightings,
} from "./sightings.ts";

/** AWS's own pages, from a token on. */
type Pages<T> = (token?: string) => AsyncIterable<PageOf<T>>;

/**
 * How many of a page are looked at before it is written down how far the sweep is. Some need a call each or more, of which a sweep makes 150
 * in a minute.
 */
const fewAtOnce = 100;

/** Where in a page of AWS's a sweep is: its token, and how many of it were looked at. */
const placeIn = (from: string | undefined): readonly [token: string | undefined, looked: number] => {
  const place = from === undefined ? [] : jsonIn("where a sweep is", from);
  const [token, looked] = Array.isArray(place) ? place : [];
  return [typeof token === "string" ? token : undefined, typeof looked === "number" ? looked : 0];
};

/**
 * AWS's pages, looked at a few at a time, each few with the moment before they were asked for. `few` takes some from the beginning of what is
 * left, and says how many.
 */
const listed = <T>(
  { now }: Observed,
  pages: Pages<T>,
  few: (left: readonly T[], saw: Saw) => Promise<{ readonly taken: number; readonly sightings: readonly Sighting[] }>,
): Listing["pages"] =>
  async function* (from) {
    let [token, looked] = placeIn(from);
    let readAt = now();
    for await (const { items, next } of pages(token)) {
      do {
        const { taken, sightings } = await few(items.slice(looked), seenAt(readAt));
        looked += taken;
        const place = looked < items.length ? [token ?? null, looked] : next === undefined ? undefined : [next, 0];
        yield { items: sightings, next: place && JSON.stringify(place) };
      } while (looked < items.length);
      [token, looked] = [next, 0];
      readAt = now();
    }
  };

/** So many of a page at a time. */
const byCount =
  <T>(count: number, look: (some: readonly T[], saw: Saw) => Promise<readonly Sighting[]> | readonly Sighting[]) =>
  async (left: readonly T[], saw: Saw) => {
    const some = left.slice(0, count);
    return { taken: some.length, sightings: await look(some, saw) };
  };

/** As many load balancers as have `few` listeners together, with all that they have. */
const frontsOf = async (
  observed: Observed,
  left: readonly LoadBalancer[],
  saw: Saw,
  owners: Owners,
  few: number,
): Promise<{ readonly taken: number; readonly sightings: readonly Sighting[] }> => {
  const some = [];
  let count = 0;
  for (const loadBalancer of left) {
    const listeners = await listenersOf(observed.loadBalancing, loadBalancer.LoadBalancerArn ?? "");
    some.push({ loadBalancer, listeners });
    count += 1 + listeners.length;
    if (count >= few) break;
  }
  const found = await loadBalancerSightings(observed, saw, some, owners);
  const listeners = some.flatMap((each) => each.listeners);
  return { taken: some.length, sightings: [...found, ...(await listenerSightings(observed, saw, listeners, owners))] };
};

/**
 * The listings of all types, a few things at a time. Whose a thing is follows from the groups of its page, and from the registered ones.
 */
export const listings = async (observed: Observed, few = fewAtOnce): Promise<readonly Listing[]> => {
  const { autoScaling, ec2, loadBalancing } = observed;
  const registered = ownersOf(await observed.registered(), []);
  const { owners } = await groupsAndOwners(observed, [], true);
  return [
    {
      types: ["auto-scaling-group"],
      pages: listed(
        observed,
        (token) => groupPages(autoScaling, token),
        byCount(Infinity, (groups, saw) => groupSightings(observed, saw, groups, registered)),
      ),
    },
    {
      types: ["instance"],
      pages: listed(
        observed,
        (token) => instancePages(ec2, token),
        byCount(Infinity, async (instances, saw) => {
          const names = new Set(instances.map(groupOf).filter((name) => name !== undefined));
          const { groups, owners: whose } = await groupsAndOwners(observed, [...names], false);
          const byName = new Map(groups.map(ownedGroup).map((group) => [group.name, group]));
          return instanceSightings(observed, saw, instances, byName, whose);
        }),
      ),
    },
    {
      types: ["launch-template", "launch-template-version"],
      pages: listed(
        observed,
        (token) => templatePages(ec2, token),
        byCount(few, (templates, saw) => templateSightings(observed, saw, templates, owners)),
      ),
    },
    {
      types: ["load-balancer", "listener", "listener-rule"],
      pages: listed(
        observed,
        (token) => loadBalancerPages(loadBalancing, token),
        (left, saw) => frontsOf(observed, left, saw, registered, few),
      ),
    },
    {
      types: ["target-group"],
      pages: listed(
        observed,
        (token) => targetGroupPages(loadBalancing, token),
        byCount(few, (groups, saw) => targetGroupSightings(observed, saw, groups, owners)),
      ),
    },
  ];
};
