/** What the findings' rules look at, as it stands in the inventory's table. */
import type { ACMClient } from "@aws-sdk/client-acm";
import type { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { milliseconds } from "../../clock.ts";
import type { AnyEnvironment } from "../../deployment/environment.ts";
import { type Place, parentArn } from "../../inventory/arn.ts";
import { type Existing, strings } from "../../inventory/attributes.ts";
import { splitIn } from "../../inventory/findings/not-one-side.ts";
import type { Scene, Thresholds } from "../../inventory/findings/rule.ts";
import type { Finding } from "../../inventory/findings/schema.ts";
import type { Scope } from "../../inventory/findings/scope.ts";
import { resourceOf } from "../../inventory/findings/tell.ts";
import { environmentOf, exists, type TypedArn } from "../../inventory/model.ts";
import type { RowStore } from "../../inventory/ports.ts";
import type { TrailView } from "../../inventory/trails.ts";
import type { Table } from "../table.ts";
import { trailsHere } from "../trails.ts";
import { certificateEnds } from "./certificates.ts";
import { currentRows } from "./query.ts";

const rowsIn = async (inventory: Table, { environments }: Scope): Promise<readonly Existing[]> =>
  (await Promise.all(environments.map((name) => currentRows(inventory, name)))).flat().filter(exists);

/** The load balancers of these listeners, some of which several environments share and no one owns. */
const inFront = async (store: RowStore, resources: readonly Existing[]): Promise<readonly Existing[]> => {
  const known = new Set(resources.map(({ ref }) => ref.arn));
  const refs = resources
    .filter(({ ref }) => ref.type === "listener")
    .map(({ ref }): TypedArn => ({ type: "load-balancer", arn: parentArn(ref.arn) }))
    .filter(({ arn }) => !known.has(arn));
  return [...(await store.read(refs)).values()].filter(exists);
};

/** The trails, with what is once for the installation: they are no environment's. Who may not see those of an organisation does not know; that fails no other rule. */
const trailsFor = async (
  { installation }: Scope,
  { cloudTrail, tell }: { readonly cloudTrail: CloudTrailClient; readonly tell: (error: unknown) => void },
): Promise<readonly TrailView[] | undefined> => {
  if (installation !== true) return undefined;
  try {
    return await trailsHere(cloudTrail);
  } catch (error) {
    tell(error);
    return undefined;
  }
};

/** The scene of a scope. */
export const sceneOf = async (
  scope: Scope,
  world: {
    readonly inventory: Table;
    readonly store: RowStore;
    readonly acm: ACMClient;
    readonly cloudTrail: CloudTrailClient;
    /** Hears why the trails could not be looked at. */
    readonly tell: (error: unknown) => void;
    readonly registered: readonly AnyEnvironment[];
    /** Of these environments those whose traffic a deployment is moving. */
    readonly movingOf: (split: readonly string[]) => Promise<readonly string[]>;
    readonly thresholds: Thresholds;
    readonly here: Place;
    readonly stack: string;
    readonly now: number;
  },
): Promise<Scene> => {
  const own = await rowsIn(world.inventory, scope);
  const resources = [...own, ...(await inFront(world.store, own))];
  const certificates = new Set(resources.flatMap(({ facts }) => strings(facts, "certificates")));
  return {
    resources,
    now: world.now,
    here: world.here,
    stack: world.stack,
    stages: new Map(world.registered.map(({ name, stage }) => [name, stage])),
    moving: new Set(await world.movingOf(splitIn({ resources }))),
    keepIdle: new Map(
      world.registered
        // One side is never idle.
        .filter((environment) => environment.sides === 2)
        .map(({ name, keepIdle: { hours, hourlyPrices } }) => [
          name,
          { milliseconds: hours * milliseconds.hour, hourlyPrices },
        ]),
    ),
    certificateEnds: await certificateEnds(world.acm, [...certificates]),
    thresholds: world.thresholds,
    trails: await trailsFor(scope, world),
  };
};

/**
 * Of these findings, those of which the scope's scene can say that they are over: they are the scope's, and their resource is in the
 * scene, gone, or another environment's by now. Of trails only who looked at them can.
 */
export const decidableIn = async (
  { environments }: Scope,
  scene: Scene,
  store: RowStore,
  findings: readonly Finding[],
): Promise<readonly Finding[]> => {
  const own = findings.filter(({ environment, resource: { type } }) =>
    type === "trails" ? scene.trails !== undefined : environments.includes(environment ?? ""),
  );
  const seen = new Set(scene.resources.map(({ ref }) => ref.arn));
  const rows = await store.read(
    own.flatMap((finding) => resourceOf(finding) ?? []).filter(({ arn }) => !seen.has(arn)),
  );
  return own.filter(({ resource: { arn } }) => {
    const row = rows.get(arn);
    // A row that the index does not show yet decides nothing.
    return seen.has(arn) || !exists(row) || !environments.includes(environmentOf(row));
  });
};
