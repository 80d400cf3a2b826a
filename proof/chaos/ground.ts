/** What a run of chaos stands on, as plain data that a seed determines: decided once for the whole run. */
import fc from "fast-check";
import type { Preview } from "../../src/deployment/preview-rule.ts";
import { type Terms, terms } from "./approval.ts";

/** Where the environment's instances stand. A cluster has one side, no traffic, and a hook that lets one node after the other go on. */
export type Footing = "an application load balancer" | "a network load balancer" | "a cluster";

/** A freeze window that opens every four hours of the day, so many minutes later, and stays open for so many. */
export interface Frost {
  readonly from: number;
  readonly minutes: number;
}

export interface ChaosGround {
  readonly place: Footing;
  /** What the environment asks for before its traffic moves. */
  readonly asks: Terms;
  /** By what a request meets the idle side at the production address. */
  readonly preview: Preview | undefined;
  readonly frost: Frost | undefined;
  /** Of a cluster: whether one node less runs while the next comes; else one more comes before one goes. */
  readonly tight: boolean;
}

const anywhere: fc.Arbitrary<ChaosGround> = fc.record({
  place: fc.constantFrom<Footing[]>(
    "an application load balancer",
    "an application load balancer",
    "an application load balancer",
    "an application load balancer",
    "an application load balancer",
    "a network load balancer",
    "a network load balancer",
    "a cluster",
  ),
  asks: terms,
  preview: fc.constantFrom<(Preview | undefined)[]>(
    undefined,
    undefined,
    { header: { name: "X-Preview", value: "yes" } },
    { host: "preview.shop.example" },
  ),
  frost: fc.constantFrom<(Frost | undefined)[]>(
    undefined,
    undefined,
    undefined,
    { from: 4, minutes: 20 },
    { from: 20, minutes: 120 },
  ),
  tight: fc.boolean(),
});

/** Only application load balancers have rules by header and host, and what has one side asks nobody. */
export const grounds: fc.Arbitrary<ChaosGround> = anywhere.map((ground) => ({
  ...ground,
  asks: ground.place === "a cluster" ? undefined : ground.asks,
  preview: ground.place === "an application load balancer" ? ground.preview : undefined,
}));

/** Whether it has one side, without traffic, and is rolled node by node. */
export const isCluster = ({ place }: ChaosGround): boolean => place === "a cluster";

const minute = 60_000;

/** As often as a registration may have any. */
const every = 240 * minute;

/** Whether a freeze window is open. They are counted in UTC, whose days have no missing hour. */
export const isFrozen = (frost: Frost | undefined, at: number): boolean =>
  frost !== undefined && (at - frost.from * minute) % every < frost.minutes * minute;

/** What an environment registers of it. */
export const registeredOf = ({ asks, preview, frost }: ChaosGround): object => ({
  ...(asks && { approval: asks }),
  ...(preview && { preview }),
  ...(frost && {
    freeze: [{ cron: `${frost.from} */4 * * *`, timeZone: "UTC", duration: frost.minutes * 60 }],
  }),
});

/** It in the words of a run's story. */
export const describeGround = ({ place, asks, preview, frost, tight }: ChaosGround): readonly string[] => [
  `the environment is ${place === "a cluster" ? `a cluster${tight ? ", one node less while the next comes" : ""}` : `behind ${place}`}`,
  ...(asks ? [`it asks for approval by ${asks.approvers} within ${asks.deadline} s before its traffic moves`] : []),
  ...(preview ? [`it has a preview by ${preview.host ?? preview.header?.name}`] : []),
  ...(frost ? [`it is frozen from minute ${frost.from} of every fourth hour on, for ${frost.minutes} min`] : []),
];
