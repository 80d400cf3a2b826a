/** The playground on virtual time: the same services, state machines and handlers in one process, and a seed that replays a run. */
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { assemble, type TemplateParameters, type World } from "../assemble.ts";
import { emptyLedger, type Ledger } from "../dataplane/ledger.ts";
import type { LogLine } from "../functions/launcher.ts";
import type { Gateway } from "../gateway/gateway.ts";
import { home, type Realm, region } from "../home.ts";
import type { Pages } from "../realm.ts";
import { type RunningWorld, running, type SentTraffic } from "../running-world.ts";
import type { Connection } from "../stacks/clients.ts";
import { createStacks } from "../stacks/stacks.ts";
import { type VirtualClock, virtualClock } from "../world/clock.ts";
import { seeded } from "../world/random.ts";
import type { Trait } from "../world/traits.ts";
import { createSimulatedDataPlane } from "./data-plane.ts";
import type { SimulatedFlow } from "./flows.ts";
import { createInProcessLauncher, type Handler, type Handlers } from "./function-launcher.ts";
import { type Door, type FunctionProcess, runInside, runOutside } from "./function-process.ts";
import { createSimulatedInstances } from "./instances.ts";
import type { RequestOutcome } from "./request-outcome.ts";
import { type AskedOf, type SimulatedTraffic, startSimulatedTraffic } from "./traffic.ts";

export interface SimulationOptions {
  readonly seed: number;
  /** The packaged CloudFormation template, with the bundles beside it. */
  readonly template: string;
  /** The functions' code, by handler string. */
  readonly handlers: Handlers;
  /** How long a write may stay unseen, in milliseconds, if not as long as usual. */
  readonly longestLag?: number;
  /** The traits of AWS that the world has not; it has all, unless said. */
  readonly without?: readonly Trait[];
  /** How large pages are; small unless said. */
  readonly pages?: Pages;
  /** How long a call from outside takes, in milliseconds; a second unless said, in which what was written before comes to show. */
  readonly callTakes?: number;
  /** What part of the calls that AWS takes of the account others in it leave, from 0 to 1; all, unless said. */
  readonly leftByOthers?: number;
  /** By default the quickest; the others are there to be compared with it. */
  readonly door?: Door;
  readonly log?: (line: LogLine) => void;
  /** Of the template; by default its own defaults. */
  readonly parameters?: TemplateParameters;
}

/** An account in a region, as its operator works in it. */
export interface Elsewhere extends Pick<RunningWorld, "asOperator" | "buildStack"> {
  /** Deploys the packaged template there, too. */
  deploy(parameters?: TemplateParameters): Promise<void>;
}

/** A running world of which everything can be asked at once. */
export interface Simulation extends RunningWorld {
  /** Works from outside as whoever has that key: a role's session, by AssumeRole. */
  asCaller<T>(accessKeyId: string, work: () => Promise<T>): Promise<T>;
  /** Another account or region. */
  elsewhere(where: Realm): Elsewhere;
  /** Asks each port for `/` by the load balancer's name, unless `requests` say for what. */
  sendTraffic(traffic: SentTraffic & { readonly requests?: readonly AskedOf[]; readonly clients?: number }): void;
  traffic(): Ledger;
  /** One request of a client by headers in lower case, `host` among them; undefined if nobody takes it. In no ledger of traffic. */
  request(
    loadBalancer: string,
    port: number,
    path: string,
    headers?: Readonly<Record<string, string>>,
  ): RequestOutcome | undefined;
  /** A client's connection to a port of a network load balancer; undefined if nobody takes it. */
  connect(loadBalancer: string, port: number): SimulatedFlow | undefined;
}

/** The same for every world: which one a call reaches is a matter of who makes it. */
const connection: Connection = {
  endpoint: "http://simulation",
  region,
  credentials: { accessKeyId: "playground", secretAccessKey: "playground" },
};

/** Turns of the event loop after which work that goes on without the time passing is taken for endless. */
const mostTurns = 2_000_000;

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

const loadHandlers = async (handlers: Handlers): Promise<Readonly<Record<string, Handler>>> => {
  const loaded = Object.entries(handlers).map(async ([name, load]) => [name, await load()] as const);
  return Object.fromEntries(await Promise.all(loaded));
};

/** Resolves when it is so at the end of a turn of the event loop; rejects if it never is. */
const settled = async (isSo: () => boolean): Promise<void> => {
  for (let turns = 0; turns < mostTurns; turns++) {
    await turn();
    if (isSo()) return;
  }
  throw new Error("A function is busy for ever without the time passing.");
};

/** Whoever works in the world from outside: time passes by his calls. */
const createOperator = ({
  door,
  random,
  clock,
  gateway,
  get,
  callTakes,
}: Pick<FunctionProcess, "door" | "random"> & {
  readonly callTakes: number;
  readonly clock: VirtualClock;
  readonly gateway: Gateway;
  readonly get: (...asked: Parameters<FunctionProcess["get"]>) => Awaited<ReturnType<FunctionProcess["get"]>>;
}): FunctionProcess => {
  const operator: FunctionProcess = {
    door,
    departing: () => operator,
    retries: new WeakMap(),
    variables: { AWS_REGION: region, AWS_ACCESS_KEY_ID: "playground", AWS_SECRET_ACCESS_KEY: "playground" },
    random,
    now: clock.now,
    after(delay, task) {
      let wanted = true;
      void runOutside(() => clock.advance(delay)).then(() => wanted && task());
      return () => {
        wanted = false;
      };
    },
    call: (reach) =>
      runOutside(async () => {
        await clock.advance(callTakes);
        return reach(gateway);
      }),
    get: async (...asked) => get(...asked),
    write: () => {},
  };
  return operator;
};

