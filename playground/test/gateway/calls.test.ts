import { describe, expect, it } from "vitest";
import { createCalls, isMutating } from "../../gateway/calls.ts";
import { virtualClock } from "../../world/clock.ts";

const principal = "arn:aws:iam::123456789012:user/operator";

describe("the ledger of calls", () => {
  it("numbers calls as they arrive and writes down how each ended", async () => {
    const clock = virtualClock(0);
    const calls = createCalls(clock);
    const slow = calls.begin({ principal, service: "ec2", operation: "RunInstances", input: { MinCount: 1 } });
    await clock.advance(10);
    calls.begin({ principal, service: "ec2", operation: "DescribeInstances", input: {} })("ok");
    await clock.advance(10);
    calls.begin({ principal: undefined, service: "sqs", operation: "SendMessage", input: undefined })("AccessDenied");
    slow("lost");
    expect(calls.list()).toEqual([
      {
        n: 1,
        time: 0,
        principal,
        service: "ec2",
        operation: "RunInstances",
        input: { MinCount: 1 },
        outcome: "lost",
        mutating: true,
      },
      {
        n: 2,
        time: 10,
        principal,
        service: "ec2",
        operation: "DescribeInstances",
        input: {},
        outcome: "ok",
        mutating: false,
      },
      {
        n: 3,
        time: 20,
        principal: undefined,
        service: "sqs",
        operation: "SendMessage",
        input: undefined,
        outcome: "AccessDenied",
        mutating: true,
      },
    ]);
  });

  it("shows a call that is not answered yet as running", () => {
    const calls = createCalls(virtualClock(0));
    calls.begin({ principal, service: "ec2", operation: "RunInstances", input: {} });
    expect(calls.list().map(({ outcome }) => outcome)).toEqual(["running"]);
  });

  it("is listed by service, by operation and since a call", () => {
    const calls = createCalls(virtualClock(0));
    for (const operation of ["RunInstances", "DescribeInstances", "RunInstances"])
      calls.begin({ principal, service: "ec2", operation, input: {} })("ok");
    calls.begin({ principal, service: "sqs", operation: "SendMessage", input: {} })("ok");
    const numbers = (filter: Parameters<typeof calls.list>[0]) => calls.list(filter).map(({ n }) => n);
    expect([
      numbers({ service: "ec2" }),
      numbers({ operation: "RunInstances" }),
      numbers({ service: "ec2", since: 1 }),
      numbers({ since: 4 }),
    ]).toEqual([[1, 2, 3], [1, 3], [2, 3], []]);
  });

  it("that keeps only so many drops the oldest, says how many, and takes no more memory however many there are", () => {
    const calls = createCalls(virtualClock(0), 3);
    const call = { principal, service: "sqs", operation: "SendMessage", input: { text: "x".repeat(1_000) } };
    const slow = calls.begin(call);
    for (let sent = 0; sent < 200_000; sent++) calls.begin({ ...call, input: { sent } })("ok");
    slow("ok");
    expect([calls.count(), calls.dropped(), calls.list().map(({ n }) => n)]).toEqual([
      200_001,
      199_998,
      [199_999, 200_000, 200_001],
    ]);
  });
});

it("an operation that only asks, of whichever API, changes nothing", () => {
  const asking = ["BatchGetItem", "DescribeInstances", "GetObject", "HeadBucket", "ListQueues", "Query", "Scan"];
  expect(asking.filter(isMutating)).toEqual([]);
  expect(["CreateBucket", "DeleteItem", "PutObject", "SendMessage"].filter((each) => !isMutating(each))).toEqual([]);
});
