import { request } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Poller, Shown } from "../../../console/server/poller.ts";
import type { Routes } from "../../../console/server/routes.ts";
import { serveConsole } from "../../../console/server/serve.ts";
import type { PageSnapshot } from "../../../console/snapshot.ts";

const page = { html: "<!doctype html><title>page</title>", scriptHash: "sha256-script", styleHash: "sha256-style" };

/** A poller whose one page shows what the test tells it to. */
const told = () => {
  const listeners = new Set<(shown: Shown, n: number) => void>();
  const asked: string[] = [];
  const poller: Poller = {
    watch(_page, listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    hurry() {},
    ask: (page) => void asked.push(page),
    stop() {},
  };
  return { poller, listeners, asked };
};

const routes: Routes = { "POST /actions/plan": async ({ body }) => ({ status: 200, body: { heard: body } }) };

const started = async ({ poller } = told(), more: Routes = routes) => {
  const server = await serveConsole({ port: 0, page, poller, routes: more });
  onTestFinished(server.stop);
  return server;
};

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/** A request with exactly these headers, which no browser's rules change. */
const ask = (
  port: number,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body = "",
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, method, path, headers }, (answer) => {
      let text = "";
      answer.on("data", (part: Buffer) => {
        text += part.toString();
      });
      answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, body: text }));
    });
    asked.on("error", reject);
    asked.end(body);
  });

const json = (port: number) => ({ "content-type": "application/json", origin: `http://127.0.0.1:${port}` });

/** The cookie of whoever has the token. */
const admitted = async ({ port, address }: Awaited<ReturnType<typeof started>>): Promise<string> => {
  const token = new URL(address()).hash.replace("#token=", "");
  const { headers } = await ask(port, "POST", "/session", json(port), JSON.stringify({ token }));
  return String(headers["set-cookie"]).split(";")[0] ?? "";
};

