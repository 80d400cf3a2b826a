import { createFaults } from "../../faults/faults.ts";
import { createAdmin } from "../../gateway/admin.ts";
import { createCalls } from "../../gateway/calls.ts";
import { createGateway } from "../../gateway/gateway.ts";
import { knownActions } from "../../gateway/protocols.ts";
import { serve } from "../../gateway/serve.ts";
import { createIdentity } from "../../identity/identity.ts";
import { createDynamoDb } from "../../services/dynamodb/dynamodb.ts";
import { createEventBridge } from "../../services/eventbridge/eventbridge.ts";
import { createSns } from "../../services/sns/sns.ts";
import { createSqs } from "../../services/sqs/sqs.ts";
import { seeded } from "../../world/random.ts";
import { wallClock } from "../../world/wall-clock.ts";

export const account = "123456789012";
export const region = "eu-west-1";

/** The messaging services and DynamoDB behind the gateway's socket, a thousand times as fast as the wall clock. */
export const createWorld = async () => {
  const clock = wallClock(1_000);
  const surroundings = { clock, random: seeded(11), account, region, pageSize: 2, lag: () => 0, emit: () => {} };
  const identity = createIdentity(surroundings);
  const functions = {
    invoke: async () => ({ ok: true, payload: null }) as const,
    accept: () => {},
  };
  const sqs = createSqs(surroundings, { functions, endpoint: () => server.url });
  const sns = createSns(surroundings, { queues: sqs });
  const events = createEventBridge(surroundings, {
    functions,
    queues: sqs,
    topics: sns,
    stateMachines: { start: () => {} },
    authorizer: identity,
    buses: { put: () => {} },
  });
  const dynamodb = createDynamoDb(surroundings);
  const gateway = createGateway({
    surroundings,
    services: [sqs, sns, events],
    forwards: { dynamodb },
    identity,
    faults: createFaults({
      random: seeded(12),
      clock,
      actions: knownActions,
      zones: () => ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
      instance: () => undefined,
      kill: () => {},
    }),
    calls: createCalls(clock),
  });
  const server = await serve({ gateway, admin: createAdmin({}), port: 0, now: Date.now });
  return {
    /** What an SDK client is made with. */
    options: {
      region,
      endpoint: server.url,
      credentials: { accessKeyId: "AKIAOPERATOR", secretAccessKey: "secret" },
      maxAttempts: 1,
    },
    async stop() {
      await events.stop?.();
      await sns.stop?.();
      await sqs.stop?.();
      await dynamodb.stop();
      clock.stop();
      await server.close();
    },
  };
};
