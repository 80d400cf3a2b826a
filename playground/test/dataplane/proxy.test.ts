import http from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RoutedTarget } from "../../dataplane/data-plane.ts";
import type { DataPlaneFault } from "../../world/neighbours.ts";
import { ask, byDefault, createRig, forwardTo } from "./servers.ts";

let rig: Awaited<ReturnType<typeof createRig>>;
beforeEach(async () => {
  // A fast world: what takes AWS ten seconds takes the least that a socket is waited for.
  rig = await createRig(100);
});
afterEach(() => rig.close());

const tally = (bodies: readonly string[]) =>
  Object.fromEntries(
    [...new Set(bodies)].toSorted().map((body) => [body, bodies.filter((each) => each === body).length]),
  );

const askMany = async (count: number, url: string) =>
  tally((await Promise.all(Array.from({ length: count }, () => ask(url)))).map(({ body }) => body));

describe("forwarding", () => {
  it("goes round the targets of a group", async () => {
    const [one, two] = [await rig.target("i-1"), await rig.target("i-2")];
    const { url } = await rig.open(byDefault(forwardTo({ blue: { targets: [one.routed, two.routed] } })));
    expect(await askMany(10, url)).toEqual({ "i-1": 5, "i-2": 5 });
  });

  it("splits requests by weight, and sends none to a group of weight 0", async () => {
    const [one, two, three] = [await rig.target("i-1"), await rig.target("i-2"), await rig.target("i-3")];
    const { url } = await rig.open(
      byDefault(
        forwardTo({
          blue: { weight: 3, targets: [one.routed] },
          green: { weight: 1, targets: [two.routed] },
          none: { weight: 0, targets: [three.routed] },
        }),
      ),
    );
    const counts = await askMany(200, url);
    expect(Object.keys(counts)).toEqual(["i-1", "i-2"]);
    expect(counts["i-1"]).toBeGreaterThan(120);
    expect(counts["i-2"]).toBeGreaterThan(25);
  });

  it("streams bodies both ways and carries status, headers and client over", async () => {
    const address = await rig.serve((request, response) => {
      response.writeHead(201, { "x-seen": JSON.stringify(request.headers), "set-cookie": ["a=1", "b=2"] });
      request.pipe(response);
    });
    const echo: RoutedTarget = { instance: "i-1", address: () => address, fault: () => undefined };
    const { url } = await rig.open(byDefault(forwardTo({ blue: { targets: [echo] } })));
    const body = "x".repeat(300_000);
    const chunked = await ask(`${url}/path?query`, {
      method: "POST",
      body,
      headers: { "Transfer-Encoding": "chunked" },
    });
    expect([chunked.status, chunked.body === body]).toEqual([201, true]);
    const sized = await ask(url, { method: "POST", body: "abc", headers: { "Content-Length": 3 } });
    expect([sized.body, sized.headers["set-cookie"]]).toEqual(["abc", ["a=1", "b=2"]]);
    const { host, port } = new URL(url);
    expect(JSON.parse(String(sized.headers["x-seen"]))).toMatchObject({
      host,
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-proto": "http",
      "x-forwarded-port": port,
    });
  });

  it("serves HTTPS with a certificate of its own, and speaks TLS to HTTPS target groups", async () => {
    const secure = await rig.target("i-1", () => undefined, true);
    const { url } = await rig.open(byDefault(forwardTo({ blue: { targets: [secure.routed], secure: true } })), "HTTPS");
    expect(await ask(url)).toMatchObject({ status: 200, body: "i-1" });
    expect(secure.seen[0]?.headers["x-forwarded-proto"]).toBe("https");
  });

  it("follows rules before the default", async () => {
    const target = await rig.target("i-1");
    const { url } = await rig.open([
      {
        conditions: [{ Field: "path-pattern", Values: ["/old/*"] }],
        action: { type: "redirect", config: { StatusCode: "HTTP_301", Path: "/new/#{path}" } },
      },
      {
        conditions: [{ Field: "http-header", HttpHeaderConfig: { HttpHeaderName: "X-Ask", Values: ["teapot"] } }],
        action: {
          type: "fixed-response",
          config: { StatusCode: "418", ContentType: "text/plain", MessageBody: "short and stout" },
        },
      },
      { conditions: [], action: forwardTo({ blue: { targets: [target.routed] } }) },
    ]);
    const { port, hostname } = new URL(url);
    expect(await ask(`${url}/old/a?b`)).toMatchObject({
      status: 301,
      headers: { location: `http://${hostname}:${port}/new/old/a?b` },
    });
    expect(await ask(url, { headers: { "X-Ask": "teapot" } })).toMatchObject({ status: 418, body: "short and stout" });
    expect(await ask(url)).toMatchObject({ status: 200, body: "i-1" });
  });

  it("keeps a client with its group and target by cookies when told to", async () => {
    const targets = await Promise.all(["i-1", "i-2", "i-3", "i-4"].map((instance) => rig.target(instance)));
    const [one, two, three, four] = targets.map(({ routed }) => routed);
    if (!one || !two || !three || !four) throw new Error("four targets");
    const { url } = await rig.open(
      byDefault(
        forwardTo(
          { blue: { targets: [one, two], sticky: 86_400 }, green: { targets: [three, four], sticky: 86_400 } },
          { groupStickiness: 3_600 },
        ),
      ),
    );
    const first = await ask(url);
    const cookie = (first.headers["set-cookie"] ?? []).map((each) => each.split(";")[0]).join("; ");
    const again = await Promise.all(Array.from({ length: 20 }, () => ask(url, { headers: { cookie } })));
    expect(tally(again.map(({ body }) => body))).toEqual({ [first.body]: 20 });
  });
});

