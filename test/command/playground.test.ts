import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { allGone, descendants } from "../scripts/process-tree.ts";

const command = join(import.meta.dirname, "../../command/sarcelle.ts");

/** An empty package, so that nothing has to be packaged for it. */
const emptyTemplate = () => {
  const folder = mkdtempSync(join(tmpdir(), "empty-package-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const template = join(folder, "template.json");
  writeFileSync(template, JSON.stringify({ Resources: {} }));
  return template;
};

const run = (...parameters: readonly string[]) => {
  const child = spawn(process.execPath, [command, "playground", ...parameters], { stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const ended = once(child, "close").then(([code]) => ({ code: code as number | null, stdout, stderr }));
  return { child, ended, stdout: () => stdout };
};

const patience = { timeout: 20_000, interval: 50 };

/** A playground that is up, with an instance and a client of it: whatever it makes processes for. */
const busyPlayground = async () => {
  const started = run("--port", "0", "--speed", "10", "--template", emptyTemplate());
  const url = await vi.waitFor(() => {
    const [, found] = /^The playground is up: (\S+)\n/.exec(started.stdout()) ?? [];
    if (found === undefined) throw new Error(`not up yet: ${started.stdout()}`);
    return found;
  }, patience);
  const post = async (route: string, body: object) => {
    const answer = await fetch(`${url}/_playground/${route}`, { method: "POST", body: JSON.stringify(body) });
    expect([answer.status, await answer.text()]).toEqual([200, expect.any(String)]);
  };
  await post("stacks/web", { instances: 1 });
  await post("traffic", { loadBalancer: "web", ports: [8080] });
  // The reaper, the traffic client and the instance.
  const processes = await vi.waitFor(() => {
    const found = descendants(started.child);
    expect(found.length).toBeGreaterThanOrEqual(3);
    return found;
  }, patience);
  return { ...started, url, processes };
};

describe("sarcelle playground", () => {
  it("says where it is and how to use it, and ends everything at Ctrl-C", async () => {
    const { child, ended, url, processes } = await busyPlayground();
    child.kill("SIGINT");
    const { code, stdout, stderr } = await ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "\nEnding everything …\n" });
    for (const command of [
      `export AWS_ENDPOINT_URL=${url} AWS_REGION=eu-west-1`,
      `aws --endpoint-url ${url} elbv2 describe-load-balancers`,
      "npm run sarcelle -- upgrade web-live --wait",
      `curl -X POST ${url}/_playground/stacks/web`,
    ])
      expect(stdout).toContain(`\n  ${command}`);
    expect(stdout).toMatch(/\n {2}http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}\n/);
    await allGone(processes);
  });

  it.each(["SIGTERM", "SIGHUP"] as const)("ends everything at %s", async (signal) => {
    const { child, ended, processes } = await busyPlayground();
    child.kill(signal);
    expect((await ended).code).toBe(0);
    await allGone(processes);
  });

  it("ends everything when it is told twice, or killed", async () => {
    const twice = await busyPlayground();
    twice.child.kill("SIGINT");
    twice.child.kill("SIGTERM");
    await twice.ended;
    await allGone(twice.processes);

    const killed = await busyPlayground();
    killed.child.kill("SIGKILL");
    await allGone(killed.processes);
  });

  it("says in one line that its port is in use", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => {
      other.close();
    });
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    expect(await run("--port", String(port), "--template", emptyTemplate()).ended).toEqual({
      code: 1,
      stdout: "",
      stderr: `Port ${port} is in use, perhaps by another playground. Choose another with --port N, or a free one with --port 0.\n`,
    });
  });

  it("says in one line what is wrong with its options", async () => {
    const cases = [
      { parameters: ["--port", "70000"], code: 2, said: "--port is a port from 0 to 65535, not '70000'.\n" },
      { parameters: ["--speed", "0"], code: 2, said: "--speed is a number above 0, up to 1000, not '0'.\n" },
      { parameters: ["--seed", ""], code: 2, said: "--seed is a whole number, not ''.\n" },
      {
        parameters: ["--prot", "1"],
        code: 2,
        said: expect.stringMatching(/^Unknown option '--prot'. Did you mean --port\?.*\n$/),
      },
      {
        parameters: ["--port", "0", "--template", "/no.json"],
        code: 1,
        said: expect.stringMatching(/^The template \/no\.json cannot be read: ENOENT.*\n$/),
      },
    ];
    const found = await Promise.all(cases.map(({ parameters }) => run(...parameters).ended));
    expect(found).toEqual(cases.map(({ code, said }) => ({ code, stdout: "", stderr: said })));
  });

  it("explains itself", async () => {
    expect(await run("--help").ended).toEqual({
      code: 0,
      stdout: expect.stringContaining("Usage: sarcelle playground"),
      stderr: "",
    });
  });
});

it("a template that cannot be read is named", async () => {
  const { code, stderr } = await run("--port", "0", "--template", "/nowhere/template.json").ended;
  expect([code, stderr]).toEqual([1, expect.stringContaining("The template /nowhere/template.json cannot be read: ")]);
});
