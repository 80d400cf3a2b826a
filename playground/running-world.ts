/** A world that runs, real or simulated, as whoever started it in this process looks into it and does things to it. */
import type { World } from "./assemble.ts";
import type { Ledger } from "./dataplane/ledger.ts";
import type { Faults } from "./faults/faults.ts";
import { stateOf } from "./gateway/admin-routes.ts";
import type { Calls } from "./gateway/calls.ts";
import { operate } from "./gateway/operate.ts";
import { account, region } from "./home.ts";
import type { Connection } from "./stacks/clients.ts";
import type { BuiltStack, TellMissing } from "./stacks/stacks.ts";
import type { Quotas } from "./world/quotas.ts";

export type { Connection } from "./stacks/clients.ts";

export interface RunningWorld {
  readonly account: string;
  readonly region: string;
  readonly faults: Faults;
  readonly calls: Calls;
  /** What the account may have, at home. */
  readonly quotas: Quotas;
  /** Runs `work` as the operator: SDK clients with this connection reach this world with the operator's permissions. */
  asOperator<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  now(): number;
  /** Lets the time pass, in milliseconds of the world's time. */
  advance(duration: number): Promise<void>;
  /** Lets the time pass until something is so, asking every `interval`; throws if it is not `within` so many milliseconds. */
  until(isSo: () => boolean | Promise<boolean>, within: number, interval?: number): Promise<void>;
  /** One operation done by the operator at once, without a client; past faults and the ledger of calls. */
  operate(service: string, operation: string, input: object): Promise<unknown>;
  /** All resources, or those of some services, sorted: two dumps can be compared. */
  state(services?: readonly string[]): Promise<Readonly<Record<string, unknown>>>;
  /** The item of a table with a key, in DynamoDB's JSON. */
  item(table: string, key: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>> | undefined>;
  /** Every item of a table, in DynamoDB's JSON. */
  items(table: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /**
   * Builds a stack from AWS's describe answers, or a sample stack as it would stand before Sarcelle. With `tell`, what of it cannot be made,
   * or not whole, is told and left out; without, it refuses all of it.
   */
  buildStack(name: string, described?: object, tell?: TellMissing): Promise<BuiltStack>;
  /** Takes everything that a stack made away, waiting as AWS makes one wait. */
  removeStack(name: string): Promise<unknown>;
  /** Sends steady traffic, so many requests a second of the world's time to each of the load balancer's ports; replaces what is sent now. */
  sendTraffic(traffic: SentTraffic): void | Promise<void>;
  /** What became of all requests of this traffic so far. */
  traffic(): Ledger | Promise<Ledger>;
  stop(): Promise<void>;
}

export interface SentTraffic {
  readonly loadBalancer: string;
  readonly ports: readonly number[];
  readonly rate: number;
}

const operatorsCall = { principal: { arn: `arn:aws:iam::${account}:user/operator` }, requestId: "operator" };

/** What every running world does alike: by its services, and by the passing of its time. */
export const running = (
  { faults, calls, quotas, services, stateful, dynamoDb }: World,
  { now, advance }: Pick<RunningWorld, "now" | "advance">,
) =>
  ({
    account,
    region,
    faults,
    calls,
    quotas,
    now,
    advance,
    async until(isSo, within, interval = 1_000) {
      for (let passed = 0; !(await isSo()); passed += interval) {
        if (passed >= within) throw new Error(`It is not so after ${within / 1000} s of the world's time.`);
        await advance(interval);
      }
    },
    async operate(service, operation, input) {
      const found = services.find(({ name }) => name === service);
      if (found === undefined) throw new Error(`The playground has no ${service}:${operation}.`);
      return operate(found, operation, { ...input }).run(operatorsCall);
    },
    state: (wanted) => stateOf(stateful.filter(({ name }) => wanted?.includes(name) ?? true)),
    item: dynamoDb.item,
    items: dynamoDb.items,
  }) satisfies Partial<RunningWorld>;
