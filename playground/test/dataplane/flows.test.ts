import { once } from "node:events";
import http from "node:http";
import net from "node:net";
import tls from "node:tls";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FlowForward, RoutedTarget } from "../../dataplane/data-plane.ts";
import type { DataPlaneFault } from "../../world/neighbours.ts";
import { ask, createRig } from "./servers.ts";

let rig: Awaited<ReturnType<typeof createRig>>;
beforeEach(async () => {
  rig = await createRig(100);
});
afterEach(() => rig.close());

const to = (
  groups: Readonly<Record<string, { weight?: number; targets: readonly RoutedTarget[]; secure?: boolean }>>,
  idleTimeout = 350_000,
): FlowForward => ({
  nodes: [
    {
      groups: Object.entries(groups).map(([arn, { weight = 1, targets, secure = false }]) => ({
        weight,
        group: { arn, protocol: secure ? "TLS" : "TCP", targets },
      })),
    },
  ],
  idleTimeout,
});

/** A client that keeps its connection, and may ask over it again and again. */
const keepingClient = (url: string) => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  return { ask: () => ask(url, { agent }), close: () => agent.destroy() };
};

const closed = (socket: net.Socket): Promise<string> =>
  new Promise((resolve) => {
    let error = "closed";
    socket.on("error", (cause: NodeJS.ErrnoException) => {
      error = cause.code ?? "";
    });
    socket.on("close", () => resolve(error));
  });

describe("a TCP listener", () => {
  it("sends each new connection to a group by weight, and what comes over one to one target", async () => {
    const [one, two] = [await rig.target("i-1"), await rig.target("i-2")];
    const { url } = await rig.openFlows(
      to({ blue: { weight: 3, targets: [one.routed] }, green: { targets: [two.routed] } }),
    );
    const bodies = [];
    for (let asked = 0; asked < 100; asked++) bodies.push((await ask(url)).body);
    const toOne = bodies.filter((body) => body === "i-1").length;
    expect(toOne).toBeGreaterThan(60);
    expect(toOne).toBeLessThan(90);
    const client = keepingClient(url);
    const first = (await client.ask()).body;
    for (let again = 0; again < 10; again++) expect(await client.ask()).toMatchObject({ body: first, reused: true });
    client.close();
  });

  it("leaves established connections where they are when it forwards elsewhere, until their target's are ended", async () => {
    const [one, two] = [await rig.target("i-1"), await rig.target("i-2")];
    const { arn, url } = await rig.openFlows(to({ blue: { targets: [one.routed] } }));
    const client = keepingClient(url);
    expect((await client.ask()).body).toBe("i-1");
    rig.proxy.reconfigureFlows(
      arn,
      to({ blue: { weight: 0, targets: [one.routed] }, green: { targets: [two.routed] } }),
    );
    expect((await ask(url)).body).toBe("i-2");
    expect(await client.ask()).toMatchObject({ body: "i-1", reused: true });
    rig.proxy.endFlows("blue", "i-1");
    expect(await client.ask().catch(() => "reset")).toSatisfy((answer) => answer === "reset" || answer.body === "i-2");
    expect((await client.ask()).body).toBe("i-2");
    client.close();
  });

  it("passes bytes both ways as they are, halves closed by themselves included", async () => {
    const echo = net.createServer({ allowHalfOpen: true }, (socket) => socket.pipe(socket));
    echo.listen(0, "127.0.0.1");
    await once(echo, "listening");
    const { port } = echo.address() as net.AddressInfo;
    const routed: RoutedTarget = {
      instance: "i-1",
      address: () => ({ host: "127.0.0.1", port }),
      fault: () => undefined,
    };
    const { host, port: listens } = await rig.openFlows(to({ blue: { targets: [routed] } }));
    const socket = net.connect({ host, port: listens, allowHalfOpen: true });
    const sent = Buffer.alloc(1_000_000, "x");
    socket.end(sent);
    const received: Buffer[] = [];
    for await (const chunk of socket) received.push(chunk as Buffer);
    expect(Buffer.concat(received).equals(sent)).toBe(true);
    expect(rig.proxy.takeFlowCounts()).toMatchObject([{ newFlows: 1, bytes: 2_000_000 }]);
    echo.close();
  });

  it("resets a connection that has been idle for too long", async () => {
    const { routed } = await rig.target("i-1");
    const { host, port } = await rig.openFlows(to({ blue: { targets: [routed] } }, 60_000));
    expect(await closed(net.connect({ host, port }))).toBe("ECONNRESET");
    const counted = rig.proxy.takeFlowCounts();
    expect(counted).toMatchObject([{ newFlows: 1, elbResets: 1 }]);
    await expect.poll(() => rig.proxy.takeFlowCounts()).toMatchObject([{ newFlows: 0, activeFlows: 0 }]);
  });

  it.each<[string, DataPlaneFault | undefined]>([
    ["has no target", undefined],
    ["has a target that refuses", { kind: "refuse" }],
  ])("resets a connection where a group %s", async (_, fault) => {
    const { routed } = await rig.target("i-1", () => fault);
    const { host, port } = await rig.openFlows(to({ blue: { targets: fault === undefined ? [] : [routed] } }));
    expect(await closed(net.connect({ host, port }))).toBe("ECONNRESET");
  });

  it("breaks what is established when it is closed, and its port is free", async () => {
    const { routed } = await rig.target("i-1");
    const { arn, url, host, port } = await rig.openFlows(to({ blue: { targets: [routed] } }));
    const client = keepingClient(url);
    await client.ask();
    await rig.proxy.close(arn);
    await expect(client.ask()).rejects.toMatchObject({ code: expect.stringMatching(/ECONNRE/) });
    expect(await closed(net.connect({ host, port }))).toBe("ECONNREFUSED");
  });
});

