/** What the findings' rules look at, as it stands in the inventory's table. */
import type { ACMClient } from "@aws-sdk/client-acm";
import { milliseconds } from "../../clock.ts";
import type { AnyEnvironment } from "../../deployment/environment.ts";
import { parentArn } from "../../inventory/arn.ts";
import { type Existing, isExisting, strings } from "../../inventory/attributes.ts";
import { splitIn } from "../../inventory/findings/not-one-side.ts";
import type { Scene, Thresholds } from "../../inventory/findings/rule.ts";
import type { Finding } from "../../inventory/findings/schema.ts";
import type { Scope } from "../../inventory/findings/scope.ts";
import { resourceOf } from "../../inventory/findings/tell.ts";
import { environmentOf, exists, type Revision, type TypedArn } from "../../inventory/model.ts";
import type { RowStore } from "../../inventory/ports.ts";
import type { Table } from "../table.ts";
import { certificateEnds } from "./certificates.ts";
import { currentRows } from "./query.ts";

const rowsIn = async (inventory: Table, { environments }: Scope): Promise<readonly Existing[]> => {
  const rows: readonly Revision[] =
    environments === "all"
      ? await currentRows(inventory)
      : (await Promise.all(environments.map((name) => currentRows(inventory, name)))).flat();
  return rows.filter(isExisting);
};

/** The load balancers of these listeners, some of which several environments share and no one owns. */
const inFront = async (store: RowStore, resources: readonly Existing[]): Promise<readonly Existing[]> => {
  const known = new Set(resources.map(({ ref }) => ref.arn));
  const refs = resources
    .filter(({ ref }) => ref.type === "listener")
    .map(({ ref }): TypedArn => ({ type: "load-balancer", arn: parentArn(ref.arn) }))
    .filter(({ arn }) => !known.has(arn));
  return [...(await store.read(refs)).values()].filter(exists);
};

/** The scene of a scope. */
export const sceneOf = async (
  scope: Scope,
  world: {
    readonly inventory: Table;
    readonly store: RowStore;
    readonly acm: ACMClient;
    readonly registered: readonly AnyEnvironment[];
    /** Of these environments those whose traffic a deployment is moving. */
    readonly movingOf: (split: readonly string[]) => Promise<readonly string[]>;
    readonly thresholds: Thresholds;
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
  };
};

/**
 * Of these findings, those of which the scope's scene can say that they are over: they are the scope's, and their resource is in the
 * scene, gone, or another environment's by now.
 */
export const decidableIn = async (
  { environments }: Scope,
  scene: Scene,
  store: RowStore,
  findings: readonly Finding[],
): Promise<readonly Finding[]> => {
  if (environments === "all") return findings;
  const own = findings.filter(({ environment }) => environments.includes(environment ?? ""));
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
