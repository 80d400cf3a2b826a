/** The story as it happens: the service, its users, and one deployment after another, with the playground's world looked at between. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { SFNClient } from "@aws-sdk/client-sfn";
import { parse as parseYaml } from "yaml";
import { locate, type Stack } from "../../command/stack.ts";
import { requireAccount, whereCallerIs } from "../../src/aws/account.ts";
import { stepFunctions, sts } from "../../src/aws/clients.ts";
import { writeEnvironment } from "../../src/aws/environment-store.ts";
import { request as call } from "../../src/aws/http-check.ts";
import { readLock, readWholeLock } from "../../src/aws/journal-store.ts";
import type { Clock } from "../../src/clock.ts";
import { type Environment, parseEnvironment } from "../../src/deployment/environment.ts";
import { parseRequest } from "../../src/deployment/request.ts";
import { comparableState, differences } from "../dump/comparable-state.ts";
import { withOwnMinimum } from "../dump/own-minimum.ts";
import { type Dump, unsettled } from "../dump/settling.ts";
import { type Act, acts, expectedStatus } from "./acts.ts";
import type { Admin, ToldTraffic } from "./admin.ts";
import { type DeploymentRequest, type Ended, listenerSkewOf, run } from "./deployment.ts";
import { askInventory } from "./inventory.ts";
import { type Colours, folded, type Narrator } from "./narrator.ts";
import { inFigures, type Report, type RolledBack, requestsOf, type ToldDeployment } from "./report.ts";

export interface PlotTelling {
  readonly admin: Admin;
  readonly narrator: Narrator;
  readonly colours: Colours;
  readonly clock: Clock;
  /** World seconds in a real second. */
  readonly speed: number;
  /** The deployed stack's name. */
  readonly stackName: string;
}

const examples = join(import.meta.dirname, "../../examples");
const environmentFile = "web-live.yml";
const example = (file: string): unknown => parseYaml(readFileSync(join(examples, file), "utf8"));

const instances = 4;
const requestsPerSecond = 100;
/** Looks at the world and at executions are this far apart, in real milliseconds. */
const lookEvery = 250;
/** How long the world may take to settle, in world milliseconds. */
const settleWithin = 300_000;

/** Waits from one look to the next; answers false when the time to settle is over. */
const patience = ({ clock, speed }: PlotTelling) => {
  const deadline = clock.now() + settleWithin / speed;
  return async (): Promise<boolean> => {
    if (clock.now() > deadline) return false;
    await clock.sleep(lookEvery);
    return true;
  };
};

/** Looks at the world until nothing is on its way any more, or until the time is over. */
const settled = async (telling: PlotTelling): Promise<Dump> => {
  const again = patience(telling);
  for (;;) {
    const dump = await telling.admin.state();
    if (unsettled(dump).length === 0 || !(await again())) return dump;
  }
};

const counts = ({ total, failed, byVersion }: ToldTraffic): string => {
  const versions = Object.entries(byVersion).map(([version, tally]) => `${version}: ${inFigures(tally.total)}`);
  const byRelease = versions.length === 0 ? "" : ` (release ${versions.join(", ")})`;
  return `${inFigures(total)} requests, ${inFigures(failed)} failed${byRelease}`;
};

interface Scene {
  readonly telling: PlotTelling;
  readonly environment: Environment;
  readonly stack: Stack;
  readonly machines: SFNClient;
}

/** Builds the service as it stood before Sarcelle, waits until it is healthy, sends it users, and registers it. */
const openingScene = async ({ telling, environment, stack }: Scene) => {
  const { admin, narrator, colours } = telling;
  narrator.say(`\n${colours.bold("0. The service as it was: one group of instances behind a load balancer")}`);
  narrator.now("   booting the instances …");
  await admin.buildStack(environment.loadBalancer, { instances });
  const missing = unsettled(await settled(telling));
  if (missing.length > 0) throw new Error(`The service of the story did not come up: ${missing.join("; ")}.`);
  const ports = environment.listeners.map(({ port }) => port);
  await admin.startTraffic({ loadBalancer: environment.loadBalancer, ports, rate: requestsPerSecond });
  narrator.say(
    `   ${instances} instances run release 1. From here on ${requestsPerSecond} requests a second come in, over HTTP and HTTPS.`,
  );
  requireAccount(await whereCallerIs(sts()), environment);
  await writeEnvironment(stack.table, environment);
  narrator.say(`   It is registered as the environment '${environment.name}', from examples/${environmentFile}.`);
};

/** Shows what happens now, with live counts, until stopped. */
const showProgress = ({ admin, narrator, clock }: PlotTelling) => {
  let [state, detail, over] = ["", "", false];
  const look = async () => {
    while (!over) {
      const traffic = await admin.traffic();
      if (!over) narrator.now(`   ${counts(traffic)} · ${state}${detail}`);
      await clock.sleep(lookEvery);
    }
  };
  // Counts that cannot be read are missed by the story itself, too, and there it is told.
  const looking = look().catch(() => {});
  return {
    tell: (line: string) => {
      if (line.startsWith("→")) [state, detail] = [line.slice(1).trim(), ""];
      else detail = `: ${line.trim()}`;
    },
    async stop() {
      over = true;
      await looking;
      narrator.end();
    },
  };
};

