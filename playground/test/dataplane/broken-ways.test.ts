import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DataPlaneFault } from "../../world/neighbours.ts";
import { ask, byDefault, createRig, forwardTo } from "./servers.ts";

const speed = 10;

let rig: Awaited<ReturnType<typeof createRig>>;
beforeAll(async () => {
  rig = await createRig(speed);
});
afterAll(() => rig.close());

/** What an instance called `instance-1` answers: its name, ten bytes. */
const name = "instance-1";

/** A listener on a target to which the way is broken like that, over HTTP or HTTPS. */
const overLink = async (fault: DataPlaneFault, secure = false, inChunks = false) => {
  const target = await rig.target(name, () => fault, secure, inChunks);
  const { url } = await rig.open(byDefault(forwardTo({ blue: { targets: [target.routed], secure } })));
  return { url, target };
};

/** A listener to which the way from clients is broken like that. */
const overClients = async (fault: DataPlaneFault, protocol: "HTTP" | "HTTPS" = "HTTP") => {
  const target = await rig.target(name);
  const { url } = await rig.open(byDefault(forwardTo({ blue: { targets: [target.routed] } })), protocol, (moment) =>
    (fault.kind === "handshake") === (moment === "handshake") ? fault : undefined,
  );
  return { url, target };
};

/** How many world seconds an answer took, at least. */
const worldSeconds = async (url: string) => {
  const before = rig.clock.now();
  const { body } = await ask(url);
  return { body, seconds: (rig.clock.now() - before) / 1000 };
};

describe("the way from the load balancer to a target", () => {
  it("is reset when the target answers: it did its work, and the client gets 502", async () => {
    const { url, target } = await overLink({ kind: "reset" });
    expect((await ask(url)).status).toBe(502);
    expect(target.seen.length).toBe(1);
  });

  it("ends after so many bytes: the client gets half an answer and a broken connection", async () => {
    await expect(ask((await overLink({ kind: "truncate", bytes: 4 })).url)).rejects.toThrow("aborted");
    expect((await ask((await overLink({ kind: "truncate", bytes: 10 })).url)).body).toBe(name);
  });

  it("ends an answer in chunks without its last chunk, by which a client would take it for whole", async () => {
    const { url } = await overLink({ kind: "truncate", bytes: 4 }, false, true);
    await expect(ask(url)).rejects.toThrow("aborted");
  });

  it("lets so many bytes pass in a world second", async () => {
    const { url } = await overLink({ kind: "bandwidth", bytes: 5 });
    const { body, seconds } = await worldSeconds(url);
    expect(body).toBe(name);
    expect(seconds).toBeGreaterThan(1.9);
  });

  it("has no TLS handshake where there should be one, and nothing else broken", async () => {
    const secure = await overLink({ kind: "handshake" }, true);
    expect([(await ask(secure.url)).status, secure.target.seen.length]).toEqual([502, 0]);
    expect((await ask((await overLink({ kind: "handshake" })).url)).status).toBe(200);
  });

  it.each<[DataPlaneFault, "HTTP" | "HTTPS", unknown]>([
    [{ kind: "reset" }, "HTTP", { kind: "error" }],
    [{ kind: "handshake" }, "HTTPS", { kind: "error" }],
    [{ kind: "handshake" }, "HTTP", { kind: "answered", status: 200 }],
    [{ kind: "truncate", bytes: 1 }, "HTTP", { kind: "answered", status: 200 }],
  ])("under %j makes a health check over %s %j", async (fault, protocol, outcome) => {
    const { routed } = await rig.target(name, () => fault, protocol === "HTTPS");
    expect(await rig.proxy.check({ target: routed, protocol, path: "/", timeout: 5_000 })).toEqual(outcome);
  });
});

describe("the way from clients to a listener", () => {
  it.each(["HTTP", "HTTPS"] as const)("is reset under a request over %s, which reaches no target", async (protocol) => {
    const { url, target } = await overClients({ kind: "reset" }, protocol);
    await expect(ask(url)).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(target.seen.length).toBe(0);
  });

  it("fails in the handshake of HTTPS", async () => {
    const { url, target } = await overClients({ kind: "handshake" }, "HTTPS");
    await expect(ask(url)).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(target.seen.length).toBe(0);
  });

  it("ends after so many bytes, or is slow, or late", async () => {
    await expect(ask((await overClients({ kind: "truncate", bytes: 4 })).url)).rejects.toThrow("aborted");
    const slow = await worldSeconds((await overClients({ kind: "bandwidth", bytes: 5 })).url);
    expect([slow.body, slow.seconds > 1.9]).toEqual([name, true]);
    const late = await worldSeconds((await overClients({ kind: "latency", milliseconds: 2_000 })).url);
    expect([late.body, late.seconds > 1.9]).toEqual([name, true]);
  });

  it("may keep silent until the client has enough", async () => {
    const { url } = await overClients({ kind: "hang" });
    await expect(ask(url, { signal: AbortSignal.timeout(100) })).rejects.toThrow();
  });
});