/** The operator's way to the world, with somebody else's key. */
const withKey = (operator: FunctionProcess, AWS_ACCESS_KEY_ID: string, AWS_REGION = region): FunctionProcess => {
  const caller: FunctionProcess = {
    ...operator,
    variables: { ...operator.variables, AWS_ACCESS_KEY_ID, AWS_REGION },
    departing: () => caller,
  };
  return caller;
};

/** The stacks that the operator builds. */
const stacksIn = (world: World, clock: VirtualClock, connected: Simulation["asOperator"], where: Realm = home) => {
  const wait = (duration: number) => runOutside(() => clock.advance(duration));
  const { identity: profiles } = world.realm(where);
  return createStacks({ connected, region: where.region, wait, now: clock.now, profiles });
};

/** The operator of another realm, and what he does there. */
const elsewhereIn =
  (world: World, clock: VirtualClock, operator: FunctionProcess, template: string) =>
  (where: Realm): Elsewhere => {
    const there = withKey(operator, where.account, where.region);
    const credentials = { accessKeyId: where.account, secretAccessKey: "playground" };
    const asOperator: Simulation["asOperator"] = (work) =>
      runInside(there, () => work({ ...connection, region: where.region, credentials }));
    const stacks = stacksIn(world, clock, asOperator, where);
    return {
      asOperator,
      buildStack: (name, given = {}, tell) => stacks.build(name, given, tell),
      deploy: (parameters = {}) => {
        const packaged: unknown = JSON.parse(readFileSync(template, "utf8"));
        return world.deploy(packaged, dirname(template), undefined, { where, parameters });
      },
    };
  };

/** Where a load balancer's listeners are. */
const hostOf = (world: World, loadBalancer: string): string => {
  const listener = world.listeners().find((each) => each.loadBalancer === loadBalancer);
  if (listener === undefined) throw new Error(`There is no load balancer '${loadBalancer}' with a listener.`);
  return new URL(listener.url).hostname;
};

/** The one traffic of a world: what is sent next takes the place of what was sent before. */
const trafficIn = (world: World, clock: VirtualClock, dataPlane: ReturnType<typeof createSimulatedDataPlane>) => {
  let traffic: SimulatedTraffic | undefined;
  const send: Simulation["sendTraffic"] = ({
    loadBalancer,
    ports,
    rate,
    clients = 0,
    requests = ports.map((port) => ({ port, path: "/" })),
  }) => {
    const host = hostOf(world, loadBalancer);
    traffic?.stop();
    traffic = startSimulatedTraffic({ clock, dataPlane, host, requests, rate, clients, sideOf: world.groupOf });
  };
  return { send, ledger: () => traffic?.ledger() ?? emptyLedger, stop: () => traffic?.stop() };
};

/** Starts a simulated world with the template deployed in it. */
export const startSimulation = async (options: SimulationOptions): Promise<Simulation> => {
  const handlers = await loadHandlers(options.handlers);
  const clock = virtualClock(undefined, () => settled(() => !functions.busy()));
  const { door = "by value", parameters = {}, callTakes = 1_000 } = options;
  const random = seeded(options.seed);
  const instances = createSimulatedInstances(clock);
  const dataPlane = createSimulatedDataPlane(clock, random, instances);
  const get = (url: string, headers: Readonly<Record<string, string>>) => {
    const { hostname, port, pathname, search } = new URL(url);
    return dataPlane.request(hostname, Number(port), `${pathname}${search}`, headers.host, headers) ?? "no-answer";
  };
  const functions = createInProcessLauncher({
    clock,
    random: seeded(options.seed + 1),
    handlers,
    gateway: () => world.gateway,
    door,
    get: async (...asked) => get(...asked),
  });
  const world = assemble({
    clock,
    random,
    instances,
    dataPlane,
    functions,
    ...{ answers: functions.answers, leftByOthers: options.leftByOthers ?? 1 },
    ...{ endpoint: () => "http://simulation", without: options.without ?? [], pages: options.pages ?? "small" },
    ...(options.longestLag === undefined ? {} : { longestLag: options.longestLag }),
    ...(options.log === undefined ? {} : { log: options.log }),
  });
  const packaged: unknown = JSON.parse(readFileSync(options.template, "utf8"));
  await world.deploy(packaged, dirname(options.template), undefined, { parameters });

  const traffic = trafficIn(world, clock, dataPlane);
  const { gateway } = world;
  const operator = createOperator({ door, random: seeded(options.seed + 2), clock, gateway, get, callTakes });
  const asOperator: Simulation["asOperator"] = (work) => runInside(operator, () => work(connection));
  const stacks = stacksIn(world, clock, asOperator);

  return {
    ...running(world, clock),
    asOperator,
    elsewhere: elsewhereIn(world, clock, operator, options.template),
    asCaller: (key, work) => runInside(withKey(operator, key), work),
    buildStack: (name, given = {}, tell) => stacks.build(name, given, tell),
    removeStack: stacks.remove,
    sendTraffic: traffic.send,
    traffic: traffic.ledger,
    request: (loadBalancer, port, path, headers = {}) =>
      dataPlane.request(hostOf(world, loadBalancer), port, path, headers.host, headers),
    connect: (loadBalancer, port) => dataPlane.connect(hostOf(world, loadBalancer), port),
    async stop() {
      traffic.stop();
      await world.stop();
    },
  };
};
