/** Looks at one environment with the checks of the first state of its actions, one by one, so that what one finds hides no other. */
import { requireAccount } from "../../src/aws/account.ts";
import { alarmsOf } from "../../src/aws/alarms.ts";
import { clearanceFor } from "../../src/aws/clearance.ts";
import { fleetsOf, liveFleet, refuseForeignTargets } from "../../src/aws/foreign-targets.ts";
import { callableThere, requireHook } from "../../src/aws/hooks.ts";
import { findingStore } from "../../src/aws/inventory/finding-store.ts";
import { readWholeLock } from "../../src/aws/journal-store.ts";
import { readLaunchTemplateData } from "../../src/aws/launch-templates.ts";
import { observeNamesakes } from "../../src/aws/namesakes.ts";
import { observeSides } from "../../src/aws/observe.ts";
import { observeFleet } from "../../src/aws/observe-fleet.ts";
import { isProtected, observeUpgraded } from "../../src/aws/observe-live.ts";
import { passableThere } from "../../src/aws/passable-roles.ts";
import { requireProfilesPassable, requireUpgradePassable } from "../../src/aws/require-passable.ts";
import { observeRoom } from "../../src/aws/room.ts";
import { readingAttributes } from "../../src/aws/target-group-attributes.ts";
import type { Change } from "../../src/changes/change.ts";
import type { Journal } from "../../src/changes/journal.ts";
import { type Clock, isoTime, milliseconds } from "../../src/clock.ts";
import { alarmNotices, alarmsOfBake } from "../../src/deployment/alarms.ts";
import {
  type AnyEnvironment,
  type Environment,
  type OneSided,
  placeholderPorts,
} from "../../src/deployment/environment.ts";
import { plural } from "../../src/deployment/gates.ts";
import { refuseEndless } from "../../src/deployment/how-long.ts";
import type { Request } from "../../src/deployment/request.ts";
import { refuseUnfit } from "../../src/deployment/rolling-fleet.ts";
import { refuseSharedPorts } from "../../src/deployment/shared-ports.ts";
import { checkTwin } from "../../src/deployment/steps/check-upgrade.ts";
import { bothSides } from "../../src/deployment/traffic.ts";
import { refuseDueSoon } from "../../src/deployment/upgrade/due-soon.ts";
import type { Live } from "../../src/deployment/upgrade/live.ts";
import { isMarked } from "../../src/deployment/upgrade/ownership.ts";
import { refuseOpenPorts } from "../../src/deployment/upgrade/port-exposure.ts";
import { namesGiven, refuseTaken } from "../../src/deployment/upgrade/taken.ts";
import type { View } from "../../src/deployment/view.ts";
import { tagsOf } from "../../src/resources/described/tags.ts";
import type { Stack } from "../stack.ts";
import type { DoctorsClients } from "./clients.ts";
import { type Diagnosis, doubtful, examine, noticed, type Symptom, unclear, well, wrong } from "./diagnosis.ts";
import { healthChecksFound, limitsFound, protectionFound } from "./fitting.ts";
import { openFindings } from "./judgements.ts";
import { looksForRoom } from "./room-to-launch.ts";

/** What environments are looked at with. */
export interface Ground {
  readonly clients: DoctorsClients;
  readonly stack: Pick<Stack, "account" | "region" | "caller" | "table" | "inventoryTable" | "firstFunction">;
  /** Every environment that is registered. */
  readonly registered: readonly AnyEnvironment[];
  readonly clock: Clock;
}

type Look = () => Promise<readonly Symptom[]>;

/** Longer than a deployment takes, as a rule. */
const longMilliseconds = milliseconds.hour;

/** What is said of the deployment that holds the lock. */
export const lockFound = (name: string, open: Journal, now: number): Symptom => {
  const { id, action, startedAt } = open.deployment;
  const says = `Deployment '${id}' (${action}) has had it since ${isoTime(startedAt)}`;
  const todo = `sarcelle status ${name}`;
  return now - startedAt > longMilliseconds ? doubtful(`${says}, for more than an hour.`, todo) : well(`${says}.`);
};

const roles = ({ clients: { iam, lambda }, stack }: Ground) => ({
  iam,
  passable: () => passableThere(lambda, stack.firstFunction),
});

