import { describe, expect, it } from "vitest";
import { createLogsWorld, start } from "./world.ts";

const logGroupName = "app";
const logStreamName = "one";
const hour = 3_600_000;
const day = 24 * hour;

const withEvents = async (messages: readonly string[], parts: Parameters<typeof createLogsWorld>[0] = {}) => {
  const world = createLogsWorld(parts);
  await world.withStream();
  await world.write(messages);
  return world;
};

describe("a batch of events", () => {
  const put = async (times: readonly number[]) => {
    const world = createLogsWorld({ pageSize: 10 });
    await world.withStream();
    const logEvents = times.map((time) => ({ timestamp: start + time, message: String(time) }));
    const { nextSequenceToken, ...answer } = await world.call("PutLogEvents", {
      logGroupName,
      logStreamName,
      logEvents,
    });
    expect(nextSequenceToken).toMatch(/^\d{47}$/);
    await world.clock.advance(5_000);
    return [answer, (await world.filtered({})).flat()];
  };

  it("is taken whole", async () => {
    expect(await put([-1, 0, 2 * hour])).toEqual([{}, ["-1", "0", String(2 * hour)]]);
    expect(await put([-14 * day])).toEqual([{}, [String(-14 * day)]]);
  });

  it("is taken without what is older than 14 days or more than two hours ahead", async () => {
    expect(await put([-14 * day - 1, -hour, 2 * hour + 1, 3 * hour])).toEqual([
      { rejectedLogEventsInfo: { tooOldLogEventEndIndex: 1, tooNewLogEventStartIndex: 2 } },
      [String(-hour)],
    ]);
  });

  it("is taken without what the group would not keep", async () => {
    const world = createLogsWorld();
    await world.withStream();
    await world.call("PutRetentionPolicy", { logGroupName, retentionInDays: 1 });
    const logEvents = [-2 * day, 0].map((time) => ({ timestamp: start + time, message: "x" }));
    expect(await world.call("PutLogEvents", { logGroupName, logStreamName, logEvents })).toMatchObject({
      rejectedLogEventsInfo: { expiredLogEventEndIndex: 1 },
    });
  });

  it.each([
    [
      "out of order",
      [{ at: 0 }, { at: -2 * day }],
      "InvalidParameterException: Log events in a single PutLogEvents request must be in chronological order.",
    ],
    [
      "of more than a day",
      [{ at: -day - 1 }, { at: 0 }],
      "InvalidParameterException: The batch of log events in a single PutLogEvents request cannot span more than 24 hours.",
    ],
    [
      "of more than a megabyte",
      [{ at: 0, message: "x".repeat(1_048_551) }],
      "InvalidParameterException: Upload too large: 1048577 bytes exceeds limit of 1048576",
    ],
    [
      "with nothing in it",
      [],
      "InvalidParameterException: 1 validation error detected: Value '[]' at 'logEvents' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
  ])("%s is refused", async (_, events: readonly { at: number; message?: string }[], said) => {
    const { failure, withStream } = createLogsWorld();
    await withStream();
    const logEvents = events.map(({ at, message = "x" }) => ({ timestamp: start + at, message }));
    expect(await failure("PutLogEvents", { logGroupName, logStreamName, logEvents })).toBe(said);
  });

  it("for a stream or a group that is not there is refused", async () => {
    const { failure, withStream } = createLogsWorld();
    await withStream();
    const logEvents = [{ timestamp: start, message: "x" }];
    expect(await failure("PutLogEvents", { logGroupName, logStreamName: "two", logEvents })).toBe(
      "ResourceNotFoundException: The specified log stream does not exist.",
    );
    expect(await failure("GetLogEvents", { logGroupName: "none", logStreamName })).toBe(
      "ResourceNotFoundException: The specified log group does not exist.",
    );
  });
});

describe("events of a group", () => {
  it("are found five seconds after they came, and not before", async () => {
    const { clock, call, withStream, filtered } = createLogsWorld();
    await withStream();
    const logEvents = [{ timestamp: start, message: "x" }];
    await call("PutLogEvents", { logGroupName, logStreamName, logEvents });
    await clock.advance(4_999);
    expect(await filtered({})).toEqual([[]]);
    await clock.advance(1);
    expect(await filtered({})).toEqual([["x"]]);
  });

  it("come by time, of all streams together, page by page; equal times as they came", async () => {
    const world = createLogsWorld();
    for (const name of ["one", "two"]) await world.withStream(name);
    await world.write(["a", "c"]);
    await world.write(["d", "e"], "two");
    await world.write(["b"], "one");
    expect(await world.filtered({ interleaved: true })).toEqual([["a", "c"], ["d", "e"], ["b"]]);
    expect(await world.filtered({ logStreamNames: ["two"] })).toEqual([["d", "e"]]);
    expect(await world.filtered({ logStreamNamePrefix: "o" })).toEqual([["a", "c"], ["b"]]);
    expect(await world.failure("FilterLogEvents", { logGroupName, logStreamNames: ["three"] })).toBe(
      "ResourceNotFoundException: The specified log stream does not exist.",
    );
    expect(
      await world.failure("FilterLogEvents", { logGroupName, logStreamNames: ["one"], logStreamNamePrefix: "o" }),
    ).toMatch(/^InvalidParameterException/);
  });

  it("are told with an id that sorts as they do", async () => {
    const { call } = await withEvents(["a"]);
    expect(await call("FilterLogEvents", { logGroupName })).toEqual({
      events: [
        {
          ...{ logStreamName, timestamp: start, message: "a", ingestionTime: start },
          eventId: expect.stringMatching(/^\d{56}$/),
        },
      ],
      searchedLogStreams: [],
    });
  });

  it("are found from a time to a time, both included", async () => {
    const { filtered } = await withEvents(["a", "b", "c", "d"], { pageSize: 10 });
    expect(await filtered({ startTime: start - 2_000, endTime: start - 1_000 })).toEqual([["b", "c"]]);
  });

  it("may be on a later page when the first ones hold none", async () => {
    const { filtered } = await withEvents(["a", "b", "c", "d", "e"]);
    expect(await filtered({ filterPattern: "e" })).toEqual([[], [], ["e"]]);
  });

  it("that come between two pages do not move the second one", async () => {
    const { call, write } = await withEvents(["a", "b", "c"]);
    const { nextToken } = await call("FilterLogEvents", { logGroupName });
    await write(["d"]);
    const second = await call("FilterLogEvents", { logGroupName, nextToken });
    expect((second.events as { message: string }[]).map(({ message }) => message)).toEqual(["c", "d"]);
  });

  it("are not told to who comes with a token that nobody gave him, or asks for too many", async () => {
    const { failure } = await withEvents(["a"]);
    expect(await failure("FilterLogEvents", { logGroupName, nextToken: "x" })).toBe(
      "InvalidParameterException: The specified nextToken is invalid.",
    );
    expect(await failure("FilterLogEvents", { logGroupName, limit: 10_001 })).toBe(
      "InvalidParameterException: 1 validation error detected: Value '10001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 10000",
    );
  });

  it("fill a page up to a megabyte", async () => {
    const { filtered } = await withEvents(["a".repeat(500_000), "b".repeat(500_000)], { pageSize: 10 });
    const world = await withEvents(["a".repeat(1_048_000)], { pageSize: 10 });
    await world.write(["b".repeat(1_000)]);
    expect((await filtered({})).map((page) => page.length)).toEqual([2]);
    expect((await world.filtered({})).map((page) => page.length)).toEqual([1, 1]);
  });

  it("are kept, the newest 10,000", async () => {
    const { logs, clock, filtered } = createLogsWorld({ pageSize: 20_000 });
    for (let index = 0; index < 11_001; index++)
      logs.keep({ group: "app", stream: String(index < 500), time: start + index, message: String(index) }, "role");
    await clock.advance(5_000);
    const [[first] = [], ...others] = await filtered({});
    expect([first, others]).toEqual(["1001\n", []]);
  });
});

describe("events of a stream", () => {
  type Page = { events: { message: string }[]; nextForwardToken: string; nextBackwardToken: string };
  const read = async (world: Awaited<ReturnType<typeof withEvents>>, input: object) =>
    (await world.call("GetLogEvents", { logGroupName, logStreamName, ...input })) as unknown as Page;
  const texts = ({ events }: Page) => events.map(({ message }) => message);

  it("are read from the last, backwards, until the token is the one that was given", async () => {
    const world = await withEvents(["a", "b", "c"]);
    const last = await read(world, {});
    expect(texts(last)).toEqual(["b", "c"]);
    const before = await read(world, { nextToken: last.nextBackwardToken });
    expect(texts(before)).toEqual(["a"]);
    const none = await read(world, { nextToken: before.nextBackwardToken });
    expect([texts(none), none.nextBackwardToken]).toEqual([[], before.nextBackwardToken]);
  });

  it("are read from the first, forwards, and the token at the end finds what comes later", async () => {
    const world = await withEvents(["a", "b", "c"]);
    const first = await read(world, { startFromHead: true });
    expect(texts(first)).toEqual(["a", "b"]);
    const second = await read(world, { startFromHead: true, nextToken: first.nextForwardToken });
    const end = await read(world, { startFromHead: true, nextToken: second.nextForwardToken });
    expect([texts(second), texts(end), end.nextForwardToken]).toEqual([["c"], [], second.nextForwardToken]);
    await world.write(["d"]);
    expect(texts(await read(world, { startFromHead: true, nextToken: end.nextForwardToken }))).toEqual(["d"]);
  });

  it("are read up to a time, which is not included", async () => {
    const world = await withEvents(["a", "b", "c"], { pageSize: 10 });
    expect(texts(await read(world, { startTime: start - 2_000, endTime: start }))).toEqual(["a", "b"]);
  });

  it("are read on with AWS's tokens only, forwards only from the head", async () => {
    const world = await withEvents(["a"]);
    const { nextForwardToken } = await read(world, {});
    expect(await world.failure("GetLogEvents", { logGroupName, logStreamName, nextToken: "x" })).toBe(
      "InvalidParameterException: The specified nextToken is invalid.",
    );
    expect(await world.failure("GetLogEvents", { logGroupName, logStreamName, nextToken: nextForwardToken })).toMatch(
      /^PlaygroundNotEmulated: .*a nextForwardToken without startFromHead/,
    );
  });
});

describe("what a function writes", () => {
  const line = { group: "/aws/lambda/f", stream: "2026/11/20/[$LATEST]0", time: start, message: "START" };

  it("stands in its group and stream, each line with its end, under the rights of its role", async () => {
    const { logs, clock, asked, call } = createLogsWorld();
    logs.keep(line, "role");
    logs.keep({ ...line, message: "END" }, "role");
    await clock.advance(5_000);
    const { events } = await call("GetLogEvents", { logGroupName: line.group, logStreamName: line.stream });
    expect((events as { message: string }[]).map(({ message }) => message)).toEqual(["START\n", "END\n"]);
    const group = `arn:aws:logs:eu-west-1:123456789012:log-group:${line.group}`;
    expect(asked.map(({ action, resource }) => `${action} ${resource}`)).toEqual([
      `logs:CreateLogGroup ${group}:log-stream:`,
      `logs:CreateLogStream ${group}:log-stream:${line.stream}`,
      `logs:PutLogEvents ${group}:log-stream:${line.stream}`,
    ]);
  });

  it.each(["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"])(
    "is lost without a sound when the role may not %s",
    async (action) => {
      const { logs, clock, call } = createLogsWorld({ denied: [action] });
      logs.keep(line, "role");
      await clock.advance(5_000);
      const { logGroups } = await call("DescribeLogGroups", {});
      if (action === "logs:CreateLogGroup") expect(logGroups).toEqual([]);
      else expect((await call("FilterLogEvents", { logGroupName: line.group })).events).toEqual([]);
    },
  );
});
