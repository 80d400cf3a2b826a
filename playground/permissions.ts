/** What the operations of all services ask of their callers, for who holds it against what AWS asks. */
import { assemble } from "./assemble.ts";
import { iamPrefix } from "./gateway/iam-prefix.ts";
import { isKnownKey, toldByServices } from "./identity/condition-keys.ts";
import { createSimulatedDataPlane } from "./simulation/data-plane.ts";
import { createSimulatedInstances } from "./simulation/instances.ts";
import { virtualClock } from "./world/clock.ts";
import { seeded } from "./world/random.ts";
import type { AnyOperation, Need } from "./world/service.ts";

export type { Need };

/** A service: its IAM prefix, and what its operations need. */
export interface AskingService {
  readonly prefix: string;
  readonly operations: Readonly<Record<string, Pick<AnyOperation, "accepts" | "needs">>>;
}

export interface Permissions {
  readonly services: readonly AskingService[];
  /** Whether the engine knows a condition key. */
  readonly isKnownKey: (key: string) => boolean;
  /** The services' own condition keys, in lower case. */
  readonly ownKeys: readonly string[];
}

const noFunctionRuns = () => {
  throw new Error("No function runs here.");
};

/** Of a world in which nothing runs. DynamoDB, which answers for itself, is not among the services. */
export const askedPermissions = (): Permissions => {
  const clock = virtualClock();
  const random = seeded(1);
  const instances = createSimulatedInstances(clock);
  const dataPlane = createSimulatedDataPlane(clock, random, instances);
  const functions = { launch: noFunctionRuns, stop: async () => {} };
  const { services } = assemble({ clock, random, instances, dataPlane, functions, endpoint: () => "http://nowhere" });
  return {
    services: services.map(({ name, operations }) => ({ prefix: iamPrefix(name), operations })),
    isKnownKey,
    ownKeys: toldByServices,
  };
};