describe("the console's server", () => {
  it("answers on this machine's loopback alone, under no other name", async () => {
    const { port } = await started();
    const named = (host: string) => ask(port, "GET", "/web-live", { host });
    expect((await named(`127.0.0.1:${port}`)).status).toBe(200);
    expect((await named(`localhost:${port}`)).status).toBe(200);
    for (const host of [`evil.example:${port}`, `127.0.0.1:${port + 1}`, "127.0.0.1", `[::1]:${port}`])
      expect(await named(host)).toMatchObject({ status: 421 });
  });

  it("gives the page to whoever asks, and everything else to whoever has the token", async () => {
    const server = await started();
    const { port } = server;
    for (const path of ["/", "/web-live", "/web-live/d/release-2"])
      expect(await ask(port, "GET", path)).toMatchObject({ status: 200, body: page.html });
    const asked = () => ask(port, "POST", "/actions/plan", json(port), "{}");
    expect(await asked()).toMatchObject({ status: 401, body: expect.stringContaining("NoSession") });
    expect((await ask(port, "GET", "/events?page=/")).status).toBe(401);
    const wrong = await ask(port, "POST", "/session", json(port), JSON.stringify({ token: "guessed" }));
    expect(wrong).toMatchObject({
      status: 401,
      headers: expect.not.objectContaining({ "set-cookie": expect.anything() }),
    });
    const cookie = await admitted(server);
    const heard = await ask(port, "POST", "/actions/plan", { ...json(port), cookie }, '{"environment":"web-live"}');
    expect(heard).toMatchObject({ status: 200, body: '{"heard":{"environment":"web-live"}}' });
  });

  it("says of what is no address, and of what is no page, that there is none", async () => {
    const server = await started();
    const { port } = server;
    const cookie = await admitted(server);
    for (const path of ["/web-live/d/%E0%A4%A", "/offers/%E0%A4%A/releases", "/%"])
      expect(await ask(port, "GET", path, { cookie })).toMatchObject({ status: 400 });
    expect(await ask(port, "GET", "//", { cookie })).toMatchObject({ status: 404 });
    expect(await ask(port, "GET", "//evil.example/", { cookie })).toMatchObject({ status: 404 });
    for (const of of ["/web-live/d/%25E0", "/a/b/c", "nothing"])
      expect(await ask(port, "GET", `/events?page=${of}`, { cookie })).toMatchObject({ status: 404 });
  });

  it("reads nothing of who has no session, however much is sent, and no more than a release file of who has", async () => {
    const server = await started();
    const { port } = server;
    const cookie = await admitted(server);
    const large = JSON.stringify({ releaseText: "x".repeat(1024 * 1024) });
    expect(await ask(port, "POST", "/actions/plan", json(port), "{")).toMatchObject({ status: 401 });
    expect(await ask(port, "POST", "/actions/plan", { ...json(port), cookie }, large)).toMatchObject({ status: 413 });
  });

  it("has its token in the fragment of its address, and exchanges it for a cookie that no script reads and no other site sends", async () => {
    const server = await started();
    expect(server.address("/web-live")).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/web-live#token=[\w-]{43}$/);
    const { port } = server;
    const token = new URL(server.address()).hash.replace("#token=", "");
    const { headers } = await ask(port, "POST", "/session", json(port), JSON.stringify({ token }));
    expect(headers["set-cookie"]).toEqual([
      expect.stringMatching(RegExp(`^sarcelle-console-${port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/$`)),
    ]);
    expect(String(headers["set-cookie"])).not.toContain(token);
  });

  it("lets no other page ask: neither with its own origin, nor with none, nor with anything but JSON", async () => {
    const server = await started();
    const { port } = server;
    const cookie = await admitted(server);
    const own = { ...json(port), cookie };
    const asked = (headers: Readonly<Record<string, string>>) => ask(port, "POST", "/actions/plan", headers, "{}");
    expect((await asked(own)).status).toBe(200);
    expect((await asked({ ...own, origin: "http://evil.example" })).status).toBe(403);
    expect((await asked({ ...own, origin: `http://127.0.0.1:${port + 1}` })).status).toBe(403);
    expect((await asked({ ...own, origin: "null" })).status).toBe(403);
    expect((await asked({ cookie, "content-type": "application/json" })).status).toBe(403);
    expect((await asked({ ...own, "sec-fetch-site": "same-site" })).status).toBe(403);
    expect((await asked({ ...own, "content-type": "text/plain" })).status).toBe(415);
    expect((await ask(port, "POST", "/actions/plan", own, "{")).status).toBe(400);
    expect((await ask(port, "GET", "/events?page=/", { cookie, origin: "http://evil.example" })).status).toBe(403);
  });

  it("says of every answer that it is kept nowhere, framed nowhere, and runs nothing but the page's own script", async () => {
    const server = await started();
    const { port } = server;
    const cookie = await admitted(server);
    const [html, other, refused] = [
      await ask(port, "GET", "/"),
      await ask(port, "POST", "/actions/plan", { ...json(port), cookie }, "{}"),
      await ask(port, "GET", "/", { host: "evil.example" }),
    ];
    for (const { headers } of [html, other, refused])
      expect(headers).toMatchObject({
        "cache-control": "no-store",
        "x-frame-options": "DENY",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-resource-policy": "same-origin",
        "content-security-policy": expect.stringMatching(/^default-src 'none';.*frame-ancestors 'none'$/),
      });
    expect(html.headers["content-security-policy"]).toContain(
      "connect-src 'self'; script-src 'sha256-script'; style-src 'sha256-style';",
    );
    for (const { headers } of [html, other]) expect(headers).not.toHaveProperty("access-control-allow-origin");
  });

  it("knows nothing of what it was started without: to look only, there are no routes that act", async () => {
    const server = await started(told(), {});
    const { port } = server;
    const cookie = await admitted(server);
    for (const path of ["/actions/plan", "/actions/start", "/playground/faults"])
      expect((await ask(port, "POST", path, { ...json(port), cookie }, "{}")).status).toBe(404);
  });

  it("sends each snapshot whole, under its number, and says once there is nothing to show", async () => {
    const { poller, listeners, asked } = told();
    const server = await started({ poller, listeners, asked });
    const cookie = await admitted(server);
    const read = await new Promise<string>((resolve, reject) => {
      const stream = request(
        { host: "127.0.0.1", port: server.port, path: "/events?page=/web-live", headers: { cookie } },
        (answer) => {
          let text = "";
          for (const listener of listeners) {
            listener({ snapshot: { n: 7, says: "</script>" } as unknown as PageSnapshot }, 7);
            listener({ gone: "No environment 'web-live' is registered." }, 8);
          }
          answer.on("data", (part: Buffer) => {
            text += part.toString();
            if (!text.includes("event: gone")) return;
            resolve(text);
            stream.destroy();
          });
        },
      );
      stream.on("error", reject);
      stream.end();
    });
    expect(read).toBe(
      'retry: 1000\n\nevent: snapshot\nid: 7\ndata: {"n":7,"says":"</script>"}\n\nevent: gone\nid: 8\ndata: {"says":"No environment \'web-live\' is registered."}\n\n',
    );
    await expect.poll(() => listeners.size).toBe(0);
    expect(asked).toEqual([]);
  });

  it("has a page read anew for whoever asks for that", async () => {
    const page = told();
    const server = await started(page);
    const cookie = await admitted(server);
    const path = "/events?page=/web-live&anew";
    const stream = request({ host: "127.0.0.1", port: server.port, path, headers: { cookie } });
    stream.end();
    await new Promise((resolve) => stream.once("response", resolve));
    expect(page.asked).toEqual(["/web-live"]);
    stream.destroy();
  });
});
