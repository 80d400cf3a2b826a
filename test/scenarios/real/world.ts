/** The playground as the scenarios use it: the packaged service deployed, real processes and sockets, ten times as fast. */
import { AutoScalingClient, type AutoScalingGroup } from "@aws-sdk/client-auto-scaling";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EC2Client } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingV2Client, type Listener } from "@aws-sdk/client-elastic-load-balancing-v2";
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import type { ApiCall } from "@sarcelle/playground/calls";
import type { FaultRule, InstalledRule } from "@sarcelle/playground/faults";
import type { Ledger } from "@sarcelle/playground/ledger";
import { userDataOf } from "@sarcelle/playground/sample-stack";
import { startPlayground } from "@sarcelle/playground/start";
import { inject } from "vitest";
import { comparableState } from "../../../proof/dump/comparable-state.ts";
import { type Dump as Moving, unsettled } from "../../../proof/dump/settling.ts";
import { isBeside } from "../../../proof/simulation/besides.ts";
import { withoutThrottling } from "../../../proof/simulation/sarcelle.ts";
import { writeEnvironment } from "../../../src/aws/environment-store.ts";
import { readLock } from "../../../src/aws/journal-store.ts";
import { type Environment, parseEnvironment } from "../../../src/deployment/environment.ts";
import { until } from "./until.ts";

const speed = 10;
const service = "sarcelle-live";

/** What `GET state` answers, as far as the scenarios look into it. */
type Dump = Moving & {
  readonly autoscaling: { readonly groups: Readonly<Record<string, AutoScalingGroup>> };
  readonly elasticloadbalancing: {
    readonly listeners: Readonly<Record<string, Listener>>;
    readonly targets: Readonly<Record<string, { readonly targetGroupArn: string }>>;
  };
};

/** How an execution ended. */
export interface Ended {
  readonly status: string;
  readonly error?: string;
  readonly cause?: string;
  readonly output?: unknown;
}

export const succeeded = { status: "SUCCEEDED" } as const;

/** Each stack has ports of its own, for systems where all load balancers share one address. */
const portsOf = (index: number) => ({ http: 8080 + index, https: 8443 + index });

/** A stack of the playground as an environment of Sarcelle. */
export const environmentOf = (stack: string, index: number, changed: Partial<Environment> = {}): Environment =>
  parseEnvironment(
    {
      name: `${stack}-live`,
      account: "123456789012",
      region: "eu-west-1",
      stage: "live",
      loadBalancer: stack,
      group: stack,
      listeners: [
        { port: 8080 + index, placeholders: { blue: 9080 + 2 * index, green: 9081 + 2 * index } },
        { port: 8443 + index, placeholders: { blue: 9443 + 2 * index, green: 9444 + 2 * index } },
      ],
      checks: [{ path: "/", contains: "release" }],
      timeouts: { empty: 600, healthy: 600, rollback: 900 },
      bake: { seconds: 10 },
      ...changed,
    },
    stack,
  );

/** A release of the sample service; further lines of user data make it misbehave. */
export const releaseOf = (version: string, ...lines: readonly string[]) => {
  const commit = version.repeat(7);
  return {
    version,
    commit,
    imageId: `ami-${version.padStart(17, "0")}`,
    userData: userDataOf(version, commit, ...lines),
  };
};

type StackOptions = Partial<Environment> & { readonly instances?: number };