describe("a cookie of the application", () => {
  it("keeps a client with the target that sets it, whose own passes untouched", async () => {
    const targets = await Promise.all(
      ["i-1", "i-2"].map(async (instance) => {
        const address = await rig.serve((_, response) => {
          response.writeHead(200, { "set-cookie": [`session=${instance}; Path=/`] }).end(instance);
        });
        return { instance, address: () => address, fault: () => undefined };
      }),
    );
    const { url } = await rig.open(byDefault(forwardTo({ blue: { targets, sticky: 86_400, appCookie: "session" } })));
    const first = await ask(url);
    const set = (first.headers["set-cookie"] ?? []).map((each) => each.split(";")[0] ?? "");
    expect(set).toEqual([
      `session=${first.body}`,
      expect.stringMatching(/^AWSALBAPP-0=\w+/),
      ...[1, 2, 3].map((each) => `AWSALBAPP-${each}=_remove_`),
    ]);
    const again = await Promise.all(
      Array.from({ length: 20 }, () => ask(url, { headers: { cookie: set.join("; ") } })),
    );
    expect(tally(again.map(({ body }) => body))).toEqual({ [first.body]: 20 });
  });
});

describe("failures", () => {
  it("answers 503 without targets", async () => {
    const { url } = await rig.open(byDefault(forwardTo({ blue: { targets: [] } })));
    const answer = await ask(url);
    expect([answer.status, answer.headers.server]).toEqual([503, "awselb/2.0"]);
  });

  it("answers 502 when a target refuses, breaks off or is gone", async () => {
    const breaking = await rig.serve((request) => request.socket.destroy());
    const at = (address: ReturnType<RoutedTarget["address"]>): RoutedTarget => ({
      instance: "i-1",
      address: () => address,
      fault: () => undefined,
    });
    for (const target of [at({ host: "127.0.0.1", port: 1 }), at(breaking), at(undefined)]) {
      const { url } = await rig.open(byDefault(forwardTo({ blue: { targets: [target] } })));
      expect((await ask(url)).status).toBe(502);
    }
  });

  it("answers 502 to an answer that is no HTTP, and breaks off one that its target breaks off", async () => {
    const speaking = async (text: string) => {
      const address = await rig.serve(({ socket }) => void socket.end(text));
      const target: RoutedTarget = { instance: "i-1", address: () => address, fault: () => undefined };
      return rig.open(byDefault(forwardTo({ blue: { targets: [target] } })));
    };
    expect((await ask((await speaking("HELLO\r\n\r\n")).url)).status).toBe(502);
    await expect(ask((await speaking("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")).url)).rejects.toThrow(
      "aborted",
    );
    expect(await ask((await speaking("HTTP/1.1 200 OK\r\n\r\nuntil the end")).url)).toMatchObject({
      status: 200,
      body: "until the end",
    });
  });

  it("answers 504 when a target keeps silent for the idle timeout", async () => {
    const silent = await rig.serve(() => {});
    const target: RoutedTarget = { instance: "i-1", address: () => silent, fault: () => undefined };
    const { url } = await rig.open(byDefault(forwardTo({ blue: { targets: [target] } }, { idleTimeout: 1_000 })));
    expect((await ask(url)).status).toBe(504);
  });

  it.each<[DataPlaneFault, number, number]>([
    [{ kind: "status-500" }, 500, 0],
    [{ kind: "refuse" }, 502, 0],
    [{ kind: "hang" }, 504, 0],
    [{ kind: "blackhole" }, 504, 0],
    [{ kind: "latency", milliseconds: 1_000 }, 200, 1],
  ])("of a target under %j make it %i", async (fault, status, reached) => {
    const target = await rig.target("i-1", () => fault);
    const { url } = await rig.open(byDefault(forwardTo({ blue: { targets: [target.routed] } })));
    const answer = await ask(url);
    expect([answer.status, target.seen.length]).toEqual([status, reached]);
    // So the ledger of requests knows where they failed.
    expect(answer.headers["x-instance"]).toBe("i-1");
  });

  it("are counted by whose they are", async () => {
    const [fine, broken] = [await rig.target("i-1"), await rig.target("i-2", () => ({ kind: "status-500" }))];
    const refusing = await rig.target("i-3", () => ({ kind: "refuse" }));
    const routes = (...targets: RoutedTarget[]) => byDefault(forwardTo({ blue: { targets } }));
    const { arn, url } = await rig.open(routes(fine.routed));
    await ask(url);
    rig.proxy.reconfigure(arn, routes(broken.routed));
    await ask(url);
    rig.proxy.reconfigure(arn, routes(refusing.routed));
    await ask(url);
    rig.proxy.reconfigure(arn, routes());
    await ask(url);
    const counts = { loadBalancerArn: "load-balancer", targetGroupArn: "blue", requests: 3, target5xx: 1, elb5xx: 2 };
    const taken = rig.proxy.takeCounts();
    expect(taken).toEqual([{ ...counts, targetSeconds: expect.any(Map) }]);
    expect([...(taken[0]?.targetSeconds.values() ?? [])].reduce((sum, count) => sum + count, 0)).toBe(2);
    expect(rig.proxy.takeCounts()).toEqual([]);
  });

  it("do not come from a target that closes idle connections just as they are reused", async () => {
    // Each connection serves one request, says that it stays open, and is reset when the next request arrives on it.
    const used = new WeakSet<object>();
    const address = await rig.serve((request, response) => {
      if (used.has(request.socket)) return void request.socket.resetAndDestroy();
      used.add(request.socket);
      response.end("fine");
    });
    const target: RoutedTarget = { instance: "i-1", address: () => address, fault: () => undefined };
    const { url } = await rig.open(byDefault(forwardTo({ blue: { targets: [target] } })));
    const statuses: number[] = [];
    for (let request = 0; request < 6; request += 1) statuses.push((await ask(url)).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200]);
    expect((await ask(url, { method: "POST", body: "a" })).status).toBe(200);
    expect((await ask(url, { method: "POST", body: "a" })).status).toBe(502);
  });

  it("to listen say where and why", async () => {
    const { url } = await rig.open(byDefault(forwardTo({})));
    const { hostname, port } = new URL(url);
    const twice = rig.proxy.open(
      { arn: "other", loadBalancerArn: "load-balancer", host: hostname, port: Number(port), protocol: "HTTP" },
      byDefault(forwardTo({})),
    );
    await expect(twice).rejects.toMatchObject({
      name: "InvalidConfigurationRequestException",
      message: expect.stringContaining(`cannot listen on ${hostname}:${port}`),
    });
  });
});

