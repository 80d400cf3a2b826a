/** The admin routes that set a scene: sample stacks, and the clients that send them traffic. */
import * as z from "zod";
import { emptyLedger } from "../dataplane/ledger.ts";
import { startTraffic, type Traffic } from "../dataplane/traffic.ts";
import type { AdminRoutes } from "../gateway/admin.ts";
import { AwsError } from "../world/aws-error.ts";
import { buildNetwork } from "./network.ts";
import { buildSampleStack, type Connection, stackSchema } from "./sample-stack.ts";

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
}

const parse = <T>(schema: z.ZodType<T>, body: unknown): T => {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "the body"}: ${message}`);
  throw new AwsError("ValidationException", issues.join("; "));
};

export const createSceneRoutes = ({ connection, listeners, groupOf }: Scene) => {
  let traffic: Traffic | undefined;

  const urlOf = (loadBalancer: string, port: number, path: string): string => {
    const listener = listeners().find((each) => each.loadBalancer === loadBalancer && each.port === port);
    if (listener === undefined)
      throw new AwsError("NotFound", `Load balancer '${loadBalancer}' has no listener on port ${port}.`, {
        status: 404,
      });
    return `${listener.url}${path}`;
  };

  const routes: AdminRoutes = {
    "POST stacks/<name>": async ({ params: { name = "" }, body }) => {
      const options = parse(stackSchema, body);
      const network = await buildNetwork(name, [options.ports.http, options.ports.https], connection());
      return buildSampleStack(name, options, connection(), network);
    },
    "GET listeners": () => ({ listeners: listeners() }),
    "POST traffic": async ({ body }) => {
      const { loadBalancer, ports, path, rate } = parse(trafficSchema, body);
      if (traffic !== undefined)
        throw new AwsError("Conflict", "Traffic runs already; DELETE it first.", { status: 409 });
      const targets = ports.map((port) => ({
        url: urlOf(loadBalancer, port, path),
        listener: `${loadBalancer}:${port}`,
      }));
      traffic = startTraffic({ targets, rate, sideOf: groupOf });
      return { targets, rate };
    },
    "GET traffic": () => traffic?.ledger() ?? emptyLedger,
    "DELETE traffic": async () => {
      const ledger = (await traffic?.stop()) ?? emptyLedger;
      traffic = undefined;
      return ledger;
    },
  };

  return {
    routes,
    stop: async () => {
      await traffic?.stop(0);
    },
  };
};