/** Starts a world, without certain traits of AWS. Whoever starts it stops it. */
export const startWorld = async (without = withoutThrottling, template = inject("template")) => {
  const { url, account, region, stop } = await startPlayground({
    port: 0,
    speed,
    seed: 1,
    template,
    without,
  });
  const connection = { endpoint: url, region, credentials: { accessKeyId: "tester", secretAccessKey: "tester" } };
  const clients = {
    autoScaling: new AutoScalingClient(connection),
    dynamoDb: new DynamoDBClient(connection),
    ec2: new EC2Client(connection),
    loadBalancing: new ElasticLoadBalancingV2Client(connection),
    machines: new SFNClient(connection),
  };

  /** One request to the admin API: `admin("POST faults", …)`. */
  const admin = async <T>(route: string, body?: unknown): Promise<T> => {
    const [method = "", path = ""] = route.split(" ");
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const answer = await fetch(`${url}/_playground/${path}`, init);
    if (!answer.ok) throw new Error(`${route} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const dump = () => admin<Dump>("GET state");

  const arn = (type: "stateMachine" | "execution", machine: string, name = "") =>
    `arn:aws:states:${region}:${account}:${type}:${service}-${machine}${name}`;
  let executions = 0;

  /** Starts an execution and answers its name. */
  const start = async (input: unknown, { name = `deployment-${++executions}`, machine = "blue-green" } = {}) => {
    const stateMachineArn = arn("stateMachine", machine);
    await clients.machines.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
    return name;
  };
  /** Waits for the end of an execution, which may be about to be started. */
  const ended = (name: string, machine = "blue-green"): Promise<Ended> =>
    until(`${machine} ${name} has ended`, async () => {
      const executionArn = arn("execution", machine, `:${name}`);
      const execution = await clients.machines
        .send(new DescribeExecutionCommand({ executionArn }))
        .catch((failure: Error) => {
          if (failure.name === "ExecutionDoesNotExist") return undefined;
          throw failure;
        });
      if (execution === undefined || execution.status === "RUNNING") return undefined;
      const { status = "", error, cause, output } = execution;
      return {
        status,
        ...(error === undefined ? {} : { error }),
        ...(cause === undefined ? {} : { cause }),
        ...(output === undefined ? {} : { output: JSON.parse(output) }),
      };
    });

  const table = { client: clients.dynamoDb, name: service };
  const register = (environment: Environment) => writeEnvironment(table, environment);
  const run = async (input: unknown, options?: { readonly name?: string; readonly machine?: string }) =>
    ended(await start(input, options), options?.machine);

  let stacks = 0;
  /** Builds the sample stack `name`, registers it as `<name>-live`, and does not wait for its instances. */
  const stack = async (name: string, { instances = 2, ...registration }: StackOptions = {}) => {
    const index = stacks++;
    const environment = environmentOf(name, index, registration);
    await admin(`POST stacks/${name}`, { instances, ports: portsOf(index) });
    await register(environment);
    return environment;
  };
  let callsSeen = 0;
  /** Waits until every target of the environment is healthy. */
  const inService = ({ loadBalancer }: Environment) =>
    until(`${loadBalancer} is in service`, async () => {
      const all = Object.values((await dump()).elasticloadbalancing.targets);
      const targets = all.filter(({ targetGroupArn }) => targetGroupArn.includes(`/${loadBalancer}-`));
      return targets.length > 0 && targets.every(({ health }) => health.State === "healthy") ? true : undefined;
    });

  return {
    url,
    region,
    ...clients,
    table: service,
    admin,
    arn,
    start,
    ended,
    run,
    register,
    stack,
    inService,
    /** The stack `name`, upgraded and in service. */
    async blueGreen(name: string, options?: StackOptions) {
      const environment = await stack(name, options);
      const { status, cause } = await run({ environment: environment.name, action: "upgrade" });
      if (status !== "SUCCEEDED") throw new Error(`The upgrade of ${name} did not succeed: ${cause}`);
      await inService(environment);
      return environment;
    },
    /** Everything there is, once nothing is on its way any more; two of these can be compared. */
    settled: () =>
      until("the world has settled", async () => {
        const now = await dump();
        return unsettled(now).length === 0 ? comparableState(now) : undefined;
      }),
    group: async (name: string) => (await dump()).autoscaling.groups[name],
    /** The environment's production listeners, in the order of its registration. */
    listeners: async ({ loadBalancer, listeners }: Environment): Promise<readonly Listener[]> => {
      const all = Object.values((await dump()).elasticloadbalancing.listeners);
      const own = all.filter(({ LoadBalancerArn }) => LoadBalancerArn?.includes(`/${loadBalancer}/`));
      return listeners.flatMap(({ port }) => own.find(({ Port }) => Port === port) ?? []);
    },
    lock: (environment: Pick<Environment, "name">) => readLock(table, environment.name),
    fault: (rule: FaultRule) => admin<InstalledRule>("POST faults", rule),
    /** How often each fault struck; they are all taken back. */
    async takeFaults() {
      const { faults } = await admin<{ readonly faults: readonly InstalledRule[] }>("GET faults");
      await admin("DELETE faults");
      return faults.map(({ fired }) => fired);
    },
    /** The API calls since this was last asked, without those of the inventory: it follows what happens at its own pace. */
    async newCalls() {
      const calls: ApiCall[] = [];
      for (let next: number | undefined = callsSeen; next !== undefined; ) {
        const page: { readonly calls: readonly ApiCall[]; readonly next?: number } = await admin(
          `GET calls?since=${next}`,
        );
        calls.push(...page.calls);
        next = page.next;
      }
      callsSeen += calls.length;
      return calls.filter((call) => !isBeside(call));
    },
    startTraffic: ({ loadBalancer, listeners }: Environment, rate: number) =>
      admin("POST traffic", { loadBalancer, ports: listeners.map(({ port }) => port), rate }),
    stopTraffic: () => admin<Ledger>("DELETE traffic"),
    async stop() {
      for (const client of Object.values(clients)) client.destroy();
      await stop();
    },
  };
};

export type World = Awaited<ReturnType<typeof startWorld>>;
