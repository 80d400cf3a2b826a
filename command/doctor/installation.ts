/** Looks at an installation: its credentials, its parts, and who hears of it. */

import manifest from "../../package.json" with { type: "json" };
import { cloudTrail, dynamoDb, eventBridge, lambda, sns, sqs, stepFunctions } from "../../src/aws/clients.ts";
import {
  audiences,
  queueDepths,
  standingFunctions,
  standingMachines,
  standingMappings,
  standingRules,
  standingTables,
  toldFunction,
} from "../../src/aws/deployed-parts.ts";
import type { Identity } from "../../src/aws/identity.ts";
import { trailsHere } from "../../src/aws/trails.ts";
import type { AnyEnvironment } from "../../src/deployment/environment.ts";
import type { Stack } from "../stack.ts";
import { type Diagnosis, examine, type Symptom } from "./diagnosis.ts";
import {
  clockFound,
  credentialsFound,
  deadLettersFound,
  followingFound,
  type Part,
  partsFound,
  subscriptionsFound,
  trailFound,
  versionFound,
} from "./judgements.ts";
import deployed from "./parts.json" with { type: "json" };

/** What `preflight` is told when it is deployed: the version of the whole. */
const versionVariable = "VERSION";

/** Queues that hold what could not be handled. */
const isDeadLetters = (name: string): boolean => name.endsWith("dead-letters");

type Names = Pick<
  Stack,
  "table" | "inventoryTable" | "blueGreenMachine" | "rollingUpdateMachine" | "rollbackMachine" | "firstFunction"
>;

const partsOf = async (name: string, names: Names): Promise<readonly Part[]> => {
  const prefix = `${name}-`;
  const tables = [names.table.name, names.inventoryTable.name];
  const machines = [names.blueGreenMachine, names.rollingUpdateMachine, names.rollbackMachine];
  return Promise.all([
    standingTables(dynamoDb(), tables).then((there) => ({ kind: "tables", expected: tables, there })),
    standingMachines(stepFunctions(), machines).then((there) => ({
      kind: "state machines",
      expected: machines,
      there,
    })),
    standingFunctions(lambda(), prefix).then((there) => ({ kind: "functions", expected: deployed.functions, there })),
    standingRules(eventBridge(), prefix).then((there) => ({ kind: "rules", expected: deployed.rules, there })),
    standingMappings(lambda(), prefix).then((there) => ({
      kind: "queues that a function takes from",
      expected: deployed.taking,
      there,
    })),
  ]);
};

const looksAt = (
  name: string,
  names: Names,
  registered: readonly AnyEnvironment[],
): Readonly<Record<string, () => Promise<readonly Symptom[]>>> => {
  const prefix = `${name}-`;
  const version = () => toldFunction(lambda(), names.firstFunction, versionVariable);
  return {
    stack: async () => partsFound(await partsOf(name, names)),
    version: async () => [versionFound(await version(), manifest.version)],
    "dead letters": async () => {
      const queues = (await queueDepths(sqs(), prefix)).filter((queue) => isDeadLetters(queue.name));
      return deadLettersFound(new Map(queues.map((queue) => [`${prefix}${queue.name}`, queue.messages])));
    },
    subscriptions: async () => subscriptionsFound(await audiences(sns(), prefix)),
    trail: async () => [trailFound(await trailsHere(cloudTrail()))],
    "followed AMIs": async () =>
      registered.some(({ follows }) => follows !== undefined)
        ? followingFound(registered, await standingRules(eventBridge(), prefix))
        : [],
  };
};

/** What there is to say of whoever asks. */
export const identityDiagnoses = (identity: Identity): readonly Diagnosis[] => [
  { check: "credentials", ...credentialsFound(identity, identity.ourTime) },
  { check: "clock", ...clockFound(identity.host, identity.awsTime, identity.ourTime) },
];

/** What there is to say of the stack of that name, all looked at once. */
export const installationDiagnoses = async (
  name: string,
  names: Names,
  registered: readonly AnyEnvironment[],
): Promise<readonly Diagnosis[]> =>
  (
    await Promise.all(Object.entries(looksAt(name, names, registered)).map(([check, look]) => examine(check, look)))
  ).flat();