/** The changes that an upgrade would make now; undefined where its checks refuse it, which another look says. */
const wantedChanges = (environment: Environment, live: Live): readonly Change[] | undefined => {
  try {
    return checkTwin(environment, live).changes;
  } catch {
    return undefined;
  }
};

const shapeFound = (environment: Environment, live: Live): readonly Symptom[] => {
  const { changes, notices } = checkTwin(environment, live);
  const isUpgraded = isMarked(tagsOf(live.group.Tags), environment.name);
  const twin = changes.filter(({ resource }) => resource.kind !== "deletion-protection");
  const made = twin.filter(({ before }) => before === null).map(({ resource: { kind, id } }) => `${kind} ${id}`);
  if (!isUpgraded)
    return noticed(notices, `Not upgraded yet; an upgrade would make ${plural(changes.length, "change")}.`);
  return twin.length === 0
    ? noticed(notices, "Blue-green, and nothing of its twin is missing.")
    : [
        wrong(
          `Of its twin something is missing: ${made.join(", ") || plural(twin.length, "change")}.`,
          `sarcelle plan ${environment.name} upgrade, then the upgrade itself`,
        ),
        ...notices.map((notice) => doubtful(notice)),
      ];
};

/** What can be asked of the stack in AWS's own words, upgraded or not. */
const looksAtLive = (environment: Environment, live: Live, ground: Ground): Readonly<Record<string, Look>> => {
  const { clients, registered, clock } = ground;
  const changes = wantedChanges(environment, live);
  return {
    shape: async () => shapeFound(environment, live),
    "deletion protection": async () => {
      const arn = live.loadBalancer.LoadBalancerArn ?? "";
      return [protectionFound(environment, await isProtected(clients.loadBalancing, arn))];
    },
    limits: async () => limitsFound(await observeRoom(clients, live), changes),
    ...looksForRoom(clients, live),
    "placeholder ports": async () => {
      const { unknown } = refuseOpenPorts(live, environment);
      refuseSharedPorts(environment, registered);
      return noticed(
        unknown.map((rule) => `Whether the world reaches a placeholder port is not known: ${rule}.`),
        `${placeholderPorts(environment).join(", ")}: no other environment's, and closed to the world.`,
      );
    },
    names: async () => {
      if (changes === undefined) return [unclear("What an upgrade would make is known once its shape is right.")];
      refuseTaken(await observeNamesakes(clients, live, namesGiven(changes)), environment.name);
      return [well("What an upgrade would make has names that nobody has.")];
    },
    "scheduled actions": async () => {
      refuseDueSoon(live, clock.now());
      return [well("None that happens once, and soon.")];
    },
    "health checks": async () => healthChecksFound(environment, live),
    roles: async () => {
      await requireUpgradePassable(live, roles(ground));
      return [well("Every role that the live group hands on may be passed.")];
    },
  };
};

/** What a person would be told as he switches, and as he empties the idle side. */
const clearance = async (
  { clients, stack: { caller } }: Ground,
  environment: Environment,
  view: View,
): Promise<readonly Symptom[]> => {
  const asked = { environment: environment.name, requestedBy: caller, caller };
  const { active, idle } = bothSides(view);
  // As scaledown leaves it, and until the first deploy: nobody would switch to it.
  const isEmpty = idle.group.desired === 0;
  const requests: readonly Request[] = [
    ...(isEmpty ? [] : [{ ...asked, action: "switch", strategy: environment.strategy } as const]),
    { ...asked, action: "scaledown" },
  ];
  const looking = { ...clients, attributesOf: readingAttributes(clients.loadBalancing) };
  const notices: string[] = [];
  for (const request of requests) notices.push(...(await clearanceFor(looking, request, environment, view)));
  return noticed(
    [...new Set(notices)],
    isEmpty
      ? `${active.side} has the traffic; ${idle.side} is empty until a deploy.`
      : `${active.side} has the traffic; nothing is in the way of moving it.`,
  );
};

/** What can be asked once there are two sides. */
const looksAtSides = (environment: Environment, ground: Ground): Readonly<Record<string, Look>> => {
  const { clients, clock } = ground;
  const view = observeSides(clients, environment);
  // Each look fails of it by itself.
  view.catch(() => {});
  return {
    traffic: async () => clearance(ground, environment, await view),
    targets: async () => {
      await refuseForeignTargets(clients, fleetsOf(await view), clock);
      return [well("Every target is an instance of its side's group.")];
    },
    "launched roles": async () => {
      const { active, idle } = bothSides(await view);
      const templates = [active, idle].map(async ({ group: { name, launchTemplate } }) => ({
        by: `what ${name} launches now`,
        data: await readLaunchTemplateData(clients.ec2, launchTemplate),
      }));
      await requireProfilesPassable(await Promise.all(templates), roles(ground));
      return [well("Every role that either side launches with may be passed.")];
    },
  };
};

