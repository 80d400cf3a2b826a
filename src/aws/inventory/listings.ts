/** Everything that AWS has, page by page: what a sweep compares. */
import { ownedGroup } from "../../inventory/described/group.ts";
import type { Sighting } from "../../inventory/model.ts";
import { type OwnedGroup, ownersOf } from "../../inventory/ownership.ts";
import type { Listing } from "../../inventory/sweep.ts";
import { instancePages, templatePages } from "./describe-ec2.ts";
import { groupPages } from "./describe-groups.ts";
import { loadBalancerPages, targetGroupPages } from "./describe-load-balancing.ts";
import {
  groupSightings,
  instanceSightings,
  listenerSightings,
  loadBalancersAndListeners,
  type Observed,
  seenAt,
  targetGroupSightings,
  templateSightings,
} from "./sightings.ts";

/** Calls `page` for each page of AWS's, with the moment before that page was asked for. */
async function* timed<T>(
  { now }: Observed,
  pages: AsyncIterable<readonly T[]>,
  page: (items: readonly T[], saw: ReturnType<typeof seenAt>) => Promise<readonly Sighting[]> | readonly Sighting[],
): AsyncGenerator<readonly Sighting[]> {
  let begun = now();
  for await (const items of pages) {
    yield await page(items, seenAt(begun));
    begun = now();
  }
}

/** The listings of all types. Groups are read once, first: whose all else is follows from them. */
export const listings = async (observed: Observed): Promise<readonly Listing[]> => {
  const registered = await observed.registered();
  const owned: OwnedGroup[] = [];
  for await (const page of groupPages(observed.autoScaling)) owned.push(...page.map(ownedGroup));
  const owners = ownersOf(registered, owned);
  const byName = new Map(owned.map((group) => [group.name, group]));
  const { autoScaling, ec2, loadBalancing } = observed;
  return [
    {
      types: ["auto-scaling-group"],
      pages: () => timed(observed, groupPages(autoScaling), (page, saw) => groupSightings(observed, saw, page, owners)),
    },
    {
      types: ["instance"],
      pages: () =>
        timed(observed, instancePages(ec2), (page, saw) => instanceSightings(observed, saw, page, byName, owners)),
    },
    {
      types: ["launch-template", "launch-template-version"],
      pages: () => timed(observed, templatePages(ec2), (page, saw) => templateSightings(observed, saw, page, owners)),
    },
    {
      types: ["load-balancer", "listener", "listener-rule"],
      pages: () =>
        timed(observed, loadBalancerPages(loadBalancing), async (page, saw) => {
          const found = await loadBalancersAndListeners(observed, saw, page, owners);
          return [...found.sightings, ...(await listenerSightings(observed, saw, found.listeners, owners))];
        }),
    },
    {
      types: ["target-group"],
      pages: () =>
        timed(observed, targetGroupPages(loadBalancing), (page, saw) =>
          targetGroupSightings(observed, saw, page, owners),
        ),
    },
  ];
};
