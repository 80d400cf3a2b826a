/** What sets a scene in the real world: stacks, and the clients that send them traffic; by the admin API or in this process. */
import * as z from "zod";
import { emptyLedger, type Ledger } from "../dataplane/ledger.ts";
import { startTraffic, type Traffic } from "../dataplane/traffic.ts";
import type { AdminRoutes } from "../gateway/admin.ts";
import { AwsError } from "../world/aws-error.ts";
import { awaitTargets } from "./awaited-targets.ts";
import { type Connection, clientsOf } from "./clients.ts";
import { issuesOf, refuse } from "./stack-document.ts";
import { createStacks, type StacksParts } from "./stacks.ts";

const trafficSchema = z.strictObject({
  /** The load balancer whose listeners are called. */
  loadBalancer: z.string().min(1),
  /** The listeners' ports. */
  ports: z.array(z.int()).min(1),
  path: z.string().startsWith("/").default("/"),
  /** Requests a second, all listeners together. */
  rate: z.number().positive().max(20_000).default(100),
  /** How long is waited for a healthy target behind each listener, in seconds of the world's time. */
  waitSeconds: z.number().min(0).max(3_600).default(600),
});

interface Scene extends Pick<StacksParts, "wait" | "now" | "images" | "region" | "profiles"> {
  readonly connection: () => Connection;
  readonly listeners: () => readonly {
    readonly loadBalancer: string;
    readonly port: number;
    readonly url: string;
    readonly region: string;
  }[];
  /** The Auto Scaling group that an instance belongs to. */
  readonly groupOf: (instance: string) => string | undefined;
  /** The world's time at a moment of the machine's. */
  readonly timeOf: (machine: number) => number;
}

const parse = <T>(schema: z.ZodType<T>, body: unknown): T => {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw refuse(issuesOf(parsed.error));
};

/** The clients that send traffic: one lot at a time. */
const createSender = ({ listeners, groupOf, timeOf, connection, wait }: Scene) => {
  let traffic: Traffic | undefined;

  const listenerOn = (loadBalancer: string, port: number) => {
    const listener = listeners().find((each) => each.loadBalancer === loadBalancer && each.port === port);
    if (listener === undefined)
      throw new AwsError("NotFound", `Load balancer '${loadBalancer}' has no listener on port ${port}.`, {
        status: 404,
      });
    return listener;
  };

  const refuseASecond = () => {
    // One that died has nothing to stop.
    if (traffic !== undefined && traffic.ended() === undefined)
      throw new AwsError("Conflict", "Traffic runs already; DELETE it first.", { status: 409 });
  };

  const startSending = ({ loadBalancer, ports, path, rate }: z.infer<typeof trafficSchema>) => {
    const targets = ports.map((port) => ({
      url: `${listenerOn(loadBalancer, port).url}${path}`,
      listener: `${loadBalancer}:${port}`,
    }));
    refuseASecond();
    traffic = startTraffic({ targets, rate, sideOf: groupOf, timeOf });
    return { targets, rate };
  };

  return {
    startSending: (given: unknown) => startSending(parse(trafficSchema, given)),
    /** The same as soon as somebody is there to answer; refuses if nobody is after a while. */
    async startWhenServed(given: unknown) {
      const asked = parse(trafficSchema, given);
      refuseASecond();
      const [{ region } = { region: "" }] = asked.ports.map((port) => listenerOn(asked.loadBalancer, port));
      const clients = clientsOf({ ...connection(), region });
      const missing = asked.waitSeconds === 0 ? [] : await awaitTargets(clients, asked, wait, asked.waitSeconds * 1000);
      if (missing.length === 0) return startSending(asked);
      const message = `No target is healthy after ${asked.waitSeconds} s: ${missing.join("; ")}. Nothing is sent; "waitSeconds": 0 sends at once.`;
      throw new AwsError("NobodyServes", message, { status: 409 });
    },
    ledger: async (): Promise<Ledger> => traffic?.ledger() ?? emptyLedger,
    /** How the clients ended, if they did by themselves. */
    ended: () => traffic?.ended(),
    async stopSending(): Promise<Ledger> {
      const last = (await traffic?.stop()) ?? emptyLedger;
      traffic = undefined;
      return last;
    },
    stop: async () => {
      await traffic?.stop(0);
    },
  };
};

/** What the SDK throws is AWS's error, and no mistake of the playground's. */
const toldAsAwsSays = (routes: AdminRoutes): AdminRoutes =>
  Object.fromEntries(
    Object.entries(routes).map(([route, handler]) => [
      route,
      async (request) => {
        try {
          return await handler(request);
        } catch (error) {
          if (!(error instanceof Error) || !("$metadata" in error)) throw error;
          const { httpStatusCode: status } = error.$metadata as { readonly httpStatusCode?: number };
          throw new AwsError(error.name, error.message, status === undefined ? {} : { status });
        }
      },
    ]),
  );

/** The admin API's routes of stacks and of traffic, and the same for whoever holds the playground in his process. */
export const createScene = (scene: Scene) => {
  const { connection, wait, now, images, region, profiles } = scene;
  const { startSending, startWhenServed, ledger, ended, stopSending, stop } = createSender(scene);
  const stacks = createStacks({
    connected: (work) => work(connection()),
    region,
    wait,
    now,
    profiles,
    ...(images === undefined ? {} : { images }),
  });

  const routes: AdminRoutes = toldAsAwsSays({
    "POST stacks/<name>": ({ params: { name = "" }, body }) => stacks.build(name, body),
    "GET stacks": () => ({ stacks: stacks.list() }),
    "DELETE stacks/<name>": ({ params: { name = "" } }) => stacks.remove(name),
    "GET listeners": () => ({ listeners: scene.listeners() }),
    "POST traffic": ({ body }) => startWhenServed(body),
    "GET traffic": async () => {
      const how = ended();
      return { ...(await ledger()), ...(how === undefined ? {} : { ended: how }) };
    },
    "DELETE traffic": stopSending,
  });

  return { routes, buildStack: stacks.build, removeStack: stacks.remove, startSending, ledger, stopSending, stop };
};
