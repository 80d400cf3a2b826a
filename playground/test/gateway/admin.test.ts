import { describe, expect, it } from "vitest";
import { createFaults } from "../../faults/faults.ts";
import { type AdminRoutes, createAdmin } from "../../gateway/admin.ts";
import { gatewayRoutes } from "../../gateway/admin-routes.ts";
import { createCalls } from "../../gateway/calls.ts";
import { virtualClock } from "../../world/clock.ts";
import { seeded } from "../../world/random.ts";

const create = (more: AdminRoutes = {}, kept?: number) => {
  const clock = virtualClock(Date.UTC(2026, 0, 1));
  const faults = createFaults({
    random: seeded(1),
    clock,
    actions: ["ec2:RunInstances"],
    zones: () => ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
    instance: () => undefined,
    kill: () => {},
  });
  const calls = createCalls(clock, kept);
  const services = [
    { name: "states", state: () => Promise.resolve({ machines: {} }) },
    { name: "ec2", state: () => ({ instances: { "i-2": { b: [{ z: 1, a: 2 }], a: new Date(0) }, "i-1": {} } }) },
  ];
  const admin = createAdmin({ ...gatewayRoutes({ faults, calls, clock, services }), ...more });
  const ask = async (method: string, path: string, body = "") => {
    const response = await admin({ method, path: `/_playground/${path}`, headers: {}, body: Buffer.from(body) });
    const text = new TextDecoder().decode(response.body);
    return { status: response.status, text, json: JSON.parse(text) as unknown };
  };
  return { ask, calls };
};

describe("the admin API", () => {
  it("installs, lists and removes faults", async () => {
    const { ask } = create();
    const rule = { target: "ec2:RunInstances", fault: "error", nth: 2 };
    const installed = { ...rule, id: "fault-1", matched: 0, fired: 0 };
    expect((await ask("POST", "faults", JSON.stringify(rule))).json).toEqual(installed);
    expect((await ask("POST", "faults", JSON.stringify(rule))).json).toEqual({ ...installed, id: "fault-2" });
    expect((await ask("DELETE", "faults/fault-1")).json).toEqual({});
    expect((await ask("GET", "faults")).json).toEqual({ faults: [{ ...installed, id: "fault-2" }] });
    await ask("DELETE", "faults");
    expect((await ask("GET", "faults")).json).toEqual({ faults: [] });
  });

  it("says what is wrong with a fault", async () => {
    const { ask } = create();
    expect(await ask("POST", "faults", '{"target":"ec2:RunInstances","fault":"hang"}')).toMatchObject({
      status: 400,
      json: {
        error: "ValidationException",
        message: expect.stringContaining("'hang' cannot happen to ec2:RunInstances"),
      },
    });
    expect(await ask("POST", "faults", "{")).toMatchObject({ status: 400, json: { error: "SerializationException" } });
    expect(await ask("DELETE", "faults/fault-9")).toMatchObject({ status: 404 });
  });

  it("lists the calls that the query asks for", async () => {
    const { ask, calls } = create();
    for (const operation of ["RunInstances", "StopInstances", "RunInstances"])
      calls.begin({ principal: "arn", service: "ec2", operation, input: {} })("ok");
    const numbers = async (query: string) =>
      ((await ask("GET", `calls${query}`)).json as { calls: { n: number }[] }).calls.map(({ n }) => n);
    expect([
      await numbers(""),
      await numbers("?operation=RunInstances&since=1"),
      await numbers("?service=sqs"),
    ]).toEqual([[1, 2, 3], [3], []]);
    expect(await ask("GET", "calls?since=yesterday")).toMatchObject({ status: 400 });
    expect(await ask("GET", "calls?principal=x")).toMatchObject({
      status: 400,
      json: {
        error: "ValidationException",
        message: "There is no filter 'principal': expected service, operation, since or limit.",
      },
    });
  });

  it("lists calls in pages, and says where the next begins and how many are kept no more", async () => {
    const { ask, calls } = create({}, 5);
    for (const operation of ["A", "B", "A", "B", "A", "A", "A"])
      calls.begin({ principal: "arn", service: "ec2", operation, input: {} })("ok");
    const page = async (query: string) => {
      const { calls: told, ...rest } = (await ask("GET", `calls?${query}`)).json as { calls: { n: number }[] };
      return { ...rest, numbers: told.map(({ n }) => n) };
    };
    expect(await page("operation=A&limit=2")).toEqual({ numbers: [3, 5], next: 5, total: 7, dropped: 2 });
    expect(await page("operation=A&limit=2&since=5")).toEqual({ numbers: [6, 7], total: 7, dropped: 2 });
    expect(await ask("GET", "calls?limit=0")).toMatchObject({ status: 400 });
    expect(await ask("GET", "calls?limit=1001")).toMatchObject({ status: 400 });
  });

  it("dumps the state of every service with all keys in order", async () => {
    const { text } = await create().ask("GET", "state");
    expect(text).toBe(
      `${JSON.stringify(
        {
          ec2: { instances: { "i-1": {}, "i-2": { a: "1970-01-01T00:00:00.000Z", b: [{ a: 2, z: 1 }] } } },
          states: { machines: {} },
        },
        undefined,
        2,
      )}\n`,
    );
  });

  it("tells the world's time", async () => {
    expect((await create().ask("GET", "clock")).json).toEqual({
      now: "2026-01-01T00:00:00.000Z",
      milliseconds: Date.UTC(2026, 0, 1),
    });
  });

  it("takes the routes that the world adds, with names in the path", async () => {
    const { ask } = create({ "POST stacks/<name>": ({ params, query, body }) => ({ params, query, body }) });
    expect((await ask("POST", "stacks/ijm%20live?size=4", '{"release":1}')).json).toEqual({
      params: { name: "ijm live" },
      query: { size: "4" },
      body: { release: 1 },
    });
  });

  it("says that a path is not encoded as it has to be", async () => {
    const { ask } = create({ "POST stacks/<name>": ({ params }) => params });
    expect(await ask("POST", "stacks/50%")).toMatchObject({ status: 400, json: { error: "ValidationException" } });
  });

  it("names its routes to who asks for another", async () => {
    expect(await create().ask("GET", "weather")).toMatchObject({
      status: 404,
      json: {
        error: "NotFound",
        message: expect.stringMatching(/^There is no 'GET weather' .* POST faults, GET faults/),
      },
    });
  });

  it("shows a mistake of its own as an error", async () => {
    const { ask } = create({
      "GET broken": () => {
        throw new TypeError("broken");
      },
    });
    expect(await ask("GET", "broken")).toMatchObject({
      status: 500,
      json: { error: "InternalFailure", message: "TypeError: broken" },
    });
  });
});
