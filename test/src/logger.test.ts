import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { EnvironmentBusy, Throttled } from "../../src/errors.ts";
import { counted, log, logged } from "../../src/logger.ts";
import { countThrottled, meetingThrottling } from "../../src/throttling-met.ts";

let written: string[];
beforeEach(() => {
  written = [];
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1), toFake: ["Date"] });
  vi.stubEnv("TABLE", "sarcelle-live");
  vi.stubEnv("AWS_LAMBDA_FUNCTION_NAME", "sarcelle-live-bake");
  vi.spyOn(process.stdout, "write").mockImplementation((line) => written.push(String(line)) > 0);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

const lines = () => written.map((line) => JSON.parse(line));
const ours = {
  timestamp: "2026-01-01T00:00:00.000Z",
  service: "sarcelle-live",
  function_name: "sarcelle-live-bake",
};

describe("a line", () => {
  it("is one line of JSON under Powertools' field names", () => {
    log("info", "two\nlines", { rows: 3 });
    expect(written).toEqual([expect.stringMatching(/^[^\n]*\n$/)]);
    expect(lines()).toEqual([{ level: "INFO", message: "two\nlines", ...ours, rows: 3 }]);
  });

  it("says the trace, where there is one", () => {
    vi.stubEnv("_X_AMZN_TRACE_ID", "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1");
    log("warn", "slow");
    expect(lines()).toEqual([
      { level: "WARN", message: "slow", ...ours, xray_trace_id: "1-5759e988-bd862e3fe1be46a994272793" },
    ]);
  });

  it.each([
    ["a state's input", { environment: "web-live", deployment: "d" }],
    ["a run's", { run: { environment: "web-live", deployment: "d", epoch: 1 } }],
    ["a rollback's", { rollback: { environment: "web-live", deployment: "d" }, since: "" }],
    ["what an execution was started with", { input: { environment: "web-live" }, execution: "d" }],
    ["an event's", { detail: { environment: "web-live", deployment: "d" } }],
  ])("of an invocation says its request, environment and deployment: %s", async (_, input) => {
    const handler = logged(async (_input: object, _context: object) => log("info", "hello"));
    await handler(input, { awsRequestId: "r-1" });
    expect(lines()).toEqual([
      {
        ...{ level: "INFO", message: "hello", ...ours },
        ...{ function_request_id: "r-1", environment: "web-live", deployment: "d" },
      },
    ]);
  });

  it("of another invocation says nothing of this one, though both run at once", async () => {
    const handler = logged(async (input: { readonly environment: string }, _context: object) => {
      await Promise.resolve();
      log("info", input.environment);
    });
    await Promise.all([handler({ environment: "a" }, {}), handler({ environment: "b" }, {})]);
    expect(lines().map(({ message, environment }) => [message, environment])).toEqual([
      ["a", "a"],
      ["b", "b"],
    ]);
  });
});

describe("an invocation that ends by an error", () => {
  const ends = async (error: Error) => {
    const failing = logged(async (_input: object): Promise<void> => {
      throw error;
    });
    await expect(failing({ environment: "web-live" })).rejects.toBe(error);
    return lines().at(-1);
  };

  it.each([
    ["ERROR", new Error("broken")],
    ["WARN", new EnvironmentBusy("held")],
    ["WARN", Object.assign(new Error("soon"), { name: "NotYet" })],
  ])("says so as %s, with the error's name and words: %s", async (level, error) => {
    expect(await ends(error)).toMatchObject({
      ...{ level, environment: "web-live", message: "ended by an error" },
      error: { name: error.name, message: error.message },
    });
  });

  it("says nothing of what was found of resources", async () => {
    const line = await ends(new Error('It was: {"UserData":"c2VjcmV0"}.'));
    expect(line.error.message).toBe("It was: {…}.");
  });

  it("is counted where AWS throttled it, and nowhere else", async () => {
    expect(await ends(new Throttled("AWS throttles DescribeRules"))).toMatchObject(counted("Throttled"));
    expect(await ends(new Error("broken"))).not.toHaveProperty("_aws");
  });
});

it("what AWS throttled is counted of an invocation that waited it out, within a look of its own too", async () => {
  const patient = logged(async (_input: object): Promise<string> => {
    countThrottled(3, 1);
    return meetingThrottling(0, async () => {
      countThrottled(3, 1);
      return "done";
    });
  });
  expect(await patient({ environment: "web-live" })).toBe("done");
  expect(lines()).toHaveLength(1);
  expect(lines()[0]).toMatchObject({ ...counted("Throttled"), level: "WARN", environment: "web-live", Throttled: 2 });
});

it("a count is one more of a metric for the stack, and for the values of the fields that it names", () => {
  expect(counted("Deployments", "state")).toEqual({
    Deployments: 1,
    _aws: {
      Timestamp: Date.UTC(2026, 0, 1),
      CloudWatchMetrics: [
        {
          Namespace: "Sarcelle",
          Dimensions: [["service", "state"]],
          Metrics: [{ Name: "Deployments", Unit: "Count" }],
        },
      ],
    },
  });
});