describe("a change of the routes", () => {
  it("takes effect on open connections at once and loses no request of many", async () => {
    const [blue, green] = [await rig.target("blue"), await rig.target("green")];
    const routes = (target: RoutedTarget) => byDefault(forwardTo({ [target.instance]: { targets: [target] } }));
    const { arn, url } = await rig.open(routes(blue.routed));
    const agent = new http.Agent({ keepAlive: true });
    const open = new http.Agent({ keepAlive: true });
    await ask(url, { agent: open });
    const answers: Awaited<ReturnType<typeof ask>>[] = [];
    const client = async () => {
      for (let request = 0; request < 100; request += 1) answers.push(await ask(url, { agent }));
    };
    const clients = Promise.all(Array.from({ length: 10 }, client));
    while (answers.length < 400) await new Promise(setImmediate);
    rig.proxy.reconfigure(arn, routes(green.routed));
    const after = await ask(url, { agent: open });
    await clients;
    for (const each of [agent, open]) each.destroy();
    expect(after).toMatchObject({ status: 200, body: "green", reused: true });
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    expect(Object.keys(tally(answers.map(({ body }) => body)))).toEqual(["blue", "green"]);
    expect(answers.filter(({ reused }) => !reused).length).toBeLessThanOrEqual(10);
  });

  it("lets a request in flight to a target that left finish", async () => {
    let finish: () => void = () => {};
    let arrived: () => void = () => {};
    const arrival = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const slow = await rig.serve((_, response) => {
      response.write("first ");
      finish = () => response.end("last");
      arrived();
    });
    const other = await rig.target("i-2");
    const leaving: RoutedTarget = { instance: "i-1", address: () => slow, fault: () => undefined };
    const { arn, url } = await rig.open(byDefault(forwardTo({ blue: { targets: [leaving, other.routed] } })));
    const inFlight = ask(url);
    await arrival;
    rig.proxy.reconfigure(arn, byDefault(forwardTo({ blue: { targets: [other.routed] } })));
    expect((await ask(url)).body).toBe("i-2");
    finish();
    expect(await inFlight).toMatchObject({ status: 200, body: "first last" });
  });

  it("to a closed listener refuses new connections", async () => {
    const { arn, url } = await rig.open(byDefault({ type: "fixed-response", config: { StatusCode: "200" } }));
    expect((await ask(url)).status).toBe(200);
    await rig.proxy.close(arn);
    await expect(ask(url)).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });
});

