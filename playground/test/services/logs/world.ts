/** CloudWatch Logs alone, in virtual time. */
import { operate } from "../../../gateway/operate.ts";
import { createLogs } from "../../../services/logs/logs.ts";
import { AwsError } from "../../../world/aws-error.ts";
import { virtualClock } from "../../../world/clock.ts";
import type { Metrics } from "../../../world/neighbours.ts";
import { seeded } from "../../../world/random.ts";
import type { Need } from "../../../world/service.ts";

export const start = Date.UTC(2026, 10, 20);

type Answer = Record<string, unknown>;

interface LogsWorld {
  readonly pageSize?: number;
  readonly denied?: readonly string[];
  readonly metrics?: Metrics;
}

export const createLogsWorld = ({ pageSize = 2, denied = [], metrics }: LogsWorld = {}) => {
  const clock = virtualClock(start);
  const asked: Need[] = [];
  const logs = createLogs(
    {
      ...{ clock, random: seeded(1), account: "123456789012", region: "eu-west-1", pageSize },
      ...{ lag: () => 0, emit: () => {} },
    },
    {
      ...(metrics === undefined ? {} : { metrics }),
      authorizer: {
        authorize(_, need) {
          asked.push(need);
          if (denied.includes(need.action)) throw new AwsError("AccessDeniedException", "no", { status: 403 });
        },
      },
    },
  );
  const call = async (operation: string, input: object): Promise<Answer> =>
    (await operate(logs, operation, { ...input }).run({ principal: { arn: "operator" }, requestId: "1" })) as Answer;
  const failure = (operation: string, input: object): Promise<string> =>
    call(operation, input).then(
      () => "done",
      (error: Error) => `${error.name}: ${error.message}`,
    );
  const withStream = async (logStreamName = "one", logGroupName = "app") => {
    if (!logs.exists(logGroupName)) await call("CreateLogGroup", { logGroupName });
    await call("CreateLogStream", { logGroupName, logStreamName });
  };
  /** Writes messages a second apart, the last one now, and waits until they are found. */
  const write = async (messages: readonly string[], logStreamName = "one") => {
    const now = clock.now();
    const logEvents = messages.map((message, index) => ({
      message,
      timestamp: now - (messages.length - 1 - index) * 1_000,
    }));
    const answer = await call("PutLogEvents", { logGroupName: "app", logStreamName, logEvents });
    await clock.advance(5_000);
    return answer;
  };
  /** The messages of every page. */
  const filtered = async (input: object) => {
    const pages: string[][] = [];
    let nextToken: unknown;
    do {
      const page = await call("FilterLogEvents", {
        logGroupName: "app",
        ...input,
        ...(nextToken === undefined ? {} : { nextToken }),
      });
      pages.push((page.events as { message: string }[]).map(({ message }) => message));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return pages;
  };
  return { clock, logs, asked, call, failure, withStream, write, filtered };
};