const seconds = ({ startedAt, stoppedAt }: Ended): number => Math.round((stoppedAt - startedAt) / 100) / 10;

/** What a deployment that was undone left of itself: the world after it, compared with the world before. */
const rollbackOf = (release: string, { status, error, cause }: Ended, before: Dump, after: Dump): RolledBack => {
  const found = differences(comparableState(before), comparableState(after));
  return {
    release,
    status: error ?? status,
    cause: cause ?? "no cause was given",
    restored: found.length === 0,
    differences: found,
  };
};

const tellEnding = (act: Act, ended: Ended, rollback: RolledBack | undefined, { narrator, colours }: PlotTelling) => {
  if (ended.cause !== undefined) narrator.say(folded(ended.cause, "   "));
  if (ended.status !== expectedStatus[act.ends])
    narrator.say(`   ${colours.red(`✗ It ended as ${ended.status}, and should have ${act.ends}.`)}`);
  else if (rollback?.restored === false)
    narrator.say(
      [`   ${colours.red("✗ Not everything is as it was before:")}`, ...rollback.differences].join("\n     "),
    );
  else narrator.say(`   ${colours.green("✓")} ${act.moral}`);
};

const play = async (act: Act, number: number, { telling, environment, stack, machines }: Scene) => {
  const { admin, narrator, colours, clock } = telling;
  const request: DeploymentRequest = parseRequest({
    environment: environment.name,
    action: act.action,
    requestedBy: "the story",
    ...(act.release === undefined ? {} : { release: example(act.release) }),
  });
  const version = request.release?.version;
  narrator.say(`\n${colours.bold(`${number}. ${act.title}`)}`);
  const asItStands = async () =>
    withOwnMinimum(await settled(telling), (await readWholeLock(stack.table, environment.name)).holds);
  const before = await asItStands();
  const progress = showProgress(telling);
  const name = `${number}-${act.action}${version === undefined ? "" : `-${version}`}`;
  const looks = { now: clock.now, sleep: () => clock.sleep(lookEvery) };
  const ended = await run(machines, stack.blueGreenMachine, name, request, progress.tell, looks).finally(progress.stop);

  const skew = listenerSkewOf(await admin.calls("ModifyListener"), ended);
  const deployed: ToldDeployment = {
    action: act.action,
    ...(version === undefined ? {} : { release: version }),
    status: ended.status,
    seconds: seconds(ended),
    transitions: ended.transitions,
    ...(skew === undefined ? {} : { listenerSkewMs: skew }),
  };
  const undone = act.ends === "rolled back" && ended.status === "FAILED" && version !== undefined;
  const rollback = undone ? rollbackOf(version, ended, before, await asItStands()) : undefined;
  tellEnding(act, ended, rollback, telling);
  narrator.say(`   ${colours.dim(`${deployed.seconds} world seconds · ${counts(await admin.traffic())}`)}`);
  return { deployed, rollback };
};

/** The release in an answer of the sample service; null if a side answers without one: it is empty. */
const releaseAt = async (url: string | undefined): Promise<string | null> => {
  if (url === undefined) return null;
  const answer = await call({ url });
  return "status" in answer && answer.status === 200 ? String(JSON.parse(answer.body).release) : null;
};

/** The releases that the production listeners answer with, and the placeholder listeners of the side that has not the traffic. */
const versionsNow = async ({ telling, environment: { listeners } }: Scene): Promise<Report["versions"]> => {
  const all = await telling.admin.listeners();
  const answers = async (ports: readonly number[]) => {
    const urls = ports.map((port) => all.find((each) => each.port === port)?.url);
    const releases = [...new Set(await Promise.all(urls.map(releaseAt)))];
    return releases.length === 1 ? (releases[0] ?? null) : releases.map((release) => release ?? "none").join(" and ");
  };
  const active = await answers(listeners.map(({ port }) => port));
  const blue = await answers(listeners.flatMap(({ placeholders }) => placeholders?.blue ?? []));
  const green = await answers(listeners.flatMap(({ placeholders }) => placeholders?.green ?? []));
  return { active, idle: blue === active ? green : blue };
};

/** Tells the whole story. It ends early when something does not end as it has to, since the rest stands on that. */
export const tellStory = async (telling: PlotTelling): Promise<Omit<Report, "seconds">> => {
  const environment = parseEnvironment(example(environmentFile), environmentFile);
  const stack = await locate(sts(), telling.stackName);
  const scene: Scene = { telling, environment, stack, machines: stepFunctions() };
  await openingScene(scene);

  const deployments: ToldDeployment[] = [];
  const rollbacks: RolledBack[] = [];
  for (const [index, act] of acts.entries()) {
    const { deployed, rollback } = await play(act, index + 1, scene);
    deployments.push(deployed);
    if (rollback !== undefined) rollbacks.push(rollback);
    if (deployed.status !== expectedStatus[act.ends]) break;
  }
  const versions = await versionsNow(scene);
  const inventory = await askInventory(environment, stack, patience(telling));
  const lock = await readLock(stack.table, environment.name);
  const requests = requestsOf(await telling.admin.stopTraffic());
  return { requests, deployments, rollbacks, versions, inventory, locked: lock?.deployment.id ?? null };
};
