import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { createFaults } from "../../faults/faults.ts";
import { createCalls } from "../../gateway/calls.ts";
import { knownActions } from "../../gateway/protocols.ts";
import { serve } from "../../gateway/serve.ts";
import { account, home, region } from "../../home.ts";
import { createAccounts } from "../../identity/accounts.ts";
import { createRealm } from "../../realm.ts";
import { createSimulatedDataPlane } from "../../simulation/data-plane.ts";
import { createSimulatedInstances } from "../../simulation/instances.ts";
import { virtualClock } from "../../world/clock.ts";
import { seeded } from "../../world/random.ts";

/** One statement of a role's policy. */
export interface Statement {
  readonly Effect?: "Allow" | "Deny";
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: object;
}

const operator = { accessKeyId: "playground", secretAccessKey: "playground" };
const noFunctionRuns = () => {
  throw new Error("no function runs here");
};

/** An account on virtual time, by the real SDK: as the operator, or under roles with policies of a test's own. */
export const startRoleWorld = async () => {
  const clock = virtualClock(Date.UTC(2026, 0, 1));
  const random = seeded(1);
  const instances = createSimulatedInstances(clock);
  const parts = {
    clock,
    random,
    instances,
    dataPlane: createSimulatedDataPlane(clock, random, instances),
    functions: { launch: noFunctionRuns, stop: async () => {} },
    endpoint: () => server.url,
    answers: virtualClock(),
    longestLag: 0,
    without: ["calls-are-throttled"] as const,
  };
  const faults = createFaults({
    random,
    clock,
    actions: knownActions,
    zones: () => ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
    instance: () => undefined,
    kill: () => {},
  });
  const realm = createRealm(
    { parts, accounts: createAccounts(), faults, buses: { put: () => {} }, calls: createCalls(clock) },
    home,
  );
  const server = await serve({
    gateway: realm.gateway,
    admin: () => Promise.reject(new Error("not asked")),
    port: 0,
    now: Date.now,
  });
  const connection = (credentials: object = operator) => ({
    endpoint: server.url,
    region,
    maxAttempts: 1,
    credentials: credentials as typeof operator,
  });
  const sts = new STSClient(connection());
  let roles = 0;
  return {
    clock,
    realm,
    operator: connection(),
    /** The connection of a session of a new role that may do what the statements say. */
    async under(...statements: readonly Statement[]) {
      const name = `role-${++roles}`;
      const arn = `arn:aws:iam::${account}:role/${name}`;
      const trust = { Statement: { Effect: "Allow", Principal: { AWS: account }, Action: "sts:AssumeRole" } };
      const Statement = statements.map((statement) => ({ Effect: "Allow", Resource: "*", ...statement }));
      realm.identity.putRole({ arn, name, trust, policies: { own: { Version: "2012-10-17", Statement } } });
      const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: "test" }));
      return connection({
        accessKeyId: Credentials?.AccessKeyId,
        secretAccessKey: Credentials?.SecretAccessKey,
        sessionToken: Credentials?.SessionToken,
      });
    },
    async stop() {
      sts.destroy();
      await server.close();
      for (const service of realm.services) await service.stop?.();
      await realm.dynamoDb.stop();
    },
  };
};

/** How a call ends: `done`, or the error's name and the action that is missing, if it says so. */
export const ending = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => "done",
    (error: Error) => `${error.name}${/to perform: (\S+)/.exec(error.message)?.[1]?.replace(/^/, " ") ?? ""}`,
  );
