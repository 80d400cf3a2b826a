/** The playground on virtual time: the same services, state machines and handlers in one process, and a seed that replays a run. */
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { account, assemble, region } from "../assemble.ts";
import { emptyLedger, type Ledger } from "../dataplane/ledger.ts";
import type { Faults } from "../faults/faults.ts";
import type { LogLine } from "../functions/launcher.ts";
import { sorted } from "../gateway/admin-routes.ts";
import type { Calls } from "../gateway/calls.ts";
import { buildNetwork } from "../stacks/network.ts";
import { buildSampleStack, type Connection, type SampleStack, stackSchema } from "../stacks/sample-stack.ts";
import { virtualClock } from "../world/clock.ts";
import { seeded } from "../world/random.ts";
import { createSimulatedDataPlane } from "./data-plane.ts";
import { createInProcessLauncher, type Handlers } from "./function-launcher.ts";
import { type FunctionProcess, runInside, runOutside } from "./function-process.ts";
import { createSimulatedInstances } from "./instances.ts";
import { type SimulatedTraffic, startSimulatedTraffic } from "./traffic.ts";

export interface SimulationOptions {
  readonly seed: number;
  /** The packaged CloudFormation template, with the bundles beside it. */
  readonly template: string;
  /** The functions' code, by handler string. */
  readonly handlers: Handlers;
  /** How long a write may stay unseen, in milliseconds, if not as long as usual. */
  readonly longestLag?: number;
  readonly log?: (line: LogLine) => void;
}

export interface Simulation {
  readonly account: string;
  readonly region: string;
  readonly faults: Faults;
  readonly calls: Calls;
  /**
   * Runs `work` as the operator's process: SDK clients in it reach this world with the operator's permissions. Each call takes the
   * operator a second, in which what was written before comes to show.
   */
  asOperator<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  now(): number;
  /** Lets the time pass, in milliseconds. */
  advance(duration: number): Promise<void>;
  /** Lets the time pass until something is so, asking every `interval`; throws if it is not `within` so many milliseconds. */
  until(isSo: () => boolean | Promise<boolean>, within: number, interval?: number): Promise<void>;
  /** One operation done by the operator at once, without a client and without the time passing; past faults and the ledger. */
  operate(service: string, operation: string, input: object): Promise<unknown>;
  /** All resources, or those of some services, sorted: two dumps can be compared. */
  state(services?: readonly string[]): Promise<Readonly<Record<string, unknown>>>;
  /** Every item of a table, in DynamoDB's JSON. */
  items(table: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Builds a sample stack as it would stand before Sarcelle. */
  buildStack(name: string, options?: object): Promise<SampleStack>;
  /** Sends steady traffic, so many requests a second to each of the load balancer's ports; replaces what is sent now. */
  sendTraffic(traffic: {
    readonly loadBalancer: string;
    readonly ports: readonly number[];
    readonly rate: number;
  }): void;
  /** What became of all requests so far. */
  traffic(): Ledger;
  stop(): Promise<void>;
}

const operatorsCall = { principal: { arn: `arn:aws:iam::${account}:user/operator` }, requestId: "operator" };
const secondOfTheOperator = 1_000;

/** Turns of the event loop after which work that goes on without the time passing is taken for endless. */
const mostTurns = 2_000_000;

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Starts a simulated world with the template deployed in it. */
export const startSimulation = async (options: SimulationOptions): Promise<Simulation> => {
  const loaded = Object.entries(options.handlers).map(async ([name, load]) => [name, await load()] as const);
  const handlers = Object.fromEntries(await Promise.all(loaded));
  const clock = virtualClock(undefined, async () => {
    for (let turns = 0; turns < mostTurns; turns++) {
      await turn();
      if (!functions.busy()) return;
    }
    throw new Error("A function is busy for ever without the time passing.");
  });
  const random = seeded(options.seed);
  const instances = createSimulatedInstances(clock);
  const dataPlane = createSimulatedDataPlane(clock, random, instances);
  const get = (url: string) => {
    const { hostname, port, pathname, search } = new URL(url);
    return dataPlane.request(hostname, Number(port), `${pathname}${search}`) ?? "no-answer";
  };
  const functions = createInProcessLauncher({
    clock,
    random: seeded(options.seed + 1),
    handlers,
    gateway: () => world.gateway,
    get: async (url) => get(url),
  });
  const world = assemble({
    clock,
    random,
    instances,
    dataPlane,
    functions,
    answers: functions.answers,
    endpoint: () => "http://simulation",
    ...(options.longestLag === undefined ? {} : { longestLag: options.longestLag }),
    ...(options.log === undefined ? {} : { log: options.log }),
  });
  await world.deploy(JSON.parse(readFileSync(options.template, "utf8")), dirname(options.template));

  let traffic: SimulatedTraffic | undefined;
  const connection: Connection = {
    endpoint: "http://simulation",
    region,
    credentials: { accessKeyId: "playground", secretAccessKey: "playground" },
  };
  const operator: FunctionProcess = {
    variables: { AWS_REGION: region, AWS_ACCESS_KEY_ID: "playground", AWS_SECRET_ACCESS_KEY: "playground" },
    random: seeded(options.seed + 2),
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
        await clock.advance(secondOfTheOperator);
        return reach(world.gateway);
      }),
    get: async (url) => get(url),
    write: () => {},
  };
  const asOperator: Simulation["asOperator"] = (work) => runInside(operator, () => work(connection));

  return {
    account,
    region,
    faults: world.faults,
    calls: world.calls,
    asOperator,
    now: clock.now,
    advance: clock.advance,
    async until(isSo, within, interval = 1_000) {
      for (let passed = 0; !(await isSo()); passed += interval) {
        if (passed >= within) throw new Error(`It is not so after ${within / 1000} s of the world's time.`);
        await clock.advance(interval);
      }
    },
    async operate(service, operation, input) {
      const found = world.services.find(({ name }) => name === service)?.operations[operation];
      if (found === undefined) throw new Error(`The playground has no ${service}:${operation}.`);
      return found.run(input, operatorsCall);
    },
    async state(services) {
      const wanted = world.stateful.filter(({ name }) => services?.includes(name) ?? true);
      const states = wanted.map(async (service) => [service.name, await service.state()] as const);
      return sorted(Object.fromEntries(await Promise.all(states))) as Readonly<Record<string, unknown>>;
    },
    items: world.dynamoDb.items,
    async buildStack(name, given = {}) {
      const parsed = stackSchema.parse(given);
      return asOperator(async (connection) => {
        const network = await buildNetwork(name, [parsed.ports.http, parsed.ports.https], connection);
        return buildSampleStack(name, parsed, connection, network);
      });
    },
    sendTraffic({ loadBalancer, ports, rate }) {
      const [listener] = world.loadBalancing.listeners().filter((each) => each.loadBalancer === loadBalancer);
      if (listener === undefined) throw new Error(`There is no load balancer '${loadBalancer}' with a listener.`);
      traffic?.stop();
      const host = new URL(listener.url).hostname;
      traffic = startSimulatedTraffic({ clock, dataPlane, host, ports, rate, sideOf: world.groupOf });
    },
    traffic: () => traffic?.ledger() ?? emptyLedger,
    async stop() {
      traffic?.stop();
      await world.stop();
    },
  };
};