describe("a health check", () => {
  const check = (target: RoutedTarget) =>
    rig.proxy.check({ target, protocol: "HTTP", path: "/health", timeout: 2_000 });

  it("asks the path and answers the status", async () => {
    const target = await rig.target("i-1");
    expect(await check(target.routed)).toEqual({ kind: "answered", status: 200 });
    expect(target.seen.map(({ url, headers }) => [url, headers["user-agent"]])).toEqual([
      ["/health", "ELB-HealthChecker/2.0"],
    ]);
  });

  it.each<[DataPlaneFault, object]>([
    [{ kind: "status-500" }, { kind: "answered", status: 500 }],
    [{ kind: "refuse" }, { kind: "error" }],
    [{ kind: "hang" }, { kind: "timeout" }],
    [{ kind: "blackhole" }, { kind: "timeout" }],
    [
      { kind: "latency", milliseconds: 1_000 },
      { kind: "answered", status: 200 },
    ],
    [{ kind: "latency", milliseconds: 2_000 }, { kind: "timeout" }],
  ])("under %j is %j", async (fault, outcome) => {
    const target = await rig.target("i-1", () => fault);
    expect(await check(target.routed)).toEqual(outcome);
  });

  it("of silence and of nobody says so", async () => {
    const silent = await rig.serve(() => {});
    const at = (address: ReturnType<RoutedTarget["address"]>): RoutedTarget => ({
      instance: "i-1",
      address: () => address,
      fault: () => undefined,
    });
    expect(await check(at(silent))).toEqual({ kind: "timeout" });
    expect(await check(at({ host: "127.0.0.1", port: 1 }))).toEqual({ kind: "error" });
    expect(await check(at(undefined))).toEqual({ kind: "error" });
  });
});
