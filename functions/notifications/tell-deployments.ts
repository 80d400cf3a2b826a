import type { Context } from "aws-lambda";
import * as z from "zod";
import { dynamoDb, eventBridge, stepFunctions } from "../../src/aws/clients.ts";
import { tellAll, tellEnd, tellOf } from "../../src/aws/notifications/tell.ts";
import { mainTable } from "../../src/aws/table.ts";
import { systemClock } from "../../src/clock.ts";
import { environmentVariable } from "../../src/env.ts";
import { logged } from "../../src/logger.ts";

const clients = { table: mainTable(dynamoDb()), machines: stepFunctions(), events: eventBridge() };

const ended = z.object({ detail: z.object({ executionArn: z.string() }) });
const progressed = z.object({ detail: z.object({ environment: z.string(), why: z.string().optional() }) });

/**
 * Tells of deployments. An event is a hint where to look: at an execution that ended, at an environment whose deployment went on. Now and
 * then it looks at all of them, at those that wait and for what no event told.
 */
export const handler = logged(async (event: unknown, context: Pick<Context, "getRemainingTimeInMillis">) => {
  const parts = {
    ...clients,
    account: environmentVariable("ACCOUNT"),
    region: environmentVariable("AWS_REGION"),
    now: Math.floor(systemClock.now()),
    leaseMilliseconds: context.getRemainingTimeInMillis(),
  };
  const end = ended.safeParse(event).data;
  if (end !== undefined) return { told: await tellEnd(parts, end.detail.executionArn) };
  const { detail } = progressed.safeParse(event).data ?? {};
  if (detail !== undefined) return { told: await tellOf(parts, detail.environment, detail.why) };
  await tellAll(parts);
  return {};
});