const looksBeforeUpgrade = (environment: Environment, live: Live, { clients, clock }: Ground) => ({
  targets: async () => {
    await refuseForeignTargets(clients, [liveFleet(live)], clock);
    return [well("Every target is an instance of the group.")];
  },
  alarms: async () => {
    const { alarms } = environment.bake;
    const registered = alarmsOfBake(environment, await alarmsOf(clients.cloudWatch, alarms));
    return noticed(alarmNotices(registered, "switch"), `${alarms.length} registered for the bake.`);
  },
});

/** What the registration says by itself, and of what is none of the stack's. */
const looksAtRegistration = (environment: Environment, { clients, stack }: Ground): Readonly<Record<string, Look>> => ({
  timeouts: async () => {
    refuseEndless(environment);
    return [well("All waits together fit into an execution.")];
  },
  ...(environment.hook === undefined
    ? {}
    : {
        hook: async () => {
          await requireHook(environment, clients.lambda, () => callableThere(clients.lambda, stack.firstFunction));
          return [well("It is there, and may be called.")];
        },
      }),
});

const looksAtTwoSides = async (environment: Environment, ground: Ground): Promise<Readonly<Record<string, Look>>> => {
  const live = await observeUpgraded(ground.clients.strict, environment);
  return {
    ...looksAtLive(environment, live, ground),
    ...(isMarked(tagsOf(live.group.Tags), environment.name)
      ? looksAtSides(environment, ground)
      : looksBeforeUpgrade(environment, live, ground)),
    ...looksAtRegistration(environment, ground),
  };
};

const looksAtOneSide = async (environment: OneSided, ground: Ground): Promise<Readonly<Record<string, Look>>> => {
  const { clients } = ground;
  const fleet = await observeFleet(clients, environment);
  const { group } = fleet;
  const template =
    group.launchesBy === "launch configuration" ? {} : await readLaunchTemplateData(clients.ec2, group.launchTemplate);
  return {
    shape: async () => {
      refuseUnfit(fleet, environment.rolling, template.ImageId);
      return [well("One side, whose instances can be replaced where they stand.")];
    },
    "launched roles": async () => {
      await requireProfilesPassable([{ by: `what ${group.name} launches now`, data: template }], roles(ground));
      return [well("Every role that it launches with may be passed.")];
    },
  };
};

const looksAt = async (environment: AnyEnvironment, ground: Ground): Promise<readonly Diagnosis[]> => {
  let looks: Readonly<Record<string, Look>> = {};
  const seen = await examine("shape", async () => {
    looks =
      environment.sides === 1 ? await looksAtOneSide(environment, ground) : await looksAtTwoSides(environment, ground);
    return [];
  });
  const looked = await Promise.all(Object.entries(looks).map(([check, look]) => examine(check, look)));
  return [...seen, ...looked.flat()];
};

/** Everything there is to say of an environment, but what its deployments did. */
export const environmentDiagnoses = async (
  environment: AnyEnvironment,
  ground: Ground,
): Promise<readonly Diagnosis[]> => {
  const { stack, clock } = ground;
  const where = await examine("account", async () => {
    requireAccount(stack, environment);
    return [];
  });
  if (where.length > 0) return where;
  let open: Journal | undefined;
  const lock = await examine("lock", async () => {
    open = (await readWholeLock(stack.table, environment.name)).journal;
    return [open === undefined ? well("Free.") : lockFound(environment.name, open, clock.now())];
  });
  // In the midst of a deployment everything else looks wrong.
  if (open !== undefined)
    return [
      ...lock,
      {
        check: "shape",
        ...unclear("Not looked at while a deployment goes on.", `sarcelle status ${environment.name}`),
      },
    ];
  const findings = examine("findings", async () =>
    openFindings(environment.name, await findingStore(stack.inventoryTable).read()),
  );
  return [...lock, ...(await looksAt(environment, ground)), ...(await findings)];
};
