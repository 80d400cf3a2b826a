/** What sets a scene in the real world: sample stacks, and the clients that send them traffic; by the admin API or in this process. */
import * as z from "zod";
import { emptyLedger, type Ledger } from "../dataplane/ledger.ts";
import { startTraffic, type Traffic } from "../dataplane/traffic.ts";
import type { AdminRoutes } from "../gateway/admin.ts";
import { AwsError } from "../world/aws-error.ts";
import type { Connection } from "./clients.ts";
import { buildNetwork } from "./network.ts";
import { buildSampleStack, type SampleStack, stackSchema } from "./sample-stack.ts";

const trafficSchema = z.strictObject({
  /** The load balancer whose listeners are called. */
  loadBalancer: z.string().min(1),
  /** The listeners' ports. */
  ports: z.array(z.int()).min(1),
  path: z.string().startsWith("/").default("/"),
  /** Requests a second, all listeners together. */
  rate: z.number().positive().max(20_000).default(100),
});

interface Scene {
  readonly connection: () => Connection;
  readonly listeners: () => readonly { readonly loadBalancer: string; readonly port: number; readonly url: string }[];
  /** The Auto Scaling group that an instance belongs to. */
  readonly groupOf: (instance: string) => string | undefined;
  /** The world's time at a moment of the machine's. */
  readonly timeOf: (machine: number) => number;
}

const parse = <T>(schema: z.ZodType<T>, body: unknown): T => {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "the body"}: ${message}`);
  throw new AwsError("ValidationException", issues.join("; "));
};

/** The clients that send traffic: one lot at a time. */
const createSender = ({ listeners, groupOf, timeOf }: Omit<Scene, "connection">) => {
  let traffic: Traffic | undefined;

  const urlOf = (loadBalancer: string, port: number, path: string): string => {
    const listener = listeners().find((each) => each.loadBalancer === loadBalancer && each.port === port);
    if (listener === undefined)
      throw new AwsError("NotFound", `Load balancer '${loadBalancer}' has no listener on port ${port}.`, {
        status: 404,
      });
    return `${listener.url}${path}`;
  };

  return {
    startSending(given: unknown) {
      const { loadBalancer, ports, path, rate } = parse(trafficSchema, given);
      // One that died has nothing to stop.
      if (traffic !== undefined && traffic.ended() === undefined)
        throw new AwsError("Conflict", "Traffic runs already; DELETE it first.", { status: 409 });
      const targets = ports.map((port) => ({
        url: urlOf(loadBalancer, port, path),
        listener: `${loadBalancer}:${port}`,
      }));
      traffic = startTraffic({ targets, rate, sideOf: groupOf, timeOf });
      return { targets, rate };
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

/** The admin API's routes of sample stacks and of traffic, and the same for whoever holds the playground in his process. */
export const createScene = ({ connection, ...scene }: Scene) => {
  const { startSending, ledger, ended, stopSending, stop } = createSender(scene);

  const buildStack = async (name: string, given: unknown): Promise<SampleStack> => {
    const options = parse(stackSchema, given);
    const network = await buildNetwork(name, [options.ports.http, options.ports.https], connection());
    return buildSampleStack(name, options, connection(), network);
  };

  const routes: AdminRoutes = {
    "POST stacks/<name>": ({ params: { name = "" }, body }) => buildStack(name, body),
    "GET listeners": () => ({ listeners: scene.listeners() }),
    "POST traffic": ({ body }) => startSending(body),
    "GET traffic": async () => {
      const how = ended();
      return { ...(await ledger()), ...(how === undefined ? {} : { ended: how }) };
    },
    "DELETE traffic": stopSending,
  };

  return { routes, buildStack, startSending, ledger, stopSending, stop };
};