describe("a TLS listener", () => {
  it("ends TLS with a certificate of its own, before TCP targets and before TLS targets", async () => {
    const plain = await rig.target("i-plain");
    const secure = await rig.target("i-secure", undefined, true);
    const before = await rig.openFlows(to({ blue: { targets: [plain.routed] } }), "TLS");
    const through = await rig.openFlows(to({ blue: { targets: [secure.routed], secure: true } }), "TLS");
    expect([(await ask(before.url)).body, (await ask(through.url)).body]).toEqual(["i-plain", "i-secure"]);
  });

  it("negotiates by its ALPN policy, and nothing without one", async () => {
    const { routed } = await rig.target("i-1");
    const negotiated = async (alpn: readonly string[] | undefined) => {
      const more = alpn === undefined ? {} : { alpn };
      const { host, port } = await rig.openFlows(to({ blue: { targets: [routed] } }), "TLS", more);
      const socket = tls.connect({ host, port, ALPNProtocols: ["http/1.1", "h2"], rejectUnauthorized: false });
      await once(socket, "secureConnect");
      const protocol = socket.alpnProtocol;
      socket.destroy();
      return protocol;
    };
    expect([await negotiated(["h2", "http/1.1"]), await negotiated(undefined)]).toEqual(["h2", false]);
  });
});

describe("a TCP health check", () => {
  it.each<[string, DataPlaneFault | undefined, object]>([
    ["passes where somebody takes the connection, whatever is answered", { kind: "status-500" }, { kind: "connected" }],
    ["fails where it is refused", { kind: "refuse" }, { kind: "error" }],
    ["times out where nothing comes", { kind: "blackhole" }, { kind: "timeout" }],
  ])("%s", async (_, fault, outcome) => {
    const { routed } = await rig.target("i-1", () => fault);
    expect(await rig.proxy.check({ target: routed, protocol: "TCP", path: "", timeout: 10_000 })).toEqual(outcome);
  });

  it("fails where nobody listens", async () => {
    const nobody: RoutedTarget = {
      instance: "i-1",
      address: () => ({ host: "127.0.0.1", port: 1 }),
      fault: () => undefined,
    };
    expect(await rig.proxy.check({ target: nobody, protocol: "TCP", path: "", timeout: 10_000 })).toEqual({
      kind: "error",
    });
  });
});
